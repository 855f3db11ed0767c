//! [`Spoken`]: a sentence that every rule reads.

use super::grammar::{Clause, ClauseSpans, clause_spans, is_instruction};
use super::words::word_count;
use std::cell::OnceCell;

/// A sentence, and what several rules ask of it: that is read once.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// The block that it is in.
    pub block: usize,
    /// The sentence.
    pub text: String,
    word_count: OnceCell<usize>,
    is_instruction: OnceCell<bool>,
    clause: OnceCell<Option<ClauseSpans>>,
}

impl Spoken {
    /// Takes a sentence of a block.
    pub(super) fn new(block: usize, text: String) -> Self {
        let (word_count, is_instruction, clause) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { block, text, word_count, is_instruction, clause }
    }

    /// How many words it has.
    pub(super) fn word_count(&self) -> usize {
        *self.word_count.get_or_init(|| word_count(&self.text))
    }

    /// Whether it begins with an instruction.
    pub(super) fn is_instruction(&self) -> bool {
        *self.is_instruction.get_or_init(|| is_instruction(&self.text))
    }

    /// Its subject, verb and rest.
    pub(super) fn clause(&self) -> Option<Clause<'_>> {
        self.clause.get_or_init(|| clause_spans(&self.text)).as_ref().map(|spans| spans.within(&self.text))
    }

    /// What follows one of these beginnings, in upper or lower case.
    pub(super) fn after(&self, starts: &[&str]) -> Option<&str> {
        starts.iter().find_map(|start| {
            let begin = self.text.get(..start.len())?;
            begin.eq_ignore_ascii_case(start).then(|| &self.text[start.len()..])
        })
    }
}
