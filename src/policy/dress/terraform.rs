//! Policies in Terraform: `jsonencode({…})`, heredocs, and `data "aws_iam_policy_document"`.
//!
//! Only as much of HCL is read as policies need (HCL native syntax specification): objects, tuples, strings, and
//! everything else as an expression that Terraform evaluates later.

mod bare;

use super::{Part, shell};
use crate::policy::Kind;
use crate::policy::json::{self, ELLIPSIS, Node, Value};
use crate::policy::recognize::{is_policy, object};
use std::ops::Range;

/// The parts of a Terraform file that hold policies.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let bodies: Vec<Range<usize>> = shell::heredocs(text).into_iter().map(|heredoc| heredoc.body).collect();
    let mut parts: Vec<Part> = bodies.iter().filter_map(|body| shell::part(text, body)).collect();
    for (at, call) in text.match_indices("jsonencode(") {
        if !bodies.iter().any(|body| body.contains(&at)) {
            let mut reader = Reader { text, at: at + call.len(), depth: 0 };
            parts.extend(reader.value().map(Part::Value));
        }
    }
    let spans: Vec<Range<usize>> = bodies.into_iter().chain(parts.iter().filter_map(Part::span)).collect();
    let mut end = 0;
    for start in bare::objects(text, spans) {
        if start < end {
            continue;
        }
        // What cannot be read is broken up to its end.
        let Some(node) = (Reader { text, at: start, depth: 0 }).value() else { break };
        end = node.span.end;
        if object(&node).is_some_and(is_policy) {
            parts.push(Part::Value(node));
        }
    }
    for (at, name) in text.match_indices("\"aws_iam_policy_document\"") {
        let mut reader = Reader { text, at: at + name.len(), depth: 0 };
        if text[..at].trim_end().ends_with("data")
            && let Some(statements) = reader.policy_document()
            && !statements.is_empty()
        {
            parts.push(Part::Statements(statements));
        }
    }
    parts
}

/// The kind of a policy at an offset, if the type of the resource around it tells, or that of the resource that takes it from
/// an `aws_iam_policy_document`.
pub(super) fn kind_at(text: &str, at: usize) -> Option<Kind> {
    let block = block_around(text, at)?;
    if let Some(named) = block.strip_prefix("data \"aws_iam_policy_document\" \"") {
        let name = named.split('"').next()?;
        let taken = text.find(&format!("data.aws_iam_policy_document.{name}.json"))?;
        return kind_in_resource(text, taken);
    }
    kind_in_resource(text, at)
}

/// Whether a policy at an offset is that of a key of AWS KMS.
pub(super) fn is_of_key(text: &str, at: usize) -> bool {
    let block = block_around(text, at);
    block.is_some_and(|block| {
        ["\"aws_kms_key\"", "\"aws_kms_key_policy\""]
            .iter()
            .any(|kind| block.strip_prefix("resource ").is_some_and(|rest| rest.starts_with(kind)))
    })
}

/// The block at the left margin that holds an offset.
fn block_around(text: &str, at: usize) -> Option<&str> {
    let starts = ["resource \"", "data \""].map(|word| {
        let at_start = text.starts_with(word).then_some(0);
        text[..at].rfind(&format!("\n{word}")).map(|line| line + 1).or(at_start)
    });
    let start = starts.into_iter().flatten().max()?;
    let block = &text[start..];
    let block = &block[..block.find("\n}").unwrap_or(block.len())];
    (at < start + block.len()).then_some(block)
}

/// The kind of a policy at an offset in a resource: a role has its trust policy in an argument of its own.
fn kind_in_resource(text: &str, at: usize) -> Option<Kind> {
    let is_trust = |line: &str| line.trim_start().starts_with("assume_role_policy");
    let argument = || text[..at].lines().rev().find(|line| line.contains('='));
    kind_of_resource(block_around(text, at)?).or_else(|| argument().is_some_and(is_trust).then_some(Kind::Trust))
}

fn kind_of_resource(block: &str) -> Option<Kind> {
    match block.strip_prefix("resource \"")?.split('"').next()? {
        "aws_vpc_endpoint" | "aws_vpc_endpoint_policy" => Some(Kind::Endpoint),
        "aws_organizations_policy" if block.contains("\"RESOURCE_CONTROL_POLICY\"") => Some(Kind::ResourceControl),
        "aws_organizations_policy" => Some(Kind::ServiceControl),
        "aws_s3_bucket_policy"
        | "aws_sqs_queue_policy"
        | "aws_sns_topic_policy"
        | "aws_secretsmanager_secret_policy" => Some(Kind::Resource),
        "aws_iam_policy" | "aws_iam_group_policy" | "aws_iam_role_policy" | "aws_iam_user_policy" => {
            Some(Kind::Identity)
        }
        _ => None,
    }
}

