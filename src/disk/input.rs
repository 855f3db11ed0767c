//! Reads all files of a site into an [`Input`]: site.toml, notes, catalogue, templates, style sheets and scripts. It
//! does not parse notes.

use super::excluded::{Entry, Excluded, not_read as not_read_diagnostic};
use super::links::{Boundary, Found};
use super::paths::{OutputIn, is_visible, slashed};
use super::{DiskError, Doing, platform};
use crate::catalogue::{self, Scope};
use crate::config::{self, CatalogueChoice, Config};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::parse;
use crate::render::assets::{Assets, Reading};
use crate::render::interface;
use crate::source::{FileId, SourceFile, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;

/// Paths from the command line.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folder of site.toml.
    pub root: PathBuf,
    /// Path of the notes. Replaces the configured one.
    pub notes: Option<PathBuf>,
    /// Path of the output folder. Replaces the configured one.
    pub out: Option<PathBuf>,
    /// Whether drafts are shown.
    pub drafts: Drafts,
}

/// What a site does with drafts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drafts {
    /// It checks them, and leaves them out.
    #[default]
    LeftOut,
    /// It shows them like other notebooks: only for the author's own preview.
    Shown,
}

/// All sources of a site.
#[derive(Debug, Default)]
pub struct Input {
    /// All text files.
    pub sources: Sources,
    /// Configuration from site.toml.
    pub config: Config,
    /// Text of site.toml; empty without one.
    pub site_toml: String,
    /// Notebooks: id, file and path.
    pub notebooks: Vec<(String, FileId, PathBuf)>,
    /// Names of notebooks and catalogue in the manifest. Paths of this machine are private, and do not matter there.
    pub names: BTreeMap<FileId, String>,
    /// The catalogue; none where site.toml says so.
    pub catalogue: Option<FileId>,
    /// Which notebooks it is about.
    pub catalogue_scope: Scope,
    /// The site's own templates, by name.
    pub templates: BTreeMap<String, FileId>,
    /// The site's own words of the interface, by the name of the file.
    pub words: BTreeMap<String, FileId>,
    /// The site's own style sheets and scripts, by name.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// Folder of site.toml.
    pub root: PathBuf,
    /// Folder of the notes.
    pub notes_folder: PathBuf,
    /// Files that may be notes for their author and are not read, by their path under the notes folder.
    pub not_read: Vec<String>,
    /// The output folder.
    pub out: PathBuf,
    /// Problems of the files, such as bytes that are not UTF-8.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether site.toml, or the text used instead of it, is valid.
    pub is_configured: bool,
}

/// The folders of a site's own templates, words of the interface, style sheets and scripts.
pub const OWN_FOLDERS: [&str; 3] = ["templates", interface::FOLDER, "static"];

/// Hidden names that hosts and browsers need: `.well-known` (RFC 8615), and `.nojekyll`, without which GitHub Pages
/// leaves out files.
const HIDDEN_BUT_WANTED: [&str; 2] = [".well-known", ".nojekyll"];

/// Reads a site. The author's errors are in the result; if `is_configured` is false, it holds nothing else.
///
/// # Errors
/// When there are no notes, or a file cannot be read.
pub fn read(options: &Options) -> Result<Input, DiskError> {
    read_or(options, None)
}

/// Reads a site. If its site.toml is invalid, uses the text `usable` instead.
///
/// # Errors
/// As [`read`].
pub fn read_or(options: &Options, usable: Option<&str>) -> Result<Input, DiskError> {
    let mut input = Input { is_configured: true, root: options.root.clone(), ..Input::default() };
    if !options.root.is_dir() {
        let doing = format!("there is no folder `{}`", options.root.display());
        return Err(DiskError::refusal(doing, "give the folder of site.toml with `--root`"));
    }
    input.sources.folder = folder_in_repository(&options.root).unwrap_or_default();
    input.read_configuration(options, usable)?;
    if !input.is_configured {
        return Ok(input);
    }
    input.out = options.out.clone().unwrap_or_else(|| below(&options.root, &input.config.build.out));
    input.read_notes(options)?;
    if !input.is_configured {
        // The preview keeps its last site until the folder is there.
        return if usable.is_some() { Err(no_notes_at(&input.notes_path(options))) } else { Ok(input) };
    }
    input.leave_out_edit_url(options);
    input.read_catalogue(options)?;
    for (name, path, bytes) in input.own_files(options, "templates")? {
        let file = input.add_text(shown(&path, &options.root), bytes);
        input.templates.insert(name, file);
    }
    for (name, path, bytes) in input.own_files(options, interface::FOLDER)? {
        let file = input.add_text(shown(&path, &options.root), bytes);
        input.words.insert(name, file);
    }
    for (name, _, bytes) in input.own_files(options, "static")? {
        input.assets.insert(name, bytes);
    }
    Ok(input)
}

