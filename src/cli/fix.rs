//! `check --fix`: writes the repairs to the notes. It takes diagnostics with fixes, and gives the differences; it finds
//! no problems.

use crate::build::Prepared;
use crate::config::Config;
use crate::diagnostic::{Colour, Diagnostic, Fix};
use crate::disk::{self, DiskError, Replaced};
use crate::parse;
use crate::source::{FileId, SourceFile};
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The result of writing repairs.
#[derive(Default)]
pub(super) struct Fixed {
    /// Differences, for the author.
    pub shown: String,
    /// Number of repairs.
    pub repairs: usize,
    /// Number of changed files.
    pub files: usize,
    /// Diagnostics for notes that were not changed.
    pub left: Vec<Diagnostic>,
    /// Errors of notes that could not be read or written.
    pub failed: Vec<DiskError>,
}

/// Writes every repair. A note that cannot be written does not stop the others.
pub(super) fn apply(prepared: &Prepared, colour: Colour) -> Fixed {
    let mut fixed = Fixed::default();
    let mut done = BTreeSet::new();
    for (id, path) in &prepared.notebooks {
        let file = prepared.sources.get(*id);
        let found: Vec<&Fix> = prepared
            .diagnostics
            .iter()
            .filter_map(|found| found.fix.as_ref())
            .filter(|fix| fix.span.file == *id)
            .collect();
        let (text, repairs) = repaired_in_rounds(*id, file, found, &prepared.site.config);
        if text == file.text {
            continue;
        }
        let (why, help) = match disk::replace_note(path, file, &text, &mut done) {
            Ok(Replaced::Now) => {
                fixed.shown.push_str(&difference(&file.path, &file.text, &text, colour));
                fixed.repairs += repairs;
                fixed.files += 1;
                continue;
            }
            Ok(Replaced::Before) => continue,
            Ok(Replaced::NotAsRead) => ("it changed while it was checked", "run the command again"),
            Ok(Replaced::NotAsBytes) => (
                "bytes outside the repairs would change",
                "save it as UTF-8, check the bytes that are not text, and run the command again",
            ),
            Err(error) => {
                fixed.failed.push(error);
                continue;
            }
        };
        let left = format!("the repairs of `{}` were not written: {why}", file.path);
        fixed.left.push(Diagnostic::warning("not-fixed", left).help(help));
    }
    fixed
}

/// Returns the repaired text of a note. Repairs can reveal further problems, so it runs several rounds; the rest is
/// repaired by the next run.
fn repaired_in_rounds(id: FileId, file: &SourceFile, found: Vec<&Fix>, config: &Config) -> (String, usize) {
    let (mut text, mut repairs) = repaired(&file.text, found);
    for _ in 1..parse::MOST_ROUNDS {
        if repairs == 0 {
            break;
        }
        let again = SourceFile::new(file.path.clone(), text.clone());
        let (_, diagnostics) = parse::parse(String::new(), id, &again, config);
        let (more, count) = repaired(&text, diagnostics.iter().filter_map(|found| found.fix.as_ref()).collect());
        if count == 0 {
            break;
        }
        text = more;
        repairs += count;
    }
    (text, repairs)
}

/// Applies the fixes to a text, and counts them. A fix that overlaps an earlier one waits for the next round.
fn repaired(before: &str, mut fixes: Vec<&Fix>) -> (String, usize) {
    fixes.sort_by_key(|fix| (fix.span.start, fix.span.end));
    fixes.dedup();
    let line_end = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = String::with_capacity(before.len());
    let mut done = 0;
    let mut count = 0;
    for fix in fixes {
        if fix.span.start < done {
            continue;
        }
        text.push_str(&before[done..fix.span.start]);
        text.push_str(&fix.replacement.replace('\n', line_end));
        done = fix.span.end;
        count += 1;
    }
    text.push_str(&before[done..]);
    (text, count)
}

/// Returns a unified diff.
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
