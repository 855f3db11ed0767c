//! All cards of a site, with their ids.

use super::{Card, cards};
use crate::site::{SectionId, Site};
use std::collections::HashSet;

/// The cards of a site by notebook and section.
#[derive(Debug, Default)]
pub struct Deck {
    /// For each notebook, for each section, its cards.
    notebooks: Vec<Vec<Vec<Card>>>,
}

impl Deck {
    /// Makes the cards of all notebooks, without those that authors hide.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        Self { notebooks: (0..site.notebooks.len()).map(|notebook| of_notebook(site, notebook)).collect() }
    }

    /// The cards of a section.
    #[must_use]
    pub fn section(&self, id: SectionId) -> &[Card] {
        self.notebooks.get(id.notebook).and_then(|sections| sections.get(id.section)).map_or(&[], Vec::as_slice)
    }

    /// How many cards there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.notebooks.iter().flatten().map(Vec::len).sum()
    }

    /// Whether there is no card.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every card with its section, in the order of the site.
    pub fn cards(&self) -> impl Iterator<Item = (SectionId, &Card)> {
        self.notebooks.iter().enumerate().flat_map(|(notebook, sections)| {
            sections
                .iter()
                .enumerate()
                .flat_map(move |(section, cards)| cards.iter().map(move |card| (SectionId { notebook, section }, card)))
        })
    }
}

/// The cards of each section of a notebook, without those that the author hides.
#[must_use]
pub fn of_notebook(site: &Site, notebook: usize) -> Vec<Vec<Card>> {
    let content = &site.notebooks[notebook];
    if !content.front_matter.cards || !site.config.study.enabled {
        return vec![Vec::new(); content.sections.len()];
    }
    let hidden: HashSet<&str> = site.config.study.hide.iter().map(String::as_str).collect();
    let mut cards = cards::of_notebook(content, site.language(notebook), &site.catalogue);
    if !hidden.is_empty() {
        for (section, cards) in cards.iter_mut().enumerate() {
            cards.retain(|card| !hidden.contains(id(site, SectionId { notebook, section }, card).as_str()));
        }
    }
    cards
}

/// The id of a card: `aws-developer/47#gist`.
#[must_use]
pub fn id(site: &Site, section: SectionId, card: &Card) -> String {
    format!("{}/{}#{}", site.notebooks[section.notebook].id, site.section(section).stem, card.fragment())
}
