//! What the author should know, and how it looks in a terminal, in JSON and in CI.
//!
//! A diagnostic is made where the fact is known and drawn only here.

mod sarif;

use crate::controls::{printable, printable_in_place};
use crate::source::{DecodeProblem, FileId, Sources, Span};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How much it matters. Ordered: a note is less than a warning is less than an error.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know; never fails a run.
    Note,
    /// Shown to the reader in spite of it, perhaps repaired; fails a run under `--strict`.
    Warning,
    /// A reader would meet something broken; the run ends with exit status 1.
    Error,
}

/// Text that would put the matter right, as `check --fix` writes it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// A stable name in kebab case, such as `dead-link`.
pub type Code = &'static str;

/// One thing the author should know.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// What kind of thing it is.
    #[serde(deserialize_with = "code")]
    pub code: Code,
    /// What is the matter: lower case, no full stop, names in backticks.
    pub message: String,
    /// What the author can do about it.
    pub help: Option<String>,
    /// Where, when it is in a file.
    pub span: Option<Span>,
    /// The repair, when there is one that cannot be wrong.
    pub fix: Option<Fix>,
    /// The text that it depends on.
    pub scope: Scope,
}

/// The text that a diagnostic depends on. An edit inside a section renews the diagnostics of that section only.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub enum Scope {
    /// The section that its span is in.
    #[default]
    Section,
    /// The whole notebook, such as the order of its numbers.
    Notebook,
}

/// Reads the code of a kept diagnostic. A process reads one report, and its codes live as long as the process.
fn code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Code, D::Error> {
    Ok(String::deserialize(deserializer)?.leak())
}

impl Diagnostic {
    fn new(severity: Severity, code: &'static str, message: &str) -> Self {
        Self { severity, code, message: clipped(message), help: None, span: None, fix: None, scope: Scope::default() }
    }

    /// Something a reader would find broken.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, &message.into())
    }

    /// Something that was repaired for the page, or is doubtful.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, &message.into())
    }

    /// Something good to know.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, &message.into())
    }

    /// The same, at a span.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same, with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(clipped(&help.into()));
        self
    }

    /// The same, depending on the whole notebook.
    #[must_use]
    pub fn of_notebook(mut self) -> Self {
        self.scope = Scope::Notebook;
        self
    }

    /// The same, with a repair.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }
}

/// Converts the problems found while decoding a file to diagnostics.
#[must_use]
pub fn of_decoding(file: FileId, problems: &[DecodeProblem]) -> Vec<Diagnostic> {
    problems
        .iter()
        .map(|problem| match *problem {
            DecodeProblem::NotUtf8 { at, count } => {
                let message = match count {
                    1 => "this is not UTF-8".to_owned(),
                    _ => format!("this is not UTF-8, and so are {} more bytes or rows of bytes", count - 1),
                };
                Diagnostic::error("not-utf-8", message)
                    .at(Span::new(file, at..at + 3))
                    .help("shown as `\u{FFFD}`; write the characters again and save the file as UTF-8")
            }
            DecodeProblem::Legacy(name) => Diagnostic::error(
                "not-utf-8",
                format!("this file is not UTF-8; its encoding is probably {name}"),
            )
            .at(Span::new(file, 0..0))
            .help("read as such; save it as UTF-8 in your editor, or, if it is a note, with `notewright check --fix`"),
            DecodeProblem::Nul { at } => Diagnostic::warning("nul-character", "there is a NUL character here")
                .at(Span::new(file, at..at + 3))
                .help("shown as `\u{FFFD}`; take it out"),
            DecodeProblem::Control { at, character, count } => {
                let others = if count > 1 { format!(", the first of {count} in this file") } else { String::new() };
                let code = character as u32;
                let message = format!("there is a control character here, U+{code:04X}{others}");
                let length = if matches!(character, '\u{B}' | '\u{C}') { 1 } else { 3 };
                Diagnostic::warning("control-character", message)
                    .at(Span::new(file, at..at + length))
                    .help("a terminal takes it as a command; pages show `\u{FFFD}` or a space instead; take it out")
            }
            DecodeProblem::Direction { at } => {
                let message = "a hidden character changes the direction of this line, so that it looks different";
                Diagnostic::warning("hidden-direction", message)
                    .at(Span::new(file, at..at + 3))
                    .help("take it out, or end it on the same line with U+2069")
            }
            DecodeProblem::Utf16 => Diagnostic::warning("utf-16", "this file is UTF-16")
                .at(Span::new(file, 0..0))
                .help("it was read as such; save it as UTF-8, which every tool reads"),
        })
        .collect()
}

