//! IAM and resource policies: what a JSON block is, what it says in plain words, what is wrong with it.
//!
//! The grammar is that of the IAM User Guide, "Grammar of the IAM JSON policy language". Nothing is looked up: whether an
//! action or a resource exists is not known here.

pub mod json;
mod words;

use crate::suggest::nearest;
use json::{Node, Value};
use serde::Serialize;
use std::collections::HashSet;
use std::ops::Range;

/// What a JSON text turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A policy, or statements of one.
    Policy(Policy),
    /// JSON that is no policy.
    OtherJson,
    /// Not JSON.
    Broken,
}

/// A policy in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// What it is attached to.
    pub kind: Kind,
    /// Its statements, in order.
    pub statements: Vec<Statement>,
}

/// What a policy is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A user, a group or a role: it names no principal.
    Identity,
    /// A resource: it says who.
    Resource,
    /// A role: it says who may assume it.
    Trust,
}

/// One statement in plain words; a cell of the table each field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The author's name for it.
    pub sid: Option<String>,
    /// `Allow`, `Deny`, or nothing where the author left it out.
    pub effect: String,
    /// Who it is about.
    pub who: Vec<Phrase>,
    /// What they may or may not do.
    pub actions: Vec<Phrase>,
    /// On what.
    pub resources: Vec<Phrase>,
    /// Only if.
    pub conditions: Vec<Phrase>,
}

/// A few words.
pub type Phrase = Vec<Part>;

/// A stretch of words of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Whether it is to be set as code.
    pub code: bool,
    /// The words.
    pub text: String,
}

/// Something wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether IAM would refuse the policy.
    pub severity: Severity,
    /// A stable name in kebab case.
    pub code: &'static str,
    /// The first byte of what is wrong, in the text that was read.
    pub offset: usize,
    /// How many bytes it takes.
    pub len: usize,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// IAM would refuse it, or it is not JSON.
    Error,
    /// IAM takes it, but hardly means what its author meant.
    Warning,
}

const POLICY_KEYS: [&str; 3] = ["Version", "Id", "Statement"];
const STATEMENT_KEYS: [&str; 9] =
    ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/// Reads a JSON text. Never fails: it gives what the text is and what is wrong with it.
#[must_use]
pub fn read(text: &str) -> (Block, Vec<Problem>) {
    let mut problems = Vec::new();
    let node = match json::parse(text) {
        Ok(node) => node,
        Err(error) => {
            let is_policy = text.contains("\"Statement\"") && text.contains("\"Effect\"");
            let severity = if is_policy { Severity::Error } else { Severity::Warning };
            let (code, len) = ("json-invalid", usize::from(error.offset < text.len()));
            problems.push(Problem {
                severity,
                code,
                offset: error.offset,
                len,
                message: error.message,
                help: error.help,
            });
            return (Block::Broken, problems);
        }
    };
    let mut reader = Reader { problems };
    let statements: Vec<&Node> = match &node.value {
        Value::Object(members) if is_policy(members) => reader.policy(members, &node.span),
        Value::Object(members) if is_statement(members) => vec![&node],
        Value::Array(items) if !items.is_empty() && items.iter().all(|item| object(item).is_some_and(is_statement)) => {
            items.iter().collect()
        }
        _ => return (Block::OtherJson, Vec::new()),
    };
    let kind = kind(&statements);
    let mut sids = HashSet::new();
    let statements =
        statements.into_iter().filter_map(|statement| reader.statement(statement, kind, &mut sids)).collect();
    (Block::Policy(Policy { kind, statements }), reader.problems)
}

/// Whether an object is a policy and no bank's statement: it has a version of the policy language, or what it calls a
/// statement has a key of one.
fn is_policy(members: &Members) -> bool {
    let Some(statement) = member(members, "Statement") else { return false };
    let version = member(members, "Version").map(|version| &version.value);
    let has_version =
        matches!(version, Some(Value::String(version)) if ["2008-10-17", "2012-10-17"].contains(&version.as_str()));
    let has_key = |node: &Node| {
        let keys = [
            "Sid",
            "Effect",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Principal",
            "NotPrincipal",
            "Condition",
        ];
        object(node).is_some_and(|members| members.iter().any(|(name, ..)| keys.contains(&name.as_str())))
    };
    has_version
        || match &statement.value {
            Value::Array(items) => items.iter().any(has_key),
            _ => has_key(statement),
        }
}

/// Collects problems along the way.
struct Reader {
    problems: Vec<Problem>,
}

type Members = [(String, Range<usize>, Node)];

