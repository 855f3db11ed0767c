//! The data that templates receive. It has no behaviour. The field names are a promise to authors of templates:
//! docs/templates.md lists them.

use crate::policy::Policy;
use serde::Serialize;

/// Data of every page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Page<'a, Content: Serialize> {
    pub site: SiteView<'a>,
    /// Title of the page, without that of the site.
    pub title: String,
    /// Description for search engines.
    pub description: String,
    /// Absolute URL, if the base URL is known.
    pub canonical: Option<String>,
    /// Language of the notes on the page, else of the site.
    pub language: &'a str,
    /// Text direction of the page: `ltr` or `rtl`.
    pub direction: &'static str,
    /// `dir` attribute of the notes: `auto` or `rtl`.
    pub text_direction: &'static str,
    /// Attribute of the theme's own words: ` lang="en"`, or empty on an English page.
    pub english: &'static str,
    /// Relative path to the root of the site: empty, `../`, `../../`, or `/` on the 404 page.
    pub root: String,
    #[serde(flatten)]
    pub content: Content,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct SiteView<'a> {
    /// Whether a section names any service.
    pub has_services: bool,
    pub title: &'a str,
    pub description: &'a str,
    pub language: &'a str,
    /// Whether the site is readable offline.
    pub offline: bool,
}

/// A link to a page. `html` is its text.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LinkView {
    /// Number of a section; empty for other pages and unnumbered sections.
    pub number: String,
    pub html: String,
    pub url: String,
    /// Title of the notebook, if it differs from that of the page; else empty.
    pub notebook: String,
    /// Language of the text, if it differs from that of the page; else empty.
    pub language: String,
    /// `dir` attribute of the text.
    pub text_direction: &'static str,
}

/// A link to a section, with the text of its preview.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SectionLink {
    #[serde(flatten)]
    pub link: LinkView,
    /// Beginning of its text.
    pub about: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ServiceLink<'a> {
    pub name: &'a str,
    pub url: String,
    pub category: &'a str,
    /// Index of the category's colour, below [`HUES`].
    pub hue: usize,
    pub summary: &'a str,
    /// Number of sections that name it, or that name it together with the page's service.
    pub count: usize,
}

/// Number of category colours in the style sheet: `hue-0` and so on. More categories reuse them.
pub(super) const HUES: usize = 16;

#[derive(Clone, Debug, Serialize)]
pub(super) struct Category<'a> {
    pub name: &'a str,
    pub hue: usize,
    pub services: Vec<ServiceLink<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct HomeView<'a> {
    /// Number of sections of the site.
    pub sections: usize,
    pub notebooks: Vec<NotebookLink<'a>>,
    pub categories: Vec<Category<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct NotebookLink<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub summary: &'a str,
    pub tags: &'a [String],
    pub url: String,
    pub sections: usize,
    /// Language of the notebook, if it differs from that of the page; else empty.
    pub language: &'a str,
    /// `dir` attribute of its text.
    pub text_direction: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct NotebookView<'a> {
    pub notebook: NotebookLink<'a>,
    pub introduction: String,
    /// Sections under the headings of their parts. The first part may have no heading.
    pub parts: Vec<PartView>,
    /// Links to the pages of a large notebook, a hundred sections each.
    pub groups: Vec<LinkView>,
    pub print_url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct PartView {
    /// Fragment; empty without a heading.
    pub id: String,
    pub html: String,
    pub introduction: String,
    pub sections: Vec<LinkView>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct SectionView<'a> {
    pub notebook: NotebookLink<'a>,
    pub section: SectionBody<'a>,
    /// Link to the page that lists the section, in a large notebook.
    pub group: Option<LinkView>,
    /// Headings in the section, if there are several.
    pub headings: Vec<HeadingView>,
    pub previous: Option<SectionLink>,
    pub next: Option<SectionLink>,
    pub services: Vec<ServiceLink<'a>>,
    pub related: Vec<SectionLink>,
    pub referred_from: Vec<SectionLink>,
    /// Sections to which the text links, for previews.
    pub mentioned: Vec<SectionLink>,
    pub edit_url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct HeadingView {
    pub text: String,
    pub href: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct SectionBody<'a> {
    /// Number, or the id of an unnumbered section.
    pub address: &'a str,
    pub number: &'a str,
    pub html: &'a str,
    /// Fragment on a page with several sections.
    pub fragment: String,
    /// Link to the section on such a page.
    pub href: String,
    pub body: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ServicesView<'a> {
    pub categories: Vec<Category<'a>>,
    /// Services that no section names.
    pub unnamed: Vec<&'a str>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ServiceView<'a> {
    pub service: ServiceLink<'a>,
    pub docs: &'a str,
    pub parent: Option<ServiceLink<'a>>,
    pub children: Vec<ServiceLink<'a>>,
    pub occurrences: Vec<OccurrenceView<'a>>,
    pub with: Vec<ServiceLink<'a>>,
    /// Links to the pages of occurrences, if there are several. The current page has an empty address.
    pub pages: Vec<LinkView>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct OccurrenceView<'a> {
    pub section: LinkView,
    pub before: &'a str,
    pub name: &'a str,
    pub after: &'a str,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct PrintView<'a> {
    pub notebook: NotebookLink<'a>,
    pub introduction: String,
    pub parts: Vec<PrintPart<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct PrintPart<'a> {
    pub id: String,
    pub html: String,
    pub introduction: String,
    pub sections: Vec<SectionBody<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct PolicyView<'a> {
    /// The same attribute as on the page.
    pub english: &'static str,
    #[serde(flatten)]
    pub policy: &'a Policy,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct BundleView<'a> {
    pub parts: &'a str,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct NotFoundView<'a> {
    pub notebooks: Vec<NotebookLink<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct RedirectView {
    pub url: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct SitemapView {
    pub urls: Vec<String>,
    /// Links to other sitemaps, if one cannot hold all pages.
    pub sitemaps: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct RobotsView {
    pub sitemap: Option<String>,
}
