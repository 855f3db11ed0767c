//! The client of a bucket (Amazon S3 API Reference, version 2006-03-01): reads, lists, writes with conditions, and
//! deletes. It does not decide what to write.

mod versions;

pub(in crate::deploy) use versions::Version;

use super::http::{Answer, Client, Request, ServiceError, hex};
use crate::deploy::manifest;
use crate::deploy::plan::Listed;
use crate::deploy::{Stop, StopKind};
use ::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, IF_MATCH, IF_NONE_MATCH};
use ::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::collections::BTreeMap;

/// A bucket, and the prefix of the site in it.
pub(in crate::deploy) struct Bucket {
    client: Client,
    /// URL of the bucket, without a slash at the end.
    address: String,
    name: String,
    /// Prefix: empty, or with a slash at the end.
    prefix: String,
}

/// An object that was read.
pub(in crate::deploy) struct Object {
    pub(in crate::deploy) bytes: Vec<u8>,
    pub(in crate::deploy) etag: String,
    pub(in crate::deploy) content_type: String,
    pub(in crate::deploy) cache: String,
}

/// The condition of a write.
#[derive(Clone, Debug)]
pub(in crate::deploy) enum Condition {
    /// The object does not exist.
    Absent,
    /// The object has this entity tag.
    Is(String),
}

/// The result of a conditional write.
pub(in crate::deploy) enum Written {
    /// The object was written and has this entity tag.
    Done(String),
    /// The condition failed: the object has this entity tag, or does not exist.
    Overtaken(Option<String>),
}

/// The headers of an object.
pub(in crate::deploy) struct Headers<'a> {
    pub(in crate::deploy) content_type: &'a str,
    pub(in crate::deploy) cache: &'a str,
}

/// Most keys in one request to delete (Amazon S3 API Reference, `DeleteObjects`).
const MOST_DELETED: usize = 1_000;

/// Characters that stay unescaped in the path of a request (AWS General Reference, "Create a canonical request").
const KEY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Characters that stay unescaped in a query; the slash is escaped too.
const QUERY: &AsciiSet = &KEY.add(b'/');

impl Bucket {
    /// Opens the bucket and reads its manifest.
    ///
    /// With a configured endpoint, the name of the bucket is part of the path. Without one, S3 answers a request to the
    /// wrong region with the right region, and the request is sent again.
    pub(in crate::deploy) fn open(
        client: Client,
        endpoint: Option<&str>,
        region: &str,
        at: (&str, &str),
    ) -> Result<(Self, Option<Object>), Stop> {
        let (name, prefix) = at;
        let end = if prefix.is_empty() || prefix.ends_with('/') { "" } else { "/" };
        let address = address(endpoint, region, name);
        let mut bucket = Self { client, address, name: name.to_owned(), prefix: format!("{prefix}{end}") };
        let mut answer = bucket.ask(Method::GET, manifest::KEY, Vec::new(), b"", "s3:GetObject")?;
        if let Some(other) = bucket_region(&answer).filter(|other| endpoint.is_none() && other != region) {
            bucket = Self {
                client: bucket.client.in_region("s3", &other),
                address: self::address(None, &other, name),
                ..bucket
            };
            answer = bucket.ask(Method::GET, manifest::KEY, Vec::new(), b"", "s3:GetObject")?;
        }
        let object = bucket.object(manifest::KEY, answer)?;
        Ok((bucket, object))
    }

    pub(in crate::deploy) fn client(&self) -> &Client {
        &self.client
    }

    /// Reads an object. Returns `None` if it does not exist.
    pub(in crate::deploy) fn get(&self, path: &str) -> Result<Option<Object>, Stop> {
        let answer = self.ask(Method::GET, path, Vec::new(), b"", "s3:GetObject")?;
        self.object(path, answer)
    }

    fn object(&self, path: &str, answer: Answer) -> Result<Option<Object>, Stop> {
        match answer.status {
            StatusCode::OK => {
                let etag = etag(&answer);
                // No other check finds a byte that changed during the transfer.
                if is_md5(&etag) && !is_encrypted(&answer) && etag != md5(&answer.body) {
                    return Err(Stop::new(StopKind::Failed, format!("`{path}` arrived damaged")));
                }
                let header = |name| answer.header(name).unwrap_or_default().to_owned();
                let (content_type, cache) = (header("content-type"), header("cache-control"));
                Ok(Some(Object { bytes: answer.body, etag, content_type, cache }))
            }
            StatusCode::NOT_FOUND if answer.service_error().code != "NoSuchBucket" => Ok(None),
            _ => Err(self.refused("read", path, &answer)),
        }
    }

