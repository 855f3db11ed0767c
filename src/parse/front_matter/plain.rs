//! Metadata at the top of a file without lines around it: `Title: …` and `Status: draft` of Pelican and `MultiMarkdown`,
//! `.. title: …` of Nikola, `title:: …` of Logseq, `#+title: …` of Org, and the `% title`, `% author` and `% date` lines of
//! Pandoc.
//!
//! Sources: Pelican, "Writing content"; Nikola, "Metadata fields"; Logseq, "Page properties"; the "Meta-Data" extension of Python-Markdown; Pandoc's manual, "Extension:
//! `pandoc_title_block`".

use super::FrontMatter;
use super::block::first_line;
use super::draft::{hides_elsewhere, may_be_said};
use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::parse::syntax;
use crate::source::{FileId, Span};
use std::ops::Range;

/// Keys that say that such lines are metadata.
const KEYS: [&str; 32] = [
    "title",
    "date",
    "modified",
    "updated",
    "category",
    "tags",
    "keywords",
    "slug",
    "author",
    "authors",
    "summary",
    "description",
    "lang",
    "language",
    "translation",
    "status",
    "template",
    "save_as",
    "url",
    "subtitle",
    "image",
    "layout",
    "copyright",
    "draft",
    "public",
    "private",
    "publish",
    "published",
    "alias",
    "aliases",
    "type",
    "link",
];

/// Known keys whose values readers may look for.
const FOR_READERS: [&str; 6] = ["author", "authors", "summary", "description", "subtitle", "copyright"];

/// Keys whose values are for tools only.
const OF_TOOLS: [&str; 13] = [
    "status",
    "template",
    "save_as",
    "url",
    "layout",
    "draft",
    "public",
    "private",
    "publish",
    "published",
    "type",
    "modified",
    "date",
];

/// Properties that are `true` or `false`.
const YES_OR_NO: [&str; 3] = ["public", "private", "draft"];

/// Most lines of metadata among which a line that hides the note is looked for.
const MOST_LINES: usize = 30;

/// How a line of metadata is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dress {
    /// `Title: Ebb`.
    Plain,
    /// `.. title: Ebb`, of Nikola.
    Dots,
    /// `title:: Ebb`, of Logseq and Dataview, also as the item of a list.
    Property,
    /// `#+title: Ebb`, of Org.
    Keyword,
}

/// The dress, the key and the value of a line of metadata.
fn key_and_value(line: &str) -> Option<(Dress, &str, &str)> {
    let words = line.trim_end();
    let (dress, words) = match (words.strip_prefix(".. "), words.strip_prefix("#+")) {
        (Some(words), _) => (Dress::Dots, words),
        (_, Some(words)) => (Dress::Keyword, words),
        _ => (Dress::Plain, words),
    };
    let bare = words.trim_start().strip_prefix("- ").unwrap_or(words);
    if let (Dress::Plain, Some((key, value))) = (dress, bare.split_once("::")) {
        return (is_key(key.trim()) && (value.is_empty() || value.starts_with(' ')))
            .then(|| (Dress::Property, key.trim(), value.trim()));
    }
    let (key, value) = words.split_once(':')?;
    Some((dress, key.trim_end(), value.trim()))
}

fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b' '))
}

/// Whether a line keeps its note from being published. Its value is one word: `Draft: beer from the keg` is text.
fn hides(line: &str) -> Option<&str> {
    let (dress, key, value) = key_and_value(line)?;
    let is_tag = |tag: &str| matches!(tag.trim().to_ascii_lowercase().as_str(), "draft" | "private");
    if dress == Dress::Dots && key.eq_ignore_ascii_case("tags") && value.split(',').any(is_tag) {
        return Some(key);
    }
    let key = if dress == Dress::Keyword { key.trim_start_matches("hugo_").trim_start_matches("HUGO_") } else { key };
    let written = format!("{key}: {value}");
    let is_draft = key.eq_ignore_ascii_case("draft") && may_be_said(&written);
    (value.split_whitespace().count() == 1 && (is_draft || hides_elsewhere(&written))).then_some(key)
}

