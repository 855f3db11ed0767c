//! The quotations and list items around an offset, and the prefix of a line inside them (CommonMark 0.31, section 5).

use super::super::patch::Edit;
use crate::source::line_start;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// Deeper nesting than this is a paste gone wrong.
const DEEPEST: usize = 100;

/// What is open at one event of a section.
#[derive(Debug, Default)]
pub(super) struct Containers {
    open: Vec<(Kind, Range<usize>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Quotation,
    List,
    Item,
    Footnote,
}

/// The containers around an offset, with the widths of their items.
#[derive(Debug)]
pub(super) struct Around<'a> {
    text: &'a str,
    containers: Vec<Container>,
    /// Where the innermost one ends.
    end: usize,
}

#[derive(Debug)]
struct Container {
    /// Where it begins.
    start: usize,
    /// What an item's lines are indented by; none for a quotation.
    width: Option<usize>,
}

impl Containers {
    /// Opens or closes what `event` opens or closes.
    pub(super) fn follow(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let kind = match event {
            Event::Start(Tag::BlockQuote(_)) => Kind::Quotation,
            Event::Start(Tag::List(_)) => Kind::List,
            Event::Start(Tag::Item) => Kind::Item,
            Event::Start(Tag::FootnoteDefinition(_)) => Kind::Footnote,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition) => {
                self.open.pop();
                return;
            }
            _ => return,
        };
        self.open.push((kind, range.clone()));
    }

    /// Whether a list item is the innermost one.
    pub(super) fn is_in_item(&self) -> bool {
        self.open.last().is_some_and(|(kind, _)| *kind == Kind::Item)
    }

    /// The containers around the words that begin at `at`. None in a footnote, in a deep pile, and where other words stand
    /// before them in their line.
    pub(super) fn around<'a>(&self, text: &'a str, at: usize) -> Option<Around<'a>> {
        if self.open.len() > DEEPEST || self.open.iter().any(|(kind, _)| *kind == Kind::Footnote) {
            return None;
        }
        let end = self.open.last().map_or(text.len(), |(_, range)| range.end);
        let mut around = Around { text, containers: Vec::with_capacity(self.open.len()), end };
        for (kind, range) in self.open.iter().filter(|(kind, _)| *kind != Kind::List) {
            around.containers.push(Container { start: range.start, width: (*kind == Kind::Item).then_some(0) });
            let line = around.line(line_start(text, range.start));
            if line.inside < around.containers.len() {
                return None;
            }
            if let Some(container) = around.containers.last_mut().filter(|container| container.width.is_some()) {
                container.width = Some(line.last_width);
            }
        }
        let begins_line = text[around.line(line_start(text, at)).at.min(at)..at].trim().is_empty();
        begins_line.then_some(around)
    }
}

impl<'a> Around<'a> {
    /// The lines from `start` on with where they begin, without what the containers need before them.
    pub(super) fn lines(&self, start: usize) -> impl Iterator<Item = (usize, &'a str)> {
        let mut next = start;
        std::iter::from_fn(move || {
            if next >= self.end {
                return None;
            }
            let line_end = crate::source::line_end(self.text, next);
            let at = if next == start { start } else { self.line(next).at.min(line_end) };
            next = line_end + 1;
            Some((at, self.text[at..line_end].trim_end_matches('\r')))
        })
    }

