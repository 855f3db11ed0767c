//! `notewright cards`: the flashcards of the notes, for the terminal and for other programs.

use super::report::{counted, refuse_format, stopped};
use super::{Common, End, FormatName};
use crate::build;
use crate::disk::Options;
use crate::study::deck::Deck;
use crate::study::export;
use std::io::Write;

pub(super) fn run(options: &Options, common: &Common) -> std::io::Result<End> {
    let prepared = match build::prepare(options, crate::site::SiteForm::Folder) {
        Ok(prepared) => prepared,
        Err(stop) => return stopped(stop, common),
    };
    let site = &prepared.site;
    let deck = Deck::new(site);
    let text = match common.format_name {
        FormatName::Human | FormatName::Markdown => export::markdown(site, deck),
        FormatName::Json => export::json(site, deck).map_err(std::io::Error::other)?,
        FormatName::Csv => export::csv(site, deck),
        FormatName::Anki => export::anki(site, deck),
        FormatName::Github | FormatName::Sarif | FormatName::Text | FormatName::Ics => {
            return refuse_format(common, "`anki`, `csv`, `json` or `markdown`");
        }
    };
    std::io::stdout().write_all(text.as_bytes())?;
    if !common.quiet {
        eprintln!("{}", counted(deck.len(), "card"));
        let pictures = site.attachments.len();
        if pictures > 0 && common.format_name == FormatName::Anki {
            eprintln!(
                "{} beside the notes is not in the text; the link on each card leads to it",
                counted(pictures, "file")
            );
        }
    }
    Ok(End::Done)
}
