//! Parts of a policy that together mean nothing: conditions, statements, exceptions of everything, and what a template leaves.

use crate::policy::dress::documents;
use crate::policy::{Kind, Severity, find};

fn of(text: &str, language: &str) -> Vec<(Severity, &'static str)> {
    find(text, language, &[]).problems.into_iter().map(|problem| (problem.severity, problem.code)).collect()
}

fn policy(statements: &str) -> Vec<(Severity, &'static str)> {
    of(&format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#), "json")
}

fn condition(condition: &str) -> Vec<(Severity, &'static str)> {
    policy(&format!(
        r#"{{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b","Condition":{{{condition}}}}}"#
    ))
}

const NO_MATCH: [(Severity, &str); 1] = [(Severity::Warning, "policy-no-match")];

#[test]
fn conditions_that_exclude_each_other() {
    for pair in [
        r#""StringEquals":{"aws:PrincipalAccount":"111122223333"},"StringNotEquals":{"aws:PrincipalAccount":"111122223333"}"#,
        r#""StringEquals":{"aws:RequestedRegion":"us-east-1"},"StringLike":{"aws:RequestedRegion":"eu-*"}"#,
        r#""StringLike":{"s3:prefix":"home/*"},"StringNotLike":{"s3:prefix":["home/*","x/*"]}"#,
        r#""NumericLessThan":{"s3:max-keys":"5"},"NumericGreaterThan":{"s3:max-keys":"10"}"#,
        r#""DateGreaterThan":{"aws:CurrentTime":"2026-06-01T00:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}"#,
        r#""Null":{"aws:SourceVpc":"true"},"StringEquals":{"aws:SourceVpc":"vpc-0a1b2c3d"}"#,
        r#""Null":{"aws:SourceVpc":"true"},"StringLike":{"aws:SourceVpc":"vpc-*"}"#,
        r#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"},"NotIpAddress":{"AWS:SourceIp":"203.0.113.0/24"}"#,
    ] {
        assert_eq!(condition(pair), NO_MATCH, "{pair}");
    }
    for pair in [
        r#""StringEquals":{"aws:RequestedRegion":["us-east-1","eu-west-1"]},"StringLike":{"aws:RequestedRegion":"eu-*"}"#,
        r#""StringLike":{"s3:prefix":"home/*"},"StringNotLike":{"s3:prefix":"home/secret/*"}"#,
        r#""NumericLessThan":{"s3:max-keys":"10"},"NumericGreaterThan":{"s3:max-keys":"5"}"#,
        r#""DateGreaterThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2026-06-01T00:00:00Z"}"#,
        r#""DateGreaterThan":{"aws:CurrentTime":"2026-06-01T00:00:00+09:00"},"DateLessThan":{"aws:CurrentTime":"2026-05-31T20:00:00Z"}"#,
        r#""Null":{"aws:SourceVpc":"true"},"StringNotEquals":{"aws:SourceVpc":"vpc-0a1b2c3d"}"#,
        r#""Null":{"aws:SourceVpc":"true"},"StringEqualsIfExists":{"aws:SourceVpc":"vpc-0a1b2c3d"}"#,
        r#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"},"NotIpAddress":{"aws:SourceIp":"203.0.113.7/32"}"#,
        r#""StringEquals":{"s3:prefix":"${aws:username}"},"StringNotEquals":{"s3:prefix":"ana"}"#,
        r#""StringEquals":{"aws:ResourceTag/a":"x"},"StringNotEquals":{"aws:ResourceTag/b":"x"}"#,
    ] {
        let found = condition(pair);
        assert!(!found.contains(&NO_MATCH[0]), "{pair}: {found:?}");
    }
}

#[test]
fn values_that_a_key_never_has() {
    let warning = [(Severity::Warning, "policy-condition-value")];
    let put = |condition: &str| {
        policy(&format!(
            r#"{{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::b/*","Condition":{{"StringEquals":{{{condition}}}}}}}"#
        ))
    };
    assert_eq!(put(r#""s3:x-amz-server-side-encryption":"AES-256""#), warning);
    assert_eq!(put(r#""s3:x-amz-acl":"public-reed""#), warning);
    assert_eq!(put(r#""s3:x-amz-server-side-encryption":"SSE-S3""#), [(Severity::Note, "policy-condition-value")]);
    for right in
        [r#""s3:x-amz-acl":"bucket-owner-full-control""#, r#""s3:x-amz-server-side-encryption":["aws:kms","AES256"]"#]
    {
        assert_eq!(put(right), [], "{right}");
    }
    assert!(put(r#""aws:SecureTransport":"yes""#).contains(&warning[0]));
    assert!(!put(r#""aws:SecureTransport":"true""#).contains(&warning[0]));
    let address = r#""IpAddress":{"aws:SourceIp":["203.0.113.0/24","10.0.0.0/8"]}"#;
    assert_eq!(condition(address), [(Severity::Note, "policy-condition-value")]);
}

#[test]
fn statements_that_another_one_holds() {
    let note = [(Severity::Note, "policy-redundant")];
    let allow =
        |action: &str, resource: &str| format!(r#"{{"Effect":"Allow","Action":{action},"Resource":{resource}}}"#);
    let both = |first: String, second: String| policy(&format!("{first},{second}"));
    let get = allow(r#""s3:GetObject""#, r#""arn:aws:s3:::b/a*""#);
    for wide in [
        allow(r#""s3:*""#, r#""*""#),
        allow(r#"["s3:Get*","s3:PutObject"]"#, r#"["arn:aws:s3:::b","arn:aws:s3:::b/*"]"#),
        get.clone(),
    ] {
        assert_eq!(both(wide.clone(), get.clone()), note, "{wide}");
        assert_eq!(both(get.clone(), wide.clone()), note, "{wide}");
    }
    for other in [
        allow(r#""s3:Get*""#, r#""arn:aws:s3:::b/b*""#),
        allow(r#""s3:PutObject""#, r#""*""#),
        allow(r#""s3:Get*""#, r#""arn:aws:s3:::b/a?""#),
        get.replace("Allow", "Deny"),
        get.replace('}', r#","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#)
            .replace("s3:GetObject", "s3:PutObject"),
        r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#
            .to_owned(),
    ] {
        assert_eq!(both(other.clone(), get.clone()), [], "{other}");
    }
}

#[test]
fn an_exception_of_everything_leaves_nothing() {
    for statement in [
        r#"{"Effect":"Allow","NotAction":"*","Resource":"*"}"#,
        r#"{"Effect":"Deny","NotAction":["s3:Get*","*"],"Resource":"*"}"#,
        r#"{"Effect":"Allow","Action":"s3:GetObject","NotResource":"*"}"#,
        r#"{"Effect":"Deny","NotPrincipal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#,
        r#"{"Effect":"Allow","NotPrincipal":{"AWS":"*"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#,
    ] {
        assert_eq!(policy(statement), NO_MATCH, "{statement}");
    }
    let some = r#"{"Effect":"Deny","NotAction":"iam:*","Resource":"*"}"#;
    assert_eq!(policy(some), []);
}

#[test]
fn a_template_fills_in_what_it_is_asked_to() {
    let template = |resource: &str| {
        format!(
            "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: \"2012-10-17\"\n        Statement:\n          - Effect: Allow\n            Action: sns:Publish\n            Resource: {resource}\n"
        )
    };
    let literal = [(Severity::Warning, "policy-variable")];
    for resource in [
        "arn:aws:sns:${AWS::Region}:111122223333:t",
        "\"arn:aws:sns:us-east-1:${AWS::AccountId}:t\"",
        "!Join ['', ['arn:aws:sns:', !Ref AWS::Region, ':${AWS::AccountId}:t']]",
    ] {
        assert_eq!(of(&template(resource), "yaml"), literal, "{resource}");
    }
    for resource in [
        "!Sub arn:aws:sns:${AWS::Region}:${AWS::AccountId}:t",
        "!Join ['', ['arn:aws:sns:', !Ref AWS::Region, ':', !Sub '${AWS::AccountId}', ':t']]",
        "!Sub ['arn:aws:sns:${AWS::Region}:${AWS::AccountId}:${T}', {T: t}]",
    ] {
        assert_eq!(of(&template(resource), "yaml"), [], "{resource}");
    }
    let json = r#"{"Resources":{"P":{"Type":"AWS::IAM::Policy","Properties":{"PolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sns:Publish","Resource":"arn:aws:sns:${AWS::Region}:111122223333:t"}]}}}}}"#;
    assert_eq!(of(json, "json"), literal);
    // A statement alone may be inside of a `Fn::Sub`.
    let alone = r#"{"Effect":"Allow","Action":"sns:Publish","Resource":"arn:aws:sns:${AWS::Region}:111122223333:t"}"#;
    assert_eq!(of(alone, "json"), []);
}

#[test]
fn a_choice_of_the_template_is_said_and_is_no_repetition() {
    let text = "Version: \"2012-10-17\"\nStatement:\n  - Effect: Allow\n    Action: !If [Prod, [s3:GetObject, s3:PutObject], s3:GetObject]\n    Resource: arn:aws:s3:::b/*\n  - Effect: Allow\n    Action: sqs:SendMessage\n    Resource: \"*\"\n";
    let found = find(text, "yaml", &[]);
    assert_eq!(found.problems, []);
    let sentence = |number: usize| {
        let parts = &found.policies[0].statements[number].sentence;
        parts.iter().map(|part| part.text.as_str()).collect::<String>()
    };
    assert!(
        sentence(0).ends_with("Some of this is there only if the template decides so (Fn::If)."),
        "{}",
        sentence(0)
    );
    assert!(!sentence(1).contains("template"));
}

#[test]
fn for_all_values_also_denies_without_the_key() {
    let deny = |key: &str, more: &str| {
        policy(&format!(
            r#"{{"Effect":"Deny","Action":"ec2:CreateTags","Resource":"*","Condition":{{"ForAllValues:StringNotEquals":{{"{key}":"a"}}{more}}}}}"#
        ))
    };
    assert_eq!(deny("aws:TagKeys", ""), [(Severity::Note, "policy-for-all-values")]);
    assert_eq!(deny("aws:TagKeys", r#","Null":{"aws:TagKeys":"false"}"#), []);
}

#[test]
fn a_session_policy_is_short_and_names_no_principal() {
    let read = |statement: &str| {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
        let (_, problems) = documents(&text, "json", Some(Kind::Session));
        problems.into_iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    let names: Vec<String> = (0..80).map(|number| format!("\"arn:aws:s3:::bucket{number}/*\"")).collect();
    let long = format!(r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":[{}]}}"#, names.join(","));
    assert_eq!(read(&long), ["policy-size"]);
    assert_eq!(policy(&long), []);
    let principal = r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"*"}"#;
    assert_eq!(read(principal), ["policy-layer"]);
    // It only limits what the role has.
    assert_eq!(read(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#), [""; 0]);
}
