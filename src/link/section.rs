//! Links one section or introduction: its mentions, references and addresses. It takes a body, and gives its links and
//! diagnostics. It compares no sections with each other.

use super::labels;
use super::mentions::{self, Mention};
use super::references::{self, OwnWords};
use super::targets::Targets;
use super::wiki_names;
use crate::catalogue::{Catalogue, ServiceId};
use crate::diagnostic::Diagnostic;
use crate::html::sanitize;
use crate::parse::{Body, CodeBlock, Notebook, Piece, RunKind, Section, order, syntax};
use crate::site::SectionId;
use crate::site::links::{Links, Occurrence, Refusal, SectionLinks, Target, Weight, WordLink};
use crate::site::routes::Route;
use crate::source::{FileId, Span};
use pulldown_cmark::{Event, Tag};
use std::collections::BTreeSet;
use std::ops::Range;

/// Longest context on each side of a mention, in bytes. Longer sentences are cut.
const SENTENCE: usize = 140;

/// Fewest mentions of a service in a section that is about it.
const CENTRAL: usize = 3;

/// The result of linking one section.
pub(super) struct LinkedSection {
    pub(super) links: SectionLinks,
    pub(super) occurrences: Vec<(ServiceId, Occurrence)>,
    pub(super) references: Vec<usize>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The data that linking a body needs.
pub(super) struct Context<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) targets: &'a Targets<'a>,
    pub(super) notebook: &'a Notebook,
    pub(super) index: usize,
    /// The words before the numbers of its headings.
    pub(super) words: OwnWords,
}

