//! `notewright deploy`: what is asked, what is printed, how it ends.

#[cfg(feature = "deploy")]
mod published;

#[cfg(feature = "deploy")]
pub(super) use published::run;

use super::{Common, End};
use crate::disk::Options;
use clap::Args;

/// What to do, and how boldly.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Deploy {
    /// Print what would be done; send only reads
    #[arg(long, conflicts_with_all = ["status", "wait"])]
    dry_run: bool,
    /// Say what is published, and whether anything is under way or owed
    #[arg(long, conflicts_with = "wait")]
    status: bool,
    /// Wait until the edges have forgotten what changed
    #[arg(long)]
    wait: bool,
    /// Go on where others have objects too: write over those that the site has as well, leave the rest alone
    #[arg(long)]
    adopt: bool,
    /// Go on when more than half of the site would be deleted
    #[arg(long)]
    allow_deletes: bool,
    /// Take the lease from a deploy that is dead
    #[arg(long)]
    take_over: bool,
}

pub(super) const AFTER_HELP: &str = "Publishes what `notewright build` wrote, to the bucket of `[deploy]` in site.toml. At \
every moment each page is the old one or the new one and has all that it loads; after a failure or a kill, run it again.\n\
\n\
Exit status: 0 done; 1 failed, the site is whole, run it again; 2 arguments, site.toml, disk; 3 refused, nothing was \
written; 4 no credentials, or ones that may not do what is named; 5 another deploy is under way; 6 published, but not \
invalidated: the next run does it.";

#[cfg(not(feature = "deploy"))]
pub(super) fn run(_: &Deploy, _: &Options, common: &Common) -> std::io::Result<End> {
    use crate::diagnostic::Diagnostic;
    let mistake = Diagnostic::error("could-not-run", "this notewright was built without `deploy`")
        .help("install one that has it: `cargo install --path . --features deploy`");
    super::report(&[mistake], &crate::source::Sources::default(), common, super::Stream::Error)?;
    Ok(End::CouldNotRun)
}
