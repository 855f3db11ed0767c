//! Finds the policies in a block of code, and in the formats around them: templates in JSON or YAML, Terraform, commands of a
//! shell, literals of a program, whole policies in JSON inside text. Other code is left alone, and so is JSON that is no policy.

mod program;
mod rewritten;
mod shell;
mod terraform;
mod yaml;

use super::grammar::{self, Source};
use super::json::{self, Dialect, ELLIPSIS, Node, SyntaxError, Value};
use super::model::{Document, Hint};
use super::recognize::{
    Members, POLICY_KEYS, STATEMENT_KEYS, is_part_of_statement, is_policy, is_statement, member, names_aws, object,
    statement_of_event_bus,
};
use super::report::Reports;
use super::{Kind, Policy, Problem, Severity, char_len, describe, lint, template};
use rewritten::Rewritten;
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
    let (documents, mut problems) = documents(text, language, None);
    problems.retain(|problem| !allow.contains(&problem.code));
    let policies = documents.iter().map(describe::policy).filter(says_something).collect();
    Found { policies, problems }
}

/// Whether there are words for any statement. A part of a statement alone has none.
fn says_something(policy: &Policy) -> bool {
    policy.statements.iter().any(|statement| !statement.sentence.is_empty())
}

/// The policies in a block of code as they were read, and all problems, in the order of the text. `kind` is what is known of
/// them beforehand. Never fails.
pub(super) fn documents(text: &str, language: &str, kind: Option<Kind>) -> (Vec<Document>, Vec<Problem>) {
    let mut finder = Finder { kind, ..Finder::default() };
    match language.to_ascii_lowercase().as_str() {
        "json" => finder.json(text, Dialect::Json),
        "jsonc" | "json5" | "hjson" => finder.json(text, Dialect::Commented),
        "yaml" | "yml" => finder.yaml(text, 0, text),
        "hcl" | "terraform" | "tf" | "tofu" | "opentofu" => {
            for part in terraform::parts(text) {
                finder.kind = kind.or_else(|| terraform::kind_at(text, part.start()?));
                let is_of_key = part.start().is_some_and(|start| terraform::is_of_key(text, start));
                let first = finder.documents.len();
                finder.part(part, text);
                if is_of_key {
                    finder.key_policies(first);
                }
            }
        }
        "bash" | "sh" | "shell" | "zsh" | "ksh" | "console" | "shell-session" | "sh-session" | "shellsession"
        | "bat" | "batch" | "cmd" | "powershell" | "ps1" | "pwsh" => {
            for part in shell::parts(text) {
                finder.part(part, text);
            }
        }
        "diff" | "patch" => {}
        language if program::is_read(language) => finder.program(text),
        _ => finder.text(text),
    }
    let mut problems = finder.reports.problems;
    problems.sort_by_key(|problem| problem.offset);
    (finder.documents, problems)
}

/// A part of a block that may hold a policy.
enum Part {
    /// JSON text at this offset.
    Json(Range<usize>),
    /// JSON that is written otherwise.
    Rewritten(Rewritten),
    /// YAML that is written otherwise.
    RewrittenYaml(Rewritten),
    /// YAML text at this offset.
    Yaml(Range<usize>),
    /// A value that was read from another notation.
    Value(Node),
    /// Statements that were read from another notation.
    Statements(Vec<Node>),
}

impl Part {
    /// Its bytes in the text of its block, if it was read there as one value.
    fn span(&self) -> Option<Range<usize>> {
        match self {
            Self::Json(range) | Self::Yaml(range) => Some(range.clone()),
            Self::Value(node) => Some(node.span.clone()),
            Self::Statements(_) | Self::Rewritten(_) | Self::RewrittenYaml(_) => None,
        }
    }

    /// Where it starts in the text of its block, if it is there as it was read.
    fn start(&self) -> Option<usize> {
        match self {
            Self::Statements(nodes) => nodes.first().map(|node| node.span.start),
            _ => self.span().map(|span| span.start),
        }
    }
}

