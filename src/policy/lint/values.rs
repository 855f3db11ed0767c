//! Values of conditions: whether a text is of a type (IAM User Guide, "Condition operators").

use std::net::{IpAddr, Ipv4Addr};

/// Whether a text is an address or a range in CIDR notation (RFC 4632, RFC 4291).
pub(super) fn is_address(text: &str) -> bool {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let longest = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    prefix.is_none_or(|prefix| prefix.parse::<u8>().is_ok_and(|len| len <= longest))
}

/// Whether a range is all private or reserved, which no request from the internet comes from (RFC 1918).
pub(super) fn is_private(text: &str) -> bool {
    let address = text.split('/').next().unwrap_or(text);
    address.parse::<Ipv4Addr>().is_ok_and(|address| address.is_private())
}

/// Whether a text is a number.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.parse::<f64>().is_ok()
}

/// Whether a text is a date: ISO 8601 in W3C's profile, or seconds since 1970.
pub(super) fn is_date(text: &str) -> bool {
    if is_number(text) {
        return true;
    }
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let parts: Vec<&str> = date.split('-').collect();
    let number = |text: &str, digits: usize, range: std::ops::RangeInclusive<u32>| {
        text.len() == digits && text.parse().is_ok_and(|number| range.contains(&number))
    };
    let is_day = match parts.as_slice() {
        [year] => number(year, 4, 0..=9999),
        [year, month] => number(year, 4, 0..=9999) && number(month, 2, 1..=12),
        [year, month, day] => number(year, 4, 0..=9999) && number(month, 2, 1..=12) && number(day, 2, 1..=31),
        _ => false,
    };
    is_day && time.is_none_or(|time| parts.len() == 3 && is_time(time))
}

/// `hh:mm[:ss[.fraction]][Z|±hh:mm]`.
fn is_time(text: &str) -> bool {
    let zone = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone);
    let is_clock = |text: &str| {
        let parts: Vec<&str> = text.split(':').collect();
        (2..=3).contains(&parts.len())
            && parts.iter().enumerate().all(|(index, part)| {
                let whole = part.split_once('.').filter(|_| index == 2).map_or(*part, |(whole, _)| whole);
                whole.len() == 2 && whole.parse::<u8>().is_ok_and(|number| number < if index == 0 { 25 } else { 61 })
            })
    };
    is_clock(clock) && (zone.is_empty() || zone.eq_ignore_ascii_case("z") || is_offset(&zone[1..]))
}

fn is_offset(text: &str) -> bool {
    matches!(text.len(), 2 | 4 | 5) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
}

/// Whether a text is a Boolean.
pub(super) fn is_bool(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_values() {
        for good in ["203.0.113.0/24", "10.0.0.1", "2001:db8::/32", "0.0.0.0/0", "::1"] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["203.0.113.0/33", "10.0.0", "10.0.0.1/", "2001:db8::/129", "one", "", "10.0.0.256"] {
            assert!(!is_address(bad), "{bad}");
        }
        for good in [
            "2026-01-01T00:00:00Z",
            "2026-01-01",
            "1700000000",
            "2026-01-01T00:00:00.5+02:00",
            "2026-01",
            "2026-06-30T23:59Z",
        ] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["yesterday", "2026-13-01", "2026-01-01 00:00", "01/02/2026", "", "2026-01-01T25:61Z", "é"] {
            assert!(!is_date(bad), "{bad}");
        }
        for (text, expected) in [("3600", true), ("-1.5", true), ("one hour", false), ("", false), ("inf", false)] {
            assert_eq!(is_number(text), expected, "{text}");
        }
        assert!(is_bool("True") && !is_bool("no"));
    }
}
