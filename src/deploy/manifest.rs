//! What we know of the site in the bucket: one object beside it, `.notewright/deploy.json.gz`.
//!
//! It is at once the list of what is ours, the journal of a deploy that is under way, the invalidation that is still owed,
//! and the lock: it is only ever written on the condition that nobody wrote it since we read it (Amazon S3 User Guide,
//! "How to prevent object overwrites with conditional writes").
//!
//! Paths in it are relative to the prefix. Times are seconds since 1970 by the clock of S3.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The key of the manifest, below the prefix. Readers must not see it: the distribution is denied this folder.
pub const KEY: &str = ".notewright/deploy.json.gz";

/// The folder of what is not the site.
pub const FOLDER: &str = ".notewright/";

/// The form of the manifest that this program writes and reads.
pub const VERSION: u32 = 1;

/// The manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Manifest {
    /// The form of this object: [`VERSION`].
    pub version: u32,
    /// Whose site it is.
    pub site: SiteName,
    /// The last deploy that wrote anything.
    pub deploy: String,
    /// How often that deploy has written the manifest: two writes are never the same bytes.
    pub edition: u32,
    /// When it was written.
    pub at: u64,
    /// Who is deploying.
    pub lease: Option<Lease>,
    /// Paths to be invalidated, until the invalidation has been accepted.
    pub pending: Vec<String>,
    /// The site as it was published last.
    pub files: BTreeMap<String, Record>,
    /// What the deploy under way writes, or wrote before it died.
    pub journal: BTreeMap<String, Wanted>,
    /// What is ours and no longer part of the site.
    pub gone: BTreeMap<String, Gone>,
}

/// What tells two sites apart that share a bucket by mistake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct SiteName {
    /// `site.title`
    pub title: String,
    /// `site.base_url`
    pub base_url: Option<String>,
}

/// The right to write, for a while.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Lease {
    /// Who has it, for people.
    pub owner: String,
    /// A name of the machine and its present run, so that a process that died there gives its lease up at once.
    pub machine: String,
    /// The process there, and when it began, since numbers are used again.
    pub process: (u32, u64),
    /// When it ends, unless it is renewed.
    pub until: u64,
}

/// An object of the site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Record {
    /// What it holds and how it is served.
    #[serde(flatten)]
    pub wanted: Wanted,
    /// In bytes.
    pub size: u64,
    /// What S3 answered when it was written. It is kept as it is: under SSE-KMS it is no MD5.
    pub etag: String,
}

/// What an object holds and how it is served.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Wanted {
    /// The first half of the BLAKE3 hash of the content, in hexadecimal digits.
    pub hash: String,
    /// The same, shorter, of Content-Type and Cache-Control.
    pub headers: String,
}

/// An object that left the site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Gone {
    /// When it did.
    pub since: u64,
    /// What it was; none if a deploy died that may or may not have written it.
    pub record: Option<Record>,
    /// What that deploy may have written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journalled: Option<Wanted>,
}

impl SiteName {
    /// Whether both name the same site. Title or address may change, not both at once.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.title == other.title || (self.base_url.is_some() && self.base_url == other.base_url)
    }
}

impl Manifest {
    /// What is known of an object of ours, in the site or on its way out.
    #[must_use]
    pub fn record(&self, path: &str) -> Option<&Record> {
        self.files.get(path).or_else(|| self.gone.get(path)?.record.as_ref())
    }

    /// What a deploy that died may have written there.
    #[must_use]
    pub fn journalled(&self, path: &str) -> Option<&Wanted> {
        self.journal.get(path).or_else(|| self.gone.get(path)?.journalled.as_ref())
    }
}
