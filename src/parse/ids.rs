//! Hands out the ids of a body: those of headings, of anchors and of raw HTML. It takes wanted ids, and gives ids that
//! differ from each other and from the names of pages and scripts. The prefix of a page with several bodies comes later.

use super::slug::Names;
use std::collections::HashMap;

/// Beginnings of the ids that pages have themselves. They begin with a hyphen, because few ids of authors do.
const OF_PAGES: [&str; 6] = ["-at-", "-cheat-sheet", "-fn", "-introduction-", "-main", "-part-"];

/// Names that scripts share, sorted. An element with such an id would be in their way (HTML Living Standard, "Named
/// access on the Window object"). `notewright` is not one of them: scripts expect other things there.
const OF_SCRIPTS: [&str; 8] = [
    "S",
    "STUDY",
    "notewrightAsk",
    "notewrightPath",
    "notewrightPolicy",
    "notewrightSay",
    "notewrightStudy",
    "notewrightWords",
];

/// Names of the document that scripts use, sorted. A picture or form with such a name would hide them (HTML Living
/// Standard, "DOM tree accessors").
const OF_DOCUMENT: [&str; 38] = [
    "activeElement",
    "addEventListener",
    "baseURI",
    "body",
    "childNodes",
    "children",
    "contains",
    "cookie",
    "createElement",
    "createElementNS",
    "createRange",
    "createTextNode",
    "createTreeWalker",
    "currentScript",
    "defaultView",
    "dispatchEvent",
    "documentElement",
    "execCommand",
    "firstChild",
    "getElementById",
    "getElementsByName",
    "getSelection",
    "hasFocus",
    "head",
    "hidden",
    "importNode",
    "location",
    "querySelector",
    "querySelectorAll",
    "readyState",
    "referrer",
    "removeEventListener",
    "replaceChildren",
    "scripts",
    "startViewTransition",
    "styleSheets",
    "title",
    "visibilityState",
];

/// The ids of one body.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// All ids, with upper and lower case alike.
    names: Names,
    /// All ids, with the next number for another one of that name.
    taken: HashMap<String, u32>,
}

impl Ids {
    /// Takes an id that is already free, such as that of a body before this one.
    pub(super) fn add(&mut self, id: &str) {
        self.names.add(id);
        self.taken.insert(id.to_owned(), 2);
    }

    /// Returns the id of a heading or an anchor.
    pub(super) fn of_heading(&mut self, wanted: &str) -> String {
        let id = self.names.take(&free_id(wanted), 1).into_string();
        self.taken.insert(id.clone(), 2);
        id
    }

    /// Returns the id of an element of raw HTML. It stays as it is written, unless it is taken.
    pub(super) fn of_element(&mut self, written: &str) -> String {
        let mut id = free_id(written);
        if self.taken.contains_key(&id) {
            let wanted = id.clone();
            while self.taken.contains_key(&id) {
                let next = self.taken.entry(wanted.clone()).or_insert(2);
                id = format!("{wanted}-{next}");
                *next += 1;
            }
        }
        self.add(&id);
        id
    }
}

/// Returns an id that neither pages nor scripts have.
fn free_id(wanted: &str) -> String {
    let is_taken = OF_PAGES.iter().any(|begin| wanted.starts_with(begin)) || OF_SCRIPTS.binary_search(&wanted).is_ok();
    if is_taken { format!("here-{}", wanted.trim_start_matches('-')) } else { wanted.to_owned() }
}

/// Returns the name of a picture or form, which hides nothing of the document.
pub(super) fn free_name(written: &str) -> String {
    if OF_DOCUMENT.binary_search(&written).is_ok() { format!("here-{written}") } else { written.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ() {
        let mut ids = Ids::default();
        assert_eq!(ids.of_heading("roots"), "roots");
        assert_eq!(ids.of_element("roots"), "roots-2");
        assert_eq!(ids.of_element("Roots"), "Roots");
        assert_eq!(ids.of_heading("roots"), "roots-1");
        assert_eq!(ids.of_element("a"), "a");
        assert_eq!(ids.of_element("a-2"), "a-2");
        assert_eq!(ids.of_element("a"), "a-3");
        assert_eq!(ids.of_heading("a"), "a-1");
    }

    #[test]
    fn names_of_pages_and_scripts_are_not_handed_out() {
        let mut ids = Ids::default();
        assert_eq!(ids.of_heading("-main"), "here-main");
        assert_eq!(ids.of_element("-at-47"), "here-at-47");
        assert_eq!(ids.of_element("notewrightAsk"), "here-notewrightAsk");
        assert_eq!(ids.of_heading("notewright"), "notewright");
        assert_eq!(free_name("currentScript"), "here-currentScript");
        assert_eq!(free_name("chapter-1"), "chapter-1");
        assert_eq!(ids.of_heading("-fn-1"), "here-fn-1");
        assert_eq!(ids.of_heading("fn-1"), "fn-1");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test reads the scripts")]
    fn every_name_that_scripts_use_is_known() {
        assert!(OF_SCRIPTS.is_sorted() && OF_DOCUMENT.is_sorted());
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("static/js");
        for entry in std::fs::read_dir(folder).expect("scripts") {
            let path = entry.expect("an entry").path();
            let script = std::fs::read_to_string(&path).unwrap_or_default();
            let names = |owner: &str| -> Vec<String> {
                let uses = script.split(owner).skip(1);
                let names = uses.map(|after| after.chars().take_while(char::is_ascii_alphanumeric).collect::<String>());
                names.filter(|name| !name.is_empty()).collect()
            };
            for name in names(" document.").into_iter().chain(names("(document.")).chain(names("!document.")) {
                assert!(OF_DOCUMENT.contains(&name.as_str()), "{}: {name}", path.display());
            }
            for name in names("globalThis.") {
                let is_ours = name.starts_with("notewright") || name.chars().all(|c| c.is_ascii_uppercase());
                let is_known = name == "notewright" || OF_SCRIPTS.contains(&name.as_str());
                assert!(!is_ours || is_known, "{}: {name}", path.display());
            }
        }
    }
}
