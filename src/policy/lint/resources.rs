//! Actions and resources of one statement that cannot meet.
//!
//! Source of the ARN formats: Service Authorization Reference. Where one is loose (`${KeyName}` may hold anything), the
//! comparison is loose too: a warning needs two patterns without a common text.

use super::arns::OPEN;
use crate::policy::Kind;
use crate::policy::actions::{self, Action, Service};
use crate::policy::glob::{self, Token};
use crate::policy::model::{Rule, Text};
use crate::policy::report::Reports;
use crate::policy::template;

const CODE: &str = "policy-resource-mismatch";

pub(super) fn run(rule: &Rule, kind: Kind, reports: &mut Reports) {
    let Some(resources) = rule.resources.as_ref().filter(|names| !names.is_not) else { return };
    if rule.actions.is_not || kind == Kind::Trust || rule.is_incomplete || resources.names.is_empty() {
        return;
    }
    let actions: Vec<Named<'_>> = rule.actions.names.iter().map(Named::of).collect();
    if actions.iter().any(|action| matches!(action.works_on, WorksOn::Unknown)) && actions.len() == 1 {
        return;
    }
    let targets: Vec<Target<'_>> = resources.names.iter().map(Target::of).collect();
    let dead: Vec<&Named<'_>> = actions.iter().filter(|action| !targets.iter().any(|t| action.meets(t))).collect();
    for action in &dead {
        action.report(&targets, reports);
    }
    if dead.len() < actions.len() {
        for target in targets.iter().filter(|target| !actions.iter().any(|action| action.meets(target))) {
            let message = format!("`{}` fits none of the actions of this statement", target.name.text);
            // The others do their work: this one is of no use, and no harm.
            reports.note(CODE, &target.name.span, message, &advice(&actions));
        }
    }
    for target in &targets {
        wildcard_reach(target, &actions, reports);
    }
}

/// An action of a statement, perhaps with wildcards.
struct Named<'a> {
    name: &'a Text,
    works_on: WorksOn,
}

enum WorksOn {
    /// The table does not know, or a template decides.
    Unknown,
    /// ARN formats, without `arn:partition:`.
    Formats(Vec<&'static str>),
    /// `*` only.
    Everything,
}

/// A resource of a statement.
struct Target<'a> {
    name: &'a Text,
    /// Without `arn:partition:`.
    tokens: Vec<Token>,
    /// Whether it is `*`, or all resources of a service.
    is_everything: bool,
}

impl<'a> Named<'a> {
    fn of(name: &'a Text) -> Self {
        Self { name, works_on: works_on(name).unwrap_or(WorksOn::Unknown) }
    }

    fn meets(&self, target: &Target<'_>) -> bool {
        match &self.works_on {
            WorksOn::Unknown => true,
            WorksOn::Everything => target.is_everything,
            WorksOn::Formats(formats) => {
                formats.iter().any(|format| glob::overlap(&target.tokens, &format_tokens(format)))
            }
        }
    }

