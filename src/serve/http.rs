//! The HTTP server of the preview: takes requests, and gives the files of [`Preview`], redirects and event streams.
//!
//! `tiny_http` reads the requests. This module writes the responses, each in one write, because `tiny_http` sends them
//! late and in chunks. Each connection carries one request: in the pool of `tiny_http`, further requests wait behind
//! idle connections.

use super::file::File;
use super::preview::Preview;
use super::range::{self, Requested};
use super::reload::Hub;
use super::site_state::{Answer, Problem};
use crate::disk::platform;
use crate::hosting::security_headers::{SECURITY_HEADERS, SecurityHeader};
use crate::site::routes::{PREVIEW, encode_path};
use percent_encoding::percent_decode_str;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tiny_http::{Method, Request};

/// Script that the preview adds to every page.
const LIVE_SCRIPT: &str = include_str!("live.js");

/// Style sheet of the problem list that the script shows.
const LIVE_STYLE: &str = include_str!("live.css");

/// Number of threads that answer requests.
const WORKERS: usize = 8;

/// Responses above this size, in bytes, get a thread of their own, so that a slow browser does not block others.
const LARGE_RESPONSE: usize = 64 * 1024;

/// Time between two pings while requests come.
const PAUSE_WHEN_BUSY: Duration = Duration::from_millis(50);

/// Time between two pings while no requests come.
const PAUSE_WHEN_IDLE: Duration = Duration::from_secs(1);

/// Time without a ping or another request after which connections are no longer accepted.
const SILENCE: Duration = Duration::from_secs(3);

/// A request that asks nothing (RFC 9110, section 9.3.7). It names no host, so it is refused; any answer will do.
const PING: &[u8] = b"OPTIONS * HTTP/1.0\r\n\r\n";

/// Time after the last request that counts as busy. Within it a browser has loaded a page or given up.
const BUSY: Duration = Duration::from_secs(20);

/// Stack size of a thread with little to do, in bytes.
const STACK_SIZE: usize = 64 * 1024;

/// Longest accepted request path, in bytes. The paths of the site are shorter.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Longest accepted body, in bytes. The preview itself sends none.
const LONGEST_BODY: usize = 64 * 1024;

/// Timeout for a connection that sends nothing or reads nothing.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The allowed `Host` headers. They stop DNS rebinding: a page of another site cannot read this server under its own
/// name.
#[derive(Clone, Debug)]
pub(super) struct Allowed {
    host: String,
    port: u16,
    /// Names of `--allow-host`. One with a leading dot includes all names below it.
    others: Vec<String>,
}

/// Who a `Host` header names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    /// This machine: an address, `localhost`, or the host of `--host`.
    ThisMachine,
    /// A name of `--allow-host`, such as that of a tunnel: readers may be anywhere.
    Other,
    /// An unknown name.
    Unknown,
}

/// State that answering a request needs.
#[derive(Clone)]
pub(super) struct Server {
    pub preview: Arc<Preview>,
    pub hub: Arc<Hub>,
    pub allowed: Allowed,
}

impl Allowed {
    pub(super) fn new(host: &str, address: SocketAddr, others: &[String]) -> Self {
        let others = others.iter().map(|other| other.to_ascii_lowercase()).collect();
        Self { host: host.to_ascii_lowercase(), port: address.port(), others }
    }

    /// Returns who a `Host` header names. A tunnel has a port of its own, so any port is right for the other names.
    fn named(&self, host: &str) -> Named {
        let host = host.to_ascii_lowercase();
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, port.parse().ok()),
            _ => (host.as_str(), Some(80)),
        };
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        let is_ours = bare.parse::<IpAddr>().is_ok() || bare == "localhost" || bare.ends_with(".localhost");
        let is_other = |other: &String| match other.strip_prefix('.') {
            Some(domain) => bare.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
            None => bare == other,
        };
        match () {
            () if (is_ours || bare == self.host) && port == Some(self.port) => Named::ThisMachine,
            () if self.others.iter().any(is_other) => Named::Other,
            () => Named::Unknown,
        }
    }
}

