//! The entries of services.yaml as they are written. A mistake costs its own key; an entry without id or name, itself.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use crate::suggest::nearest;
use crate::yaml::{self, Mapping, Mistake};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// An entry as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub kind: String,
    pub parent: Option<String>,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub aliases: Vec<WrittenAlias>,
    #[serde(default)]
    pub iam: Vec<String>,
    #[serde(default)]
    pub cfn: Vec<String>,
    #[serde(default)]
    pub terms: BTreeMap<String, String>,
    #[serde(default)]
    pub summary: String,
    #[serde(default)]
    pub docs: String,
    /// Where it is written: behind its `id:`.
    #[serde(skip)]
    pub offset: usize,
}

/// The keys above, for suggestions.
const KEYS: [&str; 11] =
    ["id", "name", "kind", "parent", "category", "aliases", "iam", "cfn", "terms", "summary", "docs"];

/// A name, or a name bound to its surroundings.
pub(super) enum WrittenAlias {
    Plain(String),
    InContext(AliasInContext),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct AliasInContext {
    pub text: String,
    #[serde(default)]
    pub case: Case,
    #[serde(default)]
    pub after: Vec<String>,
    #[serde(default)]
    pub not_after: Vec<String>,
    #[serde(default)]
    pub before: Vec<String>,
    #[serde(default)]
    pub not_before: Vec<String>,
}

#[derive(Deserialize, Default, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Case {
    /// Exact for acronyms, any for names.
    #[default]
    Auto,
    Exact,
    Any,
}

/// Written out: what serde derives for such a choice says only that none of the forms fits.
impl<'de> Deserialize<'de> for WrittenAlias {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AliasVisitor;
        impl<'de> Visitor<'de> for AliasVisitor {
            type Value = WrittenAlias;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a name or `{text: …}`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<WrittenAlias, E> {
                Ok(WrittenAlias::Plain(text.to_owned()))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<WrittenAlias, E> {
                Ok(WrittenAlias::Plain(value.to_string()))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<WrittenAlias, E> {
                Ok(WrittenAlias::Plain(value.to_string()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WrittenAlias, A::Error> {
                AliasInContext::deserialize(MapAccessDeserializer::new(map)).map(WrittenAlias::InContext)
            }
        }
        deserializer.deserialize_any(AliasVisitor)
    }
}

const CODE: &str = "catalogue-invalid";

/// Reads all entries that can be read, and says what is wrong with the others.
pub(super) fn read(file: FileId, text: &str) -> (Vec<Entry>, Vec<Diagnostic>) {
    let items = yaml::items(text);
    let whole = match serde_yaml::from_str::<Option<Vec<Entry>>>(text) {
        Ok(entries) => {
            let mut entries = entries.unwrap_or_default();
            let is_listed = items.len() == entries.len();
            for (index, entry) in entries.iter_mut().enumerate() {
                entry.offset = if is_listed { after_id(text, items[index].clone()) } else { nth_id(text, index) };
            }
            return (entries, Vec::new());
        }
        Err(error) => Mistake::of(&error, text, 0..text.len()),
    };
    let whole = whole.diagnostic(CODE, file, "the catalogue is a list of entries that begin with `- id: …`");
    let before = &text[..items.first().map_or(text.len(), |first| first.start)];
    let is_list = before.lines().all(|line| line.trim().is_empty() || line.starts_with(['#', '%']) || line == "---");
    if items.is_empty() || !is_list {
        return (Vec::new(), vec![whole]);
    }
    let mut diagnostics = Vec::new();
    let mut entries = Vec::new();
    for item in items {
        let found = entry(file, text, item, &mut diagnostics);
        entries.extend(found);
    }
    // Entries that name each other's values cannot be read one by one; or each is right and yet the whole is not.
    if diagnostics.is_empty() || diagnostics.iter().any(|diagnostic| diagnostic.message.contains("unknown anchor")) {
        return (if diagnostics.is_empty() { entries } else { Vec::new() }, vec![whole]);
    }
    (entries, diagnostics)
}

/// Reads one entry, `- ` and all, key by key.
fn entry(file: FileId, text: &str, item: Range<usize>, diagnostics: &mut Vec<Diagnostic>) -> Option<Entry> {
    // Blanks replace the hyphen. This leaves a mapping, and every byte keeps its offset.
    let marker = item.start + text[item.clone()].find('-')?;
    let alone = format!("{} {}", &text[item.start..marker], &text[marker + 1..item.end]);
    let mut keys = Mapping::read(&alone);
    let (id, name) = (keys.take::<String>("id"), keys.take::<String>("name"));
    let mut entry = Entry {
        id: id.clone().unwrap_or_default(),
        name: name.clone().unwrap_or_default(),
        kind: keys.take("kind").unwrap_or_default(),
        parent: keys.take("parent"),
        category: keys.take("category").unwrap_or_default(),
        aliases: keys.take("aliases").unwrap_or_default(),
        iam: keys.take("iam").unwrap_or_default(),
        cfn: keys.take("cfn").unwrap_or_default(),
        terms: keys.take("terms").unwrap_or_default(),
        summary: keys.take("summary").unwrap_or_default(),
        docs: keys.take("docs").unwrap_or_default(),
        offset: after_id(text, item.clone()),
    };
    let before = diagnostics.len();
    for key in keys.keys.iter().filter(|key| !KEYS.contains(&key.name.as_str())) {
        let span = Span::new(file, item.start + key.range.start..item.start + key.range.end);
        let help = match nearest(&key.name, KEYS.into_iter()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("the keys are `{}`", KEYS.join("`, `")),
        };
        let message = format!("`{}` is not a key of an entry", key.name);
        diagnostics.push(Diagnostic::error(CODE, message).at(span).help(help));
    }
    let is_kept = id.is_some() && name.is_some();
    let help = if is_kept { "the entry is read as if this were not there" } else { "the entry is left out" };
    for mistake in std::mem::take(&mut keys.mistakes) {
        diagnostics.push(mistake.moved(item.start).diagnostic(CODE, file, help));
    }
    let missing = match (&id, &name) {
        (Some(_), Some(_)) => return Some(entry),
        (None, _) => "this entry has no `id`".to_owned(),
        (_, None) => format!("`{}` has no `name`", std::mem::take(&mut entry.id)),
    };
    // Where something else is wrong with the entry, that is why.
    if diagnostics.len() == before {
        let help = "it is left out; an entry begins with `- id: …` and has a `name`";
        diagnostics.push(Diagnostic::error(CODE, missing).at(Span::new(file, marker..marker + 1)).help(help));
    }
    None
}

/// Where the words behind `id:` begin, or the entry itself.
fn after_id(text: &str, item: Range<usize>) -> usize {
    ids(&text[item.clone()]).next().map_or(item.start, |at| item.start + at)
}

/// Where the entry of this index begins in a list that is not a line an entry: at its `id:`, which every entry has once.
fn nth_id(text: &str, index: usize) -> usize {
    ids(text).nth(index).unwrap_or(0)
}

fn ids(text: &str) -> impl Iterator<Item = usize> + '_ {
    let keys = text.match_indices("id:").filter(|(at, _)| {
        let is_key = text[..*at].ends_with(|c: char| c.is_whitespace() || matches!(c, '{' | ','));
        let line_start = crate::source::line_start(text, *at);
        is_key && !text[line_start..*at].trim_start().starts_with('#')
    });
    keys.map(|(at, _)| at + "id:".len())
}
