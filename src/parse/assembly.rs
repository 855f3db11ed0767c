//! Puts what was read of a file together: parts, sections, and the name of the notebook.

use super::heading_words;
use super::ids::Ids;
use super::markdown::with_own_ids;
use super::outline::{Boundary, BoundaryKind, Plan, Rule};
use super::patch::Patched;
use super::{Body, Notebook, Part, Piece, Run, Section, Title};
use crate::config::SectionRule;
use crate::diagnostic::Diagnostic;
use crate::html::sanitize;
use crate::source::{FileId, SourceFile, Span};
use crate::tokenize::capitalised;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A file that has been cut.
#[derive(Clone, Copy)]
pub(super) struct Cut<'a> {
    /// Where.
    pub plan: &'a Plan,
    /// The text that was cut.
    pub text: &'a Patched,
    /// The file.
    pub source: &'a SourceFile,
    /// Where the notes begin, after the front matter.
    pub start: usize,
}

impl Cut<'_> {
    /// The range of a boundary in the author's file.
    fn span_of(&self, boundary: usize) -> Range<usize> {
        let boundaries = &self.plan.boundaries;
        let end = boundaries.get(boundary + 1).map_or(self.text.text.len(), |next| next.start);
        self.text.origin_range(boundaries[boundary].start..end)
    }
}

/// What was read of one chunk.
type Read = (Title, Body, Vec<Diagnostic>);

/// Where sections without a number are called `Question` over and over, the question itself names each.
fn with_questions_as_titles(boundaries: &[Boundary], read: Vec<Read>) -> Vec<Read> {
    let is_question = |index: usize, title: &Title| {
        let boundary = index.checked_sub(1).and_then(|at| boundaries.get(at));
        boundary.is_some_and(|boundary| matches!(boundary.kind, BoundaryKind::Titled))
            && heading_words::is_question(&title.text)
    };
    if read.iter().enumerate().filter(|(index, (title, ..))| is_question(*index, title)).count() < 3 {
        return read;
    }
    let named = read.into_iter().enumerate().map(|(index, (title, body, found))| {
        let title = if is_question(index, &title) { title.without_words().or_first_words(&body) } else { title };
        (title, body, found)
    });
    named.collect()
}

/// Fills the notebook with what was read of each chunk, the introduction first.
pub(super) fn assemble(notebook: &mut Notebook, cut: &Cut<'_>, read: Vec<Read>) -> Vec<Diagnostic> {
    let boundaries = &cut.plan.boundaries;
    let mut diagnostics = Vec::new();
    let mut heading_title = None;
    for (index, (mut title, body, found)) in with_questions_as_titles(boundaries, read).into_iter().enumerate() {
        diagnostics.extend(found);
        let Some(at) = index.checked_sub(1) else {
            notebook.introduction = body;
            continue;
        };
        let range = cut.span_of(at);
        let line = cut.source.line(range.start);
        let number = match &boundaries[at].kind {
            BoundaryKind::Part => {
                let is_title = at == 0 && names_notebook(cut.plan, has_words(&notebook.introduction));
                let named = notebook.front_matter.title.as_ref();
                // A title in the front matter does not take the heading's words away.
                if is_title && named.is_none_or(|named| named.trim() == title.text) {
                    append(&mut notebook.introduction, body);
                    heading_title = Some(title.text);
                } else {
                    let first_section = notebook.sections.len();
                    let level = boundaries[at].level;
                    notebook.parts.push(Part { title, introduction: body, first_section, level });
                }
                continue;
            }
            BoundaryKind::Titled => {
                if boundaries.len() == 1 && !has_words(&notebook.introduction) {
                    heading_title = Some(title.text.clone());
                }
                // A picture alone has no words.
                title = title.or_first_words(&body);
                None
            }
            BoundaryKind::Numbered { number, is_in_title, .. } => {
                if *is_in_title {
                    title = title.without_number(number);
                }
                title = title.or_first_words(&body);
                Some(number.clone())
            }
        };
        leave_part(notebook, &boundaries[at]);
        let section = Section { number, stem: String::new(), title, body, range, line, chapter: None };
        diagnostics.extend(without_title(&section, notebook.file));
        notebook.sections.push(section);
    }
    if boundaries.is_empty() && has_words(&notebook.introduction) {
        let section = only_section(notebook, cut);
        notebook.sections.push(section);
    }
    name(notebook, heading_title, cut.plan);
    diagnostics.extend(empty_notebook(notebook));
    diagnostics
}

