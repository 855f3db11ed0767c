//! A cache of the last good pages: the fallback that the preview shows while a template fails.
//!
//! It takes rendered pages, and gives them back by path. It renders nothing and reads no files.

use super::file::File;
use crate::render::assets::Assets;
use std::collections::VecDeque;
use std::sync::Arc;

/// Most pages to keep. More than an author opens while editing a template.
const MOST_PAGES: usize = 64;

/// Most memory to use, in bytes. The newest page is kept even if it alone is larger.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The pages that were requested last, at most [`MOST_PAGES`] of them.
#[derive(Default)]
pub(super) struct LastGood {
    /// Least recently requested page first.
    pages: VecDeque<GoodPage>,
}

struct GoodPage {
    path: String,
    file: File,
    /// Style sheets and scripts of the page. The site may have replaced them since.
    assets: Arc<Assets>,
}

impl LastGood {
    /// Stores a page that was rendered.
    pub(super) fn keep(&mut self, path: &str, file: File, assets: Arc<Assets>) {
        self.pages.retain(|page| page.path != path);
        self.pages.push_back(GoodPage { path: path.to_owned(), file, assets });
        let bytes = |pages: &VecDeque<GoodPage>| pages.iter().map(|page| page.file.bytes.len()).sum::<usize>();
        while self.pages.len() > MOST_PAGES || (self.pages.len() > 1 && bytes(&self.pages) > MOST_BYTES) {
            self.pages.pop_front();
        }
    }

    /// Returns the stored page of a path.
    pub(super) fn page(&mut self, path: &str) -> Option<File> {
        let index = self.pages.iter().position(|page| page.path == path)?;
        let page = self.pages.remove(index)?;
        let file = page.file.clone();
        self.pages.push_back(page);
        Some(file)
    }

    /// Returns a style sheet or script of a stored page.
    pub(super) fn asset(&self, path: &str) -> Option<Arc<[u8]>> {
        self.pages.iter().find_map(|page| page.assets.at(path)).map(|file| file.bytes.as_slice().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_pages_are_kept() {
        let mut last_good = LastGood::default();
        let keep = |last_good: &mut LastGood, path: &str, length: usize| {
            last_good.keep(path, File::new(path, vec![b'x'; length].into()), Arc::default());
        };
        for number in 0..MOST_PAGES {
            keep(&mut last_good, &format!("{number}.html"), 10);
        }
        // A requested page moves to the end.
        assert!(last_good.page("0.html").is_some());
        keep(&mut last_good, "new.html", 10);
        assert!(last_good.page("0.html").is_some() && last_good.page("1.html").is_none());
        keep(&mut last_good, "large.html", MOST_BYTES);
        assert_eq!(last_good.pages.len(), 1);
        keep(&mut last_good, "larger.html", MOST_BYTES + 1);
        assert!(last_good.page("larger.html").is_some() && last_good.page("large.html").is_none());
    }
}
