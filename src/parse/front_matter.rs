//! The YAML between two `---` lines at the top of a notebook.

use crate::config::{NumberStyle, SectionRule, nearest};
use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::source::{FileId, Span};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;

/// What a notebook says about itself.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct FrontMatter {
    /// The notebook's name.
    pub title: Option<String>,
    /// One or two sentences for the home page.
    pub summary: Option<String>,
    /// The language of the notes, instead of site.toml's `site.language`.
    pub language: Option<Language>,
    /// What makes a section, instead of site.toml's `notes.sections`.
    pub sections: Option<SectionRule>,
    /// The heading level of sections, instead of site.toml's `notes.level`.
    pub level: Option<u8>,
    /// The numbering that counts, instead of site.toml's `notes.numbers`.
    pub numbers: Option<NumberStyle>,
    /// Where the notebook stands on the home page: lower first, then by title.
    pub order: Option<i64>,
    /// Subjects, shown with the notebook.
    pub tags: Vec<String>,
    /// A draft is read and checked but not written.
    pub draft: bool,
    /// Former addresses of the notebook, which become redirects: `old-name/` or `old/page.html`.
    pub aliases: Vec<FormerAddress>,
    /// Keys of other tools.
    #[serde(flatten)]
    other: BTreeMap<String, serde_yaml::Value>,
}

/// An address that a notebook once had.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct FormerAddress {
    /// As written.
    pub address: String,
    /// The bytes of the file where it is written.
    pub place: Range<usize>,
}

impl From<String> for FormerAddress {
    fn from(address: String) -> Self {
        Self { address, place: 0..0 }
    }
}

/// The keys above, for suggestions.
const KEYS: [&str; 10] =
    ["title", "summary", "language", "sections", "level", "numbers", "order", "tags", "draft", "aliases"];

/// Longer front matter than this is a mistake or an attack: the YAML parser takes quadratic time on some inputs.
const LONGEST: usize = 64 * 1024;

/// More opening brackets than this are nested, not listed; the parser takes quadratic time on them as well.
const MOST_BRACKETS: usize = 64;

/// Splits front matter from a notebook's text: what it says, and where the notes begin.
#[must_use]
pub(super) fn parse(file: FileId, text: &str) -> (FrontMatter, usize, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let Some(block) = Block::find(text) else {
        return (FrontMatter::default(), 0, diagnostics);
    };
    let yaml = &text[block.start..block.end];
    let mut front_matter = if yaml.len() > LONGEST || yaml.matches(['[', '{']).count() > MOST_BRACKETS {
        diagnostics.push(
            Diagnostic::error("front-matter-invalid", "this front matter is too large to be one")
                .at(Span::new(file, 0..3))
                .help("keep it under 64 kB and 64 brackets, or add a blank line above the first `---`"),
        );
        FrontMatter::default()
    } else {
        match serde_yaml::from_str::<Option<FrontMatter>>(yaml) {
            Ok(front_matter) => front_matter.unwrap_or_default(),
            Err(error) => {
                let at = block.start + error.location().map_or(0, |place| place.index().min(yaml.len()));
                diagnostics.push(
                    Diagnostic::error("front-matter-invalid", plain_message(&error))
                        .at(Span::new(file, at..at))
                        .help("the notebook is read as if it had no front matter"),
                );
                FrontMatter::default()
            }
        }
    };
    let mut at = key_offset(yaml, "aliases");
    for FormerAddress { address, place } in &mut front_matter.aliases {
        // One that YAML spells in another way, such as with an escape, is shown at the key.
        if let Some(length) = yaml[at..].find(address.as_str()) {
            *place = block.start + at + length..block.start + at + length + address.len();
            at += length + address.len();
        } else {
            *place = block.start + at..block.start + at;
        }
    }
    for key in front_matter.other.keys() {
        let at = block.start + key_offset(yaml, key);
        let span = Span::new(file, at..at + key.len());
        diagnostics.push(match nearest(key, KEYS.into_iter()) {
            Some(known) => {
                Diagnostic::warning("front-matter-unknown-key", format!("`{key}` is not a key of front matter"))
                    .at(span)
                    .help(format!("did you mean `{known}`?"))
            }
            None => {
                Diagnostic::note("front-matter-unknown-key", format!("`{key}` means nothing here and is passed over"))
                    .at(span)
            }
        });
    }
    if let Some(level) = front_matter.level
        && !(1..=6).contains(&level)
    {
        let at = block.start + key_offset(yaml, "level");
        diagnostics.push(
            Diagnostic::error("front-matter-invalid", format!("there is no heading of level {level}"))
                .at(Span::new(file, at..at + 5))
                .help("use a level from 1 to 6"),
        );
    }
    (front_matter, block.rest, diagnostics)
}

