//! JSON with the span of every value, and the same JSON indented anew.
//!
//! A policy's mistakes are reported where they stand, and duplicate keys are one of them: a reader that keeps both is
//! needed, which the usual libraries do not offer.

use std::ops::Range;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Its bytes in the text.
    pub span: Range<usize>,
}

/// A JSON value (RFC 8259, section 3).
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `true`, `false` or a number, as written.
    Plain(String),
    /// A string with its escapes undone.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object; keys may repeat, in the order of the text. The range is the key's.
    Object(Vec<(String, Range<usize>, Node)>),
    /// A value that the reader fills in later, as written: `<bucket>`, `…`, `YOUR_ACCOUNT`, `$NAME`. Only in a [`Dialect::Sketch`].
    Template(String),
}

/// How far a text may be from JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// RFC 8259.
    Json,
    /// JSON with placeholders: an ellipsis between entries, `<bucket>` or `YOUR_ACCOUNT` as a value.
    Sketch,
    /// A sketch with comments, blanks of every kind, and commas after the last entries.
    Commented,
}

/// The key and the value that an ellipsis between entries becomes.
pub const ELLIPSIS: &str = "…";

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The first byte that does not fit.
    pub offset: usize,
    /// What is the matter.
    pub message: String,
    /// What the author can do about it.
    pub help: Option<String>,
}

/// A text may begin with it, and a reader may pass over it (RFC 8259, section 8.1).
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Deeper nesting than this is no example that a person reads.
const DEEPEST: usize = 128;

/// Reads a JSON text (RFC 8259).
///
/// # Errors
/// The first position where it is not JSON.
pub fn parse(text: &str) -> Result<Node, SyntaxError> {
    let mut reader = Reader { text, at: 0, depth: 0, dialect: Dialect::Json, after_ellipsis: None };
    reader.blanks();
    let node = reader.value()?;
    reader.blanks();
    match reader.peek() {
        None => Ok(node),
        Some(_) => Err(reader.error("there is more after the end of the JSON")),
    }
}

/// Reads one value after the other, with or without commas between them.
///
/// # Errors
/// The first position where the text is not in this dialect.
pub fn parse_all(text: &str, dialect: Dialect) -> Result<Vec<Node>, SyntaxError> {
    let mut reader = Reader { text, at: 0, depth: 0, dialect, after_ellipsis: None };
    let mut nodes = Vec::new();
    reader.blanks();
    while reader.peek().is_some() {
        nodes.push(reader.value()?);
        reader.blanks();
        if reader.peek() == Some(',') {
            reader.at += 1;
            reader.blanks();
        }
    }
    Ok(nodes)
}

/// Reads the value that begins at `at` and tells where it ends; what comes after it does not count.
///
/// # Errors
/// The first position where the text is not in this dialect.
pub fn parse_at(text: &str, at: usize, dialect: Dialect) -> Result<Node, SyntaxError> {
    Reader { text, at, depth: 0, dialect, after_ellipsis: None }.value()
}

/// The same JSON with two blanks a level. Numbers, escapes and repeated keys stay as written. None if it is not JSON, or
/// neither an object nor an array.
#[must_use]
pub fn pretty(text: &str) -> Option<String> {
    let node = parse(text).ok().filter(|node| matches!(node.value, Value::Object(_) | Value::Array(_)))?;
    let mut pretty = String::with_capacity(text.len() * 2);
    write(&node, text, 0, &mut pretty);
    Some(pretty)
}

