//! One notebook of a folder whose files are its sections: files with numbers in their names (`01-intro.md`, `1. Topic.md`),
//! or the chapters that a SUMMARY.md lists (mdBook, "SUMMARY.md"). It takes parsed files, and gives notebooks. A folder stays
//! as it is if one of its files has numbered sections of its own, or says itself how it is cut.

use super::assembly::{file_name, name_in_words};
use super::front_matter;
use super::heading_words;
use super::numbering::SectionNumber;
use super::summary::{self, Entry};
use super::{Chapter, Notebook, Part, Section, Title, parse_whole};
use crate::config::{Config, NumberStyle, SectionRule};
use crate::diagnostic::Diagnostic;
use crate::parse::FrontMatter;
use crate::parse::markdown::Body;
use crate::source::{SourceFile, Sources, Span};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A parsed file, with its diagnostics.
pub type Parsed = (Notebook, Vec<Diagnostic>);

/// The id of the notebook of files at the top of the notes, which have no folder with a name.
const TOP: &str = "notes";

/// Digits beyond this are a year or an id, not the number of a chapter.
const MOST_DIGITS: usize = 3;

/// A notebook that is to be made.
#[derive(Default)]
struct Planned {
    folder: String,
    chapters: Vec<(usize, Option<SectionNumber>)>,
    /// Headings over chapters, with the index of the first chapter.
    parts: Vec<(String, usize)>,
    /// The SUMMARY.md, which is not a note of its own.
    summary: Option<usize>,
}

/// Gathers the files of numbered folders. The other files stay in their order.
#[must_use]
pub fn gather(parsed: Vec<Parsed>, sources: &Sources, config: &Config) -> Vec<Parsed> {
    let notes = &config.notes;
    if notes.sections != SectionRule::Auto || notes.level.is_some() || notes.numbers != NumberStyle::Auto {
        return parsed;
    }
    let mut parsed = parsed;
    let mut taken: HashSet<usize> = HashSet::new();
    let mut planned = Vec::new();
    for summary in 0..parsed.len() {
        let Some(folder) = summary_folder(&parsed[summary].0.id) else { continue };
        let file = parsed[summary].0.file;
        let (text, span) = (&sources.get(file).text, Span::new(file, 0..0));
        let start = front_matter::parse(file, text).1;
        let book = of_summary(summary, folder, summary::read(&text[start..]), &parsed);
        let named = missing(&book.missing, span).into_iter().chain(drafts(&book.drafts, span));
        if book.planned.chapters.len() < 2 {
            continue;
        }
        parsed[summary].1.extend(named);
        let chapters: Vec<usize> = book.planned.chapters.iter().map(|(index, _)| *index).collect();
        if chapters.iter().all(|&index| may_be_chapter(&parsed[index].0)) {
            taken.extend(chapters);
            planned.push(book.planned);
        } else {
            // The files keep their own sections, and the order of the list.
            for (order, index) in chapters.into_iter().enumerate() {
                let own = &mut parsed[index].0.front_matter.order;
                *own = own.or(i64::try_from(order).ok());
            }
        }
    }
    planned.extend(numbered_folders(&parsed, &taken));
    let mut ids: HashSet<String> = parsed.iter().map(|(notebook, _)| notebook.id.to_lowercase()).collect();
    planned.retain(|folder| ids.insert(folder.folder.to_lowercase()));
    let mut rest: Vec<Option<Parsed>> = parsed.into_iter().map(Some).collect();
    let made: Vec<Parsed> = planned.into_iter().filter_map(|folder| made(folder, &mut rest, sources, config)).collect();
    rest.into_iter().flatten().chain(made).collect()
}

/// Whether a file can be one section: it has no numbered sections, and no setting that only a notebook has.
fn may_be_chapter(notebook: &Notebook) -> bool {
    let FrontMatter { sections, level, numbers, cards, aliases, catalogue, draft, .. } = &notebook.front_matter;
    let is_plain = sections.is_none() && level.is_none() && numbers.is_none() && catalogue.is_none();
    let numbered = notebook.sections.iter().filter(|section| section.number.is_some()).count();
    let is_one = notebook.sections.len() == 1 && notebook.parts.is_empty();
    is_plain && *cards && aliases.is_empty() && !draft && (numbered == 0 || is_one) && !notebook.sections.is_empty()
}

