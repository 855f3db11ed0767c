//! site.toml -> [`Config`]. Every key is described here, once; the README's reference is checked against it by a test.

mod advice;
mod catalogue_choice;
mod explain;
#[cfg(test)]
mod schema_tests;
mod values;

pub use catalogue_choice::CatalogueChoice;
pub use explain::explained;
pub use values::span_of;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, SourceFile, Span};
use crate::suggest::nearest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The JSON Schema of site.toml, for editors. A test compares it with [`Config`].
pub const SCHEMA: &str = include_str!("../schemas/site.json");

/// What site.toml says, with a default for everything it leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Facts about the whole site.
    pub site: SiteConfig,
    /// Where the notes are and how they are numbered.
    pub notes: NotesConfig,
    /// What the entries of the catalogue are called.
    pub catalogue: CatalogueConfig,
    /// What is written.
    pub build: BuildConfig,
    /// How Markdown is read.
    pub markdown: MarkdownConfig,
    /// What search knows.
    pub search: SearchConfig,
    /// Cards and the study page.
    pub study: StudyConfig,
    /// The preview.
    pub serve: ServeConfig,
    /// Where the site is published.
    pub deploy: DeployConfig,
}

/// `[site]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteConfig {
    /// The name in the header and in every page title.
    pub title: String,
    /// One or two sentences for the home page and for search engines.
    pub description: String,
    /// Where the site will live, such as `https://notes.example.com/`: used only where an absolute URL is due.
    pub base_url: Option<String>,
    /// The language of the notes as a BCP 47 tag. Without it, that of the notes is guessed.
    pub language: Option<String>,
    /// A link to edit a section at its source; `{path}` and `{line}` are filled in.
    pub edit_url: Option<String>,
    /// A style sheet that pages load after the built-in one, by its path in `static/`.
    pub css: Option<String>,
    /// Whether readers' browsers keep the whole site, so that it can be read without a network.
    pub offline: bool,
}

/// `[notes]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NotesConfig {
    /// The folder of notebooks, or one file, relative to site.toml.
    pub path: String,
    /// The catalogue, relative to site.toml: `aws` is the built-in one for all notebooks, `none` is no catalogue. Without the
    /// key, `services.yaml` beside the notes, then the built-in one for notebooks that are about AWS.
    pub catalogue: Option<String>,
    /// What makes a section, unless a notebook's front matter says otherwise.
    pub sections: SectionRule,
    /// The heading level of sections (1 to 6), unless a notebook's front matter says otherwise.
    pub level: Option<u8>,
    /// The numbering that counts, unless a notebook's front matter says otherwise.
    pub numbers: NumberStyle,
    /// Files and folders under the notes that are left out, as glob patterns: `drafts/` is a folder at any depth. They
    /// join a list that fits most tools: `Templates/`, `node_modules/`, `private/` and the like. `!private/` takes one back,
    /// and an empty list takes all back.
    pub exclude: Option<Vec<String>>,
}

/// What makes a section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SectionRule {
    /// What the whole file speaks for: headings, or questions that are no headings where the file is made of them.
    #[default]
    Auto,
    /// Numbered headings; where there are none, the headings of one level.
    Headings,
    /// The items of a top-level ordered list.
    List,
    /// The items of top-level bullet lists that begin with a number: `- [1.1](#types) Types`.
    Bullets,
    /// Paragraphs that begin with a number in bold: `**1. Title**`.
    Bold,
    /// Paragraphs that begin with a numbered line: `Question #31`, `1\) Title`.
    Lines,
    /// `<details>` whose `<summary>` is the title.
    Details,
    /// Paragraphs that begin with `Q:`.
    Questions,
    /// The text between two rules: `---`.
    Cards,
}

impl SectionRule {
    /// The word for it in site.toml and front matter.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Headings => "headings",
            Self::List => "list",
            Self::Bullets => "bullets",
            Self::Bold => "bold",
            Self::Lines => "lines",
            Self::Details => "details",
            Self::Questions => "questions",
            Self::Cards => "cards",
        }
    }
}

