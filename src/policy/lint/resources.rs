//! Actions and resources of one statement that cannot meet.

use super::principals;
use crate::policy::Kind;
use crate::policy::model::Rule;
use crate::policy::reach::{Named, Reach, Target, WorksOn};
use crate::policy::report::Reports;
use crate::policy::template;

const CODE: &str = "policy-resource-mismatch";

pub(super) fn run(rule: &Rule, kind: Kind, reports: &mut Reports) {
    for name in rule.resources.iter().flat_map(|names| &names.names) {
        principals::service_of_role(name, reports);
    }
    if rule.is_incomplete {
        return;
    }
    let reach = Reach::of(rule, kind);
    let Reach { actions, targets } = &reach;
    if targets.is_empty() || actions.len() == 1 && matches!(actions[0].works_on, WorksOn::Unknown) {
        return;
    }
    let dead: Vec<&Named<'_>> = actions.iter().filter(|action| reach.is_dead(action)).collect();
    for action in &dead {
        report(action, targets, reports);
    }
    if dead.len() < actions.len() {
        for target in targets.iter().filter(|target| !actions.iter().any(|action| action.meets(target))) {
            let message = format!("`{}` fits none of the actions of this statement", target.name.text);
            // The others do their work: this one is of no use, and no harm.
            reports.note(CODE, &target.name.span, message, &advice(actions));
        }
    }
    for target in targets {
        wildcard_reach(target, actions, reports);
    }
}

fn report(action: &Named<'_>, targets: &[Target<'_>], reports: &mut Reports) {
    let (name, span) = (&action.name.text, &action.name.span);
    match &action.works_on {
        WorksOn::Unknown => {}
        WorksOn::Everything => {
            let help = "give it a statement with `\"Resource\": \"*\"`";
            reports.warning(CODE, span, format!("`{name}` works on `*` only"), help);
        }
        WorksOn::Formats(formats) => {
            let message = match targets {
                [one] => format!("`{name}` does not work on `{}`", one.name.text),
                _ => format!("`{name}` works on none of the resources of this statement"),
            };
            let help = shortest(formats).map(|format| format!("it works on `{}`", sample(format)));
            reports.warning(CODE, span, message, &help.unwrap_or_default());
        }
    }
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
    // The variable has the name of the bucket, and perhaps the way to a folder: `${transfer:HomeDirectory}*`.
    if template::variables(bucket).first().is_some_and(|variable| variable.start == 0) {
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
