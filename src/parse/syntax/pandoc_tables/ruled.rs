//! Simple tables and multiline tables: a line of dashes for each column says where the columns are.

use super::super::lines::Lines;
use super::{Alignment, Table, are_comments_whole, written};
use std::ops::Range;

/// The table whose first line is at an index.
pub(super) fn at(lines: &Lines<'_>, index: usize) -> Option<Table> {
    let is_apart = index == 0 || lines.get(index - 1).trim().is_empty();
    if !is_apart || lines.get(index).trim().is_empty() {
        return None;
    }
    multiline(lines, index).or_else(|| simple(lines, index))
}

/// A header, the dashes, and one line for each row; or dashes above and below the rows.
fn simple(lines: &Lines<'_>, index: usize) -> Option<Table> {
    let own = columns(lines.get(index));
    let has_header = own.is_none();
    let columns = own.or_else(|| columns(lines.get(index + 1)))?;
    let first = index + 1 + usize::from(has_header);
    let end = (first..lines.len()).find(|&index| lines.get(index).trim().is_empty()).unwrap_or(lines.len());
    let closes = first < end && self::columns(lines.get(end - 1)).is_some_and(|other| other == columns);
    let rows: Vec<Vec<String>> =
        (first..end - usize::from(closes)).map(|index| cells(lines.get(index), &columns)).collect::<Option<_>>()?;
    if rows.is_empty() || (!has_header && !closes) {
        return None;
    }
    let header = if has_header { Some(cells(lines.get(index), &columns)?) } else { None };
    let alignments: Vec<Alignment> = if has_header {
        columns.iter().map(|column| alignment(lines.get(index), column)).collect()
    } else {
        vec![Alignment::None; columns.len()]
    };
    Some(Table { lines: index..end, text: Some(written(header.as_deref(), &alignments, &rows)) })
}

/// Rows with empty lines between them, between two lines of dashes.
fn multiline(lines: &Lines<'_>, index: usize) -> Option<Table> {
    let rule = lines.get(index).trim();
    let is_whole = |line: &str| line.len() >= 5 && line.bytes().all(|byte| byte == b'-');
    let own = columns(lines.get(index));
    if !is_whole(rule) && own.is_none() {
        return None;
    }
    let is_empty = |index: &usize| lines.get(*index).trim().is_empty();
    let (columns, header, first) = match own {
        Some(columns) => (columns, None, index + 1),
        None => {
            let top = index + 1;
            let dashes = (top..lines.len())
                .take(MOST_HEADER)
                .take_while(|at| !is_empty(at))
                .find(|&at| columns(lines.get(at)).is_some())?;
            let columns = columns(lines.get(dashes))?;
            (columns.clone(), Some(joined(lines, top..dashes, &columns)?), dashes + 1)
        }
    };
    let is_end = |at: &usize| {
        let line = lines.get(*at).trim();
        if header.is_some() {
            is_whole(line)
        } else {
            self::columns(lines.get(*at)).is_some_and(|other| other == columns)
        }
    };
    let is_of_table = |at: &usize| !lines.fenced[*at] && !lines.get(*at).starts_with('#');
    let last = (first..lines.len()).take(MOST_LINES).take_while(is_of_table).find(is_end)?;
    let mut rows = Vec::new();
    let mut start = first;
    for at in first..=last {
        if at == last || is_empty(&at) {
            if at > start {
                rows.push(joined(lines, start..at, &columns)?);
            }
            start = at + 1;
        }
    }
    // Without an empty line between rows it is a simple table without a header.
    if rows.is_empty() || (header.is_none() && !(first..last).any(|at| is_empty(&at))) {
        return None;
    }
    let alignments = vec![Alignment::None; columns.len()];
    Some(Table { lines: index..last + 1, text: Some(written(header.as_deref(), &alignments, &rows)) })
}

/// Most lines of the header of a multiline table.
const MOST_HEADER: usize = 8;

/// Most lines of a multiline table.
const MOST_LINES: usize = 1_000;

/// Where the columns are that a line of dashes sets, two or more.
fn columns(line: &str) -> Option<Vec<Range<usize>>> {
    let line = line.trim_end();
    if !line.contains("-- ") || !line.bytes().all(|byte| matches!(byte, b'-' | b' ')) {
        return None;
    }
    let mut columns: Vec<Range<usize>> = Vec::new();
    for (at, _) in line.match_indices('-') {
        match columns.last_mut().filter(|column| column.end == at) {
            Some(column) => column.end = at + 1,
            None => columns.push(at..at + 1),
        }
    }
    (columns.len() >= 2 && columns.iter().all(|column| column.len() >= 2)).then_some(columns)
}

/// The cells of a row. `None` if a word is between two columns.
fn cells(line: &str, columns: &[Range<usize>]) -> Option<Vec<String>> {
    let letters = super::letters(line.trim_end());
    let words = |range: Range<usize>| {
        letters.get(range.start.min(letters.len())..range.end.min(letters.len())).unwrap_or_default().concat()
    };
    if !words(0..columns[0].start).trim().is_empty() {
        return None;
    }
    let last = columns.len() - 1;
    let cells = columns.iter().enumerate().map(|(index, column)| {
        // The last column may be wider than its dashes.
        let end = if index == last { letters.len().max(column.end) } else { columns[index + 1].start };
        let is_apart = index == last || words(column.end..end).trim().is_empty();
        let cell = words(column.start..end).trim().to_owned();
        (is_apart && are_comments_whole(&cell)).then_some(cell)
    });
    cells.collect()
}

/// The words of each column over several lines.
fn joined(lines: &Lines<'_>, range: Range<usize>, columns: &[Range<usize>]) -> Option<Vec<String>> {
    let rows = range.map(|index| cells(lines.get(index), columns)).collect::<Option<Vec<_>>>()?;
    let of_column = |column: usize| {
        rows.iter().map(|row| row[column].as_str()).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")
    };
    Some((0..columns.len()).map(of_column).collect())
}

/// The side of its dashes that a header is on.
fn alignment(header: &str, column: &Range<usize>) -> Alignment {
    let letters = super::letters(header);
    let is_letter = |at: usize| letters.get(at).is_some_and(|letter| *letter != " ");
    match (is_letter(column.start), is_letter(column.end - 1)) {
        (true, true) => Alignment::None,
        (true, false) => Alignment::Left,
        (false, true) => Alignment::Right,
        (false, false) => Alignment::Center,
    }
}
