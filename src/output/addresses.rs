//! Where the addresses on a page lead. It takes addresses as browsers read them, and gives paths of the site. It does not
//! say what is wrong with one; [`super::check`] does.

use crate::html::sanitize;
use fnv::FnvHashSet;
use percent_encoding::percent_decode_str;

/// The files that pages of a site can link to, and the folder that the site has on its host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkableFiles {
    base: String,
    paths: FnvHashSet<String>,
}

impl LinkableFiles {
    /// `base` is the path of the site on its host, with a slash at both ends. `paths` are relative to it.
    #[must_use]
    pub fn new(base: String, paths: impl IntoIterator<Item = String>) -> Self {
        Self { base, paths: paths.into_iter().collect() }
    }

    /// Returns whether the site has a file.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Resolves an address on a page as [`resolve`] does.
    pub(super) fn resolve(&self, page: &str, address: &str) -> Option<(String, Option<String>)> {
        resolve(page, address, &self.base)
    }

    /// Returns whether an address leads to a file of the site and names no part of it. Such a link is always
    /// good. `target` is a buffer.
    ///
    /// It only knows plain addresses, which are nearly all: `false` means that [`resolve`] must look.
    pub(super) fn plainly_leads_to_file(&self, page: &str, address: &str, target: &mut String) -> bool {
        let mut folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut rest = address;
        while let Some(after) = rest.strip_prefix("../") {
            if folder.is_empty() {
                return false;
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            rest = after;
        }
        // No path of a site has these characters or begins with a slash, so the set answers for all other addresses.
        if rest.bytes().any(|byte| matches!(byte, b'%' | b'#' | b'?' | b':')) {
            return false;
        }
        target.clear();
        target.push_str(folder);
        if !folder.is_empty() {
            target.push('/');
        }
        target.push_str(rest);
        self.paths.contains(target.as_str())
    }
}

/// Returns whether an address has neither a host nor a scheme, so that it must lead to a file of the site.
pub(crate) fn is_inside(address: &str) -> bool {
    sanitize::scheme(address).is_none() && !address.starts_with("//")
}

/// Resolves an address on a page to a path and a fragment. Returns `None` if it leads out of the site.
pub(crate) fn resolve(page: &str, address: &str, base: &str) -> Option<(String, Option<String>)> {
    let (path, fragment) = address.split_once('#').map_or((address, None), |(path, fragment)| (path, Some(fragment)));
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    // An empty fragment and `#top` mean the top of the page (HTML Living Standard, "Scrolling to a fragment").
    let fragment = fragment.map(decode).filter(|fragment| !fragment.is_empty() && fragment != "top");
    let path = decode(path.split('?').next().unwrap_or_default());
    if path.is_empty() {
        return Some((page.to_owned(), fragment));
    }
    let (folder, path) = match path.strip_prefix('/') {
        Some(_) => ("", path.strip_prefix(base)?.to_owned()),
        None => (page.rsplit_once('/').map_or("", |(folder, _)| folder), path),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some((parts.join("/"), fragment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_resolved_as_browsers_do() {
        let resolved = |page, address| resolve(page, address, "/notes/");
        assert_eq!(resolved("a/1.html", "../b.html#x"), Some(("b.html".into(), Some("x".into()))));
        assert_eq!(resolved("a/1.html", "#x%20y"), Some(("a/1.html".into(), Some("x y".into()))));
        assert_eq!(resolved("404.html", "/notes/a/1.html"), Some(("a/1.html".into(), None)));
        assert_eq!(resolved("404.html", "/elsewhere"), None);
        assert_eq!(resolved("1.html", "../x"), None);
    }

    #[test]
    fn plain_addresses_of_files_are_those_that_resolve_to_them() {
        let paths = ["index.html", "a/1.html", "a/2.html", "a/b/3.html", "assets/x.css", "a/é 4.html"];
        let files = LinkableFiles::new("/notes/".to_owned(), paths.map(str::to_owned));
        let mut target = String::new();
        for page in ["index.html", "a/1.html", "a/b/3.html", "404.html"] {
            for address in [
                "",
                "2.html",
                "../2.html",
                "b/3.html",
                "../../index.html",
                "../../../index.html",
                "./2.html",
                "a//1.html",
                "/notes/a/1.html",
                "#x",
                "2.html#x",
                "2.html?x",
                "%C3%A9%204.html",
                "é 4.html",
                "../assets/x.css",
                "assets/x.css",
                "https://example.com/index.html",
                "//index.html",
                "..",
                "../",
                "b/../2.html",
                "a/1.html",
            ] {
                let is_plain = files.plainly_leads_to_file(page, address, &mut target);
                let resolved = files.resolve(page, address).filter(|_| is_inside(address));
                let is_good = matches!(resolved, Some((path, None)) if files.contains(&path));
                assert!(is_good || !is_plain, "{address} on {page}");
            }
        }
        assert!(files.plainly_leads_to_file("a/b/3.html", "../2.html", &mut target));
        assert!(files.plainly_leads_to_file("a/1.html", "../assets/x.css", &mut target));
        assert!(!files.plainly_leads_to_file("a/1.html", "3.html", &mut target));
    }
}
