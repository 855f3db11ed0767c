//! The bucket (Amazon S3 API Reference, version 2006-03-01): read, list, write on conditions, delete.

use super::http::{Answer, Client, Mistake, Request, hex};
use crate::deploy::manifest;
use crate::deploy::plan::Listed;
use crate::deploy::{Stop, StopKind};
use ::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, IF_MATCH, IF_NONE_MATCH};
use ::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A bucket and the place in it that is the site's.
pub(in crate::deploy) struct Bucket {
    client: Client,
    /// The address of the bucket, without a slash at the end.
    address: String,
    name: String,
    /// Empty, or ends in a slash.
    prefix: String,
}

/// An object that was read.
pub(in crate::deploy) struct Object {
    pub(in crate::deploy) bytes: Vec<u8>,
    pub(in crate::deploy) etag: String,
}

/// What must be true for a write to take place.
#[derive(Clone, Debug)]
pub(in crate::deploy) enum Condition {
    /// There is no object of that key.
    Absent,
    /// The object is the one with this entity tag.
    Is(String),
}

/// What came of a conditional write.
pub(in crate::deploy) enum Written {
    /// The object is ours, with this entity tag.
    Done(String),
    /// What is there is not what the condition says: this entity tag, or nothing.
    Overtaken(Option<String>),
}

/// How an object is served.
pub(in crate::deploy) struct Headers<'a> {
    pub(in crate::deploy) content_type: &'a str,
    pub(in crate::deploy) cache: &'a str,
}

/// Keys in one request to delete (Amazon S3 API Reference, `DeleteObjects`).
const MOST_DELETED: usize = 1_000;

/// What stays as it is in the path of a request (AWS General Reference, "Create a canonical request").
const KEY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The same in a query, where the slash is escaped too.
const QUERY: &AsciiSet = &KEY.add(b'/');

impl Bucket {
    /// Finds the bucket and reads its manifest. At an endpoint of one's own the bucket's name is part of the path. Elsewhere a
    /// request to the wrong region is answered with the right one, and sent again.
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

    /// Reads an object; none if there is none.
    pub(in crate::deploy) fn get(&self, path: &str) -> Result<Option<Object>, Stop> {
        let answer = self.ask(Method::GET, path, Vec::new(), b"", "s3:GetObject")?;
        self.object(path, answer)
    }

    fn object(&self, path: &str, answer: Answer) -> Result<Option<Object>, Stop> {
        match answer.status {
            StatusCode::OK => {
                let etag = etag(&answer);
                // A byte that changed on its way to us would be found nowhere else.
                if is_md5(&etag) && !is_encrypted(&answer) && etag != md5(&answer.body) {
                    return Err(Stop::new(StopKind::Failed, format!("`{path}` arrived damaged")));
                }
                Ok(Some(Object { bytes: answer.body, etag }))
            }
            StatusCode::NOT_FOUND if answer.mistake().code != "NoSuchBucket" => Ok(None),
            _ => Err(self.refused("read", path, &answer)),
        }
    }

