//! Keeps the manifest in the bucket up to date during a deploy. It takes changes, and writes each one at once, on the
//! condition that no other deploy has written the manifest. It does not decide what to deploy.

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

/// Renewal interval of the lease. A quarter of its length, so that three renewals may fail.
const RENEWAL: Duration = Duration::from_secs(30);

/// The manifest of a deploy that holds the lease.
pub(super) struct Ledger<'a> {
    bucket: &'a Bucket,
    /// The manifest as it was last written, and its entity tag.
    state: Mutex<(Manifest, Option<String>)>,
    is_closed: Mutex<bool>,
    closed: Condvar,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(bucket: &'a Bucket, manifest: Manifest, etag: Option<String>) -> Self {
        Self { bucket, state: Mutex::new((manifest, etag)), is_closed: Mutex::new(false), closed: Condvar::new() }
    }

    /// Changes the manifest, unless another deploy has changed it.
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
            Written::Overtaken(_) => Err(held_by("an unknown owner", 0)),
        }
    }

    /// Renews the lease until the ledger is closed. If the lease is lost or cannot be renewed, stops the deploy.
    pub(super) fn keep(&self) -> Result<(), Stop> {
        let mut is_closed = locked(&self.is_closed);
        loop {
            let (guard, waited) = self.closed.wait_timeout(is_closed, RENEWAL).unwrap_or_else(PoisonError::into_inner);
            is_closed = guard;
            if *is_closed {
                return Ok(());
            }
            if waited.timed_out()
                && let Err(stop) = self.write(|_| ())
            {
                // The client was stopped because of another error, which is reported instead.
                if self.bucket.client().is_stopped() {
                    return Ok(());
                }
                self.bucket.client().stop();
                return Err(stop);
            }
        }
    }

    /// Returns a guard that ends [`Self::keep`] when it is dropped, also in a panic. Otherwise the lease would be
    /// renewed forever.
    pub(super) fn closed_at_end(&self) -> Closed<'_> {
        Closed(self)
    }

    /// Ends [`Self::keep`]: after this, the lease is not renewed.
    fn close(&self) {
        *locked(&self.is_closed) = true;
        self.closed.notify_all();
    }
}

/// Closes a ledger when it is dropped.
pub(super) struct Closed<'a>(&'a Ledger<'a>);

impl Drop for Closed<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Ends the lease of a failed deploy, if S3 still answers and no other deploy has taken it. Otherwise the lease
/// expires.
pub(super) fn release_lease(ledger: &Ledger<'_>) {
    // Stops the retries of a running renewal; they could take minutes.
    ledger.bucket.client().stop();
    ledger.close();
    ledger.bucket.client().resume();
    // The first error is reported. That the lease could not be ended is not important.
    let _ = ledger.write(|manifest| manifest.lease = None);
}

/// Adds advice to the error of a deploy that failed after its start.
pub(super) fn unfinished(stop: Stop) -> Stop {
    match (stop.kind, &stop.help) {
        (StopKind::Failed, None) => stop.help("the site is whole; run `notewright deploy` again to finish"),
        _ => stop,
    }
}

/// Makes the error "another deploy is under way". `seconds` is the rest of its lease; 0 if it is unknown.
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

/// The field that every version of the manifest has.
#[derive(serde::Deserialize)]
struct Form {
    version: u32,
}

/// Reads a stored manifest.
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
