//! The command line: parses the arguments, calls the command, and sets the exit status. Each command is a module of its own;
//! what they print about problems is in `report`.

mod build;
mod cards;
mod check;
mod deploy;
mod fix;
mod import;
mod infra;
mod init;
mod lock;
mod manual;
mod note;
mod plan;
mod policy;
mod progress;
mod report;
mod schema;
mod search;
mod serve;

use crate::config;
use crate::diagnostic::Format;
use crate::disk::{self, Drafts, Options, Ownership};
use crate::parse;
use crate::render;
use crate::site::SiteForm;
use check::Question;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use report::{refuse, refuse_format};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The licences of all crates in the program, with every feature. `scripts/licenses` writes it.
const LICENSES: &str = include_str!("../licenses.txt");

/// Turns numbered study notes into a cross-linked static site.
#[derive(Debug, Parser)]
#[command(
    name = "notewright",
    version = env!("NOTEWRIGHT_VERSION"),
    max_term_width = 100,
    after_help = "`notewright NOTE.md` builds one note into a folder beside it, and prints the first page.\n\nExit status: 0 \
                  done; 1 the notes or the site have errors, all of them listed, or a search found nothing; 2 could not \
                  run (arguments, site.toml, disk, port). `deploy` has more: `notewright deploy --help`.\nResults go to \
                  standard output, everything else to standard error."
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Print the licences of the crates in this program
    #[arg(long)]
    licenses: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Create a site: site.toml, and a first notebook if there are no notes yet
    Init {
        /// The folder; created if it does not exist
        #[arg(default_value = ".")]
        dir: PathBuf,
        /// Add the catalogue of AWS services, to edit
        #[arg(long)]
        aws: bool,
        /// Look at this folder of another tool's notes, say what it is, and write the settings that help
        #[arg(long, value_name = "FOLDER", conflicts_with = "aws")]
        from: Option<PathBuf>,
    },
    /// Build the site
    Build {
        /// Write one self-contained HTML file, to read without a server or a network
        #[arg(long)]
        single_file: bool,
        /// Adopt the files in the output folder that are provably of notewright, although its list of them is damaged
        #[arg(long, conflicts_with = "single_file")]
        repair_output: bool,
    },
    /// List all problems in the notes, the catalogue, the links and the policies; write nothing
    Check {
        /// Show the repairs, ask, and write them to the notes
        #[arg(long)]
        fix: bool,
        /// Do not ask; only a terminal is asked
        #[arg(long, requires = "fix")]
        yes: bool,
    },
    /// Preview the site: every save appears in the browser at once
    #[command(
        after_help = "Nothing is written. Prints the address to standard output. Pages reload automatically, keep \
                            their scroll position, and show what is wrong with them."
    )]
    Serve(serve::Serve),
    /// Publish the build to S3, and invalidate CloudFront
    #[command(after_help = deploy::AFTER_HELP)]
    Deploy(deploy::Deploy),
    /// Search the current notes
    #[command(after_help = "Finds words by their beginning, by other names of the same thing, and despite typos. \
                            With --format json: an array of url, title, number, score, excerpt.\n\n\
                            Exit status: 0 found; 1 nothing found; 2 could not search.")]
    Search(search::Search),
    /// Read one policy: what it says, what is wrong with it, and whether it would allow a request
    #[command(after_help = policy::AFTER_HELP)]
    Policy(Box<policy::Asked>),
    /// Print the flashcards that the notes make
    #[command(
        after_help = "--format anki, csv, json or markdown; without it, Markdown to read. Anki imports its file again and \
                            again: cards are updated, schedules stay."
    )]
    Cards,
    /// Print the days until an exam: new cards, reviews, one pass at the end
    #[command(after_help = "--format text, ics or json. A calendar file has an all-day event for each day.")]
    Plan(plan::Plan),
    /// Write notewright.lock.json: which number means which section
    #[command(after_help = "From then on `check` and `build` say when an address would change its meaning.")]
    Lock(lock::Lock),
    /// Print the files that set up a host: a CloudFormation template, headers and redirects, or a server configuration
    #[command(after_help = infra::AFTER_HELP)]
    Infra(infra::Infra),
    /// Print what every key of site.toml means
    Config {
        /// Describe every key; the default
        #[arg(long)]
        explain: bool,
    },
    /// Write the built-in templates to a folder, to change them
    Templates {
        /// The folder; files in `templates/` beside site.toml win over the built-in ones
        #[arg(long, value_name = "DIR", default_value = "templates", default_missing_value = "templates", num_args = 0..=1)]
        export: PathBuf,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the JSON Schema of a kind of file, for editors
    #[command(after_help = "docs/editors.md shows how an editor uses it.")]
    Schema {
        /// The kind of file
        #[arg(value_enum)]
        described: schema::Described,
    },
    /// Write the manual pages to a folder: `notewright.1`, and one for each command
    Man {
        /// The folder; created if it does not exist
        dir: PathBuf,
    },
    /// Build one note into a folder beside it
    #[command(hide = true)]
    Note {
        /// The note
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Common {
    /// The folder of site.toml
    #[arg(long, global = true, value_name = "DIR", default_value = ".", hide_default_value = true)]
    root: PathBuf,
    /// A folder of notes, or one note; replaces the configured one
    #[arg(long, global = true, value_name = "PATH")]
    notes: Option<PathBuf>,
    /// The output folder, or the file of `build --single-file`; replaces the configured one
    #[arg(long, global = true, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Fail on warnings too
    #[arg(long, global = true)]
    strict: bool,
    /// The format of diagnostics, or of what the command prints
    #[arg(long = "format", global = true, value_name = "FORMAT", value_enum, default_value = "human")]
    format_name: FormatName,
    /// The format of diagnostics that the name stands for.
    #[arg(skip)]
    format: Format,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value = "auto")]
    color: When,
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Also print which files are read and written
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// A value of `--format`. Those for files of one command are hidden elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormatName {
    /// For people: the line, a caret, the advice.
    Human,
    /// One JSON object a line.
    Json,
    /// Workflow commands that GitHub shows beside the line in a pull request.
    Github,
    /// For `check`: one SARIF log, for code scanning.
    Sarif,
    #[value(hide = true)]
    Anki,
    #[value(hide = true)]
    Csv,
    #[value(hide = true)]
    Markdown,
    #[value(hide = true)]
    Text,
    #[value(hide = true)]
    Ics,
}

