//! Questions in the format Aiken: a paragraph of a question, options `A. words`, and `ANSWER: B`. Its options become a list, which
//! the cards read.
//!
//! Source: Moodle, "Aiken format".

use super::super::patch::Edit;
use super::lines::Lines;
use std::ops::Range;

/// Whether a text may have such questions.
pub(super) fn may_be_in(text: &str) -> bool {
    text.contains("\nANSWER: ")
}

/// Finds the questions outside fences.
pub(super) fn edits(text: &str, _code: &[Range<usize>]) -> Vec<Edit> {
    let lines = Lines::of(text);
    let answers = (1..lines.len()).filter(|&index| !lines.fenced[index] && answer(lines.get(index)).is_some());
    answers.filter_map(|index| question(&lines, index)).flatten().collect()
}

/// The letter of `ANSWER: B`.
fn answer(line: &str) -> Option<u8> {
    let letter = line.strip_prefix("ANSWER: ")?.trim();
    letter.bytes().next().filter(|byte| letter.len() == 1 && byte.is_ascii_uppercase())
}

/// The letter of `B. Paris` or `B) Paris`.
fn option(line: &str) -> Option<u8> {
    let letter = *line.as_bytes().first().filter(|byte| byte.is_ascii_uppercase())?;
    (line[1..].starts_with(". ") || line[1..].starts_with(") ")).then_some(letter)
}

/// What makes a list of the options above an answer.
fn question(lines: &Lines<'_>, at: usize) -> Option<Vec<Edit>> {
    let first = (0..at).rev().take_while(|&index| option(lines.get(index)).is_some()).last()?;
    let are_in_order = (first..at).zip(b'A'..).all(|(index, letter)| option(lines.get(index)) == Some(letter));
    let is_one = answer(lines.get(at)).is_some_and(|letter| usize::from(letter - b'A') < at - first);
    let asks = first.checked_sub(1).is_some_and(|above| !lines.get(above).trim().is_empty());
    let insert = |index: usize, text: &str| {
        let at = lines.ranges[index].start;
        Edit { range: at..at, text: text.to_owned() }
    };
    let option = |index: usize| insert(index, if index == first { "\n- " } else { "- " });
    (at - first >= 2 && are_in_order && is_one && asks)
        .then(|| (first..at).map(option).chain([insert(at, "\n")]).collect())
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    #[test]
    fn options_become_a_list() {
        let read = |text: &str| Draft::of(text).edited(edits(text, &[])).text().to_owned();
        assert_eq!(
            read("Which?\nA. London\nB. Paris\nANSWER: B\n\nNext\n"),
            "Which?\n\n- A. London\n- B. Paris\n\nANSWER: B\n\nNext\n"
        );
        for text in
            ["A. London\nB. Paris\nANSWER: B\n", "Which?\nA. x\nC. y\nANSWER: A\n", "Which?\nA. x\nB. y\nANSWER: D\n"]
        {
            assert_eq!(read(text), text);
        }
    }
}
