//! Questions that notes already contain: multiple choice with lettered options, task lists, `<details>`, `Q:`/`A:` pairs.

mod pairs;

use super::blocks::{Block, BlockKind, code_span};
use super::language;
use super::sentences::clip;
use super::words::word_count;
use super::{Card, Kind, key};

/// Words that a back has at most.
pub(super) const MOST_BACK_WORDS: usize = 60;

/// The last letter that an option can have.
const LAST_LETTER: char = 'J';

/// A run of options.
#[derive(Debug)]
struct Options {
    /// First and one past the last block.
    blocks: std::ops::Range<usize>,
    texts: Vec<String>,
    /// The checked ones, in a task list.
    checked: Vec<usize>,
}

/// What the quizzes of a section use up.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The cards.
    pub(super) cards: Vec<Card>,
    /// Whether each block belongs to a question, its options or its answer.
    pub(super) used: Vec<bool>,
    /// Whether a card without options asks what the title asks.
    pub(super) asks_title: bool,
}

/// Finds the questions of a section. A title that asks something is the question of options without one.
#[must_use]
pub(super) fn find(title: &str, blocks: &[Block]) -> Found {
    let mut found = Found { cards: Vec::new(), used: vec![false; blocks.len()], asks_title: false };
    let runs = runs(blocks);
    let mut start = 0;
    for (index, run) in runs.iter().enumerate() {
        let end = runs.get(index + 1).map_or(blocks.len(), |next| next.blocks.start);
        if let Some((card, used)) = quiz(title, blocks, run, start, end) {
            start = used.end;
            found.used[used].fill(true);
            found.cards.push(card);
        }
    }
    folded(title, blocks, &mut found);
    pairs::find(title, blocks, &mut found);
    found
}

fn runs(blocks: &[Block]) -> Vec<Options> {
    let mut runs = Vec::new();
    let mut at = 0;
    let mut details = 0_usize;
    while at < blocks.len() {
        match blocks[at].kind {
            BlockKind::DetailsStart => details += 1,
            BlockKind::DetailsEnd => details = details.saturating_sub(1),
            _ => {}
        }
        let run = if details == 0 { lettered(blocks, at).or_else(|| tasks(blocks, at)) } else { None };
        at = run.as_ref().map_or(at + 1, |run| run.blocks.end);
        runs.extend(run);
    }
    runs
}

/// Options `A.`, `B.` … from block `start` on.
fn lettered(blocks: &[Block], start: usize) -> Option<Options> {
    let mut options = Options { blocks: start..start, texts: Vec::new(), checked: Vec::new() };
    for (index, block) in blocks.iter().enumerate().skip(start) {
        let next = char::from(b'A' + u8::try_from(options.texts.len()).ok()?);
        let is_code = block.kind == BlockKind::Code;
        let first = if is_code { None } else { block.lines().first().and_then(|line| option(line)) };
        if block.is_prose() && first.is_some_and(|(letter, _)| letter == next) {
            if let BlockKind::Item { checked: Some(true), .. } = block.kind {
                options.checked.push(options.texts.len());
            }
            for line in block.lines() {
                match option(line).filter(|&(letter, _)| usize::from(letter as u8 - b'A') == options.texts.len()) {
                    Some((_, text)) => options.texts.push(text.to_owned()),
                    None => append(options.texts.last_mut()?, line),
                }
            }
        } else if index > start && is_code && options.texts.last().is_some_and(String::is_empty) {
            append(options.texts.last_mut()?, &code_lines(&block.text));
        } else {
            break;
        }
        options.blocks.end = index + 1;
    }
    (options.texts.len() >= 2).then_some(options)
}

fn append(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(more.trim());
}

/// A line that begins with a letter and a mark: `A. text`, `B) text`, `C：text`.
fn option(line: &str) -> Option<(char, &str)> {
    let line = line.trim_start_matches(['(', '*']);
    let mut characters = line.chars();
    let letter = characters.next().filter(char::is_ascii_alphabetic)?.to_ascii_uppercase();
    let rest = characters.as_str().trim_start_matches('*').trim_start();
    let text = rest.strip_prefix(['.', ')', ':', '：', '、', '．', '-', '–'])?;
    if rest.starts_with(['-', '–']) {
        // `A - text`, and not `A-text`.
        let has_blanks = line[1..].starts_with(' ') && text.starts_with(' ');
        if !has_blanks {
            return None;
        }
    }
    let is_separate = text.is_empty() || text.starts_with([' ', '`', '*']) || !text.starts_with(|c: char| c.is_ascii());
    (letter <= LAST_LETTER && is_separate).then(|| (letter, text.trim_start_matches('*').trim()))
}

/// A task list with checked and unchecked items behind a question.
fn tasks(blocks: &[Block], start: usize) -> Option<Options> {
    let BlockKind::Item { list, checked: Some(_), .. } = blocks[start].kind else { return None };
    let mut options = Options { blocks: start..start, texts: Vec::new(), checked: Vec::new() };
    for block in &blocks[start..] {
        match block.kind {
            BlockKind::Item { list: other, checked: Some(checked), .. } if other == list => {
                if checked {
                    options.checked.push(options.texts.len());
                }
                options.texts.push(option(&block.text).map_or(block.text.as_str(), |(_, text)| text).to_owned());
                options.blocks.end += 1;
            }
            _ => break,
        }
    }
    let has_both = !options.checked.is_empty() && options.checked.len() < options.texts.len();
    has_both.then_some(options)
}

