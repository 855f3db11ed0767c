//! Where an address that an author wrote leads: another section, a service, a file beside the notes, the web.

use super::folders::Folders;
use super::{docusaurus, wiki_names};
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::html::sanitize;
use crate::parse::slug::{Names, github_fragment};
use crate::parse::{Body, Notebook, Piece, is_note, sections_by_number};
use crate::site::links::{Refusal, Target};
use crate::site::routes::{PageAddress, Route, page_address, part_fragment, part_route};
use crate::site::{Attachment, SectionId};
use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, Tag};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

/// All link targets of all notebooks.
#[derive(Debug)]
pub(super) struct Targets<'a> {
    /// The files by their path: the notebook, and the section in a notebook made of a folder.
    notes: HashMap<&'a str, (usize, Option<usize>)>,
    by_notebook: Vec<NotebookTargets<'a>>,
    services: HashMap<&'a str, Route>,
    attachments: &'a BTreeMap<String, Attachment>,
    edit_url: Option<&'a str>,
    /// Notes by name, collected for the first wiki link.
    names: OnceLock<wiki_names::Names>,
    /// Notes by their address in Docusaurus, collected for the first address that leads nowhere else.
    docusaurus: OnceLock<docusaurus::Addresses>,
    /// Folders by their path, collected for the first link to one.
    folders: OnceLock<Folders>,
    services_folder: &'a str,
    notes_folder: &'a str,
}

/// The link targets of one notebook. Each kind is collected when the first address of that kind is met.
#[derive(Debug)]
struct NotebookTargets<'a> {
    notebook: &'a Notebook,
    fragments: OnceLock<Fragments>,
    stems: OnceLock<HashMap<&'a str, usize>>,
    numbers: OnceLock<HashMap<&'a str, usize>>,
}

/// Fragments of headings and anchors, with what has them.
type Fragments = HashMap<String, Destination>;

/// What a fragment of a notebook names.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Destination {
    /// A section, or an id on its page.
    Section(usize, Option<String>),
    /// A heading over sections, or the text between it and the first of them.
    Part(usize),
    /// The notebook's own page, or an id on it.
    Notebook(Option<String>),
}

impl<'a> NotebookTargets<'a> {
    fn new(notebook: &'a Notebook) -> Self {
        Self { notebook, fragments: OnceLock::new(), stems: OnceLock::new(), numbers: OnceLock::new() }
    }

    fn fragments(&self) -> &Fragments {
        self.fragments.get_or_init(|| fragments(self.notebook))
    }

    fn stems(&self) -> &HashMap<&'a str, usize> {
        self.stems.get_or_init(|| {
            self.notebook.sections.iter().enumerate().map(|(index, section)| (section.stem.as_str(), index)).collect()
        })
    }

    fn numbers(&self) -> &HashMap<&'a str, usize> {
        self.numbers.get_or_init(|| sections_by_number(self.notebook))
    }
}

impl<'a> Targets<'a> {
    /// Collects all targets. `attachments` are the files that exist under the notes folder, `config` tells
    /// where the repository of the notes and the pages of the catalogue are.
    pub(super) fn new(
        notebooks: &'a [Notebook],
        catalogue: &'a Catalogue,
        attachments: &'a BTreeMap<String, Attachment>,
        config: &'a Config,
    ) -> Self {
        Self {
            notes: notebooks.iter().enumerate().flat_map(notes).collect(),
            by_notebook: notebooks.iter().map(NotebookTargets::new).collect(),
            services: catalogue
                .iter()
                .map(|(service, entry)| (entry.id.as_str(), Route::Service { service, page: 0 }))
                .collect(),
            attachments,
            edit_url: config.site.edit_url.as_deref(),
            names: OnceLock::new(),
            docusaurus: OnceLock::new(),
            folders: OnceLock::new(),
            services_folder: &config.catalogue.path,
            notes_folder: &config.notes.path,
        }
    }

    /// The note with this path.
    pub(super) fn note_index(&self, id: &str) -> Option<(usize, Option<usize>)> {
        self.notes.get(id).copied()
    }

