//! How the body of a section writes words: with a capital, as a noun, as a name.

use super::super::sentences::uncapitalised;
use super::super::words::{Word, words};
use super::Subject;
use crate::link::mentions;

impl Subject<'_> {
    /// Whether the body writes a word with a capital in mid-sentence more often than without.
    #[must_use]
    pub fn writes_with_capital(&self, word: &str) -> bool {
        let plain = word.trim_matches(is_mark);
        let lower = plain.to_lowercase();
        if plain == lower {
            return false;
        }
        let texts = || self.prose().iter().map(|&at| self.text(at));
        let is_inside = |text: &str, at: &usize| !starts_sentence(text, *at);
        let with: usize = texts().map(|text| whole_words(text, plain).filter(|at| is_inside(text, at)).count()).sum();
        with > 0 && with > texts().map(|text| whole_words(text, &lower).count()).sum()
    }

    /// Whether the body uses the first two words of a title as a noun, `a route table`, and not as a verb, `to route …`.
    #[must_use]
    pub fn writes_as_noun(&self, title: &str) -> bool {
        let start: Vec<Word<'_>> = words(title).take(2).collect();
        let [first, second] = start.as_slice() else { return true };
        let (mut noun, mut verb) = (0, 0);
        for &at in self.prose() {
            let spoken: Vec<Word<'_>> = words(self.text(at)).collect();
            for three in spoken.windows(3).filter(|three| &three[1] == first && &three[2] == second) {
                let is_noun = matches!(
                    three[0].as_str(),
                    "a" | "an" | "the" | "this" | "your" | "each" | "with" | "of" | "in" | "by" | "using"
                );
                noun += usize::from(is_noun);
                verb += usize::from(!is_noun);
            }
        }
        noun > verb
    }

    /// Whether the body has a word and the next one as they are written here: `User Pools`.
    #[must_use]
    pub fn writes(&self, here: &str, word: &str) -> bool {
        let next = here[word.len()..].split(' ').next().unwrap_or_default();
        let pair = format!("{word}{next}");
        next.starts_with(char::is_uppercase) && self.prose().iter().any(|&at| self.text(at).contains(&pair))
    }

    /// A phrase as it stands inside a sentence: its first word in lower case unless it is a name.
    #[must_use]
    pub fn mid_sentence(&self, phrase: &str) -> String {
        let lower = uncapitalised(phrase);
        if lower == phrase {
            return lower;
        }
        let is_name = mentions::in_text(self.catalogue, phrase, None).iter().any(|mention| mention.range.start == 0);
        let first = phrase.split(' ').next().unwrap_or_default();
        if is_name || self.writes_with_capital(first) { phrase.to_owned() } else { lower }
    }
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric()
}

/// The bytes where a text has a word, with nothing but marks between it and the blanks around it.
fn whole_words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> {
    let is_inside = |c: char| is_mark(c) && !c.is_whitespace();
    // Most texts do not have the word, which is known before a search is prepared.
    let found = text.contains(word).then(|| text.match_indices(word));
    found.into_iter().flatten().map(|(at, _)| at).filter(move |&at| {
        let before = text[..at].trim_end_matches(is_inside);
        let behind = text[at + word.len()..].trim_start_matches(is_inside);
        let ends = |c: Option<char>| c.is_none_or(char::is_whitespace);
        ends(before.chars().next_back()) && ends(behind.chars().next())
    })
}

/// Whether a word starts a sentence, or follows a colon.
fn starts_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(|c: char| is_mark(c) && !c.is_whitespace()).trim_end();
    before.is_empty() || before.ends_with(['.', '?', '!', ':'])
}
