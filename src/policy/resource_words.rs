//! The plain words for ARNs. An ARN of an unknown shape is shown as it is: a wrong summary is worse than none.

use super::model::{Rule, Text};
use super::words::{code, filled_in, text};
use super::{Kind, Part, Phrase, template};

/// What `*` means as a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Everything {
    /// Every resource.
    Resources,
    /// In the policy of a resource: what it is attached to.
    Reached,
    /// In a key policy: the key itself.
    TheKey,
}

impl Everything {
    /// A key policy names only actions of AWS KMS.
    pub(super) fn of(rule: &Rule, kind: Kind) -> Self {
        if kind != Kind::Resource {
            return Self::Resources;
        }
        let names = &rule.actions.names;
        let is_key_policy = !rule.actions.is_not && names.iter().all(|name| name.text.starts_with("kms:"));
        if is_key_policy { Self::TheKey } else { Self::Reached }
    }
}

/// Puts a resource into words, the usual ones by name.
pub(super) fn resource(name: &Text, everything: Everything) -> Phrase {
    if let Some(phrase) = filled_in(name) {
        return phrase;
    }
    match name.text.as_str() {
        "*" if everything == Everything::TheKey => vec![text("the key that this policy is attached to")],
        "*" if everything == Everything::Reached => {
            vec![text("every resource that this policy reaches ("), code("*"), text(")")]
        }
        "*" => vec![text("every resource ("), code("*"), text(")")],
        "execute-api:/*" => vec![text("this API")],
        arn => named(arn).unwrap_or_else(|| vec![code(arn)]),
    }
}

/// Where a pattern reaches more than one kind of resource, only what an action can be about: `noun` is `every object` or
/// another of these. None if the pattern reaches one kind, and in a key policy, where it is the key.
pub(super) fn narrowed(name: &Text, noun: &str, everything: Everything) -> Option<Phrase> {
    if everything == Everything::TheKey {
        return None;
    }
    if name.text == "*" {
        let limit = if everything == Everything::Reached { " that this policy reaches" } else { "" };
        return Some(vec![text(&format!("{noun}{limit} (")), code("*"), text(")")]);
    }
    let parts = template::arn_parts(&name.text);
    let ["arn", _, "s3", "", "", bucket] = parts.as_slice() else { return None };
    if bucket.contains('/') || !has_wildcard(bucket) || filled_in(name).is_some() {
        return None;
    }
    let is_object = match noun {
        "every object" => true,
        "every bucket" => false,
        _ => return None,
    };
    Some(match bucket.strip_suffix('*') {
        Some("") => vec![text(noun)],
        Some(start) if !has_wildcard(start) => {
            let words = if is_object {
                "every object in every bucket that begins with "
            } else {
                "every bucket that begins with "
            };
            vec![text(words), code(start)]
        }
        // Here too `*` stands for any text, with `/` in it.
        _ => vec![text(&format!("{noun} that matches ")), code(bucket)],
    })
}

/// What an ARN names, in a few words: `queue orders in us-east-1, account 111122223333`. None for unknown shapes.
pub(super) fn named(arn: &str) -> Option<Phrase> {
    let parts = template::arn_parts(arn);
    let ["arn", _, service, region, account, resource] = parts.as_slice() else { return None };
    let location = Location::of(region, account);
    match *service {
        "s3" => s3(resource, &location),
        "s3-object-lambda" => {
            let name = resource.strip_prefix("accesspoint/")?;
            Some(location.after(vec![text("object lambda access point "), code(name)]))
        }
        "iam" => iam(resource, account),
        "dynamodb" => dynamodb(resource, &location),
        "lambda" => lambda(resource, &location),
        "s3-outposts" => outposts(resource, &location),
        "logs" => logs(resource, &location),
        "sqs" => simple("queue", resource, &location),
        "sns" => simple("topic", resource, &location),
        "ssm" => parameter(resource, &location),
        "execute-api" => api(resource, &location),
        _ => by_kind(service, resource, &location),
    }
}

/// The region and account of an ARN, in words.
struct Location(String);