/// Which numbering counts, named by an example of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum NumberStyle {
    /// Every style below.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// `12. Title`, also `12.Title` and `17a. Title`.
    #[serde(rename = "12.")]
    Dot,
    /// `12) Title`
    #[serde(rename = "12)")]
    Parenthesis,
    /// `12: Title`
    #[serde(rename = "12:")]
    Colon,
    /// `12 - Title`
    #[serde(rename = "12 -")]
    Dash,
    /// `Q12. Title`, `Question 12 - Title`, `Chapter 12: Title`
    #[serde(rename = "Q12")]
    Question,
    /// `2.1.5 Title`
    #[serde(rename = "2.1.5")]
    Outline,
    /// No heading is numbered: sections are addressed by the words of their title.
    #[serde(rename = "none")]
    None,
}

/// `[catalogue]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct CatalogueConfig {
    /// What one entry is called, in lower case: `service`, `topic`.
    pub singular: String,
    /// What several are called.
    pub plural: String,
    /// The folder of their pages in the site.
    pub path: String,
}

impl Default for CatalogueConfig {
    fn default() -> Self {
        Self { singular: "service".into(), plural: "services".into(), path: "services".into() }
    }
}

/// `[build]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BuildConfig {
    /// The output folder, relative to site.toml.
    pub out: String,
    /// Whether each notebook gets one page with everything on it.
    pub print: PrintPages,
    /// Whether the site is flushed to the disk before it replaces the old one.
    pub durable: Durability,
}

/// Whether a build survives a power cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Durability {
    /// Changed files are on the disk before the old ones go.
    #[default]
    Auto,
    /// The system writes them when it likes: faster, and a power cut may leave empty files.
    Never,
}

/// Which notebooks get a print page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PrintPages {
    /// Those with at most 2,000 sections.
    #[default]
    Auto,
    /// All.
    Always,
    /// None.
    Never,
}

/// `[markdown]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MarkdownConfig {
    /// What happens to raw HTML in notes.
    pub html: RawHtml,
    /// Whether JSON that is an IAM policy is explained and checked. A fence says `policy: off` for itself.
    pub policy: PolicyReading,
    /// Whether `H~2~O` and `x^2^` are subscripts and superscripts, as in Pandoc. GitHub strikes `~2~` through.
    pub scripts: Scripts,
    /// Codes of findings about policies that are not reported.
    pub policy_allow: Vec<String>,
}

/// Whether there are signs for subscripts and superscripts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scripts {
    /// `~x~` is struck through, and `x^2^` is text.
    #[default]
    Off,
    /// `~x~` is a subscript and `^x^` a superscript.
    On,
}

/// Whether JSON is read as policies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PolicyReading {
    /// What is a policy is explained and checked.
    #[default]
    Auto,
    /// Nothing is.
    Off,
}

/// What happens to raw HTML in notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RawHtml {
    /// Harmless elements stay, the rest is removed and reported.
    #[default]
    Sanitize,
    /// Shown as text.
    Escape,
    /// Passed through, for authors who trust every line of their notes. Only ids that are taken get a number.
    Allow,
}

/// `[search]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SearchConfig {
    /// Other names of a thing. A search for one of them finds the sections with any of them.
    pub synonyms: BTreeMap<String, Vec<String>>,
}

/// `[study]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StudyConfig {
    /// Whether cards and the study page are made.
    pub enabled: bool,
    /// The name of the readers' review logs in their browsers, which must stay when the notes change; else the host and path
    /// of `base_url`, else the title.
    pub key: Option<String>,
    /// Ids of cards that are left out, such as `aws-developer/47#label-limit`.
    pub hide: Vec<String>,
}

impl Default for StudyConfig {
    fn default() -> Self {
        Self { enabled: true, key: None, hide: Vec::new() }
    }
}

/// `[serve]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServeConfig {
    /// A command that opens a note at a line in the author's editor; `{file}` and `{line}` are filled in.
    pub editor: Option<String>,
}

/// `[deploy]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeployConfig {
    /// The S3 bucket.
    pub bucket: Option<String>,
    /// What all keys begin with; empty for the top of the bucket.
    pub prefix: String,
    /// The bucket's region, else that of the environment or the profile; S3 puts a wrong one right.
    pub region: Option<String>,
    /// The id of the CloudFront distribution whose copies are outdated by a deploy; without it none are.
    pub distribution: Option<String>,
    /// The profile of the AWS configuration, where neither `AWS_PROFILE` nor keys in the environment say otherwise.
    pub profile: Option<String>,
    /// How long assets stay after the last page that uses them is gone, for pages that readers still have open.
    pub grace_days: u32,
    /// Other cache rules than those of the build; the first that matches counts.
    pub headers: Vec<HeaderRule>,
}

