//! Files -> [`Input`].

use super::DiskError;
use crate::catalogue::Scope;
use crate::config::{self, CatalogueChoice, Config};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::parse;
use crate::render::assets::{Assets, Reading, fingerprinted_with};
use crate::site::Attachment;
use crate::source::{FileId, SourceFile, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;

/// Where things are, as the command line says.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder that site.toml is in.
    pub root: PathBuf,
    /// The notes, instead of the configured ones.
    pub notes: Option<PathBuf>,
    /// The output folder, instead of the configured one.
    pub out: Option<PathBuf>,
}

/// Everything that a site is made from, as text.
#[derive(Debug, Default)]
pub struct Input {
    /// All text files.
    pub sources: Sources,
    /// What site.toml says.
    pub config: Config,
    /// The text that says so; empty where there is none.
    pub site_toml: String,
    /// Notebooks: their id, file and place on disk.
    pub notebooks: Vec<(String, FileId, PathBuf)>,
    /// What a build calls notebooks and catalogue: where they are on this machine is nobody's business, nor does it matter.
    pub names: BTreeMap<FileId, String>,
    /// The catalogue; none where site.toml says so.
    pub catalogue: Option<FileId>,
    /// Which notebooks it is about.
    pub catalogue_scope: Scope,
    /// The site's own templates, by name.
    pub templates: BTreeMap<String, FileId>,
    /// The site's own style sheets and scripts, by name.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// The folder that notebooks are under.
    pub notes_folder: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// What the author should know about the bytes of the files.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether site.toml can be used at all, or another text stands in for it.
    pub is_configured: bool,
}

/// What hosts and browsers look for under a hidden name: RFC 8615, and what keeps GitHub Pages from leaving files out.
const HIDDEN_BUT_WANTED: [&str; 2] = [".well-known", ".nojekyll"];

/// The catalogue that a site without one gets.
const BUILT_IN_CATALOGUE: &str = include_str!("../../notes/services.yaml");

/// Reads a site. The author's mistakes are in the result; with `is_configured` false nothing but those is.
///
/// # Errors
/// When there are no notes, or a file cannot be read.
pub fn read(options: &Options) -> Result<Input, DiskError> {
    read_or(options, None)
}

