//! Which files and folders of the notes are left out: a list that fits most tools, and `exclude` of site.toml.

use super::paths::slashed;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use glob::{MatchOptions, Pattern};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is left out unless site.toml takes it back: templates of Obsidian, drafts and parts of Jekyll, parts of Docusaurus,
/// packages of npm, old versions of pages in Logseq, and what is called private.
const DEFAULT: [&str; 14] = [
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
    "**/logseq/bak/",
    "**/logseq/.recycle/",
];

/// Folders whose notes may be templates, in lower case. `templates` may hold notes about templates as well.
const OF_TEMPLATES: [&str; 2] = ["templates", "template"];

/// What templates of Obsidian have to be filled in: those of the core plugin, of Templater and of `QuickAdd`.
const BLANKS: [&str; 10] =
    ["{{date}}", "{{date:", "{{time}}", "{{time:", "{{title}}", "<% tp.", "<%tp.", "<%*", "<%_", "{{VALUE"];

/// Files that may be notes and are not read.
#[rustfmt::skip]
const OTHER_NOTES: [&str; 16] = [
    "txt", "org", "rst", "adoc", "ipynb", "textile", "tex", "docx", "doc", "odt", "rtf", "qmd", "rmd", "html", "htm", "canvas",
];

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Folder,
    File,
}

/// The patterns of a site, and what they have left out so far.
#[derive(Debug)]
pub(super) struct Excluded {
    /// The default list, then the patterns of site.toml.
    rules: Vec<Rule>,
    has_defaults: bool,
    /// Folders that the default list left out, in order, each with a slash.
    folders: BTreeSet<String>,
    /// Notes that are pieces of others or templates, in order.
    partials: BTreeSet<String>,
    /// Indexes of the rules that matched something.
    matched: BTreeSet<usize>,
    /// Files that may be notes for their author and are not read, by their path under the notes folder.
    others: Vec<String>,
}

#[derive(Debug)]
struct Rule {
    /// The pattern as site.toml has it, or one of the default list.
    written: String,
    pattern: Pattern,
    is_default: bool,
    /// It ends with `/`: only a folder matches.
    is_folder: bool,
    /// It has a `/` inside: the whole path has to match, else the name.
    is_path: bool,
}

impl Rule {
    fn new(written: &str, is_default: bool) -> Option<Self> {
        let name = written.strip_prefix('!').unwrap_or(written).trim_start_matches("./").trim_end_matches('/');
        Some(Self {
            written: written.to_owned(),
            pattern: Pattern::new(name.trim_start_matches('/')).ok()?,
            is_default,
            is_folder: written.ends_with('/'),
            is_path: name.contains('/'),
        })
    }

    /// Whether it begins with `!`: what it matches is read, although an earlier pattern leaves it out.
    fn takes_back(&self) -> bool {
        self.written.starts_with('!')
    }

    /// Whether it says nothing new about a site: one of the default list, or a pattern of hidden files, which are never read.
    fn is_common(&self) -> bool {
        let name = self.written.trim_start_matches("./");
        self.is_default || DEFAULT.contains(&name) || name.starts_with('.')
    }
}

impl Excluded {
    /// Reads the patterns of site.toml. Those that are wrong are reported when site.toml is read. The default list counts
    /// too, unless site.toml has an empty list.
    pub(super) fn new(configured: Option<&[String]>) -> Self {
        let has_defaults = configured.is_none_or(|patterns| !patterns.is_empty());
        let defaults = DEFAULT.iter().filter(|_| has_defaults).filter_map(|written| Rule::new(written, true));
        let own = configured.unwrap_or_default().iter().filter_map(|written| Rule::new(written, false));
        Self {
            rules: defaults.chain(own).collect(),
            has_defaults,
            folders: BTreeSet::new(),
            partials: BTreeSet::new(),
            matched: BTreeSet::new(),
            others: Vec::new(),
        }
    }

    /// Whether a file or folder is left out. `path` is relative to the notes.
    pub(super) fn holds(&mut self, path: &Path, entry: Entry) -> bool {
        let last = self.meets(path, entry).map(|at| &self.rules[at]);
        let is_folder = entry == Entry::Folder;
        let (whole, name) = (slashed(path), path.file_name().unwrap_or_default());
        let is_out = last.is_some_and(|rule| !rule.takes_back());
        let is_out_by_default = is_out && last.is_some_and(|rule| rule.is_default);
        let is_partial = self.has_defaults && !is_folder && last.is_none() && is_partial(&name.to_string_lossy());
        if is_out_by_default && is_folder {
            self.folders.insert(format!("{whole}/"));
        } else if is_partial {
            self.partials.insert(whole);
        }
        is_out || is_partial
    }

    /// Remembers which rules match a file or folder. Returns the last one, which decides.
    fn meets(&mut self, path: &Path, entry: Entry) -> Option<usize> {
        let matched: Vec<usize> = self.matches(path, entry).collect();
        self.matched.extend(&matched);
        matched.last().copied()
    }

    /// Whether a file that notes link to is left out: a pattern matches it, or a folder around it. `path` is relative to the
    /// notes.
    pub(super) fn holds_linked(&self, path: &Path) -> bool {
        self.is_decided_by(path, |rule| !rule.takes_back())
    }

    /// Whether the rule that decides about a file, or about a folder around it, is such a rule.
    fn is_decided_by(&self, path: &Path, is_such: impl Fn(&Rule) -> bool) -> bool {
        let decides = |path, entry| self.matches(path, entry).last().is_some_and(|at| is_such(&self.rules[at]));
        let mut folders = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
        decides(path, Entry::File) || folders.any(|folder| decides(folder, Entry::Folder))
    }