impl Location {
    fn of(region: &str, account: &str) -> Self {
        let is_open = template::has_placeholder;
        let is_given = |part: &str| !part.is_empty() && part != "*" && !is_open(part);
        Self(match (is_given(region), is_given(account)) {
            (false, false) if is_open(region) && is_open(account) => {
                " in a region and an account of the template".to_owned()
            }
            (false, false) if is_open(region) => " in a region of the template".to_owned(),
            (false, false) if is_open(account) => " in an account of the template".to_owned(),
            (false, false) => String::new(),
            (false, true) => format!(" in account {account}"),
            (true, false) if is_open(account) => format!(" in {region}, an account of the template"),
            (true, false) => format!(" in {region}"),
            (true, true) => format!(" in {region}, account {account}"),
        })
    }

    fn after(&self, mut phrase: Phrase) -> Phrase {
        phrase.push(text(&self.0));
        phrase
    }
}

/// `table t`, `every table` or `every table that matches app-*`.
fn named_or_any(noun: &str, name: &str) -> Phrase {
    match name {
        "*" => vec![text(&format!("every {noun}"))],
        name if has_wildcard(name) => vec![text(&format!("every {noun} that matches ")), code(name)],
        name => vec![text(&format!("{noun} ")), code(name)],
    }
}

/// Whether `*` or `?` stand for characters: `${*}` does not.
fn has_wildcard(name: &str) -> bool {
    template::masked(name).contains(['*', '?'])
}

fn s3(resource: &str, location: &Location) -> Option<Phrase> {
    if !location.0.is_empty() {
        return s3_of_account(resource, location);
    }
    let (bucket, key) = match resource.split_once('/') {
        Some((bucket, key)) => (bucket, Some(key)),
        None => (resource, None),
    };
    if matches!(bucket, "accesspoint" | "job" | "storage-lens" | "async-request" | "access-grants") && key.is_some() {
        return s3_of_account(resource, location);
    }
    let in_bucket = |what: Vec<Part>| {
        let mut phrase = what;
        phrase.push(text(" in "));
        phrase.extend(named_or_any("bucket", bucket));
        phrase
    };
    Some(match (bucket, key) {
        ("*", None) => vec![text("every bucket and every object")],
        (bucket, None) => match bucket.strip_suffix('*') {
            Some(start) if !has_wildcard(start) => {
                vec![text("every bucket that begins with "), code(start), text(", and every object in it")]
            }
            // Here too `*` stands for any text, with `/` in it.
            _ if has_wildcard(bucket) => vec![text("every bucket and object that matches "), code(bucket)],
            _ => vec![text("bucket "), code(bucket)],
        },
        (_, Some("*")) => in_bucket(vec![text("every object")]),
        // A `*` in the name of the bucket stands for any text, with `/` in it.
        (bucket, Some(_)) if has_wildcard(bucket) => {
            vec![text("every object whose bucket and path match "), code(resource)]
        }
        (_, Some(key)) => match key.strip_suffix('*') {
            Some(folder) if !has_wildcard(folder) => {
                let mut phrase = in_bucket(vec![text("objects")]);
                let words = if folder.ends_with('/') { " under " } else { " that begin with " };
                phrase.extend([text(words), code(folder)]);
                phrase
            }
            _ => {
                let depth = if template::masked(key).contains('*') { " at any depth" } else { "" };
                in_bucket([named_or_any("object", key), vec![text(depth)]].concat())
            }
        },
    })
}

fn s3_of_account(resource: &str, location: &Location) -> Option<Phrase> {
    let parts: Vec<&str> = resource.splitn(4, '/').collect();
    let phrase = match parts.as_slice() {
        ["accesspoint", name] if name.ends_with(".mrap") => vec![text("multi-region access point "), code(name)],
        ["accesspoint", name] => named_or_any("access point", name),
        ["accesspoint", name, "object", "*"] => vec![text("every object through access point "), code(name)],
        ["accesspoint", name, "object", key] => match key.strip_suffix('*') {
            Some(folder) => {
                vec![text("objects under "), code(folder), text(" through access point "), code(name)]
            }
            None => vec![text("object "), code(key), text(" through access point "), code(name)],
        },
        ["job", id] => named_or_any("batch operations job", id),
        ["storage-lens", id] => vec![text("storage lens configuration "), code(id)],
        ["storage-lens-group", id] => vec![text("storage lens group "), code(id)],
        ["access-grants", "default"] => vec![text("the access grants instance")],
        _ => return None,
    };
    Some(location.after(phrase))
}

