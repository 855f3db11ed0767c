//! Tells the comments of Obsidian, `%%…%%`, from other pairs of `%%`: the remainder of R (`x %% y`), the cells of Matlab
//! (`%% Section`), the variables of batch files (`%%i`).
//!
//! A comment is private, so what may be one is taken for one. What is taken out in doubt is named to its author. Where nothing
//! else in the file is of Obsidian, lines of programs (`%% @doc Adds`), percentages (`5 %% and 6 %%`), patterns (`'%%x%%'`) and
//! placeholders (`%%A%% and %%B%%`) are text as well.
//!
//! Sources: Obsidian, "Basic formatting syntax", comments; R, "Arithmetic Operators"; Matlab, "Create and Run Sections in
//! Code".

use super::super::lines::{base, near_after, near_before};
use crate::source::{line_end, line_start};
use std::ops::Range;

/// What a pair of `%%` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Comment,
    /// It may be text as well, so that its author hears of it.
    Doubtful,
    Text,
}

/// What is beside a `%%` in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Between two operands: `x %% y`.
    Operator,
    /// Alone in its line.
    Alone,
    /// At the start of a line, with a blank and words behind it.
    Cell,
    /// At the end of a line.
    Last,
    /// Between blanks.
    Spaced,
    /// Directly beside a word.
    Tight,
}

/// Signs that a note is written in Obsidian.
const SIGNS_OF_OBSIDIAN: [&str; 2] = ["[[", "> [!"];

/// Keys of front matter that Obsidian has.
const KEYS_OF_OBSIDIAN: [&str; 4] = ["tags:", "aliases:", "cssclasses:", "cssclass:"];

/// The pairs of one text.
pub(super) struct Pairs<'a> {
    text: &'a str,
    /// Where blocks begin: behind empty lines, and at items of lists, headings and rows of tables.
    blocks: Vec<usize>,
    pub is_of_obsidian: bool,
    /// Whether lines that begin with `%` are those of a program: Erlang, Prolog, Matlab.
    is_program: bool,
    /// Whether cells of Matlab were met: the last one has nothing behind it that could end it.
    pub has_cells: bool,
}

impl<'a> Pairs<'a> {
    /// The pairs of a text below its front matter.
    pub(super) fn of(text: &'a str, front: &str) -> Self {
        let mut blocks = Vec::new();
        if text.contains("%%") {
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                if begins_block(line) {
                    blocks.push(start);
                }
                start += line.len();
            }
        }
        let has_key = || front.lines().any(|line| KEYS_OF_OBSIDIAN.iter().any(|key| line.starts_with(key)));
        let is_of_obsidian = SIGNS_OF_OBSIDIAN.iter().any(|sign| text.contains(sign)) || has_key();
        let is_program = !is_of_obsidian && is_program(text);
        Self { text, blocks, is_of_obsidian, is_program, has_cells: is_program }
    }

    /// What the pair is whose two signs begin at these offsets. `line` is the line of the first one.
    pub(super) fn verdict(&mut self, (open, close): (usize, usize), line: &Range<usize>) -> Verdict {
        // A line may hold thousands of signs.
        let is_same_line = close <= line.end;
        let closing_line =
            if is_same_line { line.clone() } else { line_start(self.text, close)..line_end(self.text, close) };
        let opener = self.shape(open, line);
        let closer = self.shape(close, &closing_line);
        let next_block = self.blocks.get(self.blocks.partition_point(|&block| block <= open));
        let is_one_block = next_block.is_none_or(|&block| block > close);
        let ends_its_line = matches!(closer, Shape::Last | Shape::Alone);
        if self.is_program && matches!(opener, Shape::Cell | Shape::Alone) && !(is_same_line && ends_its_line) {
            return if (opener, closer) == (Shape::Alone, Shape::Alone) { Verdict::Comment } else { Verdict::Text };
        }
        if !self.is_of_obsidian && (self.is_said(line, open, close) || ends_sentence(near_after(self.text, open + 2))) {
            return Verdict::Text;
        }
        match opener {
            Shape::Operator | Shape::Spaced if !is_one_block => {
                let is_pair = || !self.text[open + 2..close].contains("%%");
                in_doubt(opener == Shape::Spaced && ends_its_line && is_pair())
            }
            Shape::Operator => in_doubt(closer != Shape::Operator && !self.text[open + 2..close].contains("%%")),
            Shape::Spaced if matches!(closer, Shape::Spaced | Shape::Operator) => Verdict::Doubtful,
            Shape::Cell if closer == Shape::Cell && !is_one_block && !self.is_of_obsidian => {
                self.has_cells = true;
                Verdict::Text
            }
            Shape::Cell | Shape::Alone if matches!(closer, Shape::Cell | Shape::Operator) => Verdict::Doubtful,
            Shape::Tight if !is_one_block => {
                let is_number = self.text[..close].ends_with(|c: char| c.is_ascii_digit());
                in_doubt(ends_its_line || (closer == Shape::Tight && !is_number))
            }
            _ => Verdict::Comment,
        }
    }

    /// Whether a pair in one line is what the line speaks of, in a file that is not of Obsidian.
    fn is_said(&self, line: &Range<usize>, open: usize, close: usize) -> bool {
        if close > line.end {
            return false;
        }
        let before = near_before(self.text, open);
        let (inside, after) = (&self.text[open + 2..close], near_after(self.text, close + 2));
        let is_percentage =
            |before: &str| before.strip_suffix(' ').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
        let is_quoted = || {
            let quote = before.chars().next_back().filter(|c| matches!(c, '\'' | '"' | '’' | '”' | '“' | '‘'));
            quote.is_some_and(|quote| after.starts_with([quote, '’', '”']))
        };
        let names_sign = || inside.starts_with(' ') && inside.split([' ', ',', '.', ';']).any(|word| word == "%");
        (is_percentage(before) && is_percentage(inside))
            || is_quoted()
            || names_sign()
            || (is_placeholder(inside) && has_another_placeholder(before, after, line.len()))
    }

    fn shape(&self, at: usize, line: &Range<usize>) -> Shape {
        let (before, after) = (&self.text[line.start..at], &self.text[at + 2..line.end.max(at + 2)]);
        let is_first = before.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'>'));
        let is_apart = |c: Option<char>| c.is_none_or(char::is_whitespace);
        match (is_first, after.trim().is_empty()) {
            (true, true) => Shape::Alone,
            (false, true) => Shape::Last,
            (true, false) if is_apart(after.chars().next()) => Shape::Cell,
            _ if is_operator(before, after) => Shape::Operator,
            _ if is_apart(before.chars().next_back()) && is_apart(after.chars().next()) => Shape::Spaced,
            _ => Shape::Tight,
        }
    }
}

