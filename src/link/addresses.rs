//! Addresses that notebooks have and had: their order, their folders, and redirects from former addresses.

use crate::diagnostic::Diagnostic;
use crate::parse::Notebook;
use crate::parse::slug::Names;
use crate::site::{Redirect, Route};
use crate::source::Span;

/// A piece of a file's name: a number by its digits, or what stands between numbers.
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

/// Names at the top of the site that are not for notebooks: folders, and what `site.offline` puts there.
const OUR_NAMES: [&str; 5] = ["services", "assets", "search", "sw.js", "manifest.webmanifest"];

/// Gives each notebook a folder of its own, also where upper and lower case are the same.
pub(super) fn name_folders(notebooks: &mut [Notebook]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut names = Names::default();
    let mut by_path: Vec<&mut Notebook> = notebooks.iter_mut().collect();
    by_path.sort_by(|a, b| a.id.cmp(&b.id));
    for notebook in by_path {
        let (first, rest) = notebook.id.split_once('/').unwrap_or((&notebook.id, ""));
        let is_ours = OUR_NAMES.iter().any(|ours| first.eq_ignore_ascii_case(ours));
        let wanted = match (is_ours, rest) {
            (false, _) => notebook.id.clone(),
            (true, "") => format!("{first}-notes"),
            (true, rest) => format!("{first}-notes/{rest}"),
        };
        notebook.folder = names.take(&wanted, 2).into_string();
        if notebook.folder != notebook.id {
            diagnostics.push(
                Diagnostic::warning("notebook-renamed", format!("the folder `{}` of the site is taken", notebook.id))
                    .at(Span::new(notebook.file, 0..0))
                    .help(format!("this notebook is at `{}/`; give the file another name", notebook.folder)),
            );
        }
    }
    diagnostics
}

/// Redirects from former addresses, as far as they are free and stay inside the site.
pub(super) fn redirects(notebooks: &[Notebook]) -> (Vec<Redirect>, Vec<Diagnostic>) {
    let mut redirects: Vec<Redirect> = Vec::new();
    let mut diagnostics = Vec::new();
    for (index, notebook) in notebooks.iter().enumerate() {
        for alias in &notebook.front_matter.aliases {
            let address = alias.address.as_str();
            let trimmed = address.trim_start_matches('/');
            let path = match trimmed {
                page if page.ends_with(".html") => page.to_owned(),
                folder => format!("{}/index.html", folder.trim_end_matches('/')),
            };
            let is_inside = !path.starts_with('/')
                && !path.contains('\\')
                && path.split('/').all(|part| !part.is_empty() && part != "." && part != ".." && part.len() <= 200);
            let first = path.split('/').next().unwrap_or_default();
            let is_ours =
                OUR_NAMES.contains(&first) || ["index.html", "search.html", "404.html"].contains(&path.as_str());
            let is_taken = notebooks
                .iter()
                .any(|other| path.to_lowercase().starts_with(&format!("{}/", other.folder.to_lowercase())))
                || redirects.iter().any(|other| other.path.eq_ignore_ascii_case(&path));
            if is_inside && !is_ours && !is_taken {
                redirects.push(Redirect { path, to: Route::Notebook(index) });
            } else {
                diagnostics.push(
                    Diagnostic::error("alias-refused", format!("`{address}` cannot be a former address"))
                        .at(Span::new(notebook.file, alias.place.clone()))
                        .help(
                            "name a folder such as `old-name/` or a page such as `old/page.html` that no notebook has",
                        ),
                );
            }
        }
    }
    (redirects, diagnostics)
}
