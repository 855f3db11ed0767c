//! Files of `static/root/`, which stand at the top of the site under their own names: none may take the place of a page, or of
//! anything else that we write.

use crate::diagnostic::Diagnostic;
use crate::render::assets::{Assets, TOP};
use crate::site::Site;
use crate::site::routes::{ROBOTS, WORKER, is_reserved};
use std::collections::HashSet;

/// Whether the author's robots.txt takes the place of ours.
pub(crate) fn has_own_robots(assets: &Assets) -> bool {
    assets.at_top().any(|path| path == ROBOTS)
}

/// Leaves out files that have the path of a page or of another file of ours, each with an error. The author's own robots.txt
/// is kept: it takes the place of ours (see [`Site::has_own_robots`]).
pub(crate) fn leave_out_conflicts(site: &Site, assets: &mut Assets) -> Vec<Diagnostic> {
    let paths: Vec<String> = assets.at_top().map(str::to_owned).collect();
    if paths.is_empty() {
        return Vec::new();
    }
    let taken = Taken::new(site);
    let in_the_way = paths.iter().filter(|path| taken.has(path));
    let mistake = |path: &String| {
        assets.refuse(path);
        let message = format!("`static/{TOP}{path}` would stand where the site has a page or a file of its own");
        Diagnostic::error("static-in-the-way", message)
            .help("it is left out; give it another name, or change the page with a template of your own")
    };
    in_the_way.map(mistake).collect()
}

/// The addresses of a site in lower case: some hosts and disks take two names for one that differ in nothing else.
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

/// `a/b/c.html` -> `a`, `a/b`
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}
