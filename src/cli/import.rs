//! `init --from`: says what a folder of notes is, writes the few settings that help, and lists what will look otherwise. It
//! converts and moves nothing.

use super::init::GIT_IGNORE;
use super::report::{counted, refuse};
use super::{Common, End};
use crate::disk::{self, DiskError, Survey};
use crate::parse::assembly::{name_in_words, without_export_ids};
use crate::yaml::Mapping;
use std::io::Write;
use std::path::Path;

/// The tool that a folder comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tool {
    Obsidian,
    MdBook,
    Docusaurus,
    MkDocs,
    Jekyll,
    Notion,
    GoogleDocs,
    Numbered,
    Plain,
}

pub(super) fn run(dir: &Path, from: &Path, common: &Common) -> std::io::Result<End> {
    match create(dir, from) {
        Ok((files, said)) => {
            let written: String = files.iter().map(|file| format!("{}\n", dir.join(file).display())).collect();
            std::io::stdout().write_all(written.as_bytes())?;
            if !common.quiet {
                eprint!("{said}");
            }
            Ok(End::Done)
        }
        Err(error) => refuse(&error, common),
    }
}

/// Looks at the folder `from`, and writes site.toml into `dir`. Returns the files that it wrote, and what the folder is and
/// what will look otherwise, as lines for people.
fn create(dir: &Path, from: &Path) -> Result<(Vec<&'static str>, String), DiskError> {
    let survey = disk::survey(from)?;
    let tool = tool(&survey);
    let folder = notes_folder(tool, &survey);
    let path = if folder.is_empty() { from.to_path_buf() } else { from.join(folder) };
    let name = from.canonicalize().unwrap_or_else(|_| from.to_path_buf());
    let name = name.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let title = declared_title(&survey.settings).unwrap_or_else(|| name_in_words(&name));
    let site_toml = settings(&title, &path_from(dir, &path), tool, &survey);
    let mut files = vec![("site.toml", site_toml.as_str())];
    if !disk::has_git_ignore(dir) {
        files.push((disk::GIT_IGNORE, GIT_IGNORE));
    }
    disk::create_new(dir, &files)?;
    let notes = counted(survey.notes.len(), "note");
    let mut said = format!("{} is {}: {notes}.\n", from.display(), tool.described());
    let differences = differences(&survey);
    if differences.is_empty() {
        said.push_str("Nothing in it will look otherwise.\n");
    } else {
        said.push_str("What will look otherwise:\n");
        for difference in &differences {
            said.push_str(&format!("- {difference}\n"));
        }
    }
    said.push_str("Nothing was converted or moved.\n");
    Ok((files.into_iter().map(|(name, _)| name).collect(), said))
}

impl Tool {
    fn described(self) -> &'static str {
        match self {
            Self::Obsidian => "an Obsidian vault",
            Self::MdBook => "an mdBook",
            Self::Docusaurus => "a Docusaurus site",
            Self::MkDocs => "an MkDocs site",
            Self::Jekyll => "a Jekyll site",
            Self::Notion => "a Notion export",
            Self::GoogleDocs => "an export of Google Docs",
            Self::Numbered => "a folder of numbered files",
            Self::Plain => "a folder of plain Markdown",
        }
    }
}

