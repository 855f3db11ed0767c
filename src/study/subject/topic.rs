//! The thing that a section is about, by its title.

use super::super::grammar::{clause, is_instruction, is_noun_in_titles, is_plural, is_verb, of_gerund};
use super::super::question::{gerund, is_action, starts_with_noun};
use super::super::sentences::{split_at, uncapitalised_first};
use super::super::words::{word_count, words};
use super::Subject;
use crate::tokenize::capitalised;

/// Words that the name of a topic has at most.
const MOST_WORDS: usize = 5;

/// Words that an action of a title has at most.
const MOST_ACTION_WORDS: usize = 10;

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
        if matches!(first.as_str(), "how" | "why" | "when" | "where") {
            let rest = title.split_once(' ')?.1;
            let rest =
                ["far ", "long ", "often ", "much "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
            return self.named(clause(&capitalised(rest))?.subject);
        }
        if matches!(first.as_str(), "which" | "who") {
            return None;
        }
        if first == "what" {
            let rest = title.split_once(' ')?.1;
            let thing = rest.strip_suffix(" is").or_else(|| rest.strip_suffix(" are"));
            let of_clause = || clause(&capitalised(rest)).map(|found| found.subject.to_owned());
            return self.named(&thing.map(str::to_owned).or_else(of_clause)?);
        }
        if is_instruction(title) || of_gerund(&first).is_some() {
            return None;
        }
        // `Seal stamps and wax` is a list.
        let is_list = |rest: &str| rest.is_empty() || rest.starts_with("and ") || rest.starts_with("or ");
        if let Some(found) = clause(title).filter(|found| !is_list(found.rest)) {
            return self.named(found.subject);
        }
        // `Fog horns protect ships`: a verb behind several things, in no list of finite verbs.
        let spoken: Vec<&str> = title.split(' ').collect();
        let verb = (1..spoken.len().saturating_sub(1))
            .find(|&at| is_plural(spoken[at - 1]) && is_verb(spoken[at]) && !is_noun_in_titles(spoken[at]));
        if let Some(at) = verb {
            return self.named(&spoken[..at].join(" "));
        }
        let end = ENDS.iter().filter_map(|mark| title.find(mark)).min().unwrap_or(title.len());
        let thing = &title[..end];
        // `Seals and red, blue, white`: the first of a list.
        let thing = split_at(thing, " and ").filter(|(_, rest)| rest.contains(',')).map_or(thing, |(first, _)| first);
        self.named(thing)
    }

    /// What the title says to do: `Wrapping letters: three ways` is `wrap letters`. None where it names a thing.
    #[must_use]
    pub fn action(&self) -> Option<String> {
        let title = split_at(&self.title, ": ").map_or(self.title.as_str(), |(action, _)| action);
        let is_short = (2..=MOST_ACTION_WORDS).contains(&word_count(title)) && !title.contains(['?', ',']);
        if !is_short || !is_action(title) || starts_with_noun(self, title) {
            return None;
        }
        gerund(title).or_else(|| is_instruction(title).then(|| uncapitalised_first(title)))
    }

    fn named(&self, thing: &str) -> Option<String> {
        let is_form = words(thing).any(|word| FORMS.contains(&word.as_str()));
        let is_name = !is_form && (1..=MOST_WORDS).contains(&word_count(thing)) && !thing.contains([',', '"', '(']);
        is_name.then(|| self.mid_sentence(thing))
    }
}
