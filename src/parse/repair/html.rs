//! Tags that are words: `List<String>`, `<your-bucket>`, `if a <b and c> d`.
//!
//! They vanish in a browser. A tag is text if HTML has no element of its name, or if it has a word without a value among its
//! attributes that HTML does not know as one, unless [`Markup`] holds it.

use super::super::patch::Edit;
use super::Repair;
use super::markup::Markup;
use crate::html::elements::is_html_element;
use crate::html::{sanitize, tags};
use std::ops::Range;

/// Attributes that stand without a value: the boolean and enumerated ones of HTML (Living Standard, "Attributes"), and those
/// of older pages.
const WITHOUT_VALUE: [&str; 37] = [
    "allowfullscreen",
    "alt",
    "async",
    "autofocus",
    "autoplay",
    "checked",
    "class",
    "compact",
    "contenteditable",
    "controls",
    "crossorigin",
    "default",
    "defer",
    "disabled",
    "download",
    "draggable",
    "formnovalidate",
    "hidden",
    "href",
    "id",
    "inert",
    "ismap",
    "itemscope",
    "loop",
    "multiple",
    "muted",
    "name",
    "nomodule",
    "noshade",
    "novalidate",
    "nowrap",
    "open",
    "playsinline",
    "readonly",
    "required",
    "reversed",
    "selected",
];

/// The repair of the tag that a line of Markdown begins with, if it is text.
pub(super) fn placeholder(line: &str, range: &Range<usize>, markup: &Markup) -> Option<Repair> {
    let tag = line.trim_start();
    let start = range.start + line.len() - tag.len();
    let message = reason(tag).filter(|_| !markup.contains(start))?;
    Some(Repair {
        edit: Edit { range: start..start, text: "\\".into() },
        code: "tag-shown-as-text",
        message,
        help: "shown as text; write `\\<` or put it between backticks".into(),
    })
}

/// Why the tag at the start of a text is text.
fn reason(tag: &str) -> Option<String> {
    let name = sanitize::element_of(tag)?;
    if !is_html_element(name) {
        return Some(format!("`{}` is no HTML element", tag.trim()));
    }
    word_among_attributes(tag).map(|word| format!("`{word}` is no attribute of HTML: `{}` is text", tag.trim()))
}

/// A word in a start tag that no attribute of HTML has as its name and that has no value.
fn word_among_attributes(tag: &str) -> Option<String> {
    let attributes = tags::start_tags(tag).next()?.attributes().collect::<Vec<_>>();
    attributes.into_iter().find_map(|attribute| {
        let name = attribute.name.into_owned();
        let is_word = attribute.value.is_none() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (is_word && WITHOUT_VALUE.binary_search(&name.as_str()).is_err()).then_some(name)
    })
}

/// The repairs inside a line of an HTML block, where a backslash is a backslash.
pub(super) fn placeholders(line: &str, range: &Range<usize>, markup: &Markup) -> Vec<Repair> {
    let tags = line.match_indices('<').filter(|(at, _)| !markup.contains(range.start + at));
    let of_tag = |at: usize| {
        let end = line[at..].find('>').map(|length| at + length + 1);
        let name = sanitize::element_of(&line[at..])?;
        let message = match end {
            Some(end) if is_html_element(name) => reason(&line[at..end])?,
            _ if is_html_element(name) => return None,
            _ => format!("`<{name}>` is no HTML element"),
        };
        Some(Repair {
            edit: Edit { range: range.start + at..range.start + at + 1, text: "&lt;".into() },
            code: "tag-shown-as-text",
            message,
            help: "shown as text; write `&lt;` for `<` in HTML".into(),
        })
    };
    tags.filter_map(|(at, _)| of_tag(at)).collect()
}

/// Whether a line of an HTML block is in a comment, a script or a style sheet, whose end is remembered from line to line.
pub(super) fn is_hidden(line: &str, until: &mut Option<&'static str>) -> bool {
    let line = line.to_ascii_lowercase();
    let begins =
        [("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<svg", "</svg"), ("<math", "</math")];
    let was_hidden = until.is_some();
    if until.is_none() {
        *until = begins.iter().find(|(begin, _)| line.contains(begin)).map(|(_, end)| *end);
    }
    let is_hidden = was_hidden || until.is_some();
    if until.is_some_and(|end| line.contains(end)) {
        *until = None;
    }
    is_hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_between_angles_are_text() {
        let is_text = |tag: &str| placeholder(tag, &(0..tag.len()), &Markup::default()).is_some();
        for tag in ["<String>", "<your-bucket>", "<b and c>", "<s or m>", "<small but>", "<a few>", "</name>"] {
            assert!(is_text(tag), "{tag}");
        }
        for tag in [
            "<b>",
            "</b>",
            "<br/>",
            "<details open>",
            "<video controls muted>",
            "<a name=x>",
            "<p align=\"center\">",
            "<input type=checkbox disabled>",
            "<div data-x v-if='a'>",
            "<img src=a.png alt>",
            "<ol reversed>",
        ] {
            assert!(!is_text(tag), "{tag}");
        }
        assert!(WITHOUT_VALUE.is_sorted());
    }
}
