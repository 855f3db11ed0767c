//! The services, actions, resource types and condition keys of AWS, as of the day that [`date`] tells.
//!
//! `scripts/update-iam-actions` makes the table and documents its format. Nothing is unpacked before it is asked for, and
//! then only the block of 25 kB that holds the service: notes without policies pay nothing.

use super::glob;
use crate::suggest::nearest;
use flate2::read::DeflateDecoder;
use fnv::{FnvHashSet, FnvHasher};
use std::cmp::Ordering;
use std::hash::Hasher;
use std::io::Read;
use std::sync::OnceLock;

const INDEX: &str = include_str!("actions/index.txt");
const KEYS: &str = include_str!("actions/keys.txt");
const SOURCE: &str = include_str!("actions/source.txt");
const BLOCKS: &str = include_str!("actions/blocks.txt");
const PACKED: &[u8] = include_bytes!("actions/table.deflate");

/// Upper bound on the number of blocks in the table; a test holds `BLOCKS` to it.
const MOST_BLOCKS: usize = 64;

/// The blocks that have been unpacked. The text never changes, so sharing it between threads is safe, and a site with 100
/// policies about S3 unpacks the block of S3 once.
static UNPACKED: [OnceLock<String>; MOST_BLOCKS] = [const { OnceLock::new() }; MOST_BLOCKS];

/// A service of AWS, as IAM knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service {
    /// What its actions begin with, such as `s3`.
    pub prefix: &'static str,
    /// Its name, such as `Amazon S3`.
    pub name: &'static str,
    lines: &'static str,
}

/// An action of a service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Action {
    /// Its name without the service's prefix.
    pub name: &'static str,
    pub level: Level,
    pub is_deprecated: bool,
    formats: &'static str,
    /// The number of the line with its condition keys.
    keys: &'static str,
}

/// What an action can do, from harmless to dangerous (Service Authorization Reference, "Access level").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    List,
    Read,
    Tagging,
    Write,
    Permissions,
}

/// The type of a condition key's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyType {
    pub base: BaseType,
    /// Whether a request has several values for the key.
    pub is_multivalued: bool,
}

/// The type of one value of a condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BaseType {
    String,
    Arn,
    Bool,
    Number,
    Date,
    Address,
}

impl Level {
    /// The words of the Service Authorization Reference, in small letters.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Tagging => "tagging",
            Self::Write => "write",
            Self::Permissions => "permissions management",
        }
    }
}

/// The day of the data, such as `2026-09-26`.
pub(super) fn date() -> &'static str {
    SOURCE.lines().nth(1).unwrap_or_default()
}

/// The service with this prefix, in any case.
pub(super) fn service(prefix: &str) -> Option<Service> {
    let wanted = prefix.to_ascii_lowercase();
    let order = |line: &str| line.split('\t').next().map_or(Ordering::Less, |name| name.cmp(&wanted));
    line_in(INDEX, order).and_then(read_line).map(read_service)
}

/// Finds a line of a sorted text by halves. `order` compares a line with the wanted one.
fn line_in(text: &'static str, order: impl Fn(&str) -> Ordering) -> Option<&'static str> {
    // Both are at starts of lines.
    let (mut low, mut high) = (0, text.len());
    while low < high {
        let middle = text[low..usize::midpoint(low, high)].rfind('\n').map_or(low, |at| low + at + 1);
        let line = text[middle..].lines().next()?;
        match order(line) {
            Ordering::Equal => return Some(line),
            Ordering::Less => low = middle + line.len() + 1,
            Ordering::Greater => high = middle,
        }
    }
    None
}

/// All prefixes, sorted.
pub(super) fn prefixes() -> impl Iterator<Item = &'static str> {
    services().map(|(prefix, ..)| prefix)
}

