//! What the author of slides writes for the speaker: `Note:` and `Notes:` (reveal.js), `???` (remark.js) and paragraphs that begin
//! with `^ ` (Deckset). Each needs a certain sign that the file holds slides, because notes for readers have such words too, and
//! rules between their parts.
//!
//! Sources: reveal.js, "Speaker View" and "Markdown"; remark.js, "Markdown", slide properties and slide notes; Deckset, "Presenter
//! Notes" and "Configuration Commands".

use super::lines::Lines;
use std::ops::Range;

/// Keys of front matter that only slides of reveal.js have.
const OF_REVEAL: [&str; 4] = ["revealOptions", "revealjs", "verticalSeparator", "notesSeparator"];

/// Comments that only slides of reveal.js have.
const COMMENTS_OF_REVEAL: [&str; 2] = ["<!-- .slide:", "<!-- .element:"];

/// Keys at the top of a file that only slides of Deckset have.
const OF_DECKSET: [&str; 6] =
    ["slidenumbers", "slidecount", "autoscale", "build-lists", "slide-transition", "slide-dividers"];

/// Words in a picture that only slides of Deckset have.
const PICTURES_OF_DECKSET: [&str; 5] = ["![fit](", "![right](", "![left](", "![inline](", "![right fit]("];

/// Classes that slides of remark.js have.
const OF_REMARK: [&str; 4] = ["center", "middle", "inverse", "title-slide"];

/// The notes for the speaker. `front` is the front matter of the file.
pub(super) fn speaker_notes(text: &str, front: &str) -> Vec<Range<usize>> {
    if !may_be_in(text) {
        return Vec::new();
    }
    let lines = Lines::of(text);
    let is_separator = |index: usize| !lines.fenced[index] && is_separator(lines.get(index));
    let is_of_reveal = is_of_reveal(text, front);
    let is_deck = is_of_reveal || is_of_deckset(&lines, front) || is_of_remark(&lines, front);
    let mut notes = Vec::new();
    let mut index = 0;
    while is_deck && index < lines.len() {
        let line = lines.get(index).trim_end();
        let begins = !lines.fenced[index];
        let is_first = index == 0 || lines.get(index - 1).trim().is_empty();
        let is_paragraph = begins && is_first && line.starts_with("^ ");
        let is_slide = begins && (line == "???" || (is_of_reveal && is_note(line)));
        if !is_paragraph && !is_slide {
            index += 1;
            continue;
        }
        let start = index;
        let ends = |index: usize| if is_slide { is_separator(index) } else { lines.get(index).trim().is_empty() };
        while index < lines.len() && !ends(index) {
            index += 1;
        }
        notes.push(lines.ranges[start].start..lines.ranges[index - 1].end);
    }
    notes
}

/// The keys of front matter, also of the nested ones, with their values.
fn keys(front: &str) -> impl Iterator<Item = (&str, &str)> {
    front.lines().filter_map(|line| line.split_once(':')).map(|(key, value)| (key.trim(), value.trim()))
}

fn is_of_reveal(text: &str, front: &str) -> bool {
    let is_key = |(key, value): (&str, &str)| {
        OF_REVEAL.contains(&key)
            || key.starts_with("reveal_")
            || (matches!(key, "format" | "output" | "to") && value.contains("revealjs"))
    };
    keys(front).any(is_key) || COMMENTS_OF_REVEAL.iter().any(|sign| text.contains(sign))
}

/// Whether a file holds slides of Deckset. Its keys may be at the top without rules around them.
fn is_of_deckset(lines: &Lines<'_>, front: &str) -> bool {
    let top = (0..lines.len()).map(|index| lines.get(index)).take_while(|line| !line.trim().is_empty());
    let is_key = |(key, _): (&str, &str)| OF_DECKSET.contains(&key);
    let is_command = |index: usize| {
        let line = lines.get(index).trim_end();
        let inside = line.strip_prefix("[.").and_then(|rest| rest.strip_suffix(']'));
        inside.is_some_and(|inside| inside.contains(": "))
            || (line.starts_with('#') && line.contains("# [fit] "))
            || PICTURES_OF_DECKSET.iter().any(|picture| line.starts_with(picture))
    };
    keys(front).any(is_key)
        || top.flat_map(keys).any(is_key)
        || (0..lines.len()).any(|index| !lines.fenced[index] && is_command(index))
}