/// The folder `root` as the repository of the working directory names it, with a slash at its end.
fn folder_in_repository(root: &Path) -> Option<String> {
    let here = Path::new(".").canonicalize().ok()?;
    let repository = here.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&here);
    let root = root.canonicalize().ok()?;
    let names: Vec<&str> =
        root.strip_prefix(repository).ok()?.components().filter_map(|name| name.as_os_str().to_str()).collect();
    Some(names.iter().map(|name| format!("{name}/")).collect())
}

impl Input {
    /// Names the files that are neither notes nor named by notes.
    #[must_use]
    pub fn files_not_read(not_read: &[String], named: &BTreeSet<String>) -> Option<Diagnostic> {
        not_read_diagnostic(not_read.iter().map(String::as_str).filter(|path| !named.contains(*path)))
    }

    /// Reads site.toml if there is one. Errors in it leave the input unconfigured, unless `usable` replaces it.
    fn read_configuration(&mut self, options: &Options, usable: Option<&str>) -> Result<(), DiskError> {
        let site_toml = options.root.join("site.toml");
        // A folder of this name, or a broken link, is an error too: reading it fails.
        if site_toml.symlink_metadata().is_err() {
            return Ok(());
        }
        let id = self.add(&site_toml, "site.toml".into())?;
        let (config, mistakes) = config::parse(id, self.sources.get(id));
        // UTF-16 is readable; it is only a warning.
        let is_damaged = self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        let is_usable = mistakes.is_empty() && !is_damaged;
        self.diagnostics.extend(mistakes);
        self.config = config;
        if is_usable {
            self.site_toml.clone_from(&self.sources.get(id).text);
        } else if let Some(usable) = usable {
            self.config = config::parse(id, &SourceFile::new("site.toml", usable)).0;
            usable.clone_into(&mut self.site_toml);
        } else {
            self.is_configured = false;
        }
        Ok(())
    }

    /// Returns the path of the notes: a folder or one file.
    fn notes_path(&self, options: &Options) -> PathBuf {
        options.notes.clone().unwrap_or_else(|| below(&options.root, &self.config.notes.path))
    }

    /// Reads all notebooks.
    fn read_notes(&mut self, options: &Options) -> Result<(), DiskError> {
        let notes = self.notes_path(options);
        let mut excluded = Excluded::new(self.config.notes.exclude.as_deref());
        let files = if notes.is_file() {
            let folder = notes.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            folder.clone_into(&mut self.notes_folder);
            vec![notes]
        } else if notes.is_dir() {
            self.notes_folder.clone_from(&notes);
            let found = markdown_files(&notes, &self.out, &mut excluded, &mut self.diagnostics)?;
            if found.is_empty() {
                let doing = format!("there are no notes in `{}`", notes.display());
                return Err(DiskError::refusal(
                    doing,
                    "notes are files that end in `.md`; `notewright init` writes a first one",
                ));
            }
            found
        } else if let Some(span) = self.span_of_notes_path(options) {
            let message = format!("there is no folder or file `{}`", notes.display());
            let help = if self.config.notes.path.starts_with('~') {
                "`~` is not replaced here: write the whole path of the folder"
            } else {
                "correct `path`, or make the folder and put your notes into it"
            };
            self.diagnostics.push(Diagnostic::error("config-invalid", message).at(span).help(help));
            self.is_configured = false;
            return Ok(());
        } else {
            return Err(no_notes_at(&notes));
        };
        for path in files {
            let below = path.strip_prefix(&self.notes_folder).unwrap_or(&path);
            let (id, name) = (notebook_id(below), format!("notes/{}", slashed(below)));
            let bytes = platform::read_file(&path).map_err(|error| DiskError::new(Doing::Read, &path, error))?;
            if excluded.is_template(below, &bytes) {
                continue;
            }
            let file = self.add_text(shown(&path, &options.root), bytes);
            self.notebooks.push((id, file, path));
            self.names.insert(file, name);
        }
        let is_folder = self.notes_path(options).is_dir();
        let span = self.span_of(&["notes", "exclude"]);
        self.diagnostics.extend(is_folder.then(|| excluded.diagnostics(span)).into_iter().flatten());
        self.not_read = excluded.into_others();
        Ok(())
    }