/// The right prefix for a wrong one: the nearest spelling.
pub(super) fn nearest_prefix(prefix: &str) -> Option<&'static str> {
    COMMON_NAMES
        .iter()
        .find(|(wrong, _)| wrong.eq_ignore_ascii_case(prefix))
        .map(|(_, right)| *right)
        .or_else(|| nearest(prefix, prefixes()).filter(|near| is_near(prefix, near)))
}

/// Names of services that are not their prefixes.
const COMMON_NAMES: [(&str, &str); 24] = [
    ("alb", "elasticloadbalancing"),
    ("apigw", "apigateway"),
    ("api-gateway", "apigateway"),
    ("cloudwatchlogs", "logs"),
    ("cloudwatch-logs", "logs"),
    ("cognito", "cognito-idp"),
    ("ddb", "dynamodb"),
    ("ebs", "ec2"),
    ("efs", "elasticfilesystem"),
    ("elb", "elasticloadbalancing"),
    ("elbv2", "elasticloadbalancing"),
    ("emr", "elasticmapreduce"),
    ("eventbridge", "events"),
    ("msk", "kafka"),
    ("opensearch", "es"),
    ("organization", "organizations"),
    ("parameterstore", "ssm"),
    ("secretmanager", "secretsmanager"),
    ("secrets-manager", "secretsmanager"),
    ("stepfunctions", "states"),
    ("step-functions", "states"),
    ("systemsmanager", "ssm"),
    ("vpc", "ec2"),
    ("xray-daemon", "xray"),
];

/// A prefix of a few letters has many neighbours that are not meant.
fn is_near(wrong: &str, right: &str) -> bool {
    let distance = strsim::damerau_levenshtein(&wrong.to_ascii_lowercase(), right);
    distance == 1 || (distance == 2 && right.len() >= 6) || (distance == 3 && right.len() >= 12)
}

/// The type of a global condition key, `aws:…` in any case.
pub(super) fn global_key(key: &str) -> Option<KeyType> {
    KEYS.lines().filter_map(read_key).find(|(name, _)| is_key(name, key)).map(|(_, kind)| kind)
}

/// The global condition key that is written nearly so.
pub(super) fn nearest_global_key(key: &str) -> Option<&'static str> {
    nearest(key, KEYS.lines().filter_map(read_key).map(|(name, _)| name))
}

impl Service {
    /// All actions, sorted without regard to case.
    pub(super) fn actions(self) -> impl Iterator<Item = Action> {
        self.lines.lines().filter_map(read_action)
    }

    /// The action with this name, in any case.
    pub(super) fn action(self, name: &str) -> Option<Action> {
        let wanted = || name.bytes().map(|byte| byte.to_ascii_lowercase());
        // ARN formats and condition keys are before the actions.
        let order = |line: &str| match line.split_once('\t') {
            Some((found, rest)) if rest.contains('\t') => {
                found.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(wanted())
            }
            _ => Ordering::Less,
        };
        line_in(self.lines, order).and_then(read_action)
    }

    /// The actions that a name with `*` and `?` stands for.
    pub(super) fn matching(self, pattern: &str) -> impl Iterator<Item = Action> {
        self.actions().filter(move |action| glob::matches_ignoring_case(pattern, action.name))
    }

