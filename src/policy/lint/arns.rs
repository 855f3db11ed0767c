//! The form of ARNs, in resources and in conditions.

use super::names;
use super::regions::{self, PARTITIONS, Region};
use crate::policy::actions;
use crate::policy::model::{Document, Rule, Text};
use crate::policy::reach::{Misplaced, is_bucket_of_account, misplaced};
use crate::policy::report::Reports;
use crate::policy::template::{OPEN, masked};

pub(super) fn run(rule: &Rule, reports: &mut Reports) {
    for name in rule.resources.iter().flat_map(|names| &names.names) {
        if !name.is_template {
            resource(name, reports);
            names::run(name, reports);
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
    if !begins_as_arn(&arn, name, reports) {
        return;
    }
    let shown = &name.text;
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
    service(&parts, name, reports);
    location(&parts, name, reports);
    against_formats(&parts, name, reports);
}

/// Whether a text begins as an ARN does. One that does not is reported, unless a template gives its start.
fn begins_as_arn(arn: &str, name: &Text, reports: &mut Reports) -> bool {
    let shown = &name.text;
    if shown.trim_end().len() < shown.len() {
        let message = format!("`{shown}` has a blank at its end");
        reports.warning("policy-arn", &name.span, message, "take the blank out");
        return false;
    }
    if arn.starts_with("arn:") {
        return true;
    }
    if !arn.contains(OPEN) {
        let help = if arn.starts_with("arn") {
            "write `arn:` with a colon"
        } else {
            "write an ARN such as `arn:aws:s3:::bucket/*`, or `*`"
        };
        reports.error("policy-arn", &name.span, format!("`{shown}` is not an ARN"), help);
    }
    false
}

/// Reports an ARN with parts that the ARNs of its service do not have.
fn against_formats(parts: &[&str], name: &Text, reports: &mut Reports) {
    let mut warning = |message: String, help: &str| reports.warning("policy-arn", &name.span, message, help);
    if is_bucket_of_account(parts) {
        warning("the ARN of a bucket has no region and no account".to_owned(), "write `arn:aws:s3:::bucket/*`");
    }
    if let ["arn", _, "s3", "", "", resource] = parts
        && resource.starts_with('/')
    {
        warning(
            format!("`{}` names no bucket", name.text),
            "write `arn:aws:s3:::bucket/*`, without `/` before the name",
        );
    }
    location_of_service(parts, name, reports);
}

/// Reports a region or an account that the ARNs of the service do not have, or that is missing.
fn location_of_service(parts: &[&str], name: &Text, reports: &mut Reports) {
    let Some(misplaced) = misplaced(parts) else { return };
    let service = parts[2];
    let lacks =
        |what: &str, them: &str| format!("`{}` has no {what}, and the ARNs of `{service}` have {them}", name.text);
    let (message, help) = match misplaced {
        Misplaced::NeedlessRegion => {
            let help = format!("begin it with `arn:aws:{service}::`");
            return reports.warning("policy-arn", &name.span, format!("the ARNs of `{service}` have no region"), &help);
        }
        Misplaced::MissingRegion => (lacks("region", "one"), "write the region, or `*` for all"),
        Misplaced::MissingAccount => (lacks("account", "one"), "write the account, or `*` for all"),
        Misplaced::MissingBoth => (lacks("region and no account", "both"), "write them, or `*` for all"),
    };
    reports.warning("policy-arn", &name.span, message, help);
}

/// Reports an ARN in a condition with a region or an account that does not exist.
pub(super) fn value(name: &Text, reports: &mut Reports) {
    let arn = masked(&name.text);
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    if arn.starts_with("arn:") && parts.len() == 6 {
        partition(&arn, name, reports);
        location(&parts, name, reports);
        location_of_service(&parts, name, reports);
    }
}

/// Reports the second part of an ARN, if it is a pattern or misspelt.
fn service(parts: &[&str], name: &Text, reports: &mut Reports) {
    let Some(service) = parts.get(2).filter(|service| !service.contains(OPEN)) else { return };
    if service.contains(['*', '?']) {
        let message = format!("the service of an ARN has no wildcards: `{}`", name.text);
        return reports.error("policy-arn", &name.span, message, "name the service, or write `*` for all resources");
    }
    let small = service.to_ascii_lowercase();
    if actions::service(&small).is_some() {
        if small != *service {
            let message = format!("`{service}` is spelt `{small}` in ARNs");
            reports.warning("policy-arn", &name.span, message, "the case of letters counts in an ARN");
        }
    } else if service.is_empty() {
        reports.error(
            "policy-arn",
            &name.span,
            format!("`{}` names no service", name.text),
            "write it after `arn:aws:`",
        );
    }
}

/// Reports the region and the account of an ARN.
fn location(parts: &[&str], name: &Text, reports: &mut Reports) {
    let [_, written_partition, _, region, account, ..] = parts else { return };
    if region.contains(' ') || account.contains(' ') {
        let message = format!("`{}` has a blank before its resource", name.text);
        return reports.warning("policy-arn", &name.span, message, "take the blank out");
    }
    self::region(region, written_partition, name, reports);
    self::account(account, name, reports);
}

fn region(region: &str, written_partition: &str, name: &Text, reports: &mut Reports) {
    if region.contains(OPEN) {
        return;
    }
    let report = match regions::read(region) {
        Region::Fine => {
            let right = regions::partition(region)
                .filter(|right| *right != written_partition && PARTITIONS.contains(&written_partition));
            right.map(|right| {
                (format!("the region `{region}` is in the partition `{right}`"), format!("write `arn:{right}:…`"))
            })
        }
        Region::Zone(right) => {
            Some((format!("`{region}` is an availability zone, and an ARN has the region"), format!("write `{right}`")))
        }
        Region::Misspelt(near) => Some((format!("there is no region `{region}`"), format!("did you mean `{near}`?"))),
        Region::Unlisted => {
            let message = format!("the region `{region}` is not in the list of {}", actions::date());
            return reports.note("policy-arn", &name.span, message, "check the name, unless the region is newer");
        }
    };
    if let Some((message, help)) = report {
        reports.warning("policy-arn", &name.span, message, &help);
    }
}

/// Reports a policy whose ARNs are of several partitions: it is attached in one of them.
pub(super) fn partitions(document: &Document, reports: &mut Reports) {
    let resources = document.rules.iter().flat_map(|rule| rule.resources.iter().flat_map(|names| &names.names));
    let principals = document.rules.iter().flat_map(|rule| rule.principals.iter().flat_map(|who| &who.principals));
    let names = resources.chain(principals.map(|principal| &principal.name));
    let mut first: Option<&str> = None;
    let mut tails: Vec<&str> = Vec::new();
    for name in names.filter(|name| !name.is_open()) {
        let parts = name.text.strip_prefix("arn:").and_then(|rest| rest.split_once(':'));
        let Some((partition, tail)) = parts.filter(|(partition, _)| PARTITIONS.contains(partition)) else { continue };
        // The same resource in each partition is meant for a policy that is attached in all of them.
        if tails.contains(&tail) {
            continue;
        }
        tails.push(tail);
        let first = *first.get_or_insert(partition);
        if first != partition {
            let message = format!("`{}` is in another partition than those before it", name.text);
            let help = format!("a policy is about its own partition: write `arn:{first}:…` or `arn:*:…`");
            return reports.note("policy-partition", &name.span, message, &help);
        }
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

/// Whether a text is an account id with strokes or blanks between its digits.
pub(super) fn is_account_with_strokes(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits >= 10 && digits < text.len() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b' '))
}

/// Reports an account id of another length than 12, or with more than digits in it.
pub(super) fn account(account: &str, name: &Text, reports: &mut Reports) {
    if is_account_with_strokes(account) {
        let message = format!("the account `{account}` has more than digits in it");
        reports.error("policy-account", &name.span, message, "write 12 digits and nothing else");
    }
    let is_id = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit());
    if is_id && is_wrong_account(account) {
        let message = format!("the account `{account}` has {} digits, not 12", account.len());
        reports.error("policy-account", &name.span, message, "write all 12 digits");
    }
}
