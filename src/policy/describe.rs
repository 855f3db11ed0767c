//! A policy in plain words: the cells of its table, one sentence a statement, and a summary line.

use super::actions::Level;
use super::model::{Document, Effect, Rule, Test, Text, Who};
use super::reach::{Group, Named, Reach, WorksOn, levels};
use super::resource_words::Everything;
use super::standing::{Fault, Standing};
use super::words::{code, joined, text};
use super::{Kind, Phrase, Policy, Statement, resource_words, summary, words};
use std::collections::BTreeSet;

/// The words for a policy.
pub(super) fn policy(document: &Document) -> Policy {
    let kind = document.kind;
    let reaches: Vec<Reach<'_>> = document.rules.iter().map(|rule| Reach::of(rule, kind)).collect();
    let rules = || document.rules.iter().zip(&reaches);
    Policy {
        kind,
        refused: document.is_refused,
        summary: summary::of(document, &rules().collect::<Vec<_>>()),
        statements: rules().map(|(rule, reach)| statement(rule, reach, kind)).collect(),
    }
}

fn statement(rule: &Rule, reach: &Reach<'_>, kind: Kind) -> Statement {
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
    let everything = Everything::of(rule, kind);
    let resource = |name: &Text| resource_words::resource(name, everything);
    Statement {
        sid: rule.sid.as_ref().map(|sid| sid.text.clone()),
        effect,
        who: who(rule, kind),
        actions: cell(&rule.actions.names, &words::action, rule.actions.is_not),
        resources: rule.resources.as_ref().map_or_else(Vec::new, |r| cell(&r.names, &resource, r.is_not)),
        conditions: rule.tests.iter().map(words::condition).chain(not_shown(rule)).collect(),
        levels: levels(&working(rule, reach)).into_iter().map(Level::words).collect(),
        sentence: sentence(rule, reach, kind),
    }
}

fn who(rule: &Rule, kind: Kind) -> Vec<Phrase> {
    match &rule.principals {
        None if kind == Kind::ServiceControl => vec![words::of_accounts()],
        None if kind.has_no_principal() => vec![words::attached()],
        None => Vec::new(),
        Some(who) => {
            let phrases = principals(who, &rule.effect);
            if who.is_not { words::everyone_except(phrases) } else { phrases }
        }
    }
}

fn principals(who: &Who, effect: &Effect) -> Vec<Phrase> {
    let account = match effect {
        _ if who.is_not => words::Account::Itself,
        Effect::Deny => words::Account::All,
        _ => words::Account::Chosen,
    };
    who.principals.iter().map(|principal| words::principal(&principal.kind, &principal.name, account)).collect()
}

/// The actions of a statement that have an effect, by name.
fn working<'a>(rule: &Rule, reach: &Reach<'a>) -> Vec<&'a Text> {
    if rule.actions.is_not {
        return Vec::new();
    }
    reach.groups().into_iter().flat_map(|group| group.actions).collect()
}

/// What a learner can read aloud: `Allows X to read objects in bucket b, but only if the request uses TLS`. What has no
/// effect is said after it, or alone.
fn sentence(rule: &Rule, reach: &Reach<'_>, kind: Kind) -> Phrase {
    let (allows, nothing) = match &rule.effect {
        Effect::Allow => ("Allows ", "Allows nothing: "),
        Effect::Deny => ("Forbids ", "Forbids nothing: "),
        Effect::Unknown => return Vec::new(),
        Effect::Template(_) => ("Allows, or forbids, as the template decides, ", "Allows or forbids nothing: "),
    };
    let groups = by_noun(reach.groups(), Everything::of(rule, kind));
    let idle: Vec<Phrase> = reach.idle().map(|action| why_idle(action, reach)).collect();
    let mut phrase = Phrase::new();
    if let Some((_, key, what)) = rule.nothing_left() {
        phrase.extend([text(nothing), code(key), text(" with "), code("*"), text(&format!(" leaves no {what}."))]);
        return merged(phrase);
    }
    if groups.is_empty() && !idle.is_empty() && !rule.actions.is_not {
        phrase.push(text(nothing));
        joined(&mut phrase, idle, "; ");
        phrase.push(text("."));
        return merged(phrase);
    }
    phrase.push(text(allows));
    subjects(&mut phrase, rule, kind);
    phrase.push(text(" to "));
    deeds(&mut phrase, rule, kind, &groups);
    conditions(&mut phrase, rule, groups.len());
    phrase.push(text("."));
    for reason in idle {
        phrase.push(text(" No effect: "));
        phrase.extend(reason);
        phrase.push(text("."));
    }
    if rule.is_chosen && !phrase.iter().any(|part| part.text == "Fn::If") {
        phrase.extend([text(" Some of this is there only if the template decides so ("), code("Fn::If"), text(").")]);
    }
    merged(phrase)
}

