//! The template of `notewright infra`, read as CloudFormation reads it. `cfn-lint` checks whether CloudFormation
//! accepts it (scripts/test); these tests check its content.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

mod hosts;

use notewright::hosting::cloudformation::{VIEWER_REQUEST, template};
use notewright::hosting::content_type::content_type;
use notewright::hosting::security_headers::SECURITY_HEADERS;
use serde_yaml::Value;
use std::process::Command;

fn stack() -> Value {
    serde_yaml::from_str(&template()).expect("YAML")
}

/// Returns the value at a path of keys, without tags such as `!Sub`.
fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('/').fold(value, |value, key| {
        let value = match value {
            Value::Tagged(tagged) => &tagged.value,
            plain => plain,
        };
        key.parse::<usize>().ok().map_or_else(|| value.get(key), |index| value.get(index)).unwrap_or(&Value::Null)
    })
}

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    match at(value, path) {
        Value::Tagged(tagged) => tagged.value.as_str(),
        plain => plain.as_str(),
    }
    .unwrap_or_default()
}

fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    at(value, path).as_sequence().map_or(&[], Vec::as_slice)
}

/// Returns names and properties of all resources of a type.
fn of_type<'a>(stack: &'a Value, kind: &str) -> Vec<(&'a str, &'a Value)> {
    let resources = stack["Resources"].as_mapping().expect("resources");
    let found = resources.iter().filter(|(_, resource)| resource["Type"] == *kind);
    found.map(|(name, resource)| (name.as_str().expect("a name"), &resource["Properties"])).collect()
}

fn statements<'a>(stack: &'a Value, policy: &str) -> &'a [Value] {
    list(stack, &format!("Resources/{policy}/Properties/PolicyDocument/Statement"))
}

/// Returns a value or a list as a list.
fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::Sequence(all) => all.iter().flat_map(names).collect(),
        Value::Tagged(tagged) => names(&tagged.value),
        one => one.as_str().into_iter().collect(),
    }
}

#[test]
fn the_command_prints_the_template() {
    let output = Command::new(env!("CARGO_BIN_EXE_notewright")).arg("infra").output().expect("it runs");
    assert!(output.status.success() && output.stderr.is_empty());
    assert_eq!(String::from_utf8(output.stdout).expect("text"), template());
}

#[test]
fn the_template_is_small_and_complete() {
    let template = template();
    // Larger templates must be uploaded first (AWS CloudFormation User Guide, "Understand CloudFormation quotas").
    assert!(template.len() < 51_200, "{}", template.len());
    assert_eq!(template.lines().find(|line| line.contains("\"@") || line.trim_start().starts_with('@')), None);
    assert_eq!(template.lines().find(|line| line.ends_with(' ') || line.contains('\t')), None);
}

#[test]
fn nothing_is_public() {
    let stack = stack();
    let buckets = of_type(&stack, "AWS::S3::Bucket");
    assert_eq!(buckets.len(), 2);
    for (name, bucket) in buckets {
        for block in ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] {
            assert_eq!(bucket["PublicAccessBlockConfiguration"][block], true, "{name}: {block}");
        }
        assert!(bucket["WebsiteConfiguration"].is_null() && bucket["AccessControl"].is_null(), "{name}");
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
            assert_eq!(stack["Resources"][name][policy], "Retain", "{name}");
        }
        // All public permissions are denied without encryption.
        let policy = format!("{name}Policy");
        assert_eq!(text(&stack, &format!("Resources/{policy}/Properties/Bucket")), name);
        let all = statements(&stack, &policy);
        assert!(all.iter().any(|statement| {
            statement["Effect"] == "Deny"
                && statement["Principal"] == "*"
                && statement["Condition"]["Bool"]["aws:SecureTransport"] == "false"
                && names(&statement["Resource"]) == [format!("{name}.Arn"), format!("${{{name}.Arn}}/*")]
        }));
        for allowed in all.iter().filter(|statement| statement["Effect"] != "Deny") {
            assert_eq!(allowed["Principal"]["Service"], "cloudfront.amazonaws.com", "{name}");
        }
    }
    let site = &stack["Resources"]["SiteBucket"]["Properties"];
    assert_eq!(text(site, "OwnershipControls/Rules/0/ObjectOwnership"), "BucketOwnerEnforced");
    assert_eq!(site["VersioningConfiguration"]["Status"], "Enabled");
    assert_eq!(*at(site, "LifecycleConfiguration/Rules/0/NoncurrentVersionExpiration/NoncurrentDays"), 30);
}