/// One entry of `deploy.headers`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderRule {
    /// Which paths: `*` is any text, also across folders, `?` one character, `[ab]` one of these.
    #[serde(rename = "match")]
    pub pattern: String,
    /// The Cache-Control header.
    pub cache: String,
}

impl Default for SiteConfig {
    fn default() -> Self {
        Self {
            title: "Study notes".into(),
            description: String::new(),
            base_url: None,
            language: None,
            edit_url: None,
            css: None,
            offline: false,
        }
    }
}

impl SiteConfig {
    /// The path of the site below its host: `/`, or `/notes/` for a base URL of `https://example.com/notes`.
    #[must_use]
    pub fn base_path(&self) -> String {
        let after_host = self
            .base_url
            .as_deref()
            .and_then(|url| url.split_once("://"))
            .and_then(|(_, rest)| rest.split_once('/'))
            .map_or("", |(_, path)| path.trim_matches('/'));
        if after_host.is_empty() { "/".into() } else { format!("/{after_host}/") }
    }
}

impl NotesConfig {
    /// What `catalogue` says, unless it names a file.
    #[must_use]
    pub fn catalogue_choice(&self) -> Option<CatalogueChoice> {
        match self.catalogue.as_deref() {
            Some("aws") => Some(CatalogueChoice::Aws),
            Some("none") => Some(CatalogueChoice::None),
            _ => None,
        }
    }
}

impl Default for NotesConfig {
    fn default() -> Self {
        Self {
            path: "notes".into(),
            catalogue: None,
            sections: SectionRule::default(),
            level: None,
            numbers: NumberStyle::default(),
            exclude: None,
        }
    }
}

impl Default for DeployConfig {
    fn default() -> Self {
        Self {
            bucket: None,
            prefix: String::new(),
            region: None,
            distribution: None,
            profile: None,
            grace_days: 7,
            headers: Vec::new(),
        }
    }
}

impl Default for BuildConfig {
    fn default() -> Self {
        Self { out: "dist".into(), print: PrintPages::default(), durable: Durability::default() }
    }
}

/// Reads site.toml. With any diagnostic the configuration must not be used: the run ends with exit status 2.
#[must_use]
pub fn parse(id: FileId, file: &SourceFile) -> (Config, Vec<Diagnostic>) {
    let mut text = file.text.clone();
    let mut diagnostics = Vec::new();
    // Reading stops at the first mistake. Its line is blanked out and the rest is read again, so that one run shows
    // them; a mistake that is not on a line of its own ends the search, and so do many of them, because each is another
    // reading.
    let config = loop {
        match toml::from_str::<Config>(&text) {
            Ok(config) => break config,
            Err(error) => {
                let range = error.span().unwrap_or(0..0);
                let start = crate::source::line_start(&text, range.start);
                // An unknown table is removed with its keys. They get no messages.
                let is_table = text[start..].starts_with('[');
                let next = if is_table { "\n[" } else { "\n" };
                let end = text[range.start..].find(next).map_or(text.len(), |length| range.start + length);
                if diagnostics.len() == MOST_MISTAKES {
                    diagnostics.push(
                        Diagnostic::note(
                            "config-invalid",
                            "further mistakes are not named: run this again after you have corrected the others",
                        )
                        .at(Span::new(id, start..end)),
                    );
                    break Config::default();
                }
                let said = none_of_the_values(&error, &text).unwrap_or_else(|| mistake(&error, &text));
                diagnostics.push(said.at(Span::new(id, range.clone())));
                if text[start..end].trim().is_empty() || range.is_empty() {
                    break Config::default();
                }
                let blank: String = text[start..end].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
                text.replace_range(start..end, &blank);
            }
        }
    };
    diagnostics.extend(values::out_of_range(&config, id, file));
    crate::diagnostic::sort(&mut diagnostics);
    (config, diagnostics)
}

