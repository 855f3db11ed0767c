//! Expressions of Python.

use super::super::class::{Class, FUNCTION, KEYWORD, LITERAL, NUMBER, OPERATOR, VARIABLE};
use super::{Place, Reader, is_blank, is_name, is_name_start, run, words};

impl<'a> Reader<'a> {
    /// Reads the parts of an expression, up to what ends it.
    pub(super) fn items(&mut self, place: Place) -> Option<()> {
        self.enter()?;
        while !self.is_end(place) {
            self.part(place)?;
        }
        self.depth -= 1;
        Some(())
    }

    fn is_end(&self, place: Place) -> bool {
        let ends: &[u8] = match place {
            Place::Statement => b"",
            Place::Block | Place::With | Place::Result => b":\n;#",
            Place::Raise | Place::Cause => b"\n;#",
            Place::Group | Place::Arguments => b")",
            Place::ArgumentValue => b",):",
            Place::List | Place::Index => b"]",
            Place::Dictionary => b"}",
            Place::Default => b",)",
            Place::Annotation => b",)=",
            Place::Interpolation => b"}:",
        };
        match self.peek() {
            None => ends.contains(&b'\n'),
            Some(b'!') => place == Place::Interpolation && self.after(1) != Some(b'='),
            Some(b'a') => place == Place::With && self.name() == Some("as"),
            Some(b'f') => place == Place::Raise && self.name() == Some("from"),
            Some(byte) => ends.contains(&byte),
        }
    }

    /// Reads one part of an expression.
    pub(super) fn part(&mut self, place: Place) -> Option<()> {
        let is_in_string = place == Place::Interpolation;
        match self.peek()? {
            b' ' | b'\t' => self.take_blanks(),
            b'\n' if !is_in_string => self.take(1, None),
            b'#' if !is_in_string => self.comment(),
            b'\\' if !is_in_string => self.continuation()?,
            b',' | b':' => self.take(1, None),
            b'"' | b'\'' => self.string("")?,
            b'0'..=b'9' => self.number()?,
            b'.' => self.dot(place)?,
            b'(' => self.bracket(Place::Group).and_then(|()| self.postfix())?,
            b'[' => self.list()?,
            b'{' => self.dictionary()?,
            byte if is_name_start(byte) => self.word(place)?,
            _ => self.operator(place)?,
        }
        Some(())
    }

    /// Reads a backslash at the end of a line. The next line is indented, and not empty.
    fn continuation(&mut self) -> Option<()> {
        let indent = run(self.bytes.get(self.at + 2..)?, is_blank);
        let is_known = self.after(1) == Some(b'\n') && indent > 0 && self.after(2 + indent)? != b'\n';
        self.take(is_known.then_some(2 + indent)?, None);
        Some(())
    }

    fn operator(&mut self, place: Place) -> Option<()> {
        let length = match (self.peek()?, self.after(1)) {
            (b'<', Some(b'>')) => return None,
            (b'-', Some(b'>')) if place == Place::Result => return None,
            (b'=' | b'<' | b'>' | b'!', Some(b'=')) => 2,
            (b'*', Some(b'*')) if self.after(2) == Some(b'*') => return None,
            // Only assignments and arguments with a name have an equals sign.
            (b'=', _) if place != Place::Statement => {
                self.take(1, None);
                return Some(());
            }
            (byte, _) if b"+-*/%&|^~<>=@".contains(&byte) => 1,
            _ => return None,
        };
        self.take(length, OPERATOR);
        Some(())
    }

    /// Reads a bracket, what is in it, and its end.
    pub(super) fn bracket(&mut self, place: Place) -> Option<()> {
        self.take(1, None);
        self.items(place)?;
        self.take(1, None);
        Some(())
    }

    fn list(&mut self) -> Option<()> {
        let is_empty = self.rest()[1..].trim_start_matches([' ', '\t']).starts_with(']');
        self.bracket(Place::List)?;
        // The definition reads an empty list before a letter in its own way.
        if is_empty && self.peek().is_some_and(|byte| is_name(byte) || !byte.is_ascii()) {
            return None;
        }
        self.postfix()
    }

    fn dictionary(&mut self) -> Option<()> {
        let is_empty = self.rest()[1..].trim_start_matches([' ', '\t']).starts_with('}');
        self.bracket(Place::Dictionary)?;
        if !is_empty {
            return self.postfix();
        }
        let next = self.after(self.run(is_blank));
        (!matches!(next, Some(b'(' | b'[' | b'.'))).then_some(())
    }

