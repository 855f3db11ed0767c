//! Responses to browsers, caches and foreign requests.

use crate::server::{Server, notes};
use notewright::hosting::security_headers::SECURITY_HEADERS;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

fn site() -> Server {
    Server::of(&[
        ("site.toml", "[site]\nbase_url = \"https://example.com/\"\n"),
        ("notes/n.md", &format!("{}\n![p](a b.svg)\n", notes(12))),
        ("notes/a b.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("notes/other.md", "---\naliases: [old/]\n---\n# Другие\n\n### 1. Ü\n\ntext\n"),
        ("static/css/style.css", "body { color: red }\n"),
        ("static/root/CNAME", "notes.example.com\n"),
        ("static/root/.well-known/security.txt", "Contact: mailto:a@example.com\n"),
    ])
}

#[test]
fn every_file_equals_the_built_one() {
    let server = site();
    server.serves_the_built_site();
}

#[test]
fn changes_of_root_files_are_seen_even_if_hidden() {
    let server = site();
    let path = "/.well-known/security.txt";
    assert_eq!(server.get(path).header("Cache-Control"), Some("no-cache"));
    server.write("static/root/.well-known/security.txt", "Contact: mailto:somebody-else@example.com\n");
    server.until(path, |answer| answer.text().contains("somebody-else"));
    assert_eq!(server.get("/CNAME").text(), "notes.example.com\n");
    server.write("static/root/robots.txt", "User-agent: mine\n");
    server.until("/robots.txt", |answer| answer.text() == "User-agent: mine\n");
}

#[test]
fn a_site_with_a_base_path_is_served_below_it() {
    let server = Server::of(&[
        ("site.toml", "[site]\nbase_url = \"https://example.com/my/notes/\"\n"),
        ("notes/n.md", "### 1. A\n\nx\n"),
    ]);
    assert_eq!(server.get("/").header("Location"), Some("/my/notes/"));
    assert_eq!(server.get("/my/notes/n/1.html").status, 200);
    let missing = server.get("/my/notes/gone.html");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("href=\"/my/notes/"), "{}", missing.text());
}

#[test]
fn production_headers_are_sent_except_those_of_https() {
    let server = site();
    for path in ["/n/1.html", "/404.html", "/gone.html", "/n", "/_notewright/live.js"] {
        let answer = server.get(path);
        for header in SECURITY_HEADERS {
            let expected = (!header.needs_https).then_some(header.value);
            assert_eq!(answer.header(header.name), expected, "{path}: {}", header.name);
        }
    }
}

