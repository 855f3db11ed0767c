//! Regular expressions of JavaScript.

use super::super::class::{Class, ESCAPE, KEYWORD, LITERAL, OPERATOR, STRING};
use super::{Reader, run};

impl Reader<'_> {
    /// Reads a regular expression with its flags.
    pub(super) fn regular_expression(&mut self) -> Option<()> {
        self.take(1, STRING);
        self.pattern(b'/')?;
        let flags = run(&self.bytes[self.at..], |byte| b"gimyu".contains(&byte));
        self.take(flags, KEYWORD);
        self.word().is_empty().then_some(())
    }

    /// Reads a pattern and the sign at its end. In a group, a slash has no meaning.
    fn pattern(&mut self, close: u8) -> Option<()> {
        self.enter()?;
        let mut text = 0;
        loop {
            let rest = &self.bytes[self.at + text..];
            let (length, class) = match *rest.first()? {
                b'\n' => return None,
                byte if byte == close => {
                    self.take(text, STRING);
                    self.take(1, STRING);
                    break;
                }
                b'(' => {
                    let is_marked = matches!(rest.get(..3), Some(b"(?:" | b"(?=" | b"(?!"));
                    self.take(text, STRING);
                    text = 0;
                    self.take(if is_marked { 3 } else { 1 }, STRING);
                    self.pattern(b')')?;
                    continue;
                }
                b'[' => {
                    self.take(text, STRING);
                    text = 0;
                    self.set()?;
                    continue;
                }
                b'^' | b'$' => (1, KEYWORD),
                b'|' | b'?' => (1, OPERATOR),
                b'*' | b'+' => (if rest.get(1) == Some(&b'?') { 2 } else { 1 }, OPERATOR),
                b'.' => (1, LITERAL),
                b'\\' if matches!(rest.get(1), Some(b'b' | b'B')) => (2, KEYWORD),
                b'\\' if matches!(rest.get(1), Some(b'1'..=b'9')) => {
                    (1 + run(&rest[1..], |byte| byte.is_ascii_digit()), KEYWORD)
                }
                b'\\' => escape(&self.code[self.at + text..])?,
                b'{' if count_length(rest).is_some() => (count_length(rest)?, OPERATOR),
                _ => {
                    text += self.code[self.at + text..].chars().next()?.len_utf8();
                    continue;
                }
            };
            self.take(text, STRING);
            text = 0;
            self.take(length, class);
        }
        self.depth -= 1;
        Some(())
    }

    /// Reads a set of characters in brackets.
    fn set(&mut self) -> Option<()> {
        self.take(1, LITERAL);
        if self.peek() == Some(b'^') {
            self.take(1, OPERATOR);
        }
        loop {
            let text = run(&self.bytes[self.at..], |byte| !b"]\\.\n".contains(&byte));
            self.take(text, LITERAL);
            match self.peek()? {
                b'\n' => return None,
                b'\\' => {
                    let (length, class) = escape(self.rest())?;
                    self.take(length, class);
                }
                byte => {
                    self.take(1, LITERAL);
                    if byte == b']' {
                        return Some(());
                    }
                }
            }
        }
    }
}

/// Returns the length and the class of a backslash with what belongs to it.
fn escape(rest: &str) -> Option<(usize, Class)> {
    let bytes = rest.as_bytes();
    let are_hex = |count: usize| bytes.get(2..2 + count).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    Some(match rest[1..].chars().next()? {
        '\n' => return None,
        'w' | 'W' | 's' | 'S' | 'd' | 'D' => (2, LITERAL),
        'c' if bytes.get(2).is_some_and(u8::is_ascii_uppercase) => (3, ESCAPE),
        'x' if are_hex(2) => (4, ESCAPE),
        'u' if are_hex(4) => (6, ESCAPE),
        next => (1 + next.len_utf8(), ESCAPE),
    })
}

/// Returns the length of the braces of a repetition, as in `{2,3}`.
fn count_length(bytes: &[u8]) -> Option<usize> {
    let digits = |at: usize| run(&bytes[at..], |byte| byte.is_ascii_digit());
    let mut end = 1 + digits(1);
    if end > 1 && bytes.get(end) == Some(&b',') {
        end += 1 + digits(end + 1);
    }
    (end > 1 && bytes.get(end) == Some(&b'}')).then_some(end + 1)
}
