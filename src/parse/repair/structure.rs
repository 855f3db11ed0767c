//! Repairs that decide where sections begin: they come before the file is cut.

use super::super::numbering::{self, SectionNumber};
use super::super::outline::Outline;
use super::super::patch::Edit;
use super::super::ranges;
use super::markup::Markup;
use super::{Repair, html, mojibake, spaces};
use std::ops::Range;

/// Repairs that decide where sections begin: they come before the file is cut.
pub(in super::super) fn of_structure(text: &str, outline: &Outline) -> Vec<Repair> {
    let mut repairs = Vec::new();
    let in_code = |offset: usize| ranges::at(&outline.code_blocks, offset).is_some();
    let mut offset = 0;
    let mut above = "";
    let mut underlined: Vec<Underlined> = Vec::new();
    for line in text.split_inclusive('\n') {
        if line.starts_with('#') && !in_code(offset) {
            repairs.extend(spaces::after_hashes(line, offset, outline));
        }
        if !line.is_ascii() && !in_code(offset) {
            repairs.extend(spaces::before_hashes(line, offset));
        }
        if line.starts_with(|c: char| c.is_ascii_digit()) && above.trim().is_empty() && !in_code(offset) {
            underlined.extend(underlined_item(text, line, offset));
        }
        above = line;
        offset += line.len();
    }
    repairs.extend(headings_in_lists(underlined));
    repairs.extend(outline.code_blocks.iter().filter_map(|block| unclosed_fence(text, block, outline)));
    repairs.extend(outline.html_blocks.iter().filter_map(|block| unclosed_html(text, block, outline)));
    repairs.extend(outline.html_blocks.iter().filter_map(|block| fence_in_html(text, block)));
    // A line of its own with such a tag hides the headings up to the next blank line.
    let markup = Markup::read(text, outline.html.iter());
    let placeholders = outline.html_blocks.iter().filter_map(|block| {
        let line = text[block.clone()].lines().next()?;
        html::placeholder(line, &(block.start..block.start + line.len()), &markup)
    });
    repairs.extend(placeholders);
    // `### 12 â€“ Title` shows its number when it is repaired. Code and addresses are looked at with the rest of the section.
    for heading in &outline.headings {
        let words = &text[heading.range.clone()];
        let length = words.find(['`', '<', '[']).unwrap_or(words.len());
        if !words[..length].is_ascii() {
            // A line is repaired at once: the right form beside the garbled one is a sign of a text about encodings.
            let is_alone = |repair: &Repair| !words[length..].contains(&text[repair.edit.range.clone()]);
            let range = heading.range.start..heading.range.start + length;
            repairs.extend(mojibake::repairs(text, range).into_iter().filter(is_alone));
        }
    }
    repairs
}

/// An item of a list that its author may have underlined as a heading.
struct Underlined {
    number: SectionNumber,
    repair: Repair,
    /// Whether the line below can be nothing but an underline.
    is_sure: bool,
}

/// `1. Title` above a line of `=` or `-` is a list item to CommonMark, which its author underlined as a heading. `1.0.0 / 2024`
/// and `2.1 Rivers` begin no list: Markdown reads the heading. A line of `-` that is shorter than the item may be a rule.
fn underlined_item(text: &str, line: &str, offset: usize) -> Option<Underlined> {
    let title = line.trim_end();
    if !is_ordered_item(title) {
        return None;
    }
    let underline_start = offset + line.len();
    let underline = text.get(underline_start..)?.lines().next()?;
    let is_of = |sign: char| !underline.is_empty() && underline.trim_end().chars().all(|c| c == sign);
    let length = underline.trim_end().len();
    let (hashes, is_sure) = match length {
        3.. if is_of('=') => ("#", true),
        3.. if is_of('-') => ("##", length > 4 && length + 2 >= title.chars().count()),
        _ => return None,
    };
    let content = text[underline_start + underline.len()..].trim_start().lines().next().unwrap_or_default();
    if !is_sure && (content.is_empty() || is_ordered_item(content)) {
        return None;
    }
    let number = numbering::parse(title)?.number;
    let repair = Repair {
        edit: Edit { range: offset..underline_start + underline.len(), text: format!("{hashes} {title}") },
        code: "heading-in-list",
        message: "Markdown reads this underlined heading as a list item".into(),
        help: format!("read as a heading; write it as `{hashes} {title}`"),
    };
    Some(Underlined { number, repair, is_sure })
}

/// The items that are headings: the sure ones, and those with a neighbour of the number before or after theirs.
fn headings_in_lists(underlined: Vec<Underlined>) -> Vec<Repair> {
    let follows = |pair: &[Underlined]| pair[0].number.is_followed_by(&pair[1].number);
    let continued: Vec<bool> = underlined.windows(2).map(follows).collect();
    let has_neighbour =
        |index: usize| continued.get(index) == Some(&true) || index > 0 && continued.get(index - 1) == Some(&true);
    let mut kept = Vec::new();
    for (index, item) in underlined.into_iter().enumerate() {
        if item.is_sure || has_neighbour(index) {
            kept.push(item.repair);
        }
    }
    kept
}

