//! A policy in plain words: the cells of its table, one sentence a statement, and a summary line.

use super::actions::{self, Level};
use super::model::{Document, Effect, Rule, Test, Text};
use super::resource_words::Everything;
use super::words::{code, joined, text};
use super::{Kind, Part, Phrase, Policy, Statement, resource_words, words};
use std::collections::{BTreeMap, BTreeSet};

/// The words for a policy.
pub(super) fn policy(document: &Document) -> Policy {
    Policy {
        kind: document.kind,
        summary: summary(document),
        statements: document.rules.iter().map(|rule| statement(rule, document.kind)).collect(),
    }
}

fn statement(rule: &Rule, kind: Kind) -> Statement {
    let effect = match &rule.effect {
        Effect::Allow => "Allow".to_owned(),
        Effect::Deny => "Deny".to_owned(),
        Effect::Unknown => String::new(),
        Effect::Template(words) => words.replace('`', ""),
    };
    let cell = |names: &[Text], one: &dyn Fn(&Text) -> Phrase, is_not: bool| {
        let phrases: Vec<Phrase> = names.iter().map(one).collect();
        if is_not { words::everything_except(phrases) } else { phrases }
    };
    let everything = everything(rule, kind);
    let resource = |name: &Text| resource_words::resource(name, everything);
    Statement {
        sid: rule.sid.as_ref().map(|sid| sid.text.clone()),
        effect,
        who: who(rule, kind),
        actions: cell(&rule.actions.names, &words::action, rule.actions.is_not),
        resources: rule.resources.as_ref().map_or_else(Vec::new, |r| cell(&r.names, &resource, r.is_not)),
        conditions: rule.tests.iter().map(words::condition).collect(),
        levels: levels(rule).into_iter().map(Level::words).collect(),
        sentence: sentence(rule, kind),
    }
}

/// Tells what `*` means in the resources of a statement. A key policy names only actions of AWS KMS.
fn everything(rule: &Rule, kind: Kind) -> Everything {
    let names = &rule.actions.names;
    let is_key_policy =
        kind == Kind::Resource && !rule.actions.is_not && names.iter().all(|name| name.text.starts_with("kms:"));
    if is_key_policy { Everything::TheKey } else { Everything::Resources }
}

fn who(rule: &Rule, kind: Kind) -> Vec<Phrase> {
    match &rule.principals {
        None if kind.has_no_principal() => vec![words::attached()],
        None => Vec::new(),
        Some(who) => {
            let phrases = who.principals.iter().map(|p| words::principal(&p.kind, &p.name)).collect();
            if who.is_not { words::everyone_except(phrases) } else { phrases }
        }
    }
}

/// The access levels of the actions that a statement names, from harmless to dangerous.
fn levels(rule: &Rule) -> BTreeSet<Level> {
    if rule.actions.is_not {
        return BTreeSet::new();
    }
    rule.actions.names.iter().filter(|name| !name.is_open()).flat_map(|name| levels_of(&name.text)).collect()
}

fn levels_of(action: &str) -> BTreeSet<Level> {
    if action == "*" {
        return [Level::List, Level::Read, Level::Tagging, Level::Write, Level::Permissions].into();
    }
    let Some((prefix, name)) = action.split_once(':') else { return BTreeSet::new() };
    let Some(service) = actions::service(prefix) else { return BTreeSet::new() };
    service.matching(name).map(|action| action.level).collect()
}

/// What a learner can read aloud: `Allows X to read objects in bucket b, but only if the request uses TLS`.
fn sentence(rule: &Rule, kind: Kind) -> Phrase {
    let mut phrase = Phrase::new();
    phrase.push(text(match &rule.effect {
        Effect::Allow => "Allows ",
        Effect::Deny => "Forbids ",
        Effect::Unknown => return Vec::new(),
        Effect::Template(_) => "Allows, or forbids, as the template decides, ",
    }));
    subjects(&mut phrase, rule, kind);
    phrase.push(text(" to "));
    verbs(&mut phrase, rule);
    objects(&mut phrase, rule, kind);
    if !rule.tests.is_empty() {
        phrase.push(text(if rule.effect == Effect::Deny { ", if " } else { ", but only if " }));
        joined(&mut phrase, rule.tests.iter().map(only_if).collect(), " and ");
    }
    phrase.push(text("."));
    merged(phrase)
}

