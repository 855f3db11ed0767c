//! Parse: one Markdown file -> one [`Notebook`] of sections, with everything the author should know about it.
//!
//! Parsing never fails. It goes in four steps: front matter; an outline of the whole file ([`outline`]); repairs that
//! decide where sections begin ([`repair`]); and each section by itself ([`markdown`]), in parallel.

mod chunk;
mod front_matter;
pub mod incremental;
pub mod markdown;
pub mod numbering;
mod outline;
mod patch;
mod repair;
pub mod slug;
mod undefined_references;
mod unread;

pub use front_matter::FrontMatter;
pub use markdown::{Body, CodeBlock, Piece, Prose, RawHtmlUse, Run, RunKind};
pub use numbering::SectionNumber;

use crate::config::{Config, SectionRule};
use crate::diagnostic::Diagnostic;
use crate::html::escape::escape;
use crate::source::{FileId, SourceFile, Span};
use markdown::Surroundings;
use outline::{Boundary, BoundaryKind, Rule};
use patch::Patched;
use pulldown_cmark::{Event, Tag, TagEnd};
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
    /// What stands before the first section.
    pub introduction: Body,
    /// Headings over groups of sections.
    pub parts: Vec<Part>,
    /// The sections, in file order.
    pub sections: Vec<Section>,
    /// Link definitions of the whole file by label in lower case: address and title.
    pub definitions: HashMap<String, (String, String)>,
}

/// A heading over a group of sections.
#[derive(Clone, Debug)]
pub struct Part {
    /// The heading.
    pub title: Title,
    /// What stands between the heading and the first section.
    pub introduction: Body,
    /// Index of the first section that follows.
    pub first_section: usize,
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
    pub place: Range<usize>,
    /// The line that the heading is on, counted from 1.
    pub line: usize,
}

/// The words of a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// Plain text, without number and trailing colon.
    pub text: String,
    /// The same with emphasis and code, as HTML.
    pub html: String,
    /// Plain text as it stands in the file, from which others derive fragments.
    pub full_text: String,
}

/// A repair can uncover what needs another one; what needs more rounds is not notes.
pub(crate) const MOST_ROUNDS: usize = 8;

