//! A whole HTML document in a note, or a fragment of one: its headings become headings and its paragraphs paragraphs, so that it has sections
//! and can be searched. Lists, tables and inline elements stay HTML, which is cleaned like all HTML of notes.

use super::super::patch::Edit;
use super::hidden;
use crate::html::escape::escape;
use crate::html::sanitize;

/// Elements whose tags only arrange the page.
const ARRANGING: [&str; 14] = [
    "html", "body", "div", "main", "section", "article", "header", "footer", "nav", "aside", "center", "font", "tbody",
    "hgroup",
];

/// Elements that go with all that is in them.
const HIDDEN: [&str; 5] = ["head", "script", "style", "noscript", "template"];

/// Whether a file is an HTML document, or nothing but HTML.
pub(in crate::parse) fn is_document(text: &str) -> bool {
    let start = text.trim_start();
    let begins = |sign: &str| start.get(..sign.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(sign));
    begins("<!doctype html") || begins("<html>") || begins("<html ") || is_fragment(start)
}

/// Whether a text without `<html>` is HTML throughout, with headings behind other tags of their line. Those that begin
/// their lines are read in Markdown as well.
fn is_fragment(text: &str) -> bool {
    let is_heading = |tag: &str| {
        let mut characters = tag.bytes();
        matches!(characters.next(), Some(b'h' | b'H'))
            && characters.next().is_some_and(|level| (b'1'..=b'6').contains(&level))
            && characters.next().is_some_and(|end| matches!(end, b'>' | b' '))
    };
    let mut tags = text.match_indices('<').filter(|(at, _)| is_heading(&text[at + 1..])).map(|(at, _)| at);
    let inside_lines = || {
        text.lines()
            .map(str::trim_start)
            .any(|line| line.match_indices('<').any(|(at, _)| at > 0 && is_heading(&line[at + 1..])))
    };
    text.starts_with('<')
        && tags.nth(1).is_some()
        && inside_lines()
        && text.split("\n\n").map(str::trim).all(|block| block.is_empty() || block.starts_with('<'))
}

/// Rewrites an HTML document. Returns no edits for any other text.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    if !is_document(text) {
        return Vec::new();
    }
    let lower = text.to_ascii_lowercase();
    let mut edits = Vec::new();
    let mut title = document_title(text, &lower);
    let has_heading = lower.contains("<h1");
    let mut verbatim = 0_usize;
    let mut in_heading = false;
    let mut offset = 0;
    while let Some(at) = text[offset..].find('<').map(|at| offset + at) {
        if in_heading {
            edits.extend(line_breaks(text, offset, at));
        } else if verbatim == 0 {
            edits.extend(indentations(text, offset, at));
        }
        if lower[at..].starts_with("<!--") {
            offset = lower[at..].find("-->").map_or(text.len(), |end| at + end + 3);
            edits.push(Edit { range: at..offset, text: String::new() });
            continue;
        }
        if let Some(element) = hidden::end(text, at, &[]) {
            offset = if let hidden::End::At(end) = element { end } else { text.len() };
            edits.push(Edit { range: at..offset, text: String::new() });
            continue;
        }
        let Some(length) = text[at..].find('>') else { break };
        let end = at + length + 1;
        let is_closing = lower[at + 1..].starts_with('/');
        let name_start = at + 1 + usize::from(is_closing);
        let name_length = lower[name_start..end].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = &lower[name_start..name_start + name_length];
        offset = end;
        let replacement = match name {
            _ if !is_closing && HIDDEN.contains(&name) => {
                offset = end_of_element(&lower, end, name);
                let heading = title.take().filter(|_| name == "head" && !has_heading);
                Some(heading.map_or_else(String::new, |title| format!("\n\n# {title}\n\n")))
            }
            "pre" | "textarea" => {
                verbatim = if is_closing { verbatim.saturating_sub(1) } else { verbatim + 1 };
                None
            }
            "" if lower[at..].starts_with("<!") => Some(String::new()),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = usize::from(name.as_bytes()[1] - b'0');
                in_heading = !is_closing;
                offset += if is_closing { 0 } else { text[end..].len() - text[end..].trim_start().len() };
                let marker = || format!("\n\n{} {}", "#".repeat(level), anchor(&text[at..end]));
                Some(if is_closing { "\n\n".into() } else { marker() })
            }
            "p" => Some("\n\n".into()),
            _ if ARRANGING.contains(&name) => Some(if name == "font" { String::new() } else { "\n\n".into() }),
            _ => None,
        };
        edits.extend(replacement.map(|text| Edit { range: at..offset, text }));
    }
    edits
}

