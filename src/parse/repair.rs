//! What notes pasted from elsewhere need before they read as their author meant them.
//!
//! A repair is an edit of the text plus a word about it. The page is made from the edited text; the file stays as it
//! is until `check --fix` is asked to write the same edits. Repairing a repaired text finds nothing.

mod asterisks;
mod containers;
mod json;
mod mojibake;

use super::numbering;
use super::outline::Outline;
use super::patch::Edit;
use crate::html::sanitize;
use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use std::ops::Range;

/// One thing put right on the way to the page.
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

/// Repairs that decide where sections begin: they come before the file is cut.
pub(super) fn of_structure(text: &str, outline: &Outline) -> Vec<Repair> {
    let mut repairs = Vec::new();
    let in_code = |offset: usize| outline.code_blocks.iter().any(|block| block.contains(&offset));
    let mut offset = 0;
    let mut above = "";
    for line in text.split_inclusive('\n') {
        if line.starts_with('#') && !in_code(offset) {
            repairs.extend(space_after_hashes(line, offset));
        }
        if line.starts_with(|c: char| c.is_ascii_digit()) && above.trim().is_empty() && !in_code(offset) {
            repairs.extend(underlined_item(text, line, offset));
        }
        above = line;
        offset += line.len();
    }
    repairs.extend(outline.code_blocks.iter().filter_map(|block| unclosed_fence(text, block, outline)));
    repairs.extend(outline.html_blocks.iter().filter_map(|block| unclosed_html(text, block, outline)));
    // A line of its own with such a tag hides the headings up to the next blank line.
    let placeholders = outline.html_blocks.iter().filter_map(|block| {
        let line = text[block.clone()].lines().next()?;
        placeholder(line, &(block.start..block.start + line.len()))
    });
    repairs.extend(placeholders);
    // `### 12 â€“ Title` shows its number when it is put right. Code and addresses are looked at with the rest of the section.
    for heading in &outline.headings {
        let words = &text[heading.range.clone()];
        let length = words.find(['`', '<', '[']).unwrap_or(words.len());
        if !words[..length].is_ascii() {
            repairs.extend(mojibake::repairs(text, heading.range.start..heading.range.start + length));
        }
    }
    repairs
}

/// `###12. Title` is a paragraph to CommonMark, and the section would be lost in the one before it.
fn space_after_hashes(line: &str, offset: usize) -> Option<Repair> {
    let hashes = line.bytes().take_while(|&byte| byte == b'#').count();
    let title = &line[hashes..];
    let is_heading =
        hashes <= 6 && title.starts_with(|c: char| c.is_ascii_digit()) && numbering::parse(title).is_some();
    is_heading.then(|| Repair {
        edit: Edit { range: offset + hashes..offset + hashes, text: " ".into() },
        code: "heading-without-space",
        message: format!("`{}` needs a space before the number to be a heading", &line[..hashes]),
        help: "read as a heading".into(),
    })
}

/// `1. Title` above a line of `=` or `-` is a list item to CommonMark, which its author underlined as a heading.
/// A short `---` below an item may be a rule and stays one.
fn underlined_item(text: &str, line: &str, offset: usize) -> Option<Repair> {
    let title = line.trim_end();
    let underline_start = offset + line.len();
    let underline = text.get(underline_start..)?.lines().next()?;
    let is_of = |sign: char| !underline.is_empty() && underline.trim_end().chars().all(|c| c == sign);
    let hashes = match underline.trim_end().len() {
        length if length >= 3 && is_of('=') => "#",
        length if length * 2 >= title.len() && length >= 3 && is_of('-') => "##",
        _ => return None,
    };
    numbering::parse(title)?;
    Some(Repair {
        edit: Edit { range: offset..underline_start + underline.len(), text: format!("{hashes} {title}") },
        code: "heading-in-list",
        message: "Markdown reads this underlined heading as a list item".into(),
        help: format!("read as a heading; write it as `{hashes} {title}`"),
    })
}