    /// Everything below the prefix, by path.
    pub(in crate::deploy) fn list(&self) -> Result<BTreeMap<String, Listed>, Stop> {
        let mut listing = BTreeMap::new();
        let mut token: Option<String> = None;
        let mut damaged = 0;
        loop {
            let prefix = utf8_percent_encode(&self.prefix, QUERY);
            let more = token.as_ref().map(|token| format!("&continuation-token={}", utf8_percent_encode(token, QUERY)));
            let more = more.unwrap_or_default();
            let url = format!("{}/?list-type=2&encoding-type=url&max-keys=1000&prefix={prefix}{more}", self.address);
            let request = Request { method: Method::GET, url, headers: Vec::new(), body: b"", action: "s3:ListBucket" };
            let answer = self.client.send(&request)?;
            if answer.status != StatusCode::OK {
                return Err(self.refused("list", "", &answer));
            }
            let page: Page = match quick_xml::de::from_str(&String::from_utf8_lossy(&answer.body)) {
                Ok(page) => page,
                Err(_) if damaged < 2 => {
                    damaged += 1;
                    continue;
                }
                Err(error) => {
                    let message = format!("cannot read the listing of the bucket: {error}");
                    return Err(Stop::new(StopKind::Failed, message));
                }
            };
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

    /// Writes an object, if the condition holds. An answer that was lost makes the condition fail at the next try: then what
    /// is there is looked at.
    pub(in crate::deploy) fn put(
        &self,
        path: &str,
        bytes: &[u8],
        headers: &Headers<'_>,
        condition: &Condition,
    ) -> Result<Written, Stop> {
        let sum = md5(bytes);
        let mut condition = condition.clone();
        // A server that does not check what arrives stores the damage; its entity tag shows it.
        for _ in 0..3 {
            let answer = self.write(path, bytes, headers, &condition)?;
            match answer.status {
                StatusCode::OK => {
                    let etag = etag(&answer);
                    if !is_md5(&etag) || is_encrypted(&answer) || etag == sum {
                        return Ok(Written::Done(etag));
                    }
                    condition = Condition::Is(etag);
                }
                StatusCode::PRECONDITION_FAILED | StatusCode::NOT_FOUND if answer.mistake().code != "NoSuchBucket" => {
                    return Ok(match self.get(path)? {
                        Some(object) if object.bytes == bytes => Written::Done(object.etag),
                        other => Written::Overtaken(other.map(|object| object.etag)),
                    });
                }
                _ => return Err(self.refused("write", path, &answer)),
            }
        }
        Err(Stop::new(StopKind::Failed, format!("`{path}` arrived damaged at the bucket three times")))
    }

    /// Deletes objects. One that is not there is deleted already.
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
                let said = format!("cannot delete `{key}`: {code}: {message}");
                return Err(match code.as_str() {
                    "AccessDenied" => Stop::new(StopKind::Denied, said)
                        .help("allow `s3:DeleteObject` in the policy of the user or role that deploys"),
                    _ => Stop::new(StopKind::Failed, said),
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
        let headers = types.into_iter().chain([condition]).collect();
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
        let Mistake { code, .. } = answer.mistake();
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
                let message = format!("cannot {doing}{what} the bucket `{name}`: {}", answer.said());
                Stop::new(StopKind::Failed, message)
            }
        }
    }
}

/// The MD5 of some bytes, which is the entity tag of an object that is not encrypted with a key of one's own.
pub(in crate::deploy) fn md5(bytes: &[u8]) -> String {
    hex(&Md5::digest(bytes))
}

/// Whether an entity tag can be an MD5: that of an upload in parts cannot.
fn is_md5(etag: &str) -> bool {
    etag.len() == 32 && etag.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether the entity tag is none of the content (Amazon S3 API Reference, "Object": SSE-C and SSE-KMS).
fn is_encrypted(answer: &Answer) -> bool {
    answer.header("x-amz-server-side-encryption").is_some_and(|kind| kind.starts_with("aws:"))
        || answer.header("x-amz-server-side-encryption-customer-algorithm").is_some()
}

fn etag(answer: &Answer) -> String {
    answer.header("etag").unwrap_or_default().trim_matches('"').to_owned()
}

/// Where the bucket is, if the answer is that it is elsewhere.
fn bucket_region(answer: &Answer) -> Option<String> {
    let is_elsewhere = matches!(
        answer.status,
        StatusCode::MOVED_PERMANENTLY | StatusCode::TEMPORARY_REDIRECT | StatusCode::BAD_REQUEST
    );
    let in_body = || Some(answer.mistake().region).filter(|region| !region.is_empty());
    let region = answer.header("x-amz-bucket-region").map(str::to_owned).or_else(in_body);
    region.filter(|_| is_elsewhere)
}

/// Amazon S3 User Guide, "Virtual hosting of buckets". A name with a dot fits no certificate and stays in the path.
fn address(endpoint: Option<&str>, region: &str, name: &str) -> String {
    let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    match endpoint {
        Some(endpoint) => format!("{}/{name}", endpoint.trim_end_matches('/')),
        None if name.contains('.') => format!("https://s3.{region}.{domain}/{name}"),
        None => format!("https://{name}.s3.{region}.{domain}"),
    }
}

/// S3 escapes keys in a listing as forms do: a blank is a plus.
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
