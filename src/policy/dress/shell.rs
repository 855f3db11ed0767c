//! Policies in commands: the text of a heredoc, and JSON between single quotes.

use super::Part;
use super::rewritten::{Rewritten, escaped};
use crate::policy::json::{Dialect, parse_at};
use std::ops::Range;

/// The parts of a shell script that may hold policies.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let heredocs = heredocs(text);
    let mut parts: Vec<Part> = heredocs.iter().filter_map(|heredoc| heredoc.part(text)).collect();
    let bodies: Vec<Range<usize>> = heredocs.into_iter().map(|heredoc| heredoc.body).collect();
    let is_in_body = |at: usize| bodies.iter().any(|body| body.contains(&at));
    let quoted = quoted(text);
    let is_in_quotes = |at: usize| quoted.iter().any(|word| word.range.contains(&at));
    for json in escaped(text) {
        if !json.pieces.first().is_some_and(|(_, at)| is_in_body(*at) || is_in_quotes(*at)) {
            parts.push(Part::Rewritten(json));
        }
    }
    parts.extend(printed(text).into_iter().filter(|range| !is_in_body(range.start)).map(Part::Json));
    for word in quoted.into_iter().filter(|word| !is_in_body(word.range.start)) {
        parts.push(word.rewritten.map_or(Part::Json(word.range), Part::Rewritten));
    }
    parts
}

/// JSON between single quotes.
#[derive(Debug, PartialEq, Eq)]
struct Quoted {
    range: Range<usize>,
    /// The JSON with placeholders where the shell puts values in: `'…'"$NAME"'…'`.
    rewritten: Option<Rewritten>,
}

/// Lines that a command reads: `<<EOF`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heredoc {
    pub body: Range<usize>,
    /// Whether the word behind `<<` has quotation marks, so that the shell passes the body on as it is.
    is_quoted: bool,
}

impl Heredoc {
    fn part(&self, text: &str) -> Option<Part> {
        match (part(text, &self.body)?, self.unescaped(text)) {
            (Part::Json(_), Some(rewritten)) => Some(Part::Rewritten(rewritten)),
            (Part::Yaml(_), Some(rewritten)) => Some(Part::RewrittenYaml(rewritten)),
            (part, _) => Some(part),
        }
    }

    /// The body as the shell passes it on: `$` for `\$`. None where it takes no backslash away.
    fn unescaped(&self, text: &str) -> Option<Rewritten> {
        let words = &text[self.body.clone()];
        if self.is_quoted || !words.contains("\\$") {
            return None;
        }
        let (mut passed, mut pieces) = (String::new(), vec![(0, self.body.start)]);
        let mut at = 0;
        while let Some(backslash) = words[at..].find('\\').map(|found| at + found) {
            passed.push_str(&words[at..backslash]);
            at = backslash + 1;
            match words[at..].chars().next() {
                Some(escaped @ ('$' | '`' | '\\')) => {
                    pieces.push((passed.len(), self.body.start + at));
                    passed.push(escaped);
                    at += 1;
                }
                Some('\n') => {
                    at += 1;
                    pieces.push((passed.len(), self.body.start + at));
                }
                _ => passed.push('\\'),
            }
        }
        passed.push_str(&words[at..]);
        Some(Rewritten { text: passed, pieces })
    }
}

/// The body of a heredoc as JSON or YAML, if it looks like a policy.
pub(super) fn part(text: &str, body: &Range<usize>) -> Option<Part> {
    let words = &text[body.clone()];
    if words.trim_start().starts_with(['{', '[']) {
        return words.contains("Statement").then(|| Part::Json(body.clone()));
    }
    (words.contains("Statement:") && words.contains("Effect:")).then(|| Part::Yaml(body.clone()))
}

/// The heredocs: `<<EOF`, `<<-'EOF'`, also in Terraform.
pub(super) fn heredocs(text: &str) -> Vec<Heredoc> {
    let mut found: Vec<Heredoc> = Vec::new();
    for (at, _) in text.match_indices("<<") {
        if found.last().is_some_and(|heredoc| at < heredoc.body.end) {
            continue;
        }
        let word = text[at + 2..].trim_start_matches(['-', '~', ' ']);
        let rest = word.trim_start_matches(['\'', '"', '\\']);
        let len = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let (name, after) = rest.split_at(len);
        let Some(line_end) = after.find('\n').filter(|_| len > 0) else { continue };
        let start = text.len() - after.len() + line_end + 1;
        let mut end = start;
        for line in text[start..].split_inclusive('\n') {
            if line.trim() == name {
                found.push(Heredoc { body: start..end, is_quoted: rest.len() < word.len() });
                break;
            }
            end += line.len();
        }
    }
    found
}

