//! What the terminal has been told is wrong: what is new since, and what is put right.

use super::check_result::{CheckResult, Scope};
use super::site_state::SiteState;
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::site::Route;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

/// What the author knows.
#[derive(Default)]
pub(super) struct DiagnosticDiff {
    /// What reading the files found.
    reading: Vec<Said>,
    /// What rendering pages found, dead links above all.
    pages: Vec<Said>,
    /// Whether all pages have been rendered once.
    has_checked: bool,
}

/// What there is to tell.
#[derive(Default)]
pub(super) struct News {
    /// What is wrong now and was not before.
    pub new: Vec<Diagnostic>,
    /// What was wrong before and is not now: where, and what it was.
    pub fixed: Vec<String>,
}

/// A diagnostic that was told, without its place in a text that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    /// The page of its section.
    page: Option<String>,
    file: Option<String>,
    line: Option<usize>,
    code: &'static str,
    message: String,
}

impl DiagnosticDiff {
    /// A site that was read for the first time. Of what it is like already only errors are told: `check` lists the rest.
    pub(super) fn at_start(&mut self, current: &SiteState) -> News {
        let mut news = self.after_reading(current);
        news.new.retain(|diagnostic| diagnostic.severity == Severity::Error);
        news
    }

    /// The site was brought up to date.
    pub(super) fn after_reading(&mut self, current: &SiteState) -> News {
        let found: Vec<&Diagnostic> = current.prepared.diagnostics.iter().chain(&current.unreadable).collect();
        let now: Vec<Said> = found.iter().map(|diagnostic| said(diagnostic, current)).collect();
        let before = std::mem::replace(&mut self.reading, now);
        News::of(&differences(&before, &self.reading), &before, &found)
    }

    /// Pages were checked. Nothing is told when the site has changed since.
    pub(super) fn after_checking(&mut self, current: &SiteState, checked: &CheckResult) -> News {
        if current.state != checked.state {
            return News::default();
        }
        let found: Vec<&Diagnostic> = checked.diagnostics.iter().collect();
        let now: Vec<Said> = found.iter().map(|diagnostic| said(diagnostic, current)).collect();
        let before = match &checked.scope {
            Scope::Everything => std::mem::take(&mut self.pages),
            Scope::Sections(sections) => {
                let site = &current.prepared.site;
                let paths: HashSet<String> = sections.iter().map(|&id| site.path(Route::Section(id))).collect();
                let is_checked = |said: &mut Said| said.page.as_ref().is_some_and(|page| paths.contains(page));
                self.pages.extract_if(.., is_checked).collect()
            }
        };
        let Differences { mut gone, new } = differences(&before, &now);
        if checked.is_failing {
            // What is wrong with a note cannot be seen on a page that cannot be made: it stands until it can.
            let hidden = gone.extract_if(.., |index| before[*index].page.is_some());
            self.pages.extend(hidden.map(|index| before[index].clone()));
        }
        let mut news = News::of(&Differences { gone, new }, &before, &found);
        if checked.scope == Scope::Everything && !std::mem::replace(&mut self.has_checked, true) {
            news.new.retain(|diagnostic| diagnostic.severity == Severity::Error);
        }
        self.pages.extend(now);
        news
    }
}

impl News {
    /// `found` are the diagnostics among which some are new.
    fn of(differences: &Differences, before: &[Said], found: &[&Diagnostic]) -> Self {
        let mut new: Vec<Diagnostic> = differences.new.iter().map(|&index| found[index].clone()).collect();
        diagnostic::sort(&mut new);
        Self { new, fixed: differences.gone.iter().map(|&index| before[index].to_string()).collect() }
    }
}

impl std::fmt::Display for Said {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => write!(formatter, "{file}:{line}: {}", self.message),
            _ => formatter.write_str(&self.message),
        }
    }
}

fn said(diagnostic: &Diagnostic, current: &SiteState) -> Said {
    let place = diagnostic.span.map(|span| current.prepared.sources.place(span));
    Said {
        page: diagnostic.span.and_then(|span| current.section_at(span)),
        line: place.map(|(_, line)| line),
        file: place.map(|(file, _)| file.to_owned()),
        code: diagnostic.code,
        message: diagnostic.message.clone(),
    }
}

/// By their place in the two lists.
#[derive(Debug, PartialEq, Eq)]
struct Differences {
    gone: Vec<usize>,
    new: Vec<usize>,
}

/// What of `before` is gone and what of `now` is new. Whatever the author did to the lines above, a diagnostic that still
/// stands is neither: what is at the same line is the same, then what is in the same section, then what is in the same file.
fn differences(before: &[Said], now: &[Said]) -> Differences {
    let what = |said: &Said| (said.file.clone(), said.code, said.message.clone());
    let mut unmatched = Differences { gone: (0..before.len()).collect(), new: (0..now.len()).collect() };
    unmatched.match_by(before, now, |said| (what(said), said.page.clone(), said.line));
    unmatched.match_by(before, now, |said| (what(said), said.page.clone()));
    unmatched.match_by(before, now, what);
    unmatched
}

impl Differences {
    /// Takes out what has the same key in both lists, one for one.
    fn match_by<Key: Hash + Eq>(&mut self, before: &[Said], now: &[Said], key: impl Fn(&Said) -> Key) {
        let mut waiting: HashMap<Key, VecDeque<usize>> = HashMap::new();
        for &index in &self.new {
            waiting.entry(key(&now[index])).or_default().push_back(index);
        }
        self.gone.retain(|&index| waiting.get_mut(&key(&before[index])).and_then(VecDeque::pop_front).is_none());
        self.new = waiting.into_values().flatten().collect();
        self.new.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(page: &str, line: usize, message: &str) -> Said {
        let (page, file) = (Some(page.to_owned()), Some("n.md".to_owned()));
        Said { page, file, line: Some(line), code: "dead-link", message: message.to_owned() }
    }

    #[test]
    fn what_only_moved_is_neither_new_nor_fixed() {
        let before = [said("1", 10, "a"), said("1", 12, "a"), said("2", 20, "b")];
        let is = |now: &[Said], gone: &[usize], new: &[usize]| {
            assert_eq!(differences(&before, now), Differences { gone: gone.to_vec(), new: new.to_vec() });
        };
        is(&before, &[], &[]);
        // Lines further down, and another number for a section.
        is(&[said("1", 11, "a"), said("1", 13, "a"), said("3", 21, "b")], &[], &[]);
        // One of two, told apart by its line.
        is(&[said("1", 12, "a"), said("2", 20, "b")], &[0], &[]);
        // One more of the same, in another section.
        is(&[said("1", 10, "a"), said("2", 30, "a"), said("2", 31, "a"), said("2", 20, "b")], &[], &[2]);
    }
}