    /// Lists all objects below the prefix, by path.
    pub(in crate::deploy) fn list(&self) -> Result<BTreeMap<String, Listed>, Stop> {
        let mut listing = BTreeMap::new();
        let mut token: Option<String> = None;
        loop {
            let more = token.as_ref().map(|token| format!("&continuation-token={}", utf8_percent_encode(token, QUERY)));
            let query = format!("list-type=2{}", more.unwrap_or_default());
            let page: Page = self.page(&query, "s3:ListBucket", "list")?;
            let is_escaped = page.encoding_type.as_deref() == Some("url");
            for Content { key, e_tag, size } in page.contents {
                let key = if is_escaped { unescaped(&key) } else { key };
                if let Some(path) = key.strip_prefix(&self.prefix).filter(|path| !path.is_empty()) {
                    let etag = e_tag.trim_matches('"').to_owned();
                    listing.insert(path.to_owned(), Listed { etag, size });
                }
            }
            match page.next_continuation_token.filter(|_| page.is_truncated) {
                Some(next) => token = Some(next),
                None => return Ok(listing),
            }
        }
    }

    /// Asks for a page of a listing of the prefix. `doing` is what a message says that the bucket refuses: `list`. A damaged
    /// page is asked for again.
    fn page<T: DeserializeOwned>(&self, query: &str, action: &'static str, doing: &str) -> Result<T, Stop> {
        let prefix = utf8_percent_encode(&self.prefix, QUERY);
        let url = format!("{}/?{query}&encoding-type=url&max-keys=1000&prefix={prefix}", self.address);
        let mut damaged = 0;
        loop {
            let request = Request { method: Method::GET, url: url.clone(), headers: Vec::new(), body: b"", action };
            let answer = self.client.send(&request)?;
            if answer.status != StatusCode::OK {
                return Err(self.refused(doing, "", &answer));
            }
            match quick_xml::de::from_str(&String::from_utf8_lossy(&answer.body)) {
                Ok(page) => return Ok(page),
                Err(_) if damaged < 2 => damaged += 1,
                Err(error) => {
                    let message = format!("cannot read what the bucket answers when asked to {doing} it: {error}");
                    return Err(Stop::new(StopKind::Failed, message));
                }
            }
        }
    }

    /// Writes an object if the condition holds.
    ///
    /// If an answer was lost, the retry fails its condition. Then the object is read and compared.
    pub(in crate::deploy) fn put(
        &self,
        path: &str,
        bytes: &[u8],
        headers: &Headers<'_>,
        condition: &Condition,
    ) -> Result<Written, Stop> {
        let sum = md5(bytes);
        let mut condition = condition.clone();
        // A server that does not verify the upload stores damaged bytes. The entity tag shows that.
        for _ in 0..3 {
            let answer = self.write(path, bytes, headers, &condition)?;
            match answer.status {
                StatusCode::OK => {
                    let etag = etag(&answer);
                    if etag.is_empty() {
                        // Something between may have answered, and nothing may be stored.
                        if let Some(object) = self.get(path)?.filter(|object| object.bytes == bytes) {
                            return self.tagged(path, object);
                        }
                        continue;
                    }
                    if !is_md5(&etag) || is_encrypted(&answer) || etag == sum {
                        return Ok(Written::Done(etag));
                    }
                    condition = Condition::Is(etag);
                }
                StatusCode::PRECONDITION_FAILED | StatusCode::NOT_FOUND
                    if answer.service_error().code != "NoSuchBucket" =>
                {
                    return Ok(match self.get(path)? {
                        Some(object) if object.bytes == bytes => Written::Done(object.etag),
                        other => Written::Overtaken(other.map(|object| object.etag)),
                    });
                }
                _ => return Err(self.refused("write", path, &answer)),
            }
        }
        let message = format!("`{path}` was sent three times, and the bucket does not hold it as it was sent");
        Err(Stop::new(StopKind::Failed, message).help("look for a proxy that changes or swallows uploads"))
    }

