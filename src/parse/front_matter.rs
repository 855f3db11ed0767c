//! The YAML between two `---` lines at the top of a notebook.
//!
//! A mistake costs its own key, with one exception: where what cannot be read may have said `draft`, the notebook is
//! taken for a draft. Publishing cannot be undone; a missing notebook is noticed.

use super::numbering;
use crate::config::{NumberStyle, SectionRule};
use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::source::{FileId, Span};
use crate::suggest::nearest;
use crate::yaml::{Key, Mapping, Mistake};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::ops::Range;

/// What a notebook says about itself.
#[derive(Clone, Debug, PartialEq)]
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
    /// Whether its sections become cards.
    pub cards: bool,
    /// Former addresses of the notebook, which become redirects: `old-name/` or `old/page.html`.
    pub aliases: Vec<FormerAddress>,
}

impl Default for FrontMatter {
    fn default() -> Self {
        Self {
            title: None,
            summary: None,
            language: None,
            sections: None,
            level: None,
            numbers: None,
            order: None,
            tags: Vec::new(),
            draft: false,
            cards: true,
            aliases: Vec::new(),
        }
    }
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

/// `true` or `yes`, `false` or `no`: YAML 1.1 knew all of them, and authors do.
struct Truth(bool);

impl<'de> Deserialize<'de> for Truth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TruthVisitor;
        impl Visitor<'_> for TruthVisitor {
            type Value = Truth;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("`true` or `false`")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Truth, E> {
                Ok(Truth(value))
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Truth, E> {
                match value.to_ascii_lowercase().as_str() {
                    "true" | "yes" | "on" => Ok(Truth(true)),
                    "false" | "no" | "off" => Ok(Truth(false)),
                    _ => Err(E::invalid_value(Unexpected::Str(value), &self)),
                }
            }
        }
        deserializer.deserialize_any(TruthVisitor)
    }
}

/// The keys above, for suggestions.
const KEYS: [&str; 11] =
    ["title", "summary", "language", "sections", "level", "numbers", "order", "tags", "draft", "cards", "aliases"];

/// Longer front matter than this is a mistake or an attack: the YAML parser takes quadratic time on some inputs.
const LONGEST: usize = 64 * 1024;

/// More opening brackets than this are nested, not listed; the parser takes quadratic time on them as well.
const MOST_BRACKETS: usize = 64;

/// What becomes of a notebook that may be a draft.
const NOT_PUBLISHED: &str = "until that is clear the notebook is a draft: checked, not published";

/// Splits front matter from a notebook's text: what it says, and where the notes begin.
#[must_use]
pub(super) fn parse(file: FileId, text: &str) -> (FrontMatter, usize, Vec<Diagnostic>) {
    let Some(block) = Block::find(text) else {
        return (FrontMatter::default(), 0, Vec::new());
    };
    let yaml = &text[block.start..block.end];
    let (front_matter, mut diagnostics) = match block.form {
        Form::Toml => of_toml(file, yaml),
        _ if yaml.len() > LONGEST || yaml.matches(['[', '{']).count() > MOST_BRACKETS => {
            let diagnostic = Diagnostic::error("front-matter-invalid", "this front matter is too large to be one")
                .at(Span::new(file, block.start..block.start))
                .help(format!(
                    "keep it under 64 kB and 64 brackets, or write a rule at the top as `***`; {NOT_PUBLISHED}"
                ));
            (FrontMatter { draft: true, ..FrontMatter::default() }, vec![diagnostic])
        }
        _ => of_yaml(file, yaml, block.start),
    };
    let slip = match block.form {
        Form::Closed | Form::Toml => None,
        Form::Late => Some((
            Diagnostic::warning("front-matter-late", "front matter begins on the first line of a file"),
            "it was read all the same; take out the blank lines above it",
        )),
        Form::Unclosed => Some((
            Diagnostic::error("front-matter-invalid", "this front matter does not end"),
            "it was read up to the first blank line or heading; end it with a line `---`",
        )),
    };
    diagnostics.extend(slip.map(|(diagnostic, help)| diagnostic.at(Span::new(file, block.fence.clone())).help(help)));
    (front_matter, block.rest, diagnostics)
}