/// The folders most of whose files have numbers in their names.
fn numbered_folders(parsed: &[Parsed], taken: &HashSet<usize>) -> Vec<Planned> {
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, (notebook, _)) in parsed.iter().enumerate().filter(|(index, _)| !taken.contains(index)) {
        let is_draft = notebook.front_matter.draft;
        if !is_draft && !["readme", "index", "summary"].contains(&file_name(&notebook.id).to_lowercase().as_str()) {
            folders.entry(folder(&notebook.id)).or_default().push(index);
        }
    }
    let mut planned = Vec::new();
    for (folder, files) in folders {
        let mut chapters: Vec<(usize, Option<SectionNumber>)> = Vec::new();
        for &index in &files {
            let number = file_number(file_name(&parsed[index].0.id));
            chapters.extend(number.map(|number| (index, Some(number))));
        }
        chapters.sort_by(|(_, a), (_, b)| a.cmp(b));
        let are_distinct = chapters.windows(2).all(|pair| pair[0].1 != pair[1].1);
        let are_most = chapters.len() >= 2 && chapters.len() * 2 >= files.len();
        if are_distinct && are_most && chapters.iter().all(|&(index, _)| may_be_chapter(&parsed[index].0)) {
            let folder = if folder.is_empty() { TOP } else { folder };
            planned.push(Planned { folder: folder.to_owned(), chapters, ..Planned::default() });
        }
    }
    planned
}

/// A notebook as a SUMMARY.md lists it, and the files that it lists in vain.
struct Listed {
    planned: Planned,
    missing: Vec<String>,
    /// Titles of chapters without a file.
    drafts: Vec<String>,
}

fn of_summary(summary: usize, folder: &str, entries: Vec<Entry>, parsed: &[Parsed]) -> Listed {
    let below = |path: &str| if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
    let by_id: HashMap<&str, usize> =
        parsed.iter().enumerate().map(|(index, (notebook, _))| (notebook.id.as_str(), index)).collect();
    let name = if folder.is_empty() { TOP } else { folder };
    let mut planned = Planned { folder: name.to_owned(), summary: Some(summary), ..Planned::default() };
    let (mut missing, mut drafts) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            Entry::Part(title) => planned.parts.push((title, planned.chapters.len())),
            Entry::Draft(title) => drafts.push(title),
            Entry::Chapter { path, number } => {
                let id = path.rsplit_once('.').map_or(path.as_str(), |(id, _)| id);
                match by_id.get(below(id).as_str()) {
                    Some(&index) if planned.chapters.iter().any(|(other, _)| *other == index) => {}
                    Some(&index) if parsed[index].0.front_matter.draft => {}
                    Some(&index) => planned.chapters.push((index, number.as_deref().and_then(SectionNumber::named))),
                    None => missing.push(path),
                }
            }
        }
    }
    Listed { planned, missing, drafts }
}

/// Names the first three of several.
fn listed(names: &[String]) -> String {
    let listed: Vec<String> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(listed.len());
    listed.join(", ") + &(if more > 0 { format!(" and {more} more") } else { String::new() })
}

fn drafts(titles: &[String], span: Span) -> Option<Diagnostic> {
    (!titles.is_empty()).then(|| {
        Diagnostic::note("chapter-draft", format!("no page is made for {}: a draft chapter", listed(titles)))
            .at(span)
            .help("write its file between the parentheses of its line in SUMMARY.md")
    })
}

fn missing(paths: &[String], span: Span) -> Option<Diagnostic> {
    (!paths.is_empty()).then(|| {
        Diagnostic::warning("chapter-missing", format!("there is no note for {}", listed(paths)))
            .at(span)
            .help("write the chapter, or take its line out of SUMMARY.md")
    })
}

