//! `notewright search`: the search of the site in a terminal, over the notes as they are.

use super::{Common, End, colour, counted, report, stopped, texts_read};
use crate::build;
use crate::catalogue::ServiceId;
use crate::diagnostic::{Colour, Diagnostic, Format};
use crate::disk::Options;
use crate::search::Index;
use crate::search::document::Document;
use crate::search::excerpt::{Excerpt, excerpt};
use crate::search::query::{Query, Results, search};
use crate::site::routes::encode_path;
use crate::site::{Site, SiteForm};
use crate::source::Sources;
use crate::suggest::nearest;
use clap::Args;
use serde::Serialize;
use std::io::{IsTerminal, Write};

/// What is looked for, and where.
#[derive(Debug, Args)]
pub(super) struct Search {
    /// Words, the beginning of a word, an acronym, a section's number
    #[arg(required = true)]
    query: Vec<String>,
    /// Only this notebook
    #[arg(long, value_name = "ID")]
    notebook: Option<String>,
    /// Only sections that name this service
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

pub(super) fn run(asked: &Search, options: &Options, common: &Common) -> std::io::Result<End> {
    let prepared = match build::prepare(options, SiteForm::Folder) {
        Ok(prepared) => prepared,
        Err(stop) => return stopped(stop, common),
    };
    if common.verbose {
        eprint!("{}", texts_read(&prepared.sources));
    }
    let site = &prepared.site;
    let (notebook, service) = match (notebook(site, asked), service(site, asked)) {
        (Ok(notebook), Ok(service)) => (notebook, service),
        (Err(mistake), _) | (_, Err(mistake)) => {
            report(&[*mistake], &Sources::default(), common, super::Stream::Error)?;
            return Ok(End::CouldNotRun);
        }
    };
    let text = asked.query.join(" ");
    let index = Index::new(site);
    let results = search(&index, site, &Query { text: &text, notebook, service, most: asked.most });
    let shown = |unit: Document| excerpt(&unit.text(site), &results.marks);
    if common.format == Format::Json {
        let found: Vec<Found<'_>> = results
            .hits
            .iter()
            .map(|hit| {
                let unit = index.units[hit.unit];
                Found {
                    url: encode_path(&site.path(unit.route(site))),
                    title: unit.title(site),
                    number: unit.number(site),
                    score: hit.score,
                    excerpt: shown(unit).text(),
                }
            })
            .collect();
        let json = serde_json::to_string_pretty(&found).map_err(std::io::Error::other)?;
        writeln!(std::io::stdout(), "{json}")?;
    } else {
        let colour = colour(common, std::io::stdout().is_terminal());
        std::io::stdout().write_all(listed(site, &index, &results, colour, shown).as_bytes())?;
        if !common.quiet {
            said(&results, &text, asked.most);
        }
    }
    Ok(End::Done)
}

fn listed(
    site: &Site,
    index: &Index,
    results: &Results,
    colour: Colour,
    shown: impl Fn(Document) -> Excerpt,
) -> String {
    let strong = |text: &str| if colour == Colour::On { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() };
    let mut text = String::new();
    for hit in &results.hits {
        let unit = index.units[hit.unit];
        let title = match unit.number(site) {
            "" => unit.title(site).to_owned(),
            number => format!("{number}. {}", unit.title(site)),
        };
        text.push_str(&format!("{}\n  {}\n", strong(&title), place(site, unit)));
        let pieces = shown(unit).pieces;
        let passage: String =
            pieces.iter().map(|(text, is_marked)| if *is_marked { strong(text) } else { text.clone() }).collect();
        if !passage.is_empty() {
            text.push_str(&format!("  {passage}\n"));
        }
        text.push('\n');
    }
    text
}

/// Where a unit stands in the notes. What an introduction begins with is no line of its own.
fn place(site: &Site, unit: Document) -> String {
    let path = &site.notebooks[unit.notebook()].path;
    match unit {
        Document::Section(id) => format!("{path}:{}", site.section(id).line),
        Document::Introduction(_) | Document::Part { .. } => path.clone(),
    }
}

fn said(results: &Results, query: &str, most: usize) {
    for (typed, meant) in &results.corrections {
        eprintln!("nothing has `{typed}`: looked for `{meant}` instead");
    }
    match results.total {
        0 => eprintln!("No section answers `{query}`. Try fewer words, or the beginning of one."),
        total if total > most => eprintln!("{most} of {}; --most shows more", counted(total, "section")),
        total => eprintln!("{}", counted(total, "section")),
    }
}

fn notebook(site: &Site, asked: &Search) -> Result<Option<usize>, Box<Diagnostic>> {
    let Some(id) = &asked.notebook else { return Ok(None) };
    let known = || site.notebooks.iter().map(|notebook| notebook.id.as_str());
    known().position(|other| other == id).map(Some).ok_or_else(|| unknown("notebook", id, known()))
}

fn service(site: &Site, asked: &Search) -> Result<Option<ServiceId>, Box<Diagnostic>> {
    let Some(id) = &asked.service else { return Ok(None) };
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
