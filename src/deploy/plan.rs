//! Plans a deploy: takes the build, the manifest and the listing of the bucket, and gives the steps in order, or a
//! refusal. It does no I/O.
//!
//! The order keeps the site complete for readers at every moment. A page comes after the files that it loads. A new
//! page comes before the pages that link to it. A page is deleted after the last link to it. Each stage ends before the
//! next one begins.

use super::manifest::{Gone, Manifest, Record, SiteName, Wanted};
use crate::site::routes::{encode_path, folder_of_page, is_fingerprinted};
use crate::site::stage::{Novelty, Stage};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a plan depends on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Name of the site.
    pub site: &'a SiteName,
    /// Files of the site to publish, by path.
    pub files: &'a BTreeMap<String, SiteFile>,
    /// Manifest in the bucket, if there is one.
    pub manifest: Option<&'a Manifest>,
    /// Objects below the prefix, by path, without the manifest's folder.
    pub listing: &'a BTreeMap<String, Listed>,
    /// Objects of [`doubtful`] whose content equals the journal.
    pub written: &'a BTreeMap<String, Record>,
    /// Seconds since 1970, by the clock of S3.
    pub now: u64,
    /// Time that an asset stays after its last page has gone, in seconds.
    pub grace: u64,
    /// Path of the site for readers: `/`, or for example `/notes/`.
    pub base_path: &'a str,
    /// Whether a distribution is in front of the bucket.
    pub is_distributed: bool,
    /// Whether to deploy to a bucket with objects of others.
    pub adopts: bool,
    /// Whether to deploy if more than half of the site would be deleted.
    pub allows_deletes: bool,
}

/// A file of the site to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFile {
    /// Content and headers that its object must have.
    pub wanted: Wanted,
    /// Size in bytes.
    pub size: u64,
}

/// An object in the listing of the bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Entity tag, without quotes.
    pub etag: String,
    /// Size in bytes.
    pub size: u64,
}

/// The steps of a deploy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Uploads, sorted by stage, then by path.
    pub puts: Vec<Put>,
    /// Records of files that need no upload.
    pub kept: BTreeMap<String, Record>,
    /// Pages and other unfingerprinted files that leave the site. They are deleted after the last link to them.
    pub removed: Vec<String>,
    /// Assets whose grace time has ended.
    pub expired: Vec<String>,
    /// Objects that have left the site and are not deleted yet.
    pub gone: BTreeMap<String, Gone>,
    /// Paths to invalidate, including those of an earlier deploy.
    pub invalidations: Vec<String>,
    /// Whether an earlier deploy failed, so that its journal must be closed.
    pub resumes: bool,
    /// Whether an earlier deploy left its lease.
    pub ends_lease: bool,
}

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// The stage that it belongs to.
    pub stage: Stage,
    /// Path relative to the prefix.
    pub path: String,
    /// The reason.
    pub reason: Reason,
    /// Entity tag of the object that it replaces. S3 refuses the write if the object differs, so objects of others are
    /// never overwritten, even if they appear during the deploy.
    pub replaces: Option<String>,
}

/// The reason of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The file is new in the site.
    New,
    /// Its content has changed.
    Changed,
    /// Only its type or cache rule has changed.
    Headers,
    /// Its object is missing in the bucket.
    Missing,
    /// Another program has changed its object.
    Drifted,
    /// The object is older than the site; `--adopt` takes it over.
    Adopted,
}

/// The reason why a deploy is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in lower case.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Most paths that a refusal lists.
const SHOWN: usize = 10;

/// Most paths to invalidate one by one; above this, everything is invalidated. CloudFront bills each path.
const MOST_NAMED: usize = 10;

/// An object that a failed deploy or another program may have written.
#[derive(Clone, Copy, Debug)]
pub struct Doubt<'a> {
    /// Path relative to the prefix.
    pub path: &'a str,
    /// Content that it has if the failed deploy wrote it.
    pub journalled: &'a Wanted,
    /// The object in the listing of the bucket.
    pub listed: &'a Listed,
    /// Whether the path was ours before, so that the deploy may overwrite it in any case.
    pub is_known: bool,
}

/// Returns the objects that a failed deploy may have written. Their content shows whether it did.
#[must_use]
pub fn doubtful<'a>(manifest: &'a Manifest, listing: &'a BTreeMap<String, Listed>) -> Vec<Doubt<'a>> {
    let doubt = |(path, listed): (&'a String, &'a Listed)| {
        let (journalled, known) = (manifest.journalled(path)?, manifest.record(path));
        let is_as_known = known.is_some_and(|record| record.etag == listed.etag);
        (!is_as_known).then_some(Doubt { path, journalled, listed, is_known: known.is_some() })
    };
    listing.iter().filter_map(doubt).collect()
}

