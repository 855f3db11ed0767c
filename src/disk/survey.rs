//! Looks at a folder of notes before there is a site, for `init --from`. It takes a folder, and gives names and texts; what
//! they mean is for others to say.

use super::{DiskError, Doing, paths, platform};
use std::path::Path;
use walkdir::WalkDir;

/// Most files that are looked at: enough to know what a folder is.
const MOST_FILES: usize = 20_000;

/// Most notes whose text is read.
const MOST_NOTES: usize = 2_000;

/// Settings of other tools that name the site.
const SETTINGS: [&str; 4] = ["book.toml", "mkdocs.yml", "mkdocs.yaml", "_config.yml"];

/// What is in a folder.
#[derive(Debug, Default)]
pub struct Survey {
    /// The paths of the files in the folder, with forward slashes, sorted by name. Hidden folders are named, with a slash, and
    /// not looked into.
    pub names: Vec<String>,
    /// The text of the notes, and their paths.
    pub notes: Vec<(String, String)>,
    /// The settings of other tools at the top of the folder: name and text.
    pub settings: Vec<(String, String)>,
}

/// Looks at a folder. Files that cannot be read are named only.
///
/// # Errors
/// When there is no such folder.
pub fn survey(folder: &Path) -> Result<Survey, DiskError> {
    if !folder.is_dir() {
        let doing = format!("there is no folder `{}`", folder.display());
        return Err(DiskError::refusal(doing, "give the folder of your notes behind `--from`"));
    }
    folder.read_dir().map_err(|error| DiskError::new(Doing::ReadFolder, folder, error))?;
    let mut found = Survey::default();
    let mut entries = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let Ok(entry) = entry else { continue };
        let name = entry.file_name().to_string_lossy();
        let path = paths::slashed(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
        if entry.file_type().is_dir() {
            if name.starts_with('.') || name == "node_modules" {
                found.names.push(format!("{path}/"));
                entries.skip_current_dir();
            }
            continue;
        }
        let is_note = Path::new(&*name).extension().and_then(|e| e.to_str()).is_some_and(crate::parse::is_note);
        let texts = match path.as_str() {
            _ if is_note && found.notes.len() < MOST_NOTES => Some(&mut found.notes),
            name if SETTINGS.contains(&name) => Some(&mut found.settings),
            _ => None,
        };
        if let Some(texts) = texts
            && let Ok(bytes) = platform::read_file(entry.path())
        {
            texts.push((path.clone(), String::from_utf8_lossy(&bytes).into_owned()));
        }
        found.names.push(path);
        if found.names.len() >= MOST_FILES {
            break;
        }
    }
    Ok(found)
}
