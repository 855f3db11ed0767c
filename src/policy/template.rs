//! What a template fills in later: placeholders inside strings, and the functions of CloudFormation.

use super::glob::{Token, token};
use super::json::{Node, Value};
use std::ops::Range;

/// Services that the names of policy variables begin with (IAM User Guide, "IAM policy elements: Variables and tags").
/// Their variables have a colon, and a placeholder seldom has one. Those of the Serverless Framework do.
fn is_variable(inside: &str) -> bool {
    let name = inside.split(',').next().unwrap_or(inside).trim();
    let is_of_serverless = |source: &str| {
        matches!(source, "cf" | "custom" | "env" | "git" | "opt" | "param" | "self" | "sls") || source.contains('(')
    };
    let has_prefix = name.split_once(':').is_some_and(|(prefix, _)| !is_of_serverless(prefix));
    // The Serverless Framework has these two beside the variables of IAM.
    let is_of_deployment = matches!(name, "aws:accountId" | "aws:region");
    matches!(name, "*" | "?" | "$") || (has_prefix && !is_of_deployment && !name.contains("::") && !name.contains(' '))
}

/// The policy variables in a text, such as `${aws:username}`, with their braces.
pub(super) fn variables(text: &str) -> Vec<Range<usize>> {
    braced(text, "${").into_iter().filter(|range| is_variable(&text[range.start + 2..range.end - 1])).collect()
}

/// The placeholders in a text: what an author, a shell or a template fills in. Policy variables are not
/// placeholders.
pub(super) fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let len = placeholder_len(rest);
        if len > 0 {
            found.push(at..at + len);
            at += len;
        } else if rest.starts_with("${") {
            at += closing(rest, 2);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found.extend(capital_parts(text));
    // `bucket-arn/*` and `IP_ADDRESS/32` have such a word before the stroke.
    let word = text.split_once('/').filter(|(_, rest)| *rest == "*" || is_length(rest)).map_or(text, |(word, _)| word);
    if found.is_empty() && (is_of_grammar_words(word) || (word.len() < text.len() && is_in_capitals(word))) {
        found.push(0..word.len());
    }
    found
}

/// Whether a text is the length of a range of addresses.
fn is_length(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is a name in capitals, such as `IP_ADDRESS`.
fn is_in_capitals(text: &str) -> bool {
    text.len() >= 3 && text.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'_' | b'-'))
}

/// Whether a text is of words for parts of a policy, such as `resource-arn` or `service:action`: documentation writes so
/// what the reader is to fill in.
fn is_of_grammar_words(text: &str) -> bool {
    const TELLING: [&str; 12] = [
        "action",
        "address",
        "arn",
        "effect",
        "identifier",
        "key",
        "name",
        "operator",
        "principal",
        "resource",
        "type",
        "value",
    ];
    const OTHERS: [&str; 19] = [
        "account",
        "aws",
        "bucket",
        "condition",
        "context",
        "federated",
        "id",
        "list",
        "of",
        "role",
        "service",
        "ip",
        "my",
        "org",
        "organization",
        "prefix",
        "the",
        "user",
        "your",
    ];
    // The words are short, and most texts are not.
    if text.len() > 40 {
        return false;
    }
    let mut words = text.split(['-', '_', ' ', ':', '.']);
    let mut has_telling = false;
    let is_all = words.all(|word| {
        let is_telling = TELLING.contains(&word);
        has_telling |= is_telling;
        is_telling || OTHERS.contains(&word)
    });
    let is_id_of_organization = text.ends_with("-id") && text.contains("org");
    is_all && (has_telling || is_id_of_organization)
}

/// Whether a template fills in any of a text.
pub(super) fn has_placeholder(text: &str) -> bool {
    !placeholders(text).is_empty()
}

/// Whether a placeholder in a text cannot be meant as it is: `${Bucket}` or `<bucket>`, and not `REGION` or `xxx`.
pub(super) fn is_surely_open(text: &str) -> bool {
    let marks = ['$', '<', '{', '#', '%', '!', '…', '.'];
    placeholders(text).into_iter().any(|range| text[range].starts_with(marks))
}

