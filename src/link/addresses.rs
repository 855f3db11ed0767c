//! Addresses that notebooks have and had: their order, their folders, and redirects from former addresses.

use crate::diagnostic::Diagnostic;
use crate::parse::assembly::without_export_ids;
use crate::parse::slug::Names;
use crate::parse::{Notebook, Section, order};
use crate::site::routes::{self, Redirect, Route};
use crate::source::Span;
use std::collections::BTreeSet;

/// A piece of a file's name: a number by its digits, or the text between numbers.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NamePiece<'a> {
    Number(usize, &'a str),
    Text(String),
}

/// A file's name in the order that its author sees: `exam-2` before `exam-10`.
pub(super) fn natural(name: &str) -> Vec<NamePiece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != is_digit).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        let digits = piece.trim_start_matches('0');
        pieces.push(if is_digit {
            NamePiece::Number(digits.len(), digits)
        } else {
            NamePiece::Text(piece.to_lowercase())
        });
        rest = after;
    }
    pieces
}

/// Gives each notebook a folder of its own, also where upper and lower case are the same. `services` is the folder of the
/// catalogue's pages.
pub(super) fn name_folders(notebooks: &mut [Notebook], services: &str) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut names = Names::default();
    let mut by_path: Vec<&mut Notebook> = notebooks.iter_mut().collect();
    by_path.sort_by(|a, b| a.id.cmp(&b.id));
    for notebook in by_path {
        let plain = without_export_ids(&notebook.id);
        let (first, rest) = plain.split_once('/').unwrap_or((&plain, ""));
        let wanted = match (routes::is_reserved(first) || first.eq_ignore_ascii_case(services), rest) {
            (false, _) => plain.clone(),
            (true, "") => format!("{first}-notes"),
            (true, rest) => format!("{first}-notes/{rest}"),
        };
        notebook.folder = names.take(&wanted, 2).into_string();
        if notebook.folder != plain {
            diagnostics.push(
                Diagnostic::warning("notebook-renamed", format!("the folder `{plain}` of the site is taken"))
                    .at(Span::new(notebook.file, 0..0))
                    .help(format!("this notebook is at `{}/`; give the file another name", notebook.folder)),
            );
        }
    }
    diagnostics
}

/// Gives each section a page of its own and reports numbers that occur twice.
pub(super) fn name_sections(notebooks: &mut [Notebook]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for notebook in notebooks {
        let mut repeated = routes::name_sections(notebook);
        // `Definition 1` and `Theorem 1` have their numbers in their titles.
        repeated.retain(|&index| notebook.sections[index].title.text != notebook.sections[index].title.full_text);
        diagnostics.extend(numbers_begin_again(notebook));
        match repeated[..] {
            [first, .., _] if repeated.len() >= MANY => {
                diagnostics.push(numbers_repeated(notebook, &notebook.sections[first], repeated.len()));
            }
            _ => diagnostics.extend(repeated.iter().map(|&index| number_repeated(notebook, &notebook.sections[index]))),
        }
    }
    diagnostics
}

/// Number of repeated numbers from which they have one cause and get one message.
const MANY: usize = 3;

fn numbers_repeated(notebook: &Notebook, section: &Section, count: usize) -> Diagnostic {
    let number = section.number.as_ref().map_or("", |number| number.as_str());
    let message = format!("{count} numbers of this notebook are taken by sections above, {number} first");
    Diagnostic::warning("number-repeated", message)
        .at(Span::new(notebook.file_of(section), section.range.start..section.range.start + 1))
        .help(format!(
            "this section is at `{}`; put a heading above each run of numbers, or number them through",
            routes::section_file(&section.stem)
        ))
}

/// One word about numbers that begin again in every part, instead of one about each of them.
fn numbers_begin_again(notebook: &Notebook) -> Option<Diagnostic> {
    let names = order::part_names(notebook)?;
    let mut seen = BTreeSet::new();
    let has_number = |section: &Section| section.number.clone().map(|number| number.as_str().to_owned());
    let index =
        notebook.sections.iter().position(|section| has_number(section).is_some_and(|number| !seen.insert(number)))?;
    let section = &notebook.sections[index];
    let parts = names.iter().collect::<BTreeSet<_>>().len();
    let message = format!("the numbers begin again: {parts} groups of sections share them");
    Some(
        Diagnostic::note("numbers-begin-again", message)
            .at(Span::new(notebook.file_of(section), section.range.start..section.range.start + 1))
            .help(format!(
                "pages are named after their part, such as `{}`; number the sections through for shorter names",
                routes::section_file(&section.stem)
            )),
    )
}

fn number_repeated(notebook: &Notebook, section: &Section) -> Diagnostic {
    let number = section.number.as_ref().map_or("", |number| number.as_str());
    let has_number =
        |other: &&Section| other.number.as_ref().is_some_and(|other| other.as_str().eq_ignore_ascii_case(number));
    let first = notebook.sections.iter().find(has_number).map_or("", |first| first.title.text.as_str());
    Diagnostic::warning("number-repeated", format!("number {number} is taken by `{first}`"))
        .at(Span::new(notebook.file_of(section), section.range.start..section.range.start + 1))
        .help(format!("this section is at `{}`; give it a number of its own", routes::section_file(&section.stem)))
        .of_notebook()
}

/// Redirects from former addresses, as far as they are free and stay inside the site.
pub(super) fn redirects(notebooks: &[Notebook]) -> (Vec<Redirect>, Vec<Diagnostic>) {
    let mut redirects: Vec<Redirect> = Vec::new();
    let mut diagnostics = Vec::new();
    for (index, notebook) in notebooks.iter().enumerate() {
        for alias in &notebook.front_matter.aliases {
            let address = alias.address.as_str();
            let is_free = |path: &String| {
                let is_below = |folder: &str| path.to_lowercase().starts_with(&format!("{}/", folder.to_lowercase()));
                !notebooks.iter().any(|other| is_below(&other.folder))
                    && !redirects.iter().any(|other| other.path.eq_ignore_ascii_case(path))
            };
            if let Some(path) = routes::former_page(address).filter(is_free) {
                redirects.push(Redirect { path, to: Route::Notebook(index) });
            } else {
                diagnostics.push(
                    Diagnostic::error("alias-refused", format!("`{address}` cannot be a former address"))
                        .at(Span::new(notebook.file, alias.range.clone()))
                        .help(
                            "name a folder such as `old-name/` or a page such as `old/page.html` that no notebook has",
                        ),
                );
            }
        }
    }
    (redirects, diagnostics)
}