/// A fence that nobody closed swallows the sections after it. Its content gives it away: a heading of the very form and
/// number that comes next in the file, followed by the end of the file or by another fence that opens with a language.
fn unclosed_fence(text: &str, block: &Range<usize>, outline: &Outline) -> Option<Repair> {
    let fence = text[block.start..].chars().next().filter(|&c| c == '`' || c == '~')?;
    let swallowed = swallowed_heading(text, block, outline)?;
    let opening = fence.to_string().repeat(3);
    let opens_again = text[swallowed..block.end].lines().any(|line| {
        let line = line.trim();
        line.starts_with(&opening) && !line.trim_start_matches(fence).is_empty()
    });
    let is_last = text[block.end..].trim().is_empty() && !closes(&text[block.clone()], fence);
    let marker = text[block.start..].chars().take_while(|&c| c == fence).collect::<String>();
    (is_last || opens_again).then(|| Repair {
        edit: Edit { range: swallowed..swallowed, text: format!("{marker}\n\n") },
        code: "fence-not-closed",
        message: "this heading is inside a code fence that is never closed".into(),
        help: format!("the fence is closed above it; put a line `{marker}` where the code ends"),
    })
}

/// What opens a block of raw HTML that blank lines do not end, and what closes it (CommonMark 0.31, section 4.6).
const HTML_CLOSERS: [(&str, &str); 7] = [
    ("<!--", "-->"),
    ("<![cdata[", "]]>"),
    ("<?", "?>"),
    ("<pre", "</pre>"),
    ("<script", "</script>"),
    ("<style", "</style>"),
    ("<textarea", "</textarea>"),
];

/// A comment or a `<pre>` that nobody closed swallows the sections after it as a fence does.
fn unclosed_html(text: &str, block: &Range<usize>, outline: &Outline) -> Option<Repair> {
    let start = text[block.clone()].trim_start();
    let begins = |opener: &str| start.get(..opener.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(opener));
    let (opener, closer) = HTML_CLOSERS.into_iter().find(|(opener, _)| begins(opener))?;
    if start.to_ascii_lowercase().contains(closer) {
        return None;
    }
    let swallowed = swallowed_heading(text, block, outline)?;
    Some(Repair {
        edit: Edit { range: swallowed..swallowed, text: format!("{closer}\n\n") },
        code: "html-not-closed",
        message: format!("this heading is inside a `{opener}` that is never closed"),
        help: format!("it is closed above the heading; put `{closer}` where it ends"),
    })
}

/// The first line of a block that is a heading of the form of the one before the block and has the number that comes next
/// in the file, unless a heading after the block has it.
fn swallowed_heading(text: &str, block: &Range<usize>, outline: &Outline) -> Option<usize> {
    let before = outline.headings.iter().rev().find(|heading| heading.range.start < block.start)?;
    let previous = numbering::parse(&before.text)?.number;
    let comes_next =
        |heading: &str| numbering::parse(heading).is_some_and(|found| previous.is_followed_by(&found.number));
    if outline
        .headings
        .iter()
        .find(|heading| heading.range.start >= block.end)
        .is_some_and(|after| comes_next(&after.text))
    {
        return None;
    }
    let marker = format!("{} ", "#".repeat(usize::from(before.level)));
    let mut offset = block.start;
    for line in text[block.clone()].split_inclusive('\n') {
        if offset > block.start && line.strip_prefix(&marker).is_some_and(comes_next) {
            return Some(offset);
        }
        offset += line.len();
    }
    None
}

fn closes(block: &str, fence: char) -> bool {
    let last = block.trim_end().lines().skip(1).last().unwrap_or_default().trim();
    last.len() >= 3 && last.chars().all(|c| c == fence)
}

