use super::*;

/// A policy as lines: effect | who | actions | resources | conditions, code between backticks.
fn words(text: &str) -> Vec<String> {
    let Found { policies, problems } = find(text, "json", &[]);
    assert_eq!(problems, [], "{text}");
    let [policy] = policies.as_slice() else { panic!("a policy: {text}") };
    let cell = |phrases: &Vec<Phrase>| {
        let phrase = |phrase: &Phrase| {
            phrase
                .iter()
                .map(|part| if part.code { format!("`{}`", part.text) } else { part.text.clone() })
                .collect::<String>()
        };
        phrases.iter().map(phrase).collect::<Vec<_>>().join("; ")
    };
    policy
        .statements
        .iter()
        .map(|s| {
            [s.effect.clone(), cell(&s.who), cell(&s.actions), cell(&s.resources), cell(&s.conditions)].join(" | ")
        })
        .collect()
}

/// The problems of a text as `code: message @ what stands there`.
fn problems(text: &str) -> Vec<String> {
    find(text, "json", &[])
        .problems
        .iter()
        .map(|p| format!("{}: {} @ {}", p.code, p.message, &text[p.offset..p.offset + p.len]))
        .collect()
}

fn policy(statement: &str) -> String {
    format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{{{statement}}}]}}")
}

#[test]
fn a_key_policy() {
    let text = policy(
        r#""Sid": "Allow use", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/UserRole"},
        "Action": ["kms:GenerateDataKeyWithoutPlaintext", "kms:Decrypt"], "Resource": "*""#,
    );
    assert_eq!(
        words(&text),
        [
            "Allow | role `UserRole` in account 111122223333 | `kms:GenerateDataKeyWithoutPlaintext`; `kms:Decrypt` | the key that this policy is attached to | "
        ]
    );
}

#[test]
fn a_bucket_policy_for_one_distribution() {
    let text = policy(
        r#""Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::notes/*",
        "Condition": {"StringEquals": {"AWS:SourceArn": "arn:aws:cloudfront::111122223333:distribution/E1"}}"#,
    );
    assert_eq!(
        words(&text),
        [
            "Allow | the service `cloudfront.amazonaws.com` | `s3:GetObject` | every object in bucket `notes` | `AWS:SourceArn` is `arn:aws:cloudfront::111122223333:distribution/E1`"
        ]
    );
}

#[test]
fn a_home_folder_with_variables() {
    let text = policy(
        r#""Effect": "Allow", "Action": "s3:Get*", "Resource": ["arn:aws:s3:::b/home/${aws:username}/*", "arn:aws:s3:::b"],
        "Condition": {"StringLikeIfExists": {"s3:prefix": ["", "home/${aws:username}/*"]}}"#,
    );
    assert_eq!(
        words(&text),
        [
            "Allow | whoever this policy is attached to | `s3:Get*`, every action that begins with Get | objects in bucket `b` under `home/${aws:username}/`; bucket `b` | `s3:prefix` matches an empty text or `home/${aws:username}/*`, or is missing"
        ]
    );
}

#[test]
fn a_denial_with_exceptions() {
    let text = policy(
        r#""Effect": "Deny", "NotAction": ["iam:*", "sts:GetSessionToken"], "Resource": "*",
        "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": false}, "ForAllValues:StringEquals": {"aws:TagKeys": ["a"]},
        "Null": {"aws:TagKeys": "false"}}"#,
    );
    assert_eq!(
        words(&text),
        [
            "Deny | whoever this policy is attached to | everything except every action of `iam`; and `sts:GetSessionToken` | every resource (`*`) | `aws:MultiFactorAuthPresent` is `false` or is missing; every value of `aws:TagKeys`, if there is any, is `a`; `aws:TagKeys` is there"
        ]
    );
}

#[test]
fn who_may_assume_a_role() {
    let text = policy(
        r#""Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com", "AWS": "111122223333"}, "Action": "sts:AssumeRole""#,
    );
    assert_eq!(
        words(&text),
        [
            "Allow | the service `lambda.amazonaws.com`; account 111122223333 (its own policies decide for whom) | `sts:AssumeRole` |  | "
        ]
    );
}