/// Makes the plan.
///
/// # Errors
/// When the bucket contains objects of others, or too much would be deleted.
pub fn plan(facts: &Facts<'_>) -> Result<Plan, Refusal> {
    let empty = Manifest::default();
    let manifest = facts.manifest.unwrap_or(&empty);
    refuse_foreign(facts, manifest)?;
    let (resumes, ends_lease) = (!manifest.journal.is_empty(), manifest.lease.is_some());
    let mut plan = Plan { resumes, ends_lease, ..Plan::default() };
    for (path, file) in facts.files {
        match upload(facts, manifest, path, file) {
            Ok(record) => drop(plan.kept.insert(path.clone(), record)),
            Err((reason, replaces)) => {
                let stage = stage(path, reason);
                plan.puts.push(Put { stage, path: path.clone(), reason, replaces });
            }
        }
    }
    plan.puts.sort_by(|a, b| (a.stage, &a.path).cmp(&(b.stage, &b.path)));
    let live = manifest.files.keys().filter(|path| !is_fingerprinted(path)).count();
    let leaving =
        manifest.files.keys().filter(|path| !is_fingerprinted(path) && !facts.files.contains_key(*path)).count();
    if leaving * 2 > live && !facts.allows_deletes {
        return Err(Refusal {
            message: format!("{leaving} of the {live} pages and files of the site would be deleted"),
            help: "if that is meant, deploy with `--allow-deletes`".into(),
        });
    }
    leave(facts, manifest, &mut plan);
    if facts.is_distributed {
        let is_new = |put: &&Put| !matches!(put.reason, Reason::New);
        let changed = plan.puts.iter().filter(is_new).map(|put| put.path.as_str());
        let changed = changed.chain(plan.removed.iter().map(String::as_str));
        plan.invalidations = invalidations(changed, &manifest.pending, facts.base_path);
    }
    Ok(plan)
}

impl Plan {
    /// Returns whether nothing is left to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.puts.is_empty()
            && self.removed.is_empty()
            && self.expired.is_empty()
            && self.invalidations.is_empty()
            && !self.resumes
            && !self.ends_lease
    }

    /// Returns whether only the invalidation of an earlier deploy is left.
    #[must_use]
    pub fn only_invalidates(&self) -> bool {
        self.puts.is_empty() && self.removed.is_empty() && !self.resumes && !self.invalidations.is_empty()
    }
}

/// Returns the record of a file that needs no upload. Otherwise returns the reason, and the entity tag to replace.
fn upload(
    facts: &Facts<'_>,
    manifest: &Manifest,
    path: &str,
    file: &SiteFile,
) -> Result<Record, (Reason, Option<String>)> {
    let Some(listed) = facts.listing.get(path) else {
        let reason = if manifest.files.contains_key(path) { Reason::Missing } else { Reason::New };
        return Err((reason, None));
    };
    let etag = listed.etag.clone();
    if let Some(record) = known(facts, manifest, path).filter(|record| record.etag == etag) {
        // A failed deploy may have changed only the headers, which the entity tag does not show.
        let is_uncertain = manifest
            .journal
            .get(path)
            .is_some_and(|journalled| journalled.hash == file.wanted.hash && journalled.headers != file.wanted.headers);
        return match &record.wanted {
            wanted if *wanted == file.wanted && !is_uncertain => Ok(record.clone()),
            wanted if wanted.hash == file.wanted.hash => Err((Reason::Headers, Some(etag))),
            _ => Err((Reason::Changed, Some(etag))),
        };
    }
    let reason = match manifest.record(path) {
        Some(_) if manifest.journal.contains_key(path) => Reason::Changed,
        Some(_) => Reason::Drifted,
        None => Reason::Adopted,
    };
    Err((reason, Some(etag)))
}

/// Returns the record of one of our objects: from a failed deploy, else from the manifest.
fn known<'a>(facts: &Facts<'a>, manifest: &'a Manifest, path: &str) -> Option<&'a Record> {
    facts.written.get(path).or_else(|| manifest.record(path))
}

fn stage(path: &str, reason: Reason) -> Stage {
    let is_new = matches!(reason, Reason::New | Reason::Missing);
    Stage::of(path, if is_new { Novelty::New } else { Novelty::Changed })
}

