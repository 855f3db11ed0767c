//! `notewright man`: writes the manual pages, as packages install them.

use super::report::refuse;
use super::{Common, End};
use crate::disk;
use clap::Command;
use clap_mangen::Man;
use std::path::Path;

pub(super) fn run(mut program: Command, folder: &Path, common: &Common) -> std::io::Result<End> {
    // Gives each command its full name.
    program.build();
    let commands = program.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help");
    let mut pages = Vec::new();
    for command in std::iter::once(&program).chain(commands) {
        let page = Man::new(command.clone());
        let mut text = Vec::new();
        page.render(&mut text)?;
        pages.push((page.get_filename(), String::from_utf8(text).map_err(std::io::Error::other)?));
    }
    let files: Vec<(&str, &str)> = pages.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    match disk::create_new(folder, &files) {
        Ok(()) => Ok(End::Done),
        Err(error) => refuse(&error, common),
    }
}
