//! Python -> spans with their classes, those that syntect gives: scripts, Lambda functions, CDK stacks. It gives up at what
//! is rare in notes (SQL in strings, most mistakes): then syntect reads the whole code.
//!
//! This file reads statements. The definition knows no statements as a whole: it accepts most keywords anywhere in a line.

mod expressions;
mod patterns;
mod strings;
mod words;

use super::Token;
use super::class::{COMMENT, Class, FUNCTION, KEYWORD, LITERAL, OPERATOR, TYPE, VARIABLE};
use super::reader::{is_blank, run};

/// How many brackets and the like can be open. syntect opens at most 100 contexts, up to two for each of them.
const DEEPEST: usize = 40;

/// Returns the tokens of Python code in order, or `None` if there is something that this reader does not know.
pub(super) fn tokens(code: &str) -> Option<Vec<Token>> {
    let mut reader = Reader::new(code, Python)?;
    while reader.at < code.len() {
        reader.statement_part()?;
    }
    Some(reader.tokens)
}

/// Where a part of an expression stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// In a statement, outside brackets.
    Statement,
    /// After `if` and the like, up to a colon or the end of the line.
    Block,
    /// After `with`.
    With,
    /// After the arrow of a function.
    Result,
    /// After `raise`.
    Raise,
    /// After `raise … from`.
    Cause,
    /// In parentheses.
    Group,
    /// In the parentheses of a call.
    Arguments,
    /// After the equals sign of an argument with a name.
    ArgumentValue,
    /// In the brackets of a list.
    List,
    /// In brackets behind a value.
    Index,
    /// In the braces of a dictionary or a set.
    Dictionary,
    /// After the equals sign of a parameter.
    Default,
    /// After the colon of a parameter.
    Annotation,
    /// In the braces of a string.
    Interpolation,
}

/// The language has no state of its own.
struct Python;

type Reader<'a> = super::reader::Reader<'a, Python>;

impl<'a> Reader<'a> {
    fn take_blanks(&mut self) {
        self.take(self.run(is_blank), None);
    }

