//! Finds the policies in a block of code, and in the formats around them: templates in JSON or YAML, Terraform, commands of a
//! shell. Code of the CDK and other programs is left alone, and so is JSON that is no policy.

mod shell;
mod terraform;
mod yaml;

use super::grammar::{self, Source};
use super::json::{self, Dialect, Node, SyntaxError, Value};
use super::model::Document;
use super::recognize::{Members, is_policy, is_statement, member, object};
use super::report::Reports;
use super::{Kind, Policy, Problem, Severity, char_len, describe, lint};
use std::ops::Range;

/// What a block of code holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Its policies, in order.
    pub policies: Vec<Policy>,
    /// What is wrong with them, or with the block as JSON or YAML, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Finds the policies in a block of code in this language, as the fence names it. Findings with a code in `allow` are left
/// out. Never fails.
#[must_use]
pub fn find(text: &str, language: &str, allow: &[&str]) -> Found {
    let (documents, mut problems) = documents(text, language);
    problems.retain(|problem| !allow.contains(&problem.code));
    Found { policies: documents.iter().map(describe::policy).collect(), problems }
}

/// The policies in a block of code as they were read, and all problems, in the order of the text. Never fails.
pub(super) fn documents(text: &str, language: &str) -> (Vec<Document>, Vec<Problem>) {
    let mut finder = Finder::default();
    match language.to_ascii_lowercase().as_str() {
        "json" => finder.json(text, Dialect::Json),
        "jsonc" | "json5" | "hjson" => finder.json(text, Dialect::Commented),
        "yaml" | "yml" => finder.yaml(text, 0, text),
        "hcl" | "terraform" | "tf" | "tofu" | "opentofu" => {
            for part in terraform::parts(text) {
                finder.part(part, text);
            }
        }
        "bash" | "sh" | "shell" | "zsh" | "console" | "shell-session" | "sh-session" | "shellsession" => {
            for part in shell::parts(text) {
                finder.part(part, text);
            }
        }
        _ => {}
    }
    let mut problems = finder.reports.problems;
    problems.sort_by_key(|problem| problem.offset);
    (finder.documents, problems)
}

/// A part of a block that may hold a policy.
enum Part {
    /// JSON text at this offset.
    Json(Range<usize>),
    /// YAML text at this offset.
    Yaml(Range<usize>),
    /// A value that was read from another notation.
    Value(Node),
    /// Statements that were read from another notation.
    Statements(Vec<Node>),
}

#[derive(Default)]
struct Finder {
    documents: Vec<Document>,
    reports: Reports,
}

impl Finder {
    fn part(&mut self, part: Part, text: &str) {
        match part {
            Part::Json(range) => {
                let first = self.reports.problems.len();
                self.json(&text[range.clone()], Dialect::Sketch);
                for problem in &mut self.reports.problems[first..] {
                    problem.offset += range.start;
                }
            }
            Part::Yaml(range) => self.yaml(&text[range.clone()], range.start, text),
            Part::Value(node) => self.walk(&node, None, text),
            Part::Statements(nodes) => self.policy(Source::Statements(&nodes), None, text),
        }
    }

    fn json(&mut self, text: &str, dialect: Dialect) {
        let strict = if dialect == Dialect::Json { json::parse(text).map(|node| vec![node]) } else { Ok(Vec::new()) };
        let loose = if dialect == Dialect::Json { Dialect::Sketch } else { dialect };
        let nodes = match strict {
            Ok(nodes) if dialect == Dialect::Json => nodes,
            strict => match json::parse_all(text, loose) {
                Ok(nodes) => nodes,
                Err(error) => return self.broken(text, strict.err().unwrap_or(error)),
            },
        };
        match nodes.as_slice() {
            [Node { value: Value::Array(items), .. }] if are_statements(items) => {
                self.policy(Source::Statements(items), None, text);
            }
            nodes => {
                for node in nodes {
                    self.walk(node, None, text);
                }
            }
        }
    }

