//! JavaScript -> spans with their classes, those that syntect gives: Lambda functions, CDK stacks, examples of the language.
//! It gives up at what is rare in notes (escapes at the end of a line, most mistakes): then syntect reads the whole code.
//!
//! This file reads statements. The definition reads `await`, `export function` and the like in ways of its own.

mod expressions;
mod functions;
mod imports;
mod patterns;

use super::Token;
use super::class::{COMMENT, Class, ESCAPE, KEYWORD, OPERATOR, STRING};
use super::reader::{is_blank, run};

/// How many brackets and the like can be open. syntect opens at most 100 contexts, up to three for each of them.
const DEEPEST: usize = 29;

/// Returns the tokens of JavaScript code in order, or `None` if there is something that this reader does not know.
pub(super) fn tokens(code: &str) -> Option<Vec<Token>> {
    let mut reader = Reader::new(code, JavaScript)?;
    reader.module()?;
    Some(reader.tokens)
}

/// What a comma does to an expression.
#[derive(Clone, Copy, PartialEq)]
enum Comma {
    Joins,
    Ends,
}

/// The language has no state of its own.
struct JavaScript;

type Reader<'a> = super::reader::Reader<'a, JavaScript>;

impl<'a> Reader<'a> {
    /// Takes a sign without a class, and gives up at anything else.
    fn sign(&mut self, sign: u8) -> Option<()> {
        (self.peek()? == sign).then(|| self.take(1, None))
    }

