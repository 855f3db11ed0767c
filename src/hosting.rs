//! Everything about web hosts: content types, cache rules, security headers, and the files that set up a host.
//!
//! It takes paths, and gives header values and configuration files. It neither reads the site nor contacts a host.

mod caddy;
pub mod cloudformation;
pub mod content_type;
mod headers_file;
mod nginx;
pub mod security_headers;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A host that can serve a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Host {
    /// A private S3 bucket behind CloudFront, as a CloudFormation template.
    Aws,
    /// Cloudflare Pages: `_headers` and `_redirects`.
    Cloudflare,
    /// Netlify: `_headers` and `_redirects`.
    Netlify,
    /// nginx 1.18 or newer: a `map` and a server block.
    Nginx,
    /// Caddy 2.6 or newer: a Caddyfile.
    Caddy,
}

/// A former address of a page. Paths are relative to the root of the site, and not encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The former path.
    pub from: String,
    /// The path of the page today.
    pub to: String,
}

impl Host {
    /// Returns the files that set up this host, with their names. The template for AWS does not list moved pages: the site
    /// has a page at each former address, which leads on.
    #[must_use]
    pub fn files(self, moved: &[Moved]) -> Vec<(&'static str, String)> {
        match self {
            Self::Aws => vec![("stack.yaml", cloudformation::template())],
            Self::Cloudflare => headers_file::cloudflare(moved),
            Self::Netlify => headers_file::netlify(moved),
            Self::Nginx => vec![("notewright.conf", nginx::configuration(moved))],
            Self::Caddy => vec![("Caddyfile", caddy::configuration(moved))],
        }
    }
}

/// Characters that no configuration file reads as its own syntax, and that need no encoding (RFC 3986, "unreserved").
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// Returns a path as an encoded address from the root of the host.
fn address(path: &str) -> String {
    format!("/{}", utf8_percent_encode(path, PLAIN))
}
