//! The results of linking: the targets of words and addresses in each body, and the uses of each service. Pure data.
//!
//! [`crate::link`] fills these types; later steps read them.

use super::SectionId;
use super::routes::Route;
use crate::catalogue::ServiceId;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Links of one notebook.
#[derive(Debug, Default)]
pub struct NotebookLinks {
    /// Links of the introduction.
    pub introduction: Links,
    /// Links of the introduction of each part.
    pub parts: Vec<Links>,
    /// Links of each section.
    pub sections: Vec<SectionLinks>,
    /// Whether an address in any notebook points to a heading or anchor of this one. If an edit removes the last such
    /// address, this stays set until the whole site is linked again.
    pub names_fragments: bool,
    /// Whether names of the catalogue are links in this notebook: it is about them.
    pub names_services: bool,
    /// Labels that many of its sections have, the most frequent first.
    pub labels: Vec<Label>,
}

/// A label that many sections of a notebook have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The label as it is written most often.
    pub name: String,
    /// Name of its page's file, without extension.
    pub stem: String,
    /// Indexes of the sections that have it, in order.
    pub sections: Vec<usize>,
}

/// A label in bold that begins an item or a paragraph: `**Limit:** …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadIn {
    /// The label without its colon.
    pub name: String,
    /// The pieces of the label itself. Empty if the text goes on with it, as in `**Use it when** …`.
    pub label: Range<usize>,
    /// The pieces of what it begins: the content of an item, or a paragraph with the list below it.
    pub pieces: Range<usize>,
}

impl LeadIn {
    /// What this label and those that mean the same have in common: `Trap`, `trap` and `Traps`.
    #[must_use]
    pub fn key(&self) -> String {
        Self::key_of(&self.name)
    }

    /// The key of a label without its colon.
    #[must_use]
    pub fn key_of(name: &str) -> String {
        let lower = name.to_lowercase();
        match lower.strip_suffix('s') {
            Some(singular) if singular.len() > 2 && !singular.ends_with('s') => singular.to_owned(),
            _ => lower,
        }
    }
}

/// Links of one body, by piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Words of text pieces that become links: mentions of services, references to sections. Sorted.
    pub words: Vec<WordLink>,
    /// Targets of the author's own links and images, by piece. Sorted.
    pub targets: Vec<(usize, Target)>,
    /// Services that the title above the body names, in order.
    pub title: Vec<ServiceId>,
    /// Prefixes of actions in policies that become links to their service: the first of each service in each block. In order.
    pub code: Vec<WordLink>,
    /// Addresses in raw HTML: the piece, the bytes in it, where they lead. In order.
    pub html: Vec<(usize, Range<usize>, Target)>,
}

/// Notebooks that are translations of each other.
#[derive(Debug, Default)]
pub struct Translations {
    groups: Vec<Vec<Translation>>,
    /// The group of a notebook.
    group_of: BTreeMap<usize, usize>,
}

/// A notebook that others translate.
#[derive(Debug)]
pub struct Translation {
    /// Index of the notebook.
    pub notebook: usize,
    /// Indexes of its numbered sections, by the stem of their page.
    pub sections: HashMap<String, usize>,
}

impl Translations {
    /// Adds notebooks that are translations of each other.
    pub fn add(&mut self, group: Vec<Translation>) {
        self.group_of.extend(group.iter().map(|translation| (translation.notebook, self.groups.len())));
        self.groups.push(group);
    }

    /// Returns a notebook and those that translate it. Nothing if there are none.
    #[must_use]
    pub fn of(&self, notebook: usize) -> &[Translation] {
        self.group_of.get(&notebook).map_or(&[], |&group| &self.groups[group])
    }
}

/// Words that become a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordLink {
    /// Index of the text piece.
    pub piece: usize,
    /// Span in the text of the piece.
    pub range: Range<usize>,
    /// Text piece and offset in it where the link begins, if a line of the source ends within the words.
    pub begins: Option<(usize, usize)>,
    /// Target of the link.
    pub to: Route,
}

/// Links of one section.
#[derive(Clone, Debug, Default)]
pub struct SectionLinks {
    /// Links of its body.
    pub body: Links,
    /// Services that the section names, in the order of their first mention. The title comes first.
    pub services: Vec<ServiceId>,
    /// Related sections, best first.
    pub related: Vec<SectionId>,
    /// Backlinks: sections that refer to this one.
    pub referred_from: Vec<SectionId>,
    /// Labels that begin its items and paragraphs, in order.
    pub lead_ins: Vec<LeadIn>,
}

/// The uses of a service.
#[derive(Clone, Debug, Default)]
pub struct ServiceUse {
    /// Sections that name it, each with a sentence.
    pub occurrences: Vec<Occurrence>,
    /// Services that the same sections name, most frequent first, each with the number of sections.
    pub with: Vec<(ServiceId, usize)>,
    /// Child services that have a page, by name.
    pub children: Vec<ServiceId>,
}

/// How much a section is about a service that it names. Ordered: the most comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Its title names the service.
    InTitle,
    /// It names the service several times.
    Central,
    /// It names the service once or twice.
    InPassing,
}

/// A section that names a service, with the sentence around the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The section.
    pub section: SectionId,
    /// How much the section is about the service.
    pub weight: Weight,
    /// Sentence before the name.
    pub before: String,
    /// Name as written.
    pub name: String,
    /// Rest of the sentence.
    pub after: String,
}

/// The target of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page of the site, with an optional fragment.
    Page {
        /// Route of the page.
        route: Route,
        /// Fragment on the page.
        fragment: Option<String>,
    },
    /// A fragment on the same page.
    Here {
        /// The fragment.
        fragment: String,
    },
    /// An address outside the site.
    Outside(String),
    /// A file that is copied to the site, by its path under the notes folder.
    Attachment(String),
    /// An unknown target. The page keeps the address, and the link check reports it.
    Unknown(String),
    /// An address that must not appear on a page: a scheme such as `javascript:`, or a path out of the notes folder.
    Refused(Refusal),
}

/// The reason why an address must not appear on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Its scheme runs code, or is not for the web.
    Scheme,
    /// It leads out of the notes folder.
    OutsideNotes,
    /// It is a wiki link, and no note or file has its name.
    NoSuchNote,
}
