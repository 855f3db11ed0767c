//! Signed requests: `reqsign` signs (AWS General Reference, "Signature Version 4"), `ureq` sends, and what fails for a
//! moment is tried again.
//!
//! At one failure in five, fifteen thousand files get through ten tries each with 99.85 %; three tries, the usual default,
//! would lose a hundred. Waiting is random up to a bound that doubles ("Exponential Backoff And Jitter", AWS Architecture
//! Blog). A service that asks for less gets half as many requests at once, then more again one by one.
#![expect(clippy::disallowed_methods, reason = "leases and waits need a clock")]

use super::credentials::{self, Configuration, Provider, Source};
use crate::deploy::{Stop, StopKind};
use ::http::header::{DATE, HeaderName};
use ::http::{HeaderMap, Method, StatusCode};
use reqsign_aws_v4::{Credential, RequestSigner};
use reqsign_core::{Context, ErrorKind, Signer};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, UNIX_EPOCH};

/// Tries for one request.
const TRIES: u32 = 10;

/// Tries for one that only puts things in order after a failure.
const LAST_TRIES: u32 = 3;

/// The longest wait before the next try.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// The bound of the first wait.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// A connection on which nothing moves for so long is given up.
const STALL: Duration = Duration::from_secs(30);

/// How long an answer may take to begin, besides a second for each 32 KiB that a slow line still has to carry.
const FIRST_BYTE: Duration = Duration::from_secs(10);

/// Requests at once, at most.
pub(in crate::deploy) const MOST_AT_ONCE: usize = 16;

/// The largest answer that is read: the listing and the manifest of a very large site.
const LONGEST_ANSWER: u64 = 512 * 1024 * 1024;

/// Sends requests to one service.
pub(in crate::deploy) struct Client {
    agent: ureq::Agent,
    signer: Signer<Credential>,
    pace: Pace,
    /// What the service's clock showed last, and when.
    clock: Mutex<Option<(u64, Instant)>>,
    /// Nobody waits for another try any more.
    /// Tries that a request has: none once the client is stopped.
    tries: AtomicU32,
}

/// A request before it is signed.
#[derive(Clone, Debug)]
pub(in crate::deploy) struct Request<'a> {
    pub(in crate::deploy) method: Method,
    /// With its path and query escaped already.
    pub(in crate::deploy) url: String,
    pub(in crate::deploy) headers: Vec<(HeaderName, String)>,
    pub(in crate::deploy) body: &'a [u8],
    /// The permission that it needs, by its IAM name.
    pub(in crate::deploy) action: &'static str,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(in crate::deploy) struct Answer {
    pub(in crate::deploy) status: StatusCode,
    pub(in crate::deploy) headers: HeaderMap,
    pub(in crate::deploy) body: Vec<u8>,
}

/// What an answer says went wrong.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(in crate::deploy) struct Mistake {
    pub(in crate::deploy) code: String,
    pub(in crate::deploy) message: String,
    pub(in crate::deploy) region: String,
}

impl Client {
    /// A client that signs for a service in a region.
    pub(in crate::deploy) fn new(
        context: &Context,
        agent: ureq::Agent,
        provider: Provider,
        service: &str,
        region: &str,
    ) -> Self {
        let signer = Signer::new(context.clone(), Source(provider), RequestSigner::new(service, region));
        Self { agent, signer, pace: Pace::new(), clock: Mutex::default(), tries: AtomicU32::new(TRIES) }
    }

    /// The same for another region; credentials are kept.
    pub(in crate::deploy) fn in_region(self, service: &str, region: &str) -> Self {
        let signer = self.signer.with_request_signer(RequestSigner::new(service, region));
        Self { signer, ..self }
    }

    /// Sends until there is an answer that no further try would change.
    pub(in crate::deploy) fn send(&self, request: &Request<'_>) -> Result<Answer, Stop> {
        let mut bound = FIRST_WAIT;
        let mut attempt = 0;
        loop {
            if self.is_stopped() {
                return Err(Stop::new(StopKind::Failed, "stopped"));
            }
            attempt += 1;
            let permit = self.pace.enter();
            let trouble = match self.try_once(request) {
                Ok(answer) if is_momentary(&answer) => {
                    if matches!(answer.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
                        self.pace.slow_down();
                    }
                    answer.said()
                }
                Ok(answer) if answer.status == StatusCode::FORBIDDEN || answer.is_about_credentials() => {
                    return Err(denied(request.action, &answer));
                }
                Ok(answer) => {
                    self.pace.speed_up();
                    return Ok(answer);
                }
                Err(Trouble::Final(stop)) => return Err(*stop),
                Err(Trouble::Momentary(said)) => said,
            };
            drop(permit);
            if attempt >= self.tries.load(Ordering::Relaxed) && !self.is_stopped() {
                let host = request.url.split('/').nth(2).unwrap_or_default();
                let message = format!("{host} gave no good answer in {attempt} tries: {trouble}");
                return Err(Stop::new(StopKind::Failed, message));
            }
            std::thread::sleep(bound.mul_f64(fastrand::f64()));
            bound = (bound * 2).min(LONGEST_WAIT);
        }
    }