/// A section without a number, or an appendix, that is as high as the part before it is not of that part: it begins a group
/// without a name.
fn leave_part(notebook: &mut Notebook, boundary: &Boundary) {
    let is_apart = match &boundary.kind {
        BoundaryKind::Titled => true,
        BoundaryKind::Numbered { number, .. } => number.as_str().starts_with(|c: char| c.is_ascii_alphabetic()),
        BoundaryKind::Part => false,
    };
    if let Some(part) = notebook.parts.last()
        && is_apart
        && boundary.level <= part.level
        && !part.title.html.is_empty()
    {
        notebook.parts.push(Part {
            title: Title::default(),
            introduction: Body::default(),
            first_section: notebook.sections.len(),
            level: boundary.level,
        });
    }
}

fn empty_notebook(notebook: &Notebook) -> Option<Diagnostic> {
    let is_empty = notebook.sections.is_empty() && !has_words(&notebook.introduction) && notebook.parts.is_empty();
    is_empty.then(|| {
        Diagnostic::warning("empty-notebook", "there is nothing to read in this notebook")
            .at(Span::new(notebook.file, 0..0))
            .help("begin a section with a line such as `### 1. Title`")
    })
}

/// A file without any heading is one section under its own name.
fn only_section(notebook: &mut Notebook, cut: &Cut<'_>) -> Section {
    Section {
        number: None,
        stem: String::new(),
        title: Title::plain(&notebook.front_matter.title.clone().unwrap_or_else(|| name_in_words(&notebook.id))),
        body: std::mem::take(&mut notebook.introduction),
        range: cut.start..cut.source.text.len(),
        line: 1,
        chapter: None,
    }
}

/// Whether the first heading names the notebook: no other part has its level, or it begins the file and has no sections
/// of its own.
fn names_notebook(plan: &Plan, has_introduction: bool) -> bool {
    let is_part = |kind: &BoundaryKind| matches!(kind, BoundaryKind::Part);
    let Some((first, rest)) = plan.boundaries.split_first() else { return false };
    let is_alone = !rest.iter().any(|other| is_part(&other.kind) && other.level == first.level);
    let has_no_section = rest.first().is_some_and(|next| is_part(&next.kind) && next.level <= first.level);
    is_alone || (first.level == 1 && !has_introduction && has_no_section)
}

/// Names the notebook: the front matter, the heading above everything, for a README its first heading of level 1, else the
/// file's name.
fn name(notebook: &mut Notebook, heading_title: Option<String>, plan: &Plan) {
    let own_first = || {
        let part = notebook.parts.first().filter(|part| part.level == 1).map(|part| part.title.text.clone());
        let is_section_first = plan.boundaries.first().is_some_and(|first| first.level == 1);
        part.or_else(|| {
            notebook.sections.first().filter(|_| is_section_first).map(|section| section.title.text.clone())
        })
    };
    notebook.title = notebook
        .front_matter
        .title
        .clone()
        .or(heading_title)
        .or_else(|| is_readme(&notebook.id).then(own_first).flatten())
        .filter(|title| !title.trim().is_empty())
        .unwrap_or_else(|| name_in_words(&notebook.id));
}

/// Appends what follows the title to what precedes it. Both were read by themselves: what each of them has is kept once, and
/// a fragment that is taken gets a number.
fn append(body: &mut Body, mut more: Body) {
    let words = body.prose.text.len();
    rename_taken_ids(body, &mut more);
    let known = footnotes(body);
    let mut moved = vec![None; more.pieces.len()];
    let mut is_known = false;
    for (index, (piece, range)) in more.pieces.into_iter().zip(more.ranges).enumerate() {
        if let Piece::Markdown(Event::Start(Tag::FootnoteDefinition(label))) = &piece {
            is_known = known.contains(label.as_ref());
        }
        if !is_known {
            moved[index] = Some(body.pieces.len());
            body.pieces.push(piece);
            body.ranges.push(range);
        } else if matches!(piece, Piece::Markdown(Event::End(TagEnd::FootnoteDefinition))) {
            is_known = false;
        }
    }
    let runs = more.prose.runs.into_iter();
    body.prose.text.push_str(&more.prose.text);
    body.prose
        .runs
        .extend(runs.filter_map(|run| Some(Run { start: run.start + words, piece: moved[run.piece]?, ..run })));
    body.raw_html = body.raw_html.max(more.raw_html);
    body.anchors.extend(more.anchors);
    body.raw_anchors.extend(more.raw_anchors);
    body.title_anchors.extend(more.title_anchors);
}

