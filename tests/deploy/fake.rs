//! S3 and CloudFront in memory. They check what matters to a deploy: signatures, digests, conditions, the thousand keys
//! of a listing and of a delete request, caller references. They can also fail in configurable ways.

mod cloudfront;
mod credentials;
mod http;
mod s3;

pub(crate) use http::Request;

use super::signature;
use http::{Answer, read};
use percent_encoding::percent_decode_str;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

pub(crate) const BUCKET: &str = "notes-bucket";
pub(crate) const DISTRIBUTION: &str = "E2EXAMPLE";
pub(crate) const REGION: &str = "eu-central-1";

/// A server on its own port. It ends when it is dropped.
pub(crate) struct Fake {
    pub(crate) endpoint: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    world: Mutex<World>,
    child_known: Condvar,
}

/// State of the server.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) objects: BTreeMap<String, Object>,
    /// Whether the bucket keeps versions.
    pub(crate) is_versioned: bool,
    /// Kept versions by key, oldest first. `None` is a delete marker.
    pub(crate) versions: BTreeMap<String, Vec<Option<Object>>>,
    pub(crate) invalidations: Vec<Invalidation>,
    pub(crate) edge: BTreeMap<String, Vec<u8>>,
    pub(crate) log: Vec<Logged>,
    pub(crate) faults: Faults,
    /// Seconds by which the server's clock is ahead.
    pub(crate) ahead: u64,
    /// Session token that requests must have, once one was issued.
    pub(crate) token: Option<String>,
    /// Lifetime of issued credentials, in seconds.
    pub(crate) validity: u64,
    /// Number of issued credentials.
    pub(crate) given: usize,
    /// Actions that the policy does not allow.
    pub(crate) denied: BTreeSet<&'static str>,
    /// Number of the request before which another deploy takes the lease.
    pub(crate) usurped_at: Option<usize>,
    /// Objects that another deploy writes before the next listing.
    pub(crate) written_before_listing: BTreeMap<String, Object>,
    /// Number of the one request that is refused.
    pub(crate) refused_at: Option<usize>,
    /// Number of the last request that is answered.
    pub(crate) silent_after: Option<usize>,
    /// Whether objects are encrypted with a customer key (SSE-KMS): then entity tags are not MD5.
    pub(crate) is_encrypted: bool,
    /// Number of uploads that are answered with status 200, without an entity tag, and not stored.
    pub(crate) swallowed: usize,
    /// Called with the state after every write.
    pub(crate) watch: Option<Watch>,
    pub(crate) violations: Vec<String>,
    /// Process to kill.
    child: Option<u32>,
    is_dead: bool,
    random: u64,
}

pub(crate) type Watch = Arc<dyn Fn(&World) -> Vec<String> + Send + Sync>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) bytes: Vec<u8>,
    pub(crate) etag: String,
    pub(crate) content_type: String,
    pub(crate) cache: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invalidation {
    pub(crate) reference: String,
    pub(crate) paths: Vec<String>,
}

/// A request, with the status of its answer.
#[derive(Clone, Debug)]
#[expect(dead_code, reason = "the status is shown when a test fails")]
pub(crate) struct Logged {
    pub(crate) method: String,
    pub(crate) key: String,
    pub(crate) status: u16,
}

/// Failures, in percent of the requests, or the request at which the program is killed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Faults {
    pub(crate) slow_down: u64,
    pub(crate) reset_before: u64,
    pub(crate) reset_after: u64,
    pub(crate) cut: u64,
    pub(crate) flip: u64,
    pub(crate) stall: u64,
    pub(crate) kill: Option<Kill>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Kill {
    /// Counted from 1.
    pub(crate) request: usize,
    /// Whether the request takes effect before the program is killed.
    pub(crate) after: bool,
}