/// Reads metadata at the very top: what it says, and where the notes begin. None if the file begins with text.
pub(super) fn read(file: FileId, text: &str) -> Option<(FrontMatter, usize, Vec<Diagnostic>)> {
    let start = text.len() - text.trim_start_matches(['\u{FEFF}', '\n', '\r']).len();
    if text[start..].starts_with("% ") {
        return title_block(file, text, start);
    }
    if let Some(key) = hiding_property(&text[start..]) {
        let hidden = FrontMatter { draft: true, ..FrontMatter::default() };
        return Some((hidden, start, vec![not_published(file, text, range_in(text, key))]));
    }
    let metadata = metadata(text, start);
    // Of a hidden note nothing is shown, so the lines around need not be metadata.
    let Some(key) = hiding_line(text, start) else {
        return metadata.map(|metadata| metadata.reported(file));
    };
    let (front_matter, end) =
        metadata.map_or((FrontMatter::default(), start), |metadata| (metadata.front_matter, metadata.end));
    Some((FrontMatter { draft: true, ..front_matter }, end, vec![not_published(file, text, key)]))
}

/// The note that a key keeps a notebook from being published.
pub(super) fn not_published(file: FileId, text: &str, key: Range<usize>) -> Diagnostic {
    let message = format!("`{}` keeps this notebook from being published", &text[key.clone()]);
    let help = "take the line out to publish the notebook";
    Diagnostic::note("not-published", message).at(Span::new(file, key)).help(help)
}

/// The key that hides a note in a comment at the very top, where Nikola has its metadata. Other keys there are commented out.
pub(super) fn hiding_comment(text: &str) -> Option<Range<usize>> {
    let top = &text[..first_line(text)];
    let mut comments = top.match_indices("<!--").filter_map(|(at, opener)| {
        let inside = at + opener.len();
        Some(inside..inside + top[inside..].find("-->")?)
    });
    comments.find_map(|inside| {
        let lines = || text[inside.clone()].lines().filter(|line| !line.trim().is_empty());
        let key = lines().find_map(|line| hides(line.trim()))?;
        let is_metadata =
            lines().all(|line| key_and_value(line.trim()).is_some_and(|(dress, ..)| dress == Dress::Dots));
        is_metadata.then(|| range_in(text, key))
    })
}

/// Where a part of a text is in it.
fn range_in(text: &str, part: &str) -> Range<usize> {
    let at = part.as_ptr().addr() - text.as_ptr().addr();
    at..at + part.len()
}

/// The lines of keys and values at the top.
struct Metadata {
    front_matter: FrontMatter,
    /// Where the notes begin.
    end: usize,
    /// The keys that nothing here reads, in the author's file.
    ignored: Vec<(String, Range<usize>)>,
}

impl Metadata {
    /// With a note that names what is on no page.
    fn reported(self, file: FileId) -> (FrontMatter, usize, Vec<Diagnostic>) {
        let note = self.ignored.first().map(|(_, range)| {
            let named: Vec<String> = self.ignored.iter().map(|(key, _)| format!("`{key}`")).collect();
            let are = if named.len() == 1 { "is metadata" } else { "are metadata" };
            let message = format!("{} {are} at the top of the note, and on no page", named.join(", "));
            let help = "put an empty line below the title to show what follows";
            Diagnostic::note("front-matter-unknown-key", message).at(Span::new(file, range.clone())).help(help)
        });
        (self.front_matter, self.end, note.into_iter().collect())
    }
}