fn rename_taken_ids(body: &Body, more: &mut Body) {
    let mut ids = Ids::default();
    body.anchors.iter().chain(&body.raw_anchors).for_each(|id| ids.add(id));
    let mut new_names = HashMap::new();
    for anchor in &mut more.anchors {
        let name = ids.of_heading(anchor);
        new_names.insert(std::mem::replace(anchor, name.clone()), name);
    }
    let has_html = !more.raw_anchors.is_empty();
    more.raw_anchors.clear();
    for piece in &mut more.pieces {
        match piece {
            Piece::HeadingStart { id, .. } | Piece::HeadingEnd { id, .. } | Piece::Anchor(id) => {
                if let Some(name) = new_names.get(id) {
                    id.clone_from(name);
                }
            }
            Piece::Markdown(Event::Html(html) | Event::InlineHtml(html)) if has_html => {
                let own = with_own_ids(html, &mut ids);
                more.raw_anchors.extend(sanitize::inspect(&own).anchors);
                *html = own.into();
            }
            _ => {}
        }
    }
}

/// The labels of the footnotes that a body defines.
fn footnotes(body: &Body) -> HashSet<String> {
    let labels = body.pieces.iter().filter_map(|piece| match piece {
        Piece::Markdown(Event::Start(Tag::FootnoteDefinition(label))) => Some(label.to_string()),
        _ => None,
    });
    labels.collect()
}

fn has_words(body: &Body) -> bool {
    !body.prose.text.trim().is_empty() || body.pieces.iter().any(|piece| matches!(piece, Piece::Code(_)))
}

fn is_readme(id: &str) -> bool {
    file_name(id).eq_ignore_ascii_case("readme")
}

