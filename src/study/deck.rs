//! All cards of a site, with their ids.

use super::cards::{self, Wanted};
use super::{Card, Kind};
use crate::site::material::{Fact, Material};
use crate::site::{SectionId, Site};
use std::borrow::Cow;
use std::collections::HashSet;

/// The cards of a site by notebook and section, without those that authors hide.
#[derive(Clone, Copy, Debug)]
pub struct Deck<'a> {
    notebooks: &'a [Material],
}

impl<'a> Deck<'a> {
    /// The cards of a site; they are made when they are first asked for.
    #[must_use]
    pub fn new(site: &'a Site) -> Self {
        let make = || (0..site.notebooks.len()).map(|notebook| of_notebook(site, notebook)).collect();
        Self { notebooks: site.material.get_or_init(make) }
    }

    /// The cards of a section.
    #[must_use]
    pub fn section(&self, id: SectionId) -> &'a [Card] {
        self.notebooks.get(id.notebook).and_then(|made| made.cards.get(id.section)).map_or(&[], Vec::as_slice)
    }

    /// How many cards there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.notebooks.iter().flat_map(|made| &made.cards).map(Vec::len).sum()
    }

    /// Whether there is no card.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every card with its section, in the order of the site.
    pub fn cards(&self) -> impl Iterator<Item = (SectionId, &'a Card)> {
        self.notebooks.iter().enumerate().flat_map(|(notebook, made)| {
            made.cards
                .iter()
                .enumerate()
                .flat_map(move |(section, cards)| cards.iter().map(move |card| (SectionId { notebook, section }, card)))
        })
    }
}

/// The card of a section itself. A preview asks for one section alone: then only its cards are made.
#[must_use]
pub fn gist(site: &Site, id: SectionId) -> Option<Card> {
    if !site.has_cards(id.notebook) {
        return None;
    }
    let is_gist = |card: &&Card| card.kind == Kind::Gist;
    if site.material.get().is_some() {
        return Deck::new(site).section(id).iter().find(is_gist).cloned();
    }
    let language = cards::language_of(&site.notebooks[id.notebook], site.language_of(id.notebook));
    let made = cards::of_section(site.section(id), &language, &site.catalogue);
    let hidden = &site.config.study.hide;
    made.into_iter().find(|card| is_gist(&card) && !hidden.contains(&self::id(site, id, card)))
}

/// The numbers of each section of a notebook. A preview that asks for no cards makes the numbers alone.
#[must_use]
pub fn facts(site: &Site, notebook: usize) -> Cow<'_, [Vec<Fact>]> {
    match site.material.get() {
        Some(material) => Cow::Borrowed(&material[notebook].facts),
        None => {
            let content = &site.notebooks[notebook];
            Cow::Owned(cards::facts_of_notebook(content, site.language_of(notebook), &site.catalogue))
        }
    }
}

/// What there is to study in a notebook, without the cards that the author hides.
fn of_notebook(site: &Site, notebook: usize) -> Material {
    let content = &site.notebooks[notebook];
    if !content.front_matter.cards || !site.config.study.enabled {
        return Material { cards: vec![Vec::new(); content.sections.len()], facts: Vec::new() };
    }
    let hidden: HashSet<&str> = site.config.study.hide.iter().map(String::as_str).collect();
    let wanted = if site.has_card_pages(notebook) { Wanted::CardsAndFacts } else { Wanted::Cards };
    let mut made = cards::of_notebook(content, site.language_of(notebook), &site.catalogue, wanted);
    if !hidden.is_empty() {
        for (section, cards) in made.cards.iter_mut().enumerate() {
            cards.retain(|card| !hidden.contains(id(site, SectionId { notebook, section }, card).as_str()));
        }
    }
    made
}

/// The id of a card: `aws-developer/47#gist`.
#[must_use]
pub fn id(site: &Site, section: SectionId, card: &Card) -> String {
    format!("{}/{}#{}", site.notebooks[section.notebook].id, site.section(section).stem, card.fragment())
}
