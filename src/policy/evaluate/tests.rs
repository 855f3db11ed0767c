use super::*;
use serde_json::Value as Json;

/// Cases from the IAM User Guide, "Policy evaluation logic", "Condition operators" and "Cross-account policy evaluation
/// logic", in words of our own.
const CASES: &str = include_str!("../../../tests/policy/decisions.json");

fn cases() -> Vec<Json> {
    serde_json::from_str(CASES).expect("the cases are JSON")
}

fn policies(case: &Json) -> Policies {
    let list = |key: &str| {
        let items = match &case[key] {
            Json::Null => Vec::new(),
            Json::Array(items) => items.clone(),
            one => vec![one.clone()],
        };
        items.iter().flat_map(|item| read(key, &item.to_string(), None).0).collect()
    };
    Policies {
        identity: list("identity"),
        resource: list("resource"),
        boundary: list("boundary"),
        session: list("session"),
        service_control: list("scp"),
        resource_control: list("rcp"),
    }
}

fn request(case: &Json) -> Request {
    let text = |key: &str| case[key].as_str().map(ToOwned::to_owned);
    let values = |value: &Json| match value {
        Json::Array(items) => items.iter().filter_map(|item| item.as_str().map(ToOwned::to_owned)).collect(),
        value => vec![value.as_str().unwrap_or_default().to_owned()],
    };
    let context = case["with"].as_object().into_iter().flatten().map(|(key, value)| (key.clone(), values(value)));
    Request {
        principal: text("as"),
        action: text("do").unwrap_or_default(),
        resource: text("on").unwrap_or_default(),
        account: text("account"),
        context: context.collect(),
    }
}

#[test]
fn documented_decisions() {
    let wrong: Vec<String> = cases()
        .iter()
        .filter_map(|case| {
            let answer = evaluate(&request(case), &policies(case));
            let decision = match answer.decision {
                Decision::Allowed => "allowed",
                Decision::ExplicitlyDenied => "explicitly denied",
                Decision::ImplicitlyDenied => "implicitly denied",
            };
            let expected = case["expect"].as_str().expect("an expectation");
            (decision != expected).then(|| format!("{}: {decision}, not {expected}: {answer:?}", case["name"]))
        })
        .collect();
    assert!(cases().len() >= 150);
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn one_more_denial_never_allows() {
    let denial =
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"}]}"#;
    for case in cases() {
        let (request, mut policies) = (request(&case), policies(&case));
        let before = evaluate(&request, &policies).decision;
        policies.identity.extend(read("denial", denial, None).0);
        let after = evaluate(&request, &policies).decision;
        assert!(before == after || after == Decision::ExplicitlyDenied, "{}", case["name"]);
    }
}

#[test]
fn answers_name_the_statement() {
    let text = r#"{"Version": "2012-10-17", "Statement": [
        {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"},
        {"Sid": "Tls", "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#;
    let policies = Policies { identity: read("p.json", text, None).0, ..Policies::default() };
    let ask = |action: &str, tls: &str| {
        let context = vec![("aws:SecureTransport".to_owned(), vec![tls.to_owned()])];
        let resource = "arn:aws:s3:::b/x".to_owned();
        evaluate(&Request { action: action.to_owned(), resource, context, ..Request::default() }, &policies)
    };
    assert_eq!(ask("s3:GetObject", "true").reason, "statement 1 (`Read`) of p.json allows it");
    assert_eq!(ask("s3:GetObject", "false").reason, "statement 2 (`Tls`) of p.json denies it");
    let nothing = ask("s3:PutObject", "true");
    assert_eq!(nothing.reason, "no policy allows it");
    assert_eq!(nothing.misses, ["statement 1 (`Read`) of p.json does not count: it is about other actions"]);
}

proptest::proptest! {
    #[test]
    fn no_denial_in_any_layer_allows(
        case in proptest::sample::select(cases()), layer in 0..6_usize, action in "(s3|\\*|sqs):(Get|\\*|Object){1,2}",
        resource in "\\*|arn:aws:s3:::(notes|\\*)(/\\*)?", not in proptest::bool::ANY,
    ) {
        let key = if not { "NotAction" } else { "Action" };
        let denial = serde_json::json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Deny", "Principal": "*", key: action, "Resource": resource}]});
        let (request, mut policies) = (request(&case), policies(&case));
        let before = evaluate(&request, &policies).decision;
        let layers = [&mut policies.identity, &mut policies.resource, &mut policies.boundary, &mut policies.session,
            &mut policies.service_control, &mut policies.resource_control];
        if let Some(layer) = layers.into_iter().nth(layer) {
            layer.extend(read("denial", &denial.to_string(), None).0);
        }
        let after = evaluate(&request, &policies).decision;
        proptest::prop_assert!(after != Decision::Allowed || before == Decision::Allowed);
    }
}

#[test]
fn actions_of_requests_are_those_of_aws() {
    let about = |action: &str| super::about_action(action).map(|problem| (problem.severity, problem.help));
    let help = |words: &str| Some(words.to_owned());
    assert_eq!(about("s3:GetObject"), None);
    assert_eq!(about("s3:GetObjekt"), Some((Severity::Error, help("did you mean `s3:GetObject`?"))));
    assert_eq!(about("s3:*"), Some((Severity::Error, help("name one action, such as `s3:GetObject`"))));
    assert_eq!(about("GetObject").map(|(severity, _)| severity), Some(Severity::Error));
    assert_eq!(about("prowler:Look").map(|(severity, _)| severity), Some(Severity::Note));
}

#[test]
fn what_aws_refuses_allows_nothing() {
    let allowed = Answer {
        decision: Decision::Allowed,
        statement: None,
        reason: "statement 1 of p.json allows it".to_owned(),
        misses: Vec::new(),
    };
    let refused = allowed.clone().of_refused("p.json");
    assert_eq!(refused.decision, Decision::ImplicitlyDenied);
    assert_eq!(refused.reason, "AWS refuses p.json as it is, for the errors above");
    assert_eq!(refused.misses, ["without the errors: statement 1 of p.json allows it"]);
    let denied = Answer { decision: Decision::ExplicitlyDenied, ..allowed };
    assert_eq!(denied.clone().of_refused("p.json"), denied);
}

#[test]
fn a_control_policy_makes_no_administrator() {
    let text = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#;
    let codes = |kind| read("p.json", text, kind).1.into_iter().map(|problem| problem.code).collect::<Vec<_>>();
    assert_eq!(codes(None), ["policy-admin"]);
    assert_eq!(codes(Some(Kind::ServiceControl)), [""; 0]);
}
