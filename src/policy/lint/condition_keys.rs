//! Keys of conditions: unknown ones, and those that no request for the actions of a statement has.

use crate::policy::actions::{self, KeyType, Service};
use crate::policy::model::{Rule, Test, Text};
use crate::policy::report::Reports;

const CODE: &str = "policy-condition-key";

/// The type of a key that the table knows. Unknown keys of known services are reported.
pub(super) fn key_type(key: &Text, reports: &mut Reports) -> Option<KeyType> {
    let (prefix, rest) = key.text.split_once(':')?;
    if key.is_open() || rest.is_empty() {
        return None;
    }
    let found = known(&key.text);
    if found.is_some() || UNLISTED.iter().any(|known| known.eq_ignore_ascii_case(&key.text)) {
        return found;
    }
    let is_global = prefix.eq_ignore_ascii_case("aws");
    let service = actions::service(prefix).filter(|service| service.has_keys());
    // Providers of identities have keys that are not listed.
    let is_listed = is_global || service.is_some();
    if let Some(right) = with_tag(&key.text) {
        let message = format!("`{}` names no tag", key.text);
        reports.warning(CODE, &key.span, message, &format!("write the key of the tag: `{right}`"));
    } else if let Some(near) = meant(&key.text, service) {
        let message = format!("no request has the condition key `{}`", key.text);
        reports.warning(CODE, &key.span, message, &format!("did you mean `{}`?", near.replace('$', "…")));
    } else if is_listed && !key.text.starts_with("iot:Connection.") {
        let message = format!("the condition key `{}` is not in the table of {}", key.text, actions::date());
        reports.note(CODE, &key.span, message, "check the name, unless the key is newer");
    }
    None
}

/// Whether the key is one of all services. Services have examples that treat their own keys otherwise than the table.
pub(super) fn is_global(key: &Text) -> bool {
    key.text.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:"))
}

/// What the table says of a key of all services, or of one.
fn known(key: &str) -> Option<KeyType> {
    let own = || key.split_once(':').and_then(|(prefix, _)| actions::service(prefix)?.key(key));
    actions::global_key(key).or_else(own)
}

/// `aws:PrincipalTag/team` for a key that lacks the tag or the stroke before it.
fn with_tag(key: &str) -> Option<String> {
    let stem = key.trim_end_matches('/');
    let without = format!("{stem}/team");
    let with_colon = key.rsplit_once(':').map(|(stem, tag)| format!("{stem}/{tag}"));
    let is_tag = |candidate: &String| candidate.to_ascii_lowercase().contains("tag/") && known(candidate).is_some();
    [Some(without), with_colon].into_iter().flatten().find(is_tag)
}

/// The key that is nearly written so.
fn meant(key: &str, service: Option<Service>) -> Option<String> {
    let (prefix, rest) = key.split_once(':')?;
    let is_slip = |near: &&str| {
        let distance = strsim::damerau_levenshtein(&near.to_ascii_lowercase(), &key.to_ascii_lowercase());
        distance <= 1 + near.len() / 8
    };
    if prefix.eq_ignore_ascii_case("aws") {
        return actions::nearest_global_key(key).filter(is_slip).map(ToOwned::to_owned);
    }
    if let Some(service) = service {
        return service.nearest_key(key).filter(is_slip).map(ToOwned::to_owned);
    }
    let global = format!("aws:{rest}");
    if strsim::damerau_levenshtein(&prefix.to_ascii_lowercase(), "aws") == 1 && actions::global_key(&global).is_some() {
        return Some(global);
    }
    if let Some(right) = actions::nearest_prefix(prefix).filter(|_| !prefix.contains('.')) {
        let own = format!("{right}:{rest}");
        return known(&own).is_some().then_some(own);
    }
    // A claim of a provider of identities, which the table lists as a key of AWS STS.
    let claims = actions::service("sts")?.key_names();
    let slip = |name: &&str| {
        let claim = name.strip_prefix(prefix).and_then(|claim| claim.strip_prefix(':'));
        claim.is_some_and(|claim| claim.len() >= 5 && strsim::damerau_levenshtein(claim, rest) == 1)
    };
    claims.into_iter().find(slip).map(ToOwned::to_owned)
}

