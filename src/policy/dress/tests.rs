use super::find;
use crate::policy::Kind;

/// The problems as `code @ what stands there`, and the kinds of the policies.
fn found(text: &str, language: &str) -> (Vec<String>, Vec<Kind>) {
    let found = find(text, language, &[]);
    let problems = found.problems.iter().map(|p| format!("{} @ {}", p.code, &text[p.offset..p.offset + p.len]));
    (problems.collect(), found.policies.iter().map(|policy| policy.kind).collect())
}

#[test]
fn templates_in_yaml() {
    let text = r#"Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: {Service: lambda.amazonaws.com}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: p
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [s3:GetObject, s3:PutObjects]   # typo
                Resource: !Sub "arn:${AWS::Partition}:s3:::${Bucket}/*"
              - Effect: !If [IsProd, Allow, Deny]
                Action: dynamodb:PutItem
                Resource: !GetAtt Table.Arn
              - !If
                - IsProd
                - Effect: Alow
                  Action: sqs:SendMessage
                  Resource: !Join ["", ["arn:aws:sqs:", !Ref "AWS::Region", ":", !Ref AccountId, ":q"]]
                - !Ref AWS::NoValue
"#;
    let (problems, kinds) = found(text, "yaml");
    assert_eq!(problems, ["policy-unknown-action @ s3:PutObjects", "policy-effect @ Alow"]);
    assert_eq!(kinds, [Kind::Trust, Kind::Identity]);
}

#[test]
fn serverless_and_sam() {
    let text = "provider:\n  iam:\n    role:\n      statements:\n        - Effect: Allow\n          Action: ['dynamodb:Qery']\n          Resource: ${self:custom.table}\nfunctions:\n  f:\n    Policies:\n      - S3ReadPolicy:\n          BucketName: !Ref B\n      - Statement:\n          - Effect: Allow\n            Action: 's3:*'\n            Resource: '*'\n";
    let (problems, kinds) = found(text, "yml");
    assert_eq!(problems, ["policy-unknown-action @ 'dynamodb:Qery'"]);
    assert_eq!(kinds.len(), 2);
}

#[test]
fn functions_in_json() {
    let text = r#"{"PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": {"Fn::If": ["P", "Allow", "Deny"]}, "Action": "s3:GetObject", "Resource": {"Fn::Join": ["", [{"Fn::GetAtt": ["B", "Arn"]}, "/*"]]}}, {"Fn::If": ["P", {"Effect": "Allow", "Action": {"Ref": "Actions"}, "Resource": {"Fn::ImportValue": "x"}}, {"Ref": "AWS::NoValue"}]}]}}"#;
    assert_eq!(found(text, "json"), (Vec::new(), vec![Kind::Identity]));
}

#[test]
fn comments_ellipses_and_placeholders() {
    let text = "{ // read\n\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Alow\", \"Action\": \"s3:*\", \"Resource\": \"*\",}]}";
    assert_eq!(found(text, "jsonc").0, ["policy-effect @ \"Alow\""]);
    assert_eq!(found(r#"{"Version": "2012-10-17", "Statement": [ ... ]}"#, "json"), (Vec::new(), Vec::new()));
    for text in [
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", …}, ...]}"#,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ..., "Resource": "*"}]}"#,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "<actions>", "Resource": "arn:aws:s3:::<bucket>/*"}]}"#,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow | Deny", "Principal": {"AWS": "YOUR_ACCOUNT"}, "Action": ["s3:GetObject", "..."], "Resource": "${Bucket}"}]}"#,
        r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::YOUR_ACCOUNT_ID:role/x"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:REGION:ACCOUNT:q"}, ...}"#,
    ] {
        let (problems, kinds) = found(text, "json");
        assert_eq!((problems, kinds.len()), (Vec::new(), 1), "{text}");
    }
}

#[test]
fn words_of_the_grammar_are_placeholders() {
    let text = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "effect", "Principal": {"AWS": "principal-arn"}, "Action": "service:action",
        "Resource": "resource-arn", "Condition": {"condition-operator": {"condition-key": "value"}}}]}"#;
    assert_eq!(found(text, "json"), (Vec::new(), vec![Kind::Resource]));
}

