//! The plain words for the parts of a policy: principals, actions, resources, conditions.

use super::json::ELLIPSIS;
use super::model::{Operator, Set, Test, Text};
use super::{Part, Phrase, actions, template};

/// The words of an operator, for one value and its negation (IAM User Guide, "Condition operators").
const OPERATOR_WORDS: [(&str, &str); 27] = [
    ("StringEquals", "is"),
    ("StringNotEquals", "is not"),
    ("StringEqualsIgnoreCase", "is, in small or capital letters,"),
    ("StringNotEqualsIgnoreCase", "is not, in small or capital letters,"),
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
];

/// `aws:SourceArn` matches `arn:…`.
pub(super) fn condition(test: &Test) -> Phrase {
    if test.operator.base.is_none() {
        return vec![text("a condition with the unknown operator "), code(&test.written.text), text(" is true")];
    }
    let mut phrase = match test.operator.set {
        Some(Set::All) => vec![text("every value of ")],
        Some(Set::Any) => vec![text("some value of ")],
        None => Vec::new(),
    };
    phrase.push(code(&test.key.text));
    if test.operator.base == Some("Null")
        && let [value] = test.values.as_slice()
        && matches!(value.text.as_str(), "true" | "false")
    {
        phrase.push(text(if value.text == "true" { " is missing" } else { " is there" }));
        return phrase;
    }
    // It is also true for a request without the key.
    phrase.push(text(if test.operator.set == Some(Set::All) { ", if there is any, " } else { " " }));
    comparison(&mut phrase, &test.operator, &test.values);
    if test.operator.if_exists {
        phrase.push(text(if test.values.len() > 1 { ", or is missing" } else { " or is missing" }));
    }
    phrase
}

/// `is a or b`, `is neither a nor b`.
pub(super) fn comparison(phrase: &mut Phrase, operator: &Operator, values: &[Text]) {
    if values.is_empty() {
        return phrase.push(text("is compared with no value"));
    }
    let words = words_of(operator);
    match (values.len() > 1, operator.is_negated()) {
        (true, true) => {
            let words = words.replacen("is not", "is neither", 1).replacen("does not match", "matches neither", 1);
            phrase.push(text(&format!("{words} ")));
            list(phrase, values, " nor ");
        }
        _ => {
            phrase.push(text(&format!("{words} ")));
            list(phrase, values, " or ");
        }
    }
}

fn words_of(operator: &Operator) -> &'static str {
    let found = operator.base.and_then(|base| OPERATOR_WORDS.iter().find(|(name, _)| *name == base));
    found.map_or("is", |(_, words)| words)
}

/// The principal of a policy without principals.
pub(super) fn attached() -> Phrase {
    vec![text("whoever this policy is attached to")]
}

/// Those whom a service control policy limits (AWS Organizations User Guide, "Service control policies").
pub(super) fn of_accounts() -> Phrase {
    vec![text("all users and roles of the accounts with this policy")]
}

/// What an account as a principal stands for (IAM User Guide, "AWS JSON policy elements: Principal").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    /// All its identities, as a denial means it.
    All,
    /// Those that its own policies choose.
    Chosen,
    /// The account, as an exception names it.
    Itself,
}

/// One principal.
pub(super) fn principal(kind: &str, name: &Text, whole: Account) -> Phrase {
    if name.is_template && name.text.starts_with("Fn::") {
        return vec![text("whoever the template names ("), code(&name.text), text(")")];
    }
    if let Some(phrase) = filled_in(name) {
        return phrase;
    }
    let name = &name.text;
    match kind {
        _ if name == "*" => vec![text("everyone ("), code("*"), text(")")],
        "Service" => vec![text("the service "), code(name)],
        "Federated" => {
            let words = if name.contains(":saml-provider/") {
                "users signed in by the SAML provider "
            } else {
                "users signed in by "
            };
            vec![text(words), code(provider(name))]
        }
        "CanonicalUser" => vec![text("the canonical user "), code(name)],
        _ => aws_principal(name, whole),
    }
}

/// `token.actions.githubusercontent.com` of `arn:aws:iam::111122223333:oidc-provider/…`.
fn provider(arn: &str) -> &str {
    let found = arn.split_once(":oidc-provider/").or_else(|| arn.split_once(":saml-provider/"));
    found.map_or(arn, |(_, name)| name)
}