fn subjects(phrase: &mut Phrase, rule: &Rule, kind: Kind) {
    match &rule.principals {
        None if kind.has_no_principal() => phrase.push(text("whoever has this policy")),
        None => phrase.push(text("everyone")),
        Some(who) => {
            if who.is_not {
                phrase.push(text("everyone except "));
            }
            joined(phrase, who.principals.iter().map(|p| words::principal(&p.kind, &p.name)).collect(), " and ");
        }
    }
}

fn objects(phrase: &mut Phrase, rule: &Rule, kind: Kind) {
    let everything = everything(rule, kind);
    match &rule.resources {
        None if kind == Kind::Trust => phrase.push(text(" this role")),
        None => {}
        Some(names) => {
            phrase.push(text(if names.is_not { " everything except " } else { " " }));
            let resources = names.names.iter().map(|name| resource_words::resource(name, everything)).collect();
            joined(phrase, resources, " and ");
        }
    }
}

/// Actions as verbs that a resource can follow.
const VERBS: [(&str, &str); 43] = [
    ("dynamodb:BatchGetItem", "read items of"),
    ("dynamodb:BatchWriteItem", "write items to"),
    ("dynamodb:DeleteItem", "delete items from"),
    ("dynamodb:GetItem", "read items of"),
    ("dynamodb:PutItem", "write items to"),
    ("dynamodb:Query", "query"),
    ("dynamodb:Scan", "scan"),
    ("dynamodb:UpdateItem", "update items of"),
    ("ec2:RunInstances", "start new instances with"),
    ("ec2:StartInstances", "start"),
    ("ec2:StopInstances", "stop"),
    ("ec2:TerminateInstances", "terminate"),
    ("events:PutEvents", "send events to"),
    ("execute-api:Invoke", "call"),
    ("iam:PassRole", "pass"),
    ("kinesis:GetRecords", "read records of"),
    ("kinesis:PutRecord", "write records to"),
    ("kinesis:PutRecords", "write records to"),
    ("kms:Decrypt", "decrypt with"),
    ("kms:Encrypt", "encrypt with"),
    ("kms:GenerateDataKey", "make data keys with"),
    ("lambda:InvokeFunction", "invoke"),
    ("logs:CreateLogGroup", "create"),
    ("logs:CreateLogStream", "create log streams in"),
    ("logs:PutLogEvents", "write log events to"),
    ("s3:DeleteObject", "delete"),
    ("s3:GetBucketLocation", "look up the region of"),
    ("s3:GetObject", "read"),
    ("s3:GetObjectVersion", "read old versions of"),
    ("s3:ListBucket", "list the objects of"),
    ("s3:PutObject", "write"),
    ("s3:PutObjectAcl", "change the access lists of"),
    ("secretsmanager:GetSecretValue", "read the value of"),
    ("sns:Publish", "publish to"),
    ("sns:Subscribe", "subscribe to"),
    ("sqs:DeleteMessage", "delete messages from"),
    ("sqs:ReceiveMessage", "receive messages from"),
    ("sqs:SendMessage", "send messages to"),
    ("ssm:GetParameter", "read"),
    ("ssm:GetParameters", "read"),
    ("states:StartExecution", "start executions of"),
    ("sts:AssumeRole", "assume"),
    ("sts:AssumeRoleWithWebIdentity", "assume with a web identity"),
];

/// More actions than this are counted, not named.
const MOST_VERBS: usize = 4;