fn mistake(error: &toml::de::Error, text: &str) -> Diagnostic {
    let message = error.message();
    let diagnostic = Diagnostic::error("config-invalid", message.trim_end_matches('\n').replace('\n', "; "));
    match (message.strip_prefix("unknown field "), error.span()) {
        (Some(expected), Some(range)) => {
            let found = &text[range.clone()];
            let table = table_of(text, range.start);
            match (table, nearest(found, backticked(expected).skip(1))) {
                (Some(table), _) => diagnostic.help(format!("put it under `[{table}]`")),
                (None, Some(name)) => diagnostic.help(format!("did you mean `{name}`?")),
                (None, None) => diagnostic.help("`notewright config --explain` lists every key"),
            }
        }
        (None, Some(_)) if message.starts_with("unknown variant ") => {
            diagnostic.help("use one of the values that are listed")
        }
        _ => match advice::of(message, text, error.span().unwrap_or_default()) {
            Some(advice) => diagnostic.help(advice),
            None => diagnostic,
        },
    }
}

/// Most mistakes that are named in one run.
const MOST_MISTAKES: usize = 20;

/// The tables of site.toml.
const TABLES: [&str; 9] = ["site", "notes", "catalogue", "build", "markdown", "search", "study", "serve", "deploy"];

/// The table that knows the key that is written at a byte.
fn table_of(text: &str, key: usize) -> Option<&'static str> {
    let line = text[key..].lines().next()?;
    TABLES.into_iter().find(|table| match toml::from_str::<Config>(&format!("[{table}]\n{line}\n")) {
        Ok(_) => line.contains('='),
        Err(_) => false,
    })
}

/// What is said of `print = true` where one of some names is wanted: the same as of `print = "true"`, which lists them.
fn none_of_the_values(error: &toml::de::Error, text: &str) -> Option<Diagnostic> {
    let range = error.span().filter(|_| error.message().trim_end() == "wanted string or table")?;
    let mut quoted = text.to_owned();
    quoted.replace_range(range.clone(), &toml::Value::from(&text[range.clone()]).to_string());
    let named = toml::from_str::<Config>(&quoted).err()?;
    let is_same = named.span().is_some_and(|span| span.start == range.start);
    is_same.then(|| mistake(&named, &quoted))
}

