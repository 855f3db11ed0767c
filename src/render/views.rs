//! The data that templates receive. It has no behaviour. The field names are a promise to authors of templates:
//! docs/templates.md lists them.

use crate::policy::Policy;
use serde::Serialize;
use tera::Value;

/// What the entries of the catalogue are called.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CatalogueView<'a> {
    /// The name at the beginning of a heading.
    pub title: String,
    /// The folder of their pages.
    pub path: &'a str,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct SiteView<'a> {
    /// What the entries of the catalogue are called.
    pub catalogue: CatalogueView<'a>,
    /// Whether a section names any service.
    pub has_services: bool,
    pub title: &'a str,
    pub description: &'a str,
    pub language: &'a str,
    /// Whether the site is readable offline.
    pub offline: bool,
    /// A style sheet of the author, by its name among the assets.
    pub css: Option<&'a str>,
    /// Whether the site is one file.
    pub single_file: bool,
    /// Path of the feed of changed sections, if there is one.
    pub feed: Option<String>,
}

/// A link to a page. `html` is its text.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LinkView {
    /// Number of a section; empty for other pages and unnumbered sections.
    pub number: String,
    /// The same, but empty where the title says it.
    pub shown_number: String,
    pub html: String,
    pub url: String,
    /// Title of the notebook, if it differs from that of the page; else empty.
    pub notebook: String,
    /// Language of the text, if it differs from that of the page; else empty.
    pub language: String,
    /// `dir` attribute of the text.
    pub text_direction: &'static str,
}

/// A link to a section as pages of sections show it: the fields of [`LinkView`], the text of its preview, and its finished
/// entries in lists. The fields are written out because serializing a flattened struct costs three times as much.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SectionLink {
    pub number: String,
    pub shown_number: String,
    pub html: String,
    pub url: String,
    pub notebook: String,
    pub language: String,
    pub text_direction: &'static str,
    /// Beginning of its text.
    pub about: String,
    /// Made by `section-link.html`.
    pub entry: String,
    /// Made by `rail-link.html`.
    pub rail_entry: String,
}

impl SectionLink {
    /// Makes a link without entries.
    pub(super) fn new(link: LinkView, about: String) -> Self {
        let LinkView { number, shown_number, html, url, notebook, language, text_direction } = link;
        let (entry, rail_entry) = (String::new(), String::new());
        Self { number, shown_number, html, url, notebook, language, text_direction, about, entry, rail_entry }
    }
}

/// A link to a section on the page of a service.
#[derive(Clone, Debug, Serialize)]
pub(super) struct NamedSection {
    #[serde(flatten)]
    pub link: LinkView,
    /// Made by `section-name.html`.
    pub entry: String,
}

/// What is the same on all pages of a folder: finished parts.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ShellView {
    /// Style sheets and scripts, made by `files.html`.
    pub files: String,
    /// Links and buttons of the header, made by `tools.html`.
    pub tools: String,
    /// Made by `footer.html`.
    pub footer: String,
}

/// A link to a service, with its finished entry in lists.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SharedService<'a> {
    #[serde(flatten)]
    pub link: ServiceLink<'a>,
    /// Made by `chip.html`.
    pub entry: String,
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
    /// The same notebooks by folder.
    pub folders: Vec<FolderView<'a>>,
    pub categories: Vec<Category<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct FolderView<'a> {
    /// Path of the folder under the notes; empty at the top, and where notebooks are not grouped.
    pub name: String,
    /// Whether each of its notebooks is one page, so that a line is enough for it.
    pub is_short: bool,
    pub notebooks: Vec<HomeNotebook<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct HomeNotebook<'a> {
    #[serde(flatten)]
    pub link: NotebookLink<'a>,
    /// Its sections, on the home page of a small site.
    pub squares: Vec<ListedSection<'a>>,
    /// Links to the pages of a large notebook.
    pub groups: Vec<NotebookGroup<'a>>,
}

/// A section in a list of its notebook: the fields of [`LinkView`], written out as in [`SectionLink`], and more.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ListedSection<'a> {
    pub number: String,
    pub shown_number: String,
    pub html: String,
    pub url: String,
    pub notebook: String,
    pub language: String,
    pub text_direction: &'static str,
    /// Fragment of its entry in the list.
    pub id: String,
    /// The entry, made by `section-link.html`; empty where the page has no list of entries.
    pub entry: String,
    /// Category of the service that it names first.
    pub category: Option<CategoryView<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct CategoryView<'a> {
    pub name: &'a str,
    pub hue: usize,
}

/// A hundred sections of a large notebook.
#[derive(Clone, Debug, Serialize)]
pub(super) struct NotebookGroup<'a> {
    #[serde(flatten)]
    pub link: LinkView,
    /// Title of its first section, as HTML.
    pub first: &'a str,
    /// Title of its last section, as HTML.
    pub last: &'a str,
}

