//! Questions with their answers in words: `Q:` and `A:`, and `**Answer:** …` below a question or a title that asks.

use super::{Found, MOST_BACK_WORDS, shown};
use crate::study::blocks::{Block, BlockKind};
use crate::study::sentences::clip;
use crate::study::words::word_count;
use crate::study::{Card, Kind, key, language};

/// The ends of questions.
const QUESTION_MARKS: [char; 3] = ['?', '？', '؟'];

/// One line of prose that no other card uses.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    /// The index of its block.
    block: usize,
    text: &'a str,
}

/// Finds the pairs of a section. The first answer of a section may answer its title.
pub(super) fn find(title: &str, blocks: &[Block], found: &mut Found) {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (block, read) in blocks.iter().enumerate().filter(|&(at, block)| block.is_prose() && !found.used[at]) {
        lines.extend(read.lines().into_iter().map(|text| Line { block, text }));
    }
    let has_options = lines.iter().any(|line| line.text.starts_with("B:"));
    let mut done = 0;
    for (index, line) in lines.iter().enumerate() {
        let Some(rest) = after_mark(line.text, 'A').filter(|_| !has_options).or_else(|| after_answer_word(line.text))
        else {
            continue;
        };
        let Some(question) = question(title, &lines[done..index], &blocks[..line.block]) else { continue };
        let Some((back, end)) = answer(rest, &lines, index, blocks) else { continue };
        let first = lines[done..index].iter().rev().take(question.lines).map(|line| line.block).min();
        found.used[first.unwrap_or(line.block)..end].fill(true);
        found.asks_title |= is_title(title, &question.text);
        found.cards.push(Card {
            kind: Kind::Pair,
            key: key(&question.text, 4),
            context: String::new(),
            front: question.text,
            back: clip(&back, MOST_BACK_WORDS),
            blocks: (line.block..end).collect(),
            options: Vec::new(),
            right: Vec::new(),
        });
        done = lines.iter().rposition(|line| line.block < end).map_or(index + 1, |last| last + 1);
        if let Some(next) = lines[index + 1..].iter().position(|line| after_mark(line.text, 'Q').is_some()) {
            done = done.min(index + 1 + next);
        }
    }
}

/// Whether a question is the title, or the whole of a title that was cut.
pub(super) fn is_title(title: &str, question: &str) -> bool {
    let title = title.trim_end_matches(['…', ' ']).trim_end_matches(QUESTION_MARKS);
    !title.is_empty() && question.starts_with(title)
}

/// What an answer answers.
struct Question {
    text: String,
    /// How many lines before the answer it has; none where it is the title.
    lines: usize,
}

/// The question before an answer: lines from `Q:` on, a line or a heading that asks, or the title where only its own words
/// are between. `above` are the blocks above that of the answer.
fn question(title: &str, before: &[Line<'_>], above: &[Block]) -> Option<Question> {
    let is_first_line = before.last().is_none_or(|line| line.block < above.len());
    if let Some(heading) = above.last().filter(|block| is_first_line && block.kind == BlockKind::Heading) {
        let asks = heading.text.ends_with(QUESTION_MARKS);
        return asks.then(|| Question { text: heading.text.clone(), lines: 0 });
    }
    let joined = |lines: &[Line<'_>]| lines.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join(" ");
    if let Some(start) = before.iter().rposition(|line| after_mark(line.text, 'Q').is_some()) {
        let first = after_mark(before[start].text, 'Q').unwrap_or_default();
        let more = joined(&before[start + 1..]);
        let text = format!("{first} {more}").trim().to_owned();
        return Some(Question { text, lines: before.len() - start });
    }
    let Some(last) = before.last() else {
        let asks = title.ends_with(QUESTION_MARKS) || super::super::grammar::is_instruction(title);
        return asks.then(|| Question { text: title.to_owned(), lines: 0 });
    };
    let whole = joined(before);
    if is_title(title, &whole) && !whole.is_empty() {
        return Some(Question { text: whole, lines: before.len() });
    }
    let own = before.iter().rev().take_while(|line| line.block == last.block).count();
    let text = joined(&before[before.len() - own..]);
    text.ends_with(QUESTION_MARKS).then_some(Question { text, lines: own })
}

/// The text of an answer and one past its last block. `rest` is the text after its mark. If it is empty, or
/// announces a list, the blocks below it are the answer.
fn answer(rest: &str, lines: &[Line<'_>], index: usize, blocks: &[Block]) -> Option<(String, usize)> {
    let block = lines[index].block;
    let own = lines[index + 1..].iter().take_while(|line| line.block == block && after_mark(line.text, 'Q').is_none());
    let mut said = vec![std::iter::once(rest).chain(own.map(|line| line.text)).collect::<Vec<_>>().join(" ")];
    let mut end = block + 1;
    if said[0].trim().is_empty() || said[0].ends_with(':') {
        let is_more = |block: &&Block| {
            let is_shown = matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Code);
            is_shown && !block.text.ends_with(QUESTION_MARKS) && after_mark(&block.text, 'Q').is_none()
        };
        let more: Vec<String> = blocks[end..].iter().take_while(is_more).map(shown).collect();
        end += more.len();
        said.extend(more);
    }
    let text = said.join("\n").trim().to_owned();
    // The letter of an option is no answer without the options.
    let is_letter = text.trim_end_matches(['.', ')']).chars().count() == 1 && text.starts_with(char::is_alphabetic);
    let says_something = text.chars().any(char::is_alphanumeric) && !is_letter;
    says_something.then_some((text, end))
}

/// What follows `Q:` or `Q1:`, with another letter `A:` or `A1:`.
fn after_mark(line: &str, letter: char) -> Option<&str> {
    let rest = line.strip_prefix(letter)?.trim_start_matches(|c: char| c.is_ascii_digit());
    Some(rest.strip_prefix([':', '：'])?.trim()).filter(|text| letter == 'A' || !text.is_empty())
}

/// What follows `Answer:`, `Correct answer:` or `Antwort 2:`.
fn after_answer_word(line: &str) -> Option<&str> {
    let (label, rest) = line.split_once([':', '：'])?;
    let label = label.trim().trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').to_lowercase();
    let last = label.rsplit(' ').next()?;
    let is_answer = language::ANSWER_WORDS.iter().any(|word| *word == last || *word == label);
    (is_answer && word_count(&label) <= 2).then(|| rest.trim())
}
