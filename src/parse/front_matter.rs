//! The YAML between two `---` lines at the top of a notebook, the TOML or JSON of other tools, or metadata without such lines.
//!
//! A mistake costs its own key, with one exception: where what cannot be read may have said `draft`, the notebook is
//! taken for a draft. Publishing cannot be undone; a missing notebook is noticed.

mod block;
mod draft;
mod notation;
mod plain;
mod values;

use super::syntax;
use crate::config::{CatalogueChoice, NumberStyle, SectionRule};
use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::source::{FileId, Span};
use crate::suggest::nearest;
use crate::yaml::{Key, Mapping, Mistake};
use block::{Block, Form, Notation};
use notation::AsYaml;
use std::ops::Range;
use values::{FormerAddress, Several, Truth};

/// The JSON Schema of front matter, for editors. A test compares it with [`FrontMatter`].
pub const SCHEMA: &str = include_str!("../../schemas/front-matter.json");

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
    /// The notebook's position on the home page: lower first, then by title.
    pub order: Option<i64>,
    /// Subjects, shown with the notebook.
    pub tags: Vec<String>,
    /// A draft is read and checked but not written.
    pub draft: bool,
    /// Whether its sections become cards.
    pub cards: bool,
    /// Former addresses of the notebook, which become redirects: `old-name/` or `old/page.html`.
    pub aliases: Vec<FormerAddress>,
    /// Other names of the notebook, by which wiki links find it: what `aliases` has, addresses included.
    pub names: Vec<String>,
    /// Which catalogue the notebook is about, instead of what its text says.
    pub catalogue: Option<CatalogueChoice>,
    /// The address of the note in Docusaurus, which links of other notes may name.
    pub slug: Option<String>,
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
            names: Vec::new(),
            catalogue: None,
            slug: None,
        }
    }
}

/// The keys above, for suggestions.
const KEYS: [&str; 14] = [
    "title",
    "summary",
    "language",
    "sections",
    "level",
    "numbers",
    "order",
    "tags",
    "draft",
    "cards",
    "aliases",
    "catalogue",
    "sidebar_position",
    "slug",
];

/// Keys of Jekyll, Hugo, Obsidian, Docusaurus and others that a key of ours resembles.
const FOREIGN: [&str; 12] = [
    "date",
    "lang",
    "label",
    "labels",
    "alias",
    "order_by",
    "name",
    "type",
    "nav_order",
    "image",
    "section",
    "subtitle",
];

/// Longer front matter than this is a mistake or an attack: the YAML parser takes quadratic time on some inputs.
const LONGEST: usize = 64 * 1024;

/// More opening brackets than this are nested, not listed; the parser takes quadratic time on them as well.
const MOST_BRACKETS: usize = 64;

/// What becomes of a notebook that may be a draft.
const NOT_PUBLISHED: &str = "until that is clear the notebook is a draft: checked, not published";

/// Splits front matter from a notebook's text: what it says, and where the notes begin.
#[must_use]
pub(super) fn parse(file: FileId, text: &str) -> (FrontMatter, usize, Vec<Diagnostic>) {
    let (mut front_matter, rest, mut diagnostics) = in_block(file, text);
    if !front_matter.draft
        && let Some(key) = plain::hiding_comment(text)
    {
        front_matter.draft = true;
        diagnostics.push(plain::not_published(file, text, key));
    }
    (front_matter, rest, diagnostics)
}

fn in_block(file: FileId, text: &str) -> (FrontMatter, usize, Vec<Diagnostic>) {
    let Some(block) = Block::find(text) else {
        return plain::read(file, text).unwrap_or_default();
    };
    let yaml = &text[block.start..block.end];
    let (front_matter, mut diagnostics) = match block.notation {
        _ if yaml.len() > LONGEST => too_large(file, &block),
        Notation::Yaml if has_many_brackets(yaml) => too_large(file, &block),
        Notation::Yaml => of_yaml(file, yaml, block.start),
        Notation::Toml | Notation::Json => of_other_notation(file, &block, text),
    };
    let slip = match block.form {
        Form::Closed => None,
        _ if block.notation != Notation::Yaml => None,
        Form::Late => Some((
            Diagnostic::warning("front-matter-late", "front matter begins on the first line of a file with `---`"),
            "it was read all the same; begin the file with a line of three dashes, `---`",
        )),
        Form::Unclosed => Some((
            Diagnostic::error("front-matter-invalid", "this front matter does not end"),
            "it was read up to the first blank line or heading; end it with a line `---`",
        )),
    };
    diagnostics.extend(slip.map(|(diagnostic, help)| diagnostic.at(Span::new(file, block.fence.clone())).help(help)));
    (front_matter, block.rest, diagnostics)
}

