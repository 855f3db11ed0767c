//! The words of the interface in many languages: takes an English text and a language tag, and gives the text in that
//! language. It never translates what an author wrote.
//!
//! The English text is its own key, as in gettext, so a template reads as the page does. In a key with a bar, the forms for
//! one thing and for several are on its two sides. `lang/de.toml` holds the German texts. A site's own `lang/de.toml` wins,
//! text by text. A text that a language lacks stays English.

use crate::diagnostic::Diagnostic;
use crate::language::is_english;
use crate::source::{FileId, Sources, Span};
use crate::suggest::nearest;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The built-in languages.
static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/lang");

/// The folder of a site's own languages.
pub const FOLDER: &str = "lang";

/// The words of the interface in all languages.
pub struct Interface {
    /// The site's own languages, by tag in lower case.
    own: BTreeMap<String, Language>,
    /// The built-in languages, by tag in lower case. Each is read when a page first needs it.
    built_in: BTreeMap<String, (&'static str, OnceLock<Language>)>,
}

/// The words of the interface in one language.
struct Language {
    /// The tag, as the name of the file spells it.
    tag: String,
    table: Table,
    locale: Locale,
}

/// A file of words.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// What separates thousands in a number.
    thousands: Option<String>,
    /// The texts of pages, by the English text.
    #[serde(default)]
    pages: BTreeMap<String, Message>,
    /// The texts of scripts, by the English text.
    #[serde(default)]
    scripts: BTreeMap<String, Message>,
}

/// A text in one language.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "a value is a text in quotation marks, or a table with a text for each plural, such as `{ one = \"…\", other = \"…\" }`"
)]
enum Message {
    Text(String),
    /// One text for each plural category, such as `one` and `other` (Unicode CLDR, Language Plural Rules).
    Counted(BTreeMap<String, String>),
}

/// What replaces a name in braces.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fill<'a> {
    Number(u64),
    Text(&'a str),
}

impl Default for Interface {
    fn default() -> Self {
        let built_in = BUILT_IN.files().filter_map(|file| {
            let tag = file.path().to_str()?.strip_suffix(".toml")?;
            Some((tag.to_ascii_lowercase(), (tag, OnceLock::new())))
        });
        Self { own: BTreeMap::new(), built_in: built_in.collect() }
    }
}

impl Fill<'_> {
    /// A count of things.
    pub(crate) fn count(count: usize) -> Self {
        Self::Number(count as u64)
    }
}

