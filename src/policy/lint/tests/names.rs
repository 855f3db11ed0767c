//! Parts that are missing in an ARN, and names that no resource has.

use crate::policy::{Severity, find};

fn findings(resource: &str) -> Vec<(Severity, &'static str)> {
    let text = format!(r#"{{"Effect":"Deny","Action":"*","Resource":"{resource}"}}"#);
    find(&text, "json", &[]).problems.into_iter().map(|problem| (problem.severity, problem.code)).collect()
}

fn all(resources: &[&str], expected: &[(Severity, &str)]) {
    for resource in resources {
        assert_eq!(findings(resource), expected, "{resource}");
    }
}

#[test]
fn regions_and_accounts_that_the_service_has_are_not_left_out() {
    all(
        &[
            "arn:aws:sqs:us-east-1::q",
            "arn:aws:sqs::111122223333:q",
            "arn:aws:sqs::*:q",
            "arn:aws:dynamodb:::table/x",
            "arn:aws:dynamodb:us-east-1::table/x/index/*",
            "arn:aws:lambda:::function:f",
            "arn:aws:iam:::role/app",
            "arn:aws:ec2:us-east-1::vpc/vpc-0a1b2c3d",
            "arn:aws:logs:::log-group:x:*",
            "arn:aws:kms:us-east-1::key/${KeyId}",
        ],
        &[(Severity::Warning, "policy-arn")],
    );
    all(
        &[
            "arn:aws:ec2:us-east-1::image/ami-0a1b2c3d4e5f60718",
            "arn:aws:ec2:us-east-1::snapshot/*",
            "arn:aws:ssm:us-east-1::parameter/aws/service/ami/x",
            "arn:aws:ssm:us-east-1::document/AWS-RunShellScript",
            "arn:aws:apigateway:us-east-1::/restapis",
            "arn:aws:bedrock:us-east-1::foundation-model/m",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            "arn:aws:events:us-east-1::event-source/aws.partner/x",
            "arn:aws:dynamodb::111122223333:global-table/t",
            "arn:aws:rds::111122223333:global-cluster:g",
            "arn:aws:securityhub:us-east-1::product/aws/guardduty",
            "arn:aws:sqs:${Region}:${Account}:q",
        ],
        &[],
    );
}

#[test]
fn names_that_services_refuse_match_nothing() {
    let at = |service: &str, rest: &str| format!("arn:aws:{service}:us-east-1:111122223333:{rest}");
    for (service, rest) in [
        ("sqs", "my queue"),
        ("sqs", "orders.txt"),
        ("sns", "alerts!"),
        ("sns", "a/b"),
        ("dynamodb", "table/my table"),
        ("lambda", "function:app.handler"),
        ("kinesis", "stream/a b"),
        ("states", "stateMachine:a b"),
        ("ecr", "repository/app:latest"),
    ] {
        all(&[&at(service, rest)], &[(Severity::Warning, "policy-name")]);
    }
    all(&[&at("sqs", &"q".repeat(81))], &[(Severity::Warning, "policy-name")]);
    all(&["arn:aws:s3:::my bucket/*", "arn:aws:iam::111122223333:role/a b"], &[(Severity::Warning, "policy-name")]);
    let old = ["arn:aws:s3:::My_Bucket/*", "arn:aws:s3:::a..b/*", "arn:aws:s3:::-bucket", "arn:aws:s3:::bucket-/x"];
    all(&old, &[(Severity::Note, "policy-name")]);
    for (service, rest) in [
        ("sqs", "orders.fifo"),
        ("sqs", "orders.f*"),
        ("sqs", "*.fifo"),
        ("sqs", "${StackName}-orders"),
        ("sns", "alerts.fifo:0a1b"),
        ("sns", "alerts:*"),
        ("dynamodb", "table/a.b-c_d/index/i"),
        ("lambda", "function:app:$LATEST"),
        ("logs", "log-group:/aws/lambda/f:log-stream:2026/01/01/[$LATEST]0a"),
        ("ssm", "parameter/a/b.c"),
        ("ecr", "repository/team/app"),
    ] {
        all(&[&at(service, rest)], &[]);
    }
    let right = [
        "arn:aws:s3:::b/My File (1).txt",
        "arn:aws:s3:::*SageMaker*",
        "arn:aws:s3:::DOC-EXAMPLE-BUCKET/*",
        "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
        "arn:aws:iam::111122223333:user/team/ana@example.com",
    ];
    all(&right, &[]);
}

#[test]
fn secrets_end_with_six_characters() {
    let at = |name: &str| format!("arn:aws:secretsmanager:us-east-1:111122223333:secret:{name}");
    for name in ["db", "prod/db", "db-1", "db-???", "db-AbCd1"] {
        all(&[&at(name)], &[(Severity::Warning, "policy-no-match")]);
    }
    all(&[&at("my-db-secret")], &[(Severity::Note, "policy-no-match")]);
    for name in [
        "db-AbCdEf",
        "db-??????",
        "db-*",
        "db*",
        "*",
        "prod/*",
        "${Name}",
        "${Name}-??????",
        "secret_name",
        "db-abcdef",
        "rds!db-*",
    ] {
        all(&[&at(name)], &[]);
    }
}

#[test]
fn a_policy_is_of_one_partition() {
    let policy = |second: &str| {
        let principal = r#""Principal":{"AWS":"arn:aws:iam::111122223333:role/a"},"Action":"s3:GetObject""#;
        format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{principal},"Resource":"{second}"}}]}}"#)
    };
    let codes =
        |text: &str| find(text, "json", &[]).problems.into_iter().map(|problem| problem.code).collect::<Vec<_>>();
    assert_eq!(codes(&policy("arn:aws-cn:s3:::b/*")), ["policy-partition"]);
    assert_eq!(codes(&policy("arn:aws:s3:::b/*")), [""; 0]);
    assert_eq!(codes(&policy("arn:*:s3:::b/*")), [""; 0]);
}
