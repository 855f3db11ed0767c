//! `notewright infra`: prints the template of a host.

use super::End;
use std::io::Write;

pub(super) fn run() -> std::io::Result<End> {
    std::io::stdout().write_all(crate::hosting::cloudformation::template().as_bytes())?;
    Ok(End::Done)
}
