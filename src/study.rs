//! Study: cards, quizzes, numbers, confusables, the lock and the plan, made from plain notes without markup.
//!
//! Everything here is a pure function of parsed notes: the clock and the reader's review log are elsewhere. The rules that
//! make a question of a title are written for English; notebooks in other languages get what needs no grammar.

pub mod blocks;
pub mod cards;
mod cloze;
pub mod confusables;
pub mod data_files;
pub mod deck;
pub mod export;
mod gist;
mod grammar;
mod labels;
pub mod language;
pub mod lock;
pub mod numbers;
pub mod plan;
mod question;
mod quizzes;
mod scenario;
mod sentences;

use std::fmt;

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What kind of question it is.
    pub kind: Kind,
    /// What tells it from other cards of its kind in its section; empty for the gist. It survives rewording, insertion and
    /// reordering, and never holds a position.
    pub key: String,
    /// What the question is about, as plain text; may be empty.
    pub context: String,
    /// The question as plain text.
    pub front: String,
    /// The answer as plain text; the explanation for cards with options.
    pub back: String,
    /// Indexes of the section's blocks that hold the answer.
    pub blocks: Vec<usize>,
    /// Choices in the author's order, as plain text.
    pub options: Vec<String>,
    /// Indexes of the right choices.
    pub right: Vec<usize>,
}

/// What kind of question a card asks. Its name is a part of the card's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What the section says, asked by its title.
    Gist,
    /// What the section says of a label.
    Label,
    /// What a name in the section is.
    Term,
    /// A sentence with a gap.
    Cloze,
    /// A sentence with a gap for a number.
    Number,
    /// What to do in a situation.
    Scenario,
    /// A false statement to put right.
    Right,
    /// A cell of a table.
    Cell,
    /// Multiple choice that the notes contain.
    Quiz,
    /// Which of several parallel names a description belongs to.
    Which,
    /// What the notes fold away under a question.
    Detail,
    /// A `Q:` and `A:` pair of the author.
    Pair,
}

impl Kind {
    /// Its name in ids and exports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gist => "gist",
            Self::Label => "label",
            Self::Term => "term",
            Self::Cloze => "cloze",
            Self::Number => "number",
            Self::Scenario => "scenario",
            Self::Right => "right",
            Self::Cell => "cell",
            Self::Quiz => "quiz",
            Self::Which => "which",
            Self::Detail => "detail",
            Self::Pair => "pair",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Card {
    /// Kind and key: what follows `#` in the id.
    #[must_use]
    pub fn fragment(&self) -> String {
        if self.key.is_empty() { self.kind.name().to_owned() } else { format!("{}-{}", self.kind, self.key) }
    }

    /// The whole question with its choices, for readers that show one text.
    #[must_use]
    pub fn front_with_options(&self) -> String {
        let options = self.options.iter().enumerate().map(|(index, option)| format!("\n- {}. {option}", letter(index)));
        format!("{}{}", self.front, options.collect::<String>())
    }

    /// The whole answer: the right choices, then the explanation.
    #[must_use]
    pub fn back_with_options(&self) -> String {
        let right: Vec<String> =
            self.right.iter().map(|&index| format!("{}. {}", letter(index), self.options[index])).collect();
        [right.join("\n"), self.back.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// The letter of a choice.
fn letter(index: usize) -> char {
    char::from(b'A' + u8::try_from(index % 26).unwrap_or(0))
}

/// A key from the first words of a text that carry its subject: lower-case words joined by hyphens. Texts without Latin
/// letters get a hash (FNV-1a, 32 bits, base 36).
#[must_use]
pub fn key(text: &str, most_words: usize) -> String {
    let plain = |word: String| -> String {
        let kept: String = word.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        kept.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    };
    let is_latin = text.chars().filter(|c| c.is_alphabetic()).all(|c| u32::from(c) < 0x250);
    let words: Vec<String> =
        sentences::content_words(text).map(plain).filter(|word| !word.is_empty()).take(most_words).collect();
    if words.is_empty() || !is_latin { hash(text) } else { words.join("-") }
}

/// FNV-1a, 32 bits, in base 36.
#[must_use]
pub fn hash(text: &str) -> String {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    base36(hash.into())
}

/// A number in base 36.
#[must_use]
pub fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(u32::try_from(number % 36).unwrap_or(0), 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            break;
        }
    }
    digits.iter().rev().collect()
}
