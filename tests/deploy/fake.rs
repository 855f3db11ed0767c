//! S3 and CloudFront in memory, as strict as the real ones where it matters to a deploy: signatures, digests, conditions,
//! the thousand keys of a listing and of a delete, caller references. And as unreliable as one likes.

use super::signature::{self, KEY_ID, SECRET, hex};
use md5::{Digest, Md5};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

pub(crate) const BUCKET: &str = "notes-bucket";
pub(crate) const DISTRIBUTION: &str = "E2EXAMPLE";
pub(crate) const REGION: &str = "eu-central-1";

/// A server on a port of its own, until it is dropped.
pub(crate) struct Fake {
    pub(crate) endpoint: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    world: Mutex<World>,
    child_known: Condvar,
}

/// Everything that the server knows.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) objects: BTreeMap<String, Object>,
    pub(crate) invalidations: Vec<Invalidation>,
    pub(crate) edge: BTreeMap<String, Vec<u8>>,
    pub(crate) log: Vec<Logged>,
    pub(crate) faults: Faults,
    /// Seconds that the server's clock is ahead.
    pub(crate) ahead: u64,
    /// The session token that requests must come with, once one has been given out.
    pub(crate) token: Option<String>,
    /// Seconds that credentials hold which are given out.
    pub(crate) validity: u64,
    /// How often they were.
    pub(crate) given: usize,
    /// Actions that the policy does not allow.
    pub(crate) denied: BTreeSet<&'static str>,
    /// The number of the request before which somebody else takes the lease.
    pub(crate) usurped_at: Option<usize>,
    /// Is called with the world after every write.
    pub(crate) watch: Option<Watch>,
    pub(crate) violations: Vec<String>,
    /// The program, to be killed.
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

/// A request that came, and what was answered.
#[derive(Clone, Debug)]
#[expect(dead_code, reason = "the status is shown when a test fails")]
pub(crate) struct Logged {
    pub(crate) method: String,
    pub(crate) key: String,
    pub(crate) status: u16,
}

/// What goes wrong, in percent of the requests; or the request at which the program is killed.
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
    /// Whether the request takes effect before the program dies.
    pub(crate) after: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// As it was sent.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

#[derive(Default)]
struct Answer {
    ahead: u64,
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
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
                // The server ends with the test: nobody else holds it then.
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

    /// Says which process is to be killed.
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
        // Wakes the listener, which then sees that it is alone.
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

/// None when the connection is over.
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
        manifest["lease"]["owner"] = "somebody quicker".into();
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
    if happens(faults.stall) {
        world.note(request, 0);
        drop(world);
        // Nothing comes until the other side has had enough.
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
    /// From 0 to 99 (Knuth, The Art of Computer Programming, volume 2, table 3.3.4-1, line 26).
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
        if request.method == "HEAD" {
            answer.body.clear();
        }
        self.note(request, answer.status);
        if request.method != "GET" && request.method != "HEAD" && answer.status < 300 {
            self.fetch_at_edge();
            if let Some(watch) = self.watch.clone() {
                let violations = watch(self);
                self.violations.extend(violations);
            }
        }
        answer
    }

    /// Readers are quick: whatever page an edge does not hold, it fetches at once, and keeps until it is invalidated.
    fn fetch_at_edge(&mut self) {
        for (key, object) in &self.objects {
            if key.ends_with(".html") {
                self.edge.entry(format!("/{key}")).or_insert_with(|| object.bytes.clone());
            }
        }
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
        let allow =
            |action: &'static str| if self.denied.contains(action) { Err((403, "AccessDenied")) } else { Ok(()) };
        match request.method.as_str() {
            "GET" if key.is_empty() => {
                allow("s3:ListBucket")?;
                Ok(self.list(request))
            }
            "GET" | "HEAD" => {
                allow("s3:GetObject")?;
                let object = self.objects.get(key).ok_or((404, "NoSuchKey"))?;
                let headers = [("ETag", format!("\"{}\"", object.etag)), ("Content-Type", object.content_type.clone())];
                let headers = headers.map(|(name, value)| (name.to_owned(), value)).to_vec();
                let body = if request.method == "HEAD" { Vec::new() } else { object.bytes.clone() };
                Ok(Answer { status: 200, headers, body, ..Answer::default() })
            }
            "PUT" => {
                allow("s3:PutObject")?;
                if key.ends_with(".html") {
                    allow("s3:PutObject of pages")?;
                }
                self.put(request, key)
            }
            "POST" if key.is_empty() && request.query.iter().any(|(name, _)| name == "delete") => {
                allow("s3:DeleteObject")?;
                self.delete(request)
            }
            _ => Err((405, "MethodNotAllowed")),
        }
    }

