//! Shell commands -> spans with their classes, those that syntect gives. Many notes have a few commands and no other code;
//! without this reader, each build would compile a syntax of 260 contexts for them.
//!
//! It knows commands with words, options, strings, variables, pipes, redirections, here-documents, assignments, `if`, `for`,
//! `while` and tests. It gives up at anything else (`case`, functions, groups, arrays): then syntect reads the whole code.

mod words;

use super::Token;
use super::class::{COMMENT, Class, FUNCTION, KEYWORD, OPERATOR, STRING, VARIABLE};
use super::reader::is_blank;

/// Commands of the shell, and their options of one letter. A plus sign means that letters can follow one another.
/// The syntax definition takes other options of these commands as text.
const BUILTINS: [(&str, &str); 29] = [
    (".", ""),
    (":", ""),
    ("bg", ""),
    ("builtin", ""),
    ("caller", ""),
    ("cd", "LPe@"),
    ("command", "pVv+"),
    ("echo", "neE+"),
    ("eval", ""),
    ("exit", ""),
    ("fg", ""),
    ("help", "dms+"),
    ("kill", "snlL"),
    ("logout", ""),
    ("printf", "v"),
    ("pwd", "LP+"),
    ("return", ""),
    ("set", "abefhkmnptuvxBCEHPT+"),
    ("shift", ""),
    ("source", ""),
    ("suspend", "f"),
    ("times", ""),
    ("trap", "lp+"),
    ("type", "afptP+"),
    ("ulimit", "HSabcdefiklmnpqrstuvxPT+"),
    ("umask", "pS"),
    ("unalias", "a"),
    ("unset", "fnv+"),
    ("wait", "n"),
];

/// Words at the start of a command that this reader does not know.
const UNKNOWN: [&str; 17] = [
    "alias",
    "bind",
    "case",
    "disown",
    "enable",
    "esac",
    "exec",
    "function",
    "getopts",
    "hash",
    "jobs",
    "let",
    "mapfile",
    "read",
    "readarray",
    "select",
    "shopt",
];

/// Words that are followed by names and values, and their options.
const DECLARATIONS: [(&str, &str); 5] = [
    ("declare", "aAfFgilnrtux"),
    ("export", "fn"),
    ("local", "aAfFgilnrtux"),
    ("readonly", "aAf"),
    ("typeset", "aAfFgilnrtux"),
];

/// Operators of tests, without their dash.
const TESTS: [&str; 9] = ["ef", "nt", "ot", "eq", "ne", "lt", "le", "gt", "ge"];

/// Returns the tokens of commands in order, or `None` if there is something that this reader does not know.
pub(super) fn tokens(code: &str) -> Option<Vec<Token>> {
    let mut reader = Reader::new(code, Shell { text: None })?;
    reader.script()?;
    (reader.at == code.len()).then_some(reader.tokens)
}

/// What the arguments of a command can have.
#[derive(Clone, Copy)]
enum Arguments {
    /// Options of any name.
    Any,
    /// Options of these letters.
    Letters(&'static str),
    /// No options, after `--`.
    Plain,
    /// The words of `for`.
    For,
}

/// What a word at the start of a command is.
enum Start {
    /// A command, a variable or a test.
    Command,
    /// `if` and the like: a command follows.
    Condition,
    /// `then` and the like: commands follow.
    List,
    /// `done` and the like, with arguments.
    End(Arguments),
}

struct Shell {
    /// Class of text that has none of its own: that of the string around a `$(…)`.
    text: Class,
}

type Reader<'a> = super::reader::Reader<'a, Shell>;

impl Reader<'_> {
    fn blanks(&self) -> usize {
        self.run(is_blank)
    }

    fn take_blanks(&mut self) {
        let length = self.blanks();
        if length > 0 {
            self.take(length, self.language.text);
        }
    }

    /// Whether a line ends at an offset.
    fn is_end(&self, at: usize) -> bool {
        matches!(self.bytes.get(at), None | Some(b'\n'))
    }

    fn script(&mut self) -> Option<()> {
        while let Some(byte) = self.peek() {
            if byte == b'\n' {
                self.take(1, None);
            } else {
                self.line()?;
            }
        }
        Some(())
    }

