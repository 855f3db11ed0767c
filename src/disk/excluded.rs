//! Which files and folders of the notes are left out: `exclude` of site.toml, or a list that fits most tools.

use super::paths::slashed;
use crate::diagnostic::Diagnostic;
use glob::{MatchOptions, Pattern};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is left out unless site.toml says otherwise: templates of Obsidian, drafts and parts of Jekyll, parts of Docusaurus,
/// packages of npm, and what is called private.
const DEFAULT: [&str; 12] = [
    "Templates/",
    "_templates/",
    "_partials/",
    "_includes/",
    "_layouts/",
    "_data/",
    "_site/",
    "node_modules/",
    "_drafts/",
    "private/",
    "Private/",
    "_private/",
];

/// Folders whose notes may be templates, in lower case. `templates` may hold notes about templates as well.
const OF_TEMPLATES: [&str; 2] = ["templates", "template"];

/// What templates of Obsidian have to be filled in: those of the core plugin, of Templater and of `QuickAdd`.
const BLANKS: [&str; 10] =
    ["{{date}}", "{{date:", "{{time}}", "{{time:", "{{title}}", "<% tp.", "<%tp.", "<%*", "<%_", "{{VALUE"];

/// Files that may be notes and are not read.
const OTHER_NOTES: [&str; 7] = ["txt", "org", "rst", "adoc", "ipynb", "textile", "tex"];

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Folder,
    File,
}

/// The patterns of a site, and what they have left out so far.
#[derive(Debug)]
pub(super) struct Excluded {
    patterns: Vec<Rule>,
    is_default: bool,
    /// Folders that the default list left out, in order, each with a slash.
    folders: BTreeSet<String>,
    /// Notes that are pieces of others or templates, in order.
    partials: BTreeSet<String>,
    /// Files that may be notes for their author and are not read, by their path under the notes folder.
    others: Vec<String>,
}

#[derive(Debug)]
struct Rule {
    pattern: Pattern,
    /// It ends with `/`: only a folder matches.
    is_folder: bool,
    /// It has a `/` inside: the whole path has to match, else the name.
    is_path: bool,
}

impl Excluded {
    /// Reads the patterns of site.toml. Those that are wrong are reported when site.toml is read.
    pub(super) fn new(configured: Option<&[String]>) -> Self {
        let defaults = DEFAULT.map(str::to_owned);
        let patterns = configured.unwrap_or(&defaults);
        let rules = patterns.iter().filter_map(|written| {
            let name = written.trim_start_matches("./").trim_end_matches('/');
            let pattern = Pattern::new(name.trim_start_matches('/')).ok()?;
            Some(Rule { pattern, is_folder: written.ends_with('/'), is_path: name.contains('/') })
        });
        Self {
            patterns: rules.collect(),
            is_default: configured.is_none(),
            folders: BTreeSet::new(),
            partials: BTreeSet::new(),
            others: Vec::new(),
        }
    }

    /// Whether a file or folder is left out. `path` is relative to the notes.
    pub(super) fn holds(&mut self, path: &Path, entry: Entry) -> bool {
        let is_folder = entry == Entry::Folder;
        let (whole, name) = (slashed(path), path.file_name().unwrap_or_default());
        let is_out = self.matches(path, entry);
        let is_partial = self.is_default && !is_folder && is_partial(&name.to_string_lossy());
        if is_out && is_folder && self.is_default {
            self.folders.insert(format!("{whole}/"));
        } else if is_partial {
            self.partials.insert(whole);
        }
        is_out || is_partial
    }

    /// Whether a file that notes link to is left out: a pattern matches it, or a folder around it. `path` is relative to the
    /// notes.
    pub(super) fn holds_linked(&self, path: &Path) -> bool {
        let mut folders = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
        self.matches(path, Entry::File) || folders.any(|folder| self.matches(folder, Entry::Folder))
    }

    fn matches(&self, path: &Path, entry: Entry) -> bool {
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        let (whole, name) = (slashed(path), path.file_name().unwrap_or_default().to_string_lossy());
        let rules = self.patterns.iter().filter(|rule| entry == Entry::Folder || !rule.is_folder);
        let mut matched =
            rules.map(|rule| rule.pattern.matches_with(if rule.is_path { &whole } else { &name }, options));
        matched.any(|is_match| is_match)
    }

    /// Whether a note is a template: it is in a folder of templates, and has blanks to be filled in. `path` is relative to
    /// the notes.
    pub(super) fn is_template(&mut self, path: &Path, text: &[u8]) -> bool {
        let folders = path.parent().into_iter().flat_map(Path::components);
        let is_of_templates = |name: &std::ffi::OsStr| OF_TEMPLATES.contains(&&*name.to_string_lossy().to_lowercase());
        let is_template = self.is_default
            && folders.map(std::path::Component::as_os_str).any(is_of_templates)
            && has_blanks(&String::from_utf8_lossy(text));
        if is_template {
            self.partials.insert(slashed(path));
        }
        is_template
    }

