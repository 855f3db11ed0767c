//! The result of checking pages: filled by [`super::page_checker`], read by the preview and the terminal.

use crate::diagnostic::Diagnostic;
use crate::site::SectionId;
use std::collections::BTreeSet;

/// Which pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Those of these sections.
    Sections(BTreeSet<SectionId>),
    /// All.
    Everything,
}

/// What was found.
pub(super) struct CheckResult {
    /// The state of the site that it was found in.
    pub state: u64,
    pub scope: Scope,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether a template fails on a page.
    pub is_failing: bool,
}
