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

// Leaves: used by every step.
pub mod config;
pub mod diagnostic;
pub mod html;
pub mod language;
mod ranking;
pub mod source;
pub mod suggest;
pub mod tokenize;
pub mod yaml;

// Parse.
pub mod catalogue;
pub mod parse;
pub mod policy;

// Link.
pub mod link;
pub mod site;

// Render.
pub mod render;
pub mod search;
pub mod study;

// Read and write.
pub mod disk;
pub mod output;

// The five steps for one site, and what runs them.
pub mod build;
pub mod cli;
pub mod deploy;
pub mod hosting;
pub mod serve;
