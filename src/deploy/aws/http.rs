//! Sends signed requests and retries them. `reqsign` signs (AWS General Reference, "Signature Version 4"), `ureq`
//! sends.
//!
//! It takes requests to one service, and gives answers or a [`Stop`]. It does not know the APIs of the services.
//!
//! If one request in five fails, fifteen thousand files succeed with a probability of 99.85 % at ten tries each; with
//! three tries, the usual default, about a hundred would fail. The wait is random up to a bound that doubles
//! ("Exponential Backoff And Jitter", AWS Architecture Blog). If a service asks for fewer requests, half as many run at
//! once; then the number grows again, one by one.
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

/// Number of tries for a request.
const TRIES: u32 = 10;

/// Number of tries for a request that cleans up after a failure.
const LAST_TRIES: u32 = 3;

/// Longest wait before a retry.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Bound of the first wait. It doubles with each retry.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// Timeout for a connection that transfers nothing.
const TRANSFER_TIMEOUT: Duration = Duration::from_secs(30);

/// Timeout for the first byte of an answer. One second for each 32 KiB of the request is added for slow connections.
const FIRST_BYTE_TIMEOUT: Duration = Duration::from_secs(10);

/// Most requests at once.
pub(in crate::deploy) const MOST_AT_ONCE: usize = 16;

/// Largest answer in bytes: enough for the manifest of a very large site.
const LONGEST_ANSWER: u64 = 512 * 1024 * 1024;

/// A client of one service.
pub(in crate::deploy) struct Client {
    agent: ureq::Agent,
    signer: Signer<Credential>,
    pace: Pace,
    /// Last time from the service's clock, and when it arrived.
    clock: Mutex<Option<(u64, Instant)>>,
    /// Number of tries for a request; 0 once the client is stopped.
    tries: AtomicU32,
}

/// A request before it is signed.
#[derive(Clone, Debug)]
pub(in crate::deploy) struct Request<'a> {
    pub(in crate::deploy) method: Method,
    /// URL with escaped path and query.
    pub(in crate::deploy) url: String,
    pub(in crate::deploy) headers: Vec<(HeaderName, String)>,
    pub(in crate::deploy) body: &'a [u8],
    /// IAM name of the permission that the request needs.
    pub(in crate::deploy) action: &'static str,
}

/// A complete answer.
#[derive(Debug)]
pub(in crate::deploy) struct Answer {
    pub(in crate::deploy) status: StatusCode,
    pub(in crate::deploy) headers: HeaderMap,
    pub(in crate::deploy) body: Vec<u8>,
}

/// The error in an answer.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(in crate::deploy) struct ServiceError {
    pub(in crate::deploy) code: String,
    pub(in crate::deploy) message: String,
    pub(in crate::deploy) region: String,
}

impl Client {
    /// Makes a client that signs for a service in a region.
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

    /// Returns the client for another region. It keeps the credentials.
    pub(in crate::deploy) fn in_region(self, service: &str, region: &str) -> Self {
        let signer = self.signer.with_request_signer(RequestSigner::new(service, region));
        Self { signer, ..self }
    }

    /// Sends a request, and retries while a retry may help.
    pub(in crate::deploy) fn send(&self, request: &Request<'_>) -> Result<Answer, Stop> {
        let mut bound = FIRST_WAIT;
        let mut attempt = 0;
        loop {
            if self.is_stopped() {
                return Err(Stop::new(StopKind::Failed, "stopped"));
            }
            attempt += 1;
            let permit = self.pace.enter();
            let failure = match self.try_once(request) {
                Ok(answer) if is_retryable_answer(&answer) => {
                    if matches!(answer.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
                        self.pace.slow_down();
                    }
                    answer.describe()
                }
                Ok(answer) if answer.status == StatusCode::FORBIDDEN || answer.is_about_credentials() => {
                    return Err(denied(request.action, &answer));
                }
                Ok(answer) => {
                    self.pace.speed_up();
                    return Ok(answer);
                }
                Err(SendError::Final(stop)) => return Err(*stop),
                Err(SendError::Retryable(text)) => text,
            };
            drop(permit);
            if attempt >= self.tries.load(Ordering::Relaxed) && !self.is_stopped() {
                let host = request.url.split('/').nth(2).unwrap_or_default();
                let message = format!("{host} gave no good answer in {attempt} tries: {failure}");
                return Err(Stop::new(StopKind::Failed, message));
            }
            std::thread::sleep(bound.mul_f64(fastrand::f64()));
            bound = (bound * 2).min(LONGEST_WAIT);
        }
    }

    /// Stops the client: no request is tried again.
    pub(in crate::deploy) fn stop(&self) {
        self.tries.store(0, Ordering::Relaxed);
    }

    /// Returns whether [`Self::stop`] was called.
    pub(in crate::deploy) fn is_stopped(&self) -> bool {
        self.tries.load(Ordering::Relaxed) == 0
    }

    /// Takes [`Self::stop`] back, with fewer tries, for requests that clean up.
    pub(in crate::deploy) fn resume(&self) {
        self.tries.store(LAST_TRIES, Ordering::Relaxed);
    }