/// Tells the tool by the files that only it has, then by the form of names and texts.
fn tool(survey: &Survey) -> Tool {
    let has = |wanted: &str| survey.names.iter().any(|name| name == wanted);
    let has_start = |start: &str| survey.names.iter().any(|name| name.starts_with(start));
    let notes = survey.notes.len();
    let of_notes = |is: &dyn Fn(&str, &str) -> bool| survey.notes.iter().filter(|(name, text)| is(name, text)).count();
    if has(".obsidian/") {
        Tool::Obsidian
    } else if has("book.toml") || has("SUMMARY.md") || has("src/SUMMARY.md") {
        Tool::MdBook
    } else if has_start("docusaurus.config.") || has("sidebars.js") || has("sidebars.ts") {
        Tool::Docusaurus
    } else if has("mkdocs.yml") || has("mkdocs.yaml") {
        Tool::MkDocs
    } else if has("_config.yml") || has_start("_posts/") {
        Tool::Jekyll
    } else if notes > 0 && of_notes(&|name, _| is_of_notion(name)) * 2 >= notes {
        Tool::Notion
    } else if of_notes(&|_, text| text.contains("]: <data:image/") || text.contains("](data:image/")) > 0 {
        Tool::GoogleDocs
    } else if notes > 1 && of_notes(&|name, _| file_name(name).starts_with(|c: char| c.is_ascii_digit())) * 2 >= notes {
        Tool::Numbered
    } else {
        Tool::Plain
    }
}

/// The folder of the notes in that of the tool.
fn notes_folder(tool: Tool, survey: &Survey) -> &'static str {
    let has = |folder: &str| survey.names.iter().any(|name| name.starts_with(&format!("{folder}/")));
    match tool {
        Tool::MdBook if has("src") => "src",
        Tool::Docusaurus | Tool::MkDocs if has("docs") => "docs",
        _ => "",
    }
}

/// The title in the settings of mdBook, `MkDocs` or Jekyll, which are TOML or YAML.
fn declared_title(settings: &[(String, String)]) -> Option<String> {
    let title = settings.iter().find_map(|(name, text)| {
        if name == "book.toml" {
            let table = text.parse::<toml::Table>().ok()?;
            return Some(table.get("book")?.get("title")?.as_str()?.to_owned());
        }
        let mut keys = Mapping::read(text);
        keys.take::<String>("site_name").or_else(|| keys.take("title"))
    });
    title.filter(|title| !title.trim().is_empty())
}

fn settings(title: &str, path: &str, tool: Tool, survey: &Survey) -> String {
    let (title, path) = (toml::Value::from(title), toml::Value::from(path));
    let mut text = format!(
        "# `notewright config --explain` describes every key.\n\n[site]\ntitle = {title}\n\n[notes]\npath = {path}\n"
    );
    // Packages of Ruby, where they are installed beside the notes.
    if tool == Tool::Jekyll && survey.names.iter().any(|name| name.starts_with("vendor/")) {
        text.push_str("exclude = [\"vendor/\"]\n");
    }
    text
}

/// The path of the notes as site.toml names it: relative to its folder, or absolute elsewhere.
fn path_from(dir: &Path, notes: &Path) -> String {
    let absolute = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let (dir, notes) = (absolute(dir), absolute(notes));
    match notes.strip_prefix(&dir) {
        Ok(inside) if inside.as_os_str().is_empty() => ".".to_owned(),
        Ok(inside) => inside.to_string_lossy().replace('\\', "/"),
        Err(_) => notes.to_string_lossy().into_owned(),
    }
}