    /// Lets no request be tried again.
    pub(in crate::deploy) fn stop(&self) {
        self.tries.store(0, Ordering::Relaxed);
    }

    /// Whether [`Self::stop`] was called.
    pub(in crate::deploy) fn is_stopped(&self) -> bool {
        self.tries.load(Ordering::Relaxed) == 0
    }

    /// Takes [`Self::stop`] back, with fewer tries, for what is to be put in order before the end.
    pub(in crate::deploy) fn go_on(&self) {
        self.tries.store(LAST_TRIES, Ordering::Relaxed);
    }

    /// Seconds since 1970 by the service's clock; before its first answer, by ours.
    pub(in crate::deploy) fn now(&self) -> u64 {
        match *locked(&self.clock) {
            Some((seconds, then)) => seconds + then.elapsed().as_secs(),
            None => std::time::SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
        }
    }

    fn try_once(&self, request: &Request<'_>) -> Result<Answer, Trouble> {
        let failed =
            |error: &dyn std::fmt::Display| Trouble::Final(Box::new(Stop::new(StopKind::Failed, error.to_string())));
        let mut builder = ::http::Request::builder()
            .method(request.method.clone())
            .uri(&request.url)
            .header("x-amz-content-sha256", hex(&Sha256::digest(request.body)));
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let (mut parts, ()) = builder.body(()).map_err(|error| failed(&error))?.into_parts();
        pollster::block_on(self.signer.sign(&mut parts, None)).map_err(|error| unsigned(&error))?;
        let send_time = FIRST_BYTE + Duration::from_secs(request.body.len() as u64 / 32_768);
        let momentary = |error: ureq::Error| Trouble::Momentary(error.to_string());
        let answer = if matches!(request.method, Method::PUT | Method::POST) {
            let sent = ::http::Request::from_parts(parts, request.body);
            let sent = self.agent.configure_request(sent).timeout_recv_response(Some(send_time)).build();
            self.agent.run(sent)
        } else {
            let sent = ::http::Request::from_parts(parts, ());
            let sent = self.agent.configure_request(sent).timeout_recv_response(Some(send_time)).build();
            self.agent.run(sent)
        };
        let (parts, mut body) = answer.map_err(momentary)?.into_parts();
        let body = body.with_config().limit(LONGEST_ANSWER).read_to_vec().map_err(momentary)?;
        if let Some(date) = parts.headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok())
        {
            let seconds = date.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
            *locked(&self.clock) = Some((seconds, Instant::now()));
        }
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }
}

impl Answer {
    /// A header, if it is there and is text.
    pub(in crate::deploy) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Code and message of a failure: S3 sends an `Error`, CloudFront one inside an `ErrorResponse`.
    pub(in crate::deploy) fn mistake(&self) -> Mistake {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Response {
            error: Mistake,
        }
        let text = String::from_utf8_lossy(&self.body);
        let response = quick_xml::de::from_str::<Response>(&text).map(|response| response.error);
        response.or_else(|_| quick_xml::de::from_str(&text)).unwrap_or_default()
    }

    /// The failure in words.
    pub(in crate::deploy) fn said(&self) -> String {
        let Mistake { code, message, .. } = self.mistake();
        if code.is_empty() { self.status.to_string() } else { format!("{} {code}: {message}", self.status.as_u16()) }
    }

    /// Some services answer 400 to keys that they do not know or that are too old.
    fn is_about_credentials(&self) -> bool {
        self.status.is_client_error()
            && matches!(self.mistake().code.as_str(), "ExpiredToken" | "InvalidToken" | "TokenRefreshRequired")
    }
}

/// Why there is no answer.
enum Trouble {
    /// Another try may help.
    Momentary(String),
    /// None will.
    Final(Box<Stop>),
}

/// Whether the same request may get another answer in a moment (Amazon S3 API Reference, "Error responses").
fn is_momentary(answer: &Answer) -> bool {
    match answer.status {
        StatusCode::INTERNAL_SERVER_ERROR
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT
        | StatusCode::REQUEST_TIMEOUT
        | StatusCode::TOO_MANY_REQUESTS => true,
        StatusCode::CONFLICT => answer.mistake().code == "ConditionalRequestConflict",
        // A digest that does not fit is a byte that changed on its way.
        StatusCode::BAD_REQUEST => matches!(
            answer.mistake().code.as_str(),
            "BadDigest" | "XAmzContentSHA256Mismatch" | "RequestTimeout" | "IncompleteBody" | "Throttling"
        ),
        _ => false,
    }
}

fn denied(action: &str, answer: &Answer) -> Stop {
    let Mistake { code, .. } = answer.mistake();
    match code.as_str() {
        "" | "AccessDenied" | "AccessDeniedException" => {
            Stop::new(StopKind::Denied, format!("the credentials may not do `{action}`: {}", answer.said()))
                .help(format!("allow `{action}` in the policy of the user or role that deploys"))
        }
        "RequestTimeTooSkewed" => Stop::new(StopKind::Denied, answer.said()).help("set the clock of this machine"),
        _ => Stop::new(StopKind::Denied, format!("the credentials were not accepted: {}", answer.said()))
            .help("they are wrong or have expired: get new ones, such as with `aws sso login`"),
    }
}

