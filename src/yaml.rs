//! A YAML mapping read key by key, so that one mistake costs one key and all mistakes are found in one run.
//!
//! The YAML library stops at the first mistake. Where a text is no YAML as a whole, it is cut where its keys begin, what
//! cannot be read is left out, and the rest is read again.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use crate::suggest::nearest;
use serde::Deserialize;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

/// A mapping, and what is wrong with it so far.
#[derive(Debug)]
pub(crate) struct Mapping<'a> {
    /// The text, with blanks where nothing can be read.
    text: Cow<'a, str>,
    /// The keys that can be read, in order.
    pub keys: Vec<Key>,
    /// What is wrong, in the order in which it was found.
    pub mistakes: Vec<Mistake>,
}

/// A key as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub name: String,
    /// Its span in the text.
    pub range: Range<usize>,
}

/// Something that cannot be read, at a span of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub range: Range<usize>,
    pub message: String,
    pub help: Option<String>,
    /// The text that is ignored because of it.
    pub lost: Range<usize>,
}

impl<'a> Mapping<'a> {
    /// Finds the keys of a mapping.
    pub(crate) fn read(text: &'a str) -> Self {
        let mut mapping = Self { text: Cow::Borrowed(text), keys: Vec::new(), mistakes: Vec::new() };
        let whole = match names(text) {
            Ok(names) => {
                mapping.keep(names);
                return mapping;
            }
            Err(error) => Mistake::of(&error, text, 0..text.len()),
        };
        let mut found: Vec<Mistake> = Vec::new();
        for block in blocks(text) {
            if let Err(error) = names(&text[block.clone()]) {
                found.push(Mistake::of(&error, &text[block.clone()], 0..block.len()).moved(block.start));
            }
        }
        // Keys that name each other's values cannot be read one by one.
        if found.iter().any(|mistake| mistake.message.contains("unknown anchor")) {
            mapping.text = Cow::Borrowed("");
            mapping.mistakes.push(whole);
            return mapping;
        }
        for mistake in &found {
            mapping.blank(mistake.lost.clone());
        }
        match names(&mapping.text) {
            Ok(names) => {
                // Each key by itself is right, and yet the whole is not.
                if found.is_empty() {
                    found.push(whole);
                }
                mapping.mistakes = found;
                mapping.keep(names);
            }
            Err(_) => {
                mapping.text = Cow::Borrowed("");
                mapping.mistakes.push(whole);
            }
        }
        mapping
    }

    /// The value of a key; none when it is not there, is empty, or is wrong, which becomes a mistake.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let range = self.range_of(name)?;
        let seed = One { name, value: PhantomData::<T> };
        match seed.deserialize(serde_yaml::Deserializer::from_str(&self.text)) {
            Ok(value) => value,
            Err(error) => {
                let lost = self.block_of(&range);
                let mut mistake = Mistake::of(&error, &self.text, lost);
                if mistake.range.start < range.start {
                    mistake.range = range;
                }
                // The library begins with the path of the value. The span already shows it.
                if let Some(rest) = mistake.message.strip_prefix(name).and_then(|rest| rest.split_once(": ")) {
                    mistake.message = format!("`{name}`: {}", rest.1);
                }
                self.mistakes.push(mistake);
                None
            }
        }
    }

    /// Where a key is written.
    pub(crate) fn range_of(&self, name: &str) -> Option<Range<usize>> {
        self.keys.iter().find(|key| key.name == name).map(|key| key.range.clone())
    }

    /// What is written of a key and its value.
    pub(crate) fn block_of(&self, key: &Range<usize>) -> Range<usize> {
        let block = blocks(&self.text).into_iter().find(|block| block.contains(&key.start));
        block.unwrap_or(key.clone())
    }

    /// The text that can be read.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    fn keep(&mut self, names: Vec<String>) {
        let mut from = 0;
        let mut seen = HashSet::new();
        let blocks = blocks(&self.text);
        for name in names {
            let range = span_of_key(&self.text, &name, from);
            if seen.insert(name.clone()) {
                self.keys.push(Key { name, range: range.clone() });
            } else {
                let message = format!("`{name}` is there twice");
                let help = Some("the first one counts".to_owned());
                let next = blocks.partition_point(|block| block.start <= range.start);
                let block = next.checked_sub(1).map(|at| blocks[at].clone()).filter(|it| it.contains(&range.start));
                let lost = block.unwrap_or(range.clone());
                self.mistakes.push(Mistake { range: range.clone(), message, help, lost });
            }
            from = range.end;
        }
    }

    fn blank(&mut self, range: Range<usize>) {
        let blank: String = self.text[range.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
        self.text.to_mut().replace_range(range, &blank);
    }
}