/// Whether files with this extension are notebooks.
#[must_use]
pub fn is_note(extension: &str) -> bool {
    ["md", "markdown"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Reads one notebook. `id` is its path under the notes folder without the extension.
#[must_use]
pub fn parse(id: String, file: FileId, source: &SourceFile, config: &Config) -> (Notebook, Vec<Diagnostic>) {
    let (front_matter, start, mut diagnostics) = front_matter::parse(file, &source.text);
    let rule = Rule {
        sections: front_matter.sections.unwrap_or(config.notes.sections),
        level: front_matter.level.or(config.notes.level),
        numbers: front_matter.numbers.unwrap_or(config.notes.numbers),
    };
    let mut text = Patched::new(&source.text[start..], start, Vec::new());
    let mut outline = outline::read(&text.text);
    // Closing a fence uncovers what it had swallowed, which may need repairs as well.
    for _ in 0..MOST_ROUNDS {
        let repairs = repair::of_structure(&text.text, &outline);
        if repairs.is_empty() {
            break;
        }
        diagnostics.extend(repairs.iter().map(|repair| chunk::described(repair, &text, 0, file, &source.text)));
        text = text.edited(repairs.into_iter().map(|repair| repair.edit).collect());
        outline = outline::read(&text.text);
    }
    let boundaries = outline::boundaries(&outline, &text.text, rule);
    let around = Surroundings {
        file,
        source: &source.text,
        definitions: &outline.definitions,
        raw_html: config.markdown.html,
        policies: config.markdown.policy,
    };
    let chunks = chunk::cut(&boundaries, &text, &outline);
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
        definitions: HashMap::new(),
    };
    let mut heading_title = None;
    let is_only_heading = boundaries.len() == 1;
    for (index, (mut title, body, found)) in read.into_iter().enumerate() {
        diagnostics.extend(found);
        let Some(boundary) = index.checked_sub(1).map(|index| &boundaries[index]) else {
            notebook.introduction = body;
            continue;
        };
        let end = boundaries.get(index).map_or(text.text.len(), |next| next.start);
        let place = text.origin_range(boundary.start..end);
        let line = source.line_column(place.start).0;
        match &boundary.kind {
            BoundaryKind::Part => {
                // The first heading of a file is its title if nothing else stands at its level.
                let is_first = heading_title.is_none() && notebook.sections.is_empty() && notebook.parts.is_empty();
                if is_first && is_title(boundary, &boundaries, &text) {
                    append(&mut notebook.introduction, body);
                    heading_title = Some(title.text);
                } else {
                    notebook.parts.push(Part { title, introduction: body, first_section: notebook.sections.len() });
                }
            }
            BoundaryKind::Titled => {
                if is_only_heading {
                    heading_title = Some(title.text.clone());
                }
                notebook.sections.push(Section { number: None, stem: String::new(), title, body, place, line });
            }
            BoundaryKind::Numbered { number, item } => {
                if item.is_none() {
                    title = title.without_number();
                }
                let number = Some(number.clone());
                let section = Section { number, stem: String::new(), title, body, place, line };
                diagnostics.extend(without_title(&section, file));
                notebook.sections.push(section);
            }
        }
    }
    if boundaries.is_empty() && has_words(&notebook.introduction) {
        // No heading at all: the file is one section under its own name.
        let title = Title::plain(&name_in_words(&notebook.id));
        let body = std::mem::take(&mut notebook.introduction);
        notebook.sections.push(Section {
            number: None,
            stem: String::new(),
            title,
            body,
            place: start..source.text.len(),
            line: 1,
        });
    }
    notebook.title = notebook
        .front_matter
        .title
        .clone()
        .or(heading_title)
        .filter(|title| !title.trim().is_empty())
        .unwrap_or_else(|| name_in_words(&notebook.id));
    diagnostics.extend(order_of_numbers(&notebook));
    diagnostics.extend(looks_like_a_list(&notebook, &outline, rule, &text));
    diagnostics.extend(unused_footnotes(&outline, &text, file));
    notebook.definitions = outline.definitions;
    if notebook.sections.is_empty() && !has_words(&notebook.introduction) {
        diagnostics.push(
            Diagnostic::warning("empty-notebook", "there is nothing to read in this notebook")
                .at(Span::new(file, 0..0))
                .help("begin a section with a line such as `### 1. Title`"),
        );
    }
    (notebook, diagnostics)
}

/// Whether no other part stands at the level of the first one: then it names the notebook.
fn is_title(first: &Boundary, boundaries: &[Boundary], text: &Patched) -> bool {
    let level = |boundary: &Boundary| {
        let line = text.text[boundary.start..].lines().next().unwrap_or_default().trim_start();
        let hashes = line.bytes().take_while(|&byte| byte == b'#').count();
        // A setext heading: level 1 or 2 by its underline.
        if hashes > 0 {
            hashes
        } else {
            1 + usize::from(text.text[boundary.start..].lines().nth(1).is_some_and(|l| l.trim_start().starts_with('-')))
        }
    };
    let same_level =
        |boundary: &&Boundary| matches!(boundary.kind, BoundaryKind::Part) && level(boundary) == level(first);
    boundaries.iter().filter(same_level).count() == 1
}

fn append(body: &mut Body, more: Body) {
    let pieces = body.pieces.len();
    let words = body.prose.text.len();
    body.pieces.extend(more.pieces);
    body.places.extend(more.places);
    body.prose.text.push_str(&more.prose.text);
    body.prose.runs.extend(more.prose.runs.into_iter().map(|run| Run {
        start: run.start + words,
        piece: run.piece + pieces,
        ..run
    }));
    body.raw_html = body.raw_html.max(more.raw_html);
    body.anchors.extend(more.anchors);
    body.raw_anchors.extend(more.raw_anchors);
}

fn has_words(body: &Body) -> bool {
    !body.prose.text.trim().is_empty() || body.pieces.iter().any(|piece| matches!(piece, Piece::Code(_)))
}

/// `aws/my-notes` -> `My notes`.
fn name_in_words(id: &str) -> String {
    let words = id.rsplit('/').next().unwrap_or(id).replace(['-', '_'], " ");
    let mut characters = words.trim().chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// A number alone makes a page without a heading and a line without words in every list.
fn without_title(section: &Section, file: FileId) -> Option<Diagnostic> {
    let number = section.number.as_ref().filter(|_| section.title.html.is_empty())?;
    Some(
        Diagnostic::warning("title-missing", format!("section {} has no title", number.as_str()))
            .at(Span::new(file, section.place.start..section.place.start + 1))
            .help("write a few words behind the number"),
    )
}

/// Numbers that are left out or go backwards, in notebooks that count 1, 2, 3. A part may begin again at 1.
fn order_of_numbers(notebook: &Notebook) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut highest = 0;
    let mut first = std::collections::HashSet::new();
    let all: std::collections::HashSet<u64> =
        notebook.sections.iter().filter_map(|section| section.number.as_ref()?.integer()).collect();
    for (index, section) in notebook.sections.iter().enumerate() {
        let Some(number) = section.number.as_ref().and_then(SectionNumber::integer) else { continue };
        if notebook.parts.iter().any(|part| part.first_section == index) && number <= 1 {
            highest = 0;
        }
        let span = Span::new(notebook.file, section.place.start..section.place.start + 1);
        let missing: Vec<u64> = (highest + 1..number).take(1000).filter(|number| !all.contains(number)).collect();
        match (missing.first(), missing.last()) {
            (Some(first), Some(last)) if highest > 0 => {
                let which = if first == last { format!("{first} is") } else { format!("{first} to {last} are") };
                diagnostics.push(
                    Diagnostic::warning("number-missing", format!("{which} missing before {number}"))
                        .at(span)
                        .help("numbers are addresses: leave a gap only for a section that you removed on purpose"),
                );
            }
            _ => {}
        }
        let is_first = first.insert(number);
        if number < highest && is_first {
            diagnostics.push(
                Diagnostic::warning("number-out-of-order", format!("{number} comes after {highest}"))
                    .at(span)
                    .help("sections are read in the order of the file"),
            );
        }
        highest = highest.max(number);
    }
    diagnostics
}

/// A file of questions `1. …`, `2. …` has no numbered headings; its author may not know that list items can be sections.
fn looks_like_a_list(
    notebook: &Notebook,
    outline: &outline::Outline,
    rule: Rule,
    text: &Patched,
) -> Option<Diagnostic> {
    let has_numbers = notebook.sections.iter().any(|section| section.number.is_some());
    let first = outline.items.first()?;
    (rule.sections == SectionRule::Headings && !has_numbers && outline.items.len() >= 10).then(|| {
        let at = text.origin(first.range.start);
        Diagnostic::note(
            "list-not-sections",
            format!("an ordered list of {} items is one section here", outline.items.len()),
        )
        .at(Span::new(notebook.file, at..at + 1))
        .help("`sections: list` in the front matter makes a page of each item")
    })
}

fn unused_footnotes(outline: &outline::Outline, text: &Patched, file: FileId) -> Vec<Diagnostic> {
    let lower_case = if outline.footnotes.is_empty() { String::new() } else { text.text.to_lowercase() };
    let count = |label: &str| lower_case.matches(&format!("[^{}]", label.to_lowercase())).count();
    outline
        .footnotes
        .iter()
        .filter(|(label, _)| count(label) < 2)
        .map(|(label, range)| {
            Diagnostic::warning("footnote-unused", format!("nothing refers to footnote `{label}`, so it is not shown"))
                .at(Span::new(file, text.origin_range(range.start..range.start + 1)))
                .help(format!("write `[^{label}]` where it belongs"))
        })
        .collect()
}

impl Title {
    /// A title that was never Markdown.
    fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), html: escape(text), full_text: text.to_owned() }
    }

    /// Reads the events of a heading or a paragraph. HTML that formats is dropped, other HTML is shown as text.
    fn read(events: &[(Event<'_>, Range<usize>)]) -> Self {
        let mut parts: Vec<TitlePart> = Vec::new();
        let mut images = 0_usize;
        for (event, _) in events {
            match event {
                Event::Start(Tag::Image { .. }) => images += 1,
                Event::End(TagEnd::Image) => images -= 1,
                _ if images > 0 => {}
                Event::Text(text) => parts.push(TitlePart::Text(text.to_string())),
                Event::SoftBreak | Event::HardBreak => parts.push(TitlePart::Text(" ".into())),
                Event::Code(code) => parts.push(TitlePart::Code(code.to_string())),
                Event::InlineHtml(tag) if !crate::html::sanitize::inspect(tag).removed.is_empty() => {
                    parts.push(TitlePart::Text(tag.to_string()));
                }
                Event::InlineHtml(tag) => {
                    let is_closing = tag.starts_with("</");
                    let element = crate::html::sanitize::element_of(tag).unwrap_or_default();
                    if is_closing && matches!(element, "script" | "style" | "iframe" | "object") {
                        parts.push(TitlePart::Text(tag.to_string()));
                    }
                }
                Event::Start(Tag::Emphasis) => parts.push(TitlePart::Tag("<em>")),
                Event::End(TagEnd::Emphasis) => parts.push(TitlePart::Tag("</em>")),
                Event::Start(Tag::Strong) => parts.push(TitlePart::Tag("<strong>")),
                Event::End(TagEnd::Strong) => parts.push(TitlePart::Tag("</strong>")),
                Event::Start(Tag::Strikethrough) => parts.push(TitlePart::Tag("<del>")),
                Event::End(TagEnd::Strikethrough) => parts.push(TitlePart::Tag("</del>")),
                _ => {}
            }
        }
        Self::of_parts(&parts)
    }

    fn of_parts(parts: &[TitlePart]) -> Self {
        let mut title = Self::default();
        for part in parts {
            match part {
                TitlePart::Text(text) => {
                    title.full_text.push_str(text);
                    title.html.push_str(&escape(text));
                }
                TitlePart::Code(code) => {
                    title.full_text.push_str(code);
                    title.html.push_str(&format!("<code>{}</code>", escape(code)));
                }
                TitlePart::Tag(tag) => title.html.push_str(tag),
            }
        }
        title.full_text.truncate(title.full_text.trim_end().len());
        title.text = title.full_text.trim().trim_end_matches([':', '：']).trim_end().to_owned();
        let html = title.html.trim();
        title.html = html.trim_end_matches([':', '：']).trim_end().to_owned();
        title
    }

    /// The same title without the number that it begins with.
    fn without_number(self) -> Self {
        let numbered = numbering::parse(&self.full_text);
        let Some(numbered) = numbered.or_else(|| numbering::parse_named(&self.full_text)) else { return self };
        let mut prefix = self.full_text[..numbered.prefix].chars().filter(|c| !c.is_whitespace()).count();
        // The number may stand inside emphasis: its characters are taken out of the HTML, the tags around them stay.
        let mut html = String::with_capacity(self.html.len());
        let mut rest = self.html.as_str();
        while prefix > 0 {
            if let Some(end) = rest.strip_prefix('<').and_then(|tag| tag.find('>')) {
                html.push_str(&rest[..end + 2]);
                rest = &rest[end + 2..];
                continue;
            }
            let Some(character) = rest.chars().next() else { break };
            prefix -= usize::from(!character.is_whitespace());
            rest = &rest[character.len_utf8()..];
        }
        html.push_str(rest.trim_start());
        let text = self.full_text[numbered.prefix..].trim().trim_end_matches([':', '：']).trim_end().to_owned();
        let html = html.replace("<strong></strong>", "").replace("<em></em>", "").trim().to_owned();
        Self { text, html, full_text: self.full_text }
    }
}

/// A stretch of a heading.
enum TitlePart {
    Text(String),
    Code(String),
    Tag(&'static str),
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