impl Interface {
    /// Reads the site's own languages; `own` are their files by name, such as `de.toml`, and `own_texts` the texts of its own
    /// templates. A text with a mistake is left out, and the mistakes are in the result.
    ///
    /// # Errors
    /// When a file cannot be read at all.
    pub fn new(
        own: &BTreeMap<String, FileId>,
        own_texts: &BTreeSet<String>,
        sources: &Sources,
    ) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let built_in = Self::default();
        // Every language has every text.
        let german = if own.is_empty() { None } else { built_in.built_in("de") };
        let built_in_texts = german.iter().flat_map(|german| german.texts()).map(|(text, _)| text);
        let known: BTreeSet<&str> = built_in_texts.chain(own_texts.iter().map(String::as_str)).collect();
        let (mut read, mut mistakes, mut unreadable) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (name, &file) in own {
            let Some(tag) = name.strip_suffix(".toml") else { continue };
            match Language::read(tag, &sources.get(file).text) {
                Ok(mut language) => {
                    mistakes.extend(language.without_mistakes(&known, file, &sources.get(file).text));
                    read.insert(tag.to_ascii_lowercase(), language);
                }
                Err((message, range)) => {
                    let help = "the key is the English text, the value the text in this language (docs/templates.md)";
                    let mistake = Diagnostic::error("words-invalid", format!("`{FOLDER}/{name}`: {message}"));
                    unreadable.push(mistake.at(Span::new(file, range)).help(help));
                }
            }
        }
        if unreadable.is_empty() {
            return Ok((Self { own: read, ..built_in }, mistakes));
        }
        unreadable.extend(mistakes);
        Err(unreadable)
    }

    /// Returns a text in a language, with the values in place of the names in braces.
    pub(crate) fn say(&self, tag: &str, text: &str, values: &[(&str, Fill<'_>)]) -> String {
        self.filled(tag, self.translated(tag, text, values).to_owned(), values)
    }

    /// Returns a text in a language, with the names in braces. The value of `count` chooses among plurals.
    pub(super) fn translated<'a>(&'a self, tag: &'a str, text: &'a str, values: &[(&str, Fill<'_>)]) -> &'a str {
        let count = values.iter().find_map(|(name, value)| match value {
            Fill::Number(count) if *name == "count" => Some(*count),
            _ => None,
        });
        let said = self.languages(tag).find_map(|language| language.text(text, count));
        said.unwrap_or_else(|| match text.split_once('|') {
            Some((one, other)) => {
                if count == Some(1) {
                    one
                } else {
                    other
                }
            }
            None => text,
        })
    }

    /// Puts values in place of the names in braces.
    pub(super) fn filled(&self, tag: &str, text: String, values: &[(&str, Fill<'_>)]) -> String {
        values.iter().fold(text, |text, (name, value)| {
            let value = match value {
                Fill::Number(number) => Cow::Owned(self.number(tag, *number)),
                Fill::Text(text) => Cow::Borrowed(*text),
            };
            text.replace(&format!("{{{name}}}"), &value)
        })
    }

    /// Returns a number as a language writes it.
    pub(crate) fn number(&self, tag: &str, number: u64) -> String {
        let separator = self.languages(tag).find_map(|language| language.table.thousands.as_deref());
        thousands(number, separator.unwrap_or(","))
    }

    /// Returns the attribute that marks the words of the interface on a page in a language. It is empty if they are in
    /// the language of the page.
    pub(crate) fn attribute(&self, tag: &str) -> &'static str {
        if is_english(tag) || self.key_of(tag).is_some() { "" } else { " lang=\"en\"" }
    }

    /// Returns the name and the content of the script that tells other scripts their words on pages in a language. `None`
    /// if they are English, as in the scripts.
    #[must_use]
    pub fn script(&self, tag: &str) -> Option<(String, String)> {
        self.key_of(tag)?;
        let languages: Vec<&Language> = self.languages(tag).collect();
        let language = languages.first()?;
        let texts: BTreeMap<&str, &Message> = languages
            .iter()
            .rev()
            .flat_map(|language| &language.table.scripts)
            .map(|(key, text)| (&**key, text))
            .collect();
        let words = serde_json::json!({ "language": language.tag, "texts": texts });
        Some((script_name(&language.tag), format!("globalThis.notewrightWords={words};\n")))
    }

    /// Returns the name of that script.
    pub(crate) fn script_of(&self, tag: &str) -> Option<String> {
        self.languages(tag).next().map(|language| script_name(&language.tag))
    }

    /// Returns the key of the words that pages in a language show. `None` if there are none for the language.
    fn key_of<'a>(&'a self, tag: &'a str) -> Option<&'a str> {
        let key = |tag: &str| {
            let own = self.own.get_key_value(tag).map(|(key, _)| key);
            own.or_else(|| self.built_in.get_key_value(tag).map(|(key, _)| key)).map(String::as_str)
        };
        match tag {
            "en" if self.own.is_empty() => None,
            tag => key(tag).or_else(|| candidates(tag).iter().find_map(|tag| key(tag))),
        }
    }

    /// The words for a language: the site's own, then the built-in ones. None for English.
    fn languages<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = &'a Language> {
        let key = self.key_of(tag);
        key.into_iter().flat_map(|key| [self.own.get(key), self.built_in(key)]).flatten()
    }

    fn built_in(&self, tag: &str) -> Option<&Language> {
        let (name, language) = self.built_in.get(tag)?;
        Some(language.get_or_init(|| {
            let file = BUILT_IN.get_file(format!("{name}.toml")).and_then(|file| file.contents_utf8());
            Language::read(name, file.unwrap_or_default()).expect("the built-in languages are valid")
        }))
    }
}

impl Language {
    /// Reads a file of words. Fails with a message and the range of the mistake.
    fn read(tag: &str, text: &str) -> Result<Self, (String, std::ops::Range<usize>)> {
        let no_tag = |_| (format!("`{tag}` is not a language tag, such as `de` or `pt-BR`"), 0..0);
        let locale: Locale = tag.parse().map_err(no_tag)?;
        let table: Table =
            toml::from_str(text).map_err(|error| (error.message().to_owned(), error.span().unwrap_or_default()))?;
        Ok(Self { tag: tag.to_owned(), table, locale })
    }

    /// Returns the text for an English one; `count` chooses among plurals.
    fn text(&self, english: &str, count: Option<u64>) -> Option<&str> {
        match self.table.pages.get(english).or_else(|| self.table.scripts.get(english))? {
            Message::Text(text) => Some(text),
            Message::Counted(forms) => {
                let plurals = PluralRules::try_new_cardinal(self.locale.clone().into()).ok();
                let category = plurals.map(|plurals| plurals.category_for(count.unwrap_or_default()));
                category
                    .and_then(|category| forms.get(name_of(category)))
                    .or_else(|| forms.get("other"))
                    .map(String::as_str)
            }
        }
    }

    /// Takes out texts with mistakes, and those that are not among the `known` ones of the interface. Returns the mistakes.
    /// `written` is the file.
    fn without_mistakes(&mut self, known: &BTreeSet<&str>, file: FileId, written: &str) -> Vec<Diagnostic> {
        let mut mistakes = Vec::new();
        let mut wrong = BTreeSet::new();
        let mut refuse = |Mistake { at, message, help }: Mistake<'_>| {
            let start = written.find(at).unwrap_or_default();
            let message = format!("`{FOLDER}/{}.toml`: {message}", self.tag);
            let range = start..(start + at.len()).min(written.len());
            mistakes.push(Diagnostic::error("words-invalid", message).at(Span::new(file, range)).help(help));
        };
        let separator = self.table.thousands.as_deref().and_then(mistake_in_separator);
        let has_separator = separator.is_none();
        separator.into_iter().for_each(&mut refuse);
        for (text, message) in self.texts() {
            if known.contains(text) {
                let found = message.mistakes(text);
                wrong.extend((!found.is_empty()).then(|| text.to_owned()));
                found.into_iter().for_each(&mut refuse);
                continue;
            }
            let help = match nearest(text, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "the keys are the English texts of the built-in `lang/de.toml`".to_owned(),
            };
            refuse(Mistake { at: text, message: format!("the interface has no text `{text}`"), help });
            wrong.insert(text.to_owned());
        }
        self.table.thousands = self.table.thousands.take().filter(|_| has_separator);
        self.table.pages.retain(|text, _| !wrong.contains(text));
        self.table.scripts.retain(|text, _| !wrong.contains(text));
        mistakes
    }

    /// All texts, with the English one.
    fn texts(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.table.pages.iter().chain(&self.table.scripts).map(|(text, message)| (text.as_str(), message))
    }
}

impl Message {
    /// The text, or its forms.
    fn forms(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => vec![text],
            Self::Counted(forms) => forms.values().map(String::as_str).collect(),
        }
    }

    /// Mistakes in the text for an English one.
    fn mistakes<'a>(&'a self, english: &'a str) -> Vec<Mistake<'a>> {
        let mut mistakes: Vec<_> = self.forms().into_iter().filter_map(|said| mistake_in_form(english, said)).collect();
        let example = "write a text for each plural, such as `{ one = \"…\", other = \"…\" }`";
        match self {
            Self::Text(said) if english.contains('|') && english.contains("{count}") && !said.contains("{count}") => {
                let message =
                    format!("`{said}` is for one thing and for many, and does not name the number `{{count}}`");
                mistakes.push(Mistake { at: said, message, help: example.to_owned() });
            }
            Self::Text(_) => {}
            Self::Counted(forms) => {
                for category in forms.keys().filter(|category| !CATEGORIES.contains(&category.as_str())) {
                    let known = CATEGORIES.map(|category| format!("`{category}`")).join(", ");
                    let message = format!("`{category}` is not a plural, in the text for `{english}`");
                    mistakes.push(Mistake { at: english, message, help: format!("the plurals are {known}") });
                }
                if !forms.contains_key("other") {
                    let message = format!("the text for `{english}` lacks the plural `other`");
                    mistakes.push(Mistake { at: english, message, help: example.to_owned() });
                }
            }
        }
        mistakes
    }
}

/// A mistake in a file of words.
struct Mistake<'a> {
    /// The part of the file.
    at: &'a str,
    message: String,
    help: String,
}