#[test]
fn policies_in_text_and_programs() {
    let policy =
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjects", "Resource": "*"}]}"#;
    for language in ["", "text", "js", "typescript", "python"] {
        for text in [policy.to_owned(), format!("const policy = {policy};"), format!("é {{ x }} put({policy}, 1)")] {
            let found = found(&text, language);
            let expected = (vec!["policy-unknown-action @ \"s3:GetObjects\"".to_owned()], vec![Kind::Identity]);
            assert_eq!(found, expected, "{language}: {text}");
        }
    }
    for text in ["{\"Effect\": \"It was large\", \"Cause\": 1}", "\"Effect\": \"It was large\""] {
        assert_eq!(found(text, "js"), (Vec::new(), Vec::new()), "{text}");
    }
}

#[test]
fn fragments() {
    let statement = r#""Effect": "Allow", "Action": "s3:GetObjects", "Resource": "*""#;
    for language in ["json", "jsonc", "", "text"] {
        for text in [statement.to_owned(), format!("\"Statement\": [{{{statement}}}],"), format!("{statement}, …")] {
            let expected = (vec!["policy-unknown-action @ \"s3:GetObjects\"".to_owned()], vec![Kind::Identity]);
            assert_eq!(found(&text, language), expected, "{language}: {text}");
        }
    }
    for (text, expected) in [
        (r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}"#, vec![]),
        (
            r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/a*"}"#,
            vec!["policy-principal-refused @ \"arn:aws:iam::111122223333:role/a*\""],
        ),
        (r#"{"Principal": {"AWS": "12345"}}"#, vec!["policy-account @ \"12345\""]),
        (
            r#""Condition": {"ForAllValue:StringLike": {"aws:TagKeys": ["a"]}}"#,
            vec!["policy-condition @ \"ForAllValue:StringLike\""],
        ),
        (r#""Resource": "arn:aws:s3:::b/*""#, vec![]),
        (r#""Version": "2012-10-17", "Statement": [ … ]"#, vec![]),
        ("\"name\": 1", vec!["json-invalid @ :"]),
    ] {
        let expected: Vec<String> = expected.into_iter().map(ToOwned::to_owned).collect();
        assert_eq!(found(text, "json"), (expected, Vec::new()), "{text}");
    }
}

#[test]
fn comments_and_commas_hide_nothing() {
    let statement = r#"{"Effect": "Allow", "Action": "s3:GetObjects", "Resource": "*"}"#;
    let text = format!("{{ // c\n\"Version\": \"2012-10-17\", \"Statement\": [{statement},]}}");
    let (problems, kinds) = found(&text, "json");
    assert_eq!(problems, ["json-invalid @ /", "policy-unknown-action @ \"s3:GetObjects\""]);
    assert_eq!(kinds, [Kind::Identity]);
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{{% if x %}}{statement}{{% endif %}}]}}");
    assert_eq!(found(&text, "json"), (Vec::new(), Vec::new()));
}

#[test]
fn functions_of_terraform() {
    let text = r#"policy = jsonencode({ Version = "2012-10-17", Statement = concat([merge({ Effect = "Allow", Action = "s3:GetObjects" }, var.more)], var.others) })"#;
    assert_eq!(
        found(text, "hcl"),
        (vec!["policy-unknown-action @ \"s3:GetObjects\"".to_owned()], vec![Kind::Identity])
    );
}

#[test]
fn words_of_the_shell() {
    let text = r#"aws iam x --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjects", "Resource": "arn:aws:s3:::'"$BUCKET"'/*"}]}'"#;
    assert_eq!(found(text, "sh"), (vec!["policy-unknown-action @ \"s3:GetObjects\"".to_owned()], vec![Kind::Identity]));
    let text = r#"aws iam x --policy-document "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::$BUCKET/*\"}]}""#;
    assert_eq!(found(text, "sh"), (Vec::new(), vec![Kind::Identity]));
}

