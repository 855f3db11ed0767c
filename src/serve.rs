//! `notewright serve`: a local preview. It renders pages on request from the current notes, and reloads open pages when
//! they change.
//!
//! Nothing is written. [`site_state`] is the site and what its paths give, [`preview`] brings it up to date, [`watch`] says
//! when to look, [`http`] answers browsers with pages as they are or, while a template fails, as they were ([`fallback`]),
//! [`reload`] tells open pages what changed, [`page_checker`] finds what is wrong with the pages that [`dirty_pages`]
//! names, [`diagnostic_diff`] what of that is new.

#![expect(clippy::disallowed_methods, reason = "a server opens a socket and watches the clock")]

mod check_result;
mod diagnostic_diff;
mod dirty_pages;
mod fallback;
mod file;
mod http;
mod page_checker;
mod preview;
mod range;
mod reload;
mod rendered;
mod site_state;
mod watch;

use crate::build::{self, Stop};
use crate::diagnostic::Diagnostic;
use crate::disk::Options;
use crate::site::SiteForm;
use crate::source::Sources;
use diagnostic_diff::{DiagnosticDiff, News};
use preview::Preview;
use site_state::{Change, SiteState};
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// Settings of the preview server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Host name or address to listen on.
    pub host: String,
    /// First port to try; 0 means any free port.
    pub port: u16,
    /// How changes of files are noticed.
    pub changes: Changes,
    /// Further names that requests may use, such as that of a tunnel.
    pub allowed_hosts: Vec<String>,
}

/// How changes of files are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// By file events of the system, with a slow scan as a fallback.
    Events,
    /// By scanning all files, for network drives and containers.
    Polling,
}

/// Events that the server reports to the terminal.
#[derive(Debug)]
pub enum Event<'a> {
    /// The server listens.
    Ready {
        /// Address to open.
        url: &'a str,
        /// Number of sections.
        sections: usize,
        /// Time that reading took.
        took: Duration,
    },
    /// The site was read for the first time, from these sources.
    Read(&'a Sources),
    /// A fact about the running server that the author should know.
    Notice(&'a str),
    /// The site was updated.
    Changed {
        /// Changed files, or the path of the changed page.
        what: &'a str,
        /// Time that the update took.
        took: Duration,
    },
    /// Open pages were reloaded.
    Reloaded {
        /// Paths of these pages.
        pages: &'a [String],
    },
    /// New diagnostics, and the sources that they point into.
    Diagnostics(&'a [Diagnostic], &'a Sources),
    /// A diagnostic was fixed.
    Fixed {
        /// Position and message of the diagnostic.
        what: &'a str,
    },
}

/// Reasons why the server cannot start.
#[derive(Debug)]
pub enum CannotServe {
    /// The site cannot be read.
    Site(Stop),
    /// The address cannot be listened on.
    Address(String, std::io::Error),
}

/// Number of ports to try after the first one. Enough for several previews on one machine.
const PORTS: u16 = 20;

/// Serves until the process ends. `report` receives every event.
///
/// # Errors
/// When the site cannot be read at the start, or no port is free. Later errors go to `report` and appear on
/// the pages.
pub fn serve(
    options: &Options,
    settings: &Settings,
    report: impl Fn(Event<'_>) + Send + Sync + 'static,
) -> Result<(), CannotServe> {
    let begin = Instant::now();
    let prepared = build::prepare(options, SiteForm::Folder).map_err(CannotServe::Site)?;
    let (listener, address) = listen(settings)?;
    let url = format!("http://{address}{}", prepared.site.base_path());
    let sections = prepared.site.section_ids().count();
    report(Event::Read(&prepared.sources));
    let (changes, changed) = mpsc::channel::<Change>();
    let preview = Arc::new(Preview::new(options.clone(), prepared, changes));
    let mut diff = DiagnosticDiff::default();
    report_news(&preview, |current| diff.at_start(current), &report);
    if settings.port != 0 && address.port() != settings.port {
        report(Event::Notice(&format!("port {} is in use: using port {} instead", settings.port, address.port())));
    }
    if !address.ip().is_loopback() {
        report(Event::Notice("other machines on the network can read this preview: it is not a public server"));
    }
    let hub = Arc::new(reload::Hub::default());
    let allowed = http::Allowed::new(&settings.host, address, &settings.allowed_hosts);
    watch::begin(&preview, settings.changes, &report);
    report(Event::Ready { url: &url, sections, took: begin.elapsed() });
    let server = http::Server { preview: Arc::clone(&preview), hub: Arc::clone(&hub), allowed };
    std::thread::spawn(move || server.run(&listener));
    loop {
        match next(&changed, preview.check_due(watch::IDLE)) {
            Next::Change(change) => {
                if !change.what.is_empty() {
                    report(Event::Changed { what: &change.what, took: change.took });
                }
                let pages = hub.send_changes(&preview, &change);
                if !pages.is_empty() {
                    report(Event::Reloaded { pages: &pages });
                }
                report_news(&preview, |current| diff.after_reading(current), &report);
            }
            Next::Idle => {
                if let Some(checked) = page_checker::check(&preview) {
                    report_news(&preview, |current| diff.after_checking(current, &checked), &report);
                    preview.record_check(&checked);
                }
            }
            Next::End => return Ok(()),
        }
    }
}

enum Next {
    Change(Change),
    /// The author has stopped typing, and dirty pages are due.
    Idle,
    End,
}

fn next(changes: &Receiver<Change>, longest: Option<Duration>) -> Next {
    match longest {
        None => changes.recv().map_or(Next::End, Next::Change),
        Some(longest) => match changes.recv_timeout(longest) {
            Ok(change) => Next::Change(change),
            Err(RecvTimeoutError::Timeout) => Next::Idle,
            Err(RecvTimeoutError::Disconnected) => Next::End,
        },
    }
}

/// Reports the diagnostics that are new or fixed.
fn report_news(preview: &Preview, news: impl FnOnce(&SiteState) -> News, report: &impl Fn(Event<'_>)) {
    let current = preview.current();
    let News { new, fixed, warnings_at_start } = news(&current);
    // A copy, so that a slow terminal does not hold the lock while the site changes.
    let sources = if new.is_empty() { Sources::default() } else { current.prepared.sources.clone() };
    drop(current);
    if !new.is_empty() {
        report(Event::Diagnostics(&new, &sources));
    }
    for what in &fixed {
        report(Event::Fixed { what });
    }
    if warnings_at_start > 0 {
        let ending = if warnings_at_start == 1 { "" } else { "s" };
        report(Event::Notice(&format!(
            "{warnings_at_start} warning{ending} at the start: `notewright check` lists them"
        )));
    }
}

/// Listens on the first free port.
fn listen(settings: &Settings) -> Result<(TcpListener, SocketAddr), CannotServe> {
    let failed = |error| CannotServe::Address(format!("{}:{}", settings.host, settings.port), error);
    let address: IpAddr = (settings.host.as_str(), settings.port)
        .to_socket_addrs()
        .map_err(failed)?
        .map(|address| address.ip())
        .min_by_key(IpAddr::is_ipv6)
        .ok_or_else(|| failed(std::io::ErrorKind::NotFound.into()))?;
    let last = if settings.port == 0 { 0 } else { settings.port.saturating_add(PORTS) };
    for port in settings.port..=last {
        match TcpListener::bind((address, port)) {
            Ok(listener) => {
                let address = listener.local_addr().map_err(failed)?;
                return Ok((listener, address));
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse && port < last => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Err(failed(std::io::ErrorKind::AddrInUse.into()))
}
