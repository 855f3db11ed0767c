//! A server of a site in a temporary folder, and a client that sends exact bytes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::{NamedTempFile, TempDir};
use walkdir::WalkDir;

/// Timeout: longer than anything here takes, even on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// Returns the first sections of our notes, without references to later ones.
pub(crate) fn notes(sections: usize) -> String {
    let all = include_str!("../../notes/aws-developer.md");
    let end = all.find(&format!("\n### {}.", sections + 1)).expect("so many sections");
    let mut first = format!("{}\n", &all[..end]);
    for missing in sections + 1..=151 {
        first = first.replace(&format!("see {missing}"), &format!("cf. {missing}"));
    }
    first
}

pub(crate) struct Server {
    folder: TempDir,
    /// Standard error of the server, in a file outside the site.
    terminal: NamedTempFile,
    process: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A response.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Returns the page without the live script, as the build writes it.
    pub(crate) fn page(&self) -> Vec<u8> {
        let text = self.text();
        match (text.find("<script src=\"/_notewright/"), text.rfind("</script></body>")) {
            (Some(start), Some(end)) => [&text[..start], &text[end + 9..]].concat().into_bytes(),
            _ => self.body.clone(),
        }
    }
}

impl Server {
    /// Serves a site of these files.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self::with(files, &[])
    }

    pub(crate) fn with(files: &[(&str, &str)], arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            write(&folder.path().join(path), text);
        }
        let terminal = NamedTempFile::new().expect("a file");
        let (process, port) = start(folder.path(), &terminal, "0", arguments);
        Self { folder, terminal, process, port }
    }

    /// Restarts the server with a limit of open files.
    pub(crate) fn with_few_files(self, files: u32) -> Self {
        let mut server = self;
        let _ = server.process.kill();
        let _ = server.process.wait();
        let mut limited = Command::new("sh");
        limited.args(["-c", &format!("ulimit -n {files}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_notewright")]);
        (server.process, server.port) = begin(limited, server.folder.path(), &server.terminal, "0", &[]);
        server
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        write(&self.path(path), text);
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).expect("text")
    }

    /// Replaces text in a file.
    pub(crate) fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{old}");
        self.write(path, &text.replacen(old, new, 1));
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        self.say(&format!("{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\n{headers}\r\n", self.port))
    }

    /// Sends bytes and reads the complete response.
    pub(crate) fn say(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("sent");
        let mut lines = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(lines.read_line(&mut head).expect("a line") > 0, "the answer ends in its head: {head}");
        }
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let mut answer = Answer { status, head, body: Vec::new() };
        let length = answer.header("Content-Length").and_then(|length| length.parse().ok()).unwrap_or(0);
        if !request.starts_with("HEAD") {
            answer.body.resize(length, 0);
            lines.read_exact(&mut answer.body).expect("the whole body");
        }
        answer
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// Repeats a request until the response is right.
    #[track_caller]
    pub(crate) fn until(&self, path: &str, is_right: impl Fn(&Answer) -> bool) -> Answer {
        let begin = Instant::now();
        loop {
            let answer = self.get(path);
            if is_right(&answer) {
                return answer;
            }
            assert!(begin.elapsed() < PATIENCE, "{path} stays {} {}", answer.status, answer.text());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Returns the terminal output so far.
    pub(crate) fn terminal(&self) -> String {
        std::fs::read_to_string(self.terminal.path()).expect("text")
    }

    /// Waits for a text in the terminal. Returns the output from that text on.
    #[track_caller]
    pub(crate) fn until_printed(&self, before: usize, what: &str) -> String {
        let begin = Instant::now();
        loop {
            let printed = self.terminal().split_off(before);
            if printed.contains(what) {
                return printed;
            }
            assert!(begin.elapsed() < PATIENCE, "`{what}` is not printed: {printed}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops the server while files change, so that it sees all changes at once.
    pub(crate) fn at_the_same_time(&self, change: impl FnOnce()) {
        let signal = |name: &str| {
            let sent = Command::new("kill").args([name, &self.process.id().to_string()]).status();
            assert!(sent.is_ok_and(|status| status.success()), "{name} is sent");
        };
        signal("-STOP");
        change();
        signal("-CONT");
    }

    /// Returns the entity tag of a page.
    pub(crate) fn tag(&self, path: &str) -> String {
        self.get(path).header("ETag").expect("an entity tag").trim_matches('"').to_owned()
    }

    /// Returns the problems that a freshly loaded page shows.
    #[track_caller]
    pub(crate) fn problems(&self, path: &str) -> String {
        let (name, state) = self.events(path, &self.tag(path)).next();
        assert_eq!(name, "state");
        state["problems"].to_string()
    }

    /// Opens the event stream of a page that shows `etag`.
    pub(crate) fn events(&self, page: &str, etag: &str) -> Events {
        let mut stream = self.connect();
        let request = format!(
            "GET /_notewright/events?page={page}&etag={etag} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).expect("sent");
        Events { lines: BufReader::new(stream) }
    }

    /// Returns what `build` writes from the same files, by path.
    pub(crate) fn built(&self) -> BTreeMap<String, Vec<u8>> {
        let out = tempfile::tempdir().expect("a folder");
        let folder = out.path().join("site");
        let ran = Command::new(env!("CARGO_BIN_EXE_notewright"))
            .args(["build", "--quiet", "--out"])
            .arg(&folder)
            .arg("--root")
            .arg(self.folder.path())
            .env("XDG_CACHE_HOME", out.path())
            .output()
            .expect("notewright runs");
        assert!(folder.is_dir(), "{}", String::from_utf8_lossy(&ran.stderr));
        WalkDir::new(&folder)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(&folder).expect("inside").to_string_lossy().into_owned();
                (path, std::fs::read(entry.path()).expect("a file"))
            })
            .filter(|(path, _)| path != ".notewright.json")
            .collect()
    }

    /// Fails unless every built file is served byte for byte. The worker is excluded, because it would show old pages.
    #[track_caller]
    pub(crate) fn serves_the_built_site(&self) {
        for (path, bytes) in self.built() {
            let answer = self.get(&format!("/{}", notewright::site::routes::encode_path(&path)));
            if path == notewright::site::routes::WORKER {
                assert_eq!(answer.status, 404);
                continue;
            }
            assert_eq!(answer.status, 200, "{path}");
            assert!(answer.page() == bytes, "{path} is not what is built:\n{}", answer.text());
        }
    }

    /// Stops the server and starts another one on the same port.
    pub(crate) fn restart(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let (process, _) = start(self.folder.path(), &self.terminal, &self.port.to_string(), &[]);
        self.process = process;
    }

    /// Returns the memory in use, in KiB (proc(5)).
    pub(crate) fn memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("a process");
        let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("a size");
        line.split_whitespace().nth(1).and_then(|size| size.parse().ok()).expect("a number")
    }

    /// Sends a signal to the process.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.process.id().to_string();
        Command::new("kill").args(["-s", name, &pid]).status().expect("kill runs");
    }

    /// Interrupts the process as Ctrl+C does. Returns how long it took to end.
    pub(crate) fn interrupt(&mut self) {
        let begin = Instant::now();
        self.signal("INT");
        while self.process.try_wait().expect("it can be waited for").is_none() {
            assert!(begin.elapsed() < PATIENCE, "it goes on after an interrupt");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn start(root: &Path, terminal: &NamedTempFile, port: &str, arguments: &[&str]) -> (Child, u16) {
    begin(Command::new(env!("CARGO_BIN_EXE_notewright")), root, terminal, port, arguments)
}

fn begin(mut program: Command, root: &Path, terminal: &NamedTempFile, port: &str, arguments: &[&str]) -> (Child, u16) {
    let port = if arguments.contains(&"--port") { vec![] } else { vec!["--port", port] };
    let mut process = program
        .arg("serve")
        .args(port)
        .args(arguments)
        .arg("--root")
        .arg(root)
        .stdout(Stdio::piped())
        .stderr(terminal.reopen().expect("the file again"))
        .spawn()
        .expect("notewright runs");
    let mut url = String::new();
    BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut url).expect("an address");
    let port = url.trim().split(['/', ':']).find_map(|part| part.parse().ok()).expect(&url);
    (process, port)
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("written");
}

/// The event stream of a page.
pub(crate) struct Events {
    lines: BufReader<TcpStream>,
}

impl Events {
    /// Returns the next event and its data. Ignores pings.
    #[track_caller]
    pub(crate) fn next(&mut self) -> (String, serde_json::Value) {
        let mut name = String::new();
        loop {
            let mut line = String::new();
            let length = self.lines.read_line(&mut line).expect("an event in time");
            assert!(length > 0, "the server closed");
            if let Some(event) = line.strip_prefix("event: ") {
                event.trim().clone_into(&mut name);
            } else if let Some(data) = line.strip_prefix("data:")
                && name != "ping"
            {
                return (name, serde_json::from_str(data).expect("JSON"));
            }
        }
    }
}
