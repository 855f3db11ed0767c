//! The HTTP server of the preview: takes requests, and gives the files of [`Preview`], redirects and event streams.
//!
//! Each connection has a thread of its own, and carries any number of requests ([`Connection`]). A few workers make the
//! replies. Each response is one write.

use super::file::File;
use super::preview::Preview;
use super::range::{self, Requested};
use super::reload::Hub;
use super::request::{Connection, NoRequest, Persistence, Request};
use super::site_state::{Answer, Problem};
use crate::disk::platform;
use crate::hosting::security_headers::{SECURITY_HEADERS, SecurityHeader};
use crate::site::routes::{PREVIEW, encode_path};
use percent_encoding::percent_decode_str;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Script that the preview adds to every page.
const LIVE_SCRIPT: &str = include_str!("live.js");

/// Style sheet of the problem list that the script shows.
const LIVE_STYLE: &str = include_str!("live.css");

/// Number of threads that make replies.
const WORKERS: usize = 8;

/// Longest accepted request path, in bytes. The paths of the site are shorter.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Longest accepted body, in bytes. The preview itself sends none.
const LONGEST_BODY: u64 = 64 * 1024;

/// Pause after a connection that could not be accepted, for example because too many files are open.
const PAUSE: Duration = Duration::from_millis(50);

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
        platform::lengthen_queue(listener);
        // Every open page uses an open file.
        platform::raise_file_limit();
        let jobs = start_workers();
        loop {
            let Ok((stream, _)) = listener.accept() else {
                std::thread::sleep(PAUSE);
                continue;
            };
            let (server, jobs) = (self.clone(), jobs.clone());
            // If no thread can be started, the connection is closed.
            if std::thread::Builder::new().spawn(move || server.serve(stream, &jobs)).is_err() {
                std::thread::sleep(PAUSE);
            }
        }
    }

    /// Answers the requests of one connection.
    fn serve(&self, stream: TcpStream, jobs: &Sender<Job>) {
        let Ok(mut connection) = Connection::new(stream) else { return };
        loop {
            let request = match connection.next() {
                Ok(request) => request,
                Err(NoRequest::Ended) => return,
                Err(NoRequest::Refused(status, reason)) => {
                    let refusal = Whole::text(status, reason, "This is not a request that the preview can read.");
                    connection.send(&refusal.bytes("GET", Persistence::Close));
                    return connection.end();
                }
            };
            let (method, persistence) = (request.method.clone(), request.persistence);
            let (server, browser) = (self.clone(), connection.browser());
            let (sender, answer) = mpsc::sync_channel(1);
            // The connection waits for it below.
            let _ = jobs.send(Box::new(move || drop(sender.send(server.reply(&request, browser)))));
            let whole = match answer.recv() {
                Ok(Reply::Whole(whole)) => whole,
                Ok(Reply::Events { path, etag }) => return self.send_events(connection, path, etag),
                Err(_) => Whole::text(500, "Internal Server Error", "The preview failed on this page."),
            };
            let is_sent = connection.send(&whole.bytes(&method, persistence));
            if !is_sent || persistence == Persistence::Close {
                return connection.end();
            }
        }
    }

    fn send_events(&self, mut connection: Connection, path: String, etag: String) {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n{}Connection: close\r\n\r\n\
             retry: 500\n\n",
            headers()
        );
        if connection.send(head.as_bytes()) {
            self.hub.add(&self.preview, path, etag, connection.into_writer());
        }
    }

    fn reply(&self, request: &Request, browser: Option<SocketAddr>) -> Reply {
        let header = |name| request.header(name);
        if request.target.len() > LONGEST_ADDRESS {
            return Whole::text(414, "URI Too Long", "This address is too long.").into();
        }
        if request.body > LONGEST_BODY {
            return Whole::text(413, "Content Too Large", "The body is too long.").into();
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
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        // The absolute form `http://host/path` is for proxies; it is rejected.
        let decoded = percent_decode_str(path).decode_utf8();
        let Some(path) = decoded.as_deref().ok().and_then(|path| path.strip_prefix('/')) else {
            return Whole::text(400, "Bad Request", "This is not a path of the site.").into();
        };
        if let Some(own) = path.strip_prefix(PREVIEW) {
            return self.own(own, query, request, (named, browser));
        }
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
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
    fn own(&self, path: &str, query: &str, request: &Request, (named, browser): (Named, Option<SocketAddr>)) -> Reply {
        let value = |name: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let found = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next();
            found.map(|value| percent_decode_str(value).decode_utf8_lossy().into_owned()).unwrap_or_default()
        };
        match (request.method.as_str(), path) {
            ("GET" | "HEAD", "live.js") => Whole::own("text/javascript; charset=utf-8", LIVE_SCRIPT).into(),
            ("GET" | "HEAD", "live.css") => Whole::own("text/css; charset=utf-8", LIVE_STYLE).into(),
            ("GET", "events") => {
                let page = value("page");
                let base = self.preview.base_path();
                let path = page.strip_prefix(&base).unwrap_or_default();
                let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
                Reply::Events { path, etag: value("etag") }
            }
            ("POST", "open") => {
                // A tunnel connects from this machine, but its readers are elsewhere.
                let is_local = named == Named::ThisMachine && browser.is_some_and(|address| address.ip().is_loopback());
                let has_origin = request.header("Origin").is_some();
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

/// Work on one request.
type Job = Box<dyn FnOnce() + Send>;

/// Starts the threads that make replies, first come, first served. Without them, many requests at once would compete for
/// the locks of the preview, and some would wait much longer than others.
fn start_workers() -> Sender<Job> {
    let (jobs, waiting) = mpsc::channel::<Job>();
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..WORKERS {
        let waiting = Arc::clone(&waiting);
        std::thread::spawn(move || {
            loop {
                let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(job) = job else { return };
                // An unexpected panic costs one page, not the server.
                let _ = std::panic::catch_unwind(AssertUnwindSafe(job));
            }
        });
    }
    jobs
}

/// Returns the production headers, except those that need HTTPS. So a page that breaks on the host breaks here too.
fn headers() -> String {
    let lines = SECURITY_HEADERS.iter().filter(|header| !header.needs_https);
    lines.map(|SecurityHeader { name, value, .. }| format!("{name}: {value}\r\n")).collect()
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
        if request.header("If-None-Match").is_some_and(|known| known.split(',').any(is_etag)) {
            return Self::not_modified(file);
        }
        let whole = Self::file(200, "OK", file);
        let is_current = request.header("If-Range").is_none_or(|known| known.trim_matches('"') == file.etag);
        let range = request.header("Range").filter(|_| is_current && request.method == "GET");
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

    /// Returns the response as it is sent. `HEAD` gets no body.
    fn bytes(&self, method: &str, persistence: Persistence) -> Vec<u8> {
        let body: &[u8] = if method == "HEAD" { &[] } else { &self.body };
        let connection = if persistence == Persistence::Close { "Connection: close\r\n" } else { "" };
        [self.head.as_bytes(), connection.as_bytes(), b"\r\n", body].concat()
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
