//! YAML -> spans with their classes, those that syntect gives: CloudFormation, Kubernetes, pipelines. It gives up at what is
//! rare in notes (directives, explicit keys, times, mistakes): then syntect reads the whole code.
//!
//! Source of the kinds of scalars: YAML 1.1, "Language-Independent Types".

use super::Token;
use super::class::{COMMENT, Class, ESCAPE, KEY, KEYWORD, LITERAL, NUMBER, STRING};

/// Characters that begin no plain scalar, or only before a further character.
const INDICATORS: &[u8] = b"-?:,[]{}#&*!|>'\"%@`";

/// Most brackets inside one another. It bounds the depth of the stack.
const DEEPEST: usize = 50;

/// Returns the tokens of a YAML text in order, or `None` if there is something that this reader does not know.
pub(super) fn tokens(code: &str) -> Option<Vec<Token>> {
    let mut reader = Reader::new(code, Yaml)?;
    while reader.at < code.len() {
        reader.block_line()?;
    }
    Some(reader.tokens)
}

/// Where a scalar stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Outside brackets.
    Block,
    /// In brackets, where a key may stand.
    Flow,
    /// In brackets, after a colon.
    FlowValue,
}

/// The language has no state of its own.
struct Yaml;

type Reader<'a> = super::reader::Reader<'a, Yaml>;