/// The mistake in a text for an English one: a name in braces that is not replaced, or a lost link.
fn mistake_in_form<'a>(english: &str, said: &'a str) -> Option<Mistake<'a>> {
    let names = names_in(english);
    if let Some(name) = names_in(said).into_iter().find(|name| !names.contains(name)) {
        let help = match names.iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>() {
            known if known.is_empty() => "nothing is filled in here".to_owned(),
            known => format!("what is filled in here is {}", known.join(" and ")),
        };
        return Some(Mistake { at: said, message: format!("nothing replaces `{{{name}}}` in `{said}`"), help });
    }
    let count = |bracket| english.split('|').map(|form| form.matches(bracket).count()).max().unwrap_or_default();
    if ['[', ']'].into_iter().any(|bracket| said.matches(bracket).count() != count(bracket)) {
        let help = match count('[') {
            0 => "leave the brackets out: nothing is a link here".to_owned(),
            links => format!("brackets are around the text of a link, as in `{english}`: write {links} `[…]`"),
        };
        return Some(Mistake { at: said, message: format!("`{said}` has the wrong number of `[…]`"), help });
    }
    None
}

/// The mistake in what separates thousands.
fn mistake_in_separator(separator: &str) -> Option<Mistake<'_>> {
    let is_valid = separator.chars().count() <= 2 && !separator.contains(['<', '>', '&', '"']);
    (!is_valid).then(|| Mistake {
        at: separator,
        message: format!("`{separator}` cannot separate thousands"),
        help: "write one or two characters, such as `.` or a space, and none of `<`, `>`, `&` and `\"`".to_owned(),
    })
}

