//! Policies of the kinds that AWS's documentation shows: nothing is wrong with them, and no more is said than is listed.

use crate::policy::{Severity, find};
use serde_json::Value as Json;

const GOOD: &str = include_str!("../../../tests/policy/good.json");
const DOCUMENTED: &str = include_str!("../../../tests/policy/documented.json");

#[test]
fn documented_kinds_of_policies_are_right() {
    let read = |text| serde_json::from_str::<Vec<Json>>(text).expect("the policies are JSON");
    let policies = [read(GOOD), read(DOCUMENTED)].concat();
    assert!(policies.len() >= 260);
    let mut wrong: Vec<String> = Vec::new();
    for case in &policies {
        let problems = find(&case["policy"].to_string(), "json", &[]).problems;
        let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
        let expected: Vec<&str> = case["codes"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        if codes != expected || problems.iter().any(|problem| problem.severity == Severity::Error) {
            let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
            wrong.push(format!("{}: {codes:?} {messages:?}", case["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Policies with one planted fault each, of 25 kinds.
const FAULTS: &str = include_str!("../../../tests/policy/faults.json");

#[test]
fn planted_faults_are_found() {
    let faults: Vec<Json> = serde_json::from_str(FAULTS).expect("the faults are JSON");
    assert!(faults.len() >= 100);
    let missed: Vec<&Json> =
        faults.iter().filter(|fault| find(&fault["policy"].to_string(), "json", &[]).problems.is_empty()).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn the_manual_lists_every_finding() {
    let manual = include_str!("../../../docs/policies.md");
    for about in super::ABOUT {
        let row = format!("| `{}` | {} |", about.code, about.why.replace('|', "\\|"));
        assert!(manual.contains(&row), "docs/policies.md lacks {row}");
    }
}