    /// Leaves out edit links if a note is outside the folder of site.toml.
    fn leave_out_edit_url(&mut self, options: &Options) {
        let outside = self.notebooks.iter().find(|(_, _, path)| inside(path, &options.root).is_none());
        if let Some((_, file, _)) = outside.filter(|_| self.config.site.edit_url.is_some()) {
            // Paths of this machine are private, and useless in an edit link.
            let message = format!("`{}` is outside the folder of site.toml", self.sources.get(*file).path);
            let help = "`site.edit_url` names paths in that folder: pages have no link to edit them";
            self.diagnostics.push(Diagnostic::note("edit-url-left-out", message).help(help));
            self.config.site.edit_url = None;
        }
    }

    /// Reads the site's own catalogue, or the built-in one.
    fn read_catalogue(&mut self, options: &Options) -> Result<(), DiskError> {
        let choice = self.config.notes.catalogue_choice();
        let catalogue = self.catalogue_path(options);
        // A path in site.toml says what is meant, and may lead anywhere. A link of the default name may not.
        let is_named = choice.is_none() && self.config.notes.catalogue.is_some();
        if let Some(span) = self.span_of(&["notes", "catalogue"]).filter(|_| is_named && !catalogue.is_file()) {
            let written = self.config.notes.catalogue.as_deref().unwrap_or_default();
            let help = "write `aws` for the built-in one, `none` for none, or the path of a file beside site.toml";
            let message = format!("there is no catalogue `{written}`");
            self.diagnostics.push(Diagnostic::error("config-invalid", message).at(span).help(help));
            self.is_configured = false;
            return Ok(());
        }
        let is_outside = !is_named && catalogue.exists() && !is_inside_site(&catalogue, &self.notes_folder, options);
        if is_outside {
            let shown = shown_link(&catalogue, options);
            let message = format!("`{shown}` is a link out of the notes folder and of the folder of site.toml");
            let help = "it is not read; name the file as `catalogue` under `[notes]` in site.toml if you mean it";
            self.diagnostics.push(Diagnostic::warning("link-outside-site", message).help(help));
        }
        let is_own = choice.is_none() && (is_named || (catalogue.exists() && !is_outside));
        self.catalogue_scope =
            if is_own || choice == Some(CatalogueChoice::Aws) { Scope::Everywhere } else { Scope::WhereNamed };
        self.catalogue = if is_own {
            let shown = shown(&catalogue, &options.root);
            let file = self.add(&catalogue, shown)?;
            let name = catalogue.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            self.names.insert(file, format!("notes/{name}"));
            Some(file)
        } else {
            let built_in = || self.sources.add(SourceFile::new("(built-in) services.yaml", catalogue::BUILT_IN));
            (choice != Some(CatalogueChoice::None)).then(built_in)
        };
        let misspelt = self.notes_folder.join("services.yml");
        if !is_own && misspelt.is_file() {
            let message =
                format!("`{}` is not read: a catalogue is named `services.yaml`", shown(&misspelt, &options.root));
            self.diagnostics.push(
                Diagnostic::warning("catalogue-not-read", message).help(
                    "rename it, or name it as `catalogue` under `[notes]` in site.toml; the built-in one is used",
                ),
            );
        }
        Ok(())
    }

    /// Returns the assets of the site: the built-in ones and its own.
    #[must_use]
    pub fn assets(&self) -> Assets {
        let reading = if self.config.site.offline { Reading::Offline } else { Reading::Online };
        Assets::new(self.assets.clone(), reading)
    }

    /// Returns the path of the site's own catalogue, whether it exists or not.
    pub(super) fn catalogue_path(&self, options: &Options) -> PathBuf {
        match &self.config.notes.catalogue {
            Some(path) if self.config.notes.catalogue_choice().is_none() => options.root.join(path),
            _ => self.notes_folder.join("services.yaml"),
        }
    }

    /// Where site.toml says where the notes are, unless the command line does.
    fn span_of_notes_path(&self, options: &Options) -> Option<Span> {
        self.span_of(&["notes", "path"]).filter(|_| options.notes.is_none())
    }

    /// The span of a value in site.toml, if it has the key.
    fn span_of(&self, key: &[&str]) -> Option<Span> {
        let (file, text) = self.sources.iter().next().filter(|(_, file)| file.path == "site.toml")?;
        Some(Span::new(file, config::span_of(&text.text, key)?))
    }