fn in_doubt(may_be_comment: bool) -> Verdict {
    if may_be_comment { Verdict::Doubtful } else { Verdict::Text }
}

/// Whether a sign is at the end of a sentence, so that it opens nothing: `and then 6 %%.`
fn ends_sentence(after: &str) -> bool {
    let rest = after.strip_prefix(['.', ',', ';', '?', '!']);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Whether a text has lines of a program whose comments begin with `%`. Comments of Obsidian over several lines have as many lines
/// that close them as lines that open them.
fn is_program(text: &str) -> bool {
    let (mut opened, mut closed) = (0_usize, 0_usize);
    for line in text.lines().filter(|line| line.starts_with('%')) {
        let words = line.trim_start_matches('%');
        match words.trim() {
            "" => closed += usize::from(line.starts_with("%%")),
            _ if !words.starts_with(' ') || words.contains("%%") => {}
            words if is_of_code(words) => return true,
            _ => opened += 1,
        }
    }
    opened >= 2 && opened > closed
}

/// Whether the words of a comment are `@doc Adds` or `member(X, L)`.
fn is_of_code(words: &str) -> bool {
    let name = words.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let is_tag = words.strip_prefix('@').is_some_and(|tag| tag.starts_with(|c: char| c.is_ascii_lowercase()));
    is_tag || (name.len() < words.len() && name.starts_with('('))
}

/// Whether what is between two signs is the name of a placeholder: `FOO_2`.
fn is_placeholder(inside: &str) -> bool {
    inside.starts_with(|c: char| c.is_ascii_uppercase())
        && inside.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether a line has more placeholders before or behind one of them.
fn has_another_placeholder(before: &str, after: &str, length: usize) -> bool {
    let has = |words: &str| words.split("%%").skip(1).any(is_placeholder);
    length <= LONGEST_LINE && (has(before) || has(after))
}

/// Lines longer than this, in bytes, are not searched for placeholders.
const LONGEST_LINE: usize = 2_000;

fn begins_block(line: &str) -> bool {
    let words = line[base(line)..].trim();
    let digits = words.trim_start_matches(|c: char| c.is_ascii_digit());
    words.is_empty()
        || words.starts_with(['#', '|'])
        || ["- ", "* ", "+ "].iter().any(|marker| words.starts_with(marker))
        || (digits.len() < words.len() && digits.starts_with([')', '.']))
}

/// Whether `%%` between these words of a line is the remainder of R: `7 %% 2`, `x[i] %% k`, `year %% 4 == 0`.
fn is_operator(before: &str, after: &str) -> bool {
    let (Some(before), Some(after)) = (before.strip_suffix(' '), after.strip_prefix(' ')) else { return false };
    let left = before.rsplit(' ').next().unwrap_or_default();
    let mut words = after.split(' ').filter(|word| !word.is_empty());
    let right = words.next().unwrap_or_default();
    let mut is_compared = || {
        words.next().is_some_and(|word| word.starts_with(['=', '<', '>', '!']))
            && right.starts_with(|c: char| c.is_ascii_digit())
    };
    let is_word =
        |word: &str| word.starts_with(char::is_alphabetic) && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_operand(right) && (is_operand(left) || (is_word(left) && is_compared()))
}

/// A number, a letter, or a name that no prose has: `n_rows`, `x[i]`, `df$a`, `seq_len(n)`.
fn is_operand(word: &str) -> bool {
    let bare = word
        .trim_matches(|c: char| matches!(c, '(' | ')' | ',' | '.' | ';' | ':' | '?' | '!' | '-' | '*' | '"' | '\''));
    let mut letters = bare.chars();
    let is_letter = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    let is_number = bare.starts_with(|c: char| c.is_ascii_digit())
        && bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    let is_code = bare.starts_with(|c: char| c.is_ascii_alphabetic()) && bare.contains(['_', '$', '[', '(']);
    is_letter || is_number || is_code
}