#[test]
fn terraform() {
    let text = r#"resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17" # fixed
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lamda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
resource "aws_iam_policy" "p" {
  policy = <<-EOF
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjects", "Resource": "${aws_s3_bucket.b.arn}/*"}]}
  EOF
}
data "aws_iam_policy_document" "d" {
  statement {
    sid       = "One"
    actions   = ["s3:GetObject", "dynamodb:Qery"]
    resources = ["${aws_s3_bucket.b.arn}/*", aws_dynamodb_table.t.arn]
    condition {
      test     = "StringEqualz"
      variable = "aws:PrincipalTag/team"
      values   = [var.team, "&{aws:username}"]
    }
  }
  dynamic "statement" {
    for_each = var.more
    content { actions = statement.value }
  }
}
"#;
    let (problems, kinds) = found(text, "hcl");
    assert_eq!(
        problems,
        [
            "policy-principal-refused @ \"lamda.amazonaws.com\"",
            "policy-unknown-action @ \"s3:GetObjects\"",
            "policy-unknown-action @ \"dynamodb:Qery\"",
            "policy-condition @ \"StringEqualz\"",
        ]
    );
    assert_eq!(kinds, [Kind::Identity, Kind::Trust, Kind::Identity]);
}

#[test]
fn shells_and_several_policies() {
    let text = "cat > p.json <<'EOF'\n{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Alow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}]}\nEOF\naws iam put-role-policy --policy-document '{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:Nope*\", \"Resource\": \"*\"}]}'\n";
    assert_eq!(found(text, "bash").0, ["policy-effect @ \"Alow\"", "policy-no-match @ \"s3:Nope*\""]);
    let one = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}]}";
    assert_eq!(found(&format!("{one}\n\n{one}"), "json"), (Vec::new(), vec![Kind::Identity; 2]));
    let inside = format!("{{\"Attributes\": {{\"Policy\": {:?}}}}}", one.replace("Allow", "Alow"));
    assert_eq!(found(&inside, "json").0.len(), 1);
}

#[test]
fn what_is_no_policy_is_left_alone() {
    for (text, language) in [
        ("{\"Statement\": \"SELECT 1\"}", "json"),
        ("{\"Statement\": [{\"Id\": 1}]}", "json"),
        (
            "{\"Name\": \"r\", \"Priority\": 0, \"Action\": {\"Block\": {}}, \"Statement\": {\"GeoMatchStatement\": {}}}",
            "json",
        ),
        ("[{\"effect\": \"allow\", \"action\": \"document:read\", \"resource\": \"mine\"}]", "json"),
        ("taints:\n- effect: NoSchedule\n  action: none\n", "yaml"),
        ("new iam.PolicyStatement({ effect: 'Alow', actions: ['s3:GetObjects'] })", "typescript"),
        ("getPolicyDocument({ statements: [{ actions: ['document:read'], resources: ['mine'] }] })", "typescript"),
        ("policy = {\"Statement\": [{\"Effect\": \"Alow\"}]}", "python"),
        ("a: {{ b }}: c", "yaml"),
    ] {
        assert_eq!(found(text, language), (Vec::new(), Vec::new()), "{text}");
    }
}

#[test]
fn findings_are_silenced_by_code() {
    let text = r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}"#;
    assert_eq!(find(text, "json", &[]).problems.len(), 1);
    assert_eq!(find(text, "json", &["policy-pass-role"]).problems, []);
}

#[test]
fn the_surroundings_say_what_is_a_limit() {
    let statement = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}"#;
    let policy = format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#);
    let codes = |text: &str, language: &str| {
        find(text, language, &[]).problems.into_iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&policy, "json"), ["policy-public"]);
    let endpoint = format!(r#"{{"Type": "AWS::EC2::VPCEndpoint", "Properties": {{"PolicyDocument": {policy}}}}}"#);
    let control = format!(
        r#"{{"Type": "AWS::Organizations::Policy", "Properties": {{"Type": "RESOURCE_CONTROL_POLICY", "Content": {policy}}}}}"#
    );
    assert_eq!(codes(&endpoint, "json"), [""; 0]);
    assert_eq!(codes(&control, "json"), ["policy-layer"], "a resource control policy only denies");
    let resource = |kind: &str| format!("resource \"{kind}\" \"x\" {{\n  policy = jsonencode({policy})\n}}\n");
    assert_eq!(codes(&resource("aws_vpc_endpoint"), "hcl"), [""; 0]);
    assert_eq!(codes(&(resource("aws_vpc_endpoint") + &resource("aws_s3_bucket_policy")), "hcl"), ["policy-public"]);
    // A document is of the kind of the resource that takes it, and what is behind a resource is not in it.
    let document = "data \"aws_iam_policy_document\" \"d\" {\n  statement {\n    actions   = [\"s3:GetObject\"]\n    resources = [\"*\"]\n    principals {\n      type        = \"*\"\n      identifiers = [\"*\"]\n    }\n  }\n}\n";
    let taker = |kind: &str| {
        format!("resource \"{kind}\" \"x\" {{\n  policy = data.aws_iam_policy_document.d.json\n}}\n{document}")
    };
    assert_eq!(codes(&taker("aws_vpc_endpoint"), "hcl"), [""; 0]);
    assert_eq!(codes(&taker("aws_s3_bucket_policy"), "hcl"), ["policy-public"]);
    let local = resource("aws_vpc_endpoint") + &format!("locals {{\n  policy = jsonencode({policy})\n}}\n");
    assert_eq!(codes(&local, "hcl"), ["policy-public"]);
    let organization = resource("aws_organizations_policy").replace("\n}", "\n  type = \"RESOURCE_CONTROL_POLICY\"\n}");
    assert_eq!(codes(&organization, "hcl"), ["policy-layer"]);
}

#[test]
fn policies_with_errors_are_refused() {
    let text = r#"[{"Statement": [{"Effect": "Allow", "Action": "s3", "Resource": "*"}]}, {"Statement": [{"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "*"}]}]"#;
    let refused: Vec<bool> = find(text, "json", &[]).policies.into_iter().map(|policy| policy.refused).collect();
    assert_eq!(refused, [true, false], "a warning refuses nothing");
}

#[test]
fn key_policies_have_a_manager() {
    let statement = r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"}, "Action": "kms:Decrypt", "Resource": "*"}"#;
    let policy = format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#);
    let codes = |text: &str, language: &str| {
        find(text, language, &[]).problems.into_iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&policy, "json"), [""; 0], "it may be a part of one");
    let template = format!(r#"{{"Type": "AWS::KMS::Key", "Properties": {{"KeyPolicy": {policy}}}}}"#);
    assert_eq!(codes(&template, "json"), ["policy-key-lockout"]);
    assert_eq!(codes(&template.replace("kms:Decrypt", "kms:*"), "json"), [""; 0]);
    let resource = |kind: &str| format!("resource \"{kind}\" \"x\" {{\n  policy = jsonencode({policy})\n}}\n");
    assert_eq!(codes(&resource("aws_kms_key"), "hcl"), ["policy-key-lockout"]);
    assert_eq!(codes(&resource("aws_sqs_queue"), "hcl"), [""; 0]);
}

#[test]
fn keys_of_yaml_may_be_made_by_functions() {
    let text = "Version: \"2012-10-17\"\nStatement:\n  - Effect: Allow\n    Action: s3:GetObject\n    Resource: \"*\"\n    Condition:\n      StringEquals:\n        !Sub \"${Oidc}:sub\": x\n";
    assert_eq!(found(text, "yaml").0, [""; 0]);
}

#[test]
fn merge_keys_of_yaml_are_read() {
    let text = "Base: &base\n  Effect: Allow\n  Resource: \"arn:aws:s3:::b/*\"\nPolicy:\n  Version: \"2012-10-17\"\n  Statement:\n    - <<: *base\n      Action: s3:GetObject\n    - <<: [*base]\n      Effect: Deny\n      Action: s3:PutObject\n";
    let found = find(text, "yaml", &[]);
    assert_eq!(found.problems, []);
    assert_eq!(found.policies[0].summary, "2 statements: reads 1 bucket; 1 denial");
}

/// The problems, and the sentences of the policies.
fn said(text: &str, language: &str) -> (Vec<String>, Vec<String>) {
    let statements = find(text, language, &[]).policies.into_iter().flat_map(|policy| policy.statements);
    let words = |statement: crate::policy::Statement| statement.sentence.into_iter().map(|part| part.text).collect();
    (found(text, language).0, statements.map(words).collect())
}

#[test]
fn substitutions_leave_variables_to_the_policy() {
    let text = "Effect: Allow\nAction: s3:GetObject\nResource: !Sub \"arn:aws:s3:::b/${!aws:username}/*\"\n";
    let words = "Allows whoever has this policy to read objects in bucket b under ${aws:username}/.";
    assert_eq!(said(text, "yaml"), (Vec::new(), vec![words.to_owned()]));
    let text = r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"Fn::Sub": "arn:aws:s3:::b/${!aws:username}/*"}}"#;
    assert_eq!(said(text, "json"), (Vec::new(), vec![words.to_owned()]));
    let text = "PolicyDocument: !Sub |\n  {\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::b/${!aws:username}/*\"}]}\n";
    assert_eq!(said(text, "yaml"), (Vec::new(), vec![words.to_owned()]));
}

#[test]
fn templates_choose_principals_and_conditions() {
    for choice in
        ["!If [P, {AWS: \"111122223333\"}, {Service: ec2.amazonaws.com}]", "!If [P, \"*\", {AWS: \"111122223333\"}]"]
    {
        let text = format!(
            "Effect: Allow\nPrincipal: {choice}\nAction: s3:GetObject\nResource: arn:aws:s3:::b/*\nCondition: !If [P, {{Bool: {{aws:SecureTransport: true}}}}, {{StringEquals: {{aws:PrincipalOrgID: o-a1b2c3d4e5}}}}]\n"
        );
        let words = "Allows whoever the template names (Fn::If) to read every object in bucket b, but only if a condition that is not shown here is true.";
        assert_eq!(said(&text, "yaml"), (Vec::new(), vec![words.to_owned()]), "{choice}");
        let statement = &find(&text, "yaml", &[]).policies[0].statements[0];
        assert_eq!(statement.conditions[0][0].text, "a condition that is not shown here is true");
    }
}

#[test]
fn policies_of_event_buses() {
    let text = "Type: AWS::Events::EventBusPolicy\nProperties:\n  EventBusName: b\n  StatementId: x\n  Statement:\n    Effect: Allow\n    Principal: {AWS: \"111122223333\"}\n    Action: events:PutEvents\n    Resource: arn:aws:events:us-east-1:111122223333:event-bus/b\n";
    assert_eq!(found(text, "yaml"), (Vec::new(), vec![Kind::Resource]));
}

#[test]
fn heredocs_escape_variables() {
    let policy = |start: &str, action: &str| {
        format!(
            "cat > p.json {start}\n{{\"Version\": \"2012-10-17\", \"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \"{action}\", \"Resource\": \"arn:aws:s3:::b/\\${{aws:username}}/*\"}}]}}\nEOF\n"
        )
    };
    assert_eq!(found(&policy("<<EOF", "s3:GetObject"), "bash"), (Vec::new(), vec![Kind::Identity]));
    assert_eq!(found(&policy("<<EOF", "s3:GetObjct"), "bash").0, ["policy-unknown-action @ \"s3:GetObjct\""]);
    assert_eq!(found(&policy("<<'EOF'", "s3:GetObject"), "bash").0.len(), 1, "the backslash stays");
}

#[test]
fn terraform_joins_the_values_of_a_key() {
    let condition = |value: &str| {
        format!(
            "    condition {{\n      test = \"StringLike\"\n      variable = \"s3:prefix\"\n      values = [\"{value}\"]\n    }}\n"
        )
    };
    let text = format!(
        "data \"aws_iam_policy_document\" \"d\" {{\n  statement {{\n    actions = [\"s3:ListBucket\"]\n    resources = [\"arn:aws:s3:::b\"]\n{}{}  }}\n}}\n",
        condition("x/*"),
        condition("y/*")
    );
    let words = "Allows whoever has this policy to list the objects of bucket b, but only if the prefix of the list matches x/* or y/*.";
    assert_eq!(said(&text, "hcl"), (Vec::new(), vec![words.to_owned()]));
}

#[test]
fn terraform_has_policies_in_objects_and_for_each_entry() {
    let text = "locals {\n  policy = {\n    Version = \"2012-10-17\"\n    Statement = [{ Effect = \"Allow\", Action = \"s3:GetObjects\", Resource = \"*\" }]\n  }\n}\n";
    assert_eq!(
        found(text, "hcl"),
        (vec!["policy-unknown-action @ \"s3:GetObjects\"".to_owned()], vec![Kind::Identity])
    );
    let text = "policy = jsonencode({\n  Version = \"2012-10-17\"\n  Statement = [\n    for b in var.buckets : {\n      Effect = \"Allow\"\n      Action = \"s3:GetObject\"\n      Resource = [for p in var.paths : \"${b}/${p}/*\"]\n    }\n  ]\n})\n";
    let words = "Allows whoever has this policy to read ${b}/${p}/*.";
    assert_eq!(said(text, "hcl"), (Vec::new(), vec![words.to_owned()]));
    // What `if` leaves out, and an object of another system, are left alone.
    let text = "policy = jsonencode({ Version = \"2012-10-17\", Statement = [for b in var.b : { Effect = \"Allow\", Action = \"s3:GetObjects\", Resource = b } if b.on] })\n";
    assert_eq!(found(text, "hcl").0, [""; 0]);
    assert_eq!(found("x = {\n  Statement = \"the bank sent it\"\n}\n", "hcl"), (Vec::new(), Vec::new()));
}
