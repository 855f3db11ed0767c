//! Asterisks that belong to an identifier: `arn:aws:logs:*:*:*`, `{"Value": "*example*"}`, `s3:*`, `src/**/*.js`.
//!
//! CommonMark makes emphasis of a pair of them and the asterisks are gone from the page. Where an emphasis begins or
//! ends inside such an identifier, every asterisk of the identifier is escaped.

use super::super::patch::Edit;
use super::Repair;
use crate::source::floor_char_boundary;
use pulldown_cmark::{Event, Tag};
use std::collections::BTreeSet;
use std::ops::Range;

/// Repairs for every emphasis in `events` that takes its asterisks from an identifier.
pub(super) fn repairs(text: &str, events: &[(Event<'_>, Range<usize>)]) -> Vec<Repair> {
    let mut identifiers = BTreeSet::new();
    for (event, range) in events {
        let width = match event {
            Event::Start(Tag::Emphasis) => 1,
            Event::Start(Tag::Strong) => 2,
            _ => continue,
        };
        if text.as_bytes()[range.start] != b'*' {
            continue;
        }
        let opening = identifier_around(text, range.start);
        // `**Controls:**` ends like `s3:**`: where the emphasis begins at a word of prose, it ends at one too.
        let closing = identifier_around(text, range.end - width)
            .filter(|identifier| opening.is_some() || !is_action(&text[identifier.clone()]));
        identifiers.extend(opening.into_iter().chain(closing).map(|range| (range.start, range.end)));
    }
    identifiers
        .into_iter()
        .map(|(start, end)| {
            let identifier = &text[start..end];
            Repair {
                edit: Edit { range: start..end, text: escaped(identifier) },
                code: "asterisks-lost",
                message: format!("Markdown makes emphasis of the asterisks in `{identifier}`"),
                help: "the asterisks are kept; put the identifier between backticks".into(),
            }
        })
        .collect()
}

fn escaped(identifier: &str) -> String {
    let mut escaped = String::with_capacity(identifier.len() + 4);
    let mut previous = ' ';
    for character in identifier.chars() {
        if character == '*' && previous != '\\' {
            escaped.push('\\');
        }
        escaped.push(character);
        previous = character;
    }
    escaped
}

/// The identifier that the asterisk at `at` belongs to.
fn identifier_around(text: &str, at: usize) -> Option<Range<usize>> {
    let start = text[..at]
        .rfind(char::is_whitespace)
        .map_or(0, |space| space + text[space..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |length| at + length);
    let word = &text[start..end];
    if word.contains('`') {
        return None; // The identifier is code already; the asterisks are emphasis around it.
    }
    let wrapping = ['"', '\'', '(', ')', '[', ']', '{', '}', ',', ';', '.', '?', '!', '“', '”'];
    let trimmed = word.trim_matches(wrapping).trim_end_matches(':');
    if is_identifier(trimmed) {
        let offset = start + (word.len() - word.trim_start_matches(wrapping).len());
        return Some(offset..offset + trimmed.len());
    }
    json_fragment_around(text, at)
}

fn is_identifier(word: &str) -> bool {
    let is_arn = word.starts_with("arn:");
    let is_wildcard = |segment: &str| matches!(segment, "*" | "**") || segment.starts_with("*.");
    let is_path = word.contains('/') && word.split('/').any(is_wildcard);
    let is_colon_list = word.matches(':').count() >= 2 && word.split(':').any(is_wildcard);
    let is_extension = word.starts_with("*.") && word[2..].starts_with(|c: char| c.is_ascii_alphanumeric());
    is_arn || is_path || is_colon_list || is_extension || is_action(word)
}

/// `s3:*`, `kms:Get*`: an IAM action that ends in a wildcard. `note:*word*` has two runs of asterisks and is prose.
fn is_action(word: &str) -> bool {
    let Some((service, action)) = word.split_once(':') else { return false };
    let is_service = service.starts_with(|c: char| c.is_ascii_lowercase())
        && service.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let stem = action.trim_end_matches('*');
    is_service && stem.len() < action.len() && stem.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// How far around an asterisk the braces of a JSON object are looked for: a line can be a megabyte long.
const LONGEST_FRAGMENT: usize = 1_000;

/// A JSON object on one line, when the asterisk is inside it.
fn json_fragment_around(text: &str, at: usize) -> Option<Range<usize>> {
    let from = floor_char_boundary(text, at.saturating_sub(LONGEST_FRAGMENT));
    let to = floor_char_boundary(text, (at + LONGEST_FRAGMENT).min(text.len()));
    let line_start = text[from..at].rfind('\n').map_or(from, |newline| from + newline + 1);
    let line_end = text[at..to].find('\n').map_or(to, |length| at + length);
    let start = line_start + text[line_start..at].rfind('{')?;
    let end = at + text[at..line_end].find('}')? + 1;
    let fragment = &text[start..end];
    let closed_before = text[start..at].contains('}');
    (!closed_before && fragment.contains("\":")).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::outline::MARKDOWN;
    use crate::parse::patch::Patched;
    use pulldown_cmark::Parser;

    fn shown(text: &str) -> String {
        let events: Vec<_> = Parser::new_ext(text, MARKDOWN).into_offset_iter().collect();
        let edits = repairs(text, &events).into_iter().map(|repair| repair.edit).collect();
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, Parser::new_ext(&Patched::new(text, 0, edits).text, MARKDOWN));
        html.trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn identifiers_keep_their_asterisks() {
        for text in [
            "Use a wildcard (arn:aws:logs:*:*:*) unless",
            "allow s3:* and kms:* there",
            "src/**/*.js and lib/**/*.ts",
            "*.example.com,*.example.org",
            "/images/*/thumb/*",
        ] {
            assert_eq!(shown(text), text);
        }
        assert_eq!(
            shown("{\"Value\": \"*example*\"}: contains it"),
            "{&quot;Value&quot;: &quot;*example*&quot;}: contains it".replace("&quot;", "\"")
        );
    }

    #[test]
    fn emphasis_stays_emphasis() {
        assert_eq!(shown("He said \"*never*\" and *Note:* this"), "He said \"<em>never</em>\" and <em>Note:</em> this");
        assert_eq!(shown("**Blue/green:** x"), "<strong>Blue/green:</strong> x");
        assert_eq!(shown("**`a:b:c`:** x"), "<strong><code>a:b:c</code>:</strong> x");
        assert_eq!(shown("**controls:** and *see note:* x"), "<strong>controls:</strong> and <em>see note:</em> x");
        assert_eq!(
            shown("note:*word* un*believ*able **bold**"),
            "note:<em>word</em> un<em>believ</em>able <strong>bold</strong>"
        );
    }
}
