//! Values of front matter, in the forms that other tools accept as well.

use serde::de::{Error, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::ops::Range;

/// An address that a notebook once had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerAddress {
    /// As written.
    pub address: String,
    /// The bytes of the file where it is written.
    pub range: Range<usize>,
}

impl From<String> for FormerAddress {
    fn from(address: String) -> Self {
        Self { address, range: 0..0 }
    }
}

/// `true` or `yes`, `false` or `no`: YAML 1.1 knew all of them, and authors do.
pub(super) struct Truth(pub bool);

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

/// Several values: a list, or one text with commas, as other tools have it.
pub(super) struct Several(pub Vec<String>);

impl<'de> Deserialize<'de> for Several {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SeveralVisitor;
        impl<'de> Visitor<'de> for SeveralVisitor {
            type Value = Several;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list such as `[a, b]`")
            }

            fn visit_str<E>(self, value: &str) -> Result<Several, E> {
                let values = value.split(',').map(str::trim).filter(|value| !value.is_empty());
                Ok(Several(values.map(ToOwned::to_owned).collect()))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Several, E> {
                Ok(Several(vec![value.to_string()]))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Several, E> {
                Ok(Several(vec![value.to_string()]))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Several, E> {
                Ok(Several(vec![value.to_string()]))
            }

            fn visit_unit<E>(self) -> Result<Several, E> {
                Ok(Several(Vec::new()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Several, A::Error> {
                let mut values = Vec::new();
                while let Some(Scalar(value)) = list.next_element()? {
                    values.extend(value);
                }
                Ok(Several(values))
            }
        }
        deserializer.deserialize_any(SeveralVisitor)
    }
}

/// One value of a list: text, or what YAML takes for a number or a truth value. An empty one is `None`.
#[derive(Deserialize)]
#[serde(from = "serde_yaml::Value")]
struct Scalar(Option<String>);

impl From<serde_yaml::Value> for Scalar {
    fn from(value: serde_yaml::Value) -> Self {
        Self(match value {
            serde_yaml::Value::String(text) => Some(text),
            serde_yaml::Value::Number(number) => Some(number.to_string()),
            serde_yaml::Value::Bool(truth) => Some(truth.to_string()),
            _ => None,
        })
    }
}
