//! Conditions (IAM User Guide, "Condition operators", "Conditions with multiple context keys or values").

use super::context::Context;
use super::matching;
use super::miss::Miss;
use crate::day::Day;
use crate::policy::glob;
use crate::policy::model::{Document, Rule, Set, Test, Text};
use std::net::IpAddr;

/// Whether all conditions of a statement are true.
pub(super) fn all(rule: &Rule, document: &Document, context: &Context) -> Result<(), Miss> {
    if rule.has_unread_conditions {
        return Err(Miss::UnreadCondition);
    }
    if rule.has_open_conditions {
        return Err(Miss::OpenCondition);
    }
    match rule.tests.iter().find(|test| !holds(test, document, context)) {
        Some(test) => Err(Miss::Condition(test.key.text.clone())),
        None => Ok(()),
    }
}

fn holds(test: &Test, document: &Document, context: &Context) -> bool {
    let Some(base) = test.operator.base else { return false };
    let given = context.get(&test.key.text).filter(|values| !values.is_empty());
    if base == "Null" {
        return test
            .values
            .iter()
            .any(|value| value.text.eq_ignore_ascii_case(if given.is_none() { "true" } else { "false" }));
    }
    let is_negated = test.operator.is_negated();
    let matches = |given: &String| test.values.iter().any(|value| compare(base, given, value, document, context));
    let holds = |given: &String| matches(given) != is_negated;
    match (given, test.operator.set) {
        (None, Some(Set::All)) => true,
        (None, Some(Set::Any)) => test.operator.if_exists,
        (None, None) => test.operator.if_exists || is_negated,
        (Some(given), Some(Set::All)) => given.iter().all(holds),
        // One value is expected. With more, a positive operator needs one that matches, and a negated one none.
        (Some(given), None) if is_negated => given.iter().all(holds),
        (Some(given), Some(Set::Any) | None) => given.iter().any(holds),
    }
}

/// Whether a value of the request matches one of the policy, by the operator without its `Not`.
fn compare(base: &str, given: &str, value: &Text, document: &Document, context: &Context) -> bool {
    if value.is_unknown() {
        return false;
    }
    if base.ends_with("Like") {
        let Some(pattern) = context.pattern(&value.text, document) else { return false };
        let is_arn = base.starts_with("Arn");
        return if is_arn {
            matching::matches_arn(&pattern, given)
        } else {
            glob::overlap(&pattern, &glob::literal(given))
        };
    }
    let Some(wanted) = context.filled(&value.text, document) else { return false };
    match base {
        "ArnEquals" | "ArnNotEquals" => {
            context.pattern(&value.text, document).is_some_and(|pattern| matching::matches_arn(&pattern, given))
        }
        "StringEqualsIgnoreCase" | "StringNotEqualsIgnoreCase" => given.to_lowercase() == wanted.to_lowercase(),
        "Bool" => given.eq_ignore_ascii_case(&wanted),
        "IpAddress" | "NotIpAddress" => is_in_range(given, &wanted).unwrap_or(false),
        _ if base.starts_with("Numeric") => ordered(base, number(given), number(&wanted)),
        _ if base.starts_with("Date") => ordered(base, seconds(given), seconds(&wanted)),
        _ => given == wanted,
    }
}

fn ordered(base: &str, given: Option<f64>, wanted: Option<f64>) -> bool {
    let Some(order) = given.zip(wanted).and_then(|(given, wanted)| given.partial_cmp(&wanted)) else { return false };
    match base.trim_start_matches("Numeric").trim_start_matches("Date") {
        "LessThan" => order.is_lt(),
        "LessThanEquals" => order.is_le(),
        "GreaterThan" => order.is_gt(),
        "GreaterThanEquals" => order.is_ge(),
        _ => order.is_eq(),
    }
}

/// Whether an address is in a range in CIDR notation.
fn is_in_range(address: &str, range: &str) -> Option<bool> {
    let (network, len) = match range.split_once('/') {
        Some((network, len)) => (network, Some(len.parse::<u32>().ok()?)),
        None => (range, None),
    };
    Some(match (address.parse().ok()?, network.parse().ok()?) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            let len = len.unwrap_or(32).min(32);
            let mask = u32::MAX.checked_shl(32 - len).unwrap_or(0);
            u32::from(address) & mask == u32::from(network) & mask
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            let len = len.unwrap_or(128).min(128);
            let mask = u128::MAX.checked_shl(128 - len).unwrap_or(0);
            u128::from(address) & mask == u128::from(network) & mask
        }
        _ => false,
    })
}

/// A number as IAM reads it, so not `inf` and `nan`.
fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Seconds since 1970 of a date in ISO 8601, or of a number of seconds.
#[expect(clippy::cast_precision_loss, reason = "seconds of this millennium are far below 2^52")]
fn seconds(text: &str) -> Option<f64> {
    if let Some(number) = number(text) {
        return Some(number);
    }
    let (date, time) = text.split_once(['T', 't']).unwrap_or((text, "00:00:00Z"));
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next().unwrap_or(Some(1))?, parts.next().unwrap_or(Some(1))?);
    let zone = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone);
    let mut parts = clock.split(':').map(|part| part.parse::<f64>().ok());
    let (hour, minute, second) =
        (parts.next()??, parts.next().unwrap_or(Some(0.0))?, parts.next().unwrap_or(Some(0.0))?);
    let offset = match zone.as_bytes().first() {
        Some(sign @ (b'+' | b'-')) => {
            let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
            let hours: f64 = digits.get(..2)?.parse().ok()?;
            let minutes: f64 = digits.get(2..4).unwrap_or("0").parse().ok()?;
            (hours * 3600.0 + minutes * 60.0) * if *sign == b'-' { -1.0 } else { 1.0 }
        }
        _ if matches!(zone, "" | "Z" | "z") => 0.0,
        _ => return None,
    };
    if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let days = Day::of(year, month, day).0;
    Some(days as f64 * 86_400.0 + hour * 3600.0 + minute * 60.0 + second - offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_seconds() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0.0)),
            ("2000-03-01", Some(951_868_800.0)),
            ("2026-01-01T01:00:00+01:00", Some(1_767_225_600.0)),
            ("1767225600", Some(1_767_225_600.0)),
            ("tomorrow", None),
            ("2026-13-01", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }

    #[test]
    fn ranges_hold_addresses() {
        for (address, range, expected) in [
            ("203.0.113.9", "203.0.113.0/24", Some(true)),
            ("203.0.114.9", "203.0.113.0/24", Some(false)),
            ("1.2.3.4", "0.0.0.0/0", Some(true)),
            ("1.2.3.4", "1.2.3.4", Some(true)),
            ("2001:db8::1", "2001:db8::/32", Some(true)),
            ("2001:db9::1", "2001:db8::/32", Some(false)),
            ("1.2.3.4", "::/0", Some(false)),
            ("x", "::/0", None),
        ] {
            assert_eq!(is_in_range(address, range), expected, "{address} {range}");
        }
    }
}