/// What readers will see otherwise than in the tool, with the number of notes that have it.
fn differences(survey: &Survey) -> Vec<String> {
    let notes =
        |signs: &[&str]| survey.notes.iter().filter(|(_, text)| signs.iter().any(|sign| text.contains(sign))).count();
    let files = |endings: &[&str]| {
        survey.names.iter().filter(|name| endings.iter().any(|ending| name.to_lowercase().ends_with(ending))).count()
    };
    let embeds = survey.notes.iter().filter(|(_, text)| embeds_note(text)).count();
    let differs =
        |count: usize, what: &str, says: &str| (count > 0).then(|| format!("{}: {says}", counted(count, what)));
    let diagrams = if cfg!(feature = "diagrams") { 0 } else { notes(&["```mermaid"]) };
    [
        differs(embeds, "note", "an embedded note is a link"),
        differs(notes(&["```dataview", "```tasks", "```query"]), "note", "queries of plugins are shown as code"),
        differs(diagrams, "note", "Mermaid diagrams are shown as their source"),
        differs(notes(&["{{#include", "{{#playground"]), "note", "mdBook's includes are shown as they are written"),
        differs(
            notes(&["{% include", "{% for", "{% if", "{{ site.", "{{ page."]),
            "note",
            "Liquid is shown as it is written",
        ),
        differs(files(&[".mdx"]), "`.mdx` file", "components do not run; their content stays"),
        differs(
            files(&[".canvas", ".excalidraw.md", ".excalidraw"]),
            "drawing",
            "canvases and Excalidraw are not drawn",
        ),
        differs(files(&[".csv"]), "`.csv` file", "databases are not read"),
        differs(files(&[".docx", ".ipynb", ".org", ".rst", ".adoc", ".txt"]), "other file", "only Markdown is read"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether a text has `![[Note]]`, which Obsidian shows in place.
fn embeds_note(text: &str) -> bool {
    text.split("![[").skip(1).any(|rest| {
        let target = rest.split("]]").next().unwrap_or_default().split(['|', '#']).next().unwrap_or_default();
        target.rsplit_once('.').is_none_or(|(_, ending)| ending.len() > 5)
    })
}

fn is_of_notion(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    without_export_ids(stem) != stem
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey_of(files: &[(&str, &str)]) -> Survey {
        let is_note = |name: &str| name.ends_with(".md");
        let names = files.iter().map(|(name, _)| (*name).to_owned()).collect();
        let notes = files.iter().filter(|(name, _)| is_note(name));
        Survey {
            settings: Vec::new(),
            names,
            notes: notes.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
        }
    }

    #[test]
    fn tools_are_recognised_by_their_files() {
        let notion = "Page 0123456789abcdef0123456789abcdef.md";
        for (files, expected) in [
            (&[(".obsidian/", ""), ("a.md", "")][..], Tool::Obsidian),
            (&[("book.toml", ""), ("src/SUMMARY.md", "")], Tool::MdBook),
            (&[("docusaurus.config.ts", ""), ("docs/a.md", "")], Tool::Docusaurus),
            (&[("mkdocs.yml", ""), ("docs/a.md", "")], Tool::MkDocs),
            (&[("_config.yml", ""), ("_posts/2024-01-01-a.md", "")], Tool::Jekyll),
            (&[(notion, "")], Tool::Notion),
            (&[("a.md", "![][i]\n\n[i]: <data:image/png;base64,eA==>")], Tool::GoogleDocs),
            (&[("01-a.md", ""), ("02-b.md", "")], Tool::Numbered),
            (&[("a.md", "")], Tool::Plain),
        ] {
            assert_eq!(tool(&survey_of(files)), expected, "{files:?}");
        }
    }

    #[test]
    fn titles_of_other_tools() {
        let title = |name: &str, text: &str| declared_title(&[(name.to_owned(), text.to_owned())]);
        assert_eq!(
            title("book.toml", "[book]\ntitle = \"A \\\"good\\\" book\" # ours\n").as_deref(),
            Some("A \"good\" book")
        );
        assert_eq!(
            title("mkdocs.yml", "nav:\n  title: No\nsite_name: 'Our docs' # ours\n").as_deref(),
            Some("Our docs")
        );
        assert_eq!(title("_config.yml", "title: Posts\n").as_deref(), Some("Posts"));
        assert_eq!(title("_config.yml", "theme: x\n"), None);
    }

    #[test]
    fn differences_are_counted() {
        let survey =
            survey_of(&[("a.md", "![[B]] ![[c.png]]\n```dataview\n"), ("b.md", "![[c.png|30]]"), ("d.canvas", "")]);
        let expected = [
            "1 note: an embedded note is a link",
            "1 note: queries of plugins are shown as code",
            "1 drawing: canvases and Excalidraw are not drawn",
        ];
        assert_eq!(differences(&survey), expected);
    }
}