fn outposts(resource: &str, location: &Location) -> Option<Phrase> {
    let parts: Vec<&str> = resource.splitn(6, '/').collect();
    let of = |outpost: &str, mut what: Phrase| {
        what.extend([text(" of outpost "), code(outpost)]);
        what
    };
    Some(location.after(match parts.as_slice() {
        ["outpost", id, "bucket", name] => of(id, vec![text("bucket "), code(name)]),
        ["outpost", id, "bucket", name, "object", "*"] => of(id, vec![text("every object in bucket "), code(name)]),
        ["outpost", id, "accesspoint", name] => of(id, vec![text("access point "), code(name)]),
        ["outpost", id, "accesspoint", name, "object", "*"] => {
            of(id, vec![text("every object through access point "), code(name)])
        }
        _ => return None,
    }))
}

fn iam(resource: &str, account: &str) -> Option<Phrase> {
    let (kind, name) = resource.split_once('/')?;
    let location = Location::of("", account);
    let phrase = match (kind, account) {
        ("policy", "aws") => return Some(vec![text("the AWS managed policy "), code(name)]),
        ("user", "cloudfront") => {
            let id = name.rsplit(' ').next().unwrap_or(name);
            return Some(vec![text("CloudFront's origin access identity "), code(id)]);
        }
        (_, "aws" | "cloudfront") => return None,
        ("policy", _) if name == "*" => vec![text("every managed policy")],
        ("role" | "user" | "group" | "policy", _) => named_or_any(kind, name),
        ("instance-profile", _) => named_or_any("instance profile", name),
        ("mfa", _) => named_or_any("MFA device", name),
        (_, _) if name == "*" => return None,
        ("oidc-provider" | "saml-provider", _) => vec![text("identity provider "), code(name)],
        _ => return None,
    };
    Some(location.after(phrase))
}

fn dynamodb(resource: &str, location: &Location) -> Option<Phrase> {
    let parts: Vec<&str> = resource.splitn(4, '/').collect();
    Some(location.after(match parts.as_slice() {
        ["table", name] => named_or_any("table", name),
        ["table", name, "index", "*"] => vec![text("every index of table "), code(name)],
        ["table", name, "index", index] => vec![text("index "), code(index), text(" of table "), code(name)],
        ["table", name, "stream", "*"] => vec![text("every stream of table "), code(name)],
        ["table", name, "stream", label] => vec![text("stream "), code(label), text(" of table "), code(name)],
        ["table", name, "backup", "*"] => vec![text("every backup of table "), code(name)],
        ["global-table", name] => vec![text("global table "), code(name)],
        _ => return None,
    }))
}

fn lambda(resource: &str, location: &Location) -> Option<Phrase> {
    let parts = template::parts(resource, 3);
    Some(location.after(match parts.as_slice() {
        ["function", name] => named_or_any("function", name),
        ["function", name, "*"] => vec![text("every version and alias of function "), code(name)],
        ["function", name, version] => {
            vec![text("version or alias "), code(version), text(" of function "), code(name)]
        }
        ["layer", name] => named_or_any("layer", name),
        ["layer", name, "*"] => vec![text("every version of layer "), code(name)],
        ["layer", name, version] => vec![text("version "), code(version), text(" of layer "), code(name)],
        ["event-source-mapping", id] => vec![text("event source mapping "), code(id)],
        _ => return None,
    }))
}

fn logs(resource: &str, location: &Location) -> Option<Phrase> {
    if matches!(resource, "*" | "*:*") {
        return Some(location.after(vec![text("every log group and log stream")]));
    }
    let rest = resource.strip_prefix("log-group:")?;
    let (group, stream) = match rest.split_once(":log-stream:") {
        Some((group, stream)) => (group, Some(stream)),
        None => (rest.trim_end_matches(":*"), None),
    };
    let group = named_or_any("log group", group);
    Some(location.after(match stream {
        None => group,
        Some("*" | "") => [vec![text("every log stream of ")], group].concat(),
        Some(stream) => [vec![text("log stream "), code(stream), text(" of ")], group].concat(),
    }))
}