/// JSON objects that a command printed: they begin with their line.
fn printed(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('{').filter(|(at, _)| *at == 0 || text[..*at].ends_with('\n')) {
        let is_inside = found.last().is_some_and(|range| range.contains(&at));
        if !is_inside && let Ok(node) = parse_at(text, at, Dialect::Sketch) {
            found.push(node.span);
        }
    }
    found
}

/// JSON objects between single quotes, such as those of `--policy-document '{…}'`.
fn quoted(text: &str) -> Vec<Quoted> {
    let mut found: Vec<Quoted> = Vec::new();
    for (at, _) in text.match_indices('\'') {
        let inside = &text[at + 1..];
        let start = at + 1 + inside.len() - inside.trim_start().len();
        if !text[start..].starts_with('{') || found.last().is_some_and(|word| start < word.range.end) {
            continue;
        }
        if let Ok(node) = parse_at(text, start, Dialect::Sketch)
            && text[node.span.end..].trim_start().starts_with('\'')
        {
            found.push(Quoted { range: node.span, rewritten: None });
            continue;
        }
        let Some(end) = text[start..].find('\'').map(|end| start + end) else { continue };
        let word = spliced(text, start).unwrap_or(Quoted { range: start..end, rewritten: None });
        if text[word.range.clone()].contains("\"Statement\"") {
            found.push(word);
        }
    }
    found
}

/// A word of several quoted pieces with values of the shell between them. None without values.
fn spliced(text: &str, start: usize) -> Option<Quoted> {
    let (mut json, mut pieces) = (String::new(), Vec::new());
    let mut at = start;
    loop {
        pieces.push((json.len(), at));
        let close = at + text[at..].find('\'')?;
        json.push_str(&text[at..close]);
        let after = &text[close + 1..];
        let is_value = after.starts_with("\"$") || after.starts_with('$') || after.starts_with("\"`");
        if !is_value {
            let rewritten = Rewritten { text: json, pieces };
            return (at > start).then_some(Quoted { range: start..close, rewritten: Some(rewritten) });
        }
        let reopened = close + 1 + after.find('\'')?;
        let name: String = text[close..reopened].chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        pieces.push((json.len(), close));
        json.push_str(&format!("${{{name}}}"));
        at = reopened + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heredocs_have_bodies() {
        let text = "cat > a <<EOF\nx\ny\nEOF\ncat <<-'END' | b\n\tz\n\tEND\necho 1 << 2\n";
        let found: Vec<(&str, bool)> =
            heredocs(text).into_iter().map(|heredoc| (&text[heredoc.body], heredoc.is_quoted)).collect();
        assert_eq!(found, [("x\ny\n", false), ("\tz\n", true)]);
    }

    #[test]
    fn unquoted_heredocs_lose_backslashes() {
        let text = "cat <<EOF\n{\"Statement\": \"\\${a:b} \\\\ \\n é\"}\nEOF\n";
        let [heredoc] = heredocs(text).try_into().expect("a heredoc");
        let rewritten = heredoc.unescaped(text).expect("it has a backslash");
        assert_eq!(rewritten.text, "{\"Statement\": \"${a:b} \\ \\n é\"}\n");
        let at = rewritten.text.find('é').expect("the letter");
        assert_eq!(&text[rewritten.span(at, 2, text)], "é");
        let text = text.replace("<<EOF", "<<'EOF'");
        assert_eq!(heredocs(&text)[0].unescaped(&text), None);
    }

    #[test]
    fn quotes_hold_json() {
        let text = "aws iam x --policy '{\"Statement\": \"it\"}' --y 'z' --w '\n {\"a\": 1}\n'";
        let found: Vec<&str> = quoted(text).into_iter().map(|word| &text[word.range]).collect();
        assert_eq!(found, ["{\"Statement\": \"it\"}", "{\"a\": 1}"]);
    }

    #[test]
    fn values_of_the_shell_are_placeholders() {
        let text = r#"x '{"Statement": "é/'"$B"'/*", "k": 1}' y"#;
        let [word] = quoted(text).try_into().expect("a word");
        let rewritten = word.rewritten.expect("it has a value of the shell");
        assert_eq!(rewritten.text, r#"{"Statement": "é/${B}/*", "k": 1}"#);
        let at = rewritten.text.find("\"k\"").expect("the key");
        assert_eq!(&text[rewritten.span(at, 3, text)], "\"k\"");
    }
}
