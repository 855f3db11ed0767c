//! notewright turns numbered study notes into a cross-linked static site, in five steps.
//!
//! 1. **read** ([`disk`]): notes, site.toml, the catalogue and templates become [`source::Sources`].
//! 2. **parse** ([`parse`]): a Markdown file becomes a [`parse::Notebook`] of sections. [`catalogue`] parses services, [`policy`]
//!    parses IAM policies. Parsing never fails: it returns the value and its diagnostics.
//! 3. **link** ([`link`]): notebooks and the catalogue become a [`site::Site`] with mentions, references and related sections.
//! 4. **render** ([`render`]): a page is a pure function of the site and a [`site::Route`].
//! 5. **write** ([`disk`]): all files are staged, then published in an order that keeps every page complete.
//!
//! Steps 2 to 4 touch no file, socket or clock. Problems that the author should know are [`diagnostic::Diagnostic`]s.

// Leaves: used by every step.
pub mod config;
pub mod controls;
pub mod day;
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

// The five steps for one site, and the programs that run them.
pub mod build;
pub mod cli;
pub mod deploy;
pub mod hosting;
pub mod serve;