    /// The name or keyword that begins here, or an empty text.
    fn word(&self) -> &'a str {
        &self.code[self.at..self.name_end(self.at)]
    }

    /// The offset behind the name at an offset.
    fn name_end(&self, at: usize) -> usize {
        let rest = &self.bytes[at..];
        if !rest.first().copied().is_some_and(is_name_start) {
            return at;
        }
        at + run(rest, is_name)
    }

    /// The offset behind the blanks at an offset.
    fn blanks_end(&self, at: usize) -> usize {
        at + run(&self.bytes[at..], is_blank)
    }

    /// Takes a name. Gives up at letters that are not ASCII, and at a dollar sign in the middle, where the definition ends
    /// keywords.
    fn name(&mut self, class: Class) -> Option<()> {
        let word = self.word();
        let is_known = !word.is_empty()
            && (word.starts_with('$') || !word.contains('$'))
            && self.after(word.len()).is_none_or(|byte| byte.is_ascii() && byte != b'\\');
        self.take(is_known.then_some(word.len())?, class);
        Some(())
    }

    /// Gives up if too much is open.
    fn enter(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth < DEEPEST).then_some(())
    }

    fn take_blanks(&mut self) {
        self.take(self.blanks_end(self.at) - self.at, None);
    }

    /// Reads blanks, line ends and comments.
    fn space(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.take_blanks(),
                Some(b'\n') => self.take(1, None),
                Some(b'/') if matches!(self.after(1), Some(b'/' | b'*')) => self.comment()?,
                _ => return Some(()),
            }
        }
    }

    /// Reads a comment. That of one line has the line end in it.
    fn comment(&mut self) -> Option<()> {
        let length = if self.after(1) == Some(b'/') {
            self.rest().find('\n').map_or(self.rest().len(), |end| end + 1)
        } else {
            self.rest()[2..].find("*/")? + 4
        };
        self.take(length, COMMENT);
        Some(())
    }

    /// Whether only blanks come before this position in the line.
    fn is_first_in_line(&self) -> bool {
        let line = self.code[..self.at].rsplit('\n').next().unwrap_or("");
        line.bytes().all(is_blank)
    }

    fn module(&mut self) -> Option<()> {
        loop {
            self.space()?;
            let is_line_start = self.at == 0 || self.bytes[self.at - 1] == b'\n';
            if is_line_start && self.rest().starts_with("#!") {
                self.take(self.rest().find('\n').map_or(self.rest().len(), |end| end + 1), COMMENT);
                continue;
            }
            if self.peek().is_none() {
                return Some(());
            }
            match self.word() {
                "import" => self.import()?,
                "export" => self.export()?,
                "default" | "from" | "as" => self.name(KEYWORD)?,
                _ => self.statement()?,
            }
        }
    }

    /// Reads statements up to a closing brace.
    fn statements(&mut self) -> Option<()> {
        self.enter()?;
        self.space()?;
        while self.peek()? != b'}' {
            self.statement()?;
            self.space()?;
        }
        self.depth -= 1;
        Some(())
    }

    fn statement(&mut self) -> Option<()> {
        let word = self.word();
        match word {
            "switch" => return self.switch(),
            "do" => return self.do_while(),
            "for" | "while" | "with" | "if" | "catch" => {
                self.name(KEYWORD)?;
                return self.condition_and_block();
            }
            "else" => {
                let next = self.blanks_end(self.at + word.len());
                let is_else_if = &self.code[next..self.name_end(next)] == "if";
                self.name(KEYWORD)?;
                if is_else_if {
                    self.take_blanks();
                    self.name(KEYWORD)?;
                    return self.condition_and_block();
                }
                return self.block();
            }
            "try" | "finally" => {
                self.name(KEYWORD)?;
                return self.block();
            }
            _ => {}
        }
        match self.peek()? {
            b';' => {
                self.take(1, None);
                return Some(());
            }
            b'{' => return self.braces(),
            _ => {}
        }
        if !word.is_empty() && self.bytes.get(self.blanks_end(self.at + word.len())) == Some(&b':') {
            self.name(None)?;
            self.take_blanks();
            return self.sign(b':');
        }
        match word {
            "const" | "let" | "var" => self.declaration(),
            "throw" | "await" | "return" => {
                self.name(KEYWORD)?;
                self.result()
            }
            "yield" => {
                self.name(KEYWORD)?;
                if self.bytes.get(self.blanks_end(self.at)) == Some(&b'*') {
                    self.take_blanks();
                    self.take(1, KEYWORD);
                }
                self.result()
            }
            "break" | "continue" | "goto" => self.name(KEYWORD),
            "class" => self.class(),
            "function" => self.function(),
            _ => self.expression_here(Comma::Joins),
        }
    }

    fn declaration(&mut self) -> Option<()> {
        self.name(KEYWORD)?;
        self.expression(Comma::Joins)
    }

    /// Reads the expression after `return` and the like, if it begins in the same line.
    fn result(&mut self) -> Option<()> {
        loop {
            self.take_blanks();
            match self.peek() {
                None | Some(b'\n') => return Some(()),
                Some(b'/') if matches!(self.after(1), Some(b'/' | b'*')) => self.comment()?,
                Some(_) => return self.expression(Comma::Joins),
            }
        }
    }

    /// Reads statements in braces.
    fn braces(&mut self) -> Option<()> {
        self.sign(b'{')?;
        self.statements()?;
        self.sign(b'}')
    }

    /// Reads statements in braces, if there is a brace. The definition takes a closing brace for their end.
    fn block(&mut self) -> Option<()> {
        self.space()?;
        match self.peek() {
            Some(b'{') => self.braces(),
            Some(b'}') => None,
            _ => Some(()),
        }
    }

    fn condition_and_block(&mut self) -> Option<()> {
        self.space()?;
        while self.peek() == Some(b'(') {
            self.take(1, None);
            self.condition()?;
            self.space()?;
        }
        self.block()
    }

    /// Reads the content of the parentheses of `if`, `for` and the like, and the closing one.
    fn condition(&mut self) -> Option<()> {
        loop {
            self.space()?;
            match self.peek()? {
                b')' => return self.sign(b')'),
                b';' | b',' => self.take(1, None),
                b'}' | b']' => return None,
                _ if matches!(self.word(), "const" | "let" | "var") => self.name(KEYWORD)?,
                _ => self.expression_here(Comma::Ends)?,
            }
        }
    }

    fn switch(&mut self) -> Option<()> {
        self.name(KEYWORD)?;
        self.space()?;
        self.enclosed(b'(', b')')?;
        self.space()?;
        self.sign(b'{')?;
        self.enter()?;
        loop {
            self.space()?;
            let is_case = match self.word() {
                "case" => true,
                "default" => false,
                _ if self.peek()? == b'}' => break,
                _ => {
                    self.statement()?;
                    continue;
                }
            };
            self.name(KEYWORD)?;
            if is_case {
                self.expression(Comma::Joins)?;
            }
            self.space()?;
            if self.peek() == Some(b':') {
                self.take(1, None);
            }
        }
        self.depth -= 1;
        self.sign(b'}')
    }

    fn do_while(&mut self) -> Option<()> {
        self.name(KEYWORD)?;
        self.space()?;
        self.braces()?;
        self.space()?;
        (self.word() == "while").then(|| self.name(KEYWORD))??;
        self.space()?;
        self.enclosed(b'(', b')')
    }

    /// Reads a string. What is in it has a class.
    fn string(&mut self, class: Class) -> Option<()> {
        let quote = self.peek()?;
        self.take(1, STRING);
        loop {
            self.take(self.rest().bytes().position(|byte| byte == quote || matches!(byte, b'\\' | b'\n'))?, class);
            match self.peek()? {
                b'\\' => self.escape()?,
                b'\n' => return None,
                _ => {
                    self.take(1, STRING);
                    return Some(());
                }
            }
        }
    }

    /// Reads a backslash and what belongs to it. Gives up at a line end after it.
    fn escape(&mut self) -> Option<()> {
        let next = self.rest()[1..].chars().next()?;
        let are_hex = |count| {
            let digits = self.bytes.get(self.at + 2..self.at + 2 + count);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        let length = match next {
            'x' if are_hex(2) => 4,
            'u' if are_hex(4) => 6,
            ' ' | '\t' | '\n' => return None,
            next => 1 + next.len_utf8(),
        };
        self.take(length, ESCAPE);
        Some(())
    }

    /// Reads a template with its expressions.
    fn template(&mut self) -> Option<()> {
        self.take(1, STRING);
        loop {
            let mut text = 0;
            while !matches!(self.after(text)?, b'`' | b'\\') && !self.rest()[text..].starts_with("${") {
                text += self.rest()[text..].chars().next()?.len_utf8();
            }
            self.take(text, STRING);
            match self.peek()? {
                b'\\' => self.escape()?,
                b'$' => {
                    self.take(1, None);
                    self.enclosed(b'{', b'}')?;
                }
                _ => {
                    self.take(1, STRING);
                    return Some(());
                }
            }
        }
    }

    /// Reads an expression in brackets. The definition begins it anew where it ends too early.
    fn enclosed(&mut self, open: u8, close: u8) -> Option<()> {
        self.sign(open)?;
        self.space()?;
        while self.peek()? != close {
            self.expression_here(Comma::Joins)?;
            self.space()?;
        }
        self.sign(close)
    }

    fn operator(&mut self, length: usize) {
        self.take(length, OPERATOR);
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

fn is_name_start(byte: u8) -> bool {
    is_name(byte) && !byte.is_ascii_digit()
}