/// Reads the lines of keys and values. Most of the keys are known ones, and a title is among plain ones, so that text that only
/// looks like metadata stays text. Where a plain key is a word that no tool knows, such as `Rating`, the author writes for
/// readers: text begins at the first line that says more than title, tags and address.
fn metadata(text: &str, start: usize) -> Option<Metadata> {
    let mut found = Metadata { front_matter: FrontMatter::default(), end: start, ignored: Vec::new() };
    let (mut keys, mut known) = (0_usize, 0_usize);
    let (mut has_title, mut is_for_readers) = (false, false);
    // The same up to the first line for readers.
    let mut first_lines: Option<(FrontMatter, usize)> = None;
    let dress = key_and_value(text[start..].lines().next()?)?.0;
    for line in text[start..].split_inclusive('\n') {
        let words = line.trim_end();
        if words.is_empty() || (dress != Dress::Keyword && words.starts_with('#')) {
            break;
        }
        if words.starts_with("    ") || words.starts_with('\t') {
            found.end += line.len();
            continue;
        }
        let pair = key_and_value(words).filter(|(of_line, ..)| *of_line == dress);
        if pair.is_none() && dress != Dress::Plain {
            // Properties end with an empty line or a list. Words below them are their paragraph.
            let is_paragraph =
                dress == Dress::Property && !words.trim_start().starts_with(['-', '*', '+', '>', '|', '`', '~']);
            if is_paragraph {
                return None;
            }
            break;
        }
        let (_, written, value) = pair?;
        // `public:: false is a key` is a sentence.
        let is_sentence = dress == Dress::Property && YES_OR_NO.contains(&written) && value.contains(' ');
        if is_sentence {
            return None;
        }
        let is_apart = value.is_empty() || words[..words.len() - value.len()].ends_with([' ', '\t']);
        if !is_key(written) || !is_apart {
            return None;
        }
        let key = written.to_ascii_lowercase();
        let is_known = KEYS.contains(&key.as_str());
        if !is_known || FOR_READERS.contains(&key.as_str()) {
            first_lines.get_or_insert_with(|| (found.front_matter.clone(), found.end));
        }
        found.end += line.len();
        keys += 1;
        known += usize::from(is_known);
        is_for_readers |= dress == Dress::Plain && !is_known && !written.contains(['_', '-']) && !value.is_empty();
        has_title |= key == "title";
        if !take(&mut found.front_matter, &key, value) && !OF_TOOLS.contains(&key.as_str()) && !value.is_empty() {
            found.ignored.push((written.to_owned(), range_in(text, written)));
        }
    }
    if !(has_title || dress != Dress::Plain) || known * 2 <= keys {
        return None;
    }
    if let (true, Some((front_matter, end))) = (is_for_readers, first_lines) {
        let is_anything_read = end > start;
        return is_anything_read.then_some(Metadata { front_matter, end, ignored: Vec::new() });
    }
    Some(found)
}

/// Takes the value of a key that is read here.
fn take(front_matter: &mut FrontMatter, key: &str, value: &str) -> bool {
    let written = || Some(value.to_owned()).filter(|value| !value.is_empty());
    match key {
        "title" => front_matter.title = written(),
        "summary" => front_matter.summary = written(),
        "slug" => front_matter.slug = written(),
        "lang" | "language" => front_matter.language = Language::try_from(value.replace('_', "-")).ok(),
        "tags" => {
            let tags = value.split([',', ';']).map(|tag| tag.trim().trim_start_matches("[[").trim_end_matches("]]"));
            front_matter.tags = tags.filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        }
        _ => return false,
    }
    true
}

/// The key that hides a note among the properties of a page of Notion: a paragraph of nothing but keys and values, an empty line
/// below the heading at the top.
fn hiding_property(text: &str) -> Option<&str> {
    let (heading, rest) = text.split_once("\n\n")?;
    let properties =
        || rest.trim_start_matches('\n').lines().take(MOST_LINES).take_while(|line| !line.trim().is_empty());
    let is_heading = heading.starts_with("# ") && !heading.contains('\n');
    let are_properties = properties()
        .all(|line| key_and_value(line).is_some_and(|(dress, key, _)| dress == Dress::Plain && is_key(key)));
    (is_heading && are_properties).then(|| properties().find_map(hides)).flatten()
}

