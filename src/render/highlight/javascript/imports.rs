//! Imports and exports of JavaScript.

use super::super::class::{KEYWORD, LITERAL, STRING};
use super::{Comma, Reader};

impl Reader<'_> {
    pub(super) fn import(&mut self) -> Option<()> {
        self.name(KEYWORD)?;
        self.space()?;
        if !matches!(self.peek(), Some(b'"' | b'\'')) {
            self.exchanged()?;
        }
        self.origin()
    }

    pub(super) fn export(&mut self) -> Option<()> {
        self.name(KEYWORD)?;
        loop {
            self.space()?;
            match self.word() {
                "const" | "let" | "var" => self.declaration()?,
                "default" => {
                    self.name(KEYWORD)?;
                    self.space()?;
                    return match self.word() {
                        "class" => self.class(),
                        "function" => self.function(),
                        _ => self.expression(Comma::Joins),
                    };
                }
                _ => {
                    self.exchanged()?;
                    return self.origin();
                }
            }
        }
    }

    /// Reads what is imported or exported, with other names of it.
    fn exchanged(&mut self) -> Option<()> {
        loop {
            self.space()?;
            match self.peek() {
                Some(b'{') => self.exchanged_names()?,
                Some(b'*') => {
                    self.take(1, LITERAL);
                    self.other_name()?;
                }
                _ => {
                    if !self.word().is_empty() {
                        self.name(None)?;
                    }
                    self.other_name()?;
                }
            }
            self.space()?;
            if self.peek() != Some(b',') {
                return Some(());
            }
            self.take(1, None);
        }
    }

    /// Reads names in braces.
    fn exchanged_names(&mut self) -> Option<()> {
        self.sign(b'{')?;
        loop {
            self.space()?;
            match self.peek()? {
                b',' => self.take(1, None),
                b'}' => {
                    self.take(1, None);
                    return self.other_name();
                }
                b'*' => {
                    self.take(1, LITERAL);
                    self.other_name()?;
                }
                _ => {
                    self.name(None)?;
                    self.other_name()?;
                }
            }
        }
    }

    /// Reads `as` and a name.
    fn other_name(&mut self) -> Option<()> {
        self.space()?;
        if self.word() != "as" {
            return Some(());
        }
        self.name(KEYWORD)?;
        self.space()?;
        match self.word() {
            "" => Some(()),
            "default" => self.name(KEYWORD),
            _ => self.name(None),
        }
    }

    /// Reads `from` and a string.
    fn origin(&mut self) -> Option<()> {
        loop {
            self.space()?;
            match self.peek() {
                Some(b'"' | b'\'') => self.string(STRING)?,
                _ if self.word() == "from" => self.name(KEYWORD)?,
                _ => return Some(()),
            }
        }
    }
}
