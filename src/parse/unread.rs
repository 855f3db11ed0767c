//! What Markdown reads otherwise than its author must have meant, where no repair is certain: words that are lost, links and
//! tables that are shown as text, code and comments without an end.

use super::patch::Patched;
use super::repair::{HTML_CLOSERS, tables};
use super::syntax::{self, Lines};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use std::ops::Range;

/// What the author should know about one chunk of a notebook. Footnotes from elsewhere, from `own_end` on, are reported there.
pub(super) fn diagnostics(
    chunk: &Patched,
    own_end: usize,
    file: FileId,
    events: &[(Event<'_>, Range<usize>)],
) -> Vec<Diagnostic> {
    let text = chunk.text.as_str();
    let mut found: Vec<(Diagnostic, Range<usize>)> = Vec::new();
    let mut quiet = 0_usize;
    for (event, range) in events.iter().take_while(|(_, range)| range.start < own_end) {
        match event {
            Event::Start(Tag::Table(alignments)) => found.extend(lost_cells(text, range, alignments.len())),
            Event::Start(Tag::Paragraph) => {
                found.extend(table_without_delimiter(text, range));
                found.extend(dash_with_odd_space(text, range));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => found.extend(open_fence(text, range)),
            Event::Start(Tag::HtmlBlock) => found.extend(open_html(text, range)),
            _ => {}
        }
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock) => quiet += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image | TagEnd::HtmlBlock) => quiet -= 1,
            Event::Text(words) if quiet == 0 => {
                if words.contains(['(', '[']) {
                    found.extend(links(text, range));
                }
                if words.contains('$') {
                    found.extend(formulas(text, range));
                }
            }
            _ => {}
        }
    }
    let at = |(diagnostic, range): (Diagnostic, _)| diagnostic.at(Span::new(file, chunk.origin_range(range)));
    found.into_iter().map(at).collect()
}

/// Cells that no column is left for are not shown.
fn lost_cells(text: &str, table: &Range<usize>, columns: usize) -> Vec<(Diagnostic, Range<usize>)> {
    let lost = |cells: Range<usize>| {
        let words = shortened(text[cells.clone()].trim());
        let message = format!("`{words}` is not shown: the table has {columns} columns and this row has more cells");
        let help = "add a column to the first two lines, or write `\\|` for `|` inside a cell, also in code";
        (Diagnostic::warning("table-cell-lost", message).help(help), cells)
    };
    tables::lost_cells(text, table, columns).into_iter().map(lost).collect()
}

/// Lines between pipes are a table only with a line of dashes below the first, which must have as many cells.
fn table_without_delimiter(text: &str, paragraph: &Range<usize>) -> Option<(Diagnostic, Range<usize>)> {
    let lines: Vec<&str> = text[paragraph.clone()].lines().map(|line| line.trim_matches([' ', '\t', '>'])).collect();
    let is_delimiter = |line: &str| line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    let is_row = |line: &str| line.len() > 2 && line.starts_with('|') && line.ends_with('|');
    let (head, delimiter) = (tables::cells(lines[0]), lines.get(1).map_or(0, |line| tables::cells(line)));
    let is_even = |line: &str| tables::cells(line) == head || is_delimiter(line);
    if lines.len() < 2 || head < 2 || !lines.iter().all(|line| is_row(line) && is_even(line)) {
        return None;
    }
    let (message, help) = if is_delimiter(lines[1]) {
        let message = format!("this is no table to Markdown: {head} cells stand above {delimiter} of dashes");
        (message, "give both lines the same number of cells")
    } else {
        let message = "this is no table to Markdown: it has no line of dashes below the first".to_owned();
        (message, "put a line such as `|---|---|` below the first line")
    };
    Some((Diagnostic::warning("table-not-read", message).help(help), paragraph.start..paragraph.start + 1))
}

/// `-` and a no-break space begin no bullet.
fn dash_with_odd_space(text: &str, paragraph: &Range<usize>) -> Option<(Diagnostic, Range<usize>)> {
    let words = &text[paragraph.clone()];
    if words.is_ascii() {
        return None;
    }
    let is_bullet = |line: &str| {
        let rest = line.trim_start().strip_prefix(['-', '*', '+']);
        rest.is_some_and(|rest| rest.starts_with(['\u{A0}', '\u{3000}', '\u{202F}']))
    };
    is_bullet(words).then(|| {
        let message = "the space behind this mark is a special one, so this is no bullet to Markdown";
        let diagnostic = Diagnostic::warning("bullet-not-read", message).help("put a plain space there");
        (diagnostic, paragraph.start..paragraph.start + 1)
    })
}

