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
    assert_eq!(problems, ["policy-unknown-action @ 'dynamodb:Qery'", "policy-version @ Statement"]);
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
    for text in [
        r#"{"Version": "2012-10-17", "Statement": [ ... ]}"#,
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
