//! `[[wiki links]]`: the note or file that a name means, as Obsidian finds it.
//!
//! A name is a whole path, or the end of one; case does not matter. Of several notes, the one in the folder of the note
//! that links wins, then the one with the shortest path. Obsidian leaves the rest open; here the name of a note's front
//! matter (`title`, `aliases`) counts last.

use super::targets::Targets;
use super::wiki_names::{NoteIndex, file_key, folded, is_embedded, wiki_target};
use crate::diagnostic::Diagnostic;
use crate::parse::slug::github_fragment;
use crate::parse::syntax::block_fragment;
use crate::parse::{Body, is_note};
use crate::site::Site;
use crate::site::links::{Refusal, Target};
use crate::source::Span;
use percent_encoding::percent_decode_str;
use std::collections::BTreeSet;

/// The number of names that one message lists.
const MOST_NAMES: usize = 12;

impl Targets<'_> {
    /// Where `[[target]]`, written in the note `id` of `notebook`, leads.
    pub(super) fn wiki(&self, target: &str, notebook: usize, id: &str, here: Option<&Body>) -> Target {
        let (path, heading) = target.split_once('#').map_or((target, None), |(path, heading)| (path, Some(heading)));
        let path = path.trim();
        let own = self.note_index(id).unwrap_or((notebook, None));
        let other = if path.is_empty() { Some(own) } else { self.named_note(path, id) };
        let Some(other) = other else {
            let file = file_key(target).filter(|key| self.has_attachment(key));
            return file.map_or(Target::Refused(Refusal::NoSuchNote), Target::Attachment);
        };
        let heading = heading.and_then(|heading| self.heading(other, heading, here.filter(|_| other == own), target));
        heading.unwrap_or_else(|| self.in_note(other, None, None, target))
    }

    /// Where an address leads that Obsidian writes if wiki links are switched off, and that leads nowhere as it is:
    /// `Folder/Note.md#Some%20heading` names the words of a heading, and a file by its path under the notes folder.
    pub(super) fn of_obsidian(&self, address: &str, notebook: usize, id: &str, here: Option<&Body>) -> Option<Target> {
        let written = percent_decode_str(address).decode_utf8_lossy();
        let (path, heading) =
            written.split_once('#').map_or((&*written, None), |(path, heading)| (path, Some(heading)));
        let own = self.note_index(id).unwrap_or((notebook, None));
        let stem = path.rsplit_once('.').filter(|(_, extension)| is_note(extension)).map_or(path, |(stem, _)| stem);
        let folder = id.rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside = from_folder(folder, &format!("./{stem}"));
        let note =
            if stem.is_empty() { Some(own) } else { self.note_index(&beside).or_else(|| self.note_index(stem)) }?;
        match heading {
            Some(heading) => self.heading(note, heading, here.filter(|_| note == own), address),
            None => Some(self.in_note(note, None, None, address)),
        }
    }

    /// A heading of a note by its words, or a block by its id. `#Above#Below` names the innermost heading.
    fn heading(&self, note: NoteIndex, heading: &str, here: Option<&Body>, written: &str) -> Option<Target> {
        let heading = heading.rsplit('#').next().unwrap_or_default().trim();
        let fragment = if heading.starts_with('^') { block_fragment(heading) } else { github_fragment(heading) };
        let found = [fragment.as_str(), heading].map(|fragment| self.in_note(note, Some(fragment), here, written));
        found.into_iter().find(|target| !matches!(target, Target::Unknown(_)))
    }

    /// The note that a name means.
    fn named_note(&self, name: &str, from_id: &str) -> Option<NoteIndex> {
        let name = name.rsplit_once('.').filter(|(_, extension)| is_note(extension)).map_or(name, |(stem, _)| stem);
        let folder = from_id.rsplit_once('/').map_or("", |(folder, _)| folder);
        let wanted = folded(&from_folder(folder, name));
        let last = wanted.rsplit('/').next().unwrap_or(&wanted);
        let candidates = self.names().by_last_part.get(last).map_or(&[][..], Vec::as_slice);
        let is_meant = |note: &NoteIndex| {
            let id = folded(self.note(*note));
            id == wanted || id.ends_with(&format!("/{wanted}"))
        };
        let order = |note: &NoteIndex| {
            let id = self.note(*note);
            let is_whole = wanted.contains('/') && folded(id) == wanted;
            let is_beside = id.rsplit_once('/').map_or("", |(folder, _)| folder) == folder;
            (!is_whole, !is_beside, id.matches('/').count(), id.len(), id.to_owned())
        };
        let found = candidates.iter().copied().filter(is_meant).min_by_key(order);
        found.or_else(|| self.names().by_own_name.get(&wanted).copied())
    }
}

