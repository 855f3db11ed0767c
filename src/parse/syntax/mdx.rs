//! MDX: `import` and `export` statements, and the tags of components. Their content stays, and what readers see of a tag: its
//! title, description, picture or link.

use super::super::patch::Edit;
use super::super::ranges;
use std::ops::Range;

/// Which tags are components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Components {
    /// Those that a line of the file imports.
    Imported,
    /// All that begin with a capital letter: the file is MDX.
    All,
}

/// Whether a text may have statements or components.
pub(super) fn may_be_in(text: &str, components: Components) -> bool {
    let has_tag =
        || text.match_indices('<').any(|(at, _)| text[at + 1..].starts_with(|c: char| c.is_ascii_uppercase()));
    text.contains("import ")
        || text.contains("<Badge ")
        || (components == Components::All && (text.contains("export ") || has_tag()))
}

/// Finds the statements, and the tags of components, outside code. `code` is sorted.
pub(super) fn edits(text: &str, code: &[Range<usize>], components: Components) -> Vec<Edit> {
    let is_code = |at: usize| ranges::at(code, at).is_some();
    let mut edits: Vec<Edit> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    let mut is_head = true;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        if edits.last().is_some_and(|edit| start < edit.range.end) {
            continue;
        }
        let statement = if is_code(start) { None } else { Statement::at(text, start, components) };
        let Some(statement) = statement else {
            is_head &= line.trim().is_empty();
            continue;
        };
        // Prose may speak about an import; an author who uses what it names means it.
        let is_used = |name: &&str| text.contains(&format!("<{name}")) || text.contains(&format!("{{{name}"));
        let is_meant =
            is_head || components == Components::All || statement.is_bare || statement.names.iter().any(is_used);
        if is_meant {
            names.extend(statement.names);
            edits.push(Edit { range: start..statement.end, text: String::new() });
        }
    }
    edits.extend(tags(text, components, &names).filter(|edit| !is_code(edit.range.start)));
    edits
}

/// An `import` or `export` at the start of a line.
struct Statement<'a> {
    /// The names of components that it brings in.
    names: Vec<&'a str>,
    /// Whether it names nothing: `import 'file'`.
    is_bare: bool,
    end: usize,
}

/// Most lines of an import.
const MOST_LINES: usize = 40;

impl<'a> Statement<'a> {
    fn at(text: &'a str, start: usize, components: Components) -> Option<Self> {
        let rest = &text[start..];
        if components == Components::All && is_export(rest) {
            return Some(Self { names: Vec::new(), is_bare: true, end: start + balanced_length(rest)? });
        }
        let inside = rest.strip_prefix("import ")?;
        let is_long = inside.lines().next().is_some_and(|line| line.contains('{') && !line.contains('}'));
        let lines = if is_long { MOST_LINES } else { 1 };
        let mut length = 0;
        rest.split_inclusive('\n').take(lines).find_map(|line| {
            length += line.len();
            let written = rest[..length].trim_end();
            let names = imported(written)?;
            Some(Self { names, is_bare: !written.contains(" from "), end: start + written.len() })
        })
    }
}

/// `export const x`, `export default function`.
fn is_export(rest: &str) -> bool {
    const WORDS: [&str; 8] = ["const ", "let ", "var ", "function ", "async ", "class ", "default ", "{"];
    rest.strip_prefix("export ").is_some_and(|rest| WORDS.iter().any(|word| rest.starts_with(word)))
}

/// The length up to the end of the line at which all brackets are closed.
fn balanced_length(rest: &str) -> Option<usize> {
    let mut depth = 0_isize;
    let mut quote = None;
    let mut is_escaped = false;
    for (at, character) in rest.char_indices() {
        match (quote, character) {
            (None, '\n') if depth <= 0 => return Some(at),
            _ if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(open), close) if open == close => quote = None,
            (Some('"' | '\''), '\n') => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
    }
    (depth <= 0).then_some(rest.len())
}