/// Reads a site; where its site.toml has mistakes, `usable` stands in for it.
///
/// # Errors
/// As [`read`].
pub fn read_or(options: &Options, usable: Option<&str>) -> Result<Input, DiskError> {
    let mut input = Input { is_configured: true, ..Input::default() };
    let site_toml = options.root.join("site.toml");
    if !options.root.is_dir() {
        let doing = format!("there is no folder `{}`", options.root.display());
        return Err(DiskError::refusal(doing, "name the folder of site.toml with `--root`"));
    }
    // A folder of that name, or a link to nowhere, is a mistake too, which reading it tells.
    if site_toml.symlink_metadata().is_ok() {
        let id = input.add(&site_toml, "site.toml".into())?;
        let (config, mistakes) = config::parse(id, input.sources.get(id));
        // UTF-16 can be used, and is only warned of.
        let is_damaged = input.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        let is_usable = mistakes.is_empty() && !is_damaged;
        input.diagnostics.extend(mistakes);
        input.config = config;
        if is_usable {
            input.site_toml.clone_from(&input.sources.get(id).text);
        } else if let Some(usable) = usable {
            input.config = config::parse(id, &SourceFile::new("site.toml", usable)).0;
            usable.clone_into(&mut input.site_toml);
        } else {
            input.is_configured = false;
            return Ok(input);
        }
    }
    let notes = options.notes.clone().unwrap_or_else(|| below(&options.root, &input.config.notes.path));
    input.out = options.out.clone().unwrap_or_else(|| below(&options.root, &input.config.build.out));
    let files = if notes.is_file() {
        let folder = notes.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        folder.clone_into(&mut input.notes_folder);
        vec![notes]
    } else if notes.is_dir() {
        input.notes_folder.clone_from(&notes);
        let found = markdown_files(&notes, &input.out, &mut input.diagnostics)?;
        if found.is_empty() {
            let doing = format!("there are no notes in `{}`", notes.display());
            return Err(DiskError::refusal(
                doing,
                "notes are files that end in `.md`; `notewright init` writes a first one",
            ));
        }
        found
    } else if let Some(place) = input.place_of_notes(options) {
        let message = format!("there is no folder or file `{}`", notes.display());
        let help = "correct `path`, or make the folder and put your notes into it";
        input.diagnostics.push(Diagnostic::error("config-invalid", message).at(place).help(help));
        input.is_configured = false;
        return Ok(input);
    } else {
        let doing = format!("there are no notes at `{}`", notes.display());
        return Err(DiskError::refusal(
            doing,
            "begin a site with `notewright init`, or name your notes with `--notes PATH`",
        ));
    };
    for path in files {
        let below = path.strip_prefix(&input.notes_folder).unwrap_or(&path);
        let (id, name) = (notebook_id(below), format!("notes/{}", slashed(below)));
        let shown = shown(&path, &options.root);
        let file = input.add(&path, shown)?;
        input.notebooks.push((id, file, path));
        input.names.insert(file, name);
    }
    let outside = input.notebooks.iter().find(|(_, _, path)| inside(path, &options.root).is_none());
    if let Some((_, file, _)) = outside.filter(|_| input.config.site.edit_url.is_some()) {
        // Where notes are on this machine is nobody's business, and no address that readers could use.
        let message = format!("`{}` is outside the folder of site.toml", input.sources.get(*file).path);
        let help = "`site.edit_url` names paths in that folder: pages have no link to edit them";
        input.diagnostics.push(Diagnostic::note("edit-url-left-out", message).help(help));
        input.config.site.edit_url = None;
    }
    let choice = input.config.notes.catalogue_choice();
    let catalogue = input.catalogue_path(options);
    let is_own = choice.is_none() && (input.config.notes.catalogue.is_some() || catalogue.is_file());
    input.catalogue_scope =
        if is_own || choice == Some(CatalogueChoice::Aws) { Scope::Everywhere } else { Scope::WhereNamed };
    input.catalogue = if is_own {
        let shown = shown(&catalogue, &options.root);
        let file = input.add(&catalogue, shown)?;
        let name = catalogue.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        input.names.insert(file, format!("notes/{name}"));
        Some(file)
    } else {
        let built_in = || input.sources.add(SourceFile::new("(built-in) services.yaml", BUILT_IN_CATALOGUE));
        (choice != Some(CatalogueChoice::None)).then(built_in)
    };
    let misspelt = input.notes_folder.join("services.yml");
    if !is_own && misspelt.is_file() {
        let message =
            format!("`{}` is not read: a catalogue is named `services.yaml`", shown(&misspelt, &options.root));
        input.diagnostics.push(
            Diagnostic::warning("catalogue-not-read", message)
                .help("rename it, or name it as `catalogue` under `[notes]` in site.toml; the built-in one is used"),
        );
    }
    for (name, path) in own_files(&options.root.join("templates"))? {
        let shown = shown(&path, &options.root);
        let file = input.add(&path, shown)?;
        input.templates.insert(name, file);
    }
    for (name, path) in own_files(&options.root.join("static"))? {
        let bytes = std::fs::read(&path).map_err(|error| DiskError::new("read", &path, error))?;
        input.assets.insert(name, bytes);
    }
    Ok(input)
}