    /// Remembers a file that is no note here and may be one for its author.
    pub(super) fn passed(&mut self, path: &Path) {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_of_tools = ["license", "licence", "robots", "requirements", "ads", "humans", "security"];
        if OTHER_NOTES.contains(&extension.as_str()) && !is_of_tools.contains(&stem.as_str()) {
            self.others.push(slashed(path));
        }
    }

    /// The files that [`Self::passed`] remembers.
    pub(super) fn into_others(self) -> Vec<String> {
        self.others
    }

    /// Says which folders and notes the default list left out.
    pub(super) fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let quoted = |names: &BTreeSet<String>| -> Vec<String> {
            let is_shown = |name: &&String| !name.ends_with("node_modules/");
            names.iter().filter(is_shown).map(|name| format!("`{name}`")).collect()
        };
        let (folders, partials) = (quoted(&self.folders), quoted(&self.partials));
        let mut named = Vec::new();
        if !folders.is_empty() {
            named.push(format!("the notes in {}", folders.join(", ")));
        }
        if !partials.is_empty() {
            named.push(partials.join(", "));
        }
        if !named.is_empty() {
            let message = format!("not published: {}", named.join(", and "));
            let help = "`exclude = []` under `[notes]` in site.toml publishes them";
            diagnostics.push(Diagnostic::note("notes-excluded", message).help(help));
        }
        diagnostics
    }
}

/// Whether a note is a piece of others by its name: `_header.md`, as Jekyll, Docusaurus and mdBook have it. `_index.md` is the
/// page of a folder in Hugo.
fn is_partial(name: &str) -> bool {
    name.starts_with('_') && !name.starts_with("_index.")
}

/// Whether a text has blanks of a template outside code.
fn has_blanks(text: &str) -> bool {
    let mut is_code = false;
    text.lines().any(|line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        let is_blank = |(at, _): (usize, &str)| !line[..at].ends_with('`');
        !is_code && BLANKS.iter().any(|blank| line.match_indices(*blank).any(is_blank))
    })
}

/// Names the kinds of files that are not read, unless a note links to them.
pub(super) fn not_read<'a>(others: impl Iterator<Item = &'a str>) -> Option<Diagnostic> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for extension in others.filter_map(|path| path.rsplit_once('.').map(|(_, extension)| extension)) {
        *kinds.entry(extension).or_default() += 1;
    }
    let listed: Vec<String> = kinds.iter().map(|(extension, count)| format!("{count} `.{extension}`")).collect();
    let help = "notes are Markdown: `.md`, `.markdown`, `.mkd`, `.mdown` and `.mdx`";
    (!listed.is_empty())
        .then(|| Diagnostic::note("files-not-read", format!("not read: {}", listed.join(", "))).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_folders_and_paths() {
        let mut default = Excluded::new(None);
        for folder in ["Templates", "a/Templates", "node_modules", "x/_drafts"] {
            assert!(default.holds(Path::new(folder), Entry::Folder), "{folder}");
        }
        for folder in ["templates", "notes", "a/b"] {
            assert!(!default.holds(Path::new(folder), Entry::Folder), "{folder}");
        }
        assert!(!default.holds(Path::new("Templates"), Entry::File));
        assert_eq!(default.diagnostics().len(), 1);
        assert!(default.holds(Path::new("a/_header.md"), Entry::File));
        assert!(
            !default.holds(Path::new("_index.md"), Entry::File) && !default.holds(Path::new("a_b.md"), Entry::File)
        );
        for (path, text, is_template) in [
            ("templates/a.md", "# {{date:YYYY}}\n", true),
            ("a/Template/b.md", "x\n<% tp.file.title %>\n", true),
            ("templates/c.md", "Stencils: `{{date}}`\n\n```\n{{title}}\n```\n", false),
            ("a/d.md", "# {{date}}\n", false),
        ] {
            assert_eq!(default.is_template(Path::new(path), text.as_bytes()), is_template, "{path}");
        }
        let own = ["drafts/".to_owned(), "*.secret.md".to_owned(), "a/*.md".to_owned()];
        let mut own = Excluded::new(Some(&own));
        assert!(own.holds(Path::new("x/drafts"), Entry::Folder) && own.holds(Path::new("x/y.secret.md"), Entry::File));
        assert!(own.holds(Path::new("a/b.md"), Entry::File));
        assert!(!own.holds(Path::new("c/a/b.md"), Entry::File) && !own.holds(Path::new("Templates"), Entry::Folder));
        assert_eq!(own.diagnostics(), []);
    }
}
