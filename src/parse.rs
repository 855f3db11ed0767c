//! Parse: one Markdown file -> one [`Notebook`] of sections, with everything the author should know about it.
//!
//! Parsing never fails. It goes in four steps: front matter; an outline of the whole file ([`outline`]); repairs that
//! decide where sections begin ([`repair`]); and each section by itself ([`markdown`]), in parallel.

pub mod assembly;
mod chunk;
mod dialect;
pub mod folder;
mod front_matter;
pub mod heading_words;
mod ids;
pub mod incremental;
pub mod markdown;
pub mod numbering;
pub(crate) mod numerals;
pub mod order;
mod outline;
mod patch;
mod ranges;
mod repair;
pub mod slug;
mod summary;
pub mod syntax;
mod title;
mod undefined_references;
mod unread;

pub use front_matter::{FrontMatter, SCHEMA as FRONT_MATTER_SCHEMA};
pub use markdown::{Body, CodeBlock, Formula, Piece, Prose, RawHtmlUse, Run, RunKind};
pub use numbering::SectionNumber;
pub use title::Title;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::language;
use crate::source::{FileId, SourceFile, Span};
use markdown::Surroundings;
use outline::Rule;
use patch::Patched;
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::Range;

/// One Markdown file taken apart.
#[derive(Clone, Debug)]
pub struct Notebook {
    /// Its path under the notes folder without `.md`: `aws-developer`, `aws/compute`.
    pub id: String,
    /// The folder of its pages in the site: the id, unless that is taken.
    pub folder: String,
    /// The file.
    pub file: FileId,
    /// The file's path as it is shown.
    pub path: String,
    /// What the file says about itself.
    pub front_matter: FrontMatter,
    /// Its name: from the front matter, the heading above all sections, or the file's name.
    pub title: String,
    /// The content before the first section.
    pub introduction: Body,
    /// Headings over groups of sections.
    pub parts: Vec<Part>,
    /// The sections, in file order.
    pub sections: Vec<Section>,
    /// The language that its script speaks for, such as `ja`, where the front matter names none.
    pub guessed_language: Option<&'static str>,
    /// Whether headings and their numbers alone have decided what the sections are, and nothing far away decides how a section is
    /// read. The text of the sections does not matter.
    pub is_settled: bool,
    /// Link definitions of the whole file by label in lower case: address and title.
    pub definitions: HashMap<String, (String, String)>,
}

impl Notebook {
    /// All bodies: of the introduction, of each part, of each section.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        let parts = self.parts.iter().map(|part| &part.introduction);
        std::iter::once(&self.introduction).chain(parts).chain(self.sections.iter().map(|section| &section.body))
    }

    /// The file of a section.
    #[must_use]
    pub fn file_of(&self, section: &Section) -> FileId {
        section.chapter.as_ref().map_or(self.file, |chapter| chapter.file)
    }

    /// The path of a section's file as it is shown.
    #[must_use]
    pub fn path_of<'a>(&'a self, section: &'a Section) -> &'a str {
        section.chapter.as_ref().map_or(&self.path, |chapter| &chapter.path)
    }

    /// The path of a section's file under the notes folder without `.md`. Its links are relative to it.
    #[must_use]
    pub fn note_of<'a>(&'a self, section: &'a Section) -> &'a str {
        section.chapter.as_ref().map_or(&self.id, |chapter| &chapter.id)
    }
}

/// A heading over a group of sections.
#[derive(Clone, Debug)]
pub struct Part {
    /// The heading.
    pub title: Title,
    /// The content between the heading and the first section.
    pub introduction: Body,
    /// Index of the first section that follows.
    pub first_section: usize,
    /// The level of the heading, from 1.
    pub level: u8,
}

/// One numbered heading and all that follows it up to the next one.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its number, or none in a notebook without numbers.
    pub number: Option<SectionNumber>,
    /// The file name of its page without `.html`, unique in the notebook also where case does not matter. Empty until
    /// linking hands it out.
    pub stem: String,
    /// The heading without the number.
    pub title: Title,
    /// All that follows.
    pub body: Body,
    /// The heading and the body in the author's file.
    pub range: Range<usize>,
    /// The line that the heading is on, counted from 1.
    pub line: usize,
    /// The file that it is, in a notebook made of a folder ([`folder`]).
    pub chapter: Option<Box<Chapter>>,
}

impl Section {
    /// The number as it is shown before the title: nothing if there is none, or if the title says it.
    #[must_use]
    pub fn shown_number(&self) -> &str {
        let number = self.number.as_ref().filter(|_| !self.title.says_number);
        number.map_or("", SectionNumber::as_str)
    }
}

/// A file that is one section of a notebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Its path under the notes folder without `.md`.
    pub id: String,
    /// The file.
    pub file: FileId,
    /// The file's path as it is shown.
    pub path: String,
    /// Its names for wiki links besides that of the file.
    pub names: Vec<String>,
    /// The `slug` of its front matter.
    pub slug: Option<String>,
}

