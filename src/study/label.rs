//! Labels that authors put before a text: `**Limit:** …` or `Limit: …`, and what kind of label it is.

use super::blocks::Block;
use super::grammar::{clause, is_instruction, is_plural, is_third_person, is_verb};
use super::sentences::split_at;
use super::words::{Word, content_words, word_count, words};
use crate::site::label_kind::{LabelKind, label_kind};
use std::ops::Range;

/// A label and the text after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label<'a> {
    /// The label without its mark.
    pub(super) name: &'a str,
    /// What follows.
    pub(super) text: &'a str,
    /// Whether a colon or another mark separates them.
    pub(super) is_marked: bool,
    /// What it asks for.
    pub(super) class: Class,
}

/// What a label asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Nothing: examples, references to other sections.
    Aside,
    /// What goes wrong.
    Trap,
    /// A phrase that has a question of its own in [`QUESTIONS`].
    Known(&'static str),
    /// `What survives`, `Why it works`.
    Clause,
    /// `Set it up`.
    Instruction,
    /// `Sticky sessions are no substitute`.
    Statement,
    /// The name of a thing.
    Name,
}

/// Labels that are no subject of a card.
const ASIDES: &str = " related | see also | see | docs | documentation | next | more | compare | worked example \
    | worked setups | note | notes | further reading | source | sources | links | link | then | others | other \
    | in short | summary | changed | e.g. | reference | references | read more | step | today's name | tip \
    | analogy | explanation | output | result | answer | question | important | key points | key point | together | first | second \
    | other uses | also | in this section | older material says ";

/// Beginnings of labels that say too little to be asked.
const VAGUE: [&str; 6] = ["same ", "not this", "in between", "other ", "another ", "such "];

/// Labels that ask for care, besides those of [`LabelKind::Trap`].
const CAUTIONS: &str = " mind | caution | warning | beware | careful | common mistake | mistake | remember ";

/// Labels, in lower case, and their questions.
const QUESTIONS: [(&str, &str); 87] = [
    ("use it when", "When do you use it?"),
    ("use when", "When do you use it?"),
    ("use it for", "What do you use it for?"),
    ("use for", "What do you use it for?"),
    ("use cases", "What is it used for?"),
    ("use case", "What is it used for?"),
    ("when to use", "When do you use it?"),
    ("when to use it", "When do you use it?"),
    ("when it fits", "When does it fit?"),
    ("when", "When does it apply?"),
    ("not for", "What is it not for?"),
    ("not to be confused with", "What must you not confuse it with?"),
    ("limit", "What is the limit?"),
    ("limits", "What are the limits?"),
    ("limitation", "What is the limitation?"),
    ("limitations", "What are the limitations?"),
    ("quota", "What is the quota?"),
    ("quotas", "What are the quotas?"),
    ("cost", "What does it cost?"),
    ("costs", "What does it cost?"),
    ("price", "What does it cost?"),
    ("pricing", "How is it priced?"),
    ("how", "How does it work?"),
    ("how it works", "How does it work?"),
    ("why", "Why is it done this way?"),
    ("why it works", "Why does it work?"),
    ("why it helps", "Why does it help?"),
    ("why it happens", "Why does it happen?"),
    ("why it matters", "Why does it matter?"),
    ("where", "Where do you find it?"),
    ("default", "What is the default?"),
    ("defaults", "What are the defaults?"),
    ("steps", "What are the steps?"),
    ("permission", "Which permission is needed?"),
    ("permissions", "Which permissions are needed?"),
    ("rights", "Which permissions are needed?"),
    ("effect", "What is the effect?"),
    ("alternative", "What is the alternative?"),
    ("alternatives", "What are the alternatives?"),
    ("exception", "What is the exception?"),
    ("exceptions", "What are the exceptions?"),
    ("exam hint", "What is the exam hint?"),
    ("exam", "What does the exam ask?"),
    ("better", "What is the better way?"),
    ("gain", "What do you gain?"),
    ("benefit", "What is the benefit?"),
    ("benefits", "What are the benefits?"),
    ("advantages", "What are the advantages?"),
    ("disadvantages", "What are the disadvantages?"),
    ("order", "What is the order?"),
    ("needed", "What is needed?"),
    ("needs", "What does it need?"),
    ("must do", "What must you do?"),
    ("also needed", "What else is needed?"),
    ("you need", "What do you need?"),
    ("requirements", "What is required?"),
    ("prerequisites", "What is required first?"),
    ("fix", "How do you fix it?"),
    ("solution", "What is the solution?"),
    ("scaling", "How does it scale?"),
    ("format", "Which format does it have?"),
    ("configuration", "How is it configured?"),
    ("purpose", "What is its purpose?"),
    ("today", "What is the way today?"),
    ("usual choice", "What is the usual choice?"),
    ("by hand", "How do you do it by hand?"),
    ("check", "How do you check it?"),
    ("set up", "How do you set it up?"),
    ("setup", "How do you set it up?"),
    ("set it up", "How do you set it up?"),
    ("pattern", "What is the pattern?"),
    ("rule", "What is the rule?"),
    ("rules", "What are the rules?"),
    ("without it", "What happens without it?"),
    ("symptom", "What is the symptom?"),
    ("symptoms", "What are the symptoms?"),
    ("cause", "What is the cause?"),
    ("causes", "What are the causes?"),
    ("cure", "What is the cure?"),
    ("cures", "What are the cures?"),
    ("reason", "What is the reason?"),
    ("reasons", "What are the reasons?"),
    ("goal", "What is the goal?"),
    ("settings", "What are the settings?"),
    ("units", "What are the units?"),
    ("modes", "What are the modes?"),
    ("trigger", "What is the trigger?"),
];

