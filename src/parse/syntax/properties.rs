//! Metadata that tools write between or behind the words of a note, for themselves: the properties of a block in Logseq (`id::`,
//! `collapsed::`, `card-repeats::`), its drawers (`:LOGBOOK:`) and those of Org, and the block of keys at the end of a note of Joplin. No reader
//! is to see them: Joplin's tell where the author was.
//!
//! Sources: Logseq, "Properties"; Org's manual, "Drawers"; Joplin, "RAW - Joplin Export Directory".

use super::super::patch::Edit;
use super::lines::{Lines, near_before};
use std::ops::Range;

/// Finds the lines of metadata outside code.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let may_have = [":: ", ":LOGBOOK:", ":PROPERTIES:", "type_: "].iter().any(|sign| text.contains(sign));
    if !may_have {
        return Vec::new();
    }
    let lines = Lines::of(text);
    let mut edits = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let words = lines.get(index).trim();
        let end = match words {
            _ if lines.fenced[index] => None,
            _ if is_property(words) => Some(index + 1),
            ":LOGBOOK:" | ":PROPERTIES:" => end_of_drawer(&lines, index),
            _ => None,
        };
        if let Some(end) = end {
            // The break before the lines goes with them, so that the lines around them stay one list.
            let start = lines.ranges[index].start;
            edits.push(Edit { range: start.saturating_sub(1)..lines.ranges[end - 1].end, text: String::new() });
        }
        index = end.unwrap_or(index + 1);
    }
    if let Some(keys) = keys_of_joplin(text) {
        // The first line is the title.
        let first = text.lines().next().unwrap_or_default();
        let is_title = !first.trim().is_empty() && !first.starts_with('#') && text[first.len()..].starts_with("\n\n");
        edits.extend((is_title && keys.start > first.len()).then(|| Edit { range: 0..0, text: "# ".to_owned() }));
        edits.extend(links_of_joplin(&text[..keys.start]));
        edits.push(Edit { range: keys.start..text.len(), text: String::new() });
        edits.sort_by_key(|edit| edit.range.start);
    }
    edits
}

/// Whether a file is no note, but what Joplin exports beside its notes: a folder, a file, a tag.
pub(in crate::parse) fn is_no_note(text: &str) -> bool {
    keys_of_joplin(text).is_some_and(|keys| !text[keys].trim_end().ends_with("type_: 1"))
}

/// `[words](:/id)`: the note with this id is the file with this name.
fn links_of_joplin(text: &str) -> Vec<Edit> {
    let address = |(at, _): (usize, &str)| {
        let id = text.get(at + 4..at + 36).filter(|id| id.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        let label = near_before(text, at).rsplit_once('[')?.0;
        let ends = text[at + 36..].starts_with(')') && !label.ends_with('!');
        ends.then(|| Edit { range: at + 2..at + 36, text: format!("{id}.md") })
    };
    text.match_indices("](:/").filter_map(address).collect()
}

/// `id:: 63f0a1b2-aaaa-bbbb-cccc-123456789012`, `collapsed:: true`.
fn is_property(line: &str) -> bool {
    let Some((key, value)) = line.split_once(":: ") else { return false };
    match key {
        "id" => value.len() == 36 && value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'),
        "collapsed" => matches!(value, "true" | "false"),
        _ => OF_CARDS.contains(&key),
    }
}

/// What Logseq notes of each card.
const OF_CARDS: [&str; 6] = [
    "card-last-interval",
    "card-repeats",
    "card-ease-factor",
    "card-next-schedule",
    "card-last-reviewed",
    "card-last-score",
];

/// Most lines of a drawer.
const MOST_LINES: usize = 200;

/// The line after a drawer, which ends with `:END:`. Each line in it is an entry: a key between colons, or a time. Other words are
/// the author's, unless the entry above them ends with `\\`.
fn end_of_drawer(lines: &Lines<'_>, start: usize) -> Option<usize> {
    let mut goes_on = false;
    let mut inside = (start + 1..lines.len()).take(MOST_LINES);
    let last = inside.find(|&index| {
        let line = lines.get(index).trim();
        goes_on = (goes_on && line != ":END:") || (is_entry(line) && line.ends_with("\\\\"));
        !goes_on && !is_entry(line)
    })?;
    (lines.get(last).trim() == ":END:").then_some(last + 1)
}

/// `:key: value`, `CLOCK: [2024-01-02 Tue 10:00:00]`, `- State "DONE" from "TODO" [2024-01-02 Tue]`, or nothing.
fn is_entry(line: &str) -> bool {
    let key = line.strip_prefix(':').and_then(|rest| rest.split_once(':'));
    let is_property = key.is_some_and(|(key, value)| {
        key != "END" && !key.is_empty() && !key.contains(' ') && (value.is_empty() || value.starts_with(' '))
    });
    let has_time = line.split('[').skip(1).any(|rest| rest.len() > 10 && rest.as_bytes()[4] == b'-');
    let is_logged = line.starts_with(['-', '*']) && has_time;
    is_property || line.is_empty() || line.starts_with("CLOCK: ") || is_logged
}

/// The keys at the end of a note that Joplin has exported. The first is its id, the last its type.
fn keys_of_joplin(text: &str) -> Option<Range<usize>> {
    let trimmed = text.trim_end();
    let last = &trimmed[trimmed.rfind('\n')? + 1..];
    last.strip_prefix("type_: ")?.parse::<u32>().ok()?;
    let start = trimmed.rfind("\n\n").map_or(0, |at| at + 2);
    let block = &trimmed[start..];
    let is_id = |line: &str| {
        line.strip_prefix("id: ").is_some_and(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    (block.lines().any(is_id) && block.lines().all(|line| line.contains(':'))).then_some(start..trimmed.len())
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    fn left(text: &str) -> String {
        Draft::of(text).edited(edits(text)).text().to_owned()
    }

    #[test]
    fn metadata_of_tools_goes() {
        for (text, expected) in [
            ("- a\n  collapsed:: true\n  id:: 63f0a1b2-aaaa-bbbb-cccc-123456789012\n\t- b", "- a\n\t- b"),
            ("- a #card\n  card-repeats:: 4\n- b", "- a #card\n- b"),
            ("- a\n  :LOGBOOK:\n  CLOCK: [x]\n  :END:\n- b", "- a\n- b"),
            ("* A\n:LOGBOOK:\n- Note taken on [2024-01-02 Tue 10:00] \\\\\n  secret\n:END:\nb", "* A\nb"),
            ("* A\n:PROPERTIES:\n:CUSTOM_ID: a\n:empty:\n:END:\n\nb", "* A\n\nb"),
            (
                "a [b](:/4a84e1a4a1f64c2d8a3a2b5e0f5a1c12)\n\nc\n\nid: 4a84e1a4a1f64c2d8a3a2b5e0f5a1c11\nlatitude: 40.1\nsource_url: \ntype_: 1\n",
                "# a [b](4a84e1a4a1f64c2d8a3a2b5e0f5a1c12.md)\n\nc\n\n",
            ),
        ] {
            assert_eq!(left(text), expected, "{text}");
        }
        for text in [
            "std::vec and id:: mine",
            "```\ncollapsed:: true\n```",
            ":LOGBOOK: of a ship\n",
            ":PROPERTIES:\nno end",
            ":LOGBOOK:\nThe captain's log.\n:END:\n",
            ":PROPERTIES:\nBoiling point: 100\n:END:\n",
            ":PROPERTIES:\n:id: 1\nand my words\n:END:\n",
            "a\n\nid: 7\ntype_: 1",
            "id:: 1",
        ] {
            assert_eq!(left(text), text);
        }
    }
}
