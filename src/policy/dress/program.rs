//! Policies in JavaScript, TypeScript and Python: objects and dictionaries with the keys of a policy, and the policy documents
//! of Pulumi.
//!
//! Only literals are read. What the program evaluates is a value that a template fills in, and what is no policy beyond doubt is
//! left alone. So is the `PolicyStatement` of the CDK, which other calls complete.

use super::Part;
use crate::policy::json::{ELLIPSIS, Node, Value};
use crate::policy::recognize::{is_policy, member, names_aws, object};
use std::ops::Range;

type Member = (String, Range<usize>, Node);

/// Whether a fence of this language holds a program that is read.
pub(super) fn is_read(language: &str) -> bool {
    matches!(
        language,
        "js" | "javascript"
            | "mjs"
            | "cjs"
            | "jsx"
            | "ts"
            | "typescript"
            | "mts"
            | "tsx"
            | "node"
            | "py"
            | "python"
            | "python3"
    )
}

/// The parts of a program that are policies.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut done = 0;
    for (at, opening) in text.match_indices(['{', '(']) {
        if at < done {
            continue;
        }
        let found = if opening == "{" { literal(text, at) } else { call(text, at) };
        if let Some((part, end)) = found {
            parts.push(part);
            done = end;
        }
    }
    parts
}

/// The policy or the statement that an object is.
fn literal(text: &str, at: usize) -> Option<(Part, usize)> {
    let mut reader = Reader { text, at, depth: 0 };
    let node = reader.value()?;
    // Other systems have statements with the same keys.
    let is_of_aws = |members| member(members, "Action").or(member(members, "NotAction")).is_some_and(names_aws);
    let is_statement = |members| super::is_whole_statement(members) && is_of_aws(members);
    let is_one = object(&node).is_some_and(|members| is_policy(members) || is_statement(members));
    is_one.then_some((Part::Value(node), reader.at))
}

/// The statements of `getPolicyDocument(…)` of Pulumi.
fn call(text: &str, at: usize) -> Option<(Part, usize)> {
    const NAMES: [&str; 4] =
        ["getPolicyDocument", "getPolicyDocumentOutput", "get_policy_document", "get_policy_document_output"];
    let name = text[..at].rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()?;
    if !NAMES.contains(&name) {
        return None;
    }
    let mut reader = Reader { text, at: at + 1, depth: 0 };
    let (_, _, list) = reader.arguments()?.into_iter().find(|(name, ..)| name == "statements")?;
    let Value::Array(items) = list.value else { return None };
    let statements: Vec<Node> = items.into_iter().filter_map(statement_of_item).collect();
    (!statements.is_empty()).then_some((Part::Statements(statements), reader.at))
}

fn statement_of_item(node: Node) -> Option<Node> {
    match node.value {
        Value::Object(members) => statement(members, node.span),
        Value::Template(_) => Some(node),
        _ => None,
    }
}

/// A statement of Pulumi as one of JSON. None if its actions are not those of AWS.
fn statement(members: Vec<Member>, span: Range<usize>) -> Option<Node> {
    let actions = ["actions", "notActions", "not_actions"].into_iter().find_map(|name| member(&members, name))?;
    if !names_aws(actions) {
        return None;
    }
    let mut statement: Vec<Member> = Vec::new();
    for (name, key, value) in members {
        let (name, value) = match name.as_str() {
            "sid" => ("Sid", value),
            "effect" => ("Effect", value),
            "actions" => ("Action", value),
            "notActions" | "not_actions" => ("NotAction", value),
            "resources" => ("Resource", value),
            "notResources" | "not_resources" => ("NotResource", value),
            "principals" => ("Principal", principals(value)),
            "notPrincipals" | "not_principals" => ("NotPrincipal", principals(value)),
            "conditions" => ("Condition", conditions(value)),
            ELLIPSIS => (ELLIPSIS, value),
            _ => continue,
        };
        statement.push((name.to_owned(), key, value));
    }
    let has = |wanted: &str| statement.iter().any(|(name, ..)| name == wanted);
    if !has("Effect") {
        let effect = Node { value: Value::String("Allow".to_owned()), span: span.clone() };
        statement.push(("Effect".to_owned(), span.clone(), effect));
    }
    Some(Node { value: Value::Object(statement), span })
}

