//! [`Card`]: a question and its answer. [`crate::study`] makes them; pages show them.

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
    /// A false statement to correct.
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