fn of_yaml(file: FileId, yaml: &str, start: usize) -> (FrontMatter, Vec<Diagnostic>) {
    let mut keys = Mapping::read(yaml);
    // Without a key that could be read, nothing says that this is no draft.
    let is_readable = !keys.text().is_empty() || yaml.is_empty();
    let mut front_matter = FrontMatter {
        title: keys.take("title"),
        summary: keys.take("summary"),
        language: keys.take("language"),
        sections: keys.take("sections"),
        level: keys.take("level"),
        numbers: keys.take("numbers"),
        order: keys.take("order"),
        tags: keys.take("tags").unwrap_or_default(),
        draft: keys.take::<Truth>("draft").is_some_and(|Truth(is_draft)| is_draft),
        cards: keys.take::<Truth>("cards").is_none_or(|Truth(has_cards)| has_cards),
        aliases: keys.take("aliases").unwrap_or_default(),
    };
    let mut at = keys.place_of("aliases").map_or(0, |key| key.end);
    for FormerAddress { address, place } in &mut front_matter.aliases {
        // One that YAML spells in another way, such as with an escape, is shown behind the key.
        if let Some(length) = yaml[at..].find(address.as_str()) {
            *place = start + at + length..start + at + length + address.len();
            at += length + address.len();
        } else {
            *place = start + at..start + at;
        }
    }
    let has_draft = keys.place_of("draft").is_some();
    let mut diagnostics = Vec::new();
    for Key { name, place } in keys.keys.iter().filter(|key| !KEYS.contains(&key.name.as_str())) {
        let span = Span::new(file, start + place.start..start + place.end);
        diagnostics.push(match nearest(name, KEYS.into_iter()) {
            Some(known) => {
                let may_be_draft = known == "draft" && may_say_draft(&yaml[keys.block_of(place)]);
                front_matter.draft |= may_be_draft;
                let then = if may_be_draft { format!(" {NOT_PUBLISHED}") } else { String::new() };
                Diagnostic::warning("front-matter-unknown-key", format!("`{name}` is not a key of front matter"))
                    .at(span)
                    .help(format!("did you mean `{known}`?{then}"))
            }
            None => {
                Diagnostic::note("front-matter-unknown-key", format!("`{name}` means nothing here and is passed over"))
                    .at(span)
            }
        });
    }
    for mistake in std::mem::take(&mut keys.mistakes) {
        let may_be_draft = !is_readable || may_say_draft(&yaml[mistake.lost.clone()]);
        front_matter.draft |= may_be_draft;
        diagnostics.push(told(mistake.moved(start), may_be_draft, file));
    }
    if let Some(line) = swallowed_draft(yaml).filter(|_| !front_matter.draft && !has_draft) {
        front_matter.draft = true;
        let place = start + line..start + line + "draft".len();
        diagnostics.push(
            Diagnostic::error("front-matter-invalid", "`draft` is inside the value of another key here")
                .at(Span::new(file, place))
                .help(format!("close the quote or the bracket above it; {NOT_PUBLISHED}")),
        );
    }
    if let Some(level) = front_matter.level
        && !(1..=6).contains(&level)
    {
        let key = keys.place_of("level").unwrap_or_default();
        diagnostics.push(
            Diagnostic::error("front-matter-invalid", format!("there is no heading of level {level}"))
                .at(Span::new(file, start + key.start..start + key.end))
                .help("use a level from 1 to 6"),
        );
        front_matter.level = None;
    }
    (front_matter, diagnostics)
}

/// A line that says `draft` where keys stand. A quote that only a later line closes makes it a part of a value.
fn swallowed_draft(yaml: &str) -> Option<usize> {
    let mut lines = yaml.split_inclusive('\n').scan(0, |offset, line| {
        let at = *offset;
        *offset += line.len();
        Some((at, line))
    });
    let is_draft = |line: &str| {
        line.split_once(':').is_some_and(|(key, _)| key.trim_end().eq_ignore_ascii_case("draft")) && may_say_draft(line)
    };
    lines.find(|(_, line)| is_draft(line)).map(|(at, _)| at)
}