/// Why an action has no effect.
fn why_idle(action: &Named<'_>, reach: &Reach<'_>) -> Phrase {
    let name = code(&action.name.text);
    match (&action.standing, &action.works_on) {
        (Standing::Wrong(Fault::Wildcard, _), _) => vec![text("no action of AWS matches "), name],
        (Standing::Wrong(..), _) => vec![text("AWS has no action "), name],
        (_, WorksOn::Everything) => vec![name, text(" is about no single resource: it needs "), code("*")],
        _ => {
            let mut phrase = vec![name, text(" does not work on ")];
            match reach.targets.as_slice() {
                [one] => phrase.extend(resource_words::resource(one.name, Everything::Resources)),
                _ => phrase.push(text("these resources")),
            }
            phrase
        }
    }
}

/// What may be done on what: `list the objects of bucket b and to read every object in bucket b`.
fn deeds(phrase: &mut Phrase, rule: &Rule, kind: Kind, groups: &[Group<'_>]) {
    if rule.actions.is_not {
        phrase.push(text("do everything except "));
        joined(phrase, rule.actions.names.iter().map(|name| vec![code(&name.text)]).collect(), " and ");
        phrase.push(text(" on"));
        return all_objects(phrase, rule, kind);
    }
    if groups.is_empty() {
        phrase.push(text("do what is left out here"));
        return if rule.resources.is_some() {
            phrase.push(text(" on"));
            all_objects(phrase, rule, kind);
        };
    }
    let is_paired = rule.resources.as_ref().is_some_and(|names| !names.is_not) && kind != Kind::Trust;
    for (index, group) in groups.iter().enumerate() {
        if index > 0 {
            phrase.push(text(if index + 1 == groups.len() { ", and to " } else { ", to " }));
        }
        verbs(phrase, &group.actions);
        if is_paired {
            phrase.push(text(" "));
            objects(phrase, group, Everything::of(rule, kind));
        } else {
            all_objects(phrase, rule, kind);
        }
    }
}

fn conditions(phrase: &mut Phrase, rule: &Rule, deeds: usize) {
    let tests: Vec<Phrase> = rule.tests.iter().map(only_if).chain(not_shown(rule)).collect();
    if tests.is_empty() {
        return;
    }
    if deeds > 1 {
        phrase.push(text(", all of this"));
    }
    phrase.push(text(if rule.effect == Effect::Deny { ", if " } else { ", but only if " }));
    let has_choice = |test: &Phrase| test.iter().any(|part| !part.code && (part.text.contains(" or ")));
    let last = if tests.len() > 1 && tests.iter().any(has_choice) { ", and " } else { " and " };
    joined(phrase, tests, last);
}

/// The words for conditions that a template gives, or that are left out.
fn not_shown(rule: &Rule) -> Option<Phrase> {
    let words = if rule.tests.is_empty() {
        "a condition that is not shown here is true"
    } else {
        "other conditions that are not shown here are true"
    };
    rule.has_open_conditions.then(|| vec![text(words)])
}

fn subjects(phrase: &mut Phrase, rule: &Rule, kind: Kind) {
    match &rule.principals {
        None if kind == Kind::ServiceControl => phrase.extend(words::of_accounts()),
        None if kind.has_no_principal() => phrase.push(text("whoever has this policy")),
        None => phrase.push(text("someone who is not named here")),
        Some(who) if who.principals.is_empty() => phrase.push(text("someone who is not named here")),
        Some(who) => {
            if who.is_not {
                phrase.push(text("everyone except "));
            }
            joined(phrase, principals(who, &rule.effect), " and ");
        }
    }
}

/// The resources of a statement, with the blank before them.
fn all_objects(phrase: &mut Phrase, rule: &Rule, kind: Kind) {
    match &rule.resources {
        None if kind == Kind::Trust || is_about_sessions(rule) => phrase.push(text(" this role")),
        None if kind == Kind::Resource => phrase.push(text(" the resource that this policy is attached to")),
        None => phrase.push(text(" what is not named here")),
        Some(names) => {
            phrase.push(text(if names.is_not { " everything except " } else { " " }));
            let everything = Everything::of(rule, kind);
            list(phrase, names.names.iter().map(|name| resource_words::resource(name, everything)).collect());
        }
    }
}

fn is_about_sessions(rule: &Rule) -> bool {
    let names = &rule.actions.names;
    !names.is_empty() && names.iter().all(|name| name.text.starts_with("sts:"))
}

/// The resources that a group of actions is about. `*` stands for as much as the actions can be about.
fn objects(phrase: &mut Phrase, group: &Group<'_>, everything: Everything) {
    let nouns: BTreeSet<Option<&str>> = group.actions.iter().map(|name| noun(name)).collect();
    let noun = match nouns.first() {
        Some(Some(noun)) if nouns.len() == 1 => Some(*noun),
        _ => None,
    };
    let object = |name: &&Text| {
        let narrowed = noun.and_then(|noun| resource_words::narrowed(name, noun, everything));
        narrowed.unwrap_or_else(|| resource_words::resource(name, everything))
    };
    list(phrase, group.targets.iter().map(object).collect());
}

/// What `*` stands for with an action, if a verb says so.
fn noun(name: &Text) -> Option<&'static str> {
    known_verb(name).map(|(.., noun)| *noun)
}