/// Deeper nesting is not read.
const DEEPEST: usize = 64;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Skips white space and comments. With `lines`, skips line ends too.
    fn blanks(&mut self, lines: Lines) {
        loop {
            let rest = self.rest();
            let trimmed = match lines {
                Lines::Pass => rest.trim_start(),
                Lines::Keep => rest.trim_start_matches([' ', '\t']),
            };
            self.at += rest.len() - trimmed.len();
            let skipped = json::comment(trimmed);
            if skipped == 0 {
                return;
            }
            self.at += skipped;
        }
    }

    fn take(&mut self, character: char) -> bool {
        let found = self.peek() == Some(character);
        if found {
            self.at += character.len_utf8();
        }
        found
    }

    /// A value; none where the text ends before it does.
    fn value(&mut self) -> Option<Node> {
        self.blanks(Lines::Pass);
        let start = self.at;
        if self.depth > DEEPEST {
            return None;
        }
        let value = match self.peek()? {
            '[' if self.is_comprehension() => self.comprehension(),
            '{' if self.is_comprehension() => None,
            '{' => Some(self.object()?),
            '[' => Some(self.tuple()?),
            '"' => Some(Value::String(self.string()?)),
            _ => self.call(),
        };
        let end = self.at;
        self.blanks(Lines::Keep);
        match value {
            Some(value) if matches!(self.peek(), None | Some(',' | '\n' | '\r' | '}' | ']' | ')' | '=' | ':')) => {
                self.at = end;
                Some(Node { value, span: start..end })
            }
            _ => {
                self.at = start;
                self.expression()
            }
        }
    }

    /// The lists or the objects that a function joins, without what is only known when Terraform runs.
    fn call(&mut self) -> Option<Value> {
        let (start, depth) = (self.at, self.depth);
        let joins = match self.word()? {
            "concat" | "toset" | "tolist" | "distinct" | "compact" | "sort" => Some(Joins::Lists),
            "merge" => Some(Joins::Objects),
            _ => None,
        };
        let Some(joins) = joins.filter(|_| self.take('(')) else {
            self.at = start;
            return None;
        };
        self.depth += 1;
        let joined = self.arguments().map(|arguments| joins.join(arguments));
        self.depth = depth;
        if joined.is_none() {
            self.at = start;
        }
        joined
    }

    /// The arguments of a function, with its closing bracket.
    fn arguments(&mut self) -> Option<Vec<Node>> {
        let mut arguments = Vec::new();
        loop {
            self.blanks(Lines::Pass);
            if self.take(')') {
                return Some(arguments);
            }
            if !self.take(',') {
                arguments.push(self.value()?);
            }
        }
    }

    fn is_comprehension(&self) -> bool {
        self.rest()[1..].trim_start().starts_with("for ")
    }

    /// The value that `[for … : value]` makes for each entry, once. None where a condition follows it.
    fn comprehension(&mut self) -> Option<Value> {
        self.take('[');
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                '"' => {
                    self.string()?;
                    continue;
                }
                ':' if depth == 0 => break,
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            self.at += self.peek().map_or(1, char::len_utf8);
        }
        self.take(':');
        self.depth += 1;
        let made = self.value()?;
        self.depth -= 1;
        self.blanks(Lines::Pass);
        self.take(']').then(|| Value::Array(vec![made]))
    }

    /// What Terraform evaluates: all up to the end of the line or the entry.
    fn expression(&mut self) -> Option<Node> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(character) = self.peek() {
            match character {
                '"' => {
                    self.string()?;
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' | ',' | '\n' if depth == 0 => break,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            self.at += character.len_utf8();
        }
        let words = self.text[start..self.at].trim();
        if words.is_empty() {
            return None;
        }
        let span = start..start + words.len();
        let value = match words {
            "true" | "false" | "null" => Value::Plain(words.to_owned()),
            words if words.bytes().all(|byte| byte.is_ascii_digit()) => Value::String(words.to_owned()),
            words => Value::Template(words.to_owned()),
        };
        Some(Node { value, span })
    }

    fn object(&mut self) -> Option<Value> {
        self.take('{');
        self.depth += 1;
        let mut members = Vec::new();
        loop {
            self.blanks(Lines::Pass);
            if self.take('}') {
                break;
            }
            if self.take(',') {
                continue;
            }
            let (key, span) = self.key()?;
            self.blanks(Lines::Pass);
            if !self.take('=') && !self.take(':') {
                return None;
            }
            members.push((key, span, self.value()?));
        }
        self.depth -= 1;
        Some(Value::Object(members))
    }

    fn key(&mut self) -> Option<(String, Range<usize>)> {
        let start = self.at;
        let key = match self.peek()? {
            '"' => self.string()?,
            '(' => {
                let end = self.rest().find(')')?;
                self.at += end + 1;
                format!("${{{}}}", &self.text[start + 1..start + end])
            }
            _ => self.word()?.to_owned(),
        };
        Some((key, start..self.at))
    }

    fn word(&mut self) -> Option<&'a str> {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let len = self.rest().bytes().take_while(is_part).count();
        let word = &self.rest()[..len];
        self.at += len;
        (len > 0).then_some(word)
    }

    fn tuple(&mut self) -> Option<Value> {
        self.take('[');
        self.depth += 1;
        let mut items = Vec::new();
        loop {
            self.blanks(Lines::Pass);
            if self.take(']') {
                break;
            }
            if self.take(',') {
                continue;
            }
            items.push(self.value()?);
        }
        self.depth -= 1;
        Some(Value::Array(items))
    }

    /// A quoted string. What Terraform fills in stays as `${…}`; the variables of IAM, `&{…}` and `$${…}`, become that.
    fn string(&mut self) -> Option<String> {
        self.take('"');
        let mut string = String::new();
        loop {
            let rest = self.rest();
            let character = self.peek()?;
            if let Some(after) = rest.strip_prefix("$${").or_else(|| rest.strip_prefix("&{")) {
                string.push_str("${");
                self.at += rest.len() - after.len();
            } else if rest.starts_with("${") {
                string.push_str(self.interpolation()?);
            } else if character == '"' {
                self.at += 1;
                return Some(string);
            } else if character == '\n' {
                return None;
            } else if character == '\\' {
                let escaped = rest.chars().nth(1)?;
                string.push(match escaped {
                    'n' => '\n',
                    't' => '\t',
                    escaped => escaped,
                });
                self.at += 1 + escaped.len_utf8();
            } else {
                string.push(character);
                self.at += character.len_utf8();
            }
        }
    }

    fn interpolation(&mut self) -> Option<&'a str> {
        let start = self.at;
        let mut depth = 0_usize;
        for (at, character) in self.rest().char_indices() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                '\n' => return None,
                _ => {}
            }
            if character == '}' && depth == 0 {
                self.at = start + at + 1;
                return Some(&self.text[start..self.at]);
            }
        }
        None
    }

    /// The statements of `data "aws_iam_policy_document" "name" {…}`, from behind its type.
    fn policy_document(&mut self) -> Option<Vec<Node>> {
        self.blanks(Lines::Pass);
        if self.peek() == Some('"') {
            self.string()?;
        }
        let entries = self.block()?;
        Some(entries.into_iter().filter_map(statement).collect())
    }

    /// The body of a block: attributes and blocks, in order.
    fn block(&mut self) -> Option<Vec<Entry>> {
        self.blanks(Lines::Pass);
        if self.depth > DEEPEST || !self.take('{') {
            return None;
        }
        self.depth += 1;
        let mut entries = Vec::new();
        loop {
            self.blanks(Lines::Pass);
            if self.take('}') {
                self.depth -= 1;
                return Some(entries);
            }
            let start = self.at;
            let name = self.word()?.to_owned();
            let key = start..self.at;
            self.blanks(Lines::Pass);
            if self.take('=') {
                entries.push(Entry::Attribute(name, key, self.value()?));
                continue;
            }
            // `dynamic "statement" {…}` has the name of the blocks that it makes.
            let name = match self.peek() {
                Some('"') => format!("{name} {}", self.string()?),
                _ => name,
            };
            let body = self.block()?;
            entries.push(Entry::Block(name, key, body));
        }
    }
}

