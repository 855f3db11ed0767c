//! Carries out a deploy: takes the input of a site and settings, checks the build or finds the earlier deploy, makes the
//! plan, and goes through its stages. It does not build the site.

use super::aws::cloudfront::{Distribution, Invalidation};
use super::aws::http::{MOST_AT_ONCE, locked};
use super::aws::s3::{Bucket, Condition, Headers, Object, Written, md5};
use super::content::FileContent;
use super::lease;
use super::ledger::{Ledger, held_by, release_lease, unfinished};
use super::manifest::{FOLDER, Manifest, Record, SiteName, VERSION};
use super::opened::{Opened, bucket_of, opened, target};
use super::origin::Source;
use super::plan::{self, Doubt, Facts, Listed, Plan, Put};
use super::restore::Earlier;
use super::verify_build;
use super::{Event, Settings, Stop, StopKind};
use crate::config::DeployConfig;
use crate::disk::Input;
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// The result of a deploy or a dry run.
#[derive(Debug)]
pub struct Outcome {
    /// Planned steps, in order.
    pub plan: Plan,
    /// Target: `s3://bucket/prefix`.
    pub target: String,
    /// Bytes to upload.
    pub bytes: u64,
    /// Number of files of the site.
    pub files: usize,
    /// What was done. `None` after a dry run, or if there was nothing to do.
    pub done: Option<Done>,
}

/// A finished deploy.
#[derive(Debug)]
pub struct Done {
    /// Id of the deploy.
    pub deploy: String,
    /// Id of the invalidation, if there was one.
    pub invalidation: Option<String>,
}

/// Finished; only `--wait` is pending.
struct Finished {
    deploy: String,
    invalidation: Option<Invalidation>,
}

/// The state of build and bucket, and the plan that follows from it.
struct PlannedDeploy {
    config: DeployConfig,
    /// Address: `s3://bucket/prefix`.
    target: String,
    site: SiteName,
    source: Source,
    opened: Opened,
    /// Objects that a failed deploy has written.
    written: BTreeMap<String, Record>,
    plan: Plan,
}

/// Plans a deploy without writing anything.
///
/// # Errors
/// When the build or the bucket is refused, or cannot be read.
pub fn dry_run(input: Input, settings: &Settings) -> Result<Outcome, Stop> {
    Ok(PlannedDeploy::new(input, settings)?.outcome(None))
}

