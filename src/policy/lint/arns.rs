//! The form of ARNs in resources, and policy variables where the version has none.

use crate::policy::model::{Rule, Text};
use crate::policy::reach::is_bucket_of_account;
use crate::policy::report::Reports;
use crate::policy::template::{OPEN, masked};

/// The partitions of AWS (AWS General Reference, "Amazon Resource Names").
const PARTITIONS: [&str; 9] =
    ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc", "aws-eusc-b"];

pub(super) fn run(rule: &Rule, reports: &mut Reports) {
    for name in rule.resources.iter().flat_map(|names| &names.names) {
        if !name.is_template {
            resource(name, reports);
        }
    }
}

/// `arn:partition:service:region:account:resource` (AWS General Reference, "Amazon Resource Names").
fn resource(name: &Text, reports: &mut Reports) {
    let arn = masked(&name.text);
    // Policies of an API may leave out all before its own part (API Gateway, "Resource policies").
    if arn == "*" || arn.starts_with(OPEN) || arn.starts_with("execute-api:/") {
        return;
    }
    let shown = &name.text;
    if !arn.starts_with("arn:") {
        if !arn.contains(OPEN) {
            let help = if arn.starts_with("arn") {
                "write `arn:` with a colon"
            } else {
                "write an ARN such as `arn:aws:s3:::bucket/*`, or `*`"
            };
            reports.error("policy-arn", &name.span, format!("`{shown}` is not an ARN"), help);
        }
        return;
    }
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    // A name where the region or the account is: a colon is missing before it.
    if parts.iter().skip(3).take(2).any(|part| part.contains('/')) {
        let message = format!("`{shown}` has too few colons before its resource");
        let help = "an ARN is `arn:aws:service:region:account:resource`; parts may be empty, colons may not be missing";
        return reports.error("policy-arn", &name.span, message, help);
    }
    if parts.len() < 6 && !arn.contains(['*', OPEN]) {
        let message = format!("`{shown}` has {} of the six parts of an ARN", parts.len());
        let help = "write `arn:aws:service:region:account:resource`, where parts may be empty";
        reports.warning("policy-arn-incomplete", &name.span, message, help);
        return partition(&arn, name, reports);
    }
    if parts.get(5).is_some_and(|resource| resource.is_empty()) {
        let message = format!("`{shown}` names no resource");
        // AWS publishes `arn:aws:organizations::*:` itself, so it is accepted.
        return reports.warning("policy-arn", &name.span, message, "write what it is after the last colon, or `*`");
    }
    partition(&arn, name, reports);
    if is_bucket_of_account(&parts) {
        let help = "write `arn:aws:s3:::bucket/*`";
        reports.warning("policy-arn", &name.span, "the ARN of a bucket has no region and no account".into(), help);
    }
    if let Some(account) = parts.get(4) {
        self::account(account, name, reports);
    }
}

/// Reports an unknown partition.
pub(super) fn partition(arn: &str, name: &Text, reports: &mut Reports) {
    let Some(partition) = arn.split(':').nth(1) else { return };
    if PARTITIONS.contains(&partition) || partition.contains(['*', '?', OPEN]) {
        return;
    }
    let message = if partition.is_empty() {
        format!("`{}` has no partition", name.text)
    } else {
        format!("`{partition}` is not a partition of AWS")
    };
    reports.error("policy-partition", &name.span, message, "the partitions are `aws`, `aws-cn` and `aws-us-gov`");
}

/// How placeholders for an account id begin in AWS's own examples, some of them with too few or too many digits.
const EXAMPLE_ACCOUNT: &str = "0123456789";

/// Whether digits are neither an account id nor a placeholder for one.
pub(super) fn is_wrong_account(digits: &str) -> bool {
    digits.len() != 12 && !digits.starts_with(EXAMPLE_ACCOUNT)
}

/// Reports an account id of another length than 12.
pub(super) fn account(account: &str, name: &Text, reports: &mut Reports) {
    let is_id = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit());
    if is_id && is_wrong_account(account) {
        let message = format!("the account `{account}` has {} digits, not 12", account.len());
        reports.error("policy-account", &name.span, message, "write all 12 digits");
    }
}
