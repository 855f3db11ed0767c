//! The pages that were rendered since the last change: a page that is asked for again is not rendered again.
//!
//! It takes finished pages by path, and gives them back until [`Rendered::forget`]. Of many requests for one page, one
//! renders it. `scripts/bench load` measures what this is worth (docs/reliability.md).

use super::file::File;
use std::collections::{HashMap, HashSet};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Most bytes of kept pages. When there are more, all are forgotten: an author looks at few pages between two changes.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// Pages of one state of the site. Behind a lock, because requests keep pages while they read the site.
#[derive(Default)]
pub(super) struct Rendered {
    pages: Mutex<Pages>,
    /// Wakes up the requests that wait for a page.
    done: Condvar,
}

#[derive(Default)]
struct Pages {
    by_path: HashMap<String, File>,
    bytes: usize,
    /// Paths of the pages that are being rendered.
    in_work: HashSet<String>,
}

/// A page of the site for one request.
pub(super) enum Page<'a> {
    /// It was kept.
    Kept(File),
    /// It is to be rendered. Other requests for it wait until the turn is dropped.
    Missing(Turn<'a>),
}

/// The right to render a page.
pub(super) struct Turn<'a> {
    rendered: &'a Rendered,
    path: &'a str,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.rendered.pages().in_work.remove(self.path);
        self.rendered.done.notify_all();
    }
}

impl Rendered {
    /// Returns a page, or the turn to render it. Waits while another request renders it.
    pub(super) fn page<'a>(&'a self, path: &'a str) -> Page<'a> {
        let mut pages = self.pages();
        loop {
            if let Some(file) = pages.by_path.get(path) {
                return Page::Kept(file.clone());
            }
            if pages.in_work.insert(path.to_owned()) {
                return Page::Missing(Turn { rendered: self, path });
            }
            pages = self.done.wait(pages).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Keeps a page.
    pub(super) fn keep(&self, path: &str, file: &File) {
        let mut pages = self.pages();
        if pages.bytes + file.bytes.len() > MOST_BYTES {
            pages.by_path.clear();
            pages.bytes = 0;
        }
        pages.bytes += file.bytes.len();
        let former = pages.by_path.insert(path.to_owned(), file.clone());
        pages.bytes -= former.map_or(0, |file| file.bytes.len());
    }

    /// Keeps a page that no request has asked for, if there is room.
    pub(super) fn keep_if_room(&self, path: &str, file: &File) {
        let has_room = self.pages().bytes + file.bytes.len() <= MOST_BYTES;
        if has_room {
            self.keep(path, file);
        }
    }

    /// Forgets all pages: the site has changed.
    pub(super) fn forget(&mut self) {
        *self.pages.get_mut().unwrap_or_else(PoisonError::into_inner) = Pages::default();
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn file(length: usize) -> File {
        File::new("1.html", vec![b'x'; length].into())
    }

    fn length(rendered: &Rendered, path: &str) -> Option<usize> {
        match rendered.page(path) {
            Page::Kept(file) => Some(file.bytes.len()),
            Page::Missing(_) => None,
        }
    }

    #[test]
    fn pages_are_kept_until_a_change_and_have_a_bound() {
        let mut rendered = Rendered::default();
        rendered.keep("1.html", &file(10));
        rendered.keep("1.html", &file(20));
        assert_eq!(length(&rendered, "1.html"), Some(20));
        assert_eq!(rendered.pages().bytes, 20);
        rendered.keep_if_room("2.html", &file(MOST_BYTES));
        assert_eq!((length(&rendered, "1.html"), length(&rendered, "2.html")), (Some(20), None));
        rendered.keep("2.html", &file(MOST_BYTES));
        assert_eq!((length(&rendered, "1.html"), length(&rendered, "2.html")), (None, Some(MOST_BYTES)));
        rendered.forget();
        assert_eq!(length(&rendered, "2.html"), None);
    }

    #[test]
    fn one_of_many_requests_renders_a_page() {
        let (rendered, renderings) = (Rendered::default(), AtomicUsize::new(0));
        let ask = || match rendered.page("1.html") {
            Page::Kept(file) => file.bytes.len(),
            Page::Missing(turn) => {
                let rendering = renderings.fetch_add(1, Ordering::Relaxed);
                // The first one fails: the next one has its turn.
                if rendering > 0 {
                    rendered.keep("1.html", &file(10));
                }
                drop(turn);
                0
            }
        };
        std::thread::scope(|threads| (0..8).for_each(|_| _ = threads.spawn(ask)));
        assert_eq!((renderings.into_inner(), length(&rendered, "1.html")), (2, Some(10)));
    }
}