/// The card of one run of options, and the blocks that it uses.
fn quiz(
    title: &str,
    blocks: &[Block],
    run: &Options,
    start: usize,
    end: usize,
) -> Option<(Card, std::ops::Range<usize>)> {
    let (front, stem) = stem(title, blocks, run, start);
    let is_question = front.contains(['?', '？', '؟']) || run.checked.is_empty();
    let (right, explanation, answer_end) = if run.checked.is_empty() {
        answer(blocks, run, end)?
    } else {
        (run.checked.clone(), String::new(), run.blocks.end)
    };
    if !is_question || right.len() > run.texts.len() {
        return None;
    }
    let card = Card {
        kind: Kind::Quiz,
        key: key(&front, 4),
        context: String::new(),
        front,
        back: clip(&explanation, MOST_BACK_WORDS),
        blocks: (run.blocks.end..answer_end).filter(|&at| !blocks[at].text.is_empty()).collect(),
        options: run.texts.clone(),
        right,
    };
    Some((card, stem..answer_end))
}

/// The question of a run of options and the block that it begins with.
fn stem(title: &str, blocks: &[Block], run: &Options, start: usize) -> (String, usize) {
    let mut first = run.blocks.start;
    let mut has_words = false;
    while first > start {
        let block = &blocks[first - 1];
        match block.kind {
            BlockKind::Item { number: Some(_), .. } | BlockKind::Heading => {
                first -= 1;
                has_words = true;
                break;
            }
            BlockKind::Paragraph | BlockKind::Item { .. } if !has_words => {
                first -= 1;
                has_words = true;
                let before = first.checked_sub(1).filter(|&at| at >= start).map(|at| &blocks[at].kind);
                if !matches!(
                    before,
                    Some(BlockKind::Code | BlockKind::Item { number: Some(_), .. } | BlockKind::Heading)
                ) {
                    break;
                }
            }
            BlockKind::Code | BlockKind::Note | BlockKind::Row { .. } => first -= 1,
            _ => break,
        }
    }
    let texts: Vec<String> = blocks[first..run.blocks.start].iter().map(shown).collect();
    let text = texts.join("\n");
    let asks = text.contains(['?', '？', '؟', ':', '：']) || word_count(&text) >= 6;
    let front = if has_words && asks || title.is_empty() { text } else { format!("{title}\n{text}").trim().to_owned() };
    (front, first)
}

/// Returns a block as plain text for a question or an answer.
fn shown(block: &Block) -> String {
    match block.kind {
        BlockKind::Code => code_lines(&block.text),
        _ => block.text.clone(),
    }
}

fn code_lines(code: &str) -> String {
    let lines = code.lines().filter(|line| !line.trim().is_empty()).map(code_span);
    lines.collect::<Vec<_>>().join("\n")
}

/// Indexes of the right options, the explanation, and one past the last block of the answer.
fn answer(blocks: &[Block], run: &Options, end: usize) -> Option<(Vec<usize>, String, usize)> {
    let mut details = 0_usize;
    for at in run.blocks.end..end {
        let block = &blocks[at];
        match block.kind {
            BlockKind::DetailsStart => details += 1,
            BlockKind::DetailsEnd => details = details.saturating_sub(1),
            _ => {}
        }
        if block.kind == BlockKind::Code {
            continue;
        }
        let lines = block.lines();
        for (index, line) in lines.iter().enumerate() {
            let Some((right, rest)) = answer_line(line, run.texts.len(), details > 0) else { continue };
            let mut said: Vec<String> = std::iter::once(rest.to_owned())
                .chain(lines[index + 1..].iter().map(|&line| line.to_owned()))
                .filter(|line| !line.trim().is_empty())
                .collect();
            let mut last = at + 1;
            for (offset, block) in blocks[at + 1..end].iter().enumerate() {
                let is_over = match block.kind {
                    BlockKind::DetailsEnd => true,
                    BlockKind::Heading | BlockKind::Item { number: Some(_), .. } => details == 0,
                    _ => details == 0 && offset > 0,
                };
                if is_over {
                    last += usize::from(block.kind == BlockKind::DetailsEnd);
                    break;
                }
                said.push(shown(block));
                last += 1;
            }
            return Some((right, explanation(&said), last));
        }
    }
    None
}

fn explanation(lines: &[String]) -> String {
    let text = lines.join(" ");
    let text = text.trim();
    let word = language::EXPLANATION_WORDS
        .iter()
        .find_map(|word| text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).map(|_| word.len()));
    let text = word.map_or(text, |length| text[length..].trim_start_matches([':', '：', ' ']));
    let is_link = text.starts_with("http") && !text.contains(' ');
    if is_link { String::new() } else { text.to_owned() }
}