impl Server {
    /// Answers requests until the process ends.
    pub(super) fn run(&self, listener: &TcpListener) {
        // The listener wakes up at each timeout too; `accept` expects that.
        platform::set_timeouts(listener, TIMEOUT);
        platform::lengthen_queue(listener);
        // Every open page uses an open file.
        platform::raise_file_limit();
        let taken = Arc::new(AtomicUsize::new(0));
        if let Ok(address) = listener.local_addr() {
            let taken = Arc::clone(&taken);
            let nudge = move || keep_moving(address, &taken);
            // Without this thread, pages come too, but may wait behind slow clients.
            let _ = std::thread::Builder::new().stack_size(STACK_SIZE).spawn(nudge);
        }
        let (requests, waiting) = mpsc::channel::<Request>();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..WORKERS {
            let (server, waiting) = (self.clone(), Arc::clone(&waiting));
            std::thread::spawn(move || {
                loop {
                    let request = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(request) = request else { return };
                    // An unexpected panic costs one page, not the server.
                    let _ = std::panic::catch_unwind(AssertUnwindSafe(|| server.answer(request)));
                }
            });
        }
        accept(listener, &|request| {
            if request.url() != "*" {
                taken.fetch_add(1, Ordering::Relaxed);
            }
            self.dispatch(request, &requests);
        });
    }

    /// Gives a request to a worker. One with a body gets a thread of its own: `tiny_http` reads the rest of a body when
    /// the request is dropped, however slowly it comes.
    fn dispatch(&self, request: Request, workers: &Sender<Request>) {
        match request.body_length() {
            None | Some(0) => drop(workers.send(request)),
            Some(length) => {
                let server = self.clone();
                let answer = move || match length {
                    ..=LONGEST_BODY => {
                        let _ = std::panic::catch_unwind(AssertUnwindSafe(|| server.answer(request)));
                    }
                    _ => refuse_body(request),
                };
                // If no thread can be started, the connection is closed.
                let _ = std::thread::Builder::new().spawn(answer);
            }
        }
    }

    fn answer(&self, request: Request) {
        let reply = self.reply(&request);
        match reply {
            Reply::Events { path, etag } => {
                let mut writer = request.into_writer();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n{}\r\nretry: 500\n\n",
                    headers()
                );
                if writer.write_all(head.as_bytes()).and_then(|()| writer.flush()).is_ok() {
                    self.hub.add(&self.preview, path, etag, writer);
                }
            }
            Reply::Whole(whole) => {
                let is_head = *request.method() == Method::Head;
                let bytes = whole.bytes(is_head);
                let mut writer = request.into_writer();
                // The browser may have closed the connection; that is not an error here.
                let mut write = move || drop(writer.write_all(&bytes).and_then(|()| writer.flush()));
                if whole.body.len() > LARGE_RESPONSE {
                    std::thread::spawn(write);
                } else {
                    write();
                }
            }
        }
    }

    fn reply(&self, request: &Request) -> Reply {
        let header = |name| header(request, name);
        if request.url().len() > LONGEST_ADDRESS {
            return Whole::text(414, "URI Too Long", "This address is too long.").into();
        }
        let named = header("Host").map_or(Named::Unknown, |host| self.allowed.named(host));
        if named == Named::Unknown {
            let why = "The Host header must be `localhost`, an IP address, or a name of `--host` or `--allow-host`.";
            return Whole::text(403, "Forbidden", why).into();
        }
        // A tunnel speaks HTTPS with the browser.
        let is_same_origin = header("Origin").is_none_or(|origin| {
            let host = match (origin.strip_prefix("https://"), named) {
                (Some(host), Named::Other) => Some(host),
                _ => origin.strip_prefix("http://"),
            };
            host.is_some() && host == header("Host")
        });
        if !is_same_origin {
            return Whole::text(403, "Forbidden", "Requests from pages of other sites are refused.").into();
        }
        let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
        // The absolute form `http://host/path` is for proxies; it is rejected.
        let decoded = percent_decode_str(path).decode_utf8();
        let Some(path) = decoded.as_deref().ok().and_then(|path| path.strip_prefix('/')) else {
            return Whole::text(400, "Bad Request", "This is not a path of the site.").into();
        };
        if let Some(own) = path.strip_prefix(PREVIEW) {
            return self.own(own, query, request, named);
        }
        if !matches!(request.method(), Method::Get | Method::Head) {
            return Whole::text(405, "Method Not Allowed", "Pages can only be read.").with("Allow: GET, HEAD").into();
        }
        let base = self.preview.base_path();
        let Some(path) = format!("/{path}").strip_prefix(&base).map(str::to_owned) else {
            // The site is below the root of its host. Redirect other paths to it.
            return Whole::redirect(302, &base).into();
        };
        match self.preview.answer(&path) {
            Answer::File(file) => Whole::asked(&file, request).into(),
            Answer::NotFound(file) => Whole::file(404, "Not Found", &file).into(),
            Answer::Redirect(path) => Whole::redirect(301, &format!("{base}{}", encode_path(&path))).into(),
            Answer::Broken(problems) => Whole::broken(&problems).into(),
        }
    }

    /// Answers the paths of the preview itself: live script, style, events, and the request to open the editor.
    fn own(&self, path: &str, query: &str, request: &Request, named: Named) -> Reply {
        let value = |name: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let found = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next();
            found.map(|value| percent_decode_str(value).decode_utf8_lossy().into_owned()).unwrap_or_default()
        };
        match (request.method(), path) {
            (Method::Get | Method::Head, "live.js") => Whole::own("text/javascript; charset=utf-8", LIVE_SCRIPT).into(),
            (Method::Get | Method::Head, "live.css") => Whole::own("text/css; charset=utf-8", LIVE_STYLE).into(),
            (Method::Get, "events") => {
                let page = value("page");
                let base = self.preview.base_path();
                let path = page.strip_prefix(&base).unwrap_or_default();
                let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
                Reply::Events { path, etag: value("etag") }
            }
            (Method::Post, "open") => {
                // A tunnel connects from this machine, but its readers are elsewhere.
                let is_local = named == Named::ThisMachine
                    && request.remote_addr().is_some_and(|address| address.ip().is_loopback());
                let has_origin = request.headers().iter().any(|header| header.field.equiv("Origin"));
                if !(is_local && has_origin) {
                    return Whole::text(403, "Forbidden", "Only pages on this machine open the editor.").into();
                }
                match self.open(&value("file"), &value("line")) {
                    Ok(()) => Whole::text(200, "OK", "").into(),
                    Err(why) => Whole::text(404, "Not Found", &why).into(),
                }
            }
            (_, "live.js" | "live.css" | "events" | "open") => {
                Whole::text(405, "Method Not Allowed", "This method is not allowed for this path.").into()
            }
            _ => Whole::text(404, "Not Found", "This path does not exist.").into(),
        }
    }

    /// Starts the editor of `[serve] editor`, without a shell.
    fn open(&self, file: &str, line: &str) -> Result<(), String> {
        let (command, path) =
            self.preview.editor(file).ok_or("site.toml has no `editor`, or the file is not part of the site")?;
        let line = line.parse::<usize>().map_err(|_| "the line is not a number")?;
        let words = shlex::split(&command).ok_or("the editor command has an unclosed quote")?;
        let path = path.to_string_lossy();
        let mut words = words.iter().map(|word| word.replace("{file}", &path).replace("{line}", &line.to_string()));
        let program = words.next().ok_or("the editor command is empty")?;
        let mut child = std::process::Command::new(&program)
            .args(words)
            .stdin(std::process::Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start `{program}`: {error}"))?;
        // A thread waits for the process, so that it does not become a zombie.
        std::thread::spawn(move || child.wait());
        Ok(())
    }
}

