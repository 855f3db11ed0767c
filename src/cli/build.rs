//! `notewright build`: builds the site, reports its problems and says what was written.

use super::progress::{Output, Progress};
use super::report::Stream;
use super::report::{counted, refuse, report, stopped, tally, texts_read, verdict};
use super::{Common, End};
use crate::build;
use crate::controls::printable;
use crate::diagnostic::Format;
use crate::disk::{Interrupt, Options, Ownership, Waiting, Writing, Written};
use crate::site::{Site, SiteForm};
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest wait for another build into the same folder. Large sites are written in seconds.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

pub(super) fn run(options: &Options, common: &Common, form: SiteForm, ownership: Ownership) -> std::io::Result<End> {
    let is_single_file = form == SiteForm::SingleFile;
    let mut prepared = match build::prepare(options, form) {
        Ok(prepared) => prepared,
        Err(stop) => return stopped(stop, common),
    };
    if common.verbose {
        eprint!("{}", texts_read(&prepared.sources));
    }
    if is_single_file && common.out.is_none() {
        prepared.out = beside(&prepared.out);
    }
    let out = prepared.out.clone();
    let progress = Progress::begin(&prepared, if common.quiet { Output::Quiet } else { Output::Full });
    let interrupt = Interrupt::on_signals();
    let waiting = Waiting { longest: LONGEST_WAIT, begins: &|process| say_waiting(process, common) };
    let writing = Writing { waiting, interrupt: interrupt.clone(), ownership };
    let written = if is_single_file { build::write_single_file(prepared) } else { build::write(prepared, &writing) };
    if written.is_err() {
        interrupt.end();
    }
    progress.end();
    match written {
        Ok(outcome) => {
            report(&outcome.diagnostics, &outcome.sources, common, Stream::Error)?;
            let end = verdict(&outcome.diagnostics, common);
            match outcome.written {
                Some(written) => {
                    if common.verbose {
                        let file_in = out.parent().filter(|_| is_single_file);
                        eprint!("{}", files_written(&written, file_in.unwrap_or(&out)));
                    }
                    summary(&outcome.site, &written, &out, common)?;
                    if !common.quiet && common.format == Format::Human && !outcome.diagnostics.is_empty() {
                        eprintln!("{}", tally(&outcome.diagnostics));
                    }
                }
                None => eprintln!("Nothing was written: a page could not be rendered. The old site is unchanged."),
            }
            Ok(end)
        }
        Err(error) => refuse(&error, common),
    }
}

fn say_waiting(process: Option<u32>, common: &Common) {
    let process = process.map(|process| format!(", process {process}")).unwrap_or_default();
    if !common.quiet {
        eprintln!("waiting for another build{process}");
    }
}

/// Returns the file beside an output folder: `dist` -> `dist.html`.
fn beside(folder: &Path) -> PathBuf {
    let mut name = folder.file_name().unwrap_or(OsStr::new("site")).to_owned();
    name.push(".html");
    folder.with_file_name(name)
}

fn summary(site: &Site, written: &Written, out: &Path, common: &Common) -> std::io::Result<()> {
    let (files, changed, removed) = (written.files, written.changed.len(), written.removed.len());
    let sections = site.section_ids().count();
    let services = site.named_services().len();
    let text = if common.format == Format::Json {
        let summary = serde_json::json!({
            "sections": sections, "services": services, "files": files, "changed": changed, "removed": removed, "out": out,
        });
        format!("{summary}\n")
    } else if common.quiet {
        return Ok(());
    } else {
        let what = format!("{}, {}", counted(sections, "section"), counted(services, "service"));
        format!("{what}: {} in {}, {changed} changed, {removed} removed\n", counted(files, "file"), out.display())
    };
    std::io::stdout().write_all(text.as_bytes())
}

fn files_written(written: &Written, folder: &Path) -> String {
    let shown = |path: &String| printable(&folder.join(path).display().to_string()).into_owned();
    let changed = written.changed.iter().map(|path| format!("wrote {}\n", shown(path)));
    let removed = written.removed.iter().map(|path| format!("removed {}\n", shown(path)));
    changed.chain(removed).collect()
}
