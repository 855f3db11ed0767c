//! An edit inside one section: what becomes of its notebook, without reading the rest of the file again.
//!
//! This is for the preview of large files, where a full parse takes a hundred times as long. It answers only where it can
//! prove that nothing outside the section changes; everything else is left to [`super::parse`].

use super::chunk::{self, Chunk};
use super::heading_words::{self, months};
use super::markdown::{Opening, Surroundings};
use super::numbering::Kind;
use super::outline::{self, Outline};
use super::patch::Patched;
use super::{Notebook, Section, SectionNumber, assembly, numbering, repair, syntax};
use crate::config::{Config, NumberStyle, SectionRule};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::ops::Range;

/// One section read anew.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Which one.
    pub section: usize,
    /// What it is now.
    pub content: Section,
    /// Its bytes in the file as it was.
    pub before: Range<usize>,
    /// What the author should know about it.
    pub diagnostics: Vec<Diagnostic>,
    /// Where everything behind it is now.
    pub moves: Moves,
}

/// How far an edit moves the text behind it.
#[derive(Clone, Copy, Debug)]
pub struct Moves {
    bytes: isize,
    lines: isize,
}

/// Reads the section that differs between two states of a notebook's file. None when the difference is not inside one
/// section, or may reach beyond it: a heading, a number, a link definition, a footnote, a fence left open.
#[must_use]
pub fn edit(notebook: &Notebook, before: &str, after: &str, config: &Config) -> Option<Edit> {
    let rule = notebook.front_matter.sections.unwrap_or(config.notes.sections);
    let is_plenty = |text: &str| outline::are_plenty(notebook.sections.len(), text.len());
    let may_stay = rule == SectionRule::Headings || (is_plenty(before) && is_plenty(after));
    if crate::language::guess(after) != notebook.guessed_language {
        return None;
    }
    if !matches!(rule, SectionRule::Auto | SectionRule::Headings) || !notebook.is_settled || !may_stay {
        return None;
    }
    let same = same_at_start(before.as_bytes(), after.as_bytes());
    let rest = same_at_end(&before.as_bytes()[same..], &after.as_bytes()[same..]);
    let changed = same..before.len() - rest;
    let section = notebook.sections.partition_point(|section| section.range.start <= changed.start).checked_sub(1)?;
    let content = &notebook.sections[section];
    let old_range = content.range.clone();
    // What is put in just before the next heading belongs to this section, what is put in at its end also to the next one.
    let is_inside = old_range.start < changed.start && changed.end < old_range.end;
    let grown = after.len().checked_signed_diff(before.len())?;
    let end = old_range.end.checked_add_signed(grown)?;
    let (old, new) = (before.get(old_range.clone())?, after.get(old_range.start..end)?);
    let is_followed_by_heading = old_range.end == before.len() || before[old_range.end..].starts_with('#');
    if !is_inside || !is_followed_by_heading || !new.ends_with('\n') || !old.ends_with('\n') {
        return None;
    }
    // A target on the line before the heading moves into it.
    let follows_target = before[..old_range.start].trim_end().ends_with("</a>");
    let is_rewritten = !syntax::is_untouched(old) || !syntax::is_untouched(new);
    if follows_target || is_rewritten || syntax::is_whole_rewritten(after) {
        return None;
    }
    let (old_outline, new_outline) = (closed(old)?, closed(new)?);
    let number = content.number.as_ref()?;
    if structure(&old_outline) != structure(&new_outline) {
        return None;
    }
    let reaches_beyond = |text: &str, outline: &Outline| {
        !outline.definitions.is_empty() || text.contains("[^") || !repair::of_structure(text, outline).is_empty()
    };
    if reaches_beyond(old, &old_outline) || reaches_beyond(new, &new_outline) {
        return None;
    }
    let around = Surroundings {
        file: notebook.file,
        source: after,
        definitions: &notebook.definitions,
        raw_html: config.markdown.html,
        policies: config.markdown.policy,
        scripts: config.markdown.scripts,
        policy_allow: &config.markdown.policy_allow,
    };
    let text = Patched::new(new, old_range.start, Vec::new());
    let chunk = Chunk { text, opening: Opening::Title, own_end: new.len(), indentation: 0 };
    let (title, body, mut diagnostics) = chunk::read(&chunk, around);
    let title = title.without_number(number).or_first_words(&body);
    let content = Section { title, body, range: old_range.start..end, ..content.clone() };
    diagnostics.extend(assembly::without_title(&content, notebook.file));
    let lines = newlines(new).checked_signed_diff(newlines(old))?;
    Some(Edit { section, content, before: old_range, diagnostics, moves: Moves { bytes: grown, lines } })
}