impl FormatName {
    /// How diagnostics are written when results have this format.
    fn of_diagnostics(self) -> Format {
        match self {
            Self::Json => Format::Json,
            Self::Github => Format::Github,
            Self::Sarif => Format::Sarif,
            _ => Format::Human,
        }
    }

    /// Whether a command takes this format. Cards and plans have formats of their own, and refuse others themselves.
    fn suits(self, command: &Command) -> bool {
        match self {
            Self::Human | Self::Json | Self::Github => true,
            Self::Sarif => matches!(command, Command::Check { .. } | Command::Cards | Command::Plan(_)),
            _ => matches!(command, Command::Cards | Command::Plan(_)),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

/// The end of a run, as an exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Done = 0,
    /// The notes or the site have errors, or a deploy failed.
    Failed = 1,
    CouldNotRun = 2,
    #[cfg(feature = "deploy")]
    Refused = 3,
    #[cfg(feature = "deploy")]
    Denied = 4,
    #[cfg(feature = "deploy")]
    Held = 5,
    #[cfg(feature = "deploy")]
    NotInvalidated = 6,
}

/// Runs the command in `arguments`. The first argument is the name of the program.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let parsed = Arguments::try_parse_from(&arguments).or_else(|error| match named_note(&error, &arguments) {
        Some(arguments) => Arguments::try_parse_from(arguments),
        None => Err(error),
    });
    let mut arguments = match parsed {
        Ok(arguments) => arguments,
        Err(mut error) => {
            name_own_formats(&mut error, &arguments);
            let end = if error.use_stderr() { End::CouldNotRun } else { End::Done };
            return finish(error.print().map(|()| end));
        }
    };
    if arguments.licenses {
        return finish(std::io::stdout().write_all(LICENSES.as_bytes()).map(|()| End::Done));
    }
    let Some(command) = arguments.command else {
        let error = Arguments::command().error(ErrorKind::MissingSubcommand, "name a command, or a note to build");
        return finish(error.print().map(|()| End::CouldNotRun));
    };
    if !arguments.common.format_name.suits(&command) {
        return finish(refuse_format(&arguments.common, "`human`, `json` or `github`"));
    }
    arguments.common.format = arguments.common.format_name.of_diagnostics();
    finish(run_command(&command, &arguments.common))
}

