//! Advice on mistakes in the form of site.toml. The reader of TOML says what it expected; this says what to write.

use std::ops::Range;

/// Returns what to write instead, for a message of the reader of TOML about a range of the text.
pub(super) fn of(message: &str, text: &str, range: Range<usize>) -> Option<String> {
    let start = crate::source::line_start(text, range.start.min(text.len()));
    let line = text[start..].lines().next().unwrap_or_default();
    let (key, value) = line.split_once('=').map_or((line, ""), |(key, value)| (key.trim(), value.trim()));
    let says = |sign: &str| message.contains(sign);
    if says("string values must be quoted") {
        let words = value.trim_matches(QUOTATION_MARKS);
        let quoted = toml::Value::from(words);
        return Some(if words.len() < value.len() {
            format!("write straight quotation marks: `{key} = {quoted}`")
        } else if ["yes", "no", "on", "off", "True", "False"].contains(&value) {
            format!("write `true` or `false`, or quotation marks around a text: `{key} = {quoted}`")
        } else {
            format!("write quotation marks around it: `{key} = {quoted}`")
        });
    }
    if says("unicode value digits") || says("escape") {
        return Some("write `/` for each backslash, or the text between single quotes".into());
    }
    if says("expected `=`") {
        return Some("the file is TOML: `title = \"…\"` below `[site]`".into());
    }
    if says("invalid basic string") {
        return Some("end the text with `\"` on its line".into());
    }
    let expected = message.strip_prefix("invalid type: ")?.rsplit_once("expected ")?.1.trim();
    let written = text.get(range)?;
    match expected {
        "a string" => Some(format!("write quotation marks around it: `{key} = {}`", toml::Value::from(written))),
        "a boolean" => Some("write `true` or `false`, without quotation marks".into()),
        "a sequence" => Some(format!("write a list: `{key} = [{written}]`")),
        "u8" | "u32" => Some("write a number, without quotation marks".into()),
        _ => None,
    }
}

/// What word processors write for `"` and `'`.
const QUOTATION_MARKS: [char; 9] = ['“', '”', '„', '‟', '«', '»', '‘', '’', '＂'];