/// A fence that nothing closes takes all that follows.
fn open_fence(text: &str, block: &Range<usize>) -> Option<(Diagnostic, Range<usize>)> {
    if !text[block.end..].trim().is_empty() {
        return None;
    }
    let written = &text[block.clone()];
    let sign = written.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let length = written.chars().take_while(|&c| c == sign).count();
    let last = written.trim_end().lines().skip(1).last().unwrap_or_default();
    let last = last.trim_start_matches([' ', '\t', '>']);
    let is_closed = last.chars().count() >= length && last.chars().all(|c| c == sign);
    let marker = &written[..length];
    (!is_closed).then(|| {
        let diagnostic = Diagnostic::warning("fence-not-closed", "this code fence is never closed")
            .help(format!("all that follows is shown as code; put a line of {marker} where the code ends"));
        (diagnostic, block.start..block.start + length)
    })
}

/// A comment or a script that nothing closes takes all that follows.
fn open_html(text: &str, block: &Range<usize>) -> Option<(Diagnostic, Range<usize>)> {
    let written = text[block.clone()].to_ascii_lowercase();
    let (opener, closer) = HTML_CLOSERS.into_iter().find(|(opener, _)| written.trim_start().starts_with(opener))?;
    let becomes = if opener == "<pre" { "shown as it is written" } else { "not shown" };
    let start = block.start + written.len() - written.trim_start().len();
    (!written.contains(closer)).then(|| {
        let diagnostic = Diagnostic::warning("html-not-closed", format!("this `{opener}` is never closed"))
            .help(format!("all that follows is {becomes}; put `{closer}` where it ends"));
        (diagnostic, start..start + opener.len())
    })
}

/// Formulas that read as a sentence.
fn formulas(text: &str, words: &Range<usize>) -> Vec<(Diagnostic, Range<usize>)> {
    let told = |formula: Range<usize>| {
        let diagnostic =
            Diagnostic::note("formula-not-read", "this is shown as text: it reads as words, not as a formula")
                .help("write words in a formula as `\\text{…}`, or `\\$` if it is none");
        (diagnostic, words.start + formula.start..words.start + formula.end)
    };
    syntax::refused_formulas(&text[words.clone()]).into_iter().map(told).collect()
}

/// Links that Markdown shows as text.
fn links(text: &str, words: &Range<usize>) -> Vec<(Diagnostic, Range<usize>)> {
    let written = &text[words.clone()];
    let mut found = Vec::new();
    let mut tell = |at: Range<usize>, message: String, help: String| {
        let diagnostic = Diagnostic::warning("link-not-read", message).help(help);
        found.push((diagnostic, words.start + at.start..words.start + at.end));
    };
    for (at, _) in written.match_indices("](") {
        let Some(start) = last_before(written, at, ['[', '\n']).filter(|&start| written[start..].starts_with('['))
        else {
            continue;
        };
        let line = rest_of_line(written, at + 2);
        let Some(end) = line.find(')') else {
            if is_address(line.split_whitespace().next().unwrap_or_default()) {
                let message = "this link is shown as text: its `(` is never closed".to_owned();
                tell(start..at + 2, message, "put `)` behind the address".into());
            }
            continue;
        };
        let address = line[..end].trim();
        let path = address.split(" =").next().unwrap_or(address);
        // A template makes the address.
        let is_template = address.contains("{{") || address.contains("{%");
        if is_template && address.contains(' ') {
            let message = format!("this link is shown as text: `{}` is for another tool", shortened(address));
            tell(
                start..at + 2 + end + 1,
                message,
                "write the path of the note or of the file, relative to this note".into(),
            );
        } else if path.contains(char::is_whitespace) && is_address(path) && !address.contains(['<', '"', '\'']) {
            let message = format!("this link is shown as text: there is a space in `{}`", shortened(address));
            tell(start..at + 2 + end + 1, message, format!("write the address as `<{}>`", shortened(path)));
        } else if path.len() < address.len() && is_address(path) {
            let message = format!(
                "this picture is shown as text: Markdown knows no size such as `{}`",
                address[path.len()..].trim()
            );
            tell(
                start..at + 2 + end + 1,
                message,
                format!("write `({})`, or an `<img>` with its width", shortened(path)),
            );
        }
    }
    for (opening, help) in [(")[", "write `[words](address)`"), ("] (", "take out the space between `]` and `(`")] {
        for (at, _) in written.match_indices(opening) {
            let (first, last) = if opening == ")[" { ('(', ']') } else { ('[', ')') };
            let line = rest_of_line(written, at + opening.len());
            let (Some(start), Some(end)) = (last_before(written, at, [first, '\n']), line.find(last)) else { continue };
            let label = &written[start + 1..at];
            let is_label = written[start..].starts_with(first) && label.contains(char::is_alphabetic);
            if is_label && is_web_address(&line[..end]) {
                tell(start..at + opening.len() + end + 1, "this link is shown as text".to_owned(), help.to_owned());
            }
        }
    }
    found
}

