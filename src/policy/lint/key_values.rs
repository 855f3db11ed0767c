//! Values of keys with a known form: accounts, organizations, regions, VPCs, services, identities.

use super::condition_keys::is_global;
use super::regions::{self, Region};
use super::{arns, closed_values, principals, values};
use crate::policy::actions;
use crate::policy::model::{Test, Text};
use crate::policy::report::Reports;

const CODE: &str = "policy-condition-value";

/// Reports a value that no request has for the key.
pub(super) fn run(test: &Test, value: &Text, reports: &mut Reports) {
    let text = value.text.as_str();
    let key = test.key.text.to_ascii_lowercase();
    let is_text = test.operator.base.is_some_and(|base| base.starts_with("String"));
    if test.operator.base == Some("Null") || text.contains(['*', '?']) {
        return;
    }
    closed_values::run(test, value, reports);
    match key.as_str() {
        "aws:sourceaccount"
        | "aws:principalaccount"
        | "aws:resourceaccount"
        | "aws:sourceowner"
        | "kms:calleraccount"
        | "s3:resourceaccount" => account(text, value, reports),
        "aws:principalorgid" | "aws:resourceorgid" | "aws:sourceorgid" if !text.starts_with("o-") => {
            let message = format!("`{text}` is not the id of an organization");
            reports.warning(CODE, &value.span, message, "write it as `o-a1b2c3d4e5`");
        }
        "aws:sourceip" if values::is_private(text) => {
            let message = format!("no request from the internet comes from the private address `{text}`");
            let help = "inside a VPC use `aws:VpcSourceIp`, `aws:SourceVpc` or `aws:SourceVpce`";
            // Beside a public range it does no harm.
            reports.note(CODE, &value.span, message, help);
        }
        "aws:requestedregion" | "ec2:region" => region(text, value, reports),
        "aws:sourcevpc" if is_text => id(text, "vpc-", "a VPC", value, reports),
        "aws:sourcevpce" if is_text => id(text, "vpce-", "a VPC endpoint", value, reports),
        "aws:principalarn" if text.contains(":assumed-role/") => {
            let message = format!("`{}` has the ARN of a role, and not of its session", test.key.text);
            reports.warning(CODE, &value.span, message, "write `arn:aws:iam::111122223333:role/name`");
        }
        "iam:passedtoservice"
        | "iam:awsservicename"
        | "aws:principalservicename"
        | "aws:calledvia"
        | "aws:calledviafirst"
        | "aws:calledvialast"
        | "aws:principalservicenameslist" => {
            principals::service_in_condition(value, reports);
        }
        "kms:viaservice" => via_service(text, value, reports),
        _ if text.starts_with("arn:") && is_text && is_global(&test.key) => arns::value(value, reports),
        _ => {}
    }
}

fn account(text: &str, value: &Text, reports: &mut Reports) {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits && arns::is_wrong_account(text) {
        let message = format!("the account `{text}` has {} digits, not 12", text.len());
        reports.error("policy-account", &value.span, message, "write all 12 digits");
    } else if arns::is_account_with_strokes(text) {
        let message = format!("the account `{text}` has more than digits in it");
        reports.warning("policy-account", &value.span, message, "write 12 digits and nothing else");
    } else if text.starts_with("arn:") {
        let message = format!("`{text}` is an ARN, and the key has the id of an account");
        reports.warning(CODE, &value.span, message, "write 12 digits");
    }
}

fn id(text: &str, start: &str, what: &str, value: &Text, reports: &mut Reports) {
    let is_other = ["vpc-", "vpce-", "subnet-", "arn:"].iter().any(|other| *other != start && text.starts_with(other));
    if is_other {
        let message = format!("`{text}` is not the id of {what}");
        reports.warning(CODE, &value.span, message, &format!("write it as `{start}0123456789abcdef0`"));
    }
}

fn region(text: &str, value: &Text, reports: &mut Reports) {
    match regions::read(text) {
        Region::Fine => {}
        Region::Zone(region) => {
            let message = format!("`{text}` is an availability zone, and not a region");
            reports.warning(CODE, &value.span, message, &format!("write `{region}`"));
        }
        Region::Misspelt(near) => {
            let message = format!("there is no region `{text}`");
            reports.warning(CODE, &value.span, message, &format!("did you mean `{near}`?"));
        }
        Region::Unlisted => {
            let message = format!("the region `{text}` is not in the list of {}", actions::date());
            reports.note(CODE, &value.span, message, "check the name, unless the region is newer");
        }
    }
}

/// `kms:ViaService` has the name of a service with its region.
fn via_service(text: &str, value: &Text, reports: &mut Reports) {
    let Some(name) = text.strip_suffix(".amazonaws.com") else { return };
    if !name.contains('.') {
        let message = format!("`{text}` has no region, and the service of a request has one");
        let help = format!("write `{name}.us-east-1.amazonaws.com`, or `{name}.*.amazonaws.com` with `StringLike`");
        reports.warning(CODE, &value.span, message, &help);
    }
}
