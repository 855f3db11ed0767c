//! Policy variables: misspelt ones, broken ones, and those that stand where IAM reads none (IAM User Guide, "IAM policy
//! elements: Variables and tags").

use crate::policy::actions;
use crate::policy::model::{Document, Rule, Text};
use crate::policy::report::Reports;
use crate::policy::template;

const CODE: &str = "policy-variable";

pub(super) fn run(rule: &Rule, document: &Document, reports: &mut Reports) {
    let resources = || rule.resources.iter().flat_map(|names| &names.names);
    let values = || rule.tests.iter().flat_map(|test| &test.values);
    if !document.has_variables() {
        let mut texts = resources().chain(values());
        if let Some(text) = texts.find(|text| !template::variables(&text.text).is_empty()) {
            let range = template::variables(&text.text).remove(0);
            let message = format!("`{}` is not read as a variable", &text.text[range]);
            let help = "begin the policy with `\"Version\": \"2012-10-17\"`";
            reports.warning(CODE, &text.span, message, help);
        }
        return;
    }
    for text in resources().chain(values()).filter(|text| !text.is_template) {
        for range in template::variables(&text.text) {
            name(&text.text[range.start + 2..range.end - 1], text, reports);
        }
        broken(text, reports);
    }
    for text in resources().filter(|text| !text.is_template) {
        before_the_resource(text, reports);
    }
    operators(rule, reports);
    principals(rule, reports);
}

/// Reports a name that is no key, or a key that cannot be a variable. `inside` may have a default after a comma.
fn name(inside: &str, text: &Text, reports: &mut Reports) {
    let name = inside.split(',').next().unwrap_or(inside).trim();
    let Some((prefix, _)) = name.split_once(':') else { return };
    let mut report = |message: String, help: &str| reports.warning(CODE, &text.span, message, help);
    if prefix.eq_ignore_ascii_case("aws") {
        if let Some(kind) = actions::global_key(name) {
            if kind.is_multivalued {
                report(format!("`${{{name}}}` has several values, and a variable has one"), "name the values");
            }
        } else if actions::global_key(&format!("{}/tag", name.trim_end_matches('/'))).is_some() {
            let name = name.trim_end_matches('/');
            report(format!("`${{{name}}}` names no tag"), &format!("write the key of the tag: `${{{name}/team}}`"));
        } else if let Some(near) = near(name, actions::nearest_global_key(name)) {
            report(format!("no request has the variable `${{{name}}}`"), &format!("did you mean `${{{near}}}`?"));
        }
        return;
    }
    let Some(service) = actions::service(prefix).filter(|service| service.has_keys()) else {
        let right = name.split_once(':').map(|(_, rest)| format!("aws:{rest}"));
        let is_slip = strsim::damerau_levenshtein(&prefix.to_ascii_lowercase(), "aws") == 1;
        if let Some(right) = right.filter(|right| is_slip && actions::global_key(right).is_some()) {
            report(format!("no request has the variable `${{{name}}}`"), &format!("did you mean `${{{right}}}`?"));
        }
        return;
    };
    // Variables of the message broker are not keys of conditions.
    if prefix.eq_ignore_ascii_case("iot") || service.key(name).is_some() {
        return;
    }
    if let Some(near) = near(name, service.nearest_key(name)) {
        report(format!("no request has the variable `${{{name}}}`"), &format!("did you mean `${{{near}}}`?"));
    }
}

/// The nearest name, if few letters differ. A name with the key of a tag in it is near to none.
fn near(name: &str, nearest: Option<&'static str>) -> Option<String> {
    let (head, tag) = name.split_once('/').map_or((name, None), |(head, tag)| (head, Some(tag)));
    let near = nearest.or_else(|| actions::nearest_global_key(&format!("{head}/$")))?;
    let (near_head, near_tag) = near.split_once('/').map_or((near, None), |(head, tag)| (head, Some(tag)));
    let distance = strsim::damerau_levenshtein(&near_head.to_ascii_lowercase(), &head.to_ascii_lowercase());
    let is_slip = distance <= 1 + near_head.len() / 8 && near_tag.is_some() == tag.is_some();
    is_slip.then(|| tag.map_or_else(|| near_head.to_owned(), |tag| format!("{near_head}/{tag}")))
}

/// Reports a variable without its braces or its dollar sign, or with a blank in it.
fn broken(text: &Text, reports: &mut Reports) {
    let written = text.text.as_str();
    for (at, _) in written.match_indices("aws:") {
        let rest = &written[at..];
        let len = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b':').count();
        if actions::global_key(&rest[..len]).is_none() {
            continue;
        }
        let name = &rest[..len];
        let before = &written[..at];
        let after = &rest[len..];
        let is_closed = after.trim_start_matches(|c| c != '}' && c != '{').starts_with('}');
        let what = if before.ends_with("${") && !is_closed {
            "has no closing brace"
        } else if before.trim_end().ends_with("${") && before.ends_with(' ') {
            "has a blank after its brace"
        } else if before.ends_with("${") && after.starts_with(' ') {
            "has a blank before its brace"
        } else if ["$", "$(", "$["].iter().any(|start| before.ends_with(start)) {
            "is not between `${` and `}`"
        } else if before.ends_with('{') && !before.ends_with("${") && !before.ends_with("&{") && !before.ends_with("{{")
        {
            "has no `$` before its brace"
        } else {
            continue;
        };
        let message = format!("the variable `{name}` {what}");
        reports.warning(CODE, &text.span, message, &format!("write `${{{name}}}`"));
    }
}

/// Reports a variable in the first five parts of an ARN, where IAM reads none.
fn before_the_resource(text: &Text, reports: &mut Reports) {
    if !text.text.starts_with("arn:") {
        return;
    }
    let parts = template::arn_parts(&text.text);
    if parts.len() < 6 {
        return;
    }
    if let Some(part) = parts[1..5].iter().find(|part| !template::variables(part).is_empty()) {
        let message = format!("`{part}` is not read as a variable here");
        reports.warning(
            CODE,
            &text.span,
            message,
            "variables go after the fifth colon of an ARN: write `*` or the value",
        );
    }
}

/// Reports variables that an operator compares as they are: those of texts and ARNs replace them.
fn operators(rule: &Rule, reports: &mut Reports) {
    for test in &rule.tests {
        let Some(base) = test.operator.base else { continue };
        if base.starts_with("String") || base.starts_with("Arn") {
            continue;
        }
        let is_variable = |text: &&Text| {
            let found = template::variables(&text.text);
            !text.is_template && found.into_iter().any(|range| text.text[range].starts_with("${aws:"))
        };
        if let Some(value) = test.values.iter().find(is_variable) {
            let message = format!("`{}` does not read the variable in `{}`", test.written.text, value.text);
            reports.warning(CODE, &value.span, message, "only operators of texts and ARNs do");
        }
    }
}

fn principals(rule: &Rule, reports: &mut Reports) {
    let principals = rule.principals.iter().flat_map(|who| &who.principals);
    for name in principals.map(|principal| &principal.name).filter(|name| !name.is_template) {
        if let Some(range) = template::variables(&name.text).into_iter().next() {
            let message = format!("a principal has no variables: `{}`", &name.text[range]);
            let help = "name the principal, or write `\"AWS\": \"*\"` with a condition on `aws:PrincipalArn`";
            reports.error(CODE, &name.span, message, help);
        }
    }
}
