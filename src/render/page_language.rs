//! Which language a page is in, and what on it is in another one.

use super::PageContext;
use crate::language;
use crate::site::Route;

impl<'a> PageContext<'a> {
    /// The language of a page: that of its notebook, or of the site where it is no notebook's.
    pub(super) fn language(&self) -> &'a str {
        match self.route {
            Route::Notebook(notebook)
            | Route::Group { notebook, .. }
            | Route::Print(notebook)
            | Route::Cards(notebook)
            | Route::Numbers(notebook)
            | Route::Confusables(notebook) => self.site.language(notebook),
            Route::Section(id) => self.site.language(id.notebook),
            _ => &self.site.config.site.language,
        }
    }

    /// What makes the theme's own words be read out as English on any page.
    pub(super) fn english(&self) -> &'static str {
        language::english_attribute(self.language())
    }

    /// The language of a notebook, where it is not the page's.
    pub(super) fn other_language(&self, notebook: usize) -> &'a str {
        Some(self.site.language(notebook)).filter(|&language| language != self.language()).unwrap_or_default()
    }
}
