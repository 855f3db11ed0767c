//! Values of site.toml that are of the right kind and yet cannot be meant.

use super::{CatalogueConfig, Config, DeployConfig, NotesConfig, SearchConfig, SiteConfig};
use crate::diagnostic::Diagnostic;
use crate::language;
use crate::policy::lint::ABOUT;
use crate::source::{FileId, SourceFile, Span};
use crate::suggest::nearest;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// What no type of the configuration refuses: addresses, names, patterns and levels that nothing can be done with.
pub(super) fn out_of_range(config: &Config, id: FileId, file: &SourceFile) -> Vec<Diagnostic> {
    let mut check = Check { id, text: &file.text, diagnostics: Vec::new() };
    check.site(&config.site);
    check.notes(&config.notes);
    check.not_empty("build", "out", &config.build.out);
    check.catalogue(&config.catalogue);
    check.policy_codes(&config.markdown.policy_allow);
    check.search(&config.search);
    check.editor(config.serve.editor.as_deref());
    check.deploy(&config.deploy);
    check.diagnostics
}

struct Check<'a> {
    id: FileId,
    text: &'a str,
    diagnostics: Vec<Diagnostic>,
}

impl Check<'_> {
    /// Reports the value of a key. `path` is the way to the key: `["site", "base_url"]`.
    fn refuse(&mut self, path: &[&str], message: String, help: impl Into<String>) {
        let key = span_of(self.text, path).unwrap_or_default();
        let diagnostic = Diagnostic::error("config-invalid", message).at(Span::new(self.id, key)).help(help);
        self.diagnostics.push(diagnostic);
    }

    fn not_empty(&mut self, table: &str, key: &str, value: &str) {
        if value.trim().is_empty() {
            self.refuse(&[table, key], format!("`{key}` is empty"), "leave the key out to get the default");
        }
    }

    fn pattern(&mut self, path: &[&str], pattern: &str, help: &str) {
        if let Err(error) = glob::Pattern::new(pattern) {
            self.refuse(path, format!("`{pattern}` is not a pattern: {}", error.msg), help);
        }
    }

    fn site(&mut self, site: &SiteConfig) {
        if let Some(url) = &site.base_url
            && !is_base_url(url)
        {
            let message = format!("`{url}` is not the address of a site");
            self.refuse(&["site", "base_url"], message, "write it as `https://notes.example.com/`");
        }
        if let Some(url) = &site.edit_url {
            if !(url.starts_with("https://") || url.starts_with("http://")) {
                let message = format!("`{url}` is not a web address");
                self.refuse(&["site", "edit_url"], message, "write it as `https://…/{path}#L{line}`");
            }
            if let Some((message, help)) = wrong_placeholder(url) {
                self.refuse(&["site", "edit_url"], message, help);
            }
        }
        if let Some(tag) = site.language.as_ref().filter(|tag| !language::is_tag(tag)) {
            let message = format!("`{tag}` is not a language tag");
            self.refuse(&["site", "language"], message, language::advice(tag));
        }
    }

    fn notes(&mut self, notes: &NotesConfig) {
        self.not_empty("notes", "path", &notes.path);
        if let Some(level) = notes.level
            && !(1..=6).contains(&level)
        {
            let message = format!("there is no heading of level {level}");
            self.refuse(&["notes", "level"], message, "use a level from 1 to 6");
        }
        for pattern in notes.exclude.iter().flatten() {
            let pattern = pattern.strip_prefix('!').unwrap_or(pattern);
            self.pattern(&["notes", "exclude"], pattern, "write it as `drafts/` or `*.private.md`");
        }
    }

    fn catalogue(&mut self, catalogue: &CatalogueConfig) {
        let folder = &catalogue.path;
        let is_folder = folder.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if ["assets", "search", "index", "404"].contains(&folder.as_str()) {
            let message = format!("`{folder}` cannot be the folder of the catalogue's pages: the site has its own");
            self.refuse(&["catalogue", "path"], message, "choose another name, such as `things`");
        } else if folder.is_empty() || !is_folder {
            let message = format!("`{folder}` cannot be the folder of the catalogue's pages");
            self.refuse(&["catalogue", "path"], message, "use lower-case letters, digits and hyphens");
        }
        self.not_empty("catalogue", "singular", &catalogue.singular);
        self.not_empty("catalogue", "plural", &catalogue.plural);
    }

    fn policy_codes(&mut self, codes: &[String]) {
        let known = || ABOUT.iter().map(|about| about.code);
        for code in codes.iter().filter(|code| !known().any(|known| known == *code)) {
            let help = nearest(code, known()).map_or_else(
                || "a message shows its code in brackets, such as `policy-public`".to_owned(),
                |name| format!("did you mean `{name}`?"),
            );
            self.refuse(
                &["markdown", "policy_allow"],
                format!("no finding about policies has the code `{code}`"),
                help,
            );
        }
    }

    fn search(&mut self, search: &SearchConfig) {
        let has_words = |name: &str| name.contains(char::is_alphanumeric);
        for (name, others) in &search.synonyms {
            if !has_words(name) || others.is_empty() || !others.iter().all(|other| has_words(other)) {
                let message = format!("the synonyms of `{name}` have a name without words in it");
                let help = "write them as `\"sticky sessions\" = [\"session affinity\"]`";
                self.refuse(&["search", "synonyms", name], message, help);
            }
        }
    }

    fn editor(&mut self, editor: Option<&str>) {
        let Some(editor) = editor else { return };
        let help = "write it as `code -g {file}:{line}`, or leave the key out";
        if shlex::split(editor).is_none() {
            let message = format!("`{editor}` has a quote that is not closed");
            self.refuse(&["serve", "editor"], message, help);
        } else if !["{file}", "{line}"].iter().any(|name| editor.contains(name)) {
            let message = format!("`{editor}` does not say where the note goes: there is no `{{file}}` in it");
            self.refuse(&["serve", "editor"], message, help);
        }
    }

    fn deploy(&mut self, deploy: &DeployConfig) {
        let is_bucket = |name: &str| {
            (3..=63).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
        };
        if let Some(bucket) = deploy.bucket.as_deref().filter(|bucket| !is_bucket(bucket)) {
            let message = format!("`{bucket}` is not the name of a bucket");
            self.refuse(&["deploy", "bucket"], message, "write the name alone, such as `my-notes`");
        }
        if deploy.prefix.starts_with('/') || deploy.prefix.contains("//") {
            let message = format!("`{}` is not a prefix", deploy.prefix);
            self.refuse(&["deploy", "prefix"], message, "write it as `notes/`");
        }
        for (key, value) in [("distribution", &deploy.distribution), ("region", &deploy.region)] {
            let is_plain = |value: &str| value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if let Some(value) = value.as_deref().filter(|value| value.is_empty() || !is_plain(value)) {
                let help = match key {
                    "distribution" if value.contains('.') => {
                        "this is its domain name; `aws cloudfront list-distributions` and the console list its id, such as \
                         `E2EXAMPLE`"
                    }
                    "distribution" => "write the id alone, such as `E2EXAMPLE`, or leave the key out",
                    _ => "write the id alone, such as `eu-central-1`, or leave the key out",
                };
                self.refuse(&["deploy", key], format!("`{value}` is not a {key}"), help);
            }
        }
        for (index, rule) in deploy.headers.iter().enumerate() {
            let index = index.to_string();
            self.pattern(&["deploy", "headers", &index, "match"], &rule.pattern, "write it as `*.pdf`");
            if rule.cache.is_empty() || !rule.cache.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
                let message = format!("`{}` is not a Cache-Control header", rule.cache);
                self.refuse(&["deploy", "headers", &index, "cache"], message, "write it as `public, max-age=3600`");
            }
        }
    }
}

