//! Elements that their author hides: `<div hidden>`, `<span style="display: none">`. What is in them is not for readers: it
//! is taken out before anything else reads the file, as a comment is.

use super::super::ranges;
use crate::html::elements::{is_html_element, is_void};
use crate::html::tags::{StartTag, start_tags};
use std::ops::Range;

/// Where a hidden element ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Behind its closing tag.
    At(usize),
    /// Nowhere: browsers hide the rest of the file.
    Missing,
}

/// Words of the tags that hide something, and tags whose content browsers show never.
const WORDS: [&str; 7] = ["hidden", "display", "visibility", "<template", "<script", "<aside", "d-none"];

/// How far a tag is read for one of the words, in bytes: a paragraph may hold thousands of tags.
const LONGEST_TAG: usize = 4_000;

/// Elements that the next one of their kind, or an empty line, ends as well as their closing tag does.
const ENDED_BY_NEXT: [&str; 6] = ["p", "li", "dt", "dd", "td", "tr"];

/// Whether a text may have hidden elements.
pub(super) fn may_be_in(text: &str) -> bool {
    let is_written = |word: &&str| {
        let mut capitalised = word.to_string();
        capitalised[..1].make_ascii_uppercase();
        text.contains(*word) || text.contains(&capitalised) || text.contains(&word.to_ascii_uppercase())
    };
    text.contains('<') && WORDS.iter().any(is_written)
}

/// The end of the hidden element whose `<` is at an offset, if there is one. What looks like a tag in `code`, which is sorted,
/// is not one.
pub(super) fn end(text: &str, at: usize, code: &[Range<usize>]) -> Option<End> {
    let rest = &text[at..];
    if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let near = &rest[..rest.floor_char_boundary(LONGEST_TAG)];
    // A quoted value may have a `>` in it.
    let plain = near.find('>').map(|end| &near[..end]).filter(|tag| !tag.contains(['"', '\'']));
    let tag = plain.unwrap_or(near);
    let written = tag[..tag.find("\n\n").unwrap_or(tag.len())].to_ascii_lowercase();
    if !WORDS.iter().any(|word| written.contains(word)) {
        return None;
    }
    let tag = start_tags(rest).next().filter(|tag| tag.span.start == 0 && is_html_element(&tag.name))?;
    if !hides(&tag) {
        return None;
    }
    let inside = at + tag.span.end;
    if is_void(&tag.name) || rest[..tag.span.end].ends_with("/>") {
        return Some(End::At(inside));
    }
    if ENDED_BY_NEXT.contains(&&*tag.name) {
        return Some(End::At(end_by_next(text, inside, &tag.name, code)));
    }
    Some(closing_tag(text, inside, &tag.name, code).map_or(End::Missing, End::At))
}

fn hides(tag: &StartTag<'_>) -> bool {
    let style = tag.get("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    // A script in no language that browsers run holds data.
    let is_data = tag.name == "script"
        && tag.get("type").is_some_and(|kind| {
            let kind = kind.to_ascii_lowercase();
            !kind.is_empty() && kind != "module" && !kind.contains("javascript") && !kind.contains("ecmascript")
        });
    let class = tag.get("class").unwrap_or_default().to_ascii_lowercase();
    let has_class = |name: &str| class.split_whitespace().any(|class| class == name);
    tag.name == "template"
        || has_class("content-hidden")
        || has_class("d-none")
        || (tag.name == "aside" && has_class("notes"))
        || is_data
        || tag.get("hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

/// The tags of an element from an offset on: where each begins and ends, and whether it closes.
fn tags<'a>(
    text: &'a str,
    from: usize,
    name: &'a str,
    code: &'a [Range<usize>],
) -> impl Iterator<Item = (usize, usize, bool)> + 'a {
    text[from..].match_indices('<').filter_map(move |(at, _)| {
        let at = from + at;
        let closes = text[at + 1..].starts_with('/');
        let written = &text[at + 1 + usize::from(closes)..];
        let is_name = written.get(..name.len()).is_some_and(|written| written.eq_ignore_ascii_case(name));
        let is_whole = |rest: &str| rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
        let end = text[at..].find('>').map_or(text.len(), |length| at + length + 1);
        let is_tag = is_name && is_whole(&written[name.len()..]) && ranges::at(code, at).is_none();
        is_tag.then_some((at, end, closes))
    })
}

fn end_by_next(text: &str, from: usize, name: &str, code: &[Range<usize>]) -> usize {
    match tags(text, from, name, code).next() {
        Some((_, end, true)) => end,
        Some((start, ..)) => start,
        None => text[from..].find("\n\n").map_or(text.len(), |length| from + length),
    }
}

fn closing_tag(text: &str, from: usize, name: &str, code: &[Range<usize>]) -> Option<usize> {
    let mut depth = 1_usize;
    tags(text, from, name, code).find_map(|(_, end, closes)| {
        depth = if closes { depth - 1 } else { depth + 1 };
        (depth == 0).then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_elements_end_with_their_tag() {
        for (text, end_at) in [
            ("<div hidden>a</div>b", Some("b")),
            ("<div hidden>a<div>b</div>c</div>d", Some("d")),
            ("<DIV STYLE=\"color: red; Display : NONE\">a</DIV>b", Some("b")),
            ("<span style='visibility:hidden'>a</span>b", Some("b")),
            ("<p hidden>a\n\nb", Some("\n\nb")),
            ("<p hidden>a<p>b", Some("<p>b")),
            ("<img src=x hidden>b", Some("b")),
            ("<template>a<b>c</b></template>d", Some("d")),
            ("<script type=\"text/x-note\">a</script>b", Some("b")),
            ("<script>a</script>b", None),
            ("<script type=module>a</script>b", None),
            ("<div class=\"hidden\">a</div>", None),
            ("<aside class=\"notes\">a</aside>b", Some("b")),
            ("<aside>a</aside>b", None),
            ("<div class=\"x content-hidden\">a</div>b", Some("b")),
            ("<span aria-hidden=\"true\">a</span>", None),
            ("<word hidden>a</word>", None),
            ("<b>hidden</b>", None),
        ] {
            let found = end(text, 0, &[]).map(|end| match end {
                End::At(at) => &text[at..],
                End::Missing => "missing",
            });
            assert_eq!(found, end_at, "{text}");
        }
        assert_eq!(end("<div hidden>a", 0, &[]), Some(End::Missing));
        assert!(may_be_in("<div HIDDEN>") && !may_be_in("hidden"));
    }
}
