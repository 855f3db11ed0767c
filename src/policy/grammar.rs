//! The grammar of policies: JSON values to a [`Document`], and what IAM would refuse.
//!
//! Source: IAM User Guide, "Grammar of the IAM JSON policy language". A mistake costs its own part; the rest is read.

use super::json::{ELLIPSIS, Node, Value};
use super::model::{Document, Effect, Hint, Names, OPERATORS, Operator, Principal, Rule, Test, Text, Who};
use super::recognize::{
    Members, POLICY_KEYS, PRINCIPAL_KINDS, STATEMENT_KEYS, is_choice, kind, member, member_in_any_case, object, pair,
    statement_of,
};
use super::report::Reports;
use super::standing::Standing;
use super::{Kind, template};
use crate::suggest::nearest;
use std::collections::HashSet;
use std::ops::Range;

/// What is read as a policy.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source<'a> {
    /// An object with a `Statement`.
    Whole(&'a Node),
    /// Statements without the object around them.
    Statements(&'a [Node]),
}

/// Reads a policy. `hint` is what its surroundings say of its kind.
pub(super) fn read(source: Source<'_>, hint: Option<Hint>, reports: &mut Reports) -> Document {
    let is_lone = matches!(source, Source::Statements([_]));
    let is_kind_sure = matches!(hint, Some(Hint::Sure(_)));
    let mut reader = Reader { reports, is_lone, is_kind_sure };
    let (nodes, version, span): (Vec<(Node, bool)>, _, _) = match source {
        Source::Whole(node) => {
            let members = object(node).unwrap_or_default();
            (reader.policy(members, &node.span), version(members), node.span.clone())
        }
        Source::Statements(nodes) => {
            let span = nodes.first().map_or(0, |n| n.span.start)..nodes.last().map_or(0, |n| n.span.end);
            (resolved(nodes), None, span)
        }
    };
    let (nodes, chosen): (Vec<Node>, Vec<bool>) = nodes.into_iter().unzip();
    let kind = hint.map_or_else(|| kind(&nodes.iter().collect::<Vec<_>>()), Hint::kind);
    let mut sids = HashSet::new();
    let rule = |(node, is_chosen): (&Node, bool)| Some(Rule { is_chosen, ..reader.rule(node, kind, &mut sids)? });
    let rules = nodes.iter().zip(chosen).filter_map(rule).collect();
    let is_incomplete = nodes.iter().any(is_template);
    let is_fragment = matches!(source, Source::Statements(_));
    Document { kind, hint, version, is_fragment, is_incomplete, is_refused: false, rules, span }
}

/// Statements without functions of CloudFormation, each with whether `Fn::If` was in it or around it.
fn resolved(nodes: &[Node]) -> Vec<(Node, bool)> {
    let of = |node: &Node| {
        let is_chosen = template::has_choice(node);
        let list = template::resolve(Node { value: Value::Array(vec![node.clone()]), span: 0..0 });
        let nodes = if let Value::Array(nodes) = list.value { nodes } else { Vec::new() };
        nodes.into_iter().map(move |node| (node, is_chosen))
    };
    nodes.iter().flat_map(of).collect()
}

fn version(members: &Members) -> Option<String> {
    match &member(members, "Version")?.value {
        Value::String(version) | Value::Plain(version) => Some(version.clone()),
        // What the template gives is taken for the usual version.
        _ => Some("2012-10-17".to_owned()),
    }
}

struct Reader<'a> {
    reports: &'a mut Reports,
    /// Whether a single statement was given, which says nothing of its policy.
    is_lone: bool,
    /// Whether the kind of the policy is sure.
    is_kind_sure: bool,
}

/// The conditions of a statement.
#[derive(Default)]
struct Conditions {
    tests: Vec<Test>,
    /// Whether one of them is missing in `tests` because of a mistake.
    has_unread: bool,
    /// Whether a template gives more, or some are left out.
    has_open: bool,
}

