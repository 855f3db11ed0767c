//! Elements of HTML whose content is Markdown: those with the attribute `markdown` (kramdown, `MkDocs`), and the `<aside>` that Notion
//! writes for a callout. Markdown begins at an empty line, so each gets one after its opening tag and before its closing tag.

use super::super::patch::Edit;
use super::lines::Lines;
use super::mdx::Tag;
use std::ops::Range;

/// Elements nested deeper than this stay as they are.
const MOST_NESTED: usize = 32;

/// Finds where empty lines are needed.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    if !may_be_in(text) {
        return Vec::new();
    }
    let lines = Lines::of(text);
    let mut edits = Vec::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    for index in (0..lines.len()).filter(|&index| !lines.fenced[index]) {
        let range = lines.ranges[index].clone();
        let line = &text[range.clone()];
        let words = line.trim_start_matches([' ', '\t']);
        let start = range.end - words.len();
        if let Some(tag) = Tag::at_start(words) {
            let is_same = open.last().is_some_and(|open| open.name == tag.name);
            if !tag.is_closing && !tag.is_empty && (is_same || is_holder(&tag)) {
                if open.len() == MOST_NESTED {
                    break;
                }
                let is_markdown = is_holder(&tag);
                open.push(Open { name: tag.name, is_markdown, edits: Vec::new() });
                if is_markdown {
                    after(start + tag.length..range.end, index, &lines, &mut open);
                }
            }
            if words.trim_end().ends_with("</summary>") && open.last().is_some_and(|open| open.is_markdown) {
                after(range.end..range.end, index, &lines, &mut open);
            }
        }
        let Some(closing) = open.last().and_then(|open| closing_tag(line, open.name)) else { continue };
        let closing = range.start + closing;
        if let Some(mut done) = open.pop().filter(|open| open.is_markdown) {
            let is_first = text[range.start..closing].trim().is_empty();
            if !is_first || !lines.get(index.saturating_sub(1)).trim().is_empty() {
                done.edits.push(empty_line(if is_first { range.start } else { closing }, if is_first { 1 } else { 2 }));
            }
            edits.append(&mut done.edits);
        }
    }
    edits.sort_by_key(|edit: &Edit| edit.range.start);
    edits
}

/// Whether a text may have such elements.
pub(super) fn may_be_in(text: &str) -> bool {
    text.contains("<aside>")
        || text.match_indices("markdown").any(|(at, _)| text[at + 8..].starts_with(['=', '>', ' ']))
}

/// An element that is open.
struct Open<'a> {
    name: &'a str,
    /// Whether its content is Markdown. It is not in an element of the same name inside it, unless that says so.
    is_markdown: bool,
    /// They hold when it is closed.
    edits: Vec<Edit>,
}

/// Whether the content of an element is Markdown.
fn is_holder(tag: &Tag<'_>) -> bool {
    let is_attribute = |word: &str| {
        let (name, value) = word.split_once('=').unwrap_or((word, "1"));
        name == "markdown" && matches!(value.trim_matches(['"', '\'']), "1" | "block" | "span" | "true" | "")
    };
    let is_block = tag.name.chars().all(|c| c.is_ascii_lowercase());
    is_block
        && ((tag.name == "aside" && tag.attributes.is_empty()) || tag.attributes.split_whitespace().any(is_attribute))
}

/// Where a line closes an element.
fn closing_tag(line: &str, name: &str) -> Option<usize> {
    line.match_indices("</").map(|(at, _)| at).find(|&at| {
        let rest = line[at + 2..].strip_prefix(name);
        rest.is_some_and(|rest| rest.trim_start().starts_with('>'))
    })
}

/// Adds an empty line behind a tag. `rest` is what follows it on its line, with the number `index`.
fn after(rest: Range<usize>, index: usize, lines: &Lines<'_>, open: &mut [Open<'_>]) {
    let Some(open) = open.last_mut() else { return };
    let is_followed = !lines.get(index)[rest.start - lines.ranges[index].start..].trim().is_empty();
    if is_followed {
        open.edits.push(empty_line(rest.start, 2));
    } else if !lines.get(index + 1).trim().is_empty() {
        open.edits.push(empty_line(rest.end, 1));
    }
}

/// Line breaks at an offset.
fn empty_line(at: usize, breaks: usize) -> Edit {
    Edit { range: at..at, text: "\n".repeat(breaks) }
}

#[cfg(test)]
mod tests {
    use super::super::super::patch::Patched;
    use super::*;

    #[test]
    fn content_is_between_empty_lines() {
        for (text, expected) in [
            ("<aside>\n💡 **a**\n\n- b\n</aside>\nc\n", "<aside>\n\n💡 **a**\n\n- b\n\n</aside>\nc\n"),
            ("<aside> 💡 **a** </aside>\n", "<aside>\n\n 💡 **a** \n\n</aside>\n"),
            ("<aside>\n\na\n\n</aside>\n", "<aside>\n\na\n\n</aside>\n"),
            (
                "<div class=\"x\" markdown=\"1\">\n*a*\n<div>\nb\n</div>\n</div>\n",
                "<div class=\"x\" markdown=\"1\">\n\n*a*\n<div>\nb\n</div>\n\n</div>\n",
            ),
            (
                "<details markdown>\n<summary>S</summary>\n*a*\n</details>\n",
                "<details markdown>\n\n<summary>S</summary>\n\n*a*\n\n</details>\n",
            ),
        ] {
            assert_eq!(Patched::new(text, 0, edits(text)).text, expected);
        }
        for same in [
            "<aside>\nnever closed\n",
            "```html\n<aside>\na\n</aside>\n```\n",
            "<div>\n*a*\n</div>\n",
            "<aside class=\"x\">\na\n</aside>\n",
            "<div markdown=\"0\">\na\n</div>\n",
        ] {
            assert_eq!(Patched::new(same, 0, edits(same)).text, same);
        }
    }
}
