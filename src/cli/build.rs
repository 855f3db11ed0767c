//! `notewright build`: builds the site, reports its problems and says what was written.

use super::progress::{Output, Progress};
use super::report::Stream;
use super::report::{counted, refuse, report, stopped, tally, texts_read, verdict};
use super::{Common, End};
use crate::build::{self, Prepared};
use crate::controls::printable;
use crate::diagnostic::{Diagnostic, Format};
use crate::disk::{self, BuildKey, Input, Interrupt, Options, Ownership, Report, Waiting, Writing, Written};
use crate::site::SiteForm;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest wait for another build into the same folder. Large sites are written in seconds.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

pub(super) fn run(options: &Options, common: &Common, form: SiteForm, ownership: Ownership) -> std::io::Result<End> {
    let input = match build::read(options) {
        Ok(input) => input,
        Err(stop) => return stopped(stop, common),
    };
    let waiting = Waiting { longest: LONGEST_WAIT, begins: &|process| say_waiting(process, common) };
    let is_kept = form == SiteForm::Folder && ownership == Ownership::ByManifest;
    let key = match is_kept.then(|| BuildKey::of(options, &input)).transpose() {
        Ok(key) => key,
        Err(error) => return refuse(&error, common),
    };
    match key.as_ref().map(|key| disk::unchanged(key, &input, &waiting)).transpose() {
        Ok(Some(Some((files, report)))) => return say_again(files, &report, &input, common),
        Ok(_) => {}
        Err(error) => return refuse(&error, common),
    }
    match build::prepare_read(options, input, form) {
        Ok(prepared) => {
            let writing = Writing { waiting, interrupt: Interrupt::on_signals(), ownership };
            make(Prepared { key, ..prepared }, common, form, &writing)
        }
        Err(stop) => stopped(stop, common),
    }
}

/// Repeats what the last build said: a build now would change nothing.
fn say_again(files: usize, said: &Report, input: &Input, common: &Common) -> std::io::Result<End> {
    if common.verbose {
        eprint!("{}", texts_read(&input.sources));
    }
    report(&said.diagnostics, &input.sources, common, Stream::Error)?;
    let written = Written { files, ..Written::default() };
    summary(said, &written, &input.out, common)?;
    end(&said.diagnostics, common);
    Ok(verdict(&said.diagnostics, common))
}

fn make(mut prepared: Prepared, common: &Common, form: SiteForm, writing: &Writing<'_>) -> std::io::Result<End> {
    let is_single_file = form == SiteForm::SingleFile;
    if common.verbose {
        eprint!("{}", texts_read(&prepared.sources));
    }
    if is_single_file && common.out.is_none() {
        prepared.out = beside(&prepared.out);
    }
    let out = prepared.out.clone();
    let progress = Progress::begin(&prepared, if common.quiet { Output::Quiet } else { Output::Full });
    let written = if is_single_file { build::write_single_file(prepared) } else { build::write(prepared, writing) };
    if written.is_err() {
        writing.interrupt.end();
    }
    progress.end();
    let outcome = match written {
        Ok(outcome) => outcome,
        Err(error) => return refuse(&error, common),
    };
    report(&outcome.diagnostics, &outcome.sources, common, Stream::Error)?;
    match outcome.written {
        Some(written) => {
            if common.verbose {
                let file_in = out.parent().filter(|_| is_single_file);
                eprint!("{}", files_written(&written, file_in.unwrap_or(&out)));
            }
            summary(&Report::of(&outcome.site, &outcome.diagnostics), &written, &out, common)?;
            end(&outcome.diagnostics, common);
        }
        None => eprintln!("Nothing was written: a page could not be rendered. The old site is unchanged."),
    }
    Ok(verdict(&outcome.diagnostics, common))
}

/// Counts the problems at the end, for a person.
fn end(diagnostics: &[Diagnostic], common: &Common) {
    if !common.quiet && common.format == Format::Human && !diagnostics.is_empty() {
        eprintln!("{}", tally(diagnostics));
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

fn summary(said: &Report, written: &Written, out: &Path, common: &Common) -> std::io::Result<()> {
    let (files, changed, removed) = (written.files, written.changed.len(), written.removed.len());
    let Report { sections, services, .. } = *said;
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
