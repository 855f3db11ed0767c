//! Whether AWS knows an action: what the table says of a name, and which right name is meant by a wrong one.

use super::actions::{self, Service};
use super::model::Text;

/// What AWS knows of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It exists, or its wildcards match some that do.
    Known,
    /// It exists, and AWS advises against it.
    Deprecated,
    /// A template gives part of it, or the grammar refuses it.
    Open,
    /// The table has no service of this prefix, and none with a similar one.
    UnlistedService,
    /// The table has no action of this name, and none with a similar one.
    UnlistedAction,
    /// It does not exist. With the right names, if there are any.
    Wrong(Fault, Vec<String>),
}

/// What is wrong with an action that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// No service has its prefix.
    Prefix,
    /// Its service has no such action.
    Name,
    /// Its wildcards match no action.
    Wildcard,
}

impl Standing {
    /// Looks an action up.
    pub(super) fn of(name: &Text) -> Self {
        let Some((prefix, action)) = name.text.split_once(':').filter(|_| !name.is_open()) else { return Self::Open };
        let is_prefix = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if prefix.is_empty() || action.is_empty() || !prefix.bytes().all(is_prefix) {
            return Self::Open;
        }
        match actions::service(prefix) {
            None => without_service(prefix, action),
            Some(service) if has_wildcard(action) => with_wildcards(service, action),
            Some(service) => match service.action(action) {
                Some(known) if known.is_deprecated => Self::Deprecated,
                Some(_) => Self::Known,
                None => without_action(service, action),
            },
        }
    }

    /// Whether the action certainly does not exist.
    pub(super) fn is_wrong(&self) -> bool {
        matches!(self, Self::Wrong(..))
    }
}

/// "did you mean `a` or `b`?", if a right name is known.
pub(super) fn question(meant: &[String]) -> Option<String> {
    let names: Vec<String> = meant.iter().map(|name| format!("`{name}`")).collect();
    let (last, others) = names.split_last()?;
    Some(match others {
        [] => format!("did you mean {last}?"),
        others => format!("did you mean {} or {last}?", others.join(", ")),
    })
}

fn has_wildcard(action: &str) -> bool {
    action.contains(['*', '?'])
}

fn without_service(prefix: &str, action: &str) -> Standing {
    if let Some(meant) = actions::nearest_prefix(prefix) {
        // The action may have a slip too.
        let respelt = actions::service(meant)
            .filter(|service| !has_wildcard(action) && service.action(action).is_none())
            .and_then(|service| service.nearest_action(action));
        return Standing::Wrong(Fault::Prefix, vec![format!("{meant}:{}", respelt.unwrap_or(action))]);
    }
    match elsewhere(action) {
        found if found.is_empty() || RETIRED.contains(&prefix) => Standing::UnlistedService,
        found => Standing::Wrong(Fault::Prefix, found),
    }
}

/// Prefixes that are in policies which AWS manages, and no longer in its reference.
const RETIRED: [&str; 5] = ["assurance", "deepcomposer", "deepracer", "elastic-inference", "iot1click"];

fn with_wildcards(service: Service, action: &str) -> Standing {
    if service.matching(action).next().is_some() {
        return Standing::Known;
    }
    let stem = action.trim_end_matches('*');
    let near = service.nearest_action(stem).filter(|_| !has_wildcard(stem));
    let meant = near.map(|near| format!("{}:{near}", service.prefix));
    Standing::Wrong(Fault::Wildcard, meant.into_iter().collect())
}

fn without_action(service: Service, action: &str) -> Standing {
    let own = |near: &str| Standing::Wrong(Fault::Name, vec![format!("{}:{near}", service.prefix)]);
    if let Some(right) = of_companion(service, action) {
        return Standing::Wrong(Fault::Name, vec![right]);
    }
    if let Some(near) = service.respelt_action(action) {
        return own(near);
    }
    // The exact name under another prefix is a better guess than a name with some of its words.
    let found = elsewhere(action);
    if !found.is_empty() {
        return Standing::Wrong(Fault::Name, found);
    }
    service.nearest_action(action).map_or(Standing::UnlistedAction, own)
}

/// More services than this are too many for one question.
const MOST_SERVICES: usize = 3;