impl Context<'_> {
    pub(super) fn section(&self, index: usize) -> LinkedSection {
        self.read(index, &self.notebook.sections[index])
    }

    /// Links `section` as if it were the one at `index`.
    pub(super) fn read(&self, index: usize, section: &Section) -> LinkedSection {
        let in_title = mentions::in_text(self.catalogue, &section.title.text, None);
        let last = in_title.last().map(|mention| mention.service);
        let in_body = mentions::in_prose(self.catalogue, &section.body.prose, last);
        let in_code = self.actions_in_code(&section.body);
        let id = SectionId { notebook: self.index, section: index };
        let occurrences = occurrences(id, section, &in_title, &in_body, &in_code);
        let mut services: Vec<ServiceId> = occurrences.iter().map(|(service, _)| *service).collect();
        services.sort_by_key(|service| {
            in_title.iter().position(|mention| mention.service == *service).unwrap_or(usize::MAX)
        });
        let title = in_title.iter().map(|mention| mention.service).collect();
        let mut links = Links { title, code: action_links(&in_code), ..Links::default() };
        links.words.extend(first_mentions(&section.body, &in_body));
        let mut diagnostics = Vec::new();
        let origin = (self.notebook.file_of(section), self.notebook.note_of(section));
        let mut references = self.references(index, section, &mut links, &mut diagnostics);
        links.words.sort_by_key(|word| (word.piece, word.range.start));
        links.words.dedup_by(|b, a| a.piece == b.piece && b.range.start < a.range.end);
        self.addresses(&section.body, origin, &mut links, &mut diagnostics);
        references.extend(links.targets.iter().filter_map(|(_, target)| match target {
            Target::Page { route: Route::Section(to), .. } if to.notebook == self.index => Some(to.section),
            _ => None,
        }));
        let lead_ins = labels::lead_ins(&section.body);
        let links = SectionLinks { body: links, services, lead_ins, ..SectionLinks::default() };
        LinkedSection { links, occurrences, references, diagnostics }
    }

    /// Links references such as `see 47`, and returns the sections that they name. A number without a section is reported
    /// if the words leave no doubt that a section is meant.
    fn references(
        &self,
        index: usize,
        section: &Section,
        links: &mut Links,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<usize> {
        let mut named = Vec::new();
        for reference in references::find(&section.body.prose.text, &self.words) {
            let is_parted = self.notebook.parts.len() > 1;
            let words = in_text(&section.body, reference.range.clone());
            let target = if let Some(part) = &reference.part {
                order::numbered_in_part(self.notebook, part, &reference.number)
            } else {
                let near = is_parted.then(|| order::numbered_near(self.notebook, &reference.number, index)).flatten();
                near.or_else(|| self.targets.by_number(self.index, &reference.number))
            };
            match target {
                Some(other) if other == index => {}
                Some(other) => {
                    named.push(other);
                    let to = Route::Section(SectionId { notebook: self.index, section: other });
                    links.words.extend(words.map(|place| place.link(to)));
                }
                // A number in code, or in a link to elsewhere, is not of this notebook.
                None if reference.is_certain
                    && reference.part.is_none()
                    && words.is_some()
                    && section.number.is_some() =>
                {
                    let message = format!("there is no section {} in this notebook", reference.number);
                    let span = source_span(&section.body, reference.range.start);
                    let diagnostic = Diagnostic::note("reference-unknown", message);
                    let diagnostic = diagnostic.at(Span::new(self.notebook.file_of(section), span));
                    diagnostics.push(diagnostic.help("it does not become a link"));
                }
                None => {}
            }
        }
        named
    }

    /// Returns the links of a body that is not a section. Names become links but do not count.
    pub(super) fn body(&self, title: &str, body: &Body, diagnostics: &mut Vec<Diagnostic>) -> Links {
        let mentions = mentions::in_prose(self.catalogue, &body.prose, None);
        let in_title = mentions::in_text(self.catalogue, title, None);
        let mut links = Links {
            title: in_title.into_iter().map(|mention| mention.service).collect(),
            words: first_mentions(body, &mentions).collect(),
            code: action_links(&self.actions_in_code(body)),
            ..Links::default()
        };
        self.addresses(body, (self.notebook.file, &self.notebook.id), &mut links, diagnostics);
        links
    }

    /// Finds the actions that JSON blocks name, by block, with the index of its piece.
    fn actions_in_code<'b>(&self, body: &'b Body) -> Vec<(&'b CodeBlock, usize, Vec<Mention>)> {
        let is_json = |code: &CodeBlock| code.language.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("json"));
        let blocks = body.pieces.iter().enumerate().filter_map(|(index, piece)| match piece {
            Piece::Code(code) if is_json(code) => Some((&**code, index)),
            _ => None,
        });
        blocks
            .map(|(code, index)| (code, index, mentions::actions_in_json(self.catalogue, &code.text).collect()))
            .collect()
    }

    /// Where the link or picture in a piece leads, by its address.
    fn target(&self, address: &str, body: &Body, piece: usize, note: &str) -> Target {
        if let Some(name) = wiki_names::wiki_target(&body.pieces[piece]) {
            return self.targets.wiki(name, self.index, note, Some(body));
        }
        match self.targets.resolve(address, self.index, note, Some(body)) {
            Target::Unknown(unknown) => {
                let found = self.targets.of_obsidian(address, self.index, note, Some(body));
                found.unwrap_or(Target::Unknown(unknown))
            }
            found => found,
        }
    }

    /// Finds out where the author's own links lead. `file` and `note` are the file that they are in and its path.
    fn addresses(
        &self,
        body: &Body,
        (file, note): (FileId, &str),
        links: &mut Links,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let mut resolve = |address: &str, piece: usize| {
            let target = self.target(address, body, piece, note);
            if let Target::Refused(refusal) = target {
                let span = Span::new(file, body.ranges[piece].clone());
                diagnostics
                    .extend(refused(refusal, address, &body.pieces[piece]).map(|diagnostic| diagnostic.at(span)));
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
                        let span = Span::new(file, body.ranges[index].clone());
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
                    let span = Span::new(file, body.ranges[index].clone());
                    elsewhere.extend(picture_elsewhere(&target, dest_url, span));
                    links.targets.push((index, target));
                }
                Piece::Markdown(Event::Html(html) | Event::InlineHtml(html)) => {
                    for (range, address) in sanitize::addresses(html) {
                        let target = resolve(&address, index);
                        let tag = html[..range.start].rfind('<').map_or("", |tag| &html[tag..]);
                        let element = sanitize::element_of(tag).unwrap_or_default().to_ascii_lowercase();
                        let span = Span::new(file, body.ranges[index].clone());
                        match element.as_str() {
                            "img" => elsewhere.extend(picture_elsewhere(&target, &address, span)),
                            "audio" | "source" | "video" => elsewhere.extend(player_elsewhere(&target, &address, span)),
                            _ => {}
                        }
                        links.html.push((index, range, target));
                    }
                }
                _ => {}
            }
        }
        diagnostics.extend(elsewhere.into_iter().chain(without_address));
    }
}