/// Keys that are documented, and that the source of the table does not list.
const UNLISTED: [&str; 15] = [
    "ec2:osuser",
    "aws:ResourceVpc",
    "aws:SourceInstanceARN",
    "aws:PrincipalOrgMasterAccountArn",
    "aws:PrincipalOrgMasterAccountId",
    "aws:PrincipalOrgMasterAccountEmail",
    "aws:SignInSessionArn",
    "aws:SessionName",
    "aws:Source",
    "sts:RoleArn",
    "sts:AWSServiceName",
    "sns:Endpoint",
    "sns:Protocol",
    "elasticfilesystem:AccessedViaMountTarget",
    "s3:x-amz-content-sha256",
];

/// Reports keys that no request for the actions has.
pub(super) fn of_actions(rule: &Rule, reports: &mut Reports) {
    if rule.actions.is_not || rule.is_incomplete || rule.actions.names.is_empty() {
        return;
    }
    for test in &rule.tests {
        if let Some(prefix) = asked(test) {
            of_test(rule, test, prefix, reports);
        }
    }
}

/// The prefix of a key of one service, if the condition needs a request to have it.
fn asked(test: &Test) -> Option<&str> {
    let is_needed = test.operator.base.is_some_and(|base| base != "Null") && !test.operator.if_exists;
    let key = test.key.text.as_str();
    let (prefix, _) = key.split_once(':').filter(|_| is_needed && !test.key.is_open())?;
    let is_of_service = actions::global_key(key).is_none() && !UNLISTED.iter().any(|k| k.eq_ignore_ascii_case(key));
    let is_listed = actions::service(prefix).is_some_and(|service| service.key(key).is_some());
    (is_of_service && is_listed).then_some(prefix)
}

fn of_test(rule: &Rule, test: &Test, prefix: &str, reports: &mut Reports) {
    let names = rule.actions.names.as_slice();
    let has: Vec<Option<bool>> = names.iter().map(|name| has_key(name, prefix, &test.key.text)).collect();
    if !has.iter().all(|has| *has == Some(false)) {
        return;
    }
    let message = match names {
        [one] => format!("no request for `{}` has the key `{}`", one.text, test.key.text),
        _ => format!("no request for these actions has the key `{}`", test.key.text),
    };
    let help = "take it out, or name the actions that have it";
    let is_own =
        names.iter().any(|name| name.text.split(':').next().is_some_and(|own| own.eq_ignore_ascii_case(prefix)));
    let is_sure = !is_own || OF_LISTS.iter().any(|key| key.eq_ignore_ascii_case(&test.key.text));
    if is_sure {
        reports.warning(CODE, &test.key.span, message, help);
    } else {
        // AWS's own examples have such conditions: its reference does not list every key of every action.
        reports.note(CODE, &test.key.span, message, help);
    }
}

/// Keys of requests that list a bucket, and of no others (Amazon S3 User Guide, "Examples of bucket policies").
const OF_LISTS: [&str; 3] = ["s3:delimiter", "s3:max-keys", "s3:prefix"];

/// Whether a request for the action can have the key; none where the table does not tell.
fn has_key(name: &Text, prefix: &str, key: &str) -> Option<bool> {
    let (service, action) = name.text.split_once(':').filter(|_| !name.is_open())?;
    let known = actions::service(service)?;
    // Services of one family share their keys.
    let start = |name: &str| name.get(..3).unwrap_or(name).to_ascii_lowercase();
    let is_alike = start(service).starts_with(&start(prefix)) || start(prefix).starts_with(&start(service));
    let is_family = is_alike && !service.eq_ignore_ascii_case(prefix);
    let mut matching = known.matching(action).peekable();
    matching.peek()?;
    if is_family {
        return None;
    }
    Some(matching.any(|action| action.has_key(known, key)))
}