#[test]
fn caches_and_methods() {
    let server = site();
    let page = server.get("/n/1.html");
    assert_eq!((page.status, page.header("Content-Type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(page.header("Content-Length"), Some(page.body.len().to_string().as_str()));
    assert_eq!(page.header("Cache-Control"), Some("no-cache"));
    let etag = page.header("ETag").expect("an entity tag");
    let again = server.ask("GET", "/n/1.html", &format!("If-None-Match: \"x\", {etag}\r\n"));
    assert_eq!((again.status, again.body.len()), (304, 0));
    let head = server.ask("HEAD", "/n/1.html", "");
    assert_eq!((head.status, head.header("Content-Length"), head.body.len()), (200, page.header("Content-Length"), 0));
    let style = page.text().split('"').find(|part| part.ends_with(".css")).expect("a style sheet").replace("../", "/");
    assert_eq!(server.get(&style).header("Cache-Control"), Some("public, max-age=31536000, immutable"));
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let refused = server.ask(method, "/n/1.html", "Content-Length: 0\r\n");
        assert_eq!((refused.status, refused.header("Allow")), (405, Some("GET, HEAD")), "{method}");
    }
    assert_eq!(server.get("/n").header("Location"), Some("/n/"));
    assert_eq!(server.get("/n/").page(), server.get("/n/index.html").page());
    let missing = server.get("/n/900.html");
    assert_eq!((missing.status, missing.page()), (404, server.get("/404.html").page()));
}

#[test]
fn foreign_requests_are_refused() {
    let server = site();
    std::fs::write(server.path("secret.txt"), "secret").expect("written");
    for path in [
        "/../secret.txt",
        "/../../etc/passwd",
        "/%2e%2e/secret.txt",
        "/n/%2e%2e/%2e%2e/secret.txt",
        "//secret.txt",
        "/%00",
        "/\u{7f}",
        "/n\\..\\secret.txt",
        "/%ff%fe",
        "/notes/n.md",
        "/site.toml",
        "/.notewright.json",
        "/_notewright/",
        "/_notewright/../site.toml",
    ] {
        let answer = server.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
        assert!(!answer.text().contains("secret\n") && answer.text().trim() != "secret", "{path}");
    }
    assert_eq!(server.get(&format!("/{}", "x".repeat(100_000))).status, 414);
    assert_eq!(server.get(&format!("/?{}", "x".repeat(5_000))).status, 200);
    let port = server.port();
    for host in ["evil.example", "evil.example:80", &format!("evil.example:{port}"), "localhost:1", ""] {
        assert_eq!(server.say(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")).status, 403, "{host}");
    }
    assert_eq!(server.say("GET / HTTP/1.0\r\n\r\n").status, 403);
    assert_eq!(server.ask("GET", "/", "Origin: http://evil.example\r\n").status, 403);
    assert_eq!(server.ask("GET", "/_notewright/events", "Origin: null\r\n").status, 403);
    assert_eq!(server.ask("GET", "/", &format!("Origin: http://localhost:{port}\r\n")).status, 200);
    assert!(server.get("/").header("Access-Control-Allow-Origin").is_none());
    // An invalid request costs its own connection only.
    let mut stream = server.connect();
    stream.write_all(b"\x16\x03\x01\x02\x00\x01\r\n\r\n").expect("sent");
    let _ = stream.read(&mut [0; 100]);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn slow_and_dead_clients_block_no_others() {
    let server = site();
    let mut idle = Vec::new();
    for number in 0..300 {
        let mut stream = server.connect();
        match number % 3 {
            0 => {}
            1 => stream.write_all(b"GET / HT").expect("sent"),
            // Sends a request and never reads.
            _ => stream
                .write_all(
                    format!("GET /search/index.js HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", server.port()).as_bytes(),
                )
                .expect("sent"),
        }
        idle.push(stream);
    }
    let pages: Vec<_> = (0..50).map(|_| server.events("/n/1.html", "x")).collect();
    for _ in 0..20 {
        assert_eq!(server.get("/n/1.html").status, 200);
    }
    drop((idle, pages));
    server.edit("notes/n.md", "### 1. ", "### 1. New ");
    server.until("/n/1.html", |answer| answer.text().contains("<title>1. New "));
}

/// `tiny_http` may give a page of a burst to a thread that waits for a slow client. Not every burst shows it. The clients
/// stay slow until all pages have come.
#[test]
fn pages_of_a_burst_do_not_wait_for_slow_clients() {
    for _ in 0..3 {
        let server = site();
        let (mut slow, mut pages) = (Vec::new(), Vec::new());
        // All are there before the first one is accepted.
        server.signal("STOP");
        let head = format!("HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", server.port());
        for number in 0..90 {
            let mut stream = server.connect();
            let is_slow = number % 2 == 0;
            let request = if is_slow { "GET /".to_owned() } else { format!("GET /n/1.html {head}") };
            stream.write_all(request.as_bytes()).expect("sent");
            if is_slow { &mut slow } else { &mut pages }.push(stream);
        }
        server.signal("CONT");
        for answer in answers_beside(&slow, pages) {
            assert!(answer.expect("answered").starts_with(b"HTTP/1.1 200 "));
        }
    }
}

/// Reads the answers of all pages, while each slow client sends a byte now and then, so that it is not cut off.
fn answers_beside(slow: &[TcpStream], pages: Vec<TcpStream>) -> Vec<std::io::Result<Vec<u8>>> {
    let have_come = AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            while !have_come.load(Ordering::Relaxed) {
                for mut stream in slow {
                    let _ = stream.write_all(b"x");
                }
                std::thread::sleep(Duration::from_millis(200));
            }
        });
        let answer = |mut page: TcpStream| {
            let mut answer = Vec::new();
            page.read_to_end(&mut answer).map(|_| answer)
        };
        let answers = pages.into_iter().map(answer).collect();
        have_come.store(true, Ordering::Relaxed);
        answers
    })
}

/// `tiny_http` waits for the rest of a body before a request ends; other requests do not wait with it.
#[test]
fn slow_and_huge_bodies_block_no_others() {
    let server = site();
    let slow: Vec<_> = (0..40)
        .map(|number| {
            let length = [2_000_u64, 1_000_000, 1 << 45][number % 3];
            let mut stream = server.connect();
            let head =
                format!("POST / HTTP/1.1\r\nHost: localhost:{}\r\nContent-Length: {length}\r\n\r\nx", server.port());
            stream.write_all(head.as_bytes()).expect("sent");
            // One by one: `tiny_http` may give connections of one burst to the same thread, one after the other.
            std::thread::sleep(Duration::from_millis(20));
            stream
        })
        .collect();
    for _ in 0..20 {
        assert_eq!(server.get("/n/1.html").status, 200);
    }
    drop(slow);
    assert_eq!(server.get("/n/1.html").status, 200);
    let refused = server.ask("POST", "/", "Content-Length: 1000000\r\nConnection: close\r\n");
    assert_eq!(refused.status, 413);
}

/// The preview answers every address as the distribution does: one table holds both, and the files of a deploy.
#[test]
fn addresses_lead_where_the_distribution_leads() {
    let notes = "### 1. A\n\na\n\n### 2.1.5. B\n\nb\n\n### 17a. C\n\nc\n";
    let mut files = vec![("notes/notes.md".to_owned(), notes)];
    for name in ["deck.apkg", "exam.ics", "book.epub", "feed.rss", "all.tar.gz", ".well-known/security.txt"] {
        files.push((format!("static/root/{name}"), "x"));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let server = Server::of(&files);
    let built = server.built();
    let table = include_str!("../infra/addresses.json");
    let cases: Vec<(String, String)> = serde_json::from_str(table).expect("pairs");
    for (asked, expected) in cases {
        let answer = server.get(&asked);
        match expected.strip_prefix("301 ") {
            Some(address) => assert_eq!((answer.status, answer.header("Location")), (301, Some(address)), "{asked}"),
            None => {
                assert!(answer.status == 200 && answer.page() == built[expected.trim_start_matches('/')], "{asked}");
            }
        }
    }
}

/// Safari plays a video only from a server that answers ranges.
#[test]
fn parts_of_files_are_sent_on_request() {
    let server = site();
    let whole = server.get("/CNAME");
    assert_eq!((whole.status, whole.header("Accept-Ranges")), (200, Some("bytes")));
    let etag = whole.header("ETag").expect("an entity tag");
    let ask = |headers: &str| server.ask("GET", "/CNAME", headers);
    let part = ask("Range: bytes=0-4\r\n");
    assert_eq!((part.status, part.text().as_str(), part.header("Content-Range")), (206, "notes", Some("bytes 0-4/18")));
    assert_eq!(ask(&format!("Range: bytes=-4\r\nIf-Range: {etag}\r\n")).text(), "com\n");
    assert_eq!(ask("Range: bytes=0-4\r\nIf-Range: \"old\"\r\n").status, 200);
    let outside = ask("Range: bytes=18-\r\n");
    assert_eq!((outside.status, outside.header("Content-Range")), (416, Some("bytes */18")));
    assert_eq!(ask("Range: bytes=0-1,3-4\r\n").text(), whole.text());
    let head = server.ask("HEAD", "/CNAME", "Range: bytes=0-4\r\n");
    assert_eq!((head.status, head.header("Content-Length"), head.body.len()), (200, Some("18"), 0));
}

#[test]
fn names_of_tunnels_are_allowed_on_request_and_cannot_open_the_editor() {
    let files = [("notes/n.md", "### 1. A\n\nx\n"), ("site.toml", "[serve]\neditor = \"true {file}\"\n")];
    let server = Server::with(&files, &["--allow-host", "notes.example", "--allow-host", ".tunnel.example"]);
    let say = |request: &str, host: &str, origin: &str| {
        server
            .say(&format!(
                "{request} HTTP/1.1\r\nHost: {host}\r\nOrigin: https://{origin}\r\nContent-Length: 0\r\n\r\n"
            ))
            .status
    };
    assert_eq!(say("GET /n/1.html", "notes.example", "notes.example"), 200);
    assert_eq!(say("GET /n/1.html", "a.tunnel.example", "a.tunnel.example"), 200);
    assert_eq!(say("GET /n/1.html", "other.example", "other.example"), 403);
    assert_eq!(say("GET /n/1.html", "notes.example", "evil.example"), 403);
    let open = "POST /_notewright/open?file=notes/n.md&line=1";
    assert_eq!(say(open, "notes.example", "notes.example"), 403);
}

#[test]
fn the_server_survives_running_out_of_open_files() {
    let server = site().with_few_files(48);
    assert_eq!(server.get("/").status, 200);
    let crowd: Vec<_> = (0..100).map(|_| server.connect()).collect();
    std::thread::sleep(Duration::from_millis(300));
    drop(crowd);
    assert_eq!(server.until("/n/1.html", |answer| answer.status == 200).status, 200);
    server.edit("notes/n.md", "### 1. ", "### 1. New ");
    server.until("/n/1.html", |answer| answer.text().contains("<title>1. New "));
}

#[test]
fn a_port_in_use_is_skipped_and_freed_at_the_end() {
    let mut server = site();
    let taken = server.port().to_string();
    let other = Server::with(&[("notes/n.md", "### 1. A\n\nx\n")], &["--port", &taken]);
    assert!(other.port() > server.port() && other.port() <= server.port() + 20);
    assert_eq!(other.get("/n/1.html").status, 200);
    server.interrupt();
    std::net::TcpListener::bind(("127.0.0.1", server.port())).expect("the port is free again");
}

#[test]
fn the_editor_opens_source_files_only() {
    let server = site();
    let port = server.port();
    let origin = format!("Origin: http://localhost:{port}\r\nContent-Length: 0\r\n");
    let open = |file: &str, headers: &str| {
        server.ask("POST", &format!("/_notewright/open?file={file}&line=3"), headers).status
    };
    assert_eq!(open("notes/n.md", &origin), 404);
    // The command runs in the folder of the server, so the path is absolute.
    let target = server.path("opened");
    server.write("site.toml", &format!("[serve]\neditor = \"touch '{}-{{line}}'\"\n", target.display()));
    assert_eq!(server.get("/").status, 200);
    assert_eq!(open("notes/n.md", "Content-Length: 0\r\n"), 403);
    assert_eq!(open("notes/n.md", "Origin: http://evil.example\r\nContent-Length: 0\r\n"), 403);
    assert_eq!(open("../../etc/passwd", &origin), 404);
    assert_eq!(server.ask("GET", "/_notewright/open?file=notes/n.md&line=3", "").status, 405);
    assert_eq!(open("notes/n.md", &origin), 200);
    let opened = server.path("opened-3");
    let begin = std::time::Instant::now();
    while !opened.exists() {
        assert!(begin.elapsed() < crate::server::PATIENCE, "the editor was not started");
        std::thread::sleep(Duration::from_millis(10));
    }
}
