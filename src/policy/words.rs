//! The plain words for what stands in a policy.

use super::{Part, Phrase};

/// Operators of conditions and their words (IAM User Guide, "IAM JSON policy elements: Condition operators").
pub(super) const OPERATORS: [(&str, &str); 28] = [
    ("StringEquals", "is"),
    ("StringNotEquals", "is not"),
    ("StringEqualsIgnoreCase", "is, in any case,"),
    ("StringNotEqualsIgnoreCase", "is not, in any case,"),
    ("StringLike", "matches"),
    ("StringNotLike", "does not match"),
    ("NumericEquals", "is"),
    ("NumericNotEquals", "is not"),
    ("NumericLessThan", "is less than"),
    ("NumericLessThanEquals", "is at most"),
    ("NumericGreaterThan", "is more than"),
    ("NumericGreaterThanEquals", "is at least"),
    ("DateEquals", "is"),
    ("DateNotEquals", "is not"),
    ("DateLessThan", "is before"),
    ("DateLessThanEquals", "is at the latest"),
    ("DateGreaterThan", "is after"),
    ("DateGreaterThanEquals", "is at the earliest"),
    ("Bool", "is"),
    ("BinaryEquals", "is the bytes"),
    ("IpAddress", "is an address in"),
    ("NotIpAddress", "is not an address in"),
    ("ArnEquals", "is"),
    ("ArnNotEquals", "is not"),
    ("ArnLike", "matches"),
    ("ArnNotLike", "does not match"),
    ("Null", "is missing:"),
    ("NullIfExists", "is missing:"),
];

/// Whether IAM knows an operator, with its set prefix and `IfExists` suffix.
pub(super) fn is_operator(name: &str) -> bool {
    words_of(name).is_some()
}

/// `aws:SourceArn` matches `arn:…`.
pub(super) fn condition(operator: &str, key: &str, values: &[String]) -> Phrase {
    let (set, _) = split_set(operator);
    let mut phrase = match set {
        Some("ForAllValues") => vec![text("every value of ")],
        Some(_) => vec![text("some value of ")],
        None => Vec::new(),
    };
    phrase.push(code(key));
    let words = words_of(operator).unwrap_or("is");
    let several = if values.len() > 1 { " one of" } else { "" };
    phrase.push(text(&format!(" {words}{several} ")));
    list(&mut phrase, values);
    if operator.ends_with("IfExists") {
        phrase.push(text(", if it is there"));
    }
    phrase
}

fn split_set(operator: &str) -> (Option<&str>, &str) {
    match operator.split_once(':') {
        Some((set @ ("ForAllValues" | "ForAnyValue"), operator)) => (Some(set), operator),
        _ => (None, operator),
    }
}

fn words_of(operator: &str) -> Option<&'static str> {
    let (_, operator) = split_set(operator);
    let operator = operator.strip_suffix("IfExists").unwrap_or(operator);
    OPERATORS.iter().find(|(name, _)| *name == operator).map(|(_, words)| *words)
}

/// Who a policy without principals is about.
pub(super) fn attached() -> Phrase {
    vec![text("whoever this policy is attached to")]
}

/// One principal.
pub(super) fn principal(kind: &str, name: &str) -> Phrase {
    match kind {
        _ if name == "*" => vec![text("everyone ("), code("*"), text(")")],
        "Service" => vec![text("the service "), code(name)],
        "Federated" => vec![text("users signed in by "), code(name)],
        "CanonicalUser" => vec![text("the canonical user "), code(name)],
        _ => aws_principal(name),
    }
}

fn aws_principal(name: &str) -> Phrase {
    let of_account = |account: &str, resource: &str| {
        let account = format!(" in account {account}");
        let (what, name) = resource.split_once('/').unwrap_or((resource, ""));
        match what {
            "root" => vec![text(&format!("every identity{account} that the account allows"))],
            "user" | "group" | "role" => vec![text(&format!("{what} ")), code(name), text(&account)],
            "assumed-role" => vec![text("sessions of role "), code(name), text(&account)],
            _ => vec![code(resource), text(&account)],
        }
    };
    let parts: Vec<&str> = name.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "iam" | "sts", _, account, resource] => of_account(account, resource),
        [account] if account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) => {
            of_account(account, "root")
        }
        _ => vec![code(name)],
    }
}

