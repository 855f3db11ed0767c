//! `check --fix`: writes the repairs to the notes. It takes diagnostics with fixes, and gives the differences; it finds
//! no problems.

use crate::build::Prepared;
use crate::config::Config;
use crate::controls::printable;
use crate::diagnostic::{Colour, Diagnostic, Fix};
use crate::disk::{self, DiskError, Replaced};
use crate::parse::{self, Piece};
use crate::source::{Encoding, FileId, SourceFile};
use pulldown_cmark::{Event, Tag};
use similar::{ChangeTag, TextDiff};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// The repairs of one note.
struct PlannedNote<'a> {
    path: &'a Path,
    file: &'a SourceFile,
    text: String,
    repairs: usize,
}

/// What would be written.
pub(super) struct Plan<'a> {
    notes: Vec<PlannedNote<'a>>,
    /// Notes that stay as they are.
    left: Vec<Diagnostic>,
}

/// The result of writing repairs.
#[derive(Default)]
pub(super) struct Fixed {
    /// How many repairs.
    pub repairs: usize,
    /// Number of changed files.
    pub files: usize,
    /// Diagnostics for notes that were not changed.
    pub left: Vec<Diagnostic>,
    /// Errors of notes that could not be read or written.
    pub failed: Vec<DiskError>,
}

/// Finds every repair of every notebook. A note whose words would change beyond its repairs is left as it is.
pub(super) fn plan(prepared: &Prepared) -> Plan<'_> {
    let mut plan = Plan { notes: Vec::new(), left: Vec::new() };
    for (id, path) in &prepared.notebooks {
        let file = prepared.sources.get(*id);
        let found: Vec<&Fix> = prepared
            .diagnostics
            .iter()
            .filter_map(|found| found.fix.as_ref())
            .filter(|fix| fix.span.file == *id)
            .collect();
        let config = &prepared.site.config;
        let (text, repairs) = repaired_in_rounds(*id, file, found, config);
        let is_converted = matches!(file.encoding, Encoding::Legacy(_));
        if text == file.text && !is_converted {
            continue;
        }
        if words(*id, &file.text, config) == words(*id, &text, config) {
            plan.notes.push(PlannedNote { path, file, text, repairs: repairs + usize::from(is_converted) });
        } else {
            let why = format!("the repairs of `{}` are not written: its text would change beyond them", file.path);
            plan.left.push(Diagnostic::warning("not-fixed", why).help("make the repairs one by one by hand"));
        }
    }
    plan
}

/// The words of a note as its pages show them, without the white space between them.
fn words(id: FileId, text: &str, config: &Config) -> String {
    let file = SourceFile::new(String::new(), text);
    let (notebook, _) = parse::parse(String::new(), id, &file, config);
    let parts = notebook.parts.iter().flat_map(|part| [(Some(&part.title), &part.introduction)]);
    let sections = notebook.sections.iter().map(|section| (Some(&section.title), &section.body));
    let mut words = String::new();
    for (title, body) in std::iter::once((None, &notebook.introduction)).chain(parts).chain(sections) {
        words.push_str(title.map_or("", |title| title.html.as_str()));
        for piece in &body.pieces {
            match piece {
                Piece::Markdown(event) => words.push_str(&event_words(event)),
                Piece::Code(code) => words.push_str(&code.text),
                Piece::HeadingStart { level, .. } => words.push_str(&format!("h{level}")),
                Piece::Formula(formula) => words.push_str(&formula.written),
                Piece::MarkStart => words.push_str("<mark>"),
                Piece::BoxStart { .. } => words.push_str("<box>"),
                Piece::HeadingEnd { .. }
                | Piece::MarkEnd
                | Piece::Anchor(_)
                | Piece::BoxTitleEnd(_)
                | Piece::BoxEnd(_) => {}
            }
        }
    }
    words.retain(|character| !character.is_whitespace());
    words
}

fn event_words<'a>(event: &'a Event<'_>) -> Cow<'a, str> {
    match event {
        Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => Cow::Borrowed(text),
        Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => Cow::Borrowed("<em>"),
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Cow::Borrowed(dest_url),
        _ => Cow::Borrowed(""),
    }
}

impl Plan<'_> {
    /// The differences, for the author to see.
    pub(super) fn shown(&self, colour: Colour) -> String {
        let mut shown = String::new();
        for PlannedNote { file, text, .. } in &self.notes {
            if let Encoding::Legacy(encoding) = file.encoding {
                shown.push_str(&format!("{}: {} becomes UTF-8\n", file.path, encoding.name()));
            }
            if *text != file.text {
                shown.push_str(&difference(&file.path, &file.text, text, colour));
            }
        }
        shown
    }

    /// How many repairs there are, and in how many files.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.notes.iter().map(|note| note.repairs).sum(), self.notes.len())
    }

    /// Writes what is shown. A note that cannot be written keeps no other one from it.
    pub(super) fn write(self) -> Fixed {
        let mut fixed = Fixed { left: self.left, ..Fixed::default() };
        let mut done = BTreeSet::new();
        for PlannedNote { path, file, text, repairs } in self.notes {
            let (why, help) = match disk::replace_note(path, file, &text, &mut done) {
                Ok(Replaced::Now) => {
                    fixed.repairs += repairs;
                    fixed.files += 1;
                    continue;
                }
                Ok(Replaced::Before) => continue,
                Ok(Replaced::NotAsRead) => ("it changed while it was checked", "run the command again"),
                Ok(Replaced::NotAsBytes) => (
                    "it would not stay the same byte for byte where nothing is repaired",
                    "take out the control characters and other places that are no text, or save it as UTF-8, and run the command again",
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

    /// Writes nothing.
    pub(super) fn refused(self) -> Fixed {
        Fixed { left: self.left, ..Fixed::default() }
    }
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
        let (path, mut shown) = (printable(path), difference.unified_diff());
        return printable_lines(&shown.context_radius(1).header(&path, &path).to_string());
    }
    let mut shown = format!("\x1b[1m{}\x1b[0m\n", printable(path));
    for group in difference.grouped_ops(1) {
        for change in group.iter().flat_map(|operation| difference.iter_changes(operation)) {
            let (sign, start) = match change.tag() {
                ChangeTag::Delete => ('-', "\x1b[31m"),
                ChangeTag::Insert => ('+', "\x1b[32m"),
                ChangeTag::Equal => (' ', ""),
            };
            let _ = writeln!(shown, "{start}{sign}{}\x1b[0m", printable(change.value().trim_end_matches(['\n', '\r'])));
        }
    }
    shown
}

/// Returns a text for a terminal, with its line ends as they are.
fn printable_lines(text: &str) -> String {
    let line = |line: &str| match line.strip_suffix("\r\n") {
        Some(line) => format!("{}\r\n", printable(line)),
        None => printable(line).into_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}