/// A link to the page of a label.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LabelLink {
    pub html: String,
    pub url: String,
    /// Number of sections that have it.
    pub sections: usize,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct LabelView<'a> {
    pub notebook: NotebookLink<'a>,
    /// The label as HTML.
    pub name: String,
    /// How often it occurs, in words: `182 places`.
    pub count: usize,
    pub sections: Vec<LabelledSection>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct LabelledSection {
    pub section: LinkView,
    /// What the label begins, each as HTML.
    pub texts: Vec<String>,
}

/// Where a section is among those of its notebook.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PositionView {
    /// Its position, from 1.
    pub at: usize,
    pub of: usize,
    /// Its entry in the list of the notebook.
    pub url: String,
    /// The sections around it, under the headings of their parts.
    pub around: Vec<RailPart>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct RailPart {
    /// Heading of the part; empty for sections before the first part.
    pub html: String,
    pub url: String,
    /// Each a [`SectionLink`]. The section itself has no address.
    pub sections: Vec<Value>,
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
    pub parts: Vec<PartView<ListedSection<'a>>>,
    /// Categories of the sections that the page lists: what their colours mean.
    pub categories: Vec<CategoryView<'a>>,
    /// Links to the pages of a large notebook, a hundred sections each.
    pub groups: Vec<NotebookGroup<'a>>,
    pub print_url: Option<String>,
    /// Where it can be studied, if it has cards.
    pub study: Option<NotebookStudy>,
    /// Labels that many of its sections have.
    pub labels: Vec<LabelLink>,
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

/// The sections under the heading of a part.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PartView<Section> {
    /// Fragment; empty without a heading.
    pub id: String,
    pub html: String,
    pub introduction: String,
    pub sections: Vec<Section>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct SectionView<'a> {
    /// A [`NotebookLink`].
    pub notebook: Value,
    pub section: SectionBody<'a>,
    pub position: PositionView,
    /// Headings in the section, if there are several.
    pub headings: Vec<HeadingView>,
    /// Links to sections are [`SectionLink`]s, those to services [`SharedService`]s.
    pub previous: Option<Value>,
    pub next: Option<Value>,
    pub services: Vec<Value>,
    pub related: Vec<Value>,
    pub referred_from: Vec<Value>,
    /// Sections to which the text links, for previews.
    pub mentioned: Vec<Value>,
    pub edit_url: Option<String>,
    /// The page that shows it beside another section, if it has related ones.
    pub compare_url: Option<String>,
    /// Whether there is a policy in the section.
    pub has_policies: bool,
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
    /// Number, or the id of an unnumbered section.
    pub address: &'a str,
    pub number: &'a str,
    /// Number as it is shown before the title; empty where the title says it.
    pub shown_number: &'a str,
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
    /// What the service is, if it is not just an entry of the catalogue: `feature`, `tool`.
    pub kind: Option<&'a str>,
    pub docs: &'a str,
    pub parent: Option<ServiceLink<'a>>,
    pub children: Vec<SharedService<'a>>,
    /// The sections that name it, those that are about it first.
    pub occurrences: Vec<OccurrenceView<'a>>,
    /// The name of its reading path, if its sections can be read one after the other.
    pub path: Option<&'a str>,
    pub with: Vec<SharedService<'a>>,
    /// Links to the pages of occurrences, if there are several. The current page has an empty address.
    pub pages: Vec<LinkView>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct OccurrenceView<'a> {
    /// A [`NamedSection`].
    pub section: Value,
    pub before: &'a str,
    pub name: &'a str,
    pub after: &'a str,
    /// The heading of the group that it begins, if there are several.
    pub heading: Option<String>,
    /// Whether its group is folded: the last of several, whose sections name the service in passing.
    pub folded: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct PrintView<'a> {
    pub notebook: NotebookLink<'a>,
    pub introduction: String,
    pub parts: Vec<PartView<SectionBody<'a>>>,
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

/// The script fills the search page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SearchView {}

#[derive(Clone, Debug, Serialize)]
pub(super) struct CompareView {}

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

/// A feed of changed sections.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FeedView<'a> {
    pub language: &'a str,
    pub title: &'a str,
    /// Its own absolute URL.
    pub url: String,
    pub home: String,
    /// When the latest section changed (RFC 3339).
    pub updated: String,
    pub entries: Vec<FeedEntry<'a>>,
}

/// A changed section.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FeedEntry<'a> {
    pub language: &'a str,
    pub url: String,
    pub title: String,
    pub updated: String,
    pub summary: String,
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
    /// The page that shows both whole.
    pub compare_url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct BesideView {
    pub section: LinkView,
    /// Its sentences as HTML: shared ones in `<small>`, words that only this section has in `<mark>`.
    pub html: String,
}