    /// The name or keyword that begins here. Gives up at letters that are not ASCII, and before a quotation mark.
    fn name(&self) -> Option<&'a str> {
        let name = &self.rest()[..self.run(is_name)];
        let is_known = name.bytes().next().is_some_and(is_name_start)
            && self.after(name.len()).is_none_or(|byte| byte.is_ascii() && !matches!(byte, b'"' | b'\''));
        is_known.then_some(name)
    }

    /// Gives up if too much is open.
    fn enter(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth < DEEPEST).then_some(())
    }

    fn is_line_end(&self) -> bool {
        matches!(self.peek(), None | Some(b'\n' | b';' | b'#'))
    }

    fn statement_part(&mut self) -> Option<()> {
        if self.is_line_start() && self.line_start()? {
            return Some(());
        }
        match self.peek()? {
            b'\n' | b';' => self.take(1, None),
            _ => self.part(Place::Statement)?,
        }
        Some(())
    }

    /// Reads what the definition knows only at the start of a line. Returns whether there is something.
    fn line_start(&mut self) -> Option<bool> {
        let blanks = self.run(is_blank);
        let rest = &self.rest()[blanks..];
        if self.docstring(blanks)? {
            return Some(true);
        }
        match &rest[..run(rest.as_bytes(), is_name)] {
            "" if rest.starts_with('@') => {
                self.take(blanks, None);
                self.decorator()?;
            }
            "class" => {
                self.take(blanks, None);
                self.class()?;
            }
            "def" => {
                self.take(blanks, None);
                self.function()?;
            }
            "async" if rest["async".len()..].trim_start_matches([' ', '\t']).starts_with("def") => {
                self.take(blanks, None);
                self.take("async".len(), KEYWORD);
                self.take_blanks();
                self.function()?;
            }
            _ => return Some(false),
        }
        Some(true)
    }

    fn decorator(&mut self) -> Option<()> {
        self.take("@".len(), None);
        let names = self.path()?;
        let is_call = self.is_before(&names, b"(");
        self.take_path(&names, None);
        if is_call {
            self.take_blanks();
            self.bracket(Place::Arguments)?;
            return self.postfix();
        }
        self.take_blanks();
        matches!(self.peek(), None | Some(b'\n' | b'#')).then_some(())
    }

    fn class(&mut self) -> Option<()> {
        self.take("class".len(), KEYWORD);
        self.own_name(TYPE)?;
        self.take_blanks();
        if self.peek() == Some(b'(') {
            self.take(1, None);
            self.bases()?;
            self.take_blanks();
        }
        self.colon()
    }

    /// Reads a name that a class or a function gets.
    fn own_name(&mut self, class: Class) -> Option<()> {
        self.take_blanks();
        let name = self.name().filter(|name| !words::is_keyword(name))?;
        self.take(name.len(), class);
        Some(())
    }

    fn colon(&mut self) -> Option<()> {
        if self.peek() != Some(b':') {
            return None;
        }
        self.take(1, None);
        Some(())
    }

    /// Reads the classes behind the name of a class. They are plain, even those that the definition knows elsewhere.
    fn bases(&mut self) -> Option<()> {
        loop {
            match self.peek()? {
                b')' => {
                    self.take(1, None);
                    return Some(());
                }
                b' ' | b'\t' | b'\n' | b',' => self.take(1, None),
                b'(' => self.bracket(Place::Group).and_then(|()| self.postfix())?,
                b'[' => self.bracket(Place::List).and_then(|()| self.postfix())?,
                _ => {
                    let names = self.path()?;
                    let length = names.join(".").len();
                    let is_keyword = names.iter().any(|name| words::is_keyword(name));
                    let spaces = run(&self.bytes[self.at + length..], |byte| byte == b' ');
                    if is_keyword {
                        return None;
                    }
                    if self.after(length + spaces) == Some(b'=') {
                        self.take((names.len() == 1).then_some(length)?, VARIABLE);
                        self.take(spaces, None);
                        self.take(1, OPERATOR);
                    } else {
                        self.take(length, None);
                    }
                }
            }
        }
    }

    /// Reads `def`, a name, parameters and the type of the result.
    fn function(&mut self) -> Option<()> {
        (self.name()? == "def").then(|| self.take("def".len(), KEYWORD))?;
        self.own_name(FUNCTION)?;
        self.take_blanks();
        (self.peek()? == b'(').then(|| self.take(1, None))?;
        self.parameters()?;
        self.take_blanks();
        if self.rest().starts_with("->") {
            self.take("->".len(), None);
            self.items(Place::Result)?;
        }
        self.colon()
    }

    /// Reads parameters and the parenthesis behind them.
    fn parameters(&mut self) -> Option<()> {
        let mut can_unpack = true;
        loop {
            match self.peek()? {
                b')' => {
                    self.take(1, None);
                    return Some(());
                }
                b' ' | b'\t' => {
                    self.take(1, None);
                    continue;
                }
                b',' => {
                    self.take(1, None);
                    can_unpack = true;
                    continue;
                }
                b'*' if can_unpack => self.stars()?,
                // The definition knows no star at the start of a line.
                b'\n' | b'/' | b'*' => self.take(1, None),
                b'#' => self.comment(),
                b'=' => {
                    self.take(1, OPERATOR);
                    self.items(Place::Default)?;
                }
                b':' => {
                    self.take(1, None);
                    self.items(Place::Annotation)?;
                }
                _ => self.own_name(VARIABLE)?,
            }
            can_unpack = false;
        }
    }

    /// Reads the stars before a parameter.
    fn stars(&mut self) -> Option<()> {
        let length = self.run(|byte| byte == b'*');
        self.take((length < 3).then_some(length)?, OPERATOR);
        Some(())
    }

    fn comment(&mut self) {
        self.take(self.run(|byte| byte != b'\n'), COMMENT);
    }

    /// Reads a keyword that has a meaning only outside brackets. Returns whether it is one.
    fn statement_word(&mut self, word: &str) -> Option<bool> {
        match word {
            "return" | "break" | "continue" | "pass" | "assert" | "del" | "elif" | "else" | "try" | "finally" => {
                self.take(word.len(), KEYWORD);
            }
            "print" | "exec" if self.is_old_statement(word) => self.take(word.len(), KEYWORD),
            "if" | "while" => self.block(word, Place::Block)?,
            "for" => self.for_statement()?,
            "with" => self.with_statement()?,
            "async" => {
                let spaces = run(&self.bytes[self.at + word.len()..], |byte| byte == b' ');
                self.take(word.len() + spaces, KEYWORD);
                match self.name()? {
                    "for" if spaces > 0 => self.for_statement()?,
                    "with" if spaces > 0 => self.with_statement()?,
                    _ => return None,
                }
            }
            "except" => self.except_statement()?,
            "import" => {
                self.take(word.len(), KEYWORD);
                self.modules()?;
            }
            "from" => self.import_from()?,
            "raise" => {
                self.block(word, Place::Raise)?;
                if !self.is_line_end() {
                    self.block("from", Place::Cause)?;
                }
            }
            "global" | "nonlocal" => {
                self.take(word.len(), KEYWORD);
                self.names(b",", false)?;
                self.is_line_end().then_some(())?;
            }
            // The definition takes the start of these names for a keyword.
            _ if ["elif", "else", "try", "finally"].iter().any(|keyword| word.starts_with(keyword)) => return None,
            _ => return Some(false),
        }
        Some(true)
    }

    /// Returns whether `print` or `exec` is a statement, as in Python 2.
    fn is_old_statement(&self, word: &str) -> bool {
        match self.rest()[word.len()..].trim_start_matches(' ').bytes().next() {
            Some(byte) if b",.()]}".contains(&byte) => false,
            None | Some(b'\n') => word == "print",
            Some(_) => true,
        }
    }

    /// Reads a keyword and the expression behind it, with a colon at its end.
    fn block(&mut self, word: &str, place: Place) -> Option<()> {
        self.take(word.len(), KEYWORD);
        self.items(place)?;
        self.take(usize::from(self.peek() == Some(b':')), None);
        Some(())
    }

    fn for_statement(&mut self) -> Option<()> {
        self.take("for".len(), KEYWORD);
        self.targets()?;
        self.block("in", Place::Block)
    }

    fn with_statement(&mut self) -> Option<()> {
        self.block("with", Place::With)?;
        while self.name() == Some("as") {
            self.take("as".len(), KEYWORD);
            self.names(b"", false)?;
            match self.peek()? {
                b',' => {
                    self.take(1, None);
                    self.block("", Place::With)?;
                }
                _ => self.colon()?,
            }
        }
        Some(())
    }

    fn except_statement(&mut self) -> Option<()> {
        self.take("except".len(), KEYWORD);
        self.names(b",.*", true)?;
        if self.name() == Some("as") {
            self.take("as".len(), KEYWORD);
            self.names(b"", false)?;
        }
        self.colon()
    }

    /// Reads the names between `for` and `in`.
    fn targets(&mut self) -> Option<()> {
        self.names(b",.*", true)?;
        (self.name()? == "in").then_some(())
    }

    /// Reads names with some signs between them, up to a keyword or something else.
    fn names(&mut self, signs: &[u8], can_have_parentheses: bool) -> Option<()> {
        let mut is_in_parentheses = false;
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' => self.take_blanks(),
                b'\n' if is_in_parentheses => self.take(1, None),
                b'(' if can_have_parentheses && !is_in_parentheses => {
                    is_in_parentheses = true;
                    self.take(1, None);
                }
                b')' if is_in_parentheses => {
                    is_in_parentheses = false;
                    self.take(1, None);
                }
                _ if signs.contains(&byte) => self.take(1, None),
                _ if is_name_start(byte) => {
                    let name = self.name()?;
                    if words::is_keyword(name) {
                        break;
                    }
                    self.take(name.len(), words::known(name).unwrap_or(None));
                }
                _ => break,
            }
        }
        (!is_in_parentheses).then_some(())
    }

    /// Reads the names behind `import`.
    fn modules(&mut self) -> Option<()> {
        loop {
            self.take_blanks();
            match self.peek() {
                Some(b',') => self.take(1, None),
                _ if self.is_line_end() => return Some(()),
                _ => match self.path()?.as_slice() {
                    ["as"] => self.take("as".len(), KEYWORD),
                    names => self.take_path(names, None),
                },
            }
        }
    }

    fn import_from(&mut self) -> Option<()> {
        self.take("from".len(), KEYWORD);
        self.take_blanks();
        self.take(self.run(|byte| byte == b'.'), KEYWORD);
        self.take_blanks();
        let names = self.path()?;
        if names != ["import"] {
            self.take(names.join(".").len(), None);
            self.take_blanks();
            if names.iter().any(|name| words::is_keyword(name)) {
                return None;
            }
        }
        (self.name()? == "import").then(|| self.take("import".len(), KEYWORD))?;
        self.take(self.run(|byte| byte == b' '), None);
        let is_in_parentheses = self.peek() == Some(b'(');
        self.take(usize::from(is_in_parentheses), None);
        self.imported_names(is_in_parentheses)
    }

    fn imported_names(&mut self, is_in_parentheses: bool) -> Option<()> {
        loop {
            self.names(b",", false)?;
            match self.peek() {
                Some(b'*') => self.take(1, LITERAL),
                Some(b'\n') if is_in_parentheses => self.take(1, None),
                Some(b'#') if is_in_parentheses => self.comment(),
                Some(b')') if is_in_parentheses => {
                    self.take(1, None);
                    return Some(());
                }
                _ if self.is_line_end() && !is_in_parentheses => return Some(()),
                _ => (self.name()? == "as").then(|| self.take("as".len(), KEYWORD))?,
            }
        }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}