/// A name that begins with `./` or `../` as a path under the notes folder. Other names are looked for everywhere.
fn from_folder(folder: &str, name: &str) -> String {
    let is_relative = name.starts_with("./") || name.starts_with("../");
    let mut parts: Vec<&str> = if is_relative { folder.split('/').collect() } else { Vec::new() };
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

/// One message for all wiki links that lead nowhere, and one for notes that are embedded and not published. A link to a draft is
/// meant, and its words stay.
pub(super) fn dead_links(site: &Site) -> Vec<Diagnostic> {
    let drafts: BTreeSet<String> =
        site.drafts.iter().map(|id| id.rsplit('/').next().unwrap_or(id).to_lowercase()).collect();
    let (mut dead, mut embedded_drafts) = (Named::default(), Named::default());
    for (notebook, links) in site.notebooks.iter().zip(&site.links) {
        let parts = notebook.parts.iter().map(|part| &part.introduction).zip(&links.parts);
        let sections = notebook.sections.iter().map(|section| (&section.body, notebook.file_of(section)));
        let sections = sections.zip(links.sections.iter().map(|section| &section.body));
        let bodies = std::iter::once((&notebook.introduction, &links.introduction)).chain(parts);
        let bodies = bodies.map(|(body, links)| ((body, notebook.file), links)).chain(sections);
        for ((body, file), links) in bodies {
            for (piece, target) in &links.targets {
                let Some(name) = wiki_target(&body.pieces[*piece]) else { continue };
                let last = name.split('#').next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
                if *target != Target::Refused(Refusal::NoSuchNote) {
                    continue;
                }
                let span = Span::new(file, body.ranges[*piece].clone());
                if !drafts.contains(&last.to_lowercase()) {
                    dead.add(name, span);
                } else if is_embedded(&body.pieces[*piece]) {
                    embedded_drafts.add(name, span);
                }
            }
        }
    }
    let dead_message = match dead.count {
        1 => format!("no note is called {}", dead.listed()),
        count => format!("{count} wiki links lead to no note: {}", dead.listed()),
    };
    let dead = dead.first.map(|first| {
        Diagnostic::warning("wiki-link-dead", dead_message)
            .at(first)
            .help("the words are shown without a link; write the note, or put the name right")
    });
    let embedded_drafts = embedded_drafts.first.map(|first| {
        let message = format!("embedded, but not published: {}", embedded_drafts.listed());
        Diagnostic::note("embed-not-published", message)
            .at(first)
            .help("the page shows the name alone; publish the note, or take the embed out")
    });
    dead.into_iter().chain(embedded_drafts).collect()
}

/// Names in wiki links, with the span of the first.
#[derive(Default)]
struct Named<'a> {
    names: BTreeSet<&'a str>,
    first: Option<Span>,
    count: usize,
}

impl<'a> Named<'a> {
    fn add(&mut self, name: &'a str, span: Span) {
        self.names.insert(name);
        self.count += 1;
        self.first = Some(self.first.map_or(span, |first| first.min(span)));
    }

    fn listed(&self) -> String {
        let listed: Vec<String> = self.names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
        let more = self.names.len().saturating_sub(MOST_NAMES);
        listed.join(", ") + &(if more > 0 { format!(" and {more} more") } else { String::new() })
    }
}
