//! Checks and packages rendered pages: dead links, the single-file bundle, the offline worker, files at the root of the
//! site.
//!
//! It takes rendered pages as text, and gives diagnostics and more files. It writes nothing; [`crate::disk`] does.

pub mod addresses;
pub mod bundle;
pub mod check;
pub mod offline;
pub(crate) mod root_files;
