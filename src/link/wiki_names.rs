//! The names that wiki links use: of notes, and of files beside them.

use crate::parse::heading_words::months::english;
use crate::parse::markdown::EMBEDDED;
use crate::parse::{Notebook, Piece, is_note};
use crate::tokenize::capitalised;
use pulldown_cmark::{Event, LinkType, Tag};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// What the key of a file that is looked for by its name begins with, instead of a path.
const BY_NAME: &str = "name:";

/// A notebook, or a section that is a file of its own.
pub(super) type NoteIndex = (usize, Option<usize>);

/// Notes by the last part of their path, and by the names that they give themselves, all in lower case.
#[derive(Debug)]
pub(super) struct Names {
    pub by_last_part: HashMap<String, Vec<NoteIndex>>,
    pub by_own_name: HashMap<String, NoteIndex>,
}

impl Names {
    pub(super) fn new<'a>(notebooks: impl Iterator<Item = &'a Notebook>) -> Self {
        let mut names = Self { by_last_part: HashMap::new(), by_own_name: HashMap::new() };
        for (index, notebook) in notebooks.enumerate() {
            let aliases = notebook.front_matter.names.iter().map(String::as_str);
            names.add(&notebook.id, aliases.chain([notebook.title.as_str()]), (index, None));
            for (section, content) in notebook.sections.iter().enumerate() {
                if let Some(chapter) = &content.chapter {
                    names.add(&chapter.id, chapter.names.iter().map(String::as_str), (index, Some(section)));
                }
            }
        }
        names
    }

    fn add<'a>(&mut self, id: &str, own_names: impl Iterator<Item = &'a str>, note: NoteIndex) {
        let last = folded(id.rsplit('/').next().unwrap_or(id));
        self.by_last_part.entry(last).or_default().push(note);
        let of_file = of_file(id.rsplit('/').next().unwrap_or(id));
        for name in own_names.map(str::to_owned).chain(of_file) {
            self.by_own_name.entry(folded(name.trim())).or_insert(note);
        }
    }
}

/// Names that other tools read from the name of a file: `A/B` is `A___B.md` and `Jan 6th, 2024` is `2024_01_06.md` in Logseq, and
/// the time that a name begins with is a name of its own in Zettlr.
fn of_file(stem: &str) -> Vec<String> {
    let mut names = Vec::new();
    for slash in ["___", "%2F"] {
        names.extend(stem.contains(slash).then(|| stem.replace(slash, "/")));
    }
    names.extend(day(stem).into_iter().flatten());
    let digits = stem.bytes().take_while(u8::is_ascii_digit).count();
    let is_time = matches!(digits, 12..=14) && stem[digits..].starts_with([' ', '-', '_']);
    names.extend(is_time.then(|| stem[..digits].to_owned()));
    names
}

/// The names of a day of a journal, `2024_01_06`.
fn day(stem: &str) -> Option<[String; 3]> {
    let mut parts = stem.split('_');
    let mut number = |length: usize| {
        let part = parts.next().filter(|part| part.len() == length)?;
        part.parse::<usize>().ok()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let month_name = capitalised(english(month).filter(|_| parts.next().is_none())?);
    let ordinal = match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    };
    Some([
        format!("{} {day}{ordinal}, {year}", &month_name[..3]),
        format!("{month_name} {day}{ordinal}, {year}"),
        format!("{year}-{month:02}-{day:02}"),
    ])
}

/// A name as it is compared: case does not matter, nor whether an accent is a character of its own, as in names of files
/// on macOS (Unicode Standard Annex 15, form NFC).
pub(super) fn folded(name: &str) -> String {
    name.nfc().collect::<String>().to_lowercase()
}

/// The key of a file that a wiki link names, in the set of named files.
#[must_use]
pub fn file_key(target: &str) -> Option<String> {
    let path = target.split('#').next().unwrap_or_default().trim();
    let (_, extension) = path.rsplit_once('.')?;
    let is_extension = (1..=5).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_extension && !is_note(extension)).then(|| format!("{BY_NAME}{path}"))
}

/// The name behind such a key.
#[must_use]
pub fn name_of_key(key: &str) -> Option<&str> {
    key.strip_prefix(BY_NAME)
}

/// The target of a wiki link or an embedded picture.
pub(super) fn wiki_target(piece: &Piece) -> Option<&str> {
    match piece {
        Piece::Markdown(Event::Start(
            Tag::Link { link_type: LinkType::WikiLink { .. }, dest_url, .. }
            | Tag::Image { link_type: LinkType::WikiLink { .. }, dest_url, .. },
        )) => Some(dest_url),
        _ => None,
    }
}

/// Whether a wiki link is written as `![[Note]]`: Obsidian shows the note there.
pub(super) fn is_embedded(piece: &Piece) -> bool {
    matches!(piece, Piece::Markdown(Event::Start(Tag::Link { id, .. })) if **id == *EMBEDDED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_are_compared_in_one_form() {
        assert_eq!(folded("E\u{301}TANG"), folded("étang"));
    }

    #[test]
    fn files_have_names_of_other_tools() {
        assert_eq!(of_file("Project___Alpha"), ["Project/Alpha"]);
        assert_eq!(of_file("2024_01_06"), ["Jan 6th, 2024", "January 6th, 2024", "2024-01-06"]);
        assert_eq!(of_file("202401051231 Other"), ["202401051231"]);
        for plain in ["notes", "2024_13_06", "2024_01_06_x", "20240105 Day", "47"] {
            assert_eq!(of_file(plain), [""; 0], "{plain}");
        }
    }
}
