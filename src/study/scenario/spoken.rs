//! [`Spoken`]: a sentence that every rule of this folder reads.

use super::super::grammar::{Clause, clause, is_instruction};
use std::cell::OnceCell;

/// A sentence, and what several rules ask of it: that is read once.
pub(super) struct Spoken<'a> {
    pub(super) text: &'a str,
    is_instruction: OnceCell<bool>,
    clause: OnceCell<Option<Clause<'a>>>,
}

impl<'a> Spoken<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, is_instruction: OnceCell::new(), clause: OnceCell::new() }
    }

    pub(super) fn is_instruction(&self) -> bool {
        *self.is_instruction.get_or_init(|| is_instruction(self.text))
    }

    pub(super) fn clause(&self) -> Option<&Clause<'a>> {
        self.clause.get_or_init(|| clause(self.text)).as_ref()
    }

    /// What follows one of these beginnings, in upper or lower case.
    pub(super) fn after(&self, starts: &[&str]) -> Option<&'a str> {
        starts.iter().find_map(|start| {
            let begin = self.text.get(..start.len())?;
            begin.eq_ignore_ascii_case(start).then(|| &self.text[start.len()..])
        })
    }
}
