//! What lets in more callers than its author may know, and help that must not do so either.

use super::codes;
use crate::policy::dress::documents;
use crate::policy::{Kind, find};

/// A whole policy of statements.
fn whole(statements: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

fn kinds(text: &str) -> Vec<Kind> {
    documents(text, "json", None).0.into_iter().map(|document| document.kind).collect()
}

/// The codes and the helps of a text.
fn helps(text: &str) -> Vec<(&'static str, String)> {
    let problems = find(text, "json", &[]).problems;
    problems.into_iter().map(|problem| (problem.code, problem.help.unwrap_or_default())).collect()
}

#[test]
fn a_policy_that_allows_is_no_service_control_policy() {
    let deny = |condition: &str| {
        format!(r#"{{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{{"ArnNotLike":{{{condition}}}}}}}"#)
    };
    let others = deny(r#""aws:PrincipalArn":"arn:aws:iam::*:role/admin""#);
    let leave = r#"{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}"#;
    let pass = r#"{"Effect":"Allow","Action":["iam:PassRole","s3:*"],"Resource":"*"}"#;
    let all = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    for denial in [others.as_str(), leave] {
        assert_eq!(kinds(&whole(denial)), [Kind::ServiceControl]);
        for allow in [pass, all] {
            assert_eq!(kinds(&whole(&format!("{allow},{denial}"))), [Kind::Identity]);
        }
        assert_eq!(codes(&whole(&format!("{pass},{denial}"))), ["policy-pass-role"]);
        assert_eq!(codes(&whole(&format!("{all},{denial}"))), ["policy-admin"]);
    }
}

#[test]
fn help_about_a_principal_keeps_its_value() {
    let role = "arn:aws:iam::111122223333:role/app";
    let saml = "arn:aws:iam::111122223333:saml-provider/adfs";
    for (kind, value, right) in [
        ("Role", role, "AWS"),
        ("Account", "111122223333", "AWS"),
        ("User", role, "AWS"),
        ("Lambda", "lambda.amazonaws.com", "Service"),
        ("Provider", saml, "Federated"),
    ] {
        let text = format!(r#"{{"Effect":"Allow","Principal":{{"{kind}":"{value}"}},"Action":"sts:AssumeRole"}}"#);
        let expected = format!(r#"write `{{"{right}": "{value}"}}`"#);
        assert_eq!(helps(&text), [("policy-principal", expected)], "{kind}");
    }
    for principal in [r#"{"Role":"*"}"#, r#"{"Role":["111122223333","*"]}"#, "{}", "[]", "true"] {
        let text = format!(r#"{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole"}}"#);
        for (code, help) in helps(&text) {
            assert!(!help.contains('*'), "{principal}: {code}: {help}");
        }
    }
}

#[test]
fn a_scheme_before_a_provider_has_one_message() {
    let trust = |provider: &str, key: &str| {
        helps(&format!(
            r#"{{"Effect":"Allow","Principal":{{"Federated":"arn:aws:iam::111122223333:oidc-provider/{provider}"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{{"StringEquals":{{"{key}:sub":"repo:o/r:ref:refs/heads/main"}}}}}}"#
        ))
    };
    for host in ["token.actions.githubusercontent.com", "oidc.eks.eu-west-1.amazonaws.com/id/A1"] {
        let codes = |found: Vec<(&'static str, String)>| found.into_iter().map(|(code, _)| code).collect::<Vec<_>>();
        let url = format!("https://{host}");
        assert_eq!(codes(trust(host, host)), [""; 0]);
        assert_eq!(codes(trust(&url, host)), ["policy-principal-refused"]);
        for (code, help) in [trust(&url, &url), trust(host, &url)].concat() {
            assert!(!help.starts_with("write `https:") && !help.contains("on `https:"), "{code}: {help}");
        }
    }
}
