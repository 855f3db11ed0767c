//! Tables of Pandoc that Markdown does not know: grid tables, simple tables and multiline tables, as `pandoc -t markdown` writes
//! them. Markdown would make headings and rules of their lines. They become tables with pipes; a cell of several lines keeps its
//! breaks. What holds more than words, such as a list in a cell, becomes a block of code, which shows it as it is written.
//!
//! A caption below a table, `: Caption {#id}`, becomes a paragraph. One that begins with `Table:` is a paragraph already.
//!
//! Source: Pandoc's manual, "Tables".

mod grid;
mod ruled;

use super::super::patch::Edit;
use super::lines::Lines;
use std::ops::Range;

/// Whether a text may have such tables, or a caption.
pub(super) fn may_be_in(text: &str) -> bool {
    ["+--", "+==", "-- -", "\n: "].iter().any(|sign| text.contains(sign))
}

/// Finds the tables outside code fences.
pub(super) fn edits(text: &str, _code: &[Range<usize>]) -> Vec<Edit> {
    let lines = Lines::of(text);
    let mut edits = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let found =
            if lines.fenced[index] { None } else { grid::at(&lines, index).or_else(|| ruled::at(&lines, index)) };
        let table = found.or_else(|| with_pipes(&lines, index));
        let Some(table) = table else {
            index += 1;
            continue;
        };
        if let Some(mut text) = table.text {
            // What follows is a paragraph, and no row.
            text.push_str(if lines.get(table.lines.end).trim().is_empty() { "" } else { "\n" });
            let range = lines.ranges[table.lines.start].start..lines.ranges[table.lines.end - 1].end;
            edits.push(Edit { range, text });
        }
        index = table.lines.end;
        if let Some((range, caption)) = caption_below(&lines, index) {
            index = range.end;
            let range = lines.ranges[range.start].start..lines.ranges[range.end - 1].end;
            edits.push(Edit { range, text: caption });
        }
    }
    edits
}

/// A table that was found.
struct Table {
    lines: Range<usize>,
    /// What replaces it, if it is not a table of Markdown already.
    text: Option<String>,
}

/// Whether no comment is cut in two by the edge of a cell.
fn are_comments_whole(cell: &str) -> bool {
    cell.matches("<!--").count() == cell.matches("-->").count()
}

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alignment {
    None,
    Left,
    Right,
    Center,
}

impl Alignment {
    fn delimiter(self) -> &'static str {
        match self {
            Self::None => "---",
            Self::Left => ":--",
            Self::Right => "--:",
            Self::Center => ":-:",
        }
    }
}

/// A line by the columns of a terminal. A wide letter takes two, and the second is empty.
fn letters(line: &str) -> Vec<&str> {
    let mut letters = Vec::with_capacity(line.len());
    for (at, c) in line.char_indices() {
        letters.push(&line[at..at + c.len_utf8()]);
        letters.extend(is_wide(c).then_some(""));
    }
    letters
}

/// Whether a letter is as wide as two others (Unicode Standard Annex #11: the scripts of East Asia, and pictures).
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
}

/// A table with pipes. Without a header its first line is empty.
fn written(header: Option<&[String]>, alignments: &[Alignment], rows: &[Vec<String>]) -> String {
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |", cells.join(" | "))
    };
    let empty = vec![String::new(); alignments.len()];
    let delimiter: Vec<&str> = alignments.iter().map(|alignment| alignment.delimiter()).collect();
    let mut text = format!("{}\n| {} |", row(header.unwrap_or(&empty)), delimiter.join(" | "));
    for cells in rows {
        text.push('\n');
        text.push_str(&row(cells));
    }
    text
}

/// A table with pipes, which may have a caption.
fn with_pipes(lines: &Lines<'_>, index: usize) -> Option<Table> {
    let is_row = |index: usize| index < lines.len() && !lines.fenced[index] && lines.get(index).contains('|');
    let delimiter = lines.get(index);
    let is_delimiter = delimiter.contains("--")
        && delimiter.contains('|')
        && delimiter.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    if !is_delimiter || index == 0 || !is_row(index) || !is_row(index - 1) {
        return None;
    }
    let end = (index + 1..lines.len()).find(|&index| !is_row(index)).unwrap_or(lines.len());
    Some(Table { lines: index - 1..end, text: None })
}

