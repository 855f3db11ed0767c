//! Footnotes and links that name something nothing in the file defines: on the page, brackets stand where a link was meant.

use super::patch::Patched;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::ops::Range;

/// `[words][label]` with a label that nothing defines.
pub(super) struct Reference<'a> {
    /// All of it, in the text.
    pub range: Range<usize>,
    /// The label.
    pub label: CowStr<'a>,
}

/// What the author should know about them.
pub(super) fn diagnostics(
    chunk: &Patched,
    file: FileId,
    events: &[(Event<'_>, Range<usize>)],
    references: Vec<Reference<'_>>,
) -> Vec<Diagnostic> {
    let span = |range: Range<usize>| Span::new(file, chunk.origin_range(range));
    let links = references.into_iter().filter(|reference| is_meant(&chunk.text, reference)).map(|reference| {
        let label = &reference.label;
        Diagnostic::note("reference-undefined", format!("nothing says where `[{label}]` leads"))
            .at(span(reference.range.clone()))
            .help(format!("put a line `[{label}]: https://…` into the file, or write `\\[` for a bracket"))
    });
    let footnotes = undefined_footnotes(&chunk.text, events).into_iter().map(|range| {
        let label = &chunk.text[range.clone()];
        Diagnostic::warning("footnote-undefined", format!("there is no footnote `{label}` in this file"))
            .at(span(range.clone()))
            .help(format!("put a line `{label}: …` into the file, or write `\\[` for a bracket"))
    });
    links.chain(footnotes).collect()
}

/// `matrix[i][j]` is code that the author forgot to mark, and `[1][2]` are two notes of a book.
fn is_meant(text: &str, reference: &Reference<'_>) -> bool {
    let follows_word =
        text[..reference.range.start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ']' | ')'));
    !follows_word && reference.label.chars().any(char::is_alphabetic) && reference.label.chars().count() > 1
}

/// Where `[^label]` stands as text. `[^a-z]+` and `[^/]` are patterns, not footnotes.
fn undefined_footnotes(text: &str, events: &[(Event<'_>, Range<usize>)]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut code = 0_usize;
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(TagEnd::CodeBlock) => code = code.saturating_sub(1),
            Event::Text(words) if code == 0 && words.contains("[^") => {
                let written = &text[range.clone()];
                found.extend(written.match_indices("[^").filter_map(|(at, _)| footnote(text, range.start + at)));
            }
            _ => {}
        }
    }
    found
}

/// The footnote that begins at `start`, if it reads like one: after a word or its full stop, a label of letters and digits,
/// and nothing behind it that a pattern would have.
fn footnote(text: &str, start: usize) -> Option<Range<usize>> {
    let label = &text[start + 2..];
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let length = label.find(|c| !is_part(c)).filter(|&length| length > 0 && label[length..].starts_with(']'))?;
    let is_label = !label[..length].contains('-') || length > 3;
    let follows_word = text[..start]
        .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | ')' | '"' | '*' | '_' | '!' | '?'));
    let goes_on = label[length + 1..].starts_with(['*', '+', '?', '{', '(', '[', '\\', '$']);
    (is_label && follows_word && !goes_on).then(|| start..start + 2 + length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Options, Parser};

    fn footnotes(text: &str) -> Vec<&str> {
        let events: Vec<_> = pulldown_cmark::TextMergeWithOffset::new(
            Parser::new_ext(text, Options::ENABLE_FOOTNOTES).into_offset_iter(),
        )
        .collect();
        undefined_footnotes(text, &events).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn footnotes_and_patterns() {
        assert_eq!(footnotes("Some words[^nope], more.[^2] Fine[^a].\n\n[^a]: x\n"), ["[^nope]", "[^2]"]);
        for text in ["`x[^a]`", "    x[^a]", "matches a[^a-z]+", "[^/]", "the class [^abc] of", "x\\[^a]"] {
            assert_eq!(footnotes(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn links_and_indices() {
        let meant = |text: &str, label: &'static str| {
            let range = text.find('[').unwrap_or(0)..text.len();
            is_meant(text, &Reference { range, label: CowStr::Borrowed(label) })
        };
        assert!(meant("see [the guide][guide]", "guide"));
        assert!(!meant("matrix[i][j]", "j") && !meant("as in [1][2]", "2") && !meant("f()[a][bc]", "bc"));
    }
}
