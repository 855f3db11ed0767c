//! Policies of the kinds that AWS's documentation shows: nothing is wrong with them, and no more is said than is listed.

use crate::policy::{Severity, read};
use serde_json::Value as Json;

const GOOD: &str = include_str!("../../../tests/policy/good.json");

#[test]
fn documented_kinds_of_policies_are_right() {
    let policies: Vec<Json> = serde_json::from_str(GOOD).expect("the policies are JSON");
    assert!(policies.len() >= 120);
    let mut wrong: Vec<String> = Vec::new();
    for case in &policies {
        let problems = read(&case["policy"].to_string()).1;
        let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
        let expected: Vec<&str> = case["codes"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        if codes != expected || problems.iter().any(|problem| problem.severity == Severity::Error) {
            let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
            wrong.push(format!("{}: {codes:?} {messages:?}", case["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
