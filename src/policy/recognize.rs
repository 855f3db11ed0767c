//! Tells policies from other values, and the kinds of policies from each other.

use super::json::{self, Node, Value};
use super::{Kind, actions, template};
use std::ops::Range;

pub(super) const POLICY_KEYS: [&str; 3] = ["Version", "Id", "Statement"];
pub(super) const STATEMENT_KEYS: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

pub(super) const PRINCIPAL_KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];

pub(super) type Members = [(String, Range<usize>, Node)];

/// `Allow | Deny`, as documentation writes it.
pub(super) fn is_choice(effect: &str) -> bool {
    effect.contains("Allow") && effect.contains("Deny")
}

/// What a policy is attached to, as far as its statements tell.
pub(super) fn kind(statements: &[&Node]) -> Kind {
    let of = |key: &'static str| statements.iter().filter_map(move |node| member_in_any_case(object(node)?, key));
    let has_principal = of("Principal").chain(of("NotPrincipal")).next().is_some();
    let actions: Vec<&str> = of("Action").filter_map(strings_of).flatten().collect();
    let only_assumes = !actions.is_empty()
        && of("NotAction").next().is_none()
        && actions.iter().all(|action| action.starts_with("sts:"));
    let everything = |node: &Node| matches!(&node.value, Value::String(text) if text == "*");
    let denies = of("Effect").filter(|node| matches!(&node.value, Value::String(text) if text == "Deny")).count();
    let organization_keys = ["aws:PrincipalOrgID", "aws:SourceOrgID", "aws:PrincipalIsAWSService"];
    if !has_principal {
        let is_about_principals = of("Condition").any(|node| has_key(node, &["aws:PrincipalArn"]));
        // An identity policy has such denials too, beside what it allows.
        let denies_principals = denies == statements.len()
            && denies > 0
            && (is_about_principals || actions.contains(&"organizations:LeaveOrganization"));
        return if denies_principals { Kind::ServiceControl } else { Kind::Identity };
    }
    let is_control = denies == statements.len()
        && of("Resource").all(everything)
        && of("Resource").next().is_some()
        && of("Principal").all(everything)
        && of("Condition").any(|node| has_key(node, &organization_keys));
    if is_control {
        Kind::ResourceControl
    } else if only_assumes {
        Kind::Trust
    } else {
        Kind::Resource
    }
}

/// Whether a condition has one of these keys.
fn has_key(condition: &Node, names: &[&str]) -> bool {
    let operators = object(condition).unwrap_or_default();
    operators
        .iter()
        .filter_map(|(_, _, keys)| object(keys))
        .flatten()
        .any(|(key, ..)| names.iter().any(|name| name.eq_ignore_ascii_case(key)))
}

fn strings_of(node: &Node) -> Option<Vec<&str>> {
    match &node.value {
        Value::String(text) => Some(vec![text]),
        Value::Array(items) => items
            .iter()
            .map(|item| match &item.value {
                Value::String(text) => Some(text.as_str()),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

pub(super) fn object(node: &Node) -> Option<&Members> {
    match &node.value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

pub(super) fn member<'a>(members: &'a Members, key: &str) -> Option<&'a Node> {
    members.iter().find(|(name, ..)| name == key).map(|(_, _, node)| node)
}

pub(super) fn member_in_any_case<'a>(members: &'a Members, key: &str) -> Option<&'a Node> {
    member(members, key).or_else(|| pair(members, key).map(|(_, node)| node))
}

pub(super) type Pair<'a> = ((&'a String, &'a Range<usize>), &'a Node);

pub(super) fn pair<'a>(members: &'a Members, key: &str) -> Option<Pair<'a>> {
    let found = members.iter().find(|(name, ..)| name.eq_ignore_ascii_case(key))?;
    Some(((&found.0, &found.1), &found.2))
}

/// Whether an object is a statement of a policy and nothing else.
pub(super) fn is_statement(members: &Members) -> bool {
    let effect = member_in_any_case(members, "Effect");
    let is_effect = effect.is_some_and(|node| match &node.value {
        Value::String(effect) => {
            matches!(effect.to_ascii_lowercase().as_str(), "allow" | "deny" | "alow" | "permit")
                || template::has_placeholder(effect)
                || is_choice(effect)
        }
        Value::Template(_) | Value::Object(_) => true,
        _ => false,
    });
    let Some((_, actions)) = pair(members, "Action").or_else(|| pair(members, "NotAction")) else { return false };
    let is_written_right = member(members, "Effect").is_some_and(|node| match &node.value {
        Value::String(effect) => !matches!(effect.to_ascii_lowercase().as_str(), "alow" | "permit"),
        _ => true,
    });
    is_effect && (is_written_right || names_aws(actions)) && !is_of_another_cloud(members)
}

