//! The manifest in the bucket: the object `.notewright/deploy.json.gz` beside the site. Pure data; `ledger` reads and
//! writes it.
//!
//! It is four things: the list of our objects, the journal of a running deploy, the invalidation that is still to be
//! sent, and the lock. It is only written on the condition that it has not changed since it was read (Amazon S3 User
//! Guide, "How to prevent object overwrites with conditional writes").
//!
//! Paths in it are relative to the prefix. Times are seconds since 1970 by the clock of S3.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Key of the manifest, below the prefix. The bucket policy hides this folder from readers.
pub const KEY: &str = ".notewright/deploy.json.gz";

/// Folder of objects that are not part of the site.
pub const FOLDER: &str = ".notewright/";

/// Version of the manifest that this program writes and reads.
pub const VERSION: u32 = 1;

/// The manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Manifest {
    /// Version of the format: [`VERSION`].
    pub version: u32,
    /// Name of the site.
    pub site: SiteName,
    /// Id of the last deploy that wrote anything.
    pub deploy: String,
    /// Number of writes by that deploy. It makes the bytes of two writes differ.
    pub edition: u32,
    /// Time of the write.
    pub at: u64,
    /// Lease of the running deploy.
    pub lease: Option<Lease>,
    /// Paths to invalidate. They stay until CloudFront accepts the invalidation.
    pub pending: Vec<String>,
    /// Objects of the published site.
    pub files: BTreeMap<String, Record>,
    /// Objects that the running deploy writes, or a failed one may have written.
    pub journal: BTreeMap<String, Wanted>,
    /// Our objects that are no longer part of the site.
    pub gone: BTreeMap<String, Gone>,
}

/// The name of a site. It detects that two sites share a bucket by mistake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct SiteName {
    /// Value of `site.title`.
    pub title: String,
    /// Value of `site.base_url`.
    pub base_url: Option<String>,
}

/// The right to write for a limited time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Lease {
    /// Owner, for messages.
    pub owner: String,
    /// Id of the machine since its boot. So the lease of a process that died there ends at once.
    pub machine: String,
    /// Process id and start time, since process ids are reused.
    pub process: (u32, u64),
    /// Time when the lease expires unless it is renewed.
    pub until: u64,
}

/// An object of the site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Record {
    /// Content and headers.
    #[serde(flatten)]
    pub wanted: Wanted,
    /// Size in bytes.
    pub size: u64,
    /// Entity tag that S3 returned for the write. With SSE-KMS it is not an MD5.
    pub etag: String,
}

/// Content and headers of an object.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Wanted {
    /// First half of the BLAKE3 hash of the content, in hexadecimal digits.
    pub hash: String,
    /// Shortened BLAKE3 hash of Content-Type and Cache-Control.
    pub headers: String,
}

/// An object that is no longer part of the site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Gone {
    /// Time when it left the site.
    pub since: u64,
    /// Its last record. `None` if a failed deploy may or may not have written it.
    pub record: Option<Record>,
    /// Content that the failed deploy may have written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journalled: Option<Wanted>,
}

impl SiteName {
    /// Returns whether both names mean the same site. Either the title or the address may change, but not both at once.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.title == other.title || (self.base_url.is_some() && self.base_url == other.base_url)
    }
}

impl Manifest {
    /// Returns the record of an object, in the site or already removed from it.
    #[must_use]
    pub fn record(&self, path: &str) -> Option<&Record> {
        self.files.get(path).or_else(|| self.gone.get(path)?.record.as_ref())
    }

    /// Returns what a failed deploy may have written to a path.
    #[must_use]
    pub fn journalled(&self, path: &str) -> Option<&Wanted> {
        self.journal.get(path).or_else(|| self.gone.get(path)?.journalled.as_ref())
    }
}
