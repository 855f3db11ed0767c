//! The language of a page, and of the parts in another language. It takes a route, and gives attribute values.

use super::PageContext;
use super::interface::Fill;

impl<'a> PageContext<'a> {
    /// Returns the language of the page: that of its notebook, else that of the site.
    pub(super) fn language(&self) -> &'a str {
        let of_site = self.site.language.as_str();
        self.route.notebook().map_or(of_site, |notebook| self.site.language_of(notebook))
    }

    /// Returns the attribute that marks the words of the interface as English.
    pub(super) fn english(&self) -> &'static str {
        self.renderer.interface.attribute(self.language())
    }

    /// Returns a text of the interface in the language of the page.
    pub(super) fn say(&self, text: &str, values: &[(&str, Fill<'_>)]) -> String {
        self.renderer.interface.say(self.language(), text, values)
    }

    /// Returns a number of sections in words.
    pub(super) fn sections(&self, count: usize) -> String {
        self.say("{count} section|{count} sections", &[("count", Fill::count(count))])
    }

    /// Returns the language of a notebook if it differs from that of the page; else an empty text.
    pub(super) fn other_language(&self, notebook: usize) -> &'a str {
        Some(self.site.language_of(notebook)).filter(|&language| language != self.language()).unwrap_or_default()
    }
}