/// The end of an element whose content begins at `from`: that of its closing tag, or of the text. `lower` is in lower case.
fn end_of_element(lower: &str, from: usize, name: &str) -> usize {
    let closer = lower[from..].find(&format!("</{name}")).map(|close| from + close);
    let end = closer.and_then(|close| lower[close..].find('>').map(|length| close + length + 1));
    end.unwrap_or(lower.len())
}

/// What keeps the id of a heading's tag, to which links lead.
pub(in crate::parse) fn anchor(tag: &str) -> String {
    let id = sanitize::inspect(tag).anchors.into_iter().next();
    id.map_or_else(String::new, |id| format!("<a id=\"{}\"></a>", escape(&id)))
}

/// The line breaks in the text between two tags of a heading, with the blanks around them: a heading of Markdown is one line.
fn line_breaks(text: &str, start: usize, end: usize) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for (at, _) in text[start..end].match_indices('\n') {
        let at = start + at;
        if edits.last().is_none_or(|edit| edit.range.end <= at) {
            let blanks = text[at..end].len() - text[at..end].trim_start().len();
            edits.push(Edit { range: at..at + blanks, text: " ".into() });
        }
    }
    edits
}

/// Indentation, which Markdown would read as code, in the text between two tags.
fn indentations(text: &str, start: usize, end: usize) -> Vec<Edit> {
    text[start..end]
        .match_indices('\n')
        .filter_map(|(at, _)| {
            let from = start + at + 1;
            let blanks = text[from..end].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            (blanks > 0).then(|| Edit { range: from..from + blanks, text: String::new() })
        })
        .collect()
}

/// The words of `<title>`.
fn document_title(text: &str, lower: &str) -> Option<String> {
    let start = lower.find("<title>")? + "<title>".len();
    let end = start + lower[start..].find("</title>")?;
    let title = text[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::super::super::patch::Patched;
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let text = Patched::new(text, 0, edits(text)).text;
        text.lines().filter(|line| !line.trim().is_empty()).map(|line| line.trim_end().to_owned()).collect()
    }

    #[test]
    fn headings_and_paragraphs_are_markdown() {
        let text = "<!DOCTYPE html>\n<html>\n<head><title>The sea</title><style>p { color: red }</style></head>\n<body>\n  \
                    <div>\n    <h2 id=\"t\">Tides</h2>\n    <p>The <b>sea</b> rises.</p>\n    <ul><li>One</li></ul>\n  </div>\n\
                    <script>alert(1)</script><h2>Waves</h2><p>Up and down</p></body></html>\n";
        let expected = [
            "# The sea",
            "## <a id=\"t\"></a>Tides",
            "The <b>sea</b> rises.",
            "<ul><li>One</li></ul>",
            "## Waves",
            "Up and down",
        ];
        assert_eq!(lines(text), expected);
        assert_eq!(edits("# A note\n\n<div>\n<h2>x</h2>\n</div>\n"), []);
        assert_eq!(lines("<h2>1. A</h2><p>B</p><h2>2. C</h2><div hidden>D</div>E"), ["## 1. A", "B", "## 2. C", "E"]);
        assert_eq!(edits("<h2>1. A</h2>\n<p>B</p>\n<h2>2. C</h2>\n"), []);
        let text = "<html>\n<body>\n<h2>\n  1. A\n  <b>b</b>\n</h2>\n<p>C</p>\n</body>\n</html>\n";
        assert_eq!(lines(text), ["## 1. A <b>b</b>", "C"]);
    }
}
