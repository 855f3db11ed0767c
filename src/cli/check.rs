//! `notewright check`: lists all problems of a site, and with `--fix` repairs the notes.

use super::progress::{Output, Progress};
use super::report::{Stream, colour, counted, report, stopped, tally, texts_read, verdict};
use super::{Common, End, fix};
use crate::build::{self, Outcome};
use crate::diagnostic::{Diagnostic, Format};
use crate::disk::Options;
use crate::site::SiteForm;
use std::io::{IsTerminal, Write};

/// Whether `check --fix` asks before it writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// On a terminal.
    Asked,
    /// Never: `--yes`.
    Answered,
}

/// Asks the author on a terminal. A script, which has none, has seen what it asked for.
fn is_agreed(question: Question, (repairs, files): (usize, usize)) -> std::io::Result<bool> {
    let is_asked = question == Question::Asked && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if repairs == 0 || !is_asked {
        return Ok(true);
    }
    eprint!("Write {} to {}? [y/N] ", counted(repairs, "repair"), counted(files, "file"));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

pub(super) fn run(options: &Options, common: &Common, fix: Option<Question>) -> std::io::Result<End> {
    let mut prepared = match build::prepare(options, SiteForm::Folder) {
        Ok(prepared) => prepared,
        Err(stop) => return stopped(stop, common),
    };
    let mut left = Vec::new();
    if let Some(question) = fix {
        let plan = fix::plan(&prepared);
        let shown = plan.shown(colour(common, Stream::Output));
        // What other programs read is the diagnostics alone.
        match common.format {
            Format::Human => std::io::stdout().write_all(shown.as_bytes())?,
            _ => std::io::stderr().write_all(shown.as_bytes())?,
        }
        let fixed = if is_agreed(question, plan.size())? { plan.write() } else { plan.refused() };
        if !common.quiet {
            eprintln!("{} in {}", counted(fixed.repairs, "repair"), counted(fixed.files, "file"));
        }
        if !fixed.failed.is_empty() {
            let failed: Vec<Diagnostic> = fixed.failed.iter().map(Diagnostic::from).chain(fixed.left).collect();
            report(&failed, &prepared.sources, common, Stream::Error)?;
            return Ok(End::CouldNotRun);
        }
        left = fixed.left;
        prepared = match build::prepare(options, SiteForm::Folder) {
            Ok(prepared) => prepared,
            Err(stop) => return stopped(stop, common),
        };
    }
    if common.verbose {
        eprint!("{}", texts_read(&prepared.sources));
    }
    let progress = Progress::begin(&prepared, if common.quiet { Output::Quiet } else { Output::Full });
    let Outcome { mut diagnostics, sources, site, .. } = build::check(prepared);
    progress.end();
    diagnostics.append(&mut left);
    report(&diagnostics, &sources, common, Stream::Output)?;
    if !common.quiet && common.format == Format::Human {
        let sections = site.section_ids().count();
        eprintln!("{}: {}", counted(sections, "section"), tally(&diagnostics));
    }
    Ok(verdict(&diagnostics, common))
}