/// Files beside the notes, of those that notes name: hashed, none from outside the notes folder.
///
/// # Errors
/// When a file is there and cannot be read.
pub fn attachments(
    notes_folder: &Path,
    named: &BTreeSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<BTreeMap<String, Attachment>, DiskError> {
    let mut found = BTreeMap::new();
    if named.is_empty() {
        return Ok(found);
    }
    let inside = notes_folder.canonicalize().map_err(|error| DiskError::new("read the folder", notes_folder, error))?;
    for name in named {
        let source = notes_folder.join(name);
        let Some(real) = source.canonicalize().ok().filter(|real| real.is_file()) else { continue };
        if !real.starts_with(&inside) {
            diagnostics.push(
                Diagnostic::warning(
                    "attachment-outside-notes",
                    format!("`{name}` is a link to a file outside the notes folder"),
                )
                .help("it is not copied; put the file itself beside the notes"),
            );
            continue;
        }
        let mut hasher = blake3::Hasher::new();
        let failed = |error| DiskError::new("read", &source, error);
        let mut file = std::fs::File::open(&real).map_err(failed)?;
        std::io::copy(&mut file, &mut hasher).map_err(failed)?;
        let path = fingerprinted_with(name, &hasher.finalize());
        found.insert(name.clone(), Attachment { source, path });
    }
    Ok(found)
}

impl Input {
    /// The assets of the site: built-in ones and its own.
    #[must_use]
    pub fn assets(&self) -> Assets {
        let reading = if self.config.site.offline { Reading::Offline } else { Reading::Online };
        Assets::new(self.assets.clone(), reading)
    }

    /// Where the site's own catalogue is, if it has one.
    pub(super) fn catalogue_path(&self, options: &Options) -> PathBuf {
        match &self.config.notes.catalogue {
            Some(path) if self.config.notes.catalogue_choice().is_none() => options.root.join(path),
            _ => self.notes_folder.join("services.yaml"),
        }
    }

    /// Where site.toml says where the notes are, unless the command line does.
    fn place_of_notes(&self, options: &Options) -> Option<Span> {
        let (file, text) = self.sources.iter().next().filter(|(_, file)| file.path == "site.toml")?;
        let place = config::place_of(&text.text, "notes", "path").filter(|_| options.notes.is_none())?;
        Some(Span::new(file, place))
    }

    fn add(&mut self, path: &Path, shown: String) -> Result<FileId, DiskError> {
        let bytes = std::fs::read(path).map_err(|error| DiskError::new("read", path, error))?;
        let (file, problems) = SourceFile::decode(shown, bytes);
        let id = self.sources.add(file);
        self.diagnostics.extend(diagnostic::of_decoding(id, &problems));
        Ok(id)
    }
}

/// Markdown files under a folder, in the order of their names; hidden ones and the output folder are passed over.
fn markdown_files(folder: &Path, out: &Path, diagnostics: &mut Vec<Diagnostic>) -> Result<Vec<PathBuf>, DiskError> {
    let inside = folder.canonicalize().map_err(|error| DiskError::new("read the folder", folder, error))?;
    let out = out.canonicalize().ok();
    let mut files = Vec::new();
    let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let entries = walk.into_iter().filter_entry(|entry| {
        let is_hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        let is_folder_inside = entry.depth() > 0 && entry.file_type().is_dir();
        let is_output = is_folder_inside && out.is_some() && entry.path().canonicalize().ok() == out;
        !is_hidden && !is_output
    });
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            // A symbolic link in a circle or to nowhere: the rest of the notes is still there.
            Err(error) if error.loop_ancestor().is_some() || error.path().is_some_and(Path::is_symlink) => {
                let path = error.path().map(|path| path.display().to_string()).unwrap_or_default();
                diagnostics.push(Diagnostic::warning(
                    "note-unreadable",
                    format!("`{path}` is a link in a circle or to nowhere"),
                ));
                continue;
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                return Err(DiskError::new("read", &path, error.into()));
            }
        };
        let extension = entry.path().extension().and_then(|extension| extension.to_str());
        if !entry.file_type().is_file() || !extension.is_some_and(parse::is_note) {
            continue;
        }
        if entry.path().canonicalize().is_ok_and(|real| real.starts_with(&inside)) {
            files.push(entry.into_path());
        } else {
            diagnostics.push(
                Diagnostic::warning(
                    "note-outside-notes",
                    format!("`{}` is a link to a file outside the notes folder", entry.path().display()),
                )
                .help("it is not read; put the file itself among the notes"),
            );
        }
    }
    Ok(files)
}

/// Files of an optional folder of the site, by their path in it.
fn own_files(folder: &Path) -> Result<Vec<(String, PathBuf)>, DiskError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| DiskError::new("read the folder", folder, error.into()))?;
        let name = slashed(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
        if entry.file_type().is_file() && !name.split('/').any(is_hidden) {
            files.push((name, entry.into_path()));
        }
    }
    Ok(files)
}

/// Whether a name is hidden, and none that hosts look for.
pub(super) fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && !HIDDEN_BUT_WANTED.contains(&name)
}

/// A path below the root; `dist`, not `./dist`, where the root is the current folder.
fn below(root: &Path, path: &str) -> PathBuf {
    if root == Path::new(".") { PathBuf::from(path) } else { root.join(path) }
}

/// A path as it is shown: relative to the site where it is inside.
fn shown(path: &Path, root: &Path) -> String {
    inside(path, root).unwrap_or_else(|| slashed(path.strip_prefix("./").unwrap_or(path)))
}

/// A path relative to the site, if it is inside, also where only one of the two is written in full.
fn inside(path: &Path, root: &Path) -> Option<String> {
    let goes_up = |path: &Path| path.components().any(|component| component == Component::ParentDir);
    if let Some(inside) = path.strip_prefix(root).ok().filter(|inside| !goes_up(inside)) {
        return Some(slashed(inside.strip_prefix("./").unwrap_or(inside)));
    }
    // Without a root, a relative path is below it.
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

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
