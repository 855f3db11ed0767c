//! The thing that a section is about, by its title.

use super::super::grammar::{clause, is_instruction, of_gerund};
use super::super::sentences::split_at;
use super::super::words::{word_count, words};
use super::Subject;

/// Words that the name of a topic has at most.
const MOST_WORDS: usize = 5;

/// What ends the name of a thing in a title.
const ENDS: [&str; 11] =
    [" with ", " as ", " for ", " in ", " on ", " behind ", " from ", " that ", " to ", " and the ", " of an "];

/// Titles that announce a form of text, and no thing.
const FORMS: [&str; 12] = [
    "checklist",
    "example",
    "examples",
    "summary",
    "overview",
    "introduction",
    "anatomy",
    "basics",
    "guide",
    "notes",
    "way",
    "ways",
];

impl Subject<'_> {
    /// The thing that the title names, as it stands inside a sentence: `Seals: how to press them` and `Seals keep letters closed`
    /// are about `seals`. None where the title says what to do, asks, or compares.
    #[must_use]
    pub fn topic(&self) -> Option<String> {
        let title = self.title.as_str();
        if title.contains('?') || [" or ", " vs ", " versus "].iter().any(|mark| title.contains(mark)) {
            return None;
        }
        let title = split_at(title, ": ").map_or(title, |(topic, _)| topic);
        let title = title.strip_suffix(" in a nutshell").unwrap_or(title);
        let first = words(title).next()?;
        if matches!(first.as_str(), "how" | "why" | "when" | "where" | "which" | "who") {
            return None;
        }
        if first == "what" {
            let thing =
                title["what ".len()..].strip_suffix(" is").or_else(|| title["what ".len()..].strip_suffix(" are"))?;
            return self.named(thing);
        }
        if is_instruction(title) || of_gerund(&first).is_some() {
            return None;
        }
        // `Seal stamps and wax` is a list.
        let is_list = |rest: &str| rest.is_empty() || rest.starts_with("and ") || rest.starts_with("or ");
        if let Some(found) = clause(title).filter(|found| !is_list(found.rest)) {
            return self.named(found.subject);
        }
        let end = ENDS.iter().filter_map(|mark| title.find(mark)).min().unwrap_or(title.len());
        self.named(&title[..end])
    }

    fn named(&self, thing: &str) -> Option<String> {
        let is_form = words(thing).any(|word| FORMS.contains(&word.as_str()));
        let is_name = !is_form && (1..=MOST_WORDS).contains(&word_count(thing)) && !thing.contains([',', '"', '(']);
        // `Elastic IP addresses` begins with a name.
        let second = thing.split(' ').nth(1).unwrap_or_default();
        let keeps = second.starts_with(char::is_uppercase);
        is_name.then(|| if keeps { thing.to_owned() } else { self.mid_sentence(thing) })
    }
}
