//! Services that act for all their customers: a policy that trusts one has to say for whom (IAM User Guide, "The confused
//! deputy problem").

use crate::policy::Kind;
use crate::policy::model::{Document, Rule, Text};
use crate::policy::report::Reports;

/// Services of resources, and the services that AWS's guides let act on them only under such a condition.
const DEPUTIES: [(&str, &[&str]); 5] = [
    ("kms", &["cloudtrail", "config"]),
    ("lambda", &["config", "events", "logs", "s3", "ses", "sns"]),
    ("s3", &["cloudfront", "cloudtrail", "config", "delivery.logs", "logging.s3", "s3", "ses"]),
    ("sns", &["budgets", "cloudwatch", "config", "events", "s3", "ses"]),
    ("sqs", &["events", "s3", "sns"]),
];

/// Reports a service that may act for anyone.
pub(super) fn run(rule: &Rule, document: &Document, reports: &mut Reports) {
    let is_open = rule.is_incomplete || rule.has_open_conditions || rule.has_unread_conditions;
    if document.kind != Kind::Resource || !rule.may_allow() || is_open || rule.actions.is_not {
        return;
    }
    let Some(who) = rule.principals.as_ref().filter(|who| !who.is_not) else { return };
    if rule.tests.iter().any(|test| test.key.is_open() || says_for_whom(&test.key.text.to_ascii_lowercase())) {
        return;
    }
    let acts_here = |name: &&Text| {
        let Some(label) = name.text.strip_suffix(".amazonaws.com") else { return false };
        let of = |service: &str| DEPUTIES.iter().any(|(of, labels)| *of == service && labels.contains(&label));
        rule.actions.names.iter().any(|action| action.text.split_once(':').is_some_and(|(prefix, _)| of(prefix)))
    };
    let services =
        who.principals.iter().filter(|principal| principal.kind == "Service").map(|principal| &principal.name);
    if let Some(service) = services.into_iter().find(acts_here) {
        let message = format!("`{}` acts for all its customers, and no condition says for whom", service.text);
        let help = "add a condition on `aws:SourceArn` or `aws:SourceAccount`";
        reports.note("policy-confused-deputy", &service.span, message, help);
    }
}

/// Whether a key tells for whom a service acts.
fn says_for_whom(key: &str) -> bool {
    ["aws:source", "kms:encryptioncontext"].iter().any(|start| key.starts_with(start)) && key != "aws:sourceip"
}
