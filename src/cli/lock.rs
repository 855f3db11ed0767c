//! `notewright lock`: fixes which number means which section.

use super::plan::today;
use super::report::{counted, refuse, stopped};
use super::{Common, End};
use crate::build;
use crate::diagnostic::Diagnostic;
use crate::disk::{self, Options};
use crate::study::lock::{Change, changes, date_changes, describe, lock, parse};
use clap::Args;
use std::io::Write;

/// What happens to addresses that changed.
#[derive(Debug, Args)]
pub(super) struct Lock {
    /// Keep former addresses: they lead to the sections that had them
    #[arg(long)]
    redirect: bool,
}

pub(super) fn run(asked: &Lock, options: &Options, common: &Common) -> std::io::Result<End> {
    let prepared = match build::prepare(options, crate::site::SiteForm::Folder) {
        Ok(prepared) => prepared,
        Err(stop) => return stopped(stop, common),
    };
    let text = match disk::read_lock(&options.root) {
        Ok(text) => text,
        Err(error) => return refuse(&error, common),
    };
    let before = match text.as_deref().map(parse).transpose() {
        Ok(before) => before.unwrap_or_default(),
        Err(error) => {
            let mistake = Diagnostic::error("lock-invalid", format!("cannot read `{}`: {error}", disk::LOCK));
            return refuse(mistake.help("delete it, then run `notewright lock`"), common);
        }
    };
    let notebooks = &prepared.site.notebooks;
    let mut moved = Vec::new();
    for notebook in notebooks.iter().filter(|_| asked.redirect) {
        let Some(locked) = before.notebooks.get(&notebook.id) else { continue };
        for change in changes(locked, &describe(notebook)) {
            if let Change::Moved { from, to } = change {
                moved.push((notebook.id.clone(), from, to));
            }
        }
    }
    let mut now = lock(notebooks, &before, &moved);
    date_changes(&mut now, &before, today());
    let text = serde_json::to_string_pretty(&now).map_err(std::io::Error::other)? + "\n";
    if let Err(error) = disk::write_lock(&options.root, &text) {
        return refuse(&error, common);
    }
    if !common.quiet {
        let sections = now.notebooks.values().map(Vec::len).sum();
        let redirects = counted(now.redirects.len(), "redirect");
        writeln!(std::io::stdout(), "{}, {redirects} in {}", counted(sections, "section"), disk::LOCK)?;
    }
    Ok(End::Done)
}
