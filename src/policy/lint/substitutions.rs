//! `${AWS::Region}` outside of `Fn::Sub`, which CloudFormation leaves as it is (CloudFormation User Guide, "Pseudo parameters").

use crate::policy::json::{Node, Value};
use crate::policy::report::Reports;

/// The parameters that every template has.
const PSEUDO: [&str; 8] = [
    "${AWS::AccountId}",
    "${AWS::NoValue}",
    "${AWS::NotificationARNs}",
    "${AWS::Partition}",
    "${AWS::Region}",
    "${AWS::StackId}",
    "${AWS::StackName}",
    "${AWS::URLSuffix}",
];

/// Reports the strings of a policy in a template that have such a parameter and are not filled in.
pub(super) fn run(node: &Node, reports: &mut Reports) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| run(item, reports)),
        Value::Object(members) => {
            for (_, _, value) in members.iter().filter(|(key, ..)| key != "Fn::Sub") {
                run(value, reports);
            }
        }
        Value::String(text) | Value::Plain(text) => {
            if let Some(name) = PSEUDO.iter().find(|name| text.contains(**name)) {
                let message = format!("CloudFormation does not fill in `{name}` here");
                let help = "put `!Sub` before the text, or write `{\"Fn::Sub\": \"…\"}`";
                reports.warning("policy-variable", &node.span, message, help);
            }
        }
        Value::Template(_) => {}
    }
}
