//! YAML as the values that JSON has, with positions.
//!
//! The YAML library tells positions in its errors only. So a node's span is its ordinal at first, and [`locate`] reads the
//! text again up to the node that is asked for, and fails there. That is exact, and only nodes with problems cost it.

use crate::policy::json::{Node, Value};
use crate::policy::template;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use std::cell::Cell;
use std::fmt;
use std::ops::Range;

/// Reads all documents of a text. The span of a node is its ordinal and the next one.
///
/// # Errors
/// The offset and the message where it is not YAML; none where placeholders are why.
pub(super) fn read(text: &str) -> Result<Vec<Node>, Option<(usize, String)>> {
    let ordinals = Ordinals { next: Cell::new(0), target: None };
    let mut nodes = Vec::new();
    for document in serde_yaml::Deserializer::from_str(text) {
        match (Seed { ordinals: &ordinals }).deserialize(document) {
            Ok(node) => nodes.push(node),
            Err(error) => return Err(problem(text, &error)),
        }
    }
    Ok(nodes)
}

/// The bytes of the node with this ordinal.
pub(super) fn locate(text: &str, ordinal: usize) -> Range<usize> {
    let ordinals = Ordinals { next: Cell::new(0), target: Some(ordinal) };
    for document in serde_yaml::Deserializer::from_str(text) {
        if let Err(error) = (Seed { ordinals: &ordinals }).deserialize(document) {
            let at = error.location().map_or(0, |location| offset(text, location.line(), location.column()));
            return at..at + token_len(&text[at..]);
        }
    }
    0..0
}

fn problem(text: &str, error: &serde_yaml::Error) -> Option<(usize, String)> {
    // Helm, Jinja and ellipses are no YAML, and meant so.
    if template::has_placeholder(text) || text.contains("{%") {
        return None;
    }
    let at = error.location().map_or(0, |location| offset(text, location.line(), location.column()));
    let message = error.to_string();
    let message = message.split(", while parsing a ").next().unwrap_or_default();
    let cut = message.rfind(" at line ").unwrap_or(message.len());
    Some((at.min(text.trim_end().len()), format!("this is not YAML: {}", message[..cut].replace('\n', " "))))
}

/// The byte at a line and a column of characters, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    start + text[start..].chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>()
}

/// The length of the scalar at the start of `rest`: to its closing quote, or to the end of its line.
fn token_len(rest: &str) -> usize {
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    if line.starts_with('!') {
        let tag = line.find(' ').map_or(line.len(), |at| at + 1);
        return tag + if tag < line.len() { token_len(&line[tag..]) } else { 0 };
    }
    if let Some(quote) = line.chars().next().filter(|c| matches!(c, '"' | '\''))
        && let Some(end) = line[1..].find(quote)
    {
        return end + 2;
    }
    let ends = [line.find(" #"), line.find(": "), line.strip_suffix(':').map(str::len), line.find([',', ']', '}'])];
    ends.into_iter().flatten().min().unwrap_or(line.len()).min(line.trim_end().len())
}

struct Ordinals {
    next: Cell<usize>,
    target: Option<usize>,
}

impl Ordinals {
    fn take<E: de::Error>(&self) -> Result<Range<usize>, E> {
        let ordinal = self.next.get();
        self.next.set(ordinal + 1);
        if self.target == Some(ordinal) { Err(E::custom("located")) } else { Ok(ordinal..ordinal + 1) }
    }
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    ordinals: &'a Ordinals,
}

impl Seed<'_> {
    fn node<E: de::Error>(self, value: Value) -> Result<Node, E> {
        Ok(Node { value, span: self.ordinals.take()? })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Node, E> {
        self.node(Value::Plain(value.to_string()))
    }

    // Templates turn numbers into strings where a string is due.
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Node, E> {
        self.node(Value::String(value.to_string()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        self.node(Value::String(value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Node, E> {
        self.node(Value::String(value.to_string()))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Node, E> {
        self.node(Value::String(value.to_owned()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        self.node(Value::Plain("null".to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Node, A::Error> {
        let span = self.ordinals.take()?;
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Node { value: Value::Array(items), span })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let span = self.ordinals.take()?;
        let mut members = Vec::new();
        while let Some(key) = map.next_key_seed(self)? {
            let value = map.next_value_seed(self)?;
            let name = match key.value {
                Value::String(name) | Value::Plain(name) => name,
                // A function of CloudFormation makes the key.
                _ => "${…}".to_owned(),
            };
            members.push((name, key.span, value));
        }
        let members = merged(members);
        Ok(Node { value: Value::Object(members), span })
    }

    /// `!Sub text`: the short form of a function of CloudFormation.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Node, A::Error> {
        let (tag, variant): (Tag, _) = data.variant()?;
        let value = variant.newtype_variant_seed(self)?;
        let tag = tag.0.trim_start_matches('!');
        let name = if matches!(tag, "Ref" | "Condition") { tag.to_owned() } else { format!("Fn::{tag}") };
        let span = value.span.clone();
        Ok(Node { value: Value::Object(vec![(name, span.clone(), value)]), span })
    }
}

type Member = (String, Range<usize>, Node);

/// Members with those that `<<` takes over from others, where they do not have them themselves (YAML, "Merge Key").
fn merged(members: Vec<Member>) -> Vec<Member> {
    let (merges, mut own): (Vec<Member>, Vec<Member>) = members.into_iter().partition(|(name, ..)| name == "<<");
    for (name, span, value) in merges {
        let sources = match value.value {
            Value::Object(_) => vec![value],
            Value::Array(items) => items,
            _ => {
                own.push((name, span, value));
                continue;
            }
        };
        for source in sources {
            let Value::Object(members) = source.value else { continue };
            let new: Vec<Member> =
                members.into_iter().filter(|(name, ..)| !own.iter().any(|(known, ..)| known == name)).collect();
            own.extend(new);
        }
    }
    own
}

struct Tag(String);

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_located() {
        let text = "# é\na: \"x y\"\nlist:\n- !Sub 'z${B}' # c\n- {k: [v, w]}\n";
        let nodes = read(text).expect("it is YAML");
        let mut found = Vec::new();
        let mut stack: Vec<&Node> = nodes.iter().collect();
        while let Some(node) = stack.pop() {
            match &node.value {
                Value::Object(members) => stack.extend(members.iter().map(|(_, _, value)| value)),
                Value::Array(items) => stack.extend(items),
                _ => found.push(&text[locate(text, node.span.start)]),
            }
        }
        found.sort_unstable();
        assert_eq!(found, ["!Sub 'z${B}'", "\"x y\"", "v", "w"]);
    }

    #[test]
    fn what_is_not_yaml_has_a_position() {
        let text = "a: b: c\n";
        let (at, message) = read(text).err().flatten().expect("it is not YAML");
        assert_eq!(
            (&text[at..], message.as_str()),
            (": c\n", "this is not YAML: mapping values are not allowed in this context")
        );
        assert_eq!(read("a: {{ b }}: c\n"), Err(None));
    }
}
