//! Whether a text leans on the text around it: it begins with `This`, speaks of `such an image`, or sends the reader elsewhere.

use super::sentences::number_length;
use super::words::{Phrases, Word, WordSet, is_stop_word, stem, words};
use std::sync::LazyLock;

/// Words that point to another sentence when a sentence begins with them.
const LEANING: &str = " this that these those it its they them their such both here so then otherwise either neither he she also instead \
    however but and or therefore thus hence additionally furthermore moreover similarly likewise meanwhile it's it’s that's that’s \
    they're they’re ";

/// Whether a sentence leans on the one before it: its first word points back.
#[must_use]
pub(super) fn leans(sentence: &str) -> bool {
    static KNOWN: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(&[LEANING]));
    let first = words(sentence).next().unwrap_or_default();
    // `Neither basic nor detailed monitoring …` names both.
    if first == "neither" && sentence.contains(" nor ") {
        return false;
    }
    let names_both = first == "both" && first_clause(sentence).contains(" and ");
    KNOWN.has(&first) && !names_both || sentence.contains(" does: ")
}

/// Where the first clause of a text ends: behind it a pronoun may mean a thing of the text itself.
fn first_clause(text: &str) -> &str {
    let is_end = |byte: u8| matches!(byte, b'.' | b',' | b';' | b':' | b'\n' | b'(');
    let end = text.bytes().position(is_end).unwrap_or(text.len());
    text[..end].strip_suffix("e.g").map_or(&text[..end], str::trim_end)
}

/// Whether a text cannot be understood without the text around it: it sends the reader elsewhere, or its first clause speaks
/// of `such an image`, `these rights`, `them` that neither this clause nor `known` has named before.
#[must_use]
pub(super) fn points_outside(text: &str, known: &str) -> bool {
    // Most clauses have none of these words, and are read no further.
    static POINTING: LazyLock<Phrases> =
        LazyLock::new(|| Phrases::new(&["this", "these", "those", "such", "that", "them", "then"]));
    sends_elsewhere(text) || {
        let clause = first_clause(text);
        POINTING.are_in(clause) && names_unknown(clause, known)
    }
}

/// Whether a text sends the reader elsewhere: `used below`, `as above`, `the order in 65`, `possible here`.
#[must_use]
pub(super) fn sends_elsewhere(text: &str) -> bool {
    static ELSEWHERE: LazyLock<Phrases> = LazyLock::new(|| {
        Phrases::new(&[
            "used below",
            "as below",
            "shown below",
            "see below",
            "listed below",
            "described below",
            "as above",
            "shown above",
            "used above",
            "see above",
            "described above",
            "mentioned above",
            " the ones ",
            " here ",
            " here.",
            " here,",
        ])
    });
    ELSEWHERE.are_in(text) || names_section(text)
}

/// Whether a text names another section by its number: `the order in 65`.
fn names_section(text: &str) -> bool {
    let has_number = text.bytes().any(|byte| byte.is_ascii_digit());
    has_number
        && text.match_indices(" in ").any(|(at, mark)| {
            let rest = &text[at + mark.len()..];
            let length = number_length(rest);
            let ends = rest[length..].starts_with([')', ',', ';']) || matches!(&rest[length..], "" | ".");
            let before = text[..at].rsplit(' ').next().unwrap_or_default();
            (1..4).contains(&length)
                && ends
                && before.starts_with(char::is_alphabetic)
                && !before.eq_ignore_ascii_case("one")
        })
}

