//! What the file system says of a file without opening it.

use super::platform;
use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::time::UNIX_EPOCH;

/// File data that shows a change without reading the file: time of the last change in nanoseconds since 1970 (0 if the
/// system does not tell it), size in bytes, identity. A change within the resolution of the clock of the file system that
/// keeps the size is not seen.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(super) struct Stamp(u64, u64, u64);

impl Stamp {
    pub(super) fn of(data: &Metadata) -> Self {
        let modified = data.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let nanoseconds = modified.and_then(|since| u64::try_from(since.as_nanos()).ok());
        Self(nanoseconds.unwrap_or_default(), data.len(), platform::identity(data))
    }

    pub(super) fn length(self) -> u64 {
        self.1
    }
}
