//! Statements that allow more than they seem to, and limits of whole policies.

use super::callers;
use crate::policy::Kind;
use crate::policy::glob;
use crate::policy::model::{Document, Effect, Rule, Text};
use crate::policy::report::Reports;

/// Findings about one statement.
pub(super) fn rule(rule: &Rule, document: &Document, reports: &mut Reports) {
    if let Some((span, key, what)) = rule.nothing_left() {
        let message = format!("`{key}` with `*` leaves no {what}, so the statement has no effect");
        return reports.warning("policy-no-match", span, message, "name what is excepted");
    }
    if rule.effect == Effect::Allow && !document.kind.is_limit() {
        if rule.actions.is_not {
            let message = "`Allow` with `NotAction` allows everything but these".to_owned();
            reports.warning("policy-allow-not-action", &rule.actions.key, message, "name the actions, or deny these");
        }
        if let Some(names) = rule.resources.as_ref().filter(|names| names.is_not) {
            let message = "`Allow` with `NotResource` allows everything but these".to_owned();
            reports.warning("policy-allow-not-resource", &names.key, message, "name the resources, or deny these");
        }
        pass_role(rule, reports);
    }
    tls(rule, reports);
    if !rule.is_chosen {
        redundant(rule, reports);
    }
}

/// Findings about a policy as a whole.
pub(super) fn document(document: &Document, text: &str, reports: &mut Reports) {
    size(document, text, reports);
    if document.kind == Kind::Identity {
        escalation(document, reports);
    }
}

fn pass_role(rule: &Rule, reports: &mut Reports) {
    let is_pass = |name: &&Text| {
        name.text.split_once(':').is_some_and(|(prefix, action)| {
            prefix.eq_ignore_ascii_case("iam") && action.len() > 1 && glob::matches_ignoring_case(action, "PassRole")
        })
    };
    let Some(action) = rule.actions.names.iter().find(is_pass).filter(|_| !rule.actions.is_not) else { return };
    let is_any = |name: &Text| name.text == "*" || name.text.ends_with(":role/*") || name.text.ends_with(":*");
    let is_limited = rule.tests.iter().any(|test| {
        let key = test.key.text.to_ascii_lowercase();
        let is_about_roles =
            key == "iam:passedtoservice" || key.starts_with("iam:resourcetag/") || key.starts_with("aws:resourcetag/");
        is_about_roles && !callers::stops_nobody(test)
    });
    let is_open = rule.resources.iter().any(|names| !names.is_not && names.names.iter().any(is_any));
    if is_open && !is_limited {
        let message = format!("`{}` on every role lets its owner hand any role to a service", action.text);
        let help = "name the role, or add a condition on `iam:PassedToService`";
        reports.warning("policy-pass-role", &action.span, message, help);
    }
}

/// A denial of requests over TLS, or an allowance of those without.
fn tls(rule: &Rule, reports: &mut Reports) {
    for test in rule.tests.iter().filter(|test| test.key.text.eq_ignore_ascii_case("aws:SecureTransport")) {
        let [value] = test.values.as_slice() else { continue };
        let is_wrong = match rule.effect {
            Effect::Deny => value.text.eq_ignore_ascii_case("true"),
            Effect::Allow => value.text.eq_ignore_ascii_case("false"),
            _ => false,
        };
        if is_wrong && test.operator.base == Some("Bool") && rule.tests.len() == 1 {
            let (message, help) = match rule.effect {
                Effect::Deny => ("this denies requests over TLS and lets the others through", "write `\"false\"`"),
                _ => ("this allows only requests without TLS", "write `\"true\"`"),
            };
            reports.warning("policy-tls", &value.span, message.to_owned(), help);
        }
    }
}

/// Reports an action or a resource that is twice in its list.
fn redundant(rule: &Rule, reports: &mut Reports) {
    twice(&rule.actions.names, str::eq_ignore_ascii_case, reports);
    if let Some(resources) = &rule.resources {
        twice(&resources.names, |a, b| a == b, reports);
    }
}

fn twice(names: &[Text], is_same: fn(&str, &str) -> bool, reports: &mut Reports) {
    for (index, name) in names.iter().enumerate().filter(|(_, name)| !name.is_open()) {
        if names[..index].iter().any(|earlier| !earlier.is_open() && is_same(&earlier.text, &name.text)) {
            reports.note("policy-redundant", &name.span, format!("`{}` is there twice", name.text), "keep one");
        }
    }
}

/// Longest policies in characters without white space (IAM User Guide, "IAM and AWS STS quotas"; Amazon S3, "Bucket
/// policies"; AWS Organizations, "Quotas").
fn size(document: &Document, text: &str, reports: &mut Reports) {
    let Some(written) = text.get(document.span.clone()) else { return };
    let count = written.chars().filter(|c| !c.is_whitespace()).count();
    let (limit, what) = match document.kind {
        Kind::Identity => (6144, "a managed policy"),
        Kind::Trust => (4096, "a trust policy"),
        Kind::Resource if is_about(document, "kms") => (32 * 1024, "a key policy"),
        Kind::Resource => (20 * 1024, "a bucket policy"),
        Kind::Endpoint => (20 * 1024, "a policy of an endpoint"),
        // Of what AWS packs it into, no one but AWS knows the length.
        Kind::Session => (2048, "a session policy"),
        Kind::ServiceControl => (10_240, "a service control policy"),
        Kind::ResourceControl => (5120, "a resource control policy"),
    };
    let help = match document.kind {
        Kind::Session => "leave out what the role does not allow anyway",
        _ => "split it; only policies that AWS manages may be larger",
    };
    if count > limit {
        let span = document.span.start..document.span.start + 1;
        let message = format!("this policy has {count} characters without white space; {what} has at most {limit}");
        reports.note("policy-size", &span, message, help);
    }
}