/// Repairs inside one section, from its text and what CommonMark makes of it. `title` is the paragraph that stands for a
/// heading, if one does.
pub(super) fn of_section(
    text: &str,
    events: &[(Event<'_>, Range<usize>)],
    title: Option<&Range<usize>>,
) -> Vec<Repair> {
    let mut repairs = json::repairs(text, events, title);
    let taken: Vec<Range<usize>> = repairs.iter().map(|repair| repair.edit.range.clone()).collect();
    let is_free = |range: &Range<usize>| !taken.iter().any(|other| range.start < other.end && other.start < range.end);
    let mut more = asterisks::repairs(text, events);
    let mut items: Vec<Range<usize>> = Vec::new();
    let mut not_prose = 0_usize;
    let mut hidden_until = None;
    for (event, range) in events {
        match event {
            Event::Start(Tag::Item) => items.push(range.clone()),
            Event::End(TagEnd::Item) => drop(items.pop()),
            Event::Start(
                Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Link { .. } | Tag::Image { .. } | Tag::Heading { .. },
            ) => {
                not_prose += 1;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Link | TagEnd::Image | TagEnd::Heading(_)) => {
                not_prose -= 1;
            }
            _ => {}
        }
        match event {
            Event::Text(words) if !words.is_ascii() && !in_code(events, range) => {
                more.extend(mojibake::repairs(text, range.clone()));
            }
            Event::InlineHtml(tag) => more.extend(placeholder(tag, range)),
            Event::Html(line) if !is_hidden(line, &mut hidden_until) => match placeholder(line, range) {
                Some(repair) => more.push(repair),
                None => more.extend(placeholders(line, range)),
            },
            _ => {}
        }
        if let (Event::Text(_), Some(item), 0) = (event, items.last(), not_prose) {
            more.extend(glued_bullets(text, range.clone(), item));
        }
    }
    repairs.extend(more.into_iter().filter(|repair| is_free(&repair.edit.range)));
    repairs.retain(|repair| text[repair.edit.range.clone()] != repair.edit.text);
    repairs
}

fn in_code(events: &[(Event<'_>, Range<usize>)], range: &Range<usize>) -> bool {
    events.iter().any(|(event, block)| {
        matches!(event, Event::Start(Tag::CodeBlock(_))) && block.start <= range.start && range.end <= block.end
    })
}

/// `List<String>` and `<your-bucket>` vanish in a browser: a tag that is no element of HTML is text.
fn placeholder(tag: &str, range: &Range<usize>) -> Option<Repair> {
    let name = sanitize::element_of(tag.trim_start())?;
    let start = range.start + tag.len() - tag.trim_start().len();
    (!sanitize::is_html_element(name)).then(|| Repair {
        edit: Edit { range: start..start, text: "\\".into() },
        code: "tag-shown-as-text",
        message: format!("`{}` is no HTML element", tag.trim()),
        help: "shown as text; write `\\<` or put it between backticks".into(),
    })
}

/// The same inside a line of an HTML block, where a backslash is a backslash.
fn placeholders(line: &str, range: &Range<usize>) -> Vec<Repair> {
    let tags = line.match_indices('<').filter_map(|(at, _)| Some((at, sanitize::element_of(&line[at..])?)));
    tags.filter(|(_, name)| !sanitize::is_html_element(name))
        .map(|(at, name)| Repair {
            edit: Edit { range: range.start + at..range.start + at + 1, text: "&lt;".into() },
            code: "tag-shown-as-text",
            message: format!("`<{name}>` is no HTML element"),
            help: "shown as text; write `&lt;` for `<` in HTML".into(),
        })
        .collect()
}

/// Whether a line of an HTML block is in a comment, a script or a style sheet, whose end is remembered from line to line.
fn is_hidden(line: &str, until: &mut Option<&'static str>) -> bool {
    let line = line.to_ascii_lowercase();
    let begins =
        [("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<svg", "</svg"), ("<math", "</math")];
    let was_hidden = until.is_some();
    if until.is_none() {
        *until = begins.iter().find(|(begin, _)| line.contains(begin)).map(|(_, end)| *end);
    }
    let is_hidden = was_hidden || until.is_some();
    if until.is_some_and(|end| line.contains(end)) {
        *until = None;
    }
    is_hidden
}

/// `… the queue. - When it …` on one line of a bullet is two bullets whose line break was lost.
fn glued_bullets(text: &str, range: Range<usize>, item: &Range<usize>) -> Vec<Repair> {
    let marker = text[item.start..].chars().next().unwrap_or(' ');
    if !matches!(marker, '-' | '*' | '+') {
        return Vec::new();
    }
    let line_start = text[..item.start].rfind('\n').map_or(0, |newline| newline + 1);
    let indent = &text[line_start..item.start];
    if !indent.chars().all(char::is_whitespace) {
        return Vec::new();
    }
    text[range.clone()]
        .match_indices(" - ")
        .map(|(at, _)| range.start + at)
        .filter(|&at| {
            let before = text[item.start..at].trim_end_matches(['"', '”', '’', ')', '*', '_']);
            let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
            let ends_sentence = before.ends_with(['.', '!', '?']) && !matches!(word, "e.g." | "i.e." | "vs.");
            ends_sentence && text[at + 3..].starts_with(char::is_uppercase)
        })
        .map(|at| Repair {
            edit: Edit { range: at..at + 3, text: format!("\n{indent}{marker} ") },
            code: "bullets-on-one-line",
            message: "two bullets stand on one line".into(),
            help: "shown as two; begin the second on a line of its own".into(),
        })
        .collect()
}

/// The language of a fenced block as written, if any.
fn fence_language<'a>(kind: &'a CodeBlockKind<'_>) -> Option<&'a str> {
    match kind {
        CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().filter(|language| !language.is_empty()),
        CodeBlockKind::Indented => None,
    }
}