/// Whether a line begins with the marker of an ordered list: up to nine digits, `.` or `)`, and a blank (CommonMark 0.31,
/// section 5.2).
fn is_ordered_item(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(['.', ')']);
    (1..=9).contains(&digits) && rest.is_some_and(|rest| rest.starts_with([' ', '\t']))
}

/// A fence that the author did not close swallows the sections after it. Its content gives it away: a heading with exactly
/// the form and number that comes next in the file, followed by the end of the file or by another fence that opens with a
/// language.
fn unclosed_fence(text: &str, block: &Range<usize>, outline: &Outline) -> Option<Repair> {
    let fence = text[block.start..].chars().next().filter(|&c| c == '`' || c == '~')?;
    let swallowed = swallowed_heading(text, block, outline)?;
    let marker = text[block.start..].chars().take_while(|&c| c == fence).collect::<String>();
    let opens_again = text[swallowed..block.end].lines().any(|line| {
        let line = line.trim();
        line.starts_with(&marker) && !line.trim_start_matches(fence).is_empty()
    });
    let is_last = text[block.end..].trim().is_empty() && !closes(&text[block.clone()], fence);
    (is_last || opens_again).then(|| Repair {
        edit: Edit { range: swallowed..swallowed, text: format!("{marker}\n\n") },
        code: "fence-not-closed",
        message: "this heading is inside a code fence that is never closed".into(),
        help: format!("the fence is closed above it; put a line `{marker}` where the code ends"),
    })
}

/// What opens a block of raw HTML that blank lines do not end, and what closes it (CommonMark 0.31, section 4.6).
pub(in super::super) const HTML_CLOSERS: [(&str, &str); 7] = [
    ("<!--", "-->"),
    ("<![cdata[", "]]>"),
    ("<?", "?>"),
    ("<pre", "</pre>"),
    ("<script", "</script>"),
    ("<style", "</style>"),
    ("<textarea", "</textarea>"),
];

/// A comment or a `<pre>` that the author did not close swallows the sections after it, as a fence does.
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

/// A fence directly below a line of HTML, such as `<summary>`, is a line of that HTML to CommonMark, and the fence that closes
/// it opens one. A blank line above puts both right. Its proof is the closing fence.
fn fence_in_html(text: &str, block: &Range<usize>) -> Option<Repair> {
    let html = &text[block.clone()];
    let start = html.trim_start();
    let begins = |opener: &str| start.get(..opener.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(opener));
    if HTML_CLOSERS.into_iter().any(|(opener, _)| begins(opener)) || !start.starts_with('<') {
        return None;
    }
    let mut offset = block.start;
    for line in html.split_inclusive('\n') {
        let marker: String = line.trim_start().chars().take_while(|&c| c == '`').collect();
        let info = line.trim()[marker.len()..].trim();
        if offset > block.start && marker.len() >= 3 && info.chars().all(|c| c.is_alphanumeric() || "+-#_".contains(c))
        {
            let rest = &text[offset + line.len()..];
            let closes = |line: &str| line.trim().len() >= marker.len() && line.trim().bytes().all(|byte| byte == b'`');
            let fence = rest.lines().find(|line| line.trim_start().starts_with(marker.as_str()))?;
            return closes(fence).then(|| Repair {
                edit: Edit { range: offset..offset, text: "\n".into() },
                code: "fence-in-html",
                message: "this code fence is a part of the HTML above it and opens no code".into(),
                help: "read as code; put a blank line above it".into(),
            });
        }
        offset += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::super::outline::read;
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        of_structure(text, &read(text)).iter().map(|repair| repair.code).collect()
    }

    #[test]
    fn only_the_marker_of_a_list_item_hides_an_underlined_heading() {
        for text in ["1. Tides\n=====\n", "a\n\n12) Ebb and flow\n=====\n", "3. Ports\n--------\n"] {
            assert_eq!(codes(text), ["heading-in-list"], "{text}");
        }
        let short = "1. The tides of June\n---\n\na\n\n2. The tides of July\n---\n\nb\n";
        assert_eq!(codes(short), ["heading-in-list"; 2]);
        for text in [
            "1. The tides of June\n---\n\na\n",
            "1. The tides of June\n---\n\n2. The tides of July\n---\n",
            "1.4.0 / 2023-02-11\n==================\n",
            "2.1 Estuaries\n=============\n",
            "3.2.1\n-----\n",
            "1234567890. Tides\n=================\n",
            "7.Tides\n=======\n",
            "2: Ports\n--------\n",
        ] {
            assert_eq!(codes(text), [""; 0], "{text}");
        }
    }
}
