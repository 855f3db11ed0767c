//! Blocks between two lines that other tools read: quotations of GitLab (`>>>`), diagrams of Azure (`:::mermaid`), blocks of
//! `MkDocs` (`/// note | Title`), boxes of Logseq (`#+BEGIN_TIP`), and the titles of code in a group of `VitePress`
//! (```` ```sh [npm] ````). Each becomes what Markdown or the module `boxes` knows.
//!
//! Sources: GitLab, "Multiline blockquote"; Azure DevOps, "Mermaid diagrams"; `PyMdown` Extensions, "Blocks"; Logseq,
//! "Advanced commands"; `VitePress`, "Code Groups".

use super::super::patch::Edit;
use super::lines::Lines;
use std::ops::Range;

/// Whether a text may have such blocks.
pub(super) fn may_be_in(text: &str) -> bool {
    [">>>", ":::mermaid", "::: mermaid", "\n/// ", "#+BEGIN_", "#+begin_", "code-group"]
        .iter()
        .any(|sign| text.contains(sign))
        || text.starts_with("/// ")
}

/// Finds the lines that begin and end the blocks, outside fences.
pub(super) fn edits(text: &str, _code: &[Range<usize>]) -> Vec<Edit> {
    let lines = Lines::of(text);
    let mut edits = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let block = if lines.fenced[index] { None } else { Block::at(&lines, index) };
        let Some(block) = block else {
            index += 1;
            continue;
        };
        edits.extend(block.edits(&lines));
        // Boxes may hold others.
        index = if block.is_box { index + 1 } else { block.end };
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

/// A block: its first line, the line that ends it, and what replaces them.
struct Block {
    start: usize,
    /// The line of the closing sign.
    end: usize,
    opener: String,
    closer: String,
    /// What begins each line between them.
    prefix: &'static str,
    is_box: bool,
}

impl Block {
    fn at(lines: &Lines<'_>, start: usize) -> Option<Self> {
        let words = words(lines.get(start));
        let find = |is_end: &dyn Fn(&str) -> bool| {
            (start + 1..lines.len())
                .take(MOST_LINES)
                .find(|&index| !lines.fenced[index] && is_end(lines.get(index).trim()))
        };
        let block = |end: usize, opener: String, closer: &str| Self {
            start,
            end,
            opener,
            closer: closer.to_owned(),
            prefix: "",
            is_box: true,
        };
        if words == ">>>" {
            let end = find(&|line| line.starts_with('>')).filter(|&end| lines.get(end).trim() == ">>>")?;
            let has_words = (start + 1..end).any(|index| !lines.get(index).trim().is_empty());
            let quotation = Self { prefix: "> ", is_box: false, ..block(end, String::new(), "") };
            return has_words.then_some(quotation);
        }
        if words.strip_prefix(":::").is_some_and(|rest| rest.trim() == "mermaid") {
            let end = find(&|line| line == ":::")?;
            return Some(Self { is_box: false, ..block(end, "~~~~~~mermaid".to_owned(), "~~~~~~") });
        }
        if let Some((kind, title)) = words.strip_prefix("/// ").and_then(slashes) {
            let opener = if kind == "tab" { format!("**{title}**\n") } else { format!("::: {kind} {title}") };
            return Some(block(end_of_slashes(lines, start)?, opener, if kind == "tab" { "" } else { ":::" }));
        }
        let kind = words.get("#+BEGIN_".len()..).filter(|_| words.to_ascii_uppercase().starts_with("#+BEGIN_"))?;
        let is_kind = OF_LOGSEQ.iter().any(|known| kind.eq_ignore_ascii_case(known));
        let closer = format!("#+END_{kind}");
        let end = find(&|line| line.eq_ignore_ascii_case(&closer)).filter(|_| is_kind)?;
        let opener = if kind.eq_ignore_ascii_case("quote") { ">".to_owned() } else { format!("> [!{kind}]") };
        Some(Self { prefix: "> ", is_box: false, ..block(end, opener, "") })
    }

    fn edits(&self, lines: &Lines<'_>) -> Vec<Edit> {
        let indentation = |index: usize| lines.get(index).len() - words(lines.get(index)).len();
        let whole = |index: usize, text: &str| {
            let range = &lines.ranges[index];
            Edit { range: range.start + indentation(index)..range.end, text: text.to_owned() }
        };
        let mut edits = vec![whole(self.start, &self.opener), whole(self.end, &self.closer)];
        if !self.prefix.is_empty() {
            let own = indentation(self.start);
            edits.extend((self.start + 1..self.end).map(|index| {
                let line = lines.get(index);
                let at = lines.ranges[index].start + own.min(line.len() - line.trim_start().len());
                Edit { range: at..at, text: self.prefix.to_owned() }
            }));
        }
        edits
    }
}

/// A line without its blanks. A block may be the first thing in an item of a list.
fn words(line: &str) -> &str {
    let words = line.trim();
    let of_item = words.strip_prefix("- ").map(str::trim_start);
    of_item.filter(|rest| rest.starts_with("#+")).unwrap_or(words)
}

/// Boxes of Logseq.
const OF_LOGSEQ: [&str; 7] = ["NOTE", "TIP", "IMPORTANT", "CAUTION", "WARNING", "PINNED", "QUOTE"];

/// Kinds of the blocks of `MkDocs`.
const OF_MKDOCS: [&str; 15] = [
    "note",
    "abstract",
    "info",
    "tip",
    "success",
    "question",
    "warning",
    "failure",
    "danger",
    "bug",
    "example",
    "quote",
    "admonition",
    "details",
    "tab",
];

/// Kind and title of `/// note | Title`. Documentation of Rust begins its lines with `///` as well.
fn slashes(line: &str) -> Option<(&str, &str)> {
    let (kind, title) = line.split_once('|').map_or((line, ""), |(kind, title)| (kind, title.trim()));
    OF_MKDOCS.contains(&kind.trim()).then(|| (kind.trim(), title))
}

/// The line of the `///` that ends the block at a line. Blocks may hold others.
fn end_of_slashes(lines: &Lines<'_>, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    (start..lines.len()).take(MOST_LINES).filter(|&index| !lines.fenced[index]).find(|&index| {
        let words = lines.get(index).trim();
        if words.strip_prefix("/// ").and_then(slashes).is_some() {
            depth += 1;
        }
        depth -= usize::from(words == "///");
        depth == 0
    })
}

