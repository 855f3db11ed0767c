//! Front matter in TOML (Hugo, Zola) and JSON (Hugo): its keys, written as YAML, and where each is in the file.
//!
//! JSON is YAML (YAML 1.2, section 1.3), so a value is written as JSON. Tables that no key of ours needs are left empty.

use super::KEYS;
use super::block::Notation;
use std::ops::Range;

/// Keys written as YAML, one a line.
#[derive(Debug, Default)]
pub(super) struct AsYaml {
    pub text: String,
    /// For each key: where its lines are in `text`, and its name in what was read.
    keys: Vec<(Range<usize>, Range<usize>)>,
}

impl AsYaml {
    /// Reads front matter that is not YAML. `None` if it is not valid.
    pub(super) fn read(written: &str, notation: Notation) -> Option<Self> {
        let keys = match notation {
            Notation::Toml => {
                let table: toml::Table = toml::from_str(written).ok()?;
                table.into_iter().map(|(key, value)| (key, of_toml(value))).collect()
            }
            Notation::Json => {
                let object = written.trim();
                let object = if object.starts_with('{') { object.to_owned() } else { format!("{{{object}}}") };
                serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&object).ok()?
            }
            Notation::Yaml => return None,
        };
        let mut yaml = Self::default();
        let has_tags = keys.contains_key("tags");
        for (key, value) in keys {
            let at = range_of_key(&key, written);
            match value {
                // Zola has its tags there.
                serde_json::Value::Object(inside) if key == "taxonomies" && !has_tags => {
                    for (key, value) in inside.into_iter().filter(|(key, _)| key == "tags") {
                        yaml.add(&key, &value.to_string(), at.clone());
                    }
                }
                // A table of Hugo that may say `render = "never"`.
                serde_json::Value::Object(inside) if key.trim_start_matches('_') == "build" => {
                    let lines: Vec<String> = inside.iter().map(|(key, value)| format!("\n  {key}: {value}")).collect();
                    yaml.add(&key, &lines.concat(), at);
                }
                serde_json::Value::Object(_) => yaml.add(&key, "{}", at),
                serde_json::Value::Array(_) if !KEYS.contains(&key.as_str()) => yaml.add(&key, "[]", at),
                value => yaml.add(&key, &value.to_string(), at),
            }
        }
        Some(yaml)
    }

    fn add(&mut self, key: &str, value: &str, at: Range<usize>) {
        let start = self.text.len();
        let is_plain = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let key = if is_plain { key.to_owned() } else { serde_json::Value::from(key).to_string() };
        self.text.push_str(&format!("{key}: {value}\n"));
        self.keys.push((start..self.text.len(), at));
    }

    /// Where the key of a range of the YAML is in what was read.
    pub(super) fn origin(&self, range: &Range<usize>) -> Range<usize> {
        let key = self.keys.iter().find(|(lines, _)| lines.contains(&range.start));
        key.map_or(0..0, |(_, at)| at.clone())
    }
}

/// Where a key is written: at the beginning of a line, after a bracket, or in quotation marks. The start of the text if it is
/// written in another way.
fn range_of_key(key: &str, written: &str) -> Range<usize> {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_'));
    let mut found = written.match_indices(key).filter(|(at, _)| {
        let (before, after) = (&written[..*at], &written[at + key.len()..]);
        let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
        is_edge(before.chars().next_back())
            && is_edge(after.chars().next())
            && (line.is_empty() || line.ends_with(['[', '"', '\'', ',', '{']))
    });
    found.next().map_or(0..0, |(at, _)| at..at + key.len())
}

/// A value of TOML as one of JSON; dates are texts.
fn of_toml(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(values) => values.into_iter().map(of_toml).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, of_toml(value))).collect(),
    }
}
