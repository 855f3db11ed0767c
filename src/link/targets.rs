//! Where an address that an author wrote leads: another section, a service, a file beside the notes, the web.

use super::wiki;
use crate::catalogue::Catalogue;
use crate::html::sanitize;
use crate::parse::slug::{Names, github_fragment};
use crate::parse::{Body, Notebook, Piece, is_note, sections_by_number};
use crate::site::SectionId;
use crate::site::links::{Refusal, Target};
use crate::site::routes::{PageAddress, Route, page_address, part_fragment, part_route};
use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, Tag};
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

/// All places of all notebooks that an address can name.
#[derive(Debug)]
pub(super) struct Places<'a> {
    notebooks: HashMap<&'a str, usize>,
    by_notebook: Vec<NotebookPlaces<'a>>,
    services: HashMap<&'a str, Route>,
    attachments: &'a BTreeSet<String>,
    /// Notes by name, collected for the first wiki link.
    names: OnceLock<wiki::Names>,
}

/// The places of one notebook, each kind collected when the first address of that kind is met.
#[derive(Debug)]
struct NotebookPlaces<'a> {
    notebook: &'a Notebook,
    fragments: OnceLock<Fragments>,
    stems: OnceLock<HashMap<&'a str, usize>>,
    numbers: OnceLock<HashMap<&'a str, usize>>,
}

/// Fragments of headings and anchors, with the section that has them.
type Fragments = HashMap<String, (usize, Option<String>)>;

impl<'a> NotebookPlaces<'a> {
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

impl<'a> Places<'a> {
    /// Collects every place. `attachments` are the paths of files that exist under the notes folder.
    pub(super) fn new(notebooks: &'a [Notebook], catalogue: &'a Catalogue, attachments: &'a BTreeSet<String>) -> Self {
        Self {
            notebooks: notebooks.iter().enumerate().map(|(index, notebook)| (notebook.id.as_str(), index)).collect(),
            by_notebook: notebooks.iter().map(NotebookPlaces::new).collect(),
            services: catalogue
                .iter()
                .map(|(service, entry)| (entry.id.as_str(), Route::Service { service, page: 0 }))
                .collect(),
            attachments,
            names: OnceLock::new(),
        }
    }

    /// The names of all notes.
    pub(super) fn names(&self) -> &wiki::Names {
        self.names.get_or_init(|| wiki::Names::new(self.by_notebook.iter().map(|places| places.notebook)))
    }

    /// The id of a notebook.
    pub(super) fn id(&self, notebook: usize) -> &'a str {
        &self.by_notebook[notebook].notebook.id
    }

    /// Whether a file beside the notes exists under this key.
    pub(super) fn has_attachment(&self, key: &str) -> bool {
        self.attachments.contains(key)
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
        if path.is_empty() {
            return self.in_notebook(notebook, fragment.as_deref().unwrap_or_default(), here, address);
        }
        if let Some(page) = self.page(path, notebook, fragment.as_deref()) {
            return page;
        }
        let Some(path) = note_path(path, id) else { return Target::Refused(Refusal::OutsideNotes) };
        let id = path.rsplit_once('.').filter(|(_, extension)| is_note(extension)).map(|(id, _)| id);
        if let Some(&other) = id.and_then(|id| self.notebooks.get(id)) {
            return match fragment {
                Some(fragment) => self.in_notebook(other, &fragment, None, address),
                None => Target::Page { route: Route::Notebook(other), fragment: None },
            };
        }
        if self.attachments.contains(&path) {
            return Target::Attachment(path);
        }
        Target::Unknown(address.to_owned())
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
        match fragments.get(fragment).or_else(|| fragments.get(&fragment.to_lowercase())) {
            Some((section, fragment)) => Target::Page {
                route: Route::Section(SectionId { notebook, section: *section }),
                fragment: fragment.clone(),
            },
            None => self.above_sections(notebook, fragment).unwrap_or_else(|| Target::Unknown(address.to_owned())),
        }
    }

    /// A fragment that stands on the notebook's own pages: its title, a heading over sections, a place in what it begins with.
    fn above_sections(&self, notebook: usize, fragment: &str) -> Option<Target> {
        let Notebook { title, introduction, parts, .. } = self.by_notebook[notebook].notebook;
        let page = |fragment| Target::Page { route: Route::Notebook(notebook), fragment };
        if introduction.anchors.iter().chain(&introduction.raw_anchors).any(|anchor| anchor == fragment) {
            return Some(page(Some(fragment.to_owned())));
        }
        let wanted = fragment.to_lowercase();
        if let Some(number) = parts.iter().position(|part| github_fragment(&part.title.full_text) == wanted) {
            let route = part_route(notebook, self.by_notebook[notebook].notebook, number);
            return Some(Target::Page { route, fragment: Some(part_fragment(number)) });
        }
        (github_fragment(title) == wanted).then(|| page(None))
    }

    /// An address that names a page of the site as a reader sees it: `48.html`, `../services/amazon-sqs.html`.
    fn page(&self, path: &str, notebook: usize, fragment: Option<&str>) -> Option<Target> {
        let path = joined(&self.by_notebook[notebook].notebook.folder, path)?;
        let in_folder = |folder: &str| self.by_notebook.iter().position(|other| other.notebook.folder == folder);
        let route = match page_address(&path)? {
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

/// Files beside the notes that a body names, as paths under the notes folder. They need not exist.
pub fn named_files(body: &Body, id: &str, found: &mut BTreeSet<String>) {
    let path = |address: &str| {
        let is_file = sanitize::scheme(address).is_none() && !address.starts_with('#') && !address.starts_with("//");
        is_file.then(|| note_path(address.split(['#', '?']).next().unwrap_or_default(), id)).flatten()
    };
    for piece in &body.pieces {
        if let Some(target) = wiki::wiki_target(piece) {
            found.extend(wiki::file_key(target));
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

/// An address relative to a folder, without `.` and `..`; none if it leads out of the top folder.
fn joined(folder: &str, address: &str) -> Option<String> {
    let decoded = percent_decode_str(address).decode_utf8_lossy();
    if decoded.contains(['\\', '\0']) {
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

fn fragments(notebook: &Notebook) -> Fragments {
    let mut fragments = HashMap::new();
    let mut names = Names::default();
    for (index, section) in notebook.sections.iter().enumerate() {
        let fragment = names.take(&github_fragment(&section.title.full_text), 1).into_string();
        fragments.entry(fragment).or_insert((index, None));
    }
    for (index, section) in notebook.sections.iter().enumerate() {
        for anchor in section.body.anchors.iter().chain(&section.body.raw_anchors) {
            fragments.entry(anchor.clone()).or_insert((index, Some(anchor.clone())));
        }
        fragments.entry(section.stem.clone()).or_insert((index, None));
    }
    for (index, section) in notebook.sections.iter().enumerate() {
        fragments.entry(github_fragment(&section.title.text)).or_insert((index, None));
    }
    fragments
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
    }
}