/// Reads `Correct answer: B, D`, `答案：C`, `The answer is A.`: the right options and what follows on the line. Without an
/// answer word only a short line inside `<details>` that ends with the letters counts.
fn answer_line(line: &str, options: usize, is_folded: bool) -> Option<(Vec<usize>, &str)> {
    let line = line.trim().trim_start_matches('*');
    let lower = line.to_lowercase();
    let word = language::ANSWER_WORDS
        .iter()
        .filter_map(|word| lower.find(word).map(|at| at + word.len()))
        .filter(|&at| word_count(&lower[..at]) <= 4)
        .min();
    if let Some(end) = word.filter(|&end| line.is_char_boundary(end) && lower.len() == line.len()) {
        let after = line[end..].trim_start_matches(['s', ')', '*']);
        let after = after.trim_start_matches([':', '：', ' ', '-', '–', '=', '*', '(']);
        let after = ["is ", "are ", "is: ", "هي "].iter().find_map(|verb| after.strip_prefix(verb)).unwrap_or(after);
        if let Some((right, rest)) = letters(after, options) {
            return Some((right, rest));
        }
    }
    if !is_folded || word_count(line) > 8 {
        return None;
    }
    let (_, tail) = line.rsplit_once([':', '：']).unwrap_or(("", line));
    letters(tail.trim(), options).filter(|(_, rest)| rest.is_empty())
}

/// Letters at the start of a text, in ascending order: `B, D`, `AD`, `A and C`.
fn letters(text: &str, options: usize) -> Option<(Vec<usize>, &str)> {
    let mut right = Vec::new();
    let mut rest = text;
    loop {
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let token = &rest[..length];
        let indexes: Vec<usize> =
            token.bytes().map(|b| usize::from(b.to_ascii_uppercase().wrapping_sub(b'A'))).collect();
        let is_ascending = right.iter().chain(&indexes).collect::<Vec<_>>().windows(2).all(|pair| pair[0] < pair[1]);
        // `b` is a choice, and `be` is a word.
        let is_choice = !token.is_empty()
            && (token.len() == 1 || token.starts_with(|c: char| c.is_ascii_uppercase()))
            && is_ascending
            && indexes.iter().all(|&index| index < options);
        if !is_choice {
            break;
        }
        right.extend(indexes);
        rest = &rest[length..];
        let after = rest.trim_start();
        let next = [",", "、", "，", "&", "/", "+", "and ", "und ", "et ", "e ", "y ", "和"]
            .iter()
            .find_map(|separator| after.strip_prefix(separator));
        match next {
            Some(next) => {
                let next = next.trim_start();
                rest = next.strip_prefix("and ").unwrap_or(next).trim_start_matches('*');
            }
            None => {
                rest = after;
                break;
            }
        }
    }
    let ends = rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric());
    if right.is_empty() || !ends {
        return None;
    }
    Some((right, rest.trim_start_matches(['.', ')', '。', ':', '：', '-', '–', '—', '*', ' '])))
}

/// Reads `<details>` without options. The text before it, or its summary, is the question.
fn folded(title: &str, blocks: &[Block], found: &mut Found) {
    let mut from = None;
    for at in 0..blocks.len() {
        match blocks[at].kind {
            BlockKind::DetailsStart if from.is_none() => from = Some(at),
            BlockKind::DetailsEnd => {
                if let Some(start) = from.take().filter(|&start| !found.used[start]) {
                    let first = question_before(blocks, start, &found.used);
                    let inside: Vec<String> = blocks[start + 1..at]
                        .iter()
                        .filter(|block| !matches!(block.kind, BlockKind::Comment | BlockKind::DetailsStart))
                        .map(shown)
                        .collect();
                    let summary = &blocks[start].text;
                    let is_asked_by_summary = summary.contains(['?', '？', '؟']) || word_count(summary) >= 4;
                    let front = match first {
                        _ if is_asked_by_summary => summary.clone(),
                        Some(first) => blocks[first..start].iter().map(shown).collect::<Vec<_>>().join("\n"),
                        None => title.to_owned(),
                    };
                    if inside.is_empty() || front.is_empty() {
                        continue;
                    }
                    found.asks_title |= pairs::is_title(title, &front);
                    found.used[start..=at].fill(true);
                    found.cards.push(Card {
                        kind: Kind::Detail,
                        key: key(&front, 4),
                        context: String::new(),
                        front,
                        back: clip(&inside.join("\n"), MOST_BACK_WORDS),
                        blocks: (start + 1..at).collect(),
                        options: Vec::new(),
                        right: Vec::new(),
                    });
                }
            }
            _ => {}
        }
    }
}

/// The block before `<details>` that asks: a heading or a question. Plain text before it does not.
fn question_before(blocks: &[Block], details: usize, used: &[bool]) -> Option<usize> {
    let at = details.checked_sub(1).filter(|&at| !used[at])?;
    let block = &blocks[at];
    let asks = block.text.ends_with(['?', '？', '؟']);
    (block.kind == BlockKind::Heading || (block.is_prose() && asks)).then_some(at)
}
