//! The pages for study: cards, numbers and confusables of a notebook, and the page that asks the cards.

use super::PageContext;
use super::interface::Fill;
use super::views::{
    BesideView, CardView, CardsView, ConfusablesView, LinkView, NotebookStudy, NumberGroup, NumberView, NumbersView,
    OptionView, PairView, SectionCards, SectionStudy, StudyView,
};
use crate::diagnostic::Diagnostic;
use crate::html::escape::{escape, push_escaped};
use crate::site::SectionId;
use crate::site::routes::{Route, section_fragment};
use crate::study::confusables::{Beside, Compared, Comparison, Pair, Reading};
use crate::study::data_files::site_key;
use crate::study::deck::{self, Deck};
use crate::study::export::{html, inline};
use crate::study::numbers::{self, Fact};
use crate::study::{Card, hash};

impl PageContext<'_> {
    pub(super) fn study(&mut self) -> Result<String, Box<Diagnostic>> {
        let notebooks = (0..self.site.notebooks.len()).filter(|&notebook| self.site.has_card_pages(notebook));
        let content = StudyView { notebooks: notebooks.map(|notebook| self.notebook_link(notebook)).collect() };
        let site = [("site", Fill::Text(&self.site.config.site.title))];
        let description = self.say("The cards of {site}, when they are due.", &site);
        self.fill("study.html", &self.say("Study", &[]), &description, content)
    }

    pub(super) fn cards(&mut self, index: usize) -> Result<String, Box<Diagnostic>> {
        let notebook = &self.site.notebooks[index];
        let deck = Deck::new(self.site);
        let sections = (0..notebook.sections.len())
            .map(|section| SectionId { notebook: index, section })
            .filter(|&id| !deck.section(id).is_empty())
            .map(|id| self.section_cards(id, deck.section(id)))
            .collect();
        let content = CardsView { notebook: self.notebook_link(index), sections };
        let of = [("notebook", Fill::Text(&notebook.title))];
        let description = self.say("Questions and answers of {notebook}.", &of);
        self.fill("cards.html", &self.say("Cards of {notebook}", &of), &description, content)
    }

    /// Where a notebook can be studied.
    pub(super) fn notebook_study(&self, index: usize) -> Option<NotebookStudy> {
        let page = |route| if self.site.has_card_pages(index) { self.url(route) } else { String::new() };
        self.site.has_cards(index).then(|| NotebookStudy {
            site_key: site_key(self.site),
            url: self.url(Route::Study),
            cards_url: page(Route::Cards(index)),
            numbers_url: page(Route::Numbers(index)),
            confusables_url: page(Route::Confusables(index)),
        })
    }

    /// The card that grades a section on its own page.
    pub(super) fn section_study(&self, id: SectionId) -> Option<SectionStudy> {
        let card = deck::gist(self.site, id)?;
        Some(SectionStudy {
            site_key: site_key(self.site),
            card: deck::id(self.site, id, &card),
            hash: hash(&format!("{}\n{}", card.front, card.back)),
            url: self.url(Route::Study),
        })
    }

    fn section_cards(&self, id: SectionId, cards: &[Card]) -> SectionCards {
        let section = self.site.section(id);
        SectionCards {
            id: section_fragment(&section.stem),
            link: self.section_link(id),
            cards: cards.iter().map(card_view).collect(),
        }
    }

    pub(super) fn numbers(&mut self, index: usize) -> Result<String, Box<Diagnostic>> {
        let site = self.site;
        let notebook = &site.notebooks[index];
        let facts = deck::facts(site, index);
        let mut groups: Vec<NumberGroup> = Vec::new();
        for (at, facts) in facts.iter().enumerate().filter(|(_, facts)| !facts.is_empty()) {
            let id = SectionId { notebook: index, section: at };
            let first =
                site.section_links(id).services.first().map(|&service| site.catalogue.get(service).name.clone());
            let service = first.unwrap_or_default();
            for fact in facts {
                let view = number_view(fact, self.section_link(id));
                match groups.iter_mut().find(|group| group.service == service) {
                    Some(group) => group.numbers.push(view),
                    None => groups.push(NumberGroup { service: service.clone(), numbers: vec![view] }),
                }
            }
        }
        groups.sort_by_key(|group| (group.service.is_empty(), group.service.to_lowercase()));
        for group in &mut groups {
            group.numbers.sort_by(|a, b| a.unit.cmp(&b.unit));
        }
        let content = NumbersView { notebook: self.notebook_link(index), groups };
        let of = [("notebook", Fill::Text(&notebook.title))];
        let description = self.say("Numbers to memorise of {notebook}.", &of);
        self.fill("numbers.html", &self.say("Numbers of {notebook}", &of), &description, content)
    }

    pub(super) fn confusables(&mut self, index: usize) -> Result<String, Box<Diagnostic>> {
        let site = self.site;
        let notebook = &site.notebooks[index];
        let compared: Vec<Compared<'_>> = notebook
            .sections
            .iter()
            .enumerate()
            .map(|(section, content)| Compared {
                title: &content.title.text,
                text: &content.body.prose.text,
                services: &site.section_links(SectionId { notebook: index, section }).services,
            })
            .collect();
        let mut comparison = Comparison::new(&compared);
        let mut readings: Vec<Option<(LinkView, Reading<'_>)>> = compared.iter().map(|_| None).collect();
        let mut pairs = Vec::new();
        for Pair { first, second, .. } in comparison.pairs() {
            let mut read = |section: usize| {
                let id = SectionId { notebook: index, section };
                readings[section].take().unwrap_or_else(|| (self.section_link(id), comparison.read(section)))
            };
            let (one, other) = (read(first), read(second));
            let side = |this: &(LinkView, Reading<'_>), other: &(LinkView, Reading<'_>)| BesideView {
                section: this.0.clone(),
                html: sentences(&comparison.beside(&this.1, &other.1)),
            };
            let compare_url = self.compare_url(&[first, second].map(|section| SectionId { notebook: index, section }));
            pairs.push(PairView { first: side(&one, &other), second: side(&other, &one), compare_url });
            readings[first] = Some(one);
            readings[second] = Some(other);
        }
        let content = ConfusablesView { notebook: self.notebook_link(index), pairs };
        let of = [("notebook", Fill::Text(&notebook.title))];
        let description = self.say("Sections of {notebook} that are easily confused, side by side.", &of);
        self.fill("confusables.html", &self.say("Confusables of {notebook}", &of), &description, content)
    }
}