impl Label<'_> {
    /// Returns whether the text is an example or a reference. No question asks for such a sentence.
    #[must_use]
    pub(super) fn is_example(&self) -> bool {
        let name = self.name.to_lowercase();
        [
            "example",
            "related",
            "see",
            "docs",
            "documentation",
            "source",
            "link",
            "e.g.",
            "output",
            "analogy",
            "worked",
            "further",
        ]
        .iter()
        .any(|word| name.contains(word))
    }

    /// Whether what follows is a condition, `Use it when …`, and no statement.
    #[must_use]
    pub(super) fn is_condition(&self) -> bool {
        self.class == Class::Known("When do you use it?")
    }

    /// Whether the label is the subject of its text: `**Lambda@Edge** is for …`.
    pub(super) fn is_sentence(&self) -> bool {
        let first = self.text.split(' ').next().unwrap_or_default();
        let is_finite =
            matches!(first, "is" | "are" | "can" | "cannot" | "has" | "have" | "must") || is_third_person(first);
        // `Use it when updates …`: what follows goes on with the label.
        let is_open =
            matches!(words(self.name).next_back().as_deref(), Some("when" | "if" | "for" | "to" | "by" | "with"));
        !self.is_marked && !is_open && (is_finite || self.has_plural_verb())
    }

    /// Whether the label is the plural subject of its text: `**Pull requests** come as …`.
    pub(super) fn has_plural_verb(&self) -> bool {
        let first = self.text.split(' ').next().unwrap_or_default();
        !self.is_marked && self.is_several() && is_verb(first)
    }

    /// Whether the label names more than one thing.
    pub(super) fn is_several(&self) -> bool {
        is_plural(self.name) || self.name.contains(" and ")
    }
}

/// What a label asks for.
fn class(name: &str) -> Class {
    let lower = name.to_lowercase();
    let spaced = format!(" {} ", lower.trim_matches('`'));
    if ASIDES.contains(&format!("{spaced}|"))
        || ASIDES.contains(&format!("|{spaced}"))
        || (lower.starts_with("step ")
            || VAGUE.iter().any(|start| lower.starts_with(start))
            || words(&lower).any(|word| word == "this" || word == "these"))
    {
        return Class::Aside;
    }
    match label_kind(spaced.trim()) {
        Some(LabelKind::Trap) => return Class::Trap,
        Some(LabelKind::Example) => return Class::Aside,
        _ => {}
    }
    if CAUTIONS.contains(&format!("{spaced}|")) || CAUTIONS.contains(&format!("|{spaced}")) {
        return Class::Trap;
    }
    if let Some((_, question)) = QUESTIONS.iter().find(|(label, _)| *label == lower) {
        return Class::Known(question);
    }
    let first = words(name).next().unwrap_or_default();
    let is_long = name.contains(' ');
    match first.as_str() {
        "why" | "what" | "how" | "when" | "where" | "who" | "which" | "whether" if is_long => Class::Clause,
        "then" | "so" | "but" | "or" | "and" | "if" | "it" => Class::Aside,
        "to" if is_long => Class::Instruction,
        _ if is_long && is_verb(&first) && is_instruction(name) && has_object(name) => Class::Instruction,
        _ if is_long && clause(name).is_some_and(|clause| !clause.rest.is_empty()) => Class::Statement,
        _ => Class::Name,
    }
}

/// Whether an instruction has a pronoun or a determiner behind its verb: `set it up`, `split the load`, `turn off the cache`.
/// `Set on the group` has none: that is a participle.
fn has_object(name: &str) -> bool {
    let is_object =
        |word: &str| matches!(word, "it" | "them" | "the" | "a" | "an" | "your" | "all" | "each" | "this" | "every");
    let (second, third) = (words(name).nth(1).unwrap_or_default(), words(name).nth(2).unwrap_or_default());
    let is_particle = matches!(second.as_str(), "up" | "down" | "out" | "off");
    is_object(&second) || is_particle && is_object(&third)
}