/// Where the YAML is: between the two fences, and where the notes begin after them.
struct Block {
    start: usize,
    end: usize,
    rest: usize,
}

impl Block {
    /// Only a `---` on the very first line opens front matter, and only a `---` or `...` line closes it;
    /// a rule at the top of a file that nothing closes is a rule.
    fn find(text: &str) -> Option<Self> {
        let start = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---")?.len();
        let mut offset = start;
        for line in text[start..].split_inclusive('\n') {
            if matches!(line.trim_end(), "---" | "...") {
                return Some(Self { start, end: offset, rest: offset + line.len() });
            }
            offset += line.len();
        }
        None
    }
}

fn key_offset(yaml: &str, key: &str) -> usize {
    let mut offset = 0;
    for line in yaml.split_inclusive('\n') {
        if line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':')) {
            return offset;
        }
        offset += line.len();
    }
    0
}

/// The YAML library's message without the place, which is drawn from the span.
pub(crate) fn plain_message(error: &serde_yaml::Error) -> String {
    let message = error.to_string();
    let cut = message.rfind(" at line ").unwrap_or(message.len());
    message[..cut].replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};

    fn parsed(text: &str) -> (FrontMatter, usize, Vec<Diagnostic>) {
        let id = Sources::default().add(SourceFile::new("a.md", text));
        parse(id, text)
    }

    #[test]
    fn keys_and_the_rest() {
        let (front_matter, rest, diagnostics) = parsed("---\ntitle: A\ntags: [x, y]\nnumbers: \"12)\"\n---\nBody");
        assert_eq!(front_matter.title.as_deref(), Some("A"));
        assert_eq!(front_matter.tags, ["x", "y"]);
        assert_eq!(front_matter.numbers, Some(NumberStyle::Parenthesis));
        assert_eq!((rest, diagnostics), ("---\ntitle: A\ntags: [x, y]\nnumbers: \"12)\"\n---\n".len(), vec![]));
    }

    #[test]
    fn former_addresses_know_where_they_are_written() {
        let text = "---\ntitle: old/\naliases:\n  - old/\n  - old/page.html\n---\n";
        let places = parsed(text)
            .0
            .aliases
            .into_iter()
            .map(|alias| (text[alias.place.clone()] == alias.address, alias.place.start));
        assert_eq!(places.collect::<Vec<_>>(), [(true, 29), (true, 38)]);
    }

    #[test]
    fn a_rule_is_not_front_matter() {
        assert_eq!(parsed("---\n\nText").1, 0);
        assert_eq!(parsed("Text\n---\na: 1\n---\n").1, 0);
    }

    #[test]
    fn misspelt_keys_are_named_and_foreign_ones_noted() {
        let (_, _, diagnostics) = parsed("---\ntitel: A\nlayout: exam\n---\n");
        let severities: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(
            severities,
            ["`layout` means nothing here and is passed over", "`titel` is not a key of front matter"]
        );
    }

    #[test]
    fn bombs_are_refused_quickly() {
        assert_eq!(parsed(&format!("---\na: {}\n---\n", "[".repeat(100_000))).2.len(), 1);
        let mut bomb = String::from("---\na0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for n in 1..9 {
            bomb.push_str(&format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(",")));
        }
        bomb.push_str("---\n");
        assert!(!parsed(&bomb).2.is_empty());
    }
}
