//! `notewright search`: the search of the site in a terminal, over the current notes. The ranking is in
//! [`crate::search`].

use super::report::{Stream, colour, counted, refuse, stopped, texts_read};
use super::{Common, End};
use crate::build;
use crate::catalogue::ServiceId;
use crate::controls::printable;
use crate::diagnostic::{Colour, Diagnostic, Format};
use crate::disk::Options;
use crate::search::Index;
use crate::search::document::Document;
use crate::search::excerpt::{Excerpt, excerpt};
use crate::search::query::{Query, Results, search};
use crate::site::routes::encode_path;
use crate::site::{Site, SiteForm};
use crate::suggest::nearest;
use clap::Args;
use serde::Serialize;
use std::io::Write;

/// The arguments of `search`.
#[derive(Debug, Args)]
pub(super) struct Search {
    /// Words, the beginning of a word, an acronym, or a section number
    #[arg(required = true)]
    query: Vec<String>,
    /// Search this notebook only
    #[arg(long, value_name = "ID")]
    notebook: Option<String>,
    /// Search sections that name this service only
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// Show at most this many sections
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    most: usize,
}

#[derive(Serialize)]
struct Found<'a> {
    url: String,
    title: &'a str,
    number: &'a str,
    score: f64,
    excerpt: String,
}

pub(super) fn run(arguments: &Search, options: &Options, common: &Common) -> std::io::Result<End> {
    let prepared = match build::prepare(options, SiteForm::Folder) {
        Ok(prepared) => prepared,
        Err(stop) => return stopped(stop, common),
    };
    if common.verbose {
        eprint!("{}", texts_read(&prepared.sources));
    }
    let site = &prepared.site;
    let (notebook, service) = match (notebook(site, arguments), service(site, arguments)) {
        (Ok(notebook), Ok(service)) => (notebook, service),
        (Err(mistake), _) | (_, Err(mistake)) => return refuse(*mistake, common),
    };
    let text = arguments.query.join(" ");
    let index = Index::new(site);
    let results = search(&index, site, &Query { text: &text, notebook, service, most: arguments.most });
    let shown = |document: Document| excerpt(&document.text(site), &results.marks);
    if common.format == Format::Json {
        let found: Vec<Found<'_>> = results
            .hits
            .iter()
            .map(|hit| {
                let document = index.documents[hit.document];
                Found {
                    url: encode_path(&site.path(document.route(site))),
                    title: document.title(site),
                    number: document.number(site),
                    score: hit.score,
                    excerpt: shown(document).text(),
                }
            })
            .collect();
        let json = serde_json::to_string_pretty(&found).map_err(std::io::Error::other)?;
        writeln!(std::io::stdout(), "{json}")?;
    } else {
        let colour = colour(common, Stream::Output);
        std::io::stdout().write_all(listed(site, &index, &results, colour, shown).as_bytes())?;
        if !common.quiet {
            print_counts(&results, &text, arguments.most);
        }
    }
    Ok(if results.hits.is_empty() { End::Failed } else { End::Done })
}

fn listed(
    site: &Site,
    index: &Index,
    results: &Results,
    colour: Colour,
    shown: impl Fn(Document) -> Excerpt,
) -> String {
    let strong = |text: &str| match (printable(text), colour) {
        (text, Colour::On) => format!("\x1b[1m{text}\x1b[0m"),
        (text, Colour::Off) => text.into_owned(),
    };
    let mut text = String::new();
    for hit in &results.hits {
        let document = index.documents[hit.document];
        let title = match document.shown_number(site) {
            "" => document.title(site).to_owned(),
            number => format!("{number}. {}", document.title(site)),
        };
        text.push_str(&format!("{}\n  {}\n", strong(&title), printable(&position(site, document))));
        let pieces = shown(document).pieces;
        let passage: String = pieces
            .iter()
            .map(|(text, is_marked)| if *is_marked { strong(text) } else { printable(text).into_owned() })
            .collect();
        if !passage.is_empty() {
            text.push_str(&format!("  {passage}\n"));
        }
        text.push('\n');
    }
    text
}

/// Returns the position of a document in the notes. An introduction has no line.
fn position(site: &Site, document: Document) -> String {
    let path = &site.notebooks[document.notebook()].path;
    match document {
        Document::Section(id) => format!("{path}:{}", site.section(id).line),
        Document::Introduction(_) | Document::Part { .. } => path.clone(),
    }
}

fn print_counts(results: &Results, query: &str, most: usize) {
    let query = printable(query);
    for (typed, meant) in &results.corrections {
        eprintln!("no section has `{}`: searched for `{}` instead", printable(typed), printable(meant));
    }
    match results.total {
        0 => eprintln!("No section matches `{query}`. Try fewer words, or the beginning of one."),
        total if total > most => eprintln!("{most} of {}; --most shows more", counted(total, "section")),
        total => eprintln!("{}", counted(total, "section")),
    }
}

fn notebook(site: &Site, arguments: &Search) -> Result<Option<usize>, Box<Diagnostic>> {
    let Some(id) = &arguments.notebook else { return Ok(None) };
    let known = || site.notebooks.iter().map(|notebook| notebook.id.as_str());
    known().position(|other| other == id).map(Some).ok_or_else(|| unknown("notebook", id, known()))
}

fn service(site: &Site, arguments: &Search) -> Result<Option<ServiceId>, Box<Diagnostic>> {
    let Some(id) = &arguments.service else { return Ok(None) };
    let known = || site.catalogue.iter().map(|(_, service)| service.id.as_str());
    known().position(|other| other == id).map(|at| Some(ServiceId(at))).ok_or_else(|| unknown("service", id, known()))
}

fn unknown<'a>(what: &str, id: &str, known: impl Iterator<Item = &'a str>) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::error("could-not-run", format!("there is no {what} `{id}`"));
    Box::new(match nearest(id, known) {
        Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
        None => diagnostic.help(format!("`site.json` of the built site lists every {what}")),
    })
}
