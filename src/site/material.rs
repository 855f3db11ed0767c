//! [`Material`]: what [`crate::study`] makes of a notebook, for the pages and files that show it.

use super::card::Card;

/// What there is to study in a notebook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Material {
    /// The cards of each section.
    pub cards: Vec<Vec<Card>>,
    /// The numbers of each section, in order; empty where no page lists them.
    pub facts: Vec<Vec<Fact>>,
}

/// A number that a section states as a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The number in digits: `1,000`, `0.5`, `5–10`.
    pub value: String,
    /// Its unit in singular, lower case unless it is a symbol; empty for bare values.
    pub unit: String,
    /// What it is a number of.
    pub subject: String,
    /// How it limits: `at most`, `default`, `every`; may be empty.
    pub relation: String,
    /// The sentence as plain text.
    pub sentence: String,
    /// Bytes of the number, with its unit, in the sentence.
    pub range: std::ops::Range<usize>,
    /// The block of the section.
    pub block: usize,
}