impl Reader {
    fn error(&mut self, code: &'static str, span: &Range<usize>, message: String, help: &str) {
        self.problem(Severity::Error, code, span, message, help);
    }

    fn warning(&mut self, code: &'static str, span: &Range<usize>, message: String, help: &str) {
        self.problem(Severity::Warning, code, span, message, help);
    }

    fn problem(&mut self, severity: Severity, code: &'static str, span: &Range<usize>, message: String, help: &str) {
        let help = Some(help.to_owned()).filter(|help| !help.is_empty());
        self.problems.push(Problem { severity, code, offset: span.start, len: span.len(), message, help });
    }

    /// The statements of a whole policy.
    fn policy<'a>(&mut self, members: &'a Members, span: &Range<usize>) -> Vec<&'a Node> {
        self.keys(members, &POLICY_KEYS, "a policy");
        match member(members, "Version").map(|node| (&node.value, &node.span)) {
            Some((Value::String(version), _)) if version == "2012-10-17" => {}
            Some((Value::String(version), span)) if version == "2008-10-17" => self.warning(
                "policy-version",
                span,
                "version `2008-10-17` knows no policy variables such as `${aws:username}`".into(),
                "write `\"Version\": \"2012-10-17\"` unless the old rules are meant",
            ),
            Some((_, span)) => self.error(
                "policy-version",
                span,
                "there is no such version of the policy language".into(),
                "write `\"Version\": \"2012-10-17\"`",
            ),
            None => self.warning(
                "policy-version",
                &(span.start..span.start + 1),
                "this policy has no `Version`, so IAM reads it by the rules of 2008".into(),
                "begin it with `\"Version\": \"2012-10-17\"`",
            ),
        }
        let Some(statement) = member(members, "Statement") else { return Vec::new() };
        let statements: Vec<&Node> = match &statement.value {
            Value::Array(items) => items.iter().collect(),
            _ => vec![statement],
        };
        if statements.is_empty() {
            self.error(
                "policy-statement",
                &statement.span,
                "this policy has no statement".into(),
                "write at least one",
            );
        }
        statements
    }

    fn statement(&mut self, node: &Node, kind: Kind, sids: &mut HashSet<String>) -> Option<Statement> {
        let Some(members) = object(node) else {
            let message = "a statement is an object";
            self.error("policy-statement", &node.span, message.into(), "write it as `{\"Effect\": …, \"Action\": …}`");
            return None;
        };
        self.keys(members, &STATEMENT_KEYS, "a statement");
        let here = node.span.start..node.span.start + 1;
        let get = |key: &str| member(members, key);
        let conditions = get("Condition").map_or_else(Vec::new, |condition| self.conditions(condition));
        let actions = match (get("Action"), get("NotAction")) {
            (Some(actions), None) => words::actions(&self.actions(actions)),
            (None, Some(actions)) => words::everything_except(words::actions(&self.actions(actions))),
            (Some(actions), Some(other)) => {
                self.error(
                    "policy-action",
                    &other.span,
                    "a statement has `Action` or `NotAction`, not both".into(),
                    "write two statements",
                );
                words::actions(&self.actions(actions))
            }
            (None, None) => {
                self.error(
                    "policy-action",
                    &here,
                    "this statement says no `Action`".into(),
                    "say which actions it is about",
                );
                Vec::new()
            }
        };
        Some(Statement {
            sid: get("Sid").and_then(|sid| self.sid(sid, kind, sids)),
            effect: self.effect(get("Effect"), &here),
            who: self.who(get("Principal"), get("NotPrincipal"), kind),
            actions,
            resources: self.resources(members, kind, &here),
            conditions,
        })
    }

    fn keys(&mut self, members: &Members, known: &[&str], what: &str) {
        let mut seen = HashSet::new();
        for (key, span, _) in members {
            if !seen.insert(key) {
                self.error("policy-key", span, format!("`{key}` is there twice"), "IAM takes neither: keep one");
            } else if !known.contains(&key.as_str()) {
                let help = match nearest(key, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "the keys are {}",
                        known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
                    ),
                };
                self.error("policy-key", span, format!("`{key}` is not a key of {what}"), &help);
            }
        }
    }

    fn effect(&mut self, effect: Option<&Node>, here: &Range<usize>) -> String {
        let help = "write `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`, with capitals";
        match effect.map(|node| (&node.value, &node.span)) {
            Some((Value::String(effect), _)) if effect == "Allow" || effect == "Deny" => effect.clone(),
            Some((_, span)) => {
                self.error("policy-effect", span, "an effect is `Allow` or `Deny`".into(), help);
                String::new()
            }
            None => {
                self.error("policy-effect", here, "this statement says no `Effect`".into(), help);
                String::new()
            }
        }
    }

    fn sid(&mut self, node: &Node, kind: Kind, sids: &mut HashSet<String>) -> Option<String> {
        let Value::String(sid) = &node.value else {
            self.error("policy-sid", &node.span, "a `Sid` is a string".into(), "put it between double quotes");
            return None;
        };
        if !sids.insert(sid.clone()) && !sid.is_empty() {
            self.error("policy-sid", &node.span, format!("the `Sid` `{sid}` is taken"), "give each statement its own");
        } else if kind == Kind::Identity && !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            self.error(
                "policy-sid",
                &node.span,
                format!("`{sid}` has more than letters and digits in it"),
                "take the others out",
            );
        }
        Some(sid.clone())
    }

    fn actions(&mut self, node: &Node) -> Vec<String> {
        let actions = self.strings(node, "an action");
        for (action, span) in &actions {
            let is_action = action == "*"
                || action.split_once(':').is_some_and(|(service, name)| {
                    !service.is_empty()
                        && service.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                        && !name.is_empty()
                        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'?'))
                });
            if !is_action {
                let help = "write it as `service:Action`, such as `s3:GetObject`";
                self.error("policy-action", span, format!("`{action}` is not an action"), help);
            }
        }
        actions.into_iter().map(|(action, _)| action).collect()
    }

    fn resources(&mut self, members: &Members, kind: Kind, here: &Range<usize>) -> Vec<Phrase> {
        let (node, is_not) = match (member(members, "Resource"), member(members, "NotResource")) {
            (Some(node), None) => (node, false),
            (None, Some(node)) => (node, true),
            (Some(_), Some(node)) => {
                let message = "a statement has `Resource` or `NotResource`, not both";
                self.error("policy-resource", &node.span, message.into(), "write two statements");
                (node, true)
            }
            (None, None) => {
                if kind == Kind::Identity {
                    let message = "this statement says no `Resource`";
                    self.error("policy-resource", here, message.into(), "say on what, or write `\"Resource\": \"*\"`");
                }
                return Vec::new();
            }
        };
        if kind == Kind::Trust {
            let message = "a trust policy has no `Resource`: it is about the role that it is attached to";
            self.error("policy-resource", &node.span, message.into(), "take it out");
        }
        let resources = self.strings(node, "a resource");
        for (resource, span) in &resources {
            self.arn(resource, span);
        }
        let all_about_keys = member(members, "Action").is_some_and(|actions| {
            strings_of(actions).is_some_and(|actions| actions.iter().all(|action| action.starts_with("kms:")))
        });
        let resources: Vec<String> = resources.into_iter().map(|(resource, _)| resource).collect();
        let phrases = words::resources(&resources, kind != Kind::Identity && all_about_keys);
        if is_not { words::everything_except(phrases) } else { phrases }
    }

    /// `arn:partition:service:region:account:resource` (AWS General Reference, "Amazon Resource Names").
    fn arn(&mut self, arn: &str, span: &Range<usize>) {
        if arn == "*" || arn.starts_with("${") {
            return;
        }
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        if !arn.starts_with("arn:") {
            let help = "write an ARN such as `arn:aws:s3:::bucket/*`, or `*`";
            return self.error("policy-arn", span, format!("`{arn}` is not an ARN"), help);
        }
        if parts.len() < 6 && !arn.contains('*') {
            let help =
                "an ARN is `arn:aws:service:region:account:resource`; parts may be empty, colons may not be missing";
            return self.error(
                "policy-arn",
                span,
                format!("`{arn}` has {} of the six parts of an ARN", parts.len()),
                help,
            );
        }
        if parts.get(2) == Some(&"s3")
            && parts.len() == 6
            && !(parts[3].is_empty() && parts[4].is_empty())
            && !parts[5].starts_with("accesspoint")
        {
            let help = "write `arn:aws:s3:::bucket/*`";
            self.warning("policy-arn", span, "the ARN of a bucket names no region and no account".into(), help);
        }
        if let Some(account) = parts.get(4) {
            self.account(account, span);
        }
    }

    fn account(&mut self, account: &str, span: &Range<usize>) {
        let is_account =
            account.len() == 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) || account.is_empty();
        if !is_account {
            self.error(
                "policy-account",
                span,
                format!("the account `{account}` has {} digits, not 12", account.len()),
                "",
            );
        }
    }

    fn who(&mut self, principal: Option<&Node>, not_principal: Option<&Node>, kind: Kind) -> Vec<Phrase> {
        match (principal, not_principal) {
            (Some(node), _) => self.principals(node),
            (None, Some(node)) => words::everyone_except(self.principals(node)),
            (None, None) if kind == Kind::Identity => vec![words::attached()],
            (None, None) => Vec::new(),
        }
    }

    fn principals(&mut self, node: &Node) -> Vec<Phrase> {
        let help = "write `\"*\"`, or an object such as `{\"AWS\": \"arn:aws:iam::111122223333:root\"}`";
        match &node.value {
            Value::String(star) if star == "*" => vec![words::principal("AWS", "*")],
            Value::Object(kinds) => {
                let mut phrases = Vec::new();
                for (kind, span, value) in kinds {
                    let known = ["AWS", "Service", "Federated", "CanonicalUser"];
                    if !known.contains(&kind.as_str()) {
                        let near = nearest(kind, known.into_iter()).map(|near| format!("did you mean `{near}`?"));
                        let message = format!("`{kind}` is not a kind of principal");
                        self.error("policy-principal", span, message, near.as_deref().unwrap_or(help));
                    }
                    for (name, span) in self.strings(value, "a principal") {
                        if kind == "AWS" && name != "*" {
                            let account = if name.starts_with("arn:") {
                                name.split(':').nth(4).unwrap_or_default()
                            } else {
                                &name
                            };
                            self.account(account, &span);
                        }
                        phrases.push(words::principal(kind, &name));
                    }
                }
                phrases
            }
            _ => {
                self.error("policy-principal", &node.span, "this is not a principal".into(), help);
                Vec::new()
            }
        }
    }

    fn conditions(&mut self, node: &Node) -> Vec<Phrase> {
        let help = "write `{\"StringEquals\": {\"aws:SourceAccount\": \"111122223333\"}}`";
        let Some(operators) = object(node) else {
            self.error("policy-condition", &node.span, "a condition is an object of operators".into(), help);
            return Vec::new();
        };
        let mut phrases = Vec::new();
        for (operator, span, keys) in operators {
            if !words::is_operator(operator) {
                let near = nearest(operator, words::OPERATORS.iter().map(|(name, _)| *name));
                let help = near.map_or(help.to_owned(), |near| format!("did you mean `{near}`?"));
                self.error("policy-condition", span, format!("`{operator}` is not an operator of conditions"), &help);
            }
            let Some(keys) = object(keys) else {
                let message = format!("`{operator}` needs an object of keys and values");
                self.error("policy-condition", &keys.span, message, help);
                continue;
            };
            for (key, span, values) in keys {
                if !key.contains(':') {
                    let help = "keys have a prefix, such as `aws:SourceArn` or `s3:prefix`";
                    self.error("policy-condition", span, format!("`{key}` is not a key of conditions"), help);
                }
                let values: Vec<String> = self.strings(values, "a value").into_iter().map(|(value, _)| value).collect();
                phrases.push(words::condition(operator, key, &values));
            }
        }
        phrases
    }

    /// A string, or an array of strings, with their places. Plain values count in conditions.
    fn strings(&mut self, node: &Node, what: &str) -> Vec<(String, Range<usize>)> {
        let items = match &node.value {
            Value::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut strings = Vec::new();
        for item in items {
            match &item.value {
                Value::String(string) => strings.push((string.clone(), item.span.clone())),
                Value::Plain(plain) if what == "a value" => strings.push((plain.clone(), item.span.clone())),
                _ => {
                    let message = format!("{what} is a string, or an array of strings");
                    self.error("policy-value", &item.span, message, "put it between double quotes");
                }
            }
        }
        strings
    }
}

fn kind(statements: &[&Node]) -> Kind {
    let of = |key: &'static str| statements.iter().filter_map(move |node| member(object(node)?, key));
    let has_principal = of("Principal").chain(of("NotPrincipal")).next().is_some();
    let mut actions = of("Action").filter_map(strings_of).flatten().peekable();
    let only_assumes = actions.peek().is_some() && actions.all(|action| action.starts_with("sts:"));
    match (has_principal, only_assumes) {
        (false, _) => Kind::Identity,
        (true, true) => Kind::Trust,
        (true, false) => Kind::Resource,
    }
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

fn object(node: &Node) -> Option<&Members> {
    match &node.value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

fn member<'a>(members: &'a Members, key: &str) -> Option<&'a Node> {
    members.iter().find(|(name, ..)| name == key).map(|(_, _, node)| node)
}

fn is_statement(members: &Members) -> bool {
    member(members, "Effect").is_some()
        && (member(members, "Action").is_some() || member(members, "NotAction").is_some())
}

#[cfg(test)]
mod tests;
