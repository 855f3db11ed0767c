//! Conditions: operators that do not fit the type of a key, values that do not fit an operator or a key.

use super::condition_keys::{is_global, key_type};
use super::{arns, key_values, principals, values};
use crate::policy::actions::{BaseType, KeyType};
use crate::policy::model::{Document, Effect, Rule, Set, Test, Text};
use crate::policy::report::Reports;
use crate::policy::template;

pub(super) fn run(rule: &Rule, document: &Document, reports: &mut Reports) {
    // A statement that is open to everyone because of a condition has been reported as such.
    let is_public = principals::everyone(rule, document).is_some();
    for test in &rule.tests {
        let kind = key_type(&test.key, reports);
        if let Some(base) = test.operator.base {
            let is_right_type = kind.is_none_or(|kind| {
                if !(is_public && test.operator.set == Some(Set::All)) {
                    set_operator(test, kind, reports);
                }
                type_of_operator(test, base, kind, reports)
            });
            for value in test.values.iter().filter(|value| !is_filled_in(value)) {
                // The right operator takes other values.
                if is_right_type {
                    value_of_operator(test, base, value, reports);
                }
                key_values::run(test, value, reports);
            }
            several_values(test, base, reports);
        }
        // A set operator on a key with one value has been reported as such.
        let has_one_value = kind.is_some_and(|kind| !kind.is_multivalued);
        let is_for_all = test.operator.set == Some(Set::All) && !has_one_value && !is_public;
        if is_for_all && (!rule.may_allow() || !test.operator.is_negated()) {
            for_all_values(test, rule, reports);
        }
    }
    mfa(rule, reports);
}

/// Whether a template or the request gives a part of the value.
fn is_filled_in(value: &Text) -> bool {
    value.is_open() || !template::variables(&value.text).is_empty()
}

/// Whether an operator fits the type of a key. One that does not is reported.
fn type_of_operator(test: &Test, base: &str, kind: KeyType, reports: &mut Reports) -> bool {
    let is_of = |types: &[BaseType]| types.contains(&kind.base);
    // A tag, and a text of one service, may hold a number, an ARN or `true`.
    let is_text = kind.base == BaseType::String && !is_global(&test.key);
    let is_tag = kind.base == BaseType::String && test.key.text.contains('/');
    let is_arn = test.key.text.eq_ignore_ascii_case("aws:SourceVpcArn");
    let is_right = match base {
        "Null" => true,
        _ if base.starts_with("Numeric") => is_text || is_tag || is_of(&[BaseType::Number, BaseType::Date]),
        _ if base.starts_with("Date") => is_tag || kind.base == BaseType::Date,
        "Bool" => is_text || is_tag || kind.base == BaseType::Bool,
        "IpAddress" | "NotIpAddress" => kind.base == BaseType::Address,
        "BinaryEquals" => is_text || is_tag,
        _ if base.starts_with("Arn") => is_text || is_tag || is_arn || kind.base == BaseType::Arn,
        _ if base.starts_with("String") => !is_of(&[BaseType::Address, BaseType::Date, BaseType::Number]),
        _ => true,
    };
    if !is_right {
        let (words, advice) = match kind.base {
            BaseType::String => ("text", "StringEquals"),
            BaseType::Arn => ("ARNs", "ArnLike"),
            BaseType::Bool => ("`true` or `false`", "Bool"),
            BaseType::Number => ("numbers", "NumericEquals"),
            BaseType::Date => ("dates", "DateGreaterThan"),
            BaseType::Address => ("IP addresses", "IpAddress"),
        };
        let message = format!("`{}` does not fit `{}`, which has {words}", test.written.text, test.key.text);
        reports.warning(
            "policy-condition-type",
            &test.written.span,
            message,
            &format!("use an operator such as `{advice}`"),
        );
    } else if base.starts_with("String") && kind.base == BaseType::Bool && is_global(&test.key) {
        let message = format!("`{}` compares `{}` as text", test.written.text, test.key.text);
        reports.note(
            "policy-condition-type",
            &test.written.span,
            message,
            "write `Bool`, which is for `true` and `false`",
        );
    }
    is_right
}

/// Values that together are always or never true, and set operators that mean nothing.
fn several_values(test: &Test, base: &str, reports: &mut Reports) {
    let has = |wanted: &str| test.values.iter().any(|value| value.text.eq_ignore_ascii_case(wanted));
    if matches!(base, "Bool" | "Null") && has("true") && has("false") {
        let message = format!("`{}` is `true` or `false` for every request", test.key.text);
        let span = test.values.last().map_or(&test.key.span, |value| &value.span);
        reports.warning("policy-condition-value", span, message, "keep one of the values");
    }
    if base == "Null" && test.operator.set.is_some() {
        let message = format!("`{}` is the same as `Null`", test.written.text);
        reports.note("policy-set-operator", &test.written.span, message, "write `Null`");
    }
}

fn set_operator(test: &Test, kind: KeyType, reports: &mut Reports) {
    let is_sure = is_global(&test.key) || test.key.text.starts_with("dynamodb:");
    match (test.operator.set, kind.is_multivalued) {
        (Some(_), false) => {
            let message = format!("`{}` has one value, and `{}` compares several", test.key.text, test.written.text);
            let plain = test.written.text.split_once(':').map_or("", |(_, plain)| plain);
            let help = format!("write `{plain}`");
            if is_global(&test.key) {
                reports.warning("policy-set-operator", &test.written.span, message, &help);
            } else {
                reports.note("policy-set-operator", &test.written.span, message, &help);
            }
        }
        (None, true) if is_sure && test.operator.base != Some("Null") => {
            let message = format!("`{}` has several values, and `{}` compares one", test.key.text, test.written.text);
            let help = format!("write `ForAnyValue:{0}` or `ForAllValues:{0}`", test.written.text);
            reports.warning("policy-set-operator", &test.written.span, message, &help);
        }
        _ => {}
    }
}