fn write(node: &Node, text: &str, level: usize, out: &mut String) {
    let line = |out: &mut String, level: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(level));
    };
    match &node.value {
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                line(out, level + 1);
                write(item, text, level + 1, out);
            }
            line(out, level);
            out.push(']');
        }
        Value::Object(members) if !members.is_empty() => {
            out.push('{');
            for (index, (_, key, value)) in members.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                line(out, level + 1);
                out.push_str(&text[key.clone()]);
                out.push_str(": ");
                write(value, text, level + 1, out);
            }
            line(out, level);
            out.push('}');
        }
        Value::Array(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
        Value::Plain(_) | Value::String(_) | Value::Template(_) => out.push_str(&text[node.span.clone()]),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    dialect: Dialect,
    /// The end of the last ellipsis that was skipped.
    after_ellipsis: Option<Range<usize>>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn blanks(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let words = match self.dialect {
                Dialect::Commented => rest.trim_start_matches(|c: char| c.is_whitespace() || c == BYTE_ORDER_MARK),
                _ => rest.trim_start_matches([' ', '\t', '\n', '\r', BYTE_ORDER_MARK]),
            };
            self.at += rest.len() - words.len();
            let skipped = match self.dialect {
                Dialect::Json => 0,
                Dialect::Sketch => self.ellipsis(words),
                Dialect::Commented => self.ellipsis(words).max(comment(words)),
            };
            if skipped == 0 {
                return;
            }
            self.at += skipped;
        }
    }

    /// The length of an ellipsis at the start of `words`, which is remembered.
    fn ellipsis(&mut self, words: &str) -> usize {
        let dots = words.len() - words.trim_start_matches('.').len();
        let len = if dots >= 3 { dots } else { words.len() - words.trim_start_matches('…').len() };
        if len > 0 {
            self.after_ellipsis = Some(self.at..self.at + len);
        }
        len
    }

    /// The ellipsis since `from`, as an entry.
    fn left_out(&mut self, from: usize) -> Option<Node> {
        let span = self.after_ellipsis.take().filter(|span| span.start >= from)?;
        Some(Node { value: Value::Template(ELLIPSIS.to_owned()), span })
    }

    fn value(&mut self) -> Result<Node, SyntaxError> {
        let start = self.at;
        let value = match self.peek() {
            Some('{' | '[') if self.depth == DEEPEST => return Err(self.error("this is nested too deep to be read")),
            _ if self.dialect != Dialect::Json && self.placeholder().is_some() => self.filled_in(),
            Some('{') => self.object()?,
            Some('[') => self.array()?,
            Some('"') => Value::String(self.string()?),
            Some('-' | '0'..='9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { value, span: start..self.at })
    }

    /// Returns the length of the placeholder at this position, if one is written instead of a value.
    fn placeholder(&self) -> Option<usize> {
        let rest = &self.text[self.at..];
        let until = |end: &str| rest.find(end).map(|at| at + end.len()).filter(|&len| !rest[..len].contains('\n'));
        if rest.starts_with('<') {
            return until(">");
        }
        if rest.starts_with("{{") {
            return until("}}");
        }
        if rest.starts_with("${") {
            return until("}");
        }
        if rest.starts_with("$(") {
            return until(")");
        }
        if let Some(name) = rest.strip_prefix('$') {
            let len = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
            return (len > 0).then_some(len + 1);
        }
        let name = rest.bytes().take_while(|byte| byte.is_ascii_uppercase() || matches!(byte, b'_' | b'-')).count();
        (name >= 2).then_some(name)
    }

    fn filled_in(&mut self) -> Value {
        let start = self.at;
        self.at += self.placeholder().unwrap_or(0);
        Value::Template(self.text[start..self.at].to_owned())
    }

    fn object(&mut self) -> Result<Value, SyntaxError> {
        let mut members = Vec::new();
        let start = self.at;
        self.open();
        let mut from = start;
        while self.peek() != Some('}') {
            if let Some(left_out) = self.left_out(from) {
                members.push((ELLIPSIS.to_owned(), left_out.span.clone(), left_out));
                if self.peek() == Some(',') {
                    self.at += 1;
                    self.blanks();
                }
                from = self.at;
                continue;
            }
            if self.peek() != Some('"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let key_start = self.at;
            let key = self.string()?;
            let key_span = key_start..self.at;
            self.blanks();
            if self.peek() != Some(':') {
                return Err(self.unexpected("`:` after the key"));
            }
            self.at += 1;
            from = self.at;
            self.blanks();
            let value = match self.left_out(from) {
                Some(left_out) => left_out,
                None => self.value()?,
            };
            members.push((key, key_span, value));
            from = self.at;
            self.separator('}')?;
        }
        members.extend(self.left_out(from).map(|left_out| (ELLIPSIS.to_owned(), left_out.span.clone(), left_out)));
        self.close();
        Ok(Value::Object(members))
    }

    fn array(&mut self) -> Result<Value, SyntaxError> {
        let mut items = Vec::new();
        let mut from = self.at;
        self.open();
        while self.peek() != Some(']') {
            if let Some(left_out) = self.left_out(from) {
                items.push(left_out);
                if self.peek() == Some(',') {
                    self.at += 1;
                    self.blanks();
                }
                from = self.at;
                continue;
            }
            items.push(self.value()?);
            from = self.at;
            self.separator(']')?;
        }
        items.extend(self.left_out(from));
        self.close();
        Ok(Value::Array(items))
    }

    fn open(&mut self) {
        self.at += 1;
        self.depth += 1;
        self.blanks();
    }

    fn close(&mut self) {
        self.at += 1;
        self.depth -= 1;
    }

    /// After a value: a comma and another one, or the end.
    fn separator(&mut self, end: char) -> Result<(), SyntaxError> {
        self.blanks();
        match self.peek() {
            Some(',') => {
                let comma = self.at;
                self.at += 1;
                self.blanks();
                let is_left_out = self.after_ellipsis.as_ref().is_some_and(|span| span.start >= comma);
                let is_last = matches!(self.peek(), Some('}' | ']'));
                if is_last && !is_left_out && self.dialect != Dialect::Commented {
                    let help = Some("take the comma out".to_owned());
                    return Err(SyntaxError {
                        offset: comma,
                        message: "there is a comma after the last entry".into(),
                        help,
                    });
                }
                Ok(())
            }
            Some(found) if found == end => Ok(()),
            Some(_) if self.after_ellipsis.as_ref().is_some_and(|span| span.end <= self.at) => Ok(()),
            Some('"' | '{' | '[' | '-' | '0'..='9' | 't' | 'f' | 'n') => {
                let before = self.text[..self.at].trim_end().len();
                let help = Some("put a `,` after this entry".to_owned());
                let offset = before.saturating_sub(1);
                Err(SyntaxError { offset, message: "there is no comma between two entries".into(), help })
            }
            _ => Err(self.unexpected(&format!("`,` or `{end}`"))),
        }
    }

    fn string(&mut self) -> Result<String, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let mut string = String::new();
        loop {
            let Some(character) = self.peek() else {
                let help = Some("close it with `\"`".to_owned());
                return Err(SyntaxError { offset: start, message: "this string has no end".into(), help });
            };
            match character {
                '"' => {
                    self.at += 1;
                    return Ok(string);
                }
                '\\' => string.push(self.escape()?),
                '\n' | '\r' => {
                    let help = Some("close it with `\"` on its line, or write a line break as `\\n`".to_owned());
                    return Err(SyntaxError {
                        offset: start,
                        message: "this string goes over the end of its line".into(),
                        help,
                    });
                }
                c if c < ' ' => return Err(self.error("a control character cannot stand in a string")),
                c => {
                    string.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let escaped = self.peek();
        self.at += escaped.map_or(0, char::len_utf8);
        let found = match escaped {
            Some(same @ ('"' | '\\' | '/')) => Some(same),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{C}'),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('u') => self.unicode_escape(),
            _ => None,
        };
        found.ok_or_else(|| {
            let written = &self.text[start..self.at];
            let help = escaped.map(|c| format!("`{written}` is a Markdown escape: in JSON write `{c}`"));
            SyntaxError { offset: start, message: format!("`{written}` is not an escape of JSON"), help }
        })
    }

    /// Four hexadecimal digits, twice for characters beyond U+FFFF (RFC 8259, section 7). Half a pair becomes U+FFFD.
    fn unicode_escape(&mut self) -> Option<char> {
        let first = self.four_digits()?;
        if !(0xD800..0xDC00).contains(&first) {
            return Some(char::from_u32(first).unwrap_or('\u{FFFD}'));
        }
        let before_second = self.at;
        if self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            let second = self.four_digits()?;
            if (0xDC00..0xE000).contains(&second) {
                return char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
            }
            self.at = before_second;
        }
        Some('\u{FFFD}')
    }

    fn four_digits(&mut self) -> Option<u32> {
        let digits =
            self.text.get(self.at..self.at + 4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    /// RFC 8259, section 6.
    fn number(&mut self) -> Result<Value, SyntaxError> {
        let start = self.at;
        let digits = |reader: &mut Self| {
            let rest = &reader.text[reader.at..];
            let count = rest.bytes().take_while(u8::is_ascii_digit).count();
            reader.at += count;
            count
        };
        if self.peek() == Some('-') {
            self.at += 1;
        }
        let starts_with_zero = self.peek() == Some('0');
        let whole = digits(self);
        let mut is_valid = whole > 0 && !(starts_with_zero && whole > 1);
        if self.peek() == Some('.') {
            self.at += 1;
            is_valid &= digits(self) > 0;
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.at += 1;
            if matches!(self.peek(), Some('+' | '-')) {
                self.at += 1;
            }
            is_valid &= digits(self) > 0;
        }
        if is_valid {
            return Ok(Value::Plain(self.text[start..self.at].to_owned()));
        }
        self.at = start;
        Err(self.error("this is not a number of JSON"))
    }

    fn word(&mut self) -> Result<Value, SyntaxError> {
        for word in ["true", "false", "null"] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(Value::Plain(word.to_owned()));
            }
        }
        Err(self.unexpected("a value"))
    }

    fn error(&self, message: &str) -> SyntaxError {
        SyntaxError { offset: self.at, message: message.into(), help: None }
    }

    fn unexpected(&self, expected: &str) -> SyntaxError {
        let rest = &self.text[self.at..];
        let found = match self.peek() {
            None => "the end".to_owned(),
            Some(found) => format!("`{found}`"),
        };
        let help = match self.peek() {
            Some('\'') => Some("JSON has double quotes only"),
            Some('“' | '”' | '‘' | '’' | '„') => Some("these are typographic quotes: write `\"`"),
            Some('/' | '#') if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') => {
                Some("JSON has no comments: take them out, or write the fence as `jsonc`")
            }
            Some('\u{A0}') => Some("this is a no-break space: write a plain blank"),
            Some('.' | '…') => Some("write the example out: an ellipsis is not JSON"),
            Some('T' | 'F' | 'N') => Some("write `true`, `false` and `null` in lower case"),
            _ => None,
        };
        let message = format!("expected {expected}, found {found}");
        SyntaxError { offset: self.at, message, help: help.map(ToOwned::to_owned) }
    }
}

/// The length of a comment at the start of `words`, as JSON with comments and HCL write it; 0 without one.
pub(super) fn comment(words: &str) -> usize {
    if words.starts_with("//") || words.starts_with('#') {
        words.find('\n').unwrap_or(words.len())
    } else if words.starts_with("/*") {
        words.find("*/").map_or(words.len(), |at| at + 2)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_and_refuses_what_serde_json_does() {
        for text in [
            "{}",
            "[]",
            "null",
            "\"a\"",
            "{\"a\": [1, -2.5e3, true, null]}",
            "[1,]",
            "{\"a\" 1}",
            "{a: 1}",
            "{'a': 1}",
            "[01]",
            "[1.]",
            "[.5]",
            "[1e]",
            "[-]",
            "\"\\u00e9\\ud83d\\ude00\"",
            "\"\\*\"",
            "\"\t\"",
            "\"a\nb\"",
            "[1 2]",
            "",
            "  ",
            "{",
            "tru",
            "{}x",
            "[\"\\/\"]",
            "// c\n{}",
        ] {
            assert_eq!(parse(text).is_ok(), serde_json::from_str::<serde_json::Value>(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn indenting_is_serde_json_s() {
        for text in ["{\"b\":1,\"a\":[{},[],[1,{\"x\":\"\\n\"}]]}", "[ ]", "{ \"a\" : { } }"] {
            let value: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
            assert_eq!(pretty(text), serde_json::to_string_pretty(&value).ok());
        }
        assert_eq!(pretty("{\"a\":1.0,\"a\":1e3}").as_deref(), Some("{\n  \"a\": 1.0,\n  \"a\": 1e3\n}"));
        assert_eq!(pretty("12"), None);
    }

    #[test]
    fn mistakes_have_offsets_and_help() {
        for (text, offset, help) in [
            ("{\"a\": 1,}", 7, "take the comma out"),
            ("{\"a\": 1 \"b\": 2}", 6, "put a `,` after this entry"),
            ("{'a': 1}", 1, "JSON has double quotes only"),
            ("[“a”]", 1, "these are typographic quotes: write `\"`"),
            ("[\"\\*\"]", 2, "`\\*` is a Markdown escape: in JSON write `*`"),
            ("[ // x\n]", 2, "JSON has no comments: take them out, or write the fence as `jsonc`"),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!((error.offset, error.help.as_deref()), (offset, Some(help)), "{text}");
        }
    }

    #[test]
    fn sketches_have_ellipses_and_placeholders() {
        let flat = |text: &str| parse_all(text, Dialect::Sketch).map(|nodes| nodes.len());
        for text in [
            "{\"a\": [1, ...]}",
            "{\"a\": [..., 1, …, 2]}",
            "{ ... }",
            "{\"a\": ..., \"b\": 1}",
            "{\"a\": 1, ...}",
            "{\"a\": 1\n ...\n \"b\": 2}",
            "{\"a\": <bucket>, \"b\": YOUR_ACCOUNT, \"c\": {{ name }}, \"d\": ${X}}",
        ] {
            assert_eq!(flat(text), Ok(1), "{text}");
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(flat("{} {}\n{}"), Ok(3));
        for text in ["{\"a\": 1,}", "// c\n{}", "{\"a\" 1}", "{", "[1 2]"] {
            assert!(flat(text).is_err(), "{text}");
        }
        let commented = parse_all("{ // c\n\"a\": [1, /* d */ 2,], # e\n}\n// f", Dialect::Commented);
        assert_eq!(commented.map(|nodes| nodes.len()), Ok(1));
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(parse(&"[".repeat(100_000)).is_err());
    }
}