/// Makes the notebook of a folder, and takes its files out of `rest`.
fn made(planned: Planned, rest: &mut [Option<Parsed>], sources: &Sources, config: &Config) -> Option<Parsed> {
    let mut sections = Vec::new();
    let mut diagnostics = Vec::new();
    let mut first: Option<Notebook> = None;
    let mut tags: Vec<String> = Vec::new();
    let mut title = name_in_words(&planned.folder);
    if let Some((summary, found)) = planned.summary.and_then(|summary| rest[summary].take()) {
        diagnostics.extend(found.into_iter().filter(|found| matches!(found.code, "chapter-missing" | "chapter-draft")));
        // A list at the top is the book of the whole site.
        let of_site = (folder(&summary.id).is_empty()).then(|| config.site.title.clone());
        title = summary.front_matter.title.or(of_site).unwrap_or(title);
    }
    let mut parts: Vec<Part> = Vec::new();
    for (position, (index, number)) in planned.chapters.iter().enumerate() {
        for (title, _) in planned.parts.iter().filter(|(_, first)| *first == position) {
            parts.push(part(title, sections.len()));
        }
        let Some((file, _)) = rest[*index].take() else { continue };
        let (section, found) = chapter(&file, sources.get(file.file), number.as_ref(), config);
        diagnostics.extend(found);
        diagnostics.extend(summary_not_shown(&file));
        tags.extend(file.front_matter.tags.iter().filter(|tag| !tags.contains(tag)).cloned().collect::<Vec<_>>());
        sections.push(section);
        first.get_or_insert(file);
    }
    let first = first?;
    let notebook = Notebook {
        title,
        folder: planned.folder.clone(),
        id: planned.folder,
        front_matter: FrontMatter {
            language: first.front_matter.language.clone(),
            order: first.front_matter.order,
            tags,
            cards: true,
            ..FrontMatter::default()
        },
        introduction: Body::default(),
        parts,
        sections,
        is_settled: false,
        definitions: HashMap::new(),
        ..first
    };
    Some((notebook, diagnostics))
}

/// A chapter has no line of its own on the home page.
fn summary_not_shown(file: &Notebook) -> Option<Diagnostic> {
    file.front_matter.summary.is_some().then(|| {
        Diagnostic::note("summary-not-shown", "the `summary` of a chapter is not shown")
            .at(Span::new(file.file, 0..0))
            .help("begin the text with it")
    })
}

fn part(title: &str, first_section: usize) -> Part {
    Part { title: Title::plain(title), introduction: Body::default(), first_section, level: 1 }
}

/// Reads a file again as one section.
fn chapter(
    file: &Notebook,
    source: &SourceFile,
    number: Option<&SectionNumber>,
    config: &Config,
) -> (Section, Vec<Diagnostic>) {
    let (whole, diagnostics) = parse_whole(file.id.clone(), file.file, source, config, number);
    let names = file.front_matter.names.iter().cloned().chain([file.title.clone()]).collect();
    let slug = file.front_matter.slug.clone();
    let chapter = Chapter { id: file.id.clone(), file: file.file, path: file.path.clone(), names, slug };
    let section = whole.sections.into_iter().next().unwrap_or_else(|| Section {
        number: None,
        stem: String::new(),
        title: Title::plain(&whole.title),
        body: whole.introduction,
        range: 0..source.text.len(),
        line: 1,
        chapter: None,
    });
    (Section { number: number.cloned(), chapter: Some(Box::new(chapter)), ..section }, diagnostics)
}

/// The number of a file by its name: `01-intro`, `1. Topic`, `2.1 Topic`, `Lecture 3`. A date or a year does not count.
fn file_number(name: &str) -> Option<SectionNumber> {
    let word = heading_words::at_start(name).map_or(0, |(_, length)| length);
    let numbered = name[word..].trim_start_matches([' ', '-', '_', '.', '#']);
    let length = numbered.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let written = numbered[..length].trim_end_matches('.');
    let rest = &numbered[written.len()..];
    let title = rest.trim_start_matches([' ', '-', '_', '.', ')', ':']);
    let is_apart = rest.is_empty() || title.len() < rest.len();
    let goes_on = title.starts_with(|c: char| c.is_ascii_digit());
    let parts: Vec<&str> = written.split('.').collect();
    let are_short = parts.iter().all(|part| (1..=MOST_DIGITS).contains(&part.len()));
    let plain = |part: &&str| match part.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    };
    let number = parts.iter().map(plain).collect::<Vec<_>>().join(".");
    (is_apart && !goes_on && are_short).then(|| SectionNumber::named(&number)).flatten()
}

fn summary_folder(id: &str) -> Option<&str> {
    (file_name(id) == "SUMMARY").then(|| folder(id))
}

fn folder(id: &str) -> &str {
    id.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_files() {
        for (name, number) in [
            ("01-intro", Some("1")),
            ("1. Topic", Some("1")),
            ("2.1 Topic", Some("2.1")),
            ("00_setup", Some("0")),
            ("10", Some("10")),
            ("Lecture 3", Some("3")),
            ("chapter-07-files", Some("7")),
            ("5) five", Some("5")),
            ("2024-01-05", None),
            ("01-02-2024", None),
            ("2019", None),
            ("3d-models", None),
            ("notes", None),
            ("202301011200 idea", None),
        ] {
            assert_eq!(file_number(name).as_ref().map(SectionNumber::as_str), number, "{name}");
        }
    }
}
