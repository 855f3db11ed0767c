//! `notewright infra`: prints or writes the files that set up a host. It contacts no host.

use super::report::{refuse, stopped};
use super::{Common, End};
use crate::build;
use crate::disk::{self, Options};
use crate::hosting::{Host, Moved};
use crate::site::{Site, SiteForm};
use clap::Args;
use std::io::Write;

pub(super) const AFTER_HELP: &str = "Needs no account. With --out DIR, writes the files there; a host with two files needs it to \
tell them apart. Where there are notes, former addresses of their pages become redirects. docs/hosting.md shows how to use \
each file: `notewright infra > stack.yaml`, then `aws cloudformation deploy`, or `notewright infra --for netlify --out \
static/root`, then `notewright build`.";

/// The arguments of `infra`.
#[derive(Debug, Args)]
pub(super) struct Infra {
    /// The host
    #[arg(long = "for", value_name = "HOST", value_enum, default_value = "aws")]
    host: Host,
}

pub(super) fn run(asked: &Infra, options: &Options, common: &Common) -> std::io::Result<End> {
    let has_site = asked.host != Host::Aws && disk::has_site(options);
    let moved = if has_site {
        // `--out` names the folder of the files, not that of the site.
        match build::prepare(&Options { out: None, ..options.clone() }, SiteForm::Folder) {
            Ok(prepared) => moved_pages(&prepared.site),
            Err(stop) => return stopped(stop, common),
        }
    } else {
        Vec::new()
    };
    let files = asked.host.files(&moved);
    if let Some(folder) = &options.out {
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        if let Err(error) = disk::create_new(folder, &files) {
            return refuse(&error, common);
        }
        let written: String = files.iter().map(|(name, _)| format!("{}\n", folder.join(name).display())).collect();
        std::io::stdout().write_all(written.as_bytes())?;
        return Ok(End::Done);
    }
    // `#` begins a comment in both files of a host that has two.
    let texts: Vec<String> = match files.as_slice() {
        [(_, only)] => vec![only.clone()],
        several => several.iter().map(|(name, text)| format!("# {name}\n{text}")).collect(),
    };
    std::io::stdout().write_all(texts.join("\n").as_bytes())?;
    Ok(End::Done)
}

fn moved_pages(site: &Site) -> Vec<Moved> {
    let redirects = site.redirects.iter();
    redirects
        .map(|redirect| Moved { from: redirect.path.clone(), to: site.path(site.destination(redirect.to)) })
        .collect()
}
