//! The security headers of a site. It only holds the list: [`crate::serve`] sends them, and
//! [`crate::hosting::cloudformation`] writes them into the template of the host.

/// A header that the host sends with every response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecurityHeader {
    /// Name of the header.
    pub name: &'static str,
    /// Value of the header.
    pub value: &'static str,
    /// Whether browsers accept it over HTTPS only. The preview does not send such headers.
    pub needs_https: bool,
}

/// The headers, in the order in which they are sent.
pub const SECURITY_HEADERS: [SecurityHeader; 7] = [
    // Pages have no inline script, style or event handler, so `unsafe-inline` is not needed. `data:` is for the
    // author's images.
    always(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; \
         manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    always("X-Content-Type-Options", "nosniff"),
    always("Referrer-Policy", "strict-origin-when-cross-origin"),
    always("Cross-Origin-Opener-Policy", "same-origin"),
    // For browsers without support for `frame-ancestors`.
    always("X-Frame-Options", "DENY"),
    // Only well-known features: browsers warn about unknown names in the console.
    always("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
    // One year. Without `preload`, which cannot be undone. Without `includeSubDomains`, because other subdomains do not
    // belong to the site (RFC 6797, section 6.1).
    SecurityHeader { name: "Strict-Transport-Security", value: "max-age=31536000", needs_https: true },
];

const fn always(name: &'static str, value: &'static str) -> SecurityHeader {
    SecurityHeader { name, value, needs_https: false }
}
