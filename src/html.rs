//! HTML as text: escaping it, reading its tags, and cleaning what authors wrote in their notes.
//!
//! Pages are written in [`crate::render`]; nothing here knows of notes or pages.

pub mod escape;
pub mod sanitize;
pub(crate) mod tags;
