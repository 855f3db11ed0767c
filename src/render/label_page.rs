//! The page of a label: everything in a notebook that begins with it.

use super::PageContext;
use super::body::{self, Surface};
use super::interface::Fill;
use super::views::{LabelLink, LabelView, LabelledSection};
use crate::diagnostic::Diagnostic;
use crate::html::escape::escape;
use crate::site::SectionId;
use crate::site::links::LeadIn;
use crate::site::routes::Route;

impl PageContext<'_> {
    pub(super) fn label(&mut self, index: usize, label: usize) -> Result<String, Box<Diagnostic>> {
        let site = self.site;
        let label = &site.labels(index)[label];
        let key = LeadIn::key_of(&label.name);
        let sections = label.sections.iter().map(|&section| {
            let id = SectionId { notebook: index, section };
            Ok(LabelledSection { section: self.section_link(id), texts: self.labelled(id, &key)? })
        });
        let sections: Vec<LabelledSection> = sections.collect::<Result<_, Box<Diagnostic>>>()?;
        let count = sections.iter().map(|section| section.texts.len()).sum();
        let notebook = &site.notebooks[index].title;
        let places = self.say("{count} place|{count} places", &[("count", Fill::count(count))]);
        let description = format!("{notebook}, {}: {places}.", label.name);
        let content = LabelView { notebook: self.notebook_link(index), name: escape(&label.name), count, sections };
        self.fill("label.html", &format!("{}, {notebook}", label.name), &description, content)
    }

    /// What a label begins in a section, each as HTML. What is inside of another one is not repeated.
    fn labelled(&self, id: SectionId, key: &str) -> Result<Vec<String>, Box<Diagnostic>> {
        let section = self.site.section(id);
        let links = self.site.section_links(id);
        let file = self.site.notebooks[id.notebook].file_of(section);
        let mut texts = Vec::new();
        let mut done = 0;
        for lead_in in links.lead_ins.iter().filter(|lead_in| lead_in.key() == key) {
            if lead_in.pieces.start < done {
                continue;
            }
            done = lead_in.pieces.end;
            texts.push(self.on_surface(file, Some(&section.stem), |surface| {
                let whole = Some(Route::Section(id));
                body::excerpt(&section.body, &links.body, lead_in, Surface { whole, ..surface })
            })?);
        }
        Ok(texts)
    }

    /// Links to the pages of the labels of a notebook.
    pub(super) fn label_links(&self, index: usize) -> Vec<LabelLink> {
        let labels = self.site.labels(index).iter().enumerate();
        let links = labels.map(|(label, found)| LabelLink {
            html: escape(&found.name),
            url: self.url(Route::Label { notebook: index, label }),
            sections: found.sections.len(),
        });
        links.collect()
    }
}
