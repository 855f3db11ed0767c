//! The headers under which pages are tested and published: [`crate::serve`] sends them, [`crate::hosting::cloudformation`] writes them into the
//! template of the host.

/// A header that the host of a site sends with every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecurityHeader {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub value: &'static str,
    /// Browsers take it over https only; the preview has none.
    pub needs_https: bool,
}

/// The headers, in the order in which they are sent.
pub const SECURITY_HEADERS: [SecurityHeader; 7] = [
    // Pages hold no inline script, style or handler, so `unsafe-inline` is never due. `data:` is for images of the author.
    always(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; \
         manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    always("X-Content-Type-Options", "nosniff"),
    always("Referrer-Policy", "strict-origin-when-cross-origin"),
    always("Cross-Origin-Opener-Policy", "same-origin"),
    // For browsers that do not know `frame-ancestors`.
    always("X-Frame-Options", "DENY"),
    // Only features that browsers know by these names: each unknown one is a warning in the reader's console.
    always("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
    // A year. Without `preload`, which cannot be taken back, and without `includeSubDomains`: other names below the domain are
    // not ours to promise for (RFC 6797, section 6.1).
    SecurityHeader { name: "Strict-Transport-Security", value: "max-age=31536000", needs_https: true },
];

const fn always(name: &'static str, value: &'static str) -> SecurityHeader {
    SecurityHeader { name, value, needs_https: false }
}
