//! Link: notebooks + catalogue -> [`Site`]: mentions, references, back-links, neighbours, related sections, and where
//! every address in a note leads.

mod addresses;
mod incremental;
pub mod mentions;
mod references;
mod related;
mod subject;
pub mod targets;

pub use incremental::replace;
pub use targets::named_files;

use crate::catalogue::{Catalogue, ServiceId};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::parse::{Body, Notebook, Piece, Prose, RunKind, Section};
use crate::site::links::{Links, NotebookLinks, Occurrence, Refusal, SectionLinks, ServiceUse, Target, WordLink};
use crate::site::{Attachment, Route, SectionId, Site};
use crate::source::Span;
use mentions::Mention;
use pulldown_cmark::{Event, Tag};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use targets::Places;

/// How many neighbours a service page shows.
const MOST_NEIGHBOURS: usize = 8;

/// How much of a sentence is kept on each side of a name, in bytes.
const SENTENCE: usize = 140;

/// The author's files that are neither notes nor catalogue, as far as linking needs them.
#[derive(Debug, Default)]
pub struct SiteFiles {
    /// The files beside the notes that exist among those the notes name, by their path under the notes folder.
    pub attachments: BTreeMap<String, Attachment>,
    /// Whether the author has written a robots.txt, which then takes the place of ours.
    pub has_own_robots: bool,
}

/// Links notebooks and catalogue into a site.
#[must_use]
pub fn link(
    config: Config,
    catalogue: Catalogue,
    mut notebooks: Vec<Notebook>,
    files: SiteFiles,
) -> (Site, Vec<Diagnostic>) {
    let drafts = notebooks.extract_if(.., |notebook| notebook.front_matter.draft).map(|draft| draft.id).collect();
    notebooks.sort_by(|a, b| {
        let order = |notebook: &Notebook| notebook.front_matter.order.unwrap_or(i64::MAX);
        order(a)
            .cmp(&order(b))
            .then_with(|| addresses::natural(&a.id).cmp(&addresses::natural(&b.id)))
            .then_with(|| a.id.cmp(&b.id))
    });
    let mut diagnostics = addresses::name_folders(&mut notebooks, &config.catalogue.path);
    diagnostics.extend(addresses::name_sections(&mut notebooks));
    let SiteFiles { attachments, has_own_robots } = files;
    let names: BTreeSet<String> = attachments.keys().cloned().collect();
    let places = Places::new(&notebooks, &catalogue, &names, &config);
    let mut links = Vec::with_capacity(notebooks.len());
    let mut uses: Vec<ServiceUse> = vec![ServiceUse::default(); catalogue.services.len()];
    let mut references: Vec<(SectionId, SectionId)> = Vec::new();
    let nothing = Catalogue::default();
    for (index, notebook) in notebooks.iter().enumerate() {
        let is_about = subject::is_about(&catalogue, notebook, None);
        let context =
            Context { catalogue: if is_about { &catalogue } else { &nothing }, places: &places, notebook, index };
        let linked: Vec<LinkedSection> =
            (0..notebook.sections.len()).into_par_iter().map(|section| context.section(section)).collect();
        let mut sections = Vec::with_capacity(linked.len());
        for (section, linked) in linked.into_iter().enumerate() {
            let id = SectionId { notebook: index, section };
            diagnostics.extend(linked.diagnostics);
            references
                .extend(linked.references.into_iter().map(|section| (id, SectionId { notebook: index, section })));
            for (service, occurrence) in linked.occurrences {
                uses[service.0].occurrences.push(occurrence);
            }
            sections.push(linked.links);
        }
        links.push(NotebookLinks {
            introduction: context.body(&notebook.introduction, &mut diagnostics),
            parts: notebook.parts.iter().map(|part| context.body(&part.introduction, &mut diagnostics)).collect(),
            sections,
            names_fragments: false,
            names_services: is_about,
        });
    }
    for (notebook, links) in links.iter_mut().enumerate() {
        links.names_fragments = places.are_fragments_named(notebook);
        for body in std::iter::once(&mut links.introduction).chain(&mut links.parts) {
            body.words.retain(
                |word| !matches!(word.to, Route::Service { service, .. } if uses[service.0].occurrences.is_empty()),
            );
        }
    }
    let (redirects, found) = addresses::redirects(&notebooks);
    diagnostics.extend(found);
    let mut site =
        Site { config, catalogue, notebooks, links, services: uses, attachments, redirects, has_own_robots, drafts };
    relate(&mut site);
    for (from, to) in references {
        let referred_from = &mut site.links[to.notebook].sections[to.section].referred_from;
        if from != to && !referred_from.contains(&from) {
            referred_from.push(from);
        }
    }
    for service in 0..site.services.len() {
        site.services[service].with = neighbours(&site, ServiceId(service));
    }
    for child in site.named_services() {
        if let Some(parent) = site.catalogue.get(child).parent {
            site.services[parent.0].children.push(child);
        }
    }
    (site, diagnostics)
}