fn has_many_brackets(yaml: &str) -> bool {
    yaml.matches(['[', '{']).count() > MOST_BRACKETS
}

/// A text that would take the YAML parser too long.
fn too_large(file: FileId, block: &Block) -> (FrontMatter, Vec<Diagnostic>) {
    let diagnostic = Diagnostic::error("front-matter-invalid", "this front matter is too large to be one")
        .at(Span::new(file, block.start..block.start))
        .help(format!("keep it under 64 kB and 64 brackets, or write a rule at the top as `***`; {NOT_PUBLISHED}"));
    (FrontMatter { draft: true, ..FrontMatter::default() }, vec![diagnostic])
}

fn of_yaml(file: FileId, yaml: &str, start: usize) -> (FrontMatter, Vec<Diagnostic>) {
    let mut keys = Mapping::read(yaml);
    let front_matter = values(&mut keys);
    let mut reader = Reader { file, yaml, start, keys, front_matter, diagnostics: Vec::new() };
    reader.locate_aliases();
    reader.unknown_keys();
    reader.comments();
    reader.mistakes();
    reader.swallowed_draft();
    reader.level();
    (reader.front_matter, reader.diagnostics)
}

/// The key of Hexo, Jekyll and others for the language.
const OTHER_LANGUAGE: &str = "lang";

/// The language in the key of other tools, if it is one: `lang: pt_BR`.
fn language_of_other_tools(keys: &mut Mapping) -> Option<Language> {
    let written: String = keys.take(OTHER_LANGUAGE)?;
    Language::try_from(written.replace('_', "-")).ok()
}

fn values(keys: &mut Mapping) -> FrontMatter {
    let names = keys.take("aliases").map_or_else(Vec::new, |Several(aliases)| aliases);
    let shown = |text: String| syntax::without_comments(&text);
    FrontMatter {
        title: keys.take("title").map(shown),
        summary: keys.take("summary").map(shown),
        language: keys.take("language").or_else(|| language_of_other_tools(keys)),
        sections: keys.take("sections"),
        level: keys.take("level"),
        numbers: keys.take("numbers"),
        order: keys.take("order").or_else(|| keys.take("sidebar_position")),
        tags: keys.take("tags").map_or_else(Vec::new, |Several(tags)| tags.into_iter().map(shown).collect()),
        draft: keys.take::<Truth>("draft").is_some_and(|Truth(is_draft)| is_draft),
        cards: keys.take::<Truth>("cards").is_none_or(|Truth(has_cards)| has_cards),
        aliases: former_addresses(names.clone()),
        names,
        catalogue: keys.take("catalogue"),
        slug: keys.take("slug"),
    }
}

