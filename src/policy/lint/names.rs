//! Names that no resource has: with characters that the service refuses, or longer than it takes.

use crate::policy::glob::{self, Token};
use crate::policy::model::Text;
use crate::policy::report::Reports;
use crate::policy::template::{OPEN, masked, masked_tokens};

const CODE: &str = "policy-name";

/// What the names of one kind of resource are made of, as the API reference of the service says.
struct NameRule {
    service: &'static str,
    /// What is before the name in the ARN.
    before: &'static str,
    /// What ends the name, if more may follow.
    end: &'static [char],
    what: &'static str,
    /// The characters beside letters and digits.
    others: &'static str,
    longest: usize,
}

const fn rule(
    service: &'static str,
    before: &'static str,
    end: &'static [char],
    what: &'static str,
    others: &'static str,
    longest: usize,
) -> NameRule {
    NameRule { service, before, end, what, others, longest }
}

const RULES: [NameRule; 17] = [
    rule("dynamodb", "table/", &['/'], "table", "-_.", 255),
    rule("ecr", "repository/", &[], "repository", "-_./", 256),
    rule("events", "rule/", &[], "rule", "-_./", 300),
    rule("firehose", "deliverystream/", &[], "stream", "-_.", 64),
    rule("iam", "group/", &[], "group", IAM, 640),
    rule("iam", "policy/", &[], "policy", IAM, 640),
    rule("iam", "role/", &[], "role", IAM, 576),
    rule("iam", "user/", &[], "user", IAM, 576),
    rule("kinesis", "stream/", &['/'], "stream", "-_.", 128),
    rule("kms", "alias/", &[], "key alias", "-_/", 256),
    rule("lambda", "function:", &[':'], "function", "-_", 64),
    rule("logs", "log-group:", &[':'], "log group", "-_./#", 512),
    rule("secretsmanager", "secret:", &[], "secret", "-_./+=@!", 519),
    rule("sns", "", &[':'], "topic", "-_", 256),
    rule("sqs", "", &[], "queue", "-_", 80),
    rule("ssm", "parameter/", &[], "parameter", "-_./", 2048),
    rule("states", "stateMachine:", &[':'], "state machine", "-_", 80),
];

/// Names of IAM with their paths.
const IAM: &str = "-_+=,.@/";

/// Reports a resource whose name its service refuses.
pub(super) fn run(name: &Text, reports: &mut Reports) {
    let arn = masked(&name.text);
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, service, _, account, resource] = parts.as_slice() else { return };
    match *service {
        "s3" => bucket(name, &parts, reports),
        // The identities of other services are under names of theirs.
        "iam" if !account.contains('*') && account.bytes().any(|byte| byte.is_ascii_alphabetic()) => {}
        service => {
            let rule = RULES.iter().find(|rule| rule.service == service && resource.starts_with(rule.before));
            if let Some(rule) = rule {
                let rest = &resource[rule.before.len()..];
                of_rule(rule, rest.split(rule.end).next().unwrap_or(rest), name, reports);
            }
            if let Some(secret) = resource.strip_prefix("secret:").filter(|_| service == "secretsmanager") {
                self::secret(secret, name, reports);
            }
        }
    }
}

fn of_rule(rule: &NameRule, written: &str, name: &Text, reports: &mut Reports) {
    let what = rule.what;
    let stem = if matches!(what, "queue" | "topic") { without_fifo(written) } else { written };
    let is_open = |c: char| matches!(c, '*' | '?' | OPEN);
    // The name of a queue is also filled in by IAM's own variables, which are masked.
    let refused = stem.chars().find(|c| !(c.is_ascii_alphanumeric() || rule.others.contains(*c) || is_open(*c)));
    if let Some(refused) = refused {
        let message = format!("no {what} has {} in its name: `{}`", shown(refused), name.text);
        let others: Vec<String> = rule.others.chars().map(|c| format!("`{c}`")).collect();
        let help = format!("a name has letters of English, digits and {}", others.join(", "));
        return reports.warning(CODE, &name.span, message, &help);
    }
    let written: usize = written.chars().filter(|c| !matches!(*c, '*' | OPEN)).count();
    if written > rule.longest {
        let message = format!("no {what} has a name of {written} characters");
        reports.warning(CODE, &name.span, message, &format!("a name has at most {}", rule.longest));
    }
}

/// The name without the `.fifo` at its end, or what may become that.
fn without_fifo(written: &str) -> &str {
    match written.rsplit_once('.') {
        Some((stem, end)) if glob::overlap(&masked_tokens(end), &glob::literal("fifo")) => stem,
        _ => written,
    }
}

fn shown(character: char) -> String {
    match character {
        ' ' => "a blank".to_owned(),
        '`' => "a backtick".to_owned(),
        character => format!("`{character}`"),
    }
}

/// Reports an ARN of a secret without the hyphen and the six characters that AWS puts after its name (Secrets Manager User
/// Guide, "Secret ARN").
fn secret(written: &str, name: &Text, reports: &mut Reports) {
    let suffix = [vec![Token::Any, Token::Char('-')], vec![Token::One; 6]].concat();
    let help = format!("write `{}-??????`, which fits the six characters", name.text.trim_end_matches('-'));
    let is_placeholder =
        ["secret_name", "secret-name", "secretname"].iter().any(|word| written.to_ascii_lowercase().contains(word));
    if is_placeholder {
        return;
    }
    if !glob::overlap(&masked_tokens(written), &suffix) {
        let message = format!("`{}` matches no secret: its ARN ends with a hyphen and six characters", name.text);
        return reports.warning("policy-no-match", &name.span, message, &help);
    }
    let end = written.rsplit('-').next().unwrap_or_default();
    // AWS draws them from letters and digits, so a word of small letters is hardly one.
    if end.len() == 6 && end != "abcdef" && end.bytes().all(|byte| byte.is_ascii_lowercase()) {
        let message = format!("`-{end}` at the end of `{}` stands where AWS puts six characters of its own", name.text);
        reports.note("policy-no-match", &name.span, message, &help);
    }
}

/// Reports the name of a bucket that Amazon S3 refuses. Until 2018 it took more in one region, and such buckets live on (Amazon
/// S3 User Guide, "General purpose bucket naming rules").
fn bucket(name: &Text, parts: &[&str], reports: &mut Reports) {
    let ["arn", _, _, "", "", resource] = parts else { return };
    let bucket = resource.split('/').next().unwrap_or(resource);
    let is_open = |c: char| matches!(c, '*' | '?' | OPEN);
    if let Some(refused) = bucket.chars().find(|c| !(c.is_ascii_alphanumeric() || "-_.".contains(*c) || is_open(*c))) {
        let message = format!("no bucket has {} in its name: `{}`", shown(refused), name.text);
        return reports.warning(CODE, &name.span, message, "a name has small letters, digits, `-` and `.`");
    }
    // A wildcard also stands for a stroke, and what is after it may be in the name of an object.
    if bucket.contains(is_open) {
        return;
    }
    let why = if bucket.contains(|c: char| c.is_ascii_uppercase() || c == '_') {
        "has small letters, digits, `-` and `.` only"
    } else if bucket.contains("..") || bucket.starts_with(['-', '.']) || bucket.ends_with(['-', '.']) {
        "begins and ends with a letter or a digit, and has no two points in a row"
    } else if bucket.len() > 63 {
        "has at most 63 characters"
    } else {
        return;
    };
    reports.note(CODE, &name.span, format!("no new bucket can be called `{bucket}`"), &format!("a name {why}"));
}