/// The longest words or address of a link, in bytes: a line can be a megabyte long.
const LONGEST: usize = 300;

/// What follows in a line, as far as an address can reach.
fn rest_of_line(text: &str, at: usize) -> &str {
    let rest = &text[at..text.floor_char_boundary(at + LONGEST)];
    rest.lines().next().unwrap_or_default()
}

/// The last of some characters in the nearest text before a byte.
fn last_before(text: &str, at: usize, characters: [char; 2]) -> Option<usize> {
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST));
    text[from..at].rfind(characters).map(|found| from + found)
}

fn is_web_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

/// Whether a text reads as the address of a page or the path of a file, perhaps with spaces in it.
fn is_address(text: &str) -> bool {
    let path = text.split(['#', '?']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_file = matches!(extension.len(), 2..=5) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_path = path.starts_with("./") || path.starts_with("../");
    path.starts_with("https://") || path.starts_with("http://") || is_path || (is_file && !name.ends_with('.'))
}

/// At most forty characters of a text, on one line.
fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= MOST { line.to_owned() } else { line.chars().take(MOST).chain(['…']).collect() }
}

/// Other tools put a file in place of a line such as `{{#include file}}`. Here the words of the line stay, as on GitHub, or nothing
/// if it is a comment.
pub(super) fn not_included(file: FileId, text: &str) -> Option<Diagnostic> {
    if !INCLUDES.iter().chain(&INCLUDES_OUTSIDE_CODE).chain(&DIRECTIVES).any(|start| text.contains(start)) {
        return None;
    }
    let lines = Lines::of(text);
    let is_include = |index: &usize| {
        let line = lines.get(*index).trim_start();
        let starts = |known: &[&str]| known.iter().any(|start| line.starts_with(start));
        let opens_fence = || *index == 0 || !lines.fenced[index - 1];
        let is_fence = line.starts_with("```") && opens_fence();
        let inside = line.trim_start_matches('`');
        starts(&INCLUDES)
            || (!lines.fenced[*index] && starts(&INCLUDES_OUTSIDE_CODE))
            || (is_fence && DIRECTIVES.iter().any(|start| inside.starts_with(start)))
    };
    let found: Vec<usize> = (0..lines.len()).filter(is_include).collect();
    let first = lines.ranges[*found.first()?].clone();
    let line = lines.get(found[0]).trim().trim_start_matches('`');
    let is_shown = !found.iter().any(|&index| lines.get(index).trim_start().starts_with("<!--"));
    let message = match (found.len(), is_shown) {
        (1, true) => format!("`{line}` is shown as it is written"),
        (1, false) => format!("`{line}` is not read, so the file that it names is not shown here"),
        (count, true) => format!("{count} lines such as `{line}` are shown as they are written"),
        (count, false) => {
            format!("{count} lines such as `{line}` are not read: the files that they name are not shown here")
        }
    };
    Some(
        Diagnostic::note("include-not-read", message)
            .at(Span::new(file, first))
            .help("put the text of the file here, or a link to it")
            .of_notebook(),
    )
}

/// What lines begin with that include a file in mdBook, also in code.
const INCLUDES: [&str; 4] = ["{{#include ", "{{#rustdoc_include ", "{{#playground ", "{{#template "];

/// What such lines begin with in `VitePress`, `MkDocs` and Quarto.
const INCLUDES_OUTSIDE_CODE: [&str; 6] =
    ["<!--@include:", "<!-- @include:", "<!--#include ", "--8<-- \"", "--8<-- '", "{{< include "];

/// Directives of MyST that do.
const DIRECTIVES: [&str; 2] = ["{include} ", "{literalinclude} "];