/// Front matter whose values were taken, while its keys are checked.
struct Reader<'a> {
    file: FileId,
    yaml: &'a str,
    /// Offset of the YAML in the file.
    start: usize,
    keys: Mapping<'a>,
    front_matter: FrontMatter,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn span(&self, in_yaml: &Range<usize>) -> Span {
        Span::new(self.file, self.start + in_yaml.start..self.start + in_yaml.end)
    }

    fn locate_aliases(&mut self) {
        let mut at = self.keys.range_of("aliases").map_or(0, |key| key.end);
        for FormerAddress { address, range } in &mut self.front_matter.aliases {
            // One that YAML spells in another way, such as with an escape, is shown behind the key.
            if let Some(length) = self.yaml[at..].find(address.as_str()) {
                *range = self.start + at + length..self.start + at + length + address.len();
                at += length + address.len();
            } else {
                *range = self.start + at..self.start + at;
            }
        }
    }

    fn unknown_keys(&mut self) {
        let mut foreign = Vec::new();
        for key in self.keys.keys.iter().filter(|key| !KEYS.contains(&key.name.as_str())) {
            let name = &key.name;
            let written = &self.yaml[self.keys.block_of(&key.range)];
            if name == OTHER_LANGUAGE && self.front_matter.language.is_some() {
                continue;
            }
            let resembles = nearest(name, KEYS.into_iter()).filter(|_| !FOREIGN.contains(&name.as_str()));
            if draft::hides_elsewhere(written) {
                self.front_matter.draft = true;
                let message = format!("`{name}` keeps this notebook from being published");
                let diagnostic = Diagnostic::note("not-published", message).at(self.span(&key.range));
                self.diagnostics.push(diagnostic.help("take the line out to publish the notebook"));
                continue;
            }
            if draft::depends_on_date(written) {
                let message = format!("`{name}` is not obeyed: this notebook is published on any day");
                let help = "write `draft: true` as long as it is not to be published";
                let diagnostic = Diagnostic::warning("front-matter-unknown-key", message).at(self.span(&key.range));
                self.diagnostics.push(diagnostic.help(help));
                continue;
            }
            let (message, help) = if let Some(known) = resembles {
                let may_be_draft = known == "draft" && draft::may_be_said(written);
                self.front_matter.draft |= may_be_draft;
                let then = if may_be_draft { format!(" {NOT_PUBLISHED}") } else { String::new() };
                (format!("`{name}` is not a key of front matter"), format!("did you mean `{known}`?{then}"))
            } else {
                foreign.push(key);
                continue;
            };
            let diagnostic = Diagnostic::warning("front-matter-unknown-key", message);
            self.diagnostics.push(diagnostic.at(self.span(&key.range)).help(help));
        }
        self.diagnostics.extend(foreign_keys(&foreign, self.file, self.start));
    }

    fn comments(&mut self) {
        let (keys, file, start) = (&self.keys, self.file, self.start);
        let found =
            keys.keys.iter().filter_map(|key| commented_out(key, &self.yaml[keys.block_of(&key.range)], file, start));
        self.diagnostics.extend(found);
    }

    fn mistakes(&mut self) {
        // Without a key that could be read, nothing says that this is no draft.
        let is_readable = !self.keys.text().is_empty() || self.yaml.is_empty();
        for mistake in std::mem::take(&mut self.keys.mistakes) {
            let may_be_draft = !is_readable || draft::may_be_said(&self.yaml[mistake.lost.clone()]);
            self.front_matter.draft |= may_be_draft;
            self.diagnostics.push(reported(mistake.moved(self.start), may_be_draft, self.file));
        }
    }

    fn swallowed_draft(&mut self) {
        if self.front_matter.draft || self.keys.range_of("draft").is_some() {
            return;
        }
        let Some(line) = draft::line_of_key(self.yaml) else { return };
        self.front_matter.draft = true;
        self.diagnostics.push(
            Diagnostic::error("front-matter-invalid", "`draft` is inside the value of another key here")
                .at(self.span(&(line..line + "draft".len())))
                .help(format!("close the quote or the bracket above it; {NOT_PUBLISHED}")),
        );
    }

    fn level(&mut self) {
        let Some(level) = self.front_matter.level.filter(|level| !(1..=6).contains(level)) else { return };
        let key = self.keys.range_of("level").unwrap_or_default();
        self.diagnostics.push(
            Diagnostic::error("front-matter-invalid", format!("there is no heading of level {level}"))
                .at(self.span(&key))
                .help("use a level from 1 to 6"),
        );
        self.front_matter.level = None;
    }
}

fn reported(mut mistake: Mistake, may_be_draft: bool, file: FileId) -> Diagnostic {
    if may_be_draft {
        let advice = mistake.help.take().map_or(String::new(), |help| format!("{help}; "));
        mistake.help = Some(format!("{advice}{NOT_PUBLISHED}"));
    }
    mistake.diagnostic("front-matter-invalid", file, "the notebook is read as if this were not there")
}

/// Former addresses. Obsidian's `aliases` are other names of a note, such as `Tidal wave`, and lead nowhere.
fn former_addresses(aliases: Vec<String>) -> Vec<FormerAddress> {
    let is_address = |alias: &String| !alias.contains(' ') || alias.contains('/') || alias.ends_with(".html");
    aliases.into_iter().filter(is_address).map(FormerAddress::from).collect()
}

/// One message for all keys of other tools.
fn foreign_keys(keys: &[&Key], file: FileId, start: usize) -> Option<Diagnostic> {
    const MOST_NAMED: usize = 5;
    let first = keys.first()?;
    let named: Vec<String> = keys.iter().take(MOST_NAMED).map(|key| format!("`{}`", key.name)).collect();
    let more = keys.len().saturating_sub(MOST_NAMED);
    let named = named.join(", ") + &(if more > 0 { format!(" and {more} more") } else { String::new() });
    let are =
        if keys.len() == 1 { "is not a key of front matter; ignored" } else { "are not keys of front matter; ignored" };
    let span = Span::new(file, start + first.range.start..start + first.range.end);
    Some(Diagnostic::note("front-matter-unknown-key", format!("{named} {are}")).at(span))
}