    fn tagged(&self, path: &str, object: Object) -> Result<Written, Stop> {
        if object.etag.is_empty() {
            let message = format!("the bucket `{}` gives no entity tag for `{path}`", self.name);
            return Err(Stop::new(StopKind::Failed, message)
                .help("without entity tags, uploads of two deploys could mix; look for a proxy that removes headers"));
        }
        Ok(Written::Done(object.etag))
    }

    /// Deletes objects. A missing object counts as deleted.
    pub(in crate::deploy) fn delete(&self, paths: &[String]) -> Result<(), Stop> {
        for paths in paths.chunks(MOST_DELETED) {
            let objects = paths.iter().map(|path| Key { key: format!("{}{path}", self.prefix) }).collect();
            let order = Delete { namespace: NAMESPACE, quiet: true, objects };
            let body = quick_xml::se::to_string(&order)
                .map_err(|error| Stop::new(StopKind::Failed, format!("cannot write the order to delete: {error}")))?;
            let headers = vec![
                (CONTENT_TYPE, "application/xml".to_owned()),
                (HeaderName::from_static("content-md5"), STANDARD.encode(Md5::digest(body.as_bytes()))),
            ];
            let url = format!("{}/?delete=", self.address);
            let action = "s3:DeleteObject";
            let answer =
                self.client.send(&Request { method: Method::POST, url, headers, body: body.as_bytes(), action })?;
            if answer.status != StatusCode::OK {
                return Err(self.refused("delete from", "", &answer));
            }
            let result: DeleteResult = quick_xml::de::from_str(&String::from_utf8_lossy(&answer.body))
                .map_err(|error| Stop::new(StopKind::Failed, format!("cannot read what was deleted: {error}")))?;
            if let Some(failure) = result.errors.iter().find(|failure| failure.code != "NoSuchKey") {
                let Failure { key, code, message } = failure;
                let text = format!("cannot delete `{key}`: {code}: {message}");
                return Err(match code.as_str() {
                    "AccessDenied" => Stop::new(StopKind::Denied, text)
                        .help("allow `s3:DeleteObject` in the policy of the user or role that deploys"),
                    _ => Stop::new(StopKind::Failed, text),
                });
            }
        }
        Ok(())
    }

    fn write(&self, path: &str, bytes: &[u8], headers: &Headers<'_>, condition: &Condition) -> Result<Answer, Stop> {
        let condition = match condition {
            Condition::Absent => (IF_NONE_MATCH, "*".to_owned()),
            Condition::Is(etag) => (IF_MATCH, format!("\"{etag}\"")),
        };
        let types = [(CONTENT_TYPE, headers.content_type.to_owned()), (CACHE_CONTROL, headers.cache.to_owned())];
        // S3 refuses damaged bytes by it. Buckets with Object Lock take no upload without it (Amazon S3 User Guide,
        // "Checking object integrity").
        let sum = (HeaderName::from_static("x-amz-checksum-sha256"), STANDARD.encode(Sha256::digest(bytes)));
        let headers = types.into_iter().chain([condition, sum]).collect();
        self.ask(Method::PUT, path, headers, bytes, "s3:PutObject")
    }

    fn ask(
        &self,
        method: Method,
        path: &str,
        headers: Vec<(HeaderName, String)>,
        body: &[u8],
        action: &'static str,
    ) -> Result<Answer, Stop> {
        let key = format!("{}{path}", self.prefix);
        let url = format!("{}/{}", self.address, utf8_percent_encode(&key, KEY));
        self.client.send(&Request { method, url, headers, body, action })
    }

    fn refused(&self, doing: &str, path: &str, answer: &Answer) -> Stop {
        let ServiceError { code, .. } = answer.service_error();
        let name = &self.name;
        match (code.as_str(), bucket_region(answer)) {
            ("NoSuchBucket", _) => Stop::new(StopKind::Settings, format!("there is no bucket `{name}`"))
                .help("put its name into `deploy.bucket`, or make it first"),
            (_, Some(region)) => {
                Stop::new(StopKind::Settings, format!("the bucket `{name}` is in the region `{region}`"))
                    .help(format!("put `region = \"{region}\"` into `[deploy]`"))
            }
            _ => {
                let what = if path.is_empty() { String::new() } else { format!(" `{path}` of") };
                let message = format!("cannot {doing}{what} the bucket `{name}`: {}", answer.describe());
                Stop::new(StopKind::Failed, message)
            }
        }
    }
}

