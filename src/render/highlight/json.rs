//! JSON -> spans with their classes, those that syntect gives. Policies are JSON, and most notes have no other code: without
//! this reader, each build would load and compile a syntax for them.

use super::Token;
use super::class::{ESCAPE, KEY, LITERAL, NUMBER, STRING};
use crate::policy::json;

/// Returns the tokens of a JSON text in order. `None` if the text is not JSON (RFC 8259):
/// the syntax definition of syntect knows comments and mistakes, too.
pub(super) fn tokens(code: &str) -> Option<Vec<Token>> {
    json::parse(code).ok()?;
    let bytes = code.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let class = match bytes[at] {
            b'"' => {
                string(code, &mut at, &mut tokens);
                continue;
            }
            b'-' | b'0'..=b'9' => {
                at = end(bytes, at, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.'));
                NUMBER
            }
            b'a'..=b'z' => {
                at = end(bytes, at, |byte| byte.is_ascii_lowercase());
                LITERAL
            }
            _ => {
                at = end(bytes, at, |byte| !matches!(byte, b'"' | b'-' | b'0'..=b'9' | b'a'..=b'z'));
                None
            }
        };
        tokens.push((start..at, class));
    }
    Some(tokens)
}

/// Reads a string with its quotes. A string before a colon is a key.
fn string(code: &str, at: &mut usize, tokens: &mut Vec<Token>) {
    let bytes = code.as_bytes();
    let first = tokens.len();
    let mut start = *at;
    *at += 1;
    loop {
        *at = end(bytes, *at, |byte| !matches!(byte, b'"' | b'\\'));
        if bytes.get(*at) != Some(&b'\\') {
            break;
        }
        let length = if bytes.get(*at + 1) == Some(&b'u') { r"\u0000".len() } else { r"\n".len() };
        tokens.push((start..*at, STRING));
        tokens.push((*at..*at + length, ESCAPE));
        *at += length;
        start = *at;
    }
    tokens.push((start..*at, STRING));
    tokens.push((*at..*at + 1, STRING));
    *at += 1;
    let is_key = bytes.get(end(bytes, *at, |byte| byte.is_ascii_whitespace())) == Some(&b':');
    if is_key {
        for (_, class) in &mut tokens[first..] {
            if *class == STRING {
                *class = KEY;
            }
        }
    }
}

/// Returns the first offset from `at` whose byte is not of a kind.
fn end(bytes: &[u8], at: usize, is_of_kind: impl Fn(u8) -> bool) -> usize {
    bytes[at..].iter().position(|&byte| !is_of_kind(byte)).map_or(bytes.len(), |length| at + length)
}