/// `tags: #aws`: what follows the `#` is a comment to YAML.
fn commented_out(key: &Key, written: &str, file: FileId, start: usize) -> Option<Diagnostic> {
    let line = written.lines().next()?;
    let (_, value) = line.split_once(':')?;
    let value = value.trim();
    let is_lost =
        value.starts_with('#') && !value.starts_with("# ") && value.len() > 1 && KEYS.contains(&key.name.as_str());
    let is_empty = !written.lines().skip(1).any(|line| !line.trim().is_empty());
    (is_lost && is_empty).then(|| {
        let words: Vec<&str> =
            value.split([' ', ',']).map(|word| word.trim_start_matches('#')).filter(|word| !word.is_empty()).collect();
        let help = match key.name.as_str() {
            "tags" | "aliases" => format!("write `{}: [{}]`", key.name, words.join(", ")),
            name => format!("write `{name}: \"{value}\"`"),
        };
        Diagnostic::warning("front-matter-comment", format!("`{}` is empty: `#` begins a comment", key.name))
            .at(Span::new(file, start + key.range.start..start + key.range.end))
            .help(help)
    })
}

/// Front matter in TOML or JSON.
fn of_other_notation(file: FileId, block: &Block, text: &str) -> (FrontMatter, Vec<Diagnostic>) {
    let written = &text[block.start..block.end];
    let Some(yaml) = AsYaml::read(written, block.notation) else { return unreadable(file, block, text) };
    if has_many_brackets(&yaml.text) {
        return too_large(file, block);
    }
    let in_file = |range: Range<usize>| block.start + range.start..block.start + range.end;
    let (mut front_matter, mut diagnostics) = of_yaml(file, &yaml.text, 0);
    for span in diagnostics.iter_mut().filter_map(|diagnostic| diagnostic.span.as_mut()) {
        *span = Span::new(file, in_file(yaml.origin(&span.range())));
    }
    for FormerAddress { address, range } in &mut front_matter.aliases {
        let at = written.find(address.as_str());
        *range = in_file(at.map_or(0..0, |at| at..at + address.len()));
    }
    // What hides a note in the words of another tool has its own message.
    if front_matter.draft && diagnostics.iter().all(|diagnostic| diagnostic.code != "not-published") {
        let language = block.notation.name();
        // Few tools read a draft in this form, so the author must hear that this one does.
        let message = format!("this front matter is {language}, and says that the notebook is not to be published");
        let diagnostic = Diagnostic::error("front-matter-invalid", message).at(Span::new(file, block.fence.clone()));
        diagnostics
            .push(diagnostic.help("it is not published; write a draft as YAML, `draft: true` between two lines `---`"));
    }
    (front_matter, diagnostics)
}