    /// STS, the portal of SSO, a container's and a machine's metadata.
    fn credentials(&mut self, request: &Request) -> Result<Option<Answer>, (u16, &'static str)> {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let asked = |name: &str| request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let text = |body: String| Ok(Some(Answer { status: 200, body: body.into_bytes(), ..Answer::default() }));
        let expires = SystemTime::now()
            + Duration::from_secs(self.ahead + self.validity.max(3_600 * u64::from(self.validity == 0)));
        let at = timestamp(expires);
        match (request.method.as_str(), request.path.as_str()) {
            (_, "/") if asked("Action").as_deref() == Some("AssumeRole") => {
                signature::verify(request, "sts", REGION)?;
                let role = asked("RoleArn").unwrap_or_default();
                let token = self.give(&format!("{} via {role}", self.token.clone().unwrap_or_default()));
                text(sts("AssumeRole", &token, &at))
            }
            ("POST", "/") if body.contains("Action=AssumeRoleWithWebIdentity") => {
                if !body.contains("WebIdentityToken=a-signed-token") {
                    return Err((400, "InvalidIdentityToken"));
                }
                let token = self.give("web identity");
                text(sts("AssumeRoleWithWebIdentity", &token, &at))
            }
            ("GET", "/federation/credentials") => {
                if request.header("x-amz-sso_bearer_token") != Some("sso-token") {
                    return Err((401, "UnauthorizedException"));
                }
                let token = self.give(&format!("sso {}", asked("role_name").unwrap_or_default()));
                let expires = expires.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_millis());
                text(format!(
                    "{{\"roleCredentials\":{{\"accessKeyId\":\"{KEY_ID}\",\"secretAccessKey\":\"{SECRET}\",\"sessionToken\":\"{token}\",\"expiration\":{expires}}}}}"
                ))
            }
            ("GET", "/container") if request.header("authorization") != Some("container-token") => {
                Err((401, "Unauthorized"))
            }
            ("GET", "/container" | "/latest/meta-data/iam/security-credentials/the-role") => {
                let token = self.give(request.path.trim_start_matches('/'));
                text(format!(
                    "{{\"Code\":\"Success\",\"AccessKeyId\":\"{KEY_ID}\",\"SecretAccessKey\":\"{SECRET}\",\"Token\":\"{token}\",\"Expiration\":\"{at}\",\"LastUpdated\":\"{at}\",\"Type\":\"AWS-HMAC\",\"Message\":\"\"}}"
                ))
            }
            ("PUT", "/latest/api/token") => text("machine-token".to_owned()),
            ("GET", "/latest/meta-data/iam/security-credentials/") => text("the-role".to_owned()),
            _ => Ok(None),
        }
    }

    fn give(&mut self, token: &str) -> String {
        self.given += 1;
        self.token = Some(token.trim().to_owned());
        token.trim().to_owned()
    }

    fn put(&mut self, request: &Request, key: &str) -> Result<Answer, (u16, &'static str)> {
        let there = self.objects.get(key);
        match (request.header("if-none-match"), request.header("if-match"), there) {
            (Some("*"), _, Some(_)) => return Err((412, "PreconditionFailed")),
            (_, Some(_), None) => return Err((404, "NoSuchKey")),
            (_, Some(etag), Some(object)) if etag.trim_matches('"') != object.etag => {
                return Err((412, "PreconditionFailed"));
            }
            (None, None, _) => self.violations.push(format!("`{key}` was written without a condition")),
            _ => {}
        }
        let text = |name: &str| request.header(name).unwrap_or_default().to_owned();
        let etag = hex(&Md5::digest(&request.body));
        let headers = vec![("ETag".to_owned(), format!("\"{etag}\""))];
        let object = Object {
            bytes: request.body.clone(),
            etag,
            content_type: text("content-type"),
            cache: text("cache-control"),
        };
        self.objects.insert(key.to_owned(), object);
        Ok(Answer { status: 200, headers, ..Answer::default() })
    }

    fn list(&self, request: &Request) -> Answer {
        let asked = |name: &str| request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let prefix = asked("prefix").unwrap_or_default();
        let most = asked("max-keys").and_then(|most| most.parse().ok()).unwrap_or(1_000).min(1_000);
        let after = asked("continuation-token").unwrap_or_default();
        let keys: Vec<_> =
            self.objects.iter().filter(|(key, _)| key.starts_with(prefix) && key.as_str() > after).collect();
        let page = &keys[..keys.len().min(most)];
        let is_truncated = keys.len() > page.len();
        let escaped = |key: &str| utf8_percent_encode(key, NON_ALPHANUMERIC).to_string().replace("%20", "+");
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Name>{BUCKET}</Name><KeyCount>{}</KeyCount><EncodingType>url</EncodingType><IsTruncated>{is_truncated}</IsTruncated>",
            page.len(),
        );
        for (key, object) in page {
            let (key, etag, size) = (escaped(key), &object.etag, object.bytes.len());
            xml.push_str(&format!(
                "<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;{etag}&quot;</ETag>\
                 <Size>{size}</Size><StorageClass>STANDARD</StorageClass></Contents>"
            ));
        }
        if let Some((last, _)) = page.last().filter(|_| is_truncated) {
            let last = last.replace('&', "&amp;").replace('<', "&lt;");
            xml.push_str(&format!("<NextContinuationToken>{last}</NextContinuationToken>"));
        }
        xml.push_str("</ListBucketResult>");
        Answer { status: 200, body: xml.into_bytes(), ..Answer::default() }
    }

    fn delete(&mut self, request: &Request) -> Result<Answer, (u16, &'static str)> {
        let sum = Md5::digest(&request.body);
        let expected = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, sum);
        match request.header("content-md5") {
            None => return Err((400, "MissingContentMD5")),
            Some(given) if given != expected => return Err((400, "BadDigest")),
            Some(_) => {}
        }
        let keys = elements(&String::from_utf8_lossy(&request.body), "Key");
        if keys.is_empty() || keys.len() > 1_000 {
            return Err((400, "MalformedXML"));
        }
        for key in keys {
            self.objects.remove(&key);
        }
        let body =
            b"<?xml version=\"1.0\"?>\n<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></DeleteResult>"
                .to_vec();
        Ok(Answer { status: 200, body, ..Answer::default() })
    }

    fn cloudfront(&mut self, request: &Request, rest: &str) -> Result<Answer, (u16, &'static str)> {
        let answer = |status, number: usize| {
            let progress = if status == 200 { "Completed" } else { "InProgress" };
            let xml = format!(
                "<?xml version=\"1.0\"?>\n<Invalidation xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Id>I{number}</Id>\
                 <Status>{progress}</Status><CreateTime>2026-01-01T00:00:00Z</CreateTime></Invalidation>"
            );
            Ok(Answer { status, body: xml.into_bytes(), ..Answer::default() })
        };
        let Some(rest) = rest.strip_prefix(&format!("{DISTRIBUTION}/invalidation")) else {
            return Err((404, "NoSuchDistribution"));
        };
        if request.method == "GET" {
            return match rest.strip_prefix("/I").and_then(|number| number.parse().ok()) {
                Some(number) if self.denied.contains("cloudfront:GetInvalidation") || number == 0 => {
                    Err((403, "AccessDenied"))
                }
                Some(number) => answer(200, number),
                None => Err((404, "NoSuchInvalidation")),
            };
        }
        if self.denied.contains("cloudfront:CreateInvalidation") {
            return Err((403, "AccessDenied"));
        }
        let body = String::from_utf8_lossy(&request.body);
        let paths = elements(&body, "Path");
        let reference = elements(&body, "CallerReference").pop().ok_or((400, "MalformedXML"))?;
        let quantity = elements(&body, "Quantity").pop().and_then(|count| count.parse().ok());
        let is_path = |path: &String| path.starts_with('/') && path.is_ascii() && !path.contains([' ', '"', '<']);
        if quantity != Some(paths.len()) || paths.is_empty() || !paths.iter().all(is_path) {
            return Err((400, "InvalidArgument"));
        }
        if let Some(at) = self.invalidations.iter().position(|known| known.reference == reference) {
            return if self.invalidations[at].paths == paths {
                answer(201, at + 1)
            } else {
                Err((400, "InvalidationBatchAlreadyExists"))
            };
        }
        let matches = |url: &str| {
            let url = utf8_percent_encode(url, super::ADDRESS).to_string();
            paths.iter().any(|path| path.strip_suffix('*').map_or(*path == url, |start| url.starts_with(start)))
        };
        self.edge.retain(|url, _| !matches(url));
        self.invalidations.push(Invalidation { reference, paths: paths.clone() });
        answer(201, self.invalidations.len())
    }
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Answer {
    fn error(status: u16, code: &str, message: &str) -> Self {
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        );
        Self { status, body: body.into_bytes(), ..Self::default() }
    }

    fn bytes(&self) -> Vec<u8> {
        let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(self.ahead));
        let mut head = format!("HTTP/1.1 {} X\r\nDate: {date}\r\nContent-Length: {}\r\n", self.status, self.body.len());
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        [head.as_bytes(), b"\r\n", &self.body].concat()
    }

    fn send(self, writer: &mut TcpStream) -> Option<()> {
        writer.write_all(&self.bytes()).ok()
    }
}