/// The principals, which have a type and identifiers.
fn principals(node: Node) -> Node {
    let span = node.span.clone();
    let Value::Array(items) = node.value else { return open("principals", span) };
    let mut kinds: Vec<Member> = Vec::new();
    for item in items {
        let members = object(&item).unwrap_or_default();
        let (Some(kind), Some(names)) = (member(members, "type"), member(members, "identifiers")) else {
            return open("principals", span);
        };
        match &kind.value {
            Value::String(everyone) if everyone == "*" => {
                return Node { value: Value::String("*".to_owned()), span };
            }
            Value::String(kind_name) => kinds.push((kind_name.clone(), kind.span.clone(), names.clone())),
            _ => return open("principals", span),
        }
    }
    Node { value: Value::Object(kinds), span }
}

/// The conditions, which are a list of tests.
fn conditions(node: Node) -> Node {
    let span = node.span.clone();
    let Value::Array(items) = node.value else { return open("conditions", span) };
    let mut operators: Vec<Member> = Vec::new();
    for item in items {
        let members = object(&item).unwrap_or_default();
        let part = |name| member(members, name);
        let (Some(test), Some(variable), Some(values)) = (part("test"), part("variable"), part("values")) else {
            return open("conditions", span);
        };
        let (Value::String(operator), Value::String(key)) = (&test.value, &variable.value) else {
            return open("conditions", span);
        };
        let entry = (key.clone(), variable.span.clone(), values.clone());
        match operators.iter_mut().find(|(known, ..)| known == operator) {
            Some((_, _, Node { value: Value::Object(keys), .. })) => keys.push(entry),
            _ => {
                let keys = Node { value: Value::Object(vec![entry]), span: test.span.clone() };
                operators.push((operator.clone(), test.span.clone(), keys));
            }
        }
    }
    Node { value: Value::Object(operators), span }
}