/// Reports a picture that the content policy of the pages hides. Of a film or a sound, a link is shown.
fn picture_elsewhere(target: &Target, address: &str, span: Span) -> Option<Diagnostic> {
    let is_hidden = matches!(target, Target::Outside(_)) && !address.starts_with("data:");
    (is_hidden && syntax::media(address).is_none()).then(|| elsewhere(address, "picture", span))
}

/// Reports the film or sound of a player in raw HTML that the content policy of the pages does not allow.
fn player_elsewhere(target: &Target, address: &str, span: Span) -> Option<Diagnostic> {
    matches!(target, Target::Outside(_)).then(|| elsewhere(address, "film or a sound", span))
}

fn elsewhere(address: &str, kind: &str, span: Span) -> Diagnostic {
    Diagnostic::note("picture-elsewhere", format!("`{address}` is a {kind} on another host"))
        .at(span)
        .help("the pages' content security policy hides it; put the file beside the note")
}

/// Describes a link that is not made. Its words stay; a picture leaves nothing. Wiki links are reported together, not one by
/// one.
fn refused(refusal: Refusal, address: &str, piece: &Piece) -> Option<Diagnostic> {
    let is_link = matches!(piece, Piece::Markdown(Event::Start(Tag::Link { .. })));
    Some(match refusal {
        Refusal::Scheme => Diagnostic::warning("link-refused", format!("`{address}` is not an address for a page"))
            .help(format!("links may begin with {}", sanitize_schemes())),
        Refusal::OutsideNotes => {
            let message = format!("`{address}` leads out of the notes folder");
            let help =
                "put the file into the notes folder, or tell where its repository is with `edit_url` in site.toml";
            let code = "link-outside-notes";
            if is_link { Diagnostic::warning(code, message) } else { Diagnostic::error(code, message) }.help(help)
        }
        Refusal::NoSuchNote => return None,
    })
}

fn sanitize_schemes() -> String {
    crate::html::sanitize::LINK_SCHEMES.map(|scheme| format!("`{scheme}:`")).join(", ")
}

/// Returns the first mention of each service that is not inside a link.
fn first_mentions<'a>(body: &'a Body, mentions: &'a [Mention]) -> impl Iterator<Item = WordLink> + 'a {
    let mut linked = BTreeSet::new();
    mentions.iter().filter_map(move |mention| {
        if linked.contains(&mention.service) {
            return None;
        }
        let place = in_text(body, mention.range.clone())?;
        linked.insert(mention.service);
        Some(place.link(Route::Service { service: mention.service, page: 0 }))
    })
}

/// Links from the actions in policies to their services: the first of each service in a block.
fn action_links(blocks: &[(&CodeBlock, usize, Vec<Mention>)]) -> Vec<WordLink> {
    let mut links = Vec::new();
    for (code, piece, mentions) in blocks.iter().filter(|(code, ..)| !code.policies.is_empty()) {
        let mut linked = BTreeSet::new();
        for mention in mentions.iter().filter(|mention| linked.insert(mention.service)) {
            let prefix = code.text[mention.range.clone()].find(':').unwrap_or(0);
            let range = mention.range.start..mention.range.start + prefix;
            let to = Route::Service { service: mention.service, page: 0 };
            links.push(WordLink { piece: *piece, range, begins: None, to });
        }
    }
    links
}

/// Where words of the prose are in the pieces of a body.
struct Place {
    piece: usize,
    range: Range<usize>,
    begins: Option<(usize, usize)>,
}

impl Place {
    fn link(self, to: Route) -> WordLink {
        WordLink { piece: self.piece, range: self.range, begins: self.begins, to }
    }
}