/// The longest name between backticks in a message, in characters: a picture as a `data:` address has thousands.
const LONGEST_NAME: usize = 100;

/// A text with long names between backticks shortened in the middle.
fn clipped(text: &str) -> String {
    if text.len() <= LONGEST_NAME {
        return text.to_owned();
    }
    let short = |(index, part): (usize, &str)| match part.chars().count() {
        length if index % 2 == 1 && length > LONGEST_NAME => {
            let half = LONGEST_NAME / 2;
            let characters: Vec<char> = part.chars().collect();
            characters[..half].iter().chain(&['…']).chain(&characters[length - half..]).collect()
        }
        _ => part.to_owned(),
    };
    text.split('`').enumerate().map(short).collect::<Vec<_>>().join("`")
}

/// How many diagnostics of one kind are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// All.
    All,
    /// One for all that have one cause.
    Grouped,
    /// The same, and at most [`MOST_OF_A_CODE`] of one code: what a person reads on a terminal.
    Few,
}

/// Drawn of one code on a terminal.
pub const MOST_OF_A_CODE: usize = 20;

/// Fewer diagnostics with one cause are drawn one by one.
const FEWEST_GROUPED: usize = 4;

/// The same for dead links of one file: the habit of another tool gives many, mistakes are few.
const FEWEST_DEAD_LINKS: usize = 10;

/// Number of positions that are listed for a group.
const PLACES_NAMED: usize = 3;

/// Codes that one habit of an author repeats all through the notes.
const REPEATED: [&str; 14] = [
    "dead-link",
    "front-matter-unknown-key",
    "html-blocked",
    "html-removed",
    "image-in-title",
    "language-unknown",
    "link-outside-notes",
    "list-not-sections",
    "nul-character",
    "number-missing",
    "number-out-of-order",
    "number-repeated",
    "picture-elsewhere",
    "summary-not-shown",
];

/// Draws diagnostics in their order. Those with one cause are drawn once, with the first positions and a count.
#[must_use]
pub fn draw_all(
    diagnostics: &[&Diagnostic],
    sources: &Sources,
    format: Format,
    colour: Colour,
    amount: Amount,
) -> String {
    if format == Format::Sarif {
        return sarif::log(diagnostics, sources);
    }
    if format != Format::Human || amount == Amount::All {
        return diagnostics.iter().map(|diagnostic| draw(diagnostic, sources, format, colour)).collect();
    }
    let mut groups: BTreeMap<(&str, &str, Option<FileId>), Vec<&Diagnostic>> = BTreeMap::new();
    for &diagnostic in diagnostics {
        groups.entry(cause(diagnostic)).or_default().push(diagnostic);
    }
    let mut drawn = String::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for &diagnostic in diagnostics {
        let group = &groups[&cause(diagnostic)];
        let fewest = if diagnostic.code == "dead-link" { FEWEST_DEAD_LINKS } else { FEWEST_GROUPED };
        let is_group = REPEATED.contains(&diagnostic.code) && group.len() >= fewest;
        if is_group && !std::ptr::eq(group[0], diagnostic) {
            continue;
        }
        let count = counts.entry(diagnostic.code).or_default();
        *count += 1;
        if amount == Amount::Few && *count > MOST_OF_A_CODE {
            continue;
        }
        let others = if is_group { group.as_slice() } else { &[] };
        drawn.push_str(&human(diagnostic, others, sources, colour));
    }
    if amount == Amount::Few {
        for (code, count) in counts.into_iter().filter(|(_, count)| *count > MOST_OF_A_CODE) {
            let _ = writeln!(drawn, "and {} more of {code}; `-v` shows all\n", count - MOST_OF_A_CODE);
        }
    }
    drawn
}