impl Reader<'_> {
    /// Reads blanks and a comment behind them. Returns whether something that is not blank follows in the line.
    fn blanks(&mut self) -> bool {
        let is_apart = self.is_line_start();
        let length = self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        self.take(length, None);
        if self.peek() == Some(b'#') && (is_apart || length > 0) {
            self.take(self.rest().find('\n').unwrap_or(self.rest().len()), COMMENT);
        }
        !matches!(self.peek(), None | Some(b'\n'))
    }

    fn block_line(&mut self) -> Option<()> {
        if self.is_line_start() {
            if self.rest().starts_with("---") && is_blank(self.after(3)) {
                self.take(3, None);
            } else if self.rest().starts_with("---") || self.rest().starts_with("...") || self.rest().starts_with('%') {
                return None;
            }
        }
        while self.blanks() {
            match self.peek()? {
                b'-' | b':' if is_blank(self.after(1)) => self.take(1, None),
                b'|' | b'>' => return self.block_scalar(),
                _ => self.node(Place::Block)?,
            }
        }
        self.take(usize::from(self.at < self.code.len()), None);
        Some(())
    }

    /// Reads `|` or `>`, and the lines that are indented as the first one is.
    fn block_scalar(&mut self) -> Option<()> {
        self.take(1, KEYWORD);
        if matches!(self.peek(), Some(b'1'..=b'9')) {
            self.take(1, NUMBER);
        }
        if matches!(self.peek(), Some(b'-' | b'+')) {
            self.take(1, KEYWORD);
        }
        if self.blanks() {
            return None;
        }
        self.take(usize::from(self.at < self.code.len()), None);
        let mut indent = "";
        while self.at < self.code.len() {
            let line = &self.rest()[..self.rest().find('\n').map_or(self.rest().len(), |end| end + 1)];
            let spaces = line.len() - line.trim_start_matches(' ').len();
            if indent.is_empty() {
                match line.as_bytes().get(spaces) {
                    Some(b'\t') => return None,
                    Some(b'\n') if spaces == 0 => {}
                    _ if spaces == 0 => break,
                    _ => {
                        indent = &line[..spaces];
                        self.take(line.len(), STRING);
                        continue;
                    }
                }
                self.take(line.len(), None);
            } else if line.starts_with(indent) || line.trim().is_empty() {
                self.take(line.len(), STRING);
            } else {
                break;
            }
        }
        Some(())
    }

    /// Reads a scalar, a key, an anchor, an alias, a tag or a bracket with all that is in it.
    fn node(&mut self, place: Place) -> Option<()> {
        match self.peek()? {
            b'"' => self.double_quoted(),
            b'\'' => self.single_quoted(),
            b'[' => self.flow(b']'),
            b'{' => self.flow(b'}'),
            b'!' => self.tag(),
            b'&' | b'*' => {
                let length = self.rest()[1..]
                    .find(|c: char| c.is_whitespace() || "[]/{},".contains(c))
                    .unwrap_or(self.rest().len() - 1);
                let next = self.after(1 + length);
                // An anchor takes a bracket behind it for a mistake.
                let is_in_brackets = place != Place::Block && self.peek() == Some(b'*');
                if length == 0 || !(is_blank(next) || is_in_brackets && matches!(next, Some(b',' | b']' | b'}'))) {
                    return None;
                }
                self.take(1, KEYWORD);
                self.take(length, None);
                Some(())
            }
            byte if INDICATORS.contains(&byte) => {
                let next = self.rest()[1..].chars().next().filter(|c| !c.is_whitespace());
                let is_plain =
                    matches!(byte, b':' | b'-') && next.is_some_and(|c| place == Place::Block || !"[]{},".contains(c));
                if is_plain { self.plain(place) } else { None }
            }
            _ => self.plain(place),
        }
    }

    /// Reads a plain scalar, which is a key before a colon.
    fn plain(&mut self, place: Place) -> Option<()> {
        let line = &self.rest()[..self.rest().find('\n').unwrap_or(self.rest().len())];
        let (length, end) = plain_end(line, place);
        let scalar = &line[..length];
        let is_key = match end {
            End::Colon => place != Place::FlowValue,
            // The definition looks for a colon and a blank in the rest of the line.
            End::FlowColon if place == Place::Flow => return None,
            End::FlowColon | End::Other => false,
        };
        // The definition reads two colons in its own way.
        if end == End::Colon && (place == Place::FlowValue || scalar.ends_with(':')) {
            return None;
        }
        let class = match kind(scalar)? {
            Some(class) => Some(class),
            None if is_key => KEY,
            None => STRING,
        };
        self.take(length, class);
        Some(())
    }

    /// Reads `[…]` or `{…}`. Lines can end inside.
    fn flow(&mut self, end: u8) -> Option<()> {
        self.depth += 1;
        (self.depth <= DEEPEST).then_some(())?;
        self.take(1, None);
        let mut place = Place::Flow;
        loop {
            if !self.blanks() {
                self.peek()?;
                self.take(1, None);
                continue;
            }
            match self.peek()? {
                byte if byte == end => {
                    self.take(1, None);
                    self.depth -= 1;
                    return Some(());
                }
                b',' => {
                    self.take(1, None);
                    place = Place::Flow;
                }
                b':' if place == Place::Flow
                    && (is_blank(self.after(1)) || matches!(self.after(1), Some(b'[' | b']' | b'{' | b'}' | b','))) =>
                {
                    self.take(1, None);
                    place = Place::FlowValue;
                }
                b']' | b'}' => return None,
                _ => self.node(place)?,
            }
        }
    }

    fn tag(&mut self) -> Option<()> {
        let length = self.rest().find([' ', '\t', '\n']).unwrap_or(self.rest().len());
        let is_known =
            self.rest()[1..length].chars().all(|c| c.is_ascii_alphanumeric() || "-#;/?:@&=+$_.~*'()".contains(c));
        if !is_known {
            return None;
        }
        self.take(length, KEYWORD);
        Some(())
    }

    fn single_quoted(&mut self) -> Option<()> {
        self.take(1, STRING);
        loop {
            self.take(self.rest().find('\'')?, STRING);
            if self.after(1) != Some(b'\'') {
                self.take(1, STRING);
                return Some(());
            }
            self.take(2, ESCAPE);
        }
    }

    fn double_quoted(&mut self) -> Option<()> {
        self.take(1, STRING);
        loop {
            self.take(self.rest().find(['"', '\\'])?, STRING);
            if self.peek() == Some(b'"') {
                self.take(1, STRING);
                return Some(());
            }
            let digits = match self.after(1)? {
                b'x' => 2,
                b'u' => 4,
                b'U' => 8,
                byte if b"0abtnvfre \"/\\N_Lp\n".contains(&byte) => 0,
                _ => return None,
            };
            let is_known = self.rest().as_bytes().get(2..2 + digits)?.iter().all(u8::is_ascii_digit);
            self.take(2 + digits, is_known.then_some(ESCAPE)?);
        }
    }
}

