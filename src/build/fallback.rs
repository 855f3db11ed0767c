//! The one rule for broken files: the last usable version of a file replaces it, and its errors are reported.
//!
//! This module keeps input texts. The preview keeps finished pages by the same rule (`serve/fallback.rs`). Notes need no
//! fallback: a note with mistakes still gives a notebook.

use crate::catalogue::{self, Catalogue};
use crate::diagnostic::{Diagnostic, Severity};
use crate::render::assets::Assets;
use crate::render::interface::Interface;
use crate::render::{self, Renderer};
use crate::source::{FileId, SourceFile, Sources};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The last usable texts of the files that concern the whole site. A preview goes on with them while the author edits the
/// files.
#[derive(Clone, Debug, Default)]
pub struct UsableTexts {
    /// site.toml; empty if the site has none.
    pub site_toml: String,
    /// The catalogue; `None` if no version without errors was read yet.
    pub catalogue: Option<SourceFile>,
    /// The site's own templates, by name; `None` if no version without errors was read yet.
    pub templates: Option<BTreeMap<String, SourceFile>>,
    /// The site's own words of the interface, by name.
    pub words: BTreeMap<String, SourceFile>,
}

impl UsableTexts {
    /// Parses the catalogue. If it has errors, parses the last version without errors instead.
    pub(super) fn catalogue(&mut self, id: FileId, file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Catalogue {
        let (catalogue, found) = catalogue::parse(id, file);
        let has_mistakes = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        diagnostics.extend(found);
        match &self.catalogue {
            Some(usable) if has_mistakes => catalogue::parse(id, usable).0,
            None if has_mistakes => catalogue,
            _ => {
                self.catalogue = Some(file.clone());
                catalogue
            }
        }
    }

    /// Reads the words of the interface. If they cannot be read, reads the last version that could instead.
    pub(super) fn interface(
        &mut self,
        words: &BTreeMap<String, FileId>,
        templates: &BTreeMap<String, FileId>,
        sources: &mut Sources,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Interface {
        let own_texts = render::own_texts(templates, sources);
        match Interface::new(words, &own_texts, sources) {
            Ok((interface, mistakes)) => {
                diagnostics.extend(mistakes);
                self.words = words.iter().map(|(name, file)| (name.clone(), sources.get(*file).clone())).collect();
                interface
            }
            Err(mistakes) => {
                diagnostics.extend(mistakes);
                let usable = self.words.clone().into_iter();
                let words = usable.map(|(name, file)| (name, sources.add(file))).collect();
                Interface::new(&words, &own_texts, sources).map(|(interface, _)| interface).unwrap_or_default()
            }
        }
    }

    /// Compiles the templates. If they have errors, compiles the last version without errors instead.
    pub(super) fn renderer(
        &mut self,
        templates: &BTreeMap<String, FileId>,
        assets: &Arc<Assets>,
        interface: &Arc<Interface>,
        sources: &mut Sources,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Renderer> {
        match Renderer::new(templates, Arc::clone(assets), Arc::clone(interface), sources) {
            Ok(renderer) => {
                let texts = templates.iter().map(|(name, file)| (name.clone(), sources.get(*file).clone()));
                self.templates = Some(texts.collect());
                Some(renderer)
            }
            Err(mistakes) => {
                diagnostics.extend(mistakes);
                let usable = self.templates.clone()?;
                let templates = usable.into_iter().map(|(name, file)| (name, sources.add(file))).collect();
                Renderer::new(&templates, Arc::clone(assets), Arc::clone(interface), sources).ok()
            }
        }
    }
}
