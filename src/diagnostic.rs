//! What the author should know, and how it looks in a terminal, in JSON and in CI.
//!
//! A diagnostic is made where the fact is known and drawn only here.

use crate::controls::{printable, printable_in_place};
use crate::source::{DecodeProblem, FileId, Sources, Span, floor_char_boundary};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;
use std::fmt::Write as _;

/// How much it matters. Ordered: a note is less than a warning is less than an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// One thing the author should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// A stable name in kebab case, such as `dead-link`.
    pub code: &'static str,
    /// What is the matter: lower case, no full stop, names in backticks.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
    /// Where, when it is in a file.
    pub span: Option<Span>,
    /// The repair, when there is one that cannot be wrong.
    pub fix: Option<Fix>,
    /// The text that it depends on.
    pub scope: Scope,
}

/// The text that a diagnostic depends on. An edit inside a section renews the diagnostics of that section only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// The section that its span is in.
    #[default]
    Section,
    /// The whole notebook, such as the order of its numbers.
    Notebook,
}

impl Diagnostic {
    fn new(severity: Severity, code: &'static str, message: String) -> Self {
        Self { severity, code, message, help: None, span: None, fix: None, scope: Scope::default() }
    }

    /// Something a reader would find broken.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// Something put right on the way to the page, or doubtful.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    /// Something good to know.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message.into())
    }

    /// The same, at a place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same, with a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
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

/// What decoding a file found, as the author is told about it.
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
            DecodeProblem::Legacy(name) => {
                Diagnostic::error("not-utf-8", format!("this file is not UTF-8; its encoding is probably {name}"))
                    .at(Span::new(file, 0..0))
                    .help("read as such; `notewright check --fix` saves a note as UTF-8")
            }
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

/// Which way diagnostics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: the line, a caret, the way out.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
    /// Workflow commands that GitHub shows beside the line in a pull request.
    Github,
}

/// Whether output carries terminal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Escape sequences for a terminal.
    On,
    /// Plain text.
    Off,
}

/// Orders diagnostics as a reader goes through files, drops exact repeats, and keeps those without a place last.
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
        Format::Human => human(diagnostic, sources, colour),
        Format::Json => json(diagnostic, sources),
        Format::Github => github(diagnostic, sources),
    }
}

fn human(diagnostic: &Diagnostic, sources: &Sources, colour: Colour) -> String {
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
    let mut group = match &excerpt {
        Some(excerpt) => title.element(
            Snippet::source(printable_in_place(excerpt.text))
                .path(path)
                .line_start(excerpt.line)
                .annotation(AnnotationKind::Primary.span(excerpt.mark.clone())),
        ),
        None => Group::with_title(title),
    };
    if let Some(help) = help {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = match colour {
        Colour::On => Renderer::styled(),
        Colour::Off => Renderer::plain(),
    };
    let mut drawn = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    drawn.push_str("\n\n");
    drawn
}

/// The line that a span begins on; the drawing library shortens a very long one around the mark.
struct Excerpt<'a> {
    line: usize,
    text: &'a str,
    mark: std::ops::Range<usize>,
}

impl<'a> Excerpt<'a> {
    fn around(span: Span, sources: &'a Sources) -> Self {
        let file = sources.get(span.file);
        let text = file.text.as_str();
        let start = floor_char_boundary(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find(['\n', '\r']).map_or(text.len(), |length| start + length);
        let end = floor_char_boundary(text, span.end.clamp(start, line_end));
        let (line, _) = file.line_column(start);
        Self { line, text: &text[line_start..line_end], mark: start - line_start..end - line_start }
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
    let place = diagnostic.span.map(|span| place(span.file, span.start, sources));
    let (path, message) = (place.map(|(path, _, _)| printable(path)), printable(&diagnostic.message));
    let help = diagnostic.help.as_deref().map(printable);
    let record = JsonDiagnostic {
        severity: diagnostic.severity,
        code: diagnostic.code,
        file: path.as_deref(),
        line: place.map(|(_, line, _)| line),
        column: place.map(|(_, _, column)| column),
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
        let (path, row, column) = place(span.file, span.start, sources);
        let _ = write!(line, "file={},line={row},col={column},", property(path));
    }
    let _ = write!(line, "title={}::{}", property(diagnostic.code), data(&diagnostic.message));
    if let Some(help) = &diagnostic.help {
        let _ = write!(line, "%0A{}", data(help));
    }
    line.push('\n');
    line
}

fn place(file: FileId, offset: usize, sources: &Sources) -> (&str, usize, usize) {
    let file = sources.get(file);
    let (line, column) = file.line_column(offset);
    (&file.path, line, column)
}
