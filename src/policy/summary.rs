//! One line about all statements of a policy.

use super::Kind;
use super::actions::Level;
use super::model::{Document, Effect, Rule, Text};
use super::reach::{Reach, levels};
use super::resource_words::{self, Everything};
use super::{template, words};
use std::collections::{BTreeMap, BTreeSet};

/// `3 statements: reads and writes 2 buckets; passes 1 role`.
pub(super) fn of(document: &Document, rules: &[(&Rule, &Reach<'_>)]) -> String {
    let count = rules.len();
    let mut clauses = reached(document, rules);
    let is_excepting =
        |rule: &Rule| rule.effect == Effect::Allow && rule.actions.is_not && rule.nothing_left().is_none();
    let excepted = rules.iter().filter(|(rule, _)| is_excepting(rule)).count();
    if excepted > 0 {
        clauses.push("allows everything except some actions".to_owned());
    }
    let is_idle = |(rule, reach): &&(&Rule, &Reach<'_>)| {
        let is_dead = !rule.actions.is_not && reach.groups().is_empty() && reach.idle().next().is_some();
        is_dead || rule.nothing_left().is_some()
    };
    let idle = rules.iter().filter(is_idle).count();
    if document.kind == Kind::Trust && rules.iter().any(|rule| rule.0.may_allow() && !is_idle(&rule)) {
        clauses.push("says who may assume a role".to_owned());
    }
    match rules.iter().filter(|rule| rule.0.effect == Effect::Deny && !is_idle(rule)).count() {
        0 => {}
        1 => clauses.push("1 denial".to_owned()),
        denials => clauses.push(format!("{denials} denials")),
    }
    match idle {
        0 => {}
        idle if idle == count => clauses.push("no effect".to_owned()),
        1 => clauses.push("1 statement without effect".to_owned()),
        idle => clauses.push(format!("{idle} statements without effect")),
    }
    let statements = if count == 1 { "statement" } else { "statements" };
    // Only its statements speak for this kind, and an identity's policy may have such statements too.
    let guess = match document.kind {
        _ if document.is_kind_sure() => "",
        Kind::ServiceControl => " (a service control policy, as it seems)",
        Kind::ResourceControl => " (a resource control policy, as it seems)",
        Kind::Endpoint => " (a policy of a VPC endpoint, as it seems)",
        _ => "",
    };
    let others = if document.is_incomplete { ", and others that are not shown" } else { "" };
    if clauses.is_empty() {
        format!("{count} {statements}{guess}{others}")
    } else {
        format!("{count} {statements}{guess}{others}: {}", clauses.join("; "))
    }
}

/// What is allowed on which kinds of resources: `reads and writes 2 buckets`.
fn reached(document: &Document, rules: &[(&Rule, &Reach<'_>)]) -> Vec<String> {
    let mut reached: BTreeMap<String, (BTreeSet<&str>, BTreeSet<String>)> = BTreeMap::new();
    for (rule, reach) in rules.iter().filter(|(rule, _)| rule.effect == Effect::Allow && !rule.actions.is_not) {
        if rule.nothing_left().is_some() {
            continue;
        }
        let everything = Everything::of(rule, document.kind);
        for group in reach.groups() {
            let kinds = kinds_of_deeds(&group.actions);
            for name in group.targets {
                let (noun, id) = noun(name, everything);
                let entry = reached.entry(noun).or_default();
                entry.0.extend(&kinds);
                entry.1.insert(id);
            }
        }
    }
    let clause = |(noun, (deeds, ids)): (String, (BTreeSet<&str>, BTreeSet<String>))| {
        let deeds: Vec<&str> = ["passes", "reads", "tags", "writes", "changes permissions of", "uses"]
            .into_iter()
            .filter(|deed| deeds.contains(deed))
            .collect();
        let what = match (noun.as_str(), ids.len()) {
            ("", _) => "any resource".to_owned(),
            (only @ (THIS_KEY | REACHED), _) => only.to_owned(),
            (noun, _) if ids.contains(EVERY) => format!("every {noun}"),
            (noun, _) if ids.iter().any(|id| id.contains(['*', '?'])) => format!("some {}", plural(noun)),
            (noun, 1) => format!("1 {noun}"),
            (noun, count) => format!("{count} {}", plural(noun)),
        };
        format!("{} {what}", and(&deeds))
    };
    reached.into_iter().map(clause).collect()
}

fn kinds_of_deeds(names: &[&Text]) -> BTreeSet<&'static str> {
    let is_pass = |name: &&Text| name.text.eq_ignore_ascii_case("iam:PassRole");
    if names.iter().all(is_pass) {
        return ["passes"].into();
    }
    let deeds: BTreeSet<&str> = levels(names)
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

/// What `*` is in a key policy.
const THIS_KEY: &str = "this key";

/// What `*` is in the policy of another resource.
const REACHED: &str = "what the policy reaches";

/// What an ARN names, as a noun, and what tells it from others of its kind. Objects count as their bucket.
fn noun(name: &Text, everything: Everything) -> (String, String) {
    if name.text == "*" {
        let noun = match everything {
            Everything::TheKey => THIS_KEY,
            Everything::Reached => REACHED,
            Everything::Resources => "",
        };
        return (noun.to_owned(), String::new());
    }
    if words::filled_in(name).is_some() || template::masked(&name.text).starts_with(template::OPEN) {
        return ("resource of the template".to_owned(), name.text.replace('*', "…"));
    }
    let parts = template::arn_parts(&name.text);
    let location = location(&parts);
    match parts.as_slice() {
        ["arn", _, "s3", "", "", resource] => {
            let bucket = resource.split('/').next().unwrap_or(resource);
            return ("bucket".to_owned(), format!("{location}{bucket}"));
        }
        ["arn", _, "s3", _, _, resource] if resource.starts_with("accesspoint/") => {
            return ("access point".to_owned(), resource.split('/').nth(1).unwrap_or_default().to_owned());
        }
        _ => {}
    }
    let phrase = resource_words::named(&name.text).unwrap_or_default();
    let Some(first) = phrase.first().filter(|first| !first.code) else {
        return ("other resource".to_owned(), name.text.clone());
    };
    // `parameters under /x/` are some.
    let several = [" under ", " that begin with "].iter().find_map(|end| first.text.strip_suffix(end));
    if let (Some(nouns), Some(name)) = (several, phrase.get(1)) {
        return (nouns.trim_end_matches('s').to_owned(), format!("{}*", name.text));
    }
    // `every index of table x` counts as its table.
    let words = first.text.rsplit_once(" of ").or_else(|| first.text.rsplit_once(" through "));
    let words = words.map_or(first.text.as_str(), |(_, noun)| noun).trim();
    let matching = words.strip_prefix("every ").and_then(|words| words.strip_suffix(" that matches"));
    let name_in_code = phrase.get(1).filter(|name| name.code);
    if let (Some(noun), Some(pattern)) = (matching, name_in_code) {
        return (noun.to_owned(), pattern.text.clone());
    }
    match (words.strip_prefix("every "), name_in_code) {
        (Some(noun), _) => (noun.to_owned(), EVERY.to_owned()),
        (None, Some(name)) => (words.to_owned(), format!("{location}{}", name.text)),
        (None, None) => ("other resource".to_owned(), name.text.clone()),
    }
}

/// The partition, the region and the account of an ARN, as far as it says them: the same name elsewhere is another resource.
fn location(parts: &[&str]) -> String {
    let [_, partition, _, region, account, _] = parts else { return String::new() };
    let is_said = |part: &&&str| !part.contains(['*', '?']) && !template::has_placeholder(part) && **part != "aws";
    [partition, region, account]
        .into_iter()
        .filter(is_said)
        .map(|part| format!("{part}:"))
        .collect::<String>()
        .trim_start_matches(':')
        .to_owned()
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