#[test]
fn only_this_distribution_reads_the_bucket_but_not_the_deploy_state() {
    let stack = stack();
    let all = statements(&stack, "SiteBucketPolicy");
    let allowed: Vec<&Value> = all.iter().filter(|statement| statement["Effect"] == "Allow").collect();
    let what: Vec<(Vec<&str>, Vec<&str>)> =
        allowed.iter().map(|statement| (names(&statement["Action"]), names(&statement["Resource"]))).collect();
    assert_eq!(
        what,
        [
            (vec!["s3:GetObject"], vec!["${SiteBucket.Arn}/*"]),
            // Otherwise a missing page would answer 403.
            (vec!["s3:ListBucket"], vec!["SiteBucket.Arn"]),
        ]
    );
    for statement in allowed {
        let source = &statement["Condition"]["StringEquals"]["AWS:SourceArn"];
        let arn = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}";
        assert!(matches!(source, Value::Tagged(tagged) if tagged.tag == "Sub" && tagged.value == arn), "{source:?}");
    }
    assert!(all.iter().any(|statement| {
        statement["Effect"] == "Deny"
            && statement["Principal"]["Service"] == "cloudfront.amazonaws.com"
            && names(&statement["Action"]) == ["s3:GetObject"]
            && names(&statement["Resource"]) == ["${SiteBucket.Arn}/*.notewright/*"]
    }));
    let controls = of_type(&stack, "AWS::CloudFront::OriginAccessControl");
    let [(_, control)] = controls.as_slice() else { panic!("one origin access control") };
    let config = &control["OriginAccessControlConfig"];
    assert_eq!(
        (&config["SigningBehavior"], &config["SigningProtocol"], &config["OriginAccessControlOriginType"]),
        (&"always".into(), &"sigv4".into(), &"s3".into())
    );
}

#[test]
fn the_distribution() {
    let stack = stack();
    let config = at(&stack, "Resources/Distribution/Properties/DistributionConfig");
    assert_eq!(text(config, "HttpVersion"), "http2and3");
    assert_eq!(config["IPV6Enabled"], true);
    assert_eq!(text(config, "DefaultRootObject"), "index.html");
    let origins = list(config, "Origins");
    assert_eq!(origins.len(), 1);
    // The REST endpoint. The website endpoint would need a public bucket.
    assert_eq!(text(&origins[0], "DomainName"), "SiteBucket.RegionalDomainName");
    assert_eq!(text(&origins[0], "OriginAccessControlId"), "OriginAccessControl");
    let behavior = &config["DefaultCacheBehavior"];
    assert!(config["CacheBehaviors"].is_null());
    assert_eq!(text(behavior, "ViewerProtocolPolicy"), "redirect-to-https");
    assert_eq!(names(&behavior["AllowedMethods"]), ["GET", "HEAD"]);
    assert_eq!(behavior["Compress"], true);
    assert_eq!(text(behavior, "CachePolicyId"), "658327ea-f89d-4fab-a63d-7e88639e58f6");
    assert_eq!(text(behavior, "ResponseHeadersPolicyId"), "ResponseHeaders");
    // TLS for the site's own certificate.
    let certificate = list_of_tagged(&config["ViewerCertificate"]);
    assert_eq!(text(&certificate[1], "MinimumProtocolVersion"), "TLSv1.2_2021");
    assert_eq!(certificate[2]["CloudFrontDefaultCertificate"], true);
    // A missing page gives 404; a forbidden one stays 403.
    let errors = list(config, "CustomErrorResponses");
    assert_eq!(errors.len(), 1);
    assert_eq!((&errors[0]["ErrorCode"], &errors[0]["ResponseCode"]), (&404.into(), &404.into()));
    assert_eq!(text(&errors[0], "ResponsePagePath"), "/404.html");
    assert_eq!(errors[0]["ErrorCachingMinTTL"], 10);
    // Logs are in another bucket, and expire.
    assert_eq!(text(config, "Logging/Bucket"), "LogBucket.DomainName");
    assert_eq!(*at(&stack, "Resources/LogBucket/Properties/LifecycleConfiguration/Rules/0/ExpirationInDays"), 90);
}

