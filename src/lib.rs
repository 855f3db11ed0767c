//! notewright turns numbered study notes into a cross-linked static site, in five steps.
//!
//! 1. **read** ([`disk`]): notes, site.toml, the catalogue, templates become [`source::Sources`].
//! 2. **parse** ([`parse`]): one Markdown file becomes a [`parse::Notebook`] of sections; [`catalogue`] and [`policy`]
//!    read what they are named after. Parsing never fails: it gives the value and what is wrong with it.
//! 3. **link** ([`link`]): notebooks and the catalogue become a [`site::Site`]: mentions, references, related sections.
//! 4. **render** ([`render`]): a page is a pure function of the site and a [`site::Route`].
//! 5. **write** ([`disk`]): all files at once, or none.
//!
//! Steps 2 to 4 touch no file, socket or clock. What authors should know travels as [`diagnostic::Diagnostic`]s.

pub mod build;
pub mod bundle;
pub mod catalogue;
pub mod check;
pub mod cli;
pub mod config;
pub mod content_type;
pub mod deploy;
pub mod diagnostic;
pub mod disk;
pub mod infra;
pub mod language;
pub mod link;
pub mod offline;
pub mod parse;
pub mod policy;
pub mod render;
pub mod sanitize;
pub mod search;
pub mod security_headers;
pub mod serve;
pub mod site;
pub mod source;
mod tags;
mod top;
pub mod words;
