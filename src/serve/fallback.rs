//! The preview's fallback: the last good output replaces output that cannot be made now.
//!
//! Three kinds of output follow this one rule. A page whose template fails is answered with its last good bytes, or with what
//! the templates before make of it. A style sheet or script of such a page stays available. A file of the search index stays
//! available until the next change, because open pages still ask for it. Input texts follow the same rule in
//! [`crate::build::UsableTexts`].

use super::file::File;
use crate::render::Renderer;
use crate::render::assets::Assets;
use crate::site::Site;
use crate::site::routes::{Route, SEARCH_ENTRY, STUDY_ENTRY};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Most pages kept: more than an author looks at while editing a template.
const MOST_PAGES: usize = 64;

/// Most bytes of kept pages. A single larger page is kept alone.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Most former templates kept. A check of all pages shows within seconds whether the newest ones work, and then drops these.
const MOST_RENDERERS: usize = 3;

/// Files of the search index by path.
pub(super) type SearchFiles = HashMap<String, Arc<[u8]>>;

/// Former output of the preview. Its size has a bound, however large the site is.
#[derive(Default)]
pub(super) struct Fallback {
    /// Last good bytes of the pages asked for last. Behind a lock, because requests keep pages while they read the site.
    pages: Mutex<Pages>,
    /// Renderers before the present one, newest first.
    renderers: Vec<Renderer>,
    /// The search index before the last change.
    search: Option<SearchFiles>,
}

#[derive(Default)]
struct Pages {
    /// The page asked for last is at the end.
    kept: VecDeque<GoodPage>,
}

struct GoodPage {
    path: String,
    file: File,
    /// Its style sheets and scripts, which may have other addresses in the site by now.
    assets: Arc<Assets>,
}

impl Fallback {
    /// Keeps a page that was made without errors.
    pub(super) fn keep(&self, path: &str, file: File, assets: Arc<Assets>) {
        self.pages().keep(path, file, assets);
    }

    /// Keeps the renderer of the site before this one.
    pub(super) fn keep_renderer(&mut self, former: Option<Renderer>) {
        self.renderers.truncate(MOST_RENDERERS - 1);
        self.renderers.splice(0..0, former);
    }

    /// Keeps the search index of the site before this one.
    pub(super) fn keep_search(&mut self, former: SearchFiles) {
        self.search = Some(former);
    }

    /// Drops the former renderers: all pages can be made with the present one.
    pub(super) fn forget_renderers(&mut self) {
        self.renderers.clear();
    }

    /// Returns the fallback for a page that cannot be made.
    pub(super) fn page(&self, site: &Site, path: &str, route: Route) -> Option<File> {
        let kept = self.pages().page(path);
        kept.or_else(|| {
            let rendered = self.renderers.iter().find_map(|renderer| renderer.pages(site).render(route).ok())?;
            Some(File::new(path, rendered.text.into_bytes().into()))
        })
    }

    /// A style sheet or script of a former page.
    pub(super) fn asset(&self, path: &str) -> Option<Arc<[u8]>> {
        let of_renderer = self.renderers.iter().find_map(|renderer| renderer.assets().at(path));
        of_renderer.map(|file| file.bytes.as_slice().into()).or_else(|| self.pages().asset(path))
    }

    /// A file of the former search index. Its entry file is never answered: it names the former files.
    pub(super) fn search_file(&self, path: &str) -> Option<Arc<[u8]>> {
        self.search.as_ref().filter(|_| ![SEARCH_ENTRY, STUDY_ENTRY].contains(&path))?.get(path).cloned()
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pages {
    fn keep(&mut self, path: &str, file: File, assets: Arc<Assets>) {
        self.kept.retain(|page| page.path != path);
        self.kept.push_back(GoodPage { path: path.to_owned(), file, assets });
        let bytes = |pages: &VecDeque<GoodPage>| pages.iter().map(|page| page.file.bytes.len()).sum::<usize>();
        while self.kept.len() > MOST_PAGES || (self.kept.len() > 1 && bytes(&self.kept) > MOST_BYTES) {
            self.kept.pop_front();
        }
    }

    fn page(&mut self, path: &str) -> Option<File> {
        let index = self.kept.iter().position(|page| page.path == path)?;
        let page = self.kept.remove(index)?;
        let file = page.file.clone();
        self.kept.push_back(page);
        Some(file)
    }

    fn asset(&self, path: &str) -> Option<Arc<[u8]>> {
        self.kept.iter().find_map(|page| page.assets.at(path)).map(|file| file.bytes.as_slice().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_pages_are_kept() {
        let mut pages = Pages::default();
        let keep = |pages: &mut Pages, path: &str, length: usize| {
            pages.keep(path, File::new(path, vec![b'x'; length].into()), Arc::default());
        };
        for number in 0..MOST_PAGES {
            keep(&mut pages, &format!("{number}.html"), 10);
        }
        // A request makes a page recent again.
        assert!(pages.page("0.html").is_some());
        keep(&mut pages, "new.html", 10);
        assert!(pages.page("0.html").is_some() && pages.page("1.html").is_none());
        keep(&mut pages, "large.html", MOST_BYTES);
        assert_eq!(pages.kept.len(), 1);
        keep(&mut pages, "larger.html", MOST_BYTES + 1);
        assert!(pages.page("larger.html").is_some() && pages.page("large.html").is_none());
    }
}
