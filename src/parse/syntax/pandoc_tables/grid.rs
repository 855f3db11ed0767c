//! Grid tables: `+---+---+` around every cell.

use super::super::lines::Lines;
use super::{Alignment, Table, written};
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
    let text = table(&rows).unwrap_or_else(|| format!("~~~~~~\n{}\n~~~~~~", rows.join("\n")));
    Some(Table { lines: index..end, text: Some(text) })
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
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut header = None;
    let mut alignments = alignments(rows[0]);
    let mut lines: Vec<Vec<String>> = Vec::new();
    for row in &rows[1..] {
        if is_border(row) {
            let cells = (0..columns.len()).map(|column| joined(&lines, column)).collect::<Option<Vec<String>>>()?;
            lines.clear();
            groups.push(cells);
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
    let letters = super::letters(row);
    let is_bar = |at: usize| letters.get(at).is_some_and(|cell| *cell == "|");
    columns
        .iter()
        .map(|column| {
            let is_framed = is_bar(column.start - 1) && is_bar(column.end);
            is_framed.then(|| letters[column.start..column.end].concat().trim_end().to_owned())
        })
        .collect()
}

/// The words of a column over several lines. `None` if they are more than a paragraph.
fn joined(lines: &[Vec<String>], column: usize) -> Option<String> {
    let cells: Vec<&str> = lines.iter().map(|cells| cells[column].trim()).collect();
    let cells = cells.join("\n").trim().to_owned();
    let is_block = |line: &str| {
        ["- ", "* ", "+ ", "#", ">", "```", "~~~", ":::"].iter().any(|sign| line.starts_with(sign))
            || line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(". ") && !line.starts_with('.')
    };
    (!cells.contains("\n\n") && !cells.lines().any(is_block)).then(|| cells.replace('\n', " "))
}