    fn report(&self, targets: &[Target<'_>], reports: &mut Reports) {
        let action = &self.name.text;
        match &self.works_on {
            WorksOn::Unknown => {}
            WorksOn::Everything => {
                let help = "give it a statement with `\"Resource\": \"*\"`";
                reports.warning(CODE, &self.name.span, format!("`{action}` works on `*` only"), help);
            }
            WorksOn::Formats(formats) => {
                let message = match targets {
                    [one] => format!("`{action}` does not work on `{}`", one.name.text),
                    _ => format!("`{action}` works on none of the resources of this statement"),
                };
                let help = shortest(formats).map(|format| format!("it works on `{}`", sample(format)));
                reports.warning(CODE, &self.name.span, message, &help.unwrap_or_default());
            }
        }
    }
}

fn works_on(name: &Text) -> Option<WorksOn> {
    if name.is_open() {
        return None;
    }
    let (prefix, pattern) = name.text.split_once(':')?;
    let service = actions::service(prefix)?;
    let matching: Vec<Action> = service.matching(pattern).collect();
    let is_unknown = matching.is_empty() || matching.iter().any(|action| is_loose(service, action));
    if is_unknown {
        return None;
    }
    let mut formats: Vec<&str> = Vec::new();
    for action in &matching {
        for format in action.formats(service) {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
    }
    Some(if formats.is_empty() { WorksOn::Everything } else { WorksOn::Formats(formats) })
}

/// Actions that work on more than the reference lists: those of access points, and services that ARNs of others are given.
fn is_loose(service: Service, action: &Action) -> bool {
    match service.prefix {
        "tag" | "resource-groups" | "cloudwatch" | "sso" | "identitystore" | "aws-portal" => true,
        // Object lambda and outposts have these requests under ARNs of their own.
        "s3" => action.name.starts_with("WriteGetObjectResponse"),
        _ => false,
    }
}

impl<'a> Target<'a> {
    fn of(name: &'a Text) -> Self {
        let text = &name.text;
        let well_formed = Some(text).filter(|text| super::arns::is_well_formed(&super::arns::masked(text)));
        let rest = well_formed.and_then(|text| text.strip_prefix("arn:")).and_then(|rest| {
            let masked = super::arns::masked(rest);
            let partition = masked.split(':').next()?;
            // Where the partition is open, its placeholder is as long as it is.
            let cut =
                if partition.starts_with(OPEN) { template::placeholders(rest).first()?.end } else { partition.len() };
            rest.get(cut + 1..)
        });
        let is_whole = name.is_template || text == "*";
        // What is no ARN has been reported as such.
        let tokens = match rest {
            Some(rest) if !is_whole => template::tokens(rest),
            _ => vec![Token::Any],
        };
        let is_everything = is_whole || name.is_open() || text.ends_with(":*");
        Self { name, tokens, is_everything }
    }
}

/// `s3:::%/$` as a pattern.
fn format_tokens(format: &str) -> Vec<Token> {
    let token = |character| match character {
        '$' => Token::Any,
        '%' => Token::Segment,
        character => Token::Char(character),
    };
    format.chars().map(token).collect()
}

/// The format without detours through access points and the like.
fn shortest(formats: &[&'static str]) -> Option<&'static str> {
    formats.iter().copied().min_by_key(|format| format.len())
}

/// An ARN of a format, with names for what is open.
fn sample(format: &str) -> String {
    let parts: Vec<&str> = format.splitn(4, ':').collect();
    let [service, region, account, resource] = parts.as_slice() else { return format!("arn:aws:{format}") };
    let region = region.replace('%', "us-east-1");
    let account = account.replace('%', "111122223333");
    let resource = match *service {
        "s3" => resource.replace('%', "bucket").replace('$', "*"),
        _ => resource.replace(['%', '$'], "name"),
    };
    format!("arn:aws:{service}:{region}:{account}:{resource}")
}

fn advice(actions: &[Named<'_>]) -> String {
    let formats = actions.iter().find_map(|action| match &action.works_on {
        WorksOn::Formats(formats) => shortest(formats).map(|format| (action, format)),
        _ => None,
    });
    match formats {
        Some((action, format)) => format!("`{}` works on `{}`", action.name.text, sample(format)),
        None => "give these actions a statement with `\"Resource\": \"*\"`".to_owned(),
    }
}

/// `arn:aws:s3:::logs*` reaches buckets and objects at once.
fn wildcard_reach(target: &Target<'_>, actions: &[Named<'_>], reports: &mut Reports) {
    let Some(bucket) = target.name.text.strip_prefix("arn:aws:s3:::") else { return };
    if !bucket.ends_with('*') || bucket.len() == 1 || bucket.contains('/') || target.name.is_open() {
        return;
    }
    let only_objects = |action: &Named<'_>| match &action.works_on {
        WorksOn::Formats(formats) => formats.contains(&"s3:::%/$") && !formats.contains(&"s3:::%"),
        _ => false,
    };
    if !actions.is_empty() && actions.iter().all(only_objects) {
        let start = bucket.trim_end_matches('*');
        let message = format!("`{}` reaches the objects of every bucket that begins with `{start}`", target.name.text);
        let help = format!("write `arn:aws:s3:::{start}/*` for one bucket, or `arn:aws:s3:::{start}*/*` for all");
        reports.warning("policy-wildcard-reach", &target.name.span, message, &help);
    }
}