impl Mistake {
    pub(crate) fn of(error: &serde_yaml::Error, text: &str, lost: Range<usize>) -> Self {
        // What is not closed is missed on the next line; the author looks for it on its own.
        let at = error
            .location()
            .map_or(0, |location| offset(text, location.line(), location.column()).min(text.trim_end().len()));
        let message = plain_message(error);
        let before = text[..at].rsplit('\n').next().unwrap_or_default();
        let line = &text[at - before.len()..];
        let help = advice(&message, before, line.lines().next().unwrap_or_default());
        Self { range: at..at, message, help, lost }
    }

    /// The same in a text that begins `by` bytes earlier.
    pub(crate) fn moved(mut self, by: usize) -> Self {
        for range in [&mut self.range, &mut self.lost] {
            *range = range.start + by..range.end + by;
        }
        self
    }

    /// Converts the mistake to a diagnostic. `help` is the fallback if the mistake has no advice.
    pub(crate) fn diagnostic(self, code: &'static str, file: FileId, help: &str) -> Diagnostic {
        Diagnostic::error(code, self.message)
            .at(Span::new(file, self.range))
            .help(self.help.unwrap_or_else(|| help.to_owned()))
    }
}

/// The YAML library's message without the position, which the span shows, and without the path of a list's entry.
fn plain_message(error: &serde_yaml::Error) -> String {
    let message = error.to_string();
    let message = message.split(", while parsing a ").next().unwrap_or_default();
    let cut = message.rfind(" at line ").unwrap_or(message.len());
    let message = message[..cut].replace('\n', " ").replace("expected i64", "expected a whole number");
    let message = message.replace("expected u8", "expected a whole number");
    match message.strip_prefix('.').and_then(|rest| rest.split_once(": ")) {
        Some((_, rest)) => rest.to_owned(),
        None => message,
    }
}

/// What to do about a message of the YAML library; `before` is the line up to the position.
fn advice(message: &str, before: &str, line: &str) -> Option<String> {
    if let Some(value) = ended_by_apostrophe(line) {
        return Some(format!("an apostrophe ends the value; put it between double quotes: `\"{value}\"`"));
    }
    if message.contains("expected lines such as") {
        return Some("if the `---` above is a rule and no front matter, write it as `***`".into());
    }
    let is_indentation = message.contains("did not find expected key")
        || message.contains("did not find expected '-' indicator")
        || (message.contains("mapping values are not allowed") && !before.contains(':') && before.starts_with(' '));
    if is_indentation {
        return Some("indent this line by as many spaces as the other keys of its entry".into());
    }
    if message.contains("cannot start any token")
        && (before.contains('\t') || line.trim_start_matches(' ').starts_with('\t'))
    {
        return Some("indent with spaces: YAML allows no tab there".into());
    }
    if message.contains("mapping values are not allowed") {
        return Some("put a value that has a colon in it between quotes: `title: \"AWS: the notes\"`".into());
    }
    if message.contains("did not find expected ',' or") {
        return Some("close the bracket, or put the value between quotes".into());
    }
    let (_, rest) = message.split_once("unknown field `")?;
    let (found, expected) = rest.split_once('`')?;
    nearest(found, expected.split('`').skip(1).step_by(2)).map(|name| format!("did you mean `{name}`?"))
}

/// `It's` of a line `title: 'It's'`.
fn ended_by_apostrophe(line: &str) -> Option<&str> {
    let (_, value) = line.split_once(':')?;
    let inside = value.trim().strip_prefix('\'')?.strip_suffix('\'')?;
    (inside.replace("''", "").contains('\'') && !inside.contains('"')).then_some(inside)
}

/// The byte at a line and a column of characters, both counted from 1: the library's own offset counts characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    start + text[start..].chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>()
}

/// The ranges that keys and their values take, as far as lines and indentation tell.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut indentation = None;
    stretches(text, |indent, words| {
        let says_nothing = words.trim().is_empty() || words.starts_with('#');
        let goes_on = is_item(words) || words.starts_with([']', '}']);
        !says_nothing && !goes_on && indent <= *indentation.get_or_insert(indent)
    })
}

/// The entries of a list, as far as lines and indentation tell.
pub(crate) fn items(text: &str) -> Vec<Range<usize>> {
    let mut indentation = None;
    stretches(text, |indent, words| is_item(words) && indent == *indentation.get_or_insert(indent))
}

fn is_item(words: &str) -> bool {
    words.starts_with("- ") || words.trim_end() == "-"
}