/// The length of the placeholder at the start of `rest`, 0 without one.
fn placeholder_len(rest: &str) -> usize {
    let pair = |open: usize, close: &str| {
        let inside = rest[open..].find(close).filter(|&at| at > 0 && at < 60)?;
        (!rest[open..open + inside].contains(['"', '\n', '*'])).then_some(open + inside + close.len())
    };
    let bytes = rest.as_bytes();
    match bytes[0] {
        b'$' if rest.starts_with("${") => {
            let len = closing(rest, 2);
            if len < 3 || is_variable(&rest[2..len - 1]) { 0 } else { len }
        }
        b'$' => name_len(&rest[1..]).map_or(0, |len| len + 1),
        b'#' | b'%' | b'!' if bytes.get(1) == Some(&b'{') => closing(rest, 2),
        b'%' if rest.starts_with("%s") => 2,
        b'<' => pair(1, ">").unwrap_or(0),
        b'{' if rest.starts_with("{{") => pair(2, "}}").unwrap_or(0),
        b'{' => pair(1, "}").unwrap_or(0),
        b'[' => pair(1, "]").unwrap_or(0),
        b'.' => Some(rest.len() - rest.trim_start_matches('.').len()).filter(|&dots| dots >= 3).unwrap_or(0),
        _ if rest.starts_with('…') => '…'.len_utf8(),
        b'x' | b'X' => Some(rest.len() - rest.trim_start_matches(['x', 'X']).len()).filter(|&n| n >= 3).unwrap_or(0),
        _ => 0,
    }
}

fn name_len(rest: &str) -> Option<usize> {
    let len = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    (len > 0 && !rest.as_bytes()[0].is_ascii_digit()).then_some(len)
}

/// The bytes up to and with the brace that closes the one before `from`; 0 if none does.
fn closing(rest: &str, from: usize) -> usize {
    let mut depth = 1_usize;
    for (at, byte) in rest.bytes().enumerate().skip(from) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    from
}

fn braced(text: &str, open: &str) -> Vec<Range<usize>> {
    let starts = text.match_indices(open).map(|(at, _)| at);
    let ranges = starts.map(|at| at..at + closing(&text[at..], open.len()));
    ranges.filter(|range| range.len() > open.len() && text[range.clone()].ends_with('}')).collect()
}

/// Parts between `:` and `/` in capitals, such as `REGION`, `ACCOUNT-ID` or `YOUR_BUCKET`.
fn capital_parts(text: &str) -> Vec<Range<usize>> {
    let is_capital = |byte: u8| byte.is_ascii_uppercase() || matches!(byte, b'_' | b'-');
    let is_name = text.len() >= 3 && text.bytes().all(is_capital);
    if !(is_name || text.starts_with("arn:")) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = 0;
    for part in text.split([':', '/']) {
        let is_name =
            part.len() >= 3 && part.bytes().all(is_capital) && part.bytes().any(|byte| byte.is_ascii_uppercase());
        let says_so = ["YOUR", "your-", "your_", "AccountId", "account-id", "AccountNumber", "account-number"]
            .iter()
            .any(|word| part.contains(word));
        if (is_name && part != "AWS") || says_so {
            found.push(at..at + part.len());
        }
        at += part.len() + 1;
    }
    found
}

/// Stands for what a template gives, which has no colon then.
pub(super) const OPEN: char = '\u{1}';

/// The text with one character for each placeholder and variable.
pub(super) fn masked(text: &str) -> String {
    let mut masked = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Written(written) => masked.push_str(written),
            Piece::Open => masked.push(OPEN),
        }
    }
    masked
}

/// The six parts of an ARN, or fewer.
pub(super) fn arn_parts(arn: &str) -> Vec<&str> {
    parts(arn, 6)
}

/// The parts of a text between colons, at most `most` of them. Colons inside placeholders and variables do not count.
pub(super) fn parts(text: &str, most: usize) -> Vec<&str> {
    let mut open = placeholders(text);
    open.extend(variables(text));
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(':').filter(|(at, _)| !open.iter().any(|range| range.contains(at))) {
        if parts.len() + 1 < most {
            parts.push(&text[start..at]);
            start = at + 1;
        }
    }
    parts.push(&text[start..]);
    parts
}

/// A stretch of a text.
enum Piece<'a> {
    Written(&'a str),
    /// A placeholder or a variable.
    Open,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut open = placeholders(text);
    open.extend(variables(text));
    open.sort_by_key(|range| range.start);
    let mut pieces = Vec::new();
    let mut at = 0;
    for range in open {
        if range.start >= at {
            pieces.extend([Piece::Written(&text[at..range.start]), Piece::Open]);
            at = range.end;
        }
    }
    pieces.push(Piece::Written(&text[at..]));
    pieces
}

/// A masked text as a pattern.
pub(super) fn masked_tokens(text: &str) -> Vec<Token> {
    text.chars().map(|character| if character == OPEN { Token::Any } else { token(character) }).collect()
}

/// A text as a pattern: what a template or the request fills in matches anything.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Written(written) => tokens.extend(written.chars().map(token)),
            Piece::Open => tokens.push(Token::Any),
        }
    }
    tokens
}

