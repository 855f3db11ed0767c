//! The command line: parses arguments, runs commands, prints results, and sets the exit status. The commands themselves
//! are in other modules.

mod cards;
mod deploy;
mod fix;
mod import;
mod infra;
mod init;
mod lock;
mod plan;
mod policy;
mod progress;
mod search;
mod serve;

use crate::build::{self, Outcome, Stop};
use crate::config;
use crate::controls::printable;
use crate::diagnostic::{self, Amount, Colour, Diagnostic, Format, Severity};
use crate::disk::{self, DiskError, Interrupt, Options, Ownership, Waiting, Writing, Written};
use crate::render;
use crate::site::{Site, SiteForm};
use crate::source::Sources;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use progress::Output;
use std::ffi::{OsStr, OsString};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Turns numbered study notes into a cross-linked static site.
#[derive(Debug, Parser)]
#[command(
    name = "notewright",
    version,
    max_term_width = 100,
    after_help = "Exit status: 0 done; 1 the notes or the site have errors, all of them listed; 2 could not run (arguments, \
                  site.toml, disk, port).\nResults go to standard output, everything else to standard error."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
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
                            With --format json: an array of url, title, number, score, excerpt.")]
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
    /// Print a CloudFormation template: a private S3 bucket behind CloudFront, to publish the site to
    #[command(after_help = "Needs no site and no account. docs/hosting.md shows how to use it: \
                            `notewright infra > stack.yaml`, then `aws cloudformation deploy`.")]
    Infra,
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
            _ => Format::Human,
        }
    }

    /// Whether any command writes diagnostics like that.
    fn is_common(self) -> bool {
        matches!(self, Self::Human | Self::Json | Self::Github)
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

/// Longest wait for another build into the same folder. Large sites are written in seconds.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Runs the command in `arguments`. The first argument is the name of the program.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let end = if error.use_stderr() { End::CouldNotRun } else { End::Done };
            return finish(error.print().map(|()| end));
        }
    };
    arguments.common.format = arguments.common.format_name.of_diagnostics();
    let common = &arguments.common;
    if !common.format_name.is_common() && !matches!(arguments.command, Command::Cards | Command::Plan(_)) {
        return finish(refuse_format(common, "`human`, `json` or `github`"));
    }
    let options = Options { root: common.root.clone(), notes: common.notes.clone(), out: common.out.clone() };
    finish(match &arguments.command {
        Command::Init { dir, aws, from } => {
            let dir = if common.root == Path::new(".") { dir.clone() } else { common.root.join(dir) };
            if let Some(from) = from {
                return finish(import(&dir, from, common));
            }
            init(&dir, if *aws { init::Subject::Aws } else { init::Subject::Any }, common)
        }
        Command::Config { .. } => std::io::stdout().write_all(config::explained().as_bytes()).map(|()| End::Done),
        Command::Templates { export } => match disk::create_new(export, &render::built_in_templates()) {
            Ok(()) => Ok(End::Done),
            Err(error) => refuse(&error, common),
        },
        Command::Build { single_file, repair_output } => {
            let form = if *single_file { SiteForm::SingleFile } else { SiteForm::Folder };
            let ownership = if *repair_output { Ownership::ByContent } else { Ownership::ByManifest };
            build(&options, common, form, ownership)
        }
        Command::Check { fix, yes } => {
            let question = if *yes { Question::Answered } else { Question::Asked };
            check(&options, common, fix.then_some(question))
        }
        Command::Serve(asked) => serve::run(asked, &options, common),
        Command::Deploy(asked) => deploy::run(asked, &options, common),
        Command::Search(asked) => search::run(asked, &options, common),
        Command::Policy(asked) => policy::run(asked, common),
        Command::Cards => cards::run(&options, common),
        Command::Plan(asked) => plan::run(asked, &options, common),
        Command::Lock(asked) => lock::run(asked, &options, common),
        Command::Infra => infra::run(),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "notewright", &mut script);
            std::io::stdout().write_all(&script).map(|()| End::Done)
        }
    })
}

/// Says that a command has no such format.
fn refuse_format(common: &Common, known: &str) -> std::io::Result<End> {
    let name = common.format_name.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
    let diagnostic = Diagnostic::error("could-not-run", format!("`--format {name}` does not go with this command"));
    report(&[diagnostic.help(format!("use {known}"))], &Sources::default(), common, Stream::Error)?;
    Ok(End::CouldNotRun)
}

/// Makes the exit status. A closed pipe (`notewright check | head`) is not an error; any other failure to print is.
fn finish(result: std::io::Result<End>) -> ExitCode {
    match result {
        Ok(end) => ExitCode::from(end as u8),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::from(End::Done as u8),
        Err(_) => ExitCode::from(End::CouldNotRun as u8),
    }
}

fn init(dir: &Path, subject: init::Subject, common: &Common) -> std::io::Result<End> {
    match init::create(dir, subject) {
        Ok(begun) => {
            let said: String = begun.files.iter().map(|file| format!("{}\n", dir.join(file).display())).collect();
            std::io::stdout().write_all(said.as_bytes())?;
            if !common.quiet {
                eprintln!("{}", begun.next_step(dir));
            }
            Ok(End::Done)
        }
        Err(error) => refuse(&error, common),
    }
}

