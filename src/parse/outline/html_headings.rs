//! Headings that are written as HTML: `<h3 align="center">1. Tides</h3>` at the start of a line.

use super::Heading;
use crate::html::sanitize;
use crate::parse::patch::Edit;
use crate::parse::syntax;
use std::ops::Range;

/// Reads the headings of a block of raw HTML at the top level: one that it begins with, and those at the start of a line
/// where no element is open.
pub(super) fn read(text: &str, block: &Range<usize>) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let (mut start, mut done) = (block.start, block.start);
    let mut open = 0;
    for line in text[block.clone()].split_inclusive('\n') {
        let begins = line.trim_start().get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("<h"));
        if start >= done && begins {
            open += open_elements(&text[done..start]);
            done = start;
            if let Some(found) = heading(text, &(start..block.end)).filter(|_| open == 0) {
                done = found.range.end;
                headings.push(found);
            }
        }
        start += line.len();
    }
    headings
}

/// How many elements a piece of HTML leaves open, but for paragraphs, which need no closing tag.
fn open_elements(html: &str) -> isize {
    let count = |tag: &str| html.matches(tag).count();
    let open_paragraphs = (count("<p>") + count("<p ")).saturating_sub(count("</p>"));
    sanitize::inspect(html).depth.saturating_sub_unsigned(open_paragraphs)
}

/// Reads the heading that a stretch of raw HTML begins with.
fn heading(text: &str, block: &Range<usize>) -> Option<Heading> {
    let html = &text[block.clone()];
    let start = html.len() - html.trim_start().len();
    let tag = html[start..].strip_prefix("<h").or_else(|| html[start..].strip_prefix("<H"))?;
    let level = tag.chars().next().and_then(|level| level.to_digit(10)).filter(|level| (1..=6).contains(level))?;
    let is_tag = tag[1..].starts_with(|c: char| c == '>' || c.is_whitespace());
    let inside = start + html[start..].find('>').filter(|_| is_tag)? + 1;
    let closer = format!("</h{level}>");
    let close = inside + html[inside..].to_ascii_lowercase().find(&closer)?;
    let words = html[inside..close].split_whitespace().collect::<Vec<_>>().join(" ");
    let heading_text = without_tags(&words);
    if !heading_text.contains(char::is_alphanumeric) {
        return None;
    }
    let level = u8::try_from(level).unwrap_or(6);
    let anchor = syntax::anchor(&html[start..inside]);
    let range = block.start + start..block.start + close + closer.len();
    let line_end = text[range.end..].find(|c: char| c != ' ').map_or(text.len(), |at| range.end + at);
    let edit =
        Edit { range: range.start..line_end, text: format!("{} {anchor}{words}\n", "#".repeat(usize::from(level))) };
    Some(Heading { range, level, text: heading_text, item: None, edit: Some(edit) })
}

/// The words of a piece of HTML, with the commonest entities read.
pub(super) fn without_tags(html: &str) -> String {
    let mut words = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        words.push_str(&rest[..open]);
        match rest[open..].find('>') {
            Some(close) => rest = &rest[open + close + 1..],
            None => {
                words.push_str(&rest[open..]);
                rest = "";
            }
        }
    }
    words.push_str(rest);
    let read = words.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    read.trim().to_owned()
}
