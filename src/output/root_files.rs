//! Checks the files of `static/root/`, which go to the root of the site under their own names.
//!
//! It takes the site and its assets, and removes root files that conflict with a page or another file of the site. It
//! writes nothing.

use crate::diagnostic::Diagnostic;
use crate::render::assets::{Assets, TOP};
use crate::site::Site;
use crate::site::routes::{ROBOTS, WORKER, is_reserved};
use std::collections::HashSet;

/// Returns whether the author's robots.txt replaces the generated one.
pub(crate) fn has_own_robots(assets: &Assets) -> bool {
    assets.root_files().any(|path| path == ROBOTS)
}

/// Removes files whose path belongs to a page or another generated file, each with an error. The author's robots.txt
/// stays: it replaces the generated one (see [`Site::has_own_robots`]).
pub(crate) fn leave_out_conflicts(site: &Site, assets: &mut Assets) -> Vec<Diagnostic> {
    let paths: Vec<String> = assets.root_files().map(str::to_owned).collect();
    if paths.is_empty() {
        return Vec::new();
    }
    let taken = Taken::new(site);
    let in_the_way = paths.iter().filter(|path| taken.has(path));
    let mistake = |path: &String| {
        assets.refuse(path);
        let message = format!("`static/{TOP}{path}` has the path of a page or another file of the site");
        Diagnostic::error("static-in-the-way", message)
            .help("it is left out; give it another name, or change the page with a template of your own")
    };
    in_the_way.map(mistake).collect()
}

/// The paths of a site in lower case, because some hosts and file systems ignore case.
struct Taken {
    files: HashSet<String>,
    folders: HashSet<String>,
}

impl Taken {
    fn new(site: &Site) -> Self {
        let mut files: HashSet<String> =
            site.routes().into_iter().map(|route| site.path(route).to_lowercase()).collect();
        if site.is_offline() {
            files.insert(WORKER.to_owned());
        }
        let folders = files.iter().flat_map(|path| folders_of(path)).map(str::to_owned).collect();
        Self { files, folders }
    }

    fn has(&self, path: &str) -> bool {
        let path = path.to_lowercase();
        let is_below_file = folders_of(&path).any(|folder| self.files.contains(folder));
        let is_our_folder = path.contains('/') && is_reserved(&path);
        self.files.contains(&path) || self.folders.contains(&path) || is_below_file || is_our_folder
    }
}

/// Returns the parent folders of a path: `a/b/c.html` -> `a`, `a/b`.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}
