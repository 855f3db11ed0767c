//! `notewright serve`: the site as its notes are now, rendered when a page is asked for; open pages reload by themselves.
//!
//! Nothing is written. [`current_site`] is the site and what its paths give, [`preview`] brings it up to date, [`watch`] says
//! when to look, [`http`] answers browsers, [`reload`] tells open pages what changed.

#![expect(clippy::disallowed_methods, reason = "a server opens a socket and watches the clock")]

mod current_site;
mod http;
mod preview;
mod reload;
mod watch;

use crate::build::{self, Stop};
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::Options;
use crate::source::Sources;
use current_site::Change;
use preview::Preview;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc;
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
    let prepared = build::prepare(options).map_err(CannotServe::Site)?;
    let (listener, address) = listen(settings)?;
    let url = format!("http://{address}{}", prepared.site.base_path());
    let sections = prepared.site.section_ids().count();
    let mistakes: Vec<Diagnostic> =
        prepared.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).cloned().collect();
    say(Event::Read(&prepared.sources));
    say(Event::Diagnostics(&mistakes, &prepared.sources));
    let (changes, changed) = mpsc::channel::<Change>();
    let preview = Arc::new(Preview::new(options.clone(), prepared, changes));
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
    for change in changed {
        if !change.diagnostics.is_empty() {
            preview.with_sources(|sources| say(Event::Diagnostics(&change.diagnostics, sources)));
        }
        if !change.what.is_empty() {
            say(Event::Changed { what: &change.what, took: change.took });
        }
        let pages = hub.tell_all(&preview, &change);
        if !pages.is_empty() {
            say(Event::Reloaded { pages: &pages });
        }
    }
    Ok(())
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
