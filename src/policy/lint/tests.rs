use super::ABOUT;
use crate::policy::{Severity, find};

/// A text with one finding, by its code; `-` for none.
const FINDINGS: &[(&str, &str)] = &[
    ("-", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#),
    ("-", r#"{"Effect":"Allow","Action":["s3:ListAllMyBuckets","s3:GetBucketLocation"],"Resource":"arn:aws:s3:::*"}"#),
    (
        "-",
        r#"{"Effect":"Allow","Action":["s3:ListBucket","s3:GetObject"],"Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}"#,
    ),
    ("-", r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::111122223333:role/x"}}"#),
    ("-", r#"{"Effect":"Allow","Action":"kms:*","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Resource":"*"}"#),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":{"AWS":"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"},"Resource":"arn:aws:s3:::b/*"}"#,
    ),
    (
        "-",
        r#"{"Effect":"Deny","Action":"s3:*","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"execute-api:Invoke","Principal":{"AWS":"111122223333"},"Resource":"execute-api:/*/GET/pets"}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"logs:PutLogEvents","Resource":"arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:*"}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"dynamodb:Query","Resource":"arn:aws:dynamodb:us-east-1:111122223333:table/t/index/*"}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"ec2:RunInstances","Resource":["arn:aws:ec2:*:*:instance/*","arn:aws:ec2:*::image/*","arn:aws:ec2:*:*:subnet/*"]}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["a"]},"Null":{"aws:TagKeys":"false"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b","Condition":{"StringEquals":{"s3:prefix":["","a/"],"s3:delimiter":"/"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:o/r:*"}}}"#,
    ),
    (
        "policy-account",
        r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:1234567890:q"}"#,
    ),
    (
        "policy-account",
        r#"{"Effect":"Deny","Action":"sqs:SendMessage","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceAccount":"12345"}}}"#,
    ),
    ("policy-admin", r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#),
    ("policy-allow-not-action", r#"{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}"#),
    (
        "policy-allow-not-principal",
        r#"{"Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#,
    ),
    ("policy-allow-not-resource", r#"{"Effect":"Allow","Action":"s3:GetObject","NotResource":"arn:aws:s3:::b/*"}"#),
    ("policy-arn", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3::b/*"}"#),
    ("policy-arn", r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111122223333:"}"#),
    (
        "policy-condition-key",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgId2":"o-a1b2c3d4e5"}}}"#,
    ),
    (
        "policy-condition-key",
        r#"{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"StringEquals":{"s3:prefx":"a"}}}"#,
    ),
    (
        "policy-condition-type",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:SourceIp":"203.0.113.0/24"}}}"#,
    ),
    (
        "policy-condition-type",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"IpAddress":{"aws:SourceVpc":"203.0.113.0/24"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/33"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"tomorrow"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"111122223333"}}}"#,
    ),
    ("policy-deprecated", r#"{"Effect":"Allow","Action":"elasticmapreduce:DescribeJobFlows","Resource":"*"}"#),
    ("policy-escalation", r#"{"Effect":"Allow","Action":"iam:CreatePolicyVersion","Resource":"*"}"#),
    (
        "policy-escalation",
        r#"{"Effect":"Allow","Action":["iam:Put*","sts:AssumeRole"],"Resource":"arn:aws:iam::111122223333:role/*"}"#,
    ),
    (
        "policy-for-all-values",
        r#"{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["a"]}}}"#,
    ),
    (
        "policy-literal-wildcard",
        r#"{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b","Condition":{"StringEquals":{"s3:prefix":"home/*"}}}"#,
    ),
    (
        "policy-mfa",
        r#"{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#,
    ),
    ("policy-no-match", r#"{"Effect":"Allow","Action":"s3:Frobnicate*","Resource":"*"}"#),
    (
        "policy-oidc",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"}}}"#,
    ),
    ("policy-partition", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:amazon:s3:::b/*"}"#),
    ("policy-pass-role", r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}"#),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::111122223333:role/Dev*"}}"#,
    ),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::111122223333:group/devs"}}"#,
    ),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"lambda.amazonaws.com"}}"#,
    ),
    ("policy-principal-refused", r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"lambda"}}"#),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"lamda.amazonaws.com"}}"#,
    ),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/r"},"Resource":"arn:aws:s3:::b/*"}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"sqs:SendMessage","Principal":"*","Resource":"arn:aws:sqs:us-east-1:111122223333:q"}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":{"AWS":"*"},"Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#,
    ),
    ("policy-resource-mismatch", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b"}"#),
    ("policy-resource-mismatch", r#"{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b/*"}"#),
    (
        "policy-resource-mismatch",
        r#"{"Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"arn:aws:ec2:us-east-1:111122223333:instance/i-1"}"#,
    ),
    ("policy-resource-mismatch", r#"{"Effect":"Allow","Action":"dynamodb:PutItem","Resource":"arn:aws:s3:::b/*"}"#),
    (
        "policy-resource-mismatch",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::b/*","arn:aws:s3:::b"]}"#,
    ),
    (
        "policy-set-operator",
        r#"{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
    ),
    (
        "policy-set-operator",
        r#"{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"StringEquals":{"aws:TagKeys":"a"}}}"#,
    ),
    (
        "policy-tls",
        r#"{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#,
    ),
    (
        "policy-trust-action",
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/adfs"}}"#,
    ),
    ("policy-unknown-action", r#"{"Effect":"Allow","Action":"s3:GetObjects","Resource":"*"}"#),
    ("policy-unknown-action", r#"{"Effect":"Allow","Action":"s3:PutLogEvents","Resource":"*"}"#),
    ("policy-unknown-action", r#"{"Effect":"Allow","Action":"s3:Quuxify","Resource":"*"}"#),
    ("policy-unknown-prefix", r#"{"Effect":"Allow","Action":"dyanmodb:PutItem","Resource":"*"}"#),
    ("policy-wildcard-reach", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs*"}"#),
    ("-", r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"my-org-id"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"organization-id"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"IpAddress":{"aws:SourceIp":"your-ip-address"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"IpAddress":{"aws:SourceIp":"IP_ADDRESS/32"}}}"#,
    ),
    ("-", r#"{"Effect":"Allow","Action":"service-prefix:action-name","Resource":"bucket-arn/*"}"#),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","0.0.0.0/0"]}}}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"Null":{"aws:PrincipalArn":"true"}}}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
    ),
    (
        "policy-oidc",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:*"}}}"#,
    ),
    (
        "policy-oidc",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"*"}}}"#,
    ),
    (
        "policy-oidc",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:*/*:ref:refs/heads/main"}}}"#,
    ),
    (
        "policy-oidc",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Condition":{"StringEquals":{"gitlab.com:sub":"project_path:g/p:ref_type:branch:ref:main"}}}"#,
    ),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"*"},"Condition":{"StringEquals":{"token.actions.githubusercontent.com:sub":"repo:o/r:ref:refs/heads/main"}}}"#,
    ),
    (
        "policy-trust-action",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithSAML","Principal":{"Service":"lambda.amazonaws.com"}}"#,
    ),
    (
        "policy-trust-action",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"AWS":"arn:aws:iam::111122223333:root"}}"#,
    ),
    (
        "policy-trust-action",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithSAML","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Condition":{"StringEquals":{"token.actions.githubusercontent.com:sub":"repo:o/r:ref:refs/heads/main"}}}"#,
    ),
    (
        "policy-condition-type",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:SourceIp":"203.0.113.*"}}}"#,
    ),
    (
        "policy-set-operator",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
    ),
    ("policy-arn-incomplete", r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs"}"#),
    ("policy-condition", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{}}"#),
    (
        "policy-condition",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{}}}"#,
    ),
];

