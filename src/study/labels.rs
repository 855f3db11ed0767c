//! Labels that authors put before a text, `**Limit:** …` or `Limit: …`, and the questions that they ask.

use super::blocks::Block;
use super::grammar::{clause, is_instruction, is_plural, is_third_person, is_verb};
use super::question::sentences_of;
use super::sentences::{capitalised, clip, content_words, is_stop_word, leans, uncapitalised, word_count, words};
use super::subject::Subject;
use super::{Card, Kind, key};

/// Words that an answer has at most; whole sentences if they fit.
const ANSWER_WORDS: usize = 42;

/// Words that the answer of several items under one label has at most.
const MERGED_WORDS: usize = 58;

/// A label and the text that it stands before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label<'a> {
    /// The label without its mark.
    pub(super) name: &'a str,
    /// What follows.
    pub(super) text: &'a str,
    /// Whether a colon or another mark stands between them.
    pub(super) is_marked: bool,
}

/// What a label asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Nothing: examples, references to other sections.
    Aside,
    /// What goes wrong; all of a section are one card.
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
const ASIDES: &str = " related | see also | see | docs | documentation | next | more | compare | example | examples | worked example \
    | worked setups | for example | note | notes | further reading | source | sources | links | link | then | others | other \
    | in short | summary | changed | e.g. | reference | references | read more | step | today's name | tip \
    | analogy | explanation | output | result | answer | question | important | key points | key point | together | first | second \
    | other uses | also | in this section | older material says ";

/// Beginnings of labels that say too little to be asked.
const VAGUE: [&str; 6] = ["same ", "not this", "in between", "other ", "another ", "such "];

/// Labels of what goes wrong.
const TRAPS: &str = " trap | traps | mind | caution | pitfall | pitfalls | warning | beware | watch out | gotcha | gotchas | careful \
    | common mistake | mistake | remember ";

/// Labels, in lower case, and their questions.
const QUESTIONS: [(&str, &str); 64] = [
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
    ("why", "Why is that so?"),
    ("why it works", "Why does it work?"),
    ("why it helps", "Why does it help?"),
    ("why it happens", "Why does it happen?"),
    ("why it matters", "Why does it matter?"),
    ("where", "Where is that?"),
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
    ("better", "What is better?"),
    ("gain", "What do you gain?"),
    ("benefit", "What is the benefit?"),
    ("benefits", "What are the benefits?"),
    ("advantages", "What are the advantages?"),
    ("disadvantages", "What are the disadvantages?"),
    ("order", "In which order?"),
    ("needed", "What is needed?"),
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
];

impl Label<'_> {
    /// Whether what follows is an example or a reference, of which no sentence is asked.
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
        self.class() == Class::Known("When do you use it?")
    }

    /// Whether the label is the subject of its text: `**Lambda@Edge** is for …`.
    fn is_sentence(&self) -> bool {
        let first = self.text.split(' ').next().unwrap_or_default();
        let is_finite =
            matches!(first, "is" | "are" | "can" | "cannot" | "has" | "have" | "must") || is_third_person(first);
        !self.is_marked && is_finite
    }

    /// What the label asks for.
    #[must_use]
    pub(super) fn class(&self) -> Class {
        let name = self.name.to_lowercase();
        let spaced = format!(" {} ", name.trim_matches('`'));
        if ASIDES.contains(&format!("{spaced}|"))
            || ASIDES.contains(&format!("|{spaced}"))
            || (name.starts_with("step ")
                || VAGUE.iter().any(|start| name.starts_with(start))
                || words(&name).any(|word| word == "this" || word == "these"))
        {
            return Class::Aside;
        }
        if TRAPS.contains(&format!("{spaced}|")) || TRAPS.contains(&format!("|{spaced}")) {
            return Class::Trap;
        }
        if let Some((_, question)) = QUESTIONS.iter().find(|(label, _)| *label == name) {
            return Class::Known(question);
        }
        let first = words(self.name).next().unwrap_or_default();
        let is_long = self.name.contains(' ');
        match first.as_str() {
            "why" | "what" | "how" | "when" | "where" | "who" | "which" | "whether" if is_long => Class::Clause,
            "then" | "so" | "but" | "or" | "and" | "if" | "it" => Class::Aside,
            "to" if is_long => Class::Instruction,
            _ if is_long && is_verb(&first) && is_instruction(self.name) && has_object(self.name) => Class::Instruction,
            _ if is_long && clause(self.name).is_some_and(|clause| !clause.rest.is_empty()) => Class::Statement,
            _ => Class::Name,
        }
    }
}

