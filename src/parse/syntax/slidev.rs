//! Slides of Slidev. Each may have front matter of its own between two rules, which Markdown reads as a heading. It goes, and so do
//! the names of its slots, `::right::`, and whole slides that are not shown.
//!
//! Source: Slidev, "Syntax Guide" and "Front Matter & Headmatter".

use super::super::patch::Edit;
use super::lines::Lines;
use std::ops::Range;

/// Keys that the front matter of a slide has.
#[rustfmt::skip]
const KEYS: [&str; 24] = [
    "layout", "class", "background", "backgroundSize", "transition", "clicks", "clicksStart", "hide", "disabled", "hideInToc", "level",
    "title", "image", "preload", "routeAlias", "zoom", "dragPos", "theme", "favicon", "defaults", "url", "scale", "color", "layoutClass",
];

/// Keys that the front matter of notes may have as well, which alone prove nothing.
const SHARED: [&str; 6] = ["title", "level", "url", "color", "theme", "image"];

/// What there is in slides of Slidev.
#[derive(Debug, Default)]
pub(super) struct Slides {
    /// Slides that are not shown.
    pub hidden: Vec<Range<usize>>,
    /// What takes out their front matter.
    pub edits: Vec<Edit>,
}

/// Whether a text may have slides with front matter.
pub(super) fn may_be_in(text: &str) -> bool {
    text.match_indices("\n---\n").any(|(at, rule)| {
        let mut keys = text[at + rule.len()..].lines().map_while(key);
        keys.any(|key| !SHARED.contains(&key))
    })
}

/// Finds the front matter of slides.
pub(super) fn read(text: &str) -> Slides {
    let mut found = Slides::default();
    if !may_be_in(text) {
        return found;
    }
    let lines = Lines::of(text);
    let mut index = 0;
    while index < lines.len() {
        let Some(end) = front_matter(&lines, index) else {
            index += 1;
            continue;
        };
        let is_off = (index + 1..end - 1).any(|index| is_hidden(lines.get(index)));
        if is_off {
            let is_rule = |&index: &usize| !lines.fenced[index] && lines.get(index).trim_end() == "---";
            let next = (end..lines.len()).find(is_rule).unwrap_or(lines.len());
            found.hidden.push(lines.ranges[index].start..lines.ranges[next - 1].end);
            index = next;
        } else {
            // One rule is left, with an empty line above it: below words it would make a heading of them.
            let range = lines.ranges[index].start..lines.ranges[end - 1].end;
            found.edits.push(Edit { range, text: "\n---\n".to_owned() });
            index = end;
        }
    }
    if !found.edits.is_empty() || !found.hidden.is_empty() {
        let is_slot = |index: &usize| !lines.fenced[*index] && is_slot(lines.get(*index));
        let slots = (0..lines.len()).filter(is_slot).map(|index| lines.ranges[index].clone());
        let is_shown = |range: &Range<usize>| !found.hidden.iter().any(|hidden| hidden.contains(&range.start));
        let slots: Vec<Range<usize>> = slots.filter(is_shown).collect();
        found.edits.extend(slots.into_iter().map(|range| Edit { range, text: String::new() }));
        found.edits.sort_by_key(|edit| edit.range.start);
    }
    found
}

/// The key of a line of front matter, if slides know it.
fn key(line: &str) -> Option<&str> {
    let (key, value) = line.split_once(':')?;
    (KEYS.contains(&key) && (value.is_empty() || value.starts_with(' '))).then_some(key)
}

/// The line after the front matter that begins with the rule at a line: nothing but keys, up to the next rule.
fn front_matter(lines: &Lines<'_>, start: usize) -> Option<usize> {
    let is_rule = |index: usize| index < lines.len() && !lines.fenced[index] && lines.get(index).trim_end() == "---";
    let is_apart = start == 0 || lines.get(start - 1).trim().is_empty();
    if !is_rule(start) || !is_apart {
        return None;
    }
    let is_key = |index: &usize| {
        let line = lines.get(*index);
        key(line).is_some() || (*index > start + 1 && line.starts_with("  ") && !line.trim().is_empty())
    };
    let keys = (start + 1..lines.len()).take_while(is_key).count();
    let end = start + 1 + keys;
    let is_of_slides = (start + 1..end).any(|index| key(lines.get(index)).is_some_and(|key| !SHARED.contains(&key)));
    (is_of_slides && is_rule(end)).then_some(end + 1)
}

fn is_hidden(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, value)| matches!(key, "hide" | "disabled") && value.trim() == "true")
}

/// `::right::`
fn is_slot(line: &str) -> bool {
    let name = line.trim().strip_prefix("::").and_then(|rest| rest.strip_suffix("::"));
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    fn left(text: &str) -> String {
        let slides = read(text);
        let hidden = slides.hidden.into_iter().map(|range| Edit { range, text: String::new() });
        Draft::of(text).edited(hidden.chain(slides.edits).collect()).text().to_owned()
    }

    #[test]
    fn front_matter_of_slides_goes() {
        assert_eq!(
            left("# A\n\n---\nlayout: two-cols\nclass: x\n---\n\nb\n\n::right::\n\nc\n"),
            "# A\n\n\n---\n\n\nb\n\n\n\nc\n"
        );
        assert_eq!(left("# A\n\n---\nhide: true\n---\n\nsecret\n\n---\n\nc\n"), "# A\n\n\n---\n\nc\n");
        for text in [
            "# A\n\n---\nNote: b\n---\n",
            "# A\n---\nlayout: b\n---\n",
            "# A\n\n---\nlayout: b\n\n---\n",
            "```\n\n---\nlayout: b\n---\n```\n",
            "# A\n\n---\ntitle: b\n---\n",
            "::right::\n\n---\n\na\n",
        ] {
            assert_eq!(left(text), text);
        }
    }
}
