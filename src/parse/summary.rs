//! Reads the SUMMARY.md of a book: its chapters in order, with the numbers that mdBook gives them.
//!
//! Source: mdBook's guide, "SUMMARY.md". Links in a list are numbered chapters; links before and after the lists are chapters
//! without a number; headings other than the first are parts.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// A line of a SUMMARY.md.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A heading over chapters.
    Part(String),
    /// A link to a file, relative to SUMMARY.md.
    Chapter {
        /// The file.
        path: String,
        /// Its number, such as `2.1`; none outside a list.
        number: Option<String>,
    },
    /// The title of a draft chapter, which has no file yet.
    Draft(String),
}

/// Reads the entries.
pub(super) fn read(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    // The position in each open list. The numbers go on in the next list at the top.
    let mut positions: Vec<usize> = Vec::new();
    let mut at_top = 0;
    let mut heading: Option<String> = None;
    let mut headings = 0_usize;
    let mut draft: Option<String> = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::List(_)) => positions.push(if positions.is_empty() { at_top } else { 0 }),
            Event::End(TagEnd::List(_)) => {
                let last = positions.pop().unwrap_or_default();
                at_top = if positions.is_empty() { last } else { at_top };
            }
            Event::Start(Tag::Item) => {
                if let Some(position) = positions.last_mut() {
                    *position += 1;
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let path = dest_url.split(['#', '?']).next().unwrap_or_default().trim_start_matches("./");
                let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
                let numbers: Vec<String> = positions.iter().map(ToString::to_string).collect();
                let number = (!numbers.is_empty()).then(|| numbers.join("."));
                if dest_url.is_empty() {
                    draft = Some(String::new());
                } else if !path.is_empty() && !path.contains("://") {
                    entries.push(Entry::Chapter { path, number });
                }
            }
            Event::End(TagEnd::Link) => entries.extend(draft.take().map(Entry::Draft)),
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(words_so_far) = heading.as_mut().or(draft.as_mut()) {
                    words_so_far.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let title = heading.take().unwrap_or_default();
                headings += 1;
                if headings > 1 || !(title.eq_ignore_ascii_case("summary") || entries.is_empty()) {
                    entries.push(Entry::Part(title));
                }
            }
            _ => {}
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_have_the_numbers_of_mdbook() {
        let text = "# Summary\n\n[Preface](preface.md)\n\n- [One](one.md)\n  - [Inner](a/inner%20x.md)\n- [Plan]()\n\n\
                    # Second part\n\n- [Three](./three.md#x)\n\n[End](end.md)\n";
        let chapter = |path: &str, number: Option<&str>| Entry::Chapter {
            path: path.to_owned(),
            number: number.map(str::to_owned),
        };
        let expected = [
            chapter("preface.md", None),
            chapter("one.md", Some("1")),
            chapter("a/inner x.md", Some("1.1")),
            Entry::Draft("Plan".to_owned()),
            Entry::Part("Second part".to_owned()),
            chapter("three.md", Some("3")),
            chapter("end.md", None),
        ];
        assert_eq!(read(text), expected);
    }
}