/// Most lines of a block that may hold others.
const MOST_LINES: usize = 2_000;

/// Finds the fences of a group of `VitePress`, `::: code-group`: their titles become bold words above them.
pub(super) fn titles_of_code(text: &str) -> Vec<Edit> {
    if !text.contains("code-group") {
        return Vec::new();
    }
    let lines = Lines::of(text);
    let is_opener = |line: &str| line.trim().trim_start_matches(':').trim() == "code-group";
    let opener =
        |index: usize| !lines.fenced[index] && lines.get(index).starts_with(":::") && is_opener(lines.get(index));
    let mut edits = Vec::new();
    // The first line behind the group that is open.
    let mut end = 0;
    let mut fences = lines.fences.iter().peekable();
    for start in (0..lines.len()).filter(|&index| opener(index)) {
        if start < end {
            continue;
        }
        end = (start + 1..lines.len())
            .find(|&index| !lines.fenced[index] && lines.get(index).trim() == ":::")
            .unwrap_or(start);
        while let Some(block) = fences.next_if(|block| block.start < end) {
            if block.start > start {
                edits.extend(title_of_code(lines.get(block.start), lines.ranges[block.start].start));
            }
        }
    }
    edits
}

/// The title of ```` ```sh [npm] ````, which begins at an offset.
fn title_of_code(line: &str, start: usize) -> Option<Edit> {
    let (before, title) = line.trim_end().strip_suffix(']')?.rsplit_once('[')?;
    let indentation = &line[..line.len() - line.trim_start().len()];
    (!title.trim().is_empty()).then(|| Edit {
        range: start..start + line.len(),
        text: format!("{indentation}**{}**\n\n{}", title.trim(), before.trim_end()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    fn read(text: &str) -> String {
        Draft::of(text).edited(edits(text, &[])).text().to_owned()
    }

    #[test]
    fn blocks_between_lines() {
        for (text, expected) in [
            (">>>\nA quotation\n\nover lines\n>>>\nb\n", "\n> A quotation\n> \n> over lines\n\nb\n"),
            (":::mermaid\ngraph LR\n:::\n", "~~~~~~mermaid\ngraph LR\n~~~~~~\n"),
            ("/// note | Title\nA\n\n/// tip\nb\n///\n///\n", "::: note Title\nA\n\n::: tip \nb\n:::\n:::\n"),
            ("- #+BEGIN_TIP\n  Do\n  #+END_TIP\n", "- > [!TIP]\n  > Do\n  \n"),
            ("  #+BEGIN_TIP\n  Do\n  #+END_TIP\n", "  > [!TIP]\n  > Do\n  \n"),
            ("#+BEGIN_QUOTE\nDo\n#+END_QUOTE\n", ">\n> Do\n\n"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in [
            ">>>\n>>> x = 1\n>>>\n",
            ">>>\n\n>>>\n",
            "/// The length.\n///\n/// More.\n",
            "```\n>>>\na\n>>>\n```\n",
            "#+BEGIN_SRC\na\n#+END_SRC\n",
        ] {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn code_in_a_group_has_titles() {
        let read = |text: &str| Draft::of(text).edited(titles_of_code(text)).text().to_owned();
        assert_eq!(
            read("::: code-group\n\n```sh [npm]\na\n```\n:::\n\n```sh [npm]\nb\n```\n"),
            "::: code-group\n\n**npm**\n\n```sh\na\n```\n:::\n\n```sh [npm]\nb\n```\n"
        );
    }
}
