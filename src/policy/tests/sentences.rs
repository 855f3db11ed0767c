//! Whole sentences, and the summary.

use crate::policy::{Found, Statement, find};

/// The sentences of a policy, and its summary after them.
fn said(statements: &str) -> Vec<String> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let Found { policies, .. } = find(&text, "json", &[]);
    let sentence = |statement: &Statement| statement.sentence.iter().map(|part| part.text.as_str()).collect::<String>();
    let policy = &policies[0];
    policy.statements.iter().map(sentence).chain([policy.summary.clone()]).collect()
}

#[test]
fn everything_in_the_policy_of_a_resource_is_what_it_reaches() {
    let principal = r#""Principal":{"AWS":"111122223333"}"#;
    let statement = format!(r#"{{"Effect":"Allow",{principal},"Action":"sqs:SendMessage","Resource":"*"}}"#);
    assert_eq!(
        said(&statement),
        [
            "Allows account 111122223333 (its own policies decide for whom) to send messages to every queue that this policy reaches (*).",
            "1 statement: writes what the policy reaches"
        ]
    );
    let statement = format!(r#"{{"Effect":"Allow",{principal},"Action":"*","Resource":"*"}}"#);
    assert!(said(&statement)[0].ends_with("to do everything on every resource that this policy reaches (*)."));
    assert!(
        said(r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}"#)[0].ends_with("to every queue (*).")
    );
}

#[test]
fn what_leaves_nothing_is_said_so() {
    assert_eq!(
        said(r#"{"Effect":"Deny","NotAction":"*","Resource":"*"}"#),
        ["Forbids nothing: NotAction with * leaves no action.", "1 statement: no effect"]
    );
    assert_eq!(
        said(r#"{"Effect":"Allow","Action":"s3:GetObject","NotResource":"*"}"#),
        ["Allows nothing: NotResource with * leaves no resource.", "1 statement: no effect"]
    );
    let deny = r#"{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}"#;
    assert_eq!(said(deny)[1], "1 statement: 1 denial");
}

#[test]
fn a_kind_that_is_a_guess_is_said_so() {
    let deny = r#"{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}"#;
    assert_eq!(said(deny)[1], "1 statement (a service control policy, as it seems): 1 denial");
    let sure =
        format!(r#"{{"Type":"SERVICE_CONTROL_POLICY","Content":{{"Version":"2012-10-17","Statement":[{deny}]}}}}"#);
    assert_eq!(find(&sure, "json", &[]).policies[0].summary, "1 statement: 1 denial");
    assert_eq!(said(r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#)[1], "1 statement: 1 denial");
}
