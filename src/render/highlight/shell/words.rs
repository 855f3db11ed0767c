//! What commands are made of: arguments, strings, variables, redirections and here-documents.

use super::super::class::{Class, ESCAPE, KEYWORD, NUMBER, OPERATOR, STRING};
use super::{Arguments, Reader, is_blank, is_name};

impl Reader<'_> {
    /// Reads a part of an argument: a string, a variable, a redirection, or plain text with the blanks before it.
    pub(super) fn argument(&mut self, blanks: usize, kind: Arguments) -> Option<()> {
        match self.after(blanks)? {
            b'"' => self.double_quoted(),
            b'\'' => self.single_quoted(),
            b'$' => self.expansion(self.language.text),
            b'\\' if self.is_end(self.at + 1) => self.continuation(),
            b'\\' if self.after(1)?.is_ascii_graphic() => {
                self.take(2, ESCAPE);
                Some(())
            }
            b'<' | b'>' | b'&' => self.redirection(),
            b'*' | b'?' if self.after(1) != Some(b'(') => {
                self.take(1, OPERATOR);
                Some(())
            }
            b'[' => self.set(),
            b'{' => self.braces(),
            b'`' | b'(' | b')' | b'}' | b'\\' | b'*' | b'?' => None,
            b'%' if self.after(blanks + 1).is_some_and(|byte| is_name(byte) || byte == b'?' || !byte.is_ascii()) => {
                None
            }
            b'+' | b'@' | b'!' if self.after(blanks + 1) == Some(b'(') => None,
            b'0'..=b'9' => {
                self.digits(blanks);
                Some(())
            }
            b'=' | b'~' | b'%' | b'+' | b'@' | b'!' | b'#' | b']' | b'-' => {
                self.take(blanks + 1, self.language.text);
                Some(())
            }
            _ => self.plain(blanks, kind),
        }
    }

    /// Reads digits. Before a redirection they are a file descriptor.
    fn digits(&mut self, blanks: usize) {
        let length = self.bytes[self.at + blanks..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = &self.rest()[blanks + length..];
        if end.starts_with(['<', '>']) || end.starts_with("&>") {
            self.take_blanks();
            self.take(length, NUMBER);
        } else {
            self.take(blanks + length, self.language.text);
        }
    }

    /// Reads text that has no meaning of its own, except `in` after `for`.
    fn plain(&mut self, blanks: usize, kind: Arguments) -> Option<()> {
        let is_plain = |byte: u8| !byte.is_ascii_digit() && !b" \t\n;|&\"'$\\<>*?[]{}()`%+@!=~#-".contains(&byte);
        let length = self.bytes[self.at + blanks..].iter().take_while(|&&byte| is_plain(byte)).count();
        let word = &self.code[self.at + blanks..self.at + blanks + length];
        let mut class = self.language.text;
        if matches!(kind, Arguments::For) {
            let is_alone =
                is_blank(self.bytes[self.at - 1]) && matches!(self.after(2), None | Some(b' ' | b'\t' | b'\n'));
            if word == "in" && is_alone {
                class = KEYWORD;
            } else if word.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == "in") {
                return None;
            }
        }
        self.take(blanks + length, class);
        Some(())
    }

    /// Reads a line break with its backslash. The command goes on in the next line.
    fn continuation(&mut self) -> Option<()> {
        let length = 2.min(self.bytes.len() - self.at);
        self.take(length, self.language.text);
        (self.after(self.blanks()) != Some(b'#')).then_some(())
    }

    fn redirection(&mut self) -> Option<()> {
        let rest = self.rest();
        let (length, is_input) = if rest.starts_with("<<") {
            return self.here_document();
        } else if rest.starts_with("<&") {
            (2, true)
        } else if rest.starts_with("<>") || rest.starts_with("<(") || rest.starts_with(">(") {
            return None;
        } else if rest.starts_with('<') {
            (1, true)
        } else if rest.starts_with(">>") || rest.starts_with(">&") || rest.starts_with("&>") {
            (2, false)
        } else {
            (1, false)
        };
        if matches!(self.after(length), Some(b'|' | b'!' | b'&' | b'(')) {
            return None;
        }
        self.take(length, OPERATOR);
        // The file descriptor stands directly after `<`, and after blanks behind `>`.
        let blanks = if is_input { 0 } else { self.blanks() };
        let digits = self.bytes[self.at + blanks..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 {
            self.take_blanks();
            self.take(digits, NUMBER);
        } else if self.after(blanks) == Some(b'-') {
            self.take_blanks();
            self.take(1, self.language.text);
        }
        // The definition takes the blanks here, too: it sees no option and no comment behind them.
        self.take_blanks();
        Some(())
    }

    /// Reads `<< WORD`, the rest of the line, and the lines up to the word.
    fn here_document(&mut self) -> Option<()> {
        let length = if self.rest().starts_with("<<-") { 3 } else { 2 };
        if self.depth > 0 || self.after(length) == Some(b'<') || self.at > 0 && self.bytes[self.at - 1].is_ascii_digit()
        {
            return None;
        }
        let may_be_indented = length == 3;
        self.take(length, OPERATOR);
        self.take_blanks();
        let quote = self.peek().filter(|byte| matches!(byte, b'"' | b'\''));
        if quote.is_some() {
            self.take(1, STRING);
        }
        let length = self.run(is_name);
        let word = self.rest()[..length].to_owned();
        if word.is_empty() || word.as_bytes()[0].is_ascii_digit() {
            return None;
        }
        self.take(length, KEYWORD);
        if let Some(quote) = quote {
            if self.peek() != Some(quote) {
                return None;
            }
            self.take(1, STRING);
        }
        if self
            .rest()
            .lines()
            .next()
            .is_some_and(|line| line.contains("<<") || line.contains('#') || line.contains('\\') || line.contains('='))
        {
            return None;
        }
        if self.after(self.blanks()) == Some(b'-') {
            return None;
        }
        if self.blanks() > 0 || !self.is_end(self.at) {
            self.arguments(Arguments::Any)?;
            self.line()?;
        }
        if self.peek() == Some(b'\n') {
            self.take(1, STRING);
        }
        self.here_document_body(&word, quote.is_none(), may_be_indented)
    }

    fn here_document_body(&mut self, word: &str, has_expansions: bool, may_be_indented: bool) -> Option<()> {
        loop {
            let length = self.run(|byte| byte != b'\n');
            let line = &self.rest()[..length];
            if line.trim_start() == word && (may_be_indented || line == word) {
                self.take_blanks();
                self.take(word.len(), KEYWORD);
                return Some(());
            }
            let is_last = line.trim() == word && (may_be_indented || line.starts_with(word));
            if is_last || has_expansions && (line.contains(['`', '\\']) || line.contains("$(") || line.contains("${")) {
                return None;
            }
            // A variable is a token of its own. It matters if blanks are before it, because the writer leaves them out.
            if let Some(variable) = line.trim_start().strip_prefix('$').filter(|_| has_expansions) {
                variable.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(())?;
                self.take_blanks();
            }
            self.take(self.run(|byte| byte != b'\n'), STRING);
            if self.peek().is_none() {
                return Some(());
            }
            self.take(1, STRING);
        }
    }

    /// Reads `[a-z]`.
    fn set(&mut self) -> Option<()> {
        let length = self.bytes[self.at + 1..]
            .iter()
            .position(|&byte| !byte.is_ascii_alphanumeric() && !b"-_,".contains(&byte))?;
        if length == 0 || self.after(length + 1) != Some(b']') {
            return None;
        }
        self.take(1, KEYWORD);
        let end = self.at + length;
        // A dash is an operator between two characters, and not at either end.
        self.take(1, self.language.text);
        while self.at < end {
            let is_dash = self.peek() == Some(b'-');
            let class = match is_dash {
                true if self.at + 1 == end => KEYWORD,
                true => OPERATOR,
                false => self.language.text,
            };
            if is_dash && self.at + 1 == end {
                return None;
            }
            self.take(1, class);
        }
        self.take(1, KEYWORD);
        Some(())
    }

    /// Reads `{a,b}` and `{}`.
    fn braces(&mut self) -> Option<()> {
        let inside = &self.rest()[1..];
        let length = inside.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.,/:".contains(c))?;
        if inside.as_bytes()[length] != b'}' {
            return None;
        }
        self.take(length + 2, self.language.text);
        Some(())
    }

    pub(super) fn single_quoted(&mut self) -> Option<()> {
        let length = self.rest()[1..].find('\'')?;
        self.take(length + 2, STRING);
        Some(())
    }

    pub(super) fn double_quoted(&mut self) -> Option<()> {
        self.take(1, STRING);
        loop {
            match self.peek()? {
                b'"' => {
                    self.take(1, STRING);
                    return Some(());
                }
                b'\\' => match self.after(1)? {
                    b'$' | b'`' | b'"' | b'\\' => self.take(2, ESCAPE),
                    b'\n' => return None,
                    _ => self.take(1, STRING),
                },
                b'$' => self.expansion(STRING)?,
                b'`' => return None,
                _ => {
                    let length = self.run(|byte| !b"\"\\$`".contains(&byte));
                    self.take(length, STRING);
                }
            }
        }
    }

    /// Reads a variable, `$((…))` or `$(…)`. `text` is the class of what is around it.
    pub(super) fn expansion(&mut self, text: Class) -> Option<()> {
        match self.after(1) {
            Some(b'(') if self.after(2) == Some(b'(') => self.arithmetic(text),
            Some(b'(') => self.command_substitution(text),
            Some(b'{') => {
                let inside = &self.rest()[2..];
                let length = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
                if length == 0 || inside.as_bytes()[0].is_ascii_digit() {
                    return None;
                }
                self.take(length + 2, text);
                let operator = usize::from(self.peek() == Some(b':'));
                if matches!(self.after(operator), Some(b'-' | b'+' | b'=' | b'?')) {
                    self.take(operator + 1, OPERATOR);
                    let length = self.run(|byte| is_name(byte) || b"./-,: ".contains(&byte));
                    if length > 0 {
                        self.take(length, text);
                    }
                }
                if self.peek() != Some(b'}') {
                    return None;
                }
                self.take(1, text);
                Some(())
            }
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' && self.after(2).is_some_and(is_name) => {
                let end = self.bytes[self.at + 1..]
                    .iter()
                    .position(|&byte| !is_name(byte))
                    .map_or(self.bytes.len(), |length| self.at + 1 + length);
                if self.bytes.get(end).is_some_and(|byte| !byte.is_ascii()) {
                    return None;
                }
                self.take(end - self.at, text);
                Some(())
            }
            Some(byte) if byte.is_ascii_digit() => {
                self.take(2, text);
                Some(())
            }
            Some(b'$' | b'#' | b'@' | b'!' | b'*' | b'?' | b'-') => {
                if self.after(2).is_some_and(|byte| is_name(byte) || !byte.is_ascii()) {
                    return None;
                }
                self.take(2, text);
                Some(())
            }
            None | Some(b' ' | b'\t' | b'\n' | b'.' | b'/' | b',' | b')') => {
                self.take(1, text);
                Some(())
            }
            Some(b'"') if text == STRING => {
                self.take(1, text);
                Some(())
            }
            Some(_) => None,
        }
    }

    fn command_substitution(&mut self, text: Class) -> Option<()> {
        if self.depth > 3 {
            return None;
        }
        let around = std::mem::replace(&mut self.language.text, text);
        self.depth += 1;
        self.take(2, text);
        self.line()?;
        if self.peek() != Some(b')') {
            return None;
        }
        self.take(1, text);
        self.depth -= 1;
        self.language.text = around;
        Some(())
    }

    fn arithmetic(&mut self, text: Class) -> Option<()> {
        if !self.rest().lines().next()?[3..].contains("))") {
            return None;
        }
        self.take(3, text);
        loop {
            match self.peek()? {
                b')' if self.after(1) == Some(b')') => {
                    self.take(2, text);
                    return Some(());
                }
                b' ' => self.take(1, text),
                b'1'..=b'9' => {
                    let length = self.run(is_name);
                    if !self.rest().as_bytes()[..length].iter().all(u8::is_ascii_digit)
                        || self.after(length) == Some(b'#')
                    {
                        return None;
                    }
                    self.take(length, NUMBER);
                }
                b'0' if !self.after(1).is_some_and(is_name) => self.take(1, NUMBER),
                b'+' | b'-' | b'*' | b'/' | b'%' if self.after(1) != Some(b'=') => self.take(1, OPERATOR),
                b'$' if self.after(1).is_some_and(|byte| byte.is_ascii_alphabetic()) => self.expansion(text)?,
                byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                    let length = self.run(is_name);
                    self.take(length, text);
                }
                _ => return None,
            }
        }
    }
}