/// What diagnostics of one group have in common: the code, and the message or, where every message names something else, the
/// file.
fn cause(diagnostic: &Diagnostic) -> (&str, &str, Option<FileId>) {
    match diagnostic.code {
        "image-in-title" | "html-blocked" | "picture-elsewhere" | "list-not-sections" => (diagnostic.code, "", None),
        // One that may have meant `draft` has another consequence than the others.
        "front-matter-unknown-key" => (diagnostic.code, diagnostic.help.as_deref().unwrap_or_default(), None),
        code if code.starts_with("number-") || code == "dead-link" => {
            (diagnostic.code, "", diagnostic.span.map(|span| span.file))
        }
        _ => (diagnostic.code, diagnostic.message.as_str(), None),
    }
}

/// Which way diagnostics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: the line, a caret, the advice.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
    /// Workflow commands that GitHub shows beside the line in a pull request.
    Github,
    /// One SARIF log for code scanning.
    Sarif,
}

/// Whether output carries terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Escape sequences for a terminal.
    On,
    /// Plain text.
    Off,
}

/// Sorts diagnostics by file and position, removes exact duplicates, and puts those without a span last.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by_key(|diagnostic| match diagnostic.span {
        Some(span) => (0, Some(span), diagnostic.code, diagnostic.message.clone()),
        None => (1, None, diagnostic.code, diagnostic.message.clone()),
    });
    diagnostics.dedup();
}

/// Draws one diagnostic, ending in a newline.
#[must_use]
pub fn draw(diagnostic: &Diagnostic, sources: &Sources, format: Format, colour: Colour) -> String {
    match format {
        Format::Human => human(diagnostic, &[], sources, colour),
        Format::Json => json(diagnostic, sources),
        Format::Github => github(diagnostic, sources),
        Format::Sarif => sarif::log(&[diagnostic], sources),
    }
}

/// Lists the first positions of a group, and counts all of them.
fn positions(group: &[&Diagnostic], sources: &Sources) -> String {
    let named = |diagnostic: &&Diagnostic| {
        let (path, line) = sources.path_and_line(diagnostic.span?);
        Some(format!("{path}:{line}"))
    };
    let first: Vec<String> = group.iter().filter_map(named).take(PLACES_NAMED).collect();
    let more = group.len().saturating_sub(first.len());
    let places = match more {
        _ if first.is_empty() => String::new(),
        0 => format!(": {}", first.join(", ")),
        _ => format!(": {} and {more} more", first.join(", ")),
    };
    format!("{} of these{places}; `-v` shows all", group.len())
}

/// The text for a terminal; `group` are the diagnostics that it stands for.
fn human(diagnostic: &Diagnostic, group: &[&Diagnostic], sources: &Sources, colour: Colour) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = printable(&diagnostic.message);
    let help = diagnostic.help.as_deref().map(printable);
    let path = diagnostic.span.map(|span| printable(&sources.get(span.file).path));
    let excerpt = diagnostic.span.map(|span| Excerpt::around(span, sources));
    let title = level.primary_title(message).id(diagnostic.code);
    let mut drawing = match &excerpt {
        Some(excerpt) => {
            let snippet = Snippet::source(printable_in_place(excerpt.text.as_ref()))
                .line_start(excerpt.line)
                .annotation(AnnotationKind::Primary.span(excerpt.mark.clone()));
            match excerpt.column {
                // A snippet counts columns in what it shows.
                Some(column) => {
                    let origin = Origin::path(path.unwrap_or_default()).line(excerpt.line).char_column(column);
                    title.element(origin).element(snippet)
                }
                None => title.element(snippet.path(path)),
            }
        }
        None => Group::with_title(title),
    };
    if let Some(help) = help {
        drawing = drawing.element(Level::HELP.message(help));
    }
    if !group.is_empty() {
        drawing = drawing.element(Level::NOTE.message(positions(group, sources)));
    }
    let renderer = match colour {
        Colour::On => Renderer::styled(),
        Colour::Off => Renderer::plain(),
    }
    .term_width(width());
    let mut drawn = renderer.decor_style(DecorStyle::Ascii).render(&[drawing]);
    drawn.push_str("\n\n");
    drawn
}

