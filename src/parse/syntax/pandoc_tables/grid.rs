//! Grid tables: `+---+---+` around every cell. Frames that other tools draw look the same: the output of a data base has one line for
//! each row, and a single cell is a box around words.

use super::super::lines::Lines;
use super::{Alignment, Table, are_comments_whole, letters, written};
use std::ops::Range;

/// The table whose first line is at an index.
pub(super) fn at(lines: &Lines<'_>, index: usize) -> Option<Table> {
    let border = lines.get(index).trim_end();
    let indentation = border.len() - border.trim_start_matches(' ').len();
    let is_apart = index == 0 || lines.get(index - 1).trim().is_empty();
    if !is_apart || indentation > 3 || !is_border(&border[indentation..]) {
        return None;
    }
    let is_line = |index: &usize| {
        let line = lines.get(*index).get(indentation..).unwrap_or_default().trim_end();
        !lines.fenced[*index] && (is_border(line) || (line.starts_with(['|', '+']) && line.ends_with(['|', '+'])))
    };
    let end = (index..lines.len()).find(|index| !is_line(index)).unwrap_or(lines.len());
    let rows: Vec<&str> = (index..end).map(|index| lines.get(index)[indentation..].trim_end()).collect();
    if rows.len() < 3 || !is_border(rows[rows.len() - 1]) {
        return None;
    }
    let text = table(&rows).unwrap_or_else(|| as_written(&rows));
    Some(Table { lines: index..end, text: Some(text) })
}

/// A block of code, without the comments that Markdown would hide.
fn as_written(rows: &[&str]) -> String {
    let text = rows.join("\n");
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, (comment, after))) =
        rest.split_once("<!--").and_then(|(before, behind)| Some((before, behind.split_once("-->")?)))
    {
        shown.push_str(before);
        let width = "<!---->".len() + letters(comment).len();
        shown.push_str(&if comment.contains('\n') { String::new() } else { " ".repeat(width) });
        rest = after;
    }
    format!("~~~~~~\n{shown}{rest}\n~~~~~~")
}

/// `+---+:===:+`
fn is_border(line: &str) -> bool {
    let is_cell = |cell: &str| {
        let inside = cell.trim_matches(':');
        inside.len() >= 2 && ['-', '='].iter().any(|sign| inside.chars().all(|c| c == *sign))
    };
    let inside = line.strip_prefix('+').and_then(|rest| rest.strip_suffix('+'));
    inside.is_some_and(|inside| inside.split('+').all(is_cell))
}

/// The table with pipes, if every cell holds words only and all rows have the same columns.
fn table(rows: &[&str]) -> Option<String> {
    let columns = columns(rows[0]);
    if rows.iter().any(|row| is_border(row) && self::columns(row) != columns) {
        return None;
    }
    let has_head = rows[1..rows.len() - 1].iter().any(|row| is_border(row) && row.contains('='));
    if !has_head {
        return unheaded(rows, &columns);
    }
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut header = None;
    let mut alignments = alignments(rows[0]);
    let mut lines: Vec<Vec<String>> = Vec::new();
    for row in &rows[1..] {
        if is_border(row) {
            groups.push(joined(&lines)?);
            lines.clear();
            if row.contains('=') && header.is_none() {
                header = Some(groups.len());
                alignments = self::alignments(row);
            }
        } else {
            lines.push(cells(row, &columns)?);
        }
    }
    // A line of `=` at the end parts the foot of the table.
    let heads = header.filter(|&heads| heads < groups.len()).unwrap_or(0);
    if heads > 1 {
        return None;
    }
    Some(written(groups.first().filter(|_| heads == 1).map(Vec::as_slice), &alignments, &groups[heads..]))
}

/// A table without a line of `=`: a frame around every row, or the output of a data base, whose first frame holds the header.
fn unheaded(rows: &[&str], columns: &[Range<usize>]) -> Option<String> {
    if columns.len() == 1 {
        return None;
    }
    let groups: Vec<&[&str]> = rows.split(|row| is_border(row)).filter(|group| !group.is_empty()).collect();
    let lines = |group: &[&str]| {
        let cells = |row: &&str| joined(&[cells(row, columns)?]);
        group.iter().map(cells).collect::<Option<Vec<Vec<String>>>>()
    };
    let all = lines(&groups.concat())?;
    let alignments = vec![Alignment::None; columns.len()];
    if groups.iter().all(|group| group.len() == 1) {
        return Some(written(None, &alignments, &all));
    }
    // A line whose first cell is empty goes on with the row above it.
    let is_output = groups.len() == 2 && groups[0].len() == 1 && all.iter().all(|cells| !cells[0].is_empty());
    is_output.then(|| written(Some(&all[0]), &alignments, &all[1..]))
}

/// Where each column is, in characters.
fn columns(border: &str) -> Vec<Range<usize>> {
    let mut start = 1;
    let inside = border.trim_matches('+').split('+');
    let column = |cell: &str| {
        let range = start..start + cell.len();
        start = range.end + 1;
        range
    };
    inside.map(column).collect()
}

fn alignments(border: &str) -> Vec<Alignment> {
    let of_cell = |cell: &str| match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => Alignment::Center,
        (true, false) => Alignment::Left,
        (false, true) => Alignment::Right,
        (false, false) => Alignment::None,
    };
    border.trim_matches('+').split('+').map(of_cell).collect()
}

/// The cells of one line. Each `|` stands where the border has its `+`.
fn cells(row: &str, columns: &[Range<usize>]) -> Option<Vec<String>> {
    let letters = letters(row);
    let is_bar = |at: usize| letters.get(at).is_some_and(|cell| *cell == "|");
    columns
        .iter()
        .map(|column| {
            let is_framed = is_bar(column.start - 1) && is_bar(column.end);
            is_framed.then(|| letters[column.start..column.end].concat().trim_end().to_owned())
        })
        .collect()
}

/// The words of each column over several lines. `None` if they are more than a paragraph.
fn joined(lines: &[Vec<String>]) -> Option<Vec<String>> {
    (0..lines.first().map_or(0, Vec::len)).map(|column| joined_cell(lines, column)).collect()
}

fn joined_cell(lines: &[Vec<String>], column: usize) -> Option<String> {
    let cells: Vec<&str> = lines.iter().map(|cells| cells[column].trim()).collect();
    let cells = cells.join("\n").trim().to_owned();
    let is_block = |line: &str| {
        ["- ", "* ", "+ ", "#", ">", "```", "~~~", ":::"].iter().any(|sign| line.starts_with(sign))
            || line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(". ") && !line.starts_with('.')
    };
    let is_paragraph = !cells.contains("\n\n") && !cells.lines().any(is_block) && are_comments_whole(&cells);
    is_paragraph.then(|| cells.replace('\n', " "))
}
