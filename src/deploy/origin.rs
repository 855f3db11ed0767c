//! Where the files of a deploy come from: the local build, or the stored versions of an earlier deploy. It does not decide
//! which of them are uploaded.

use super::aws::s3::Bucket;
use super::content::FileContent;
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