/// Whether a clause has a determiner or a pronoun that points back to a thing which nothing before it names.
fn names_unknown(clause: &str, known: &str) -> bool {
    let spoken: Vec<Word<'_>> = words(clause).collect();
    let is_open = |at: usize| match spoken[at].as_str() {
        "this" | "these" | "those" => true,
        "such" => spoken.get(at + 1).is_some_and(|next| next != "as"),
        "that" => at > 0 && is_preposition(&spoken[at - 1]),
        _ => false,
    };
    let is_plural = |word: &Word<'_>| word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    (1..spoken.len()).any(|at| {
        if spoken[at] == "them" {
            return !spoken[..at].iter().any(is_plural) && !words(known).any(|word| is_plural(&word));
        }
        if spoken[at] == "then" {
            let before = at.checked_sub(1).map_or("", |before| spoken[before].as_str());
            let is_led = matches!(spoken[0].as_str(), "if" | "when" | "once" | "after" | "first" | "to");
            let is_aside = spoken[..at].iter().any(|word| matches!(word.as_str(), "which" | "who" | "that"));
            return !is_led && !is_aside && !matches!(before, "and" | "or" | "but" | "since" | "until");
        }
        if !is_open(at) {
            return false;
        }
        // `On a desk this is the default`: nothing before it is meant.
        let next = spoken.get(at + 1).map_or("", |next| next.as_str());
        if spoken[at] == "this" && matches!(next, "is" | "has" | "can" | "does") {
            return true;
        }
        let thing = spoken[at + 1..].iter().skip_while(|word| matches!(word.as_str(), "a" | "an"));
        let thing: Vec<&Word<'_>> = thing.take_while(|word| !is_stop_word(word)).take(3).collect();
        let is_named = |word: &Word<'_>| {
            let stem = stem(word);
            words(known).chain(spoken[..at].iter().cloned()).any(|other| self::stem(&other) == stem)
        };
        let is_usual =
            matches!(thing.first().map(|word| word.as_str()), Some("time" | "moment" | "point" | "way" | "name"));
        !thing.is_empty() && !is_usual && !thing.into_iter().any(is_named)
    })
}

/// Whether `that` behind a word is a determiner, and no conjunction.
fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "of" | "to" | "with" | "for" | "from" | "at" | "on" | "into" | "under" | "above" | "below" | "by" | "over"
    )
}

/// Phrases that point to another sentence.
const ANAPHORIC: [&str; 8] =
    [" do so", " does so", " did so", " there ", " there.", " the other", " it does", " they do"];

/// Words that point to another sentence.
const POINTERS: &str = " this these those both here above below former latter same such ";

/// What [`has_anaphor`] looks for. `any` finds all of it, and in some other words: most sentences are read no further.
struct Anaphors {
    any: Phrases,
    phrases: Phrases,
    words: WordSet,
}

static ANAPHORS: LazyLock<Anaphors> = LazyLock::new(|| {
    let all: Vec<&str> = POINTERS.split_whitespace().chain([" that "]).chain(ANAPHORIC).collect();
    Anaphors { any: Phrases::new(&all), phrases: Phrases::new(&ANAPHORIC), words: WordSet::new(&[POINTERS]) }
});

/// Words inside a sentence that point to another one.
#[must_use]
pub(super) fn has_anaphor(sentence: &str) -> bool {
    // `both X and Y` names what it means.
    let names_both = || sentence.split_once("oth ").is_some_and(|(_, rest)| rest.contains(" and "));
    let points = || {
        words(sentence).any(|word| ANAPHORS.words.has(&word) && !(word == "both" && names_both()))
            || points_with_that(sentence)
            || ANAPHORS.phrases.are_in(sentence)
    };
    leans(sentence) || ANAPHORS.any.are_in(sentence) && points()
}

/// Whether `that` precedes a noun: `the event of that instance`.
fn points_with_that(sentence: &str) -> bool {
    if !sentence.contains(" that ") {
        return false;
    }
    let spoken: Vec<Word<'_>> = words(sentence).collect();
    spoken.windows(3).any(|three| {
        let is_determiner = is_preposition(&three[0]);
        let is_moment = matches!(three[2].as_str(), "time" | "moment" | "point" | "way");
        is_determiner && three[1] == "that" && !is_stop_word(&three[2]) && !is_moment
    })
}