/// What a function of Terraform makes of its arguments.
#[derive(Clone, Copy)]
enum Joins {
    Lists,
    Objects,
}

impl Joins {
    fn join(self, arguments: Vec<Node>) -> Value {
        match self {
            Self::Lists => Value::Array(
                arguments
                    .into_iter()
                    .flat_map(|node| match node.value {
                        Value::Array(items) => items,
                        _ => vec![node],
                    })
                    .collect(),
            ),
            Self::Objects => Value::Object(
                arguments
                    .into_iter()
                    .flat_map(|node| match node.value {
                        Value::Object(members) => members,
                        _ => vec![left_out(node.span)],
                    })
                    .collect(),
            ),
        }
    }
}

/// A member instead of those that are not known: an ellipsis.
fn left_out(span: Range<usize>) -> Member {
    (ELLIPSIS.to_owned(), span.clone(), Node { value: Value::Template(ELLIPSIS.to_owned()), span })
}

#[derive(Clone, Copy)]
enum Lines {
    Pass,
    Keep,
}

enum Entry {
    Attribute(String, Range<usize>, Node),
    Block(String, Range<usize>, Vec<Entry>),
}

/// A `statement` block as a statement of JSON.
fn statement(entry: Entry) -> Option<Node> {
    let (key, entries) = match entry {
        Entry::Block(name, key, entries) if name == "statement" => (key, entries),
        // Terraform makes these: how many and which is not known.
        Entry::Block(name, key, _) if name == "dynamic statement" => {
            return Some(Node { value: Value::Template("dynamic".into()), span: key });
        }
        _ => return None,
    };
    let mut members: Vec<(String, Range<usize>, Node)> = Vec::new();
    let mut conditions: Vec<(String, Range<usize>, Node)> = Vec::new();
    for entry in entries {
        match entry {
            Entry::Attribute(name, key, value) => {
                let name = match name.as_str() {
                    "sid" => "Sid",
                    "effect" => "Effect",
                    "actions" => "Action",
                    "not_actions" => "NotAction",
                    "resources" => "Resource",
                    "not_resources" => "NotResource",
                    _ => continue,
                };
                members.push((name.to_owned(), key, value));
            }
            Entry::Block(name, key, body) => match name.as_str() {
                "principals" => merge(&mut members, "Principal", key, principals(body)),
                "not_principals" => merge(&mut members, "NotPrincipal", key, principals(body)),
                "condition" => conditions.extend(condition(body)),
                "dynamic condition" => conditions.push(left_out(key)),
                name if name.starts_with("dynamic ") => members.push(left_out(key)),
                _ => {}
            },
        }
    }
    if !members.iter().any(|(name, ..)| name == "Effect") {
        let effect = Node { value: Value::String("Allow".into()), span: key.clone() };
        members.push(("Effect".into(), key.clone(), effect));
    }
    if !conditions.is_empty() {
        members.push((
            "Condition".into(),
            key.clone(),
            Node { value: Value::Object(grouped(conditions)), span: key.clone() },
        ));
    }
    Some(Node { value: Value::Object(members), span: key })
}

