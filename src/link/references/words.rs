//! The words before the number of a section: those that refer, of every language, and those of the notebook's own headings.

use crate::parse::heading_words::{self, LANGUAGES, Role, suffix_start};
use crate::parse::{Notebook, Section};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Words after which numbers are sections. `see` leaves a doubt: "see 3 examples".
pub(super) const ENGLISH: [(&str, Lead); 6] = [
    ("see sections", Lead::Certain),
    ("see section", Lead::Certain),
    ("sections", Lead::Certain),
    ("section", Lead::Certain),
    ("see also", Lead::Open),
    ("see", Lead::Open),
];

/// The words before the numbers of a notebook's headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::link) struct OwnWords {
    /// They refer, in lower case and in every form: `chapter`, `глава`, `главу`.
    pub words: Vec<String>,
    /// The words for a question or an exercise, in any language and every form. None in a notebook of chapters.
    pub questions: Vec<&'static str>,
    /// Whether its sections are articles: `第三条` of another notebook is one of a law.
    pub has_articles: bool,
}

impl OwnWords {
    /// The words of a notebook.
    pub(in crate::link) fn of(notebook: &Notebook) -> Self {
        let found: BTreeMap<String, Role> = notebook.sections.iter().filter_map(word_of_heading).collect();
        let has_questions = found.is_empty() || found.values().any(|role| role.asks());
        let forms = found.keys().flat_map(|word| heading_words::inflected(word)).map(|form| (*form).to_owned());
        let mut words: Vec<String> = forms.chain(found.keys().cloned()).collect();
        // Of two, the longer one is looked for first.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let has_articles = notebook.sections.iter().any(|section| heading_words::is_article(&section.title.full_text));
        Self { words, questions: if has_questions { questions() } else { Vec::new() }, has_articles }
    }
}

/// The word before the number of a section, in lower case, and its role.
pub(in crate::link) fn word_of_heading(section: &Section) -> Option<(String, Role)> {
    let heading = section.title.full_text.trim_start();
    let is_worded = section.number.is_some() && heading.starts_with(char::is_alphabetic);
    let (role, length) = heading_words::at_start(heading).filter(|_| is_worded)?;
    Some((heading[..length].to_lowercase(), role))
}

/// How much the words before a number say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// A section is meant: a number that no section has is worth a message.
    Certain,
    /// A section is meant if a sentence goes on behind the number.
    Open,
    /// The same in another language, whose words are not known.
    Foreign,
    /// A question or an exercise is meant, in any language: `see question 2`. It may be one of another book.
    Question,
}

/// Words that are words of English too, or of many languages: they refer only right behind a bracket, as in `(ver 2)`.
const AMBIGUOUS: [&str; 5] = ["ver", "se", "xem", "vide", "les"];

/// Words that refer, before a number.
pub(super) struct Leading<'a> {
    /// Where they begin.
    pub start: usize,
    /// What they say.
    pub lead: Lead,
    /// The number of the part that they name: `1` in `see part 1, chapter 2`.
    pub part: Option<Cow<'a, str>>,
}

/// The words at the end of a text after which a number refers.
pub(super) fn leads<'a>(text: &'a str, own: &OwnWords) -> impl Iterator<Item = Leading<'a>> + 'a {
    let is_meant = |at: usize, words: &str| !AMBIGUOUS.contains(&words) || text[..at].ends_with('(');
    let plain = leading(text).filter(move |&(at, words, _)| is_meant(at, words));
    let plain = plain.map(|(start, _, lead)| {
        let part = (lead == Lead::Certain).then(|| part_at_end(&text[..start])).flatten();
        Leading { start, lead, part: part.map(|(_, part)| part) }
    });
    let before_question = before_question(text, own).into_iter().flat_map(|(text, part)| {
        let leading = leading(text).filter(|(.., lead)| *lead != Lead::Certain);
        leading.map(move |(start, ..)| Leading { start, lead: Lead::Question, part: part.clone() })
    });
    plain.chain(before_question)
}

/// The words at the end of a text that refer, ambiguous ones included: where they begin, the words, and what they say.
fn leading(text: &str) -> impl Iterator<Item = (usize, &'static str, Lead)> {
    let english = ENGLISH.iter().copied();
    let foreign = LANGUAGES.iter().flat_map(|language| language.references).map(|words| (*words, Lead::Foreign));
    english.chain(foreign).filter_map(|(words, lead)| Some((suffix_start(text, words)?, words, lead)))
}

/// The name of a part at the end of a text, `part 1, `: where it begins, and its number.
fn part_at_end(text: &str) -> Option<(usize, Cow<'_, str>)> {
    let words = text.trim_end().strip_suffix(',')?;
    let before = words.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &words[before.len()..];
    let name = before.strip_suffix(' ').filter(|_| !number.is_empty())?;
    let start = name.trim_end_matches(char::is_alphabetic).len();
    let (role, length) = heading_words::at_start(&name[start..])?;
    (role == Role::Section && length == name.len() - start).then_some((start, Cow::Borrowed(number)))
}

/// Articles between the words that refer and a question.
const ARTICLES: [&str; 15] =
    ["the", "die", "der", "den", "das", "la", "le", "les", "el", "il", "de", "het", "a", "o", "as"];

/// The text before `question`, `exercise` or such a word of another language at its end, or one of the notebook's own words,
/// and before its article. With the number of a part between them.
fn before_question<'a>(text: &'a str, own: &OwnWords) -> Option<(&'a str, Option<Cow<'a, str>>)> {
    let start = own.start_at_end(text)?;
    let before = &text[..start];
    // Scripts without spaces have none here.
    let trimmed = before.trim_end_matches([' ', '第']);
    let is_apart = trimmed.len() < before.len() || text[before.len()..].starts_with(|c: char| c >= '\u{3000}');
    let (trimmed, part) = match part_at_end(trimmed) {
        Some((start, part)) => (trimmed[..start].trim_end(), Some(part)),
        None => (trimmed, None),
    };
    let word_start = trimmed.rfind(' ').map_or(0, |blank| blank + 1);
    let is_article = ARTICLES.iter().any(|article| trimmed[word_start..].eq_ignore_ascii_case(article));
    is_apart.then(|| (if is_article { trimmed[..word_start].trim_end() } else { trimmed }, part))
}

impl OwnWords {
    /// Where the word before a number at the end of a text begins: one of the notebook's own, or one for a question.
    pub(super) fn start_at_end(&self, text: &str) -> Option<usize> {
        let singular = text.strip_suffix(['s', 'n']).unwrap_or(text);
        let start = |text: &str| {
            let of_questions = self.questions.iter().filter_map(|word| suffix_start(text, word));
            of_questions.chain(self.own_start_at_end(text)).min()
        };
        start(text).or_else(|| start(singular))
    }

    /// Where one of the notebook's own words begins at the end of a text.
    pub(super) fn own_start_at_end(&self, text: &str) -> Option<usize> {
        self.words.iter().filter_map(|word| suffix_start(text, word)).min()
    }
}

/// The words for a question or an exercise of every language, in every form.
pub(super) fn questions() -> Vec<&'static str> {
    let plain = LANGUAGES.iter().flat_map(|language| language.questions.iter().chain(language.exercises));
    plain.flat_map(|word| std::iter::once(word).chain(heading_words::inflected(word))).copied().collect()
}
