//! A policy as its grammar has it: the parts with their spans. `grammar` fills it; `lint`, `describe` and `evaluate` read it.

use super::Kind;
use super::template;
use std::ops::Range;

/// A policy.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    pub kind: Kind,
    /// What its surroundings say of the kind, if they say it.
    pub hint: Option<Hint>,
    /// `2012-10-17`, if it says so; statements alone have none.
    pub version: Option<String>,
    /// Whether only statements were given, which say nothing of a version.
    pub is_fragment: bool,
    /// Whether a template gives more statements, or some are left out.
    pub is_incomplete: bool,
    /// Whether it has an error, so that AWS refuses it.
    pub is_refused: bool,
    pub rules: Vec<Rule>,
    /// The bytes of the policy in the text.
    pub span: Range<usize>,
}

/// What the surroundings of a policy say of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// They have policies of this kind only, such as the resource of a template.
    Sure(Kind),
    /// They have a name that such policies have, and others may have too.
    Likely(Kind),
}

impl Hint {
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Sure(kind) | Self::Likely(kind) => kind,
        }
    }
}

/// A statement.
#[expect(clippy::struct_excessive_bools, reason = "each says of another part what is not known of it")]
#[derive(Clone, Debug, Default)]
pub(super) struct Rule {
    /// Its first byte.
    pub start: Range<usize>,
    pub sid: Option<Text>,
    pub effect: Effect,
    pub principals: Option<Who>,
    pub actions: Names,
    /// None: the statement has no `Resource`.
    pub resources: Option<Names>,
    pub tests: Vec<Test>,
    /// Whether a condition has a mistake for which it is missing in `tests`.
    pub has_unread_conditions: bool,
    /// Whether it has conditions that a template gives, or that are left out.
    pub has_open_conditions: bool,
    /// Whether an ellipsis stands for parts of it.
    pub is_incomplete: bool,
    /// Whether a condition of the template (`Fn::If`) decides on it, or on a part of it.
    pub is_chosen: bool,
}

/// What a statement does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
    /// It is missing or wrong.
    #[default]
    Unknown,
    /// A template decides; its words.
    Template(String),
}

/// A string of the policy.
#[expect(clippy::struct_field_names, reason = "the text of a text is its text")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub text: String,
    pub span: Range<usize>,
    /// Whether a template gives all of it; `text` describes it then.
    pub is_template: bool,
}

/// `Action` and `NotAction`, `Resource` and `NotResource`.
#[expect(clippy::struct_field_names, reason = "the grammar calls them names of actions and ARNs of resources")]
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub is_not: bool,
    pub names: Vec<Text>,
    /// The key.
    pub key: Range<usize>,
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, Default)]
pub(super) struct Who {
    pub is_not: bool,
    pub principals: Vec<Principal>,
    pub key: Range<usize>,
}

/// A principal with its kind, such as `AWS` or `Service`.
#[derive(Clone, Debug)]
pub(super) struct Principal {
    pub kind: String,
    pub name: Text,
}

/// One key of a condition.
#[derive(Clone, Debug)]
pub(super) struct Test {
    pub operator: Operator,
    /// The operator as it is written.
    pub written: Text,
    pub key: Text,
    pub values: Vec<Text>,
}

/// An operator of conditions (IAM User Guide, "IAM JSON policy elements: Condition operators").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Operator {
    /// `ForAllValues` or `ForAnyValue`.
    pub set: Option<Set>,
    /// Its name without the set and `IfExists`; none if IAM knows no such operator.
    pub base: Option<&'static str>,
    /// Whether it holds for requests without the key.
    pub if_exists: bool,
}

/// How the values of a request are compared with those of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    All,
    Any,
}

/// The operators without `ForAllValues:`, `ForAnyValue:` and `IfExists`.
pub(super) const OPERATORS: [&str; 27] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnNotEquals",
    "ArnLike",
    "ArnNotLike",
    "Null",
];

impl Operator {
    /// Reads an operator; names are compared without regard to case, as IAM does.
    pub(super) fn read(written: &str) -> Self {
        let (set, rest) = match written.split_once(':') {
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAllValues") => (Some(Set::All), rest),
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAnyValue") => (Some(Set::Any), rest),
            _ => (None, written),
        };
        let cut = rest.len().saturating_sub("IfExists".len());
        let suffix = rest.get(cut..).filter(|suffix| suffix.eq_ignore_ascii_case("IfExists"));
        let name = if suffix.is_some() { &rest[..cut] } else { rest };
        let base = OPERATORS.into_iter().find(|known| known.eq_ignore_ascii_case(name));
        // `IfExists` goes with every operator except `Null`.
        let base = base.filter(|&base| !(base == "Null" && suffix.is_some()));
        Self { set, base, if_exists: suffix.is_some() }
    }

    /// Whether it holds when no value matches.
    pub(super) fn is_negated(&self) -> bool {
        self.base.is_some_and(|base| base.contains("Not"))
    }
}

impl Text {
    /// Whether the text is no value yet, so that nothing can be compared with it.
    pub(super) fn is_unknown(&self) -> bool {
        self.is_template || template::is_surely_open(&self.text)
    }

    /// Whether a template may give some of the text.
    pub(super) fn is_open(&self) -> bool {
        self.is_template || template::has_placeholder(&self.text)
    }
}

impl Document {
    /// Whether its surroundings have policies of its kind only: otherwise it may be another one.
    pub(super) fn is_kind_sure(&self) -> bool {
        matches!(self.hint, Some(Hint::Sure(_)))
    }

    /// Whether `${aws:username}` is read as a variable: only since version 2012-10-17.
    pub(super) fn has_variables(&self) -> bool {
        self.is_fragment || self.version.as_deref().is_some_and(|version| version != "2008-10-17")
    }
}

impl Rule {
    /// Whether the statement allows, also if a template may turn it into a denial.
    pub(super) fn may_allow(&self) -> bool {
        self.effect != Effect::Deny
    }

    /// What is excepted, if that is everything, so that nothing is left: the key, and what it leaves none of.
    pub(super) fn nothing_left(&self) -> Option<(&Range<usize>, &'static str, &'static str)> {
        let is_all = |names: &Names| names.is_not && names.names.iter().any(|name| name.text == "*");
        let who = self.principals.as_ref().filter(|who| who.is_not);
        if is_all(&self.actions) {
            return Some((&self.actions.key, "NotAction", "action"));
        }
        if let Some(names) = self.resources.as_ref().filter(|names| is_all(names)) {
            return Some((&names.key, "NotResource", "resource"));
        }
        let is_everyone = |principal: &Principal| principal.kind == "AWS" && principal.name.text == "*";
        let who = who.filter(|who| who.principals.iter().any(is_everyone))?;
        Some((&who.key, "NotPrincipal", "one"))
    }

    /// Whether the resources are all, by `*`.
    pub(super) fn is_on_everything(&self) -> bool {
        self.resources.as_ref().is_some_and(|names| !names.is_not && names.names.iter().any(|name| name.text == "*"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_have_sets_and_suffixes() {
        let read = |written: &str| {
            let operator = Operator::read(written);
            (operator.set, operator.base, operator.if_exists)
        };
        assert_eq!(read("StringEquals"), (None, Some("StringEquals"), false));
        assert_eq!(read("ForAllValues:StringLikeIfExists"), (Some(Set::All), Some("StringLike"), true));
        assert_eq!(read("forAnyValue:stringlike"), (Some(Set::Any), Some("StringLike"), false));
        assert_eq!(read("NullIfExists"), (None, None, true));
        assert_eq!(read("StringEqual").1, None);
        assert_eq!(read("é").1, None);
    }
}