    /// The path of the file of a notebook, or of one of its sections.
    pub(super) fn note(&self, (notebook, section): (usize, Option<usize>)) -> &'a str {
        let notebook = self.by_notebook[notebook].notebook;
        section.map_or(&notebook.id, |section| notebook.note_of(&notebook.sections[section]))
    }

    /// The names of all notes.
    pub(super) fn names(&self) -> &wiki_names::Names {
        self.names.get_or_init(|| wiki_names::Names::new(self.by_notebook.iter().map(|targets| targets.notebook)))
    }

    /// Whether a file beside the notes exists under this key.
    pub(super) fn has_attachment(&self, key: &str) -> bool {
        self.attachments.contains_key(key)
    }

    /// Whether an address that was resolved named a heading or an anchor of `notebook`, or nothing in it.
    pub(super) fn are_fragments_named(&self, notebook: usize) -> bool {
        self.by_notebook[notebook].fragments.get().is_some()
    }

    /// The section of `notebook` with this number.
    pub(super) fn by_number(&self, notebook: usize, number: &str) -> Option<usize> {
        self.by_notebook[notebook].numbers().get(number).copied()
    }

    /// Where `address`, written in a note of `notebook`, leads.
    pub(super) fn resolve(&self, address: &str, notebook: usize, id: &str, here: Option<&Body>) -> Target {
        let address = address.trim();
        if address.starts_with("data:") && self.attachments.contains_key(address) {
            return Target::Attachment(address.to_owned());
        }
        if let Some(scheme) = sanitize::scheme(address) {
            return if sanitize::is_allowed(&scheme) {
                Target::Outside(address.to_owned())
            } else {
                Target::Refused(Refusal::Scheme)
            };
        }
        if address.starts_with("//") {
            return Target::Outside(address.to_owned());
        }
        let (path, fragment) =
            address.split_once('#').map_or((address, None), |(path, fragment)| (path, Some(fragment)));
        let path = path.split('?').next().unwrap_or_default();
        let fragment = fragment.map(|fragment| percent_decode_str(fragment).decode_utf8_lossy().into_owned());
        let here_in = self.notes.get(id).copied().unwrap_or((notebook, None));
        if path.is_empty() && here_in.1.is_some() {
            let fragment = fragment.as_deref().unwrap_or_default();
            return match self.in_note(here_in, Some(fragment), here, address) {
                Target::Unknown(_) => self.in_notebook(notebook, fragment, here, address),
                found => found,
            };
        }
        if path.is_empty() {
            return self.in_notebook(notebook, fragment.as_deref().unwrap_or_default(), here, address);
        }
        if let Some(page) = self.page(path, notebook, fragment.as_deref()) {
            return page;
        }
        let Some(path) = note_path(path, id) else {
            let Notebook { sections, path, .. } = self.by_notebook[notebook].notebook;
            let chapter = here_in.1.and_then(|section| sections[section].chapter.as_ref());
            let outside = self.in_repository(address, chapter.map_or(path, |chapter| &chapter.path));
            return outside.map_or(Target::Refused(Refusal::OutsideNotes), Target::Outside);
        };
        let is_from_top = address.starts_with('/') || FROM_SOURCES.iter().any(|(sign, _)| address.starts_with(sign));
        let from_top = is_from_top.then(|| self.below_notes_folder(&path)).flatten();
        let found = self.at_path(&path, fragment.as_deref(), address);
        found
            .or_else(|| self.at_path(from_top?, fragment.as_deref(), address))
            .or_else(|| self.of_docusaurus(&path, fragment.as_deref(), address))
            .or_else(|| self.of_docusaurus(from_top?, fragment.as_deref(), address))
            .unwrap_or_else(|| Target::Unknown(address.to_owned()))
    }

    /// What is at a path under the notes folder: a note, with its ending or without, a file, a folder.
    fn at_path(&self, path: &str, fragment: Option<&str>, address: &str) -> Option<Target> {
        let id = path.rsplit_once('.').filter(|(_, extension)| is_note(extension)).map(|(id, _)| id);
        if let Some(&other) = id.and_then(|id| self.notes.get(id)) {
            return Some(match self.in_note(other, fragment, None, address) {
                // A page has no heading of this name, and a top (HTML Living Standard, "Scrolling to a fragment").
                Target::Unknown(_) if fragment == Some("top") => self.in_note(other, None, None, address),
                found => found,
            });
        }
        if self.attachments.contains_key(path) {
            return Some(Target::Attachment(path.to_owned()));
        }
        if let Some(&other) = self.notes.get(path).filter(|(_, section)| section.is_some()) {
            return Some(self.in_note(other, fragment, None, address));
        }
        Some(match (self.folder(path)?, fragment) {
            (Route::Notebook(other), Some(fragment)) => self.in_notebook(other, fragment, None, address),
            (route, _) => Target::Page { route, fragment: None },
        })
    }

    /// What is at a path in Docusaurus, which leaves the numbers of files out of addresses, and knows the `slug` of a note.
    fn of_docusaurus(&self, path: &str, fragment: Option<&str>, address: &str) -> Option<Target> {
        let notebooks = || self.by_notebook.iter().map(|targets| targets.notebook);
        let addresses = self.docusaurus.get_or_init(|| docusaurus::Addresses::new(notebooks().enumerate()));
        if let Some(note) = addresses.note(path) {
            return Some(self.in_note(note, fragment, None, address));
        }
        let route = self.folder(addresses.folder(path)?)?;
        Some(Target::Page { route, fragment: None })
    }

    /// A path from the top of the repository, `notes/a.md`, as one under the notes folder. Docusaurus has its notes under
    /// `/docs/` in every folder.
    fn below_notes_folder<'p>(&self, path: &'p str) -> Option<&'p str> {
        let folder = self.notes_folder.trim_start_matches("./").trim_matches('/');
        let names = std::iter::successors(Some(folder), |folder| folder.split_once('/').map(|(_, rest)| rest));
        names
            .chain(["docs"])
            .filter(|name| !name.is_empty())
            .find_map(|name| path.strip_prefix(name)?.strip_prefix('/'))
    }

    /// Where a link to a folder leads.
    fn folder(&self, path: &str) -> Option<Route> {
        let named = self.notes.get(path).filter(|(_, section)| section.is_none());
        let notebooks = || self.by_notebook.iter().map(|targets| targets.notebook);
        let folders = self.folders.get_or_init(|| Folders::new(notebooks().enumerate()));
        let named = named.map(|(notebook, _)| Route::Notebook(*notebook));
        folders.front(path).or(named).or_else(|| folders.route(path))
    }

    /// The address on GitHub of something outside the notes folder, where `site.edit_url` tells the repository: a relative
    /// address is relative to the page of the file, `https://github.com/owner/name/blob/branch/path`.
    fn in_repository(&self, address: &str, path: &str) -> Option<String> {
        let (host, rest) = self.edit_url?.split_once("://")?.1.split_once('/')?;
        let page = rest.replacen("/edit/", "/blob/", 1).replace("{path}", path);
        let page = page.split(['#', '?']).next().unwrap_or_default();
        let (relative, fragment) = address.split_at(address.find(['#', '?']).unwrap_or(address.len()));
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        Some(format!("https://{host}/{}{fragment}", joined(folder, relative)?))
    }

    /// A file, or what a fragment names in it.
    pub(super) fn in_note(
        &self,
        (notebook, section): (usize, Option<usize>),
        fragment: Option<&str>,
        here: Option<&Body>,
        address: &str,
    ) -> Target {
        let Some(section) = section else {
            return match fragment {
                Some(fragment) => self.in_notebook(notebook, fragment, here, address),
                None => Target::Page { route: Route::Notebook(notebook), fragment: None },
            };
        };
        let content = &self.by_notebook[notebook].notebook.sections[section];
        let page = |fragment| Target::Page { route: Route::Section(SectionId { notebook, section }), fragment };
        let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) else { return page(None) };
        if here.is_some_and(|body| body.anchors.iter().chain(&body.raw_anchors).any(|anchor| anchor == fragment)) {
            return Target::Here { fragment: fragment.to_owned() };
        }
        let mut names = Names::default();
        let mut is_named = |words: &str| {
            let fragments = github_fragments(words, &mut names);
            fragments.iter().any(|known| known == fragment || *known == fragment.to_lowercase())
        };
        if is_named(&content.title.full_text) || content.body.title_anchors.iter().any(|anchor| anchor == fragment) {
            return page(None);
        }
        if let Some((_, id)) = headings(&content.body).into_iter().find(|(words, _)| is_named(words)) {
            return page(Some(id.to_owned()));
        }
        let is_anchor = content.body.anchors.iter().chain(&content.body.raw_anchors).any(|anchor| anchor == fragment);
        if is_anchor { page(Some(fragment.to_owned())) } else { Target::Unknown(address.to_owned()) }
    }

    /// A fragment of a notebook: a section's number, a heading's words as GitHub joins them, an anchor.
    pub(super) fn in_notebook(&self, notebook: usize, fragment: &str, here: Option<&Body>, address: &str) -> Target {
        if here.is_some_and(|body| body.anchors.iter().chain(&body.raw_anchors).any(|anchor| anchor == fragment)) {
            return Target::Here { fragment: fragment.to_owned() };
        }
        if fragment.is_empty() {
            return Target::Page { route: Route::Notebook(notebook), fragment: None };
        }
        if let Some(section) = self.by_number(notebook, fragment) {
            return Target::Page { route: Route::Section(SectionId { notebook, section }), fragment: None };
        }
        let fragments = self.by_notebook[notebook].fragments();
        let destination = fragments.get(fragment).or_else(|| fragments.get(&fragment.to_lowercase()));
        destination
            .map_or_else(|| Target::Unknown(address.to_owned()), |destination| self.page_of(notebook, destination))
    }

    fn page_of(&self, notebook: usize, destination: &Destination) -> Target {
        let (route, fragment) = match destination {
            Destination::Section(section, fragment) => {
                (Route::Section(SectionId { notebook, section: *section }), fragment.clone())
            }
            Destination::Part(part) => {
                let route = part_route(notebook, self.by_notebook[notebook].notebook, *part);
                (route, Some(part_fragment(*part)))
            }
            Destination::Notebook(fragment) => (Route::Notebook(notebook), fragment.clone()),
        };
        Target::Page { route, fragment }
    }

    /// An address that names a page of the site as a reader sees it: `48.html`, `../services/amazon-sqs.html`.
    fn page(&self, path: &str, notebook: usize, fragment: Option<&str>) -> Option<Target> {
        let path = joined(&self.by_notebook[notebook].notebook.folder, path)?;
        let in_folder = |folder: &str| self.by_notebook.iter().position(|other| other.notebook.folder == folder);
        let route = match page_address(&path, self.services_folder)? {
            PageAddress::Home => Route::Home,
            PageAddress::Services => Route::Services,
            PageAddress::Service(service) => *self.services.get(service)?,
            PageAddress::Notebook(folder) => Route::Notebook(in_folder(folder)?),
            PageAddress::Section { folder, stem } => {
                let notebook = in_folder(folder)?;
                Route::Section(SectionId { notebook, section: *self.by_notebook[notebook].stems().get(stem)? })
            }
        };
        Some(Target::Page { route, fragment: fragment.map(ToOwned::to_owned) })
    }
}

