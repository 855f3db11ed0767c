//! Raw strings of Python. The definition takes them for regular expressions.

use super::super::class::{Class, ESCAPE, KEYWORD, LITERAL, OPERATOR, STRING};
use super::{Reader, is_name, run};

impl Reader<'_> {
    /// Reads a raw string of one line, without its prefix.
    pub(super) fn raw_string(&mut self) -> Option<()> {
        let quote = self.peek()?;
        self.take(1, STRING);
        let mut groups = 0;
        let mut text = 0;
        loop {
            let rest = &self.rest()[text..];
            let first = rest.chars().next()?;
            if first == '\n' {
                return None;
            }
            if rest.as_bytes()[0] == quote {
                self.take(text, STRING);
                self.take(1, STRING);
                return Some(());
            }
            let part = match first {
                '(' => {
                    let part = group(rest)?;
                    groups += usize::from(part.1 != KEYWORD);
                    Some(part)
                }
                ')' if groups > 0 => {
                    groups -= 1;
                    Some((1, STRING))
                }
                '[' => {
                    self.take(text, STRING);
                    text = 0;
                    self.set(quote)?;
                    continue;
                }
                _ => part(rest)?,
            };
            match part {
                Some((length, class)) => {
                    self.take(text, STRING);
                    text = 0;
                    // A mark of a group has a class of its own, the parenthesis before it has none.
                    let bracket = usize::from(first == '(' && class == LITERAL);
                    self.take(bracket, STRING);
                    self.take(length - bracket, class);
                }
                None => text += first.len_utf8(),
            }
        }
    }

    /// Reads a set of characters in brackets, in which there can be others. The end of the string ends it, too.
    fn set(&mut self, quote: u8) -> Option<()> {
        let mut depth = 0;
        let mut text = 0;
        loop {
            let rest = &self.rest()[text..];
            let first = rest.chars().next()?;
            let range = first.len_utf8();
            let length = match first {
                '\n' => return None,
                _ if rest.as_bytes()[0] == quote => {
                    self.take(text, LITERAL);
                    return Some(());
                }
                '[' => {
                    depth += 1;
                    1
                }
                ']' | '.' => 1,
                '\\' => {
                    self.take(text, LITERAL);
                    text = 0;
                    let (length, class) = escape(self.rest())?;
                    self.take(length, class);
                    continue;
                }
                _ if rest[range..].starts_with('-') => match rest[range + 1..].chars().next()? {
                    ']' => {
                        text += range;
                        continue;
                    }
                    '\\' => range + 1,
                    end => range + 1 + end.len_utf8(),
                },
                _ => {
                    text += range;
                    continue;
                }
            };
            self.take(text, LITERAL);
            text = 0;
            let is_range_to_escape =
                length == range + 1 && self.after(length) == Some(b'\\') && !matches!(first, '[' | ']' | '.');
            self.take(length, LITERAL);
            if is_range_to_escape {
                self.take(escape(self.rest())?.0, ESCAPE);
            }
            if first == '[' && self.peek() == Some(b'^') {
                self.take(1, OPERATOR);
            }
            if first == ']' {
                depth -= 1;
                if depth == 0 {
                    return Some(());
                }
            }
        }
    }
}

/// The length and the class of a part of a pattern, or `None` for text.
type Part = Option<(usize, Class)>;

/// Returns the length and the class of what begins with a parenthesis. Gives up at comments and conditions.
fn group(rest: &str) -> Option<(usize, Class)> {
    let bytes = rest.as_bytes();
    if bytes.get(1) != Some(&b'?') {
        return Some((1, STRING));
    }
    let name_end = |start: usize| start + run(&bytes[start..], is_name);
    match rest[2..].chars().next()? {
        ':' => Some((3, STRING)),
        '=' | '!' => Some((3, LITERAL)),
        '<' if matches!(bytes.get(3), Some(b'=' | b'!')) => Some((4, LITERAL)),
        'P' if bytes.get(3) == Some(&b'<') && bytes.get(4).is_some_and(u8::is_ascii_lowercase) => {
            let end = name_end(4);
            (bytes.get(end) == Some(&b'>')).then_some((end + 1, STRING))
        }
        'i' | 'L' | 'm' | 's' | 'u' | 'x' => {
            let end = 2 + run(&bytes[2..], |byte| b"iLmsux".contains(&byte));
            (bytes.get(end) == Some(&b')')).then_some((end + 1, KEYWORD))
        }
        _ => None,
    }
}

/// Returns the length and the class of what begins here outside sets and groups, or `None` inside if it is text.
fn part(rest: &str) -> Option<Part> {
    let bytes = rest.as_bytes();
    Some(Some(match bytes[0] {
        b'^' | b'$' => (1, KEYWORD),
        b'|' => (1, OPERATOR),
        b'?' | b'+' | b'*' => (1 + usize::from(matches!(bytes.get(1), Some(b'?' | b'+'))), OPERATOR),
        b'{' => {
            let digits = |at: usize| run(&bytes[at..], |byte| byte.is_ascii_digit());
            let mut end = 1 + digits(1);
            end += usize::from(bytes.get(end) == Some(&b','));
            end += digits(end);
            if bytes.get(end) != Some(&b'}') || end < 2 || &bytes[..end] == b"{," {
                return Some(None);
            }
            (end + 1 + usize::from(bytes.get(end + 1) == Some(&b'?')), OPERATOR)
        }
        b'.' => (1, LITERAL),
        b'\\' if bytes.get(1).is_some_and(|byte| b"bBAZzG".contains(byte)) => (2, KEYWORD),
        b'\\' if matches!(bytes.get(1), Some(b'1'..=b'9')) => {
            (2 + usize::from(bytes.get(2).is_some_and(u8::is_ascii_digit)), KEYWORD)
        }
        b'\\' => escape(rest)?,
        _ => return Some(None),
    }))
}

/// Returns the length and the class of a backslash with the character behind it.
fn escape(rest: &str) -> Option<(usize, Class)> {
    match rest[1..].chars().next()? {
        '\n' => None,
        next if "wWsSdDhH".contains(next) => Some((2, LITERAL)),
        next => Some((1 + next.len_utf8(), ESCAPE)),
    }
}
