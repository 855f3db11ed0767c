//! Principals that IAM refuses, and statements that are open to everyone.

use super::arns;
use super::callers::{self, Openness};
use super::providers::{self, CODE, sign_in};
use super::regions::{self, Region};
use crate::policy::Kind;
use crate::policy::model::{Document, Names, Principal, Rule, Text, Who};
use crate::policy::report::Reports;
use crate::policy::template::{OPEN, masked};
use crate::policy::{actions, glob};
use crate::suggest::nearest;

pub(super) fn run(rule: &Rule, document: &Document, reports: &mut Reports) {
    let Some(who) = &rule.principals else { return };
    let is_mixed = who.principals.iter().any(|principal| principal.kind != who.principals[0].kind);
    for principal in who.principals.iter().filter(|principal| !principal.name.is_template) {
        match principal.kind.as_str() {
            "AWS" => {
                aws(&principal.name, reports);
                if !principal.name.is_open() && principal.name.text != "*" && !is_mixed {
                    sign_in("accounts, users and roles", "sts:AssumeRole", rule, reports);
                }
            }
            "Service" => {
                service(&principal.name, reports);
                if !is_mixed {
                    sign_in("services", "sts:AssumeRole", rule, reports);
                }
            }
            "Federated" => providers::federated(principal, who, rule, reports),
            _ => {}
        }
    }
    if let Some((everyone, openness)) = everyone(rule, document) {
        let (message, help) = callers::words(rule, openness);
        reports.warning("policy-public", &everyone.name.span, message.to_owned(), &help);
    }
    if who.is_not && !rule.may_allow() && !rule.is_incomplete {
        spared(who, document, reports);
    }
    // A trust policy cannot have it at all.
    if who.is_not && rule.may_allow() && document.kind != Kind::Trust && rule.nothing_left().is_none() {
        let message = "`Allow` with `NotPrincipal` allows everyone but these".to_owned();
        reports.warning("policy-allow-not-principal", &who.key, message, "name those who may, with `Principal`");
    }
}

/// The principal that opens a statement to everyone, if one does, and how far.
pub(super) fn everyone<'a>(rule: &'a Rule, document: &Document) -> Option<(&'a Principal, Openness)> {
    let who = rule.principals.as_ref().filter(|who| !who.is_not)?;
    let is_everyone = |principal: &&Principal| principal.kind == "AWS" && principal.name.text == "*";
    let everyone = who.principals.iter().find(is_everyone)?;
    let is_public = rule.may_allow()
        && !document.kind.is_limit()
        && document.kind != Kind::Identity
        && !is_default_limit(rule)
        && can_be_public(rule)
        && !rule.is_incomplete
        && !document.rules.iter().any(|denial| is_denial_of_others(denial, rule));
    is_public.then(|| callers::openness(rule).map(|openness| (everyone, openness)))?
}

/// Reports a denial to everyone but a role or a user whose account is not spared: it denies the account, and so its
/// identities.
fn spared(who: &Who, document: &Document, reports: &mut Reports) {
    if document.kind.is_limit() {
        return;
    }
    let names = || who.principals.iter().filter(|principal| principal.kind == "AWS").map(|principal| &principal.name);
    if names().any(Text::is_open) {
        return;
    }
    let account_of = |name: &Text| name.text.split(':').nth(4).unwrap_or_default().to_owned();
    let is_account = |name: &Text, account: &str| {
        name.text == account || (name.text.ends_with(":root") && account_of(name) == account) || name.text == "*"
    };
    for name in names().filter(|name| name.text.contains(":role/") || name.text.contains(":user/")) {
        let account = account_of(name);
        if !account.is_empty() && !names().any(|other| is_account(other, &account)) {
            let message = format!("this also denies `{}`: its account is not among the principals", name.text);
            let help = format!("add `arn:aws:iam::{account}:root`, or deny by a condition on `aws:PrincipalArn`");
            return reports.warning("policy-not-principal", &name.span, message, &help);
        }
    }
}

/// Services whose resources AWS lets no one use without signing in, or that have no policies of resources: `*` in a policy
/// about one of them is that of a VPC endpoint, which limits and does not give.
const NEVER_PUBLIC: [&str; 12] = [
    "athena",
    "autoscaling",
    "bedrock",
    "cloudformation",
    "cloudwatch",
    "dynamodb",
    "ec2",
    "ecs",
    "elasticloadbalancing",
    "rds",
    "ssm",
    "states",
];

fn can_be_public(rule: &Rule) -> bool {
    let is_never = |name: &Text| {
        name.text
            .split_once(':')
            .is_some_and(|(prefix, _)| NEVER_PUBLIC.iter().any(|service| service.eq_ignore_ascii_case(prefix)))
    };
    rule.actions.is_not || rule.actions.names.is_empty() || !rule.actions.names.iter().all(is_never)
}

/// The policy that a VPC endpoint has at first, and `RCPFullAWSAccess`: no resource's own policy is about all of AWS.
fn is_default_limit(rule: &Rule) -> bool {
    let is_all = |names: &Names| !names.is_not && names.names.iter().all(|name| name.text == "*");
    is_all(&rule.actions) && rule.resources.as_ref().is_some_and(is_all) && !rule.actions.names.is_empty()
}

