//! `notewright deploy`: the real program against S3 and CloudFront in memory.
#![expect(clippy::disallowed_methods, reason = "tests make sites, servers and times")]

mod credentials;
mod fake;
mod faults;
mod harness;
mod kills;
mod publish;
mod refusals;
mod restore;
mod signature;

use percent_encoding::{AsciiSet, CONTROLS};

/// Characters that links of the site escape.
const ADDRESS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');
