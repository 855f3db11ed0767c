//! Makes `_headers` and `_redirects`, which Cloudflare Pages and Netlify read at the root of a site (Cloudflare Pages docs,
//! "Headers" and "Redirects"; Netlify docs, "Custom headers" and "Redirects and rewrites").
//!
//! Both hosts serve `404.html` for missing files and revalidate files by default. If two rules give one header, both hosts
//! send both values, so only the folder whose files all have a hash in their name gets a cache rule.

use super::content_type::IMMUTABLE;
use super::security_headers::{SECURITY_HEADERS, SecurityHeader};
use super::{Moved, address};
use crate::site::routes::{FINGERPRINTED_FOLDERS, NOT_FINGERPRINTED};

/// Returns the files for Cloudflare Pages.
pub(super) fn cloudflare(moved: &[Moved]) -> Vec<(&'static str, String)> {
    vec![("_headers", headers()), ("_redirects", redirects(moved, "301"))]
}

/// Returns the files for Netlify. There, a redirect needs `!` where a file has the same address, as our redirect pages do.
pub(super) fn netlify(moved: &[Moved]) -> Vec<(&'static str, String)> {
    vec![("_headers", headers()), ("_redirects", redirects(moved, "301!"))]
}

fn headers() -> String {
    let mut text = "/*\n".to_owned();
    for SecurityHeader { name, value, .. } in SECURITY_HEADERS {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    for folder in FINGERPRINTED_FOLDERS {
        if !NOT_FINGERPRINTED.iter().any(|path| path.starts_with(folder)) {
            text.push_str(&format!("/{folder}*\n  Cache-Control: {IMMUTABLE}\n"));
        }
    }
    text
}

fn redirects(moved: &[Moved], status: &str) -> String {
    let mut text = "# Former addresses of pages, from `aliases` and notewright.lock.json.\n".to_owned();
    for Moved { from, to } in moved {
        text.push_str(&format!("{} {} {status}\n", address(from), address(to)));
    }
    text
}