/// Groups whose resource means another thing for each action, such as `*`, as one group for each. Actions that are only
/// counted stay together.
fn by_noun(groups: Vec<Group<'_>>, everything: Everything) -> Vec<Group<'_>> {
    let mut split: Vec<Group<'_>> = Vec::new();
    for group in groups {
        let is_narrowed = |name: &&Text| {
            let mut nouns = group.actions.iter().filter_map(|action| noun(action));
            nouns.any(|noun| resource_words::narrowed(name, noun, everything).is_some())
        };
        let is_everything = group.actions.iter().any(|action| action.text == "*");
        if is_everything || group.actions.len() > MOST_VERBS || !group.targets.iter().any(is_narrowed) {
            split.push(group);
            continue;
        }
        let first = split.len();
        for action in group.actions {
            match split[first..].iter_mut().find(|other| noun(other.actions[0]) == noun(action)) {
                Some(other) => other.actions.push(action),
                None => split.push(Group { actions: vec![action], targets: group.targets.clone() }),
            }
        }
    }
    split
}

/// Resources. The region and the account that all of them have are said once.
fn list(phrase: &mut Phrase, mut resources: Vec<Phrase>) {
    let location =
        |resource: &Phrase| resource.last().filter(|part| !part.code && part.text.starts_with(" in ")).cloned();
    let shared = resources.first().and_then(location).filter(|first| {
        resources.len() > 1 && resources.iter().all(|resource| location(resource).as_ref() == Some(first))
    });
    if shared.is_some() {
        for resource in &mut resources {
            resource.pop();
        }
    }
    if resources.is_empty() {
        phrase.push(text("nothing"));
    }
    joined(phrase, resources, " and ");
    if let Some(shared) = shared {
        phrase.push(text(&format!(", all{}", shared.text)));
    }
}

/// Actions as verbs that a resource can follow, and what `*` is for them.
const VERBS: [(&str, &str, &str); 53] = [
    ("dynamodb:BatchGetItem", "read items of", "every table"),
    ("dynamodb:BatchWriteItem", "write items to", "every table"),
    ("dynamodb:DeleteItem", "delete items from", "every table"),
    ("dynamodb:GetItem", "read items of", "every table"),
    ("dynamodb:PutItem", "write items to", "every table"),
    ("dynamodb:Query", "query", "every table"),
    ("dynamodb:Scan", "scan", "every table"),
    ("dynamodb:UpdateItem", "update items of", "every table"),
    ("ec2:RebootInstances", "restart", "every instance"),
    ("ec2:StartInstances", "start", "every instance"),
    ("ec2:StopInstances", "stop", "every instance"),
    ("ec2:TerminateInstances", "terminate", "every instance"),
    ("events:PutEvents", "send events to", "every event bus"),
    ("execute-api:Invoke", "call", "every API"),
    ("iam:PassRole", "pass", "every role"),
    ("kinesis:GetRecords", "read records of", "every stream"),
    ("kinesis:PutRecord", "write records to", "every stream"),
    ("kinesis:PutRecords", "write records to", "every stream"),
    ("kms:Decrypt", "decrypt with", "every key"),
    ("kms:DescribeKey", "look up", "every key"),
    ("kms:Encrypt", "encrypt with", "every key"),
    ("kms:GenerateDataKey", "make data keys with", "every key"),
    ("lambda:InvokeFunction", "invoke", "every function"),
    ("lambda:InvokeFunctionUrl", "call the URL of", "every function"),
    ("logs:CreateLogGroup", "create", "every log group"),
    ("logs:CreateLogStream", "create log streams in", "every log group"),
    ("logs:PutLogEvents", "write log events to", "every log stream"),
    ("s3:DeleteBucket", "delete", "every bucket"),
    ("s3:DeleteObject", "delete", "every object"),
    ("s3:DeleteObjectVersion", "delete old versions of", "every object"),
    ("s3:GetBucketLocation", "look up the region of", "every bucket"),
    ("s3:GetObject", "read", "every object"),
    ("s3:GetObjectTagging", "read the tags of", "every object"),
    ("s3:GetObjectVersion", "read old versions of", "every object"),
    ("s3:ListBucket", "list the objects of", "every bucket"),
    ("s3:ListBucketVersions", "list the versions of objects of", "every bucket"),
    ("s3:PutObject", "write", "every object"),
    ("s3:PutObjectAcl", "change the access lists of", "every object"),
    ("s3:PutObjectTagging", "change the tags of", "every object"),
    ("secretsmanager:GetSecretValue", "read the value of", "every secret"),
    ("sns:Publish", "publish to", "every topic"),
    ("sns:Subscribe", "subscribe to", "every topic"),
    ("sqs:DeleteMessage", "delete messages from", "every queue"),
    ("sqs:ReceiveMessage", "receive messages from", "every queue"),
    ("sqs:SendMessage", "send messages to", "every queue"),
    ("ssm:GetParameter", "read", "every parameter"),
    ("ssm:GetParameters", "read", "every parameter"),
    ("states:StartExecution", "start executions of", "every state machine"),
    ("sts:AssumeRole", "assume", "every role"),
    ("sts:AssumeRoleWithSAML", "assume (after a sign-in with SAML)", "every role"),
    ("sts:AssumeRoleWithWebIdentity", "assume (after a sign-in on the web)", "every role"),
    ("sts:SetSourceIdentity", "set the source identity of sessions of", "every role"),
    ("sts:TagSession", "tag sessions of", "every role"),
];

/// More actions than this are counted, not named.
const MOST_VERBS: usize = 4;

fn verbs(phrase: &mut Phrase, names: &[&Text]) {
    if names.iter().any(|name| name.text == "*") {
        return phrase.push(text("do everything on"));
    }
    if names.len() > MOST_VERBS {
        return counted(phrase, names);
    }
    let mut said: Vec<Phrase> = Vec::new();
    let (mut used, mut services): (Vec<Phrase>, Vec<Phrase>) = (Vec::new(), Vec::new());
    for name in names {
        match verb(name) {
            Some(verb) if !said.contains(&verb) => said.push(verb),
            Some(_) => {}
            None => match name.text.strip_suffix(":*").filter(|_| !name.is_open()) {
                Some(prefix) => services.push(vec![code(&prefix.to_ascii_lowercase())]),
                None => used.push(words::filled_in(name).unwrap_or_else(|| vec![code(&name.text)])),
            },
        }
    }
    if !services.is_empty() {
        let mut every = vec![text("every action of ")];
        joined(&mut every, services, " and ");
        used.push(every);
    }
    if !used.is_empty() {
        let mut uses = vec![text("use ")];
        joined(&mut uses, used, " and ");
        uses.push(text(" on"));
        said.push(uses);
    }
    joined(phrase, said, " and ");
}

/// Many actions as their services and their number: `use every action of s3 and 3 actions of kms (list, read) on`.
fn counted(phrase: &mut Phrase, names: &[&Text]) {
    let service = |name: &&Text| name.text.split(':').next().unwrap_or("").to_ascii_lowercase();
    let services = |names: &[&Text]| names.iter().map(service).collect::<BTreeSet<String>>();
    let (whole, single): (Vec<&Text>, Vec<&Text>) = names.iter().partition(|name| name.text.ends_with(":*"));
    let whole = services(&whole);
    let single: Vec<&Text> = single.into_iter().filter(|name| !whole.contains(&service(name))).collect();
    let in_code = |services: &BTreeSet<String>| services.iter().map(|service| vec![code(service)]).collect();
    phrase.push(text("use "));
    if !whole.is_empty() {
        phrase.push(text("every action of "));
        joined(phrase, in_code(&whole), " and ");
        phrase.push(text(if single.is_empty() { "" } else { ", and " }));
    }
    if !single.is_empty() {
        // A name with a wildcard is more than one action.
        let has_wildcard = single.iter().any(|name| name.text.contains(['*', '?']));
        phrase.push(text(&match single.len() {
            _ if has_wildcard => "some actions of ".to_owned(),
            1 => "1 action of ".to_owned(),
            count => format!("{count} actions of "),
        }));
        joined(phrase, in_code(&services(&single)), " and ");
    }
    let levels: Vec<&str> = levels(names).into_iter().map(Level::words).collect();
    let levels = if levels.is_empty() { String::new() } else { format!(" ({})", levels.join(", ")) };
    phrase.push(text(&format!("{levels} on")));
}

fn known_verb(name: &Text) -> Option<&'static (&'static str, &'static str, &'static str)> {
    VERBS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(&name.text))
}

