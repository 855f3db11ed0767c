//! Deploy: a build -> an S3 bucket with CloudFront in front of it.
//!
//! [`plan`] decides, from the build, the [`manifest`] in the bucket and the bucket's listing, and touches nothing. The rest
//! carries a plan out and is compiled with the cargo feature `deploy` only: `local` looks at the build, `credentials` and
//! `http` sign and send, `s3` and `cloudfront` know the two services, `ledger` keeps manifest and lease,
//! `run` goes through the stages.

pub mod manifest;
pub mod plan;

#[cfg(feature = "deploy")]
mod aws;
#[cfg(feature = "deploy")]
mod lease;
#[cfg(feature = "deploy")]
mod ledger;
#[cfg(feature = "deploy")]
mod run;
#[cfg(feature = "deploy")]
mod verify_build;

#[cfg(feature = "deploy")]
pub use run::{Done, Outcome, Status, deploy, dry_run, status};

use plan::{Refusal, Stage};
use std::collections::HashMap;

/// What the command line and the environment say.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Settings {
    /// The environment.
    pub environment: HashMap<String, String>,
    /// Go on where others have objects too.
    pub adopts: bool,
    /// Go on when more than half of the site goes.
    pub allows_deletes: bool,
    /// Take the lease from whoever has it.
    pub takes_over: bool,
    /// Wait until the edges have forgotten what changed.
    pub waits: bool,
}

/// Why a deploy did not get through.
#[derive(Debug)]
pub struct Stop {
    /// What it means for the caller.
    pub kind: StopKind,
    /// What happened, lower case.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

/// What a stop means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopKind {
    /// The network or a service failed; the site is whole.
    Failed,
    /// site.toml, the arguments or the disk are wrong.
    Settings,
    /// Nothing was written, on purpose.
    Refused,
    /// No credentials, or ones that may not do this.
    Denied,
    /// Another deploy is under way.
    Held,
    /// The site is published, but edges may still show what was.
    NotInvalidated,
}

/// What a deploy tells while it is under way.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A stage begins.
    Stage {
        /// Which.
        stage: Stage,
        /// Files to upload.
        files: usize,
        /// Their size.
        bytes: u64,
    },
    /// A file is uploaded.
    Uploaded {
        /// Relative to the prefix.
        path: &'a str,
        /// In bytes.
        size: u64,
    },
    /// A stage is done.
    StageDone,
    /// Anything else that is good to know.
    Notice(&'a str),
}

impl Stop {
    /// A stop without a way out that we know.
    pub fn new(kind: StopKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None }
    }

    /// The same, with a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::new(StopKind::Refused, refusal.message).help(refusal.help)
    }
}

impl From<crate::disk::DiskError> for Stop {
    fn from(error: crate::disk::DiskError) -> Self {
        let message = error.to_string();
        Self { kind: StopKind::Settings, message, help: error.help }
    }
}
