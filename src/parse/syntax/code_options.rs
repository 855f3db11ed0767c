//! What tools read from the code of a block and do not show: marks of lines (`// [!code --]`, `// highlight-next-line`), and the
//! options at the top of a chunk (`#| label: fig-x`). The caption among them becomes words below the code. Options are read in
//! ```` ```{python} ```` only, and marks in no block of text or Markdown: what is written there is shown to readers.
//!
//! Sources: `VitePress`, "Syntax Highlighting"; Docusaurus, "Code blocks"; Quarto, "Execution Options".

use super::super::patch::Edit;
use crate::source::line_end;
use std::ops::Range;

/// Whether a text may have such marks.
pub(super) fn may_be_in(text: &str) -> bool {
    ["[!code ", "highlight-next-line", "highlight-start", "#| "].iter().any(|sign| text.contains(sign))
}

/// Finds the marks in blocks of code. `code` is sorted.
pub(super) fn edits(text: &str, code: &[Range<usize>]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for block in code {
        let written = &text[block.clone()];
        if !written.starts_with("```") && !written.starts_with("~~~") {
            continue;
        }
        let first = line_end(text, block.start);
        let info = text[block.start..first].trim_matches(['`', '~', ' ', '\r']);
        let is_chunk = info.starts_with('{');
        let shows_marks = SHOWN_AS_WRITTEN.contains(&info.to_ascii_lowercase().as_str());
        let mut caption = None;
        let mut is_top = true;
        let mut start = first + 1;
        while start < block.end {
            let end = line_end(text, start).min(block.end);
            let line = &text[start..end];
            if let Some((key, value)) = option(line).filter(|_| is_top && is_chunk) {
                caption = caption.or(Some(value.trim_matches('"')).filter(|_| key.ends_with("-cap")));
                edits.push(Edit { range: start - 1..end, text: String::new() });
            } else if !shows_marks {
                is_top = false;
                edits.extend(mark(line).map(|range| {
                    let from = if range.start == 0 { start - 1 } else { start + range.start };
                    Edit { range: from..start + range.end, text: String::new() }
                }));
            }
            start = end + 1;
        }
        let is_apart = block.start == 0 || text[..block.start].ends_with('\n');
        if let Some(caption) = caption.filter(|caption| is_apart && !caption.is_empty()) {
            edits.push(Edit { range: block.end..block.end, text: format!("\n\n*{caption}*\n") });
        }
    }
    edits
}

/// Blocks that show what an author writes.
const SHOWN_AS_WRITTEN: [&str; 6] = ["markdown", "md", "mdx", "text", "txt", "plaintext"];

/// Options of a chunk that say nothing to readers, and its captions.
#[rustfmt::skip]
const OPTIONS: [&str; 26] = [
    "label", "echo", "eval", "include", "output", "warning", "message", "error", "cache", "code-fold", "code-summary", "fig-cap",
    "fig-width", "fig-height", "fig-align", "fig-alt", "fig-subcap", "tbl-cap", "lst-cap", "lst-label", "layout-ncol", "column",
    "tbl-colwidths", "results", "out-width", "classes",
];

/// `#| label: fig-x`
fn option(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.trim_start().strip_prefix("#| ")?.split_once(':')?;
    OPTIONS.contains(&key.trim()).then(|| (key.trim(), value.trim()))
}

/// The mark in a line: at its end, or all of it.
fn mark(line: &str) -> Option<Range<usize>> {
    const OPENERS: [&str; 6] = ["//", "#", "--", "/*", "<!--", "{/*"];
    let comment = |at: usize| {
        let before = line[..at].trim_end();
        let opener = OPENERS.iter().filter(|opener| before.ends_with(**opener)).max_by_key(|opener| opener.len())?;
        let start = line[..before.len() - opener.len()].trim_end().len();
        Some(start..line.len())
    };
    if let Some(at) = line.find("[!code ") {
        let rest = line[at..].split_once(']')?.1.trim();
        return comment(at).filter(|_| ["", "*/", "-->", "*/}"].contains(&rest));
    }
    let words = line.trim().trim_end_matches("*/}").trim_end_matches("*/").trim_end_matches("-->").trim_end();
    let name = words.rsplit(' ').next().unwrap_or_default();
    let is_mark = ["highlight-next-line", "highlight-start", "highlight-end"].contains(&name);
    is_mark.then(|| comment(line.rfind(name)?)).flatten().filter(|range| range.start == 0)
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    #[test]
    fn marks_go_and_code_stays() {
        let read = |text: &str| {
            let draft = Draft::of(text);
            let edits = edits(text, draft.code());
            draft.edited(edits).text().to_owned()
        };
        for (text, expected) in [
            (
                "```js\n// highlight-next-line\nlet a = 1;\nlet b; // [!code --]\n<p/> <!-- [!code focus] -->\n```\n",
                "```js\nlet a = 1;\nlet b;\n<p/>\n```\n",
            ),
            (
                "```{python}\n#| label: fig-x\n#| fig-cap: \"Cap\"\nplot()\n```\n",
                "```{python}\nplot()\n```\n\n*Cap*\n\n",
            ),
        ] {
            assert_eq!(read(text), expected);
        }
        for text in [
            "```js\n// the mark [!code --] is\nx = 1 #| label: y\n```\n",
            "// highlight-next-line\n",
            "```python\n#| echo: false\nprint(1)\n```\n",
            "```markdown\n// [!code ++]\ntext // [!code highlight]\n```\n",
            "```{sh}\n#| shout: x\n```\n",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