fn aws_principal(name: &str, whole: Account) -> Phrase {
    let of_account = |account: &str, resource: &str| {
        let account = if template::has_placeholder(account) {
            " in an account of the template".to_owned()
        } else {
            format!(" in account {account}")
        };
        match resource.split_once('/').map(|(kind, rest)| (kind, rest.rsplit('/').next().unwrap_or(rest), rest)) {
            _ if resource == "root" => {
                vec![text(&match whole {
                    Account::Itself => account.trim_start_matches(" in ").to_owned(),
                    Account::All => format!("everyone{account}"),
                    Account::Chosen => {
                        format!("{} (its own policies decide for whom)", account.trim_start_matches(" in "))
                    }
                })]
            }
            Some(("assumed-role", session, rest)) => {
                let role = rest.split('/').next().unwrap_or(rest);
                // IAM refuses a wildcard here, and a role of this name does not exist.
                if session.contains('*') || role.contains('*') {
                    return vec![code(name)];
                }
                vec![text("session "), code(session), text(" of role "), code(role), text(&account)]
            }
            Some((_, last, _)) if last.contains('*') => vec![code(name)],
            Some(("role", last, _)) => vec![text("role "), code(last), text(&account)],
            Some(("user", last, _)) => vec![text("user "), code(last), text(&account)],
            Some(("federated-user", last, _)) => vec![text("federated user "), code(last), text(&account)],
            _ => vec![code(resource), text(&account)],
        }
    };
    let parts = template::arn_parts(name);
    match parts.as_slice() {
        ["arn", _, "iam", _, "cloudfront", resource] => {
            let id = resource.rsplit([' ', '/']).next().unwrap_or(resource);
            vec![text("CloudFront's origin access identity "), code(id)]
        }
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

/// One action, with what its wildcards stand for and a link to the page of its service.
pub(super) fn action(name: &Text) -> Phrase {
    if let Some(phrase) = filled_in(name) {
        return phrase;
    }
    let action = name.text.as_str();
    match action.split_once(':') {
        _ if action == "*" => vec![text("every action of every service ("), code("*"), text(")")],
        Some((service, "*")) => vec![text("every action of "), linked(service, service_link(service, ""))],
        Some((service, name)) if name.ends_with('*') && !name[..name.len() - 1].contains(['*', '?']) => {
            let start = &name[..name.len() - 1];
            vec![linked(action, service_link(service, "")), text(&format!(", every action that begins with {start}"))]
        }
        Some((service, name)) => vec![linked(action, service_link(service, name))],
        None => vec![code(action)],
    }
}

/// The page of a service in the Service Authorization Reference, at an action if it has that one.
fn service_link(prefix: &str, action: &str) -> Option<String> {
    let service = actions::service(prefix)?;
    let slug: String =
        service.name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let page = format!("https://docs.aws.amazon.com/service-authorization/latest/reference/list_{slug}.html");
    Some(match service.action(action) {
        Some(action) => format!("{page}#{slug}-{}", action.name),
        None => page,
    })
}

/// What a template gives, said as such. None if the text is known, at least in part.
pub(super) fn filled_in(name: &Text) -> Option<Phrase> {
    if matches!(name.text.as_str(), ELLIPSIS | "...") {
        return Some(vec![text("what is left out here")]);
    }
    let whole = name.text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let inside = match whole {
        Some(inside) if !inside.contains(['{', '}']) && !template::placeholders(&name.text).is_empty() => inside,
        _ if name.is_template => name.text.as_str(),
        _ => return None,
    };
    Some(vec![text("a value from the template ("), code(inside), text(")")])
}

pub(super) fn list(phrase: &mut Phrase, values: &[Text], last: &str) {
    let shown = |value: &Text| match filled_in(value) {
        Some(filled) => filled,
        None if value.text.is_empty() => vec![text("an empty text")],
        None => vec![code(&value.text)],
    };
    joined(phrase, values.iter().map(shown).collect(), last);
}

/// Phrases with commas between them, and a word before the last.
pub(super) fn joined(phrase: &mut Phrase, phrases: Vec<Phrase>, last: &str) {
    let count = phrases.len();
    for (index, next) in phrases.into_iter().enumerate() {
        if index > 0 {
            phrase.push(text(if index + 1 == count || matches!(last, " nor " | "; ") { last } else { ", " }));
        }
        phrase.extend(next);
    }
}

pub(super) fn text(words: &str) -> Part {
    Part { code: false, text: words.to_owned(), link: None }
}

pub(super) fn code(words: &str) -> Part {
    Part { code: true, text: words.to_owned(), link: None }
}

fn linked(words: &str, link: Option<String>) -> Part {
    Part { code: true, text: words.to_owned(), link }
}
