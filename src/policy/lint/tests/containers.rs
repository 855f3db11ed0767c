//! What the surroundings of a policy say of its kind, and what such a policy has to hold.

use crate::policy::find;

const READ: &str = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#;
const OPEN: &str = r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#;
const ASSUME: &str = r#"{"Effect":"Allow","Action":"sts:AssumeRole"}"#;

fn codes(text: &str, language: &str) -> Vec<&'static str> {
    find(text, language, &[]).problems.into_iter().map(|problem| problem.code).collect()
}

/// A resource of a CloudFormation template with a policy.
fn resource(name: &str, kind: &str, key: &str, statement: &str) -> String {
    let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    format!(r#"{{"Resources":{{"{name}":{{"Type":"{kind}","Properties":{{"{key}":{policy}}}}}}}}}"#)
}

/// A resource of Terraform with a policy in JSON.
fn terraform(kind: &str, key: &str, statement: &str) -> String {
    let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    format!("resource \"{kind}\" \"r\" {{\n  name = \"r\"\n  {key} = <<EOF\n{policy}\nEOF\n}}\n")
}

#[test]
fn policies_of_resources_and_roles_say_who() {
    for kind in ["AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"] {
        assert_eq!(codes(&resource("P", kind, "PolicyDocument", READ), "json"), ["policy-principal"], "{kind}");
        assert_eq!(codes(&resource("P", kind, "PolicyDocument", OPEN), "json"), ["policy-public"], "{kind}");
        let misspelt = OPEN.replace("Principal", "Principals");
        assert_eq!(codes(&resource("P", kind, "PolicyDocument", &misspelt), "json"), ["policy-key"], "{kind}");
    }
    let role = resource("R", "AWS::IAM::Role", "AssumeRolePolicyDocument", ASSUME);
    assert_eq!(codes(&role, "json"), ["policy-principal"], "and nothing about a resource");
    for kind in ["aws_s3_bucket_policy", "aws_sqs_queue_policy", "aws_sns_topic_policy"] {
        assert_eq!(codes(&terraform(kind, "policy", READ), "hcl"), ["policy-principal"], "{kind}");
        assert_eq!(codes(&terraform(kind, "policy", OPEN), "hcl"), ["policy-public"], "{kind}");
    }
    assert_eq!(codes(&terraform("aws_iam_role", "assume_role_policy", ASSUME), "hcl"), ["policy-principal"]);
    assert_eq!(codes(&terraform("aws_iam_role", "policy", READ), "hcl"), [""; 0]);
    let encoded = |statement: &str| {
        let policy = format!(r#"jsonencode({{ Version = "2012-10-17", Statement = [{statement}] }})"#);
        codes(&format!("resource \"aws_iam_role\" \"r\" {{\n  assume_role_policy = {policy}\n}}\n"), "hcl")
    };
    assert_eq!(encoded(r#"{ Effect = "Allow", Action = "sts:AssumeRole" }"#), ["policy-principal"]);
    let service = r#"{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }"#;
    assert_eq!(encoded(service), [""; 0]);
}

#[test]
fn documents_of_terraform_are_of_the_resource_that_takes_them() {
    let document = |principals: &str, taken: &str| {
        let statement = format!("statement {{\n    actions = [\"sts:AssumeRole\"]\n    {principals}\n  }}");
        let data = format!("data \"aws_iam_policy_document\" \"d\" {{\n  {statement}\n}}\n");
        codes(&format!("{data}\nresource \"aws_iam_role\" \"r\" {{\n  {taken}\n}}\n"), "hcl")
    };
    let taken = "assume_role_policy = data.aws_iam_policy_document.d.json";
    assert_eq!(document("", taken), ["policy-principal"]);
    let service = "principals {\n      type = \"Service\"\n      identifiers = [\"ec2.amazonaws.com\"]\n    }";
    assert_eq!(document(service, taken), [""; 0]);
    let dynamic = "dynamic \"principals\" {\n      for_each = var.who\n      content {\n      }\n    }";
    assert_eq!(document(dynamic, taken), [""; 0]);
}

#[test]
fn identity_policies_have_no_principal() {
    for kind in ["AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"] {
        assert_eq!(codes(&resource("P", kind, "PolicyDocument", OPEN), "json"), ["policy-layer"], "{kind}");
        // The name of the resource is that of a property elsewhere.
        for name in ["QueuePolicy", "BucketPolicy", "P"] {
            assert_eq!(codes(&resource(name, kind, "PolicyDocument", READ), "json"), [""; 0], "{kind} {name}");
        }
    }
    assert_eq!(codes(&terraform("aws_iam_policy", "policy", OPEN), "hcl"), ["policy-layer"]);
    assert_eq!(codes(&terraform("aws_iam_policy", "policy", READ), "hcl"), [""; 0]);
}