fn run_command(command: &Command, common: &Common) -> std::io::Result<End> {
    let options = Options {
        root: common.root.clone(),
        notes: common.notes.clone(),
        out: common.out.clone(),
        drafts: Drafts::default(),
    };
    match command {
        Command::Init { dir, aws, from } => {
            let dir = if common.root == Path::new(".") { dir.clone() } else { common.root.join(dir) };
            match from {
                Some(from) => import::run(&dir, from, common),
                None => init::run(&dir, if *aws { init::Subject::Aws } else { init::Subject::Any }, common),
            }
        }
        Command::Config { .. } => std::io::stdout().write_all(config::explained().as_bytes()).map(|()| End::Done),
        Command::Templates { export } => match disk::create_new(export, &render::built_in_templates()) {
            Ok(()) => Ok(End::Done),
            Err(error) => refuse(&error, common),
        },
        Command::Build { single_file, repair_output } => {
            let form = if *single_file { SiteForm::SingleFile } else { SiteForm::Folder };
            let ownership = if *repair_output { Ownership::ByContent } else { Ownership::ByManifest };
            build::run(&options, common, form, ownership)
        }
        Command::Check { fix, yes } => {
            let question = if *yes { Question::Answered } else { Question::Asked };
            check::run(&options, common, fix.then_some(question))
        }
        Command::Serve(asked) => serve::run(asked, &options, common),
        Command::Deploy(asked) => deploy::run(asked, &options, common),
        Command::Search(asked) => search::run(asked, &options, common),
        Command::Policy(asked) => policy::run(asked, common),
        Command::Cards => cards::run(&options, common),
        Command::Plan(asked) => plan::run(asked, &options, common),
        Command::Lock(asked) => lock::run(asked, &options, common),
        Command::Infra(asked) => infra::run(asked, &options, common),
        Command::Schema { described } => schema::run(*described),
        Command::Man { dir } => manual::run(Arguments::command(), dir, common),
        Command::Note { file } => note::run(file, options, common),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "notewright", &mut script);
            std::io::stdout().write_all(&script).map(|()| End::Done)
        }
    }
}

/// Names the formats of the command where clap refuses another one: `cards` and `plan` have their own.
fn name_own_formats(error: &mut clap::Error, arguments: &[OsString]) {
    let is_of_format = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => argument.starts_with("--format"),
        _ => false,
    };
    let own = arguments.iter().find_map(|argument| match argument.to_str()? {
        "cards" => Some(["anki", "csv", "json", "markdown"].as_slice()),
        "plan" => Some(["text", "ics", "json"].as_slice()),
        _ => None,
    });
    if let Some(own) = own.filter(|_| is_of_format && error.kind() == ErrorKind::InvalidValue) {
        let names = own.iter().map(|&name| name.to_owned()).collect();
        error.insert(ContextKind::ValidValue, ContextValue::Strings(names));
    }
}

/// Returns the arguments of the command `note`, if clap refused the name of a note as a command: `notewright notes.md`.
fn named_note(error: &clap::Error, arguments: &[OsString]) -> Option<Vec<OsString>> {
    let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let is_note = name.rsplit_once('.').is_some_and(|(_, extension)| parse::is_note(extension));
    if error.kind() != ErrorKind::InvalidSubcommand || !is_note {
        return None;
    }
    let position = arguments.iter().position(|argument| argument.to_string_lossy() == *name)?;
    let mut arguments = arguments.to_vec();
    arguments.insert(position, "note".into());
    Some(arguments)
}

/// Makes the exit status. A closed pipe (`notewright check | head`) is not an error; any other failure to print is.
fn finish(result: std::io::Result<End>) -> ExitCode {
    match result {
        Ok(end) => ExitCode::from(end as u8),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::from(End::Done as u8),
        Err(_) => ExitCode::from(End::CouldNotRun as u8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
