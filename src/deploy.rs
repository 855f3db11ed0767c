//! Deploys a build to an S3 bucket with CloudFront in front of it. It takes a built site, and gives the outcome; it
//! does not build.
//!
//! [`plan`] decides what to do, from the build, the [`manifest`] in the bucket and the listing of the bucket. It does
//! no I/O. The other modules carry out the plan; they are compiled with the cargo feature `deploy` only. `verify_build`
//! checks the build, `restore` finds earlier deploys, `ledger` and `lease` keep the manifest and the lease, `aws` sends
//! the requests, and `run` goes through the stages. [`cost`] estimates what a plan costs.

pub mod cost;
pub mod manifest;
pub mod plan;

#[cfg(feature = "deploy")]
mod aws;
#[cfg(feature = "deploy")]
mod content;
#[cfg(feature = "deploy")]
mod lease;
#[cfg(feature = "deploy")]
mod ledger;
#[cfg(feature = "deploy")]
mod opened;
#[cfg(feature = "deploy")]
mod origin;
#[cfg(feature = "deploy")]
mod restore;
#[cfg(feature = "deploy")]
mod run;
#[cfg(feature = "deploy")]
mod verify_build;

#[cfg(feature = "deploy")]
pub use opened::{Status, list, status};
#[cfg(feature = "deploy")]
pub use restore::Deployed;
#[cfg(feature = "deploy")]
pub use run::{Done, Outcome, deploy, dry_run};

use crate::site::stage::Stage;
use plan::Refusal;
use std::collections::HashMap;

/// Settings from the command line and the environment.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Settings {
    /// Environment variables.
    pub environment: HashMap<String, String>,
    /// Whether to deploy to a bucket with objects of others.
    pub adopts: bool,
    /// Whether to deploy if more than half of the site would be deleted.
    pub allows_deletes: bool,
    /// Whether to take the lease from another deploy.
    pub takes_over: bool,
    /// Whether to wait for the CloudFront invalidation.
    pub waits: bool,
    /// Id of the earlier deploy to publish again. `None` publishes the output folder.
    pub to: Option<String>,
    /// The command that builds the site, for advice.
    pub build_command: String,
}

/// The reason why a deploy stopped.
#[derive(Debug)]
pub struct Stop {
    /// Kind, for the exit status.
    pub kind: StopKind,
    /// What happened, in lower case.
    pub message: String,
    /// What to do, if it is known.
    pub help: Option<String>,
}

/// The kinds of stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopKind {
    /// The network or a service failed; readers see a complete site.
    Failed,
    /// site.toml, the arguments or the disk are wrong.
    Settings,
    /// The deploy was refused before anything was written.
    Refused,
    /// There are no credentials, or they lack a permission.
    Denied,
    /// Another deploy holds the lease.
    Held,
    /// The site is published, but CloudFront may still serve old pages.
    NotInvalidated,
}

/// Progress of a deploy.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A stage begins.
    Stage {
        /// The stage.
        stage: Stage,
        /// Number of files to upload.
        files: usize,
        /// Their size in bytes.
        bytes: u64,
    },
    /// A file was uploaded.
    Uploaded {
        /// Path relative to the prefix.
        path: &'a str,
        /// Size in bytes.
        size: u64,
    },
    /// A stage has ended.
    StageDone,
    /// Other information for the user.
    Notice(&'a str),
}

impl Stop {
    /// Makes a stop without advice.
    pub fn new(kind: StopKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None }
    }

    /// Adds advice.
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