fn card_view(card: &Card) -> CardView {
    let options = card.options.iter().enumerate();
    CardView {
        context: inline(&card.context),
        front: html(&card.front),
        back: html(&card.back),
        options: options.map(|(at, text)| OptionView { html: inline(text), right: card.right.contains(&at) }).collect(),
    }
}

fn number_view(fact: &Fact, section: LinkView) -> NumberView {
    let (before, rest) = fact.sentence.split_at(fact.range.start.min(fact.sentence.len()));
    let (number, after) = rest.split_at((fact.range.end - fact.range.start).min(rest.len()));
    NumberView {
        value: fact.value.clone(),
        unit: numbers::shown_unit(&fact.value, &fact.unit),
        subject: inline(&fact.subject),
        relation: fact.relation.clone(),
        sentence: format!("{}<b>{}</b>{}", inline(before), escape(number), inline(after)),
        section,
    }
}

/// Sentences as HTML, with a blank behind each: shared ones in `<small>`, words that only this section has in `<mark>`.
fn sentences(said: &[Beside<'_>]) -> String {
    let mut html = String::with_capacity(said.iter().map(|beside| beside.text.len() + 24).sum());
    for beside in said {
        let (open, close) = if beside.is_shared { ("<small>", "</small> ") } else { ("", " ") };
        html.push_str(open);
        let mut done = 0;
        for mark in &beside.marks {
            push_escaped(&mut html, &beside.text[done..mark.start]);
            html.push_str("<mark>");
            push_escaped(&mut html, &beside.text[mark.clone()]);
            html.push_str("</mark>");
            done = mark.end;
        }
        push_escaped(&mut html, &beside.text[done..]);
        html.push_str(close);
    }
    html
}
