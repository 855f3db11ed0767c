//! `notewright deploy`: its arguments and help. The deploy itself is in `published.rs`.

#[cfg(feature = "deploy")]
mod published;

#[cfg(feature = "deploy")]
pub(super) use published::run;

use super::{Common, End};
use crate::disk::Options;
use clap::Args;

/// The arguments of `deploy`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Deploy {
    /// Print the steps and an estimate of the cost, and only read from the bucket
    #[arg(long, conflicts_with_all = ["status", "wait"])]
    dry_run: bool,
    /// Print what is published, and whether a deploy is running or unfinished
    #[arg(long, conflicts_with = "wait")]
    status: bool,
    /// Print the earlier deploys that the bucket remembers
    #[arg(long, conflicts_with_all = ["dry_run", "status", "wait", "to"])]
    list: bool,
    /// Publish the site of an earlier deploy again, from the versions in the bucket
    #[arg(long, value_name = "ID", conflicts_with = "status")]
    to: Option<String>,
    /// Wait for the CloudFront invalidation
    #[arg(long)]
    wait: bool,
    /// Deploy to a bucket with objects of others: overwrite those that the site needs, keep the rest
    #[arg(long)]
    adopt: bool,
    /// Deploy even if more than half of the site would be deleted
    #[arg(long)]
    allow_deletes: bool,
    /// Take the lease from another deploy that has died
    #[arg(long)]
    take_over: bool,
}

pub(super) const AFTER_HELP: &str = "Publishes what `notewright build` wrote, to the bucket of `[deploy]` in site.toml. At \
every moment each page is either the old or the new one, with all files that it loads. After a failure, run it again. \
`--to` goes back to a deploy of `--list`, without a build.\n\
\n\
Exit status: 0 done; 1 failed, the site is complete, run it again; 2 arguments, site.toml, disk; 3 refused, nothing was \
written; 4 no credentials, or a permission is missing; 5 another deploy is under way; 6 published, but not \
invalidated: the next run does it.";

#[cfg(not(feature = "deploy"))]
pub(super) fn run(_: &Deploy, _: &Options, common: &Common) -> std::io::Result<End> {
    use crate::diagnostic::Diagnostic;
    let mistake = Diagnostic::error("could-not-run", "this notewright was built without `deploy`")
        .help("install one that has it: `cargo install --path . --features deploy`");
    super::report::refuse(mistake, common)
}