/// What a function of CloudFormation leaves of a value.
enum Filled {
    /// One value.
    One(Node),
    /// One of these, by a condition of the template.
    Either(Vec<Node>),
}

/// Replaces the functions of CloudFormation: strings keep `${…}` for what they fill in, `Fn::If` in a list becomes its
/// branches. Other functions become [`Value::Template`].
pub(super) fn resolve(node: Node) -> Node {
    let Node { value, span } = node;
    let value = match value {
        Value::Array(items) => Value::Array(items.into_iter().flat_map(branches).collect()),
        Value::Object(members) if is_function(&members) => return one(function(members, span)),
        Value::Object(members) => {
            let member = |(key, key_span, value): (String, Range<usize>, Node)| {
                let value = if key == "Effect" && function_name(&value).is_some() {
                    Node { value: Value::Template("`Allow` or `Deny`".to_owned()), span: value.span }
                } else {
                    chosen(&key, value)
                };
                (key, key_span, value)
            };
            Value::Object(members.into_iter().map(member).collect())
        }
        value => value,
    };
    Node { value, span }
}

/// Replaces the functions in the value of a key. Branches that no list of strings can hold stay the choice of the template.
fn chosen(key: &str, value: Node) -> Node {
    let Some(function) = function_name(&value).map(str::to_owned) else { return resolve(value) };
    let resolved = resolve(value);
    let Value::Array(items) = &resolved.value else { return resolved };
    let is_list = !matches!(key, "Sid" | "Principal" | "NotPrincipal" | "Condition");
    if is_list && !items.iter().any(|item| matches!(item.value, Value::Object(_))) {
        return resolved;
    }
    Node { value: Value::Template(function), span: resolved.span }
}

/// A value that is given to `Fn::Sub`, with `${X}` for `${!X}`, which the function leaves to others.
pub(super) fn unescaped(node: &Node) -> Node {
    let value = match &node.value {
        Value::String(text) => Value::String(without_escapes(text)),
        Value::Array(items) => Value::Array(items.iter().map(unescaped).collect()),
        value => value.clone(),
    };
    Node { value, span: node.span.clone() }
}

fn without_escapes(text: &str) -> String {
    text.replace("${!", "${")
}

fn branches(node: Node) -> Vec<Node> {
    match node {
        Node { value: Value::Object(members), span } if is_function(&members) => match function(members, span) {
            Filled::One(node) => vec![node],
            Filled::Either(nodes) => nodes,
        },
        node => vec![resolve(node)],
    }
}

fn one(filled: Filled) -> Node {
    match filled {
        Filled::One(node) => node,
        Filled::Either(mut nodes) if nodes.len() == 1 => nodes.remove(0),
        Filled::Either(nodes) => {
            let span = nodes.first().map_or(0..0, |node| node.span.clone());
            let flat = nodes.into_iter().flat_map(|node| match node.value {
                Value::Array(items) => items,
                _ => vec![node],
            });
            Node { value: Value::Array(flat.collect()), span }
        }
    }
}

type Member = (String, Range<usize>, Node);

fn is_function(members: &[Member]) -> bool {
    matches!(members, [(key, ..)] if is_function_key(key))
}

/// Whether a key is the name of a function of CloudFormation.
pub(super) fn is_function_key(key: &str) -> bool {
    key == "Ref" || key.starts_with("Fn::")
}

/// Whether a condition of the template decides on a value, or on a part of it.
pub(super) fn has_choice(node: &Node) -> bool {
    match &node.value {
        Value::Array(items) => items.iter().any(has_choice),
        Value::Object(members) => members.iter().any(|(key, _, value)| key == "Fn::If" || has_choice(value)),
        Value::String(_) | Value::Plain(_) | Value::Template(_) => false,
    }
}

/// The name of the function that a value is, such as `Fn::Sub`.
pub(super) fn function_name(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Object(members) if is_function(members) => members.first().map(|(key, ..)| key.as_str()),
        _ => None,
    }
}

fn function(mut members: Vec<Member>, span: Range<usize>) -> Filled {
    let Some((name, _, argument)) = members.pop() else {
        return Filled::One(Node { value: Value::Template(String::new()), span });
    };
    if name == "Fn::If" {
        if let Value::Array(items) = argument.value {
            let kept = items.into_iter().skip(1).filter(|item| !is_no_value(item));
            return Filled::Either(kept.flat_map(branches).collect());
        }
        return Filled::One(Node { value: Value::Template(name), span });
    }
    let text = filled_text(&name, &argument);
    Filled::One(Node { value: text.map_or(Value::Template(name), Value::String), span })
}

