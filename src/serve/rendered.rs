//! The pages that were rendered since the last change: a page that is asked for again is not rendered again.
//!
//! It takes finished pages by path, and gives them back until [`Rendered::forget`]. `scripts/bench load` measures what
//! this is worth (docs/reliability.md).

use super::file::File;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Most bytes of kept pages. When there are more, all are forgotten: an author looks at few pages between two changes.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Pages of one state of the site. Behind a lock, because requests keep pages while they read the site.
#[derive(Default)]
pub(super) struct Rendered(Mutex<Pages>);

#[derive(Default)]
struct Pages {
    by_path: HashMap<String, File>,
    bytes: usize,
}

impl Rendered {
    /// Returns a page that was kept.
    pub(super) fn page(&self, path: &str) -> Option<File> {
        self.pages().by_path.get(path).cloned()
    }

    /// Keeps a page.
    pub(super) fn keep(&self, path: &str, file: &File) {
        let mut pages = self.pages();
        if pages.bytes + file.bytes.len() > MOST_BYTES {
            *pages = Pages::default();
        }
        pages.bytes += file.bytes.len();
        let former = pages.by_path.insert(path.to_owned(), file.clone());
        pages.bytes -= former.map_or(0, |file| file.bytes.len());
    }

    /// Forgets all pages: the site has changed.
    pub(super) fn forget(&mut self) {
        *self.0.get_mut().unwrap_or_else(PoisonError::into_inner) = Pages::default();
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_kept_until_a_change_and_have_a_bound() {
        let mut rendered = Rendered::default();
        let file = |length: usize| File::new("1.html", vec![b'x'; length].into());
        rendered.keep("1.html", &file(10));
        rendered.keep("1.html", &file(20));
        assert_eq!(rendered.page("1.html").map(|file| file.bytes.len()), Some(20));
        assert_eq!(rendered.pages().bytes, 20);
        rendered.keep("2.html", &file(MOST_BYTES));
        assert!(rendered.page("1.html").is_none() && rendered.page("2.html").is_some());
        rendered.forget();
        assert!(rendered.page("2.html").is_none());
    }
}