/// What ends a plain scalar.
#[derive(PartialEq)]
enum End {
    /// A colon and a blank: it is a key.
    Colon,
    /// In brackets, a colon and a bracket or a comma.
    FlowColon,
    Other,
}

/// Returns the length of the plain scalar at the start of a text, and what ends it.
fn plain_end(line: &str, place: Place) -> (usize, End) {
    let is_flow = place != Place::Block;
    let bytes = line.as_bytes();
    let is_indicator = |byte: Option<&u8>| is_flow && byte.is_some_and(|byte| b"[]{},".contains(byte));
    let mut length = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let end = match byte {
            b':' if is_blank(bytes.get(at + 1).copied()) => End::Colon,
            b':' if is_indicator(bytes.get(at + 1)) => End::FlowColon,
            b'#' if at > length => End::Other,
            _ if is_indicator(Some(&byte)) => End::Other,
            b' ' | b'\t' => continue,
            _ => {
                length = at + 1;
                continue;
            }
        };
        return (length, end);
    }
    (length, End::Other)
}

/// Returns the class of a scalar by what it stands for, and `None` inside if it is a string. Gives up at times.
fn kind(scalar: &str) -> Option<Class> {
    let unsigned = scalar.strip_prefix(['-', '+']).unwrap_or(scalar);
    let first = unsigned.as_bytes().first()?;
    if !(first.is_ascii_digit() || *first == b'.') {
        const LITERALS: [&str; 28] = [
            "~", "null", "Null", "NULL", "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "true", "True",
            "TRUE", "false", "False", "FALSE", "on", "On", "ON", "off", "Off", "OFF", "=", "<<",
        ];
        return Some(if LITERALS.contains(&scalar) { LITERAL } else { None });
    }
    let is_date = |text: &[u8]| {
        text.len() >= 6 && text[..4].iter().all(u8::is_ascii_digit) && text[4] == b'-' && text[5].is_ascii_digit()
    };
    if is_date(scalar.as_bytes()) {
        let bytes = scalar.as_bytes();
        let is_day = bytes.len() == 10 && bytes[7] == b'-' && [5, 6, 8, 9].iter().all(|&at| bytes[at].is_ascii_digit());
        return is_day.then_some(LITERAL);
    }
    let all =
        |text: &str, kind: fn(u8) -> bool| !text.is_empty() && text.bytes().all(|byte| kind(byte) || byte == b'_');
    let is_number = if let Some(digits) = unsigned.strip_prefix("0x") {
        all(digits, |byte| byte.is_ascii_hexdigit())
    } else if let Some(digits) = unsigned.strip_prefix("0b") {
        all(digits, |byte| matches!(byte, b'0' | b'1'))
    } else if unsigned.contains(':') {
        // Numbers to the base of 60, as in `1:30`.
        if unsigned.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'_' | b'.')) {
            return None;
        }
        false
    } else if let Some((whole, rest)) = unsigned.split_once('.') {
        let (fraction, exponent) =
            rest.split_once(['e', 'E']).map_or((rest, None), |(fraction, exponent)| (fraction, Some(exponent)));
        let is_whole = whole.is_empty() || all(whole, |byte| byte.is_ascii_digit()) && !whole.starts_with('_');
        let is_fraction = fraction.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let is_exponent = exponent.is_none_or(|text| {
            text.strip_prefix(['-', '+'])
                .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        });
        let is_name = whole.is_empty()
            && (["inf", "Inf", "INF"].contains(&rest) || scalar.len() == 4 && ["nan", "NaN", "NAN"].contains(&rest));
        is_name || is_whole && is_fraction && is_exponent
    } else if unsigned.len() > 1 && unsigned.starts_with('0') {
        all(&unsigned[1..], |byte| matches!(byte, b'0'..=b'7'))
    } else {
        all(unsigned, |byte| byte.is_ascii_digit())
    };
    Some(if is_number { NUMBER } else { None })
}

fn is_blank(byte: Option<u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\t' | b'\n'))
}