fn codes(text: &str) -> Vec<&'static str> {
    find(text, "json", &[]).problems.into_iter().map(|problem| problem.code).collect()
}

#[test]
fn each_statement_has_its_finding() {
    for (code, text) in FINDINGS {
        let expected: Vec<&str> = if *code == "-" { Vec::new() } else { vec![code] };
        assert_eq!(codes(text), expected, "{text}");
    }
}

#[test]
fn whole_policies_have_findings() {
    let text = r#"{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"}]}"#;
    assert_eq!(codes(text), ["policy-version", "policy-variable"]);
    let without_version = |resource: &str| {
        let statement = format!(r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":"{resource}"}}"#);
        format!(r#"{{"Statement":[{statement}]}}"#)
    };
    assert_eq!(codes(&without_version("arn:aws:s3:::b/*")), ["policy-version"]);
    let note = &find(&without_version("arn:aws:s3:::b/*"), "json", &[]).problems[0];
    assert_eq!(note.severity, Severity::Note);
    assert_eq!(codes(&without_version("arn:aws:s3:::b/${aws:username}/*")), ["policy-variable"]);
    let misspelt = r#"{"Version":"2012-10-17","Statements":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}"#;
    assert_eq!(codes(misspelt), ["policy-key"]);
    let small = r#"{"Version":"2012-10-17","Statement":[{"effect":"Allow","action":"s3:GetObject","resource":"arn:aws:s3:::b/*"}]}"#;
    assert_eq!(codes(small), ["policy-key", "policy-key", "policy-key"]);
    let many: Vec<String> = (0..400).map(|number| format!("\"arn:aws:s3:::bucket{number}/*\"")).collect();
    let long = format!(r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":[{}]}}"#, many.join(", "));
    assert_eq!(codes(&long), ["policy-size"]);
}

#[test]
fn every_finding_is_documented_and_tested() {
    let tested: Vec<&str> = FINDINGS.iter().map(|(code, _)| *code).chain(["policy-variable", "policy-size"]).collect();
    for about in ABOUT {
        assert!(tested.contains(&about.code), "{} has no test", about.code);
        assert!(about.link().starts_with("https://docs.aws.amazon.com/"));
    }
    assert!(ABOUT.is_sorted_by_key(|about| about.code));
}
