//! `notewright serve` as browsers and authors meet it: a real process, real sockets, real files.
#![expect(clippy::disallowed_methods, reason = "tests read and write files, open sockets and watch the clock")]

mod edits;
mod http;
mod mistakes;
mod server;
mod storms;
mod terminal;