impl Notebook {
    /// Puts the section in place and moves what follows it.
    pub fn apply(&mut self, edit: Edit) {
        for part in &mut self.parts {
            if part.first_section > edit.section {
                part.introduction.ranges.iter_mut().for_each(|range| edit.moves.range(range));
            }
        }
        for section in &mut self.sections[edit.section + 1..] {
            edit.moves.range(&mut section.range);
            section.line = section.line.saturating_add_signed(edit.moves.lines);
            section.body.ranges.iter_mut().for_each(|range| edit.moves.range(range));
        }
        let section = edit.section;
        self.sections[section] = edit.content;
    }
}

impl Moves {
    /// Moves a range of the file that lies behind the section.
    fn range(self, range: &mut Range<usize>) {
        range.start = range.start.saturating_add_signed(self.bytes);
        range.end = range.end.saturating_add_signed(self.bytes);
    }

    /// Moves a span of the file behind the section.
    pub fn span(self, span: &mut Span) {
        let mut range = span.range();
        self.range(&mut range);
        *span = Span::new(span.file, range);
    }
}

/// The outline of a section, if it begins with its heading and what follows it would begin at the top level again.
fn closed(text: &str) -> Option<Outline> {
    const NEXT: &str = "# Next\n";
    if !text.starts_with('#') {
        return None;
    }
    let mut outline = outline::read(&format!("{text}{NEXT}"));
    let next = outline.headings.pop()?;
    let begins_with_heading = outline.headings.first()?.range.start == 0;
    (begins_with_heading && next.item.is_none() && next.range.start == text.len()).then_some(outline)
}

/// What of a heading decides where sections begin: its level, what its number may be, and the list item that it opens. The
/// words count as well: one text over and over is `Answer`, and no part.
type Mark = (u8, Vec<(SectionNumber, Kind, NumberStyle)>, Option<u64>, String);

fn structure(outline: &Outline) -> Vec<Mark> {
    outline
        .headings
        .iter()
        .enumerate()
        .map(|(index, heading)| {
            let written = heading.item.as_ref().map(|item| item.written);
            let readings = numbering::readings(&heading.text);
            // The title of the section itself, behind its number, decides nothing, unless it is a date.
            let is_dated = |found: &numbering::Numbered| numbering::is_date(heading.text[found.prefix..].trim());
            let words = match index {
                0 if readings.iter().any(is_dated) => "(date)".to_owned(),
                0 if months::day_at_start(&heading.text).is_some() => heading.text.clone(),
                // Messages about missing numbers ask it.
                0 if numbering::last_of_range(&heading.text).is_some() => heading.text.clone(),
                0 if heading_words::is_article(&heading.text) => "(article)".to_owned(),
                0 => String::new(),
                _ => heading.text.clone(),
            };
            (
                heading.level,
                readings.into_iter().map(|reading| (reading.number, reading.kind, reading.style)).collect(),
                written,
                words,
            )
        })
        .collect()
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'\n').count()
}

/// Bytes compared at once.
const BLOCK: usize = 4096;

fn same_at_start(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.chunks_exact(BLOCK).zip(b.chunks_exact(BLOCK)).take_while(|(a, b)| a == b).count() * BLOCK;
    blocks + a[blocks..].iter().zip(&b[blocks..]).take_while(|(a, b)| a == b).count()
}

fn same_at_end(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.rchunks_exact(BLOCK).zip(b.rchunks_exact(BLOCK)).take_while(|(a, b)| a == b).count() * BLOCK;
    let (a, b) = (&a[..a.len() - blocks], &b[..b.len() - blocks]);
    blocks + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}