    fn broken(&mut self, text: &str, error: SyntaxError) {
        let is_policy = text.contains("\"Statement\"");
        let severity = if is_policy { Severity::Error } else { Severity::Warning };
        let len = char_len(text, error.offset);
        let (offset, message, help) = (error.offset, error.message, error.help);
        self.reports.problems.push(Problem { severity, code: "json-invalid", offset, len, message, help });
    }

    /// Reads the YAML at `start` of `text`.
    fn yaml(&mut self, yaml: &str, start: usize, text: &str) {
        let nodes = match yaml::read(yaml) {
            Ok(nodes) => nodes,
            Err(error) => {
                if let Some((offset, message)) = error {
                    let help = Some("quote the value, or mend the indentation".to_owned());
                    let (severity, code, offset) = (Severity::Warning, "yaml-invalid", start + offset);
                    let len = char_len(text, offset);
                    self.reports.problems.push(Problem { severity, code, offset, len, message, help });
                }
                return;
            }
        };
        let first = self.reports.problems.len();
        for node in &nodes {
            self.walk(node, None, "");
        }
        // The spans are ordinals so far: only the nodes with problems are located.
        for problem in &mut self.reports.problems[first..] {
            let span = yaml::locate(yaml, problem.offset);
            problem.offset = start + span.start;
            problem.len = span.len();
        }
    }

    fn walk(&mut self, node: &Node, hint: Option<Kind>, text: &str) {
        match &node.value {
            Value::Object(members) if is_policy(members) => self.policy(Source::Whole(node), hint, text),
            Value::Object(members) if is_statement(members) => {
                self.policy(Source::Statements(std::slice::from_ref(node)), hint, text);
            }
            Value::Object(members) => {
                let hint = kind_of_members(members).or(hint);
                for (key, _, value) in members {
                    self.walk(value, kind_of_key(key).or(hint), text);
                }
            }
            Value::Array(items) if are_statements(items) => self.policy(Source::Statements(items), hint, text),
            Value::Array(items) => {
                for item in items {
                    self.walk(item, hint, text);
                }
            }
            Value::String(inner) if inner.trim_start().starts_with('{') && inner.contains("\"Statement\"") => {
                self.inside_string(inner, &node.span);
            }
            Value::String(_) | Value::Plain(_) | Value::Template(_) => {}
        }
    }

    /// A policy as a string of JSON, as the AWS CLI prints it. Its problems are reported at the string.
    fn inside_string(&mut self, inner: &str, span: &Range<usize>) {
        let first = self.reports.problems.len();
        if let Ok(nodes) = json::parse_all(inner, Dialect::Sketch) {
            for node in &nodes {
                self.walk(node, None, inner);
            }
        }
        for problem in &mut self.reports.problems[first..] {
            (problem.offset, problem.len) = (span.start, span.len());
        }
    }

    fn policy(&mut self, source: Source<'_>, hint: Option<Kind>, text: &str) {
        let document = grammar::read(source, hint, &mut self.reports);
        lint::run(&document, text, &mut self.reports);
        self.documents.push(document);
    }
}

fn are_statements(items: &[Node]) -> bool {
    let mut found = false;
    let is_fine = items.iter().all(|item| match &item.value {
        Value::Template(_) => true,
        _ => object(item).is_some_and(is_statement).then(|| found = true).is_some(),
    });
    is_fine && found
}

fn kind_of_key(key: &str) -> Option<Kind> {
    match key {
        "AssumeRolePolicyDocument" | "assume_role_policy" => Some(Kind::Trust),
        "KeyPolicy" | "BucketPolicy" | "ResourcePolicy" | "QueuePolicy" | "TopicPolicy" => Some(Kind::Resource),
        _ => None,
    }
}

/// The kind that a resource of a template has: `"Type": "AWS::Organizations::Policy"`.
fn kind_of_members(members: &Members) -> Option<Kind> {
    match &member(members, "Type")?.value {
        Value::String(name) => match name.as_str() {
            "SERVICE_CONTROL_POLICY" => Some(Kind::ServiceControl),
            "RESOURCE_CONTROL_POLICY" => Some(Kind::ResourceControl),
            "AWS::S3::BucketPolicy" | "AWS::SQS::QueuePolicy" | "AWS::SNS::TopicPolicy" => Some(Kind::Resource),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests;
