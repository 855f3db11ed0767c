//! Whom the conditions of a statement for everyone let through.
//!
//! Sources: IAM User Guide, "AWS global condition context keys"; Amazon S3 User Guide, "The meaning of public".

use super::values;
use crate::policy::model::{Rule, Set, Test, Text};
use crate::policy::template;

/// How open a statement is that names everyone as its principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Openness {
    /// To everyone, also without a signature.
    World,
    /// To everyone who has an account: a condition needs a signature, a VPC or a service of AWS.
    Accounts,
}

/// How open the conditions leave a statement for everyone; none if one of them says who, or is not known.
pub(super) fn openness(rule: &Rule) -> Option<Openness> {
    if rule.has_open_conditions || rule.has_unread_conditions || is_of_perimeter(rule) {
        return None;
    }
    let least = |least: Option<Openness>, test| Some(least?.max(of_test(test)?));
    rule.tests.iter().fold(Some(Openness::World), least)
}

/// What is wrong with such a statement, and what to do about it.
pub(super) fn words(rule: &Rule, openness: Openness) -> (&'static str, String) {
    let key = |names: &[&str]| {
        rule.tests.iter().find(|test| names.contains(&lower(test).as_str())).map(|test| test.key.text.as_str())
    };
    if openness == Openness::Accounts {
        let help = match (key(&["kms:viaservice"]), key(&["aws:sourcearn"])) {
            (Some(_), _) => "name the principals, or add a condition on `kms:CallerAccount`".to_owned(),
            (_, Some(key)) => format!("name the account in `{key}`, or add a condition on `aws:SourceAccount`"),
            _ => "name the principals, or add a condition on `aws:PrincipalAccount` or `aws:PrincipalOrgID`".to_owned(),
        };
        return ("this statement allows every AWS account: no condition says which", help);
    }
    let help = match rule.tests.iter().find(|test| !is_about_callers(test)) {
        _ if rule.tests.iter().any(|test| test.operator.set == Some(Set::All)) => {
            "name the principals: a condition with `ForAllValues` is also true for a request without the key".to_owned()
        }
        Some(test) => format!("name the principals: a condition on `{}` does not say who", test.key.text),
        None => "name the principals, or add a condition".to_owned(),
    };
    ("this statement allows everyone, also without signing in", help)
}

fn lower(test: &Test) -> String {
    test.key.text.to_ascii_lowercase()
}

/// Keys of what is asked, how and when, and of the resource itself; those that end in a stroke have the name of a tag.
const OF_REQUESTS: [&str; 28] = [
    "aws:currenttime",
    "aws:epochtime",
    "aws:referer",
    "aws:requestedregion",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "aws:resourcetag/",
    "aws:securetransport",
    "aws:useragent",
    "s3:delimiter",
    "s3:existingobjecttag/",
    "s3:if-match",
    "s3:if-none-match",
    "s3:max-keys",
    "s3:prefix",
    "s3:requestobjecttag/",
    "s3:requestobjecttagkeys",
    "s3:resourceaccount",
    "s3:tlsversion",
    "s3:versionid",
    "s3:x-amz-acl",
    "s3:x-amz-content-sha256",
    "s3:x-amz-copy-source",
    "s3:x-amz-metadata-directive",
    "s3:x-amz-server-side-encryption",
    "s3:x-amz-storage-class",
    "s3:x-amz-website-redirect-location",
];

/// Keys that only a signed request has, and whose values every account can bring about.
const OF_ANY_ACCOUNT: [&str; 18] = [
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:ec2instancesourceprivateipv4",
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:principaltag/",
    "aws:principaltype",
    "aws:sourceidentity",
    "aws:tokenissuetime",
    "aws:username",
    "aws:viaawsservice",
    "kms:grantisforawsresource",
    "kms:viaservice",
    "sts:externalid",
    "sts:rolesessionname",
    "sts:sourceidentity",
    "sts:transitivetagkeys",
];

fn is_one_of(keys: &[&str], test: &Test) -> bool {
    let key = lower(test);
    keys.iter().any(|known| if known.ends_with('/') { key.starts_with(known) } else { key == *known })
}

/// Whether a condition is about more than how or when a request is made, and on what.
pub(super) fn is_about_callers(test: &Test) -> bool {
    !is_one_of(&OF_REQUESTS, test) || test.values.iter().any(has_variable)
}

/// A policy of a VPC endpoint that is about all resources, and lets requests through to those of one account or organization.
fn is_of_perimeter(rule: &Rule) -> bool {
    let is_of_resource = |test: &Test| lower(test).starts_with("aws:resource") || lower(test) == "s3:resourceaccount";
    rule.is_on_everything() && rule.tests.iter().any(is_of_resource)
}

