use super::ABOUT;
use crate::policy::dress::documents;
use crate::policy::{Kind, Severity, find};

/// A text with one finding, by its code; `-` for none.
const FINDINGS: &[(&str, &str)] = &[
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"s3:if-none-match":"*"}}}"#,
    ),
    (
        "policy-resource-mismatch",
        r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"arn:aws:kms:*:111122223333:alias/x"}"#,
    ),
    ("policy-resource-mismatch", r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::*:user/x"}"#),
    (
        "policy-resource-mismatch",
        r#"{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:*:111122223333:secret/x"}"#,
    ),
    ("-", r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"arn:aws:kms:*:*:key/x"}"#),
    ("-", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:*:*:b/*"}"#),
    ("-", r#"{"Effect":"Allow","Action":"logs:PutLogEvents","Resource":"arn:aws:logs:*:*:*"}"#),
    ("-", r#"{"Effect":"Deny","Action":"iam:CreateAccessKey","Resource":"arn:aws:iam::*:root"}"#),
    (
        "-",
        r#"{"Effect":"Allow","Action":"elasticloadbalancing:AddTags","Resource":"arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/t/0123456789abcdef"}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"StringLike":{"aws:PrincipalOrgID":"o-*"}}}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"StringLike":{"aws:SourceVpce":"vpce-*"}}}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"Null":{"aws:PrincipalOrgID":"false"}}}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"lambda:InvokeFunctionUrl","Principal":"*","Resource":"arn:aws:lambda:us-east-1:111122223333:function:f","Condition":{"StringEquals":{"lambda:FunctionUrlAuthType":"NONE"}}}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"StringLike":{"aws:Referer":"https://example.com/*"}}}"#,
    ),
    (
        "policy-admin",
        r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}}"#,
    ),
    (
        "policy-escalation",
        r#"{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#,
    ),
    (
        "policy-pass-role",
        r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringLike":{"iam:PassedToService":"*"}}}"#,
    ),
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
        "-",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":["arn:aws:iam::111122223333:oidc-provider/a.example.com","arn:aws:iam::111122223333:oidc-provider/b.example.com"]},"Condition":{"StringEqualsIfExists":{"a.example.com:sub":"x","b.example.com:sub":"y"}}}"#,
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
        "policy-condition-key",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A1"},"Condition":{"StringEquals":{"oidc.eks.eu-west-1.amazonaws.com/id/A1:aud":"sts.amazonaws.com","oidc.eks.eu-west-1.amazonaws.com/id/B2:sub":"system:serviceaccount:a:b"}}}"#,
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
    (
        "policy-condition-type",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"NumericEquals":{"aws:PrincipalAccount":"111122223333"}}}"#,
    ),
    (
        "policy-condition-type",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SourceVpc":"true"}}}"#,
    ),
    (
        "policy-condition-type",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"ArnLike":{"aws:username":"arn:aws:iam::111122223333:user/x"}}}"#,
    ),
    (
        "policy-condition-type",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"BinaryEquals":{"aws:username":"QQ=="}}}"#,
    ),
    (
        "policy-condition-type",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:SecureTransport":"true"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"NumericLessThan":{"aws:PrincipalTag/level":"3"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:PrincipalTag/admin":"true"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"ArnLike":{"aws:SourceVpcArn":"arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"DateLessThan":{"aws:CurrentTime":"2023-02-29T00:00:00Z"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.5/24"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.5/32"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":["true","false"]}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":"yes"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"Null":{"aws:username":"null"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"ArnEquals":{"aws:SourceArn":"my-topic"}}}"#,
    ),
    (
        "policy-set-operator",
        r#"{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAnyValue:Null":{"aws:TagKeys":"false"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:RequestedRegion":"us-east-1a"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:RequestedRegion":["eu-west-1","eu-wst-2"]}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:SourceVpce":"vpc-1a2b3c4d"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:sts::111122223333:assumed-role/r/s"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.amazonaws.com"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"s3.*.amazonaws.com"}}}"#,
    ),
    (
        "policy-condition-value",
        r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/r","Condition":{"StringEquals":{"iam:PassedToService":"lambda"}}}"#,
    ),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/r","Condition":{"StringEquals":{"iam:PassedToService":"lamda.amazonaws.com"}}}"#,
    ),
    (
        "policy-account",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:us-east-1:12345678901:t"}}}"#,
    ),
    (
        "policy-arn",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:us-est-1:111122223333:t"}}}"#,
    ),
    (
        "policy-condition",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:username":[]}}}"#,
    ),
    (
        "policy-value",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:username":null}}}"#,
    ),
    (
        "policy-condition",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"aws:SecureTransport":"true"}}"#,
    ),
    (
        "policy-mfa",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}}"#,
    ),
    (
        "policy-condition-key",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:PrincipalTag":"x"}}}"#,
    ),
    (
        "policy-condition-key",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:ResourceTag/":"x"}}}"#,
    ),
    (
        "policy-condition-key",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"asw:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
    ),
    (
        "policy-condition-key",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"ec2:InstanceType":"t3.micro"}}}"#,
    ),
    (
        "policy-condition-key",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringLike":{"s3:prefix":"home/"}}}"#,
    ),
    (
        "policy-condition-key",
        r#"{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*","Condition":{"StringLike":{"s3:prefix":"home/"}}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEqualsIfExists":{"ec2:InstanceType":"t3.micro"}}}"#,
    ),
    ("-", r#"{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringLike":{"s3:prefix":"home/"}}}"#),
    (
        "-",
        r#"{"Effect":"Allow","Action":"ssmmessages:OpenDataChannel","Resource":"*","Condition":{"StringEquals":{"ssm:resourceTag/team":"a"}}}"#,
    ),
    (
        "policy-account",
        r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:1111-2222-3333:q"}"#,
    ),
    ("policy-arn", r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:s*:us-east-1:111122223333:q"}"#),
    (
        "policy-arn",
        r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:Sqs:us-east-1:111122223333:q"}"#,
    ),
    ("policy-arn", r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws::us-east-1:111122223333:q"}"#),
    ("policy-arn", r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-est-1:111122223333:q"}"#),
    (
        "policy-arn",
        r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1a:111122223333:q"}"#,
    ),
    (
        "policy-arn",
        r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-9:111122223333:q"}"#,
    ),
    (
        "policy-arn",
        r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:cn-north-1:111122223333:q"}"#,
    ),
    ("policy-arn", r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs::111122223333:q"}"#),
    (
        "policy-arn",
        r#"{"Effect":"Allow","Action":"iam:GetRole","Resource":"arn:aws:iam:us-east-1:111122223333:role/r"}"#,
    ),
    (
        "policy-arn",
        r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1: 111122223333:q"}"#,
    ),
    ("policy-arn", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/* "}"#),
    ("policy-arn", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::/b/*"}"#),
    ("-", r#"{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:*:sqs:*:111122223333:q"}"#),
    (
        "-",
        r#"{"Effect":"Allow","Action":"ssm:SendCommand","Resource":"arn:aws:ssm:us-east-1::document/AWS-RunShellScript"}"#,
    ),
    (
        "policy-partition",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::a/*","arn:aws-cn:s3:::b/*"]}"#,
    ),
    ("-", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::a/*","arn:aws-cn:s3:::a/*"]}"#),
    ("policy-variable", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:usrename}/*"}"#),
    (
        "policy-variable",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:PrincipalTag}/*"}"#,
    ),
    ("policy-variable", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${asw:username}/*"}"#),
    ("policy-variable", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username/*"}"#),
    ("policy-variable", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${ aws:username}/*"}"#),
    ("policy-variable", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/$aws:username/*"}"#),
    ("policy-variable", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/{aws:username}/*"}"#),
    ("policy-variable", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:TagKeys}/*"}"#),
    ("policy-variable", r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${s3:prefx}/*"}"#),
    (
        "policy-variable",
        r#"{"Effect":"Allow","Action":"iam:GetRole","Resource":"arn:aws:iam::${aws:PrincipalAccount}:role/r"}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team, 'none'}/${*}/*"}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}/${Bucket}/*"}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"iot:Publish","Resource":"arn:aws:iot:us-east-1:111122223333:topic/${iot:Connection.Thing.ThingName}"}"#,
    ),
    (
        "policy-variable",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"NumericLessThan":{"aws:PrincipalTag/level":"${aws:PrincipalTag/max}"}}}"#,
    ),
    (
        "policy-variable",
        r#"{"Effect":"Allow","Action":"sqs:SendMessage","Principal":{"AWS":"arn:aws:iam::111122223333:user/${aws:username}"},"Resource":"*"}"#,
    ),
    (
        "policy-redundant",
        r#"{"Effect":"Allow","Action":["s3:GetObject","S3:getobject"],"Resource":"arn:aws:s3:::b/*"}"#,
    ),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"lambda.aws.amazon.com"}}"#,
    ),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"stepfunctions.amazonaws.com"}}"#,
    ),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"logs.us-est-1.amazonaws.com"}}"#,
    ),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::111122223333:role/"}}"#,
    ),
    ("policy-account", r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"1111-2222-3333"}}"#),
    (
        "policy-principal",
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"arn:aws:iam::111122223333:root"}"#,
    ),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"token.actions.githubusercontent.com"},"Condition":{"StringEquals":{"token.actions.githubusercontent.com:sub":"repo:o/r:ref:refs/heads/main"}}}"#,
    ),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/https://example.com"}}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["replicator.lambda.amazonaws.com","edgelambda.amazonaws.com","logs.eu-west-1.amazonaws.com","alexa-appkit.amazon.com","securityhubv2.amazonaws.com"]}}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"StringLike":{"aws:PrincipalOrgID":"*"}}}"#,
    ),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalOrgPaths":"o-a1b2c3d4e5/r-ab12/"}}}"#,
    ),
    (
        "policy-not-principal",
        r#"{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/r"},"Action":"s3:*","Resource":"arn:aws:s3:::b/*"}"#,
    ),
    (
        "-",
        r#"{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111122223333:role/r","arn:aws:iam::111122223333:root"]},"Action":"s3:*","Resource":"arn:aws:s3:::b/*"}"#,
    ),
    (
        "policy-layer",
        r#"{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111122223333:root"]},"Action":"sts:AssumeRole"}"#,
    ),
    ("policy-resource", r#"{"Effect":"Allow","Action":["ec2:AcceptTransitGatewayVpcAttachment"]}"#),
    ("policy-action", r#"{"Effect":"Allow","Action":"s3:GetObject, s3:PutObject","Resource":"arn:aws:s3:::b/*"}"#),
    (
        "policy-public",
        r#"{"Effect":"Allow","Action":"s3:GetObject","Principal":"*","Resource":"arn:aws:s3:::b/*","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}"#,
    ),
    (
        "policy-principal-refused",
        r#"{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"arn:aws:iam::*:role/aws-service-role/lamda.amazonaws.com/*"}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"arn:aws:iam::*:role/aws-service-role/lambda.amazonaws.com/*"}"#,
    ),
    ("policy-layer", r#"{"Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}"#),
    (
        "policy-key",
        r#"{"Effect":"Allow","Action":"s3:GetObject","action":"s3:PutObject","Resource":"arn:aws:s3:::b/*"}"#,
    ),
    (
        "policy-resource-mismatch",
        r#"{"Effect":"Allow","Action":"dynamodb:DeleteTable","Resource":"arn:aws:dynamodb:us-east-1:111122223333:table/t/index/i"}"#,
    ),
    (
        "-",
        r#"{"Effect":"Allow","Action":["dynamodb:PutItem","dynamodb:Query"],"Resource":["arn:aws:dynamodb:us-east-1:111122223333:table/t*","arn:aws:dynamodb:us-east-1:111122223333:table/t/index/*"]}"#,
    ),
];

fn codes(text: &str) -> Vec<&'static str> {
    find(text, "json", &[]).problems.into_iter().map(|problem| problem.code).collect()
}

#[test]
fn each_statement_has_its_finding() {
    let mut wrong = Vec::new();
    for (code, text) in FINDINGS {
        let expected: Vec<&str> = if *code == "-" { Vec::new() } else { vec![code] };
        let found = codes(text);
        if found != expected {
            wrong.push(format!("{found:?}, and not {expected:?}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
fn trust_in_a_shared_provider_says_whom() {
    let trust = |provider: &str, conditions: &str| {
        let arn = format!("arn:aws:iam::111122223333:oidc-provider/{provider}");
        let text = format!(
            r#"{{"Effect":"Allow","Principal":{{"Federated":"{arn}"}},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{{{conditions}}}}}"#
        );
        codes(&text)
    };
    for provider in [
        "accounts.google.com",
        "agent.buildkite.com",
        "api.pulumi.com/oidc",
        "app.terraform.io",
        "gitlab.com",
        "oidc.vercel.com",
        "token.actions.githubusercontent.com",
    ] {
        let other = r#""StringEquals":{"sts:RoleSessionName":"x"}"#;
        assert_eq!(trust(provider, other), ["policy-oidc"], "{provider}");
        let subject = |value: &str| format!(r#""StringLike":{{"{provider}:sub":"{value}"}}"#);
        assert_eq!(trust(provider, &subject("*")), ["policy-oidc"], "{provider}");
        assert_eq!(trust(provider, &subject("repo:owner/name:*")), [""; 0], "{provider}");
    }
    let projects = |path: &str| format!(r#""StringLike":{{"gitlab.com:sub":"project_path:{path}:*"}}"#);
    assert_eq!(trust("gitlab.com", &projects("*")), ["policy-oidc"]);
    assert_eq!(trust("gitlab.com", &projects("group/name")), [""; 0]);
    assert_eq!(trust("gitlab.com", r#""StringEquals":{"gitlab.com:aud":"https://gitlab.com"}"#), ["policy-oidc"]);
    assert_eq!(trust("accounts.google.com", r#""StringEquals":{"accounts.google.com:aud":"1"}"#), [""; 0]);
}

#[test]
fn a_denial_of_less_leaves_a_policy_public() {
    let policy = |action: &str, resource: &str| {
        let allow = r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}"#;
        let deny = format!(
            r#"{{"Effect":"Deny","Principal":"*","Action":"{action}","Resource":"{resource}","Condition":{{"StringNotEquals":{{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}}}}"#
        );
        codes(&format!(r#"{{"Version":"2012-10-17","Statement":[{allow},{deny}]}}"#))
    };
    assert_eq!(policy("s3:*", "arn:aws:s3:::b/*"), [""; 0]);
    assert_eq!(policy("*", "*"), [""; 0]);
    assert_eq!(policy("s3:DeleteObject", "arn:aws:s3:::b/*"), ["policy-public"]);
    assert_eq!(policy("s3:*", "arn:aws:s3:::b/secret/*"), ["policy-public"]);
}

/// Policies of organizations, and policies that mix kinds.
#[test]
fn policies_hold_what_their_kind_can_hold() {
    let whole = |statements: &str| format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let read = |statements: &str, kind| -> Vec<&str> {
        documents(&whole(statements), "json", Some(kind)).1.into_iter().map(|problem| problem.code).collect()
    };
    let allow = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#;
    let with_principal = r#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::b/*"}"#;
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#;
    let of_account = r#"{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}"#;
    assert_eq!(codes(&whole(&format!("{allow},{with_principal}"))), ["policy-principal"]);
    assert_eq!(codes(&whole(&allow.replace("Action", "Actions"))), ["policy-key"], "one cause, one message");
    assert_eq!(read(allow, Kind::ServiceControl), [""; 0], "since 2025 it has the whole language");
    assert_eq!(read(with_principal, Kind::ServiceControl), ["policy-layer"]);
    assert_eq!(read(deny, Kind::ResourceControl), [""; 0]);
    assert_eq!(read(of_account, Kind::ResourceControl), ["policy-layer"]);
    assert_eq!(read(&deny.replace("\"Action", "\"NotAction"), Kind::ResourceControl), ["policy-layer"]);
    assert_eq!(read(&deny.replace("s3:*", "*"), Kind::ResourceControl), ["policy-layer"]);
    let full = r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;
    assert_eq!(read(full, Kind::ResourceControl), [""; 0]);
    let trust =
        r#"{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole","s3:GetObject"]}"#;
    assert_eq!(read(trust, Kind::Trust), ["policy-layer"]);
}

mod containers;
mod names;
mod open;
mod together;
mod trust;

#[test]
fn every_finding_is_documented_and_tested() {
    let elsewhere = ["policy-variable", "policy-size", "policy-key-lockout", "policy-name", "policy-confused-deputy"];
    let tested: Vec<&str> = FINDINGS.iter().map(|(code, _)| *code).chain(elsewhere).collect();
    for about in ABOUT {
        assert!(tested.contains(&about.code), "{} has no test", about.code);
        assert!(about.link().starts_with("https://docs.aws.amazon.com/"));
    }
    assert!(ABOUT.is_sorted_by_key(|about| about.code));
}