/// A name between braces in `edit_url` that nothing is filled in for, or the lack of the one that is needed.
fn wrong_placeholder(url: &str) -> Option<(String, String)> {
    let names = url.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let unknown = names.into_iter().find(|name| !["path", "line"].contains(name));
    match unknown {
        Some(name) => Some((
            format!("`{{{name}}}` is not filled in"),
            "write `{path}` for the path of the file, and `{line}` for the line".into(),
        )),
        None if !url.contains("{path}") => {
            Some((format!("`{url}` does not say which file"), "write it as `https://…/{path}#L{line}`".into()))
        }
        None => None,
    }
}

/// A host, perhaps with a path, and nothing behind it (RFC 3986, section 3).
fn is_base_url(url: &str) -> bool {
    let is_web = |scheme: &&str| scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let (_, rest) = url.split_once("://").filter(|(scheme, _)| is_web(scheme)).unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    !host.is_empty() && !url.contains(|c: char| c.is_whitespace() || c.is_control() || "?#\"<>\\^`{|}".contains(c))
}

/// Where a key is written. `path` is the way to it; an index names an entry of an array: `["deploy", "headers", "0", "match"]`.
/// None if the key is not in the text, or the text is no TOML up to there.
#[must_use]
pub fn span_of(text: &str, path: &[&str]) -> Option<Range<usize>> {
    let (document, _) = DeTable::parse_recoverable(text);
    let (last, above) = path.split_last()?;
    let mut table = document.get_ref();
    let mut above = above.iter();
    while let Some(name) = above.next() {
        table = match table.get(*name)?.get_ref() {
            DeValue::Table(inner) => inner,
            DeValue::Array(entries) => entries.get(above.next()?.parse::<usize>().ok()?)?.get_ref().as_table()?,
            _ => return None,
        };
    }
    table.get_key_value(*last).map(|(key, _)| key.span())
}
