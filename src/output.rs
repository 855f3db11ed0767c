//! Finished pages -> what surrounds them: link checks, the single-file bundle, the offline worker, files at the top.
//!
//! Takes rendered pages as text and gives diagnostics or further files; [`crate::disk`] writes them.

pub mod bundle;
pub mod check;
pub mod offline;
pub(crate) mod root_files;
