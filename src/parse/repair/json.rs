//! JSON that was pasted as prose, or into a fence without a language.

use super::super::patch::Edit;
use super::{Repair, fence_language};
use crate::policy::json::pretty;
use pulldown_cmark::{CodeBlockKind, Event, Tag};
use std::ops::Range;

/// A pasted block longer than this is data, not a note.
const LONGEST: usize = 200_000;

/// Repairs for raw JSON in paragraphs and for JSON in fences that do not say so.
pub(super) fn repairs(text: &str, events: &[(Event<'_>, Range<usize>)]) -> Vec<Repair> {
    let mut repairs: Vec<Repair> = Vec::new();
    let mut done = 0;
    for (event, range) in events {
        match event {
            Event::Start(Tag::Paragraph) if range.start >= done => {
                for (line_at, line) in lines(text, range.clone()) {
                    if line_at < done || !may_begin(line) {
                        continue;
                    }
                    if let Some(repair) = raw(text, line_at, range.end) {
                        done = repair.edit.range.end;
                        repairs.push(repair);
                    }
                }
            }
            // The text of a list item without blank lines around it has no paragraph of its own.
            Event::Text(words) if range.start >= done && may_begin(words) => {
                let alone = lines(text, range.clone()).next().is_some_and(|(at, _)| at == range.start);
                if let Some(repair) = raw(text, range.start, range.end).filter(|_| alone) {
                    done = repair.edit.range.end;
                    repairs.push(repair);
                }
            }
            Event::Start(Tag::CodeBlock(kind @ CodeBlockKind::Fenced(_))) => {
                done = done.max(range.end);
                if fence_language(kind).is_none() {
                    repairs.extend(unlabelled(text, range));
                }
            }
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => done = done.max(range.end),
            _ => {}
        }
    }
    repairs
}

/// Lines of `range` with where their words begin.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = range.start;
    text[range].split_inclusive('\n').map(move |line| {
        let at = offset + line.len() - line.trim_start().len();
        offset += line.len();
        (at, line.trim())
    })
}

fn may_begin(line: &str) -> bool {
    let inside = line.strip_prefix('{').or_else(|| line.strip_prefix('[')).map(str::trim_start);
    inside.is_some_and(|inside| inside.is_empty() || inside.starts_with(['"', '{', '}', ']']))
}

/// JSON written straight into the text from `start` on.
fn raw(text: &str, start: usize, paragraph_end: usize) -> Option<Repair> {
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let indent = text[line_start..start].chars().map(|c| if c.is_whitespace() { c } else { ' ' }).collect::<String>();
    if let Some(end) = balanced_end(text, start) {
        let written = &text[start..end];
        let alone = text[end..].lines().next().is_none_or(|rest| rest.trim().is_empty());
        let json = pretty(written).or_else(|| pretty(&without_markdown_escapes(written)));
        if let Some(json) = json.filter(|_| alone) {
            return Some(fenced(start..end, &json, &indent, "put between code fences and indented"));
        }
        if !alone {
            return None;
        }
    }
    // Unbalanced or broken: it is shown as it was written, and reading it as a policy reports the place.
    let written = text[start..paragraph_end].trim_end();
    let is_json = written.contains('\n') && written.contains("\":") && written.matches('"').count() >= 4;
    is_json.then(|| fenced(start..start + written.len(), written, &indent, "shown as code, as it is written"))
}

fn fenced(range: Range<usize>, json: &str, indent: &str, done: &str) -> Repair {
    let inner = json.replace('\n', &format!("\n{indent}"));
    Repair {
        edit: Edit { range, text: format!("```json\n{indent}{inner}\n{indent}```") },
        code: "json-without-fence",
        message: "this JSON stands in the text without a code fence".into(),
        help: format!("{done}; put a line of three backticks and `json` above it and three backticks below"),
    }
}

fn unlabelled(text: &str, block: &Range<usize>) -> Option<Repair> {
    let fence_line = text[block.clone()].lines().next()?;
    let fence = fence_line.trim_end();
    let content = &text[block.start + fence_line.len()..block.end];
    let content = content.trim_end().trim_end_matches(['`', '~']).trim();
    let is_json = content.starts_with(['{', '[']) && (pretty(content).is_some() || content.contains("\"Statement\""));
    is_json.then(|| Repair {
        edit: Edit { range: block.start + fence.len()..block.start + fence.len(), text: "json".into() },
        code: "fence-without-language",
        message: "this code fence holds JSON and does not say so".into(),
        help: "highlighted as JSON; write the fence as three backticks and `json`".into(),
    })
}

/// The end of the object or array that begins at `start`, found by counting brackets outside strings.
fn balanced_end(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for (at, byte) in text.as_bytes()[start..].iter().enumerate().take(LONGEST) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(start + at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Undoes the backslashes that Markdown needs and JSON does not know: `\*`, `\_`. JSON's own escapes stay.
fn without_markdown_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match characters.peek() {
            Some(&next) if character == '\\' && next.is_ascii_punctuation() && !matches!(next, '"' | '\\' | '/') => {}
            Some(&next) if character == '\\' => {
                plain.push(character);
                plain.push(next);
                characters.next();
            }
            _ => plain.push(character),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::outline::MARKDOWN;
    use crate::parse::patch::Patched;
    use pulldown_cmark::Parser;

    fn repaired(text: &str) -> String {
        let events: Vec<_> = Parser::new_ext(text, MARKDOWN).into_offset_iter().collect();
        let edits = repairs(text, &events).into_iter().map(|repair| repair.edit).collect();
        Patched::new(text, 0, edits).text
    }

    #[test]
    fn raw_json_gets_a_fence_and_loses_markdown_escapes() {
        assert_eq!(
            repaired("Text\n\n{\n\"a\": \"\\*\",\n\"b\": [1,2]\n}\n\nafter\n"),
            "Text\n\n```json\n{\n  \"a\": \"*\",\n  \"b\": [\n    1,\n    2\n  ]\n}\n```\n\nafter\n"
        );
    }

    #[test]
    fn blank_lines_inside_and_words_above_do_not_matter() {
        assert!(repaired("Example:\n{\n\n\"a\": 1\n\n}\n").starts_with("Example:\n```json\n{\n  \"a\": 1\n}\n```"));
    }

    #[test]
    fn json_in_a_sentence_stays() {
        for text in ["- {\"Key\": \"version\"}: matches\n", "[link]: x\n", "[1] see\n", "{not json}\n", "{\n  x\n}\n"] {
            assert_eq!(repaired(text), text);
        }
    }

    #[test]
    fn broken_json_is_fenced_as_written() {
        let text = "{\n\"Statement\": [\n{\"Effect\": \"Allow\",}\n]\n}\n\nafter\n";
        assert_eq!(repaired(text), "```json\n{\n\"Statement\": [\n{\"Effect\": \"Allow\",}\n]\n}\n```\n\nafter\n");
    }

    #[test]
    fn fences_learn_their_language() {
        assert_eq!(repaired("```\n[1, 2]\n\n```\n"), "```json\n[1, 2]\n\n```\n");
        assert_eq!(repaired("```\nls -l\n```\n"), "```\nls -l\n```\n");
    }
}