/// The width of frames, in columns: the terminal's, or what reads well in a log.
fn width() -> usize {
    const IN_A_LOG: usize = 140;
    terminal_size::terminal_size().map_or(IN_A_LOG, |(width, _)| usize::from(width.0).max(40))
}

/// The line that a span begins on, or what is around the span in a very long one.
struct Excerpt<'a> {
    line: usize,
    /// The column of the span in its line, if the beginning of the line is cut off.
    column: Option<usize>,
    text: Cow<'a, str>,
    mark: std::ops::Range<usize>,
}

/// The most characters of a line that are shown.
const LONGEST_LINE: usize = 200;

/// Of these, the most before the mark.
const BEFORE_MARK: usize = 60;

impl<'a> Excerpt<'a> {
    fn around(span: Span, sources: &'a Sources) -> Self {
        let file = sources.get(span.file);
        let text = file.text.as_str();
        let start = text.floor_char_boundary(span.start);
        let line = file.line(start);
        // A line can be a megabyte long, with thousands of diagnostics: no more of it is read than is shown.
        let before = text[..start].char_indices().rev().take_while(|&(_, c)| c != '\n').take(LONGEST_LINE + 1);
        let before: Vec<usize> = before.map(|(at, _)| at).collect();
        let after = text[start..].char_indices().take_while(|&(_, c)| !matches!(c, '\n' | '\r')).take(LONGEST_LINE + 1);
        let after: Vec<usize> = after.map(|(at, c)| start + at + c.len_utf8()).collect();
        let is_whole = before.len() + after.len() <= LONGEST_LINE;
        let from = before[..before.len().min(if is_whole { LONGEST_LINE } else { BEFORE_MARK })]
            .last()
            .map_or(start, |&at| at);
        let shown = if is_whole { LONGEST_LINE } else { LONGEST_LINE - 2 - BEFORE_MARK.min(before.len()) };
        let to = after[..after.len().min(shown)].last().map_or(start, |&at| at);
        let is_cut_before = !is_whole && before.len() > BEFORE_MARK;
        let is_cut_after = after.len() > shown;
        let (first, last) = (if is_cut_before { "…" } else { "" }, if is_cut_after { "…" } else { "" });
        let shift = |at: usize| at.clamp(from, to) - from + first.len();
        let end = text.floor_char_boundary(span.end.max(start).min(to));
        let text = match (is_cut_before, is_cut_after) {
            (false, false) => Cow::Borrowed(&text[from..to]),
            _ => Cow::Owned(format!("{first}{}{last}", &text[from..to])),
        };
        let column = is_cut_before.then(|| file.line_column(start).1);
        Self { line, column, text, mark: shift(start)..shift(end) }
    }
}

/// One JSON object; `line` and `column` count from 1.
#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    severity: Severity,
    code: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    message: &'a str,
    help: Option<&'a str>,
    fixable: bool,
}

fn json(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let position = diagnostic.span.map(|span| position(span.file, span.start, sources));
    let (path, message) = (position.map(|(path, _, _)| printable(path)), printable(&diagnostic.message));
    let help = diagnostic.help.as_deref().map(printable);
    let record = JsonDiagnostic {
        severity: diagnostic.severity,
        code: diagnostic.code,
        file: path.as_deref(),
        line: position.map(|(_, line, _)| line),
        column: position.map(|(_, _, column)| column),
        message: &message,
        help: help.as_deref(),
        fixable: diagnostic.fix.is_some(),
    };
    let mut line = serde_json::to_string(&record).expect("strings and counts can always be written as JSON");
    line.push('\n');
    line
}