type Member = (String, Range<usize>, Node);

fn merge(members: &mut Vec<Member>, name: &str, key: Range<usize>, found: Option<Member>) {
    let Some(found) = found else { return };
    // `type = "*"` is everyone.
    if found.0 == "*" {
        let everyone = Node { value: Value::String("*".into()), span: found.2.span };
        return members.push((name.to_owned(), key, everyone));
    }
    let existing = members.iter_mut().find(|(known, ..)| known == name);
    match existing {
        Some((_, _, Node { value: Value::Object(kinds), .. })) => kinds.push(found),
        _ => {
            let span = key.clone();
            members.push((name.to_owned(), key, Node { value: Value::Object(vec![found]), span }));
        }
    }
}

fn attribute(entries: &mut Vec<Entry>, wanted: &str) -> Option<(Range<usize>, Node)> {
    let index = entries.iter().position(|entry| matches!(entry, Entry::Attribute(name, ..) if name == wanted))?;
    match entries.remove(index) {
        Entry::Attribute(_, key, value) => Some((key, value)),
        Entry::Block(..) => None,
    }
}

fn name_of(node: &Node) -> String {
    match &node.value {
        Value::String(text) | Value::Plain(text) => text.clone(),
        Value::Template(words) => format!("${{{words}}}"),
        _ => String::new(),
    }
}

fn principals(mut body: Vec<Entry>) -> Option<Member> {
    let (_, kind) = attribute(&mut body, "type")?;
    let (_, names) = attribute(&mut body, "identifiers")?;
    Some((name_of(&kind), kind.span, names))
}

fn condition(mut body: Vec<Entry>) -> Option<Member> {
    let (_, test) = attribute(&mut body, "test")?;
    let (_, variable) = attribute(&mut body, "variable")?;
    let (_, values) = attribute(&mut body, "values")?;
    let keys = Value::Object(vec![(name_of(&variable), variable.span.clone(), values)]);
    Some((name_of(&test), test.span, Node { value: keys, span: variable.span }))
}

/// Conditions with the keys of one operator together, and the values of one key, as the provider joins them.
fn grouped(conditions: Vec<Member>) -> Vec<Member> {
    let mut grouped: Vec<Member> = Vec::new();
    for (test, span, keys) in conditions {
        match grouped.iter_mut().find(|(known, ..)| *known == test) {
            Some((_, _, Node { value: Value::Object(known), .. })) => {
                let Value::Object(keys) = keys.value else { continue };
                for (key, span, values) in keys {
                    match known.iter_mut().find(|(earlier, ..)| *earlier == key) {
                        Some((_, _, earlier)) => earlier.value = Joins::Lists.join(vec![earlier.clone(), values]),
                        None => known.push((key, span, values)),
                    }
                }
            }
            _ => grouped.push((test, span, keys)),
        }
    }
    grouped
}
