//! Measures the preview under load: many pages at once, while posts send a byte a second.
//!
//! `scripts/bench load [REQUESTS] [AT_ONCE] [SLOW_BODIES]` asks for 10,000 pages, 200 at once, each on a connection of its
//! own, beside 50 slow posts. It measures a trivial server first, with the same clients: what it prints for that is the
//! least that this machine can show. It fails if a request fails, or if a post is closed. Linux only: the CPU time is
//! read from `/proc`.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads clocks and files")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Sections of the notes.
const SECTIONS: usize = 151;

/// A request that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of an answer of the trivial server: about as many as a page of these notes has.
const PAGE: usize = 10_000;

#[derive(Clone, Copy)]
struct Load {
    requests: usize,
    at_once: usize,
    slow_bodies: usize,
}

/// What a server did under the load.
struct Measured {
    seconds: f64,
    /// Times of the answers in milliseconds, sorted.
    times: Vec<f64>,
    errors: usize,
    /// Posts that were still open at the end.
    open: usize,
}

fn main() -> ExitCode {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let number = |at: usize, usual| numbers.get(at).copied().unwrap_or(usual);
    let load = Load { requests: number(0, 10_000), at_once: number(1, 200), slow_bodies: number(2, 50) };
    println!("{} requests, {} at once, beside {} slow bodies", load.requests, load.at_once, load.slow_bodies);
    println!("| server | s | p50 ms | p99 ms | longest ms | errors | slow bodies open | CPU ms a request |");
    println!("|---|---|---|---|---|---|---|---|");
    let floor = measured(trivial_server(), load);
    row("trivial", &floor, None);

    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("notes")).expect("a folder");
    std::fs::write(folder.path().join("notes/n.md"), include_str!("../notes/aws-developer.md")).expect("notes");
    let (mut preview, address) = preview(folder.path());
    let mut has_failed = false;
    // The first load renders each page, and starts threads.
    for name in ["preview, first load", "preview, second load"] {
        let before = cpu(preview.id());
        let found = measured(address, load);
        #[expect(clippy::cast_precision_loss, reason = "figures for people")]
        let each = (cpu(preview.id()) - before) / load.requests as f64;
        row(name, &found, Some(each));
        has_failed |= found.errors > 0 || found.open < load.slow_bodies;
    }
    let _ = preview.kill();
    let _ = preview.wait();
    ExitCode::from(u8::from(has_failed))
}

/// Prints a row of the table.
fn row(name: &str, found: &Measured, cpu: Option<f64>) {
    let at = |percent: usize| found.times.get((found.times.len() * percent / 100).min(found.times.len().max(1) - 1));
    let [middle, late, longest] =
        [50, 99, 100].map(|percent| at(percent).map_or("-".into(), |time| format!("{time:.1}")));
    let Measured { seconds, errors, open, .. } = found;
    let cpu = cpu.map_or("-".into(), |cpu| format!("{cpu:.2}"));
    println!("| {name} | {seconds:.1} | {middle} | {late} | {longest} | {errors} | {open} | {cpu} |");
}

/// Starts the preview.
fn preview(root: &std::path::Path) -> (Child, SocketAddr) {
    let program = std::env::var("NOTEWRIGHT").unwrap_or(env!("CARGO_BIN_EXE_notewright").into());
    let mut child = Command::new(program)
        .args(["serve", "--port", "0", "--root"])
        .arg(root)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the preview starts");
    let lines = BufReader::new(child.stdout.take().expect("standard output")).lines().map_while(Result::ok);
    let mut addresses = lines.filter_map(|line| {
        let (_, rest) = line.split_once("http://")?;
        rest.split('/').next()?.parse().ok()
    });
    let address = addresses.next().expect("an address");
    (child, address)
}

/// Starts a server that gives every request the same page, and reads posts to their end. Each has a thread.
fn trivial_server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    // The standard library lets 128 connections wait; any above are tried again after a second.
    let _ = rustix::net::listen(&listener, 4096);
    let address = listener.local_addr().expect("an address");
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {PAGE}\r\nConnection: close\r\n\r\n");
    let answer: &'static [u8] = [head.as_bytes(), &[b'x'; PAGE]].concat().leak();
    let serve = move |mut stream: TcpStream| {
        let (mut buffer, mut length) = ([0; 4096], 0);
        while !buffer[..length].ends_with(b"\r\n\r\n") {
            match stream.read(&mut buffer[length..]) {
                Ok(more @ 1..) => length += more,
                _ => return,
            }
        }
        if buffer.starts_with(b"GET") {
            let _ = stream.write_all(answer);
        } else {
            while matches!(stream.read(&mut buffer), Ok(1..)) {}
        }
    };
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || serve(stream));
        }
    });
    address
}

/// Asks for pages, while slow posts are open.
fn measured(address: SocketAddr, load: Load) -> Measured {
    let (asked, errors, open) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let is_done = AtomicBool::new(false);
    std::thread::scope(|threads| {
        for _ in 0..load.slow_bodies {
            threads.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    slow_post(address, &open, &is_done);
                }
            });
        }
        while open.load(Ordering::Relaxed) < load.slow_bodies {
            std::thread::sleep(Duration::from_millis(1));
        }
        let begin = Instant::now();
        let client = || {
            let mut times = Vec::new();
            loop {
                let number = asked.fetch_add(1, Ordering::Relaxed);
                if number >= load.requests {
                    return times;
                }
                match page(address, 1 + number * 37 % SECTIONS) {
                    Ok(time) => times.push(time),
                    Err(_) => _ = errors.fetch_add(1, Ordering::Relaxed),
                }
            }
        };
        let clients: Vec<_> = (0..load.at_once).map(|_| threads.spawn(client)).collect();
        let mut times: Vec<f64> = clients.into_iter().flat_map(|it| it.join().unwrap_or_default()).collect();
        let seconds = begin.elapsed().as_secs_f64();
        times.sort_by(f64::total_cmp);
        let still_open = open.load(Ordering::Relaxed);
        is_done.store(true, Ordering::Relaxed);
        Measured { seconds, times, errors: errors.load(Ordering::Relaxed), open: still_open }
    })
}

/// Asks for a page, and returns the milliseconds until the end of its connection.
fn page(address: SocketAddr, section: usize) -> std::io::Result<f64> {
    let begin = Instant::now();
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = format!("GET /n/{section}.html HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::with_capacity(2 * PAGE);
    stream.read_to_end(&mut answer)?;
    if !answer.starts_with(b"HTTP/1.1 200 ") {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    Ok(begin.elapsed().as_secs_f64() * 1e3)
}

/// Posts a byte a second, until the server closes the connection or the measurement is done.
fn slow_post(address: SocketAddr, open: &AtomicUsize, is_done: &AtomicBool) {
    let Ok(mut stream) = TcpStream::connect(address) else { return };
    let head = format!("POST / HTTP/1.1\r\nHost: {address}\r\nContent-Length: 60000\r\n\r\n");
    let mut next = stream.write_all(head.as_bytes());
    open.fetch_add(1, Ordering::Relaxed);
    while next.is_ok() && !is_done.load(Ordering::Relaxed) {
        // Short steps, so that the measurement ends soon.
        (0..10)
            .filter(|_| !is_done.load(Ordering::Relaxed))
            .for_each(|_| std::thread::sleep(Duration::from_millis(100)));
        next = stream.write_all(b"x");
    }
    open.fetch_sub(1, Ordering::Relaxed);
}

/// Returns the CPU milliseconds of a process so far (proc(5)).
fn cpu(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("a process");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    fields[11..13].iter().filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() * 10.0
}
