//! Slides of Slidev. Each may have front matter of its own between two rules, which Markdown reads as a heading. It goes, and so do
//! the names of its slots, `::right::`, and whole slides that are not shown. Words with a colon between two rules may be an author's
//! own, so a certain sign must say that the file holds such slides.
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

/// Keys that only the front matter at the head of slides has.
#[rustfmt::skip]
const OF_HEAD: [&str; 11] = [
    "drawings", "mdc", "colorSchema", "routerMode", "aspectRatio", "canvasWidth", "monaco", "themeConfig", "highlighter", "hideInToc",
    "exportFilename",
];

/// Themes of Slidev that no other tool knows by this name.
const THEMES: [&str; 6] = ["seriph", "apple-basic", "bricks", "shibainu", "penguin", "geist"];

/// Layouts of Slidev whose names no sentence has.
#[rustfmt::skip]
const LAYOUTS: [&str; 11] = [
    "two-cols", "two-cols-header", "image-left", "image-right", "iframe-left", "iframe-right", "iframe", "cover", "intro", "statement",
    "center",
];

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

/// Finds the front matter of slides. `front` is that of the file.
pub(super) fn read(text: &str, front: &str) -> Slides {
    if !may_be_in(text) {
        return Slides::default();
    }
    let lines = Lines::of(text);
    let mut blocks = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let end = front_matter(&lines, index);
        blocks.extend(end.map(|end| index..end));
        index = end.unwrap_or(index + 1);
    }
    let is_slot = |index: &usize| !lines.fenced[*index] && is_slot(lines.get(*index));
    let slots: Vec<usize> = (0..lines.len()).filter(is_slot).collect();
    let is_certain = || !slots.is_empty() || blocks.iter().cloned().flatten().any(|index| is_sign(lines.get(index)));
    if blocks.is_empty() || !(is_head(front) || is_certain()) {
        return Slides::default();
    }
    slides(&lines, &blocks, &slots)
}

/// Takes out the front matter of slides and the names of slots.
fn slides(lines: &Lines<'_>, blocks: &[Range<usize>], slots: &[usize]) -> Slides {
    let mut found = Slides::default();
    let mut slots = slots.iter().peekable();
    let mut shown = Vec::new();
    // The first line behind what is hidden.
    let mut hidden = 0;
    for block in blocks {
        if block.start < hidden || block.clone().any(|index| is_prose(lines.get(index))) {
            continue;
        }
        while let Some(&slot) = slots.next_if(|&&slot| slot < block.start) {
            shown.extend((slot >= hidden).then_some(slot));
        }
        if block.clone().any(|index| is_hidden(lines.get(index))) {
            let is_rule = |&index: &usize| !lines.fenced[index] && lines.get(index).trim_end() == "---";
            hidden = (block.end..lines.len()).find(is_rule).unwrap_or(lines.len());
            found.hidden.push(lines.ranges[block.start].start..lines.ranges[hidden - 1].end);
        } else {
            // One rule is left, with an empty line above it: below words it would make a heading of them.
            let range = lines.ranges[block.start].start..lines.ranges[block.end - 1].end;
            found.edits.push(Edit { range, text: "\n---\n".to_owned() });
        }
    }
    shown.extend(slots.copied().filter(|&slot| slot >= hidden));
    let of_slots = shown.into_iter().map(|slot| Edit { range: lines.ranges[slot].clone(), text: String::new() });
    found.edits.extend(of_slots);
    found.edits.sort_by_key(|edit| edit.range.start);
    found
}

/// Whether the front matter of a file is the head of slides.
fn is_head(front: &str) -> bool {
    front.lines().filter_map(|line| line.split_once(':')).any(|(key, value)| {
        let value = value.trim().trim_matches(['"', '\'']);
        OF_HEAD.contains(&key) || (key == "theme" && (THEMES.contains(&value) || value.contains("slidev-theme")))
    }) || front.lines().any(|line| line.starts_with("layout:") && is_sign(line))
}

/// Whether no sentence has such a line: a layout of Slidev, or a key with a value of machines.
fn is_sign(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, value)| match key {
        "layout" => LAYOUTS.contains(&value.trim()),
        "hide" | "disabled" | "hideInToc" | "preload" => matches!(value.trim(), "true" | "false"),
        _ => false,
    })
}

/// Whether the value of a key is a sentence of the author.
fn is_prose(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, value)| {
        let value = value.trim();
        let has_words = value.contains(' ') && !value.starts_with(['"', '\'', '[', '{']) && !value.contains(['(', '|']);
        has_words && !line.starts_with(' ') && !matches!(key, "class" | "layoutClass" | "title")
    })
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
        let slides = read(text, "");
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
            "# A\n\n---\nclass: Mammalia\n---\n\nb\n",
            "# A\n\n---\nbackground: rich family\n---\n\nb\n",
            "# A\n\n---\nlayout: the floor plan\n---\n\n---\nhide: the treasure\n---\n",
        ] {
            assert_eq!(left(text), text);
        }
        let text = "a\n\n---\nclass: x y\n---\n\n---\ntransition: from old to new\n---\n\nb\n";
        assert_eq!(read(text, "theme: default\n").edits.len(), 0);
        assert_eq!(read(text, "theme: seriph\n").edits.len(), 1);
    }
}