/// A value that the program gives.
fn open(words: &str, span: Range<usize>) -> Node {
    Node { value: Value::Template(words.to_owned()), span }
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

    fn take(&mut self, character: char) -> bool {
        let found = self.peek() == Some(character);
        if found {
            self.at += character.len_utf8();
        }
        found
    }

    /// Skips white space and comments of both languages.
    fn blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let len = if trimmed.starts_with("//") || trimmed.starts_with('#') {
                trimmed.find('\n').unwrap_or(trimmed.len())
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map_or(trimmed.len(), |end| end + 2)
            } else {
                return;
            };
            self.at += len;
        }
    }

    /// A value up to the comma or the bracket behind it; none where the text ends before it does.
    fn value(&mut self) -> Option<Node> {
        self.blanks();
        let start = self.at;
        if self.depth > DEEPEST {
            return None;
        }
        let value = match self.peek()? {
            '{' => self.object(),
            '[' => self.array(),
            _ => self.string(),
        };
        let end = self.at;
        self.blanks();
        match value {
            Some(value) if self.is_at_end() => Some(Node { value, span: start..end }),
            Some(value) if self.word().is_some_and(|word| matches!(word, "as" | "satisfies")) => {
                self.skip()?;
                Some(Node { value, span: start..end })
            }
            _ => {
                self.at = start;
                self.expression()
            }
        }
    }

    fn is_at_end(&self) -> bool {
        matches!(self.peek(), None | Some(',' | '}' | ']' | ')' | ';' | ':'))
    }

    /// What the program evaluates: all up to the end of the entry.
    fn expression(&mut self) -> Option<Node> {
        let start = self.at;
        self.skip()?;
        let words = self.text[start..self.at].trim_end();
        let span = start..start + words.len();
        let value = match words {
            "" => return None,
            "true" | "false" | "null" => Value::Plain(words.to_owned()),
            "True" | "False" => Value::Plain(words.to_ascii_lowercase()),
            words if words.bytes().all(|byte| byte.is_ascii_digit()) => Value::Plain(words.to_owned()),
            words => Value::Template(words.to_owned()),
        };
        Some(Node { value, span })
    }

    /// Skips an expression, with its brackets and strings.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        while let Some(character) = self.peek() {
            match character {
                '"' | '\'' | '`' => {
                    self.quoted(Quote { is_filled: false })?;
                    continue;
                }
                '/' if self.rest().starts_with("//") || self.rest().starts_with("/*") => {
                    self.blanks();
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' | ',' | ';' if depth == 0 => break,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            self.at += character.len_utf8();
        }
        Some(())
    }

    fn word(&mut self) -> Option<&'a str> {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
        let len = self.rest().bytes().take_while(is_part).count();
        let word = &self.rest()[..len];
        self.at += len;
        (len > 0).then_some(word)
    }

    fn object(&mut self) -> Option<Value> {
        self.take('{');
        self.depth += 1;
        let mut members = Vec::new();
        loop {
            self.blanks();
            if self.take('}') {
                self.depth -= 1;
                return Some(Value::Object(members));
            }
            if !self.take(',') {
                members.push(self.member()?);
            }
        }
    }

    fn member(&mut self) -> Option<Member> {
        let start = self.at;
        if ["...", "**", "…"].iter().any(|spread| self.rest().starts_with(spread)) {
            self.skip()?;
            return Some((ELLIPSIS.to_owned(), start..self.at, open(ELLIPSIS, start..self.at)));
        }
        let key = match self.peek()? {
            '"' | '\'' | '`' => self.quoted(Quote { is_filled: false })?,
            '[' => {
                self.array()?;
                "${…}".to_owned()
            }
            'f' if self.rest()[1..].starts_with(['"', '\'']) => {
                self.at += 1;
                self.quoted(Quote { is_filled: true })?
            }
            _ => self.word()?.to_owned(),
        };
        let span = start..self.at;
        self.blanks();
        if self.take(':') {
            return Some((key, span, self.value()?));
        }
        // `{ Effect }` is short for `{ Effect: Effect }`.
        let is_short = matches!(self.peek(), Some(',' | '}'));
        is_short.then(|| (key.clone(), span.clone(), open(&key, span)))
    }

    fn array(&mut self) -> Option<Value> {
        self.take('[');
        self.depth += 1;
        let mut items = Vec::new();
        loop {
            self.blanks();
            if self.take(']') {
                self.depth -= 1;
                return Some(Value::Array(items));
            }
            if !self.take(',') {
                items.push(self.value()?);
            }
        }
    }

    /// The arguments of a call by name: an object, or the named arguments of Python. With its closing bracket.
    fn arguments(&mut self) -> Option<Vec<Member>> {
        self.blanks();
        if self.peek() == Some('{') {
            let Value::Object(members) = self.object()? else { return None };
            return Some(members);
        }
        let mut members = Vec::new();
        loop {
            self.blanks();
            if self.take(')') {
                return Some(members);
            }
            if self.take(',') {
                continue;
            }
            let start = self.at;
            if self.rest().starts_with("**") {
                self.skip()?;
                members.push((ELLIPSIS.to_owned(), start..self.at, open(ELLIPSIS, start..self.at)));
                continue;
            }
            let name = self.word()?.to_owned();
            let key = start..self.at;
            self.blanks();
            if !self.take('=') {
                return None;
            }
            members.push((name, key, self.value()?));
        }
    }

    /// A text: literals, joined by `+` or one behind the other, with values of the program between them.
    fn string(&mut self) -> Option<Value> {
        let mut string = self.piece()?;
        loop {
            self.blanks();
            let rest = self.rest();
            if self.take('+') {
                self.blanks();
                match self.piece() {
                    Some(piece) => string.push_str(&piece),
                    None => string.push_str(&self.operand()?),
                }
            } else if rest.starts_with(".format(") {
                self.at += ".format".len();
                self.operand()?;
                string = filled(&string);
            } else if rest.starts_with(['"', '\'']) {
                string.push_str(&self.piece()?);
            } else {
                return Some(Value::String(string));
            }
        }
    }

    /// One literal, with the letters that Python writes before it.
    fn piece(&mut self) -> Option<String> {
        let letters = self.rest().bytes().take_while(u8::is_ascii_alphabetic).count();
        let prefix = self.rest()[..letters].to_ascii_lowercase();
        let is_prefix = letters <= 2 && prefix.bytes().all(|letter| b"fru".contains(&letter));
        if !is_prefix || !self.rest()[letters..].starts_with(['"', '\'', '`']) {
            return None;
        }
        self.at += letters;
        self.quoted(Quote { is_filled: prefix.contains('f') })
    }

    /// A value between two literals, as a placeholder.
    fn operand(&mut self) -> Option<String> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(character) = self.peek() {
            match character {
                '(' | '[' => depth += 1,
                ')' | ']' if depth > 0 => depth -= 1,
                '"' | '\'' | '`' if depth > 0 => {
                    self.quoted(Quote { is_filled: false })?;
                    continue;
                }
                _ if depth > 0 || character.is_alphanumeric() || matches!(character, '_' | '.') => {}
                _ => break,
            }
            self.at += character.len_utf8();
        }
        (self.at > start).then(|| placeholder(&self.text[start..self.at]))
    }

    /// The text between two quotation marks, also three of them, with its escapes undone.
    fn quoted(&mut self, quote: Quote) -> Option<String> {
        let mark = self.peek()?;
        let three: String = [mark; 3].iter().collect();
        let end = if mark != '`' && self.rest().starts_with(&three) { three } else { mark.to_string() };
        self.at += end.len();
        let mut string = String::new();
        loop {
            let rest = self.rest();
            let character = self.peek()?;
            if rest.starts_with(&end) {
                self.at += end.len();
                return Some(string);
            }
            if character == '\\' {
                let escaped = rest.chars().nth(1)?;
                string.extend(match escaped {
                    'n' => Some('\n'),
                    't' => Some('\t'),
                    '\n' => None,
                    escaped => Some(escaped),
                });
                self.at += 1 + escaped.len_utf8();
            } else if (mark == '`' && rest.starts_with("${")) || (quote.is_filled && is_hole(rest)) {
                let start = self.at;
                self.at += if mark == '`' { 2 } else { 1 };
                self.braces()?;
                string.push_str(&placeholder(&self.text[start..self.at]));
            } else if quote.is_filled && (rest.starts_with("{{") || rest.starts_with("}}")) {
                string.push(character);
                self.at += 2;
            } else if character == '\n' && end.len() == 1 && mark != '`' {
                return None;
            } else {
                string.push(character);
                self.at += character.len_utf8();
            }
        }
    }

    /// Skips everything up to the brace that closes the one before.
    fn braces(&mut self) -> Option<()> {
        let mut depth = 1_usize;
        while depth > 0 {
            let character = self.peek()?;
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            self.at += character.len_utf8();
        }
        Some(())
    }
}

