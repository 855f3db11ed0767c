//! Reads the outline of a file: headings, items of ordered lists, code, HTML, footnotes and link definitions, in one pass over
//! the events of the Markdown parser. It does not choose which of them begin a section.

use super::super::dialect::MARKDOWN;
use super::super::syntax::Token;
use super::{Heading, ListItem, Outline, html_headings};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::ops::Range;

/// Reads the outline of a file.
pub(in crate::parse) fn read(text: &str) -> Outline {
    let parser = Parser::new_ext(text, MARKDOWN);
    let mut reader = Reader::new(text);
    reader.outline.definitions = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| {
            let title = definition.title.as_deref().unwrap_or_default().to_owned();
            (label.to_lowercase(), (definition.dest.to_string(), title))
        })
        .collect();
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(tag) => reader.start(tag, range),
            Event::End(tag) => reader.end(tag),
            Event::Text(words) | Event::Code(words) => reader.words(&words),
            Event::SoftBreak | Event::HardBreak => reader.line_break(),
            Event::Html(_) | Event::InlineHtml(_) => reader.outline.html.push(range),
            _ => {}
        }
    }
    reader.outline
}

/// Fills an outline from the events of the Markdown parser.
struct Reader<'a> {
    text: &'a str,
    outline: Outline,
    /// The containers around the current event. Only the first few decide; the rest of a deep pile is just counted.
    depth: usize,
    /// Whether the list that is in no other container is ordered.
    ordered_list_at_top: bool,
    /// Whether the next item is the first of its list.
    opens_list: bool,
    /// The last item of an ordered list that is in no other container.
    item: Option<ListItem>,
    /// Whether nothing of that item was read yet.
    item_is_fresh: bool,
    /// The heading that is not closed yet.
    heading: Option<Heading>,
    /// The images around the current event: their alternative text is no text of a heading.
    images: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            outline: Outline::default(),
            depth: 0,
            ordered_list_at_top: false,
            opens_list: false,
            item: None,
            item_is_fresh: false,
            heading: None,
            images: 0,
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::List(start) => self.list(start.is_some()),
            Tag::Item => self.list_item(range),
            Tag::Heading { level, .. } => self.heading(level as u8, range),
            Tag::BlockQuote(_) | Tag::DefinitionList => {
                self.depth += 1;
                self.item_is_fresh = false;
            }
            Tag::FootnoteDefinition(label) => {
                self.depth += 1;
                self.outline.footnotes.entry(label.to_lowercase()).or_insert(range);
            }
            Tag::CodeBlock(_) => {
                self.outline.code_blocks.push(range);
                self.item_is_fresh = false;
            }
            Tag::HtmlBlock => {
                if self.depth == 0 {
                    self.outline.headings.extend(html_headings::read(self.text, &range));
                }
                self.outline.html_blocks.push(range);
                self.item_is_fresh = false;
            }
            Tag::Image { .. } => self.images += 1,
            Tag::Paragraph | Tag::Table(_) => self.item_is_fresh = false,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList => {
                self.depth -= 1;
                self.item_is_fresh = false;
            }
            // `# }` closes a frame that an editor draws: it names nothing.
            TagEnd::Heading(_) => {
                let is_bracket = |c: char| matches!(c, '{' | '}' | '[' | ']' | '(' | ')' | ';' | ' ');
                // `##` alone names nothing either. A picture does.
                let is_drawn = |heading: &Heading| self.text[heading.range.clone()].contains(['<', '!']);
                let names = |heading: &Heading| match heading.text.trim() {
                    "" => is_drawn(heading),
                    words => !words.chars().all(is_bracket),
                };
                self.outline.headings.extend(self.heading.take().filter(names));
            }
            TagEnd::Image => self.images -= 1,
            _ => {}
        }
    }

    fn list(&mut self, is_ordered: bool) {
        if self.depth == 0 {
            self.ordered_list_at_top = is_ordered;
            self.opens_list = true;
        }
        self.depth += 1;
        self.item_is_fresh = false;
    }

    fn list_item(&mut self, range: Range<usize>) {
        if self.depth == 1 && self.ordered_list_at_top {
            let marker = self.text[range.clone()].trim_start_matches(' ');
            let digits = marker.chars().take_while(char::is_ascii_digit).collect::<String>();
            let opens_list = self.opens_list;
            self.item = digits.parse().ok().map(|written| ListItem { range, written, opens_list });
            self.outline.items.extend(self.item.clone());
            self.opens_list = false;
            self.item_is_fresh = true;
        }
        self.depth += 1;
    }

    fn heading(&mut self, level: u8, range: Range<usize>) {
        let item = self.item.clone().filter(|_| self.item_is_fresh && self.depth == 2);
        if self.depth == 0 || item.is_some() {
            self.heading = Some(Heading { range, level, text: String::new(), item, edit: None });
        }
        self.item_is_fresh = false;
    }

    fn words(&mut self, words: &str) {
        if self.images > 0 {
            return;
        }
        if let Some(heading) = &mut self.heading {
            match Token::read(words) {
                Some(token) => heading.text.push_str(token.words()),
                None => heading.text.push_str(words),
            }
        }
        self.item_is_fresh = false;
    }

    fn line_break(&mut self) {
        if let Some(heading) = &mut self.heading {
            heading.text.push(' ');
        }
    }
}
