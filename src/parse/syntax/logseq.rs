//! Marks of Logseq inside lines: links with words of their own, `[words]([[Page]])`, links to a block, `[words](((id)))`, words that
//! a card hides, `{{cloze words}}`, and the size of a picture, `{:height 100, :width 200}`.
//!
//! Source: Logseq, "The difference between pages and blocks", "Flashcards".

use super::super::patch::Edit;
use super::super::ranges;
use super::lines::{near_after, near_before};
use std::ops::Range;

/// Whether a text may have such marks.
pub(super) fn may_be_in(text: &str) -> bool {
    ["]([[", "](((", "{{cloze ", "){:height", "){:width"].iter().any(|sign| text.contains(sign))
}

/// Finds the marks outside code, which is sorted.
pub(super) fn edits(text: &str, code: &[Range<usize>]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, _) in text.match_indices(['(', '{']).filter(|(at, _)| ranges::at(code, *at).is_none()) {
        let line = near_after(text, at);
        edits.extend(link(text, at, line).into_iter().flatten());
        if let Some(length) = line.strip_prefix("{{cloze ").and_then(|inside| inside.find("}}")) {
            let end = at + "{{cloze ".len() + length;
            edits.push(Edit { range: at..at + "{{cloze ".len(), text: String::new() });
            edits.push(Edit { range: end..end + 2, text: String::new() });
        }
        let is_size =
            text[..at].ends_with(')') && ["{:height ", "{:width "].iter().any(|start| line.starts_with(start));
        if let Some(length) = line.find('}').filter(|_| is_size) {
            edits.push(Edit { range: at..at + length + 1, text: String::new() });
        }
    }
    edits.dedup_by(|next, previous| next.range.start < previous.range.end);
    edits
}

/// The link whose address begins at an offset.
fn link(text: &str, at: usize, line: &str) -> Option<Vec<Edit>> {
    let to_page = line.strip_prefix("([[").and_then(|inside| inside.find("]])").map(|length| &inside[..length]));
    let to_block = line.strip_prefix("(((").and_then(|inside| inside.find(")))").map(|length| &inside[..length]));
    let target = to_page.or(to_block)?;
    let words = near_before(text, at).strip_suffix(']').and_then(|before| before.rsplit_once('['))?.1;
    let is_plain = !words.is_empty() && !words.contains(['|', '`', ']']) && !target.contains(['[', ']', '|', '(']);
    let is_block = to_block.is_some_and(|id| id.len() == 36);
    let end = at + target.len() + 6;
    let start = at - words.len() - 2;
    let written = if to_page.is_some() { format!("[[{target}|{words}]]") } else { words.to_owned() };
    (is_plain && (to_page.is_some() || is_block)).then(|| vec![Edit { range: start..end, text: written }])
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    #[test]
    fn marks_become_links_and_words() {
        let read = |text: &str| {
            let draft = Draft::of(text);
            let edits = edits(text, draft.code());
            draft.edited(edits).text().to_owned()
        };
        for (text, expected) in [
            ("- [label]([[A/B]]) and [b](((65a1b2c3-1111-2222-3333-444455556666)))", "- [[A/B|label]] and b"),
            ("{{cloze hidden words}} ![i](a.png){:height 100, :width 200}", "hidden words ![i](a.png)"),
            ("`[a]([[b]])` f(((x))) [a](((x))) {{cloze open", "`[a]([[b]])` f(((x))) [a](((x))) {{cloze open"),
        ] {
            assert_eq!(read(text), expected);
        }
    }
}