/// The names that a statement of the form `import Name, { other } from 'file'` brings in.
fn imported(statement: &str) -> Option<Vec<&str>> {
    let rest = statement.strip_prefix("import ")?.trim_end_matches(';').trim_end();
    let is_quoted = |text: &str| {
        let text = text.trim();
        text.len() > 2
            && ((text.starts_with('\'') && text.ends_with('\'')) || (text.starts_with('"') && text.ends_with('"')))
    };
    if is_quoted(rest) {
        return Some(Vec::new());
    }
    let (names, file) = rest.split_once(" from ")?;
    is_quoted(file).then(|| {
        let names = names.split([',', '{', '}', ' ', '\n', '\r']).map(str::trim);
        names.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())).collect()
    })
}

/// The names of the components that the lines of a text import.
pub(super) fn imported_names(text: &str) -> Vec<&str> {
    if !text.contains("import ") {
        return Vec::new();
    }
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let statements = starts.filter_map(|start| Statement::at(text, start, Components::Imported));
    statements.flat_map(|statement| statement.names).collect()
}

/// The tag of a component or an element.
pub(super) struct Tag<'a> {
    pub name: &'a str,
    /// Whether it is `</name>`.
    pub is_closing: bool,
    /// Whether it is `<name/>`.
    pub is_empty: bool,
    /// Its length in bytes.
    pub length: usize,
    /// What is between the name and `>`.
    pub attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The tag that a text begins with.
    pub(super) fn at_start(text: &'a str) -> Option<Self> {
        let inside = text.strip_prefix('<')?;
        let tag = inside.strip_prefix('/');
        let is_closing = tag.is_some();
        let tag = tag.unwrap_or(inside);
        let length = tag.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.')).unwrap_or(tag.len());
        let (name, rest) = tag.split_at(length);
        if name.is_empty() || !rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/')) {
            return None;
        }
        let attributes = &rest[..tag_end(rest)?];
        let length = text.len() - rest.len() + attributes.len() + 1;
        Some(Self { name, is_closing, is_empty: attributes.ends_with('/'), length, attributes })
    }
}

/// A component that `VitePress` and Starlight have without an import.
const BADGE: &str = "Badge";

/// The tags of components, each with what is shown of it.
fn tags<'a>(text: &'a str, components: Components, names: &'a [&str]) -> impl Iterator<Item = Edit> + 'a {
    let mut link: Option<(&str, &str)> = None;
    text.match_indices('<').filter_map(move |(at, _)| {
        let begins_like_one = text[at + 1..].trim_start_matches('/').starts_with(char::is_uppercase);
        let tag = if begins_like_one { Tag::at_start(&text[at..])? } else { return None };
        let is_known = names.contains(&tag.name)
            || (tag.name == BADGE && tag.is_empty)
            || (components == Components::All && tag.name.starts_with(|c: char| c.is_ascii_uppercase()));
        if !is_known {
            return None;
        }
        let end = at + tag.length;
        let shown = if tag.is_closing {
            let target = link.take().filter(|(name, _)| *name == tag.name);
            target.map_or_else(String::new, |(_, address)| format!("]({address})"))
        } else if let Some(address) = tag.words_link(&text[end..]) {
            link = Some((tag.name, address));
            "[".to_owned()
        } else {
            let before = text[..at].trim_end_matches([' ', '\t', '>']);
            tag.shown(before.is_empty() || before.ends_with('\n'))
        };
        Some(Edit { range: at..end, text: shown })
    })
}

impl<'a> Tag<'a> {
    /// The value of an attribute that is written in quotation marks and not empty.
    fn quoted(&self, name: &str) -> Option<&'a str> {
        let before_value = self.attributes.match_indices(name).find_map(|(at, _)| {
            let is_whole = self.attributes[..at].ends_with(char::is_whitespace);
            self.attributes[at + name.len()..].strip_prefix("=\"").filter(|_| is_whole)
        });
        before_value?.split_once('"').map(|(value, _)| value).filter(|value| !value.trim().is_empty())
    }

    /// The address of a tag such as `<Button href="x">`, if its words are on its line and it has no title.
    fn words_link(&self, rest: &str) -> Option<&'a str> {
        let address = self.quoted("href").filter(|_| !self.is_empty && self.title().is_none())?;
        let rest = &rest[..rest.floor_char_boundary(LONGEST_TAG)];
        let words = rest.lines().next()?.split_once("</")?;
        (words.1.starts_with(self.name) && !words.0.trim().is_empty()).then_some(address)
    }

    /// What readers see of a tag: title, description, picture or link. Tags in a line leave the line as it is.
    fn shown(&self, begins_line: bool) -> String {
        if let Some(source) = self.quoted("src").filter(|_| self.is_empty) {
            return format!("![{}]({source})", self.quoted("alt").unwrap_or_default());
        }
        let Some(title) = self.title() else { return String::new() };
        let title = match self.quoted("href") {
            Some(address) => format!("[{title}]({address})"),
            None => title.to_owned(),
        };
        let description = self.quoted("description").map_or_else(String::new, |words| format!("{words}\n\n"));
        if begins_line { format!("\n\n**{title}**\n\n{description}") } else { title }
    }

    /// The words of `<TabItem value="mac" label="macOS">` that readers see. A tab without a label shows its value, as in Docusaurus.
    fn title(&self) -> Option<&'a str> {
        let value = || if self.name == "TabItem" { self.quoted("value") } else { None };
        TITLES.into_iter().find_map(|name| self.quoted(name)).or_else(value)
    }
}