fn import(dir: &Path, from: &Path, common: &Common) -> std::io::Result<End> {
    match import::create(dir, from) {
        Ok(imported) => {
            std::io::stdout().write_all(format!("{}\n", dir.join("site.toml").display()).as_bytes())?;
            if !common.quiet {
                eprint!("{}", imported.said);
            }
            Ok(End::Done)
        }
        Err(error) => refuse(&error, common),
    }
}

fn build(options: &Options, common: &Common, form: SiteForm, ownership: Ownership) -> std::io::Result<End> {
    let is_single_file = form == SiteForm::SingleFile;
    let mut prepared = match build::prepare(options, form) {
        Ok(prepared) => prepared,
        Err(stop) => return stopped(stop, common),
    };
    if common.verbose {
        eprint!("{}", texts_read(&prepared.sources));
    }
    if is_single_file && common.out.is_none() {
        prepared.out = beside(&prepared.out);
    }
    let out = prepared.out.clone();
    let progress = progress::Progress::begin(&prepared, if common.quiet { Output::Quiet } else { Output::Full });
    let interrupt = Interrupt::on_signals();
    let waiting = Waiting { longest: LONGEST_WAIT, begins: &|process| say_waiting(process, common) };
    let writing = Writing { waiting, interrupt: interrupt.clone(), ownership };
    let written = if is_single_file { build::write_single_file(prepared) } else { build::write(prepared, &writing) };
    if written.is_err() {
        interrupt.end();
    }
    progress.end();
    match written {
        Ok(outcome) => {
            report(&outcome.diagnostics, &outcome.sources, common, Stream::Error)?;
            let end = verdict(&outcome.diagnostics, common);
            match outcome.written {
                Some(written) => {
                    if common.verbose {
                        let file_in = out.parent().filter(|_| is_single_file);
                        eprint!("{}", files_written(&written, file_in.unwrap_or(&out)));
                    }
                    summary(&outcome.site, &written, &out, common)?;
                    if !common.quiet && common.format == Format::Human && !outcome.diagnostics.is_empty() {
                        eprintln!("{}", tally(&outcome.diagnostics));
                    }
                }
                None => eprintln!("Nothing was written: a page could not be rendered. The old site is unchanged."),
            }
            Ok(end)
        }
        Err(error) => refuse(&error, common),
    }
}

fn say_waiting(process: Option<u32>, common: &Common) {
    let process = process.map(|process| format!(", process {process}")).unwrap_or_default();
    if !common.quiet {
        eprintln!("waiting for another build{process}");
    }
}

/// Returns the file beside an output folder: `dist` -> `dist.html`.
fn beside(folder: &std::path::Path) -> PathBuf {
    let mut name = folder.file_name().unwrap_or(OsStr::new("site")).to_owned();
    name.push(".html");
    folder.with_file_name(name)
}

/// Whether `check --fix` asks before it writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    /// On a terminal.
    Asked,
    /// Never: `--yes`.
    Answered,
}

/// Asks the author on a terminal. A script, which has none, has seen what it asked for.
fn is_agreed(question: Question, (repairs, files): (usize, usize)) -> std::io::Result<bool> {
    let is_asked = question == Question::Asked && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if repairs == 0 || !is_asked {
        return Ok(true);
    }
    eprint!("Write {} to {}? [y/N] ", counted(repairs, "repair"), counted(files, "file"));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn check(options: &Options, common: &Common, fix: Option<Question>) -> std::io::Result<End> {
    let mut prepared = match build::prepare(options, SiteForm::Folder) {
        Ok(prepared) => prepared,
        Err(stop) => return stopped(stop, common),
    };
    let mut left = Vec::new();
    if let Some(question) = fix {
        let plan = fix::plan(&prepared);
        let shown = plan.shown(colour(common, std::io::stdout().is_terminal()));
        // What other programs read is the diagnostics alone.
        match common.format {
            Format::Human => std::io::stdout().write_all(shown.as_bytes())?,
            _ => std::io::stderr().write_all(shown.as_bytes())?,
        }
        let fixed = if is_agreed(question, plan.size())? { plan.write() } else { plan.refused() };
        if !common.quiet {
            eprintln!("{} in {}", counted(fixed.repairs, "repair"), counted(fixed.files, "file"));
        }
        if !fixed.failed.is_empty() {
            let failed: Vec<Diagnostic> = fixed.failed.iter().map(Diagnostic::from).chain(fixed.left).collect();
            report(&failed, &prepared.sources, common, Stream::Error)?;
            return Ok(End::CouldNotRun);
        }
        left = fixed.left;
        prepared = match build::prepare(options, SiteForm::Folder) {
            Ok(prepared) => prepared,
            Err(stop) => return stopped(stop, common),
        };
    }
    if common.verbose {
        eprint!("{}", texts_read(&prepared.sources));
    }
    let progress = progress::Progress::begin(&prepared, if common.quiet { Output::Quiet } else { Output::Full });
    let Outcome { mut diagnostics, sources, site, .. } = build::check(prepared);
    progress.end();
    diagnostics.append(&mut left);
    report(&diagnostics, &sources, common, Stream::Output)?;
    if !common.quiet && common.format == Format::Human {
        let sections = site.section_ids().count();
        eprintln!("{}: {}", counted(sections, "section"), tally(&diagnostics));
    }
    Ok(verdict(&diagnostics, common))
}

/// The stream for diagnostics: standard output for `check`, whose result they are, else standard error.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    Output,
    Error,
}

