//! Versions of objects (Amazon S3 API Reference, `ListObjectVersions` and `GetObject`): lists and reads them. A bucket
//! without versioning has one version of each object.

use super::{Bucket, KEY, Object, QUERY, unescaped};
use crate::deploy::Stop;
use crate::deploy::aws::http::Request;
use ::http::Method;
use percent_encoding::utf8_percent_encode;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A stored version of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::deploy) struct Version {
    pub(in crate::deploy) id: String,
    /// Entity tag, without quotes.
    pub(in crate::deploy) etag: String,
}

impl Bucket {
    /// Lists the versions of all objects below the prefix, by path, newest first.
    pub(in crate::deploy) fn versions(&self) -> Result<BTreeMap<String, Vec<Version>>, Stop> {
        let mut versions: BTreeMap<String, Vec<Version>> = BTreeMap::new();
        let mut after = String::new();
        loop {
            let page: Page =
                self.page(&format!("versions={after}"), "s3:ListBucketVersions", "list the versions of")?;
            let decoded =
                |key: &str| if page.encoding_type.as_deref() == Some("url") { unescaped(key) } else { key.to_owned() };
            for Entry { key, version_id, e_tag } in page.versions {
                let key = decoded(&key);
                if let Some(path) = key.strip_prefix(&self.prefix).filter(|path| !path.is_empty()) {
                    let version = Version { id: version_id, etag: e_tag.trim_matches('"').to_owned() };
                    versions.entry(path.to_owned()).or_default().push(version);
                }
            }
            let Some(key) = page.next_key_marker.filter(|_| page.is_truncated) else { return Ok(versions) };
            let key = decoded(&key);
            let version = page.next_version_id_marker.unwrap_or_default();
            let marker = utf8_percent_encode(&version, QUERY);
            after = format!("&key-marker={}&version-id-marker={marker}", utf8_percent_encode(&key, QUERY));
        }
    }

    /// Reads a version of an object. Returns `None` if it does not exist.
    pub(in crate::deploy) fn get_version(&self, path: &str, version: &str) -> Result<Option<Object>, Stop> {
        let key = format!("{}{path}", self.prefix);
        let version = utf8_percent_encode(version, QUERY);
        let url = format!("{}/{}?versionId={version}", self.address, utf8_percent_encode(&key, KEY));
        let action = "s3:GetObjectVersion";
        let request = Request { method: Method::GET, url, headers: Vec::new(), body: b"", action };
        let answer = self.client.send(&request)?;
        self.object(path, answer)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    /// Delete markers are mixed among them.
    #[serde(default, rename = "Version")]
    versions: Vec<Entry>,
    encoding_type: Option<String>,
    #[serde(default)]
    is_truncated: bool,
    next_key_marker: Option<String>,
    next_version_id_marker: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    key: String,
    version_id: String,
    e_tag: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delete_markers_between_versions_are_skipped() {
        let page: Page = quick_xml::de::from_str(
            "<?xml version=\"1.0\"?><ListVersionsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>a+b</NextKeyMarker>\
             <NextVersionIdMarker>v2</NextVersionIdMarker>\
             <Version><Key>a</Key><VersionId>v1</VersionId><ETag>\"1\"</ETag><Size>3</Size></Version>\
             <DeleteMarker><Key>a</Key><VersionId>v3</VersionId></DeleteMarker>\
             <Version><Key>a+b</Key><VersionId>v2</VersionId><ETag>\"2\"</ETag><Size>3</Size></Version></ListVersionsResult>",
        )
        .expect("a page");
        let ids: Vec<&str> = page.versions.iter().map(|entry| entry.version_id.as_str()).collect();
        assert_eq!(ids, ["v1", "v2"]);
        assert!(page.is_truncated && page.next_key_marker.as_deref() == Some("a+b"));
    }
}