    /// Reads commands up to the end of the line, or up to the `)` of a `$(`.
    fn line(&mut self) -> Option<()> {
        loop {
            let is_apart = self.is_line_start() || self.blanks() > 0;
            self.take_blanks();
            match self.peek() {
                None | Some(b'\n') => return Some(()),
                Some(b')') if self.depth > 0 => return Some(()),
                Some(b'#') if is_apart || is_blank(self.bytes[self.at - 1]) => return self.comment(),
                Some(b';' | b'|' | b'&') if !self.word().contains('=') => self.operator()?,
                Some(_) => self.command()?,
            }
        }
    }

    /// The bytes up to the next blank.
    fn word(&self) -> &str {
        &self.rest()[..self.run(|byte| !is_blank(byte) && byte != b'\n')]
    }

    fn comment(&mut self) -> Option<()> {
        if self.depth > 0 {
            return None;
        }
        let length = self.run(|byte| byte != b'\n');
        self.take(length, COMMENT);
        Some(())
    }

    fn operator(&mut self) -> Option<()> {
        let length = match (self.peek()?, self.after(1)) {
            (b';', Some(b';' | b'&')) | (b'|', Some(b'&')) | (b'&', Some(b'>')) => return None,
            (b'|', Some(b'|')) | (b'&', Some(b'&')) => 2,
            _ => 1,
        };
        self.take(length, OPERATOR);
        Some(())
    }

    /// Reads a command with the keywords before it. `time` and `!` are commands in the definition.
    fn command(&mut self) -> Option<()> {
        let mut can_assign = self.depth == 0;
        loop {
            match self.keyword()? {
                Start::Command => break,
                Start::Condition if self.is_command_end() => return Some(()),
                Start::Condition => can_assign = false,
                Start::List => return Some(()),
                Start::End(kind) => return self.arguments(kind),
            }
        }
        let name = self.rest()[..self.run(is_name)].to_owned();
        let next = self.after(name.len());
        if can_assign && let Some((_, letters)) = DECLARATIONS.iter().find(|(known, _)| *known == name) {
            return if matches!(next, None | Some(b' ' | b'\n')) {
                self.declaration(name.len(), letters)
            } else {
                None
            };
        }
        let is_variable = !name.is_empty() && !name.as_bytes()[0].is_ascii_digit();
        if can_assign && is_variable && self.rest()[name.len()..].trim_start_matches('+').starts_with('=') {
            self.take(name.len(), self.language.text);
            return self.assignment();
        }
        match self.word() {
            word if word.contains('=') => None,
            "[" => self.test("]"),
            "[[" => self.test("]]"),
            _ => {
                let kind = self.name()?;
                self.arguments(kind)
            }
        }
    }

    /// Reads a keyword where a command can begin.
    fn keyword(&mut self) -> Option<Start> {
        let word = self.rest()[..self.run(is_name)].to_owned();
        if UNKNOWN.contains(&word.as_str()) {
            return None;
        }
        let start = match word.as_str() {
            "if" | "elif" | "while" | "until" | "continue" => Start::Condition,
            "then" | "else" | "do" => Start::List,
            "fi" | "done" | "break" => Start::End(Arguments::Any),
            "for" => Start::End(Arguments::For),
            _ => return Some(Start::Command),
        };
        if self.depth > 0
            || self.word().contains('=')
            || !matches!(self.after(word.len()), None | Some(b' ' | b'\t' | b'\n' | b';'))
        {
            return None;
        }
        self.take(word.len(), KEYWORD);
        if matches!(start, Start::Condition) {
            self.take_blanks();
            if self.peek() == Some(b'!') {
                (word.ends_with("if") && self.after(1).is_some_and(is_blank)).then_some(())?;
                self.take(1, OPERATOR);
                self.take_blanks();
            }
            (!matches!(self.peek(), Some(b'#' | b'|' | b'&' | b'\\'))).then_some(())?;
        }
        Some(start)
    }

    fn is_command_end(&self) -> bool {
        matches!(self.peek(), None | Some(b'\n' | b';'))
    }

