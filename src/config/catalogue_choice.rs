//! Which of the catalogues that need no file.

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// What `catalogue` in front matter or site.toml can say besides the path of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatalogueChoice {
    /// The built-in catalogue of AWS services.
    Aws,
    /// No names become links.
    None,
}

impl<'de> Deserialize<'de> for CatalogueChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ChoiceVisitor;
        impl Visitor<'_> for ChoiceVisitor {
            type Value = CatalogueChoice;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("`aws` or `none`")
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<CatalogueChoice, E> {
                if value { Err(E::invalid_value(Unexpected::Bool(true), &self)) } else { Ok(CatalogueChoice::None) }
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<CatalogueChoice, E> {
                match value.to_ascii_lowercase().as_str() {
                    "aws" => Ok(CatalogueChoice::Aws),
                    "none" | "off" | "no" => Ok(CatalogueChoice::None),
                    _ => Err(E::invalid_value(Unexpected::Str(value), &self)),
                }
            }
        }
        deserializer.deserialize_any(ChoiceVisitor)
    }
}
