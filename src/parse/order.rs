//! The order of the numbers in a notebook: gaps, steps back, and runs that begin again in every part.

use super::numbering::SectionNumber;
use super::outline::NotTaken;
use super::patch::Patched;
use super::slug::slug;
use super::{Notebook, Part, heading_words, numbering};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// Reports numbers that are left out or go backwards, in notebooks that count 1, 2, 3. A part may begin again at 1.
pub(super) fn of_numbers(notebook: &Notebook) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if are_names(notebook) {
        return diagnostics;
    }
    let mut highest = 0;
    let mut first = HashSet::new();
    let restarts = part_names(notebook).is_some();
    let all: HashSet<u64> = notebook.sections.iter().filter_map(|section| section.number.as_ref()?.integer()).collect();
    for (index, section) in notebook.sections.iter().enumerate() {
        let Some(number) = section.number.as_ref().and_then(SectionNumber::integer) else { continue };
        let begins_part = notebook.parts.iter().any(|part| part.first_section == index);
        if begins_part && (number <= 1 || restarts) {
            highest = 0;
            if restarts {
                first.clear();
            }
        }
        let span = Span::new(notebook.file, section.range.start..section.range.start + 1);
        let missing: Vec<u64> = (highest + 1..number).take(1000).filter(|number| !all.contains(number)).collect();
        match (missing.first(), missing.last()) {
            (Some(first), Some(last)) if highest > 0 && !heading_words::is_article(&section.title.full_text) => {
                let which = if first == last { format!("{first} is") } else { format!("{first} to {last} are") };
                diagnostics.push(
                    Diagnostic::warning("number-missing", format!("{which} missing before {number}"))
                        .at(span)
                        .help("numbers are addresses: leave a gap only for a section that you removed on purpose")
                        .of_notebook(),
                );
            }
            _ => {}
        }
        let is_first = first.insert(number);
        if number < highest && is_first {
            diagnostics.push(
                Diagnostic::warning("number-out-of-order", format!("{number} comes after {highest}"))
                    .at(span)
                    .help("sections are read in the order of the file")
                    .of_notebook(),
            );
        }
        highest = highest.max(numbering::last_of_range(&section.title.full_text).unwrap_or(number)).max(number);
    }
    diagnostics
}

/// Whether the numbers are names of what the sections are about, such as ports: they do not begin at 1, and few of them come
/// right after another.
fn are_names(notebook: &Notebook) -> bool {
    let numbers: Vec<u64> = notebook.sections.iter().filter_map(|section| section.number.as_ref()?.integer()).collect();
    let follow = numbers.windows(2).filter(|pair| pair[0].checked_add(1) == Some(pair[1])).count();
    let rarely_follow = follow * 2 < numbers.len().saturating_sub(1);
    // Years, status codes.
    let are_codes = numbers.len() > 1 && follow == 0 && numbers.iter().all(|&number| number > 99);
    let highest = numbers.iter().copied().max().unwrap_or_default();
    let are_sparse = usize::try_from(highest).is_ok_and(|highest| highest > 5 * numbers.len());
    are_codes
        || numbers.len() >= FEWEST_NAMES && rarely_follow && (are_sparse || numbers.iter().all(|&number| number > 1))
}

/// With fewer numbers, a gap may be a slip.
const FEWEST_NAMES: usize = 4;

/// Reports headings that look numbered, but do not begin a section.
pub(super) fn not_taken(notebook: &Notebook, found: &[NotTaken], text: &Patched) -> Vec<Diagnostic> {
    let described = |heading: &NotTaken| {
        let at = text.origin(heading.start);
        Diagnostic::note(
            "number-not-taken",
            format!("`{}` looks like section {}, but is none", heading.words, heading.number),
        )
        .at(Span::new(notebook.file, at..at + 1))
        .help("begin it as the other sections begin: it is part of the section above it")
        .of_notebook()
    };
    found.iter().map(described).collect()
}