#[derive(Default)]
struct Finder {
    /// What is known of the kind of all policies.
    kind: Option<Kind>,
    /// Whether the node that is walked is in a resource of CloudFormation, outside of `Fn::Sub`.
    is_in_template: bool,
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
            Part::Rewritten(part) => {
                // The command may put anything in, so what is not JSON is no mistake.
                let Ok(nodes) = json::parse_all(&part.text, Dialect::Sketch) else { return };
                let first = self.reports.problems.len();
                self.nodes(&nodes, &part.text);
                self.move_problems(first, &part, text);
            }
            Part::RewrittenYaml(part) => {
                let first = self.reports.problems.len();
                self.yaml(&part.text, 0, &part.text);
                self.move_problems(first, &part, text);
            }
            Part::Yaml(range) => self.yaml(&text[range.clone()], range.start, text),
            Part::Value(node) => self.walk(&node, None, text),
            Part::Statements(nodes) => self.policy(Source::Statements(&nodes), None, text),
        }
    }

    /// Moves the problems from `first` on to where the block has what they are about.
    fn move_problems(&mut self, first: usize, part: &Rewritten, block: &str) {
        for problem in &mut self.reports.problems[first..] {
            let span = part.span(problem.offset, problem.len, block);
            (problem.offset, problem.len) = (span.start, span.len());
        }
    }

    fn json(&mut self, text: &str, dialect: Dialect) {
        let strict = if dialect == Dialect::Json { json::parse(text).map(|node| vec![node]) } else { Ok(Vec::new()) };
        let loose = if dialect == Dialect::Json { Dialect::Sketch } else { dialect };
        match strict {
            Ok(nodes) if dialect == Dialect::Json => self.nodes(&nodes, text),
            strict => match json::parse_all(text, loose) {
                Ok(nodes) => self.nodes(&nodes, text),
                Err(_) if self.fragment(text) => {}
                Err(error) => self.broken(text, strict.err().unwrap_or(error)),
            },
        }
    }

    fn nodes(&mut self, nodes: &[Node], text: &str) {
        match nodes {
            [Node { value: Value::Array(items), .. }] if are_statements(items) => {
                self.policy(Source::Statements(items), None, text);
            }
            [Node { value: Value::Object(members), span }] if is_part_of_statement(members) => {
                self.part_of_statement(members, span, text);
            }
            nodes => {
                for node in nodes {
                    self.walk(node, None, text);
                }
            }
        }
    }

    /// Keys of a policy without braces around them: `"Statement": […]`. Whether it is that.
    fn fragment(&mut self, text: &str) -> bool {
        if !text.trim_start().starts_with('"') {
            return false;
        }
        let whole = format!("{{{text}\n}}");
        let Ok(nodes) = json::parse_all(&whole, Dialect::Commented) else { return false };
        let [Node { value: Value::Object(members), span }] = nodes.as_slice() else { return false };
        let is_known = |key: &str| key == ELLIPSIS || POLICY_KEYS.contains(&key) || STATEMENT_KEYS.contains(&key);
        if !members.iter().all(|(key, ..)| is_known(key)) {
            return false;
        }
        let first = self.reports.problems.len();
        if is_policy(members) && member(members, "Version").is_none() {
            let statements = member(members, "Statement").map_or(&[][..], |node| match &node.value {
                Value::Array(items) => items,
                _ => std::slice::from_ref(node),
            });
            self.policy(Source::Statements(statements), None, &whole);
        } else if is_policy(members) || is_statement(members) {
            self.walk(&nodes[0], None, &whole);
        } else if is_part_of_statement(members) || names_resources(members) {
            self.part_of_statement(members, span, &whole);
        } else {
            return false;
        }
        // The opening brace is not in the text.
        for problem in &mut self.reports.problems[first..] {
            let end = (problem.offset + problem.len).saturating_sub(1).min(text.len());
            problem.offset = problem.offset.saturating_sub(1).min(end);
            problem.len = end - problem.offset;
        }
        true
    }

    /// A part of a statement is checked, and not put into words: what it allows is not known.
    fn part_of_statement(&mut self, members: &Members, span: &Range<usize>, text: &str) {
        let mut members = members.to_vec();
        let left_out = Node { value: Value::Template(ELLIPSIS.to_owned()), span: span.clone() };
        members.push((ELLIPSIS.to_owned(), span.clone(), left_out));
        let node = Node { value: Value::Object(members), span: span.clone() };
        let document = grammar::read(Source::Statements(std::slice::from_ref(&node)), None, &mut self.reports);
        lint::run(&document, text, &mut self.reports);
    }

    /// Policies in JSON inside text or a program. Only what is JSON as it stands, and a policy beyond doubt, is read.
    fn text(&mut self, text: &str) {
        if text.contains("\\\"Effect\\\"") {
            for json in rewritten::escaped(text) {
                self.part(Part::Rewritten(json), text);
            }
        }
        if text.contains("\"\"Effect\"\"") {
            for json in rewritten::doubled(text) {
                self.part(Part::Rewritten(json), text);
            }
        }
        if !text.contains("\"Effect\"") || self.fragment(text) {
            return;
        }
        let mut at = 0;
        while let Some(start) = text[at..].find(['{', '[']).map(|found| at + found) {
            at = start + 1;
            let Ok(node) = json::parse_at(text, start, Dialect::Commented) else { continue };
            let is_whole = match &node.value {
                Value::Object(members) => is_policy(members) || is_whole_statement(members),
                Value::Array(items) => items.iter().all(|item| object(item).is_some_and(is_whole_statement)),
                _ => false,
            };
            if is_whole {
                at = node.span.end;
                self.nodes(std::slice::from_ref(&node), text);
            }
        }
    }

    /// Policies in a program: literals, and JSON inside strings.
    fn program(&mut self, text: &str) {
        if text.contains("\\\"Effect\\\"") {
            for json in rewritten::escaped(text) {
                self.part(Part::Rewritten(json), text);
            }
        }
        let may_hold_one = ["Effect", "etPolicyDocument", "et_policy_document"];
        if !may_hold_one.iter().any(|word| text.contains(word)) || self.fragment(text) {
            return;
        }
        for part in program::parts(text) {
            self.part(part, text);
        }
    }

    fn broken(&mut self, text: &str, error: SyntaxError) {
        // A template with commands in it becomes JSON only when it is filled in.
        if ["{%", "%{", "<%", "{{#", "{{-", "{{ if", "{{ range"].iter().any(|command| text.contains(command)) {
            return;
        }
        let is_policy = text.contains("\"Statement\"");
        let severity = if is_policy { Severity::Error } else { Severity::Warning };
        let len = char_len(text, error.offset);
        let (offset, message, help) = (error.offset, error.message, error.help);
        self.reports.problems.push(Problem { severity, code: "json-invalid", offset, len, message, help });
        // Comments, and commas after the last entry, do not hide what the policy says.
        if is_policy && let Ok(nodes) = json::parse_all(text, Dialect::Commented) {
            self.nodes(&nodes, text);
        }
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
            match only_statements(node) {
                Some(statements) => self.policy(Source::Statements(statements), None, ""),
                None => match object(node).filter(|members| is_part_of_statement(members)) {
                    Some(members) => self.part_of_statement(members, &node.span, ""),
                    None => self.walk(node, None, ""),
                },
            }
        }
        // The spans are ordinals so far: only the nodes with problems are located.
        for problem in &mut self.reports.problems[first..] {
            let span = yaml::locate(yaml, problem.offset);
            problem.offset = start + span.start;
            problem.len = span.len();
        }
    }

    fn walk(&mut self, node: &Node, hint: Option<Hint>, text: &str) {
        if let Some(statement) = object(node).and_then(statement_of_event_bus) {
            return self.policy(
                Source::Statements(std::slice::from_ref(statement)),
                Some(Hint::Likely(Kind::Resource)),
                text,
            );
        }
        match &node.value {
            Value::Object(members) if is_policy(members) => self.policy(Source::Whole(node), hint, text),
            Value::Object(members) if is_statement(members) => {
                self.policy(Source::Statements(std::slice::from_ref(node)), hint, text);
            }
            Value::Object(members) => {
                let hint = hint_of_members(members, hint);
                let is_outer = self.is_in_template;
                self.is_in_template |= is_resource_of_template(members);
                for (key, _, value) in members {
                    let first = self.documents.len();
                    let hint = hint_of_key(key).or(hint);
                    match key.as_str() {
                        "Fn::Sub" => {
                            self.is_in_template = false;
                            self.walk(&template::unescaped(value), hint, text);
                        }
                        _ => self.walk(value, hint, text),
                    }
                    if key == "KeyPolicy" {
                        self.key_policies(first);
                    }
                }
                self.is_in_template = is_outer;
            }
            Value::Array(items) if are_statements(items) => self.policy(Source::Statements(items), hint, text),
            Value::Array(items) => {
                for item in items {
                    match only_statements(item) {
                        Some(statements) => self.policy(Source::Statements(statements), hint, text),
                        None => self.walk(item, hint, text),
                    }
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

    /// Checks the documents from `first` on as policies of keys.
    fn key_policies(&mut self, first: usize) {
        for document in &self.documents[first..] {
            lint::key_policy(document, &mut self.reports);
        }
    }

    fn policy(&mut self, source: Source<'_>, hint: Option<Hint>, text: &str) {
        let first = self.reports.problems.len();
        let mut document = grammar::read(source, self.kind.map(Hint::Sure).or(hint), &mut self.reports);
        lint::run(&document, text, &mut self.reports);
        if self.is_in_template {
            let nodes = match source {
                Source::Whole(node) => std::slice::from_ref(node),
                Source::Statements(nodes) => nodes,
            };
            lint::template(nodes, &mut self.reports);
        }
        document.is_refused = self.reports.problems[first..].iter().any(|problem| problem.severity == Severity::Error);
        self.documents.push(document);
    }
}

/// Whether a statement says also on what, or who.
fn is_whole_statement(members: &Members) -> bool {
    let has = |key| member(members, key).is_some();
    is_statement(members) && ["Resource", "NotResource", "Principal", "NotPrincipal"].into_iter().any(has)
}

/// Whether a resource or an action is one of AWS, or an effect one of a policy.
fn names_resources(members: &Members) -> bool {
    let is_arn = |node: &Node| matches!(&node.value, Value::String(text) if text.starts_with("arn:"));
    let names = |key| member(members, key);
    let resource = names("Resource").or_else(|| names("NotResource"));
    let has_arn = resource.is_some_and(|node| match &node.value {
        Value::Array(items) => items.iter().any(is_arn),
        _ => is_arn(node),
    });
    let is_effect = |node: &Node| matches!(&node.value, Value::String(text) if text == "Allow" || text == "Deny");
    has_arn
        || names("Effect").is_some_and(is_effect)
        || names("Action").or_else(|| names("NotAction")).is_some_and(names_aws)
}

/// The statements of an object that has nothing else: SAM takes it so in a list of policies, and documentation shows it so
/// in YAML.
fn only_statements(node: &Node) -> Option<&[Node]> {
    let [(key, _, statement)] = object(node)? else { return None };
    match &statement.value {
        _ if key != "Statement" => None,
        Value::Array(items) => are_statements(items).then_some(items),
        _ => object(statement).is_some_and(is_statement).then(|| std::slice::from_ref(statement)),
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

fn hint_of_key(key: &str) -> Option<Hint> {
    match key {
        "AssumeRolePolicyDocument" | "assume_role_policy" => Some(Hint::Sure(Kind::Trust)),
        "KeyPolicy" | "BucketPolicy" | "ResourcePolicy" | "QueuePolicy" | "TopicPolicy" => {
            Some(Hint::Likely(Kind::Resource))
        }
        _ => None,
    }
}

/// What an object says of the policies in it, by the type of a resource of a template: `"Type": "AWS::Organizations::Policy"`.
/// `outer` is what is said around it, such as the name of the resource.
fn hint_of_members(members: &Members, outer: Option<Hint>) -> Option<Hint> {
    let Some(Value::String(name)) = member(members, "Type").map(|node| &node.value) else { return outer };
    let kind = match name.as_str() {
        "SERVICE_CONTROL_POLICY" => Kind::ServiceControl,
        "RESOURCE_CONTROL_POLICY" => Kind::ResourceControl,
        "AWS::EC2::VPCEndpoint" => Kind::Endpoint,
        "AWS::S3::BucketPolicy"
        | "AWS::SQS::QueuePolicy"
        | "AWS::SQS::QueueInlinePolicy"
        | "AWS::SNS::TopicPolicy"
        | "AWS::SNS::TopicInlinePolicy"
        | "AWS::SecretsManager::ResourcePolicy" => Kind::Resource,
        "AWS::IAM::ManagedPolicy"
        | "AWS::IAM::Policy"
        | "AWS::IAM::GroupPolicy"
        | "AWS::IAM::RolePolicy"
        | "AWS::IAM::UserPolicy" => Kind::Identity,
        // The name of a resource of another type says nothing.
        name if name.starts_with("AWS::IAM::") => return None,
        _ => return outer,
    };
    Some(Hint::Sure(kind))
}

/// Whether an object is a resource of CloudFormation: `"Type": "AWS::…"`.
fn is_resource_of_template(members: &Members) -> bool {
    let has_type = |node: &Node| matches!(&node.value, Value::String(name) if name.starts_with("AWS::"));
    member(members, "Type").is_some_and(has_type)
}

#[cfg(test)]
mod tests;
