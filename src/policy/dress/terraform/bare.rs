//! Policies of Terraform as objects that `jsonencode` is given elsewhere: `policy = { Version = …, Statement = […] }`.

use std::collections::BTreeSet;
use std::ops::Range;

/// Where the objects with a `Statement` of their own begin, outside of `spans`.
pub(super) fn objects(text: &str, mut spans: Vec<Range<usize>>) -> BTreeSet<usize> {
    spans.sort_by_key(|span| span.start);
    let mut spans = spans.into_iter().peekable();
    let mut open = Vec::new();
    let mut found = BTreeSet::new();
    for (at, byte) in text.bytes().enumerate() {
        while spans.next_if(|span| span.end <= at).is_some() {}
        if spans.peek().is_some_and(|span| span.start <= at) {
            continue;
        }
        match byte {
            b'{' => open.push(at),
            b'}' => {
                open.pop();
            }
            b'S' if is_key(text, at) => found.extend(open.last()),
            _ => {}
        }
    }
    found
}

const KEY: &str = "Statement";

/// Whether `Statement =` is at an offset, as a key.
fn is_key(text: &str, at: usize) -> bool {
    let Some(rest) = text[at..].strip_prefix(KEY) else { return false };
    let before = text[..at].trim_end_matches(['"', ' ', '\t']);
    let after = rest.trim_start_matches(['"', ' ', '\t']);
    before.ends_with(['{', ',', '\n']) && after.starts_with(['=', ':'])
}