#[test]
fn queues_tables_functions_and_groups() {
    let text = policy(
        r#""Effect": "Allow", "Action": "*", "Resource": ["arn:aws:sqs:us-east-1:111122223333:orders",
        "arn:aws:dynamodb:us-east-1:111122223333:table/Orders", "arn:aws:logs:*:*:*", "arn:aws:lambda:eu-west-1:111122223333:function:f"]"#,
    );
    assert_eq!(
        words(&text),
        [
            "Allow | whoever this policy is attached to | every action of every service (`*`) | queue `orders` in us-east-1, account 111122223333; table `Orders` in us-east-1, account 111122223333; every log group and log stream; function `f` in eu-west-1, account 111122223333 | "
        ]
    );
}

#[test]
fn bare_statements_are_policies_and_other_json_is_not() {
    assert_eq!(words("{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}").len(), 1);
    assert_eq!(words("[{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}]").len(), 1);
    for text in ["{}", "[]", "[1]", "{\"a\": {\"Statement\": []}}", "\"Statement\""] {
        assert_eq!(find(text, "json", &[]), Found::default(), "{text}");
    }
}

#[test]
fn every_problem_has_its_span() {
    let rest = "\"Action\": \"s3:*\", \"Resource\": \"*\"";
    for (text, expected) in [
        (
            "{\"Statement\": [{\"Effect\": \"Allow\",}]}".to_owned(),
            "json-invalid: there is a comma after the last entry @ ,",
        ),
        (
            format!("{{\"Statement\": [{{\"Effect\": \"Allow\", {rest}}}]}}"),
            "policy-version: this policy has no `Version`, so IAM reads it by the rules of 2008 @ {",
        ),
        (
            format!("{{\"Version\": \"2008-10-17\", \"Statement\": {{\"Effect\": \"Allow\", {rest}}}}}"),
            "policy-version: version `2008-10-17` knows no policy variables such as `${aws:username}` @ \"2008-10-17\"",
        ),
        (
            "{\"Version\": \"2012-10-17\", \"Statement\": []}".to_owned(),
            "policy-statement: this policy has no statement @ []",
        ),
        (
            "{\"Version\": \"2012-10-17\", \"Statement\": [1]}".to_owned(),
            "policy-statement: a statement is an object @ 1",
        ),
        (
            policy(&format!("\"Efect\": \"Allow\", \"Effect\": \"Deny\", {rest}")),
            "policy-key: `Efect` is not a key of a statement @ \"Efect\"",
        ),
        (
            policy(&format!("\"Effect\": \"Deny\", \"Effect\": \"Deny\", {rest}")),
            "policy-key: `Effect` is there twice @ \"Effect\"",
        ),
        (
            policy(&format!("\"Effect\": \"allow\", {rest}")),
            "policy-effect: an effect is `Allow` or `Deny` @ \"allow\"",
        ),
        (policy(rest), "policy-effect: this statement has no `Effect` @ {"),
        (policy("\"Effect\": \"Allow\", \"Resource\": \"*\""), "policy-action: this statement has no `Action` @ {"),
        (
            policy(&format!("\"Effect\": \"Allow\", \"NotAction\": \"s3:*\", {rest}")),
            "policy-action: a statement has `Action` or `NotAction`, not both @ \"s3:*\"",
        ),
        (
            policy("\"Effect\": \"Allow\", \"Action\": \"GetObject\", \"Resource\": \"*\""),
            "policy-action: `GetObject` is not an action @ \"GetObject\"",
        ),
        (
            policy("\"Effect\": \"Allow\", \"Action\": \"s3:*\""),
            "policy-resource: this statement has no `Resource` @ {",
        ),
        (
            policy("\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"sts:AssumeRole\", \"Resource\": \"*\""),
            "policy-resource: a trust policy has no `Resource`: it is about the role that it is attached to @ \"*\"",
        ),
        (
            policy("\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"bucket\""),
            "policy-arn: `bucket` is not an ARN @ \"bucket\"",
        ),
        (
            policy("\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:b\""),
            "policy-arn-incomplete: `arn:aws:s3:b` has 4 of the six parts of an ARN @ \"arn:aws:s3:b\"",
        ),
        (
            policy("\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:us-east-1::b\""),
            "policy-arn: the ARN of a bucket has no region and no account @ \"arn:aws:s3:us-east-1::b\"",
        ),
        (
            policy(&format!("\"Effect\": \"Allow\", \"Principal\": {{\"AWS\": \"12345\"}}, {rest}")),
            "policy-account: the account `12345` has 5 digits, not 12 @ \"12345\"",
        ),
        (
            policy(&format!("\"Effect\": \"Allow\", \"Principal\": {{\"Services\": \"x\"}}, {rest}")),
            "policy-principal: `Services` is not a kind of principal @ \"Services\"",
        ),
        (
            policy(&format!("\"Effect\": \"Allow\", \"Principal\": \"me\", {rest}")),
            "policy-principal: a principal has a kind @ \"me\"",
        ),
        (
            policy(&format!("\"Sid\": \"a b\", \"Effect\": \"Allow\", {rest}")),
            "policy-sid: `a b` has more than letters and digits in it @ \"a b\"",
        ),
        (
            policy(&format!(
                "\"Effect\": \"Allow\", {rest}, \"Condition\": {{\"StringEqual\": {{\"aws:username\": \"y\"}}}}"
            )),
            "policy-condition: `StringEqual` is not an operator of conditions @ \"StringEqual\"",
        ),
        (
            policy(&format!("\"Effect\": \"Allow\", {rest}, \"Condition\": {{\"Bool\": {{\"x\": true}}}}")),
            "policy-condition: `x` is not a key of conditions @ \"x\"",
        ),
        (
            policy(&format!("\"Effect\": \"Allow\", {rest}, \"Condition\": {{\"Bool\": true}}")),
            "policy-condition: `Bool` needs an object of keys and values @ true",
        ),
        (
            policy("\"Effect\": \"Allow\", \"Action\": [1], \"Resource\": \"*\""),
            "policy-value: an action is a string, or an array of strings @ 1",
        ),
    ] {
        assert_eq!(problems(&text), [expected], "{text}");
    }
}