/// Everything found in one section.
struct LinkedSection {
    links: SectionLinks,
    occurrences: Vec<(ServiceId, Occurrence)>,
    references: Vec<usize>,
    diagnostics: Vec<Diagnostic>,
}

/// What the bodies of one notebook are linked with.
struct Context<'a> {
    catalogue: &'a Catalogue,
    places: &'a Places<'a>,
    notebook: &'a Notebook,
    index: usize,
}

impl Context<'_> {
    fn section(&self, index: usize) -> LinkedSection {
        self.read(index, &self.notebook.sections[index])
    }

    /// What `section` would link to if it were the one at `index`.
    fn read(&self, index: usize, section: &Section) -> LinkedSection {
        let mut diagnostics = Vec::new();
        let in_title = mentions::in_text(self.catalogue, &section.title.text, None);
        let last = in_title.last().map(|mention| mention.service);
        let in_body = mentions::in_prose(self.catalogue, &section.body.prose, last);
        let mut services: Vec<ServiceId> = Vec::new();
        let mut occurrences = Vec::new();
        let id = SectionId { notebook: self.index, section: index };
        let mut add = |service: ServiceId, text: &str, range: Range<usize>| {
            if !services.contains(&service) {
                services.push(service);
                occurrences.push((service, occurrence(id, text, range)));
            }
        };
        // The sentence in the body says more than the title: the title only fills in where the body does not name it.
        for mention in in_title.iter().filter(|title| !in_body.iter().any(|mention| mention.service == title.service)) {
            add(mention.service, &section.title.text, mention.range.clone());
        }
        for mention in &in_body {
            add(mention.service, &section.body.prose.text, mention.range.clone());
        }
        for piece in &section.body.pieces {
            let Piece::Code(code) = piece else { continue };
            if code.language.as_deref().is_some_and(|language| language.eq_ignore_ascii_case("json")) {
                for mention in mentions::actions_in_json(self.catalogue, &code.text) {
                    add(mention.service, &code.text, mention.range);
                }
            }
        }
        let title_order =
            |service: &ServiceId| in_title.iter().position(|mention| mention.service == *service).unwrap_or(usize::MAX);
        services.sort_by_key(title_order);
        let mut body = Links::default();
        body.words.extend(first_mentions(&section.body.prose, &in_body));
        let mut pointed_to = Vec::new();
        for reference in references::find(&section.body.prose.text) {
            match self.places.by_number(self.index, reference.number) {
                Some(other) if other == index => {}
                Some(other) => {
                    pointed_to.push(other);
                    let route = Route::Section(SectionId { notebook: self.index, section: other });
                    body.words.extend(in_piece(&section.body.prose, reference.range).map(|(piece, range)| WordLink {
                        piece,
                        range,
                        to: route,
                    }));
                }
                None if reference.is_certain && section.number.is_some() => {
                    let place = place_of(&section.body, reference.range.start);
                    diagnostics.push(
                        Diagnostic::note(
                            "reference-unknown",
                            format!("there is no section {} in this notebook", reference.number),
                        )
                        .at(Span::new(self.notebook.file, place))
                        .help("no link is made of it"),
                    );
                }
                None => {}
            }
        }
        body.words.sort_by_key(|word| (word.piece, word.range.start));
        body.words.dedup_by(|b, a| a.piece == b.piece && b.range.start < a.range.end);
        self.addresses(&section.body, &mut body, &mut diagnostics);
        for (_, target) in &body.targets {
            if let Target::Page { route: Route::Section(to), .. } = target
                && to.notebook == self.index
            {
                pointed_to.push(to.section);
            }
        }
        LinkedSection {
            links: SectionLinks { body, services, ..SectionLinks::default() },
            occurrences,
            references: pointed_to,
            diagnostics,
        }
    }

    /// Links of a body that is no section: names become links but do not count.
    fn body(&self, body: &Body, diagnostics: &mut Vec<Diagnostic>) -> Links {
        let mentions = mentions::in_prose(self.catalogue, &body.prose, None);
        let mut links = Links { words: first_mentions(&body.prose, &mentions).collect(), ..Links::default() };
        self.addresses(body, &mut links, diagnostics);
        links
    }

    /// Finds out where the author's own links lead.
    fn addresses(&self, body: &Body, links: &mut Links, diagnostics: &mut Vec<Diagnostic>) {
        let mut resolve = |address: &str, piece: usize| {
            let target = self.places.resolve(address, self.index, &self.notebook.id, Some(body));
            if let Target::Refused(refusal) = target {
                let span = Span::new(self.notebook.file, body.places[piece].clone());
                diagnostics.push(refused(refusal, address, &body.pieces[piece]).at(span));
            }
            target
        };
        let (mut elsewhere, mut without_address) = (Vec::new(), Vec::new());
        for (index, piece) in body.pieces.iter().enumerate() {
            match piece {
                Piece::Markdown(Event::Start(Tag::Link { dest_url, link_type, .. })) => {
                    let address = if *link_type == pulldown_cmark::LinkType::Email {
                        format!("mailto:{dest_url}")
                    } else {
                        dest_url.to_string()
                    };
                    if address.trim().is_empty() {
                        let span = Span::new(self.notebook.file, body.places[index].clone());
                        without_address.push(
                            Diagnostic::warning("link-empty", "this link has no address")
                                .at(span)
                                .help("it leads to the notebook; write the address between the parentheses"),
                        );
                    }
                    links.targets.push((index, resolve(&address, index)));
                }
                Piece::Markdown(Event::Start(Tag::Image { dest_url, .. })) => {
                    let target = resolve(dest_url, index);
                    if matches!(target, Target::Outside(_)) && !dest_url.starts_with("data:") {
                        let span = Span::new(self.notebook.file, body.places[index].clone());
                        elsewhere.push(
                            Diagnostic::note("picture-elsewhere", format!("`{dest_url}` is a picture of another host"))
                                .at(span)
                                .help("the pages' content security policy hides it; put the file beside the note"),
                        );
                    }
                    links.targets.push((index, target));
                }
                Piece::Markdown(Event::Html(html) | Event::InlineHtml(html)) => {
                    for (range, address) in crate::html::sanitize::addresses(html) {
                        links.html.push((index, range, resolve(&address, index)));
                    }
                }
                _ => {}
            }
        }
        diagnostics.extend(elsewhere.into_iter().chain(without_address));
    }
}

