//! `check --fix`: the repairs that were made on the way to the page, written to the notes.

use crate::build::Prepared;
use crate::diagnostic::{Colour, Fix};
use crate::disk::{self, DiskError};
use crate::source::SourceFile;
use similar::{ChangeTag, TextDiff};
use std::fmt::Write as _;

/// What was written.
pub(super) struct Fixed {
    /// The differences, for the author to see.
    pub shown: String,
    /// How many repairs.
    pub repairs: usize,
    /// In how many files.
    pub files: usize,
}

/// Writes every repair of every notebook.
pub(super) fn apply(prepared: &Prepared, colour: Colour) -> Result<Fixed, DiskError> {
    let mut fixed = Fixed { shown: String::new(), repairs: 0, files: 0 };
    for (id, path) in &prepared.notebooks {
        let file = prepared.sources.get(*id);
        let fixes: Vec<&Fix> = prepared
            .diagnostics
            .iter()
            .filter_map(|found| found.fix.as_ref())
            .filter(|fix| fix.span.file == *id)
            .collect();
        let (repaired, repairs) = repaired(file, fixes);
        if repaired == file.text {
            continue;
        }
        fixed.shown.push_str(&difference(&file.path, &file.text, &repaired, colour));
        disk::replace_note(path, &file.encode(&file.text), &file.encode(&repaired))?;
        fixed.repairs += repairs;
        fixed.files += 1;
    }
    Ok(fixed)
}

/// The text with its repairs, and how many; one that overlaps an earlier one waits for the next run.
fn repaired(file: &SourceFile, mut fixes: Vec<&Fix>) -> (String, usize) {
    fixes.sort_by_key(|fix| (fix.span.start, fix.span.end));
    let line_end = if file.text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = String::with_capacity(file.text.len());
    let mut done = 0;
    let mut count = 0;
    for fix in fixes {
        if fix.span.start < done {
            continue;
        }
        text.push_str(&file.text[done..fix.span.start]);
        text.push_str(&fix.replacement.replace('\n', line_end));
        done = fix.span.end;
        count += 1;
    }
    text.push_str(&file.text[done..]);
    (text, count)
}

/// A unified difference.
fn difference(path: &str, old: &str, new: &str, colour: Colour) -> String {
    let difference = TextDiff::from_lines(old, new);
    if colour == Colour::Off {
        return difference.unified_diff().context_radius(1).header(path, path).to_string();
    }
    let mut shown = format!("\x1b[1m{path}\x1b[0m\n");
    for group in difference.grouped_ops(1) {
        for change in group.iter().flat_map(|operation| difference.iter_changes(operation)) {
            let (sign, start) = match change.tag() {
                ChangeTag::Delete => ('-', "\x1b[31m"),
                ChangeTag::Insert => ('+', "\x1b[32m"),
                ChangeTag::Equal => (' ', ""),
            };
            let _ = writeln!(shown, "{start}{sign}{}\x1b[0m", change.value().trim_end_matches(['\n', '\r']));
        }
    }
    shown
}