    /// Puts `code` between fences in place of `range`, which begins and ends with lines of `paragraph`. None where HTML
    /// follows in the paragraph: below a fence it would be a block and hide headings.
    pub(super) fn fence(
        &self,
        range: Range<usize>,
        paragraph: &Range<usize>,
        language: &str,
        code: &str,
    ) -> Option<Edit> {
        let start = line_start(self.text, range.start);
        let line = self.line(start);
        let mut prefix = self.prefix();
        let opens_here = self.containers.last().is_some_and(|container| container.start >= start);
        let is_whole = line.inside == self.containers.len();
        let (start, first) = if opens_here {
            prefix.push_str(&" ".repeat(line.owed));
            (line.at, "")
        } else if is_whole && line.owed == 0 {
            (line.at, "")
        } else {
            // CommonMark lets words go on with less before them, but no fence.
            (start, prefix.as_str())
        };
        let mut text =
            format!("{first}```{language}\n{prefix}{}\n{prefix}```", code.replace('\n', &format!("\n{prefix}")));
        // What goes on with the paragraph below is words still, and is no code, list or definition by standing below a fence.
        let mut end = range.end;
        let next = self.text[end..].find('\n').map_or(self.text.len(), |length| end + length + 1);
        if next < paragraph.end {
            let line = self.line(next);
            let words = self.text[line.at..].trim_start_matches([' ', '\t']);
            let at = self.text.len() - words.len();
            let digits = words.bytes().take_while(u8::is_ascii_digit).count();
            let to_escape = match words.as_bytes().get(digits) {
                Some(b'.' | b')') if digits > 0 => Some(digits),
                Some(b'[') if digits == 0 => Some(0),
                Some(b'<') if digits == 0 => return None,
                _ => None,
            };
            let is_outside = line.inside < self.containers.len();
            if is_outside || line.owed + (at - line.at) > 0 || to_escape.is_some() {
                text.push('\n');
                text.push_str(&prefix);
                text.push_str(&words[..to_escape.unwrap_or(0)]);
                text.push_str(if to_escape.is_some() { "\\" } else { "" });
                end = at + to_escape.unwrap_or(0);
            }
        }
        Some(Edit { range: start..end, text })
    }

    /// What a line begins with that is inside all containers.
    fn prefix(&self) -> String {
        self.containers
            .iter()
            .map(|container| container.width.map_or_else(|| "> ".to_owned(), |width| " ".repeat(width)))
            .collect()
    }

    /// How far the line that begins at `start` is inside the containers.
    fn line(&self, start: usize) -> Line<'a> {
        let mut line = Line { bytes: self.text.as_bytes(), at: start, column: 0, owed: 0, inside: 0, last_width: 0 };
        for container in &self.containers {
            let before = line.clone();
            let opens_here = container.start >= start;
            let is_inside = match container.width {
                None => line.quotation(),
                Some(_) if opens_here => line.marker(),
                Some(_) if line.is_blank() => true,
                Some(width) => line.blanks(width) == width,
            };
            if !is_inside {
                return before;
            }
            line.inside = before.inside + 1;
            line.last_width = line.column - before.column;
        }
        line
    }
}

/// A line that is read from its beginning.
#[derive(Clone, Debug)]
struct Line<'a> {
    bytes: &'a [u8],
    /// What is read next.
    at: usize,
    /// The column of that, not counting `owed`.
    column: usize,
    /// Columns of a tab that were not needed.
    owed: usize,
    /// How many containers it is in.
    inside: usize,
    /// How many columns the innermost of them took.
    last_width: usize,
}

impl Line<'_> {
    /// Reads up to `most` columns of blanks and says how many there were. A tab reaches to the next fourth column.
    fn blanks(&mut self, most: usize) -> usize {
        let mut count = 0;
        while count < most {
            match self.bytes.get(self.at) {
                _ if self.owed > 0 => self.owed -= 1,
                Some(b' ') => self.at += 1,
                Some(b'\t') => {
                    self.at += 1;
                    self.owed = 3 - self.column % 4;
                }
                _ => break,
            }
            count += 1;
            self.column += 1;
        }
        count
    }

    fn is_blank(&self) -> bool {
        let rest = self.bytes[self.at..].iter().take_while(|&&byte| byte != b'\n');
        rest.into_iter().all(u8::is_ascii_whitespace)
    }

    fn skip(&mut self, length: usize) {
        self.at += length;
        self.column += length;
    }

    /// Reads `> `.
    fn quotation(&mut self) -> bool {
        self.blanks(3);
        let is_quotation = self.bytes.get(self.at) == Some(&b'>');
        if is_quotation {
            self.skip(1);
            self.blanks(1);
        }
        is_quotation
    }

    /// Reads `- ` or `12. `.
    fn marker(&mut self) -> bool {
        self.blanks(usize::MAX);
        let digits = self.bytes[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        match self.bytes.get(self.at + digits) {
            Some(b'-' | b'*' | b'+') if digits == 0 => {}
            Some(b'.' | b')') if digits > 0 => {}
            _ => return false,
        }
        self.skip(digits + 1);
        if self.is_blank() {
            self.column += 1;
            return true;
        }
        let mut words = self.clone();
        if words.blanks(5) < 5 {
            *self = words;
        } else {
            self.blanks(1);
        }
        true
    }
}
