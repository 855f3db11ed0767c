//! Tracks which diagnostics were already printed, and prints only new and fixed ones.
//!
//! It takes the current site and check results, and gives [`News`]. It neither checks pages nor prints.

use super::check_result::{CheckResult, Scope};
use super::site_state::SiteState;
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::site::Route;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

/// The diagnostics that the terminal has printed.
#[derive(Default)]
pub(super) struct DiagnosticDiff {
    /// Diagnostics from reading the files.
    reading: Vec<Printed>,
    /// Diagnostics from rendering pages, mostly dead links.
    pages: Vec<Printed>,
    /// Whether all pages have been checked once.
    has_checked: bool,
    /// Warnings from the first read and the first check, which are not printed one by one.
    unprinted: usize,
}

/// The differences to print.
#[derive(Default)]
pub(super) struct News {
    /// Diagnostics that are new.
    pub new: Vec<Diagnostic>,
    /// Diagnostics that are fixed: position and message.
    pub fixed: Vec<String>,
    /// Warnings of the first read and the first check, which are counted only.
    pub warnings_at_start: usize,
}

/// A printed diagnostic. It has no offset, because offsets move when the author edits.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Printed {
    /// Path of the section's page.
    page: Option<String>,
    file: Option<String>,
    line: Option<usize>,
    code: &'static str,
    message: String,
}

impl DiagnosticDiff {
    /// Compares with an empty list after the first read. Gives errors only: `check` prints the warnings too.
    pub(super) fn at_start(&mut self, current: &SiteState) -> News {
        let mut news = self.after_reading(current);
        self.keep_errors(&mut news);
        news
    }

    fn keep_errors(&mut self, news: &mut News) {
        self.unprinted += news.new.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning).count();
        news.new.retain(|diagnostic| diagnostic.severity == Severity::Error);
    }

    /// Compares after the site was updated.
    pub(super) fn after_reading(&mut self, current: &SiteState) -> News {
        let found: Vec<&Diagnostic> = current.prepared.diagnostics.iter().chain(&current.unreadable).collect();
        let now: Vec<Printed> = found.iter().map(|diagnostic| printed(diagnostic, current)).collect();
        let before = std::mem::replace(&mut self.reading, now);
        News::of(&differences(&before, &self.reading), &before, &found)
    }

    /// Compares after pages were checked. Gives nothing if the site has changed since the check.
    pub(super) fn after_checking(&mut self, current: &SiteState, checked: &CheckResult) -> News {
        if current.state != checked.state {
            return News::default();
        }
        let found: Vec<&Diagnostic> = checked.diagnostics.iter().collect();
        let now: Vec<Printed> = found.iter().map(|diagnostic| printed(diagnostic, current)).collect();
        let before = match &checked.scope {
            Scope::Everything => std::mem::take(&mut self.pages),
            Scope::Sections(sections) => {
                let site = &current.prepared.site;
                let paths: HashSet<String> = sections.iter().map(|&id| site.path(Route::Section(id))).collect();
                let is_rechecked =
                    |printed: &mut Printed| printed.page.as_ref().is_some_and(|page| paths.contains(page));
                self.pages.extract_if(.., is_rechecked).collect()
            }
        };
        let Differences { mut gone, new } = differences(&before, &now);
        if checked.is_failing {
            // A page that cannot be rendered hides the diagnostics of its note. Keep them until it can be rendered.
            let hidden = gone.extract_if(.., |index| before[*index].page.is_some());
            self.pages.extend(hidden.map(|index| before[index].clone()));
        }
        let mut news = News::of(&Differences { gone, new }, &before, &found);
        if checked.scope == Scope::Everything && !std::mem::replace(&mut self.has_checked, true) {
            self.keep_errors(&mut news);
            news.warnings_at_start = std::mem::take(&mut self.unprinted);
        }
        self.pages.extend(now);
        news
    }
}

impl News {
    /// Picks the differences. `found` holds the current diagnostics, old and new.
    fn of(differences: &Differences, before: &[Printed], found: &[&Diagnostic]) -> Self {
        let mut new: Vec<Diagnostic> = differences.new.iter().map(|&index| found[index].clone()).collect();
        diagnostic::sort(&mut new);
        let fixed = differences.gone.iter().map(|&index| before[index].to_string()).collect();
        Self { new, fixed, warnings_at_start: 0 }
    }
}

impl std::fmt::Display for Printed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => write!(formatter, "{file}:{line}: {}", self.message),
            _ => formatter.write_str(&self.message),
        }
    }
}

fn printed(diagnostic: &Diagnostic, current: &SiteState) -> Printed {
    let position = diagnostic.span.map(|span| current.prepared.sources.path_and_line(span));
    Printed {
        page: diagnostic.span.and_then(|span| current.section_at(span)),
        line: position.map(|(_, line)| line),
        file: position.map(|(file, _)| file.to_owned()),
        code: diagnostic.code,
        message: diagnostic.message.clone(),
    }
}

/// Differences as indexes into the two lists.
#[derive(Debug, PartialEq, Eq)]
struct Differences {
    gone: Vec<usize>,
    new: Vec<usize>,
}

/// Finds the diagnostics that are gone from `before` and new in `now`.
///
/// Edits move diagnostics to other lines and sections. So equal messages are matched in three rounds: same line, same
/// section, same file.
fn differences(before: &[Printed], now: &[Printed]) -> Differences {
    let content = |printed: &Printed| (printed.file.clone(), printed.code, printed.message.clone());
    let mut unmatched = Differences { gone: (0..before.len()).collect(), new: (0..now.len()).collect() };
    unmatched.match_by(before, now, |printed| (content(printed), printed.page.clone(), printed.line));
    unmatched.match_by(before, now, |printed| (content(printed), printed.page.clone()));
    unmatched.match_by(before, now, content);
    unmatched
}

impl Differences {
    /// Removes the entries that have the same key in both lists, one for one.
    fn match_by<Key: Hash + Eq>(&mut self, before: &[Printed], now: &[Printed], key: impl Fn(&Printed) -> Key) {
        let mut unmatched_new: HashMap<Key, VecDeque<usize>> = HashMap::new();
        for &index in &self.new {
            unmatched_new.entry(key(&now[index])).or_default().push_back(index);
        }
        self.gone.retain(|&index| unmatched_new.get_mut(&key(&before[index])).and_then(VecDeque::pop_front).is_none());
        self.new = unmatched_new.into_values().flatten().collect();
        self.new.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(page: &str, line: usize, message: &str) -> Printed {
        let (page, file) = (Some(page.to_owned()), Some("n.md".to_owned()));
        Printed { page, file, line: Some(line), code: "dead-link", message: message.to_owned() }
    }

    #[test]
    fn moved_diagnostics_are_neither_new_nor_fixed() {
        let before = [printed("1", 10, "a"), printed("1", 12, "a"), printed("2", 20, "b")];
        let is = |now: &[Printed], gone: &[usize], new: &[usize]| {
            assert_eq!(differences(&before, now), Differences { gone: gone.to_vec(), new: new.to_vec() });
        };
        is(&before, &[], &[]);
        // Two changes: the lines moved down, and the section got another number.
        is(&[printed("1", 11, "a"), printed("1", 13, "a"), printed("3", 21, "b")], &[], &[]);
        // Two equal messages differ by line only.
        is(&[printed("1", 12, "a"), printed("2", 20, "b")], &[0], &[]);
        // A third equal message, in another section.
        is(&[printed("1", 10, "a"), printed("2", 30, "a"), printed("2", 31, "a"), printed("2", 20, "b")], &[], &[2]);
    }
}