/// Attributes whose words readers see, in the components of Docusaurus, Starlight, Nextra and Mintlify.
const TITLES: [&str; 7] = ["label", "title", "header", "heading", "question", "summary", "text"];

/// Longest tag of a component, in bytes. In what looks like a longer one, a quotation mark or a bracket is not closed.
const LONGEST_TAG: usize = 8_000;

/// The `>` that ends a tag: not one in a quoted value or in an expression.
fn tag_end(rest: &str) -> Option<usize> {
    let mut depth = 0_isize;
    let mut quote = None;
    rest[..rest.floor_char_boundary(LONGEST_TAG)].find(|character| {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '{') => depth += 1,
            (None, '}') => depth -= 1,
            (None, '>') => return depth <= 0,
            _ => {}
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::patch::Patched;
    use super::super::draft::Draft;
    use super::*;

    fn without(text: &str, components: Components) -> String {
        Patched::new(text, 0, edits(text, Draft::of(text).code(), components)).text
    }

    #[test]
    fn imports_and_their_tags_go() {
        for (text, left) in [
            ("import Box from './Box.jsx'\n\n<Box kind=\"tip\">Remember.</Box>\n", "\n\nRemember.\n"),
            ("# T\n\nimport A, { B } from \"x\";\n\n<B />\n", "# T\n\n\n\n\n"),
            ("import 'x.css'\nText", "\nText"),
            ("import Tab from 'tab'\n\n<Tab value=\"m\" label=\"For Mac\">A.</Tab>\n", "\n\n\n\n**For Mac**\n\nA.\n"),
            ("import {\n  Box,\n} from './b'\n\n<Box>A.</Box>\n", "\n\nA.\n"),
        ] {
            assert_eq!(without(text, Components::Imported), left);
        }
        for same in [
            "We import goods from 'abroad' and sell them.",
            "# T\n\nimport os from 'os'\n",
            "import java.util.List;",
            "export const x = 1\n\n<Note>A.</Note>\n",
        ] {
            assert_eq!(without(same, Components::Imported), same);
        }
    }

    #[test]
    fn in_mdx_every_component_is_one() {
        for (text, left) in [
            ("<LinkCard title=\"A\" description=\"B\" href=\"https://c/\" />\n", "\n\n**[A](https://c/)**\n\nB\n\n\n"),
            ("## A <Badge text=\"new\" /> b\n", "## A new b\n"),
            ("<Image src=\"a.png\" alt=\"A\" /> <Image src={a} alt=\"B\" />\n", "![A](a.png) \n"),
            ("See <Button href=\"./a\">that **one**</Button>.\n", "See [that **one**](./a).\n"),
            ("<TabItem value=\"b\">A.</TabItem>\n", "\n\n**b**\n\nA.\n"),
            ("<Note>A.</Note>\n\n`<Note>` stays\n", "A.\n\n`<Note>` stays\n"),
            ("<Tabs.Item\n  on={() => x > 1}\n  title=\"B\"\n>\n\nA.\n\n</Tabs.Item>\n", "\n\n**B**\n\n\n\nA.\n\n\n"),
            ("export const x = {\n  a: '}',\n\n  b: 1,\n}\n\nA.\n", "\n\nA.\n"),
            ("We export const goods.\n\n<b>c</b>\n", "We export const goods.\n\n<b>c</b>\n"),
        ] {
            assert_eq!(without(text, Components::All), left);
        }
    }
}
