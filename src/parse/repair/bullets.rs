//! `… the queue. - When it …` on one line of a bullet: two bullets whose line break was lost.
//!
//! A dash inside a bullet is a dash: `What is it? - An answer`, `To be. - Hamlet`. It is a lost bullet only between two whole
//! sentences, and only if no other bullet of the list has a dash, which would make it the author's style.

use super::super::patch::Edit;
use super::Repair;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// The least number of words on each side of the dash. Shorter ones are names, answers and remarks.
const FEWEST_WORDS: usize = 5;

/// A dash with blanks around it, and where the bullet begins that it is in.
struct Dash {
    item: usize,
    at: usize,
}

/// Repairs for the bullets in `events`.
pub(super) fn repairs(text: &str, events: &[(Event<'_>, Range<usize>)]) -> Vec<Repair> {
    let mut lists: Vec<Vec<Dash>> = Vec::new();
    let mut items: Vec<Range<usize>> = Vec::new();
    let mut not_prose = 0_usize;
    let mut repairs = Vec::new();
    for (event, range) in events {
        match event {
            Event::Start(Tag::List(_)) => lists.push(Vec::new()),
            Event::End(TagEnd::List(_)) => repairs.extend(lists.pop().iter().flat_map(|dashes| of_list(text, dashes))),
            Event::Start(Tag::Item) => items.push(range.clone()),
            Event::End(TagEnd::Item) => drop(items.pop()),
            Event::Start(
                Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Link { .. } | Tag::Image { .. } | Tag::Heading { .. },
            ) => not_prose += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Link | TagEnd::Image | TagEnd::Heading(_)) => {
                not_prose -= 1;
            }
            Event::Text(_) if not_prose == 0 => {
                if let (Some(list), Some(item)) = (lists.last_mut(), items.last()) {
                    let found = text[range.clone()].match_indices(" - ");
                    list.extend(found.map(|(at, _)| Dash { item: item.start, at: range.start + at }));
                }
            }
            _ => {}
        }
    }
    repairs
}

/// Repairs for the dashes of one list.
fn of_list(text: &str, dashes: &[Dash]) -> Vec<Repair> {
    let is_style = dashes.iter().any(|dash| dash.item != dashes[0].item || !is_between_sentences(text, dash));
    if is_style {
        return Vec::new();
    }
    dashes.iter().filter_map(|dash| glued(text, dash)).collect()
}

fn is_between_sentences(text: &str, dash: &Dash) -> bool {
    let line_end = crate::source::line_end(text, dash.at);
    let line_start = crate::source::line_start(text, dash.at).max(dash.item);
    let closing = ['"', '”', '’', ')', '*', '_'];
    let before = text[line_start..dash.at].trim_end_matches(closing);
    let before = before.rsplit(" - ").next().unwrap_or(before);
    let after = &text[dash.at + 3..line_end];
    let after = after.split(" - ").next().unwrap_or(after).trim_end().trim_end_matches(closing);
    let last_word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_whole = |sentence: &str| sentence.ends_with('.') && sentence.split_whitespace().count() >= FEWEST_WORDS;
    is_whole(before) && is_whole(after) && after.starts_with(char::is_uppercase) && !is_abbreviation(last_word)
}

/// `e.g.`, `Inc.`, `J.`, `etc.`: a full stop that ends no sentence.
fn is_abbreviation(word: &str) -> bool {
    let letters = word.trim_start_matches(['(', '"', '“']).trim_end_matches('.');
    let known = ["etc", "inc", "ltd", "dr", "mr", "mrs", "ms", "prof", "st", "no", "vol", "fig", "vs", "cf", "al"];
    letters.contains('.') || letters.chars().count() == 1 || known.contains(&letters.to_ascii_lowercase().as_str())
}

fn glued(text: &str, dash: &Dash) -> Option<Repair> {
    let marker = text[dash.item..].chars().next().filter(|marker| matches!(marker, '-' | '*' | '+'))?;
    let line_start = crate::source::line_start(text, dash.item);
    let indent = &text[line_start..dash.item];
    let is_indentation = indent.chars().all(char::is_whitespace);
    is_indentation.then(|| Repair {
        edit: Edit { range: dash.at..dash.at + 3, text: format!("\n{indent}{marker} ") },
        code: "bullets-on-one-line",
        message: "two bullets stand on one line".into(),
        help: "shown as two; begin the second on a line of its own".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::dialect::MARKDOWN;
    use crate::parse::patch::Patched;
    use pulldown_cmark::Parser;

    fn repaired(text: &str) -> String {
        let events: Vec<_> = Parser::new_ext(text, MARKDOWN).into_offset_iter().collect();
        let edits = repairs(text, &events).into_iter().map(|repair| repair.edit).collect();
        Patched::new(text, 0, edits).text
    }

    #[test]
    fn whole_sentences_are_two_bullets() {
        assert_eq!(
            repaired("- The sea rises twice a day. - The moon pulls it up again.\n- More.\n"),
            "- The sea rises twice a day.\n- The moon pulls it up again.\n- More.\n"
        );
    }

    #[test]
    fn a_dash_is_a_dash() {
        for text in [
            "- What makes the sea rise twice? - The moon pulls it up again.\n",
            "- To be or not to be. - Hamlet.\n",
            "- The sea rises twice a day. - See the table\n",
            "- The sea rises twice a day. - The moon pulls it up again.\n- The sun helps the moon along. - It is far away.\n",
            "- **Tide** - the sea rises.\n- The sea rises twice a day. - The moon pulls it up again.\n",
            "- It is sold by Rocks and Sons Inc. - The price is on the label.\n",
            "A sea that rises twice a day. - The moon pulls it up again.\n",
            "1. The sea rises twice a day. - The moon pulls it up again.\n",
            "- Is `it. - The` code here or what. x\n",
        ] {
            assert_eq!(repaired(text), text);
        }
    }
}