/// `Deny` to everyone under a condition, of all that a rule allows: the usual partner of an open `Allow`.
fn is_denial_of_others(denial: &Rule, rule: &Rule) -> bool {
    !denial.may_allow()
        && denial.principals.is_some()
        && denial.tests.iter().any(callers::is_about_callers)
        && covers(&denial.actions, &rule.actions)
        && match (&denial.resources, &rule.resources) {
            (Some(denied), Some(allowed)) => covers(denied, allowed),
            _ => true,
        }
}

/// Whether names stand for all that others stand for, as far as the text of both tells.
fn covers(wide: &Names, narrow: &Names) -> bool {
    if narrow.is_not {
        return wide.is_not || wide.names.iter().any(|name| name.text == "*");
    }
    let is_in = |name: &Text| {
        wide.names.iter().any(|pattern| pattern.is_open() || glob::matches_ignoring_case(&pattern.text, &name.text))
    };
    narrow.names.iter().all(|name| name.is_open() || is_in(name) != wide.is_not)
}

fn aws(name: &Text, reports: &mut Reports) {
    let text = masked(&name.text);
    let shown = &name.text;
    if text == "*" || text.starts_with(OPEN) || is_unique_id(&text) {
        return;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) || arns::is_account_with_strokes(&text) {
        return arns::account(&text, name, reports);
    }
    if !text.starts_with("arn:") {
        if name.is_open() {
            return;
        }
        let help = if text.ends_with(".amazonaws.com") {
            "services go under `\"Service\"`"
        } else {
            "write an account id, or the ARN of a user, a role or a session"
        };
        return reports.error(CODE, &name.span, format!("`{shown}` is not a principal"), help);
    }
    arns::partition(&text, name, reports);
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [_, _, service, region, account, resource] = parts.as_slice() else {
        let message = format!("`{shown}` has {} of the six parts of an ARN", parts.len());
        return reports.error("policy-arn", &name.span, message, "write `arn:aws:iam::111122223333:role/name`");
    };
    arns::account(account, name, reports);
    if text.contains(['*', '?']) {
        let message = format!("a wildcard in a principal matches nothing: `{shown}`");
        let help = "write `\"AWS\": \"*\"` with the condition `\"ArnLike\": {\"aws:PrincipalArn\": …}`";
        return reports.error(CODE, &name.span, message, help);
    }
    let kind = resource.split('/').next().unwrap_or(resource);
    let is_identity = match *service {
        "iam" => matches!(kind, "user" | "role") || *resource == "root" || resource.starts_with(OPEN),
        "sts" => matches!(kind, "assumed-role" | "federated-user" | "self") || resource.starts_with(OPEN),
        service => service.contains(OPEN),
    };
    if !is_identity {
        let what = match (*service, kind) {
            ("iam", "group") => "a group is not a principal".to_owned(),
            ("iam", kind) => format!("`{kind}` is not a kind of identity"),
            ("lambda", _) => "a function is not a principal: its role is".to_owned(),
            (service, _) => format!("a resource of `{service}` is not a principal"),
        };
        let help = "name an account, a user, a role or a session of a role";
        return reports.error(CODE, &name.span, format!("{what}: `{shown}`"), help);
    }
    if !region.is_empty() {
        let message = format!("the ARN of an identity has no region: `{shown}`");
        reports.error(CODE, &name.span, message, "write `arn:aws:iam::111122223333:role/name`");
    } else if matches!(*resource, "user/" | "role/" | "user" | "role") {
        let message = format!("`{shown}` names no identity");
        reports.error(CODE, &name.span, message, "write `arn:aws:iam::111122223333:role/name`");
    } else if kind == "assumed-role" && resource.split('/').count() != 3 && !resource.contains(OPEN) {
        let message = format!("`{shown}` names no session");
        reports.error(CODE, &name.span, message, "write `assumed-role/role/session`, or the ARN of the role");
    }
}

/// What IAM shows for a deleted identity, and the canonical id of an account.
fn is_unique_id(text: &str) -> bool {
    let is_iam =
        text.len() >= 16 && text.starts_with('A') && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let is_canonical = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_iam || is_canonical
}

/// Service principals that are written often.
const SERVICES: [&str; 79] = [
    "acm",
    "airflow",
    "airflow-env",
    "amplify",
    "apigateway",
    "appsync",
    "athena",
    "autoscaling",
    "backup",
    "batch",
    "bedrock",
    "budgets",
    "chatbot",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "codebuild",
    "codecommit",
    "codedeploy",
    "codepipeline",
    "codestar-notifications",
    "cognito-idp",
    "comprehend",
    "config",
    "connect",
    "datasync",
    "dms",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "ecs-tasks",
    "edgelambda",
    "eks",
    "eks-fargate-pods",
    "elasticbeanstalk",
    "elasticfilesystem",
    "elasticloadbalancing",
    "elasticmapreduce",
    "events",
    "firehose",
    "fsx",
    "glue",
    "guardduty",
    "inspector2",
    "iot",
    "kafka",
    "kafkaconnect",
    "kinesis",
    "kinesisanalytics",
    "lakeformation",
    "lambda",
    "logs",
    "macie",
    "mediaconvert",
    "opensearchservice",
    "organizations",
    "pipes",
    "quicksight",
    "rds",
    "redshift",
    "rekognition",
    "s3",
    "sagemaker",
    "scheduler",
    "secretsmanager",
    "securityhub",
    "servicecatalog",
    "ses",
    "sns",
    "spotfleet",
    "sqs",
    "ssm",
    "states",
    "storagegateway",
    "transcribe",
    "transfer",
    "vpc-flow-logs",
];