impl Class {
    /// Whether nothing is asked.
    #[must_use]
    pub(super) fn is_aside(self) -> bool {
        self == Self::Aside
    }
}

/// The positions of a label in the text of its block.
#[derive(Clone, Debug)]
pub(super) struct Spans {
    /// Length of the name.
    name: usize,
    text: Range<usize>,
    is_marked: bool,
    class: Class,
}

impl Spans {
    /// Finds the label of a block.
    pub(super) fn of(block: &Block) -> Option<Self> {
        let found = label(block)?;
        let end = if block.text.ends_with(found.text) { block.text.len() } else { block.text.trim_end().len() };
        let text = end - found.text.len()..end;
        Some(Self { name: found.name.len(), text, is_marked: found.is_marked, class: found.class })
    }

    /// The label in this text of its block.
    pub(super) fn within<'a>(&self, text: &'a str) -> Label<'a> {
        Label { name: &text[..self.name], text: &text[self.text.clone()], is_marked: self.is_marked, class: self.class }
    }
}

/// The label of a block. [`Subject::label`](super::subject::Subject::label) has read it already.
fn label(block: &Block) -> Option<Label<'_>> {
    if !block.is_prose() {
        return None;
    }
    let text = block.text.as_str();
    if block.strong > 0 && block.strong < text.len() {
        let (name, rest) = text.split_at(block.strong);
        let is_marked = name.ends_with([':', '.', ',']) || rest.starts_with(':');
        let is_phrase = is_marked || (rest.starts_with(' ') && word_count(name) <= 6);
        let rest = rest.trim_start_matches([':', ' ', '–', '—', '-']);
        let name = name.trim_end_matches([':', '.', ',', ' ']);
        return (is_phrase && !rest.is_empty() && !name.is_empty()).then(|| Label {
            name,
            text: rest,
            is_marked,
            class: class(name),
        });
    }
    for mark in [": ", " – ", " — ", " - "] {
        let Some((name, rest)) = split_at(text, mark) else { continue };
        let starts = name.starts_with(|c: char| c.is_uppercase() || c == '`') || is_code(name);
        let is_plain = |name: &str| !name.contains(['.', ',', ';', '(', ')', '"', '?', '–', '—']);
        let is_explained = name
            .strip_suffix(')')
            .and_then(|name| name.split_once(" ("))
            .is_some_and(|(name, inside)| is_plain(name) && is_plain(inside) && word_count(name) <= 3);
        let is_name = word_count(name) <= 5 && (is_plain(name) || is_explained);
        if !starts || !is_name || rest.trim().is_empty() {
            continue;
        }
        let has_verb = clause(name).is_some() || name.to_lowercase().starts_with("if ");
        // `Run this: …` is an instruction, and `Limit: …` is not.
        let is_spoken = is_instruction(name) && has_object(name);
        if !has_verb && !is_spoken {
            let name = name.trim();
            return Some(Label { name, text: rest.trim(), is_marked: true, class: class(name) });
        }
    }
    None
}

/// Whether a label is a code: a status of three digits, `503`, or an identifier, `logs:PutLogEvents`, `max_size`.
pub(super) fn is_code(name: &str) -> bool {
    let is_status = name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_digit());
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-');
    let has_mark = name.contains([':', '_']) || name.chars().skip(1).any(char::is_uppercase);
    let is_identifier = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_word) && has_mark;
    is_status || is_identifier
}

/// Whether a text is a line of references: `Docs: …`, `Read more: …`.
#[must_use]
pub(super) fn is_reference(text: &str) -> bool {
    let start = text.split([':', ' ']).next().unwrap_or_default();
    ["docs", "documentation", "source", "sources", "reference", "references", "further"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(start))
        || text.starts_with("http") && !text.contains(' ')
}

/// Whether a question says what its answer says: fewer than two words of the answer are new.
#[must_use]
pub(super) fn gives_away(question: &str, answer: &str) -> bool {
    let known: Vec<Word<'_>> = content_words(question).collect();
    let new: Vec<Word<'_>> = content_words(answer).filter(|word| !known.contains(word)).take(2).collect();
    if new.len() == 2 {
        return false;
    }
    // A number is the answer of a question for a limit.
    let is_number = |word: &Word<'_>| word.starts_with(|c: char| c.is_ascii_digit());
    let has_number = new.iter().any(is_number) && content_words(answer).any(|word| !is_number(&word));
    !has_number
}
