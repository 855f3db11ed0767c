//! HTML as text: escaping, reading tags, and sanitizing the author's HTML.
//!
//! It takes and gives text. It knows nothing about notes or pages; [`crate::render`] writes pages.

pub mod elements;
pub mod escape;
pub mod mathml;
pub mod sanitize;
pub(crate) mod tags;
