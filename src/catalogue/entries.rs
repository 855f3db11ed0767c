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
#[derive(Debug, PartialEq, Eq, Deserialize)]
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
    /// Where it is written: behind its `id:`. 0 in the built-in catalogue, which has no mistakes to point at.
    #[serde(skip)]
    pub offset: usize,
}

/// The JSON Schema of services.yaml, for editors. A test compares it with [`Entry`].
pub const SCHEMA: &str = include_str!("../../schemas/services.json");

/// The keys above, for suggestions.
const KEYS: [&str; 11] =
    ["id", "name", "kind", "parent", "category", "aliases", "iam", "cfn", "terms", "summary", "docs"];

/// A name, or a name bound to its surroundings.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum WrittenAlias {
    Plain(String),
    InContext(AliasInContext),
}

#[derive(Debug, PartialEq, Eq, Deserialize, Default)]
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

#[derive(Debug, Deserialize, Default, PartialEq, Eq)]
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

/// Most brackets that are open at once.
const DEEPEST: usize = 64;

/// The built-in catalogue: that of a site that has none, and the one that `init` writes.
pub const BUILT_IN: &str = include_str!("../../notes/services.yaml");

/// The same catalogue as JSON, which is read in a tenth of the time. The build script makes it.
const BUILT_IN_AS_JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/services.json"));

/// Reads all entries that can be read, and says what is wrong with the others.
pub(super) fn read(file: FileId, text: &str) -> (Vec<Entry>, Vec<Diagnostic>) {
    if text == BUILT_IN {
        return (serde_json::from_str(BUILT_IN_AS_JSON).expect("a test reads it"), Vec::new());
    }
    read_yaml(file, text)
}

fn read_yaml(file: FileId, text: &str) -> (Vec<Entry>, Vec<Diagnostic>) {
    if let Some(at) = too_deep(text) {
        let message = format!("more than {DEEPEST} brackets are open here");
        let diagnostic = Diagnostic::error(CODE, message).at(Span::new(file, at..at + 1));
        return (Vec::new(), vec![diagnostic.help("the catalogue is a list of entries that begin with `- id: …`")]);
    }
    let items = yaml::items(text);
    let whole = match serde_yaml::from_str::<Option<Vec<Entry>>>(text) {
        Ok(entries) => {
            let mut entries = entries.unwrap_or_default();
            let is_listed = items.len() == entries.len();
            let mut ids = ids(text);
            for (index, entry) in entries.iter_mut().enumerate() {
                // Where an entry is not a line of a list, it is at its `id:`, which every entry has once.
                entry.offset =
                    if is_listed { after_id(text, items[index].clone()) } else { ids.next().unwrap_or_default() };
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

/// Where the words behind each `id:` begin.
fn ids(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut offset = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        offset += line.len();
        (offset - line.len(), line)
    });
    lines.filter(|(_, line)| !line.trim_start().starts_with('#')).flat_map(move |(start, line)| {
        let keys = line.match_indices("id:").filter(move |(at, _)| {
            let before = &text[..start + at];
            before.ends_with(|c: char| c.is_whitespace() || matches!(c, '{' | ','))
        });
        keys.map(move |(at, _)| start + at + "id:".len())
    })
}

/// Returns where brackets are nested deeper than in any catalogue. The YAML library takes quadratic time on them. Each entry
/// of a list begins anew, since a text may have an opening bracket alone.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_line_start = true;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'-' if is_line_start => depth = 0,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_line_start = byte == b'\n';
        if depth > DEEPEST {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};
    use serde_json::{Value, json};

    fn keys(of: &Value) -> Vec<&str> {
        of["properties"].as_object().expect("keys").keys().map(String::as_str).collect()
    }

    #[test]
    fn the_built_in_catalogue_is_the_same_in_both_forms() {
        let id = Sources::default().add(SourceFile::new("services.yaml", ""));
        let (written, diagnostics) = read_yaml(id, BUILT_IN);
        assert_eq!(diagnostics, []);
        let written: Vec<Entry> = written.into_iter().map(|entry| Entry { offset: 0, ..entry }).collect();
        assert_eq!(read(id, BUILT_IN), (written, vec![]));
    }

    #[test]
    fn the_schema_describes_every_key() {
        let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
        let entry = &schema["items"];
        assert_eq!(keys(entry), KEYS);
        let in_context = &entry["properties"]["aliases"]["items"]["anyOf"][1];
        let mut alias = serde_json::Map::new();
        for key in keys(in_context) {
            let is_list = in_context["properties"][key]["type"] == "array";
            alias.insert(key.to_owned(), if is_list { json!(["x"]) } else { json!("exact") });
        }
        let error = serde_json::from_value::<AliasInContext>(json!({ "of-no-kind": 1 })).expect_err("an error");
        let expected: Vec<String> = error.to_string().split('`').skip(3).step_by(2).map(ToOwned::to_owned).collect();
        assert_eq!(expected, keys(in_context));
        let written = json!([{
            "id": "a", "name": "A", "kind": "tool", "parent": "b", "category": "C", "aliases": ["X", alias],
            "iam": ["a"], "cfn": ["AWS::A"], "terms": { "X": "ex" }, "summary": "S", "docs": "https://a.example/",
        }]);
        let id = Sources::default().add(SourceFile::new("services.yaml", ""));
        let (entries, diagnostics) = read(id, &written.to_string());
        assert_eq!((entries.len(), diagnostics), (1, vec![]));
    }
}