/// How a literal is read.
#[derive(Clone, Copy)]
struct Quote {
    /// Whether it is an f-string of Python, where `{name}` is a value.
    is_filled: bool,
}

/// Whether a value of an f-string begins here: `{name}` and not `{{`.
fn is_hole(rest: &str) -> bool {
    rest.starts_with('{') && !rest.starts_with("{{")
}

/// `{}` and `{name}` as placeholders.
fn filled(text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((_, behind)) = after.split_once('}') else { break };
        filled.push_str(before);
        filled.push_str("${…}");
        rest = behind;
    }
    filled + rest
}

/// `${name}` for an expression: its last name.
fn placeholder(expression: &str) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = expression.split(|c| !is_name(c)).rfind(|name| !name.is_empty()).unwrap_or("…");
    format!("${{{name}}}")
}

#[cfg(test)]
mod tests {
    use super::super::find;

    /// The codes of the findings with the text that they are about, and the summaries of the policies.
    fn found(text: &str, language: &str) -> (Vec<String>, Vec<String>) {
        let found = find(text, language, &[]);
        let problems = found.problems.iter().map(|p| format!("{} @ {}", p.code, &text[p.offset..p.offset + p.len]));
        (problems.collect(), found.policies.into_iter().map(|policy| policy.summary).collect())
    }

