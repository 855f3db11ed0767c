//! The stretches that a notebook is cut into, each repaired and read by itself.

use super::markdown::{Body, Opening, Reader, Surroundings, events};
use super::outline::{Boundary, Outline};
use super::patch::{Edit, Patched};
use super::{MOST_ROUNDS, Title, repair, undefined_references, unread};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use pulldown_cmark::{Event, Tag};
use rayon::prelude::*;
use std::ops::Range;

/// One stretch of a notebook that is read by itself.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Its Markdown, with the footnotes that it needs from elsewhere behind it.
    pub text: Patched,
    /// How its first block is read.
    pub opening: Opening,
    /// Where the footnotes from elsewhere begin.
    pub own_end: usize,
    /// How many blanks of indentation its lines have lost, as the content of a list item.
    pub indentation: usize,
}

/// The text of each part and section, the introduction first, with the footnotes that it needs from elsewhere.
pub(super) fn cut(boundaries: &[Boundary], text: &Patched, outline: &Outline) -> Vec<Chunk> {
    let starts = std::iter::once(0).chain(boundaries.iter().map(|boundary| boundary.start));
    let ends = boundaries.iter().map(|boundary| boundary.start).chain([text.text.len()]);
    let ranges: Vec<Range<usize>> = starts.zip(ends).map(|(start, end)| start..end).collect();
    ranges
        .into_par_iter()
        .enumerate()
        .map(|(index, range)| {
            let boundary = index.checked_sub(1).map(|index| &boundaries[index]);
            let item = boundary.and_then(|boundary| boundary.item.clone());
            let opening = if boundary.is_some() { Opening::Title } else { Opening::Body };
            let own = text.slice(range.clone());
            let mut edits: Vec<Edit> =
                boundary.map_or(&[][..], |boundary| &boundary.edits).iter().map(|edit| edit.within(&range)).collect();
            let mut indentation = 0;
            if let Some(item) = item {
                indentation = item_indentation(&text.text, &item);
                edits.extend(without_item_indent(&text.text, &range, &item, indentation));
            }
            let mut chunk = if edits.is_empty() { own } else { own.edited(edits) };
            let own_end = chunk.text.len();
            for (label, definition) in &outline.footnotes {
                let is_elsewhere = !range.contains(&definition.start);
                if is_elsewhere && refers_to_footnote(&chunk.text, label) {
                    let at = text.origin(definition.start);
                    chunk.replace("\n\n", at..at);
                    chunk.append(&text.slice(definition.clone()));
                }
            }
            Chunk { text: chunk, opening, own_end, indentation }
        })
        .collect()
}

/// Whether a text has `[^label]` in it, in any case.
fn refers_to_footnote(text: &str, label: &str) -> bool {
    text.match_indices("[^").any(|(at, opening)| {
        let words = &text[at + opening.len()..];
        words.find(']').is_some_and(|end| words[..end].to_lowercase() == label.to_lowercase())
    })
}

/// How far the content of a list item is indented, its marker included.
fn item_indentation(text: &str, item: &Range<usize>) -> usize {
    let first_line = text[item.start..item.end].lines().next().unwrap_or_default();
    // The range of an item may begin at its marker or at the blanks before it.
    let blanks = first_line.len() - first_line.trim_start_matches(' ').len();
    let first_line = &first_line[blanks..];
    let marker =
        if first_line.starts_with(['-', '*', '+']) { 1 } else { first_line.find(['.', ')']).map_or(0, |at| at + 1) };
    let spaces = first_line[marker..].len() - first_line[marker..].trim_start_matches(' ').len();
    let line = crate::source::line_start(text, item.start);
    item.start + blanks - line + marker + spaces.clamp(0, 4)
}

/// Edits that free a list item's content from its marker and its indentation; offsets count from `range.start`.
fn without_item_indent(text: &str, range: &Range<usize>, item: &Range<usize>, width: usize) -> Vec<Edit> {
    let line = crate::source::line_start(text, item.start);
    let mut edits = vec![Edit { range: line - range.start..line - range.start + width, text: String::new() }];
    let mut offset = item.start;
    for (number, line) in text[item.clone()].split_inclusive('\n').enumerate() {
        let blanks = line.bytes().take(width).take_while(|&byte| byte == b' ').count();
        if number > 0 && blanks > 0 {
            edits.push(Edit { range: offset - range.start..offset - range.start + blanks, text: String::new() });
        }
        offset += line.len();
    }
    edits
}

/// Reads one chunk of a notebook: repairs it, then takes it apart.
pub(super) fn read(chunk: &Chunk, around: Surroundings<'_>) -> (Title, Body, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let (title, body) = read_in_rounds(chunk, around, MOST_ROUNDS, &mut diagnostics);
    (title, body, diagnostics)
}

fn read_in_rounds(
    chunk: &Chunk,
    around: Surroundings<'_>,
    rounds: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Title, Body) {
    let text = &chunk.text;
    let (found, undefined) = events(&text.text, around);
    let title = match found.first() {
        Some((Event::Start(Tag::Paragraph), range)) if chunk.opening == Opening::Title => Some(range),
        _ => None,
    };
    let repairs = if rounds > 0 { repair::of_section(&text.text, &found, title) } else { Vec::new() };
    if repairs.is_empty() {
        diagnostics.extend(unread::diagnostics(text, chunk.own_end, around.file, &found));
        diagnostics.extend(undefined_references::diagnostics(text, around.file, &found, undefined));
        let readings = repair::readings(&text.text, &found);
        if readings.is_empty() {
            return Reader::new(text, around, diagnostics).read(found, chunk.opening);
        }
        drop(found);
        let text = text.edited(readings);
        let (found, _) = events(&text.text, around);
        return Reader::new(&text, around, diagnostics).read(found, chunk.opening);
    }
    drop(found);
    let mut own_end = chunk.own_end;
    // A footnote from elsewhere is repaired there.
    for repair in repairs.iter().filter(|repair| repair.edit.range.start < chunk.own_end) {
        diagnostics.push(described(repair, text, chunk.indentation, around.file, around.source));
        own_end = own_end + repair.edit.text.len() - repair.edit.range.len();
    }
    let text = text.edited(repairs.into_iter().map(|repair| repair.edit).collect());
    let chunk = Chunk { text, own_end, ..*chunk };
    read_in_rounds(&chunk, around, rounds - 1, diagnostics)
}

/// Converts a repair to a diagnostic. The diagnostic has a fix if the author's file contains exactly the text that the
/// repair replaces. `indentation` is what was removed from the lines of the text.
pub(super) fn described(
    repair: &repair::Repair,
    text: &Patched,
    indentation: usize,
    file: FileId,
    source: &str,
) -> Diagnostic {
    let Edit { range, text: new } = &repair.edit;
    let span = Span::new(file, text.origin_range(range.clone()));
    let diagnostic = Diagnostic::warning(repair.code, repair.message.clone()).at(span).help(repair.help.clone());
    if !text.is_as_written(range.clone()) {
        return diagnostic;
    }
    if indentation == 0 || !new.contains('\n') {
        return diagnostic.fix(span, new.clone());
    }
    let line = text.origin(crate::source::line_start(&text.text, range.start));
    let lost = line - crate::source::line_start(source, line);
    if lost < indentation {
        return diagnostic;
    }
    diagnostic.fix(span, new.replace('\n', &format!("\n{}", " ".repeat(lost))))
}