/// The names in braces in a text.
fn names_in(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The names under which the words for a language tag are looked for, the closest first, in lower case. Chinese is written
/// in two scripts, which the region tells (Unicode CLDR, likely subtags).
fn candidates(tag: &str) -> Vec<String> {
    let tag = tag.to_ascii_lowercase().replace('_', "-");
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default().to_owned();
    let mut candidates = vec![tag.clone()];
    if language == "zh" {
        let is_traditional = parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo"));
        candidates.push(if is_traditional { "zh-hant".into() } else { "zh-hans".into() });
    }
    candidates.push(match language.as_str() {
        "iw" => "he".into(),
        _ => language,
    });
    candidates
}

fn script_name(tag: &str) -> String {
    format!("js/words-{tag}.js")
}

/// The name of a plural category in files of words.
fn name_of(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// All plural categories.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A number with separators: `15,100`.
fn thousands(number: u64, separator: &str) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut separated = digits[..first].to_owned();
    for (at, digit) in digits[first..].char_indices() {
        if at % 3 == 0 && !separated.is_empty() {
            separated.push_str(separator);
        }
        separated.push(digit);
    }
    separated
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Texts that a note chooses: kinds of boxes, states of tasks, and relations of numbers.
    const CHOSEN: [&str; 39] = [
        "Attention",
        "Bug",
        "Caution",
        "Danger",
        "Error",
        "Example",
        "Important",
        "Info",
        "Note",
        "Question",
        "Quote",
        "Success",
        "Summary",
        "Tip",
        "Todo",
        "Warning",
        "done",
        "open",
        "Hint",
        "Details",
        "Spoiler",
        "Solution",
        "Answer",
        "Exercise",
        "Definition",
        "Theorem",
        "Proof",
        "at most",
        "at least",
        "default",
        "every",
        "per",
        "within",
        "after",
        "between",
        "exactly",
        "less than",
        "more than",
        "for",
    ];

    /// The texts between `before` and `after` in all files of a folder whose name has this end.
    #[expect(clippy::disallowed_methods, reason = "a test reads the scripts")]
    fn texts_in(folder: &str, end: &str, before: &str, after: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for entry in walkdir::WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            let path = entry.expect("a file").into_path();
            // The calls in this module are examples.
            if !path.to_string_lossy().ends_with(end) || path.ends_with("interface.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("text");
            for rest in text.split(before).skip(1) {
                let (message, _) = rest.split_once(after).unwrap_or_else(|| panic!("{}: {rest:.40}", path.display()));
                found.insert(message.replace("\\'", "'"));
            }
        }
        found
    }

    /// The texts of templates: `"…" | say`.
    fn texts_of_templates() -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (name, text) in super::super::built_in_templates() {
            for before in text.split("\" | say").collect::<Vec<_>>().split_last().expect("a part").1 {
                let start = before.rfind('"').unwrap_or_else(|| panic!("{name} has a text without a beginning"));
                found.insert(before[start + 1..].to_owned());
            }
        }
        found
    }

    /// The texts of pages and those of scripts.
    fn all_texts() -> [BTreeSet<String>; 2] {
        let mut pages = texts_of_templates();
        pages.extend(texts_in("src/render", ".rs", "say(\"", "\""));
        pages.extend(texts_in("src/render", ".rs", "say(self.surface.language, \"", "\""));
        pages.extend(texts_in("src", "render.rs", "say(\"", "\""));
        pages.extend(CHOSEN.map(str::to_owned));
        let mut scripts = texts_in("static/js", ".js", "say('", "'");
        scripts.extend(texts_in("static/js", ".js", "notewrightSay('", "'"));
        [pages, scripts]
    }

    #[test]
    fn every_language_has_every_text() {
        let [pages, scripts] = all_texts();
        assert!(pages.len() > 80 && scripts.len() > 150, "{} and {}", pages.len(), scripts.len());
        let interface = Interface::default();
        assert!(interface.built_in.len() >= 17);
        for tag in interface.built_in.keys() {
            let Language { table, locale, .. } = interface.built_in(tag).expect("a language");
            let plurals = PluralRules::try_new_cardinal(locale.clone().into()).expect("a language with plural rules");
            for (texts, translated) in [(&pages, &table.pages), (&scripts, &table.scripts)] {
                let known: BTreeSet<String> = translated.keys().cloned().collect();
                let missing: Vec<_> = texts.difference(&known).collect();
                let unknown: Vec<_> = known.difference(texts).collect();
                assert!(missing.is_empty() && unknown.is_empty(), "{tag} lacks {missing:#?} and has {unknown:#?}");
                for (text, message) in translated {
                    if let Message::Counted(forms) = message {
                        let needed = (0..=200).map(|count: u64| name_of(plurals.category_for(count)));
                        let needed: BTreeSet<&str> = needed.chain(["other"]).collect();
                        assert!(needed.iter().all(|form| forms.contains_key(*form)), "{tag}: {text}: {needed:?}");
                    }
                    for said in message.forms() {
                        let (wanted, found) = (names_in(text), names_in(said));
                        // A form for one thing may do without its number.
                        let is_right =
                            found.is_subset(&wanted) && wanted.difference(&found).all(|name| *name == "count");
                        assert!(is_right && !said.trim().is_empty(), "{tag}: `{text}` is `{said}`");
                    }
                    let mistakes: Vec<_> = message.mistakes(text).into_iter().map(|mistake| mistake.message).collect();
                    assert!(mistakes.is_empty(), "{tag}: {mistakes:?}");
                }
            }
        }
    }

    #[test]
    fn thousands_are_separated() {
        let numbers = [0, 12, 151, 1_510, 15_100, 151_000, 1_510_000];
        let expected = ["0", "12", "151", "1,510", "15,100", "151,000", "1,510,000"];
        assert_eq!(numbers.map(|number| thousands(number, ",")), expected);
    }

    /// The messages about a file of words.
    fn mistakes_in(written: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let file = sources.add(crate::source::SourceFile::new("lang/de.toml", written));
        let files = BTreeMap::from([("de.toml".to_owned(), file)]);
        let read = Interface::new(&files, &BTreeSet::from(["Made by us".to_owned()]), &sources);
        let mistakes = read.map_or_else(|unreadable| unreadable, |(_, mistakes)| mistakes);
        mistakes.into_iter().map(|mistake| mistake.message).collect()
    }

    #[test]
    fn a_wrong_text_leaves_the_others() {
        let mut sources = Sources::default();
        let written =
            "[pages]\n\"Next\" = \"Vorwärts\"\n\"Nxt\" = \"x\"\n\"Made by us\" = \"Von uns\"\n\"Previous\" = \"{x}\"\n";
        let file = sources.add(crate::source::SourceFile::new("lang/de.toml", written));
        let own_texts = BTreeSet::from(["Made by us".to_owned()]);
        let read = Interface::new(&BTreeMap::from([("de.toml".to_owned(), file)]), &own_texts, &sources);
        let (interface, mistakes) = read.expect("the file can be read");
        assert_eq!(mistakes.len(), 2, "{mistakes:?}");
        let said = ["Next", "Made by us", "Previous"].map(|text| interface.say("de", text, &[]));
        assert_eq!(said, ["Vorwärts", "Von uns", "Zurück"]);
    }

    #[test]
    fn mistakes_in_own_words_are_named() {
        let sections = "\"{count} section|{count} sections\" =";
        for (table, expected) in [
            (format!("{sections} \"Abschnitte\""), "does not name the number `{count}`"),
            (
                format!("{sections} {{ ein = \"Abschnitt\", other = \"{{count}} Abschnitte\" }}"),
                "`ein` is not a plural",
            ),
            (format!("{sections} {{ one = \"{{count}} Abschnitt\" }}"), "lacks the plural `other`"),
            ("\"This page has moved: [go to its new address].\" = \"Umgezogen.\"".to_owned(), "wrong number of `[…]`"),
            ("\"Next\" = \"[Weiter]\"".to_owned(), "wrong number of `[…]`"),
            ("\"Next\" = \"{weiter}\"".to_owned(), "nothing replaces `{weiter}`"),
            ("\"Next\" = 3".to_owned(), "a value is a text in quotation marks, or a table"),
        ] {
            let found = mistakes_in(&format!("[pages]\n{table}\n"));
            assert!(found.len() == 1 && found[0].contains(expected), "{table}: {found:?}");
        }
        for separator in ["...", "<b>", "&"] {
            let found = mistakes_in(&format!("thousands = '{separator}'\n"));
            assert!(found.len() == 1 && found[0].contains("cannot separate thousands"), "{separator}: {found:?}");
        }
        let right =
            format!("thousands = \"'\"\n[pages]\n{sections} {{ one = \"Ein Abschnitt\", other = \"{{count}}\" }}\n");
        assert!(
            mistakes_in(&right).is_empty()
                && mistakes_in(&format!("[pages]\n{sections} \"{{count}} S.\"\n")).is_empty()
        );
    }

    #[test]
    fn the_closest_language_speaks() {
        let interface = Interface::default();
        let of = |tag| interface.script_of(tag);
        assert_eq!(of("de-AT").as_deref(), Some("js/words-de.js"));
        assert_eq!(of("PT-br").as_deref(), Some("js/words-pt.js"));
        assert_eq!(of("zh").as_deref(), Some("js/words-zh-Hans.js"));
        assert_eq!(of("zh-TW").as_deref(), Some("js/words-zh-Hant.js"));
        assert_eq!(of("iw").as_deref(), Some("js/words-he.js"));
        assert_eq!((of("en"), of("en-GB"), of("sv")), (None, None, None));
        assert_eq!((interface.attribute("sv"), interface.attribute("de")), (" lang=\"en\"", ""));
    }

    #[test]
    fn the_number_chooses_the_form() {
        let interface = Interface::default();
        let sections =
            |tag, count| interface.say(tag, "{count} section|{count} sections", &[("count", Fill::Number(count))]);
        assert_eq!([1, 2, 1_510].map(|count| sections("en", count)), ["1 section", "2 sections", "1,510 sections"]);
        assert_eq!([1, 1_510].map(|count| sections("de", count)), ["1 Abschnitt", "1.510 Abschnitte"]);
        assert_eq!([1, 3, 5, 22].map(|count| sections("pl", count)), ["1 sekcja", "3 sekcje", "5 sekcji", "22 sekcje"]);
    }
}
