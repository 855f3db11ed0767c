//! Statements that another one of the same policy holds already.

use crate::policy::glob;
use crate::policy::model::{Document, Names, Principal, Rule};
use crate::policy::report::Reports;

/// A policy with more names of actions and resources is not compared with itself.
const MOST: usize = 100;

/// Reports a statement that changes nothing beside another one.
pub(super) fn run(document: &Document, reports: &mut Reports) {
    let names =
        |rule: &Rule| 1 + rule.actions.names.len() + rule.resources.as_ref().map_or(0, |names| names.names.len());
    if document.rules.iter().map(names).sum::<usize>() > MOST {
        return;
    }
    let is_comparable = |rule: &&Rule| {
        let is_open = rule.is_chosen || rule.is_incomplete || rule.has_open_conditions || rule.has_unread_conditions;
        !is_open && rule.nothing_left().is_none()
    };
    let rules = document.rules.iter().enumerate();
    let comparable: Vec<(usize, &Rule)> = rules.filter(|(_, rule)| is_comparable(rule)).collect();
    for (index, narrow) in &comparable {
        let is_other = |(other, wide): &&(usize, &Rule)| {
            // Of two that are the same, the second is one too many.
            other != index && holds(wide, narrow) && (other < index || !holds(narrow, wide))
        };
        if let Some((other, _)) = comparable.iter().find(is_other) {
            let does = if narrow.may_allow() { "allows" } else { "denies" };
            let message = format!("statement {} {does} all of this already", other + 1);
            reports.note("policy-redundant", &narrow.start, message, "take one of them out");
        }
    }
}

/// Whether a statement does all that another one does.
fn holds(wide: &Rule, narrow: &Rule) -> bool {
    let resources = match (&wide.resources, &narrow.resources) {
        (Some(wide), Some(narrow)) => covers(wide, narrow, is_arn_within),
        (None, None) => true,
        _ => false,
    };
    wide.effect == narrow.effect
        && resources
        && same_conditions(wide, narrow)
        && same_principals(wide, narrow)
        && covers(&wide.actions, &narrow.actions, |wide, narrow| {
            !wide.contains('?') && glob::matches_ignoring_case(wide, narrow)
        })
}

/// Whether names stand for all that others stand for.
fn covers(wide: &Names, narrow: &Names, is_within: impl Fn(&str, &str) -> bool) -> bool {
    let is_in = |name: &str| {
        wide.names.iter().any(|wide| wide.text == name || (!wide.is_open() && is_within(&wide.text, name)))
    };
    let is_same = || wide.names.len() == narrow.names.len() && narrow.names.iter().all(|name| is_in(&name.text));
    match (wide.is_not, narrow.is_not) {
        (false, false) => !narrow.names.is_empty() && narrow.names.iter().all(|name| is_in(&name.text)),
        (true, true) => {
            is_same() && wide.names.iter().all(|wide| narrow.names.iter().any(|name| name.text == wide.text))
        }
        (false, true) => wide.names.iter().any(|name| name.text == "*"),
        (true, false) => false,
    }
}

/// Whether a pattern of ARNs matches all that another one does. A `*` before the resource stands for no colon.
fn is_arn_within(wide: &str, narrow: &str) -> bool {
    if wide == "*" {
        return true;
    }
    let (wide, narrow): (Vec<&str>, Vec<&str>) = (wide.splitn(6, ':').collect(), narrow.splitn(6, ':').collect());
    let is_within = |(wide, narrow): (&&str, &&str)| {
        !wide.contains('?') && glob::overlap(&glob::tokens(wide), &glob::literal(narrow))
    };
    wide.len() == 6 && narrow.len() == 6 && wide.iter().zip(&narrow).all(is_within)
}

/// Whether a statement has no condition that the other lacks.
fn same_conditions(wide: &Rule, narrow: &Rule) -> bool {
    wide.tests.iter().all(|test| {
        narrow.tests.iter().any(|other| {
            test.operator == other.operator
                && test.key.text.eq_ignore_ascii_case(&other.key.text)
                && test.values.iter().map(|value| &value.text).eq(other.values.iter().map(|value| &value.text))
        })
    })
}

/// Whether both are about the same principals.
fn same_principals(wide: &Rule, narrow: &Rule) -> bool {
    let same = |a: &Principal, b: &Principal| a.kind == b.kind && a.name.text == b.name.text;
    match (&wide.principals, &narrow.principals) {
        (None, None) => true,
        (Some(wide), Some(narrow)) => {
            wide.is_not == narrow.is_not
                && wide.principals.len() == narrow.principals.len()
                && narrow.principals.iter().all(|one| wide.principals.iter().any(|other| same(one, other)))
        }
        _ => false,
    }
}