/// Whether a file holds slides of remark.js: a slide begins with its properties, or more than one has notes. A line of `???` below
/// a question may be a second one.
fn is_of_remark(lines: &Lines<'_>, front: &str) -> bool {
    let (mut is_top, mut has_notes, mut slides) = (true, false, 0);
    let mut above = "";
    for index in (0..lines.len()).filter(|&index| !lines.fenced[index]) {
        let line = lines.get(index).trim();
        if is_separator(line) {
            (is_top, has_notes) = (true, false);
        } else if !line.is_empty() {
            if line == "???" && !above.ends_with('?') && !has_notes {
                has_notes = true;
                slides += 1;
            }
            is_top &= line.contains(": ");
            if slides > 1 || (is_top && is_property_of_remark(line)) {
                return true;
            }
            above = line;
        }
    }
    keys(front).any(|(key, value)| key == "xaringan" || value.contains("xaringan::"))
}

/// `class: center, middle`, `layout: true`
fn is_property_of_remark(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(key, value)| match key {
        "class" => value.split([',', ' ']).any(|class| OF_REMARK.contains(&class)),
        "layout" | "count" | "exclude" => matches!(value, "true" | "false"),
        "background-image" => value.starts_with("url("),
        _ => false,
    })
}

/// Whether a text may have notes for a speaker.
pub(super) fn may_be_in(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("???") || line.starts_with("^ ") || is_note(line))
}

/// Whether a line begins the notes of a slide in reveal.js.
fn is_note(line: &str) -> bool {
    ["Note:", "Notes:", "note:", "notes:"].iter().any(|word| line.starts_with(word))
}

/// Whether a line ends a slide: `---`, `--` and `----`, and the comments that mean the same.
fn is_separator(line: &str) -> bool {
    let words = line.trim_end();
    (words.len() >= 2 && words.bytes().all(|byte| byte == b'-'))
        || ["<!--s", "<!--v", "<!-- s", "<!-- v"].iter().any(|comment| words.starts_with(comment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_slides_are_found() {
        let found = |text: &str, front: &str| {
            speaker_notes(text, front).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>()
        };
        let reveal = "---\nrevealOptions:\n  transition: fade\n---\n";
        assert_eq!(found("a\n\nNote: b\n\nc\n\n---\n\nd\nNotes:\ne\n", reveal), ["Note: b\n\nc\n", "Notes:\ne"]);
        for sign in ["class: center, middle\n\n", "layout: true\n\n---\n"] {
            assert_eq!(found(&format!("{sign}a\n???\nb\n---\nc\n"), ""), ["???\nb"]);
        }
        assert_eq!(found("a\n???\nb\n---\nc\n???\nd", ""), ["???\nb", "???\nd"]);
        assert_eq!(found("a\n???\nb\n---\nc\n", "output:\n  xaringan::moon_reader:\n"), ["???\nb"]);
        for sign in ["autoscale: true\n\n", "# [fit] A\n\n", "[.header: #fff]\n\n"] {
            assert_eq!(found(&format!("{sign}a\n\n^ b\nc\n\n---\n\nd\n"), ""), ["^ b\nc"]);
        }
        for text in [
            "a\n\nNote: b\n\n---\n\nc\n",
            "a\n???\nb\n",
            "a\n\n---\n\n^ b\n\n---\n\nWas it so?\n\n???\n\nc\n\n---\n",
            "a?\n\n???\n\nb\n\n---\n\nc?\n\n???\n\n---\n",
            "class: Mammalia\n\n???\n\na\n\n---\n\nb\n",
            "revealOptions are mine\n\n---\n\nNote: a\n",
            "a\n\n^ b\n",
            "a\n\n^b\n\n---\n",
            "```\n???\n^ a\n```\n\n---\n",
            "??? note \"b\"\n    c\n\n---\n",
        ] {
            assert_eq!(found(text, ""), [""; 0], "{text}");
        }
    }
}
