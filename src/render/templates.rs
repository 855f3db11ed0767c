//! The Tera templates: the built-in ones, or the site's own of the same name. It takes template sources and views, and
//! gives text or diagnostics.

use super::assets::Assets;
use crate::diagnostic::Diagnostic;
use crate::html::escape::visible;
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::suggest::nearest;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{ErrorKind, Kwargs, State, Tera, Value};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Warns of unused templates whose name nearly matches a built-in one.
pub(crate) fn misnamed_templates(own: &BTreeMap<String, FileId>, sources: &Sources) -> Vec<Diagnostic> {
    let is_built_in = |name: &str| built_in_names().any(|known| known == name);
    let is_named = |name: &str| own.values().any(|&file| sources.get(file).text.contains(name));
    let unused = own.iter().filter(|(name, _)| !is_built_in(name) && !is_named(name));
    let meant = unused.filter_map(|(name, &file)| Some((name, file, nearest(name, built_in_names())?)));
    let warnings = meant.map(|(name, file, meant)| {
        Diagnostic::warning("template-unused", format!("nothing uses the template `{name}`"))
            .at(Span::new(file, 0..0))
            .help(format!("did you mean `{meant}`?"))
    });
    warnings.collect()
}

/// Name and text of every built-in template.
#[must_use]
pub fn built_in_templates() -> Vec<(&'static str, &'static str)> {
    BUILT_IN.files().filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?))).collect()
}

fn built_in_names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.files().filter_map(|file| file.path().to_str())
}

/// Compiled templates, and their source files.
pub(super) struct Templates {
    tera: Tera,
    /// Source file of each template. Built-in ones are included, so that an error can show its source.
    files: BTreeMap<String, FileId>,
}

impl Templates {
    /// Compiles the templates. `own` are those of the site, by name.
    pub(super) fn new(
        own: &BTreeMap<String, FileId>,
        assets: &Arc<Assets>,
        sources: &mut Sources,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut files = own.clone();
        for file in BUILT_IN.files() {
            let name = file.path().to_string_lossy().into_owned();
            let text = file.contents_utf8().expect("the built-in templates are UTF-8");
            files
                .entry(name.clone())
                .or_insert_with(|| sources.add(SourceFile::new(format!("(built-in) templates/{name}"), text)));
        }
        let mut tera = Tera::new();
        tera.autoescape_on(vec![".html", ".xml"]);
        tera.set_escape_fn(|text, page| tera::escape_html(&visible(text), page));
        tera.register_filter("joined", |items: &[Value], arguments: Kwargs, _: &State| joined(items, &arguments));
        tera.register_filter("thousands", |number: u64, _: Kwargs, _: &State| thousands(number));
        let known = Arc::clone(assets);
        tera.register_function("asset", move |arguments: Kwargs, _: &State| -> tera::TeraResult<String> {
            let name: &str = arguments.must_get("name")?;
            known.path(name).map(crate::site::routes::encode_path).ok_or_else(|| {
                let names = known.names().collect::<Vec<_>>().join("`, `");
                tera::Error::message(format!("there is no asset `{name}`; there are `{names}`"))
            })
        });
        let result =
            tera.add_raw_templates(files.iter().map(|(name, file)| (name.as_str(), sources.get(*file).text.as_str())));
        let templates = Self { tera, files };
        match result {
            Ok(()) => Ok(templates),
            Err(error) => {
                let mistake = templates.diagnostic(&error);
                Err(vec![match drawn_span(&error.kind().to_string(), &templates.files, sources) {
                    Some(span) if mistake.span.is_none() => mistake.at(span),
                    _ => mistake,
                }])
            }
        }
    }

    /// Returns the variables of a template: the fields of a view.
    pub(super) fn context(&self, view: &impl serde::Serialize) -> Result<tera::Context, Box<Diagnostic>> {
        tera::Context::from_serialize(view).map_err(|error| Box::new(self.diagnostic(&error)))
    }

    /// Renders a template.
    pub(super) fn render(&self, name: &str, context: &tera::Context) -> Result<String, Box<Diagnostic>> {
        self.tera.render(name, context).map_err(|error| Box::new(self.diagnostic(&error)))
    }

    fn diagnostic(&self, error: &tera::Error) -> Diagnostic {
        let at = |name: &str, range: std::ops::Range<usize>| self.files.get(name).map(|&file| Span::new(file, range));
        let (message, span) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                (report.message().to_owned(), at(report.filename(), report.span().range.clone()))
            }
            ErrorKind::MissingParent { current, parent } => {
                (format!("`{current}` extends `{parent}`, which does not exist"), at(current, 0..0))
            }
            ErrorKind::CircularExtend { tpl, .. } => (format!("`{tpl}` extends itself"), at(tpl, 0..0)),
            ErrorKind::CircularInclude { tpl, .. } => (format!("`{tpl}` includes itself"), at(tpl, 0..0)),
            // For some errors, Tera returns only a drawn report: `error: …`, then the position.
            other => {
                let drawn = other.to_string();
                (drawn.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned(), None)
            }
        };
        let diagnostic = Diagnostic::error("template-invalid", message.trim_end_matches('.').replace('\n', "; "))
            .help("a template in the site's `templates` folder replaces the built-in one of the same name");
        match span {
            Some(span) => diagnostic.at(span),
            None => diagnostic,
        }
    }
}

/// The filter `joined`: the texts of a field of each item of a list, one after another. It costs less than a loop.
fn joined(items: &[Value], arguments: &Kwargs) -> tera::TeraResult<String> {
    let field: &str = arguments.must_get("field")?;
    let missing = || tera::Error::message(format!("an item of the list has no text `{field}`"));
    items.iter().map(|item| item.get_from_path(field).and_then(Value::as_str).ok_or_else(missing)).collect()
}

/// A number with separators: `15,100`. It does not fit every language, but the theme's own words are English.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut separated = digits[..first].to_owned();
    for (at, digit) in digits[first..].char_indices() {
        if at % 3 == 0 && !separated.is_empty() {
            separated.push(',');
        }
        separated.push(digit);
    }
    separated
}

/// Reads the position from a drawn report of Tera: `--> home.html:1:56`.
fn drawn_span(drawn: &str, files: &BTreeMap<String, FileId>, sources: &Sources) -> Option<Span> {
    let position = drawn.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?;
    let mut parts = position.rsplitn(3, ':');
    let (column, line) = (parts.next()?.parse::<usize>().ok()?, parts.next()?.parse::<usize>().ok()?);
    let &file = files.get(parts.next()?)?;
    let text = &sources.get(file).text;
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let before = text[start..].chars().take(column.checked_sub(1)?).map(char::len_utf8).sum::<usize>();
    Some(Span::new(file, start + before..start + before))
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn thousands_are_separated() {
        let numbers = [0, 12, 151, 1_510, 15_100, 151_000, 1_510_000];
        let expected = ["0", "12", "151", "1,510", "15,100", "151,000", "1,510,000"];
        assert_eq!(numbers.map(thousands), expected);
    }
}