/// Returns the MD5 of some bytes. It is the entity tag of an object, unless the object is encrypted with a customer
/// key.
pub(in crate::deploy) fn md5(bytes: &[u8]) -> String {
    hex(&Md5::digest(bytes))
}

/// Returns whether an entity tag can be an MD5. The tag of a multipart upload cannot.
fn is_md5(etag: &str) -> bool {
    etag.len() == 32 && etag.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Returns whether the entity tag does not depend on the content alone (Amazon S3 API Reference, "Object": SSE-C and
/// SSE-KMS).
fn is_encrypted(answer: &Answer) -> bool {
    answer.header("x-amz-server-side-encryption").is_some_and(|kind| kind.starts_with("aws:"))
        || answer.header("x-amz-server-side-encryption-customer-algorithm").is_some()
}

fn etag(answer: &Answer) -> String {
    answer.header("etag").unwrap_or_default().trim_matches('"').to_owned()
}

/// Returns the region of the bucket, if the answer says that it is in another region.
fn bucket_region(answer: &Answer) -> Option<String> {
    let is_elsewhere = matches!(
        answer.status,
        StatusCode::MOVED_PERMANENTLY | StatusCode::TEMPORARY_REDIRECT | StatusCode::BAD_REQUEST
    );
    let in_body = || Some(answer.service_error().region).filter(|region| !region.is_empty());
    let region = answer.header("x-amz-bucket-region").map(str::to_owned).or_else(in_body);
    region.filter(|_| is_elsewhere)
}

/// Returns the URL of a bucket (Amazon S3 User Guide, "Virtual hosting of buckets"). A name with a dot matches no
/// certificate, so it stays in the path.
fn address(endpoint: Option<&str>, region: &str, name: &str) -> String {
    let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    match endpoint {
        Some(endpoint) => format!("{}/{name}", endpoint.trim_end_matches('/')),
        None if name.contains('.') => format!("https://s3.{region}.{domain}/{name}"),
        None => format!("https://{name}.s3.{region}.{domain}"),
    }
}

/// Decodes a key of a listing. S3 encodes it like a form: a space is a plus.
fn unescaped(key: &str) -> String {
    percent_decode_str(&key.replace('+', " ")).decode_utf8_lossy().into_owned()
}

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    contents: Vec<Content>,
    encoding_type: Option<String>,
    #[serde(default)]
    is_truncated: bool,
    next_continuation_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    key: String,
    e_tag: String,
    size: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Delete {
    #[serde(rename = "@xmlns")]
    namespace: &'static str,
    quiet: bool,
    #[serde(rename = "Object")]
    objects: Vec<Key>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Key {
    key: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DeleteResult {
    #[serde(rename = "Error")]
    errors: Vec<Failure>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Failure {
    key: String,
    code: String,
    message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(address(None, "eu-west-1", "notes"), "https://notes.s3.eu-west-1.amazonaws.com");
        assert_eq!(address(None, "eu-west-1", "a.b"), "https://s3.eu-west-1.amazonaws.com/a.b");
        assert_eq!(address(None, "cn-north-1", "notes"), "https://notes.s3.cn-north-1.amazonaws.com.cn");
        assert_eq!(address(Some("http://127.0.0.1:9/"), "x", "notes"), "http://127.0.0.1:9/notes");
    }

    #[test]
    fn keys_of_a_listing() {
        assert_eq!(unescaped("a+b%2Bc/%C3%A9%25.html"), "a b+c/é%.html");
        let page: Page = quick_xml::de::from_str(
            "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>true</IsTruncated>\
             <Contents><Key>a</Key><LastModified>x</LastModified><ETag>&quot;1&quot;</ETag><Size>3</Size></Contents><Contents><Key>b</Key><ETag>\"2\"</ETag><Size>0</Size></Contents><NextContinuationToken>t==</NextContinuationToken></ListBucketResult>",
        )
        .expect("a page");
        assert!(
            page.is_truncated && page.contents.len() == 2 && page.next_continuation_token.as_deref() == Some("t==")
        );
        assert_eq!(page.contents[0].e_tag, "\"1\"");
    }
}
