//! The context of a request: the values of its condition keys, and policy variables filled in with them.

use super::Request;
use super::principal::{Caller, role_of};
use crate::policy::glob::{self, Token};
use crate::policy::model::Document;
use crate::policy::template;
use std::collections::BTreeMap;

/// The values of a request's condition keys, by their names in small letters.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    values: BTreeMap<String, Vec<String>>,
}

impl Context {
    /// The given values, and those that the caller and the resource imply.
    pub(super) fn of(request: &Request) -> Self {
        let mut context = Self::default();
        let mut add = |key: &str, value: &str| {
            context.values.insert(key.to_ascii_lowercase(), vec![value.to_owned()]);
        };
        match Caller::of(request.principal.as_deref()) {
            Caller::Identity(arn) => {
                let role = role_of(arn)
                    .map(|(partition, account, role)| format!("arn:{partition}:iam::{account}:role/{role}"));
                add("aws:PrincipalArn", role.as_deref().unwrap_or(arn));
                add("aws:PrincipalAccount", arn.split(':').nth(4).unwrap_or_default());
                add("aws:PrincipalIsAWSService", "false");
                let kind = match arn {
                    arn if arn.ends_with(":root") => "Account",
                    arn if arn.contains(":user/") => "User",
                    arn if arn.contains(":federated-user/") => "FederatedUser",
                    _ => "AssumedRole",
                };
                add("aws:PrincipalType", kind);
                if let Some((_, user)) = arn.split_once(":user/") {
                    add("aws:username", user.rsplit('/').next().unwrap_or(user));
                }
            }
            Caller::Service(name) => {
                add("aws:PrincipalIsAWSService", "true");
                add("aws:PrincipalServiceName", name);
            }
            Caller::Anonymous => add("aws:PrincipalType", "Anonymous"),
            Caller::Attached | Caller::Federated(_) => {}
        }
        let parts: Vec<&str> = request.resource.splitn(6, ':').collect();
        if let Some(region) = parts.get(3).filter(|region| !region.is_empty() && **region != "*") {
            add("aws:RequestedRegion", region);
        }
        let account =
            request.account.as_deref().or_else(|| parts.get(4).copied().filter(|account| !account.is_empty()));
        if let Some(account) = account {
            add("aws:ResourceAccount", account);
        }
        for (key, values) in &request.context {
            context.values.insert(key.to_ascii_lowercase(), values.clone());
        }
        context
    }

    pub(super) fn get(&self, key: &str) -> Option<&[String]> {
        self.values.get(&key.to_ascii_lowercase()).map(Vec::as_slice)
    }

    /// A text of a policy as a pattern, with its variables filled in. None if the request has no value for one.
    pub(super) fn pattern(&self, text: &str, document: &Document) -> Option<Vec<Token>> {
        if !document.has_variables() {
            return Some(glob::tokens(text));
        }
        let mut tokens = Vec::new();
        let mut at = 0;
        for range in template::variables(text) {
            tokens.extend(glob::tokens(&text[at..range.start]));
            let inside = &text[range.start + 2..range.end - 1];
            tokens.extend(glob::literal(&self.variable(inside)?));
            at = range.end;
        }
        tokens.extend(glob::tokens(&text[at..]));
        Some(tokens)
    }

    /// `aws:username`, or `aws:PrincipalTag/team, 'none'` with a default.
    fn variable(&self, inside: &str) -> Option<String> {
        let (key, default) = match inside.split_once(',') {
            Some((key, default)) => (key.trim(), Some(default.trim().trim_matches('\''))),
            None => (inside.trim(), None),
        };
        match key {
            "*" | "?" | "$" => return Some(key.to_owned()),
            _ => {}
        }
        match self.get(key) {
            Some([value]) => Some(value.clone()),
            _ => default.map(ToOwned::to_owned),
        }
    }

    /// A text of a policy as plain text, with its variables filled in.
    pub(super) fn filled(&self, text: &str, document: &Document) -> Option<String> {
        if !document.has_variables() {
            return Some(text.to_owned());
        }
        let mut filled = String::new();
        let mut at = 0;
        for range in template::variables(text) {
            filled.push_str(&text[at..range.start]);
            filled.push_str(&self.variable(&text[range.start + 2..range.end - 1])?);
            at = range.end;
        }
        filled.push_str(&text[at..]);
        Some(filled)
    }
}
