//! Checks the output folder before a deploy: is it current, and is it complete? It takes the input of a site, and gives
//! a [`Build`] or a refusal. It does not build.

use super::content::{FileContent, wanted};
use super::plan::SiteFile;
use super::{Stop, StopKind};
use crate::config::HeaderRule;
use crate::disk::{AttachmentFolders, Built, Input, Record};
use crate::output::check;
use crate::render::Renderer;
use crate::site::routes::{HOME, NOT_FOUND, is_page};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// A build that may be published.
#[derive(Debug)]
pub(super) struct Build {
    pub(super) built: Built,
    /// Files of the build, by path.
    pub(super) files: BTreeMap<String, SiteFile>,
    /// Content-Type and Cache-Control of each file.
    headers: BTreeMap<String, (String, String)>,
}

impl Build {
    /// Reads a file as it is now.
    pub(super) fn read(&self, path: &str) -> Result<FileContent, Stop> {
        let (content_type, cache) = self.headers[path].clone();
        Ok(FileContent { bytes: self.built.bytes(path)?, content_type, cache })
    }
}

/// Checks the build of a site that has just been read. `rules` are the cache rules of site.toml; `command` builds the site.
///
/// The site is not built again: that would cost the memory and time of a build, and could publish pages that the author
/// has not seen. Instead, the sources are compared with those in the manifest of the build.
pub(super) fn build(input: Input, base_path: &str, rules: &[HeaderRule], command: &str) -> Result<Build, Stop> {
    let out = input.out.display().to_string();
    let refuse = |message: String| Stop::new(StopKind::Refused, message).help(format!("run `{command}` first"));
    let Some(built) = Built::read(&input.out)? else {
        return Err(refuse(format!("nothing was built in `{out}`")));
    };
    for page in [HOME, NOT_FOUND] {
        if !built.files.iter().any(|file| file.path == page) {
            return Err(refuse(format!("the build in `{out}` has no `{page}`")));
        }
    }
    if let Some(difference) = difference(input, &built)? {
        return Err(refuse(format!("the build in `{out}` is out of date: {difference}")));
    }
    let paths: HashSet<&str> = built.files.iter().map(|file| file.path.as_str()).collect();
    built.files.par_iter().try_for_each(|file| whole(&built, file, &paths, base_path, command))?;
    let rules = rules.iter().map(|rule| Ok((glob::Pattern::new(&rule.pattern)?, rule.cache.as_str())));
    let rules = rules.collect::<Result<Vec<_>, glob::PatternError>>().map_err(|error| {
        let message = format!("a `match` of `deploy.headers` is not a pattern: {error}");
        Stop::new(StopKind::Settings, message).help("write it as `*.pdf`")
    })?;
    let (mut files, mut headers) = (BTreeMap::new(), BTreeMap::new());
    for file in &built.files {
        let rule = rules.iter().find(|(pattern, _)| pattern.matches(&file.path));
        let cache = rule.map_or(file.cache.as_str(), |(_, cache)| cache);
        let wanted = wanted(&file.hash, &file.content_type, cache);
        files.insert(file.path.clone(), SiteFile { wanted, size: file.size });
        headers.insert(file.path.clone(), (file.content_type.clone(), cache.to_owned()));
    }
    Ok(Build { built, files, headers })
}

/// Describes what has changed since the build.
fn difference(input: Input, built: &Built) -> Result<Option<String>, Stop> {
    let assets = Arc::new(input.assets());
    let Input { mut sources, names, templates, root, notes_folder, config, .. } = input;
    // The renderer adds the built-in templates to the sources; the manifest includes them.
    let Ok(renderer) = Renderer::new(&templates, assets, Arc::default(), &mut sources) else {
        return Ok(Some("a template has a mistake".to_owned()));
    };
    let exclude = config.notes.exclude.as_deref();
    let folders = AttachmentFolders { notes: &notes_folder, site: &root, exclude };
    let now = built.made_from.now(folders, &sources, &names, renderer.assets())?;
    Ok(built.made_from.difference(&now))
}

/// Checks that a file is as the build wrote it, and that all files that it loads exist.
fn whole(built: &Built, file: &Record, paths: &HashSet<&str>, base_path: &str, command: &str) -> Result<(), Stop> {
    let refuse = |message: String| Stop::new(StopKind::Refused, message).help(format!("run `{command}` again"));
    let bytes = built.bytes(&file.path).map_err(|error| refuse(error.to_string()))?;
    if blake3::hash(&bytes).to_hex().as_str() != file.hash {
        return Err(refuse(format!("`{}` differs from what the build wrote", built.folder.join(&file.path).display())));
    }
    if !is_page(&file.path) {
        return Ok(());
    }
    let missing = check::loaded(&file.path, &String::from_utf8_lossy(&bytes), base_path)
        .into_iter()
        .find(|path| !paths.contains(path.as_str()));
    match missing {
        None => Ok(()),
        Some(path) => Err(Stop::new(StopKind::Refused, format!("`{}` needs `{path}`, which was not built", file.path))
            .help("`notewright check` reports where it is used")),
    }
}