    fn add(&mut self, path: &Path, shown: String) -> Result<FileId, DiskError> {
        let bytes = platform::read_file(path).map_err(|error| DiskError::new(Doing::Read, path, error))?;
        Ok(self.add_text(shown, bytes))
    }

    fn add_text(&mut self, shown: String, bytes: Vec<u8>) -> FileId {
        let (file, problems) = SourceFile::decode(shown, bytes);
        let id = self.sources.add(file);
        self.diagnostics.extend(diagnostic::of_decoding(id, &problems));
        id
    }

    /// Reads the files of an optional folder of the site: the path in the folder, the path on disk, and the bytes.
    /// Follows links that stay in the folder of site.toml. Leaves out everything else that is not a file, with a
    /// warning.
    fn own_files(&mut self, options: &Options, folder: &str) -> Result<Vec<(String, PathBuf, Vec<u8>)>, DiskError> {
        let folder = options.root.join(folder);
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let site = Boundary::new(&options.root);
        let site = site.map_err(|error| DiskError::new(Doing::ReadFolder, &options.root, error))?;
        let output = OutputIn::new(&self.out);
        let mut files = Vec::new();
        let is_wanted = |entry: &walkdir::DirEntry| {
            let is_hidden = entry.depth() > 0 && entry.file_name().to_str().is_some_and(is_hidden);
            !is_hidden && !output.is(entry)
        };
        if !site.contains(&folder) {
            self.diagnostics.push(not_a_file(&folder, options, OUTSIDE));
            return Ok(files);
        }
        let walk = WalkDir::new(&folder).follow_links(true).sort_by_file_name();
        let mut entries = walk.into_iter().filter_entry(is_wanted);
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.loop_ancestor().is_some() || error.path().is_some_and(Path::is_symlink) => {
                    let path = error.path().unwrap_or(&folder);
                    self.diagnostics.push(not_a_file(path, options, "a link in a circle or to nowhere"));
                    continue;
                }
                Err(error) => return Err(DiskError::new(Doing::ReadFolder, &folder, error.into())),
            };
            if entry.file_type().is_dir() {
                // A linked folder outside is not even listed.
                if entry.path_is_symlink() && !site.contains(entry.path()) {
                    self.diagnostics.push(not_a_file(entry.path(), options, OUTSIDE));
                    entries.skip_current_dir();
                }
                continue;
            }
            let path = entry.path();
            let name = slashed(path.strip_prefix(&folder).unwrap_or(path));
            match site.open(path).map_err(|error| DiskError::new(Doing::Read, path, error))? {
                Found::File(mut file) => {
                    let mut bytes = Vec::new();
                    std::io::Read::read_to_end(&mut file, &mut bytes)
                        .map_err(|error| DiskError::new(Doing::Read, path, error))?;
                    files.push((name, entry.into_path(), bytes));
                }
                Found::Outside => self.diagnostics.push(not_a_file(path, options, OUTSIDE)),
                Found::NotAFile => self.diagnostics.push(not_a_file(path, options, "a pipe, a socket or a device")),
                Found::Nothing => {}
            }
        }
        Ok(files)
    }
}

/// What is said of a link that leads out of the site.
const OUTSIDE: &str = "a link out of the folder of site.toml";

fn not_a_file(path: &Path, options: &Options, what: &str) -> Diagnostic {
    let code = if what == OUTSIDE { "link-outside-site" } else { "not-a-file" };
    let message = format!("`{}` is {what}", shown_link(path, options));
    Diagnostic::warning(code, message).help("it is not read; put the file itself there")
}

/// Returns the path of a link as messages show it. The path that it leads to is private.
fn shown_link(path: &Path, options: &Options) -> String {
    slashed(path.strip_prefix(&options.root).unwrap_or(path))
}

/// Returns whether a path leads to something in the notes folder or the folder of site.toml.
fn is_inside_site(path: &Path, notes_folder: &Path, options: &Options) -> bool {
    [notes_folder, &options.root].into_iter().any(|folder| Boundary::new(folder).is_ok_and(|it| it.contains(path)))
}

