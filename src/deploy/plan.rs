//! Files of the build + manifest + listing of the bucket -> the steps of a deploy, in order, or why there must be none.
//!
//! The order is what keeps readers whole. A page comes after all that it loads, a new page before those that lead to it,
//! and nothing goes before nothing leads to it any more. Between two stages everything of the first is done.

use super::manifest::{Gone, Manifest, Record, SiteName, Wanted};
use crate::site::routes::{SEARCH_ENTRY, WORKER, encode_path, folder_of_page, is_fingerprinted, is_index, is_page};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// All that a plan hangs on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Whose site it is.
    pub site: &'a SiteName,
    /// The build, by path.
    pub files: &'a BTreeMap<String, LocalFile>,
    /// The manifest in the bucket, if there is one.
    pub manifest: Option<&'a Manifest>,
    /// What is in the bucket below the prefix, by path, without the manifest's folder.
    pub listing: &'a BTreeMap<String, Listed>,
    /// Of the objects that [`doubtful`] names, those that turned out to be what the journal says.
    pub written: &'a BTreeMap<String, Record>,
    /// Seconds since 1970, by the clock of S3.
    pub now: u64,
    /// How long assets outlive their last page, in seconds.
    pub grace: u64,
    /// What readers see in front of the paths: `/`, or `/notes/`.
    pub base_path: &'a str,
    /// Whether there is a distribution in front of the bucket.
    pub is_distributed: bool,
    /// Whether to go on where others have objects too.
    pub adopts: bool,
    /// Whether to go on when more than half of the site goes.
    pub allows_deletes: bool,
}

/// A file of the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalFile {
    /// What its object is to be.
    pub wanted: Wanted,
    /// In bytes.
    pub size: u64,
    /// Content-Type.
    pub content_type: String,
    /// Cache-Control.
    pub cache: String,
}

/// An object as the bucket lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its entity tag, without quotes.
    pub etag: String,
    /// In bytes.
    pub size: u64,
}

/// What a deploy does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Uploads in order of their stages, then of their paths.
    pub puts: Vec<Put>,
    /// Files that stand in the bucket as they should.
    pub kept: BTreeMap<String, Record>,
    /// Pages, and other files that keep their name, that leave the site: deleted once nothing leads to them.
    pub removed: Vec<String>,
    /// Assets whose time is over.
    pub expired: Vec<String>,
    /// What leaves the site, or left it before, until it is deleted.
    pub gone: BTreeMap<String, Gone>,
    /// Paths to be invalidated, those that are still owed among them.
    pub invalidations: Vec<String>,
    /// Whether a deploy died: its journal is to be closed.
    pub resumes: bool,
    /// Whether a lease was left behind.
    pub ends_lease: bool,
}

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// What it waits for.
    pub stage: Stage,
    /// Relative to the prefix.
    pub path: String,
    /// Why.
    pub reason: Reason,
    /// The entity tag of what it replaces. Nobody else's object is ever written over, not even one that appears
    /// while we deploy: S3 is asked to refuse.
    pub replaces: Option<String>,
}

/// Stages of uploads, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Fingerprinted files: nothing leads to them yet.
    Assets,
    /// Files under their own name that are no pages.
    Others,
    /// Pages that were not there.
    NewPages,
    /// Pages that say something else now.
    ChangedPages,
    /// Home, lists, sitemap, search: they lead to all the others.
    Indexes,
    /// A service worker, which may load everything above at once.
    Worker,
}

impl Stage {
    /// Its name for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Assets => "assets",
            Self::Others => "others",
            Self::NewPages => "new-pages",
            Self::ChangedPages => "changed-pages",
            Self::Indexes => "indexes",
            Self::Worker => "worker",
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Assets => "assets",
            Self::Others => "other files",
            Self::NewPages => "new pages",
            Self::ChangedPages => "changed pages",
            Self::Indexes => "indexes",
            Self::Worker => "worker",
        }
    }
}

/// Why a file is uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It was not part of the site.
    New,
    /// Its content changed.
    Changed,
    /// Only its type or its cache rule did.
    Headers,
    /// It should be in the bucket and is not.
    Missing,
    /// Somebody else wrote it.
    Drifted,
    /// It was there before the site was, and `--adopt` takes it over.
    Adopted,
}

/// Why nothing is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, lower case.
    pub message: String,
    /// The way out.
    pub help: String,
}

/// Paths that a refusal shows.
const SHOWN: usize = 10;

/// Changed addresses that are invalidated by name.
const MOST_NAMED: usize = 10;

/// An object that a deploy may have written before it died, or somebody else.
#[derive(Clone, Copy, Debug)]
pub struct Doubt<'a> {
    /// Relative to the prefix.
    pub path: &'a str,
    /// What it is if that deploy wrote it.
    pub journalled: &'a Wanted,
    /// As the bucket lists it.
    pub listed: &'a Listed,
    /// Whether something of ours was at that path before, so that it is ours to write over in any case.
    pub is_known: bool,
}