    #[test]
    fn objects_without_quotation_marks() {
        let text = "const p = {\n  Version: '2012-10-17', // the usual one\n  Statement: [{ Effect: 'Allow', Action: [`s3:GetObjct`], Resource: `arn:aws:s3:::${props.bucket}/*` }],\n} as const;\n";
        let (problems, policies) = found(text, "ts");
        assert_eq!((problems, policies.len()), (vec!["policy-unknown-action @ `s3:GetObjct`".to_owned()], 1));
        let text =
            "put({ Effect: effect, Action: \"s3:GetObject\", Resource: 'arn:aws:s3:::' + name + \"/*\", ...more })";
        assert_eq!(found(text, "js").0, [""; 0]);
        let text = "const x = { Effect: 'fade', Action: 'open', Resource: 'door' }; if (a) { Effect = 1 }";
        assert_eq!(found(text, "js"), (Vec::new(), Vec::new()));
        let text = "const rule = { Effect: 'Allow', Action: 'read', Resource: '/posts' };";
        assert_eq!(found(text, "js"), (Vec::new(), Vec::new()), "another system");
    }

    #[test]
    fn dictionaries_of_python() {
        let text = "policy = {\n    'Version': '2012-10-17',\n    'Statement': [{\n        'Effect': 'Allow',\n        'Action': ['s3:GetObject', 's3:PutObjct'],  # typo\n        'Resource': f'arn:aws:s3:::{bucket}/${{aws:username}}/*',\n        'Condition': {'Bool': {'aws:SecureTransport': True}},\n    }],\n}\n";
        let (problems, policies) = found(text, "python");
        assert_eq!((problems, policies.len()), (vec!["policy-unknown-action @ 's3:PutObjct'".to_owned()], 1));
        for resource in
            ["\"arn:aws:s3:::{}/*\".format(name)", "\"arn:aws:s3:::%s/*\" % name", "('arn:aws:s3:::'\n 'b/*')", "arn"]
        {
            let text = format!("p = {{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": {resource}}}");
            assert_eq!(found(&text, "python").0, [""; 0], "{text}");
        }
    }

    #[test]
    fn documents_of_pulumi() {
        let text = "const d = aws.iam.getPolicyDocument({ statements: [{\n  effect: \"Allow\",\n  actions: [\"s3:GetObject\"],\n  resources: [\"*\"],\n  principals: [{ type: \"*\", identifiers: [\"*\"] }],\n  conditions: [{ test: \"StringEqual\", variable: \"aws:PrincipalOrgID\", values: [\"o-a1b2c3d4e5\"] }],\n}] });\n";
        assert_eq!(found(text, "ts").0, ["policy-condition @ \"StringEqual\""]);
        let text =
            "d = aws.iam.get_policy_document(statements=[{\"actions\": [\"s3:GetObjct\"], \"resources\": [\"*\"]}])";
        assert_eq!(found(text, "python").0, ["policy-unknown-action @ \"s3:GetObjct\""]);
    }

    #[test]
    fn broken_programs_are_left_alone() {
        for text in [
            "{",
            "PolicyStatement(",
            "{ a: '",
            "{ Effect: \"Allow\", Action: [",
            "f\"{",
            "{{{{{{",
            "getPolicyDocument({statements: [",
        ] {
            assert_eq!(found(text, "ts"), (Vec::new(), Vec::new()), "{text}");
        }
    }
}