    /// Reads the name of a command. Returns what its arguments can have.
    fn name(&mut self) -> Option<Arguments> {
        let builtin = BUILTINS.iter().find(|(known, _)| {
            self.rest().strip_prefix(known).is_some_and(|rest| {
                matches!(rest.bytes().next(), None | Some(b' ' | b'\t' | b'\n' | b';' | b'>' | b'<' | b'|'))
            })
        });
        if let Some((known, letters)) = builtin {
            self.take(known.len(), FUNCTION);
            return Some(Arguments::Letters(letters));
        }
        loop {
            match self.peek() {
                None | Some(b' ' | b'\t' | b'\n' | b'|' | b';' | b'&' | b'<' | b'>') => return Some(Arguments::Any),
                Some(b')') if self.depth > 0 => return Some(Arguments::Any),
                Some(b'"') => self.double_quoted()?,
                Some(b'\'') => self.single_quoted()?,
                Some(b'$') if self.after(1) != Some(b'(') => self.expansion(FUNCTION)?,
                Some(b'$' | b'`' | b'(' | b')' | b'{' | b'}' | b'\\' | b'%' | b'=' | b'#' | b'[' | b']') => {
                    return None;
                }
                Some(_) => {
                    let length = self.run(|byte| !b" \t\n|;&<>\"'$`(){}\\%=#[]".contains(&byte));
                    self.take(length, FUNCTION);
                }
            }
        }
    }

    /// Reads names and values after `export` and the like.
    fn declaration(&mut self, length: usize, letters: &str) -> Option<()> {
        self.take(length, KEYWORD);
        loop {
            self.take_blanks();
            if self.peek() != Some(b'-') {
                break;
            }
            let length = self.word().len();
            let option = &self.word()[1..];
            if option.is_empty() || !(option == "p" || option.chars().all(|letter| letters.contains(letter))) {
                return None;
            }
            self.take(length, VARIABLE);
        }
        let first = self.tokens.len();
        loop {
            self.take_blanks();
            let length = self.run(is_name);
            match self.peek() {
                None | Some(b'\n') => return Some(()),
                Some(b';' | b'#' | b'|' | b'&') => return (self.tokens.len() > first + 1).then_some(()),
                Some(byte) if length > 0 && !byte.is_ascii_digit() => {}
                Some(_) => return None,
            }
            self.take(length, self.language.text);
            match self.peek() {
                None | Some(b' ' | b'\t' | b'\n' | b';') => {}
                Some(b'=' | b'+') => self.assignment()?,
                Some(_) => return None,
            }
        }
    }

    /// Reads the equals sign of an assignment and its value.
    fn assignment(&mut self) -> Option<()> {
        let length = if self.peek() == Some(b'+') { 2 } else { 1 };
        if self.bytes.get(self.at + length - 1) != Some(&b'=') {
            return None;
        }
        self.take(length, OPERATOR);
        loop {
            match self.peek() {
                None | Some(b' ' | b'\t' | b'\n' | b';') => return Some(()),
                Some(b'"') => self.double_quoted()?,
                Some(b'\'') => self.single_quoted()?,
                Some(b'$') => self.expansion(STRING)?,
                Some(b'*' | b'?') if self.after(1) != Some(b'(') => self.take(1, OPERATOR),
                Some(b'+' | b'@' | b'!') if self.after(1) != Some(b'(') => self.take(1, STRING),
                Some(
                    b'`' | b'(' | b')' | b'{' | b'}' | b'\\' | b'%' | b'[' | b']' | b'*' | b'?' | b'|' | b'&' | b'~'
                    | b'+' | b'@' | b'!',
                ) => return None,
                Some(_) => {
                    let length = self.run(|byte| !b" \t\n;\"'$`(){}\\%[]*?|&~+@!".contains(&byte));
                    self.take(length, STRING);
                }
            }
        }
    }

    /// Reads `[ … ]` or `[[ … ]]`.
    fn test(&mut self, end: &str) -> Option<()> {
        self.take(end.len(), FUNCTION);
        loop {
            self.take_blanks();
            let word = self.word();
            if word
                .strip_prefix(end)
                .is_some_and(|rest| rest.is_empty() || (rest.starts_with(';') && !rest.contains('=')))
            {
                self.take(end.len(), FUNCTION);
                return Some(());
            }
            match word {
                "" => return None,
                "=" | "==" | "!=" | "!" => self.take(word.len(), OPERATOR),
                "&&" | "||" if end == "]]" => self.take(word.len(), OPERATOR),
                _ => self.operand()?,
            }
        }
    }

