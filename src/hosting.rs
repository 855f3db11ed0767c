//! What a web host must do with a built site: content types, cache rules, security headers, and templates that set a host up.
//!
//! Nothing here reads the site or contacts a host.

pub mod cloudformation;
pub mod content_type;
pub mod security_headers;
