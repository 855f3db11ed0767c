//! Functions, methods and classes of JavaScript. The definition looks for their beginnings in the rest of the line.

use super::super::class::{FUNCTION, KEYWORD, TYPE, VARIABLE};
use super::{Comma, Reader, is_name_start, run};

impl Reader<'_> {
    /// Returns whether `function` or `async function` is at an offset.
    pub(super) fn is_function(&self, at: usize) -> bool {
        let at = self.blanks_end(at);
        let end = self.name_end(at);
        match &self.code[at..end] {
            "function" => true,
            "async" => {
                let next = self.blanks_end(end);
                next > end && &self.code[next..self.name_end(next)] == "function"
            }
            _ => false,
        }
    }

    /// Returns whether an arrow function is at an offset.
    pub(super) fn is_arrow_function(&self, at: usize) -> bool {
        let at = self.blanks_end(at);
        let is_async = self.code[at..].starts_with("async");
        self.has_arrow(at) || is_async && self.has_arrow(self.blanks_end(at + "async".len()))
    }

    /// Returns whether parameters and an arrow are at an offset.
    pub(super) fn has_arrow(&self, at: usize) -> bool {
        let end = match self.bytes.get(at) {
            Some(b'(') => self.parentheses_end(at),
            Some(&byte) if is_name_start(byte) => Some(self.name_end(at)),
            _ => None,
        };
        end.is_some_and(|end| self.code[self.blanks_end(end)..].starts_with("=>"))
    }

    /// The offset behind the parentheses at an offset. They have at most one level of others in them.
    fn parentheses_end(&self, at: usize) -> Option<usize> {
        let mut depth = 0;
        for (offset, byte) in self.bytes[at..].iter().enumerate() {
            match byte {
                b'(' if depth < 2 => depth += 1,
                b'(' | b'\n' => return None,
                b')' if depth == 1 => return Some(at + offset + 1),
                b')' => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// Returns whether a function of any kind is at an offset.
    pub(super) fn is_function_value(&self, at: usize) -> bool {
        self.is_function(at) || self.is_arrow_function(at)
    }

    /// Returns whether a function becomes the value of the name at an offset.
    pub(super) fn is_function_assignment_of_name(&self, at: usize) -> bool {
        let end = self.name_end(at);
        let sign = self.blanks_end(end);
        end > at && self.bytes.get(sign) == Some(&b'=') && self.is_function_value(sign + 1)
    }

    /// Returns whether a function becomes the value of the name with attributes at an offset.
    pub(super) fn is_function_assignment(&self, mut at: usize) -> bool {
        loop {
            if self.is_function_assignment_of_name(at) {
                return true;
            }
            let end = self.name_end(at);
            let dot = self.blanks_end(end);
            if end == at || self.bytes.get(dot) != Some(&b'.') {
                return false;
            }
            at = self.blanks_end(dot + 1);
        }
    }

    /// Reads a name with attributes, an equals sign and a function.
    pub(super) fn function_assignment(&mut self) -> Option<()> {
        while !self.is_function_assignment_of_name(self.at) {
            self.name(None)?;
            self.take_blanks();
            self.sign(b'.')?;
            self.take_blanks();
        }
        self.name(FUNCTION)?;
        self.take_blanks();
        self.operator(1);
        self.take_blanks();
        self.function_value()
    }

    pub(super) fn function_value(&mut self) -> Option<()> {
        if self.is_function(self.at) { self.function() } else { self.arrow_function() }
    }

    pub(super) fn function(&mut self) -> Option<()> {
        if self.word() == "async" {
            self.name(KEYWORD)?;
            self.space()?;
        }
        (self.word() == "function").then(|| self.name(KEYWORD))??;
        if self.bytes.get(self.blanks_end(self.at)) == Some(&b'*') {
            self.take_blanks();
            self.take(1, KEYWORD);
        }
        self.space()?;
        if !self.word().is_empty() {
            self.name(FUNCTION)?;
        }
        self.parameters_and_body()
    }

    fn parameters_and_body(&mut self) -> Option<()> {
        self.parameters()?;
        self.block()
    }

    pub(super) fn arrow_function(&mut self) -> Option<()> {
        if self.word() == "async" {
            self.name(KEYWORD)?;
            self.space()?;
        }
        if self.word().is_empty() {
            self.parameters()?;
        } else {
            self.name(VARIABLE)?;
        }
        self.space()?;
        self.rest().starts_with("=>").then(|| self.take(2, KEYWORD))?;
        self.space()?;
        if self.peek() == Some(b'{') { self.braces() } else { self.expression(Comma::Ends) }
    }

    /// Reads parameters in parentheses, if there are some.
    fn parameters(&mut self) -> Option<()> {
        self.space()?;
        while self.peek() == Some(b'(') {
            self.take(1, None);
            self.parameters_up_to(b')')?;
            self.space()?;
        }
        Some(())
    }

    fn parameters_up_to(&mut self, close: u8) -> Option<()> {
        loop {
            self.space()?;
            match self.peek()? {
                byte if byte == close => return self.sign(close),
                b'{' if close == b')' => {
                    self.take(1, None);
                    self.parameters_up_to(b'}')?;
                }
                b'.' if close == b')' && self.rest().starts_with("...") => self.operator(3),
                b'=' => {
                    self.operator(1);
                    self.default_value(close)?;
                }
                _ if !self.word().is_empty() => self.name(VARIABLE)?,
                byte => self.take(byte.is_ascii().then_some(1)?, None),
            }
        }
    }

    fn default_value(&mut self, close: u8) -> Option<()> {
        self.space()?;
        while !matches!(self.peek()?, b',' | b')') && self.peek()? != close {
            self.expression_here(Comma::Ends)?;
            self.space()?;
        }
        Some(())
    }

    /// The offset behind the name of a method at an offset: a name, a string, or a name in brackets.
    pub(super) fn method_name_end(&self, at: usize) -> Option<usize> {
        match *self.bytes.get(at)? {
            b'[' => {
                let mut end = self.name_end(self.blanks_end(at + 1));
                while self.bytes.get(end) == Some(&b'.') && self.name_end(end + 1) > end + 1 {
                    end = self.name_end(end + 1);
                }
                (end > at + 1 && self.bytes.get(end) == Some(&b']')).then_some(end + 1)
            }
            quote @ (b'"' | b'\'') => {
                let mut end = at + 1;
                loop {
                    match *self.bytes.get(end)? {
                        byte if byte == quote => return Some(end + 1),
                        b'\n' => return None,
                        b'\\' => end += 2,
                        _ => end += 1,
                    }
                }
            }
            _ => Some(self.name_end(at)).filter(|&end| end > at),
        }
    }

    /// Returns whether the definition expects a method at an offset.
    pub(super) fn is_method(&self, at: usize) -> bool {
        let word = &self.code[at..self.name_end(at)];
        matches!(word, "get" | "set" | "async" | "static")
            || self.bytes.get(at) == Some(&b'*')
            || self.method_name_end(at).is_some_and(|end| self.is_called(end))
    }

    pub(super) fn method(&mut self) -> Option<()> {
        loop {
            self.space()?;
            match self.word() {
                "" if self.peek() == Some(b'*') => self.take(1, KEYWORD),
                "static" => self.name(KEYWORD)?,
                word @ ("get" | "set") if !self.is_called(self.at + word.len()) => self.name(KEYWORD)?,
                _ => break,
            }
        }
        if matches!(self.peek(), Some(b'[' | b'"' | b'\'')) || !self.word().is_empty() {
            self.method_name()?;
        }
        self.parameters_and_body()
    }

    pub(super) fn method_name(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' | b'\'' => self.string(FUNCTION),
            b'[' => {
                let end = self.method_name_end(self.at)?;
                self.take(1, None);
                self.take(end - 1 - self.at, FUNCTION);
                self.sign(b']')
            }
            _ => self.name(FUNCTION),
        }
    }

    pub(super) fn class(&mut self) -> Option<()> {
        self.name(KEYWORD)?;
        loop {
            self.space()?;
            match self.word() {
                "" => break,
                "extends" => {
                    let length = run(&self.bytes[self.at + "extends".len()..], super::is_blank);
                    let next = self.after("extends".len() + length)?;
                    (length > 0 && is_name_start(next)).then(|| self.name(KEYWORD))??;
                    self.space()?;
                    while !self.word().is_empty() || self.peek() == Some(b'.') {
                        if self.word().is_empty() {
                            self.take(1, None);
                        } else {
                            self.name(None)?;
                        }
                        self.space()?;
                    }
                }
                _ => self.name(TYPE)?,
            }
        }
        self.sign(b'{')?;
        self.members()
    }

    /// Reads what is in the braces of a class. The definition knows only methods.
    fn members(&mut self) -> Option<()> {
        self.enter()?;
        loop {
            self.space()?;
            if self.is_method(self.at) {
                self.method()?;
                continue;
            }
            match self.peek()? {
                b'}' => break,
                b'0'..=b'9' if self.after(1).is_some_and(is_name_start) => return None,
                _ if !self.word().is_empty() => self.name(None)?,
                byte => self.take(byte.is_ascii().then_some(1)?, None),
            }
        }
        self.depth -= 1;
        self.sign(b'}')
    }
}
