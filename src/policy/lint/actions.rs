//! Actions that do not exist, match nothing, or are deprecated.

use crate::policy::actions::{self, Service};
use crate::policy::model::{Rule, Text};
use crate::policy::report::Reports;

pub(super) fn run(rule: &Rule, reports: &mut Reports) {
    for name in rule.actions.names.iter().filter(|name| !name.is_open()) {
        if let Some((prefix, action)) = name.text.split_once(':') {
            match actions::service(prefix) {
                None => unknown_prefix(name, prefix, action, reports),
                Some(service) => known_prefix(name, service, action, reports),
            }
        }
    }
}

fn unknown_prefix(name: &Text, prefix: &str, action: &str, reports: &mut Reports) {
    // The grammar has said that this is no action at all.
    if prefix.is_empty()
        || prefix.contains(['*', '?'])
        || !prefix.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    {
        return;
    }
    let only_service_with = || match actions::services_with(action).as_slice() {
        [one] if !action.contains(['*', '?']) => Some(*one),
        _ => None,
    };
    let Some(meant) = actions::nearest_prefix(prefix).or_else(only_service_with) else {
        let message = format!("the prefix `{prefix}` is not in the table of services of {}", actions::date());
        let help = "check the name, unless the service is newer or was retired";
        return reports.note("policy-unknown-prefix", &name.span, message, help);
    };
    let message = format!("no service has the prefix `{prefix}`");
    let help = format!("did you mean `{meant}:{action}`?");
    reports.warning("policy-unknown-prefix", &name.span, message, &help);
}

fn known_prefix(name: &Text, service: Service, action: &str, reports: &mut Reports) {
    if action.contains(['*', '?']) {
        if service.matching(action).next().is_none() {
            let message = format!("`{}` matches no action of {}", name.text, service.name);
            let stem = action.trim_end_matches('*');
            let near = service.nearest_action(stem).filter(|_| !stem.contains(['*', '?']));
            let help = near.map(|near| format!("did you mean `{}:{near}`?", service.prefix));
            reports.warning("policy-no-match", &name.span, message, help.as_deref().unwrap_or("take it out"));
        }
        return;
    }
    match service.action(action) {
        Some(known) if known.is_deprecated => {
            let message = format!("`{}` is deprecated", name.text);
            reports.note("policy-deprecated", &name.span, message, "see what took its place");
        }
        Some(_) => {}
        None => unknown_action(name, service, action, reports),
    }
}

fn unknown_action(name: &Text, service: Service, action: &str, reports: &mut Reports) {
    let message = format!("{} has no action `{}`", service.name, name.text);
    if let Some(near) = service.nearest_action(action) {
        let help = format!("did you mean `{}:{near}`?", service.prefix);
        return reports.warning("policy-unknown-action", &name.span, message, &help);
    }
    // Many services have an action of one word, such as `Get`.
    let is_telling = action.bytes().filter(u8::is_ascii_uppercase).count() > 1;
    match if is_telling { actions::services_with(action) } else { Vec::new() }.as_slice() {
        [] => {
            let message = format!("`{}` is not in the table of actions of {}", name.text, actions::date());
            reports.note("policy-unknown-action", &name.span, message, "check the name, unless the action is newer");
        }
        [one, ..] => {
            let help = format!("did you mean `{one}:{action}`?");
            reports.warning("policy-unknown-action", &name.span, message, &help);
        }
    }
}