    /// The right action for a wrong name: what the request is called elsewhere, the nearest spelling, or a longer name.
    pub(super) fn nearest_action(self, name: &str) -> Option<&'static str> {
        self.respelt_action(name).or_else(|| self.longer(name)).or_else(|| self.by_words(name))
    }

    /// The right action for a name with a slip: what the request is called elsewhere, or the nearest spelling.
    pub(super) fn respelt_action(self, name: &str) -> Option<&'static str> {
        let known =
            OTHER_NAMES.iter().find(|(service, wrong, _)| *service == self.prefix && wrong.eq_ignore_ascii_case(name));
        let known = known.and_then(|(_, _, right)| self.action(right)).map(|action| action.name);
        known.or_else(|| self.by_spelling(name))
    }

    fn by_spelling(self, name: &str) -> Option<&'static str> {
        let wrong = name.to_ascii_lowercase();
        let near = nearest(name, self.actions().map(|action| action.name))?;
        let distance = strsim::damerau_levenshtein(&wrong, &near.to_ascii_lowercase());
        (distance <= 1 + near.len() / 8).then_some(near)
    }

    fn longer(self, name: &str) -> Option<&'static str> {
        let wrong = name.to_ascii_lowercase();
        let begins = |action: &Action| action.name.to_ascii_lowercase().starts_with(&wrong);
        let found = self.actions().filter(begins).min_by_key(|action| (action.is_deprecated, action.name.len()));
        found.filter(|_| name.len() >= 4).map(|action| action.name)
    }

    /// The action that shares the verb and most other words: `ListObjects` and `ListObjectVersions`.
    fn by_words(self, name: &str) -> Option<&'static str> {
        let wrong = words(name);
        let verb = wrong.first()?;
        let share = |action: &Action| {
            if !action.name.get(..verb.len()).is_some_and(|start| start.eq_ignore_ascii_case(verb)) {
                return None;
            }
            let right = words(action.name);
            let common = wrong.iter().filter(|word| right.contains(word)).count();
            let is_same_verb = right.first() == Some(verb);
            // Names that differ in a word may both exist: one of them has to hold all words of the other.
            let is_part = common == right.len().min(wrong.len());
            (is_same_verb && is_part && common >= 2 && common * 3 >= right.len().max(wrong.len()) * 2).then_some(common)
        };
        let found = self.actions().filter_map(|action| share(&action).map(|common| (common, action.name)));
        found.max_by_key(|(common, name)| (*common, std::cmp::Reverse(name.len()))).map(|(_, name)| name)
    }

    /// The type of a condition key of this service, `s3:prefix` in any case.
    pub(super) fn key(self, key: &str) -> Option<KeyType> {
        self.keys().find(|(name, _)| is_key(name, key)).map(|(_, kind)| kind)
    }

    /// The condition key that is written nearly so.
    pub(super) fn nearest_key(self, key: &str) -> Option<&'static str> {
        nearest(key, self.keys().map(|(name, _)| name))
    }

    /// Whether the table has condition keys of this service's own.
    pub(super) fn has_keys(self) -> bool {
        self.keys().next().is_some()
    }

    fn keys(self) -> impl Iterator<Item = (&'static str, KeyType)> {
        self.lines.lines().filter_map(|line| line.strip_prefix('K')).filter_map(read_key)
    }

    /// The names of the condition keys that belong to a service: its own, and those of other services that it has too.
    pub(super) fn key_names(self) -> impl Iterator<Item = &'static str> {
        self.keys().map(|(name, _)| name)
    }

    /// The formats of all its resources, without `arn:partition:`.
    pub(super) fn formats(self) -> impl Iterator<Item = &'static str> {
        self.lines.lines().map_while(|line| line.strip_prefix('R'))
    }

    fn format(self, number: usize) -> Option<&'static str> {
        self.lines.lines().nth(number)?.strip_prefix('R')
    }
}

impl Action {
    /// The ARN formats of the resources that the action works on, without `arn:partition:`. Empty: on `*` only.
    pub(super) fn formats(self, service: Service) -> Vec<&'static str> {
        self.formats.split(',').filter_map(|number| number.parse().ok()).filter_map(|n| service.format(n)).collect()
    }
}

impl Action {
    /// Whether a request for the action can have this key, which is not one of all services.
    pub(super) fn has_key(self, service: Service, key: &str) -> bool {
        let sets = service.lines.lines().filter_map(|line| line.strip_prefix('C'));
        let set = self.keys.parse().ok().and_then(|number| sets.into_iter().nth(number)).unwrap_or_default();
        let names: Vec<&str> = service.key_names().collect();
        let numbers = set.split(',').filter_map(|number| number.parse::<usize>().ok());
        numbers.into_iter().filter_map(|number| names.get(number)).any(|name| is_key(name, key))
    }
}

