//! `notewright NOTE.md`: builds one note into a folder beside it, and prints the path of the first page.

use super::report::refuse;
use super::{Common, End, build};
use crate::diagnostic::{Diagnostic, Format};
use crate::disk::{Options, Ownership};
use crate::site::SiteForm;
use std::io::Write;
use std::path::Path;

pub(super) fn run(note: &Path, options: Options, common: &Common) -> std::io::Result<End> {
    if options.notes.is_some() {
        let mistake = Diagnostic::error("could-not-run", "`--notes` does not go with the name of a note");
        return refuse(mistake.help("leave one of them out"), common);
    }
    let out = options.out.clone().unwrap_or_else(|| {
        let mut name = note.file_stem().unwrap_or_default().to_owned();
        name.push("-site");
        note.with_file_name(name)
    });
    let options = Options { notes: Some(note.to_owned()), out: Some(out.clone()), ..options };
    let end = build::run(&options, common, SiteForm::Folder, Ownership::ByManifest)?;
    if end != End::CouldNotRun && !common.quiet && common.format == Format::Human {
        writeln!(std::io::stdout(), "open {}", out.join(crate::site::routes::HOME).display())?;
    }
    Ok(end)
}
