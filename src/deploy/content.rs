//! The files that a deploy publishes: those of the local build, or the stored versions of an earlier deploy. It gives
//! their bytes and headers, and does not decide which of them are uploaded.

use super::aws::s3::Bucket;
use super::manifest::Wanted;
use super::plan::SiteFile;
use super::restore::Earlier;
use super::verify_build::Build;
use super::{Stop, StopKind};
use std::collections::BTreeMap;

/// Where the files come from.
pub(super) enum Source {
    /// The output folder.
    Build(Build),
    /// The bucket, which keeps the versions of an earlier deploy.
    Earlier(Earlier),
}

/// The content of a file, with its headers.
pub(super) struct FileContent {
    pub(super) bytes: Vec<u8>,
    /// Value of Content-Type.
    pub(super) content_type: String,
    /// Value of Cache-Control.
    pub(super) cache: String,
}

impl Source {
    /// Returns all files, by path.
    pub(super) fn files(&self) -> &BTreeMap<String, SiteFile> {
        match self {
            Self::Build(build) => &build.files,
            Self::Earlier(earlier) => &earlier.files,
        }
    }

    /// Reads a file, and checks that it is the planned one.
    pub(super) fn read(&self, path: &str, bucket: &Bucket) -> Result<FileContent, Stop> {
        match self {
            Self::Build(build) => {
                let content = build.read(path)?;
                if content.wanted() == build.files[path].wanted {
                    return Ok(content);
                }
                let message = format!("`{path}` changed while it was deployed");
                Err(Stop::new(StopKind::Failed, message).help("do not build while a deploy is under way; run it again"))
            }
            Self::Earlier(earlier) => earlier.read(path, bucket),
        }
    }
}

impl FileContent {
    /// Returns the hashes of content and headers, as the manifest has them.
    pub(super) fn wanted(&self) -> Wanted {
        wanted(blake3::hash(&self.bytes).to_hex().as_str(), &self.content_type, &self.cache)
    }
}

/// Shortens the hash of a content, and hashes its headers.
pub(super) fn wanted(hash: &str, content_type: &str, cache: &str) -> Wanted {
    let headers = format!("{content_type}\n{cache}");
    Wanted {
        hash: hash[..32.min(hash.len())].to_owned(),
        headers: blake3::hash(headers.as_bytes()).to_hex()[..12].to_owned(),
    }
}
