//! Pages as they were when they could last be made: what stays on the screen while a template fails.

use super::file::File;
use crate::render::assets::Assets;
use std::collections::VecDeque;
use std::sync::Arc;

/// More pages than anybody looks at while a template is being written.
const PAGES: usize = 64;

/// They take no more memory than this, unless the last one alone does.
const BYTES: usize = 16 * 1024 * 1024;

/// The pages that were asked for last. Never more than a few, however large the site is.
#[derive(Default)]
pub(super) struct LastGood {
    /// The one asked for last is at the end.
    pages: VecDeque<GoodPage>,
}

struct GoodPage {
    path: String,
    file: File,
    /// Its style sheets and scripts, which the site may have under other addresses by now.
    assets: Arc<Assets>,
}

impl LastGood {
    /// Keeps a page that could be made.
    pub(super) fn keep(&mut self, path: &str, file: File, assets: Arc<Assets>) {
        self.pages.retain(|page| page.path != path);
        self.pages.push_back(GoodPage { path: path.to_owned(), file, assets });
        let bytes = |pages: &VecDeque<GoodPage>| pages.iter().map(|page| page.file.bytes.len()).sum::<usize>();
        while self.pages.len() > PAGES || (self.pages.len() > 1 && bytes(&self.pages) > BYTES) {
            self.pages.pop_front();
        }
    }

    /// A page that cannot be made now, as it was.
    pub(super) fn page(&mut self, path: &str) -> Option<File> {
        let at = self.pages.iter().position(|page| page.path == path)?;
        let page = self.pages.remove(at)?;
        let file = page.file.clone();
        self.pages.push_back(page);
        Some(file)
    }

    /// A style sheet or a script of such a page.
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
        for number in 0..PAGES {
            keep(&mut last_good, &format!("{number}.html"), 10);
        }
        // What was looked at stays longer.
        assert!(last_good.page("0.html").is_some());
        keep(&mut last_good, "new.html", 10);
        assert!(last_good.page("0.html").is_some() && last_good.page("1.html").is_none());
        keep(&mut last_good, "large.html", BYTES);
        assert_eq!(last_good.pages.len(), 1);
        keep(&mut last_good, "larger.html", BYTES + 1);
        assert!(last_good.page("larger.html").is_some() && last_good.page("large.html").is_none());
    }
}