    /// Reads calls, brackets and attributes behind a value.
    pub(super) fn postfix(&mut self) -> Option<()> {
        loop {
            let blanks = self.run(is_blank);
            match self.after(blanks) {
                Some(b'(') => {
                    self.take(blanks, None);
                    self.bracket(Place::Arguments)?;
                }
                Some(b'[') => {
                    self.take(blanks, None);
                    self.bracket(Place::Index)?;
                }
                Some(b'.') if blanks == 0 => {
                    let names = self.path_after_dot()?;
                    self.attributes(&names);
                }
                Some(b'.') => return None,
                // The definition takes a keyword here for the name of a function.
                Some(byte) if blanks == 0 && is_name_start(byte) => return None,
                _ => return Some(()),
            }
        }
    }

    /// Reads names with a dot before each of them.
    fn attributes(&mut self, names: &[&str]) {
        let is_call = self.is_before(names, b"(");
        for (index, name) in names.iter().enumerate() {
            let own = if is_call && index + 1 == names.len() { FUNCTION } else { None };
            self.take(1, None);
            self.take(name.len(), words::known_attribute(name).unwrap_or(own));
        }
    }

    /// The names from here on that have only dots between them. Gives up at blanks around a dot, and at keywords after one.
    pub(super) fn path(&self) -> Option<Vec<&'a str>> {
        path(self.rest(), false)
    }

    fn path_after_dot(&self) -> Option<Vec<&'a str>> {
        path(&self.rest()[1..], true)
    }

    /// Returns whether one of some signs follows names, with or without blanks before it. The names begin here or after a
    /// dot.
    pub(super) fn is_before(&self, names: &[&str], signs: &[u8]) -> bool {
        let dots = names.len() - usize::from(self.peek() != Some(b'.'));
        let length = names.iter().map(|name| name.len()).sum::<usize>() + dots;
        let rest = &self.bytes[self.at + length..];
        rest.get(run(rest, is_blank)).is_some_and(|next| signs.contains(next))
    }

    /// Reads a name with attributes, and calls and brackets behind it.
    fn value(&mut self, names: &[&str]) -> Option<()> {
        let is_alone = !self.is_before(names, b"([");
        let leaf = if self.is_before(names, b"(") { FUNCTION } else { None };
        self.take_path(names, leaf);
        if is_alone { Some(()) } else { self.postfix() }
    }

    /// Takes names with dots between them. The last one has a class unless the definition knows its name.
    pub(super) fn take_path(&mut self, names: &[&str], leaf: Class) {
        for (index, name) in names.iter().enumerate() {
            let known = if index == 0 { words::known(name) } else { words::known_attribute(name) };
            let own = if index + 1 == names.len() { leaf } else { None };
            self.take(usize::from(index > 0), None);
            self.take(name.len(), known.unwrap_or(own));
        }
    }

    /// Reads what begins with a dot.
    fn dot(&mut self, place: Place) -> Option<()> {
        if self.rest().starts_with("...") {
            let is_known = self.after(3).is_none_or(|byte| byte.is_ascii() && !is_name(byte) && byte != b'.');
            self.take(is_known.then_some(3)?, LITERAL);
            return Some(());
        }
        if self.after(1).is_some_and(|byte| byte.is_ascii_digit()) {
            return self.number();
        }
        let names = self.path_after_dot()?;
        if self.is_before(&names, b"(") {
            self.attributes(&names);
            return self.postfix();
        }
        // Elsewhere the definition does not know the dot.
        if place == Place::Statement {
            return None;
        }
        self.attributes(&names);
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        let digits = |at: usize| {
            let length = run(&self.bytes[at..], |byte| byte.is_ascii_digit() || byte == b'_');
            let text = &self.code[at..at + length];
            let is_known = !text.starts_with('_') && !text.ends_with('_') && !text.contains("__");
            is_known.then_some(length)
        };
        let based = |kind: fn(u8) -> bool| 2 + run(&self.bytes[self.at + 2..], kind);
        let mut end = self.at
            + match (self.peek()?, self.after(1)) {
                (b'0', Some(b'x' | b'X')) => based(|byte| byte.is_ascii_hexdigit()),
                (b'0', Some(b'o' | b'O')) => based(|byte| matches!(byte, b'0'..=b'7')),
                (b'0', Some(b'b' | b'B')) => based(|byte| matches!(byte, b'0' | b'1')),
                (b'0', Some(b'0'..=b'9' | b'_')) => return None,
                _ => digits(self.at)?,
            };
        if end == self.at + 2 && self.bytes[end - 1].is_ascii_alphabetic() {
            return None;
        }
        if self.bytes.get(end) == Some(&b'.') {
            let length = digits(end + 1).filter(|&length| length > 0)?;
            end += 1 + length;
        }
        if matches!(self.bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.bytes.get(end + 1), Some(b'+' | b'-')));
            let length = digits(end + 1 + sign).filter(|&length| length > 0)?;
            end += 1 + sign + length;
        }
        let is_known = self.bytes.get(end).is_none_or(|&byte| byte.is_ascii() && !is_name(byte) && byte != b'.');
        self.take(is_known.then_some(end - self.at)?, NUMBER);
        Some(())
    }

    fn word(&mut self, place: Place) -> Option<()> {
        let word = &self.rest()[..self.run(is_name)];
        if matches!(self.after(word.len()), Some(b'"' | b'\'')) {
            return self.string(word);
        }
        self.name()?;
        let next = self.rest()[word.len()..].trim_start_matches([' ', '\t']);
        let has_equals_sign = next.starts_with('=') && !next.starts_with("==");
        if place == Place::Arguments && has_equals_sign {
            return self.argument(word);
        }
        if place == Place::Statement && self.statement_word(word)? {
            return Some(());
        }
        match word {
            "and" | "in" | "is" | "not" | "or" => self.take(word.len(), OPERATOR),
            "if" | "else" | "await" => self.take(word.len(), KEYWORD),
            "yield" => {
                self.take(word.len(), KEYWORD);
                let blanks = self.run(is_blank);
                let next = &self.rest()[blanks..];
                if blanks > 0 && &next[..run(next.as_bytes(), is_name)] == "from" {
                    self.take(blanks, None);
                    self.take("from".len(), KEYWORD);
                }
            }
            "lambda" => self.lambda()?,
            "for" | "async" => self.comprehension(place)?,
            _ if words::is_constant(word) => self.take(word.len(), LITERAL),
            _ if words::is_keyword(word) => return None,
            _ => {
                let names = self.path()?;
                self.value(&names)?;
            }
        }
        Some(())
    }

    /// Reads an argument with a name.
    fn argument(&mut self, name: &str) -> Option<()> {
        if words::is_keyword(name) {
            return None;
        }
        self.take(name.len(), VARIABLE);
        self.take_blanks();
        self.take("=".len(), OPERATOR);
        self.items(Place::ArgumentValue)?;
        // A colon ends the value without a meaning, except in a lambda expression.
        Some(())
    }

    /// Reads `for … in` in brackets.
    fn comprehension(&mut self, place: Place) -> Option<()> {
        if !matches!(place, Place::Group | Place::Arguments | Place::List | Place::Dictionary | Place::Interpolation) {
            return None;
        }
        if self.name() == Some("async") {
            self.take("async".len(), KEYWORD);
            self.take_blanks();
        }
        (self.name()? == "for").then(|| self.take("for".len(), KEYWORD))?;
        self.targets()?;
        self.take("in".len(), KEYWORD);
        Some(())
    }

    /// Reads `lambda` and its parameters with the colon.
    fn lambda(&mut self) -> Option<()> {
        matches!(self.after("lambda".len())?, b' ' | b'\t' | b':').then(|| self.take("lambda".len(), KEYWORD))?;
        let mut can_unpack = true;
        loop {
            match self.peek()? {
                b':' => {
                    self.take(1, None);
                    return Some(());
                }
                b' ' | b'\t' => {
                    self.take_blanks();
                    continue;
                }
                b',' => {
                    self.take(1, None);
                    can_unpack = true;
                    continue;
                }
                b'*' if can_unpack => self.stars()?,
                _ => {
                    let name = self.name().filter(|name| !words::is_keyword(name))?;
                    let next = self.rest()[name.len()..].trim_start_matches([' ', '\t']);
                    if next.starts_with('=') && !next.starts_with("==") {
                        self.argument(name)?;
                    } else {
                        self.take(name.len(), VARIABLE);
                    }
                }
            }
            can_unpack = false;
        }
    }
}

/// Returns the names at the start of a text that have only dots between them.
fn path(mut rest: &str, is_after_dot: bool) -> Option<Vec<&str>> {
    let mut names: Vec<&str> = Vec::new();
    loop {
        let name = &rest[..run(rest.as_bytes(), is_name)];
        let is_keyword = words::is_keyword(name) && (is_after_dot || !names.is_empty());
        rest = &rest[name.len()..];
        let next = rest.bytes().next();
        let is_known = name.bytes().next().is_some_and(is_name_start)
            && !is_keyword
            && next.is_none_or(|byte| byte.is_ascii() && !matches!(byte, b'"' | b'\''));
        names.push(is_known.then_some(name)?);
        if next != Some(b'.') {
            let has_dot = rest.trim_start_matches([' ', '\t']).starts_with('.');
            return (!has_dot).then_some(names);
        }
        rest = &rest[1..];
    }
}