/// A link that is not made, of which the words stay. A picture leaves nothing.
fn refused(refusal: Refusal, address: &str, piece: &Piece) -> Diagnostic {
    let is_link = matches!(piece, Piece::Markdown(Event::Start(Tag::Link { .. })));
    match refusal {
        Refusal::Scheme => Diagnostic::warning("link-refused", format!("`{address}` is not an address for a page"))
            .help(format!("links may begin with {}", sanitize_schemes())),
        Refusal::OutsideNotes => {
            let message = format!("`{address}` leads out of the notes folder");
            let help =
                "put the file into the notes folder, or tell where its repository is with `edit_url` in site.toml";
            let code = "link-outside-notes";
            if is_link { Diagnostic::warning(code, message) } else { Diagnostic::error(code, message) }.help(help)
        }
    }
}

fn sanitize_schemes() -> String {
    crate::html::sanitize::LINK_SCHEMES.map(|scheme| format!("`{scheme}:`")).join(", ")
}

/// The first mention of each service that stands in text which is not yet a link.
fn first_mentions<'a>(prose: &'a Prose, mentions: &'a [Mention]) -> impl Iterator<Item = WordLink> + 'a {
    let mut linked = BTreeSet::new();
    mentions.iter().filter_map(move |mention| {
        if linked.contains(&mention.service) {
            return None;
        }
        let (piece, range) = in_piece(prose, mention.range.clone())?;
        linked.insert(mention.service);
        Some(WordLink { piece, range, to: Route::Service { service: mention.service, page: 0 } })
    })
}