/// Whether an instruction has a pronoun or a determiner behind its verb: `set it up`, `split the load`.
fn has_object(name: &str) -> bool {
    words(name).nth(1).is_some_and(|second| {
        matches!(
            second.as_str(),
            "it" | "them" | "the" | "a" | "an" | "your" | "up" | "down" | "out" | "on" | "in" | "all" | "each"
        )
    })
}

impl Class {
    /// Whether nothing is asked.
    #[must_use]
    pub(super) fn is_aside(self) -> bool {
        self == Self::Aside
    }
}

/// The label of a block.
#[must_use]
pub(super) fn label(block: &Block) -> Option<Label<'_>> {
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
        return (is_phrase && !rest.is_empty() && !name.is_empty()).then_some(Label { name, text: rest, is_marked });
    }
    for mark in [": ", " – ", " — ", " - "] {
        let Some((name, rest)) = text.split_once(mark) else { continue };
        let starts = name.starts_with(|c: char| c.is_uppercase() || c == '`');
        let is_name = word_count(name) <= 5 && !name.contains(['.', ',', ';', '(', '"', '?', '–', '—']);
        let has_verb = clause(name).is_some() || name.to_lowercase().starts_with("if ");
        // `Run this: …` is an instruction, and `Limit: …` is not.
        let is_spoken = is_instruction(name) && has_object(name);
        if starts && is_name && !has_verb && !is_spoken && !rest.trim().is_empty() {
            return Some(Label { name: name.trim(), text: rest.trim(), is_marked: true });
        }
    }
    None
}

/// Whether a text is a line of references: `Docs: …`, `Read more: …`.
#[must_use]
pub(super) fn is_reference(text: &str) -> bool {
    let start = text.split([':', ' ']).next().unwrap_or_default().to_lowercase();
    matches!(start.as_str(), "docs" | "documentation" | "source" | "sources" | "reference" | "references" | "further")
        || text.starts_with("http") && !text.contains(' ')
}

/// The cards of the labels of a section: one for each label, however often it stands there.
#[must_use]
pub(super) fn cards(subject: &Subject<'_>) -> Vec<Card> {
    let prose = subject.prose();
    let mut groups: Vec<(String, Vec<(usize, Label<'_>)>)> = Vec::new();
    for &at in prose {
        let Some(found) = label(&subject.blocks[at]) else { continue };
        let name = if found.class() == Class::Trap { "trap".to_owned() } else { found.name.to_lowercase() };
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push((at, found)),
            None => groups.push((name, vec![(at, found)])),
        }
    }
    groups.iter().filter_map(|(name, group)| card(subject, name, group)).collect()
}

/// The card of all items under one label: its id stays when the author adds another.
fn card(subject: &Subject<'_>, name: &str, group: &[(usize, Label<'_>)]) -> Option<Card> {
    let (_, first) = group[0];
    let most = if group.len() == 1 { ANSWER_WORDS } else { MERGED_WORDS / group.len() };
    let answers: Vec<(usize, String)> =
        group.iter().filter_map(|&(at, found)| answer(subject, at, found, most).map(|text| (at, text))).collect();
    let front = match first.class() {
        Class::Aside => return None,
        Class::Trap => match answers.len() {
            1 => "What is the trap?".to_owned(),
            count => format!(
                "What are the {} traps?",
                ["two", "three", "four", "five"].get(count.checked_sub(2)?).unwrap_or(&"many")
            ),
        },
        Class::Known(question) => question.to_owned(),
        Class::Clause if word_count(first.name) == 2 => format!("{}?", first.name),
        Class::Clause => format!("Explain {}.", uncapitalised(first.name)),
        Class::Instruction => {
            let lower = uncapitalised(first.name);
            format!("How do you {}?", lower.strip_prefix("to ").unwrap_or(&lower))
        }
        Class::Statement => format!("{}: why, or how?", first.name),
        Class::Name => of_name(subject, first)?,
    };
    let back = match answers.as_slice() {
        [] => return None,
        [(_, only)] => only.clone(),
        several => several.iter().map(|(_, text)| format!("- {text}")).collect::<Vec<_>>().join("\n"),
    };
    let back = if front == "When do you use it?" && !back.starts_with("- ") {
        format!("When {}", subject.mid_sentence(&back))
    } else {
        back
    };
    if gives_away(&format!("{} {front}", subject.title), &back) {
        return None;
    }
    Some(Card {
        kind: Kind::Label,
        key: if name == "trap" { name.to_owned() } else { label_key(name) },
        context: subject.title.clone(),
        front,
        back: clip(&back, MERGED_WORDS + 1),
        blocks: answers.iter().map(|&(at, _)| at).collect(),
        options: Vec::new(),
        right: Vec::new(),
    })
}