fn value_of_operator(test: &Test, base: &str, value: &Text, reports: &mut Reports) {
    let text = value.text.as_str();
    let (is_right, what, help) = match base {
        "IpAddress" | "NotIpAddress" => {
            address(text, value, reports);
            (values::is_address(text), "an IP address or range", "write it as `203.0.113.0/24` or `2001:db8::/32`")
        }
        "BinaryEquals" => (values::is_base64(text), "Base64", "encode the bytes as Base64"),
        "Bool" | "Null" => (values::is_bool(text), "`true` or `false`", "write `\"true\"` or `\"false\"`"),
        _ if base.starts_with("Date") => (values::is_date(text), "a date", "write it as `2026-01-31T00:00:00Z`"),
        _ if base.starts_with("Numeric") => (values::is_number(text), "a number", "write digits"),
        _ if base.starts_with("Arn") => {
            let is_arn = text.starts_with("arn:") || text.contains('*');
            if is_arn {
                arns::value(value, reports);
            }
            (is_arn, "an ARN", "write an ARN, or compare text with `StringEquals`")
        }
        "StringEquals" | "StringNotEquals" if text.contains('*') && !is_header_of_star(test, text) => {
            let message = format!("`{}` compares the `*` of `{text}` as a character", test.written.text);
            let like = test.written.text.replace("Equals", "Like");
            return reports.warning("policy-literal-wildcard", &value.span, message, &format!("write `{like}`"));
        }
        _ => return,
    };
    if !is_right {
        reports.error("policy-condition-value", &value.span, format!("`{text}` is not {what}"), help);
    }
}

/// Whether the value is the `*` that a request itself has: `If-None-Match: *` writes an object that is not there yet.
fn is_header_of_star(test: &Test, text: &str) -> bool {
    text == "*" && test.key.text.eq_ignore_ascii_case("s3:if-none-match")
}

/// Reports a range whose address is not its first one.
fn address(text: &str, value: &Text, reports: &mut Reports) {
    if let Some(first) = values::first_address(text) {
        let message = format!("`{text}` is the range `{first}`");
        reports.note("policy-condition-value", &value.span, message, &format!("write `{first}`, or one address"));
    }
}

/// `ForAllValues` is true for a request without the key. In an `Allow` it needs another condition that the key is there.
fn for_all_values(test: &Test, rule: &Rule, reports: &mut Reports) {
    let is_required = rule.tests.iter().any(|other| {
        let is_same = other.key.text.eq_ignore_ascii_case(&test.key.text);
        let is_not_null = other.operator.base == Some("Null")
            && other.values.iter().any(|value| value.text.eq_ignore_ascii_case("false"));
        let needs_a_tag = test.key.text.eq_ignore_ascii_case("aws:TagKeys")
            && other.key.text.to_ascii_lowercase().starts_with("aws:requesttag/")
            && (is_not_null
                || other.operator.base.is_some_and(|base| base.starts_with("String")) && !other.operator.if_exists);
        (is_same && (is_not_null || other.operator.set == Some(Set::Any))) || needs_a_tag
    });
    if !rule.may_allow() {
        if is_required || !is_global(&test.key) {
            return;
        }
        let message = format!("`{}` also denies requests without `{}`", test.written.text, test.key.text);
        let help = format!("add `\"Null\": {{\"{}\": \"false\"}}` unless that is meant", test.key.text);
        reports.note("policy-for-all-values", &test.written.span, message, &help);
    } else if !is_required {
        let message = format!("`{}` alone also allows requests without `{}`", test.written.text, test.key.text);
        let help = format!("add `\"Null\": {{\"{}\": \"false\"}}`", test.key.text);
        // What a request of one service has, its author knows best.
        if is_global(&test.key) {
            reports.warning("policy-for-all-values", &test.written.span, message, &help);
        } else {
            reports.note("policy-for-all-values", &test.written.span, message, &help);
        }
    }
}

/// A denial without MFA has to cover requests that lack the key, and a permission with MFA has to leave them out.
fn mfa(rule: &Rule, reports: &mut Reports) {
    for test in &rule.tests {
        let is_mfa = test.key.text.eq_ignore_ascii_case("aws:MultiFactorAuthPresent");
        let has = |wanted: &str| test.values.iter().any(|value| value.text.eq_ignore_ascii_case(wanted));
        if !is_mfa || test.operator.base != Some("Bool") {
            continue;
        }
        if !rule.may_allow() && has("false") && !test.operator.if_exists {
            let message = "this denial does not reach requests with long-term access keys".to_owned();
            reports.note("policy-mfa", &test.written.span, message, "write `BoolIfExists`");
        } else if rule.effect == Effect::Allow && has("true") && !has("false") && test.operator.if_exists {
            let message = "this also allows requests with long-term access keys, which have no MFA".to_owned();
            reports.warning("policy-mfa", &test.written.span, message, "write `Bool`");
        }
    }
}