pub(super) fn file_name(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// A notebook's name from its path: `aws/my-notes` -> `My notes`, `02_pods` -> `Pods`, `owls/README` -> `Owls`.
#[must_use]
pub fn name_in_words(id: &str) -> String {
    let id = without_export_ids(id);
    let id = match id.rsplit_once('/') {
        Some((folder, name)) if name.eq_ignore_ascii_case("readme") => folder.to_owned(),
        _ => id,
    };
    capitalised(without_order(in_words(file_name(&id)).trim()))
}

/// The words of a file name. A dash between blanks or digits is the author's own, as in `Project X - plan` and `2024-01-02`.
fn in_words(name: &str) -> String {
    let has_blanks = name.contains(' ');
    let characters: Vec<char> = name.chars().collect();
    let word = |(at, &character): (usize, &char)| {
        let between = |is_kind: fn(char) -> bool| {
            at > 0 && is_kind(characters[at - 1]) && characters.get(at + 1).is_some_and(|&next| is_kind(next))
        };
        let is_kept = has_blanks || between(|c| c.is_ascii_digit());
        if character == '_' || (character == '-' && !is_kept) { ' ' } else { character }
    };
    characters.iter().enumerate().map(word).collect()
}

/// The name of a file without the number that puts it in order: `01 intro`, `1. Topic`.
fn without_order(words: &str) -> &str {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let rest = words[digits..].trim_start_matches(['.', ')', ' ']);
    let is_order =
        (1..=3).contains(&digits) && rest.len() + digits < words.len() && rest.starts_with(char::is_alphabetic);
    if is_order { rest } else { words }
}

/// Length of the ids that Notion puts behind the names of exported files and folders: hexadecimal digits.
const EXPORT_ID: usize = 32;

/// A path without the ids that Notion appends to its names: `Notes 0123…/Page 4567…` -> `Notes/Page`.
#[must_use]
pub fn without_export_ids(path: &str) -> String {
    let without = |name: &str| {
        let (words, id) = name.rsplit_once([' ', '-', '_', '%']).unwrap_or(("", name));
        let id = id.strip_prefix("20").filter(|_| id.len() == EXPORT_ID + 2).unwrap_or(id);
        let is_id = id.len() == EXPORT_ID && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id && !words.trim().is_empty() { words.trim_end().to_owned() } else { name.to_owned() }
    };
    path.split('/').map(without).collect::<Vec<_>>().join("/")
}

/// A number alone makes a page without a heading and a line without words in every list.
pub(super) fn without_title(section: &Section, file: FileId) -> Option<Diagnostic> {
    // `Question 12` is complete; `12.` alone waits for words.
    let has_words = section.title.full_text.contains(char::is_alphabetic);
    let number = section.number.as_ref().filter(|_| section.title.html.is_empty() || !has_words)?;
    Some(
        Diagnostic::warning("title-missing", format!("section {} has no title", number.as_str()))
            .at(Span::new(file, section.range.start..section.range.start + 1))
            .help("write a few words behind the number"),
    )
}

/// A file of this many bytes that is one section may hide more of them.
const LONG_FILE: usize = 8_000;

/// Fewer list items than this are steps.
const FEWEST_ITEMS: usize = 10;

/// Says so where a long file is a single section, or much of its text is in none.
pub(super) fn sections_not_found(notebook: &Notebook, plan: &Plan, rule: Rule, text: &Patched) -> Option<Diagnostic> {
    let at = Span::new(notebook.file, text.origin(0)..text.origin(0));
    if !matches!(rule.sections, SectionRule::Auto | SectionRule::Headings) || rule.level.is_some() {
        return None;
    }
    if notebook.sections.len() <= 1 {
        let fewest = |kind: SectionRule| match kind {
            SectionRule::List | SectionRule::Bullets => FEWEST_ITEMS,
            _ => 3,
        };
        let seen: Vec<&(SectionRule, usize)> =
            plan.seen.iter().filter(|(kind, count)| *count >= fewest(*kind)).collect();
        if seen.is_empty() && text.text.len() < LONG_FILE {
            return None;
        }
        let (message, help) = match seen.iter().max_by_key(|(_, count)| count) {
            Some((kind, count)) => (
                format!("no sections found, but {count} {}", seen_as(*kind)),
                format!("`sections: {}` in the front matter makes a page of each", kind.as_str()),
            ),
            None => (
                "no sections found: all of the text is on one page".to_owned(),
                "begin each section with a heading such as `## 1. Title`".to_owned(),
            ),
        };
        return Some(Diagnostic::note("sections-not-found", message).at(at).help(help).of_notebook());
    }
    let (outside, all) = (outside(plan, text), text.text.len());
    (outside * 5 > all && outside > LONG_FILE / 4).then(|| {
        Diagnostic::note("text-outside-sections", format!("{} % of the text is in no section", outside * 100 / all))
            .at(at)
            .help("readers find it on the notebook's page; give it headings like those of the sections, or set `level` in the front matter")
            .of_notebook()
    })
}

fn seen_as(kind: SectionRule) -> &'static str {
    match kind {
        SectionRule::Auto | SectionRule::Headings => "headings",
        SectionRule::List => "items of ordered lists",
        SectionRule::Bullets => "bullets with a number",
        SectionRule::Bold => "paragraphs with a number in bold",
        SectionRule::Lines => "lines with a number",
        SectionRule::Details => "`<details>`",
        SectionRule::Questions => "paragraphs that begin with `Q:`",
        SectionRule::Cards => "cards between rules",
    }
}

/// The text outside sections in bytes. Lists of links, such as tables of contents, do not count.
fn outside(plan: &Plan, text: &Patched) -> usize {
    let boundaries = &plan.boundaries;
    let first = boundaries.first().map_or(text.text.len(), |first| first.start);
    let parts = boundaries.iter().enumerate().filter(|(_, boundary)| matches!(boundary.kind, BoundaryKind::Part));
    let ranges = std::iter::once(0..first).chain(
        parts.map(|(index, part)| part.start..boundaries.get(index + 1).map_or(text.text.len(), |next| next.start)),
    );
    let is_link = |line: &str| {
        let words = line
            .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '*' | '+' | '.' | '|' | '\t'));
        words.starts_with(['[', '!', '<'])
    };
    ranges.flat_map(|range| text.text[range].lines()).filter(|line| !is_link(line)).map(str::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for (id, name) in [
            ("aws/my-notes", "My notes"),
            ("02_pods", "Pods"),
            ("1. Topic", "Topic"),
            ("owls/README", "Owls"),
            ("README", "README"),
            ("2024-notes", "2024 notes"),
            ("2024-01-02", "2024-01-02"),
            ("Project X - plan", "Project X - plan"),
            ("TCP-IP layers", "TCP-IP layers"),
            ("3d-models", "3d models"),
            ("Notes 0123456789abcdef0123456789abcdef/Page one 0123456789abcdef0123456789abcdef", "Page one"),
        ] {
            assert_eq!(name_in_words(id), name, "{id}");
        }
    }
}
