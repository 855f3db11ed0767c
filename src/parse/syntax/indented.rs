//! The indentation of what is inside a component of MDX. Authors indent it as in HTML, and MDX has no code by indentation; Markdown
//! would read a code block. Fences and lists in a component keep their form: all lines move alike.
//!
//! It comes before everything else that is rewritten, because a comment in a code block is not a comment.

use super::super::patch::Edit;
use super::lines::Fence;
use super::mdx::{self, Components};
use std::ops::Range;

/// Elements of HTML that hold blocks. In MDX they hold Markdown too.
const HOLDERS: [&str; 7] = ["div", "details", "section", "article", "figure", "aside", "center"];

/// Components nested deeper than this stay as they are.
const MOST_NESTED: usize = 32;

/// Finds the indentation to take away: inside each outermost component that begins a line and is closed, lines begin where its tag
/// does.
pub(super) fn edits(text: &str, components: Components) -> Vec<Edit> {
    if !may_be_in(text) {
        return Vec::new();
    }
    let names = match components {
        Components::Imported => mdx::imported_names(text),
        Components::All => Vec::new(),
    };
    let is_holder = |name: &str| match components {
        Components::Imported => names.contains(&name),
        Components::All => name.starts_with(|c: char| c.is_ascii_uppercase()) || HOLDERS.contains(&name),
    };
    let mut reader = Reader { open: Vec::new(), base: 0, block: Vec::new(), found: Vec::new(), edits: Vec::new() };
    let mut fence: Option<Fence<'_>> = None;
    let mut offset = 0;
    let mut tag_end = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let words = line.trim_start_matches([' ', '\t']);
        let line = Line { start, indentation: line.len() - words.len() };
        if start < tag_end {
            reader.moves_to_base(&line);
            continue;
        }
        let fence_here = Fence::at_start(words);
        if let Some(opener) = fence {
            if fence_here.is_some_and(|closer| closer.closes(&opener)) {
                fence = None;
            }
            reader.content(line, words);
            continue;
        }
        fence = fence_here;
        let tag = mdx::Tag::at_start(&text[line.start + line.indentation..]).filter(|tag| is_holder(tag.name));
        match tag {
            Some(tag) => {
                tag_end = line.start + line.indentation + tag.length;
                reader.tag(&line, &tag, &words[tag.length.min(words.len())..]);
                if reader.open.len() > MOST_NESTED {
                    break;
                }
            }
            None => reader.content(line, words),
        }
    }
    reader.edits
}

/// Whether a line may begin with the tag of a component or a holder. This is cheap, because it runs on whole files at every edit.
pub(super) fn may_be_in(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let inside = &text[at + 1..];
        let is_one = inside.starts_with(|c: char| c.is_ascii_uppercase())
            || HOLDERS.iter().any(|holder| inside.starts_with(holder));
        is_one && {
            let before = text[..at].trim_end_matches([' ', '\t']);
            before.is_empty() || before.ends_with('\n')
        }
    })
}

/// A line of the text.
struct Line {
    start: usize,
    /// Bytes of its blanks.
    indentation: usize,
}

/// The state between two lines.
struct Reader<'a> {
    /// The names of the components that are open.
    open: Vec<&'a str>,
    /// Where the outermost of them begins its line.
    base: usize,
    /// The lines since the last tag.
    block: Vec<Line>,
    /// Edits in the outermost component that is open. They hold when it is closed.
    found: Vec<Edit>,
    edits: Vec<Edit>,
}

impl<'a> Reader<'a> {
    fn content(&mut self, line: Line, words: &str) {
        if !self.open.is_empty() && !words.trim().is_empty() {
            self.block.push(line);
        }
    }

    /// A line that begins with a tag. `rest` is what follows the tag on its line.
    fn tag(&mut self, line: &Line, tag: &mdx::Tag<'a>, rest: &str) {
        if self.open.is_empty() {
            self.base = line.indentation;
        }
        self.end_block();
        self.moves_to_base(line);
        if tag.is_closing {
            if let Some(at) = self.open.iter().rposition(|name| *name == tag.name) {
                self.open.truncate(at);
            }
        } else if !tag.is_empty && !rest.lines().next().is_some_and(|rest| rest.contains("</")) {
            self.open.push(tag.name);
        }
        if self.open.is_empty() {
            self.edits.append(&mut self.found);
        }
    }

    /// Moves the lines since the last tag, all alike, so that the leftmost begin at the base.
    fn end_block(&mut self) {
        let common = self.block.iter().map(|line| line.indentation).min().unwrap_or(0);
        let from = self.base.min(common);
        let lines = self.block.drain(..);
        let edits = lines.map(|line| Edit { range: line.start + from..line.start + common, text: String::new() });
        self.found.extend(edits.filter(|edit| !edit.range.is_empty()));
    }

    fn moves_to_base(&mut self, line: &Line) {
        let range: Range<usize> = line.start + self.base.min(line.indentation)..line.start + line.indentation;
        if !range.is_empty() {
            self.found.push(Edit { range, text: String::new() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::patch::Patched;
    use super::*;

    fn moved(text: &str, components: Components) -> String {
        Patched::new(text, 0, edits(text, components)).text
    }

    #[test]
    fn content_of_components_begins_where_they_do() {
        let tabs = "<Tabs>\n  <Tab\n    title=\"A\">\n\n    - a\n      - b\n\n    ```py\n    if a:\n        <Tab>\n    ```\n\n  </Tab>\n</Tabs>\n\n    code\n";
        let expected =
            "<Tabs>\n<Tab\ntitle=\"A\">\n\n- a\n  - b\n\n```py\nif a:\n    <Tab>\n```\n\n</Tab>\n</Tabs>\n\n    code\n";
        assert_eq!(moved(tabs, Components::All), expected);
        assert_eq!(moved(tabs, Components::Imported), tabs);
        let imported = |text: &str| format!("import {{ Tabs, Tab }} from 'x'\n\n{text}");
        assert_eq!(moved(&imported(tabs), Components::Imported), imported(expected));
    }

    #[test]
    fn a_component_in_a_list_stays_there() {
        let text = "- a\n\n  <Tip>\n      b\n\n      c\n  </Tip>\n- d\n";
        assert_eq!(moved(text, Components::All), "- a\n\n  <Tip>\n  b\n\n  c\n  </Tip>\n- d\n");
    }

    #[test]
    fn what_is_not_closed_stays() {
        for same in [
            "<Tabs>\n\n    code\n",
            "<Tip>a</Tip>\n\n    code\n",
            "<Image src=\"a\" />\n\n    code\n",
            "```\n<Tip>\n    a\n</Tip>\n```\n",
            "Text <Tip>\n    a\n</Tip>\n",
        ] {
            assert_eq!(moved(same, Components::All), same);
        }
    }
}
