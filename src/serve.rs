//! `notewright serve`: the site as its notes are now, rendered when a page is asked for; open pages reload by themselves.
//!
//! Nothing is written. [`current_site`] is the site and what its paths give, [`preview`] brings it up to date, [`watch`] says
//! when to look, [`http`] answers browsers with pages as they are or, while a template fails, as they were ([`fallback`]),
//! [`reload`] tells open pages what changed, [`checked`] finds what is wrong with the pages that [`unchecked`]
//! names, [`told`] what of that is new.

#![expect(clippy::disallowed_methods, reason = "a server opens a socket and watches the clock")]

mod check_result;
mod diagnostic_diff;
mod dirty_pages;
mod fallback;
mod file;
mod http;
mod page_checker;
mod preview;
mod reload;
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

/// How to serve.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The name or address to listen on.
    pub host: String,
    /// The first port to try; 0 for any.
    pub port: u16,
    /// Whether to look at all files regularly instead of being told of changes.
    pub polls: bool,
}

/// What the server has to say to its author.
#[derive(Debug)]
pub enum Event<'a> {
    /// It listens: where, and what it serves.
    Ready {
        /// The address to open.
        url: &'a str,
        /// Sections of the site.
        sections: usize,
        /// How long reading took.
        took: Duration,
    },
    /// The site was read for the first time, from these texts.
    Read(&'a Sources),
    /// Something the author should know about how it runs.
    Notice(&'a str),
    /// The site was brought up to date.
    Changed {
        /// What changed: files, or the page of a section.
        what: &'a str,
        /// How long it took.
        took: Duration,
    },
    /// Open pages were told to reload.
    Reloaded {
        /// Their paths.
        pages: &'a [String],
    },
    /// What is wrong now and was not before.
    Diagnostics(&'a [Diagnostic], &'a Sources),
    /// What was wrong and is not any more.
    Fixed {
        /// Where it was, and what.
        what: &'a str,
    },
}

/// Why a server cannot begin.
#[derive(Debug)]
pub enum CannotServe {
    /// The site cannot be read.
    Site(Stop),
    /// The address cannot be listened on.
    Address(String, std::io::Error),
}

/// How many ports are tried when the first is taken.
const PORTS: u16 = 20;

/// Serves until the process ends. `say` is called with everything there is to tell.
///
/// # Errors
/// When the site cannot be read at first, or no port can be listened on. Later trouble is told and shown on pages.
pub fn serve(
    options: &Options,
    settings: &Settings,
    say: impl Fn(Event<'_>) + Send + Sync + 'static,
) -> Result<(), CannotServe> {
    let begin = Instant::now();
    let prepared = build::prepare(options, SiteForm::Folder).map_err(CannotServe::Site)?;
    let (listener, address) = listen(settings)?;
    let url = format!("http://{address}{}", prepared.site.base_path());
    let sections = prepared.site.section_ids().count();
    say(Event::Read(&prepared.sources));
    let (changes, changed) = mpsc::channel::<Change>();
    let preview = Arc::new(Preview::new(options.clone(), prepared, changes));
    let mut told = DiagnosticDiff::default();
    tell(&preview, |current| told.at_start(current), &say);
    if settings.port != 0 && address.port() != settings.port {
        say(Event::Notice(&format!("port {} is taken, so this is port {}", settings.port, address.port())));
    }
    if !address.ip().is_loopback() {
        say(Event::Notice("others on the network can read this: it is a preview, no server for the public"));
    }
    let hub = Arc::new(reload::Hub::default());
    let allowed = http::Allowed::new(&settings.host, address);
    watch::begin(&preview, settings.polls, &say);
    say(Event::Ready { url: &url, sections, took: begin.elapsed() });
    let server = http::Server { preview: Arc::clone(&preview), hub: Arc::clone(&hub), allowed };
    std::thread::spawn(move || server.run(&listener));
    loop {
        match next(&changed, preview.check_due(watch::PAUSE)) {
            Next::Change(change) => {
                if !change.what.is_empty() {
                    say(Event::Changed { what: &change.what, took: change.took });
                }
                let pages = hub.tell_all(&preview, &change);
                if !pages.is_empty() {
                    say(Event::Reloaded { pages: &pages });
                }
                tell(&preview, |current| told.after_reading(current), &say);
            }
            Next::Pause => {
                if let Some(checked) = page_checker::check(&preview) {
                    tell(&preview, |current| told.after_checking(current, &checked), &say);
                    preview.was_checked(&checked);
                }
            }
            Next::End => return Ok(()),
        }
    }
}

enum Next {
    Change(Change),
    /// The author pauses.
    Pause,
    End,
}

fn next(changes: &Receiver<Change>, longest: Option<Duration>) -> Next {
    match longest {
        None => changes.recv().map_or(Next::End, Next::Change),
        Some(longest) => match changes.recv_timeout(longest) {
            Ok(change) => Next::Change(change),
            Err(RecvTimeoutError::Timeout) => Next::Pause,
            Err(RecvTimeoutError::Disconnected) => Next::End,
        },
    }
}

/// Tells what is new.
fn tell(preview: &Preview, news: impl FnOnce(&SiteState) -> News, say: &impl Fn(Event<'_>)) {
    let current = preview.current();
    let News { new, fixed } = news(&current);
    // The texts that it speaks of may change at once, and a terminal can be slow.
    let sources = if new.is_empty() { Sources::default() } else { current.prepared.sources.clone() };
    drop(current);
    if !new.is_empty() {
        say(Event::Diagnostics(&new, &sources));
    }
    for what in &fixed {
        say(Event::Fixed { what });
    }
}

/// Listens on the first port that is free.
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
