//! Whether a statement's actions and resources match those of a request.

use super::context::Context;
use super::miss::Miss;
use crate::policy::glob::{self, Token};
use crate::policy::model::{Document, Rule, Text};

pub(super) fn action(rule: &Rule, action: &str) -> Result<(), Miss> {
    let names = rule.actions.names.iter().filter(|name| !name.is_unknown());
    let is_named = names.into_iter().any(|name| glob::matches_ignoring_case(&name.text, action));
    if is_named == rule.actions.is_not || rule.actions.names.is_empty() { Err(Miss::Action) } else { Ok(()) }
}

pub(super) fn resource(rule: &Rule, arn: &str, document: &Document, context: &Context) -> Result<(), Miss> {
    let Some(names) = &rule.resources else {
        // A trust policy is about its role.
        return if rule.principals.is_some() { Ok(()) } else { Err(Miss::Resource) };
    };
    let is_named = names.names.iter().any(|name| is_resource(name, arn, document, context));
    if is_named == names.is_not || names.names.is_empty() { Err(Miss::Resource) } else { Ok(()) }
}

fn is_resource(name: &Text, arn: &str, document: &Document, context: &Context) -> bool {
    if name.text == "*" {
        return true;
    }
    if name.is_unknown() {
        return false;
    }
    context.pattern(&name.text, document).is_some_and(|pattern| matches_arn(&completed(pattern), arn))
}

/// An ARN with `*` for the parts that a resource leaves out at its end (IAM User Guide, "AWS JSON policy elements: Resource").
fn completed(mut pattern: Vec<Token>) -> Vec<Token> {
    let parts = split(&pattern).len();
    if pattern.starts_with(&glob::literal("arn:")) {
        pattern.extend((parts..6).flat_map(|_| [Token::Char(':'), Token::Any]));
    }
    pattern
}

/// Compares an ARN part by part: `*` does not reach over the colons before the resource.
pub(super) fn matches_arn(pattern: &[Token], arn: &str) -> bool {
    if pattern == [Token::Any] {
        return true;
    }
    let wanted = split(pattern);
    let given: Vec<&str> = arn.splitn(6, ':').collect();
    if given.len() < 6 {
        return glob::overlap(pattern, &glob::literal(arn));
    }
    // Parts that are left out at the end stand for anything.
    let is_short = wanted.len() < 6;
    if is_short && wanted.last().and_then(|part| part.last()) != Some(&Token::Any) {
        return false;
    }
    given.iter().enumerate().all(|(index, part)| match wanted.get(index) {
        Some(pattern) => glob::overlap(pattern, &glob::literal(part)),
        None => is_short,
    })
}

/// The six parts of an ARN's pattern.
fn split(pattern: &[Token]) -> Vec<&[Token]> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while parts.len() < 5 {
        let Some(colon) = rest.iter().position(|token| *token == Token::Char(':')) else { break };
        parts.push(&rest[..colon]);
        rest = &rest[colon + 1..];
    }
    parts.push(rest);
    parts
}
