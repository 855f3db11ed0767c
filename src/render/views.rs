//! What templates are given. Field names are the promise to authors of their own templates: docs/templates.md lists them.

use crate::policy::Policy;
use serde::Serialize;

/// Common to all pages.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Page<'a, Content: Serialize> {
    pub site: SiteView<'a>,
    /// The page's own title, without the site's.
    pub title: String,
    /// For search engines.
    pub description: String,
    /// The absolute URL, when the site's address is known.
    pub canonical: Option<String>,
    /// The language of its notes, or of the site.
    pub language: &'a str,
    /// Where its lines begin: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The `dir` of the notes on it: `auto`, or `rtl`.
    pub text_direction: &'static str,
    /// The attribute of the theme's own words, ` lang="en"`; empty where the page is in English.
    pub english: &'static str,
    /// What leads from this page to the top of the site: empty, `../`, `../../`, or `/` on the 404 page.
    pub root: String,
    #[serde(flatten)]
    pub content: Content,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct SiteView<'a> {
    /// Whether any service is named.
    pub has_services: bool,
    pub title: &'a str,
    pub description: &'a str,
    pub language: &'a str,
    /// Whether browsers keep the site.
    pub offline: bool,
}

/// A link to a page, `html` being its words.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LinkView {
    /// The number of a section, empty for other pages and sections without one.
    pub number: String,
    pub html: String,
    pub url: String,
    /// The title of the section's notebook, where it is not the one that the page is about; else empty.
    pub notebook: String,
    /// The language of its words, where it is not the page's; else empty.
    pub language: String,
    /// The `dir` of its words.
    pub text_direction: &'static str,
}

/// A link to a section with what a preview of it shows.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SectionLink {
    #[serde(flatten)]
    pub link: LinkView,
    /// How its text begins.
    pub about: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ServiceLink<'a> {
    pub name: &'a str,
    pub url: String,
    pub category: &'a str,
    /// One of the [`HUES`] colours that categories have.
    pub hue: usize,
    pub summary: &'a str,
    /// How many sections name it, or name it together with the page's service.
    pub count: usize,
}

/// Colours of categories in the style sheet: `hue-0` and so on. Further categories begin again with the first.
pub(super) const HUES: usize = 16;

#[derive(Clone, Debug, Serialize)]
pub(super) struct Category<'a> {
    pub name: &'a str,
    pub hue: usize,
    pub services: Vec<ServiceLink<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct HomeView<'a> {
    /// How many sections the site has.
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
    /// The page of its cards, empty if it has none.
    pub cards_url: String,
    pub sections: usize,
    /// Its language, where it is not the page's; else empty.
    pub language: &'a str,
    /// The `dir` of its words.
    pub text_direction: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct NotebookView<'a> {
    pub notebook: NotebookLink<'a>,
    pub introduction: String,
    /// The sections under the headings that stand over them, the first perhaps without a heading.
    pub parts: Vec<PartView>,
    /// Pages with a hundred sections each, in a large notebook.
    pub groups: Vec<LinkView>,
    pub print_url: Option<String>,
    /// Where it can be studied, if it has cards.
    pub study: Option<NotebookStudy>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct NotebookStudy {
    /// The key of the readers' review logs.
    pub site_key: String,
    pub url: String,
    /// Empty in a notebook too long for a page of all its cards; so are the next two.
    pub cards_url: String,
    pub numbers_url: String,
    pub confusables_url: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct PartView {
    /// Its fragment, empty for what has no heading.
    pub id: String,
    pub html: String,
    pub introduction: String,
    pub sections: Vec<LinkView>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct SectionView<'a> {
    pub notebook: NotebookLink<'a>,
    pub section: SectionBody<'a>,
    /// The page that lists the section, in a notebook that is listed in groups.
    pub group: Option<LinkView>,
    /// The headings in it, if there are several.
    pub headings: Vec<HeadingView>,
    pub previous: Option<SectionLink>,
    pub next: Option<SectionLink>,
    pub services: Vec<ServiceLink<'a>>,
    pub related: Vec<SectionLink>,
    pub referred_from: Vec<SectionLink>,
    /// The sections that its text points to, for previews.
    pub mentioned: Vec<SectionLink>,
    pub edit_url: Option<String>,
    /// The card that grades it, if it has one.
    pub study: Option<SectionStudy>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct SectionStudy {
    /// The key of the readers' review logs.
    pub site_key: String,
    /// The id of the card.
    pub card: String,
    /// The hash of its content.
    pub hash: String,
    /// The page for study.
    pub url: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct HeadingView {
    pub text: String,
    pub href: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct SectionBody<'a> {
    /// The number, or what addresses a section without one.
    pub address: &'a str,
    pub number: &'a str,
    pub html: &'a str,
    /// The fragment on a page that sections share.
    pub fragment: String,
    /// A link to it on such a page.
    pub href: String,
    pub body: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ServicesView<'a> {
    pub categories: Vec<Category<'a>>,
    /// Names of services that no section names.
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
    /// The pages that the occurrences take, when there are several; the current one has an empty address.
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
    /// As on the page around it.
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
    /// Other sitemaps, where there are too many pages for one.
    pub sitemaps: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct RobotsView {
    pub sitemap: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct StudyView<'a> {
    pub notebooks: Vec<NotebookLink<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct CardsView<'a> {
    pub notebook: NotebookLink<'a>,
    /// Sections with cards.
    pub sections: Vec<SectionCards>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct SectionCards {
    /// The fragment of its heading.
    pub id: String,
    #[serde(flatten)]
    pub link: LinkView,
    pub cards: Vec<CardView>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct CardView {
    /// What the question is about, as HTML; may be empty.
    pub context: String,
    pub front: String,
    pub back: String,
    /// Choices of a question that has some.
    pub options: Vec<OptionView>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct OptionView {
    pub html: String,
    pub right: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct NumbersView<'a> {
    pub notebook: NotebookLink<'a>,
    pub groups: Vec<NumberGroup>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct NumberGroup {
    /// The name of the service, empty for sections that name none.
    pub service: String,
    pub numbers: Vec<NumberView>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct NumberView {
    pub value: String,
    pub unit: String,
    /// As HTML.
    pub subject: String,
    pub relation: String,
    /// As HTML, the number in `<b>`.
    pub sentence: String,
    pub section: LinkView,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ConfusablesView<'a> {
    pub notebook: NotebookLink<'a>,
    pub pairs: Vec<PairView>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct PairView {
    pub first: BesideView,
    pub second: BesideView,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct BesideView {
    pub section: LinkView,
    /// Its sentences as HTML: shared ones in `<small>`, words that only this section has in `<mark>`.
    pub sentences: Vec<String>,
}
