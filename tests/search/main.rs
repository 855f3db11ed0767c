//! The search of the page must find what the search of the terminal finds. The tests run the shipped script over the
//! files of a build, and compare it with `notewright::search`.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

mod page;
mod quality;
mod same;

use notewright::build;
use notewright::disk::Options;
use notewright::search::Index;
use notewright::site::{Site, SiteForm};
use std::path::Path;

/// A site and its index.
pub(crate) struct Searched {
    pub(crate) site: Site,
    pub(crate) index: Index,
}

impl Searched {
    /// Reads and indexes the site of a folder.
    pub(crate) fn of(root: &Path) -> Self {
        let options = Options { root: root.to_owned(), ..Options::default() };
        let Ok(prepared) = build::prepare(&options, SiteForm::Folder) else { panic!("{} is a site", root.display()) };
        let index = Index::new(&prepared.site);
        Self { site: prepared.site, index }
    }

    /// Reads and indexes the notes of this repository.
    pub(crate) fn of_repository() -> Self {
        Self::of(Path::new(env!("CARGO_MANIFEST_DIR")))
    }
}

/// A query of a learner, and the sections that answer it.
#[derive(serde::Deserialize)]
pub(crate) struct Wanted {
    pub(crate) q: String,
    pub(crate) expect: Vec<u32>,
    pub(crate) kind: String,
}

/// Reads tests/search/queries.json: queries over notes/aws-developer.md.
pub(crate) fn queries() -> Vec<Wanted> {
    serde_json::from_str(include_str!("queries.json")).expect("a list of queries")
}