/// The lines and the words of a caption that begins a paragraph at a line.
fn caption(lines: &Lines<'_>, start: usize) -> Option<(Range<usize>, String)> {
    let first = lines.get(start);
    let words = first.strip_prefix(": ")?;
    let is_in = |&index: &usize| !lines.get(index).trim().is_empty();
    let end = (start + 1..lines.len()).find(|index| !is_in(index)).unwrap_or(lines.len());
    let rest: Vec<&str> = (start + 1..end).map(|index| lines.get(index).trim()).collect();
    let caption = [words.trim()].into_iter().chain(rest).collect::<Vec<_>>().join(" ");
    let attributes = caption.rfind(" {").filter(|_| caption.ends_with('}')).unwrap_or(caption.len());
    let words = caption[..attributes].trim();
    let is_plain = !words.is_empty() && !words.contains(['*', '_']);
    Some((start..end, if is_plain { format!("*{words}*") } else { words.to_owned() }))
}

fn caption_below(lines: &Lines<'_>, end: usize) -> Option<(Range<usize>, String)> {
    let start = if lines.get(end).trim().is_empty() { end + 1 } else { end };
    caption(lines, start).map(|(range, words)| (range, if start == end { format!("\n{words}") } else { words }))
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    fn read(text: &str) -> String {
        Draft::of(text).edited(edits(text, &[])).text().to_owned()
    }

    #[test]
    fn tables_get_pipes() {
        for (text, expected) in [
            (
                "+-----+-----+\n| A   | B   |\n+=====+:===:+\n| c d | e   |\n| f   | |g  |\n+-----+-----+\n| h   |     |\n+-----+-----+\n\n: Cap {#tbl-x}\n",
                "| A | B |\n| --- | :-: |\n| c d f | e \\|g |\n| h |  |\n\n*Cap*\n",
            ),
            (
                "+----+-----+\n| id | who |\n+----+-----+\n|  1 | Ann |\n|  2 | Bob |\n+----+-----+\n2 rows\n",
                "| id | who |\n| --- | --- |\n| 1 | Ann |\n| 2 | Bob |\n\n2 rows\n",
            ),
            (
                "+---+---+\n| a | b |\n| c | d |\n+---+---+\n",
                "~~~~~~\n+---+---+\n| a | b |\n| c | d |\n+---+---+\n~~~~~~\n",
            ),
            ("+-------+\n| a box |\n+-------+\n", "~~~~~~\n+-------+\n| a box |\n+-------+\n~~~~~~\n"),
            (
                "+------------+\n| - <!--b--> |\n| - c       |\n+------------+\n",
                "~~~~~~\n+------------+\n| -          |\n| - c       |\n+------------+\n~~~~~~\n",
            ),
            ("+---+---+\n| a | b |\n+---+---+\n", "|  |  |\n| --- | --- |\n| a | b |\n"),
            (
                "  Name     Age\n  ------- ----\n  Ann       12\n  Bob       30\n\n: Ages\n",
                "| Name | Age |\n| :-- | --: |\n| Ann | 12 |\n| Bob | 30 |\n\n*Ages*\n",
            ),
            (
                "-----  ----\nx      y\nz      w\n-----  ----\n\nb\n",
                "|  |  |\n| --- | --- |\n| x | y |\n| z | w |\n\nb\n",
            ),
            (
                "------------------\n One      Two\n          more\n-------- ---------\n a        b\n          c\n\n d        e\n------------------\n",
                "| One | Two more |\n| --- | --- |\n| a | b c |\n| d | e |\n",
            ),
            ("| a |\n|---|\n| b |\n\n: Cap *it* {#x}\n", "| a |\n|---|\n| b |\n\nCap *it*\n"),
            ("+---+\n| - a |\n| - b |\n+---+\n", "~~~~~~\n+---+\n| - a |\n| - b |\n+---+\n~~~~~~\n"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in [
            "A\n---\nb\n",
            "a\n\n- - -\n\nb\n",
            "a b\n--- ---\n",
            "Title\n-----  ----\nno column  here at\n",
            "+1 for it\n",
            "+---+ alone\n",
            "Term\n\n: meaning\n",
            "-----\n\ntext\n\n-----\n",
            "--flag --other\nx\n",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
