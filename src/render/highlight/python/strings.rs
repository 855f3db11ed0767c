//! Strings of Python, with what is in them: escapes, placeholders and expressions.

use super::super::class::{COMMENT, Class, ESCAPE, KEYWORD, LITERAL, STRING};
use super::{Place, Reader, is_name, is_name_start};

/// Words at the start of a string that the definition reads as SQL.
const SQL: [&str; 8] = ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "REPLACE", "ALTER", "WITH"];

/// What a string can have inside.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Plain,
    Bytes,
    Format,
    Raw,
    /// A string at the start of a line with three quotation marks is a comment.
    Doc,
    RawDoc,
}

/// A part of the content of a string.
enum Piece {
    Text(usize),
    /// Spans with classes of their own.
    Marks(Vec<(usize, Class)>),
    Expression,
}

impl Reader<'_> {
    /// Reads a string whose prefix is here, and what follows it as part of the same value.
    pub(super) fn string(&mut self, prefix: &str) -> Option<()> {
        let kind = match prefix {
            "" | "u" | "U" => Kind::Plain,
            "b" | "B" => Kind::Bytes,
            "f" | "F" => Kind::Format,
            "r" => Kind::Raw,
            _ => return None,
        };
        self.take(prefix.len(), KEYWORD);
        self.quoted(kind)?;
        self.postfix()
    }

    /// Reads a string at the start of a line if it has three quotation marks, and returns whether it has.
    pub(super) fn docstring(&mut self, blanks: usize) -> Option<bool> {
        let rest = &self.rest()[blanks..];
        let words = rest.trim_start_matches(['u', 'U', 'r', 'R']);
        if !(words.starts_with("\"\"\"") || words.starts_with("'''")) {
            return Some(false);
        }
        let kind = match &rest[..rest.len() - words.len()] {
            "" => Kind::Doc,
            "r" | "R" => Kind::RawDoc,
            _ => return None,
        };
        self.take(blanks, None);
        self.take(rest.len() - words.len(), KEYWORD);
        self.quoted(kind)?;
        Some(true)
    }

    fn quoted(&mut self, kind: Kind) -> Option<()> {
        let class = if matches!(kind, Kind::Doc | Kind::RawDoc) { COMMENT } else { STRING };
        let quote = self.peek()?;
        let is_block = self.after(1) == Some(quote) && self.after(2) == Some(quote);
        let quotes = self.rest()[..if is_block { 3 } else { 1 }].to_owned();
        if matches!(kind, Kind::Plain | Kind::Raw) && is_sql(&self.rest()[quotes.len()..]) {
            return None;
        }
        if kind == Kind::Raw {
            return (!is_block).then(|| self.raw_string())?;
        }
        self.take(quotes.len(), class);
        let mut text = 0;
        loop {
            let rest = &self.rest()[text..];
            if rest.starts_with(&quotes) {
                self.take(text, class);
                self.take(quotes.len(), class);
                return Some(());
            }
            if rest.starts_with('\n') && !is_block {
                return None;
            }
            match piece(rest, kind, is_block)? {
                Piece::Text(length) => text += length,
                Piece::Marks(marks) => {
                    self.take(text, class);
                    text = 0;
                    for (length, mark) in marks {
                        self.take(length, mark.or(class));
                    }
                }
                Piece::Expression => {
                    self.take(text, class);
                    text = 0;
                    self.interpolation()?;
                }
            }
        }
    }

    /// Reads an expression in a string, with its braces.
    fn interpolation(&mut self) -> Option<()> {
        self.enter()?;
        self.take(1, None);
        let start = self.at;
        self.items(Place::Interpolation)?;
        if self.at == start {
            return None;
        }
        if self.peek() == Some(b'!') {
            if !matches!(self.after(1), Some(b'a' | b'r' | b's')) {
                return None;
            }
            self.take(2, KEYWORD);
        }
        if self.peek() == Some(b':') {
            self.format()?;
        }
        if self.peek() != Some(b'}') {
            return None;
        }
        self.take(1, None);
        self.depth -= 1;
        Some(())
    }

    /// Reads a colon and the format behind it.
    fn format(&mut self) -> Option<()> {
        self.take(1, LITERAL);
        loop {
            let length = self.run(|byte| !b"{}\n\"'\\".contains(&byte));
            self.take(length, LITERAL);
            match self.peek()? {
                b'}' => return Some(()),
                b'{' if self.after(1) != Some(b'{') => self.interpolation()?,
                _ => return None,
            }
        }
    }
}