fn refuse_foreign(facts: &Facts<'_>, manifest: &Manifest) -> Result<(), Refusal> {
    if facts.adopts {
        return Ok(());
    }
    let Some(ours) = facts.manifest else {
        let foreign: Vec<&str> = facts.listing.keys().map(String::as_str).collect();
        if foreign.is_empty() {
            return Ok(());
        }
        return Err(Refusal {
            message: format!("the bucket holds {}, which this site did not write", named(&foreign)),
            help:
                "choose an empty bucket or a `deploy.prefix`; or deploy with `--adopt`, which overwrites objects that \
                   the site needs and keeps all others"
                    .into(),
        });
    };
    if !ours.site.is_same(facts.site) {
        let address = ours.site.base_url.as_ref().map(|url| format!(", {url}")).unwrap_or_default();
        return Err(Refusal {
            message: format!("another site is published there: `{}`{address}", ours.site.title),
            help: "choose another bucket or `deploy.prefix`; if it is this site under its former name, deploy with \
                   `--adopt`"
                .into(),
        });
    }
    let is_foreign = |path: &&String| facts.listing.contains_key(*path) && known(facts, manifest, path).is_none();
    let in_the_way: Vec<&str> = facts.files.keys().filter(is_foreign).map(String::as_str).collect();
    if in_the_way.is_empty() {
        return Ok(());
    }
    Err(Refusal {
        message: format!("another program wrote {}, which the site has too", named(&in_the_way)),
        help: "move them away, or deploy with `--adopt`, which overwrites them".into(),
    })
}

/// Writes a list such as `3 objects: a, b, c`.
pub(super) fn named(paths: &[&str]) -> String {
    let shown = paths.iter().take(SHOWN).copied().collect::<Vec<_>>().join("`, `");
    let more = if paths.len() > SHOWN { ", …" } else { "" };
    let objects = if paths.len() == 1 { "object" } else { "objects" };
    format!("{} {objects} (`{shown}`{more})", paths.len())
}

/// Plans the removal of our objects that are not part of the build.
///
/// Fingerprinted files stay while an open page may need them. All other files go now: removed pages must not be found,
/// and browsers request a service worker by its name until it is gone.
fn leave(facts: &Facts<'_>, manifest: &Manifest, plan: &mut Plan) {
    let ours = manifest.files.keys().chain(manifest.journal.keys()).chain(manifest.gone.keys());
    let leaving: BTreeSet<&String> = ours.filter(|path| !facts.files.contains_key(*path)).collect();
    for path in leaving {
        let before = manifest.gone.get(path);
        let since = before.map_or(facts.now, |gone| gone.since);
        let gone = Gone { since, record: known(facts, manifest, path).cloned(), journalled: None };
        if !facts.listing.contains_key(path) {
            // A late write of the failed deploy may still arrive. It is remembered for one more deploy.
            if let Some(journalled) = manifest.journal.get(path).filter(|_| before.is_none()) {
                plan.gone.insert(path.clone(), Gone { since, record: None, journalled: Some(journalled.clone()) });
            }
        } else if gone.record.is_none() {
            // The failed deploy never wrote it; it belongs to another program.
        } else if !is_fingerprinted(path) {
            plan.removed.push(path.clone());
            plan.gone.insert(path.clone(), gone);
        } else if before.is_some() && facts.now >= since.saturating_add(facts.grace) {
            plan.expired.push(path.clone());
            plan.gone.insert(path.clone(), gone);
        } else {
            plan.gone.insert(path.clone(), gone);
        }
    }
}

/// Returns the paths of the invalidation (Amazon CloudFront Developer Guide, "What you need to know when invalidating
/// files"): each changed address as it appears in links, or everything.
fn invalidations<'a>(changed: impl Iterator<Item = &'a str>, owed: &[String], base_path: &str) -> Vec<String> {
    let everything = format!("{base_path}*");
    let mut paths: BTreeSet<String> = owed.iter().cloned().collect();
    for path in changed {
        // It is not documented whether CloudFront decodes these characters; `*` is a wildcard.
        if path.contains(['\'', '&', ':', '*']) {
            return vec![everything];
        }
        paths.insert(format!("{base_path}{}", encode_path(path)));
        if let Some(folder) = folder_of_page(path) {
            paths.insert(format!("{base_path}{}", encode_path(folder)));
        }
    }
    if paths.len() > MOST_NAMED || paths.iter().any(|path| path.ends_with('*')) {
        return vec![everything];
    }
    paths.into_iter().collect()
}

#[cfg(test)]
mod tests;
