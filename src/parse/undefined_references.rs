//! Footnotes and links that name something nothing in the file defines: on the page, brackets stand where a link was meant.

use super::patch::Patched;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::collections::HashMap;
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

/// Definitions of links that nothing uses and that read as words: `[Solution]: 42`. Markdown shows none of them.
pub(super) fn unused_definitions(text: &Patched, file: FileId) -> Vec<Diagnostic> {
    let mut offset = 0;
    let mut found: Vec<(String, Range<usize>)> = Vec::new();
    for line in text.text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        if let Some(label) = definition_of_words(line) {
            found.push((label.to_owned(), start..start + line.trim_end().len()));
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    let mut counts: HashMap<String, usize> = found.iter().map(|(label, _)| (label.to_lowercase(), 0)).collect();
    for (at, _) in text.text.match_indices('[') {
        let near = &text.text[at + 1..text.text.floor_char_boundary(at + LONGEST_LABEL)];
        let label = near.split(']').next().unwrap_or_default().to_lowercase();
        counts.entry(label).and_modify(|count| *count += 1);
    }
    let unused = found.into_iter().filter(|(label, _)| counts[&label.to_lowercase()] == 1);
    let told = unused.map(|(label, range)| {
        Diagnostic::note("definition-unused", format!("nothing uses `[{label}]`, so these words are not shown"))
            .at(Span::new(file, text.origin_range(range)))
            .help(
                "Markdown reads the line as the address of a link; write `**words:**` instead of `[words]:` to show it",
            )
            .of_notebook()
    });
    told.collect()
}

/// The longest label of a definition, in bytes.
const LONGEST_LABEL: usize = 300;

/// The label of a line `[label]: word` whose word is not an address.
fn definition_of_words(line: &str) -> Option<&str> {
    let (label, word) = line.trim_end().strip_prefix('[')?.split_once("]: ")?;
    let word = word.trim();
    let is_address = word.contains(['/', '.', '#', ':', '<', '%', '@', '?']) || word.contains(char::is_whitespace);
    let is_label =
        label.contains(char::is_alphanumeric) && !label.contains(['[', ']', '^']) && label.len() < LONGEST_LABEL;
    (is_label && !is_address && word.contains(char::is_alphanumeric)).then_some(label)
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