/// The services that have an action of this name, in any case.
pub(super) fn services_with(action: &str) -> Vec<&'static str> {
    let hashes = HASHES.get_or_init(|| {
        services().map(read_service).flat_map(Service::actions).map(|action| hash_of(action.name)).collect()
    });
    // Most wrong names are those of no service, and to ask each would cost as much as to hash all names once.
    if !hashes.contains(&hash_of(action)) {
        return Vec::new();
    }
    services()
        .map(read_service)
        .filter(|service| service.action(action).is_some())
        .map(|service| service.prefix)
        .collect()
}

/// Hashes of the names of all actions.
static HASHES: OnceLock<FnvHashSet<u64>> = OnceLock::new();

/// Returns a hash of a name that does not depend on case.
fn hash_of(name: &str) -> u64 {
    let mut hasher = FnvHasher::default();
    name.bytes().for_each(|byte| hasher.write_u8(byte.to_ascii_lowercase()));
    hasher.finish()
}

/// Requests that are allowed by an action of another name (Amazon S3 User Guide, "Required permissions for Amazon S3 API
/// operations").
const OTHER_NAMES: [(&str, &str, &str); 51] = [
    ("s3", "ListObjects", "ListBucket"),
    ("s3", "ListObjectsV2", "ListBucket"),
    ("s3", "ListObject", "ListBucket"),
    ("s3", "ListBuckets", "ListAllMyBuckets"),
    ("s3", "HeadObject", "GetObject"),
    ("s3", "HeadBucket", "ListBucket"),
    ("s3", "CopyObject", "PutObject"),
    ("s3", "UploadPart", "PutObject"),
    ("s3", "CreateMultipartUpload", "PutObject"),
    ("s3", "CompleteMultipartUpload", "PutObject"),
    ("s3", "DeleteObjects", "DeleteObject"),
    ("s3", "ListMultipartUploads", "ListBucketMultipartUploads"),
    ("s3", "ListObjectVersions", "ListBucketVersions"),
    ("s3", "GetBucketLifecycle", "GetLifecycleConfiguration"),
    ("s3", "GetBucketEncryption", "GetEncryptionConfiguration"),
    ("s3", "DeleteBucketCors", "PutBucketCORS"),
    ("s3", "DeleteBucketEncryption", "PutEncryptionConfiguration"),
    ("s3", "DeleteBucketLifecycle", "PutLifecycleConfiguration"),
    ("s3", "DeleteBucketReplication", "PutReplicationConfiguration"),
    ("s3", "DeleteBucketTagging", "PutBucketTagging"),
    ("s3", "DeletePublicAccessBlock", "PutBucketPublicAccessBlock"),
    ("s3", "GetBucketAccelerateConfiguration", "GetAccelerateConfiguration"),
    ("s3", "GetBucketAnalyticsConfiguration", "GetAnalyticsConfiguration"),
    ("s3", "GetBucketInventoryConfiguration", "GetInventoryConfiguration"),
    ("s3", "GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"),
    ("s3", "GetBucketMetricsConfiguration", "GetMetricsConfiguration"),
    ("s3", "GetBucketNotificationConfiguration", "GetBucketNotification"),
    ("s3", "GetBucketReplication", "GetReplicationConfiguration"),
    ("s3", "GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"),
    ("s3", "GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
    ("s3", "ListParts", "ListMultipartUploadParts"),
    ("s3", "PutBucketAccelerateConfiguration", "PutAccelerateConfiguration"),
    ("s3", "PutBucketAnalyticsConfiguration", "PutAnalyticsConfiguration"),
    ("s3", "PutBucketEncryption", "PutEncryptionConfiguration"),
    ("s3", "PutBucketInventoryConfiguration", "PutInventoryConfiguration"),
    ("s3", "PutBucketLifecycle", "PutLifecycleConfiguration"),
    ("s3", "PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"),
    ("s3", "PutBucketMetricsConfiguration", "PutMetricsConfiguration"),
    ("s3", "PutBucketNotificationConfiguration", "PutBucketNotification"),
    ("s3", "PutBucketReplication", "PutReplicationConfiguration"),
    ("s3", "PutObjectLockConfiguration", "PutBucketObjectLockConfiguration"),
    ("s3", "PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
    ("s3", "SelectObjectContent", "GetObject"),
    ("s3", "UploadPartCopy", "PutObject"),
    ("lambda", "Invoke", "InvokeFunction"),
    ("dynamodb", "TransactWriteItems", "PutItem"),
    ("dynamodb", "TransactGetItems", "GetItem"),
    ("sqs", "SendMessageBatch", "SendMessage"),
    ("sqs", "DeleteMessageBatch", "DeleteMessage"),
    ("kms", "GenerateRandomBytes", "GenerateRandom"),
    ("states", "StartExecutionSync", "StartSyncExecution"),
];

/// The words of a name in camel case, in small letters, without the `s` of a plural.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(character.to_ascii_lowercase());
        }
    }
    words.iter().map(|word| word.trim_end_matches('s').to_owned()).collect()
}

