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

/// Reads metadata at the very top: what it says, and where the notes begin. None if the file begins with text.
pub(super) fn read(file: FileId, text: &str) -> Option<(FrontMatter, usize, Vec<Diagnostic>)> {
    let start = text.len() - text.trim_start_matches(['\u{FEFF}', '\n', '\r']).len();
    if text[start..].starts_with("% ") {
        return title_block(text, start);
    }
    let mut front_matter = FrontMatter::default();
    let mut diagnostics = Vec::new();
    let mut end = start;
    let (mut keys, mut known) = (0_usize, 0_usize);
    let mut names_file = false;
    for line in text[start..].split_inclusive('\n') {
        let words = line.trim_end();
        if words.is_empty() || words.starts_with('#') {
            break;
        }
        let at = end;
        end += line.len();
        if words.starts_with("    ") || words.starts_with('\t') {
            continue;
        }
        let (key, value) = words.split_once(':')?;
        let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !is_key || !(value.is_empty() || value.starts_with([' ', '\t'])) {
            return None;
        }
        let (key, value) = (key.to_ascii_lowercase(), value.trim());
        keys += 1;
        known += usize::from(KEYS.contains(&key.as_str()));
        names_file |= key == "title";
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
        if hides_elsewhere(words) || (key == "draft" && may_be_said(words)) {
            front_matter.draft = true;
            let message = format!("`{}` keeps this notebook from being published", &words[..key.len()]);
            let diagnostic = Diagnostic::note("not-published", message).at(Span::new(file, at..at + key.len()));
            diagnostics.push(diagnostic.help("take the line out to publish the notebook"));
        }
    }
    ((names_file || front_matter.draft) && known * 2 >= keys).then_some((front_matter, end, diagnostics))
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
        for text in
            ["Title: A\nStatus: draft\n\nx", "Status: hidden\n\nx", "title: A\ndraft: true\n# x", "Draft: yes\n"]
        {
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
            "http://example.org\n",
            "% a comment\n\nx",
            "%\n",
            "",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