    /// Indexes of the rules that match a path, in order.
    fn matches(&self, path: &Path, entry: Entry) -> impl Iterator<Item = usize> {
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        let (whole, name) = (slashed(path), path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        let is_match = move |rule: &Rule| {
            (entry == Entry::Folder || !rule.is_folder)
                && rule.pattern.matches_with(if rule.is_path { &whole } else { &name }, options)
        };
        self.rules.iter().enumerate().filter(move |(_, rule)| is_match(rule)).map(|(at, _)| at)
    }

    /// Whether a note is a template: it is in a folder of templates, and has blanks to be filled in. `path` is relative to
    /// the notes.
    pub(super) fn is_template(&mut self, path: &Path, text: &[u8]) -> bool {
        let folders = path.parent().into_iter().flat_map(Path::components);
        let is_of_templates = |name: &std::ffi::OsStr| OF_TEMPLATES.contains(&&*name.to_string_lossy().to_lowercase());
        let is_template = self.has_defaults
            && !self.is_decided_by(path, Rule::takes_back)
            && folders.map(std::path::Component::as_os_str).any(is_of_templates)
            && has_blanks(&String::from_utf8_lossy(text));
        if is_template {
            self.partials.insert(slashed(path));
        }
        is_template
    }

    /// Remembers a file that is no note here and may be one for its author, and the patterns that match it.
    pub(super) fn passed(&mut self, path: &Path) {
        self.meets(path, Entry::File);
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

    /// Says which folders and notes the default list left out, and which patterns of site.toml match nothing. `span` is that
    /// of `exclude`.
    pub(super) fn diagnostics(&self, span: Option<Span>) -> Vec<Diagnostic> {
        let unused = self.rules.iter().enumerate().filter(|(at, rule)| !rule.is_common() && !self.matched.contains(at));
        let mut diagnostics: Vec<Diagnostic> = unused
            .map(|(_, rule)| {
                let does = if rule.takes_back() { "takes nothing back" } else { "leaves nothing out" };
                let note = Diagnostic::note("exclude-unused", format!("`{}` of `exclude` {does}", rule.written)).help(
                    "upper and lower case count; paths begin in the folder of the notes; only folders match `drafts/`",
                );
                match span {
                    Some(span) => note.at(span),
                    None => note,
                }
            })
            .collect();
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
            let first = self.folders.iter().chain(&self.partials).next().map_or("", |path| path);
            let help = if self.rules.iter().all(|rule| rule.is_default) {
                "`exclude = []` under `[notes]` in site.toml publishes them".to_owned()
            } else {
                format!("`\"!{first}\"` at the end of `exclude` in site.toml publishes it")
            };
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
        for folder in ["Templates", "a/Templates", "node_modules", "x/_drafts", "logseq/bak", "a/logseq/.recycle"] {
            assert!(default.holds(Path::new(folder), Entry::Folder), "{folder}");
        }
        for folder in ["templates", "notes", "a/b", "logseq", "bak"] {
            assert!(!default.holds(Path::new(folder), Entry::Folder), "{folder}");
        }
        assert!(!default.holds(Path::new("Templates"), Entry::File));
        assert_eq!(default.diagnostics(None).len(), 1);
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
    }

    fn with(patterns: &[&str]) -> Excluded {
        let patterns: Vec<String> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        Excluded::new(Some(&patterns))
    }

    #[test]
    fn own_patterns_join_the_default_list() {
        let mut own = with(&["drafts/", "*.secret.md", "a/*.md"]);
        assert!(own.holds(Path::new("x/drafts"), Entry::Folder) && own.holds(Path::new("x/y.secret.md"), Entry::File));
        assert!(own.holds(Path::new("a/b.md"), Entry::File) && !own.holds(Path::new("c/a/b.md"), Entry::File));
        assert_eq!(own.diagnostics(None), []);
        assert!(own.holds(Path::new("private"), Entry::Folder) && own.holds(Path::new("_header.md"), Entry::File));
        assert!(own.holds_linked(Path::new("private/a.pdf")) && own.holds_linked(Path::new("drafts/a/b.pdf")));
        assert_eq!(own.diagnostics(None).len(), 1);
    }

    #[test]
    fn the_last_pattern_decides_and_an_empty_list_publishes_all() {
        let mut own = with(&["!private/", "*.md", "!keep.md", "!_*.md", "!templates/"]);
        assert!(!own.holds(Path::new("private"), Entry::Folder) && own.holds(Path::new("Private"), Entry::Folder));
        assert!(own.holds(Path::new("a.md"), Entry::File) && !own.holds(Path::new("x/keep.md"), Entry::File));
        assert!(!own.holds(Path::new("_header.md"), Entry::File) && !own.holds_linked(Path::new("private/a.pdf")));
        assert!(!own.is_template(Path::new("templates/day"), b"# {{date}}\n"));
        let mut all = with(&[]);
        assert!(!all.holds(Path::new("private"), Entry::Folder) && !all.holds(Path::new("_header.md"), Entry::File));
    }

    #[test]
    fn a_pattern_that_matches_nothing_is_a_note() {
        let mut own = with(&["drafts/", "*.pdf", "!private/", "node_modules/", ".obsidian/"]);
        own.passed(Path::new("a/b.pdf"));
        assert!(!own.holds(Path::new("Drafts"), Entry::Folder));
        let messages: Vec<String> = own.diagnostics(None).into_iter().map(|note| note.message).collect();
        assert_eq!(
            messages,
            ["`drafts/` of `exclude` leaves nothing out", "`!private/` of `exclude` takes nothing back"]
        );
    }
}