    /// Returns the seconds since 1970 by the service's clock; before its first answer, by ours.
    pub(in crate::deploy) fn now(&self) -> u64 {
        match *locked(&self.clock) {
            Some((seconds, then)) => seconds + then.elapsed().as_secs(),
            None => std::time::SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
        }
    }

    fn try_once(&self, request: &Request<'_>) -> Result<Answer, SendError> {
        let failed =
            |error: &dyn std::fmt::Display| SendError::Final(Box::new(Stop::new(StopKind::Failed, error.to_string())));
        let mut builder = ::http::Request::builder()
            .method(request.method.clone())
            .uri(&request.url)
            .header("x-amz-content-sha256", hex(&Sha256::digest(request.body)));
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let (mut parts, ()) = builder.body(()).map_err(|error| failed(&error))?.into_parts();
        pollster::block_on(self.signer.sign(&mut parts, None)).map_err(|error| signing_error(&error))?;
        let send_time = FIRST_BYTE_TIMEOUT + Duration::from_secs(request.body.len() as u64 / 32_768);
        let retryable = |error: ureq::Error| SendError::Retryable(error.to_string());
        let answer = if matches!(request.method, Method::PUT | Method::POST) {
            let sent = ::http::Request::from_parts(parts, request.body);
            let sent = self.agent.configure_request(sent).timeout_recv_response(Some(send_time)).build();
            self.agent.run(sent)
        } else {
            let sent = ::http::Request::from_parts(parts, ());
            let sent = self.agent.configure_request(sent).timeout_recv_response(Some(send_time)).build();
            self.agent.run(sent)
        };
        let (parts, mut body) = answer.map_err(retryable)?.into_parts();
        let body = body.with_config().limit(LONGEST_ANSWER).read_to_vec().map_err(retryable)?;
        if let Some(date) = parts.headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok())
        {
            let seconds = date.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
            *locked(&self.clock) = Some((seconds, Instant::now()));
        }
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }
}

impl Answer {
    /// Returns a header, if it exists and is text.
    pub(in crate::deploy) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns code and message of an error: S3 sends an `Error`, CloudFront sends one inside an `ErrorResponse`.
    pub(in crate::deploy) fn service_error(&self) -> ServiceError {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Response {
            error: ServiceError,
        }
        let text = String::from_utf8_lossy(&self.body);
        let response = quick_xml::de::from_str::<Response>(&text).map(|response| response.error);
        response.or_else(|_| quick_xml::de::from_str(&text)).unwrap_or_default()
    }

    /// Describes the error.
    pub(in crate::deploy) fn describe(&self) -> String {
        let ServiceError { code, message, .. } = self.service_error();
        if code.is_empty() { self.status.to_string() } else { format!("{} {code}: {message}", self.status.as_u16()) }
    }

    /// Returns whether the credentials are unknown or expired: some services answer these with status 400.
    fn is_about_credentials(&self) -> bool {
        self.status.is_client_error()
            && matches!(self.service_error().code.as_str(), "ExpiredToken" | "InvalidToken" | "TokenRefreshRequired")
    }
}

/// The reason why there is no answer.
enum SendError {
    /// A retry may help.
    Retryable(String),
    /// A retry cannot help.
    Final(Box<Stop>),
}

/// Returns whether a retry may give another answer (Amazon S3 API Reference, "Error responses").
fn is_retryable_answer(answer: &Answer) -> bool {
    match answer.status {
        StatusCode::INTERNAL_SERVER_ERROR
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT
        | StatusCode::REQUEST_TIMEOUT
        | StatusCode::TOO_MANY_REQUESTS => true,
        StatusCode::CONFLICT => answer.service_error().code == "ConditionalRequestConflict",
        // A wrong digest means that bytes changed during the transfer.
        StatusCode::BAD_REQUEST => matches!(
            answer.service_error().code.as_str(),
            "BadDigest" | "XAmzContentSHA256Mismatch" | "RequestTimeout" | "IncompleteBody" | "Throttling"
        ),
        _ => false,
    }
}

fn denied(action: &str, answer: &Answer) -> Stop {
    let ServiceError { code, message, .. } = answer.service_error();
    match code.as_str() {
        "" | "AccessDenied" | "AccessDeniedException" => {
            let refused = refused_action(&message).unwrap_or(action);
            let stop =
                Stop::new(StopKind::Denied, format!("the credentials do not allow `{refused}`: {}", answer.describe()));
            stop.help(advice(refused, &message))
        }
        "RequestTimeTooSkewed" => Stop::new(StopKind::Denied, answer.describe()).help("set the clock of this machine"),
        _ if code.starts_with("KMS.") => Stop::new(StopKind::Denied, answer.describe())
            .help("the key that encrypts the bucket cannot be used: look at its state and its policy"),
        _ => Stop::new(StopKind::Denied, format!("the credentials were not accepted: {}", answer.describe()))
            .help("they are wrong or have expired: get new ones, such as with `aws sso login`"),
    }
}