impl Fake {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared::default());
        shared.lock().random = 0x9E37_79B9_7F4A_7C15;
        let of_server = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // The server ends with the test, when no other thread uses it.
                if Arc::strong_count(&of_server) == 1 {
                    return;
                }
                let of_connection = Arc::clone(&of_server);
                std::thread::spawn(move || connection(stream, &of_connection));
            }
        });
        Self { endpoint, shared }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.shared.lock()
    }

    /// Sets the process to kill.
    pub(crate) fn knows_child(&self, process: u32) {
        let mut world = self.world();
        world.child = Some(process);
        world.is_dead = false;
        world.log.clear();
        self.shared.child_known.notify_all();
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        // Wakes the listener, which then sees that the server has ended.
        let address = self.endpoint.trim_start_matches("http://").to_owned();
        let alone = Arc::new(Shared::default());
        drop(std::mem::replace(&mut self.shared, alone));
        let _ = TcpStream::connect(address);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn connection(stream: TcpStream, shared: &Shared) {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut writer = stream;
    while let Some(request) = read(&mut reader) {
        if serve(&request, &mut writer, &mut reader, shared).is_none() {
            return;
        }
    }
}

/// Answers a request. Returns `None` when the connection has ended.
fn serve(request: &Request, writer: &mut TcpStream, reader: &mut BufReader<TcpStream>, shared: &Shared) -> Option<()> {
    let mut world = shared.lock();
    while world.child.is_none() {
        world = shared.child_known.wait(world).unwrap_or_else(PoisonError::into_inner);
    }
    if world.is_dead {
        return None;
    }
    let number = world.log.len() + 1;
    let faults = world.faults;
    if world.usurped_at == Some(number) {
        let mut manifest = super::harness::manifest(&world);
        manifest["lease"]["owner"] = "another deploy".into();
        manifest["lease"]["machine"] = "elsewhere".into();
        super::harness::replace_manifest(&mut world, &manifest);
    }
    if let Some(kill) = faults.kill.filter(|kill| kill.request == number) {
        if kill.after {
            world.answer(request);
        }
        world.is_dead = true;
        let process = world.child.and_then(|process| rustix::process::Pid::from_raw(process.cast_signed()));
        rustix::process::kill_process(process.expect("a process"), rustix::process::Signal::KILL).expect("killed");
        return None;
    }
    if world.refused_at == Some(number) {
        world.note(request, 405);
        return Answer::error(405, "MethodNotAllowed", "no").send(writer);
    }
    let mut dice = world.roll();
    let mut happens = |percent: u64| {
        let does = dice < percent;
        dice = dice.saturating_sub(percent);
        does && percent > 0
    };
    if happens(faults.slow_down) {
        world.note(request, 503);
        drop(world);
        return Answer::error(503, "SlowDown", "Please reduce your request rate.").send(writer);
    }
    if happens(faults.reset_before) {
        world.note(request, 0);
        let _ = writer.shutdown(Shutdown::Both);
        return None;
    }
    if happens(faults.stall) || world.silent_after.is_some_and(|last| number > last) {
        world.note(request, 0);
        drop(world);
        // Sends nothing until the client closes the connection.
        let _ = reader.read(&mut [0]);
        return None;
    }
    if happens(faults.flip) && !request.body.is_empty() {
        let mut request = request.clone();
        let at = usize::try_from(world.roll()).expect("small") % request.body.len();
        request.body[at] ^= 4;
        let answer = world.answer(&request);
        drop(world);
        return answer.send(writer);
    }
    let answer = world.answer(request);
    drop(world);
    if happens(faults.reset_after) {
        let _ = writer.shutdown(Shutdown::Both);
        return None;
    }
    if happens(faults.cut) {
        let bytes = answer.bytes();
        let _ = writer.write_all(&bytes[..bytes.len() / 2]);
        let _ = writer.shutdown(Shutdown::Both);
        return None;
    }
    answer.send(writer)
}

impl World {
    /// Returns a number from 0 to 99 (Knuth, The Art of Computer Programming, volume 2, table 3.3.4-1, line 26).
    fn roll(&mut self) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % 100
    }

    pub(crate) fn seed(&mut self, seed: u64) {
        self.random = seed;
    }

    fn note(&mut self, request: &Request, status: u16) {
        let key = percent_decode_str(&request.path).decode_utf8_lossy().into_owned();
        let key = key.strip_prefix(&format!("/{BUCKET}/")).map_or(key.clone(), str::to_owned);
        self.log.push(Logged { method: request.method.clone(), key, status });
    }

    fn answer(&mut self, request: &Request) -> Answer {
        let mut answer = self.handle(request).unwrap_or_else(|(status, code)| Answer::error(status, code, "no"));
        answer.ahead = self.ahead;
        self.note(request, answer.status);
        if request.method != "GET" && answer.status < 300 {
            self.fetch_at_edge();
            if let Some(watch) = self.watch.clone() {
                let violations = watch(self);
                self.violations.extend(violations);
            }
        }
        answer
    }

    fn handle(&mut self, request: &Request) -> Result<Answer, (u16, &'static str)> {
        if let Some(answer) = self.credentials(request)? {
            return Ok(answer);
        }
        if self.token.as_deref() != request.header("x-amz-security-token") {
            return Err((403, "InvalidToken"));
        }
        if let Some(rest) = request.path.strip_prefix("/2020-05-31/distribution/") {
            signature::verify(request, "cloudfront", "us-east-1")?;
            return self.cloudfront(request, rest);
        }
        signature::verify(request, "s3", REGION)?;
        let path = percent_decode_str(&request.path).decode_utf8().map_err(|_| (400, "InvalidURI"))?;
        let Some(key) = path.strip_prefix(&format!("/{BUCKET}")).and_then(|rest| rest.strip_prefix('/')) else {
            return Err((404, "NoSuchBucket"));
        };
        self.s3(request, key)
    }
}