/// Publishes the build.
///
/// # Errors
/// See [`StopKind`]. After every error, each page in the bucket is either the old or the new one, with all
/// files that it loads.
pub fn deploy(input: Input, settings: &Settings, report: &(dyn Fn(Event<'_>) + Sync)) -> Result<Outcome, Stop> {
    let planned = PlannedDeploy::new(input, settings)?;
    if planned.plan.is_empty() {
        return Ok(planned.outcome(None));
    }
    let done = planned.carry_out(settings, report)?;
    Ok(planned.outcome(Some(done)))
}

/// Stops if another deploy is under way.
fn require_no_lease(manifest: Option<&Manifest>, now: u64) -> Result<(), Stop> {
    match manifest.and_then(|known| known.lease.as_ref()).filter(|held| lease::is_valid(held, now)) {
        Some(held) => Err(held_by(&held.owner, held.until.saturating_sub(now))),
        None => Ok(()),
    }
}

impl PlannedDeploy {
    fn new(input: Input, settings: &Settings) -> Result<Self, Stop> {
        let (config, name) = bucket_of(&input)?;
        let site = SiteName { title: input.config.site.title.clone(), base_url: input.config.site.base_url.clone() };
        let base_path = input.config.site.base_path();
        let (source, opened) = match &settings.to {
            // A build is checked before the first request.
            None => {
                let build = verify_build::build(input, &base_path, &config.headers, &settings.build_command)?;
                (Source::Build(build), opened(&config, &name, settings)?)
            }
            Some(deploy) => {
                let opened = opened(&config, &name, settings)?;
                (Source::Earlier(Earlier::find(&opened.bucket, deploy)?), opened)
            }
        };
        let Opened { bucket, manifest, .. } = &opened;
        let known = manifest.as_ref().map(|(known, _)| known);
        let now = bucket.client().now();
        if !settings.takes_over {
            require_no_lease(known, now)?;
        }
        let mut listing = bucket.list()?;
        listing.retain(|path, _| !path.starts_with(FOLDER));
        let doubts = known.map_or_else(Vec::new, |known| plan::doubtful(known, &listing));
        let written = written(&doubts, &source, bucket)?;
        let plan = plan::plan(&Facts {
            site: &site,
            files: source.files(),
            manifest: known,
            listing: &listing,
            written: &written,
            now,
            grace: u64::from(config.grace_days) * 86_400,
            base_path: &base_path,
            is_distributed: config.distribution.is_some(),
            adopts: settings.adopts,
            allows_deletes: settings.allows_deletes,
        });
        let plan = match plan {
            Ok(plan) => plan,
            Err(refusal) => {
                // Objects that no manifest names may be those of a deploy that began after the manifest was read.
                let since = self::opened(&config, &name, settings)?.manifest;
                let etag = |manifest: &Option<(Manifest, String)>| manifest.as_ref().map(|(_, etag)| etag.clone());
                if etag(&since) != etag(manifest) {
                    require_no_lease(since.as_ref().map(|(known, _)| known), now)?;
                    return Err(Stop::new(StopKind::Held, "another deploy has just ended").help("deploy again"));
                }
                return Err(refusal.into());
            }
        };
        if let Source::Earlier(earlier) = &source {
            earlier.require(&plan.puts)?;
        }
        Ok(Self { target: target(&name, &config), config, site, source, opened, written, plan })
    }

    fn outcome(self, done: Option<Done>) -> Outcome {
        let bytes = self.plan.puts.iter().map(|put| self.source.files()[&put.path].size).sum();
        Outcome { target: self.target, bytes, files: self.source.files().len(), done, plan: self.plan }
    }

    fn carry_out(&self, settings: &Settings, report: &(dyn Fn(Event<'_>) + Sync)) -> Result<Done, Stop> {
        let bucket = &self.opened.bucket;
        let now = bucket.client().now();
        let lease = lease::for_this_process(&settings.environment, now);
        let (before, etag) = match &self.opened.manifest {
            Some((manifest, etag)) => (manifest.clone(), Some(etag.clone())),
            None => (Manifest::default(), None),
        };
        // A pending invalidation keeps the id of its deploy. CloudFront treats a repeated request with the same id as
        // one.
        let id = if self.plan.only_invalidates() {
            before.deploy.clone()
        } else {
            let seed = format!("{} {now} {}", lease.owner, fastrand::u64(..));
            blake3::hash(seed.as_bytes()).to_hex()[..16].to_owned()
        };
        let ledger = Ledger::new(bucket, before, etag);
        let files = self.source.files();
        let begin = |manifest: &mut Manifest| {
            manifest.version = VERSION;
            manifest.site = self.site.clone();
            manifest.deploy.clone_from(&id);
            manifest.lease = Some(lease);
            manifest.pending.clone_from(&self.plan.invalidations);
            // Already in the old journal; entries of the new one override it.
            manifest.files.extend(self.written.clone());
            let wanted = |put: &Put| (put.path.clone(), files[&put.path].wanted.clone());
            manifest.journal.extend(self.plan.puts.iter().map(wanted));
        };
        ledger.write(begin).map_err(unfinished)?;
        let finished = std::thread::scope(|scope| {
            let keeper = scope.spawn(|| ledger.keep());
            let result = {
                let _closed = ledger.closed_at_end();
                self.stages(&ledger, &id, report).inspect_err(|_| release_lease(&ledger))
            };
            // A keeper that panicked has renewed nothing. If another deploy took the lease, the next write fails.
            let kept = keeper.join().unwrap_or(Ok(()));
            match (result, kept) {
                // A failed keeper stops all uploads. Its error is the cause, so it is reported.
                (Err(stop), Err(failure)) if stop.kind != StopKind::NotInvalidated => Err(failure),
                (result, _) => result,
            }
        });
        let finished = finished.map_err(unfinished)?;
        // The lease has ended, so others may deploy during this wait.
        let Finished { deploy, invalidation } = finished;
        if let (Some(distribution), Some(invalidation)) = (self.distribution(), &invalidation)
            && settings.waits
        {
            report(Event::Notice("waiting for the CloudFront invalidation"));
            distribution.wait(invalidation)?;
        }
        Ok(Done { deploy, invalidation: invalidation.map(|invalidation| invalidation.id) })
    }

    fn stages(&self, ledger: &Ledger<'_>, id: &str, report: &(dyn Fn(Event<'_>) + Sync)) -> Result<Finished, Stop> {
        let plan = &self.plan;
        let mut records = plan.kept.clone();
        for puts in plan.puts.chunk_by(|a, b| a.stage == b.stage) {
            records.extend(self.stage(puts, report)?);
        }
        let published = |manifest: &mut Manifest| {
            manifest.files = records;
            manifest.journal.clear();
            manifest.gone.clone_from(&plan.gone);
        };
        // If nothing is left to do, the write that publishes the site also ends the lease.
        if plan.removed.is_empty() && plan.expired.is_empty() && plan.invalidations.is_empty() {
            ledger.write(|manifest| {
                published(manifest);
                manifest.lease = None;
            })?;
            return Ok(Finished { deploy: id.to_owned(), invalidation: None });
        }
        ledger.write(published)?;
        // Deleted before the invalidation. Otherwise an edge could fetch the old pages again and keep them for a day.
        self.opened.bucket.delete(&plan.removed)?;
        let invalidation = match self.distribution().filter(|_| !plan.invalidations.is_empty()) {
            None => None,
            Some(distribution) => match distribution.invalidate(id, &plan.invalidations) {
                Ok(invalidation) => Some(invalidation),
                Err(stop) => {
                    let message = format!("the site is published, but not invalidated: {}", stop.message);
                    let help = stop.help.map_or_else(String::new, |help| format!("{help}; "));
                    let help = format!("{help}`notewright deploy` sends the invalidation again");
                    return Err(Stop::new(StopKind::NotInvalidated, message).help(help));
                }
            },
        };
        self.opened.bucket.delete(&plan.expired)?;
        ledger.write(|manifest| {
            manifest.lease = None;
            manifest.pending.clear();
            for path in plan.removed.iter().chain(&plan.expired) {
                manifest.gone.remove(path);
            }
        })?;
        Ok(Finished { deploy: id.to_owned(), invalidation })
    }

    fn distribution(&self) -> Option<Distribution<'_>> {
        let id = self.config.distribution.as_deref()?;
        let Opened { cloudfront, cloudfront_endpoint, region, .. } = &self.opened;
        Some(Distribution { client: cloudfront, endpoint: cloudfront_endpoint.as_deref(), region, id })
    }

    /// Uploads the files of one stage. Returns when no upload is running.
    fn stage(&self, puts: &[Put], report: &(dyn Fn(Event<'_>) + Sync)) -> Result<BTreeMap<String, Record>, Stop> {
        let Some(first) = puts.first() else { return Ok(BTreeMap::new()) };
        let bytes = puts.iter().map(|put| self.source.files()[&put.path].size).sum();
        report(Event::Stage { stage: first.stage, files: puts.len(), bytes });
        let next = AtomicUsize::new(0);
        let records = Mutex::new(BTreeMap::new());
        let stop = Mutex::new(None);
        let work = || {
            while let Some(put) = puts.get(next.fetch_add(1, Ordering::Relaxed)) {
                match self.upload(put) {
                    Ok(record) => {
                        report(Event::Uploaded { path: &put.path, size: record.size });
                        locked(&records).insert(put.path.clone(), record);
                    }
                    Err(failure) => {
                        next.store(puts.len(), Ordering::Relaxed);
                        // Stores the error first, then stops the other threads; their errors are only consequences.
                        locked(&stop).get_or_insert(failure);
                        self.opened.bucket.client().stop();
                    }
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..MOST_AT_ONCE.min(puts.len()) {
                scope.spawn(work);
            }
        });
        match stop.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(failure) => Err(failure),
            None => {
                report(Event::StageDone);
                Ok(records.into_inner().unwrap_or_else(PoisonError::into_inner))
            }
        }
    }

    fn upload(&self, put: &Put) -> Result<Record, Stop> {
        let bucket = &self.opened.bucket;
        let file = &self.source.files()[&put.path];
        let FileContent { bytes, content_type, cache } = self.source.read(&put.path, bucket)?;
        let headers = Headers { content_type: &content_type, cache: &cache };
        let condition = put.replaces.clone().map_or(Condition::Absent, Condition::Is);
        let mut written = bucket.put(&put.path, &bytes, &headers, &condition)?;
        // The object may still be ours, as in the manifest, or it may be gone: then the listing was out of date.
        if let Written::Overtaken(found) = &written
            && (found.is_none() || found.as_ref() == self.known_etag(&put.path))
        {
            let condition = found.clone().map_or(Condition::Absent, Condition::Is);
            written = bucket.put(&put.path, &bytes, &headers, &condition)?;
        }
        match written {
            Written::Done(etag) => Ok(Record { wanted: file.wanted.clone(), size: file.size, etag }),
            Written::Overtaken(_) => {
                let message = format!("another program wrote `{}` meanwhile", put.path);
                Err(Stop::new(StopKind::Failed, message)
                    .help("find out which program it was, then run `notewright deploy` again"))
            }
        }
    }

    fn known_etag(&self, path: &str) -> Option<&String> {
        let (manifest, _) = self.opened.manifest.as_ref()?;
        manifest.files.get(path).map(|record| &record.etag)
    }
}

/// Returns the records of the doubtful objects that a failed deploy has written.
fn written(doubts: &[Doubt<'_>], source: &Source, bucket: &Bucket) -> Result<BTreeMap<String, Record>, Stop> {
    let share = doubts.len().div_ceil(MOST_AT_ONCE).max(1);
    let found = std::thread::scope(|scope| {
        let look = |doubts: &[Doubt<'_>]| {
            let found = doubts.iter().map(|doubt| Ok((doubt.path.to_owned(), written_record(doubt, source, bucket)?)));
            found.collect::<Result<Vec<(String, Option<Record>)>, Stop>>()
        };
        let threads: Vec<_> = doubts.chunks(share).map(|doubts| scope.spawn(move || look(doubts))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect::<Vec<_>>()
    });
    let found = found.into_iter().collect::<Result<Vec<_>, Stop>>()?;
    Ok(found.into_iter().flatten().filter_map(|(path, record)| Some((path, record?))).collect())
}

/// Returns the record of an object if its content equals the journal.
///
/// If the build is unchanged and the bucket is not encrypted, this needs no request. A path that is already ours needs
/// none either.
fn written_record(doubt: &Doubt<'_>, source: &Source, bucket: &Bucket) -> Result<Option<Record>, Stop> {
    let Listed { etag, size } = doubt.listed.clone();
    let record = Record { wanted: doubt.journalled.clone(), size, etag };
    if let Source::Build(build) = source
        && build.files.get(doubt.path).is_some_and(|file| file.wanted == record.wanted)
        && md5(&build.built.bytes(doubt.path)?) == record.etag
    {
        return Ok(Some(record));
    }
    if doubt.is_known {
        return Ok(None);
    }
    let object = bucket.get(doubt.path)?;
    let is_written = |object: &Object| {
        object.etag == record.etag && blake3::hash(&object.bytes).to_hex().starts_with(&record.wanted.hash)
    };
    Ok(object.is_some_and(|object| is_written(&object)).then_some(record))
}
