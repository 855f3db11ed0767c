//! Values of site.toml that are of the right kind and yet cannot be meant.

use super::Config;
use crate::diagnostic::Diagnostic;
use crate::language;
use crate::source::{FileId, SourceFile, Span};
use crate::suggest::nearest;

/// What is wrong with the values, each at its key.
pub(super) fn out_of_range(config: &Config, id: FileId, file: &SourceFile) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut refuse = |key: &str, message: String, help: &str| {
        let start = place_of_key(&file.text, key);
        diagnostics.push(
            Diagnostic::error("config-invalid", message)
                .at(Span::new(id, start..(start + key.len()).min(file.text.len())))
                .help(help),
        );
    };
    if let Some(url) = &config.site.base_url
        && !is_base_url(url)
    {
        refuse("base_url", format!("`{url}` is not the address of a site"), "write it as `https://notes.example.com/`");
    }
    if let Some(url) = &config.site.edit_url
        && !(url.starts_with("https://") || url.starts_with("http://"))
    {
        refuse("edit_url", format!("`{url}` is not a web address"), "write it as `https://…/{path}#L{line}`");
    }
    if let Some(url) = &config.site.edit_url
        && let Some((message, help)) = wrong_placeholder(url)
    {
        refuse("edit_url", message, &help);
    }
    let folder = &config.catalogue.path;
    let is_folder = folder.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if folder.is_empty() || !is_folder || ["assets", "search", "index", "404"].contains(&folder.as_str()) {
        refuse(
            "path",
            format!("`{folder}` cannot be the folder of the catalogue's pages"),
            "use lower-case letters, digits and hyphens",
        );
    }
    for (key, value) in [("singular", &config.catalogue.singular), ("plural", &config.catalogue.plural)] {
        if value.trim().is_empty() {
            refuse(key, format!("`{key}` is empty"), "leave the key out to get the default");
        }
    }
    if let Some(level) = config.notes.level
        && !(1..=6).contains(&level)
    {
        refuse("level", format!("there is no heading of level {level}"), "use a level from 1 to 6");
    }
    for (key, value) in [("out", &config.build.out), ("path", &config.notes.path)] {
        if value.is_empty() {
            refuse(key, format!("`{key}` is empty"), "leave the key out to get the default");
        }
    }
    for pattern in config.notes.exclude.iter().flatten() {
        if let Err(error) = glob::Pattern::new(pattern) {
            refuse(
                "exclude",
                format!("`{pattern}` is not a pattern: {}", error.msg),
                "write it as `drafts/` or `*.private.md`",
            );
        }
    }
    if !language::is_tag(&config.site.language) {
        refuse(
            "language",
            format!("`{}` is not a language tag", config.site.language),
            &language::advice(&config.site.language),
        );
    }
    if let Some(editor) = &config.serve.editor {
        let help = "write it as `code -g {file}:{line}`, or leave the key out";
        if shlex::split(editor).is_none() {
            refuse("editor", format!("`{editor}` has a quote that is not closed"), help);
        } else if !["{file}", "{line}"].iter().any(|place| editor.contains(place)) {
            refuse(
                "editor",
                format!("`{editor}` does not say where the note goes: there is no `{{file}}` in it"),
                help,
            );
        }
    }
    let deploy = &config.deploy;
    let is_bucket = |name: &str| {
        (3..=63).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
    };
    if let Some(bucket) = deploy.bucket.as_deref().filter(|bucket| !is_bucket(bucket)) {
        refuse("bucket", format!("`{bucket}` is not the name of a bucket"), "write the name alone, such as `my-notes`");
    }
    if deploy.prefix.starts_with('/') || deploy.prefix.contains("//") {
        refuse("prefix", format!("`{}` is not a prefix", deploy.prefix), "write it as `notes/`");
    }
    for (key, value) in [("distribution", &deploy.distribution), ("region", &deploy.region)] {
        let is_plain = |value: &str| value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if let Some(value) = value.as_deref().filter(|value| value.is_empty() || !is_plain(value)) {
            let help = "write the id alone, such as `E2EXAMPLE` or `eu-central-1`, or leave the key out";
            refuse(key, format!("`{value}` is not a {key}"), help);
        }
    }
    for rule in &deploy.headers {
        if let Err(error) = glob::Pattern::new(&rule.pattern) {
            refuse("match", format!("`{}` is not a pattern: {}", rule.pattern, error.msg), "write it as `*.pdf`");
        }
        if rule.cache.is_empty() || !rule.cache.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            let message = format!("`{}` is not a Cache-Control header", rule.cache);
            refuse("cache", message, "write it as `public, max-age=3600`");
        }
    }
    let has_words = |name: &str| name.contains(char::is_alphanumeric);
    for (name, others) in &config.search.synonyms {
        if !has_words(name) || others.is_empty() || !others.iter().all(|other| has_words(other)) {
            let message = format!("the synonyms of `{name}` have a name without words in it");
            let start = span_of_synonym(&file.text, name);
            let help = "write them as `\"sticky sessions\" = [\"session affinity\"]`";
            diagnostics.push(Diagnostic::error("config-invalid", message).at(Span::new(id, start..start)).help(help));
        }
    }
    diagnostics
}

/// A name between braces in `edit_url` that nothing is filled in for, or the lack of the one that is needed.
fn wrong_placeholder(url: &str) -> Option<(String, String)> {
    let names = url.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let unknown = names.into_iter().find(|name| !["path", "line"].contains(name));
    match unknown {
        Some(name) => {
            let known = nearest(name, ["path", "line"].into_iter()).unwrap_or("path");
            Some((format!("`{{{name}}}` is not filled in"), format!("did you mean `{{{known}}}`?")))
        }
        None if !url.contains("{path}") => {
            Some((format!("`{url}` does not say which file"), "write it as `https://…/{path}#L{line}`".into()))
        }
        None => None,
    }
}

/// Where a synonym is written: its name is a key, perhaps between quotes.
fn span_of_synonym(text: &str, name: &str) -> usize {
    let table = text.find("synonyms").unwrap_or(0);
    let quoted = [format!("\"{name}\""), format!("'{name}'"), name.to_owned()];
    let found = quoted.iter().filter(|key| !key.is_empty()).find_map(|key| text[table..].find(key.as_str()));
    found.map_or(table, |at| table + at)
}

/// A host, perhaps with a path, and nothing behind it (RFC 3986, section 3).
fn is_base_url(url: &str) -> bool {
    let is_web = |scheme: &&str| scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let (_, rest) = url.split_once("://").filter(|(scheme, _)| is_web(scheme)).unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    !host.is_empty() && !url.contains(|c: char| c.is_whitespace() || c.is_control() || "?#\"<>\\^`{|}".contains(c))
}

/// Where a key is written, at the beginning of its line.
pub(super) fn place_of_key(text: &str, key: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let written = line.trim_start();
        let is_key = written.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        if is_key {
            return at + line.len() - written.len();
        }
        at += line.len();
    }
    0
}