fn is_sql(content: &str) -> bool {
    let content = content.trim_start();
    SQL.iter().any(|word| {
        content.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

/// Returns the first part of the rest of a string.
fn piece(rest: &str, kind: Kind, is_block: bool) -> Option<Piece> {
    let first = rest.chars().next()?;
    let has_placeholders = matches!(kind, Kind::Plain | Kind::Bytes);
    match first {
        '\\' if kind != Kind::RawDoc => escape(rest, kind, is_block),
        '%' if has_placeholders => {
            let length = percent(rest)?.or_else(|| date_part(rest));
            Some(length.map_or(Piece::Text(1), |length| Piece::Marks(vec![(length, LITERAL)])))
        }
        '{' | '}'
            if rest.as_bytes().get(1) == Some(&rest.as_bytes()[0]) && (has_placeholders || kind == Kind::Format) =>
        {
            Some(Piece::Marks(vec![(2, ESCAPE)]))
        }
        '{' if kind == Kind::Format => {
            let is_empty = rest[1..].trim_start().starts_with('}');
            (!is_empty).then_some(Piece::Expression)
        }
        '}' if kind == Kind::Format => None,
        '{' if has_placeholders => braces(rest),
        _ => Some(Piece::Text(first.len_utf8())),
    }
}

fn escape(rest: &str, kind: Kind, is_block: bool) -> Option<Piece> {
    let bytes = rest.as_bytes();
    let are_hex = |count: usize| bytes.get(2..2 + count).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    let is_octal = bytes.get(1..4).is_some_and(|digits| digits.iter().all(|digit| matches!(digit, b'0'..=b'7')));
    let next = rest[1..].chars().next()?;
    let known = match next {
        'U' if kind != Kind::Bytes && are_hex(8) => 10,
        'u' if kind != Kind::Bytes && are_hex(4) => 6,
        'N' if kind != Kind::Bytes && bytes.get(2) == Some(&b'{') => return None,
        'x' if are_hex(2) => 4,
        _ if is_octal => 4,
        '\\' | '"' | '\'' | 'a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' => 2,
        '\n' if is_block => return Some(Piece::Text(1)),
        next => return Some(Piece::Marks(vec![(1 + next.len_utf8(), None)])),
    };
    Some(Piece::Marks(vec![(known, ESCAPE)]))
}

/// The length of a placeholder, or `None` for text.
type Length = Option<usize>;

/// Returns the length of a placeholder as in `%(name)5.2f`, and gives up at names of other letters.
fn percent(rest: &str) -> Option<Length> {
    let bytes = rest.as_bytes();
    let mut at = 1;
    if bytes.get(1) == Some(&b'(') {
        let length = bytes[2..].iter().take_while(|&&byte| is_name(byte)).count();
        if bytes.get(2 + length).is_some_and(|byte| !byte.is_ascii()) {
            return None;
        }
        if length == 0 || !is_name_start(bytes[2]) || bytes.get(2 + length) != Some(&b')') {
            return Some(None);
        }
        at = 2 + length + 1;
    }
    for flags in ["#", "0", "-", " ", "+-"] {
        at += usize::from(bytes.get(at).is_some_and(|byte| flags.as_bytes().contains(byte)));
    }
    at = after_width(bytes, at);
    if bytes.get(at) == Some(&b'.') {
        at = after_width(bytes, at + 1);
    }
    at += usize::from(matches!(bytes.get(at), Some(b'h' | b'l' | b'L')));
    if bytes.get(at).is_some_and(|byte| !byte.is_ascii()) {
        return None;
    }
    Some(bytes.get(at).filter(|byte| b"acdeEfFgGiorsuxX%".contains(byte)).map(|_| at + 1))
}

fn after_width(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at) == Some(&b'*') {
        return at + 1;
    }
    at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Returns the length of a part of a date or time as in `%Y` or `%-d`.
fn date_part(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    match bytes.get(1)? {
        b'-' if b"dmHIMSj".contains(bytes.get(2)?) => Some(3),
        byte if b"aAwdbBGmyYHIpMSfzZjuUVWcxX%".contains(byte) => Some(2),
        _ => None,
    }
}

/// Reads a placeholder in braces. Gives up at braces in braces.
fn braces(rest: &str) -> Option<Piece> {
    let bytes = rest.as_bytes();
    let run = |at: usize, is_of_kind: fn(u8) -> bool| bytes[at..].iter().take_while(|&&byte| is_of_kind(byte)).count();
    let field = 1 + run(1, |byte| is_name(byte) || matches!(byte, b'.' | b'[' | b']'));
    let mut marks = vec![(field, LITERAL)];
    let mut at = field;
    if bytes.get(at) == Some(&b'!') && matches!(bytes.get(at + 1), Some(b'a' | b'r' | b's')) {
        marks.push((2, KEYWORD));
        at += 2;
    }
    let end = match bytes.get(at) {
        Some(b'}') => Some(at + 1),
        Some(b':') => format_end(bytes, at + 1),
        _ => None,
    };
    if let Some(end) = end {
        marks.push((end - at, LITERAL));
        return Some(Piece::Marks(marks));
    }
    let line = rest.split('\n').next().unwrap_or(rest);
    let inner = &line[1..line[1..].find(['}', '"', '\'']).map_or(line.len(), |end| end + 1)];
    let has_braces = inner.char_indices().skip(1).any(|(_, c)| c == '{');
    let is_ascii = bytes.get(at).is_none_or(u8::is_ascii) && inner.is_ascii();
    (!has_braces && is_ascii).then_some(Piece::Text(1))
}

/// Returns the end of the braces whose format begins at an offset.
fn format_end(bytes: &[u8], start: usize) -> Option<usize> {
    let is_alignment = |at: usize| matches!(bytes.get(at), Some(b'<' | b'>' | b'=' | b'^'));
    let starts = [(is_alignment(start + 1), 2), (is_alignment(start), 1), (true, 0)];
    starts.iter().filter(|(is_possible, _)| *is_possible).find_map(|(_, length)| {
        let mut at = start + length;
        at += usize::from(matches!(bytes.get(at), Some(b' ' | b'+' | b'-')));
        at += usize::from(bytes.get(at) == Some(&b'#'));
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        at += usize::from(bytes.get(at) == Some(&b','));
        if bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
            at += 1 + bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        }
        at += usize::from(bytes.get(at).is_some_and(|byte| b"bcdeEfFgGnosxX%".contains(byte)));
        (bytes.get(at) == Some(&b'}')).then_some(at + 1)
    })
}
