//! What GitHub or the author's language reads in another way than CommonMark does: nothing is broken and nothing is reported,
//! but the parser needs a hint.

use super::super::patch::Edit;
use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{Event, Tag};
use std::ops::Range;

/// Marks where a letter would make the emphasis right, in the text that is parsed. [`super::super::markdown::events`] removes
/// it. Unicode keeps this character out of texts (23.7, "Noncharacters").
pub(in super::super) const MARKER: char = '\u{FDD0}';

/// Edits of the text that is parsed.
pub(in super::super) fn readings(text: &str, events: &[(Event<'_>, Range<usize>)]) -> Vec<Edit> {
    if text.contains(MARKER) {
        return Vec::new();
    }
    let mut edits = in_addresses(text, events);
    edits.extend(no_definitions(text, events));
    if !text.is_ascii() && text.contains(is_east_asian) && events.iter().any(|(event, _)| has_delimiter(event)) {
        edits.extend(beside_punctuation(text, events));
    }
    edits
}

/// A definition is a colon and a space. The parser also takes `:tada: done` and `:30` for one.
fn no_definitions(text: &str, events: &[(Event<'_>, Range<usize>)]) -> Vec<Edit> {
    let definitions = events.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::DefinitionListDefinition)));
    let colons = definitions.filter_map(|(_, range)| {
        let at = range.start + text[range.clone()].find(':')?;
        (!text[at + 1..].starts_with([' ', '\t'])).then_some(at)
    });
    colons.map(|at| Edit { range: at..at, text: "\\".into() }).collect()
}

/// `http://example.com/_a_/b` is one address to GitHub, which looks for addresses before it looks for emphasis.
fn in_addresses(text: &str, events: &[(Event<'_>, Range<usize>)]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (event, range) in events {
        let width = match event {
            Event::Start(Tag::Emphasis) => 1,
            Event::Start(Tag::Strong) => 2,
            Event::Start(Tag::Strikethrough) => {
                text[range.clone()].bytes().take_while(|&byte| byte == b'~').count().min(2)
            }
            _ => continue,
        };
        for at in [range.start, range.end - width] {
            if is_in_address(text, at, width) {
                edits.extend((at..at + width).map(|at| Edit { range: at..at, text: "\\".into() }));
            }
        }
    }
    edits
}

/// Whether a delimiter stands inside a bare address, and not at its end.
fn is_in_address(text: &str, at: usize, width: usize) -> bool {
    let goes_on = text[at + width..].starts_with(|c: char| !c.is_whitespace() && !"*_~.,:;!?'\")]}<>|".contains(c));
    let start = text[..at]
        .rfind(|c: char| c.is_whitespace() || matches!(c, '<' | '(' | '[' | '`'))
        .map_or(0, |space| space + 1);
    let start = (start..=at).find(|&start| text.is_char_boundary(start)).unwrap_or(at);
    let Some(scheme) = text[start..at].find("http://").or_else(|| text[start..at].find("https://")) else {
        return false;
    };
    let line_end = crate::source::line_end(text, at);
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let address = finder.links(&text[start + scheme..line_end]).next();
    goes_on && address.is_some_and(|address| address.start() == 0 && start + scheme + address.end() > at + width)
}

fn has_delimiter(event: &Event<'_>) -> bool {
    matches!(event, Event::Text(words) if words.contains('*') || words.contains("~~"))
}

/// `**注意：**这`: CommonMark takes asterisks between punctuation and a letter for the beginning of emphasis, since in Western
/// text a space would follow. East Asian text has none.
fn beside_punctuation(text: &str, events: &[(Event<'_>, Range<usize>)]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut done = 0;
    for (event, range) in events {
        let is_block = matches!(event, Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::TableCell));
        if !is_block || range.start < done {
            continue;
        }
        done = if matches!(event, Event::Start(Tag::Item)) { done } else { range.end };
        let not_words: Vec<&Range<usize>> = events
            .iter()
            .filter(|(event, inner)| range.start <= inner.start && inner.end <= range.end && !is_words(event))
            .map(|(_, inner)| inner)
            .collect();
        for run in runs(text, range) {
            if !not_words.iter().any(|other| other.start <= run.start && run.end <= other.end) {
                edits.extend(marker(text, &run));
            }
        }
    }
    edits.sort_by_key(|edit: &Edit| edit.range.start);
    edits.dedup();
    edits
}

/// Whether an event holds words that can contain delimiters.
fn is_words(event: &Event<'_>) -> bool {
    !matches!(
        event,
        Event::Code(_) | Event::InlineHtml(_) | Event::Html(_) | Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock)
    )
}

/// Runs of `*`, and of two `~`.
fn runs(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut runs = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let sign = bytes[at];
        let length = bytes[at..range.end].iter().take_while(|&&byte| byte == sign).count();
        if sign == b'*' || (sign == b'~' && length == 2) {
            runs.push(at..at + length);
        }
        at += length;
    }
    runs
}

/// The hint that a run needs to begin or to end emphasis, as CommonMark decides it (0.31, section 6.2) but for punctuation
/// beside East Asian characters.
fn marker(text: &str, run: &Range<usize>) -> Option<Edit> {
    let before = text[..run.start].chars().next_back()?;
    let after = text[run.end..].chars().next()?;
    if before == '\\'
        || before.is_whitespace()
        || after.is_whitespace()
        || !(is_east_asian(before) || is_east_asian(after))
    {
        return None;
    }
    let at = match (before.is_alphanumeric(), after.is_alphanumeric()) {
        (false, true) => run.start,
        (true, false) => run.end,
        _ => return None,
    };
    Some(Edit { range: at..at, text: MARKER.to_string() })
}

/// Letters and punctuation of Chinese, Japanese and Korean.
fn is_east_asian(character: char) -> bool {
    matches!(character, '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}