/// Everyone but these.
pub(super) fn everyone_except(phrases: Vec<Phrase>) -> Vec<Phrase> {
    except("everyone except ", phrases)
}

/// Everything but these.
pub(super) fn everything_except(phrases: Vec<Phrase>) -> Vec<Phrase> {
    except("everything except ", phrases)
}

fn except(words: &str, phrases: Vec<Phrase>) -> Vec<Phrase> {
    phrases
        .into_iter()
        .enumerate()
        .map(|(index, mut phrase)| {
            phrase.insert(0, text(if index == 0 { words } else { "and " }));
            phrase
        })
        .collect()
}

/// Actions, with what their wildcards stand for.
pub(super) fn actions(actions: &[String]) -> Vec<Phrase> {
    actions
        .iter()
        .map(|action| match action.split_once(':') {
            _ if action == "*" => vec![text("every action of every service ("), code("*"), text(")")],
            Some((service, "*")) => vec![text("every action of "), code(service)],
            Some((_, name)) if name.ends_with('*') && !name[..name.len() - 1].contains(['*', '?']) => {
                let start = &name[..name.len() - 1];
                vec![code(action), text(&format!(", every action that begins with {start}"))]
            }
            _ => vec![code(action)],
        })
        .collect()
}

/// Resources, the usual ones by name. In a key policy `*` is the key itself.
pub(super) fn resources(resources: &[String], is_key_policy: bool) -> Vec<Phrase> {
    resources
        .iter()
        .map(|resource| match resource.as_str() {
            "*" if is_key_policy => vec![text("the key that this policy is attached to")],
            "*" => vec![text("every resource ("), code("*"), text(")")],
            resource => named_resource(resource),
        })
        .collect()
}

fn named_resource(arn: &str) -> Phrase {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, service, region, account, resource] = parts.as_slice() else { return vec![code(arn)] };
    let place = match (region.is_empty() || *region == "*", account.is_empty() || *account == "*") {
        (true, true) => String::new(),
        (true, false) => format!(" in account {account}"),
        (false, true) => format!(" in {region}"),
        (false, false) => format!(" in {region}, account {account}"),
    };
    let (kind, name) = resource.split_once(['/', ':']).unwrap_or(("", resource));
    let named = |what: &str, name: &str| vec![text(what), code(name), text(&place)];
    match (*service, kind) {
        ("s3", _) => bucket(resource),
        ("dynamodb", "table") if !name.contains('/') => named("table ", name),
        ("lambda", "function") => named("function ", name),
        ("kms", "key") => named("key ", name),
        ("iam", "role" | "user" | "group" | "policy") => named(&format!("{kind} "), name),
        ("logs", "log-group") => named("log group ", name.trim_end_matches(":*")),
        ("ssm", "parameter") => named("parameter ", &format!("/{name}")),
        ("secretsmanager", "secret") => named("secret ", name),
        ("sqs", "") => named("queue ", resource),
        ("sns", "") => named("topic ", resource),
        _ => vec![code(arn)],
    }
}

fn bucket(resource: &str) -> Phrase {
    match resource.split_once('/') {
        None => vec![text("bucket "), code(resource)],
        Some((bucket, "*")) => vec![text("every object in bucket "), code(bucket)],
        Some((bucket, key)) => match key.strip_suffix('*') {
            Some(folder) => vec![text("objects in bucket "), code(bucket), text(" under "), code(folder)],
            None => vec![text("object "), code(key), text(" in bucket "), code(bucket)],
        },
    }
}

fn list(phrase: &mut Phrase, values: &[String]) {
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            phrase.push(text(if index + 1 == values.len() { " or " } else { ", " }));
        }
        phrase.push(code(value));
    }
}

fn text(words: &str) -> Part {
    Part { code: false, text: words.to_owned() }
}

fn code(words: &str) -> Part {
    Part { code: true, text: words.to_owned() }
}