type IndexLine = (&'static str, &'static str, usize, usize, usize);

fn services() -> impl Iterator<Item = IndexLine> {
    INDEX.lines().filter_map(read_line)
}

fn read_line(line: &'static str) -> Option<IndexLine> {
    let mut fields = line.split('\t');
    let (prefix, name) = (fields.next()?, fields.next()?);
    let mut number = || fields.next()?.parse().ok();
    Some((prefix, name, number()?, number()?, number()?))
}

fn read_service((prefix, name, number, start, len): IndexLine) -> Service {
    Service { prefix, name, lines: block(number).get(start..start + len).unwrap_or_default() }
}

/// A block of the table, unpacked. A test reads all of them, so damage does not ship.
fn block(number: usize) -> &'static str {
    let Some(cell) = UNPACKED.get(number) else { return "" };
    cell.get_or_init(|| {
        let mut fields = BLOCKS.lines().nth(number).unwrap_or_default().split(' ').filter_map(|n| n.parse().ok());
        let (start, len) = (fields.next().unwrap_or(0), fields.next().unwrap_or(0));
        let mut text = String::with_capacity(fields.next().unwrap_or(0));
        let packed = PACKED.get(start..start + len).unwrap_or_default();
        match DeflateDecoder::new(packed).read_to_string(&mut text) {
            Ok(_) => text,
            Err(_) => String::new(),
        }
    })
}

/// The action of a line. Lines of condition keys and ARN formats have fewer fields.
fn read_action(line: &'static str) -> Option<Action> {
    let mut fields = line.split('\t');
    let (name, level, formats, keys) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    Some(Action { name, level: read_level(level), is_deprecated: level.ends_with('!'), formats, keys })
}

fn read_level(level: &str) -> Level {
    match level.as_bytes().first() {
        Some(b'L') => Level::List,
        Some(b'R') => Level::Read,
        Some(b'T') => Level::Tagging,
        Some(b'P') => Level::Permissions,
        _ => Level::Write,
    }
}

fn read_key(line: &'static str) -> Option<(&'static str, KeyType)> {
    let (name, letter) = line.split_once('\t')?;
    let base = match letter.to_ascii_uppercase().as_str() {
        "A" => BaseType::Arn,
        "B" => BaseType::Bool,
        "N" => BaseType::Number,
        "D" => BaseType::Date,
        "I" => BaseType::Address,
        _ => BaseType::String,
    };
    Some((name, KeyType { base, is_multivalued: letter.bytes().all(|byte| byte.is_ascii_lowercase()) }))
}