/// Whether the resources or the actions are those of Alibaba Cloud, Tencent Cloud, IBM Cloud, `MinIO` or another system with
/// statements like ours.
fn is_of_another_cloud(members: &Members) -> bool {
    let actions = pair(members, "Action").and_then(|(_, node)| strings_of(node)).unwrap_or_default();
    if actions.iter().any(|action| action.starts_with("admin:")) {
        return true;
    }
    let names = pair(members, "Resource").and_then(|(_, node)| strings_of(node)).unwrap_or_default();
    names.iter().any(|name| ["acs:", "crn:", "qcs:", "urn:"].iter().any(|start| name.starts_with(start)))
}

/// Whether an object is a part of a statement and nothing else: without an `Effect` or an `Action`, and with a principal or a
/// condition that only a policy has.
pub(super) fn is_part_of_statement(members: &Members) -> bool {
    let is_known = |key: &str| key == json::ELLIPSIS || STATEMENT_KEYS.contains(&key);
    if !members.iter().all(|(key, ..)| is_known(key)) || is_statement(members) {
        return false;
    }
    let principal = member(members, "Principal").or_else(|| member(members, "NotPrincipal")).and_then(object);
    let has_principal = principal.is_some_and(|kinds| {
        !kinds.is_empty() && kinds.iter().all(|(kind, ..)| PRINCIPAL_KINDS.contains(&kind.as_str()))
    });
    let condition = member(members, "Condition").and_then(object);
    let has_condition = condition.is_some_and(|operators| {
        let keys = |node| object(node).is_some_and(|keys| keys.iter().any(|(key, ..)| key.contains(':')));
        !operators.is_empty() && operators.iter().all(|(_, _, node)| keys(node))
    });
    has_principal || has_condition
}

/// Whether actions are those of AWS: other systems have statements with `effect` and `action` too.
pub(super) fn names_aws(actions: &Node) -> bool {
    let names = strings_of(actions).unwrap_or_default();
    names.iter().any(|name| name.split_once(':').is_some_and(|(prefix, _)| actions::service(prefix).is_some()))
}

/// The statements of a policy: also under `Statements`, if the object has a version of policies.
pub(super) fn statement_of(members: &Members) -> Option<&Node> {
    let misspelt = || member_in_any_case(members, "Statements").filter(|_| has_version(members));
    member_in_any_case(members, "Statement").or_else(misspelt)
}

/// The one statement of an `AWS::Events::EventBusPolicy`, which is in one object with its other properties.
pub(super) fn statement_of_event_bus(members: &Members) -> Option<&Node> {
    let is_property = |key: &str| matches!(key, "EventBusName" | "StatementId" | "Statement");
    let is_bus = member(members, "StatementId").is_some() && members.iter().all(|(key, ..)| is_property(key));
    member(members, "Statement").filter(|node| is_bus && object(node).is_some_and(is_statement))
}

fn has_version(members: &Members) -> bool {
    member_in_any_case(members, "Version").is_some_and(|node| match &node.value {
        Value::String(version) | Value::Plain(version) => matches!(version.as_str(), "2012-10-17" | "2008-10-17"),
        _ => false,
    })
}

/// Whether an object is a policy: it has a `Statement`, and that has parts of statements.
pub(super) fn is_policy(members: &Members) -> bool {
    let Some(statement) = statement_of(members) else { return false };
    let is_right_case = member(members, "Statement").is_some();
    let has_version = has_version(members);
    let items = match &statement.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(statement),
    };
    if items.iter().filter_map(object).any(is_of_another_cloud) {
        return false;
    }
    let looks_so = items.iter().filter_map(object).any(|members| {
        let parts = STATEMENT_KEYS.iter().filter(|key| pair(members, key).is_some()).count();
        is_statement(members) || (is_right_case && (parts >= 2 || (parts == 1 && has_version)))
    });
    looks_so || (has_version && is_right_case)
}