/// The summary and the sentences of a policy.
fn said(text: &str) -> Vec<String> {
    let found = find(text, "json", &[]);
    let [policy] = found.policies.as_slice() else { panic!("a policy: {text}") };
    let sentence = |statement: &Statement| {
        let part = |part: &Part| if part.code { format!("`{}`", part.text) } else { part.text.clone() };
        statement.sentence.iter().map(part).collect::<String>()
    };
    std::iter::once(policy.summary.clone()).chain(policy.statements.iter().map(sentence)).collect()
}

#[test]
fn sentences_can_be_read_aloud() {
    let text = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::b/logs/*",
         "Condition": {"Bool": {"aws:SecureTransport": "true"}, "StringNotEquals": {"aws:PrincipalTag/team": ["x", "y"]}}},
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/app"},
        {"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*",
         "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#;
    assert_eq!(
        said(text),
        [
            "3 statements: reads and writes 1 bucket; passes 1 role; 1 denial",
            "Allows whoever has this policy to read and write objects in bucket `b` under `logs/`, but only if the request uses TLS and `aws:PrincipalTag/team` is neither `x` nor `y`.",
            "Allows whoever has this policy to pass role `app` in account 111122223333.",
            "Forbids whoever has this policy to do everything except `iam:*` and `sts:*` on every resource (`*`), if the request does not come from `203.0.113.0/24`.",
        ]
    );
    let text = r#"{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}"#;
    assert_eq!(
        said(text),
        ["1 statement: says who may assume a role", "Allows the service `lambda.amazonaws.com` to assume this role."]
    );
}

#[test]
fn sentences_claim_no_effect_where_there_is_none() {
    let text = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["s3:GetObjects", "dyanmodb:Query", "s3:Frob*"], "Resource": "*"},
        {"Effect": "Deny", "Action": "ec2:DescribeInstances", "Resource": "arn:aws:ec2:us-east-1:111122223333:instance/i-xxxxxxxx"},
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::b"},
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]},
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}"#;
    assert_eq!(
        said(text),
        [
            "5 statements: reads any resource; reads 1 bucket; 2 statements without effect",
            "Allows nothing: AWS has no action `s3:GetObjects`; AWS has no action `dyanmodb:Query`; no action of AWS matches `s3:Frob*`.",
            "Forbids nothing: `ec2:DescribeInstances` is about no single resource: it needs `*`.",
            "Allows whoever has this policy to list the objects of bucket `b`. No effect: `s3:GetObject` does not work on bucket `b`.",
            "Allows whoever has this policy to read every object in bucket `b`, and to list the objects of bucket `b`.",
            "Allows whoever has this policy to read every object (`*`).",
        ]
    );
}

#[test]
fn each_action_has_its_own_kind_of_resource() {
    let allowed = |actions: &str, resource: &str| {
        let text = format!(r#"{{"Effect": "Allow", "Action": [{actions}], "Resource": "{resource}"}}"#);
        said(&text)[1].replace("Allows whoever has this policy to ", "")
    };
    for (actions, resource, expected) in [
        (
            r#""iam:DeleteRole","s3:DeleteBucket","kms:ScheduleKeyDeletion""#,
            "*",
            "use `iam:DeleteRole` and `kms:ScheduleKeyDeletion` on every resource (`*`), and to delete every bucket (`*`).",
        ),
        (
            r#""s3:GetObject","sqs:SendMessage""#,
            "*",
            "read every object (`*`), and to send messages to every queue (`*`).",
        ),
        (
            r#""s3:ListBucket","s3:GetBucketLocation""#,
            "arn:aws:s3:::*",
            "list the objects of and look up the region of every bucket.",
        ),
        (
            r#""s3:ListBucket","s3:GetObject""#,
            "arn:aws:s3:::*",
            "list the objects of every bucket, and to read every object.",
        ),
        (r#""s3:GetObject""#, "arn:aws:s3:::a*b", "read every object that matches `a*b`."),
        (r#""s3:ListBucket""#, "arn:aws:s3:::b*", "list the objects of every bucket that begins with `b`."),
        (r#""s3:*","ec2:Describe*""#, "*", "use `ec2:Describe*` and every action of `s3` on every resource (`*`)."),
        (r#""*","s3:GetObject""#, "*", "do everything on every resource (`*`)."),
        (
            r#""s3:*","kms:*","sqs:*","sns:*","ec2:*""#,
            "*",
            "use every action of `ec2`, `kms`, `s3`, `sns` and `sqs` (list, read, tagging, write, permissions management) on every resource (`*`).",
        ),
        (
            r#""s3:*","s3:GetObject","kms:*","sqs:SendMessage","sqs:ReceiveMessage""#,
            "*",
            "use every action of `kms` and `s3`, and 2 actions of `sqs` (list, read, tagging, write, permissions management) on every resource (`*`).",
        ),
        (
            r#""ec2:Describe*","ec2:StartInstances","sqs:SendMessage","sqs:ReceiveMessage","sqs:DeleteMessage""#,
            "*",
            "use some actions of `ec2` and `sqs` (list, read, write) on every resource (`*`).",
        ),
    ] {
        assert_eq!(allowed(actions, resource), expected, "{actions}");
    }
    let summary = |resources: &str| {
        said(&format!(r#"{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": [{resources}]}}"#))[0].clone()
    };
    assert_eq!(summary(r#""arn:aws:s3:::b/*", "arn:aws-cn:s3:::b/*""#), "1 statement: reads 2 buckets");
    assert_eq!(summary(r#""arn:aws:s3:::b/a/*", "arn:aws:s3:::b/c/*""#), "1 statement: reads 1 bucket");
    let queues = r#"{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource":
        ["arn:aws:sqs:us-east-1:111122223333:q", "arn:aws:sqs:us-west-2:111122223333:q"]}"#;
    assert_eq!(said(queues)[0], "1 statement: writes 2 queues");
}

#[test]
fn sentences_say_a_region_once() {
    let text = r#"{"Effect": "Allow", "Action": ["sqs:*", "sns:*"], "Resource": ["arn:aws:sqs:us-east-1:111122223333:a",
        "arn:aws:sqs:us-east-1:111122223333:b", "arn:aws:sns:us-east-1:111122223333:*"]}"#;
    assert_eq!(
        said(text)[1],
        "Allows whoever has this policy to use every action of `sqs` on queue `a` and queue `b`, all in us-east-1, account 111122223333, and to use every action of `sns` on every topic in us-east-1, account 111122223333."
    );
    let text = r#"{"Effect": "Deny", "Action": ["s3:*", "sqs:*"], "Resource": "*"}"#;
    assert_eq!(
        said(text)[1],
        "Forbids whoever has this policy to use every action of `s3` and `sqs` on every resource (`*`)."
    );
}

#[test]
fn sentences_are_whole_where_a_part_is_empty() {
    for (text, expected) in [
        (
            r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":[]}"#,
            "Allows whoever has this policy to read nothing.",
        ),
        (
            r#"{"Effect":"Allow","Principal":{},"Action":"sts:AssumeRole"}"#,
            "Allows someone who is not named here to assume this role.",
        ),
        (
            r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:username":[]}}}"#,
            "Allows whoever has this policy to read every object in bucket `b`, but only if `aws:username` is compared with no value.",
        ),
        (
            r#"{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/adfs"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession","sts:SetSourceIdentity"]}"#,
            "Allows users signed in by the SAML provider `adfs` to assume (after a sign-in with SAML), tag sessions of and set the source identity of sessions of this role.",
        ),
        (
            r#"{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}"#,
            "Forbids all users and roles of the accounts with this policy to use `organizations:LeaveOrganization` on every resource (`*`).",
        ),
    ] {
        assert_eq!(said(text)[1], expected, "{text}");
    }
}

#[test]
fn sentences_say_what_is_not_known() {
    let text = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "ecr:BatchGetImage", "Condition": { … }},
        {"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "s3:GetObject", "Resource": "arn:${AWS::Partition}:s3:::${B}/*",
         "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}},
        {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:111122223333:app-*"}, …]}"#;
    assert_eq!(
        said(text),
        [
            "3 statements, and others that are not shown: writes some queues; 1 denial",
            "Allows account 111122223333 (its own policies decide for whom) to use `ecr:BatchGetImage` on the resource that this policy is attached to, but only if a condition that is not shown here is true.",
            "Forbids everyone in account 111122223333 to read every object in bucket `${B}`, if `aws:PrincipalOrgID` is not `o-1` or is missing, and the caller is no service of AWS.",
            "Allows someone who is not named here to send messages to every queue that matches `app-*` in us-east-1, account 111122223333.",
        ]
    );
}

#[test]
fn arns_of_every_shape() {
    for (arn, expected) in [
        ("arn:aws:s3:us-west-2:111122223333:accesspoint/ap", "access point `ap` in us-west-2, account 111122223333"),
        (
            "arn:aws:s3:us-west-2:111122223333:accesspoint/ap/object/*",
            "every object through access point `ap` in us-west-2, account 111122223333",
        ),
        ("arn:aws:s3:us-west-2:111122223333:job/1", "batch operations job `1` in us-west-2, account 111122223333"),
        (
            "arn:aws:s3-object-lambda:us-west-2:111122223333:accesspoint/ol",
            "object lambda access point `ol` in us-west-2, account 111122223333",
        ),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", "the AWS managed policy `ReadOnlyAccess`"),
        ("arn:aws:s3:::logs*", "every bucket that begins with `logs`, and every object in it"),
        ("arn:aws:s3:::*/x/*", "every object whose bucket and path match `*/x/*`"),
        ("arn:aws:s3:::*/x", "every object whose bucket and path match `*/x`"),
        ("arn:aws:s3:::b*/*", "every object in every bucket that matches `b*`"),
        ("arn:aws:s3:::b/*/x", "every object that matches `*/x` at any depth in bucket `b`"),
        ("arn:aws:s3:::b/20??/x", "every object that matches `20??/x` in bucket `b`"),
        (
            "arn:aws:dynamodb:us-east-1:111122223333:table/t/index/*",
            "every index of table `t` in us-east-1, account 111122223333",
        ),
        ("arn:aws:lambda:*:*:layer:l:3", "version `3` of layer `l`"),
        ("arn:aws:lambda:*:*:function:f:*", "every version and alias of function `f`"),
        ("arn:aws:ssm:*:*:parameter/app/*", "parameters under `/app/`"),
        (
            "arn:aws:execute-api:us-east-1:111122223333:id/prod/GET/pets",
            "API `id`, stage `prod`, method `GET`, path `/pets` in us-east-1, account 111122223333",
        ),
        ("arn:aws:unknown:::x/y", "`arn:aws:unknown:::x/y`"),
    ] {
        let phrase = match resource_words::named(arn) {
            Some(phrase) => phrase,
            None => vec![words::code(arn)],
        };
        let part = |part: &Part| if part.code { format!("`{}`", part.text) } else { part.text.clone() };
        assert_eq!(phrase.iter().map(part).collect::<String>(), expected, "{arn}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "([a-z]|é|\\{|\\}|\\[|\\]|\"|:|,|\n|  |- |\\$|<|>|!Sub |Statement|Effect|Allow|Action|s3:Get|\\*|Resource|arn:aws:s3:::|Condition|\\.\\.\\.|=|<<EOF\n|statement|'|\\\\|\"Effect\"|\"Statement\"|concat\\(|merge\\(|\\)){0,60}") {
        for language in ["json", "jsonc", "yaml", "hcl", "bash", "", "js"] {
            for problem in find(&text, language, &[]).problems {
                proptest::prop_assert!(text.get(problem.offset..problem.offset + problem.len).is_some());
            }
        }
    }

    #[test]
    fn no_policy_makes_it_panic(
        effect in "Allow|Deny|<x>|", action in "(s3|\\*|é|:|Get|\\?|\\$\\{|\\}){0,6}", arn in "(arn|:|aws|s3|\\*|/|b|\\$\\{|\\}|é|<|>){0,12}",
        principal in "(arn|:|aws|iam|\\*|/|root|role){0,8}", operator in "(ForAllValues:|String|Equals|Like|Null|IfExists|é){0,4}", value in "(\\*|/|1|é|\\$\\{aws:x\\}|-){0,6}",
    ) {
        let text = serde_json::json!({"Version": "2012-10-17", "Statement": [{"Effect": effect, "Principal": {"AWS": principal},
            "Action": action, "Resource": arn, "Condition": {operator: {"aws:SourceIp": value}}}]}).to_string();
        for problem in find(&text, "json", &[]).problems {
            proptest::prop_assert!(text.get(problem.offset..problem.offset + problem.len).is_some());
        }
        let policies = evaluate::Policies { resource: evaluate::read("p", &text, None).0, ..evaluate::Policies::default() };
        let request = evaluate::Request { principal: Some(principal), action, resource: arn, ..evaluate::Request::default() };
        let _ = evaluate::evaluate(&request, &policies);
    }
}

#[test]
fn an_arn_says_what_it_names() {
    let words = |arn: &str| arn_in_words(arn);
    let queue = "arn:aws:sqs:us-east-1:111122223333:orders";
    assert_eq!(words(queue).as_deref(), Some("queue orders in us-east-1, account 111122223333"));
    assert_eq!((words("arn:aws:nothing"), words("aws:SourceArn"), words("")), (None, None, None));
}

#[test]
fn comments_allow_codes() {
    let codes = |html: &str| allowed_by_comment(html).collect::<Vec<_>>();
    assert_eq!(codes("<!-- policy: allow policy-public, policy-admin -->"), ["policy-public", "policy-admin"]);
    assert_eq!(codes("<!-- policy -->"), [""; 0]);
}

#[test]
fn nothing_makes_it_panic() {
    let text = policy("\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::é*\"");
    for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
        let _ = find(&text[..end], "json", &[]);
    }
    for text in [
        r#"{"Statement": null}"#,
        r#"{"Statement": [{"Principal": []}]}"#,
        r#"{"Statement": {"Condition": {"Bool": {"a:b": []}}}}"#,
    ] {
        let _ = find(text, "json", &[]);
    }
}

mod sentences;
