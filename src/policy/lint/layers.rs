//! What a policy may hold by what it is attached to: policies of organizations, trust policies, key policies, and policies that
//! mix two kinds.

use crate::policy::Kind;
use crate::policy::glob;
use crate::policy::model::{Document, Effect, Rule, Text};
use crate::policy::report::Reports;

pub(super) fn run(document: &Document, reports: &mut Reports) {
    match document.kind {
        Kind::ServiceControl => service_control(document, reports),
        Kind::ResourceControl => resource_control(document, reports),
        Kind::Trust => {
            trust(document, reports);
            mixed(document, reports);
        }
        Kind::Session => identity("a session policy", document, reports),
        Kind::Identity if document.is_kind_sure() => identity("an identity policy", document, reports),
        Kind::Identity | Kind::Resource | Kind::Endpoint => mixed(document, reports),
    }
}

/// IAM User Guide, "AWS JSON policy elements: Principal".
fn identity(what: &str, document: &Document, reports: &mut Reports) {
    for who in document.rules.iter().filter_map(|rule| rule.principals.as_ref()) {
        let key = if who.is_not { "NotPrincipal" } else { "Principal" };
        let message = format!("{what} has no `{key}`: it is about whoever it is attached to");
        reports.error(
            "policy-layer",
            &who.key,
            message,
            "take it out, or write the policy of the resource or the role",
        );
    }
}

/// AWS Organizations User Guide, "SCP syntax".
fn service_control(document: &Document, reports: &mut Reports) {
    for who in document.rules.iter().filter_map(|rule| rule.principals.as_ref()) {
        let key = if who.is_not { "NotPrincipal" } else { "Principal" };
        let message = format!("a service control policy has no `{key}`: it is about all identities of its accounts");
        reports.error("policy-layer", &who.key, message, "take it out, or use a condition on `aws:PrincipalArn`");
    }
}

/// AWS Organizations User Guide, "RCP syntax".
fn resource_control(document: &Document, reports: &mut Reports) {
    for rule in document.rules.iter().filter(|rule| !is_full_access(rule)) {
        let mut error = |span, message: &str, help| reports.error("policy-layer", span, message.into(), help);
        if rule.effect == Effect::Allow {
            error(&rule.start, "a resource control policy only denies", "write `\"Effect\": \"Deny\"`");
        }
        if let Some(all) = rule.actions.names.iter().find(|name| name.text == "*") {
            error(
                &all.span,
                "a resource control policy names the services of its actions",
                "write `s3:*` and the like",
            );
        }
        if rule.actions.is_not {
            error(&rule.actions.key, "a resource control policy has no `NotAction`", "name the actions");
        }
        let help = "write `\"Principal\": \"*\"`, and name those who may with a condition on `aws:PrincipalArn`";
        match &rule.principals {
            None if !rule.is_incomplete => error(&rule.start, "a resource control policy has a `Principal`", help),
            Some(who) if who.is_not => error(&who.key, "a resource control policy has no `NotPrincipal`", help),
            Some(who) => {
                let is_other = |name: &&Text| !name.is_open() && name.text != "*";
                if let Some(name) = who.principals.iter().map(|principal| &principal.name).find(is_other) {
                    error(&name.span, "the only principal of a resource control policy is `*`", help);
                }
            }
            None => {}
        }
    }
}

/// The policy that AWS attaches to every account: `RCPFullAWSAccess`.
fn is_full_access(rule: &Rule) -> bool {
    let is_all = |names: &[Text]| matches!(names, [name] if name.text == "*");
    rule.effect == Effect::Allow && is_all(&rule.actions.names) && rule.is_on_everything()
}

/// IAM User Guide, "IAM JSON policy elements: `NotPrincipal`", and the actions of AWS STS.
fn trust(document: &Document, reports: &mut Reports) {
    for rule in document.rules.iter().filter(|rule| rule.principals.is_some()) {
        if let Some(who) = rule.principals.as_ref().filter(|who| who.is_not) {
            let message = "a trust policy has no `NotPrincipal`".to_owned();
            reports.error("policy-layer", &who.key, message, "name those who may assume the role, with `Principal`");
        }
        let is_of_another = |name: &&Text| {
            let prefix = name.text.split_once(':').map(|(prefix, _)| prefix);
            !name.is_open() && prefix.is_some_and(|prefix| !prefix.eq_ignore_ascii_case("sts"))
        };
        if let Some(name) = rule.actions.names.iter().find(is_of_another) {
            let message = format!("a trust policy is about signing in, and `{}` is not", name.text);
            let help = "write `sts:AssumeRole`; what the role may do is in a policy of its own";
            reports.error("policy-layer", &name.span, message, help);
        }
    }
}

/// Reports a policy that has a principal in some statements and none in others: IAM and all resources refuse it.
fn mixed(document: &Document, reports: &mut Reports) {
    let is_open = document.is_incomplete || document.rules.iter().any(|rule| rule.is_incomplete);
    // In a policy whose kind is sure, each such statement has its own message.
    if document.is_fragment
        || document.is_kind_sure()
        || is_open
        || document.rules.iter().all(|rule| rule.principals.is_none())
    {
        return;
    }
    if let Some(rule) = document.rules.iter().find(|rule| rule.principals.is_none()) {
        let message = "this statement has no `Principal`, and others of the policy do".to_owned();
        let help = "in a policy of a resource every statement has one, and in a policy of a user or a role none has";
        reports.error("policy-principal", &rule.start, message, help);
    }
}

/// Reports a key policy that no principal can change (AWS KMS Developer Guide, "Default key policy").
pub(super) fn key_policy(document: &Document, reports: &mut Reports) {
    if document.is_incomplete || document.rules.iter().any(|rule| rule.is_incomplete) || document.rules.is_empty() {
        return;
    }
    let can_change = |rule: &Rule| {
        let is_change = |name: &Text| name.is_open() || glob::matches_ignoring_case(&name.text, "kms:PutKeyPolicy");
        rule.may_allow() && (rule.actions.is_not || rule.actions.names.iter().any(is_change))
    };
    if !document.rules.iter().any(can_change) {
        let message = "no one can change this key policy: no statement allows `kms:PutKeyPolicy`".to_owned();
        let help = "let the account manage the key: `kms:*` for `arn:aws:iam::111122223333:root`";
        reports.warning("policy-key-lockout", &document.rules[0].start, message, help);
    }
}