/// Names of services that people take for those of their principals.
const OTHER_NAMES: [(&str, &str); 12] = [
    ("api-gateway", "apigateway"),
    ("apigw", "apigateway"),
    ("cloudwatch-events", "events"),
    ("cloudwatch-logs", "logs"),
    ("cloudwatchlogs", "logs"),
    ("codedeploy-ecs", "codedeploy"),
    ("ecs-task", "ecs-tasks"),
    ("eventbridge", "events"),
    ("secrets-manager", "secretsmanager"),
    ("step-functions", "states"),
    ("stepfunctions", "states"),
    ("vpcflowlogs", "vpc-flow-logs"),
];

const ENDS: [&str; 6] =
    [".amazonaws.com", ".amazonaws.com.cn", ".aws.internal", ".amazonaws.eu", ".aws.dev", ".amazon.com"];

fn service(name: &Text, reports: &mut Reports) {
    if name.is_open() {
        return;
    }
    let text = name.text.as_str();
    if !ENDS.iter().any(|end| text.ends_with(end)) || text.ends_with(".aws.amazon.com") {
        let help = right_form(text);
        return reports.error(CODE, &name.span, format!("`{text}` is not a service principal"), &help);
    }
    let label = text.split('.').next().unwrap_or(text);
    if label.contains('*') {
        let message = format!("a wildcard in a principal matches nothing: `{text}`");
        return reports.error(CODE, &name.span, message, "name each service");
    }
    misspelt(text, name, reports);
}

/// Reports a role linked to a service that does not exist: `role/aws-service-role/lamda.amazonaws.com/…`.
pub(super) fn service_of_role(name: &Text, reports: &mut Reports) {
    let path = name.text.split_once(":role/aws-service-role/").map(|(_, path)| path);
    if let Some(service) = path.and_then(|path| path.split('/').next()).filter(|_| !name.is_open()) {
        misspelt(service, name, reports);
    }
}

/// Reports a value of a condition that is not the name of a service principal.
pub(super) fn service_in_condition(name: &Text, reports: &mut Reports) {
    let text = name.text.as_str();
    if ENDS.iter().any(|end| text.ends_with(end)) {
        return misspelt(text, name, reports);
    }
    if !text.contains('.') {
        let message = format!("`{text}` is not a service principal");
        reports.warning("policy-condition-value", &name.span, message, &right_form(text));
    }
}

/// How to write a service principal.
fn right_form(text: &str) -> String {
    let first = text.split('.').next().unwrap_or(text);
    let known = SERVICES.contains(&text) || actions::service(text).is_some() || SERVICES.contains(&first);
    match meant(first) {
        Some(right) => format!("write `{right}.amazonaws.com`"),
        None if known => format!("write `{first}.amazonaws.com`"),
        None => "write it as `lambda.amazonaws.com`".to_owned(),
    }
}

/// The right name for a wrong one.
fn meant(label: &str) -> Option<&'static str> {
    let is_known = SERVICES.contains(&label) || actions::service(label).is_some() || label.len() < 5;
    let other = OTHER_NAMES.iter().find(|(wrong, _)| *wrong == label).map(|(_, right)| *right);
    let near = || nearest(label, SERVICES.into_iter()).filter(|_| !is_known);
    other.or_else(|| {
        near().filter(|near| {
            let distance = strsim::damerau_levenshtein(label, near);
            // A new version of a service has its name with a number.
            let is_version = label.starts_with(near) && label.ends_with(|c: char| c.is_ascii_digit());
            near.len() >= 5 && !is_version && (distance == 1 || (distance == 2 && near.len() >= 9))
        })
    })
}

fn misspelt(text: &str, name: &Text, reports: &mut Reports) {
    let mut labels = text.split('.');
    let label = labels.next().unwrap_or(text);
    let next = labels.next().unwrap_or_default();
    let is_own = next == "amazonaws" || next.contains('-');
    if let Some(near) = meant(label).filter(|_| is_own) {
        let message = format!("there is no service principal `{text}`");
        let help = format!("did you mean `{}`?", text.replacen(label, near, 1));
        return reports.warning(CODE, &name.span, message, &help);
    }
    if let Region::Misspelt(near) | Region::Zone(near) = regions::read(next)
        && next.contains('-')
    {
        let message = format!("there is no region `{next}`");
        reports.warning(CODE, &name.span, message, &format!("did you mean `{}`?", text.replacen(next, near, 1)));
    }
}
