//! Asterisks that are wildcards: `arn:aws:logs:*:*:*`, `{"Value": "*example*"}`, `src/**/*.js`.
//!
//! CommonMark makes emphasis of a pair of them and the asterisks are gone from the page. A pair is emphasis until it is
//! proven that one of its ends is a wildcard: `**/data**` and `**Note:**` are bold. Then every wildcard of that
//! identifier is escaped.

use super::super::patch::Edit;
use super::Repair;
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
        let (opening, closing) = (end_at(text, range.start), end_at(text, range.end - width));
        let is_certain = opening.proof == Proof::Certain || closing.proof == Proof::Certain;
        let is_likely = opening.proof != Proof::None && closing.proof != Proof::None;
        for end in [opening, closing] {
            if end.proof == Proof::Certain || (end.proof == Proof::Likely && (is_certain || is_likely)) {
                identifiers.insert((end.identifier.start, end.identifier.end));
            }
        }
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

/// How sure it is that asterisks are wildcards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    None,
    /// Counts if the other end of the emphasis looks like a wildcard too.
    Likely,
    Certain,
}

/// One end of an emphasis: the identifier that its asterisks may belong to.
struct End {
    identifier: Range<usize>,
    proof: Proof,
}

/// Characters around words that do not belong to them.
const WRAPPING: [char; 15] = ['"', '\'', '(', ')', '[', ']', '{', '}', ',', ';', '.', '?', '!', '“', '”'];

/// The end of an emphasis whose asterisks are at `at`.
fn end_at(text: &str, at: usize) -> End {
    let start = text[..at]
        .rfind(char::is_whitespace)
        .map_or(0, |space| space + text[space..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |length| at + length);
    let word = &text[start..end];
    if word.contains('`') {
        // The identifier is code already; the asterisks are emphasis around it.
        return End { identifier: start..end, proof: Proof::None };
    }
    let trimmed = without_emphasis(word.trim_matches(WRAPPING).trim_end_matches(':'));
    let offset = start + (trimmed.as_ptr() as usize - word.as_ptr() as usize);
    let identifier = offset..offset + trimmed.len();
    if identifier.contains(&at) {
        let proof = proof(trimmed, at - offset);
        if proof != Proof::None {
            return End { identifier, proof };
        }
    }
    match json_fragment_around(text, at) {
        Some(identifier) => End { identifier, proof: Proof::Certain },
        None => End { identifier, proof: Proof::None },
    }
}

/// A word without the same run of asterisks at both of its ends: `**/data**`.
fn without_emphasis(word: &str) -> &str {
    let run = |stars: usize| stars.min(3);
    let opening = run(word.bytes().take_while(|&byte| byte == b'*').count());
    let closing = run(word.bytes().rev().take_while(|&byte| byte == b'*').count());
    if opening > 0 && opening == closing && word.len() > opening * 2 {
        &word[opening..word.len() - opening]
    } else {
        word
    }
}

/// Whether the asterisk at `at` of a word is a wildcard.
fn proof(word: &str, at: usize) -> Proof {
    let has_certain = runs(word).any(|run| is_wildcard(word, &run));
    if has_certain {
        return Proof::Certain;
    }
    let Some(run) = runs(word).find(|run| run.contains(&at)) else { return Proof::None };
    let is_extension = word.starts_with("*.") && word[2..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_last = run.end == word.len();
    let is_path_end = is_last && run.len() == 1 && word[..run.start].ends_with(['/', ':']);
    if (run.start == 0 && run.len() == 1 && is_extension) || is_path_end || (is_last && is_action(word)) {
        Proof::Likely
    } else {
        Proof::None
    }
}

/// The runs of asterisks in a word.
fn runs(word: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + word[from..].find('*')?;
        from = start + word[start..].bytes().take_while(|&byte| byte == b'*').count();
        Some(start..from)
    })
}

/// A whole segment of a path or an ARN, or the name before an extension: `/*/`, `/**/`, `:*:`, `/*.js`, `,*.example.org`.
fn is_wildcard(word: &str, run: &Range<usize>) -> bool {
    let (before, after) = (word[..run.start].chars().next_back(), word[run.end..].chars().next());
    let is_extension = || word[run.end..].strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    match (before, after, run.len()) {
        (Some('/'), Some('/'), 1 | 2) | (Some(':'), Some(':'), 1) => true,
        (Some('/' | ','), Some('.'), 1) => is_extension(),
        _ => false,
    }
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

/// A JSON object on one line, when the asterisk is inside one of its strings.
fn json_fragment_around(text: &str, at: usize) -> Option<Range<usize>> {
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST_FRAGMENT));
    let to = text.floor_char_boundary((at + LONGEST_FRAGMENT).min(text.len()));
    let line_start = from + crate::source::line_start(&text[from..at], at - from);
    let line_end = text[at..to].find('\n').map_or(to, |length| at + length);
    let start = line_start + text[line_start..at].rfind('{')?;
    let end = at + text[at..line_end].find('}')? + 1;
    let fragment = &text[start..end];
    let is_object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(fragment).is_ok();
    (is_object && !fragment.contains("**")).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::dialect::MARKDOWN;
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
            "lib/*.js or **/*.md everywhere, and s3:Get* with ec2:Describe*.",
            "under s3://bucket/*/logs/* or arn:aws:s3:::bucket/*/x",
        ] {
            assert_eq!(shown(text), text);
        }
        assert_eq!(
            shown("{\"Value\": \"*example*\"}: contains it"),
            "{&quot;Value&quot;: &quot;*example*&quot;}: contains it".replace("&quot;", "\"")
        );
    }

    #[test]
    fn emphasis_around_paths_and_names_stays() {
        for (text, expected) in [
            ("**/data** or **/srv/site/** only", "<strong>/data</strong> or <strong>/srv/site/</strong> only"),
            (
                "**/books/:id**, **/32** and *.NET* too",
                "<strong>/books/:id</strong>, <strong>/32</strong> and <em>.NET</em> too",
            ),
            ("**Note (read this):** x", "<strong>Note (read this):</strong> x"),
            (
                "**10.0.0.0/16** to **https://example.org/**",
                "<strong>10.0.0.0/16</strong> to <strong>https://example.org/</strong>",
            ),
            ("*.NET Core* and *see a/b/*", "<em>.NET Core</em> and <em>see a/b/</em>"),
            (
                "**arn:aws:s3:::bucket** and *kms:Decrypt*",
                "<strong>arn:aws:s3:::bucket</strong> and <em>kms:Decrypt</em>",
            ),
            (
                "**In:**/**Out:** and **{a: 1}** x",
                "<strong>In:</strong>/<strong>Out:</strong> and <strong>{a: 1}</strong> x",
            ),
            ("**Input**/*output*, **a/b/c:** d", "<strong>Input</strong>/<em>output</em>, <strong>a/b/c:</strong> d"),
            ("{\"role\": **admin**}", "{\"role\": <strong>admin</strong>}"),
        ] {
            assert_eq!(shown(text), expected);
        }
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
