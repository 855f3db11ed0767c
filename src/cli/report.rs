//! What the commands say about problems: which diagnostics are shown, where, and which of them make a run fail. The options
//! of the command line decide; every command, `serve` too, follows the same rule.

use super::{Common, End, When};
use crate::build::Stop;
use crate::controls::printable;
use crate::diagnostic::{self, Amount, Colour, Diagnostic, Format, Severity};
use crate::source::Sources;
use clap::ValueEnum;
use std::ffi::OsStr;
use std::io::{IsTerminal, Write};

/// The stream for diagnostics: standard output for `check`, whose result they are, else standard error.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Output,
    Error,
}

impl Stream {
    fn is_terminal(self) -> bool {
        match self {
            Self::Output => std::io::stdout().is_terminal(),
            Self::Error => std::io::stderr().is_terminal(),
        }
    }

    fn write(self, text: &str) -> std::io::Result<()> {
        match self {
            Self::Output => std::io::stdout().write_all(text.as_bytes()),
            Self::Error => std::io::stderr().write_all(text.as_bytes()),
        }
    }
}

/// How diagnostics are shown, as the options of the command line want it.
#[derive(Clone, Copy)]
pub(super) struct Style {
    format: Format,
    colour: Colour,
    amount: Amount,
    /// Less severe ones are not shown.
    least: Severity,
}

impl Style {
    pub(super) fn new(common: &Common, stream: Stream) -> Self {
        let is_terminal = stream.is_terminal();
        Self {
            format: common.format,
            colour: colour(common, stream),
            amount: match is_terminal {
                _ if common.verbose => Amount::All,
                true => Amount::Few,
                false => Amount::Grouped,
            },
            least: if common.quiet { failing(common) } else { Severity::Note },
        }
    }

    /// The same, but each diagnostic for itself: none stands for others.
    pub(super) fn ungrouped(self) -> Self {
        Self { amount: Amount::All, ..self }
    }

    pub(super) fn draw(self, diagnostics: &[Diagnostic], sources: &Sources) -> String {
        let shown: Vec<&Diagnostic> =
            diagnostics.iter().filter(|diagnostic| diagnostic.severity >= self.least).collect();
        diagnostic::draw_all(&shown, sources, self.format, self.colour, self.amount)
    }
}

pub(super) fn report(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    common: &Common,
    stream: Stream,
) -> std::io::Result<()> {
    stream.write(&Style::new(common, stream).draw(diagnostics, sources))
}

/// Returns the lowest severity that makes a run fail.
fn failing(common: &Common) -> Severity {
    if common.strict { Severity::Warning } else { Severity::Error }
}

pub(super) fn verdict(diagnostics: &[Diagnostic], common: &Common) -> End {
    let fails = failing(common);
    if diagnostics.iter().any(|diagnostic| diagnostic.severity >= fails) { End::Failed } else { End::Done }
}

pub(super) fn stopped(stop: Stop, common: &Common) -> std::io::Result<End> {
    match stop {
        Stop::Disk(error) => refuse(&error, common),
        Stop::Config(config) => {
            let (sources, diagnostics) = *config;
            report(&diagnostics, &sources, common, Stream::Error)?;
            Ok(End::CouldNotRun)
        }
    }
}

/// Reports why a command cannot do what it was asked.
pub(super) fn refuse(reason: impl Into<Diagnostic>, common: &Common) -> std::io::Result<End> {
    report(&[reason.into()], &Sources::default(), common, Stream::Error)?;
    Ok(End::CouldNotRun)
}

pub(super) fn texts_read(sources: &Sources) -> String {
    sources.iter().map(|(_, file)| format!("read {} ({} bytes)\n", printable(&file.path), file.text.len())).collect()
}

/// Says that a command has no such format.
pub(super) fn refuse_format(common: &Common, known: &str) -> std::io::Result<End> {
    let name = common.format_name.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
    let diagnostic = Diagnostic::error("could-not-run", format!("`--format {name}` does not go with this command"));
    refuse(diagnostic.help(format!("use {known}")), common)
}

pub(super) fn colour(common: &Common, stream: Stream) -> Colour {
    let wanted = match common.color {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let set = |name: &str| std::env::var_os(name).unwrap_or_default();
            stream.is_terminal() && supports_colour(&set("TERM"), &set("NO_COLOR"))
        }
    };
    if wanted { Colour::On } else { Colour::Off }
}

/// Returns whether a terminal supports colours: a `dumb` one (terminfo) does not, and NO_COLOR turns them off
/// (no-color.org).
fn supports_colour(term: &OsStr, no_color: &OsStr) -> bool {
    term != "dumb" && no_color.is_empty()
}

pub(super) fn tally(diagnostics: &[Diagnostic]) -> String {
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

pub(super) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_need_a_terminal_that_supports_them() {
        let understands = |term: &str, no_color: &str| supports_colour(term.as_ref(), no_color.as_ref());
        assert!(understands("xterm-256color", "") && understands("", ""));
        assert!(!understands("dumb", "") && !understands("xterm", "1"));
    }
}
