//! What linking finds: where the words and addresses of each body lead, and where each service is named.
//!
//! [`crate::link`] fills these types; everything after it reads them.

use super::SectionId;
use super::routes::Route;
use crate::catalogue::ServiceId;
use std::ops::Range;

/// What linking found in one notebook.
#[derive(Debug, Default)]
pub struct NotebookLinks {
    /// In the introduction.
    pub introduction: Links,
    /// In the introduction of each part.
    pub parts: Vec<Links>,
    /// In each section.
    pub sections: Vec<SectionLinks>,
    /// Whether any address, in whichever notebook, names a heading or an anchor of this one. An edit that takes the last
    /// such address away leaves it set until the site is read as a whole.
    pub names_fragments: bool,
    /// Whether names of the catalogue are links in this notebook: it is about them.
    pub names_services: bool,
}

/// Links in one body, by the piece that they are in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Words of text pieces that become links: names of services, references to sections. In order.
    pub words: Vec<WordLink>,
    /// Where the author's own links and images lead, by piece. In order.
    pub targets: Vec<(usize, Target)>,
    /// Addresses in raw HTML: the piece, the bytes in it, where they lead. In order.
    pub html: Vec<(usize, Range<usize>, Target)>,
}

/// Words that become a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordLink {
    /// The text piece.
    pub piece: usize,
    /// The bytes of its text.
    pub range: Range<usize>,
    /// Where the link leads.
    pub to: Route,
}

/// What linking found in one section.
#[derive(Clone, Debug, Default)]
pub struct SectionLinks {
    /// Links in its body.
    pub body: Links,
    /// The services that it names, in the order of their first mention, the title first.
    pub services: Vec<ServiceId>,
    /// Sections that say much the same, best first.
    pub related: Vec<SectionId>,
    /// Sections whose words point to this one.
    pub referred_from: Vec<SectionId>,
}

/// Where a service is named.
#[derive(Clone, Debug, Default)]
pub struct ServiceUse {
    /// Every section that names it, with the sentence.
    pub occurrences: Vec<Occurrence>,
    /// Services named in the same sections, most often first, with in how many.
    pub with: Vec<(ServiceId, usize)>,
    /// Services of which this one is the parent and which are named themselves, by name.
    pub children: Vec<ServiceId>,
}

/// A section that names a service, and the sentence around the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The section.
    pub section: SectionId,
    /// The sentence up to the name.
    pub before: String,
    /// The name as written.
    pub name: String,
    /// The rest of the sentence.
    pub after: String,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page of the site, perhaps a place on it.
    Page {
        /// The page.
        route: Route,
        /// The place on it.
        fragment: Option<String>,
    },
    /// A place on the page that the link stands on.
    Here {
        /// The place.
        fragment: String,
    },
    /// An address outside the site.
    Outside(String),
    /// A file beside the notes, by its path under the notes folder.
    Attachment(String),
    /// Nothing that we know; the page keeps the address and the link check reports it.
    Unknown(String),
    /// An address that must not stand on a page: a scheme such as `javascript:`, a path out of the notes folder.
    Refused(Refusal),
}

/// Why an address must not stand on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Its scheme runs code or is not for the web.
    Scheme,
    /// It leads out of the notes folder.
    OutsideNotes,
}