fn header<'a>(request: &'a Request, name: &'static str) -> Option<&'a str> {
    request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str())
}

/// Accepts connections until the process ends.
///
/// `tiny_http` stops at the first error, such as too many open files. So each error starts a new server on the same
/// socket. The old server still delivers the requests of its open connections.
fn accept(listener: &TcpListener, dispatch: &(dyn Fn(Request) + Sync)) {
    std::thread::scope(|threads| accept_in(threads, listener, dispatch));
}

fn accept_in<'scope>(
    threads: &'scope std::thread::Scope<'scope, '_>,
    listener: &TcpListener,
    dispatch: &'scope (dyn Fn(Request) + Sync),
) {
    loop {
        let server =
            listener.try_clone().map_err(Into::into).and_then(|own| tiny_http::Server::from_listener(own, None));
        let Ok(server) = server else {
            std::thread::sleep(Duration::from_millis(50));
            continue;
        };
        let error = loop {
            match server.recv_timeout(SILENCE) {
                Ok(Some(request)) => dispatch(request),
                // Neither a ping nor a socket timeout arrived, so the accepting thread has panicked. It does so when it
                // cannot duplicate a connection's handle.
                Ok(None) => break None,
                Err(error) => break Some(error.kind()),
            }
        };
        if !matches!(error, None | Some(std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)) {
            std::thread::sleep(Duration::from_millis(50));
        }
        let drain = move || {
            while let Ok(Some(request)) = server.recv_timeout(TIMEOUT * 2) {
                dispatch(request);
            }
        };
        let _ = std::thread::Builder::new().stack_size(STACK_SIZE).spawn_scoped(threads, drain);
    }
}

