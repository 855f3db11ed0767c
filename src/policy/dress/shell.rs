//! Policies in commands: the text of a heredoc, and JSON between single quotes.

use super::Part;
use crate::policy::json::{Dialect, parse_at};
use std::ops::Range;

/// The parts of a shell script that may hold policies.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let bodies = heredocs(text);
    let mut parts: Vec<Part> = bodies.iter().filter_map(|body| part(text, body)).collect();
    let is_in_body = |at: usize| bodies.iter().any(|body| body.contains(&at));
    parts.extend(quoted(text).into_iter().filter(|range| !is_in_body(range.start)).map(Part::Json));
    parts
}

/// The body of a heredoc as JSON or YAML, if it looks like a policy.
pub(super) fn part(text: &str, body: &Range<usize>) -> Option<Part> {
    let words = &text[body.clone()];
    if words.trim_start().starts_with(['{', '[']) {
        return words.contains("Statement").then(|| Part::Json(body.clone()));
    }
    (words.contains("Statement:") && words.contains("Effect:")).then(|| Part::Yaml(body.clone()))
}

/// The bodies of heredocs: `<<EOF`, `<<-'EOF'`, also in Terraform.
pub(super) fn heredocs(text: &str) -> Vec<Range<usize>> {
    let mut bodies: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices("<<") {
        if bodies.last().is_some_and(|body| at < body.end) {
            continue;
        }
        let rest = text[at + 2..].trim_start_matches(['-', '~', ' ']).trim_start_matches(['\'', '"', '\\']);
        let len = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let (name, after) = rest.split_at(len);
        let Some(line_end) = after.find('\n').filter(|_| len > 0) else { continue };
        let start = text.len() - after.len() + line_end + 1;
        let mut end = start;
        for line in text[start..].split_inclusive('\n') {
            if line.trim() == name {
                bodies.push(start..end);
                break;
            }
            end += line.len();
        }
    }
    bodies
}

/// JSON objects between single quotes, such as those of `--policy-document '{…}'`.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('\'') {
        let inside = &text[at + 1..];
        let start = at + 1 + inside.len() - inside.trim_start().len();
        if !text[start..].starts_with('{') || found.last().is_some_and(|range| start < range.end) {
            continue;
        }
        if let Ok(node) = parse_at(text, start, Dialect::Sketch)
            && text[node.span.end..].trim_start().starts_with('\'')
        {
            found.push(node.span);
        } else if let Some(end) =
            text[start..].find('\'').filter(|&end| text[start..start + end].contains("\"Statement\""))
        {
            found.push(start..start + end);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heredocs_have_bodies() {
        let text = "cat > a <<EOF\nx\ny\nEOF\ncat <<-'END' | b\n\tz\n\tEND\necho 1 << 2\n";
        let bodies: Vec<&str> = heredocs(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(bodies, ["x\ny\n", "\tz\n"]);
    }

    #[test]
    fn quotes_hold_json() {
        let text = "aws iam x --policy '{\"Statement\": \"it\"}' --y 'z' --w '\n {\"a\": 1}\n'";
        let found: Vec<&str> = quoted(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["{\"Statement\": \"it\"}", "{\"a\": 1}"]);
    }
}
