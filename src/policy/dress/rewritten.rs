//! Policies in literals of a program or a shell that write quotation marks otherwise than JSON: behind a backslash, or twice.

use std::ops::Range;

/// JSON or YAML that is written otherwise in the text of the block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rewritten {
    pub text: String,
    /// Where stretches of it begin, and where they begin in the text of the block.
    pub pieces: Vec<(usize, usize)>,
}

impl Rewritten {
    /// The bytes in the text of the block.
    pub(super) fn span(&self, offset: usize, len: usize, block: &str) -> Range<usize> {
        let place = |offset: usize, is_in: &dyn Fn(usize) -> bool| {
            let found = self.pieces.iter().rev().find(|(from, _)| is_in(*from)).or(self.pieces.first());
            let mut at = found.map_or(0, |(from, to)| to + offset.saturating_sub(*from)).min(block.len());
            while !block.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let end = offset + len;
        let start = place(offset, &|from| from <= offset);
        start..place(end, &|from| from < end).max(start)
    }
}

/// JSON objects between quotes with backslashes before the quotes inside: `"{\"Version\": …}"`, as shells and programs
/// write them, and with single quotes around it as PowerShell does.
pub(super) fn escaped(text: &str) -> Vec<Rewritten> {
    let mut found = Vec::new();
    let mut done = 0;
    for (at, opening) in text.match_indices(['"', '\'']) {
        let end = opening.chars().next();
        if at < done || !text[at + 1..].trim_start().starts_with('{') {
            continue;
        }
        let (mut json, mut pieces) = (String::new(), vec![(0, at + 1)]);
        let mut characters = text[at + 1..].char_indices();
        done = text.len();
        while let Some((offset, character)) = characters.next() {
            if Some(character) == end {
                done = at + 1 + offset;
                break;
            }
            if character != '\\' {
                json.push(character);
            } else if let Some((offset, escaped)) = characters.next() {
                let is_line_end = escaped == '\n';
                pieces.push((json.len(), at + 1 + offset + usize::from(is_line_end)));
                json.extend((!is_line_end).then_some(escaped));
            }
        }
        if done < text.len() && json.contains("\"Statement\"") && pieces.len() > 1 {
            found.push(Rewritten { text: json, pieces });
        }
    }
    found
}

/// JSON objects in literals that write each quotation mark inside twice: the verbatim strings of C#, `@"{""Version"": …}"`,
/// and strings of Visual Basic.
pub(super) fn doubled(text: &str) -> Vec<Rewritten> {
    let mut found = Vec::new();
    let mut done = 0;
    for (at, _) in text.match_indices('"') {
        if at < done || !text[at + 1..].trim_start().starts_with('{') {
            continue;
        }
        // In `$@"…"` braces are written twice, and a single pair holds a value of the program.
        let is_filled = text[..at].ends_with("$@") || text[..at].ends_with("@$") || text[..at].ends_with('$');
        let Some((literal, end)) = doubled_literal(text, at + 1, is_filled) else { break };
        done = end + 1;
        if literal.text.contains("\"Statement\"") {
            found.push(literal);
        }
    }
    found
}

/// The literal from `start` on, and where its closing quotation mark is. None without one.
fn doubled_literal(text: &str, start: usize, is_filled: bool) -> Option<(Rewritten, usize)> {
    let (mut json, mut pieces) = (String::new(), vec![(0, start)]);
    let mut at = start;
    loop {
        let rest = &text[at..];
        let character = rest.chars().next()?;
        let is_double = rest[character.len_utf8()..].starts_with(character);
        match character {
            '"' if !is_double => return Some((Rewritten { text: json, pieces }, at)),
            '{' if is_filled && !is_double => {
                let end = at + rest.find('}')? + 1;
                pieces.push((json.len(), at));
                json.push_str(&format!("${{{}}}", &text[at + 1..end - 1]));
                at = end;
                pieces.push((json.len(), at));
            }
            '"' => {
                json.push('"');
                at += 2;
                pieces.push((json.len(), at));
            }
            '{' | '}' if is_filled && is_double => {
                json.push(character);
                at += 2;
                pieces.push((json.len(), at));
            }
            character => {
                json.push(character);
                at += character.len_utf8();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_unescaped() {
        let text = r#"x "{\"Statement\": \"a\\\"é\"}" "{\"Other\": 1}" "{"#;
        let [found] = escaped(text).try_into().expect("a policy");
        assert_eq!(found.text, r#"{"Statement": "a\"é"}"#);
        let at = found.text.find("\"a").expect("the value");
        assert_eq!(&text[found.span(at, found.text.len() - 1 - at, text)], r#""a\\\"é\""#);
    }

    #[test]
    fn quotes_that_are_written_twice_are_one() {
        let text = "var a = @\"{ \"\"Statement\"\": \"\"é\"\" }\"; var b = @\"{ \"\"Other\"\": 1 }\";";
        let [found] = doubled(text).try_into().expect("a policy");
        assert_eq!(found.text, "{ \"Statement\": \"é\" }");
        let at = found.text.find('é').expect("the value");
        assert_eq!(&text[found.span(at, 2, text)], "é");
        let text = "$@\"{{ \"\"Statement\"\": \"\"a/{name}/*\"\" }}\"";
        let [found] = doubled(text).try_into().expect("a policy");
        assert_eq!(found.text, "{ \"Statement\": \"a/${name}/*\" }");
    }
}
