//! What the author of slides writes for the speaker: `Note:` and `Notes:` (reveal.js), `???` (remark.js) and paragraphs that begin
//! with `^ ` (Deckset). Each needs a sign that the file holds slides, because notes for readers have such words too.
//!
//! Sources: reveal.js, "Speaker View" and "Markdown"; remark.js, "Markdown", slide notes; Deckset, "Presenter Notes".

use super::lines::Lines;
use std::ops::Range;

/// Keys of front matter, and comments, that only slides of reveal.js have.
const OF_REVEAL: [&str; 7] =
    ["revealOptions", "reveal_", "revealjs", "verticalSeparator", "notesSeparator", "<!-- .slide:", "<!-- .element:"];

/// The notes for the speaker. `front` is the front matter of the file.
pub(super) fn speaker_notes(text: &str, front: &str) -> Vec<Range<usize>> {
    if !may_be_in(text) {
        return Vec::new();
    }
    let lines = Lines::of(text);
    let is_separator = |index: usize| !lines.fenced[index] && is_separator(lines.get(index));
    let is_of_reveal = OF_REVEAL.iter().any(|sign| front.contains(sign) || text.contains(sign));
    let is_deck = is_of_reveal || (0..lines.len()).any(is_separator);
    let mut notes = Vec::new();
    let mut index = 0;
    while index < lines.len() {
        let line = lines.get(index).trim_end();
        let begins = !lines.fenced[index] && is_deck;
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
        assert_eq!(found("a\n???\nb\n---\nc\n", ""), ["???\nb"]);
        assert_eq!(found("a\n\n^ b\nc\n\n---\n\nd\n", ""), ["^ b\nc"]);
        for text in [
            "a\n\nNote: b\n\n---\n\nc\n",
            "a\n???\nb\n",
            "a\n\n^ b\n",
            "a\n\n^b\n\n---\n",
            "```\n???\n^ a\n```\n\n---\n",
            "??? note \"b\"\n    c\n\n---\n",
        ] {
            assert_eq!(found(text, ""), [""; 0], "{text}");
        }
    }
}
