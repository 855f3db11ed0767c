//! What authors write for themselves: `%%…%%` (Obsidian), `{% comment %}…{% endcomment %}` (Liquid), `{/* … */}` (MDX)
//! and `{{/* … */}}` and `{{< comment >}}…{{< /comment >}}` (Hugo). It is taken out before anything else reads the file, so it reaches no page and no index.
//!
//! HTML comments and `[//]: # (…)` need nothing here: Markdown shows neither.

use super::super::dialect::MARKDOWN;
use super::super::patch::Edit;
use super::super::ranges;
use crate::source::line_end;
use crate::source::line_start;
use pulldown_cmark::{Event, Parser, Tag};
use std::ops::Range;

/// The comments of a file.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// What takes them out.
    pub edits: Vec<Edit>,
    /// A comment that nothing ends; it is taken out up to the end of the file.
    pub unclosed: Option<Range<usize>>,
}

/// Finds the comments outside code.
pub(super) fn find(text: &str) -> Comments {
    let mut comments = Comments::default();
    if !["%%", "{%", "{/*", "{{/*", "{{- /*", "{{<"].iter().any(|sign| text.contains(sign)) {
        return comments;
    }
    let code = code_ranges(text);
    let mut offset = 0;
    while let Some(at) = text[offset..].find(['%', '{']).map(|at| offset + at) {
        if let Some(block) = ranges::at(&code, at) {
            offset = block.end.max(at + 1);
            continue;
        }
        offset = match comment(text, at) {
            Some(Found::Closed(end)) => {
                comments.edits.push(Edit { range: at..end, text: String::new() });
                end
            }
            Some(Found::Unclosed) => {
                comments.edits.push(Edit { range: at..text.len(), text: String::new() });
                comments.unclosed = Some(at..at + 2);
                text.len()
            }
            None => at + 1,
        };
    }
    comments
}

enum Found {
    Closed(usize),
    Unclosed,
}

/// The comment that begins at `at`.
fn comment(text: &str, at: usize) -> Option<Found> {
    let rest = &text[at..];
    let to = |closer: &str, opener: usize| {
        rest[opener..].find(closer).map(|length| Found::Closed(at + opener + length + closer.len()))
    };
    if rest.starts_with("{/*") {
        return to("*/}", 3);
    }
    if rest.starts_with("{{/*") || rest.starts_with("{{- /*") {
        return to("}}", 4);
    }
    if let Some(tag) = rest.strip_prefix("{{<").or_else(|| rest.strip_prefix("{{%")) {
        return is_hugo_comment(tag).then(|| hugo_end(rest).map(|end| Found::Closed(at + end)))?;
    }
    if let Some(tag) = rest.strip_prefix("{%") {
        let inside = tag.trim_start_matches('-').trim_start();
        return inside.starts_with("comment").then(|| liquid_end(rest).map(|end| Found::Closed(at + end)))?;
    }
    if !rest.starts_with("%%") || text[..at].ends_with(|c: char| c == '\\' || c == '%' || c.is_alphanumeric()) {
        return None;
    }
    let inside = &rest[2..];
    if let Some(length) = inside.find("%%") {
        // A third `%` belongs to the closing pair.
        let end = at + 2 + length + 2;
        return Some(Found::Closed(end + text[end..].bytes().take_while(|&byte| byte == b'%').count()));
    }
    let is_first = text[line_start(text, at)..at].trim().is_empty();
    (is_first && (inside.is_empty() || inside.starts_with(char::is_whitespace))).then_some(Found::Unclosed)
}

/// The end of the tag that closes a Liquid comment.
fn liquid_end(rest: &str) -> Option<usize> {
    let word = rest.find("endcomment")?;
    let end = line_end(rest, word);
    Some(rest[word..end].find("%}").map_or(end, |length| word + length + 2))
}

/// Whether a shortcode of Hugo opens a comment.
fn is_hugo_comment(tag: &str) -> bool {
    tag.trim_start().strip_prefix("comment").is_some_and(|rest| rest.trim_start().starts_with(['>', '%']))
}

/// The end of the shortcode that closes a comment of Hugo.
fn hugo_end(rest: &str) -> Option<usize> {
    let closes = |&(at, _): &(usize, &str)| rest[at + 3..].trim_start().strip_prefix('/').is_some_and(is_hugo_comment);
    let (closer, _) = rest.match_indices("{{<").chain(rest.match_indices("{{%")).filter(closes).min()?;
    rest[closer..].find("}}").map(|length| closer + length + 2)
}

/// Blocks of code and code spans.
pub(super) fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text, MARKDOWN).into_offset_iter();
    let is_code = |event: &Event<'_>| matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_));
    ranges::sorted(events.filter(|(event, _)| is_code(event)).map(|(_, range)| range))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str) -> String {
        let mut left = text.to_owned();
        for edit in find(text).edits.iter().rev() {
            left.replace_range(edit.range.clone(), &edit.text);
        }
        left
    }

    #[test]
    fn comments_go_and_text_stays() {
        for (text, left) in [
            ("a %%b%% c", "a  c"),
            ("a\n%%\n### 2. b\n%%\nc", "a\n\nc"),
            ("a {% comment %}b{% endcomment %} c", "a  c"),
            ("a {%- comment -%}\nb\n{%- endcomment -%} c", "a  c"),
            ("a {/* b */} c", "a  c"),
            ("a {{/* b */}} c", "a  c"),
            ("a {{< comment >}}b {{< figure >}}{{< /comment >}} c", "a  c"),
            ("a {{% comment %}}\nb\n{{% /comment %}} c", "a  c"),
            ("{{< figure >}} {{< comments >}}x{{< /comments >}}", "{{< figure >}} {{< comments >}}x{{< /comments >}}"),
            ("`%%b%%` and %%c%%", "`%%b%%` and "),
            ("```\n%%b%%\n```\n", "```\n%%b%%\n```\n"),
            ("50%% and 60%%", "50%% and 60%%"),
            ("a %% b", "a %% b"),
            ("a\n%% b\nc", "a\n"),
            ("{% raw %}x{% endraw %} {{ x }}", "{% raw %}x{% endraw %} {{ x }}"),
        ] {
            assert_eq!(without(text), left, "{text}");
        }
        assert_eq!(find("a\n%% b").unclosed, Some(2..4));
    }
}
