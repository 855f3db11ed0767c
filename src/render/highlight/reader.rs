//! What the readers of languages share: a position in code, and the tokens before it.

use super::Token;
use super::class::Class;

/// Reads code from left to right. `L` is what a language remembers besides.
pub(super) struct Reader<'a, L> {
    pub(super) code: &'a str,
    pub(super) bytes: &'a [u8],
    /// Offset of what comes next.
    pub(super) at: usize,
    pub(super) tokens: Vec<Token>,
    /// How many brackets, `$(…)` and the like are open.
    pub(super) depth: usize,
    pub(super) language: L,
}

impl<'a, L> Reader<'a, L> {
    /// Begins with the code. Gives up at blanks that the definitions know and the readers do not, such as a tabulator of lines.
    pub(super) fn new(code: &'a str, language: L) -> Option<Self> {
        let is_known = !code.chars().any(|c| c.is_whitespace() && !matches!(c, ' ' | '\t' | '\n'));
        is_known.then(|| Self { code, bytes: code.as_bytes(), at: 0, tokens: Vec::new(), depth: 0, language })
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.code[self.at..]
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.after(0)
    }

    pub(super) fn after(&self, distance: usize) -> Option<u8> {
        self.bytes.get(self.at + distance).copied()
    }

    /// Adds a token of some bytes: one for each line, as the definitions read line by line.
    pub(super) fn take(&mut self, length: usize, class: Class) {
        for line in self.rest()[..length].split_inclusive('\n') {
            self.tokens.push((self.at..self.at + line.len(), class));
            self.at += line.len();
        }
    }

    /// Length of the bytes from here on that are of a kind.
    pub(super) fn run(&self, is_of_kind: impl Fn(u8) -> bool) -> usize {
        run(&self.bytes[self.at..], is_of_kind)
    }

    pub(super) fn is_line_start(&self) -> bool {
        self.at == 0 || self.bytes[self.at - 1] == b'\n'
    }
}

/// Length of the bytes at the start that are of a kind.
pub(super) fn run(bytes: &[u8], is_of_kind: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|&byte| !is_of_kind(byte)).unwrap_or(bytes.len())
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
