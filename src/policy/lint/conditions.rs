//! Conditions: unknown keys, operators that do not fit the type of a key, values that do not fit an operator.

use super::{arns, values};
use crate::policy::actions::{self, BaseType, KeyType};
use crate::policy::model::{Rule, Set, Test, Text};
use crate::policy::report::Reports;
use crate::policy::template;

pub(super) fn run(rule: &Rule, reports: &mut Reports) {
    for test in &rule.tests {
        let kind = key_type(&test.key, reports);
        if let Some(base) = test.operator.base {
            let is_right_type = kind.is_none_or(|kind| {
                set_operator(test, kind, reports);
                type_of_operator(test, base, kind, reports)
            });
            for value in test.values.iter().filter(|value| !is_filled_in(value)) {
                // The right operator takes other values.
                if is_right_type {
                    value_of_operator(test, base, value, reports);
                }
                value_of_key(test, value, reports);
            }
        }
        // A set operator on a key with one value has been reported as such.
        let has_one_value = kind.is_some_and(|kind| !kind.is_multivalued);
        let is_for_all = test.operator.set == Some(Set::All) && !has_one_value;
        if is_for_all && rule.may_allow() && !test.operator.is_negated() {
            for_all_values(test, rule, reports);
        }
    }
    mfa(rule, reports);
}

/// Whether a template or the request gives a part of the value.
fn is_filled_in(value: &Text) -> bool {
    value.is_open() || !template::variables(&value.text).is_empty()
}

/// The type of a key that the table knows. Unknown keys of known services are reported.
fn key_type(key: &Text, reports: &mut Reports) -> Option<KeyType> {
    let (prefix, rest) = key.text.split_once(':')?;
    if key.is_open() || rest.is_empty() {
        return None;
    }
    let service = actions::service(prefix).filter(|service| service.has_keys());
    let is_global = prefix.eq_ignore_ascii_case("aws");
    let found = match service {
        _ if is_global => actions::global_key(&key.text),
        Some(service) => service.key(&key.text),
        None => return None,
    };
    if found.is_some() || UNLISTED.iter().any(|known| known.eq_ignore_ascii_case(&key.text)) {
        return found;
    }
    let near = if is_global { actions::nearest_global_key(&key.text) } else { service?.nearest_key(&key.text) };
    let near = near.filter(|near| {
        let distance = strsim::damerau_levenshtein(&near.to_ascii_lowercase(), &key.text.to_ascii_lowercase());
        distance <= 1 + near.len() / 8
    });
    match near {
        Some(near) => {
            let message = format!("no request has the condition key `{}`", key.text);
            reports.warning(
                "policy-condition-key",
                &key.span,
                message,
                &format!("did you mean `{}`?", near.replace('$', "…")),
            );
        }
        None => {
            let message = format!("the condition key `{}` is not in the table of {}", key.text, actions::date());
            reports.note("policy-condition-key", &key.span, message, "check the name, unless the key is newer");
        }
    }
    None
}

/// Keys that are documented, and that the source of the table does not list.
const UNLISTED: [&str; 15] = [
    "ec2:osuser",
    "aws:ResourceVpc",
    "aws:SourceInstanceARN",
    "aws:PrincipalOrgMasterAccountArn",
    "aws:PrincipalOrgMasterAccountId",
    "aws:PrincipalOrgMasterAccountEmail",
    "aws:SignInSessionArn",
    "aws:SessionName",
    "aws:Source",
    "sts:RoleArn",
    "sts:AWSServiceName",
    "sns:Endpoint",
    "sns:Protocol",
    "elasticfilesystem:AccessedViaMountTarget",
    "s3:x-amz-content-sha256",
];

/// Whether an operator fits the type of a key. One that does not is reported.
fn type_of_operator(test: &Test, base: &str, kind: KeyType, reports: &mut Reports) -> bool {
    let is_right = match base {
        "Null" => true,
        _ if base.starts_with("Numeric") => matches!(kind.base, BaseType::Number | BaseType::String | BaseType::Date),
        _ if base.starts_with("Date") => kind.base == BaseType::Date,
        "Bool" => matches!(kind.base, BaseType::Bool | BaseType::String),
        "IpAddress" | "NotIpAddress" => kind.base == BaseType::Address,
        _ if base.starts_with("Arn") => matches!(kind.base, BaseType::Arn | BaseType::String),
        _ if base.starts_with("String") => !matches!(kind.base, BaseType::Address | BaseType::Date | BaseType::Number),
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
    }
    is_right
}

/// Whether the key is one of all services. Services have examples that treat their own keys otherwise than the table.
fn is_global(key: &Text) -> bool {
    key.text.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:"))
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
            (values::is_address(text), "an IP address or range", "write it as `203.0.113.0/24` or `2001:db8::/32`")
        }
        "Bool" | "Null" => (values::is_bool(text), "`true` or `false`", "write `\"true\"` or `\"false\"`"),
        _ if base.starts_with("Date") => (values::is_date(text), "a date", "write it as `2026-01-31T00:00:00Z`"),
        _ if base.starts_with("Numeric") => (values::is_number(text), "a number", "write digits"),
        _ if base.starts_with("Arn") => {
            let is_arn = text.starts_with("arn:") || text.contains('*');
            (is_arn, "an ARN", "write an ARN, or compare text with `StringEquals`")
        }
        "StringEquals" | "StringNotEquals" if text.contains('*') => {
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

/// Keys with a known form of values.
fn value_of_key(test: &Test, value: &Text, reports: &mut Reports) {
    let text = value.text.as_str();
    let key = test.key.text.to_ascii_lowercase();
    let is_negated_or_like = text.contains(['*', '?']);
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if test.operator.base == Some("Null") || is_negated_or_like {
        return;
    }
    match key.as_str() {
        "aws:sourceaccount"
        | "aws:principalaccount"
        | "aws:resourceaccount"
        | "aws:sourceowner"
        | "kms:calleraccount"
        | "s3:resourceaccount"
            if is_digits && arns::is_wrong_account(text) =>
        {
            let message = format!("the account `{text}` has {} digits, not 12", text.len());
            reports.error("policy-account", &value.span, message, "write all 12 digits");
        }
        "aws:principalorgid" | "aws:resourceorgid" | "aws:sourceorgid" if !text.starts_with("o-") => {
            let message = format!("`{text}` is not the id of an organization");
            reports.warning("policy-condition-value", &value.span, message, "write it as `o-a1b2c3d4e5`");
        }
        "aws:sourceip" if values::is_private(text) => {
            let message = format!("no request from the internet comes from the private address `{text}`");
            let help = "inside a VPC use `aws:VpcSourceIp`, `aws:SourceVpc` or `aws:SourceVpce`";
            reports.warning("policy-condition-value", &value.span, message, help);
        }
        _ => {}
    }
}

/// `ForAllValues` in an `Allow` needs another condition that the key is there.
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
    if !is_required {
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

/// A denial without MFA has to cover requests that lack the key.
fn mfa(rule: &Rule, reports: &mut Reports) {
    if rule.may_allow() {
        return;
    }
    for test in &rule.tests {
        let is_mfa = test.key.text.eq_ignore_ascii_case("aws:MultiFactorAuthPresent");
        let is_false = test.values.iter().any(|value| value.text.eq_ignore_ascii_case("false"));
        if is_mfa && is_false && test.operator.base == Some("Bool") && !test.operator.if_exists {
            let message = "this denial does not reach requests with long-term access keys".to_owned();
            reports.note("policy-mfa", &test.written.span, message, "write `BoolIfExists`");
        }
    }
}
