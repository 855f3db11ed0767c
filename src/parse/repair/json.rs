//! JSON that was pasted as prose, or into a fence without a language.

use super::super::dialect;
use super::super::patch::Edit;
use super::containers::Containers;
use super::{Repair, fence_language};
use crate::policy::json::{self, Node, Value, pretty};
use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use std::ops::Range;

/// A pasted block longer than this is data, not a note.
const LONGEST: usize = 200_000;

/// The size of the smallest policy. Shorter JSON reads well as it is written.
const FEWEST_LINES: usize = 3;

/// Repairs for raw JSON in paragraphs and for JSON in fences that do not say so. `title` is what the section begins with
/// instead of a heading, if it does: a page has no title without it.
///
/// Brackets are words until it is proven that they are JSON: raw JSON is an object or an array of objects over at least
/// [`FEWEST_LINES`] lines that parses, a policy on fewer lines, or a policy whose JSON is broken. It begins and ends with a line of a paragraph, in a
/// quotation or a list too. Headings, tables and JSON in a line with other words are left alone: no fence can be there.
pub(super) fn repairs(text: &str, events: &[(Event<'_>, Range<usize>)], title: Option<&Range<usize>>) -> Vec<Repair> {
    let mut repairs: Vec<Repair> = Vec::new();
    let mut containers = Containers::default();
    let mut done = title.map_or(0, |title| title.start + 1);
    let mut search = |paragraph: Range<usize>, containers: &Containers, repairs: &mut Vec<Repair>| {
        for (at, line) in lines(text, paragraph.clone()) {
            if at >= done
                && may_begin(line)
                && let Some(repair) = raw(text, at, &paragraph, containers)
            {
                done = repair.edit.range.end;
                repairs.push(repair);
            }
        }
    };
    // The words of a list item without blank lines around them have no paragraph of their own.
    let mut loose: Option<Range<usize>> = None;
    let mut blocks = 0_usize;
    for (index, (event, range)) in events.iter().enumerate() {
        if is_inline(event) {
            if blocks == 0 && containers.is_in_item() {
                loose = Some(loose.map_or(range.clone(), |loose| loose.start..range.end.max(loose.end)));
            }
            continue;
        }
        if let Some(paragraph) = loose.take() {
            search(paragraph, &containers, &mut repairs);
        }
        match event {
            Event::Start(Tag::Paragraph) => {
                search(range.clone(), &containers, &mut repairs);
                blocks += 1;
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                if matches!(kind, CodeBlockKind::Fenced(_)) && fence_language(kind).is_none() {
                    repairs.extend(unlabelled(text, range, &code(&events[index + 1..])));
                }
                blocks += 1;
            }
            Event::Start(Tag::Heading { .. } | Tag::Table(_) | Tag::HtmlBlock) => blocks += 1,
            Event::End(
                TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Heading(_) | TagEnd::Table | TagEnd::HtmlBlock,
            ) => blocks -= 1,
            event => containers.follow(event, range),
        }
    }
    repairs
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => dialect::is_inline(tag.to_end()),
        Event::End(end) => dialect::is_inline(*end),
        Event::Rule | Event::Html(_) => false,
        _ => true,
    }
}

/// The text of a code block from the events behind its beginning, without the quotation marks and indentation around it.
fn code(events: &[(Event<'_>, Range<usize>)]) -> String {
    let inside = events.iter().map_while(|(event, _)| match event {
        Event::Text(code) => Some(&**code),
        _ => None,
    });
    inside.collect()
}

/// Lines of `range` with where their words begin.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = range.start;
    text[range].split_inclusive('\n').map(move |line| {
        let at = offset + line.len() - line.trim_start_matches([' ', '\t', '>']).len();
        offset += line.len();
        (at, line.trim_start_matches([' ', '\t', '>']).trim_end())
    })
}

fn may_begin(line: &str) -> bool {
    let inside = line.strip_prefix('{').or_else(|| line.strip_prefix('[')).map(str::trim_start);
    inside.is_some_and(|inside| inside.is_empty() || inside.starts_with(['"', '{', '}', ']']))
}

/// JSON written straight into the text from `start` on.
fn raw(text: &str, start: usize, paragraph: &Range<usize>, containers: &Containers) -> Option<Repair> {
    let around = containers.around(text, start)?;
    let mut written = String::new();
    let mut brackets = Brackets::default();
    let mut end = start + text[start..paragraph.end].trim_end().len();
    for (at, line) in around.lines(start) {
        if let Some(closed) = brackets.closed_in(line) {
            if !line[closed..].trim().is_empty() {
                return None;
            }
            written.push_str(&line[..closed]);
            let lines = written.lines().filter(|line| !line.trim().is_empty()).count();
            if lines < FEWEST_LINES && !is_policy(&written) {
                return None;
            }
            if let Some(json) = data(&written).or_else(|| data(&without_markdown_escapes(&written))) {
                let edit = around.fence(start..at + closed, paragraph, "json", &json)?;
                return Some(fenced(edit, "put between code fences and indented"));
            }
            end = end.min(at + closed);
            break;
        }
        written.push_str(line);
        written.push('\n');
        if written.len() > LONGEST {
            break;
        }
    }
    // Unbalanced or broken: it is shown as it was written, and reading it as a policy reports the position.
    let lines: Vec<&str> = around.lines(start).take_while(|(at, _)| *at < end).map(|(_, line)| line).collect();
    let written = lines.join("\n");
    let written = written.trim_end();
    let is_shown = lines.len() >= FEWEST_LINES && is_policy(written);
    let edit = around.fence(start..end, paragraph, "json", written).filter(|_| is_shown)?;
    Some(fenced(edit, "shown as code, as it is written"))
}

/// Whether a text has the keys of a policy.
fn is_policy(text: &str) -> bool {
    ["\"Statement\"", "\"Effect\""].into_iter().all(|key| text.contains(key))
}

fn fenced(edit: Edit, done: &str) -> Repair {
    Repair {
        edit,
        code: "json-without-fence",
        message: "this JSON stands in the text without a code fence".into(),
        help: format!("{done}; put a line of three backticks and `json` above it and three backticks below"),
    }
}

fn unlabelled(text: &str, block: &Range<usize>, content: &str) -> Option<Repair> {
    let fence = text[block.clone()].lines().next()?.trim_end();
    let content = content.trim();
    let is_policy = content.starts_with('{') && is_policy(content);
    let is_json = content.lines().count() >= FEWEST_LINES && (data(content).is_some() || is_policy);
    is_json.then(|| Repair {
        edit: Edit { range: block.start + fence.len()..block.start + fence.len(), text: "json".into() },
        code: "fence-without-language",
        message: "this code fence holds JSON and does not say so".into(),
        help: "highlighted as JSON; write the fence as three backticks and `json`".into(),
    })
}

/// JSON with two blanks a level, if it is an object with keys or an array of such objects.
fn data(text: &str) -> Option<String> {
    let is_object = |node: &Node| matches!(&node.value, Value::Object(members) if !members.is_empty());
    let node = json::parse(text).ok()?;
    let is_data = match &node.value {
        Value::Array(nodes) => !nodes.is_empty() && nodes.iter().all(is_object),
        _ => is_object(&node),
    };
    pretty(text).filter(|_| is_data)
}

/// The brackets that are open outside strings, counted line by line.
#[derive(Debug, Default)]
struct Brackets {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Brackets {
    /// Reads a line; where the first of all brackets is closed, if it is.
    fn closed_in(&mut self, line: &str) -> Option<usize> {
        self.escaped = false;
        for (at, byte) in line.bytes().enumerate() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                b'{' | b'[' if !self.in_string => self.depth += 1,
                b'}' | b']' if !self.in_string => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }
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
    use crate::parse::dialect::MARKDOWN;
    use crate::parse::patch::Patched;
    use pulldown_cmark::Parser;

    fn repaired(text: &str) -> String {
        let events: Vec<_> = Parser::new_ext(text, MARKDOWN).into_offset_iter().collect();
        let edits = repairs(text, &events, None).into_iter().map(|repair| repair.edit).collect();
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
    fn brackets_that_are_no_json_stay() {
        for text in [
            "- {\"Key\": \"version\"}: matches\n",
            "[link]: x\n",
            "[1] see\n",
            "{not json}\n",
            "{\n  x\n}\n",
            "- [\"pear\", \"apple\"]\n- [\"fig\"]\n",
            "- [ ]\n- [ ] task\n",
            "[1,\n2,\n3]\n",
            "{}\n",
            "{\"a\": 1}\n",
            "[]\n",
            "{\n}\n",
            "[{},\n{},\n1]\n",
            "{\n\"title\": \"never closed\",\nand \"so\": on\n\n",
        ] {
            assert_eq!(repaired(text), text);
        }
    }

    #[test]
    fn containers_go_on_around_the_fence() {
        for (text, expected) in [
            ("> {\n> \"a\": \"*b*\"\n> }\n\nafter\n", "> ```json\n> {\n>   \"a\": \"*b*\"\n> }\n> ```\n\nafter\n"),
            ("> {\n> \"a\":\n> 1}\nlazy\n", "> ```json\n> {\n>   \"a\": 1\n> }\n> ```\n> lazy\n"),
            ("{\n\"a\": 1\n}\n    b\n", "```json\n{\n  \"a\": 1\n}\n```\nb\n"),
            ("{\n\"a\": 1\n}\n2. b\n", "```json\n{\n  \"a\": 1\n}\n```\n2\\. b\n"),
            ("> {\n> \"a\": 1\n> }\n[b]: c\n", "> ```json\n> {\n>   \"a\": 1\n> }\n> ```\n> \\[b]: c\n"),
            (">{\n\"a\":\n1}\n", ">```json\n> {\n>   \"a\": 1\n> }\n> ```\n"),
            ("> [!NOTE]\n> [1,\n>\n> 2]\n", "> [!NOTE]\n> [1,\n>\n> 2]\n"),
            (
                "> [!NOTE]\n> [{\"a\": 1},\n>\n> {\"b\":\n> 2}]\n",
                "> [!NOTE]\n> ```json\n> [\n>   {\n>     \"a\": 1\n>   },\n>   {\n>     \"b\": 2\n>   }\n> ]\n> ```\n",
            ),
            ("- {\n  \"a\": 1\n  }\n- b\n", "- ```json\n  {\n    \"a\": 1\n  }\n  ```\n- b\n"),
            ("- a\n{\n\"a\": 1\n}\n", "- a\n  ```json\n  {\n    \"a\": 1\n  }\n  ```\n"),
            ("-\ta\n\n\t{\n\t\"a\": 1\n\t}\n", "-\ta\n\n\t```json\n    {\n      \"a\": 1\n    }\n    ```\n"),
            (
                "1. > - a:\n   >     {\n   >     \"a\": 1\n   >     }\n   >     more\n",
                "1. > - a:\n   >   ```json\n   >   {\n   >     \"a\": 1\n   >   }\n   >   ```\n   >   more\n",
            ),
            (
                "- > {\n  > \"Statement\": [\"b\",}\n  > \"Effect\": \"\" x\n",
                "- > ```json\n  > {\n  > \"Statement\": [\"b\",}\n  > \"Effect\": \"\" x\n  > ```\n",
            ),
        ] {
            assert_eq!(repaired(text), expected, "{text}");
            assert_eq!(repaired(expected), expected, "{text}");
        }
    }

    #[test]
    fn where_no_fence_can_stand_nothing_is_changed() {
        for text in [
            "- **Input:**{\n\"key\": \"v\"\n}\n",
            "- [ ] {\n\"a\": \"b\"\n}\n",
            "[a](#1){\n\"a\": \"b\"\n}\n",
            "{\n\"a\":\"b\"\n}\n===\n",
            "{\n\"a\":\"b\"\n}\n---\n",
            "[^1]: {\n\"a\": \"b\"\n}\n\nx[^1]\n",
            "**{\n\"a\": \"b\"\n}**\n",
            "{\n\"a\": \"b\"\n}\n<b>\n### c\n",
        ] {
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
        assert_eq!(repaired("```\n{\n\"a\": 2}\n\n```\n"), "```\n{\n\"a\": 2}\n\n```\n");
        assert_eq!(repaired("```\n{\n\"a\": 2\n}\n```\n"), "```json\n{\n\"a\": 2\n}\n```\n");
        for text in ["```\nls -l\n```\n", "```\n[1,\n2,\n3]\n```\n", "```\n{\n}\n\n```\n"] {
            assert_eq!(repaired(text), text);
        }
    }
}