/// The verb for an action, if there is one that a resource can follow.
fn verb(name: &Text) -> Option<Phrase> {
    known_verb(name).map(|(_, words, _)| vec![text(words)])
}

/// Conditions in words, where the key has some; else as in the table.
fn only_if(test: &Test) -> Phrase {
    let operator = &test.operator;
    let is_plain = operator.set.is_none() && !operator.if_exists && !test.values.is_empty();
    let Some(base) = operator.base.filter(|_| is_plain) else {
        return words::condition(test);
    };
    let is_true = match test.values.as_slice() {
        [value] if base == "Bool" => value.text.parse::<bool>().ok(),
        _ => None,
    };
    let key = test.key.text.to_ascii_lowercase();
    if let Some(yes) = is_true
        && let Some((_, if_true, if_false)) = DEEDS_OF_REQUESTS.iter().find(|(known, ..)| *known == key)
    {
        return vec![text(if yes { if_true } else { if_false })];
    }
    let is = !operator.is_negated();
    let is_text = base.starts_with("String");
    let is_one = test.values.len() == 1;
    let verb = match key.as_str() {
        "aws:sourceip" if base.ends_with("IpAddress") => Some(match (is, is_one) {
            (true, _) => "the request comes from ",
            (false, true) => "the request does not come from ",
            (false, false) => "the request comes from neither ",
        }),
        "aws:principalorgid" if is_text => Some(match (is, is_one) {
            (true, _) => "the caller belongs to organization ",
            (false, true) => "the caller does not belong to organization ",
            (false, false) => "the caller belongs to neither organization ",
        }),
        "aws:requestedregion" if is_text => Some(match (is, is_one) {
            (true, _) => "the request goes to region ",
            (false, true) => "the request does not go to region ",
            (false, false) => "the request goes to neither region ",
        }),
        _ => None,
    };
    if let Some(verb) = verb {
        let mut phrase = vec![text(verb)];
        words::list(&mut phrase, &test.values, if is { " or " } else { " nor " });
        return phrase;
    }
    match SUBJECTS.iter().find(|(known, _)| *known == key) {
        Some((_, subject)) if base != "Null" => {
            let mut phrase = vec![text(&format!("{subject} "))];
            words::comparison(&mut phrase, operator, &test.values);
            phrase
        }
        _ => words::condition(test),
    }
}

