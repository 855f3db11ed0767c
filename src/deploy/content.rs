//! A file of a deploy, with its headers and their hashes. It reads nothing.

use super::manifest::Wanted;

/// The content of a file, with its headers.
pub(super) struct FileContent {
    pub(super) bytes: Vec<u8>,
    /// Value of Content-Type.
    pub(super) content_type: String,
    /// Value of Cache-Control.
    pub(super) cache: String,
}

impl FileContent {
    /// Returns the hashes of content and headers, as the manifest has them.
    pub(super) fn wanted(&self) -> Wanted {
        wanted(blake3::hash(&self.bytes).to_hex().as_str(), &self.content_type, &self.cache)
    }
}

/// Shortens the hash of a content, and hashes its headers.
pub(super) fn wanted(hash: &str, content_type: &str, cache: &str) -> Wanted {
    let headers = format!("{content_type}\n{cache}");
    Wanted {
        hash: hash[..32.min(hash.len())].to_owned(),
        headers: blake3::hash(headers.as_bytes()).to_hex()[..12].to_owned(),
    }
}