/// Objects of which the manifest does not say whose they are: a deploy died that was to write them. Their content tells.
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
/// When the bucket holds what is not ours, or too much would go.
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
    /// Whether the bucket is as it should be, and the edges know.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.puts.is_empty()
            && self.removed.is_empty()
            && self.expired.is_empty()
            && self.invalidations.is_empty()
            && !self.resumes
            && !self.ends_lease
    }

    /// Whether all that is left of an earlier deploy is its invalidation.
    #[must_use]
    pub fn only_invalidates(&self) -> bool {
        self.puts.is_empty() && self.removed.is_empty() && !self.resumes && !self.invalidations.is_empty()
    }
}

/// The record of a file that need not be uploaded; else why it is, and what it replaces.
fn upload(
    facts: &Facts<'_>,
    manifest: &Manifest,
    path: &str,
    file: &LocalFile,
) -> Result<Record, (Reason, Option<String>)> {
    let Some(listed) = facts.listing.get(path) else {
        let reason = if manifest.files.contains_key(path) { Reason::Missing } else { Reason::New };
        return Err((reason, None));
    };
    let etag = listed.etag.clone();
    if let Some(record) = known(facts, manifest, path).filter(|record| record.etag == etag) {
        // A deploy that died may have changed no more than the headers, which no entity tag shows.
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

/// What is known of an object of ours: what a deploy wrote before it died, else what the manifest says.
fn known<'a>(facts: &Facts<'a>, manifest: &'a Manifest, path: &str) -> Option<&'a Record> {
    facts.written.get(path).or_else(|| manifest.record(path))
}

fn stage(path: &str, reason: Reason) -> Stage {
    match path {
        WORKER => Stage::Worker,
        _ if is_fingerprinted(path) => Stage::Assets,
        _ if is_index(path) || path == SEARCH_ENTRY => Stage::Indexes,
        _ if is_page(path) && matches!(reason, Reason::New | Reason::Missing) => Stage::NewPages,
        _ if is_page(path) => Stage::ChangedPages,
        _ => Stage::Others,
    }
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
            message: format!("the bucket holds {}, and none of them is known to be ours", named(&foreign)),
            help:
                "choose an empty bucket or a `deploy.prefix`; or deploy with `--adopt`, which writes over objects that \
                   the site has too and leaves all others alone"
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
        message: format!("somebody else wrote {}, which the site has too", named(&in_the_way)),
        help: "move them away, or deploy with `--adopt`, which writes over them".into(),
    })
}

/// `3 objects: a, b, c`.
fn named(paths: &[&str]) -> String {
    let shown = paths.iter().take(SHOWN).copied().collect::<Vec<_>>().join("`, `");
    let more = if paths.len() > SHOWN { ", …" } else { "" };
    let objects = if paths.len() == 1 { "object" } else { "objects" };
    format!("{} {objects} (`{shown}`{more})", paths.len())
}

/// What is ours and not part of the build. Fingerprinted files go when no page that a reader has open can want them, everything
/// else now: a page must not be found any more, and browsers ask for a service worker by its name until it is gone.
fn leave(facts: &Facts<'_>, manifest: &Manifest, plan: &mut Plan) {
    let ours = manifest.files.keys().chain(manifest.journal.keys()).chain(manifest.gone.keys());
    let leaving: BTreeSet<&String> = ours.filter(|path| !facts.files.contains_key(*path)).collect();
    for path in leaving {
        let before = manifest.gone.get(path);
        let since = before.map_or(facts.now, |gone| gone.since);
        let gone = Gone { since, record: known(facts, manifest, path).cloned(), journalled: None };
        if !facts.listing.contains_key(path) {
            // A write of a deploy that died may still arrive: it is remembered for one deploy more.
            if let Some(journalled) = manifest.journal.get(path).filter(|_| before.is_none()) {
                plan.gone.insert(path.clone(), Gone { since, record: None, journalled: Some(journalled.clone()) });
            }
        } else if gone.record.is_none() {
            // That deploy never wrote it: somebody else did.
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

/// The paths of one invalidation (Amazon CloudFront Developer Guide, "What you need to know when invalidating files"): each
/// address that readers use, as it stands in links, or everything.
fn invalidations<'a>(changed: impl Iterator<Item = &'a str>, owed: &[String], base_path: &str) -> Vec<String> {
    let everything = format!("{base_path}*");
    let mut paths: BTreeSet<String> = owed.iter().cloned().collect();
    for path in changed {
        // Whether an edge unescapes these is not documented, and a star would match more than itself.
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