/// Whether all actions are of one service.
fn is_about(document: &Document, prefix: &str) -> bool {
    let mut names = document.rules.iter().flat_map(|rule| &rule.actions.names);
    names.all(|name| name.text.split(':').next() == Some(prefix))
}

/// Sets of actions that together give every permission (as first collected by Rhino Security Labs, "AWS IAM Privilege
/// Escalation"), and what they do.
const ESCALATIONS: [(&[&str], &str); 20] = [
    (&["iam:CreatePolicyVersion"], "writes a new version of a policy that its owner has"),
    (&["iam:SetDefaultPolicyVersion"], "puts an older version of a policy in force"),
    (&["iam:AttachUserPolicy"], "attaches any policy to any user"),
    (&["iam:AttachGroupPolicy"], "attaches any policy to any group"),
    (&["iam:AttachRolePolicy"], "attaches any policy to any role, also to one of its own"),
    (&["iam:PutUserPolicy"], "writes any policy into any user"),
    (&["iam:PutGroupPolicy"], "writes any policy into any group"),
    (&["iam:PutRolePolicy"], "writes any policy into any role, also into one of its own"),
    (&["iam:AddUserToGroup"], "adds its owner to any group"),
    (&["iam:UpdateAssumeRolePolicy", "sts:AssumeRole"], "opens any role and assumes it"),
    (&["iam:CreateAccessKey"], "makes keys for any user"),
    (&["iam:CreateLoginProfile"], "makes a password for any user"),
    (&["iam:UpdateLoginProfile"], "changes the password of any user"),
    (&["iam:PassRole", "ec2:RunInstances"], "starts an instance with any role"),
    (&["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], "runs a function with any role"),
    (&["iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"], "runs a function with any role"),
    (&["iam:PassRole", "cloudformation:CreateStack"], "makes a stack with any role"),
    (&["iam:PassRole", "glue:CreateDevEndpoint"], "opens a development endpoint with any role"),
    (
        &["iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"],
        "runs a pipeline with any role",
    ),
    (&["lambda:UpdateFunctionCode"], "puts its own code into a function with a mightier role"),
];

fn escalation(document: &Document, reports: &mut Reports) {
    let open = |rule: &&Rule| {
        let is_everywhere = rule.is_on_everything() || rule.resources.as_ref().is_some_and(is_every_identity);
        is_free(rule) && is_everywhere
    };
    let rules: Vec<&Rule> = document.rules.iter().filter(open).collect();
    let grant = |action: &str| rules.iter().find_map(|rule| granted(rule, action));
    let everything = rules.iter().filter(|rule| rule.is_on_everything()).flat_map(|rule| &rule.actions.names);
    if let Some(star) = everything.into_iter().find(|name| matches!(name.text.as_str(), "*" | "*:*")) {
        let message = "this policy makes its owner an administrator".to_owned();
        return reports.note("policy-admin", &star.span, message, "name what is needed, unless all is");
    }
    let found = ESCALATIONS.iter().find_map(|(actions, deed)| {
        let grants: Option<Vec<&Text>> = actions.iter().map(|action| grant(action)).collect();
        grants.and_then(|grants| grants.first().map(|first| (first.span.clone(), actions, deed)))
    });
    if let Some((span, actions, deed)) = found {
        let names = actions.iter().map(|action| format!("`{action}`")).collect::<Vec<_>>().join(", ");
        let message = format!("with {names} its owner {deed}");
        return reports.note("policy-escalation", &span, message, "limit the resources, or set a permissions boundary");
    }
    own_policies(document, reports);
}

/// Reports a user who may change what their own user may do. Keys and passwords of their own are theirs to change.
fn own_policies(document: &Document, reports: &mut Reports) {
    let deeds = [("iam:AttachUserPolicy", "attaches any policy to"), ("iam:PutUserPolicy", "writes any policy into")];
    let is_own = |name: &Text| name.text.contains(":user/") && name.text.ends_with("/${aws:username}");
    let is_of_own = |rule: &&Rule| {
        is_free(rule) && rule.resources.as_ref().is_some_and(|names| !names.is_not && names.names.iter().any(is_own))
    };
    let mut rules = document.rules.iter().filter(is_of_own);
    let found = rules.find_map(|rule| deeds.iter().find_map(|deed| granted(rule, deed.0).map(|name| (name, deed))));
    if let Some((name, (action, deed))) = found {
        let message = format!("with `{action}` its owner {deed} their own user");
        let help = "leave it out, or add a condition on `iam:PermissionsBoundary`";
        reports.note("policy-escalation", &name.span, message, help);
    }
}

/// Whether a statement allows named actions under no condition that limits.
fn is_free(rule: &Rule) -> bool {
    let is_limited = rule.has_open_conditions || !rule.tests.iter().all(callers::stops_nobody);
    rule.effect == Effect::Allow && !rule.actions.is_not && !is_limited
}

/// The entry of a statement that allows an action.
fn granted<'a>(rule: &'a Rule, action: &str) -> Option<&'a Text> {
    let mut names = rule.actions.names.iter().filter(|name| !name.is_open());
    names.find(|name| glob::matches_ignoring_case(&name.text, action))
}

/// `arn:aws:iam::*:user/*` and the like.
fn is_every_identity(names: &crate::policy::model::Names) -> bool {
    let ends = [":role/*", ":user/*", ":group/*", ":policy/*", ":function:*"];
    !names.is_not && names.names.iter().any(|name| ends.iter().any(|end| name.text.ends_with(end)))
}