fn told(mut mistake: Mistake, may_be_draft: bool, file: FileId) -> Diagnostic {
    if may_be_draft {
        let advice = mistake.help.take().map_or(String::new(), |help| format!("{help}; "));
        mistake.help = Some(format!("{advice}{NOT_PUBLISHED}"));
    }
    mistake.diagnostic("front-matter-invalid", file, "the notebook is read as if this were not there")
}

/// TOML between two `+++` lines, as Hugo and Zola have it. We do not read it; it must not become text either.
fn of_toml(file: FileId, toml: &str) -> (FrontMatter, Vec<Diagnostic>) {
    let draft = may_say_draft(toml);
    let then = if draft { format!("; {NOT_PUBLISHED}") } else { String::new() };
    let diagnostic = Diagnostic::error("front-matter-invalid", "this front matter is TOML, which is not read here")
        .at(Span::new(file, 0..3))
        .help(format!("write it as YAML, `title: …` between two lines `---`{then}"));
    (FrontMatter { draft, ..FrontMatter::default() }, vec![diagnostic])
}

/// Whether text that could not be read says that the notebook is a draft, or may have meant to.
fn may_say_draft(text: &str) -> bool {
    let says_no = |value: &str| {
        let value = value.split('#').next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        ["false", "no", "off"].iter().any(|no| value.eq_ignore_ascii_case(no))
    };
    text.lines().any(|line| {
        let (key, value) = line.split_once([':', '=']).unwrap_or((line, ""));
        let key = key.trim().trim_matches(['"', '\'', '{', '-', ' ']);
        let is_key = nearest(key, KEYS.into_iter()) == Some("draft") || key.to_lowercase().contains("draft");
        let is_elsewhere = line.len() > key.len() && value.to_lowercase().contains("draft:");
        (is_key && !says_no(value)) || is_elsewhere
    })
}

/// Where the front matter is: its first fence, what is between the two, and where the notes begin after them.
struct Block {
    fence: Range<usize>,
    start: usize,
    end: usize,
    rest: usize,
    form: Form,
}

/// How front matter stands in its file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// From the first line to a line that closes it.
    Closed,
    /// With blank lines above it.
    Late,
    /// With nothing that closes it.
    Unclosed,
    /// Between `+++` lines.
    Toml,
}

impl Block {
    /// A `---` on the very first line opens front matter, and a `---` or `...` line closes it. A rule at the top of a file
    /// is a rule: where blank lines stand above it or nothing closes it, only our own keys below it make it front matter.
    fn find(text: &str) -> Option<Self> {
        let above = text.len() - text.trim_start().len();
        let opening = text[..above].rfind('\n').map_or(0, |newline| newline + 1);
        let first = text[opening..].split_inclusive('\n').next()?;
        let (start, fence) = (opening + first.len(), opening..opening + 3);
        let is_toml = match first.trim_end() {
            "---" => false,
            "+++" if above == 0 => true,
            _ => return None,
        };
        let mut offset = start;
        let mut stop = None;
        let mut closed = None;
        for line in text[start..].split_inclusive('\n') {
            match line.trim_end() {
                "---" | "..." if !is_toml => closed = Some(offset..offset + line.len()),
                "+++" if is_toml => closed = Some(offset..offset + line.len()),
                "" => _ = stop.get_or_insert(offset),
                words if is_heading(words) => {
                    stop.get_or_insert(offset);
                    // No YAML goes on below a section: the `---` further down is a rule.
                    if is_section(words) {
                        break;
                    }
                }
                _ => {}
            }
            if closed.is_some() {
                break;
            }
            offset += line.len();
        }
        let (end, rest, form) = match closed {
            Some(close) if is_toml => (close.start, close.end, Form::Toml),
            Some(close) => (close.start, close.end, if opening == 0 { Form::Closed } else { Form::Late }),
            None => {
                let end = stop.unwrap_or(text.len());
                (end, end, if is_toml { Form::Toml } else { Form::Unclosed })
            }
        };
        let has_our_keys = || {
            let delimiter = if is_toml { '=' } else { ':' };
            let keys = text[start..end].lines().filter_map(|line| line.split_once(delimiter));
            keys.into_iter().any(|(key, _)| KEYS.iter().any(|known| key.trim_end().eq_ignore_ascii_case(known)))
        };
        (form == Form::Closed || has_our_keys()).then_some(Self { fence, start, end, rest, form })
    }
}