    /// Reads an operand or an operator of a test with a dash.
    fn operand(&mut self) -> Option<()> {
        if let Some(name) = self.word().strip_prefix('-') {
            let is_known = match name.as_bytes() {
                [letter] => b"aobcdefghknoprstuvwxzGLNORS".contains(letter),
                _ => TESTS.contains(&name),
            };
            let class = is_known.then_some(VARIABLE)?;
            // A blank follows, because the test is not at its end.
            self.take(self.word().len(), class);
            return Some(());
        }
        loop {
            match self.peek()? {
                b' ' | b'\t' => return Some(()),
                b'"' => self.double_quoted()?,
                b'\'' => self.single_quoted()?,
                b'$' => self.expansion(self.language.text)?,
                byte if byte.is_ascii_alphanumeric() || b"_./:,@".contains(&byte) => {
                    let length = self.run(|byte| byte.is_ascii_alphanumeric() || b"_./:,@".contains(&byte));
                    self.take(length, self.language.text);
                }
                _ => return None,
            }
        }
    }

    /// Reads arguments and redirections, up to the end of the line, an operator, a comment or the `)` of a `$(`.
    fn arguments(&mut self, mut kind: Arguments) -> Option<()> {
        loop {
            let blanks = self.blanks();
            let is_first = blanks > 0 || self.at == 0 || self.bytes[self.at - 1] == b'\n';
            let byte = self.after(blanks);
            if self.is_end(self.at + blanks) || (byte == Some(b')') && self.depth > 0) {
                self.take_blanks();
                return Some(());
            }
            match byte? {
                b'#' if is_first => {
                    return Some(());
                }
                b';' | b'|' => {
                    self.take_blanks();
                    return self.operator();
                }
                b'&' if self.after(blanks + 1) != Some(b'>') => {
                    self.take_blanks();
                    return self.operator();
                }
                b'-' if is_first => self.option(blanks, &mut kind)?,
                byte => {
                    let is_plain = !b"\"'$\\<>&*?[{`()}".contains(&byte) && !matches!(kind, Arguments::For);
                    let blanks = if is_plain { blanks } else { 0 };
                    if !is_plain {
                        self.take_blanks();
                    }
                    self.argument(blanks, kind)?;
                }
            }
        }
    }

    /// Reads a word that begins with a dash, with the blanks before it.
    fn option(&mut self, blanks: usize, kind: &mut Arguments) -> Option<()> {
        let rest = &self.code[self.at + blanks..];
        let word = &rest[..rest.find([' ', '\t', '\n']).unwrap_or(rest.len())];
        if word == "--" && !matches!(kind, Arguments::Plain) {
            self.take(blanks + 2, OPERATOR);
            *kind = Arguments::Plain;
            return Some(());
        }
        let dashes = if word.starts_with("--") { 2 } else { 1 };
        match kind {
            Arguments::Any if word[dashes..].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') => {
                self.take(blanks + dashes, VARIABLE);
                loop {
                    let length = self.run(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
                    if length > 0 {
                        self.take(length, VARIABLE);
                    }
                    match self.peek() {
                        Some(b'$') => self.expansion(VARIABLE)?,
                        Some(byte) if !byte.is_ascii() || byte == b'\\' => return None,
                        Some(b'=') => {
                            self.take(1, OPERATOR);
                            break;
                        }
                        _ => break,
                    }
                }
            }
            Arguments::Letters(letters) => {
                let end = word.find([';', '`', ')']).unwrap_or(word.len());
                let option = &word[1..end];
                let known = letters.strip_suffix('+').unwrap_or(letters);
                let is_known = match option.len() {
                    0 => false,
                    1 => known.contains(option) || (option == "o" && known.starts_with("abef")),
                    _ => letters.ends_with('+') && option.chars().all(|letter| known.contains(letter)),
                };
                if is_known {
                    self.take_blanks();
                    self.take(end, VARIABLE);
                } else {
                    self.take(blanks + 1, self.language.text);
                }
            }
            _ => self.take(blanks + 1, self.language.text),
        }
        Some(())
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
