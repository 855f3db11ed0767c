//! Actions that do not exist, match nothing, or are deprecated.

use crate::policy::actions;
use crate::policy::grammar;
use crate::policy::model::{Rule, Text};
use crate::policy::report::Reports;
use crate::policy::standing::{Fault, Standing, question};

pub(super) fn run(rule: &Rule, reports: &mut Reports) {
    // What is no action by its form has been reported as such.
    for name in rule.actions.names.iter().filter(|name| grammar::is_action(&name.text)) {
        action(name, reports);
    }
}

/// Reports what the table says of one action.
pub(in crate::policy) fn action(name: &Text, reports: &mut Reports) {
    let (text, span) = (&name.text, &name.span);
    let prefix = text.split(':').next().unwrap_or_default();
    let date = actions::date();
    match Standing::of(name) {
        Standing::Known | Standing::Open => {}
        Standing::Deprecated => {
            reports.note("policy-deprecated", span, format!("`{text}` is deprecated"), "see what took its place");
        }
        Standing::UnlistedService => {
            let message = format!("the prefix `{prefix}` is not in the table of services of {date}");
            let help = "check the name, unless the service is newer or was retired";
            reports.note("policy-unknown-prefix", span, message, help);
        }
        Standing::UnlistedAction => {
            let message = format!("`{text}` is not in the table of actions of {date}");
            reports.note("policy-unknown-action", span, message, "check the name, unless the action is newer");
        }
        Standing::Wrong(fault, meant) => {
            let service = actions::service(prefix).map_or(prefix, |service| service.name);
            let (code, message) = match fault {
                Fault::Prefix => ("policy-unknown-prefix", format!("no service has the prefix `{prefix}`")),
                Fault::Name => ("policy-unknown-action", format!("{service} has no action `{text}`")),
                Fault::Wildcard => ("policy-no-match", format!("`{text}` matches no action of {service}")),
            };
            let help = question(&meant);
            reports.warning(code, span, message, help.as_deref().unwrap_or("take it out"));
        }
    }
}