/// The part that contains each section: the last part above it.
fn parts_of_sections(notebook: &Notebook) -> Vec<Option<usize>> {
    let mut part = None;
    let mut next = 0;
    (0..notebook.sections.len())
        .map(|section| {
            while notebook.parts.get(next).is_some_and(|part| part.first_section <= section) {
                part = Some(next);
                next += 1;
            }
            part
        })
        .collect()
}

/// The name of the part that contains each section, for its address, if numbers begin again in the parts of this notebook.
/// The name is the number of the part or the words of its heading. `None` if numbers do not begin again, or repeat without
/// parts.
#[must_use]
pub fn part_names(notebook: &Notebook) -> Option<Vec<Option<String>>> {
    let parts = parts_of_sections(notebook);
    let mut groups_with: HashMap<&str, HashSet<Option<usize>>> = HashMap::new();
    let mut begin_again: HashSet<&str> = HashSet::new();
    let mut previous: Option<(Option<usize>, &SectionNumber)> = None;
    for (section, part) in notebook.sections.iter().zip(&parts) {
        let Some(number) = &section.number else { continue };
        groups_with.entry(number.as_str()).or_default().insert(*part);
        if previous.is_some_and(|(before, last)| before != *part && number <= last) {
            begin_again.insert(number.as_str());
        }
        previous = Some((*part, number));
    }
    let is_run = begin_again.iter().any(|number| matches!(*number, "0" | "1" | "A" | "01"));
    let is_shared = begin_again.iter().any(|number| groups_with[number].len() > 1);
    (is_run && is_shared).then(|| {
        let names = names(notebook);
        parts.into_iter().map(|part| part.map(|part| names[part].clone())).collect()
    })
}

/// A name for each part that no other part has, unless their headings are the same all the way up.
fn names(notebook: &Notebook) -> Vec<String> {
    let own: Vec<String> = notebook.parts.iter().enumerate().map(|(index, part)| part_name(index, part)).collect();
    let is_unique = |name: &String| own.iter().filter(|other| *other == name).count() == 1;
    own.iter()
        .enumerate()
        .map(|(index, name)| {
            let above = notebook.parts[..index].iter().rposition(|part| part.level < notebook.parts[index].level);
            match above {
                Some(above) if !is_unique(name) => format!("{}-{name}", own[above]),
                _ => name.clone(),
            }
        })
        .collect()
}

fn part_name(index: usize, part: &Part) -> String {
    let number = numbering::parse(&part.title.full_text).or_else(|| {
        let named =
            |reading: &numbering::Numbered| matches!(reading.kind, numbering::Kind::Named | numbering::Kind::Worded);
        numbering::readings(&part.title.full_text).into_iter().find(named)
    });
    let name = number.map_or_else(|| slug(&part.title.text), |number| number.number.as_str().to_owned());
    if name.is_empty() { format!("part-{}", index + 1) } else { name }
}

/// The section with this number that is nearest to another one: in its own part, else the first of the notebook.
#[must_use]
pub fn numbered_near(notebook: &Notebook, number: &str, near: usize) -> Option<usize> {
    let has_number =
        |section: usize| notebook.sections[section].number.as_ref().is_some_and(|own| own.as_str() == number);
    let start = notebook.parts.iter().map(|part| part.first_section).filter(|&first| first <= near).max().unwrap_or(0);
    let end = notebook.parts.iter().map(|part| part.first_section).filter(|&first| first > near).min();
    (start..end.unwrap_or(notebook.sections.len())).find(|&section| has_number(section))
}

/// The section with this number in the part with that number: `part 1, chapter 2`. `None` if no part has the number.
#[must_use]
pub fn numbered_in_part(notebook: &Notebook, part: &str, number: &str) -> Option<usize> {
    let (index, found) = notebook.parts.iter().enumerate().find(|(index, other)| part_name(*index, other) == part)?;
    let next = notebook.parts[index + 1..].iter().find(|other| other.level <= found.level);
    let end = next.map_or(notebook.sections.len(), |next| next.first_section);
    let has_number =
        |section: &usize| notebook.sections[*section].number.as_ref().is_some_and(|own| own.as_str() == number);
    (found.first_section..end).find(has_number)
}