/// The pieces that words of the prose are in, if they may become a link there. Words with markup among them (`Amazon **SQS**`)
/// are linked in the last piece, and words over several lines of text in all.
fn in_text(body: &Body, range: Range<usize>) -> Option<Place> {
    let runs = &body.prose.runs;
    let run_at = |offset: usize| runs.partition_point(|run| run.start <= offset).checked_sub(1);
    let last = run_at(range.end.checked_sub(1)?)?;
    let run = runs[last];
    let start = range.start.max(run.start);
    if run.kind != RunKind::Text || start >= range.end {
        return None;
    }
    let first = run_at(range.start).unwrap_or(last);
    let is_text = |piece: &Piece| matches!(piece, Piece::Markdown(Event::Text(_) | Event::SoftBreak));
    let is_plain = runs[first..=last].iter().all(|run| run.kind == RunKind::Text)
        && body.pieces[runs[first].piece..=run.piece].iter().all(is_text);
    let begins = (first < last && is_plain).then(|| (runs[first].piece, range.start - runs[first].start));
    Some(Place { piece: run.piece, range: start - run.start..range.end - run.start, begins })
}

/// Returns the span in the source of the prose at `offset`.
fn source_span(body: &Body, offset: usize) -> Range<usize> {
    let index = body.prose.runs.partition_point(|run| run.start <= offset).saturating_sub(1);
    let Some(run) = body.prose.runs.get(index) else { return 0..0 };
    let piece = &body.ranges[run.piece];
    let start = (piece.start + (offset - run.start)).min(piece.end);
    start..piece.end.min(start + 12)
}

/// The first occurrence of each service in a section. A sentence of the body says more than the title, so the title counts
/// only for services that the body does not name.
fn occurrences(
    id: SectionId,
    section: &Section,
    in_title: &[Mention],
    in_body: &[Mention],
    in_code: &[(&CodeBlock, usize, Vec<Mention>)],
) -> Vec<(ServiceId, Occurrence)> {
    let is_in_body = |service| in_body.iter().any(|mention| mention.service == service);
    let title = in_title.iter().filter(|mention| !is_in_body(mention.service));
    let title = title.map(|mention| (mention, section.title.text.as_str()));
    let body = in_body.iter().map(|mention| (mention, section.body.prose.text.as_str()));
    let code =
        in_code.iter().flat_map(|(code, _, mentions)| mentions.iter().map(|mention| (mention, code.text.as_str())));
    let mut found: Vec<(ServiceId, usize, Occurrence)> = Vec::new();
    for (mention, text) in title.chain(body).chain(code) {
        match found.iter_mut().find(|(service, ..)| *service == mention.service) {
            Some((_, count, _)) => *count += 1,
            None => found.push((mention.service, 1, occurrence(id, text, mention.range.clone()))),
        }
    }
    let weighed = found.into_iter().map(|(service, count, occurrence)| {
        let weight = match count {
            _ if in_title.iter().any(|mention| mention.service == service) => Weight::InTitle,
            CENTRAL.. => Weight::Central,
            _ => Weight::InPassing,
        };
        (service, Occurrence { weight, ..occurrence })
    });
    weighed.collect()
}

/// Cuts the sentence around a mention.
fn occurrence(section: SectionId, text: &str, range: Range<usize>) -> Occurrence {
    let ends_sentence =
        |at: usize, c: char| matches!(c, '.' | '!' | '?') && text[at + 1..].starts_with(char::is_whitespace);
    let block_start = crate::source::line_start(text, range.start);
    let block_end = crate::source::line_end(text, range.end);
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
        end = text[..text.floor_char_boundary(range.end + SENTENCE)].rfind(' ').unwrap_or(range.end).max(range.end);
    }
    before.push_str(text[start..range.start].trim_start());
    let mut after = text[range.end..end].trim_end().to_owned();
    if cut {
        after.push('…');
    }
    Occurrence { section, weight: Weight::InPassing, before, name: text[range].to_owned(), after }
}

/// Returns where the next word begins; `offset` itself in a script without spaces.
fn next_word(text: &str, offset: usize) -> usize {
    let offset = text.floor_char_boundary(offset);
    text[offset..].find(' ').map_or(offset, |space| offset + space + 1)
}