/// The key of a label: all its words, so that `why` and `why it works` differ.
fn label_key(name: &str) -> String {
    let is_latin = name.chars().all(|c| u32::from(c) < 0x250);
    let words: Vec<String> = words(name)
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|word| !word.is_empty())
        .take(6)
        .collect();
    if is_latin && !words.is_empty() { words.join("-") } else { key(name, 5) }
}

/// The question for the name of a thing.
fn of_name(subject: &Subject<'_>, found: Label<'_>) -> Option<String> {
    let name = found.name;
    if word_count(name) > 6 || name.ends_with('?') || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if found.is_sentence() {
        let (verb, rest) = found.text.split_once(' ')?;
        let question = super::question::what_is(name, verb, rest);
        return Some(
            question.map_or_else(|| format!("{}: what should you know?", capitalised(name)), |question| question.front),
        );
    }
    if is_instruction(&capitalised(found.text)) {
        return Some(format!("{}: what do you do?", capitalised(name)));
    }
    let is_entity = subject.is_entity(name);
    let first = words(found.text).next().unwrap_or_default();
    let is_noun = matches!(first.as_str(), "a" | "an" | "the" | "one");
    let starts_with_preposition = matches!(
        words(name).next().unwrap_or_default().as_str(),
        "in" | "on"
            | "at"
            | "with"
            | "without"
            | "for"
            | "from"
            | "after"
            | "before"
            | "inside"
            | "outside"
            | "across"
            | "as"
            | "by"
            | "under"
            | "between"
            | "behind"
            | "during"
    );
    if starts_with_preposition && word_count(name) >= 3 {
        return Some(format!("What holds {}?", uncapitalised(name)));
    }
    if let Some((thing, verb @ ("is" | "are"))) = name.rsplit_once(' ') {
        return Some(format!("What {verb} {}?", uncapitalised(thing)));
    }
    if is_entity && is_noun {
        return Some(format!("What {} {name}?", if is_plural(name) { "are" } else { "is" }));
    }
    Some(format!("{}: what should you know?", capitalised(name)))
}

/// The text of a label as an answer that stands by itself.
fn answer(subject: &Subject<'_>, at: usize, found: Label<'_>, most: usize) -> Option<String> {
    if matches!(words(found.text).next().as_deref(), Some("of" | "such")) {
        return None;
    }
    let whole = format!("{} {}", found.name, found.text);
    let text = if found.is_sentence() { &whole } else { found.text };
    let text = if text.trim_end().ends_with(':') {
        let items = subject.items_under(at);
        if items.is_empty() {
            return None;
        }
        let each = (most / items.len()).max(6);
        items.iter().map(|item| format!("- {}", clip(item, each))).collect::<Vec<_>>().join("\n")
    } else {
        let mut kept = String::new();
        for sentence in sentences_of(text) {
            if !kept.is_empty() && word_count(&kept) + word_count(&sentence) > most {
                break;
            }
            if !kept.is_empty() {
                kept.push(' ');
            }
            kept.push_str(&sentence);
        }
        clip(&kept, most)
    };
    let text = with_name(found, &capitalised_start(&text));
    (!leans(&text) && content_words(&text).count() >= 2).then_some(text)
}

/// The label in the position of a pronoun: `Instance role: it must …` is `Instance role must …`.
fn with_name(found: Label<'_>, text: &str) -> String {
    let is_noun = words(found.name).all(|word| !is_stop_word(&word)) && word_count(found.name) <= 3;
    match text.split_once(' ') {
        Some(("It" | "They", rest)) if is_noun && found.class() == Class::Name => {
            format!("{} {rest}", capitalised(found.name))
        }
        Some((pronoun @ ("It" | "They"), rest)) if found.class() == Class::Statement => {
            format!("Because {} {rest}", pronoun.to_lowercase())
        }
        _ => text.to_owned(),
    }
}

/// The first letter in upper case, unless the text begins with code.
fn capitalised_start(text: &str) -> String {
    capitalised(text.trim_start_matches(['–', '—', '-', ' ']))
}

/// Whether a question says what its answer says: fewer than two words of the answer are new.
#[must_use]
pub(super) fn gives_away(question: &str, answer: &str) -> bool {
    let known: Vec<String> = content_words(question).collect();
    let new = content_words(answer).filter(|word| !known.contains(word)).count();
    new < 2
}
