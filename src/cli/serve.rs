//! `notewright serve`: what the author reads in the terminal while it runs.

use super::{Common, End, Stream, colour, counted, report, stopped, texts_read};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::disk::Options;
use crate::serve::{self, CannotServe, Event, Settings};
use crate::source::Sources;
use clap::Args;
use std::io::{ErrorKind, IsTerminal, Write};
use std::time::Duration;

/// How to serve.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The name or address to listen on; beyond this machine only if you ask for it
    #[arg(long, value_name = "NAME", default_value = "127.0.0.1")]
    host: String,
    /// The port; the next free one if it is taken, any for 0
    #[arg(long, value_name = "PORT", default_value_t = 4000)]
    port: u16,
    /// Open the site in a browser
    #[arg(long)]
    open: bool,
    /// Look at the files every moment instead of being told of changes, for network drives and containers
    #[arg(long)]
    poll: bool,
}

pub(super) fn run(asked: &Serve, options: &Options, common: &Common) -> std::io::Result<End> {
    let settings = Settings { host: asked.host.clone(), port: asked.port, polls: asked.poll };
    let (opens, is_quiet, is_verbose, format) = (asked.open, common.quiet, common.verbose, common.format);
    let colour = colour(common, std::io::stderr().is_terminal());
    let say = move |event: Event<'_>| {
        let mut text = String::new();
        match event {
            Event::Ready { url, sections, took } => {
                // The address is the result; everything else is beside it.
                let mut out = std::io::stdout();
                let _ = writeln!(out, "{url}").and_then(|()| out.flush());
                if opens && let Err(error) = open::that_detached(url) {
                    text.push_str(&format!("cannot open a browser: {error}\n"));
                }
                if !is_quiet {
                    let sections = counted(sections, "section");
                    text.push_str(&format!("{sections} in {}; every save shows at once; Ctrl+C ends\n", shown(took)));
                }
            }
            Event::Read(sources) if is_verbose => text.push_str(&texts_read(sources)),
            Event::Read(_) => {}
            Event::Diagnostics(diagnostics, sources) => {
                text.push_str(&drawn(diagnostics, sources, is_quiet, format, colour));
            }
            _ if is_quiet => {}
            Event::Notice(notice) => text.push_str(&format!("{notice}\n")),
            Event::Changed { what, took } => text.push_str(&format!("{what}: {}\n", shown(took))),
            Event::Fixed { what } => text.push_str(&format!("fixed {what}\n")),
            Event::Reloaded { pages } => text.push_str(&format!("reloaded {}\n", pages.join(", "))),
        }
        // Whoever closed the terminal reads nothing; the pages are still served.
        let _ = std::io::stderr().write_all(text.as_bytes());
    };
    match serve::serve(options, &settings, say) {
        Ok(()) => Ok(End::Done),
        Err(CannotServe::Site(stop)) => stopped(stop, common),
        Err(CannotServe::Address(address, error)) => {
            // A name that nobody knows has no kind of its own.
            let help = match error.kind() {
                ErrorKind::AddrInUse | ErrorKind::PermissionDenied => "name another port with `--port`, or 0 for any",
                _ => "name an address of this machine with `--host`: `127.0.0.1`, or `0.0.0.0` for all of them",
            };
            let mistake = Diagnostic::error("could-not-run", format!("cannot listen on {address}: {error}")).help(help);
            report(&[mistake], &Sources::default(), common, Stream::Error)?;
            Ok(End::CouldNotRun)
        }
    }
}

fn drawn(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    is_quiet: bool,
    format: diagnostic::Format,
    colour: diagnostic::Colour,
) -> String {
    diagnostics
        .iter()
        .filter(|diagnostic| !is_quiet || diagnostic.severity == Severity::Error)
        .map(|diagnostic| diagnostic::draw(diagnostic, sources, format, colour))
        .collect()
}

fn shown(took: Duration) -> String {
    format!("{} ms", took.as_millis())
}