fn verbs(phrase: &mut Phrase, rule: &Rule) {
    if rule.actions.is_not {
        phrase.push(text("do everything except "));
        let names = rule.actions.names.iter().map(|name| vec![code(&name.text)]).collect();
        joined(phrase, names, " and ");
        return phrase.push(text(" on"));
    }
    let names = &rule.actions.names;
    if names.len() > MOST_VERBS {
        let services: BTreeSet<&str> = names.iter().map(|name| name.text.split(':').next().unwrap_or("")).collect();
        let levels: Vec<&str> = levels(rule).into_iter().map(Level::words).collect();
        phrase.push(text(&format!("use {} actions of ", names.len())));
        joined(phrase, services.into_iter().map(|service| vec![code(service)]).collect(), " and ");
        let levels = if levels.is_empty() { String::new() } else { format!(" ({})", levels.join(", ")) };
        return phrase.push(text(&format!("{levels} on")));
    }
    let mut said: Vec<Phrase> = Vec::new();
    let mut used: Vec<Phrase> = Vec::new();
    for name in names {
        match verb(name) {
            Some(verb) if !said.contains(&verb) => said.push(verb),
            Some(_) => {}
            None => used.push(words::filled_in(name).unwrap_or_else(|| vec![code(&name.text)])),
        }
    }
    if !used.is_empty() {
        let mut uses = vec![text("use ")];
        joined(&mut uses, used, " and ");
        uses.push(text(" on"));
        said.push(uses);
    }
    joined(phrase, said, " and ");
}

/// The verb for an action, if there is one that a resource can follow.
fn verb(name: &Text) -> Option<Phrase> {
    let action = name.text.as_str();
    if let Some((_, words)) = VERBS.iter().find(|(known, _)| known.eq_ignore_ascii_case(action)) {
        return Some(vec![text(words)]);
    }
    match action.split_once(':') {
        _ if action == "*" => Some(vec![text("do everything on")]),
        Some((prefix, "*")) => Some(vec![text("use every action of "), code(prefix), text(" on")]),
        _ => None,
    }
}

/// Conditions in words, where the key has some; else as in the table.
fn only_if(test: &Test) -> Phrase {
    let values = |phrase: Vec<Part>| {
        let mut phrase = phrase;
        let last = if test.operator.is_negated() { " nor " } else { " or " };
        let values = test.values.iter().map(|value| vec![code(&value.text)]).collect();
        joined(&mut phrase, values, last);
        phrase
    };
    let is_plain = test.operator.set.is_none() && !test.operator.if_exists;
    let is_true = match test.values.as_slice() {
        [value] if test.operator.base == Some("Bool") => value.text.parse::<bool>().ok(),
        _ => None,
    };
    let key = test.key.text.to_ascii_lowercase();
    let is = !test.operator.is_negated();
    match (key.as_str(), is_true) {
        ("aws:securetransport", Some(yes)) => {
            vec![text(if yes { "the request uses TLS" } else { "the request does not use TLS" })]
        }
        ("aws:multifactorauthpresent", Some(yes)) if is_plain => {
            vec![text(if yes { "the caller signed in with MFA" } else { "the caller signed in without MFA" })]
        }
        ("aws:sourceip", _) if is_plain && test.operator.base.is_some_and(|base| base.ends_with("IpAddress")) => {
            let words = match (is, test.values.len()) {
                (true, _) => "the request comes from ",
                (false, 1) => "the request does not come from ",
                (false, _) => "the request comes from neither ",
            };
            values(vec![text(words)])
        }
        ("aws:principalorgid", _) if is_plain && test.operator.base.is_some_and(|b| b.starts_with("String")) => {
            let words =
                if is { "the caller belongs to organization " } else { "the caller does not belong to organization " };
            values(vec![text(words)])
        }
        ("aws:currenttime", _) if is_plain => {
            let words = words::words_of(&test.operator).replacen("is", "the time is", 1);
            values(vec![text(&format!("{words} "))])
        }
        ("aws:requestedregion", _) if is_plain && is && test.operator.base.is_some_and(|b| b.starts_with("String")) => {
            values(vec![text("the request goes to region ")])
        }
        _ => words::condition(test),
    }
}

/// Neighbouring words as one part, without empty ones.
fn merged(phrase: Phrase) -> Phrase {
    let mut merged: Phrase = Vec::new();
    for part in phrase.into_iter().filter(|part| !part.text.is_empty()) {
        match merged.last_mut() {
            Some(last) if !last.code && !part.code && last.link.is_none() && part.link.is_none() => {
                last.text.push_str(&part.text);
            }
            _ => merged.push(part),
        }
    }
    merged
}