/// Keys that are true or false, and what is the case then.
const DEEDS_OF_REQUESTS: [(&str, &str, &str); 4] = [
    ("aws:multifactorauthpresent", "the caller signed in with MFA", "the caller signed in without MFA"),
    ("aws:principalisawsservice", "the caller is a service of AWS", "the caller is no service of AWS"),
    ("aws:securetransport", "the request uses TLS", "the request does not use TLS"),
    ("aws:viaawsservice", "a service of AWS passes the request on", "no service of AWS passes the request on"),
];

/// What keys stand for, as the subject of a comparison (IAM User Guide, "AWS global condition context keys").
const SUBJECTS: [(&str, &str); 19] = [
    ("aws:currenttime", "the time"),
    ("aws:principalaccount", "the caller's account"),
    ("aws:principalarn", "the caller's ARN"),
    ("aws:resourceaccount", "the account of the resource"),
    ("aws:resourceorgid", "the organization of the resource"),
    ("aws:sourceaccount", "the account that the service acts for"),
    ("aws:sourcearn", "the resource that the service acts for"),
    ("aws:sourceowner", "the account that the service acts for"),
    ("aws:sourcevpc", "the VPC of the request"),
    ("aws:sourcevpce", "the VPC endpoint of the request"),
    ("aws:userid", "the caller's unique id"),
    ("aws:username", "the caller's user name"),
    ("ec2:instancetype", "the instance type"),
    ("iam:passedtoservice", "the service that gets the role"),
    ("kms:calleraccount", "the caller's account"),
    ("kms:viaservice", "the service that uses the key"),
    ("s3:prefix", "the prefix of the list"),
    ("s3:x-amz-acl", "the access list of the upload"),
    ("sts:externalid", "the external id"),
];

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
