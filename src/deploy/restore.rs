//! Finds earlier deploys in a bucket that keeps versions of its objects, and reads their files. It writes nothing: the
//! plan and its stages are those of any deploy.
//!
//! The manifest has an entity tag for each object, so the manifest of a deploy says which versions belong to it.

use super::aws::s3::{Bucket, Version};
use super::content::FileContent;
use super::ledger::decoded;
use super::manifest::{self, Manifest, Record};
use super::plan::{Put, SiteFile, named};
use super::{Stop, StopKind};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// A deploy that the bucket remembers.
#[derive(Clone, Debug, Serialize)]
pub struct Deployed {
    /// Id of the deploy.
    pub deploy: String,
    /// Time of its last write, in seconds since 1970 by the clock of S3.
    pub at: u64,
    /// Number of its files.
    pub files: usize,
    /// Number of files whose version is no longer in the bucket. At 0 the deploy can be restored, unless only the headers of a
    /// lost version differ from those of one that is kept.
    pub lost: usize,
}

/// The files of an earlier deploy.
pub(super) struct Earlier {
    pub(super) files: BTreeMap<String, SiteFile>,
    deploy: String,
    /// Ids of the versions that may have the content of a file, newest first. They differ in their headers.
    versions: BTreeMap<String, Vec<String>>,
}

/// Versions of all objects, by path.
type Versions = BTreeMap<String, Vec<Version>>;

/// Lists the finished deploys whose manifest the bucket keeps, newest first.
pub(super) fn deploys(bucket: &Bucket) -> Result<Vec<Deployed>, Stop> {
    let versions = bucket.versions()?;
    let mut seen = HashSet::new();
    let mut deploys = Vec::new();
    for version in stored(&versions, manifest::KEY) {
        let Some(manifest) = published(bucket, version)?.filter(|manifest| seen.insert(manifest.deploy.clone())) else {
            continue;
        };
        let is_lost = |(path, record): &(&String, &Record)| ids(&versions, path, record).is_empty();
        let lost = manifest.files.iter().filter(is_lost).count();
        deploys.push(Deployed { deploy: manifest.deploy, at: manifest.at, files: manifest.files.len(), lost });
    }
    Ok(deploys)
}

impl Earlier {
    /// Finds a deploy by its id.
    ///
    /// # Errors
    /// When the bucket does not keep its manifest.
    pub(super) fn find(bucket: &Bucket, deploy: &str) -> Result<Self, Stop> {
        let all = bucket.versions()?;
        for version in stored(&all, manifest::KEY) {
            let Some(manifest) = published(bucket, version)?.filter(|manifest| manifest.deploy == deploy) else {
                continue;
            };
            let versions =
                manifest.files.iter().map(|(path, record)| (path.clone(), ids(&all, path, record))).collect();
            let file = |record: Record| SiteFile { wanted: record.wanted, size: record.size };
            let files = manifest.files.into_iter().map(|(path, record)| (path, file(record))).collect();
            return Ok(Self { files, deploy: deploy.to_owned(), versions });
        }
        let message = format!("the bucket does not remember a deploy `{deploy}`");
        let help = "`notewright deploy --list` shows those that it remembers; a bucket without versioning remembers none: \
                    build the earlier state and deploy it";
        Err(Stop::new(StopKind::Refused, message).help(help))
    }

    /// Checks that the bucket keeps a version of each file that is to be uploaded.
    ///
    /// # Errors
    /// When a version is gone. Then nothing is written.
    pub(super) fn require(&self, puts: &[Put]) -> Result<(), Stop> {
        let is_lost = |path: &&str| self.versions.get(*path).is_none_or(Vec::is_empty);
        let lost: Vec<&str> = puts.iter().map(|put| put.path.as_str()).filter(is_lost).collect();
        if lost.is_empty() {
            return Ok(());
        }
        let message = format!("the bucket no longer keeps all of deploy `{}`: {}", self.deploy, named(&lost));
        Err(Stop::new(StopKind::Refused, message)
            .help("choose a later one of `notewright deploy --list`; or build the earlier state and deploy it"))
    }

    pub(super) fn read(&self, path: &str, bucket: &Bucket) -> Result<FileContent, Stop> {
        for version in self.versions.get(path).into_iter().flatten() {
            let Some(object) = bucket.get_version(path, version)? else { continue };
            let content = FileContent { bytes: object.bytes, content_type: object.content_type, cache: object.cache };
            if content.wanted() == self.files[path].wanted {
                return Ok(content);
            }
        }
        let message = format!("the bucket no longer keeps `{path}` of deploy `{}`", self.deploy);
        Err(Stop::new(StopKind::Failed, message).help("run `notewright deploy` to publish the local build"))
    }
}

fn stored<'a>(versions: &'a Versions, path: &str) -> impl Iterator<Item = &'a Version> {
    versions.get(path).into_iter().flatten()
}

/// Returns the ids of the versions with the content of a record.
fn ids(versions: &Versions, path: &str, record: &Record) -> Vec<String> {
    stored(versions, path).filter(|version| version.etag == record.etag).map(|version| version.id.clone()).collect()
}

/// Reads a version of the manifest, if it describes a published site. Skips those of a running deploy, damaged ones and
/// other forms.
fn published(bucket: &Bucket, version: &Version) -> Result<Option<Manifest>, Stop> {
    let object = bucket.get_version(manifest::KEY, &version.id)?;
    let manifest = object.and_then(|object| decoded(&object.bytes).ok());
    Ok(manifest.filter(|manifest| manifest.journal.is_empty() && manifest.lease.is_none()))
}
