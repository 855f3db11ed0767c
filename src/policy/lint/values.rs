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

/// The range with its first address, if a range of IPv4 is written with another one.
pub(super) fn first_address(text: &str) -> Option<String> {
    let (address, prefix) = text.split_once('/')?;
    let (address, prefix): (Ipv4Addr, u32) = (address.parse().ok()?, prefix.parse().ok().filter(|len| *len <= 32)?);
    let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
    let first = Ipv4Addr::from(u32::from(address) & mask);
    (first != address).then(|| format!("{first}/{prefix}"))
}

/// Whether a text is Base64 (RFC 4648).
pub(super) fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len().is_multiple_of(4) && text.len() - digits.len() <= 2 && digits.bytes().all(is_digit)
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
        [year, month, day] => {
            number(year, 4, 0..=9999) && number(month, 2, 1..=12) && number(day, 2, 1..=days_of(year, month))
        }
        _ => false,
    };
    is_day && time.is_none_or(|time| parts.len() == 3 && is_time(time))
}

/// How many days a month has.
fn days_of(year: &str, month: &str) -> u32 {
    let year: u32 = year.parse().unwrap_or(0);
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        "02" if is_leap => 29,
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    }
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
        for bad in [
            "yesterday",
            "2026-13-01",
            "2026-01-01 00:00",
            "01/02/2026",
            "",
            "2026-01-01T25:61Z",
            "é",
            "2023-02-29",
            "2026-04-31",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
        for (text, expected) in [("3600", true), ("-1.5", true), ("one hour", false), ("", false), ("inf", false)] {
            assert_eq!(is_number(text), expected, "{text}");
        }
        assert!(is_bool("True") && !is_bool("no"));
        assert!(is_date("2024-02-29") && is_date("2000-02-29") && !is_date("1900-02-29"));
        assert!(is_base64("QmluYXJ5") && is_base64("QQ==") && !is_base64("x!") && !is_base64("QQ="));
        assert_eq!(first_address("203.0.113.5/24").as_deref(), Some("203.0.113.0/24"));
        assert_eq!(first_address("0.0.0.0/0"), None);
        assert_eq!(first_address("203.0.113.5/32"), None);
    }
}