fn simple(what: &str, name: &str, location: &Location) -> Option<Phrase> {
    if template::masked(name).contains([':', '/']) {
        return None;
    }
    Some(location.after(named_or_any(what, name)))
}

fn parameter(resource: &str, location: &Location) -> Option<Phrase> {
    let name = resource.strip_prefix("parameter/")?;
    Some(location.after(match name.strip_suffix("/*") {
        _ if name == "*" => vec![text("every parameter")],
        Some(folder) if !has_wildcard(folder) => vec![text("parameters under "), code(&format!("/{folder}/"))],
        _ => named_or_any("parameter", &format!("/{name}")),
    }))
}

/// `api-id/stage/METHOD/path`.
fn api(resource: &str, location: &Location) -> Option<Phrase> {
    let parts: Vec<&str> = resource.splitn(4, '/').collect();
    let id = parts.first().filter(|id| !id.is_empty())?;
    let mut phrase = vec![text("API "), code(id)];
    let given = |index: usize| parts.get(index).filter(|part| **part != "*" && !part.is_empty());
    for (index, what) in [(1, ", stage "), (2, ", method "), (3, ", path ")] {
        if let Some(part) = given(index) {
            let shown = if index == 3 { format!("/{part}") } else { (*part).to_owned() };
            phrase.extend([text(what), code(&shown)]);
        }
    }
    Some(location.after(phrase))
}

/// Shapes `kind/name` and `kind:name` of services that have no deeper ones.
const KINDS: [(&str, &str, &str); 37] = [
    ("acm", "certificate", "certificate"),
    ("autoscaling", "autoScalingGroup", "Auto Scaling group"),
    ("backup", "backup-vault", "backup vault"),
    ("cloudformation", "stack", "stack"),
    ("cloudfront", "distribution", "distribution"),
    ("cloudwatch", "alarm", "alarm"),
    ("codebuild", "project", "build project"),
    ("codedeploy", "application", "application"),
    ("cognito-identity", "identitypool", "identity pool"),
    ("cognito-idp", "userpool", "user pool"),
    ("ec2", "image", "image"),
    ("ec2", "instance", "instance"),
    ("ec2", "key-pair", "key pair"),
    ("ec2", "network-interface", "network interface"),
    ("ec2", "security-group", "security group"),
    ("ec2", "snapshot", "snapshot"),
    ("ec2", "subnet", "subnet"),
    ("ec2", "volume", "volume"),
    ("ec2", "vpc", "VPC"),
    ("ecr", "repository", "repository"),
    ("ecs", "cluster", "cluster"),
    ("ecs", "task-definition", "task definition"),
    ("eks", "cluster", "cluster"),
    ("elasticfilesystem", "file-system", "file system"),
    ("es", "domain", "domain"),
    ("events", "event-bus", "event bus"),
    ("events", "rule", "rule"),
    ("firehose", "deliverystream", "delivery stream"),
    ("kinesis", "stream", "stream"),
    ("kms", "alias", "key alias"),
    ("kms", "key", "key"),
    ("rds", "cluster", "database cluster"),
    ("rds", "db", "database"),
    ("route53", "hostedzone", "hosted zone"),
    ("secretsmanager", "secret", "secret"),
    ("ses", "identity", "identity"),
    ("states", "stateMachine", "state machine"),
];

fn by_kind(service: &str, resource: &str, location: &Location) -> Option<Phrase> {
    let (kind, name) = resource.split_once(['/', ':'])?;
    let (.., words) = KINDS.iter().find(|(of, known, _)| *of == service && *known == kind)?;
    let is_path = matches!(service, "ecr" | "secretsmanager");
    if template::masked(name).contains('/') && !is_path {
        return None;
    }
    Some(location.after(named_or_any(words, name)))
}
