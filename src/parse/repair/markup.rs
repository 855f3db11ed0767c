//! Tags that are markup although HTML has no such element: custom elements, components, and the children of SVG and MathML.
//!
//! `<my-element></my-element>`, `<csr-id-1/>`, `<Icon />` and `<TabItem value="a">Hello</TabItem>` are markup. `<your-bucket>`, `List<String>`
//! and `<name>value</name>` have nothing that prose lacks: they stay words.

use crate::html::elements::is_html_element;
use crate::html::{sanitize, tags};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The offsets of the tags in a text that are markup.
#[derive(Debug, Default)]
pub(super) struct Markup(HashSet<usize>);

/// Longest tag that is read, in bytes.
const LONGEST_TAG: usize = 2_000;

/// Elements whose content is another language.
const FOREIGN: [&str; 2] = ["svg", "math"];

/// Elements whose content is not read.
const VERBATIM: [(&str, &str); 2] = [("script", "</script"), ("style", "</style")];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Opening,
    Closing,
    /// `<a/>`
    Empty,
}

struct Tag {
    at: usize,
    /// In lower case.
    name: String,
    form: Form,
    /// Whether an attribute has a value.
    has_value: bool,
    /// Whether it is written as components are: `Icon`.
    is_capitalised: bool,
}

impl Markup {
    /// Reads the tags of all raw HTML of a text. `html` is its ranges, in order of the text.
    pub(super) fn read<'a>(text: &str, html: impl Iterator<Item = &'a Range<usize>>) -> Self {
        let mut tags = Vec::new();
        for range in html {
            read_tags(&text[range.clone()], range.start, &mut tags);
        }
        let pairs = pairs(&tags);
        let mut markup = HashSet::new();
        let mut marks = vec![false; tags.len()];
        for (index, tag) in tags.iter().enumerate() {
            let is_custom = tag.name.contains('-');
            marks[index] = match tag.form {
                Form::Empty => is_custom || tag.has_value || tag.is_capitalised,
                Form::Opening => is_custom && tag.has_value,
                Form::Closing => false,
            };
        }
        for &(open, close) in &pairs {
            let Tag { name, has_value, .. } = &tags[open];
            if name.contains('-') || *has_value || is_html_element(name) {
                (marks[open], marks[close]) = (true, true);
            }
        }
        // The parent of a component is a component.
        let is_component = |(index, tag): (usize, &Tag)| marks[index] && !is_html_element(&tag.name);
        let components: Vec<usize> =
            tags.iter().enumerate().filter(|&tag| is_component(tag)).map(|(index, _)| index).collect();
        for &(open, close) in &pairs {
            let first_inside = components.partition_point(|&index| index <= open);
            if components.get(first_inside).is_some_and(|&inside| inside < close) {
                (marks[open], marks[close]) = (true, true);
            }
        }
        for &(open, close) in pairs.iter().filter(|(open, _)| FOREIGN.contains(&tags[*open].name.as_str())) {
            markup.extend(tags[open..=close].iter().map(|tag| tag.at));
        }
        markup.extend(tags.iter().zip(marks).filter(|(_, is_marked)| *is_marked).map(|(tag, _)| tag.at));
        Self(markup)
    }

    /// Whether the tag at an offset is markup.
    pub(super) fn contains(&self, at: usize) -> bool {
        self.0.contains(&at)
    }
}

/// Appends the tags of a piece of raw HTML that begins at `base`.
fn read_tags(html: &str, base: usize, tags: &mut Vec<Tag>) {
    let mut offset = 0;
    while let Some(at) = html[offset..].find('<').map(|at| offset + at) {
        offset = at + 1;
        let rest = &html[at..];
        if rest.starts_with("<!--") {
            offset = rest.find("-->").map_or(html.len(), |end| at + end);
            continue;
        }
        let Some(name) = sanitize::element_of(rest) else { continue };
        let is_capitalised =
            name.starts_with(|c: char| c.is_ascii_uppercase()) && name.contains(|c: char| c.is_ascii_lowercase());
        let name = name.to_ascii_lowercase();
        let near = &rest[..rest.floor_char_boundary(LONGEST_TAG)];
        let tag = &near[..near.find('>').map_or(near.len(), |end| end + 1)];
        let form = match tag {
            _ if tag.starts_with("</") => Form::Closing,
            _ if tag.ends_with("/>") => Form::Empty,
            _ => Form::Opening,
        };
        let has_value =
            tags::start_tags(tag).next().is_some_and(|tag| tag.attributes().any(|attribute| attribute.value.is_some()));
        if let Some((_, closer)) = VERBATIM.iter().find(|(verbatim, _)| *verbatim == name && form == Form::Opening) {
            let lower = rest.to_ascii_lowercase();
            offset = lower.find(closer).map_or(html.len(), |end| at + end);
        }
        tags.push(Tag { at: base + at, name, form, has_value, is_capitalised });
    }
}

/// Each opening tag with the tag that closes it, as indices.
fn pairs(tags: &[Tag]) -> Vec<(usize, usize)> {
    let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut pairs = Vec::new();
    for (index, tag) in tags.iter().enumerate() {
        match tag.form {
            Form::Opening => open.entry(&tag.name).or_default().push(index),
            Form::Closing => {
                pairs.extend(open.get_mut(tag.name.as_str()).and_then(Vec::pop).map(|opening| (opening, index)));
            }
            Form::Empty => {}
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tags of a text that are markup.
    fn markup(text: &str) -> Vec<&str> {
        let all = 0..text.len();
        let found = Markup::read(text, std::iter::once(&all));
        let mut at: Vec<usize> = found.0.into_iter().collect();
        at.sort_unstable();
        at.into_iter().map(|at| sanitize::element_of(&text[at..]).unwrap_or_default()).collect()
    }

    #[test]
    fn custom_elements_components_and_children() {
        for (text, expected) in [
            ("<row-42/> a", vec!["row-42"]),
            ("<tide-table></tide-table>", vec!["tide-table", "tide-table"]),
            ("<tide-table port=\"1\">", vec!["tide-table"]),
            ("<Map port=\"1\" />", vec!["Map"]),
            ("<TideIcon />", vec!["TideIcon"]),
            ("<svg><path d=\"M0\"/></svg>", vec!["svg", "path", "svg"]),
            ("<math><mi>x</mi></math>", vec!["math", "mi", "mi", "math"]),
            ("<Ports><Port at=\"a\">x</Port></Ports>", vec!["Ports", "Port", "Port", "Ports"]),
            ("<script setup>a < b; c<d></script>", vec!["script", "script"]),
            ("<b and c>d</b>", vec!["b", "b"]),
        ] {
            assert_eq!(markup(text), expected, "{text}");
        }
    }

    #[test]
    fn words_between_angles() {
        for text in [
            "<your-bucket>",
            "<String>",
            "<name>value</name>",
            "</my-tide>",
            "<Port at=\"a\">",
            "<T/>",
            "<b and c>",
            "<!-- <row-1/> -->",
        ] {
            assert!(markup(text).is_empty(), "{text}");
        }
    }
}
