//! Metadata at the top of a file without lines around it: `Title: …` and `Status: draft` of Pelican and `MultiMarkdown`, and
//! the `% title`, `% author` and `% date` lines of Pandoc.
//!
//! Sources: Pelican, "Writing content"; the "Meta-Data" extension of Python-Markdown; Pandoc's manual, "Extension:
//! `pandoc_title_block`".

use super::FrontMatter;
use super::draft::{hides_elsewhere, may_be_said};
use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::parse::syntax;
use crate::source::{FileId, Span};

/// Keys that say that such lines are metadata.
const KEYS: [&str; 24] = [
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
];

/// Most lines of metadata among which a line that hides the note is looked for.
const MOST_LINES: usize = 30;

/// Reads metadata at the very top: what it says, and where the notes begin. None if the file begins with text.
pub(super) fn read(file: FileId, text: &str) -> Option<(FrontMatter, usize, Vec<Diagnostic>)> {
    let start = text.len() - text.trim_start_matches(['\u{FEFF}', '\n', '\r']).len();
    if text[start..].starts_with("% ") {
        return title_block(text, start);
    }
    let metadata = metadata(text, start);
    // Of a hidden note nothing is shown, so the lines around need not be metadata.
    let Some((at, key)) = hiding_line(text, start) else {
        return metadata.map(|(front_matter, end)| (front_matter, end, Vec::new()));
    };
    let (front_matter, end) = metadata.unwrap_or((FrontMatter::default(), start));
    let message = format!("`{key}` keeps this notebook from being published");
    let diagnostic = Diagnostic::note("not-published", message)
        .at(Span::new(file, at..at + key.len()))
        .help("take the line out to publish the notebook");
    Some((FrontMatter { draft: true, ..front_matter }, end, vec![diagnostic]))
}

/// The lines of keys and values at the top, and where they end. Most of the keys are known ones, and a title is among them,
/// so that text that only looks like metadata stays text.
fn metadata(text: &str, start: usize) -> Option<(FrontMatter, usize)> {
    let mut front_matter = FrontMatter::default();
    let mut end = start;
    let (mut keys, mut known) = (0_usize, 0_usize);
    let mut has_title = false;
    for line in text[start..].split_inclusive('\n') {
        let words = line.trim_end();
        if words.is_empty() || words.starts_with('#') {
            break;
        }
        end += line.len();
        if words.starts_with("    ") || words.starts_with('\t') {
            continue;
        }
        let (key, value) = words.split_once(':')?;
        let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b' '));
        if !is_key || !(value.is_empty() || value.starts_with([' ', '\t'])) {
            return None;
        }
        let (key, value) = (key.trim_end().to_ascii_lowercase(), value.trim());
        keys += 1;
        known += usize::from(KEYS.contains(&key.as_str()));
        has_title |= key == "title";
        match key.as_str() {
            "title" => front_matter.title = Some(value.to_owned()).filter(|title| !title.is_empty()),
            "summary" => front_matter.summary = Some(value.to_owned()).filter(|summary| !summary.is_empty()),
            "slug" => front_matter.slug = Some(value.to_owned()).filter(|slug| !slug.is_empty()),
            "lang" | "language" => front_matter.language = Language::try_from(value.replace('_', "-")).ok(),
            "tags" => {
                let tags = value.split([',', ';']).map(str::trim).filter(|tag| !tag.is_empty());
                front_matter.tags = tags.map(str::to_owned).collect();
            }
            _ => {}
        }
    }
    (has_title && known * 2 > keys).then_some((front_matter, end))
}

/// The first line at the top that hides the note, such as `Status: draft`: its offset and its key. It is among lines that
/// begin with a known key, or below a heading. Its value is one word: `Draft: beer from the keg` is text.
fn hiding_line(text: &str, start: usize) -> Option<(usize, &str)> {
    let mut at = start;
    for (number, line) in text[start..].split_inclusive('\n').take(MOST_LINES).enumerate() {
        let words = line.trim_end();
        let is_heading = number == 0 && words.starts_with("# ");
        let key = words.split_once(':').map(|(key, _)| key.trim_end());
        let is_known = key.is_some_and(|key| KEYS.contains(&key.to_ascii_lowercase().as_str()));
        if words.is_empty() || (number == 0 && !is_heading && !is_known && !hides_elsewhere(words)) {
            return None;
        }
        if let Some((key, value)) = words.split_once(':')
            && value.split_whitespace().count() == 1
            && (hides_elsewhere(words) || (key.trim().eq_ignore_ascii_case("draft") && may_be_said(words)))
        {
            return Some((at, key.trim_end()));
        }
        at += line.len();
    }
    None
}

/// The title block of Pandoc: up to three lines or more with `% ` before title, authors and date. One line alone may be a comment.
fn title_block(text: &str, start: usize) -> Option<(FrontMatter, usize, Vec<Diagnostic>)> {
    let block: Vec<&str> = text[start..].split_inclusive('\n').take_while(|line| line.starts_with('%')).collect();
    let end = start + block.iter().map(|line| line.len()).sum::<usize>();
    let is_closed = text[end..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') || text[end..].is_empty();
    if !(2..=3).contains(&block.len()) || !is_closed || syntax::is_myst(text) {
        return None;
    }
    let title = block[0][1..].trim().to_owned();
    let front_matter = FrontMatter { title: Some(title).filter(|title| !title.is_empty()), ..FrontMatter::default() };
    Some((front_matter, end, Vec::new()))
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
        assert_eq!((&text[rest..], diagnostics.len()), ("\nText: a\n", 0));
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
        ] {
            let (front_matter, _, diagnostics) = parsed(text).expect("metadata");
            assert!(front_matter.draft && diagnostics.len() == 1, "{text}");
        }
        assert!(!parsed("Title: A\nStatus: published\n\nx").expect("metadata").0.draft);
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
            "% a comment\n\nx",
            "%\n",
            "",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
