//! S3: objects, conditions, listings, delete requests.

use super::http::{Answer, Request, elements};
use super::{BUCKET, Object, World};
use crate::signature::hex;
use md5::{Digest, Md5};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;

fn asked<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Encodes a key as S3 does in a listing: like a form.
fn escaped(key: &str) -> String {
    utf8_percent_encode(key, NON_ALPHANUMERIC).to_string().replace("%20", "+")
}

impl World {
    pub(super) fn s3(&mut self, request: &Request, key: &str) -> Result<Answer, (u16, &'static str)> {
        let allow =
            |action: &'static str| if self.denied.contains(action) { Err((403, "AccessDenied")) } else { Ok(()) };
        match request.method.as_str() {
            "GET" if key.is_empty() && asked(request, "versions").is_some() => {
                allow("s3:ListBucketVersions")?;
                Ok(self.list_versions(request))
            }
            "GET" if key.is_empty() => {
                allow("s3:ListBucket")?;
                self.objects.append(&mut self.written_before_listing);
                Ok(self.list(request))
            }
            "GET" => {
                let object = match asked(request, "versionId") {
                    None => {
                        allow("s3:GetObject")?;
                        self.objects.get(key).ok_or((404, "NoSuchKey"))?
                    }
                    Some(id) => {
                        allow("s3:GetObjectVersion")?;
                        self.version(key, id).ok_or((404, "NoSuchVersion"))?
                    }
                };
                let mut headers = self.described(&object.etag);
                headers.push(("Content-Type".to_owned(), object.content_type.clone()));
                headers.push(("Cache-Control".to_owned(), object.cache.clone()));
                Ok(Answer { status: 200, headers, body: object.bytes.clone(), ..Answer::default() })
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
        // Buckets with Object Lock take no upload without a checksum.
        let checksum =
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, Sha256::digest(&request.body));
        match request.header("x-amz-checksum-sha256") {
            None => return Err((400, "InvalidRequest")),
            Some(given) if given != checksum => return Err((400, "BadDigest")),
            Some(_) => {}
        }
        if self.swallowed > 0 && !key.contains(".notewright/") {
            self.swallowed -= 1;
            return Ok(Answer { status: 200, ..Answer::default() });
        }
        let text = |name: &str| request.header(name).unwrap_or_default().to_owned();
        let sum = Md5::digest(&request.body);
        let encrypted = || Md5::digest([sum.as_slice(), &self.log.len().to_le_bytes()].concat());
        let etag = hex(&if self.is_encrypted { encrypted() } else { sum });
        let headers = self.described(&etag);
        let object = Object {
            bytes: request.body.clone(),
            etag,
            content_type: text("content-type"),
            cache: text("cache-control"),
        };
        if self.is_versioned {
            self.versions.entry(key.to_owned()).or_default().push(Some(object.clone()));
        }
        self.objects.insert(key.to_owned(), object);
        Ok(Answer { status: 200, headers, ..Answer::default() })
    }

    /// Returns the headers that describe an object.
    fn described(&self, etag: &str) -> Vec<(String, String)> {
        let etag = ("ETag".to_owned(), format!("\"{etag}\""));
        let encryption = ("x-amz-server-side-encryption".to_owned(), "aws:kms".to_owned());
        std::iter::once(etag).chain(self.is_encrypted.then_some(encryption)).collect()
    }

    fn list(&self, request: &Request) -> Answer {
        let prefix = asked(request, "prefix").unwrap_or_default();
        let most = asked(request, "max-keys").and_then(|most| most.parse().ok()).unwrap_or(1_000).min(1_000);
        let after = asked(request, "continuation-token").unwrap_or_default();
        let keys: Vec<_> =
            self.objects.iter().filter(|(key, _)| key.starts_with(prefix) && key.as_str() > after).collect();
        let page = &keys[..keys.len().min(most)];
        let is_truncated = keys.len() > page.len();
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

    /// Returns a version. Without versioning each object has the version `null`.
    fn version(&self, key: &str, id: &str) -> Option<&Object> {
        match id.strip_prefix("v/") {
            None => self.objects.get(key).filter(|_| id == "null" && !self.is_versioned),
            Some(at) => self.versions.get(key)?.get(at.parse::<usize>().ok()?)?.as_ref(),
        }
    }

    fn list_versions(&self, request: &Request) -> Answer {
        let prefix = asked(request, "prefix").unwrap_or_default();
        let most = asked(request, "max-keys").and_then(|most| most.parse().ok()).unwrap_or(1_000).min(1_000);
        let entry = |key: &str, id: &str, object: Option<&Object>| {
            let key = escaped(key);
            match object {
                None => format!("<DeleteMarker><Key>{key}</Key><VersionId>{id}</VersionId></DeleteMarker>"),
                Some(Object { etag, .. }) => {
                    format!(
                        "<Version><Key>{key}</Key><VersionId>{id}</VersionId><ETag>&quot;{etag}&quot;</ETag></Version>"
                    )
                }
            }
        };
        let mut entries: Vec<(String, String, String)> = Vec::new();
        if self.is_versioned {
            for (key, versions) in self.versions.iter().filter(|(key, _)| key.starts_with(prefix)) {
                for (at, object) in versions.iter().enumerate().rev() {
                    let id = format!("v/{at}");
                    entries.push((key.clone(), id.clone(), entry(key, &id, object.as_ref())));
                }
            }
        } else {
            for (key, object) in self.objects.iter().filter(|(key, _)| key.starts_with(prefix)) {
                entries.push((key.clone(), "null".into(), entry(key, "null", Some(object))));
            }
        }
        let marker = (asked(request, "key-marker"), asked(request, "version-id-marker"));
        let start = entries.iter().position(|(key, id, _)| (Some(key.as_str()), Some(id.as_str())) == marker);
        let rest = &entries[start.map_or(0, |at| at + 1)..];
        let page = &rest[..rest.len().min(most)];
        let is_truncated = rest.len() > page.len();
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListVersionsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Name>{BUCKET}</Name><EncodingType>url</EncodingType><IsTruncated>{is_truncated}</IsTruncated>"
        );
        if let Some((key, id, _)) = page.last().filter(|_| is_truncated) {
            let key = escaped(key);
            xml.push_str(&format!(
                "<NextKeyMarker>{key}</NextKeyMarker><NextVersionIdMarker>{id}</NextVersionIdMarker>"
            ));
        }
        xml.extend(page.iter().map(|(_, _, entry)| entry.as_str()));
        xml.push_str("</ListVersionsResult>");
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
            if let Some(versions) = self.versions.get_mut(&key) {
                versions.push(None);
            }
        }
        let body =
            b"<?xml version=\"1.0\"?>\n<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></DeleteResult>"
                .to_vec();
        Ok(Answer { status: 200, body, ..Answer::default() })
    }
}