/// The same action of other services, if a few have it. Many services have an action of one word, such as `Get`.
fn elsewhere(action: &str) -> Vec<String> {
    let is_telling = !has_wildcard(action) && action.bytes().filter(u8::is_ascii_uppercase).count() > 1;
    let mut services = if is_telling { actions::services_with(action) } else { Vec::new() };
    // A service that everyone knows is meant rather than others with an action of the same name.
    if let Some(common) = services.iter().copied().find(|service| COMMON.contains(service)) {
        services = vec![common];
    }
    if services.len() > MOST_SERVICES {
        return Vec::new();
    }
    services.into_iter().map(|service| format!("{service}:{action}")).collect()
}

/// Services whose requests have a prefix of their own, and the one that people take for it.
const COMPANIONS: [(&str, &str); 7] = [
    ("apigateway", "execute-api"),
    ("cloudwatch", "logs"),
    ("ecr", "ecr-public"),
    ("iam", "sts"),
    ("neptune", "neptune-db"),
    ("rds", "rds-db"),
    ("redshift", "redshift-data"),
];

/// The same action of the service that a prefix is taken for.
fn of_companion(service: Service, action: &str) -> Option<String> {
    let (_, right) = COMPANIONS.iter().find(|(wrong, _)| *wrong == service.prefix)?;
    let found = actions::service(right)?.action(action)?;
    Some(format!("{right}:{}", found.name))
}

/// Services that most policies are about.
const COMMON: [&str; 12] =
    ["cloudwatch", "dynamodb", "ec2", "ecr", "iam", "kms", "lambda", "logs", "s3", "sns", "sqs", "sts"];

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(text: &str) -> Standing {
        Standing::of(&Text { text: text.to_owned(), ..Text::default() })
    }

    #[test]
    fn actions_that_exist() {
        for known in ["s3:GetObject", "S3:getobject", "s3:Get*", "s3:*", "ec2:Describe*"] {
            assert_eq!(standing(known), Standing::Known, "{known}");
        }
        for open in ["*", "s3", "s3:", ":x", "s3:${Action}", "<service>:GetObject", "s*:Get"] {
            assert_eq!(standing(open), Standing::Open, "{open}");
        }
        assert_eq!(standing("prowler:additional"), Standing::UnlistedService);
        assert_eq!(standing("deepcomposer:CreateModel"), Standing::UnlistedService);
        assert_eq!(standing("s3:Frobnicate"), Standing::UnlistedAction);
    }

    #[test]
    fn actions_that_do_not_exist_have_right_names() {
        for (wrong, right) in [
            ("s3:GetObjects", "did you mean `s3:GetObject`?"),
            ("dyanmodb:PutItem", "did you mean `dynamodb:PutItem`?"),
            ("dyanmodb:PutItme", "did you mean `dynamodb:PutItem`?"),
            ("s3:PutBucketEncryption", "did you mean `s3:PutEncryptionConfiguration`?"),
            ("s3:GetBucketReplication", "did you mean `s3:GetReplicationConfiguration`?"),
            ("s3:ListParts", "did you mean `s3:ListMultipartUploadParts`?"),
            ("cloudwatch:PutLogEvents", "did you mean `logs:PutLogEvents`?"),
            ("lambda:PutItem", "did you mean `dynamodb:PutItem`?"),
            ("dynamodb:SendMessage", "did you mean `sqs:SendMessage`?"),
            ("s3:AssumeRole", "did you mean `sts:AssumeRole`?"),
            ("apigateway:Invoke", "did you mean `execute-api:Invoke`?"),
            ("rds:connect", "did you mean `rds-db:connect`?"),
            ("s3:ListObjects", "did you mean `s3:ListBucket`?"),
        ] {
            let Standing::Wrong(_, meant) = standing(wrong) else { panic!("{wrong} exists") };
            assert_eq!(question(&meant).as_deref(), Some(right), "{wrong}");
        }
        assert_eq!(standing("s3:Frob*"), Standing::Wrong(Fault::Wildcard, Vec::new()));
        let names = ["a:X", "b:X", "c:X"].map(str::to_owned);
        assert_eq!(question(&names).as_deref(), Some("did you mean `a:X`, `b:X` or `c:X`?"));
        assert_eq!(question(&[]), None);
    }
}
