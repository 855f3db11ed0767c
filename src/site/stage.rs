//! The order in which files of a site are published, in an output folder as in a bucket. It touches no files.
//!
//! The order keeps the site complete for readers at every moment: a page comes after the files that it loads, and a new
//! page comes before the pages that link to it. Files that leave the site are deleted after all stages.

use super::routes::{SEARCH_ENTRY, WORKER, is_fingerprinted, is_index, is_page};

/// Stages of a publication, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Fingerprinted files: no page uses them yet.
    Assets,
    /// Unfingerprinted files that are not pages.
    Others,
    /// New pages.
    NewPages,
    /// Changed pages.
    ChangedPages,
    /// Pages and files that link to all others: home, lists, sitemap, search.
    Indexes,
    /// The service worker, which may load all of the above at once.
    Worker,
}

/// Whether readers can see an older version of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Novelty {
    /// There is no such file yet.
    New,
    /// There is one with other content.
    Changed,
}

impl Stage {
    /// Returns the stage of a file.
    #[must_use]
    pub fn of(path: &str, novelty: Novelty) -> Self {
        match path {
            WORKER => Self::Worker,
            _ if is_fingerprinted(path) => Self::Assets,
            // A new list, such as the page of a new notebook, comes before the home page that links to it.
            _ if is_page(path) && novelty == Novelty::New && (path.contains('/') || !is_index(path)) => Self::NewPages,
            _ if is_index(path) || path == SEARCH_ENTRY => Self::Indexes,
            _ if is_page(path) => Self::ChangedPages,
            _ => Self::Others,
        }
    }

    /// Returns its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Assets => "assets",
            Self::Others => "others",
            Self::NewPages => "new-pages",
            Self::ChangedPages => "changed-pages",
            Self::Indexes => "indexes",
            Self::Worker => "worker",
        }
    }

    /// Returns its name in messages.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Assets => "assets",
            Self::Others => "other files",
            Self::NewPages => "new pages",
            Self::ChangedPages => "changed pages",
            Self::Indexes => "indexes",
            Self::Worker => "worker",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_comes_before_what_links() {
        let stage = |path| Stage::of(path, Novelty::Changed);
        assert!(stage("assets/a.0123456789.css") < Stage::of("n/2.html", Novelty::New));
        assert!(Stage::of("n/2.html", Novelty::New) < stage("n/1.html"));
        assert!(Stage::of("new/index.html", Novelty::New) < stage("index.html"));
        assert!(stage("n/1.html") < stage("n/index.html"));
        assert_eq!(Stage::of("index.html", Novelty::New), Stage::Indexes);
        assert!(stage("index.html") < stage(WORKER));
    }
}