/// A repair can uncover what needs another one; what needs more rounds is not notes.
pub(crate) const MOST_ROUNDS: usize = 8;

/// Whether files with this extension are notebooks.
#[must_use]
pub fn is_note(extension: &str) -> bool {
    ["md", "markdown", "mkd", "mdown", "mdx"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Reads one notebook. `id` is its path under the notes folder without the extension.
#[must_use]
pub fn parse(id: String, file: FileId, source: &SourceFile, config: &Config) -> (Notebook, Vec<Diagnostic>) {
    read(id, file, source, config, Cutting::Sections)
}

/// Reads a file that is one section. A heading at its start is the title; `number` is taken off it.
fn parse_whole(
    id: String,
    file: FileId,
    source: &SourceFile,
    config: &Config,
    number: Option<&SectionNumber>,
) -> (Notebook, Vec<Diagnostic>) {
    read(id, file, source, config, Cutting::Whole(number))
}

/// How a file is cut.
#[derive(Clone, Copy)]
enum Cutting<'a> {
    /// Into its sections.
    Sections,
    /// Not at all: it is the section with this number.
    Whole(Option<&'a SectionNumber>),
}

fn read(
    id: String,
    file: FileId,
    source: &SourceFile,
    config: &Config,
    cutting: Cutting<'_>,
) -> (Notebook, Vec<Diagnostic>) {
    let (mut front_matter, start, mut diagnostics) = front_matter::parse(file, &source.text);
    front_matter.draft |= syntax::is_no_note(&source.text);
    let rule = Rule {
        sections: front_matter.sections.unwrap_or(config.notes.sections),
        level: front_matter.level.or(config.notes.level),
        numbers: front_matter.numbers.unwrap_or(config.notes.numbers),
    };
    let is_mdx = source.path.to_ascii_lowercase().ends_with(".mdx");
    let components = if is_mdx { syntax::Components::All } else { syntax::Components::Imported };
    let mut text = rewritten(source, file, (start, components), &mut diagnostics);
    let outline = repaired_outline(&mut text, file, source, &mut diagnostics);
    let plan = match cutting {
        Cutting::Sections => outline::plan(&outline, &text.text, rule),
        Cutting::Whole(number) => outline::whole(&outline, &text.text, number),
    };
    let around = Surroundings {
        file,
        source: &source.text,
        definitions: &outline.definitions,
        raw_html: config.markdown.html,
        policies: config.markdown.policy,
        scripts: config.markdown.scripts,
        policy_allow: &config.markdown.policy_allow,
    };
    let chunks = chunk::cut(&plan.boundaries, &text, &outline);
    let read: Vec<(Title, Body, Vec<Diagnostic>)> = chunks.par_iter().map(|chunk| chunk::read(chunk, around)).collect();

    let mut notebook = Notebook {
        title: String::new(),
        folder: id.clone(),
        id,
        file,
        path: source.path.clone(),
        front_matter,
        introduction: Body::default(),
        parts: Vec::new(),
        sections: Vec::new(),
        guessed_language: language::guess(&source.text),
        is_settled: plan.is_settled && !syntax::is_whole_rewritten(&source.text),
        definitions: HashMap::new(),
    };
    let cut = assembly::Cut { plan: &plan, text: &text, source, start };
    diagnostics.extend(assembly::assemble(&mut notebook, &cut, read));
    diagnostics.extend(order::of_numbers(&notebook));
    diagnostics.extend(order::not_taken(&notebook, &plan.not_taken, &text));
    if matches!(cutting, Cutting::Sections) {
        diagnostics.extend(assembly::sections_not_found(&notebook, &plan, rule, &text));
    }
    diagnostics.extend(unused_footnotes(&outline, &text, file));
    diagnostics.extend(undefined_references::unused_definitions(&text, file));
    diagnostics.extend(unread::not_included(file, &source.text));
    (Notebook { definitions: outline.definitions, ..notebook }, diagnostics)
}

/// The text of a file from an offset on, rewritten from what other tools write.
fn rewritten(
    source: &SourceFile,
    file: FileId,
    (start, components): (usize, syntax::Components),
    diagnostics: &mut Vec<Diagnostic>,
) -> Patched {
    let (front, notes) = source.text.split_at(start);
    let rewritten = syntax::rewrite(Patched::new(notes, start, Vec::new()), front, components);
    diagnostics.extend(not_published(&rewritten, file, &source.text));
    rewritten.text
}

/// The outline of a text, once what hides or breaks headings is repaired in it.
fn repaired_outline(
    text: &mut Patched,
    file: FileId,
    source: &SourceFile,
    diagnostics: &mut Vec<Diagnostic>,
) -> outline::Outline {
    let mut outline = outline::read(&text.text);
    // Closing a fence uncovers what it had swallowed, which may need repairs as well.
    for _ in 0..MOST_ROUNDS {
        let repairs = repair::of_structure(&text.text, &outline);
        if repairs.is_empty() {
            break;
        }
        let described = repairs.iter().map(|repair| chunk::described(repair, text, 0, file, &source.text));
        diagnostics.extend(described.map(Diagnostic::of_notebook));
        *text = text.edited(repairs.into_iter().map(|repair| repair.edit).collect());
        outline = outline::read(&text.text);
    }
    outline
}

/// What is left out of the pages that its author may miss.
fn not_published(rewritten: &syntax::Rewritten, file: FileId, text: &str) -> Vec<Diagnostic> {
    let unclosed = rewritten.unclosed.iter().map(|range| unclosed_comment(Span::new(file, range.clone()), text));
    let left_out = rewritten.left_out.iter().filter_map(|(range, reason)| {
        let (message, help) = match reason {
            syntax::Reason::Hidden => return None,
            syntax::Reason::SpeakerNotes => {
                ("speaker notes are not published".to_owned(), "use `::: note` for a box that readers see")
            }
            syntax::Reason::Code => (
                "code that is not to be shown is not published".to_owned(),
                "take `include` or `echo`, or the tag, out to publish it",
            ),
            syntax::Reason::Named(name) => (
                format!("a block called `{name}` is not published"),
                "give it another name, such as `note`, to publish it",
            ),
            syntax::Reason::Doubtful => (
                "what is between this `%%` and the next one is taken for a comment, and is not published".to_owned(),
                "put it between backticks if it is text, or write `\\%%`",
            ),
            syntax::Reason::Line(sign) => (
                format!("what begins with `{sign}` here is taken for a comment, and is not published"),
                "write a backslash before it if it is text",
            ),
            syntax::Reason::Comment(language) => (
                format!("a comment or draft of {language} is not published: the first line says that this file is {language}"),
                "take that line out if the file is Markdown",
            ),
            syntax::Reason::Slide => {
                ("a hidden slide is not published".to_owned(), "take `hide` or `disabled` out to publish it")
            }
            syntax::Reason::Format(name) => (
                format!("what is for `{name}` only is not published"),
                "write it in Markdown, or put it into a block of code without `=`, to publish it",
            ),
            syntax::Reason::Unknown(condition) => {
                let message = format!("`{condition}` cannot be decided here, so this part is not published");
                let span = Span::new(file, range.clone());
                let help = "take the condition out to publish it";
                return Some(Diagnostic::warning("part-not-published", message).at(span).help(help));
            }
        };
        Some(Diagnostic::note("part-not-published", message).at(Span::new(file, range.clone())).help(help))
    });
    unclosed.chain(left_out).collect()
}

/// The rest of the file is private, as in Obsidian. What was meant for readers is missed; what was not would be read.
fn unclosed_comment(span: Span, text: &str) -> Diagnostic {
    if text[span.range()].starts_with('<') {
        let message = "nothing closes this hidden element, so the rest of the file is not published";
        return Diagnostic::warning("comment-not-closed", message).at(span).help("put its closing tag where it ends");
    }
    if text[span.range()].contains(":::") {
        let message = "nothing closes this block, so the rest of the file is not published";
        return Diagnostic::warning("comment-not-closed", message).at(span).help("put `:::` where it ends");
    }
    Diagnostic::warning("comment-not-closed", "nothing ends this comment, so the rest of the file is not published")
        .at(span)
        .help("put `%%` where the comment ends")
}

fn unused_footnotes(outline: &outline::Outline, text: &Patched, file: FileId) -> Vec<Diagnostic> {
    let lower_case = if outline.footnotes.is_empty() { String::new() } else { text.text.to_lowercase() };
    let count = |label: &str| lower_case.matches(&format!("[^{}]", label.to_lowercase())).count();
    outline
        .footnotes
        .iter()
        // `[^_^]: words` is a comment of some editors.
        .filter(|(label, _)| count(label) < 2 && label.contains(char::is_alphanumeric))
        .map(|(label, range)| {
            Diagnostic::warning("footnote-unused", format!("nothing refers to footnote `{label}`, so it is not shown"))
                .at(Span::new(file, text.origin_range(range.start..range.start + 1)))
                .help(format!("write `[^{label}]` where it belongs"))
                .of_notebook()
        })
        .collect()
}

/// Where the number of a section leads, for `see 47` and `#47`.
#[must_use]
pub fn sections_by_number(notebook: &Notebook) -> HashMap<&str, usize> {
    let mut sections = HashMap::new();
    for (index, section) in notebook.sections.iter().enumerate() {
        if let Some(number) = &section.number {
            sections.entry(number.as_str()).or_insert(index);
        }
    }
    sections
}
