//! Rows of tables with more cells than the table has columns. GitHub drops what is too much.

use super::super::patch::Edit;
use super::Repair;
use std::ops::Range;

/// Repairs for a table: `|` inside code begins a cell, unless it is escaped. It was not meant to, if the row has just as many
/// cells as the table without it.
pub(super) fn repairs(text: &str, table: &Range<usize>, columns: usize) -> Vec<Repair> {
    rows(text, table)
        .filter(|row| row.cells(text).count() > columns)
        .flat_map(|row| {
            let in_code: Vec<usize> = row.pipes_in_code(text).collect();
            let is_right = row.cells(text).count() - in_code.len() == columns;
            in_code.into_iter().filter(move |_| is_right)
        })
        .map(|at| Repair {
            edit: Edit { range: at..at, text: "\\".into() },
            code: "table-cell-cut",
            message: "`|` inside code begins a new cell here".into(),
            help: "shown in one cell; write `\\|` for `|` in a table".into(),
        })
        .collect()
}

/// The words of each row that no column is left for.
pub(in super::super) fn lost_cells(text: &str, table: &Range<usize>, columns: usize) -> Vec<Range<usize>> {
    let lost = |row: Row| {
        let mut cells = row.cells(text).skip(columns).filter(|cell| !text[cell.clone()].trim().is_empty());
        let first = cells.next()?;
        Some(first.start..cells.last().map_or(first.end, |last| last.end))
    };
    rows(text, table).filter_map(lost).collect()
}

/// How many cells a line of a table has.
pub(in super::super) fn cells(line: &str) -> usize {
    row(line, 0).map_or(0, |row| row.cells(line).count())
}

/// A line of a table between its outer pipes.
struct Row(Range<usize>);

fn rows(text: &str, table: &Range<usize>) -> impl Iterator<Item = Row> {
    let mut offset = table.start;
    text[table.clone()].split_inclusive('\n').filter_map(move |line| {
        let start = offset;
        offset += line.len();
        row(line, start)
    })
}

fn row(line: &str, start: usize) -> Option<Row> {
    let words = line.trim_start_matches([' ', '\t', '>']);
    let from = start + line.len() - words.len();
    let words = words.trim_end();
    let inside = words.strip_prefix('|').unwrap_or(words);
    let begin = from + words.len() - inside.len();
    let is_escaped = inside.ends_with("\\|");
    let inside = if is_escaped { inside } else { inside.strip_suffix('|').unwrap_or(inside) };
    (!inside.is_empty()).then(|| Row(begin..begin + inside.len()))
}

impl Row {
    /// The pipes between cells, escaped ones left out (GitHub Flavored Markdown, section 4.10).
    fn pipes(&self, text: &str) -> impl Iterator<Item = usize> {
        let bytes = text.as_bytes();
        self.0.clone().filter(move |&at| bytes[at] == b'|' && (at == 0 || bytes[at - 1] != b'\\'))
    }

    fn cells(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let mut start = self.0.start;
        let ends: Vec<usize> = self.pipes(text).chain([self.0.end]).collect();
        ends.into_iter().map(move |end| {
            let cell = start.min(end)..end;
            start = end + 1;
            cell
        })
    }

    /// The pipes between two runs of backticks of the same length.
    fn pipes_in_code(&self, text: &str) -> impl Iterator<Item = usize> {
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut at = self.0.start;
        while let Some(start) = text[at..self.0.end].find('`').map(|length| at + length) {
            let length = text[start..self.0.end].bytes().take_while(|&byte| byte == b'`').count();
            let inside = start + length;
            let closing = run_of_backticks(&text[..self.0.end], inside, length);
            at = closing.map_or(inside, |closing| closing + length);
            spans.extend(closing.map(|closing| inside..closing));
        }
        self.pipes(text).filter(move |pipe| spans.iter().any(|span| span.contains(pipe)))
    }
}

fn run_of_backticks(text: &str, mut at: usize, wanted: usize) -> Option<usize> {
    loop {
        let start = at + text[at..].find('`')?;
        let length = text[start..].bytes().take_while(|&byte| byte == b'`').count();
        if length == wanted {
            return Some(start);
        }
        at = start + length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pipes_in_code_are_escaped_where_that_makes_the_row_fit() {
        let found = |row: &str| {
            repairs(row, &(0..row.len()), 2).into_iter().map(|repair| repair.edit.range.start).collect::<Vec<_>>()
        };
        assert_eq!(found("| `x|y` | 2 |"), [4]);
        assert_eq!(found("`a|b` | ``c`|d``"), [2, 12]);
        for row in ["| `x` | 2 | 3 |", "| `x\\|y` | 2 |", "| `x | 2` |", "| 1 | 2 |", "| `x|y` | 2 | 3 |"] {
            assert_eq!(found(row), [0; 0], "{row}");
        }
    }

    #[test]
    fn cells_without_a_column_are_lost() {
        let lost = |row: &str| {
            lost_cells(row, &(0..row.len()), 2).into_iter().map(|cell| row[cell].trim().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(lost("| 1 | 2 | 3 lost |\n| 1 | 2 |\n|1|2|3|4"), ["3 lost", "3|4"]);
        assert_eq!(lost("| 1 | 2 | |\n| 1 \\| 2 | 3 |\n"), [""; 0]);
    }
}