/// Pings the preview itself again and again, so that no page waits long behind slow clients. `taken` counts the requests of
/// others.
///
/// A thread of `tiny_http` waits for its client. For a moment `tiny_http` takes a thread for free that has just been given a
/// connection; then it puts further connections into a queue, where they stay while all threads wait for slow clients. The
/// next connection starts another thread, which takes from the queue too. So there is always a next one. It carries a
/// request, so that [`accept`] sees that connections are still accepted.
fn keep_moving(address: SocketAddr, taken: &AtomicUsize) {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let address = SocketAddr::new(ip, address.port());
    let (mut known, mut last, mut pause) = (0, Instant::now(), PAUSE_WHEN_BUSY);
    loop {
        std::thread::sleep(pause);
        let now = taken.load(Ordering::Relaxed);
        if now != known {
            (known, last) = (now, Instant::now());
        }
        let shortest = if last.elapsed() < BUSY { PAUSE_WHEN_BUSY } else { PAUSE_WHEN_IDLE };
        // While connections are not accepted, pings gather. All at once they would use up the open files again.
        pause = if ping(address).is_ok() { shortest } else { (pause * 2).clamp(shortest, PAUSE_WHEN_IDLE) };
    }
}

/// Sends a request that asks nothing. Fails if the answer does not come at once.
fn ping(address: SocketAddr) -> std::io::Result<()> {
    let mut connection = TcpStream::connect_timeout(&address, TIMEOUT)?;
    connection.set_read_timeout(Some(PAUSE_WHEN_BUSY))?;
    connection.write_all(PING)?;
    connection.read_exact(&mut [0])
}

/// Refuses a request with a body that is too long, and reads the body without keeping it.
///
/// When `tiny_http` drops a request, it allocates as much as the rest of the body is said to have. A rest that would be too
/// much is therefore never dropped: it costs a socket, not the process.
fn refuse_body(request: Request) {
    let left = request.body_length().unwrap_or(0);
    let refusal = tiny_http::Response::from_string("The body is too long.\n").with_status_code(413);
    let mut stream = request.upgrade("none", refusal);
    let mut buffer = vec![0; LONGEST_BODY];
    let mut read = 0;
    while let Ok(more @ 1..) = stream.read(&mut buffer) {
        read += more;
    }
    if left.saturating_sub(read) > LONGEST_BODY {
        std::mem::forget(stream);
    }
}

/// Returns the production headers, except those that need HTTPS. So a page that breaks on the host breaks here too.
fn headers() -> String {
    let lines = SECURITY_HEADERS.iter().filter(|header| !header.needs_https);
    let lines: String = lines.map(|SecurityHeader { name, value, .. }| format!("{name}: {value}\r\n")).collect();
    lines + "Connection: close\r\n"
}

/// The kind of response.
enum Reply {
    Whole(Whole),
    /// An event stream for an open page.
    Events {
        path: String,
        etag: String,
    },
}

impl From<Whole> for Reply {
    fn from(whole: Whole) -> Self {
        Self::Whole(whole)
    }
}

/// A response in one piece.
struct Whole {
    head: String,
    body: Vec<u8>,
}