fn list_of_tagged(value: &Value) -> &[Value] {
    match value {
        Value::Tagged(tagged) => tagged.value.as_sequence().map_or(&[], Vec::as_slice),
        _ => &[],
    }
}

#[test]
fn the_headers_equal_those_of_the_preview() {
    let stack = stack();
    let config = at(&stack, "Resources/ResponseHeaders/Properties/ResponseHeadersPolicyConfig");
    let security = &config["SecurityHeadersConfig"];
    let hsts = &security["StrictTransportSecurity"];
    assert_eq!((&hsts["Preload"], &hsts["IncludeSubdomains"]), (&false.into(), &false.into()));
    let mut sent = vec![
        ("Content-Security-Policy", text(security, "ContentSecurityPolicy/ContentSecurityPolicy").to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", text(security, "ReferrerPolicy/ReferrerPolicy").to_owned()),
        ("X-Frame-Options", text(security, "FrameOptions/FrameOption").to_owned()),
        ("Strict-Transport-Security", format!("max-age={}", hsts["AccessControlMaxAgeSec"].as_u64().expect("seconds"))),
    ];
    let custom = list(config, "CustomHeadersConfig/Items");
    sent.extend(custom.iter().map(|item| (text(item, "Header"), text(item, "Value").to_owned())));
    sent.sort();
    let mut expected: Vec<(&str, String)> =
        SECURITY_HEADERS.iter().map(|header| (header.name, header.value.to_owned())).collect();
    expected.sort();
    assert_eq!(sent, expected);
    for header in security.as_mapping().expect("headers").values().chain(custom) {
        assert_eq!(header["Override"], true);
    }
    let (_, policy) = expected.first().expect("the content security policy");
    // CloudFront's limit (Amazon CloudFront Developer Guide, "Quotas on response headers policies").
    assert!(policy.len() < 1_783 && policy.starts_with("default-src 'none'") && !policy.contains("unsafe-"));
}

#[test]
fn the_template_contains_the_tested_function() {
    let stack = stack();
    let functions = of_type(&stack, "AWS::CloudFront::Function");
    let [(name, function)] = functions.as_slice() else { panic!("one function") };
    let code = &function["FunctionCode"];
    assert!(matches!(code, Value::Tagged(code) if code.tag == "Sub" && code.value == VIEWER_REQUEST), "{code:?}");
    assert_eq!(text(function, "FunctionConfig/Runtime"), "cloudfront-js-2.0");
    // CloudFront's size limit. `Fn::Sub` must find only the two names.
    assert!(VIEWER_REQUEST.len() < 10_240);
    assert_eq!(VIEWER_REQUEST.matches("${").count(), 2);
    let attached =
        list(&stack, "Resources/Distribution/Properties/DistributionConfig/DefaultCacheBehavior/FunctionAssociations");
    assert_eq!(attached.len(), 1);
    assert_eq!(text(&attached[0], "EventType"), "viewer-request");
    assert_eq!(text(&attached[0], "FunctionARN"), format!("{name}.FunctionARN"));
    // Every extension in the function is a known content type.
    let endings = VIEWER_REQUEST.split_once("const FILE = /\\.(?:").and_then(|(_, rest)| rest.split_once(')'));
    for ending in endings.expect("the endings").0.split('|') {
        assert_ne!(content_type(&format!("x.{ending}")), "application/octet-stream", "{ending}");
    }
}

#[test]
fn the_deploy_policy_allows_only_what_a_deploy_needs() {
    let stack = stack();
    let may: Vec<(Vec<&str>, Vec<&str>)> = statements(&stack, "DeployPolicy")
        .iter()
        .map(|statement| (names(&statement["Action"]), names(&statement["Resource"])))
        .collect();
    assert_eq!(
        may,
        [
            (vec!["s3:ListBucket", "s3:ListBucketVersions"], vec!["SiteBucket.Arn"]),
            (
                vec!["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject"],
                vec!["${SiteBucket.Arn}/*"]
            ),
            (
                vec!["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"],
                vec!["arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"]
            ),
        ]
    );
    let roles = of_type(&stack, "AWS::IAM::Role");
    let [(name, role)] = roles.as_slice() else { panic!("one role") };
    assert_eq!(stack["Resources"][*name]["Condition"], "HasGitHub");
    assert_eq!(names(&role["ManagedPolicyArns"]), ["DeployPolicy"]);
    assert!(role["Policies"].is_null());
    let trust = list(role, "AssumeRolePolicyDocument/Statement");
    assert_eq!(trust.len(), 1);
    assert_eq!(trust[0]["Action"], "sts:AssumeRoleWithWebIdentity");
    // Exact values without wildcards: one repository, one branch.
    let conditions = trust[0]["Condition"].as_mapping().expect("conditions");
    assert_eq!(conditions.len(), 1);
    let equal = &trust[0]["Condition"]["StringEquals"];
    assert_eq!(equal["token.actions.githubusercontent.com:aud"], "sts.amazonaws.com");
    assert_eq!(
        names(&equal["token.actions.githubusercontent.com:sub"]),
        ["repo:${GitHubRepository}:ref:refs/heads/${GitHubBranch}"]
    );
    for parameter in ["GitHubRepository", "GitHubBranch"] {
        assert!(!text(&stack, &format!("Parameters/{parameter}/AllowedPattern")).contains(['*', '?']), "{parameter}");
    }
}

#[test]
fn the_guide_lists_every_header() {
    let guide = include_str!("../../docs/hosting.md");
    for header in SECURITY_HEADERS {
        let line = format!("\n{}: {}\n", header.name, header.value);
        assert!(guide.contains(&line), "{line}");
    }
}

#[test]
fn the_workflow_can_read_and_request_a_token() {
    let workflow: Value = serde_yaml::from_str(include_str!("../../docs/github-actions.yml")).expect("YAML");
    // Nothing beyond what the job asks for.
    assert_eq!(workflow["permissions"], serde_yaml::from_str::<Value>("{}").expect("YAML"));
    let job = &workflow["jobs"]["publish"];
    let allowed: Value = serde_yaml::from_str("{contents: read, id-token: write}").expect("YAML");
    assert_eq!(job["permissions"], allowed);
    assert_eq!(workflow["concurrency"]["cancel-in-progress"], false);
    // The branch of the workflow is the default branch that the stack trusts.
    let branches = names(&workflow["on"]["push"]["branches"]);
    assert_eq!(branches, [text(&stack(), "Parameters/GitHubBranch/Default")]);
}

#[test]
fn the_outputs_are_lines_for_site_toml() {
    let stack = stack();
    let lines = text(&stack, "Outputs/SiteToml/Value");
    let deploy: toml::Table = toml::from_str(lines).expect("TOML");
    let keys: Vec<&String> = deploy["deploy"].as_table().expect("a table").keys().collect();
    assert_eq!(keys, ["bucket", "distribution", "region"]);
    assert_eq!(deploy["deploy"]["bucket"].as_str(), Some("${SiteBucket}"));
}