/// Whom a condition lets through; none if it says who, or may do so.
fn of_test(test: &Test) -> Option<Openness> {
    let signed = || if is_of_no_signature(test) { Openness::World } else { Openness::Accounts };
    if test.key.is_open() {
        return None;
    }
    if !is_about_callers(test) || is_missing_true(test) {
        return Some(Openness::World);
    }
    if stops_nobody(test) {
        return Some(signed());
    }
    let is_any =
        is_one_of(&OF_ANY_ACCOUNT, test) || is_there(test) || is_arn_of_any_account(test) || is_private_of_vpc(test);
    is_any.then(signed)
}

/// Whether a condition that stops no one is about no signature either.
fn is_of_no_signature(test: &Test) -> bool {
    let has_value = |wanted: &str| test.values.iter().any(|value| value.text.eq_ignore_ascii_case(wanted));
    match lower(test).as_str() {
        "aws:viaawsservice" => has_value("false"),
        "aws:principaltype" => has_value("Anonymous") || has_value("*"),
        "aws:sourceip" | "lambda:functionurlauthtype" => true,
        key => !["aws:", "kms:", "sts:"].iter().any(|prefix| key.starts_with(prefix)),
    }
}

/// Whether a condition is also true for almost everyone without a signature: whose requests have no key of a principal, an
/// account or a VPC, and come from any address.
fn is_missing_true(test: &Test) -> bool {
    let Some(base) = test.operator.base else { return false };
    let has_value = |wanted: &[&str]| test.values.iter().any(|value| wanted.contains(&value.text.as_str()));
    let is_missing = test.key.text.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:"))
        && !test.key.text.eq_ignore_ascii_case("aws:SourceIp");
    match base {
        "IpAddress" => has_value(&["0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1"]) && !is_missing,
        "NotIpAddress" => !has_value(&["0.0.0.0/0"]),
        "Null" => is_missing && has_value(&["true"]),
        // The function has no sign-in.
        "StringEquals" if test.key.text.eq_ignore_ascii_case("lambda:FunctionUrlAuthType") => has_value(&["NONE"]),
        _ if !is_missing => false,
        _ => test.operator.is_negated() || test.operator.if_exists || test.operator.set == Some(Set::All),
    }
}

/// Whether a condition is true for every caller: for every address, or every value that the key can have.
pub(super) fn stops_nobody(test: &Test) -> bool {
    let has_value = |is_wanted: &dyn Fn(&str) -> bool| test.values.iter().any(|value| is_wanted(&value.text));
    match test.operator.base {
        Some("IpAddress") => has_value(&|text| matches!(text, "0.0.0.0/0" | "::/0")),
        // Most accounts are in an organization, and every signed request has an account.
        Some("StringLike" | "ArnLike" | "ArnEquals") => has_value(&is_any),
        Some("Null") => {
            let keys = ["aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:sourceip", "aws:userid"];
            keys.contains(&lower(test).as_str()) && has_value(&|text| text == "false")
        }
        _ => false,
    }
}

/// Whether a pattern matches every id or ARN of its kind.
fn is_any(pattern: &str) -> bool {
    const STARTS: [&str; 6] = ["", "arn:", "arn:aws:", "o-", "vpc-", "vpce-"];
    pattern.strip_suffix('*').is_some_and(|start| STARTS.contains(&start.trim_end_matches('*')))
}

/// Whether a condition is on the ARN of a caller or a source, and a value fits ARNs of every account.
fn is_arn_of_any_account(test: &Test) -> bool {
    let is_pattern = matches!(test.operator.base, Some("StringLike" | "ArnLike" | "ArnEquals"));
    let is_arn = matches!(lower(test).as_str(), "aws:principalarn" | "aws:sourcearn" | "aws:sourcevpcarn");
    is_pattern && is_arn && test.values.iter().any(|value| !has_variable(value) && is_of_any_account(&value.text))
}

/// `arn:aws:iam::*:role/app`. The name of a bucket is that of one account.
fn is_of_any_account(arn: &str) -> bool {
    let Some(wild) = arn.find('*') else { return false };
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    if let ["arn", _, "s3", _, _, bucket] = parts.as_slice() {
        return bucket.trim_matches('*').is_empty();
    }
    let before = &arn[..wild];
    let is_before_account = match before.matches(':').count() {
        0..=3 => true,
        4 => before.ends_with(':'),
        _ => false,
    };
    let is_number = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_before_account && !arn.split([':', '*']).any(is_number)
}

/// Whether a condition needs no more of a key than that a request has it.
fn is_there(test: &Test) -> bool {
    let is_global = lower(test).starts_with("aws:");
    test.operator.base == Some("Null") && is_global && test.values.iter().any(|value| value.text == "false")
}

/// Whether a condition is on private addresses in VPCs: every account can have a VPC with them.
fn is_private_of_vpc(test: &Test) -> bool {
    test.operator.base == Some("IpAddress")
        && lower(test) == "aws:vpcsourceip"
        && test.values.iter().any(|value| values::is_private(&value.text) || matches!(value.text.as_str(), "0.0.0.0/0"))
}

fn has_variable(value: &Text) -> bool {
    !template::variables(&value.text).is_empty()
}
