//! The manifest in the bucket while a deploy holds its lease: every change is written at once, and only if nobody else wrote.

use super::aws::http::locked;
use super::aws::s3::{Bucket, Condition, Headers, Written};
use super::lease;
use super::manifest::{self, Manifest, VERSION};
use super::{Stop, StopKind};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::io::{Read as _, Write as _};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How often the lease is renewed.
const RENEWAL: Duration = Duration::from_secs(30);

/// The manifest while we hold the lease.
pub(super) struct Ledger<'a> {
    bucket: &'a Bucket,
    /// As it was written last, and its entity tag.
    state: Mutex<(Manifest, Option<String>)>,
    is_closed: Mutex<bool>,
    bell: Condvar,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(bucket: &'a Bucket, manifest: Manifest, etag: Option<String>) -> Self {
        Self { bucket, state: Mutex::new((manifest, etag)), is_closed: Mutex::new(false), bell: Condvar::new() }
    }

    /// Changes the manifest, unless somebody else did.
    pub(super) fn write(&self, change: impl FnOnce(&mut Manifest)) -> Result<(), Stop> {
        let mut state = locked(&self.state);
        let mut manifest = state.0.clone();
        change(&mut manifest);
        let now = self.bucket.client().now();
        manifest.edition = manifest.edition.wrapping_add(1);
        manifest.at = now;
        if let Some(lease) = &mut manifest.lease {
            lease.until = now + lease::LENGTH;
        }
        let headers = Headers { content_type: "application/gzip", cache: "no-store" };
        let condition = state.1.clone().map_or(Condition::Absent, Condition::Is);
        match self.bucket.put(manifest::KEY, &encoded(&manifest)?, &headers, &condition)? {
            Written::Done(etag) => {
                *state = (manifest, Some(etag));
                Ok(())
            }
            Written::Overtaken(_) => Err(held_by("somebody else", 0)),
        }
    }

    /// Renews the lease until the ledger is closed. A lease that is lost, or cannot be renewed, ends the deploy.
    pub(super) fn keep(&self) -> Result<(), Stop> {
        let mut is_closed = locked(&self.is_closed);
        loop {
            let (closed, waited) = self.bell.wait_timeout(is_closed, RENEWAL).unwrap_or_else(PoisonError::into_inner);
            is_closed = closed;
            if *is_closed {
                return Ok(());
            }
            if waited.timed_out()
                && let Err(stop) = self.write(|_| ())
            {
                // Who stopped the client has a trouble of their own to tell.
                if self.bucket.client().is_stopped() {
                    return Ok(());
                }
                self.bucket.client().stop();
                return Err(stop);
            }
        }
    }

    /// Ends [`Self::keep`] when the result is dropped, also in a panic: else nobody would ever let the lease go.
    pub(super) fn closed_at_end(&self) -> Closed<'_> {
        Closed(self)
    }

    /// Ends [`Self::keep`]: when this returns, nothing is renewed any more.
    fn close(&self) {
        *locked(&self.is_closed) = true;
        self.bell.notify_all();
    }
}

/// Closes a ledger when it is dropped.
pub(super) struct Closed<'a>(&'a Ledger<'a>);

impl Drop for Closed<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Ends the lease of a deploy that did not get through, if S3 still listens and nobody else has it; else it ends by itself.
pub(super) fn give_up(ledger: &Ledger<'_>) {
    // A renewal that is being tried again ends before the client goes on, or it would be tried for minutes.
    ledger.bucket.client().stop();
    ledger.close();
    ledger.bucket.client().go_on();
    // What stopped the deploy is worth telling, not that the lease could not be ended either.
    let _ = ledger.write(|manifest| manifest.lease = None);
}

/// The way out of a deploy that failed after it began.
pub(super) fn unfinished(stop: Stop) -> Stop {
    match (stop.kind, &stop.help) {
        (StopKind::Failed, None) => stop.help("the site is whole; run `notewright deploy` again to finish"),
        _ => stop,
    }
}

/// That somebody else is deploying, for some seconds more if we know how many.
pub(super) fn held_by(owner: &str, seconds: u64) -> Stop {
    let until = if seconds == 0 { String::new() } else { format!(" (for {seconds} s more, unless it is renewed)") };
    Stop::new(StopKind::Held, format!("another deploy is under way: {owner}{until}"))
        .help("wait for it; if it is dead, deploy with `--take-over`")
}

fn encoded(manifest: &Manifest) -> Result<Vec<u8>, Stop> {
    let failed =
        |error: &dyn std::fmt::Display| Stop::new(StopKind::Failed, format!("cannot write the manifest: {error}"));
    let json = serde_json::to_vec(manifest).map_err(|error| failed(&error))?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&json).map_err(|error| failed(&error))?;
    packed.finish().map_err(|error| failed(&error))
}

/// What every form of the manifest has.
#[derive(serde::Deserialize)]
struct Form {
    version: u32,
}

/// Reads a manifest as it is stored.
pub(super) fn decoded(bytes: &[u8]) -> Result<Manifest, Stop> {
    let refuse = |message: String| {
        Stop::new(StopKind::Refused, message).help(format!(
            "look at `{}` in the bucket; with versioning its last good version can be restored",
            manifest::KEY
        ))
    };
    let mut json = Vec::new();
    GzDecoder::new(bytes)
        .read_to_end(&mut json)
        .map_err(|error| refuse(format!("the manifest in the bucket is damaged: {error}")))?;
    match serde_json::from_slice::<Form>(&json) {
        Ok(Form { version: VERSION }) => serde_json::from_slice(&json)
            .map_err(|error| refuse(format!("the manifest in the bucket is damaged: {error}"))),
        Ok(Form { version }) => {
            let message =
                format!("the manifest in the bucket has form {version}, and this notewright reads form {VERSION}");
            Err(Stop::new(StopKind::Refused, message)
                .help("deploy with the notewright that deployed last, or a newer one"))
        }
        Err(error) => Err(refuse(format!("the manifest in the bucket is damaged: {error}"))),
    }
}
