//! `notewright schema`: prints the JSON Schema of a kind of file, so that editors complete and check it.

use super::End;
use crate::{catalogue, config, parse};
use clap::ValueEnum;
use std::io::Write;

/// A kind of file that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Described {
    /// site.toml
    Site,
    /// The front matter of a notebook.
    FrontMatter,
    /// services.yaml
    Services,
}

pub(super) fn run(described: Described) -> std::io::Result<End> {
    let schema = match described {
        Described::Site => config::SCHEMA,
        Described::FrontMatter => parse::FRONT_MATTER_SCHEMA,
        Described::Services => catalogue::SCHEMA,
    };
    std::io::stdout().write_all(schema.as_bytes())?;
    Ok(End::Done)
}