impl Reader<'_> {
    fn error(&mut self, code: &'static str, span: &Range<usize>, message: impl Into<String>, help: &str) {
        self.reports.error(code, span, message.into(), help);
    }

    /// The statements of a whole policy.
    fn policy(&mut self, members: &Members, span: &Range<usize>) -> Vec<(Node, bool)> {
        self.keys(members, &POLICY_KEYS, "a policy");
        self.version(members, span);
        let Some(statement) = statement_of(members) else { return Vec::new() };
        let statements = match &statement.value {
            Value::Array(items) => resolved(items),
            Value::Template(_) => return Vec::new(),
            _ => resolved(std::slice::from_ref(statement)),
        };
        if matches!(&statement.value, Value::Array(items) if items.is_empty()) {
            self.error("policy-statement", &statement.span, "this policy has no statement", "write at least one");
        }
        statements
    }

    fn version(&mut self, members: &Members, span: &Range<usize>) {
        match member(members, "Version").map(|node| (&node.value, &node.span)) {
            Some((Value::String(version) | Value::Plain(version), _)) if version == "2012-10-17" => {}
            Some((Value::String(version) | Value::Plain(version), span)) if version == "2008-10-17" => {
                // The policies that SNS and SQS make have it. A variable in such a policy is a warning of its own.
                self.reports.note(
                    "policy-version",
                    span,
                    "version `2008-10-17` knows no policy variables such as `${aws:username}`".into(),
                    "write `\"Version\": \"2012-10-17\"` unless the old rules are meant",
                );
            }
            Some((Value::Template(_), _)) => {}
            Some((Value::String(version), _)) if template::has_placeholder(version) => {}
            Some((_, span)) => self.error(
                "policy-version",
                span,
                "there is no such version of the policy language",
                "write `\"Version\": \"2012-10-17\"`",
            ),
            None if member(members, ELLIPSIS).is_some() || member_in_any_case(members, "Version").is_some() => {}
            // A variable in it is a warning of its own.
            None if statement_of(members).is_some_and(has_variable) => {}
            None => self.reports.note(
                "policy-version",
                &first_byte(span),
                "this policy has no `Version`, so IAM reads it by the rules of 2008".into(),
                "begin it with `\"Version\": \"2012-10-17\"`",
            ),
        }
    }

    fn rule(&mut self, node: &Node, kind: Kind, sids: &mut HashSet<String>) -> Option<Rule> {
        let Some(members) = object(node) else {
            if !is_template(node) {
                let help = "write it as `{\"Effect\": …, \"Action\": …}`";
                self.error("policy-statement", &node.span, "a statement is an object", help);
            }
            return None;
        };
        self.keys(members, &STATEMENT_KEYS, "a statement");
        let start = first_byte(&node.span);
        let is_incomplete = member(members, ELLIPSIS).is_some();
        let get = |key: &str| member_in_any_case(members, key);
        let effect = self.effect(get("Effect"), members, &start, is_incomplete);
        let actions = self.actions(members, &start, is_incomplete);
        let resources = self.resources(members, kind, &start, is_incomplete);
        let principals = match (get("Principal"), get("NotPrincipal")) {
            (Some(node), not) => {
                if let Some(not) = not {
                    let message = "a statement has `Principal` or `NotPrincipal`, not both";
                    self.error("policy-principal", &not.span, message, "write two statements");
                }
                Some(Who { is_not: false, principals: self.principals(node), key: node.span.clone() })
            }
            (None, Some(node)) => Some(Who { is_not: true, principals: self.principals(node), key: node.span.clone() }),
            (None, None) => {
                self.no_principal(members, kind, &start, is_incomplete);
                None
            }
        };
        let conditions = get("Condition").map(|condition| self.tests(condition));
        let Conditions { tests, has_unread, has_open } = conditions.unwrap_or_default();
        let sid = get("Sid").and_then(|sid| self.sid(sid, kind, sids));
        Some(Rule {
            start,
            sid,
            effect,
            principals,
            actions,
            resources,
            tests,
            has_unread_conditions: has_unread,
            has_open_conditions: has_open,
            is_incomplete,
            is_chosen: false,
        })
    }

    /// Reports a statement that its resource or role refuses, since it does not say who.
    fn no_principal(&mut self, members: &Members, kind: Kind, start: &Range<usize>, is_part: bool) {
        let is_written_otherwise = has_misspelt(members, "Principal")
            || has_misspelt(members, "NotPrincipal")
            || members.iter().any(|(key, ..)| template::is_function_key(key) || template::has_placeholder(key));
        if !self.is_kind_sure || is_part || is_written_otherwise {
            return;
        }
        let (message, help) = match kind {
            Kind::Trust => (
                "this statement has no `Principal`: a trust policy says who may assume the role",
                "name who may, such as `\"Principal\": {\"Service\": \"lambda.amazonaws.com\"}`",
            ),
            Kind::Resource => (
                "this statement has no `Principal`: a policy of a resource says whom it is about",
                "name them, such as `\"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/name\"}`",
            ),
            _ => return,
        };
        self.error("policy-principal", start, message, help);
    }

    fn keys(&mut self, members: &Members, known: &[&str], what: &str) {
        let mut seen = HashSet::new();
        // `action` in small letters is a word that documentation uses for what is filled in, and no placeholder here.
        let is_known = |key: &str| known.iter().any(|right| right.eq_ignore_ascii_case(key));
        let is_open = |key: &str| key == ELLIPSIS || (template::has_placeholder(key) && !is_known(key));
        for (key, span, _) in members.iter().filter(|(key, ..)| !is_open(key)) {
            if !seen.insert(key.to_ascii_lowercase()) {
                self.error("policy-key", span, format!("`{key}` is there twice"), "IAM takes neither: keep one");
            } else if let Some(right) = known.iter().find(|right| right.eq_ignore_ascii_case(key) && *right != key) {
                let message = format!("the key `{key}` is spelt `{right}`, with a capital");
                self.reports.warning("policy-key", span, message, &format!("write `{right}`"));
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

    fn effect(
        &mut self,
        effect: Option<&Node>,
        members: &Members,
        start: &Range<usize>,
        is_incomplete: bool,
    ) -> Effect {
        let help = "write `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`, with capitals";
        match effect.map(|node| (&node.value, &node.span)) {
            Some((Value::String(effect), _)) if effect == "Allow" => Effect::Allow,
            Some((Value::String(effect), _)) if effect == "Deny" => Effect::Deny,
            Some((Value::Template(words), _)) => Effect::Template(words.clone()),
            Some((Value::String(effect), _)) if template::has_placeholder(effect) || is_choice(effect) => {
                Effect::Template(format!("`{effect}`"))
            }
            Some((_, span)) => {
                self.error("policy-effect", span, "an effect is `Allow` or `Deny`", help);
                Effect::Unknown
            }
            None => {
                if !is_incomplete && !has_misspelt(members, "Effect") {
                    self.error("policy-effect", start, "this statement has no `Effect`", help);
                }
                Effect::Unknown
            }
        }
    }

    fn sid(&mut self, node: &Node, kind: Kind, sids: &mut HashSet<String>) -> Option<Text> {
        let Value::String(sid) = &node.value else {
            if !is_template(node) {
                self.error("policy-sid", &node.span, "a `Sid` is a string", "put it between double quotes");
            }
            return None;
        };
        let text = Text { text: sid.clone(), span: node.span.clone(), is_template: false };
        if sid.is_empty() || text.is_open() {
            return Some(text);
        }
        if !sids.insert(sid.clone()) {
            let (message, help) = (format!("the `Sid` `{sid}` is taken"), "give each statement its own");
            // Some resources take it.
            if matches!(kind, Kind::Resource | Kind::Endpoint) {
                self.reports.warning("policy-sid", &node.span, message, help);
            } else {
                self.error("policy-sid", &node.span, message, help);
            }
        } else if kind == Kind::Identity && !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let message = format!("`{sid}` has more than letters and digits in it");
            self.error("policy-sid", &node.span, message, "take the others out");
        }
        Some(text)
    }

    fn actions(&mut self, members: &Members, start: &Range<usize>, is_incomplete: bool) -> Names {
        let (key, node) = match (pair(members, "Action"), pair(members, "NotAction")) {
            (Some(action), None) | (None, Some(action)) => action,
            (Some(action), Some((_, other))) => {
                let message = "a statement has `Action` or `NotAction`, not both";
                self.error("policy-action", &other.span, message, "write two statements");
                action
            }
            (None, None) => {
                if !is_incomplete && !has_misspelt(members, "Action") {
                    let help = "say which actions it is about";
                    self.error("policy-action", start, "this statement has no `Action`", help);
                }
                return Names::default();
            }
        };
        let names = self.strings(node, "an action", key.0);
        for name in names.iter().filter(|name| !name.is_open()) {
            self.action(name);
        }
        Names { is_not: key.0.eq_ignore_ascii_case("NotAction"), names, key: key.1.clone() }
    }

    fn action(&mut self, name: &Text) {
        let action = &name.text;
        if is_action(action) {
            return;
        }
        let stripped: String = action.chars().filter(|c| !c.is_whitespace()).collect();
        let with_colon = action.replacen(['.', '/'], ":", 1);
        let right = [stripped, with_colon].into_iter().find(|right| {
            is_action(right) && !Standing::of(&Text { text: right.clone(), ..Text::default() }).is_wrong()
        });
        let help = match right {
            _ if action == "*:*" => "write `*`".to_owned(),
            _ if action.contains(',') => "write each action as a string of its own, in an array".to_owned(),
            Some(right) => format!("did you mean `{right}`?"),
            None => "write it as `service:Action`, such as `s3:GetObject`".to_owned(),
        };
        self.error("policy-action", &name.span, format!("`{action}` is not an action"), &help);
    }

    fn resources(&mut self, members: &Members, kind: Kind, start: &Range<usize>, is_part: bool) -> Option<Names> {
        let (key, node) = match (pair(members, "Resource"), pair(members, "NotResource")) {
            (Some(resource), None) | (None, Some(resource)) => resource,
            (Some(resource), Some((_, other))) => {
                let message = "a statement has `Resource` or `NotResource`, not both";
                self.error("policy-resource", &other.span, message, "write two statements");
                resource
            }
            (None, None) => {
                let has_principal = pair(members, "Principal").or_else(|| pair(members, "NotPrincipal")).is_some();
                let is_due =
                    kind.has_no_principal() && !is_part && !has_principal && !has_misspelt(members, "Resource");
                if is_due && self.is_lone && pair(members, "Sid").is_none() {
                    // A permission of AWS RAM looks so, and a resource's own policy may leave it out.
                    let message = "this statement has no `Resource`, which a policy of a user or a role needs";
                    self.reports.note("policy-resource", start, message.into(), "say on what");
                } else if is_due {
                    let message = "this statement has no `Resource`";
                    self.error("policy-resource", start, message, "say on what, or write `\"Resource\": \"*\"`");
                }
                return None;
            }
        };
        let has_principal = pair(members, "Principal").is_some();
        if kind == Kind::Trust && has_principal {
            let message = "a trust policy has no `Resource`: it is about the role that it is attached to";
            self.error("policy-resource", &node.span, message, "take it out");
        }
        let names = self.strings(node, "a resource", key.0);
        Some(Names { is_not: key.0.eq_ignore_ascii_case("NotResource"), names, key: key.1.clone() })
    }

    fn principals(&mut self, node: &Node) -> Vec<Principal> {
        let help = "name who it is about, such as `{\"AWS\": \"arn:aws:iam::111122223333:role/name\"}`";
        let members = match &node.value {
            Value::Object(members) => members,
            Value::String(star) if star == "*" => return vec![Principal { kind: "AWS".into(), name: text_of(node) }],
            Value::Template(_) => return vec![Principal { kind: "AWS".into(), name: text_of(node) }],
            Value::String(open) if template::has_placeholder(open) => {
                return vec![Principal { kind: "AWS".into(), name: text_of(node) }];
            }
            Value::String(name) => {
                let help = under_its_kind(name);
                self.error("policy-principal", &node.span, "a principal has a kind", &help);
                return Vec::new();
            }
            _ => {
                self.error("policy-principal", &node.span, "this is not a principal", help);
                return Vec::new();
            }
        };
        if members.is_empty() {
            self.error("policy-principal", &node.span, "this principal is empty", help);
        }
        let mut principals = Vec::new();
        for (kind, span, value) in members.iter().filter(|(kind, ..)| kind != ELLIPSIS) {
            if !PRINCIPAL_KINDS.contains(&kind.as_str()) && !template::has_placeholder(kind) {
                let near = nearest(kind, PRINCIPAL_KINDS.into_iter()).map(|near| format!("did you mean `{near}`?"));
                let message = format!("`{kind}` is not a kind of principal");
                let help = near.unwrap_or_else(|| match &value.value {
                    Value::String(name) | Value::Plain(name) if name != "*" => under_its_kind(name),
                    Value::Array(_) => {
                        format!("accounts, users and roles go under `\"AWS\"`, and not under `\"{kind}\"`")
                    }
                    _ => help.to_owned(),
                });
                self.error("policy-principal", span, message, &help);
            }
            let names = self.strings(value, "a principal", kind);
            principals.extend(names.into_iter().map(|name| Principal { kind: kind.clone(), name }));
        }
        principals
    }

    fn tests(&mut self, node: &Node) -> Conditions {
        let help = "write `{\"StringEquals\": {\"aws:SourceAccount\": \"111122223333\"}}`";
        let Some(operators) = object(node) else {
            let has_unread = !is_template(node);
            if has_unread {
                self.error("policy-condition", &node.span, "a condition is an object of operators", help);
            }
            return Conditions { tests: Vec::new(), has_unread, has_open: !has_unread };
        };
        let empty = "an empty condition is always true";
        let advice = "write what has to be true, or take it out";
        if operators.is_empty() {
            self.reports.note("policy-condition", &node.span, empty.into(), advice);
        }
        let mut conditions = Conditions::default();
        let mut seen = HashSet::new();
        for (written, span, keys) in operators {
            if written == ELLIPSIS || template::has_placeholder(written) || template::is_function_key(written) {
                conditions.has_open = true;
                continue;
            }
            if !seen.insert(written) {
                self.error("policy-key", span, format!("`{written}` is there twice"), "put the keys under one of them");
            }
            let operator = Operator::read(written);
            // A key where an operator is due has been reported as such below.
            let is_key = written.contains(':') && operator.set.is_none() && object(keys).is_none();
            if operator.base.is_none() && !is_key {
                self.unknown_operator(written, span);
            }
            let Some(keys) = object(keys) else {
                conditions.has_open |= is_template(keys);
                if !is_template(keys) {
                    if is_key && operator.base.is_none() {
                        let message = format!("`{written}` is a key, and an operator is due here");
                        self.error("policy-condition", span, message, help);
                    } else {
                        let message = format!("`{written}` needs an object of keys and values");
                        self.error("policy-condition", &keys.span, message, help);
                    }
                    conditions.has_unread = true;
                }
                continue;
            };
            if keys.is_empty() {
                self.reports.note("policy-condition", span, empty.into(), advice);
            }
            conditions.has_open |= keys.iter().any(|(key, ..)| key == ELLIPSIS || template::is_function_key(key));
            self.condition_keys(
                keys,
                &operator,
                &Text { text: written.clone(), span: span.clone(), is_template: false },
                &mut conditions.tests,
            );
        }
        conditions
    }

    fn condition_keys(&mut self, keys: &Members, operator: &Operator, written: &Text, tests: &mut Vec<Test>) {
        let mut seen = HashSet::new();
        let is_key = |key: &str| key != ELLIPSIS && !template::is_function_key(key);
        for (key, span, values) in keys.iter().filter(|(key, ..)| is_key(key)) {
            if !seen.insert(key.to_ascii_lowercase()) {
                let help = "give the key once, with an array of values";
                self.error("policy-key", span, format!("`{key}` is there twice"), help);
            }
            if !key.contains(':') && !template::has_placeholder(key) {
                let help = "keys have a prefix, such as `aws:SourceArn` or `s3:prefix`";
                self.error("policy-condition", span, format!("`{key}` is not a key of conditions"), help);
            }
            if matches!(&values.value, Value::Array(items) if items.is_empty()) {
                let message = format!("`{key}` has no values, so no request matches");
                self.reports.warning("policy-condition", &values.span, message, "write at least one value");
            }
            let values = self.strings(values, "a value", key);
            let key = Text { text: key.clone(), span: span.clone(), is_template: false };
            tests.push(Test { operator: operator.clone(), written: written.clone(), key, values });
        }
    }

    fn unknown_operator(&mut self, written: &str, span: &Range<usize>) {
        let message = format!("`{written}` is not an operator of conditions");
        if written.to_ascii_lowercase().ends_with("nullifexists") {
            let help = "`IfExists` goes with every operator except `Null`: write `Null`";
            return self.error("policy-condition", span, message, help);
        }
        let help = match nearest_operator(written) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the operators are `StringEquals`, `ArnLike`, `Bool` and others of the IAM User Guide".to_owned(),
        };
        self.error("policy-condition", span, message, &help);
    }

    /// A string, or an array of strings, with their spans. Plain values count in conditions.
    fn strings(&mut self, node: &Node, what: &str, key: &str) -> Vec<Text> {
        let items = match &node.value {
            Value::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        if items.is_empty() && what != "a value" {
            let message = format!("this `{key}` is empty, so the statement is about nothing");
            self.error("policy-value", &node.span, message, "write at least one entry, or take the statement out");
        }
        let mut strings = Vec::new();
        for item in items {
            match &item.value {
                Value::String(_) | Value::Template(_) => strings.push(text_of(item)),
                Value::Plain(null) if null == "null" => {
                    let message = format!("{what} is missing: `null` is none");
                    self.error("policy-value", &item.span, message, "write the value, or take the key out");
                }
                Value::Plain(_) if what == "a value" => strings.push(text_of(item)),
                Value::Plain(number) if what == "a principal" && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                    let message = "an account id is a string, or it loses its leading zeros";
                    self.error("policy-value", &item.span, message, "put it between double quotes");
                }
                _ => {
                    let message = format!("{what} is a string, or an array of strings");
                    self.error("policy-value", &item.span, message, "put it between double quotes");
                }
            }
        }
        strings
    }
}