/// One request; none when the connection is closed.
fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|&length| length > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let query = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    });
    let mut request = Request { method, path: path.to_owned(), query: query.collect(), ..Request::default() };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|&length| length > 0)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned())),
            None => break,
        }
    }
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    request.body = vec![0; length];
    reader.read_exact(&mut request.body).ok()?;
    Some(request)
}

fn sts(action: &str, token: &str, expires: &str) -> String {
    format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{action}Result><Credentials><AccessKeyId>{KEY_ID}\
         </AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>{token}</SessionToken><Expiration>{expires}</Expiration>\
         </Credentials></{action}Result></{action}Response>"
    )
}

/// RFC 3339, from the form that HTTP has.
fn timestamp(time: SystemTime) -> String {
    let text = httpdate::fmt_http_date(time);
    let fields: Vec<&str> = text.split_whitespace().collect();
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months.iter().position(|month| *month == fields[2]).expect("a month") + 1;
    format!("{}-{month:02}-{}T{}Z", fields[3], fields[1], fields[4])
}

/// The texts of all elements of a name.
fn elements(xml: &str, name: &str) -> Vec<String> {
    let start = format!("<{name}>");
    let texts = xml.split(&start).skip(1).filter_map(|rest| rest.split('<').next());
    texts
        .map(|text| text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
        .collect()
}
