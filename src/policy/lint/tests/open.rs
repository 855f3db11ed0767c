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

#[test]
fn policies_of_roles_and_of_the_own_user_are_ways_up() {
    let allow = |action: &str, resource: &str| {
        codes(&format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}"#))
    };
    for action in ["iam:AttachRolePolicy", "iam:PutRolePolicy"] {
        assert_eq!(allow(action, "*"), ["policy-escalation"], "{action}");
        assert_eq!(allow(action, "arn:aws:iam::111122223333:role/*"), ["policy-escalation"], "{action}");
        assert_eq!(allow(action, "arn:aws:iam::111122223333:role/app-*"), [""; 0], "{action}");
    }
    let own = "arn:aws:iam::*:user/${aws:username}";
    for action in ["iam:AttachUserPolicy", "iam:PutUserPolicy", "iam:*UserPolicy"] {
        assert_eq!(allow(action, own), ["policy-escalation"], "{action}");
    }
    for action in ["iam:CreateAccessKey", "iam:ChangePassword", "iam:GetUserPolicy", "iam:UpdateLoginProfile"] {
        assert_eq!(allow(action, own), [""; 0], "{action}");
    }
}

#[test]
fn a_variable_as_the_bucket_is_no_wildcard_on_names() {
    let read = |bucket: &str| {
        codes(&format!(r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::{bucket}"}}"#))
    };
    assert_eq!(read("${transfer:HomeDirectory}*"), [""; 0]);
    assert_eq!(read("logs*"), ["policy-wildcard-reach"]);
}

/// Conditions under which a statement for everyone is open: whether only to accounts.
const OPEN: &[(&str, bool)] = &[
    (r#""StringEquals":{"aws:RequestedRegion":"eu-west-1"}"#, false),
    (r#""StringEquals":{"aws:ResourceAccount":"111122223333"}"#, false),
    (r#""StringEquals":{"s3:ExistingObjectTag/public":"yes"}"#, false),
    (r#""StringEquals":{"aws:ResourceTag/public":"yes"}"#, false),
    (r#""StringLike":{"aws:UserAgent":"app*"}"#, false),
    (r#""Bool":{"aws:ViaAWSService":"false"}"#, false),
    (r#""BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}"#, false),
    (r#""StringEquals":{"aws:PrincipalType":["User","Anonymous"]}"#, false),
    (r#""IpAddress":{"aws:SourceIp":["203.0.113.0/24","0.0.0.0/0"]}"#, false),
    (r#""Bool":{"aws:ViaAWSService":"true"}"#, true),
    (r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#, true),
    (r#""NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}"#, true),
    (r#""StringEquals":{"aws:PrincipalType":"AssumedRole"}"#, true),
    (r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/app"}"#, true),
    (r#""ArnLike":{"aws:PrincipalArn":["arn:aws:iam::111122223333:role/app","arn:*:iam::*:role/app*"]}"#, true),
    (r#""StringLike":{"aws:PrincipalArn":"arn:aws:iam::*"}"#, true),
    (r#""StringLike":{"aws:PrincipalArn":"*role/app"}"#, true),
    (r#""StringEquals":{"aws:PrincipalTag/team":"web"}"#, true),
    (r#""StringLike":{"aws:PrincipalOrgID":"o-*"}"#, true),
    (r#""IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}"#, true),
    (r#""ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:*:topic"}"#, true),
    (r#""ArnLike":{"aws:SourceArn":"arn:aws:s3:::*"}"#, true),
    (r#""Null":{"aws:SourceVpce":"false"}"#, true),
    (r#""StringEquals":{"aws:RequestedRegion":"eu-west-1"},"Bool":{"aws:MultiFactorAuthPresent":"true"}"#, true),
];

/// Conditions that say who.
const LIMITED: &[&str] = &[
    r#""StringEquals":{"aws:PrincipalAccount":"111122223333"}"#,
    r#""StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/app"}"#,
    r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}"#,
    r#""ArnLike":{"aws:PrincipalArn":"arn:*:iam::111122223333:role/app"}"#,
    r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::${aws:ResourceAccount}:role/*"}"#,
    r#""StringEquals":{"aws:ResourceAccount":"${aws:PrincipalAccount}"}"#,
    r#""ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:*"}"#,
    r#""ArnLike":{"aws:SourceArn":"arn:aws:s3:*:*:notes"}"#,
    r#""ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:<account>:*"}"#,
    r#""StringEquals":{"aws:SourceVpce":"vpce-1a2b3c4d"}"#,
    r#""StringEquals":{"aws:SourceVpc":"vpc-111bbb22"},"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}"#,
    r#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"},"Bool":{"aws:MultiFactorAuthPresent":"true"}"#,
    r#""StringEquals":{"s3:DataAccessPointAccount":"111122223333"}"#,
    r#""StringEquals":{"aws:PrincipalTag/team":"web","aws:SourceAccount":"111122223333"}"#,
];

#[test]
fn conditions_that_limit_no_caller_leave_a_statement_public() {
    let policy = |condition: &str| {
        let object = r#""Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*""#;
        let statement = format!(r#"{{"Effect":"Allow","Principal":"*",{object},"Condition":{{{condition}}}}}"#);
        let problems = find(&whole(&statement), "json", &[]).problems;
        let public: Vec<String> = problems
            .into_iter()
            .filter(|problem| problem.code == "policy-public")
            .map(|problem| problem.message)
            .collect();
        public
    };
    for (condition, is_signed) in OPEN {
        let found = policy(condition);
        assert_eq!(found.len(), 1, "{condition}");
        assert_eq!(found[0].contains("every AWS account"), *is_signed, "{condition}: {}", found[0]);
    }
    for condition in LIMITED {
        assert_eq!(policy(condition), [""; 0], "{condition}");
    }
}

#[test]
fn services_and_external_ids_limit_no_account() {
    let statement = |actions: &str, condition: &str| {
        let principal = r#""Principal":{"AWS":"*"}"#;
        codes(&format!(r#"{{"Effect":"Allow",{principal},{actions},"Condition":{{{condition}}}}}"#))
    };
    let key = r#""Action":["kms:Decrypt","kms:Encrypt"],"Resource":"*""#;
    let via = r#""kms:ViaService":"s3.us-east-1.amazonaws.com""#;
    assert_eq!(statement(key, &format!(r#""StringEquals":{{{via}}}"#)), ["policy-public"]);
    assert_eq!(statement(key, &format!(r#""StringEquals":{{{via},"kms:CallerAccount":"111122223333"}}"#)), [""; 0]);
    let assume = r#""Action":"sts:AssumeRole""#;
    assert_eq!(statement(assume, r#""StringEquals":{"sts:ExternalId":"a1"}"#), ["policy-public"]);
    assert_eq!(statement(assume, r#""StringLike":{"sts:RoleSessionName":"${aws:username}"}"#), ["policy-public"]);
    let org = r#""StringEquals":{"sts:ExternalId":"a1","aws:PrincipalOrgID":"o-a1b2c3d4e5"}"#;
    assert_eq!(statement(assume, org), [""; 0]);
    let perimeter = r#""StringEquals":{"aws:ResourceAccount":"111122223333"}"#;
    assert_eq!(statement(r#""Action":"s3:*","Resource":"*""#, perimeter), [""; 0], "it is that of a VPC endpoint");
}
