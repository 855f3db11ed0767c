//! Other works that are named before a section of theirs: `In the Rust Book, section 2`, `Smith (2010), section 2`.

use super::elsewhere::{LAWS_IN_SHORT, OTHER_BOOKS, OURS};

/// Verbs between a work and its section: `The GDPR says in section 3`.
#[rustfmt::skip]
const SAYING: [&str; 20] = [
    "says", "states", "defines", "explains", "describes", "notes", "requires", "argues", "writes", "shows", "lists", "claims", "forbids",
    "allows", "demands", "proves", "said", "wrote", "argued", "explained",
];

/// Words with a capital letter that name no work.
const PRONOUNS: [&str; 12] = ["It", "This", "That", "We", "I", "He", "She", "They", "You", "Which", "What", "Who"];

/// Fewer capital letters may be of a subject of these notes: `In SQL, see section 3`.
const FEWEST_CAPITALS: usize = 4;

/// The longest stretch before a reference that is looked at, in bytes.
const LONGEST: usize = 120;

/// Whether the words before `section` at `start` name another work, whose section it is.
pub(super) fn is_named_before(text: &str, start: usize) -> bool {
    let from = text[..start].floor_char_boundary(start.saturating_sub(LONGEST));
    let before = text[from..start].trim_end();
    // The words that refer may have been refused before.
    let before = before.strip_suffix("see").map_or(before, str::trim_end);
    is_cited(before) || is_saying(sentence(before)) || is_book(sentence(before))
}

/// What of a text belongs to its last sentence.
fn sentence(text: &str) -> &str {
    let end =
        [". ", "; ", ": ", "! ", "? ", "\n", "("].iter().filter_map(|end| Some(text.rfind(end)? + end.len())).max();
    &text[end.unwrap_or(0)..]
}

/// `Smith (2010),` and `Smith et al.,`.
fn is_cited(before: &str) -> bool {
    let name = before.trim_end_matches(',');
    let year = name.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).map(|(_, year)| year);
    let is_year = |year: &str| year.len() >= 4 && year.bytes().take(4).all(|byte| byte.is_ascii_digit());
    year.is_some_and(is_year) || name.ends_with("et al.")
}

/// `The GDPR says in`, `As Knuth explains in`.
fn is_saying(before: &str) -> bool {
    let mut words = before.rsplit(' ');
    let is_led = words.next() == Some("in") && words.next().is_some_and(|word| SAYING.contains(&word));
    is_led
        && words.next().is_some_and(|subject| {
            let is_name = subject.starts_with(char::is_uppercase) && !PRONOUNS.contains(&subject);
            is_name || OTHER_BOOKS.contains(&subject)
        })
}

/// `AWS docs,`, `the Kubernetes documentation`, `in the Rust Book,`, `man bash`, `im Buch`, `In SICP,`: a work that is not ours.
fn is_book(before: &str) -> bool {
    let is_apart = before.ends_with(',');
    let words: Vec<&str> = before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let [above @ .., last] = &words[..] else { return false };
    let is_ours = above.iter().rev().take(3).any(|word| OURS.contains(&word.to_lowercase().as_str()));
    if is_ours {
        return false;
    }
    let is_in = above.last().is_some_and(|word| matches!(*word, "In" | "in"));
    let is_short_name = last.len() >= FEWEST_CAPITALS && last.chars().all(char::is_uppercase);
    OTHER_BOOKS.contains(&last.to_lowercase().as_str())
        || above.last() == Some(&"man")
        || (is_apart && is_in && (is_short_name || LAWS_IN_SHORT.contains(last)))
}