fn report(diagnostics: &[Diagnostic], sources: &Sources, common: &Common, stream: Stream) -> std::io::Result<()> {
    let is_terminal = match stream {
        Stream::Output => std::io::stdout().is_terminal(),
        Stream::Error => std::io::stderr().is_terminal(),
    };
    let colour = colour(common, is_terminal);
    let amount = match is_terminal {
        _ if common.verbose => Amount::All,
        true => Amount::Few,
        false => Amount::Grouped,
    };
    let shown: Vec<&Diagnostic> =
        diagnostics.iter().filter(|diagnostic| !common.quiet || diagnostic.severity >= failing(common)).collect();
    let text = diagnostic::draw_all(&shown, sources, common.format, colour, amount);
    match stream {
        Stream::Output => std::io::stdout().write_all(text.as_bytes()),
        Stream::Error => std::io::stderr().write_all(text.as_bytes()),
    }
}

/// Returns the lowest severity that makes a run fail.
fn failing(common: &Common) -> Severity {
    if common.strict { Severity::Warning } else { Severity::Error }
}

fn verdict(diagnostics: &[Diagnostic], common: &Common) -> End {
    let fails = failing(common);
    if diagnostics.iter().any(|diagnostic| diagnostic.severity >= fails) { End::Failed } else { End::Done }
}

fn summary(site: &Site, written: &Written, out: &std::path::Path, common: &Common) -> std::io::Result<()> {
    let (files, changed, removed) = (written.files, written.changed.len(), written.removed.len());
    let sections = site.section_ids().count();
    let services = site.named_services().len();
    let text = if common.format == Format::Json {
        let summary = serde_json::json!({
            "sections": sections, "services": services, "files": files, "changed": changed, "removed": removed, "out": out,
        });
        format!("{summary}\n")
    } else if common.quiet {
        return Ok(());
    } else {
        let what = format!("{}, {}", counted(sections, "section"), counted(services, "service"));
        format!("{what}: {} in {}, {changed} changed, {removed} removed\n", counted(files, "file"), out.display())
    };
    std::io::stdout().write_all(text.as_bytes())
}

fn stopped(stop: Stop, common: &Common) -> std::io::Result<End> {
    match stop {
        Stop::Disk(error) => refuse(&error, common),
        Stop::Config(config) => {
            let (sources, diagnostics) = *config;
            report(&diagnostics, &sources, common, Stream::Error)?;
            Ok(End::CouldNotRun)
        }
    }
}

fn refuse(error: &DiskError, common: &Common) -> std::io::Result<End> {
    report(&[error.into()], &Sources::default(), common, Stream::Error)?;
    Ok(End::CouldNotRun)
}

fn texts_read(sources: &Sources) -> String {
    sources.iter().map(|(_, file)| format!("read {} ({} bytes)\n", printable(&file.path), file.text.len())).collect()
}

fn files_written(written: &Written, folder: &std::path::Path) -> String {
    let shown = |path: &String| printable(&folder.join(path).display().to_string()).into_owned();
    let changed = written.changed.iter().map(|path| format!("wrote {}\n", shown(path)));
    let removed = written.removed.iter().map(|path| format!("removed {}\n", shown(path)));
    changed.chain(removed).collect()
}

fn colour(common: &Common, is_terminal: bool) -> Colour {
    let wanted = match common.color {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let set = |name: &str| std::env::var_os(name).unwrap_or_default();
            is_terminal && supports_colour(&set("TERM"), &set("NO_COLOR"))
        }
    };
    if wanted { Colour::On } else { Colour::Off }
}

/// Returns whether a terminal supports colours: a `dumb` one (terminfo) does not, and NO_COLOR turns them off
/// (no-color.org).
fn supports_colour(term: &OsStr, no_color: &OsStr) -> bool {
    term != "dumb" && no_color.is_empty()
}

fn tally(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    if diagnostics.is_empty() {
        return "no problems".into();
    }
    format!(
        "{}, {}, {}",
        counted(count(Severity::Error), "error"),
        counted(count(Severity::Warning), "warning"),
        counted(count(Severity::Note), "note")
    )
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn colours_need_a_terminal_that_supports_them() {
        let understands = |term: &str, no_color: &str| supports_colour(term.as_ref(), no_color.as_ref());
        assert!(understands("xterm-256color", "") && understands("", ""));
        assert!(!understands("dumb", "") && !understands("xterm", "1"));
    }
}