/// `3 statements: reads and writes 2 buckets; passes 1 role`.
fn summary(document: &Document) -> String {
    let count = document.rules.len();
    let mut clauses: Vec<String> = Vec::new();
    let mut reached: BTreeMap<String, (BTreeSet<&str>, BTreeSet<String>)> = BTreeMap::new();
    for rule in document.rules.iter().filter(|rule| rule.effect == Effect::Allow && !rule.actions.is_not) {
        let deeds = deeds(rule);
        for name in rule.resources.iter().filter(|names| !names.is_not).flat_map(|names| &names.names) {
            let (noun, id) = noun(name);
            let entry = reached.entry(noun).or_default();
            entry.0.extend(&deeds);
            entry.1.insert(id);
        }
    }
    for (noun, (deeds, ids)) in reached {
        let deeds: Vec<&str> = ["passes", "reads", "tags", "writes", "changes permissions of", "uses"]
            .into_iter()
            .filter(|deed| deeds.contains(deed))
            .collect();
        let what = match (noun.as_str(), ids.len()) {
            ("", _) => "any resource".to_owned(),
            (noun, _) if ids.contains(EVERY) => format!("every {noun}"),
            (noun, 1) => format!("1 {noun}"),
            (noun, count) => format!("{count} {}", plural(noun)),
        };
        clauses.push(format!("{} {what}", and(&deeds)));
    }
    if document.kind == Kind::Trust {
        clauses.push("says who may assume a role".to_owned());
    }
    let excepted = document.rules.iter().filter(|rule| rule.effect == Effect::Allow && rule.actions.is_not).count();
    if excepted > 0 {
        clauses.push("allows everything except some actions".to_owned());
    }
    match document.rules.iter().filter(|rule| rule.effect == Effect::Deny).count() {
        0 => {}
        1 => clauses.push("1 denial".to_owned()),
        denials => clauses.push(format!("{denials} denials")),
    }
    let statements = if count == 1 { "statement" } else { "statements" };
    if clauses.is_empty() {
        format!("{count} {statements}")
    } else {
        format!("{count} {statements}: {}", clauses.join("; "))
    }
}

fn deeds(rule: &Rule) -> BTreeSet<&'static str> {
    let is_pass = |name: &Text| name.text.eq_ignore_ascii_case("iam:PassRole");
    if rule.actions.names.iter().all(is_pass) {
        return ["passes"].into();
    }
    let deeds: BTreeSet<&str> = levels(rule)
        .into_iter()
        .map(|level| match level {
            Level::List | Level::Read => "reads",
            Level::Tagging => "tags",
            Level::Write => "writes",
            Level::Permissions => "changes permissions of",
        })
        .collect();
    if deeds.is_empty() { ["uses"].into() } else { deeds }
}

/// What an ARN names, as a noun, and what tells it from others of its kind. Objects count as their bucket.
fn noun(name: &Text) -> (String, String) {
    if name.text == "*" {
        return (String::new(), String::new());
    }
    if words::filled_in(name).is_some() {
        return ("resource of the template".to_owned(), name.text.clone());
    }
    let parts: Vec<&str> = name.text.splitn(6, ':').collect();
    if let ["arn", _, "s3", "", "", resource] = parts.as_slice() {
        return ("bucket".to_owned(), resource.split('/').next().unwrap_or(resource).to_owned());
    }
    let phrase = resource_words::named(&name.text).unwrap_or_default();
    let Some(first) = phrase.first().filter(|first| !first.code) else {
        return ("other resource".to_owned(), name.text.clone());
    };
    // `every index of table x` counts as its table.
    let words = first.text.rsplit_once(" of ").or_else(|| first.text.rsplit_once(" through "));
    let words = words.map_or(first.text.as_str(), |(_, noun)| noun).trim();
    match (words.strip_prefix("every "), phrase.get(1).filter(|name| name.code)) {
        (Some(noun), _) => (noun.to_owned(), EVERY.to_owned()),
        (None, Some(name)) => (words.to_owned(), name.text.clone()),
        (None, None) => ("other resource".to_owned(), name.text.clone()),
    }
}

/// Stands for all names of a kind of resource.
const EVERY: &str = "*";

fn plural(noun: &str) -> String {
    if let Some((noun, rest)) = noun.split_once(" of ") {
        return format!("{} of {rest}", plural(noun));
    }
    match noun.strip_suffix('y') {
        Some(stem) if !noun.ends_with("ey") => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

fn and(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
