//! What notes pasted from elsewhere need before they read as their author meant them.
//!
//! The author's text is right until it is proven broken: what GitHub shows as it is written stays as it is written.
//! A repair is an edit of the text plus a word about it. The page is made from the edited text; the file stays as it
//! is until `check --fix` is asked to write the same edits. Repairing a repaired text finds nothing.

mod asterisks;
mod bullets;
mod containers;
mod html;
mod json;
mod markup;
mod mojibake;
mod names;
mod readings;
mod spaces;
mod structure;
pub(super) mod tables;

pub(super) use readings::{MARKER, readings};
pub(super) use structure::{HTML_CLOSERS, of_structure};

use super::patch::Edit;
use super::ranges::{first_over, sorted};
use markup::Markup;
use pulldown_cmark::{CodeBlockKind, Event, Tag};
use std::collections::HashSet;
use std::ops::Range;

/// One repair of the text for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repair {
    /// The change, in offsets of the text that was looked at.
    pub edit: Edit,
    /// The diagnostic's code.
    pub code: &'static str,
    /// What was found.
    pub message: String,
    /// What was done about it.
    pub help: String,
}

/// Repairs inside one section, from its text and what CommonMark makes of it. `title` is the paragraph that serves
/// as the heading, if the section has one.
pub(super) fn of_section(
    text: &str,
    events: &[(Event<'_>, Range<usize>)],
    title: Option<&Range<usize>>,
) -> Vec<Repair> {
    let mut repairs = json::repairs(text, events, title);
    let taken = sorted(repairs.iter().map(|repair| repair.edit.range.clone()));
    let code = sorted(
        events
            .iter()
            .filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_))))
            .map(|(_, block)| block.clone()),
    );
    let mut more = asterisks::repairs(text, events);
    more.extend(bullets::repairs(text, events));
    let names = names::repairs(text, events);
    let named: HashSet<usize> = names.iter().map(|repair| repair.edit.range.start).collect();
    more.extend(names);
    let raw_html = events.iter().filter(|(event, _)| matches!(event, Event::InlineHtml(_) | Event::Html(_)));
    let markup = Markup::read(text, raw_html.map(|(_, range)| range));
    let mut hidden_until = None;
    let mut block_start = 0;
    for (event, range) in events {
        match event {
            Event::Text(words) if !words.is_ascii() && first_over(&code, range).is_none() => {
                more.extend(mojibake::repairs(text, range.clone()));
            }
            Event::InlineHtml(_) if named.contains(&range.start) => {}
            Event::InlineHtml(tag) => more.extend(html::placeholder(tag, range, &markup)),
            Event::Start(Tag::HtmlBlock) => block_start = range.start,
            Event::Html(line) if !html::is_hidden(line, &mut hidden_until) => {
                // A backslash before the tag that opens a block makes a paragraph of the block.
                let is_opener = text[block_start..range.start].trim().is_empty();
                match html::placeholder(line, range, &markup).filter(|_| is_opener) {
                    Some(repair) => more.push(repair),
                    None => more.extend(html::placeholders(line, range, &markup)),
                }
            }
            Event::Start(Tag::Table(alignments)) => more.extend(tables::repairs(text, range, alignments.len())),
            _ => {}
        }
    }
    repairs.extend(more.into_iter().filter(|repair| first_over(&taken, &repair.edit.range).is_none()));
    repairs.retain(|repair| text[repair.edit.range.clone()] != repair.edit.text);
    repairs
}

/// The language of a fenced block as written, if any.
fn fence_language<'a>(kind: &'a CodeBlockKind<'_>) -> Option<&'a str> {
    match kind {
        CodeBlockKind::Fenced(info) => {
            info.trim().split([' ', ',', '{', '\u{A0}', '\u{3000}']).next().filter(|language| !language.is_empty())
        }
        CodeBlockKind::Indented => None,
    }
}