/// Front matter in TOML or JSON that is not valid. It must not become text either.
fn unreadable(file: FileId, block: &Block, text: &str) -> (FrontMatter, Vec<Diagnostic>) {
    let language = block.notation.name();
    let draft = draft::may_be_said(&text[block.start..block.end].replace(',', "\n"));
    let then = if draft { format!("; {NOT_PUBLISHED}") } else { String::new() };
    let message = format!("this front matter is not valid {language}");
    let diagnostic = Diagnostic::error("front-matter-invalid", message)
        .at(Span::new(file, block.fence.clone()))
        .help(format!("correct it, or write it as YAML, `title: …` between two lines `---`{then}"));
    (FrontMatter { draft, ..FrontMatter::default() }, vec![diagnostic])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::source::{SourceFile, Sources};

    fn parsed(text: &str) -> (FrontMatter, usize, Vec<Diagnostic>) {
        let id = Sources::default().add(SourceFile::new("a.md", text));
        parse(id, text)
    }

    #[test]
    fn the_schema_describes_every_key() {
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("JSON");
        let described = schema["properties"].as_object().expect("keys");
        assert_eq!(described.keys().collect::<Vec<_>>(), KEYS);
        for (key, about) in described {
            let values = about["enum"].as_array().cloned().unwrap_or_else(|| match about["type"].as_str() {
                Some("string") => vec!["en".into()],
                Some("integer") => vec![about["minimum"].as_i64().unwrap_or(-7).into()],
                Some("boolean") => vec![true.into(), false.into()],
                _ => vec![serde_json::json!(["old/"]), "old/".into()],
            });
            for value in values {
                let (_, _, diagnostics) = parsed(&format!("---\n{key}: {value}\n---\n"));
                assert_eq!(diagnostics, [], "{key}: {value}");
            }
            if about.get("enum").is_some() {
                let (_, _, diagnostics) = parsed(&format!("---\n{key}: of-no-kind\n---\n"));
                let said = format!("{diagnostics:?}");
                assert!(diagnostics.len() == 1 && said.contains("of-no-kind"), "{said}");
            }
        }
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
        let written = parsed(text)
            .0
            .aliases
            .into_iter()
            .map(|alias| (text[alias.range.clone()] == alias.address, alias.range.start));
        assert_eq!(written.collect::<Vec<_>>(), [(true, 29), (true, 38)]);
    }

    #[test]
    fn a_rule_is_not_front_matter() {
        assert_eq!(parsed("---\n\nText").1, 0);
        assert_eq!(parsed("Text\n---\na: 1\n---\n").1, 0);
        assert_eq!(parsed("---\n\nSome words.\n\n---\n\nText").1, 0);
        for text in [
            "---\nA sentence.\n\n# Title\nText\n\n---\n\nMore",
            "---\n\n# Notes\n\nSpeed: 5 m/s\nMass: 2 kg\n\n---\n\nMore",
            "---\n# Title\n---\nText",
            "---\n- a\n- b\n---\nText",
            "---\nA word of warning: do not run.\n---\nText",
        ] {
            assert_eq!(parsed(text).1, 0, "{text}");
        }
        for text in [
            "---\n\ntitle: A\n---\nText",
            "---\n# of the theme\ncss: x\n---\nText",
            "---\ntheme: x\n---\nText",
            "---\n\n# A\n\ndraft: true\n\n---\nText",
            "---\n{theme: x}\n---\nText",
            "---\n\"theme\": x\n---\nText",
        ] {
            assert_ne!(parsed(text).1, 0, "{text}");
        }
        assert_ne!(parsed("---\nA draft of mine\n---\n\nText").1, 0);
    }

    #[test]
    fn misspelt_keys_are_named_and_foreign_ones_noted() {
        let (_, _, diagnostics) = parsed("---\ntitel: A\nlayout: exam\n---\n");
        let severities: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(
            severities,
            ["`titel` is not a key of front matter", "`layout` is not a key of front matter; ignored"]
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
            "\"title\": \"A\",\n\"draft\": true\n;;;\n\nx",
            ";;;\n\"title\": \"A\",\n\"published\": false\n;;;\n\nx",
            ";;;\n\"draft\": true\n\nx",
            "+++\ntitle = \"x\"\ndraft = true\n\n# A\n",
            "\n\n---\ndraft: true\n---\n",
            "---\ndraft: true\n\n# A\n",
            "---\ndraft: true\n### 1. A\n\nText\n\n---\n\n### 2. B\n",
        ] {
            assert!(parsed(text).0.draft, "{text}");
        }
        for text in [
            "{\"title\": \"T\", \"draft\": true\n\n# A\n",
            "\n\n{\"title\": \"T\", \"published\": false}\n",
            "<!-- a comment -->\n---\ndraft: true\n---\n",
            "\u{FEFF}---\ndraft: true\n---\n",
            "----\ndraft: true\n----\n",
            "-----\ntitle: A\ndraft: true\n---\n",
            "–––\ndraft: true\n–––\n",
            "———\ndraft: true\n---\n",
            " ---\ndraft: true\n---\n",
            "---yaml\ndraft: true\n---\n",
            "+++\npublished = false\n+++\n",
            "+++\ndraft = true\ntitle = \n+++\n",
            "---\npublished: false\n---\n",
            "---\npublish: no\n---\n",
            "---\nprivate: true\n---\n",
            "---\nstatus: Draft\n---\n",
            "---\ntitle: [a\npublished: false\n---\n",
            "---\npublishDate: 2999-01-01\n---\n",
            "---\nexpiryDate: 2001-01-01\n---\n",
            "---\npermalink: false\n---\n",
            "---\nheadless: true\n---\n",
            "+++\ntitle = \"x\"\nheadless = true\n+++\n",
            "+++\ntitle = \"x\"\n[build]\nrender = \"never\"\n+++\n",
        ] {
            assert!(parsed(text).0.draft, "{text}");
            assert!(!parsed(text).2.is_empty(), "{text}");
        }
        for text in [
            "{\"Version\": \"2012-10-17\", \"Statement\": []}\n# A\n",
            "---\npublishDate: 2020-01-01\npermalink: /a/\n---\n",
            "---\npublishDate: 2031-01-01\n---\n",
            "---\nexpiryDate: 2031-01-01\n---\n",
            "---\npublished: true\nprivate: false\nstatus: done\n---\n",
            "----\n\nA draft: of a letter\n\n----\n",
            "<!-- draft: true -->\n# A\n",
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

    #[test]
    fn toml_and_json_are_read() {
        for text in [
            "+++\ntitle = \"T\"\ntags = [\"a\"]\ndate = 2024-01-01\ndraft = true\n\n[extra]\ntitle = \"x\"\n+++\nnotes\n",
            "+++\ntitle = 'T'\ndraft = true\n[taxonomies]\ntags = ['a']\n+++\nnotes\n",
            "---toml\ntitle = \"T\"\ntags = [\"a\"]\ndraft = true\n---\nnotes\n",
            "{\n  \"title\": \"T\",\n  \"tags\": [\"a\"],\n  \"draft\": true\n}\nnotes\n",
            "\"title\": \"T\",\n\"tags\": [\"a\"],\n\"draft\": true\n;;;\nnotes\n",
        ] {
            let (front_matter, rest, diagnostics) = parsed(text);
            assert_eq!((front_matter.title.as_deref(), front_matter.draft), (Some("T"), true), "{text}");
            assert_eq!((front_matter.tags, text[rest..].trim()), (vec!["a".to_owned()], "notes"), "{text}");
            let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity != Severity::Note).count();
            assert_eq!(errors, 1, "a draft is named: {text}: {diagnostics:?}");
        }
        let text = "+++\ntitel = \"T\"\nlevel = 9\n+++\n";
        let found: Vec<&str> =
            parsed(text).2.iter().map(|diagnostic| &text[diagnostic.span.expect("a span").range()]).collect();
        assert_eq!(found, ["titel", "level"]);
        assert!(parsed("+++\n[build]\nrender = \"never\"\n+++\n").0.draft);
        assert!(!parsed("+++\n[build]\nrender = \"always\"\n+++\n").0.draft);
    }

    proptest::proptest! {
        #[test]
        fn a_draft_stays_a_draft_beside_any_other_lines(
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
    fn valid_keys_stay_and_all_mistakes_are_reported() {
        let (front_matter, _, diagnostics) =
            parsed("---\ntitle: A: B\norder: first\ntags: x, y\nlevel: 2\nsections: heading\nsummary: S\n---\n");
        assert_eq!((front_matter.summary.as_deref(), front_matter.level), (Some("S"), Some(2)));
        assert_eq!(front_matter.tags, ["x", "y"]);
        assert_eq!(diagnostics.len(), 3, "{diagnostics:#?}");
    }

    #[test]
    fn lists_are_read_as_other_tools_have_them() {
        let read = |text: &str| {
            let (front_matter, _, diagnostics) = parsed(&format!("---\n{text}---\n"));
            let addresses: Vec<String> = front_matter.aliases.into_iter().map(|alias| alias.address).collect();
            (front_matter.tags, addresses, diagnostics.len())
        };
        let list = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect::<Vec<_>>();
        assert_eq!(read("tags: plant\naliases: bracken\n"), (list(&["plant"]), list(&["bracken"]), 0));
        assert_eq!(
            read("tags: [2024, true, a]\naliases: [Tidal wave, old/]\n"),
            (list(&["2024", "true", "a"]), list(&["old/"]), 0)
        );
        assert_eq!(read("tags:\n  - a\n  -\n"), (list(&["a"]), list(&[]), 0));
        assert_eq!(read("tags: #aws #exam\n"), (list(&[]), list(&[]), 1));
        assert_eq!(read("date: 2024-01-02\nlayout: post\ncssclass: x\n"), (list(&[]), list(&[]), 1));
        assert_eq!(read("tags: # later\n"), (list(&[]), list(&[]), 0));
    }

    #[test]
    fn a_notebook_chooses_its_catalogue() {
        let choice = |text: &str| parsed(&format!("---\ncatalogue: {text}\n---\n")).0.catalogue;
        assert_eq!(choice("aws"), Some(CatalogueChoice::Aws));
        assert_eq!((choice("none"), choice("off")), (Some(CatalogueChoice::None), Some(CatalogueChoice::None)));
        assert_eq!(choice("gcp"), None);
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