fn unsigned(error: &reqsign_core::Error) -> Trouble {
    if error.is_retryable() {
        return Trouble::Momentary(error.to_string());
    }
    let said = error.to_string();
    if said.contains("failed to load signing credential") {
        return Trouble::Final(Box::new(credentials::no_credentials()));
    }
    let kind = match error.kind() {
        ErrorKind::RequestInvalid => StopKind::Failed,
        _ => StopKind::Denied,
    };
    Trouble::Final(Box::new(Stop::new(kind, format!("cannot get credentials: {said}"))))
}

/// How many requests may be under way.
struct Pace {
    /// The present bound, which grows by fractions, and how many are under way.
    state: Mutex<(f64, usize)>,
    left: Condvar,
}

/// A request under way.
struct Permit<'a>(&'a Pace);

impl Pace {
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    fn new() -> Self {
        Self { state: Mutex::new((MOST_AT_ONCE as f64, 0)), left: Condvar::new() }
    }

    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    fn enter(&self) -> Permit<'_> {
        let mut state = locked(&self.state);
        while state.1 as f64 >= state.0.floor() {
            state = self.left.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.1 += 1;
        Permit(self)
    }

    fn slow_down(&self) {
        let mut state = locked(&self.state);
        state.0 = (state.0 / 2.0).max(1.0);
    }

    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    fn speed_up(&self) {
        let mut state = locked(&self.state);
        state.0 = (state.0 + 1.0 / state.0).min(MOST_AT_ONCE as f64);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        locked(&self.0.state).1 -= 1;
        self.0.left.notify_all();
    }
}

/// What sends requests, for one endpoint. Plain HTTP is for this machine only, and no proxy comes in between there.
pub(in crate::deploy) fn agent(endpoint: Option<&str>) -> Result<ureq::Agent, Stop> {
    let is_here = match endpoint {
        Some(endpoint) => is_loopback(endpoint)?,
        None => false,
    };
    let mut builder = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .https_only(false)
        .user_agent(concat!("notewright/", env!("CARGO_PKG_VERSION")))
        .max_idle_connections(MOST_AT_ONCE)
        .max_idle_connections_per_host(MOST_AT_ONCE)
        .timeout_connect(Some(FIRST_BYTE))
        .timeout_per_read(Some(STALL))
        .timeout_per_write(Some(STALL));
    if is_here {
        builder = builder.proxy(None);
    }
    Ok(builder.build().new_agent())
}

fn is_loopback(endpoint: &str) -> Result<bool, Stop> {
    let refuse = |message: String| Stop::new(StopKind::Settings, message);
    let uri: ::http::Uri =
        endpoint.parse().map_err(|error| refuse(format!("`{endpoint}` is not an address: {error}")))?;
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    if host.contains("s3-website") {
        return Err(refuse(format!("`{endpoint}` is the website of a bucket, which takes no uploads"))
            .help("leave AWS_ENDPOINT_URL_S3 out: notewright finds the bucket by its name and region"));
    }
    let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match uri.scheme_str() {
        Some("https") => Ok(is_here),
        Some("http") if is_here => Ok(true),
        _ => Err(refuse(format!("`{endpoint}` is not encrypted"))
            .help("use `https://`; plain `http://` is for servers on this machine")),
    }
}

/// The clients of a deploy.
pub(in crate::deploy) struct Clients {
    pub(in crate::deploy) s3: Client,
    pub(in crate::deploy) s3_endpoint: Option<String>,
    pub(in crate::deploy) cloudfront: Client,
    pub(in crate::deploy) cloudfront_endpoint: Option<String>,
    pub(in crate::deploy) region: String,
}

/// Makes the clients of S3 and CloudFront from the AWS configuration.
pub(in crate::deploy) fn clients(configuration: &Configuration, region: Option<&str>) -> Result<Clients, Stop> {
    let region = region.map(str::to_owned).or_else(|| configuration.region()).unwrap_or_else(|| "us-east-1".to_owned());
    let (s3_endpoint, cloudfront_endpoint) = (configuration.endpoint("S3"), configuration.endpoint("CLOUDFRONT"));
    let sts_endpoint = configuration.endpoint("STS");
    let context = credentials::context(configuration, agent(sts_endpoint.as_deref())?);
    let provider = configuration.provider(&context, &region)?;
    let s3 = Client::new(&context, agent(s3_endpoint.as_deref())?, provider.clone(), "s3", &region);
    // CloudFront is one service for the whole world, signed for in its first region, or in China's.
    let home = if region.starts_with("cn-") { "cn-northwest-1" } else { "us-east-1" };
    let cloudfront = Client::new(&context, agent(cloudfront_endpoint.as_deref())?, provider, "cloudfront", home);
    Ok(Clients { s3, s3_endpoint, cloudfront, cloudfront_endpoint, region })
}

/// Lower-case hexadecimal digits.
pub(in crate::deploy) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A lock; a thread that panicked with it left nothing half done.
pub(in crate::deploy) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
