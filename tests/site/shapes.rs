//! The shapes of notes: for each note of `tests/shapes`, the number, or what addresses it, and the title of every section
//! are in the file beside it.

use notewright::catalogue::Catalogue;
use notewright::config::Config;
use notewright::link::{self, SiteFiles};
use notewright::parse;
use notewright::source::{SourceFile, Sources};
use std::fs;
use std::path::{Path, PathBuf};

fn shapes() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let files = fs::read_dir(folder).expect("the shapes").map(|entry| entry.expect("a shape").path());
    let mut notes: Vec<PathBuf> = files.filter(|file| file.extension().is_some_and(|ending| ending == "md")).collect();
    notes.sort();
    notes
}

/// The sections of a note as the expected file has them.
fn sections(note: &Path) -> String {
    let mut sources = Sources::default();
    let text = fs::read_to_string(note).expect("a note");
    let file = sources.add(SourceFile::new("n.md", text.as_str()));
    let (notebook, _) = parse::parse("n".into(), file, sources.get(file), &Config::default());
    let (site, _) = link::link(
        Config::default(),
        Catalogue::default(),
        vec![notebook],
        SiteFiles::default(),
        notewright::site::SiteForm::Folder,
    );
    let described = |section: &parse::Section| {
        let address = section.number.as_ref().map_or(section.stem.as_str(), |number| number.as_str());
        format!("{address} {}\n", section.title.text)
    };
    site.notebooks[0].sections.iter().map(described).collect()
}

#[test]
fn every_section_is_found() {
    let notes = shapes();
    assert!(notes.len() >= 40, "only {} shapes", notes.len());
    let mut wrong = Vec::new();
    for note in notes {
        let expected = fs::read_to_string(note.with_extension("sections")).expect("the sections of a shape");
        let found = sections(&note);
        if found != expected {
            wrong.push(format!("{}\n--- found\n{found}--- expected\n{expected}", note.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn numbers_that_begin_again_have_addresses_of_their_own() {
    let note = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes/numbers-begin-again.md");
    let text = fs::read_to_string(note).expect("a note");
    let stems = |text: &str| -> Vec<String> {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new("n.md", text));
        let (notebook, _) = parse::parse("n".into(), file, sources.get(file), &Config::default());
        let (site, _) = link::link(
            Config::default(),
            Catalogue::default(),
            vec![notebook],
            SiteFiles::default(),
            notewright::site::SiteForm::Folder,
        );
        site.notebooks[0].sections.iter().map(|section| section.stem.clone()).collect()
    };
    let before = stems(&text);
    assert_eq!(before[..2], ["grammar-1", "grammar-2"]);
    let more = "## Spelling\n\n### 1. Letters\n\nSome.\n\n## Vocabulary";
    let after = stems(&text.replace("## Vocabulary", more));
    assert!(before.iter().all(|stem| after.contains(stem)), "{after:?}");
}
