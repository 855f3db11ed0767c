//! `notewright serve`: its arguments and its terminal output. The server is in [`crate::serve`].

use super::report::{Stream, Style, counted, refuse, stopped, texts_read};
use super::{Common, End};
use crate::controls::printable;
use crate::diagnostic::Diagnostic;
use crate::disk::{Drafts, Options};
use crate::serve::{self, CannotServe, Changes, Event, Settings};
use clap::Args;
use std::io::{ErrorKind, Write};
use std::time::Duration;

/// The arguments of `serve`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The host name or address to listen on; other machines can connect only if you change it
    #[arg(long, value_name = "NAME", default_value = "127.0.0.1")]
    host: String,
    /// The port; if it is in use, the next free one; 0 for any
    #[arg(long, value_name = "PORT", default_value_t = 4000)]
    port: u16,
    /// Also answer requests for this host name, such as that of a tunnel; `.example.com` includes all names below it
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Open the site in a browser
    #[arg(long)]
    open: bool,
    /// Show drafts too
    #[arg(long)]
    drafts: bool,
    /// Scan the files regularly instead of using file events, for network drives and containers
    #[arg(long)]
    poll: bool,
}

pub(super) fn run(arguments: &Serve, options: &Options, common: &Common) -> std::io::Result<End> {
    let changes = if arguments.poll { Changes::Polling } else { Changes::Events };
    let settings = Settings {
        host: arguments.host.clone(),
        port: arguments.port,
        changes,
        allowed_hosts: arguments.allow_host.clone(),
    };
    let (opens, is_quiet, is_verbose) = (arguments.open, common.quiet, common.verbose);
    // What an edit breaks is shown in full, however often the same was there before.
    let style = Style::new(common, Stream::Error).ungrouped();
    let print_event = move |event: Event<'_>| {
        let mut text = String::new();
        match event {
            Event::Ready { url, sections, took } => {
                // The address is the result of the command, so it goes to standard output.
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
                text.push_str(&style.draw(diagnostics, sources));
            }
            _ if is_quiet => {}
            Event::Notice(notice) => text.push_str(&format!("{}\n", printable(notice))),
            Event::Changed { what, took } => text.push_str(&format!("{}: {}\n", printable(what), shown(took))),
            Event::Fixed { what } => text.push_str(&format!("fixed {}\n", printable(what))),
            Event::Reloaded { pages } => text.push_str(&format!("reloaded {}\n", printable(&pages.join(", ")))),
        }
        // If the terminal is closed, the server continues.
        let _ = std::io::stderr().write_all(text.as_bytes());
    };
    let drafts = if arguments.drafts { Drafts::Shown } else { Drafts::LeftOut };
    match serve::serve(&Options { drafts, ..options.clone() }, &settings, print_event) {
        Ok(()) => Ok(End::Done),
        Err(CannotServe::Site(stop)) => stopped(stop, common),
        Err(CannotServe::Address(address, error)) => {
            // An unknown host name has no error kind of its own.
            let help = match error.kind() {
                ErrorKind::AddrInUse | ErrorKind::PermissionDenied => "name another port with `--port`, or 0 for any",
                _ => "name an address of this machine with `--host`: `127.0.0.1`, or `0.0.0.0` for all of them",
            };
            let mistake = Diagnostic::error("could-not-run", format!("cannot listen on {address}: {error}")).help(help);
            refuse(mistake, common)
        }
    }
}

fn shown(took: Duration) -> String {
    format!("{} ms", took.as_millis())
}