/// A workflow command; percent, line breaks and, in properties, colon and comma are escaped as
/// GitHub's `@actions/core` does (docs.github.com, "Workflow commands for GitHub Actions").
fn github(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let data = |text: &str| printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let mut line = format!("::{command} ");
    if let Some(span) = diagnostic.span {
        let (_, row, column) = position(span.file, span.start, sources);
        let path = sources.path_in_repository(span.file);
        let _ = write!(line, "file={},line={row},col={column},", property(&path));
    }
    let _ = write!(line, "title={}::{}", property(diagnostic.code), data(&diagnostic.message));
    if let Some(help) = &diagnostic.help {
        let _ = write!(line, "%0A{}", data(help));
    }
    line.push('\n');
    line
}

fn position(file: FileId, offset: usize, sources: &Sources) -> (&str, usize, usize) {
    let file = sources.get(file);
    let (line, column) = file.line_column(offset);
    (&file.path, line, column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    fn sources(text: &str) -> (Sources, FileId) {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new("n.md", text));
        (sources, file)
    }

    #[test]
    fn one_cause_is_one_message() {
        let (sources, file) = sources("a\nb\nc\nd\ne\n");
        let image = |line: usize| {
            Diagnostic::note("image-in-title", "an image in a heading is not shown")
                .at(Span::new(file, line * 2..line * 2 + 1))
        };
        let all: Vec<Diagnostic> = (0..5).map(image).collect();
        let drawn = |amount, count: usize| {
            let some: Vec<&Diagnostic> = all.iter().take(count).collect();
            draw_all(&some, &sources, Format::Human, Colour::Off, amount)
        };
        let grouped = drawn(Amount::Grouped, 5);
        assert_eq!(grouped.matches("note[image-in-title]").count(), 1, "{grouped}");
        assert!(grouped.contains("5 of these: n.md:1, n.md:2, n.md:3 and 2 more; `-v` shows all"), "{grouped}");
        assert_eq!(drawn(Amount::Grouped, 3).matches("note[image-in-title]").count(), 3);
        assert_eq!(drawn(Amount::All, 5).matches("note[image-in-title]").count(), 5);
    }

    #[test]
    fn github_has_paths_of_the_repository() {
        let mut sources = Sources::default();
        sources.folder = "courses/tides/".into();
        let shown = |path: &str, sources: &mut Sources| {
            let file = sources.add(SourceFile::new(path, "a\n"));
            let said = Diagnostic::warning("doubt", "a doubt").at(Span::new(file, 0..1));
            draw(&said, sources, Format::Github, Colour::Off)
        };
        assert!(shown("notes/n.md", &mut sources).contains("file=courses/tides/notes/n.md,line=1"));
        assert!(shown("../common/n.md", &mut sources).contains("file=courses/common/n.md,line=1"));
        sources.folder.clear();
        assert!(shown("notes/n.md", &mut sources).contains("file=notes/n.md,line=1"));
    }

    #[test]
    fn a_terminal_shows_few_of_one_code() {
        let (sources, file) = sources("a\n");
        let all: Vec<Diagnostic> =
            (0..30).map(|n| Diagnostic::warning("doubt", format!("doubt {n}")).at(Span::new(file, 0..1))).collect();
        let all: Vec<&Diagnostic> = all.iter().collect();
        let few = draw_all(&all, &sources, Format::Human, Colour::Off, Amount::Few);
        assert_eq!(few.matches("warning[doubt]").count(), MOST_OF_A_CODE);
        assert!(few.contains("and 10 more of doubt; `-v` shows all"), "{few}");
        assert_eq!(draw_all(&all, &sources, Format::Json, Colour::Off, Amount::Few).lines().count(), 30);
    }

    #[test]
    fn long_lines_and_names_are_cut() {
        let line = format!("{} here {}", "a".repeat(5000), "b".repeat(5000));
        let (sources, file) = sources(&line);
        let said =
            Diagnostic::error("dead-link", format!("`data:image/png;base64,{}` leads nowhere", "A".repeat(9000)))
                .at(Span::new(file, 5001..5005));
        let drawn = draw(&said, &sources, Format::Human, Colour::Off);
        assert!(drawn.lines().all(|line| line.chars().count() <= 220), "{drawn}");
        assert!(drawn.contains(" here ") && drawn.contains("^^^^"), "{drawn}");
        assert!(draw(&said, &sources, Format::Json, Colour::Off).len() < 400);
    }
}
