//! Headings without a number around and between numbered chapters: an introduction, an epilogue, an appendix.

use super::{Choice, HeadingKind, Tree};
use crate::parse::heading_words;
use std::collections::HashMap;

impl Tree<'_> {
    /// The headings of a file that frame its numbered sections, such as `Prologue`: as high as the sections or above them, with
    /// text, and once below their heading. `Summary` over and over belongs to the sections above it.
    pub(super) fn frames(&self, choice: &Choice) -> Vec<usize> {
        let is_section = |index: usize| choice.kinds[index] == HeadingKind::Section;
        let mut open: Vec<usize> = Vec::new();
        let mut counts: HashMap<(Option<usize>, String), usize> = HashMap::new();
        let mut found = Vec::new();
        for (index, heading) in self.headings.iter().enumerate() {
            while open.last().is_some_and(|&above| self.headings[above].level >= heading.level) {
                open.pop();
            }
            let above = open.last().copied();
            open.push(index);
            if !heading_words::is_frame(&heading.text) {
                continue;
            }
            let key = (above, heading.text.trim().to_lowercase());
            *counts.entry(key.clone()).or_default() += 1;
            let is_peer = heading.level <= choice.level
                && heading.item.is_none()
                && self.numbers[index].is_none()
                && above.is_none_or(|above| !is_section(above))
                && !self.below(index).any(is_section);
            if is_peer && self.length(index) > 0 {
                found.push((index, key));
            }
        }
        found.into_iter().filter(|(_, key)| counts[key] == 1).map(|(index, _)| index).collect()
    }
}