fn backticked(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn messages(text: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let id = sources.add(SourceFile::new("site.toml", text));
        let (_, diagnostics) = parse(id, sources.get(id));
        diagnostics
            .into_iter()
            .map(|d| {
                let (line, column) = sources.get(id).line_column(d.span.map_or(0, |span| span.start));
                format!("{line}:{column} {} | {}", d.message, d.help.unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn all_mistakes_are_found_in_one_run() {
        let found = messages("[site]\ntittle = \"x\"\ndescription = 7\n[build]\nprint = \"maybe\"\n");
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(found[0].starts_with("2:1 unknown field `tittle`") && found[0].ends_with("did you mean `title`?"));
        assert!(found[1].starts_with("3:15 "));
        assert!(found[2].starts_with("5:9 unknown variant `maybe`"));
    }

    #[test]
    fn mistakes_of_the_form_have_advice() {
        for (text, advice) in [
            ("[notes]\npath = \"C:\\Users\\me\"\n", "write `/` for each backslash, or the text between single quotes"),
            ("[site]\ntitle = “My notes”\n", "write straight quotation marks: `title = \"My notes\"`"),
            ("[site]\ntitle = My notes\n", "write quotation marks around it: `title = \"My notes\"`"),
            ("[site]\ntitle = 7\n", "write quotation marks around it: `title = \"7\"`"),
            ("[site]\noffline = \"yes\"\n", "write `true` or `false`, without quotation marks"),
            (
                "[site]\noffline = yes\n",
                "write `true` or `false`, or quotation marks around a text: `offline = \"yes\"`",
            ),
            ("[notes]\nlevel = \"3\"\n", "write a number, without quotation marks"),
            ("[notes]\nexclude = \"a/\"\n", "write a list: `exclude = [\"a/\"]`"),
            ("[site]\ntitle: Notes\n", "the file is TOML: `title = \"…\"` below `[site]`"),
            ("site:\n", "the file is TOML: `title = \"…\"` below `[site]`"),
            ("[site]\ntitle = \"Notes\n", "end the text with `\"` on its line"),
        ] {
            let found = messages(text);
            assert!(found.len() == 1 && found[0].ends_with(&format!("| {advice}")), "{text}: {found:#?}");
        }
    }

    #[test]
    fn after_many_mistakes_no_more_are_named() {
        let keys: Vec<String> = (10..MOST_MISTAKES + 30).map(|key| format!("a{key} = 1\n")).collect();
        let found = messages(&keys.concat());
        assert_eq!(found.len(), MOST_MISTAKES + 1, "{found:#?}");
        assert!(found[MOST_MISTAKES].starts_with("21:1 further mistakes are not named"), "{found:#?}");
    }

    #[test]
    fn a_wrong_value_is_shown_at_its_own_key() {
        for (text, position) in [
            ("[notes]\npath = \"notes\"\n[catalogue]\npath = \"A b\"\n", "4:1 "),
            ("notes.path = \"\"\nsite.language = \"english\"\n", "1:7 "),
            ("# path = 1\n[catalogue]\n  \"path\" = \"A b\"\n", "3:3 "),
            (
                "[[deploy.headers]]\nmatch = \"a\"\ncache = \"x\"\n[[deploy.headers]]\nmatch = \"[\"\ncache = \"x\"\n",
                "5:1 ",
            ),
            ("[search.synonyms]\nb = [\"c\"]\n\"a b\" = []\n", "3:1 "),
        ] {
            let found = messages(text);
            assert!(found[0].starts_with(position), "{text}: {found:?}");
        }
    }

    #[test]
    fn mistakes_of_a_first_day_have_advice() {
        for (text, said) in [
            ("title = \"x\"\n", "put it under `[site]`"),
            ("enabled = false\n", "put it under `[study]`"),
            ("[notes]\nbase_url = \"https://x.org/\"\n", "put it under `[site]`"),
            ("[site]\nlanguage = \"english\"\n", "`en`"),
            ("[site]\nlanguage = \"klingonish\"\n", "such as `en` or `pt-BR`"),
            ("[site]\nedit_url = \"https://x.org/{pat}\"\n", "write `{path}`"),
            ("[site]\nedit_url = \"https://x.org/notes\"\n", "{path}"),
            ("[catalogue]\npath = \"a/../b\"\n", "letters"),
            ("[markdown]\npolicy_allow = [\"policy-publik\"]\n", "did you mean `policy-public`?"),
            ("[site]\nwhatever = 1\n", "notewright config --explain"),
        ] {
            let found = messages(text);
            assert!(found.len() == 1 && found[0].contains(said), "{text}: {found:?}");
        }
    }

    #[test]
    fn the_message_about_an_invalid_value_lists_the_names() {
        for text in ["print = true", "print = 1", "print = [1]"] {
            let found = messages(&format!("[build]\n{text}\n[notes]\nlevel = 9\n"));
            assert!(found[0].contains("expected one of `auto`, `always`, `never`"), "{found:#?}");
            assert_eq!(found.len(), 2, "{found:#?}");
        }
    }

    #[test]
    fn what_would_do_nothing_is_refused() {
        for editor in ["", "code", "vi {file", "'vi {file}"] {
            let found = messages(&format!("[serve]\neditor = \"{editor}\"\n"));
            assert!(found.len() == 1 && found[0].starts_with("2:1 "), "{found:#?}");
        }
        assert_eq!(messages("[serve]\neditor = \"code -g {file}:{line}\"\n"), [""; 0]);
        let found = messages("[search.synonyms]\n\"a\" = [\"b\"]\n\"\" = [\"x\"]\n\"c\" = [\"\"]\n\"d\" = []\n");
        let lines: Vec<&str> = found.iter().map(|said| &said[..4]).collect();
        assert_eq!(lines, ["3:1 ", "4:1 ", "5:1 "], "{found:#?}");
    }

    #[test]
    fn values_are_checked_too() {
        let found = messages("[site]\nbase_url = \"notes.example.com\"\n[notes]\nlevel = 9\n");
        assert_eq!(found.len(), 2, "{found:#?}");
    }

    #[test]
    fn syntax_errors_have_a_span() {
        assert!(messages("[site\ntitle = 1")[0].starts_with("1:"));
    }
}
