//! `notewright serve` with a real process, real sockets and real files.
#![expect(clippy::disallowed_methods, reason = "tests read and write files, open sockets and watch the clock")]

mod drafts;
mod edits;
mod http;
mod mistakes;
mod server;
mod storms;
mod terminal;
