//! Makes the CloudFormation template that hosts a site on AWS. It takes nothing, and gives the text of the template.
//!
//! The template is `cloudformation/stack.yaml`; this module inserts the parts that it shares with the rest of the
//! program. It creates nothing and needs no account: the author runs the AWS CLI (docs/hosting.md).

use crate::hosting::security_headers::{SECURITY_HEADERS, SecurityHeader};

const STACK: &str = include_str!("cloudformation/stack.yaml");

/// The function that CloudFront runs before it looks for a file. CloudFormation inserts two host names.
pub const VIEWER_REQUEST: &str = include_str!("cloudformation/viewer-request.js");

/// Returns the CloudFormation template (AWS CloudFormation User Guide, "Template sections"). It is the same for every
/// site: the differences are parameters of the stack.
#[must_use]
pub fn template() -> String {
    let stack = SECURITY_HEADERS.iter().fold(STACK.to_owned(), |stack, SecurityHeader { name, value, .. }| {
        // CloudFormation expects the number of seconds only.
        stack.replace(&format!("@{name}@"), value.trim_start_matches("max-age="))
    });
    // A YAML block is indented line by line; empty lines stay empty.
    let function: Vec<String> = VIEWER_REQUEST
        .lines()
        .map(|line| if line.is_empty() { String::new() } else { format!("        {line}") })
        .collect();
    stack.replace("        @viewer-request.js@", &function.join("\n"))
}
