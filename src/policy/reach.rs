//! Which actions of a statement can meet which of its resources. `lint` reports what cannot, and `describe` claims nothing
//! for it.
//!
//! Source of the ARN formats: Service Authorization Reference. Where one is loose (`${KeyName}` may hold anything), the
//! comparison is loose too: two patterns without a common text are needed to tell them apart.

use super::Kind;
use super::actions::{self, Action, Level, Service};
use super::glob::{self, Token};
use super::model::{Rule, Text};
use super::standing::Standing;
use super::template::{self, OPEN};
use std::collections::BTreeSet;

/// The actions and resources of a statement.
pub(super) struct Reach<'a> {
    pub actions: Vec<Named<'a>>,
    /// Empty where nothing can be compared: without `Resource`, and with `NotResource` or `NotAction`.
    pub targets: Vec<Target<'a>>,
}

/// An action of a statement, perhaps with wildcards.
pub(super) struct Named<'a> {
    pub name: &'a Text,
    pub standing: Standing,
    pub works_on: WorksOn,
}

/// The resources that an action can be about.
pub(super) enum WorksOn {
    /// The table does not know, or a template decides.
    Unknown,
    /// ARN formats, without `arn:partition:`.
    Formats(Vec<&'static str>),
    /// `*` only.
    Everything,
}

/// A resource of a statement.
pub(super) struct Target<'a> {
    pub name: &'a Text,
    /// Without `arn:partition:`.
    tokens: Vec<Token>,
    /// Whether it may be `*`, or all resources of a service.
    is_everything: bool,
}

/// Actions that are about the same resources.
pub(super) struct Group<'a> {
    pub actions: Vec<&'a Text>,
    pub targets: Vec<&'a Text>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(rule: &'a Rule, kind: Kind) -> Self {
        let names = rule.resources.as_ref().filter(|names| !names.is_not);
        let is_comparable = !rule.actions.is_not && kind != Kind::Trust;
        let targets = names.filter(|_| is_comparable).map_or(Vec::new(), |n| n.names.iter().map(Target::of).collect());
        Self { actions: rule.actions.names.iter().map(Named::of).collect(), targets }
    }

    /// Whether an action and all resources have nothing in common.
    pub(super) fn is_dead(&self, action: &Named<'_>) -> bool {
        !self.targets.is_empty() && !self.targets.iter().any(|target| action.meets(target))
    }

    /// The actions that can have an effect, with those of the resources that they can be about.
    pub(super) fn groups(&self) -> Vec<Group<'a>> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        for action in self.actions.iter().filter(|action| !action.standing.is_wrong() && !self.is_dead(action)) {
            let meets = |target: &&Target<'a>| action.meets(target);
            let targets: Vec<&Text> = self.targets.iter().filter(meets).map(|target| target.name).collect();
            match groups.iter_mut().find(|group| group.targets == targets) {
                Some(group) => group.actions.push(action.name),
                None => groups.push(Group { actions: vec![action.name], targets }),
            }
        }
        groups
    }

    /// The actions that have no effect.
    pub(super) fn idle(&self) -> impl Iterator<Item = &Named<'a>> {
        self.actions.iter().filter(|action| action.standing.is_wrong() || self.is_dead(action))
    }
}

impl<'a> Named<'a> {
    fn of(name: &'a Text) -> Self {
        Self { name, standing: Standing::of(name), works_on: works_on(name).unwrap_or(WorksOn::Unknown) }
    }

    /// Whether a request for the action can be about the resource.
    pub(super) fn meets(&self, target: &Target<'_>) -> bool {
        match &self.works_on {
            WorksOn::Unknown => true,
            WorksOn::Everything => target.is_everything,
            WorksOn::Formats(formats) => formats.iter().any(|format| fits(target, format)),
        }
    }
}

/// Whether a resource can have a format. The root user of an account is a user with an ARN of its own.
fn fits(target: &Target<'_>, format: &str) -> bool {
    let is_format = |format: &str| glob::overlap(&target.tokens, &format_tokens(format));
    is_format(format) || (format.starts_with("iam::%:user/") && is_format("iam::%:root"))
}

/// The access levels of named actions, from harmless to dangerous.
pub(super) fn levels(names: &[&Text]) -> BTreeSet<Level> {
    names.iter().filter(|name| !name.is_open()).flat_map(|name| levels_of(&name.text)).collect()
}

fn levels_of(action: &str) -> BTreeSet<Level> {
    if action == "*" {
        return [Level::List, Level::Read, Level::Tagging, Level::Write, Level::Permissions].into();
    }
    let Some((prefix, name)) = action.split_once(':') else { return BTreeSet::new() };
    let Some(service) = actions::service(prefix) else { return BTreeSet::new() };
    service.matching(name).map(|action| action.level).collect()
}

