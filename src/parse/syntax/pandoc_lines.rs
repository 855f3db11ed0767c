//! Lines of Pandoc: line blocks (`| Roses are red,`), whose lines stay lines, and lists that count by themselves (`#. words`,
//! `(@good) words`). Lists with letters, `a) words`, stay a paragraph whose lines stay lines.
//!
//! Source: Pandoc's manual, "Line blocks", "Ordered lists" and "Numbered example lists".

use super::super::numerals;
use super::super::patch::Edit;
use super::super::ranges;
use super::lines::Lines;
use std::collections::HashMap;
use std::ops::Range;

/// Whether a text may have such lines.
pub(super) fn may_be_in(text: &str) -> bool {
    let is_one = |line: &str| {
        let is_verse = line.starts_with("| ") && !line.trim_end().ends_with('|');
        is_verse || line.starts_with("#. ") || marker(line).is_some()
    };
    let is_sign = |line: &str| line.contains("(@") || is_one(line);
    if !text.split('\n').any(is_sign) {
        return false;
    }
    let lines = Lines::of(text);
    (0..lines.len()).any(|index| !lines.fenced[index] && is_sign(lines.get(index)))
}

/// Finds the lines outside code, which is sorted.
pub(super) fn edits(text: &str, code: &[Range<usize>]) -> Vec<Edit> {
    let lines = Lines::of(text);
    let mut edits = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let is_empty = |index: usize| lines.get(index).trim().is_empty() || lines.fenced[index];
        if is_empty(index) {
            index += 1;
            continue;
        }
        let end = (index..lines.len()).find(|&index| is_empty(index)).unwrap_or(lines.len());
        edits.extend(paragraph(&lines, index..end));
        index = end;
    }
    edits.extend(examples(text, code));
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

/// What makes lines of the lines of a paragraph.
fn paragraph(lines: &Lines<'_>, range: Range<usize>) -> Vec<Edit> {
    let all = |is: &dyn Fn(&str) -> bool| range.clone().all(|index| is(lines.get(index)));
    let line_break = |index: usize| {
        let range = &lines.ranges[index];
        let at = range.start + lines.get(index).trim_end().len();
        Edit { range: at..range.end, text: "\\".to_owned() }
    };
    if range.len() > 1 && all(&is_verse) {
        let words = |index: usize| {
            let start = lines.ranges[index].start;
            let inside = &lines.get(index)[1..];
            let blanks = inside.len() - inside.trim_start_matches(' ').len();
            let indentation = "\u{A0}".repeat(blanks.saturating_sub(1));
            // A line of nothing would end the paragraph.
            let text = if inside.trim().is_empty() { "\u{A0}".to_owned() } else { indentation };
            Edit { range: start..start + 1 + blanks, text }
        };
        let breaks = range.clone().take(range.len() - 1).map(line_break);
        return range.clone().map(words).chain(breaks).collect();
    }
    if all(&|line| line.starts_with("#. ")) {
        let number = |index: usize| {
            let start = lines.ranges[index].start;
            Edit { range: start..start + 2, text: "1.".to_owned() }
        };
        return range.map(number).collect();
    }
    let markers: Vec<usize> = range.clone().filter_map(|index| marker(lines.get(index))).collect();
    let is_run = markers.len() == range.len() && markers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    if range.len() > 1 && is_run {
        return range.clone().take(range.len() - 1).map(line_break).collect();
    }
    Vec::new()
}

/// Whether a line is one of a line block. Words begin it: other signs would begin a list or a heading without the bar.
fn is_verse(line: &str) -> bool {
    let Some(inside) = line.strip_prefix('|') else { return false };
    let words = inside.trim();
    let begins =
        words.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '\'' | '“' | '‘' | '«' | '—' | '¿' | '¡'));
    words.is_empty() || (inside.starts_with(' ') && begins && !words.contains('|'))
}

/// The position in its list of `a)`, `(b)`, `c.` and `iv.` at the start of a line.
fn marker(line: &str) -> Option<usize> {
    let open = line.strip_prefix('(');
    let rest = open.unwrap_or(line);
    let length = rest.bytes().take(6).take_while(u8::is_ascii_lowercase).count();
    let (name, after) = rest.split_at(length);
    let is_closed = after.starts_with(") ") || (open.is_none() && after.starts_with(". "));
    let is_place = is_closed && !after[2..].trim().is_empty();
    // `i`, `v` and `x` are letters and numbers; a list of letters hardly has them.
    if length == 1 && !matches!(name, "i" | "v" | "x") {
        return is_place.then(|| usize::from(name.as_bytes()[0] - b'a') + 1);
    }
    let (value, read) = numerals::roman(&name.to_ascii_uppercase())?;
    usize::try_from(value).ok().filter(|_| is_place && read == length)
}

/// `(@)` and `(@good)`: each is the number of its example, in the order of their lines.
fn examples(text: &str, code: &[Range<usize>]) -> Vec<Edit> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut count = 0;
    let mut found = Vec::new();
    for (at, _) in text.match_indices("(@") {
        let rest = &text[at + 2..];
        let length =
            rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).count();
        let label = &rest[..length];
        if !rest[length..].starts_with(')') || ranges::at(code, at).is_some() {
            continue;
        }
        let is_first = at == 0 || text[..at].ends_with('\n');
        let is_item = is_first && rest[length + 1..].starts_with(' ');
        if is_item {
            count += 1;
            numbers.entry(label).or_insert(count);
        }
        found.push((at..at + 2 + length + 1, label, is_item.then_some(count)));
    }
    let edit = |(range, label, own): (Range<usize>, &str, Option<usize>)| {
        let number = own.or_else(|| numbers.get(label).copied().filter(|_| !label.is_empty()))?;
        Some(Edit { range, text: format!("({number})") })
    };
    found.into_iter().filter_map(edit).collect()
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    fn read(text: &str) -> String {
        let draft = Draft::of(text);
        let edits = edits(text, draft.code());
        draft.edited(edits).text().to_owned()
    }

    #[test]
    fn lines_stay_lines() {
        for (text, expected) in [
            ("| Roses are red,\n|    Violets are blue\n", "Roses are red,\\\n\u{A0}\u{A0}\u{A0}Violets are blue\n"),
            ("a) alpha\nb) beta\n\nx\n", "a) alpha\\\nb) beta\n\nx\n"),
            ("iv. four\nv. five\n", "iv. four\\\nv. five\n"),
            ("#. one\n#. two\n", "1. one\n1. two\n"),
            (
                "(@good) One.\n\n(@) Two.\n\nAs (@good) shows, not (@other).\n",
                "(1) One.\n\n(2) Two.\n\nAs (1) shows, not (@other).\n",
            ),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in [
            "| a | b |\n|---|---|\n| c | d |\n",
            "| a |\n| b |\n",
            "a. m. or\np. m. today\n",
            "| a\n| ===\n",
            "| a\n| - b\n",
            "a) alone\n",
            "mail (@ann) and `(@b) x`\n",
            "```\n| a\n| b\n```\n",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
