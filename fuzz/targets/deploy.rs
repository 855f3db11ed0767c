//! A deploy plan for any state of a bucket, carried out in memory.

use notewright::deploy::manifest::{Gone, Lease, Manifest, Record, SiteName, Wanted};
use notewright::deploy::plan::{self, Facts, Listed, SiteFile};
use notewright::site::stage::Stage;
use std::collections::BTreeMap;

/// Paths of every stage.
const PATHS: [&str; 10] = [
    "404.html",
    "assets/a.0123456789.css",
    "assets/b.0123456789.js",
    "index.html",
    "n/1.html",
    "n/2.html",
    "n/index.html",
    "robots.txt",
    "search/index.js",
    "sw.js",
];

/// Time that assets stay, in seconds.
const GRACE: u64 = 100;

/// Any build and any bucket: after the plan the bucket holds the build, objects of others are as they were, and a second
/// plan has nothing to do.
pub(crate) fn deploy_plan(data: &[u8]) {
    let mut bytes = Bytes(data.iter().copied());
    let site = SiteName { title: "T".into(), base_url: None };
    let flags = bytes.next();
    let files: BTreeMap<String, SiteFile> = PATHS
        .iter()
        .filter_map(|path| Some(((*path).to_owned(), SiteFile { wanted: bytes.wanted()?, size: 1 })))
        .collect();
    let (manifest, mut objects) = bytes.bucket(&site);
    let manifest = (flags & 1 == 0).then_some(manifest);
    let before = objects.clone();
    let now = 1_000;
    let ask = |manifest: Option<&Manifest>, objects: &BTreeMap<String, Wanted>| {
        let listing: BTreeMap<String, Listed> =
            objects.iter().map(|(path, wanted)| (path.clone(), Listed { etag: etag(wanted), size: 1 })).collect();
        let doubts = manifest.map_or_else(Vec::new, |manifest| plan::doubtful(manifest, &listing));
        let is_written = |doubt: &&plan::Doubt<'_>| objects[doubt.path].hash == doubt.journalled.hash;
        let written: BTreeMap<String, Record> = doubts
            .iter()
            .filter(is_written)
            .map(|doubt| {
                let record = Record { wanted: doubt.journalled.clone(), size: 1, etag: doubt.listed.etag.clone() };
                (doubt.path.to_owned(), record)
            })
            .collect();
        let facts = Facts {
            site: &site,
            files: &files,
            manifest,
            listing: &listing,
            written: &written,
            now,
            grace: GRACE,
            base_path: "/",
            is_distributed: flags & 2 == 0,
            adopts: flags & 4 == 0,
            allows_deletes: flags & 8 == 0,
        };
        plan::plan(&facts).map(|plan| (plan, written, listing))
    };
    let Ok((plan, written, listing)) = ask(manifest.as_ref(), &objects) else { return };
    let known = manifest.unwrap_or_default();
    let is_ours = |path: &str| known.record(path).is_some() || written.contains_key(path);
    for path in plan.removed.iter().chain(&plan.expired) {
        assert!(is_ours(path) && !files.contains_key(path), "`{path}` of others is deleted, or one of the site");
        objects.remove(path);
    }
    let mut last = Stage::Assets;
    let mut records = plan.kept.clone();
    for put in &plan.puts {
        assert!(put.stage >= last, "the stages are out of order");
        last = put.stage;
        assert_eq!(put.replaces.as_ref(), listing.get(&put.path).map(|listed| &listed.etag), "an unconditional write");
        assert!(put.replaces.is_none() || is_ours(&put.path) || flags & 4 == 0, "`{}` of others", put.path);
        let wanted = files[&put.path].wanted.clone();
        records.insert(put.path.clone(), Record { wanted: wanted.clone(), size: 1, etag: etag(&wanted) });
        objects.insert(put.path.clone(), wanted);
    }
    for (path, file) in &files {
        assert!(objects.get(path).is_some_and(|object| object.hash == file.wanted.hash), "`{path}` is not published");
    }
    for (path, object) in before.iter().filter(|(path, _)| !is_ours(path) && !files.contains_key(*path)) {
        assert_eq!(objects.get(path), Some(object), "`{path}` of others was touched");
    }
    let mut gone = plan.gone.clone();
    gone.retain(|path, _| !plan.removed.contains(path) && !plan.expired.contains(path));
    let after = Manifest { site: site.clone(), files: records, gone, ..Manifest::default() };
    let Ok((again, ..)) = ask(Some(&after), &objects) else { panic!("a second deploy is refused") };
    assert!(again.is_empty(), "a second deploy has work: {again:?}");
}

fn etag(wanted: &Wanted) -> String {
    format!("etag of {}", wanted.hash)
}

/// Reads small values from bytes. After the end, everything is zero.
struct Bytes<I>(I);

impl<I: Iterator<Item = u8>> Bytes<I> {
    fn next(&mut self) -> u8 {
        self.0.next().unwrap_or(0)
    }

    /// Returns one of three contents with one of two headers, or nothing.
    fn wanted(&mut self) -> Option<Wanted> {
        let byte = self.next();
        let hash = ["", "one", "two", "three"][usize::from(byte & 3)];
        let headers = ["usual", "other"][usize::from(byte >> 2 & 1)];
        (!hash.is_empty()).then(|| Wanted { hash: hash.into(), headers: headers.into() })
    }

    /// Returns a manifest, and objects that may or may not be as it says.
    fn bucket(&mut self, site: &SiteName) -> (Manifest, BTreeMap<String, Wanted>) {
        let mut manifest = Manifest { site: site.clone(), ..Manifest::default() };
        let mut objects = BTreeMap::new();
        for path in PATHS.iter().chain(&["n/old.html", "assets/old.0123456789.css", "theirs.pdf"]) {
            let path = (*path).to_owned();
            if let Some(wanted) = self.wanted() {
                objects.insert(path.clone(), wanted);
            }
            if let Some(wanted) = self.wanted() {
                let record = Record { etag: etag(&wanted), wanted, size: 1 };
                match self.next() % 4 {
                    0 => drop(
                        manifest.gone.insert(path.clone(), Gone { since: 950, record: Some(record), journalled: None }),
                    ),
                    1 => drop(
                        manifest.gone.insert(path.clone(), Gone { since: 10, record: Some(record), journalled: None }),
                    ),
                    _ => drop(manifest.files.insert(path.clone(), record)),
                }
            }
            if self.next() % 8 == 7
                && let Some(wanted) = self.wanted()
            {
                manifest.journal.insert(path, wanted);
            }
        }
        if self.next() % 8 == 7 {
            let lease = Lease { owner: "x".into(), machine: String::new(), process: (1, 1), until: 0 };
            manifest.lease = Some(lease);
            manifest.pending = vec!["/n/1.html".into()];
        }
        (manifest, objects)
    }
}
