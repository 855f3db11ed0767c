//! The reason why a statement does not match a request.

use std::fmt;

/// Why a statement does not match a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Miss {
    Principal,
    Action,
    Resource,
    /// A condition that has a mistake.
    UnreadCondition,
    /// A condition that a template gives.
    OpenCondition,
    /// The condition on this key.
    Condition(String),
}

impl fmt::Display for Miss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Principal => formatter.write_str("it is about another principal"),
            Self::Action => formatter.write_str("it is about other actions"),
            Self::Resource => formatter.write_str("it is about other resources"),
            Self::UnreadCondition => formatter.write_str("its condition has a mistake"),
            Self::OpenCondition => formatter.write_str("a part of its condition is not known"),
            Self::Condition(key) => write!(formatter, "its condition on `{key}` is false"),
        }
    }
}