impl Whole {
    fn new(status: u16, reason: &str, content_type: &str, body: Vec<u8>) -> Self {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} {reason}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n{}",
            headers()
        );
        Self { head, body }
    }

    fn with(mut self, header: &str) -> Self {
        self.head.push_str(header);
        self.head.push_str("\r\n");
        self
    }

    fn text(status: u16, reason: &str, text: &str) -> Self {
        Self::new(status, reason, "text/plain; charset=utf-8", format!("{text}\n").into_bytes())
            .with("Cache-Control: no-store")
    }

    fn own(content_type: &str, text: &str) -> Self {
        Self::new(200, "OK", content_type, text.as_bytes().to_vec()).with("Cache-Control: no-cache")
    }

    fn redirect(status: u16, to: &str) -> Self {
        let reason = if status == 301 { "Moved Permanently" } else { "Found" };
        Self::text(status, reason, "This page has another address.").with(&format!("Location: {to}"))
    }

    fn not_modified(file: &File) -> Self {
        let head = format!("HTTP/1.1 304 Not Modified\r\nETag: \"{}\"\r\n{}", file.etag, headers());
        Self { head, body: Vec::new() }.with(&format!("Cache-Control: {}", preview_rule(file.cache_rule)))
    }

    /// Makes the response that the conditions and the range of a request ask for.
    fn asked(file: &File, request: &Request) -> Self {
        let is_etag = |known: &str| known.trim().trim_start_matches("W/").trim_matches('"') == file.etag;
        if header(request, "If-None-Match").is_some_and(|known| known.split(',').any(is_etag)) {
            return Self::not_modified(file);
        }
        let whole = Self::file(200, "OK", file);
        let is_current = header(request, "If-Range").is_none_or(|known| known.trim_matches('"') == file.etag);
        let range = header(request, "Range").filter(|_| is_current && *request.method() == Method::Get);
        match range.and_then(|range| range::requested(range, whole.body.len())) {
            Some(Requested::Part(part)) => Self::part(file, &whole.body, &part),
            Some(Requested::Outside) => Self::outside(whole.body.len()),
            None => whole.with("Accept-Ranges: bytes"),
        }
    }

    /// Makes the response for a file of the site. Pages get the live script.
    fn file(status: u16, reason: &str, file: &File) -> Self {
        let body = if file.content_type.starts_with("text/html") {
            live(&file.bytes, &file.etag)
        } else {
            file.bytes.to_vec()
        };
        Self::new(status, reason, file.content_type, body)
            .with(&format!("ETag: \"{}\"", file.etag))
            .with(&format!("Cache-Control: {}", preview_rule(file.cache_rule)))
    }

    /// Makes the response for a part of a file (RFC 9110, section 15.3.7). Safari plays no video without it.
    fn part(file: &File, body: &[u8], part: &Range<usize>) -> Self {
        let (first, last, all) = (part.start, part.end - 1, body.len());
        Self::new(206, "Partial Content", file.content_type, body[part.clone()].to_vec())
            .with(&format!("Content-Range: bytes {first}-{last}/{all}"))
            .with(&format!("ETag: \"{}\"", file.etag))
            .with(&format!("Cache-Control: {}", preview_rule(file.cache_rule)))
    }

    fn outside(length: usize) -> Self {
        Self::text(416, "Range Not Satisfiable", "The file ends before this range.")
            .with(&format!("Content-Range: bytes */{length}"))
    }

    fn broken(problems: &[Problem]) -> Self {
        let said: String = problems
            .iter()
            .map(|problem| format!("<pre>{}</pre>", crate::html::escape::escape(&problem.text)))
            .collect();
        let page = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>This page cannot be rendered</title>\
             <body><h1>This page cannot be rendered</h1>{said}<p>It appears as soon as the error is fixed.</p></body></html>"
        );
        Self::new(500, "Internal Server Error", "text/html; charset=utf-8", live(page.as_bytes(), "broken"))
            .with("Cache-Control: no-store")
    }

    fn bytes(&self, is_head: bool) -> Vec<u8> {
        let body: &[u8] = if is_head { &[] } else { &self.body };
        [self.head.as_bytes(), b"\r\n", body].concat()
    }
}

/// Returns the cache rule for the preview. Fingerprinted files stay cached; for all others the browser asks again.
fn preview_rule(rule: &'static str) -> &'static str {
    if rule == crate::hosting::content_type::IMMUTABLE { rule } else { "no-cache" }
}

/// Adds the live script to a page, and nothing else.
fn live(page: &[u8], etag: &str) -> Vec<u8> {
    let script = format!("<script src=\"/{PREVIEW}live.js\" data-etag=\"{etag}\"></script>");
    let end = page.windows(7).rposition(|window| window == b"</body>").unwrap_or(page.len());
    [&page[..end], script.as_bytes(), &page[end..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_allowed() {
        let address = "127.0.0.1:4000".parse().expect("an address");
        let allowed = Allowed::new("notes.test", address, &["Mine.example".into(), ".tunnel.example".into()]);
        let all = |hosts: &[&str], named: Named| {
            for host in hosts {
                assert_eq!(allowed.named(host), named, "{host}");
            }
        };
        let ours =
            ["localhost:4000", "127.0.0.1:4000", "[::1]:4000", "LOCALHOST:4000", "a.localhost:4000", "notes.test:4000"];
        all(&ours, Named::ThisMachine);
        all(&["mine.example", "mine.example:8443", "tunnel.example", "a1.tunnel.example"], Named::Other);
        all(&["evil.example:4000", "localhost:80", "localhost", "", "127.0.0.1.evil.example:4000"], Named::Unknown);
        all(&["localhost.evil:4000", "a.mine.example", "eviltunnel.example", "tunnel.example.evil"], Named::Unknown);
    }

    #[test]
    fn the_live_script_is_at_the_end_of_the_body() {
        assert_eq!(
            String::from_utf8(live(b"<body>x</body></html>", "e")).expect("text"),
            "<body>x<script src=\"/_notewright/live.js\" data-etag=\"e\"></script></body></html>"
        );
    }
}
