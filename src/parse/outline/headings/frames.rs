//! Headings without a number around and between numbered chapters: an introduction, an epilogue, an appendix, and one that says
//! something else: `## Troubleshooting` between `## 1. Install` and `## 2. Use`.

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

    /// The few headings between numbered sections of their level that are peers of them: each is there once, with text, and its
    /// words are not those of a part of the section above, such as `Answer`. Sections that ask have such parts of any name.
    pub(super) fn between_numbers(&self, choice: &Choice) -> Vec<usize> {
        let is_section = |index: &usize| choice.kinds[*index] == HeadingKind::Section && self.numbers[*index].is_some();
        let sections: Vec<usize> = (0..self.headings.len()).filter(is_section).collect();
        let (Some(&first), Some(&last)) = (sections.first(), sections.last()) else { return Vec::new() };
        let asks = |index: &&usize| {
            let text = self.headings[**index].text.trim();
            text.ends_with(['?', '？', '؟']) || heading_words::at_start(text).is_some_and(|(role, _)| role.asks())
        };
        if sections.iter().any(|&index| self.headings[index].level != choice.level)
            || sections.iter().any(|index| asks(&index))
        {
            return Vec::new();
        }
        let mut counts: HashMap<String, usize> = HashMap::new();
        for heading in self.headings {
            *counts.entry(heading.text.trim().to_lowercase()).or_default() += 1;
        }
        let is_peer = |index: &usize| {
            let heading = &self.headings[*index];
            heading.level == choice.level
                && heading.item.is_none()
                && self.numbers[*index].is_none()
                && choice.kinds[*index] == HeadingKind::Inside
        };
        let peers: Vec<usize> = (first..last).filter(is_peer).collect();
        let is_own = |index: &usize| {
            let text = self.headings[*index].text.trim();
            let lower = text.to_lowercase();
            counts[&lower] == 1
                && self.length(*index) > 0
                && !text.ends_with(':')
                && heading_words::at_start(text).is_none()
                && !INNER.iter().any(|word| lower.starts_with(word))
        };
        // Where most sections have such headings, or one of them is not a peer, all belong to the section above.
        let are_few = peers.len() * 2 <= sections.len() && peers.iter().all(is_own);
        if are_few { peers } else { Vec::new() }
    }
}

/// What headings begin with that belong to the section above, in lower case.
#[rustfmt::skip]
const INNER: [&str; 40] = [
    "answer", "solution", "explanation", "example", "exercise", "note", "hint", "tip", "summary", "takeaway", "key ", "tl;dr", "trade-off",
    "pros", "cons", "aside", "remark", "proof", "result", "discussion", "details", "antwort", "lösung", "beispiel", "übung", "hinweis",
    "zusammenfassung", "réponse", "exemple", "exercice", "résumé", "respuesta", "solución", "ejemplo", "ejercicio", "resumen", "ответ",
    "решение", "пример", "答案",
];
