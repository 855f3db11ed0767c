//! Expressions of JavaScript.

use super::super::class::{FUNCTION, KEYWORD, LITERAL, NUMBER, OPERATOR, STRING, TYPE};
use super::{Comma, Reader, is_name};

/// Objects of browsers and of Node.js, without `process` and `module`.
const OBJECTS: [&str; 9] =
    ["document", "window", "navigator", "exports", "global", "GLOBAL", "root", "__dirname", "__filename"];

/// Attributes of `process` that the definition knows.
const PROCESS: [&str; 18] = [
    "arch",
    "argv",
    "config",
    "connected",
    "env",
    "execArgv",
    "execPath",
    "exitCode",
    "mainModule",
    "pid",
    "platform",
    "release",
    "stderr",
    "stdin",
    "stdout",
    "title",
    "version",
    "versions",
];

/// Attributes of `module` that the definition knows.
const MODULE: [&str; 6] = ["exports", "id", "filename", "loaded", "parent", "children"];

/// Operators between two values, in the order in which the definition looks for them.
const OPERATORS: [&str; 32] = [
    "&&", "||", "%=", "&=", "*=", "+=", "-=", "/=", "^=", "|=", "<<=", ">>=", ">>>=", "<<", ">>>", ">>", "&", "^", "|",
    "<=", ">=", "<", ">", "===", "!==", "==", "!=", "/", "%", "*", "+", "-",
];