/// Whether a key is the named one; `$` in the name stands for any text, such as the key of a tag.
fn is_key(name: &str, key: &str) -> bool {
    match name.split_once('$') {
        None => name.eq_ignore_ascii_case(key),
        Some((start, end)) => {
            key.len() > start.len() + end.len()
                && key.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
                && key.get(key.len() - end.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_allowed_by_actions_that_exist() {
        for (prefix, request, right) in OTHER_NAMES {
            assert!(
                service(prefix).and_then(|service| service.action(right)).is_some(),
                "{prefix}:{right} for {request}"
            );
        }
    }

    #[test]
    fn every_block_is_whole() {
        assert!(BLOCKS.lines().count() <= MOST_BLOCKS);
        for (prefix, name, number, start, len) in services() {
            assert!(!name.is_empty());
            assert!(block(number).get(start..start + len).is_some_and(|lines| lines.ends_with('\n')), "{prefix}");
        }
        assert!(INDEX.is_ascii(), "it is cut anywhere");
        for service in services().map(read_service) {
            assert!(service.lines.is_ascii(), "{} is cut anywhere", service.prefix);
            for action in service.actions() {
                let found = service.action(action.name).map(|found| found.name);
                assert_eq!(found, Some(action.name), "{} has another order", service.prefix);
            }
        }
        assert!(services().all(|(prefix, ..)| service(prefix).is_some_and(|found| found.prefix == prefix)));
        assert!(service("").is_none() && service("zzz").is_none() && service("s3x").is_none());
        assert!(services().map(read_service).map(|service| service.actions().count()).sum::<usize>() > 20_000);
        assert!(PACKED.len() + INDEX.len() + KEYS.len() + BLOCKS.len() < 400_000);
        assert_eq!(date().len(), "2026-09-26".len());
    }

    #[test]
    fn actions_are_found_in_any_case() {
        let s3 = service("S3").expect("S3");
        let get = s3.action("getobject").expect("an action");
        assert_eq!((get.name, get.level), ("GetObject", Level::Read));
        assert!(get.formats(s3).contains(&"s3:::%/$"));
        assert_eq!(s3.action("ListAllMyBuckets").map(|action| action.formats(s3)), Some(Vec::new()));
        assert_eq!(s3.matching("PutBucketPol*").map(|action| action.level).collect::<Vec<_>>(), [Level::Permissions]);
        assert_eq!(s3.matching("Frob*").count(), 0);
    }

    #[test]
    fn names_that_are_nearly_right() {
        for (wrong, right) in [("dyanmodb", "dynamodb"), ("s33", "s3"), ("lamda", "lambda"), ("cloudwatchlogs", "logs")]
        {
            assert_eq!(nearest_prefix(wrong), Some(right), "{wrong}");
        }
        assert_eq!(nearest_prefix("prowler"), None);
        for (prefix, wrong, right) in [
            ("s3", "GetObjects", "GetObject"),
            ("s3", "ListObjects", "ListBucket"),
            ("lambda", "Invoke", "InvokeFunction"),
            ("ec2", "DescribeInstance", "DescribeInstances"),
            ("dynamodb", "PutItems", "PutItem"),
            ("iam", "PasRole", "PassRole"),
        ] {
            assert_eq!(service(prefix).and_then(|service| service.nearest_action(wrong)), Some(right), "{wrong}");
        }
        assert_eq!(services_with("PutLogEvents"), ["logs"]);
    }

    #[test]
    fn keys_have_types() {
        let of = |key: &str| global_key(key).map(|kind| (kind.base, kind.is_multivalued));
        assert_eq!(of("AWS:sourceip"), Some((BaseType::Address, false)));
        assert_eq!(of("aws:TagKeys"), Some((BaseType::String, true)));
        assert_eq!(of("aws:ResourceTag/team"), Some((BaseType::String, false)));
        assert_eq!(of("aws:ResourceTag/"), None);
        assert_eq!(nearest_global_key("aws:SourceIP4"), Some("aws:SourceIp"));
        let s3 = service("s3").expect("S3");
        assert_eq!(s3.key("s3:max-keys").map(|kind| kind.base), Some(BaseType::Number));
        assert_eq!(s3.nearest_key("s3:prefx"), Some("s3:prefix"));
    }
}
