//! Names of elements in prose: "Use `<style>` to change colours", "`<!DOCTYPE html>` comes first". A browser would take the rest of
//! the page for a style sheet, or the tag would vanish.
//!
//! A tag is a name if it is in a line of text and nothing could come of it: an element that a page does not keep, and that its
//! paragraph, or for those with other elements inside the section, does not close; an element without content that says nothing.
//!
//! Source: GitHub Flavored Markdown, "Disallowed Raw HTML".

use super::super::patch::Edit;
use super::Repair;
use crate::html::{elements, sanitize};
use pulldown_cmark::{Event, Tag};
use std::collections::HashSet;
use std::ops::Range;

/// Elements whose content is not read as HTML: one that is open swallows the rest.
const SWALLOWING: [&str; 11] = [
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "script",
    "style",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// Elements without content that mean something although they have no attributes.
const WITHOUT_ATTRIBUTES: [&str; 3] = ["br", "hr", "wbr"];

/// The tag of a piece of HTML in a line.
struct InlineTag {
    range: Range<usize>,
    /// In lower case.
    name: String,
    is_closing: bool,
    is_bare: bool,
    /// The number of the paragraph, heading or cell that it is in.
    block: usize,
}

/// The repairs of a section: each such tag is shown.
pub(super) fn repairs(text: &str, events: &[(Event<'_>, Range<usize>)]) -> Vec<Repair> {
    let mut repairs = Vec::new();
    let mut tags: Vec<InlineTag> = Vec::new();
    let mut block = 0;
    for (event, range) in events {
        match event {
            Event::Start(
                Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell | Tag::Item | Tag::DefinitionListDefinition,
            ) => block += 1,
            Event::InlineHtml(html) if html.to_ascii_lowercase().starts_with("<!doctype") => {
                repairs.push(shown(text, range));
            }
            Event::InlineHtml(html) => tags.extend(InlineTag::read(html, range, block)),
            _ => {}
        }
    }
    let of = |is_closing: bool| tags.iter().filter(move |tag| tag.is_closing == is_closing);
    let closed: HashSet<(&str, usize)> = of(true).map(|tag| (tag.name.as_str(), tag.block)).collect();
    let opened: HashSet<(&str, usize)> = of(false).map(|tag| (tag.name.as_str(), tag.block)).collect();
    let closed_anywhere: HashSet<&str> = of(true).map(|tag| tag.name.as_str()).collect();
    repairs.extend(tags.iter().filter_map(|tag| {
        let (name, key) = (tag.name.as_str(), (tag.name.as_str(), tag.block));
        let is_name = if SWALLOWING.contains(&name) {
            !(if tag.is_closing { &opened } else { &closed }).contains(&key)
        } else if elements::is_void(name) {
            tag.is_bare && !WITHOUT_ATTRIBUTES.contains(&name)
        } else {
            tag.is_bare && !tag.is_closing && !sanitize::is_kept(name) && !closed_anywhere.contains(name)
        };
        is_name.then(|| shown(text, &tag.range))
    }));
    repairs
}

impl InlineTag {
    fn read(html: &str, range: &Range<usize>, block: usize) -> Option<Self> {
        let name = sanitize::element_of(html).filter(|name| elements::is_html_element(name))?;
        let rest = html.trim_start_matches(['<', '/'])[name.len()..].trim_start();
        Some(Self {
            range: range.clone(),
            name: name.to_ascii_lowercase(),
            is_closing: html.starts_with("</"),
            is_bare: matches!(rest, ">" | "/>"),
            block,
        })
    }
}

fn shown(text: &str, range: &Range<usize>) -> Repair {
    Repair {
        edit: Edit { range: range.start..range.start, text: "\\".into() },
        code: "tag-shown-as-text",
        message: format!("`{}` is named in a sentence, and no element of the page", text[range.clone()].trim()),
        help: "shown as text; write `\\<` or put it between backticks".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::dialect::MARKDOWN;
    use pulldown_cmark::Parser;

    fn repaired(text: &str) -> String {
        let events: Vec<_> = Parser::new_ext(text, MARKDOWN).into_offset_iter().collect();
        let mut found: Vec<usize> = repairs(text, &events).into_iter().map(|repair| repair.edit.range.start).collect();
        found.sort_unstable();
        let mut whole = text.to_owned();
        found.into_iter().rev().for_each(|at| whole.insert(at, '\\'));
        whole
    }

    #[test]
    fn names_of_elements_are_shown() {
        for (text, expected) in [
            ("Use <style> here.\n\nb", "Use \\<style> here.\n\nb"),
            ("The <title> and <script src=a> too", "The \\<title> and \\<script src=a> too"),
            ("Ends with </script> here", "Ends with \\</script> here"),
            ("a <input> or <img>, <!DOCTYPE html>", "a \\<input> or \\<img>, \\<!DOCTYPE html>"),
            ("- a <button> is\n- b", "- a \\<button> is\n- b"),
        ] {
            assert_eq!(repaired(text), expected, "{text}");
        }
        for text in [
            "a <style>b {}</style> c",
            "a<br>b<wbr>c",
            "a <img src=b> <input type=checkbox>",
            "a <font color=red>b\n\nc</font>",
            "a <main>b\n\nc</main> `<style>` \\<style>",
            "a <b>b <small>c",
        ] {
            assert_eq!(repaired(text), text);
        }
    }
}
