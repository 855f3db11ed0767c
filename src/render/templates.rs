//! The Tera templates: the built-in ones, or the site's own of the same name. It takes template sources and views, and
//! gives text or diagnostics.

use super::assets::Assets;
use super::interface::{Fill, Interface};
use crate::diagnostic::Diagnostic;
use crate::html::escape::{escape, visible};
use crate::language::is_english;
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::suggest::nearest;
use include_dir::{Dir, include_dir};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
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

/// Reports the site's own templates that have English words of the interface without `say`, as templates had before pages spoke
/// other languages. `languages` are those of the pages.
pub(crate) fn untranslated_templates(
    own: &BTreeMap<String, FileId>,
    languages: &BTreeSet<&str>,
    interface: &Interface,
    sources: &Sources,
) -> Option<Diagnostic> {
    // In a language without words the texts are marked as English.
    let language = languages.iter().find(|tag| !is_english(tag) && interface.attribute(tag).is_empty())?;
    let known: BTreeSet<&str> = built_in_templates().into_iter().flat_map(|(_, text)| said_texts(text)).collect();
    let mut found = own.iter().flat_map(|(name, &file)| {
        let text = sources.get(file).text.as_str();
        plain_texts(text)
            .filter(|range| known.contains(&text[range.clone()]))
            .map(move |range| (name, file, text, range))
    });
    let (name, file, text, range) = found.next()?;
    let words = &text[range.clone()];
    let more = found.count();
    let others = if more > 0 { format!(", and {more} more of its kind") } else { String::new() };
    let message = format!("`{words}` in `{name}` stays English on pages in `{language}`{others}");
    let help =
        format!("write `{{{{ \"{words}\" | say }}}}`, or copy the template anew with `notewright templates --export`");
    Some(Diagnostic::warning("template-untranslated", message).at(Span::new(file, range)).help(help))
}

/// The texts of a site's own templates that the filter `say` translates.
pub(crate) fn own_texts(own: &BTreeMap<String, FileId>, sources: &Sources) -> BTreeSet<String> {
    own.values().flat_map(|&file| said_texts(&sources.get(file).text)).map(str::to_owned).collect()
}

/// The texts of a template that the filter `say` translates.
fn said_texts(template: &str) -> impl Iterator<Item = &str> {
    template.match_indices("\" | say").filter_map(|(end, _)| {
        let before = &template[..end];
        Some(&before[before.rfind('"')? + 1..])
    })
}

/// The texts of a template between its tags and the signs of Tera.
fn plain_texts(template: &str) -> impl Iterator<Item = Range<usize>> {
    const OPENERS: [(&str, &str); 4] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<", ">")];
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = template.get(at..).filter(|rest| !rest.is_empty())?;
        let length = rest.find(['{', '<']).unwrap_or(rest.len());
        let text = rest[..length].trim();
        let start = at + (rest.len() - rest.trim_start().len()).min(length);
        let pair = OPENERS.iter().find(|(opener, _)| rest[length..].starts_with(opener));
        let closer = pair.and_then(|(_, closer)| Some(rest[length..].find(closer)? + closer.len()));
        at += length + closer.unwrap_or(1);
        Some(start..start + text.len())
    })
    .filter(|range| !range.is_empty())
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
        interface: &Arc<Interface>,
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
        let words = Arc::clone(interface);
        tera.register_filter("thousands", move |number: u64, _: Kwargs, state: &State| -> tera::TeraResult<String> {
            Ok(words.number(language(state)?.as_str().unwrap_or_default(), number))
        });
        let words = Arc::clone(interface);
        tera.register_filter("say", move |text: &Value, arguments: Kwargs, state: &State| {
            say(&words, text, &arguments, state)
        });
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

/// The language of the page that is rendered.
fn language(state: &State) -> tera::TeraResult<Value> {
    Ok(state.get::<Value>("language")?.unwrap_or_else(|| Value::from("en")))
}

/// The filter `say`: a text of the interface in the language of the page, with the arguments in place of the names in
/// braces. `link` and `other` are the addresses of the words in brackets, the first and the second.
fn say(interface: &Interface, written: &Value, arguments: &Kwargs, state: &State) -> tera::TeraResult<Value> {
    let text = written.as_str().ok_or_else(|| tera::Error::message("`say` needs a text"))?;
    let language = language(state)?;
    let language = language.as_str().unwrap_or_default();
    if arguments.iter().next().is_none() {
        let said = interface.translated(language, text, &[]);
        return Ok(if said == text { written.clone() } else { Value::from(said) });
    }
    let (mut values, mut addresses) = (Vec::new(), Vec::new());
    for (name, value) in arguments.iter() {
        let name = name.as_str().unwrap_or_default();
        match (value.as_u64(), value.as_str()) {
            (Some(number), _) => values.push((name, Fill::Number(number))),
            (_, Some(address)) if matches!(name, "link" | "other") => addresses.push((name, address)),
            (_, Some(text)) => values.push((name, Fill::Text(text))),
            _ => return Err(tera::Error::message(format!("`{name}` of `say` must be a number or a text"))),
        }
    }
    if addresses.is_empty() {
        return Ok(Value::from(interface.say(language, text, &values)));
    }
    addresses.sort_unstable();
    let said = escape(interface.translated(language, text, &values));
    let linked = addresses.iter().fold(said, |html, (_, address)| {
        html.replacen('[', &format!("<a href=\"{}\">", escape(address)), 1).replacen(']', "</a>", 1)
    });
    let filled = values.into_iter().fold(linked, |html, (name, value)| match value {
        Fill::Text(text) => interface.filled(language, html, &[(name, Fill::Text(&escape(text)))]),
        Fill::Number(_) => interface.filled(language, html, &[(name, value)]),
    });
    Ok(Value::safe_string(&filled))
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
    use super::*;

    #[test]
    fn texts_between_tags() {
        let template = "<p{{ x | safe }}> Next page </p>{% if a < b %}or{% endif %}{# no #}\n<b title=\"Next\">{{ \"Next\" | say }}</b> é { x";
        let texts: Vec<&str> = plain_texts(template).map(|range| &template[range]).collect();
        assert_eq!(texts, ["Next page", "or", "é", "x"]);
        assert_eq!(said_texts(template).collect::<Vec<_>>(), ["Next"]);
    }
}
