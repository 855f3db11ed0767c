//! Reads the `Range` header of a request (RFC 9110, section 14.2). It takes the header and a length, and gives a part.

use std::ops::Range;

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Requested {
    /// These bytes.
    Part(Range<usize>),
    /// Bytes after the end of the file.
    Outside,
}

/// Returns the part of a file of `length` bytes. `None` stands for the whole file: a server may ignore what it does not
/// understand, and several parts at once.
pub(super) fn requested(header: &str, length: usize) -> Option<Requested> {
    let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| -> Option<usize> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A number that is too large for the machine is after the end of every file.
        is_number.then(|| text.parse().unwrap_or(usize::MAX))
    };
    let (first, last) = (first.trim(), last.trim());
    let part = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.is_empty() => first..length,
        // The last bytes.
        (None, Some(count)) if first.is_empty() => length.saturating_sub(count)..length,
        _ => return None,
    };
    Some(if part.is_empty() { Requested::Outside } else { Requested::Part(part) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_ranges_are_understood_and_others_ignored() {
        let part = |range| Some(Requested::Part(range));
        for (header, expected) in [
            ("bytes=0-1", part(0..2)),
            ("bytes=0-", part(0..10)),
            ("bytes=9-9", part(9..10)),
            ("bytes=5-99999999999999999999999", part(5..10)),
            ("bytes=-3", part(7..10)),
            ("bytes=-30", part(0..10)),
            ("bytes=10-", Some(Requested::Outside)),
            ("bytes=99999999999999999999999-", Some(Requested::Outside)),
            ("bytes=-0", Some(Requested::Outside)),
            ("bytes=3-2", None),
            ("bytes=0-1,4-5", None),
            ("bytes=-", None),
            ("bytes=+1-2", None),
            ("lines=0-1", None),
        ] {
            assert_eq!(requested(header, 10), expected, "{header}");
        }
        assert_eq!(requested("bytes=0-", 0), Some(Requested::Outside));
    }
}