fn works_on(name: &Text) -> Option<WorksOn> {
    if name.is_open() {
        return None;
    }
    let (prefix, pattern) = name.text.split_once(':')?;
    let service = actions::service(prefix)?;
    let matching: Vec<Action> = service.matching(pattern).collect();
    let is_unknown = matching.is_empty() || matching.iter().any(|action| is_loose(service, action));
    if is_unknown {
        return None;
    }
    let mut formats: Vec<&str> = Vec::new();
    for action in &matching {
        for format in action.formats(service) {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
    }
    Some(if formats.is_empty() { WorksOn::Everything } else { WorksOn::Formats(formats) })
}

/// Actions that work on more than the reference lists: those of access points, and services that ARNs of others are given.
fn is_loose(service: Service, action: &Action) -> bool {
    match service.prefix {
        "tag" | "resource-groups" | "cloudwatch" | "sso" | "identitystore" | "aws-portal" => true,
        // Two services have this prefix and these requests, and the table has the resources of one.
        "elasticloadbalancing" if action.name.ends_with("Tags") => true,
        // Object lambda and outposts have these requests under ARNs of their own.
        "s3" if action.name.starts_with("WriteGetObjectResponse") => true,
        // The reference has no resource for some actions that make what others with the same name read.
        _ => {
            let read = action.name.strip_prefix("Put").and_then(|noun| service.action(&format!("Get{noun}")));
            action.formats(service).is_empty() && read.is_some_and(|read| !read.formats(service).is_empty())
        }
    }
}

impl<'a> Target<'a> {
    fn of(name: &'a Text) -> Self {
        let text = &name.text;
        let well_formed = Some(text).filter(|text| is_well_formed(&template::masked(text)));
        let rest = well_formed.and_then(|text| text.strip_prefix("arn:")).and_then(|rest| {
            let masked = template::masked(rest);
            let partition = masked.split(':').next()?;
            // Where the partition is open, its placeholder is as long as it is.
            let cut =
                if partition.starts_with(OPEN) { template::placeholders(rest).first()?.end } else { partition.len() };
            rest.get(cut + 1..)
        });
        let is_whole = name.is_template || text == "*";
        // What is no ARN has been reported as such.
        let tokens = match rest {
            Some(rest) if !is_whole => tokens_of(rest),
            _ => vec![Token::Any],
        };
        Self { name, tokens, is_everything: is_whole || may_be_everything(text) }
    }
}

/// An ARN without `arn:partition:` as a pattern: a `*` that is all of its region or its account stands for no more than that.
fn tokens_of(rest: &str) -> Vec<Token> {
    let mut tokens = template::tokens(rest);
    let parts = template::parts(rest, 4);
    let [_, region, account, _] = parts.as_slice() else { return tokens };
    // Parts may be left out: `arn:aws:lambda:*:function:name`.
    let is_account =
        *account == "*" || account.bytes().all(|byte| byte.is_ascii_digit()) || template::has_placeholder(account);
    if !is_account {
        return tokens;
    }
    let is_colon = |(_, token): &(usize, &Token)| **token == Token::Char(':');
    let colons: Vec<usize> = tokens.iter().enumerate().filter(is_colon).map(|(at, _)| at).take(2).collect();
    for (colon, _) in colons.into_iter().zip([region, account]).filter(|(_, field)| **field == "*") {
        tokens[colon + 1] = Token::Segment;
    }
    tokens
}

/// Whether a text is `*` or all resources of a service, or may become that.
fn may_be_everything(text: &str) -> bool {
    let masked = template::masked(text);
    let is_open = |part: &str| !part.is_empty() && part.chars().all(|character| matches!(character, '*' | OPEN));
    if !masked.starts_with("arn:") {
        return masked.starts_with(OPEN);
    }
    // `arn:aws:s3:*` leaves out parts.
    match masked.splitn(6, ':').nth(5) {
        Some(resource) => is_open(resource),
        None => masked.ends_with(['*', OPEN]),
    }
}

/// `s3:::%/$` as a pattern.
fn format_tokens(format: &str) -> Vec<Token> {
    let token = |character| match character {
        '$' => Token::Any,
        '%' => Token::Segment,
        character => Token::Char(character),
    };
    let mut tokens: Vec<Token> = format.chars().map(token).collect();
    // An access point or a table, and not what is behind it, which has a format of its own.
    let is_container =
        format.ends_with(":accesspoint/$") || (format.starts_with("dynamodb:") && format.ends_with(":table/$"));
    if is_container && let Some(last) = tokens.last_mut() {
        *last = Token::Segment;
    }
    tokens
}

/// Whether nothing is reported about the form of a masked ARN.
fn is_well_formed(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let is_whole = parts.len() == 6 || arn.contains(['*', OPEN]);
    let is_empty_bucket = matches!(parts.as_slice(), ["arn", _, "s3", "", "", resource] if resource.starts_with('/'));
    is_whole
        && !is_bucket_of_account(&parts)
        && !is_empty_bucket
        && misplaced(&parts).is_none()
        && !arn.ends_with(' ')
        && !parts.iter().skip(3).take(2).any(|part| part.contains(['/', ' ']))
        && parts.get(2).is_none_or(|service| !service.is_empty() && !service.contains(['*', '?']) && is_small(service))
}

fn is_small(text: &str) -> bool {
    !text.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// What is wrong with the region and the account of an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misplaced {
    /// There is a region, and the service's ARNs have none.
    NeedlessRegion,
    /// There is no region, and the service's ARNs have one.
    MissingRegion,
    /// There is no account, and the service's ARNs have one.
    MissingAccount,
    /// There is neither.
    MissingBoth,
}

/// Services all of whose resources are in an account: AWS shares none without one, as it does documents and parameters of
/// Systems Manager.
const OF_ACCOUNTS: [&str; 18] = [
    "cognito-idp",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "eks",
    "events",
    "firehose",
    "iam",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "rds",
    "secretsmanager",
    "sns",
    "sqs",
    "states",
];

/// Compares the parts of a masked ARN with the formats of its service. S3 has ARNs of both kinds, and a rule of its own.
pub(super) fn misplaced(parts: &[&str]) -> Option<Misplaced> {
    let ["arn", _, name, region, account, resource] = parts else { return None };
    let service = actions::service(name).filter(|service| service.prefix == *name && *name != "s3")?;
    let formats: Vec<Vec<&str>> = service.formats().map(|format| format.splitn(4, ':').collect()).collect();
    let own: Vec<&Vec<&str>> = formats.iter().filter(|format| format.len() == 4 && format[0] == *name).collect();
    if own.is_empty() {
        return None;
    }
    let has_region = |format: &&Vec<&str>| !format[1].is_empty();
    let is_open = |part: &str| part.contains([OPEN, '*', '?']);
    if !region.is_empty() && !is_open(region) && !own.iter().any(has_region) {
        return Some(Misplaced::NeedlessRegion);
    }
    let is_id = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    if !OF_ACCOUNTS.contains(name) {
        return (region.is_empty() && is_id && own.iter().all(has_region)).then_some(Misplaced::MissingRegion);
    }
    if !region.is_empty() && !account.is_empty() {
        return None;
    }
    let tokens = template::masked_tokens(resource);
    let fitting: Vec<&Vec<&str>> = own
        .iter()
        .copied()
        .filter(|format| begin_alike(resource, format[3]))
        .filter(|format| glob::overlap(&tokens, &format_tokens(format[3])))
        .collect();
    let formats = if fitting.is_empty() { own } else { fitting };
    let lacks_region = region.is_empty() && formats.iter().all(has_region);
    let lacks_account = account.is_empty() && formats.iter().all(|format| !format[2].is_empty());
    match (lacks_region, lacks_account) {
        (true, true) => Some(Misplaced::MissingBoth),
        (true, false) => Some(Misplaced::MissingRegion),
        (false, true) => Some(Misplaced::MissingAccount),
        (false, false) => None,
    }
}

/// Whether a masked resource and a format may have the same kind before their first stroke or colon.
fn begin_alike(resource: &str, format: &str) -> bool {
    let (resource, format) = (head(resource), head(format));
    resource == format || resource.contains(['*', '?', OPEN]) || format.contains(['%', '$'])
}

fn head(text: &str) -> &str {
    text.split(['/', ':']).next().unwrap_or_default()
}

/// Whether a masked ARN is that of a bucket with a region or an account, which no bucket has in its ARN.
pub(super) fn is_bucket_of_account(parts: &[&str]) -> bool {
    let ["arn", _, "s3", region, account, resource] = parts else { return false };
    let is_open = [*region, *account].contains(&"*") || (region.is_empty() && account.is_empty());
    !is_open && !is_of_account(resource)
}

/// Whether a resource of S3 has a region and an account, or is unknown.
fn is_of_account(resource: &str) -> bool {
    let kinds = ["accesspoint", "job/", "storage-lens", "access-grants", "async-request", "*"];
    resource.contains(OPEN) || kinds.iter().any(|kind| resource.starts_with(kind))
}
