//! What is wrong with a policy, collected.

use super::{Problem, Severity};
use std::ops::Range;

/// Problems, in the order in which they are found.
#[derive(Debug, Default)]
pub(super) struct Reports {
    pub problems: Vec<Problem>,
}

impl Reports {
    /// IAM would refuse it.
    pub(super) fn error(&mut self, code: &'static str, span: &Range<usize>, message: String, help: &str) {
        self.add(Severity::Error, code, span, message, help);
    }

    /// IAM takes it, but it hardly means what its author meant.
    pub(super) fn warning(&mut self, code: &'static str, span: &Range<usize>, message: String, help: &str) {
        self.add(Severity::Warning, code, span, message, help);
    }

    /// Worth knowing.
    pub(super) fn note(&mut self, code: &'static str, span: &Range<usize>, message: String, help: &str) {
        self.add(Severity::Note, code, span, message, help);
    }

    fn add(&mut self, severity: Severity, code: &'static str, span: &Range<usize>, message: String, help: &str) {
        let help = Some(help.to_owned()).filter(|help| !help.is_empty());
        self.problems.push(Problem { severity, code, offset: span.start, len: span.len(), message, help });
    }
}