/// Cuts a text at the lines that begin something, by their indentation and words. The text before the first is left out.
fn stretches(text: &str, mut begins: impl FnMut(usize, &str) -> bool) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start_matches(' ');
        if begins(line.len() - words.len(), words) {
            stretches.push(offset..offset);
        }
        offset += line.len();
        if let Some(stretch) = stretches.last_mut() {
            stretch.end = offset;
        }
    }
    stretches
}

/// Where a key is written, at or after `from`: in front of a colon, with nothing but blanks and brackets before it.
fn span_of_key(text: &str, name: &str, from: usize) -> Range<usize> {
    let is_key = |at: usize| {
        let before = text[..at].trim_end_matches([' ', '"', '\'', '?']);
        let after = text[at + name.len()..].trim_start_matches([' ', '"', '\'']);
        (before.is_empty() || before.ends_with(['\n', '{', ','])) && after.starts_with(':')
    };
    let offsets = text[from..].match_indices(name).map(|(at, _)| from + at);
    let at = if name.is_empty() { None } else { offsets.into_iter().find(|&at| is_key(at)) };
    at.map_or(from..from, |at| at..at + name.len())
}

/// The keys of a mapping, also those that are there twice.
fn names(text: &str) -> Result<Vec<String>, serde_yaml::Error> {
    struct Names;
    impl<'de> Visitor<'de> for Names {
        type Value = Vec<String>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("lines such as `title: …`")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut names = Vec::new();
            while let Some(name) = map.next_key()? {
                map.next_value::<IgnoredAny>()?;
                names.push(name);
            }
            Ok(names)
        }
    }
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    serde_yaml::Deserializer::from_str(text).deserialize_any(Names)
}

/// One key of a mapping; the others may hold anything.
struct One<'a, T> {
    name: &'a str,
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for One<'_, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for One<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut value = None;
        let mut is_found = false;
        while let Some(name) = map.next_key::<String>()? {
            if name == self.name && !is_found {
                is_found = true;
                value = map.next_value::<Option<T>>()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> (Vec<String>, Vec<String>) {
        let mapping = Mapping::read(text);
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        (
            mapping.keys.iter().map(|key| key.name.clone()).collect(),
            mapping.mistakes.iter().map(|m| format!("{}: {}", line(m.range.start), m.message)).collect(),
        )
    }

    #[test]
    fn what_cannot_be_read_costs_its_own_key() {
        let (names, mistakes) = keys("title: AWS: the notes\ndraft: true\ntags: [a\norder: 1\nlist:\n- x\n- y\n");
        assert_eq!(names, ["draft", "order", "list"]);
        assert_eq!(mistakes.len(), 2, "{mistakes:?}");
        assert!(mistakes[0].starts_with("1: mapping values") && mistakes[1].starts_with("3: "), "{mistakes:?}");
    }

    #[test]
    fn spans_are_counted_in_bytes() {
        let text = "a: \u{201C}é\u{201D}\nb: x: y\n";
        let range = Mapping::read(text).mistakes[0].range.start;
        assert_eq!(&text[range..], ": y\n");
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "([a-c]|é|: |\n|  |- |\\[|\\{|\\}|\"|'|#|&a|\\*a|\\||,|\t|---\n){0,30}") {
            let mut mapping = Mapping::read(&text);
            for key in mapping.keys.clone() {
                mapping.take::<Vec<String>>(&key.name);
            }
            for mistake in &mapping.mistakes {
                proptest::prop_assert!(text.get(mistake.range.clone()).is_some() && text.get(mistake.lost.clone()).is_some());
            }
        }
    }

    #[test]
    fn a_key_counts_once() {
        assert_eq!(keys("a: 1\nb: 2\na: 3\n"), (vec!["a".into(), "b".into()], vec!["3: `a` is there twice".into()]));
        assert_eq!(keys("{a: 1, b: {a: 2}}").0, ["a", "b"]);
    }

    #[test]
    fn values_are_taken_one_by_one() {
        let mut mapping = Mapping::read("a: x\nb: 12\nc: [1]\nd:\n");
        assert_eq!(mapping.take::<u8>("a"), None);
        assert_eq!(mapping.take::<String>("b").as_deref(), Some("12"));
        assert_eq!(mapping.take::<Vec<u8>>("c"), Some(vec![1]));
        assert_eq!(mapping.take::<u8>("d"), None);
        assert_eq!(mapping.mistakes.len(), 1);
        assert!(mapping.mistakes[0].message.starts_with("`a`: invalid type"), "{:?}", mapping.mistakes);
    }
}