/// The files of a notebook by their path: one, or one for each section.
fn notes((index, notebook): (usize, &Notebook)) -> Vec<(&str, (usize, Option<usize>))> {
    let chapters = notebook.sections.iter().enumerate().filter_map(|(section, content)| {
        content.chapter.as_ref().map(|chapter| (chapter.id.as_str(), (index, Some(section))))
    });
    let chapters: Vec<(&str, (usize, Option<usize>))> = chapters.collect();
    if chapters.is_empty() { vec![(notebook.id.as_str(), (index, None))] } else { chapters }
}

/// Files beside the notes that a body names, as paths under the notes folder. They need not exist.
pub fn named_files(body: &Body, id: &str, found: &mut BTreeSet<String>) {
    let path = |address: &str| {
        let is_file = sanitize::scheme(address).is_none() && !address.starts_with('#') && !address.starts_with("//");
        is_file.then(|| note_path(address.split(['#', '?']).next().unwrap_or_default(), id)).flatten()
    };
    for piece in &body.pieces {
        if let Some(target) = wiki_names::wiki_target(piece) {
            found.extend(wiki_names::file_key(target));
            continue;
        }
        match piece {
            Piece::Markdown(Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. })) => {
                found.extend(path(dest_url));
            }
            Piece::Markdown(Event::Html(html) | Event::InlineHtml(html)) => {
                found.extend(sanitize::addresses(html).iter().filter_map(|(_, address)| path(address)));
            }
            _ => {}
        }
    }
}

