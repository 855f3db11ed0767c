//! Whom trust policies and policies of resources let act: owners of repositories, and services for their customers.

use crate::policy::{Severity, find};

fn findings(statement: &str) -> Vec<(Severity, &'static str)> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    find(&text, "json", &[]).problems.into_iter().map(|problem| (problem.severity, problem.code)).collect()
}

fn subject(provider: &str, operator: &str, subject: &str) -> Vec<(Severity, &'static str)> {
    let principal = format!(r#"{{"Federated":"arn:aws:iam::111122223333:oidc-provider/{provider}"}}"#);
    let condition = format!(r#"{{"{operator}":{{"{provider}:sub":"{subject}"}}}}"#);
    findings(&format!(
        r#"{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{condition}}}"#
    ))
}

#[test]
fn the_name_of_an_owner_is_whole() {
    let github = "token.actions.githubusercontent.com";
    let wide = [(Severity::Warning, "policy-oidc")];
    for name in
        ["repo:octo*/*", "repo:octo*", "repo:octo-org*", "repo:octo?org/app:*", "*octo-org*", "repo:*octo/app:*"]
    {
        assert_eq!(subject(github, "StringLike", name), wide, "{name}");
    }
    for name in ["repo:octo-org/*", "repo:octo-org/app*", "repo:octo-org/*:ref:refs/heads/main", "repo:${Org}/*:*"] {
        assert_eq!(subject(github, "StringLike", name), [], "{name}");
    }
    assert_eq!(subject("gitlab.com", "StringLike", "project_path:acme*/app:ref_type:branch:ref:main"), wide);
    assert_eq!(subject("gitlab.com", "StringLike", "project_path:acme/*:ref_type:branch:ref:main"), []);
    assert_eq!(subject("app.terraform.io", "StringLike", "organization:acme*:project:p:workspace:w:run_phase:*"), wide);
    assert_eq!(subject("app.terraform.io", "StringLike", "organization:acme:project:*:workspace:w:run_phase:*"), []);
}

#[test]
fn a_policy_says_for_whom_a_service_acts() {
    let policy = |service: &str, action: &str, condition: &str| {
        let principal = format!(r#"{{"Service":"{service}.amazonaws.com"}}"#);
        findings(&format!(
            r#"{{"Effect":"Allow","Principal":{principal},"Action":"{action}","Resource":"*","Condition":{{{condition}}}}}"#
        ))
    };
    let other = r#""Bool":{"aws:SecureTransport":"true"}"#;
    let for_whom = [
        r#""ArnLike":{"aws:SourceArn":"arn:aws:s3:::b"}"#,
        r#""StringEquals":{"aws:SourceAccount":"111122223333"}"#,
        r#""StringEquals":{"aws:SourceOrgID":"o-a1b2c3d4e5"}"#,
    ];
    let pairs = [
        ("s3", "sns:Publish"),
        ("sns", "sqs:SendMessage"),
        ("cloudtrail", "s3:GetBucketAcl"),
        ("cloudfront", "s3:GetObject"),
        ("s3", "lambda:InvokeFunction"),
    ];
    for (service, action) in pairs {
        assert_eq!(policy(service, action, other), [(Severity::Note, "policy-confused-deputy")], "{service}");
        for condition in for_whom {
            assert_eq!(policy(service, action, condition), [], "{service} {condition}");
        }
    }
    for (service, action) in [("apigateway", "lambda:InvokeFunction"), ("ec2", "kms:Decrypt")] {
        assert_eq!(policy(service, action, other), [], "{service}");
    }
    let trust = r#"{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}"#;
    assert_eq!(findings(trust), []);
}
