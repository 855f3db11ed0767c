//! Conditions on one key that no request meets together.

use super::values;
use crate::policy::glob;
use crate::policy::model::{Rule, Test, Text};
use crate::policy::report::Reports;
use crate::policy::template;

/// More conditions than this are not compared with each other.
const MOST: usize = 32;

/// Reports the first two conditions of a statement that exclude each other.
pub(super) fn run(rule: &Rule, reports: &mut Reports) {
    if rule.is_chosen || rule.has_open_conditions || rule.tests.len() > MOST {
        return;
    }
    let tests: Vec<&Test> = rule.tests.iter().filter(|test| is_comparable(test)).collect();
    for (index, second) in tests.iter().enumerate() {
        let is_same = |first: &&&Test| first.key.text.eq_ignore_ascii_case(&second.key.text);
        let excluded =
            tests[..index].iter().filter(is_same).any(|first| excludes(first, second) || excludes(second, first));
        if excluded {
            let message = format!("no request meets both conditions on `{}`", second.key.text);
            let help = "all conditions of a statement have to be true: write two statements, or one condition";
            return reports.warning("policy-no-match", &second.key.span, message, help);
        }
    }
}

/// Whether a condition is on one value that a request has to have, and nothing of it is open.
fn is_comparable(test: &Test) -> bool {
    let is_known = |value: &Text| !value.is_open() && template::variables(&value.text).is_empty();
    let operator = &test.operator;
    operator.base.is_some()
        && operator.set.is_none()
        && !operator.if_exists
        && !test.key.is_open()
        && !test.values.is_empty()
        && test.values.iter().all(is_known)
}

/// Whether no value of the key meets both conditions.
fn excludes(first: &Test, second: &Test) -> bool {
    let (Some(one), Some(other)) = (first.operator.base, second.operator.base) else { return false };
    let texts = |test: &Test| test.values.iter().map(|value| value.text.clone()).collect::<Vec<_>>();
    match (one, other) {
        ("Null", "Null") => texts(first) == ["true"] && texts(second) == ["false"],
        ("Null", _) => texts(first) == ["true"] && !second.operator.is_negated(),
        ("Bool", "Bool") => {
            let same = |a: &String, b: &String| a.eq_ignore_ascii_case(b);
            !texts(first).iter().any(|a| texts(second).iter().any(|b| same(a, b)))
        }
        ("StringEquals" | "ArnEquals", _) if family(one) == family(other) && !first.values.iter().any(has_wildcard) => {
            !first.values.iter().any(|value| admits(second, &value.text))
        }
        ("StringLike" | "ArnLike" | "IpAddress", _) if family(one) == family(other) && second.operator.is_negated() => {
            first.values.iter().all(|value| second.values.iter().any(|other| other.text == value.text))
        }
        _ => is_empty_range(first, second),
    }
}

fn has_wildcard(value: &Text) -> bool {
    value.text.contains(['*', '?'])
}

/// What kind of values an operator compares.
fn family(base: &str) -> &str {
    ["String", "Arn", "Numeric", "Date"]
        .into_iter()
        .find(|family| base.starts_with(family))
        .unwrap_or(if base.ends_with("IpAddress") { "IpAddress" } else { base })
}

/// Whether a value meets a condition of the same family.
fn admits(test: &Test, value: &str) -> bool {
    let base = test.operator.base.unwrap_or_default();
    let matches = |wanted: &Text| match base {
        "StringEquals" | "StringNotEquals" => wanted.text == value,
        _ if base.ends_with("IgnoreCase") => wanted.text.eq_ignore_ascii_case(value),
        _ => glob::overlap(&glob::tokens(&wanted.text), &glob::literal(value)),
    };
    test.values.iter().any(matches) != test.operator.is_negated()
}

/// Whether one condition is on values above, and the other on values below, and nothing is between them.
fn is_empty_range(first: &Test, second: &Test) -> bool {
    let (Some(one), Some(other)) = (first.operator.base, second.operator.base) else { return false };
    if family(one) != family(other) || !matches!(family(one), "Numeric" | "Date") {
        return false;
    }
    let number = |text: &str| text.parse::<f64>().ok();
    let numbers = |test: &Test| test.values.iter().map(|value| number(&value.text)).collect::<Option<Vec<f64>>>();
    let is_after = |a: f64, b: f64| a > b;
    if let (Some(lower), Some(upper)) = (numbers(first), numbers(second)) {
        return one.contains("GreaterThan")
            && other.contains("LessThan")
            && lower.iter().all(|a| upper.iter().all(|b| is_after(*a, *b)));
    }
    // Dates of one form are in the order of their letters.
    let dates = |test: &Test| test.values.iter().all(|value| values::is_date(&value.text) && value.text.ends_with('Z'));
    let same_form =
        first.values.iter().chain(&second.values).all(|value| value.text.len() == first.values[0].text.len());
    one.contains("GreaterThan")
        && other.contains("LessThan")
        && dates(first)
        && dates(second)
        && same_form
        && first.values.iter().all(|a| second.values.iter().all(|b| a.text > b.text))
}