fn is_no_value(node: &Node) -> bool {
    let Value::Object(members) = &node.value else { return false };
    matches!(members.as_slice(), [(key, _, Node { value: Value::String(name), .. })] if key == "Ref" && name == "AWS::NoValue")
}

/// The string that a function gives, with `${…}` for what is not known.
fn filled_text(name: &str, argument: &Node) -> Option<String> {
    let items = match &argument.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(argument),
    };
    let word = |node: &Node| match &node.value {
        Value::String(text) | Value::Plain(text) => Some(text.clone()),
        Value::Object(members) if is_function(members) => {
            members.first().and_then(|(name, _, argument)| filled_text(name, argument))
        }
        _ => None,
    };
    match name {
        "Fn::Sub" => items.first().and_then(word).map(|text| without_escapes(&text)),
        "Fn::Join" => {
            let separator = items.first().and_then(word)?;
            let Value::Array(parts) = &items.get(1)?.value else { return None };
            let parts: Vec<String> = parts.iter().map(|part| word(part).unwrap_or("${…}".to_owned())).collect();
            Some(parts.join(&separator))
        }
        "Ref" => items.first().and_then(word).map(|name| format!("${{{name}}}")),
        "Fn::GetAtt" => {
            let path: Option<Vec<String>> = items.iter().map(word).collect();
            path.map(|path| format!("${{{}}}", path.join(".")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::json;
    use super::*;

    #[test]
    fn placeholders_are_distinguished_from_variables() {
        let found = |text: &'static str| placeholders(text).into_iter().map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(found("arn:aws:s3:::${Bucket}/${aws:username}/*"), ["${Bucket}"]);
        assert_eq!(found("arn:${AWS::Partition}:s3:::<my bucket>/…"), ["${AWS::Partition}", "<my bucket>", "…"]);
        assert_eq!(found("arn:aws:sqs:REGION:ACCOUNT-ID:queue"), ["REGION", "ACCOUNT-ID"]);
        assert_eq!(found("arn:aws:s3:::$BUCKET/{{ folder }}/[x]/..."), ["$BUCKET", "{{ folder }}", "[x]", "..."]);
        assert_eq!(found("x/${self:provider.stage}/${file(a.yml):b}"), ["${self:provider.stage}", "${file(a.yml):b}"]);
        assert_eq!(found("arn:aws:s3:::bucket/*"), [""; 0]);
        assert_eq!(found("resource-arn"), ["resource-arn"]);
        assert_eq!(found("service:action"), ["service:action"]);
        assert_eq!(found("account"), [""; 0]);
        assert_eq!(found("s3:Get*"), [""; 0]);
        assert_eq!(found("$5 {} <> [ é $"), [""; 0]);
        assert_eq!(variables("a/${aws:username}/${Bucket}/${*}"), [2..17, 28..32]);
    }

    #[test]
    fn functions_become_strings_or_branches() {
        let resolved = |text: &str| resolve(json::parse(text).expect("it is JSON")).value;
        let string = |text: &str| Value::String(text.to_owned());
        for (text, expected) in [
            (r#"{"Ref": "Bucket"}"#, "${Bucket}"),
            (r#"{"Fn::Sub": "arn:aws:s3:::${B}/*"}"#, "arn:aws:s3:::${B}/*"),
            (r#"{"Fn::Sub": "b/${!aws:username}/${B}"}"#, "b/${aws:username}/${B}"),
            (r#"{"Fn::Sub": ["b/${!aws:username}", {}]}"#, "b/${aws:username}"),
            (r#"{"Fn::Join": ["", ["arn:aws:s3:::", {"Ref": "B"}, "/*"]]}"#, "arn:aws:s3:::${B}/*"),
            (r#"{"Fn::GetAtt": ["Role", "Arn"]}"#, "${Role.Arn}"),
            (r#"{"Fn::GetAtt": "Role.Arn"}"#, "${Role.Arn}"),
            (r#"{"Fn::If": ["A", "x", {"Ref": "AWS::NoValue"}]}"#, "x"),
        ] {
            assert_eq!(resolved(text), string(expected), "{text}");
        }
        assert_eq!(resolved(r#"{"Fn::ImportValue": "x"}"#), Value::Template("Fn::ImportValue".into()));
        let Value::Array(items) = resolved(r#"["a", {"Fn::If": ["C", "b", "c"]}]"#) else { panic!("an array") };
        assert_eq!(items.into_iter().map(|node| node.value).collect::<Vec<_>>(), ["a", "b", "c"].map(string));
    }
}