/// An address relative to a notebook as a path under the notes folder; none if it leads out of it.
fn note_path(address: &str, id: &str) -> Option<String> {
    joined(id.rsplit_once('/').map_or("", |(folder, _)| folder), address)
}

/// Signs before a path of the sources in Pelican and Docusaurus, and the path that they are.
const FROM_SOURCES: [(&str, &str); 5] =
    [("{filename}", ""), ("|filename|", ""), ("{static}", ""), ("{attach}", ""), ("@site/", "/")];

/// An address relative to a folder, without `.` and `..`; none if it leads out of the top folder.
fn joined(folder: &str, address: &str) -> Option<String> {
    // A path as Windows has it.
    let decoded = percent_decode_str(address).decode_utf8_lossy().replace('\\', "/");
    let source = FROM_SOURCES.iter().find_map(|(sign, path)| Some((*path).to_owned() + decoded.strip_prefix(sign)?));
    let decoded = source.unwrap_or(decoded);
    if decoded.contains('\0') {
        return None;
    }
    let start = if decoded.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in start.split('/').chain(decoded.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Fragments as GitHub makes them, which counts all headings of a file: the second `Tides` is `tides-1`. Where GitHub has
/// none, the ids of our own pages.
fn fragments(notebook: &Notebook) -> Fragments {
    let mut fragments = Fragments::new();
    let mut names = Names::default();
    let mut heading = |words: &str, destination: Destination, fragments: &mut Fragments| {
        for fragment in github_fragments(words, &mut names) {
            fragments.entry(fragment).or_insert_with(|| destination.clone());
        }
    };
    let Notebook { title, introduction, parts, sections, .. } = notebook;
    let mut part = 0;
    if !github_fragment(title).is_empty() && notebook.front_matter.title.is_none() {
        heading(title, Destination::Notebook(None), &mut fragments);
    }
    for (words, id) in headings(introduction) {
        heading(words, Destination::Notebook(Some(id.to_owned())), &mut fragments);
    }
    for index in 0..=sections.len() {
        while let Some(above) = parts.get(part).filter(|above| above.first_section <= index || index == sections.len())
        {
            heading(&above.title.full_text, Destination::Part(part), &mut fragments);
            for (words, _) in headings(&above.introduction) {
                heading(words, Destination::Part(part), &mut fragments);
            }
            part += 1;
        }
        let Some(section) = sections.get(index) else { break };
        heading(&section.title.full_text, Destination::Section(index, None), &mut fragments);
        for (words, id) in headings(&section.body) {
            heading(words, Destination::Section(index, Some(id.to_owned())), &mut fragments);
        }
    }
    own_ids(notebook, &mut fragments);
    fragments
}

/// Fragments of our pages, for all that GitHub has no fragment for.
fn own_ids(notebook: &Notebook, fragments: &mut Fragments) {
    let Notebook { title, introduction, parts, sections, .. } = notebook;
    for (index, section) in sections.iter().enumerate() {
        for anchor in &section.body.title_anchors {
            fragments.entry(anchor.clone()).or_insert(Destination::Section(index, None));
        }
        for anchor in section.body.anchors.iter().chain(&section.body.raw_anchors) {
            fragments.entry(anchor.clone()).or_insert_with(|| Destination::Section(index, Some(anchor.clone())));
        }
        fragments.entry(section.stem.clone()).or_insert(Destination::Section(index, None));
    }
    for (index, section) in sections.iter().enumerate() {
        fragments.entry(github_fragment(&section.title.text)).or_insert(Destination::Section(index, None));
    }
    for anchor in introduction.anchors.iter().chain(&introduction.raw_anchors) {
        fragments.entry(anchor.clone()).or_insert_with(|| Destination::Notebook(Some(anchor.clone())));
    }
    for anchor in &introduction.title_anchors {
        fragments.entry(anchor.clone()).or_insert(Destination::Notebook(None));
    }
    for (index, part) in parts.iter().enumerate() {
        let Body { anchors, raw_anchors, title_anchors, .. } = &part.introduction;
        for anchor in anchors.iter().chain(raw_anchors).chain(title_anchors) {
            fragments.entry(anchor.clone()).or_insert(Destination::Part(index));
        }
    }
    fragments.entry(github_fragment(title)).or_insert(Destination::Notebook(None));
}

/// Returns the fragments of a heading. GitHub makes a dash of the space between a leading image and the words.
fn github_fragments(words: &str, names: &mut Names) -> Vec<String> {
    let fragment = names.take(&github_fragment(words), 1).into_string();
    let with_dash = words.starts_with(' ').then(|| format!("-{fragment}"));
    std::iter::once(fragment).chain(with_dash).collect()
}

/// The headings in a body, with their ids on our pages.
fn headings(body: &Body) -> impl Iterator<Item = (&str, &str)> {
    body.pieces.iter().filter_map(|piece| match piece {
        Piece::HeadingEnd { id, text, .. } => Some((text.as_str(), id.as_str())),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_notes_folder() {
        assert_eq!(note_path("img/a%20b.png", "aws/compute").as_deref(), Some("aws/img/a b.png"));
        assert_eq!(note_path("../x.png", "aws/compute").as_deref(), Some("x.png"));
        assert_eq!(note_path("/x.png", "aws/compute").as_deref(), Some("x.png"));
        assert_eq!(note_path("../../etc/passwd", "aws/compute"), None);
        assert_eq!(note_path("%2e%2e/%2e%2e/x", "aws/compute"), None);
        assert_eq!(note_path("..\\x", "a"), None);
        assert_eq!(note_path("img\\ch1\\a.png", "aws/compute").as_deref(), Some("aws/img/ch1/a.png"));
    }
}
