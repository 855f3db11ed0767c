//! A file of the site as the server answers with it.

use crate::hosting::content_type::{cache_rule, content_type};
use std::sync::Arc;

/// A file of the site.
#[derive(Clone)]
pub(super) struct File {
    pub bytes: Arc<[u8]>,
    pub content_type: &'static str,
    pub cache_rule: &'static str,
    /// Entity tag, without quotes (RFC 9110, section 8.8.3).
    pub etag: String,
}

impl File {
    pub(super) fn new(path: &str, bytes: Arc<[u8]>) -> Self {
        let etag = etag(&bytes);
        Self { content_type: content_type(path), cache_rule: cache_rule(path), etag, bytes }
    }
}

pub(super) fn etag(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..20].to_owned()
}
