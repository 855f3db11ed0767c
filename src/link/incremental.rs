//! Replaces an edited section in a linked site, without linking the other sections again. It takes a site and an edit,
//! and updates links, backlinks and services at once.
//!
//! It does not recompute related sections, because they depend on the words of all sections. The preview does that when
//! the author is idle.

use super::labels;
use super::references::{OwnWords, word_of_heading};
use super::section::{Context, LinkedSection};
use super::targets::Targets;
use super::{named_files, neighbours, subject};
use crate::catalogue::{Catalogue, ServiceId};
use crate::diagnostic::Diagnostic;
use crate::parse::incremental::Edit;
use crate::parse::{Section, Title};
use crate::site::links::{Label, LeadIn, NotebookLinks};
use crate::site::{SectionId, Site};
use std::collections::BTreeSet;

/// Replaces a section, and returns the diagnostics of linking it.
///
/// Returns `None` without a change if the site must be linked again: the edit changes which services or labels have a page,
/// which files notes link to, the word before a number, or a heading to which a link with a fragment may point.
pub fn replace(site: &mut Site, notebook: usize, edit: Edit) -> Option<Vec<Diagnostic>> {
    let id = SectionId { notebook, section: edit.section };
    let (old, new) = linked(site, notebook, &edit)?;
    let (lost, won) = (without(&old, &new), without(&new, &old));
    let count = |service: &ServiceId| site.services[service.0].occurrences.len();
    if lost.iter().any(|service| count(service) == 1) || won.iter().any(|service| count(service) == 0) {
        return None;
    }
    let labels = labels_with(&site.links[notebook], edit.section, &new.links.lead_ins);
    let former = site.links[notebook].labels.iter().map(|label| (&label.name, &label.stem));
    if !former.eq(labels.iter().map(|label| (&label.name, &label.stem))) {
        return None;
    }
    site.links[notebook].labels = labels;
    site.notebooks[notebook].apply(edit);
    for service in &old.links.services {
        site.services[service.0].occurrences.retain(|occurrence| occurrence.section != id);
    }
    for (service, occurrence) in new.occurrences {
        let occurrences = &mut site.services[service.0].occurrences;
        let position = occurrences.partition_point(|other| other.section < id);
        occurrences.insert(position, occurrence);
    }
    for section in old.references {
        site.links[notebook].sections[section].referred_from.retain(|from| *from != id);
    }
    for section in new.references.into_iter().filter(|&section| section != id.section) {
        let referred_from = &mut site.links[notebook].sections[section].referred_from;
        if let Err(position) = referred_from.binary_search(&id) {
            referred_from.insert(position, id);
        }
    }
    let links = &mut site.links[notebook].sections[id.section];
    links.body = new.links.body;
    links.services = new.links.services;
    links.lead_ins = new.links.lead_ins;
    if !(lost.is_empty() && won.is_empty()) {
        let affected: BTreeSet<ServiceId> = old.links.services.into_iter().chain(links.services.clone()).collect();
        for service in affected {
            site.services[service.0].with = neighbours(site, service);
        }
    }
    Some(new.diagnostics)
}

/// The repeated labels of a notebook in which a section has other ones.
fn labels_with(links: &NotebookLinks, edited: usize, lead_ins: &[LeadIn]) -> Vec<Label> {
    let former = links.sections[edited].lead_ins.iter().map(|lead_in| &lead_in.name);
    if former.eq(lead_ins.iter().map(|lead_in| &lead_in.name)) {
        return links.labels.clone();
    }
    let sections = links.sections.iter().enumerate();
    labels::repeated(sections.map(|(at, links)| if at == edited { lead_ins } else { &links.lead_ins }))
}

/// Links the section as it was and as it is. `None` if the edit changes what other sections depend on.
fn linked(site: &Site, notebook: usize, edit: &Edit) -> Option<(LinkedSection, LinkedSection)> {
    let targets = Targets::new(&site.notebooks, &site.catalogue, &site.attachments, &site.config);
    let content = &site.notebooks[notebook];
    let nothing = Catalogue::default();
    let is_about = subject::is_about(&site.catalogue, content, Some((edit.section, &edit.content)));
    if is_about != site.links[notebook].names_services {
        return None;
    }
    let catalogue = if is_about { &site.catalogue } else { &nothing };
    let words = OwnWords::of(content);
    let context = Context { catalogue, targets: &targets, notebook: content, index: notebook, words };
    let files = |body| {
        let mut found = BTreeSet::new();
        named_files(body, &content.id, &mut found);
        found
    };
    if files(&content.sections[edit.section].body) != files(&edit.content.body) {
        return None;
    }
    let old = &content.sections[edit.section];
    if word_of_heading(old) != word_of_heading(&edit.content) {
        return None;
    }
    let linked = (context.read(edit.section, old), context.read(edit.section, &edit.content));
    let names_fragments = site.links[notebook].names_fragments || targets.are_fragments_named(notebook);
    if names_fragments && fragments(old) != fragments(&edit.content) {
        return None;
    }
    Some(linked)
}

/// Returns what links with a fragment can point to in a section.
fn fragments(section: &Section) -> (&Title, &[String], &[String]) {
    (&section.title, &section.body.anchors, &section.body.raw_anchors)
}

fn without(of: &LinkedSection, other: &LinkedSection) -> Vec<ServiceId> {
    of.links.services.iter().copied().filter(|service| !other.links.services.contains(service)).collect()
}
