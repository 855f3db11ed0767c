//! Where a link to a folder of notes leads: to its README, as on GitHub, to the notebook that its files make, else to the list
//! of all notes. It knows the notes, not the disk.

use crate::parse::Notebook;
use crate::site::SectionId;
use crate::site::routes::Route;
use std::collections::HashMap;

/// All folders that have notes below them, by their path.
#[derive(Debug, Default)]
pub(super) struct Folders(HashMap<String, Folder>);

/// What is in a folder and below it.
#[derive(Debug)]
struct Folder {
    /// Its README or index.
    front: Option<Route>,
    /// The notebook whose chapters are in the folder itself.
    made_of_it: Option<usize>,
    /// The first note below it.
    first: Route,
    /// The notebook of all notes below it, if it is one.
    only: Option<usize>,
}

impl Folders {
    /// Collects the folders of all notes.
    pub(super) fn new<'a>(notebooks: impl Iterator<Item = (usize, &'a Notebook)>) -> Self {
        let mut folders = Self::default();
        for (index, notebook) in notebooks {
            let mut has_chapters = false;
            for (section, content) in notebook.sections.iter().enumerate() {
                let Some(chapter) = &content.chapter else { continue };
                has_chapters = true;
                folders.add(
                    &chapter.id,
                    (index, Route::Section(SectionId { notebook: index, section })),
                    Role::Chapter,
                );
            }
            if !has_chapters {
                folders.add(&notebook.id, (index, Route::Notebook(index)), Role::Notebook);
            }
        }
        folders
    }

    fn add(&mut self, id: &str, (notebook, route): (usize, Route), holds: Role) {
        let name = id.rsplit('/').next().unwrap_or_default();
        let is_front = name.eq_ignore_ascii_case("readme") || name.eq_ignore_ascii_case("index");
        let own = id.rfind('/').unwrap_or(0);
        let ends = std::iter::once(0).chain(id.match_indices('/').map(|(at, _)| at));
        for end in ends {
            let folder = self.0.entry(id[..end].to_owned()).or_insert(Folder {
                front: None,
                made_of_it: None,
                first: route,
                only: Some(notebook),
            });
            folder.only = folder.only.filter(|only| *only == notebook);
            if end == own {
                folder.front = folder.front.or(is_front.then_some(route));
                folder.made_of_it = folder.made_of_it.or((holds == Role::Chapter).then_some(notebook));
            }
        }
    }

    /// The README of a folder.
    pub(super) fn front(&self, path: &str) -> Option<Route> {
        self.0.get(path)?.front
    }

    /// Where a link to a folder without a README leads. `None` if no note is below it.
    pub(super) fn route(&self, path: &str) -> Option<Route> {
        let folder = self.0.get(path)?;
        // The top of the notes is the home page, also of a site with one notebook. A single note in a folder is not what the
        // folder makes.
        let only = folder.only.filter(|_| !path.is_empty() && matches!(folder.first, Route::Section(_)));
        let notebook = only.or(folder.made_of_it).map(|notebook| match folder.first {
            // The folder is a part of a notebook that begins above it.
            first @ Route::Section(_) if self.above(path).is_some_and(|above| above.made_of_it == Some(notebook)) => {
                first
            }
            _ => Route::Notebook(notebook),
        });
        Some(notebook.unwrap_or(Route::Home))
    }

    fn above(&self, path: &str) -> Option<&Folder> {
        let end = path.rfind('/').or((!path.is_empty()).then_some(0))?;
        self.0.get(&path[..end])
    }
}

/// What a file is in its folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A notebook.
    Notebook,
    /// A section of a notebook.
    Chapter,
}