/// How to write a principal whose kind is missing or wrong. The value stays: another one could be open to more.
fn under_its_kind(name: &str) -> String {
    let kind = match name {
        _ if name.ends_with(".amazonaws.com") => "Service",
        _ if name.contains(":saml-provider/") || name.contains(":oidc-provider/") => "Federated",
        _ => "AWS",
    };
    format!("write `{{\"{kind}\": \"{name}\"}}`")
}

/// Whether a text has the form of an action: `*`, or a service and a name.
pub(super) fn is_action(text: &str) -> bool {
    let is_service = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'?');
    text == "*"
        || text.split_once(':').is_some_and(|(service, name)| {
            !service.is_empty() && service.bytes().all(is_service) && !name.is_empty() && name.bytes().all(is_name)
        })
}

/// Whether one of the keys is a misspelt name of a part, which has been reported as such.
fn has_misspelt(members: &Members, part: &str) -> bool {
    members.iter().any(|(key, ..)| {
        !STATEMENT_KEYS.contains(&key.as_str()) && nearest(key, STATEMENT_KEYS.into_iter()) == Some(part)
    })
}

/// The right operator for a wrong one, with its set and its suffix.
fn nearest_operator(written: &str) -> Option<String> {
    const SETS: [&str; 2] = ["ForAllValues", "ForAnyValue"];
    const SUFFIX: &str = "IfExists";
    let lower = written.to_ascii_lowercase();
    let (set, rest) = match written.split_once(':') {
        Some((set, rest)) => (Some(nearest(set, SETS.into_iter())?), rest),
        // The colon is missing.
        None => match SETS.into_iter().find(|set| lower.starts_with(&set.to_ascii_lowercase())) {
            Some(set) => (Some(set), &written[set.len()..]),
            None => (None, written),
        },
    };
    let cut = rest.to_ascii_lowercase().rfind("ifexist");
    let name = cut.and_then(|cut| rest.get(..cut)).unwrap_or(rest);
    let base = OPERATORS.into_iter().find(|known| known.eq_ignore_ascii_case(name));
    let base = base.or_else(|| nearest(name, OPERATORS.into_iter()))?;
    let set = set.map(|set| format!("{set}:")).unwrap_or_default();
    let suffix = if cut.is_some() && base != "Null" { SUFFIX } else { "" };
    Some(format!("{set}{base}{suffix}"))
}

fn text_of(node: &Node) -> Text {
    let (text, is_template) = match &node.value {
        Value::String(text) | Value::Plain(text) => (text.clone(), false),
        Value::Template(words) => (words.clone(), true),
        Value::Array(_) | Value::Object(_) => (String::new(), true),
    };
    Text { text, span: node.span.clone(), is_template }
}

fn is_template(node: &Node) -> bool {
    match &node.value {
        Value::Template(_) => true,
        Value::String(text) => template::has_placeholder(text),
        _ => false,
    }
}

/// Whether resources or conditions of statements have variables, such as `${aws:username}`.
fn has_variable(node: &Node) -> bool {
    match &node.value {
        Value::String(text) => !template::variables(text).is_empty(),
        Value::Array(items) => items.iter().any(has_variable),
        Value::Object(members) => members.iter().any(|(_, _, value)| has_variable(value)),
        Value::Plain(_) | Value::Template(_) => false,
    }
}

fn first_byte(span: &Range<usize>) -> Range<usize> {
    span.start..(span.start + 1).min(span.end)
}
