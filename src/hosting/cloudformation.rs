//! The place where a site lives on AWS: a CloudFormation template, printed for the author to keep and to deploy.
//!
//! The template is `cloudformation/stack.yaml`; what it shares with the rest of the program is filled in here. Nothing is created and
//! no account is asked: that is for the AWS CLI (docs/hosting.md).

use crate::hosting::security_headers::{SECURITY_HEADERS, SecurityHeader};

const STACK: &str = include_str!("cloudformation/stack.yaml");

/// The function that the distribution runs before it looks for a file. CloudFormation puts two host names into it.
pub const VIEWER_REQUEST: &str = include_str!("cloudformation/viewer-request.js");

/// The CloudFormation template (AWS CloudFormation User Guide, "Template sections"). The same for every site: what differs
/// from one to the next is a parameter of the stack.
#[must_use]
pub fn template() -> String {
    let stack = SECURITY_HEADERS.iter().fold(STACK.to_owned(), |stack, SecurityHeader { name, value, .. }| {
        // CloudFormation wants the seconds alone.
        stack.replace(&format!("@{name}@"), value.trim_start_matches("max-age="))
    });
    // A block of YAML is indented line by line; empty lines stay empty.
    let function: Vec<String> = VIEWER_REQUEST
        .lines()
        .map(|line| if line.is_empty() { String::new() } else { format!("        {line}") })
        .collect();
    stack.replace("        @viewer-request.js@", &function.join("\n"))
}