/// The piece that words of the prose are in, if they may become a link there. Words that run over several pieces
/// (`Amazon **SQS**`) are linked in the last one.
fn in_piece(prose: &Prose, range: Range<usize>) -> Option<(usize, Range<usize>)> {
    let index = prose.runs.partition_point(|run| run.start < range.end).checked_sub(1)?;
    let run = prose.runs[index];
    let start = range.start.max(run.start);
    (run.kind == RunKind::Text && start < range.end).then(|| (run.piece, start - run.start..range.end - run.start))
}

/// Where the author wrote the prose at `offset`.
fn place_of(body: &Body, offset: usize) -> Range<usize> {
    let index = body.prose.runs.partition_point(|run| run.start <= offset).saturating_sub(1);
    let Some(run) = body.prose.runs.get(index) else { return 0..0 };
    let place = &body.places[run.piece];
    let start = (place.start + (offset - run.start)).min(place.end);
    start..place.end.min(start + 12)
}

/// The sentence around a name.
fn occurrence(section: SectionId, text: &str, range: Range<usize>) -> Occurrence {
    let ends_sentence =
        |at: usize, c: char| matches!(c, '.' | '!' | '?') && text[at + 1..].starts_with(char::is_whitespace);
    let block_start = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let block_end = text[range.end..].find('\n').map_or(text.len(), |length| range.end + length);
    let mut start = text[block_start..range.start]
        .char_indices()
        .rev()
        .find(|&(at, c)| ends_sentence(block_start + at, c))
        .map_or(block_start, |(at, _)| block_start + at + 1);
    let mut end = text[range.end..block_end]
        .char_indices()
        .find(|&(at, c)| ends_sentence(range.end + at, c))
        .map_or(block_end, |(at, _)| range.end + at + 1);
    let mut before = String::new();
    if range.start - start > SENTENCE {
        start = next_word(&text[..range.start], range.start - SENTENCE);
        before.push('…');
    }
    let cut = end - range.end > SENTENCE;
    if cut {
        end = text[..crate::source::floor_char_boundary(text, range.end + SENTENCE)]
            .rfind(' ')
            .unwrap_or(range.end)
            .max(range.end);
    }
    before.push_str(text[start..range.start].trim_start());
    let mut after = text[range.end..end].trim_end().to_owned();
    if cut {
        after.push('…');
    }
    Occurrence { section, before, name: text[range].to_owned(), after }
}

/// Where the next word begins; `offset` itself in a script without spaces.
fn next_word(text: &str, offset: usize) -> usize {
    let offset = crate::source::floor_char_boundary(text, offset);
    text[offset..].find(' ').map_or(offset, |space| offset + space + 1)
}

fn relate(site: &mut Site) {
    let ids: Vec<SectionId> = site.section_ids().collect();
    let texts: Vec<(&str, &str)> = ids
        .iter()
        .map(|&id| {
            let section = site.section(id);
            (section.title.text.as_str(), section.body.prose.text.as_str())
        })
        .collect();
    let related = related::related(&texts);
    for (id, related) in ids.iter().zip(related) {
        site.links[id.notebook].sections[id.section].related = related.into_iter().map(|index| ids[index]).collect();
    }
}

/// The services that are named in the same sections, most often first.
fn neighbours(site: &Site, service: ServiceId) -> Vec<(ServiceId, usize)> {
    let mut counts: BTreeMap<ServiceId, usize> = BTreeMap::new();
    for occurrence in &site.services[service.0].occurrences {
        for &other in site.section_links(occurrence.section).services.iter().filter(|&&other| other != service) {
            *counts.entry(other).or_default() += 1;
        }
    }
    let mut with: Vec<(ServiceId, usize)> = counts.into_iter().collect();
    with.sort_by_key(|&(other, count)| (Reverse(count), other));
    with.truncate(MOST_NEIGHBOURS);
    with
}