/// Returns the Markdown files under a folder, sorted by name. Ignores hidden files, the output folder and what the author
/// excludes.
fn markdown_files(
    folder: &Path,
    out: &Path,
    excluded: &mut Excluded,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<PathBuf>, DiskError> {
    let inside = folder.canonicalize().map_err(|error| DiskError::new(Doing::ReadFolder, folder, error))?;
    let output = OutputIn::new(out);
    let mut files = Vec::new();
    let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let is_output = |entry: &walkdir::DirEntry| entry.depth() > 0 && output.is(entry);
    let mut entries = walk.into_iter().filter_entry(|entry| is_visible(entry) && !is_output(entry));
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            // A symbolic link to its own parent, or a broken one. The other notes can still be read.
            Err(error) if error.loop_ancestor().is_some() || error.path().is_some_and(Path::is_symlink) => {
                let path = error.path().map(|path| path.display().to_string()).unwrap_or_default();
                diagnostics.push(Diagnostic::warning(
                    "note-unreadable",
                    format!("`{path}` is a circular or broken symbolic link"),
                ));
                continue;
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                return Err(DiskError::new(Doing::Read, &path, error.into()));
            }
        };
        let extension = entry.path().extension().and_then(|extension| extension.to_str());
        let is_folder = entry.file_type().is_dir();
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let kind = if is_folder { Entry::Folder } else { Entry::File };
        let may_be_out = entry.depth() > 0 && (is_folder || extension.is_some_and(parse::is_note));
        if may_be_out && excluded.holds(below, kind) {
            if is_folder {
                entries.skip_current_dir();
            }
            continue;
        }
        if is_folder && entry.depth() > 0 && entry.path_is_symlink() && !is_below(entry.path(), &inside) {
            // It may lead to the whole disk.
            diagnostics.push(note_outside_notes(entry.path(), "folder"));
            entries.skip_current_dir();
        } else if is_folder || !extension.is_some_and(parse::is_note) {
            excluded.passed(below);
        } else {
            match note(&entry, &inside) {
                Ok(path) => files.push(path),
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
    }
    Ok(files)
}

fn no_notes_at(path: &Path) -> DiskError {
    let doing = format!("there are no notes at `{}`", path.display());
    DiskError::refusal(
        doing,
        "create a site with `notewright init`, or give the path of your notes with `--notes PATH`",
    )
}

/// Returns the path of a note: a file inside the real folder of the notes.
fn note(entry: &walkdir::DirEntry, inside: &Path) -> Result<PathBuf, Box<Diagnostic>> {
    let path = entry.path();
    if !is_below(path, inside) {
        return Err(Box::new(note_outside_notes(path, "file")));
    }
    if !entry.file_type().is_file() {
        let message = format!("`{}` is a pipe, a socket or a device", path.display());
        return Err(Box::new(
            Diagnostic::warning("not-a-file", message).help("it is not read; put the file itself there"),
        ));
    }
    Ok(path.to_owned())
}

/// Returns whether a path leads to something in a folder.
fn is_below(path: &Path, folder: &Path) -> bool {
    path.canonicalize().is_ok_and(|real| real.starts_with(folder))
}

/// `what` is a file or a folder.
fn note_outside_notes(path: &Path, what: &str) -> Diagnostic {
    let message = format!("`{}` is a link to a {what} outside the notes folder", path.display());
    let help = format!("it is not read; put the {what} itself among the notes");
    Diagnostic::warning("note-outside-notes", message).help(help)
}

/// Returns whether a name is hidden, except names that hosts need.
pub(super) fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && !HIDDEN_BUT_WANTED.contains(&name)
}

/// Joins a path to the root. In the current folder it gives `dist`, not `./dist`.
fn below(root: &Path, path: &str) -> PathBuf {
    if root == Path::new(".") { PathBuf::from(path) } else { root.join(path) }
}

/// Returns a path as messages show it: relative to the site if it is inside.
fn shown(path: &Path, root: &Path) -> String {
    inside(path, root).unwrap_or_else(|| slashed(path.strip_prefix("./").unwrap_or(path)))
}

/// Returns a path relative to the site if it is inside. Also works if only one of the two paths is absolute.
fn inside(path: &Path, root: &Path) -> Option<String> {
    let goes_up = |path: &Path| path.components().any(|component| component == Component::ParentDir);
    if let Some(inside) = path.strip_prefix(root).ok().filter(|inside| !goes_up(inside)) {
        return Some(slashed(inside.strip_prefix("./").unwrap_or(inside)));
    }
    // If the root is the current folder, a relative path is below it.
    let is_here = root == Path::new(".") && path.is_relative() && !goes_up(path);
    if is_here {
        return Some(slashed(path.strip_prefix("./").unwrap_or(path)));
    }
    let (path, root) = (path.canonicalize().ok()?, root.canonicalize().ok()?);
    path.strip_prefix(root).ok().map(slashed)
}

fn notebook_id(path: &Path) -> String {
    slashed(&path.with_extension(""))
}