fn is_heading(line: &str) -> bool {
    let words = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - words.len())) && words.starts_with(' ')
}

/// Whether a line is a numbered heading, which no comment in YAML is.
fn is_section(line: &str) -> bool {
    is_heading(line) && numbering::parse(line.trim_start_matches('#')).is_some()
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
            ["`titel` is not a key of front matter", "`layout` means nothing here and is passed over"]
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

    #[test]
    fn a_slip_never_publishes_a_draft() {
        for text in [
            "---\ndraft: true\norder: first\n---\n",
            "---\ndraft: yes\n---\n",
            "---\ndraft: maybe\n---\n",
            "---\ndraft: false\ndraft: true\n---\n",
            "---\ntitle: \"A\ndraft: true\nsummary: B\"\n---\n",
            "---\ntags: [a,\ndraft: true\n]\n---\n",
            "---\ntitle: AWS: the notes\ndraft: true\n---\n",
            "---\nDraft: true\n---\n",
            "---\ndarft: yes # soon\n---\n",
            "---\ntitle: [a\n  draft: true\n---\n",
            "---\ntitle: A draft: true\n---\n",
            "+++\ndraft = true\n+++\n",
            "+++\ntitle = \"x\"\ndraft = true\n\n# A\n",
            "\n\n---\ndraft: true\n---\n",
            "---\ndraft: true\n\n# A\n",
            "---\ndraft: true\n### 1. A\n\nText\n\n---\n\n### 2. B\n",
        ] {
            assert!(parsed(text).0.draft, "{text}");
        }
        for text in [
            "---\ndraft: false\norder: first\n---\n",
            "---\ndraft: no\n---\n",
            "---\nDraft: false\n---\n",
            "---\ntitle: AWS: the notes\ntags: [a]\n---\n",
            "+++\ntitle = \"x\"\n+++\n",
            "+++\ndraft = false\n+++\n",
            "---\n\nA draft of a letter\n",
            "---\ntitle: A\ndraft-of: b\nsummary: a draft\n---\n",
            "---\r\ntitle: A\r\ndraft: no\r\n---\r\n",
        ] {
            assert!(!parsed(text).0.draft, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_draft_is_a_draft_whatever_stands_around_it(
            above in "(title: [a-c]: é\n|tags: \\[x\n|order: x\n|x: \"\n|summary: '\n|level: 2\n){0,4}",
            says in "(draft: true|draft: yes|Draft: true|draft : true|draft: True)",
            below in "(\n### 1. A\n|title: b\n|\n|---\n|  y\n|- z\n|]\n|x: \"\n|'\n){0,4}",
        ) {
            let text = format!("---\n{above}{says}\n{below}");
            let (front_matter, rest, diagnostics) = parsed(&text);
            proptest::prop_assert!(front_matter.draft, "{}", text);
            proptest::prop_assert!(text.is_char_boundary(rest));
            for span in diagnostics.iter().filter_map(|diagnostic| diagnostic.span) {
                proptest::prop_assert!(text.get(span.range()).is_some());
            }
        }
    }

    #[test]
    fn keys_that_are_right_stay_and_all_mistakes_are_told() {
        let (front_matter, _, diagnostics) =
            parsed("---\ntitle: A: B\norder: first\ntags: x\nlevel: 2\nsections: heading\nsummary: S\n---\n");
        assert_eq!((front_matter.summary.as_deref(), front_matter.level), (Some("S"), Some(2)));
        assert_eq!(diagnostics.len(), 4, "{diagnostics:#?}");
    }

    #[test]
    fn front_matter_ends_where_notes_begin() {
        let (_, rest, diagnostics) = parsed("---\ntitle: A\n### 1. A\n\n---\n\n### 2. B\n");
        assert_eq!((rest, diagnostics.len()), ("---\ntitle: A\n".len(), 1));
        let (front_matter, rest, diagnostics) = parsed("\n---\ntitle: A\n---\nBody");
        assert_eq!(front_matter.title.as_deref(), Some("A"));
        assert_eq!((rest, diagnostics.len()), ("\n---\ntitle: A\n---\n".len(), 1));
    }
}
