//! Everything about web hosts: content types, cache rules, security headers, and the template that sets up a host.
//!
//! It takes paths, and gives header values and templates. It neither reads the site nor contacts a host.

pub mod cloudformation;
pub mod content_type;
pub mod security_headers;