/// The first line at the top that hides the note, such as `Status: draft`: its key. It is among lines that begin with a known
/// key, or below a heading.
fn hiding_line(text: &str, start: usize) -> Option<Range<usize>> {
    for (number, line) in text[start..].split_inclusive('\n').take(MOST_LINES).enumerate() {
        let words = line.trim_end();
        let is_heading = number == 0 && words.starts_with("# ");
        let hides = hides(words);
        let is_known = key_and_value(words).is_some_and(|(dress, key, _)| {
            dress == Dress::Dots || dress == Dress::Keyword || KEYS.contains(&key.to_ascii_lowercase().as_str())
        });
        if words.is_empty() || (number == 0 && !is_heading && !is_known && hides.is_none()) {
            return None;
        }
        if let Some(key) = hides {
            return Some(range_in(text, key));
        }
    }
    None
}

/// The title block of Pandoc: up to three lines or more with `% ` before title, authors and date. One line alone may be a comment,
/// and per cents are text: `% of water: 60`.
fn title_block(file: FileId, text: &str, start: usize) -> Option<(FrontMatter, usize, Vec<Diagnostic>)> {
    let block: Vec<&str> = text[start..].split_inclusive('\n').take_while(|line| line.starts_with('%')).collect();
    let end = start + block.iter().map(|line| line.len()).sum::<usize>();
    let is_closed = text[end..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') || text[end..].is_empty();
    let line = |index: usize| block.get(index).map_or("", |line| line[1..].trim());
    let (title, authors, date) = (line(0), line(1), line(2));
    let is_name = |words: &str| {
        !words.starts_with(char::is_lowercase) && !words.contains(|c: char| c.is_ascii_digit() || c == ':')
    };
    let is_date = date.is_empty() || date.starts_with('\\') || date.contains(char::is_numeric);
    let is_plausible = !title.starts_with(char::is_lowercase) && is_name(authors) && is_date;
    if !(2..=3).contains(&block.len()) || !is_closed || !is_plausible || syntax::is_myst(text) {
        return None;
    }
    let front_matter =
        FrontMatter { title: Some(title.to_owned()).filter(|title| !title.is_empty()), ..FrontMatter::default() };
    let shown = [authors, date].into_iter().find(|words| !words.is_empty());
    let note = shown.map(|words| {
        let message = "authors and date of a title block are on no page";
        let help = "write them below the block to show them";
        Diagnostic::note("front-matter-unknown-key", message).at(Span::new(file, range_in(text, words))).help(help)
    });
    Some((front_matter, end, note.into_iter().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};

    fn parsed(text: &str) -> Option<(FrontMatter, usize, Vec<Diagnostic>)> {
        let id = Sources::default().add(SourceFile::new("a.md", text));
        read(id, text)
    }

    #[test]
    fn metadata_without_lines_around_it() {
        let text =
            "Title: Ebb: a tide\nDate: 2024-01-02\nTags: sea, salt\nLang: pt_BR\nSource_note: x\n    more\n\nText: a\n";
        let (front_matter, rest, diagnostics) = parsed(text).expect("metadata");
        assert_eq!(front_matter.title.as_deref(), Some("Ebb: a tide"));
        assert_eq!(front_matter.tags, ["sea", "salt"]);
        assert_eq!((&text[rest..], diagnostics.len()), ("\nText: a\n", 1));
        let text = "Title: Ebb\nAuthor: A. Keel\nRating: 5/5\n\nx";
        let (front_matter, rest, _) = parsed(text).expect("metadata");
        assert_eq!((front_matter.title.as_deref(), &text[rest..]), (Some("Ebb"), "Author: A. Keel\nRating: 5/5\n\nx"));
        let (front_matter, rest, _) = parsed("% Ebb\n% A. Keel\n\n# B\n").expect("a title block");
        assert_eq!((front_matter.title.as_deref(), rest), (Some("Ebb"), "% Ebb\n% A. Keel\n".len()));
    }

    #[test]
    fn drafts_stay_drafts() {
        for text in [
            "Title: A\nStatus: draft\n\nx",
            "Status: hidden\n\nx",
            "title: A\ndraft: true\n# x",
            "Draft: yes\n",
            "Title: A\nBase Header Level: 2\nStatus: draft\n\nx",
            "Title: A\nSummary: long\ngoes on here\nStatus: draft\n\nx",
            "Title:A\nStatus:draft\n\nx",
            "Title : A\nStatus : draft\n\nx",
            "Title: A\nStatus: draft\nand text\n\nx",
            "# A\nStatus: draft\n\nx",
            ".. title: A\n.. slug: a\n.. status: draft\n\nx",
            ".. title: A\n.. status: private\n\nx",
            ".. tags: sea, draft\n.. title: A\n\nx",
            "public:: false\n\n- x",
            "title:: A\npublic:: false\n- x",
            "- public:: false\n- x",
            "# A\n\nCreated: today\nStatus: Draft\n\n## 1. x",
            "#+TITLE: A\n#+HUGO_DRAFT: true\n\nx",
        ] {
            let (front_matter, _, diagnostics) = parsed(text).expect("metadata");
            assert!(front_matter.draft && diagnostics.len() == 1, "{text}");
        }
        assert!(!parsed("Title: A\nStatus: published\n\nx").expect("metadata").0.draft);
    }

    #[test]
    fn metadata_in_other_dress() {
        for (text, title, left) in [
            (".. title: A\n.. slug: a\n.. status: published\n\nx", Some("A"), "\nx"),
            ("title:: A\ntags:: [[b]], c\n- x", Some("A"), "- x"),
            ("#+TITLE: A\n#+DATE: today\nx", Some("A"), "x"),
            ("tags:: b\n\nx", None, "\nx"),
        ] {
            let (front_matter, rest, _) = parsed(text).expect("metadata");
            assert_eq!(
                (front_matter.title.as_deref(), &text[rest..], front_matter.draft),
                (title, left, false),
                "{text}"
            );
        }
    }

    #[test]
    fn comments_at_the_top_hide() {
        let text = "<!-- a -->\n<!--\n.. title: A\n.. status: draft\n-->\n\nx";
        assert!(hiding_comment(text).is_some_and(|key| &text[key.clone()] == "status"));
        for text in [
            "<!-- draft: true -->\nx",
            "<!-- a note\ndraft: true\n-->\nx",
            "x\n<!-- draft: true -->\n",
            "<!-- status: done -->x",
        ] {
            assert_eq!(hiding_comment(text), None, "{text}");
        }
    }

    #[test]
    fn text_stays_text() {
        for text in [
            "Note: bring the keel.\n\nx",
            "Title: A\nand a line of text\n\nx",
            "Date: 2024-01-02\nAttendees: A, B\n\nx",
            "Title: A\nHero: b\nPlace: c\nMoral: d\n\nx",
            "Status: fine\n\nx",
            "Title: Keel\nWarning: never dive here.\n\nx",
            "Draft: of a keel\n\nx",
            "Note: a list\nStatus: draft\n\nx",
            "http://example.org\n",
            ".. note: this is text\n\nx",
            "# A\n\nSome text.\nStatus: draft\n\nx",
            "# A\n\nDraft: beer from the keg\n\nx",
            "# A\n\nx\n\nStatus: draft\n",
            "std::vec is a module.\n\nx",
            "rating:: 5\nread:: yes\n\nx",
            "public:: false is a key in Logseq\n\nx",
            "public:: a key\nand so on\n",
            "tags:: are for readers\nwho look\n",
            "% a comment\n\nx",
            "% of water: 60\n% of fat: 20\n\nx",
            "% Water: 60\n% Fat: 20\n\nx",
            "Rating: 5/5\nTitle: A\nAuthor: B\n\nx",
            "%\n",
            "",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