/// Returns the permission that AWS names in its answer. It may differ from that of the request: a write to an encrypted
/// bucket needs `kms:GenerateDataKey`, and a read of a missing object is refused to those who may not list
/// (AWS IAM User Guide, "Troubleshoot access denied error messages").
fn refused_action(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("is not authorized to perform: ")?;
    let action = rest.split([' ', ',']).next()?;
    action.split_once(':').filter(|(service, name)| !service.is_empty() && !name.is_empty()).map(|_| action)
}

fn advice(action: &str, message: &str) -> String {
    if let Some((_, policy)) = message.split_once("with an explicit deny in ") {
        let policy = policy.trim_end_matches('.').split(": ").next().unwrap_or(policy);
        return format!("{policy} denies `{action}`, so that no other policy can allow it: change that statement");
    }
    let also = match action {
        "s3:GetObject" => ", and `s3:ListBucket`: without it S3 also refuses to read what does not exist",
        _ if action.starts_with("kms:") => ", and in the policy of the key",
        _ => "",
    };
    format!("allow `{action}` in the policy of the user or role that deploys{also}")
}

fn signing_error(error: &reqsign_core::Error) -> SendError {
    if error.is_retryable() {
        return SendError::Retryable(error.to_string());
    }
    let text = error.to_string();
    if text.contains("failed to load signing credential") {
        return SendError::Final(Box::new(credentials::no_credentials()));
    }
    let kind = match error.kind() {
        ErrorKind::RequestInvalid => StopKind::Failed,
        _ => StopKind::Denied,
    };
    let stop = Stop::new(kind, format!("cannot get credentials: {text}"));
    SendError::Final(Box::new(stop.help("see which ones are found with `aws sts get-caller-identity`")))
}

/// Limits the number of requests that run at once.
struct Pace {
    /// Current limit, which grows by fractions, and number of running requests.
    state: Mutex<(f64, usize)>,
    left: Condvar,
}

/// A running request.
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

/// Makes the HTTP agent of an endpoint. Plain HTTP is allowed for this machine only, and then without a proxy.
pub(in crate::deploy) fn agent(endpoint: Option<&str>) -> Result<ureq::Agent, Stop> {
    let is_local = match endpoint {
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
        .timeout_connect(Some(FIRST_BYTE_TIMEOUT))
        .timeout_per_read(Some(TRANSFER_TIMEOUT))
        .timeout_per_write(Some(TRANSFER_TIMEOUT));
    if is_local {
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
    let is_local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match uri.scheme_str() {
        Some("https") => Ok(is_local),
        Some("http") if is_local => Ok(true),
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
    // CloudFront is global. Its requests are signed for its home region; China has its own.
    let home = if region.starts_with("cn-") { "cn-northwest-1" } else { "us-east-1" };
    let cloudfront = Client::new(&context, agent(cloudfront_endpoint.as_deref())?, provider, "cloudfront", home);
    Ok(Clients { s3, s3_endpoint, cloudfront, cloudfront_endpoint, region })
}

/// Writes bytes as lower-case hexadecimal digits.
pub(in crate::deploy) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Locks a mutex. A thread that panicked while holding it has left no partial change.
pub(in crate::deploy) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denial(action: &str, message: &str) -> Stop {
        let body = format!("<Error><Code>AccessDenied</Code><Message>{message}</Message></Error>").into_bytes();
        denied(action, &Answer { status: StatusCode::FORBIDDEN, headers: HeaderMap::new(), body })
    }

    #[test]
    fn a_refusal_names_the_permission_of_the_answer() {
        let who = "User: arn:aws:iam::123456789012:user/notes is not authorized to perform:";
        for (asked, message, named, advice) in [
            ("s3:PutObject", "Access Denied", "`s3:PutObject`", "allow `s3:PutObject`"),
            ("s3:GetObject", "Access Denied", "`s3:GetObject`", "`s3:ListBucket`: without it"),
            (
                "s3:PutObject",
                &format!(
                    "{who} kms:GenerateDataKey on resource: arn:aws:kms:eu-central-1:1:key/2 because no identity-based policy allows the kms:GenerateDataKey action"
                ),
                "`kms:GenerateDataKey`",
                "in the policy of the key",
            ),
            (
                "s3:GetObject",
                &format!(
                    "{who} s3:ListBucket on resource: \"arn:aws:s3:::notes\" because no identity-based policy allows the s3:ListBucket action"
                ),
                "`s3:ListBucket`",
                "allow `s3:ListBucket`",
            ),
            (
                "s3:PutObject",
                &format!(
                    "{who} s3:PutObject on resource: \"arn:aws:s3:::notes/x\" with an explicit deny in a resource-based policy"
                ),
                "`s3:PutObject`",
                "a resource-based policy denies `s3:PutObject`",
            ),
        ] {
            let stop = denial(asked, message);
            assert!(stop.message.contains(named), "{}", stop.message);
            assert!(stop.help.as_deref().is_some_and(|help| help.contains(advice)), "{:?}", stop.help);
        }
    }
}