impl Reader<'_> {
    /// Reads an expression.
    pub(super) fn expression(&mut self, comma: Comma) -> Option<()> {
        self.enter()?;
        self.value()?;
        self.operations(comma)?;
        self.depth -= 1;
        Some(())
    }

    /// Reads an expression where the definition expects nothing else: it skips a sign that it does not know.
    pub(super) fn expression_here(&mut self, comma: Comma) -> Option<()> {
        let start = self.at;
        self.expression(comma)?;
        if self.at == start {
            self.unknown_sign()?;
            self.operations(comma)?;
        }
        Some(())
    }

    /// Whether there is a `…`, the sign for omitted code.
    fn is_omission(&self) -> bool {
        self.rest().starts_with('…')
    }

    /// Skips a sign that the definition does not know in this position.
    fn unknown_sign(&mut self) -> Option<()> {
        let length = if self.is_omission() { '…'.len_utf8() } else { 1 };
        let is_known = length > 1 || b":#@\\]}".contains(&self.peek()?);
        self.take(is_known.then_some(length)?, None);
        Some(())
    }

    /// Reads a value with the operators before it. There may be none.
    fn value(&mut self) -> Option<()> {
        loop {
            self.space()?;
            match self.peek() {
                Some(b')') => return None,
                Some(b'/') => return self.regular_expression(),
                Some(b'"' | b'\'') => return self.string(STRING),
                Some(b'`') => return self.template(),
                Some(b'~' | b'+' | b'-') => self.operator(1),
                Some(b'!') if self.after(1) != Some(b'=') => self.operator(1),
                Some(b'.') if self.rest().starts_with("...") => self.operator(3),
                Some(b'.') if self.after(1).is_some_and(|byte| byte.is_ascii_digit()) => return self.number(),
                Some(b'0'..=b'9') => return self.number(),
                Some(b'{') => return self.object(),
                Some(b'[') => return self.array(),
                Some(b'(') if self.is_arrow_function(self.at) => return self.arrow_function(),
                Some(b'(') => return self.enclosed(b'(', b')'),
                Some(byte) if !byte.is_ascii() && !self.is_omission() => return None,
                _ => match self.word() {
                    "" => return Some(()),
                    "delete" | "typeof" | "void" => self.word_before_value()?,
                    _ => return self.named_value(),
                },
            }
        }
    }

    /// Reads a word that is an operator before a value, or `new`. Gives up where the definition takes it for a name.
    fn word_before_value(&mut self) -> Option<()> {
        let end = self.at + self.word().len();
        let is_name =
            self.bytes.get(end) == Some(&b'`') || self.is_before_prototype(end) || self.is_arrow_function(self.at);
        (!is_name).then(|| self.name(OPERATOR))?
    }

    /// Reads a value that begins with a word.
    fn named_value(&mut self) -> Option<()> {
        let word = self.word();
        let end = self.at + word.len();
        if word == "new" {
            return self.instance();
        }
        let is_reserved =
            matches!(word, "true" | "false" | "null" | "undefined" | "NaN" | "class" | "function" | "async");
        let has_template = self.bytes.get(end) == Some(&b'`');
        let has_prototype = self.is_before_prototype(end);
        if is_reserved && (has_template || has_prototype || self.has_arrow(self.at)) {
            return None;
        }
        if has_template {
            self.name(FUNCTION)?;
            return self.template();
        }
        if has_prototype {
            return self.prototype();
        }
        match word {
            "class" => return self.class(),
            "true" | "false" | "null" | "undefined" | "NaN" => return self.name(LITERAL),
            _ => {}
        }
        if self.is_function_assignment(self.at) {
            return self.function_assignment();
        }
        if self.is_function(self.at) {
            return self.function();
        }
        if self.is_arrow_function(self.at) {
            return self.arrow_function();
        }
        if word == "Infinity" {
            return self.name(LITERAL);
        }
        if self.is_called(end) {
            self.name(FUNCTION)?;
            return self.arguments();
        }
        self.object_name()
    }

    /// Returns whether a parenthesis follows the offset in the line.
    pub(super) fn is_called(&self, at: usize) -> bool {
        self.bytes.get(self.blanks_end(at)) == Some(&b'(')
    }

    fn is_before_prototype(&self, end: usize) -> bool {
        let rest = self.code[end..].trim_start_matches([' ', '\t']);
        let word = rest.strip_prefix('.').map_or("", |rest| rest.trim_start_matches([' ', '\t']));
        word.strip_prefix("prototype").is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    }

    /// Reads the prototype of a class, which a function can become.
    fn prototype(&mut self) -> Option<()> {
        self.name(None)?;
        self.sign(b'.')?;
        if self.word() != "prototype" {
            return None;
        }
        self.name(None)?;
        let sign = self.blanks_end(self.at);
        if self.bytes.get(sign) == Some(&b'=') && self.is_function_value(sign + 1) {
            self.take_blanks();
            self.operator(1);
            self.take_blanks();
            return self.function_value();
        }
        Some(())
    }

    /// Reads a name that is not called, with the method that is called on it if it has one.
    fn object_name(&mut self) -> Option<()> {
        let word = self.word();
        let end = self.at + word.len();
        let dot = self.blanks_end(end);
        let method = if self.bytes.get(dot) == Some(&b'.') { self.blanks_end(dot + 1) } else { end };
        let method_end = self.name_end(method);
        if method_end > method && self.is_called(method_end) {
            let is_known = matches!(word, "console" | "process" | "document" | "window" | "navigator");
            (method == end + 1).then(|| self.name(if is_known { TYPE } else { None }))??;
            self.take(1, None);
            self.name(FUNCTION)?;
            return self.arguments();
        }
        let attributes: &[&str] = match word {
            "process" => &PROCESS,
            "module" => &MODULE,
            "debugger" => return self.name(KEYWORD),
            _ if OBJECTS.contains(&word) => &[],
            _ => return self.name(None),
        };
        self.name(TYPE)?;
        if self.peek() == Some(b'.') {
            let attribute = &self.code[end + 1..self.name_end(end + 1)];
            if attributes.contains(&attribute) {
                self.take(1, if word == "module" { TYPE } else { None });
                self.name(TYPE)?;
            }
        }
        Some(())
    }

    /// Reads `new`, a class and arguments, which count as two brackets: the definition needs more contexts for them.
    fn instance(&mut self) -> Option<()> {
        self.enter()?;
        self.instance_parts()?;
        self.depth -= 1;
        Some(())
    }

    fn instance_parts(&mut self) -> Option<()> {
        self.word_before_value()?;
        self.space()?;
        match self.word() {
            "true" | "false" | "null" | "undefined" | "NaN" | "Infinity" | "function" | "async" | "class" => {
                return None;
            }
            "" => (self.peek()? == b'(' && !self.is_arrow_function(self.at)).then(|| self.enclosed(b'(', b')'))??,
            word => {
                let next = self.after(word.len());
                let is_known = !word.starts_with('$') && next != Some(b'`') && !self.is_arrow_function(self.at);
                let is_object = matches!(word, "document" | "window" | "navigator");
                is_known.then(|| self.name(if is_object { TYPE } else { None }))??;
            }
        }
        loop {
            self.space()?;
            match self.peek() {
                Some(b'.') => self.attribute()?,
                Some(b'[') => self.enclosed(b'[', b']')?,
                Some(b'(') => return self.arguments(),
                _ => return Some(()),
            }
        }
    }

    /// Reads what follows a value: operators with further values, attributes and calls.
    fn operations(&mut self, comma: Comma) -> Option<()> {
        loop {
            self.space()?;
            match self.peek() {
                Some(b',') if comma == Comma::Joins => {
                    self.take(1, None);
                    self.value()?;
                }
                Some(b'?') => return self.choice(),
                Some(b'.') => self.attribute()?,
                Some(b'[') => self.enclosed(b'[', b']')?,
                Some(b'(') => self.enclosed(b'(', b')')?,
                Some(b'+' | b'-') if self.after(1) == self.peek() => {
                    (!self.is_first_in_line()).then(|| self.operator(2))?;
                }
                Some(b'=') if self.after(1) == Some(b'>') => self.take(2, KEYWORD),
                Some(b'=') if self.after(1) != Some(b'=') => {
                    self.operator(1);
                    self.value()?;
                }
                _ => match self.word() {
                    "instanceof" | "in" | "of" => {
                        (!self.is_first_in_line()).then(|| self.name(OPERATOR))??;
                        self.value()?;
                    }
                    _ => match OPERATORS.iter().find(|sign| self.rest().starts_with(**sign)) {
                        Some(sign) => {
                            self.operator(sign.len());
                            self.value()?;
                        }
                        None => return Some(()),
                    },
                },
            }
        }
    }

    /// Reads `? … : …`. The colon can be missing, as in `a?.b`.
    fn choice(&mut self) -> Option<()> {
        self.operator(1);
        self.expression(Comma::Ends)?;
        self.space()?;
        if self.peek() == Some(b':') {
            self.operator(1);
            self.expression(Comma::Ends)?;
        }
        Some(())
    }

    /// Reads a dot and a name. A function can become the attribute, or it is called.
    fn attribute(&mut self) -> Option<()> {
        self.take(1, None);
        let end = self.name_end(self.at);
        if end == self.at {
            return (self.peek() != Some(b'/')).then_some(());
        }
        if self.is_function_assignment_of_name(self.at) {
            return self.function_assignment();
        }
        if self.is_called(end) {
            self.name(FUNCTION)?;
            return self.arguments();
        }
        self.name(None)
    }

    /// Reads the arguments of a call.
    pub(super) fn arguments(&mut self) -> Option<()> {
        self.space()?;
        self.sign(b'(')?;
        loop {
            self.space()?;
            match self.peek()? {
                b')' => return self.sign(b')'),
                b',' => {
                    self.take(1, None);
                    let is_apart = matches!(self.peek(), Some(b' ' | b'\t' | b'\n'));
                    self.space()?;
                    // The definition takes a parenthesis here for a mistake.
                    if !is_apart && self.peek() == Some(b')') {
                        return None;
                    }
                }
                _ => self.expression_here(Comma::Ends)?,
            }
        }
    }

    fn array(&mut self) -> Option<()> {
        self.sign(b'[')?;
        loop {
            self.space()?;
            match self.peek()? {
                b']' => return self.sign(b']'),
                b',' => self.take(1, None),
                b';' | b'}' | b')' => return None,
                _ => self.expression_here(Comma::Ends)?,
            }
        }
    }

    /// Reads an object, or a pattern that takes one apart.
    fn object(&mut self) -> Option<()> {
        self.enter()?;
        self.sign(b'{')?;
        loop {
            self.space()?;
            let name_end = self.method_name_end(self.at);
            if let Some(end) = name_end
                && self.bytes.get(self.blanks_end(end)) == Some(&b':')
                && self.is_function_value(self.blanks_end(end) + 1)
            {
                self.method_name()?;
                self.take_blanks();
                self.sign(b':')?;
                self.space()?;
                self.function_value()?;
                continue;
            }
            if self.is_method(self.at) {
                self.method()?;
                continue;
            }
            match self.peek()? {
                b'}' => break,
                b'.' | b'+' | b'-' if self.after(1).is_some_and(|byte| byte == b'.' || byte.is_ascii_digit()) => {
                    self.rest().starts_with("...").then(|| self.take(3, None))?;
                }
                b':' => {
                    self.take(1, None);
                    self.expression(Comma::Ends)?;
                }
                b'"' | b'\'' => self.string(STRING)?,
                b'[' => self.enclosed(b'[', b']')?,
                b'0'..=b'9' => self.number()?,
                _ if !self.word().is_empty() => self.member_name()?,
                byte if byte.is_ascii() => self.take(1, None),
                _ => self.is_omission().then(|| self.unknown_sign())??,
            }
        }
        self.depth -= 1;
        self.sign(b'}')
    }

    /// Reads a name in an object. The definition takes a digit in it for a number, unless it knows what follows.
    fn member_name(&mut self) -> Option<()> {
        let word = self.word();
        let rest = self.rest()[word.len()..].trim_start_matches([' ', '\t']);
        let is_known = rest.is_empty()
            || rest.starts_with(['}', ',', ':', '\n'])
            || rest.starts_with("//")
            || rest.starts_with("/*");
        if word.bytes().any(|byte| byte.is_ascii_digit()) && !is_known {
            return None;
        }
        self.name(None)
    }

    fn number(&mut self) -> Option<()> {
        let run = |at: usize, is_of_kind: fn(u8) -> bool| at + super::run(&self.bytes[at..], is_of_kind);
        let is_digit = |byte: u8| byte.is_ascii_digit();
        if self.at > 0 && is_name(self.bytes[self.at - 1]) {
            return None;
        }
        let end = match (self.peek()?, self.after(1)) {
            (b'0', Some(b'x' | b'X')) => run(self.at + 2, |byte| byte.is_ascii_hexdigit()),
            (b'0', Some(b'o' | b'O')) => run(self.at + 2, |byte| matches!(byte, b'0'..=b'7')),
            (b'0', Some(b'b' | b'B')) => run(self.at + 2, |byte| matches!(byte, b'0' | b'1')),
            (b'0', Some(b'0'..=b'9')) => return None,
            _ => {
                let mut end = run(self.at, is_digit);
                if self.bytes.get(end) == Some(&b'.') {
                    end = run(end + 1, is_digit);
                }
                if matches!(self.bytes.get(end), Some(b'e' | b'E')) {
                    let sign = usize::from(matches!(self.bytes.get(end + 1), Some(b'+' | b'-')));
                    let exponent = run(end + 1 + sign, is_digit);
                    end = (exponent > end + 1 + sign).then_some(exponent)?;
                }
                end
            }
        };
        let is_based = self.bytes[self.at..end].iter().any(u8::is_ascii_alphabetic);
        let suffix = &self.code[end..self.name_end(end)];
        let is_known = (suffix.is_empty() || suffix == "n" || suffix.starts_with('_'))
            && self
                .bytes
                .get(end)
                .is_none_or(|&byte| byte.is_ascii() && !byte.is_ascii_digit() && !(is_based && byte == b'.'));
        self.take(is_known.then_some(end - self.at)?, NUMBER);
        Some(())
    }
}
