//! The result of checking pages. [`super::page_checker`] fills it; the preview and the terminal read it. Pure data.

use crate::diagnostic::Diagnostic;
use crate::site::SectionId;
use std::collections::BTreeSet;

/// The pages that were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The pages of these sections.
    Sections(BTreeSet<SectionId>),
    /// All pages.
    Everything,
}

/// The diagnostics of a check.
pub(super) struct CheckResult {
    /// Number of the site state that was checked.
    pub state: u64,
    pub scope: Scope,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether a template fails on any checked page.
    pub is_failing: bool,
}
