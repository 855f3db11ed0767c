//! The words of a heading.

use super::Body;
use super::heading_words;
use super::numbering::{self, SectionNumber};
use super::syntax::Token;
use crate::html::escape::escape;
use crate::html::mathml::{Form, mathml};
use crate::html::sanitize::{self, Removed};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// The words of a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// Plain text, without number and trailing colon.
    pub text: String,
    /// The same with emphasis and code, as HTML.
    pub html: String,
    /// Plain text as in the file. Other modules derive fragments from it.
    pub full_text: String,
    /// Whether the text says the number of the section, as in `Day 1` and `Theorem 1.3`.
    pub says_number: bool,
}

impl Title {
    /// A title that was never Markdown.
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), html: escape(text), full_text: text.to_owned(), says_number: false }
    }

    /// Reads the events of a heading or a paragraph. HTML that formats is dropped, other HTML is shown as text.
    pub(super) fn read(events: &[(Event<'_>, Range<usize>)]) -> Self {
        let mut parts: Vec<TitlePart> = Vec::new();
        let mut images = 0_usize;
        for (event, _) in events {
            match event {
                Event::Start(Tag::Image { .. }) => images += 1,
                Event::End(TagEnd::Image) => images -= 1,
                _ if images > 0 => {}
                Event::Text(text) => parts.push(TitlePart::Text(text.to_string())),
                Event::SoftBreak | Event::HardBreak => parts.push(TitlePart::Text(" ".into())),
                Event::Code(code) => parts.push(TitlePart::of_code(code)),
                Event::InlineHtml(tag) if is_shown(tag) => parts.push(TitlePart::Text(tag.to_string())),
                Event::InlineHtml(tag) => {
                    let is_closing = tag.starts_with("</");
                    let element = sanitize::element_of(tag).unwrap_or_default();
                    if is_closing && matches!(element, "script" | "style" | "iframe" | "object") {
                        parts.push(TitlePart::Text(tag.to_string()));
                    }
                }
                Event::Start(Tag::Emphasis) => parts.push(TitlePart::Tag("<em>")),
                Event::End(TagEnd::Emphasis) => parts.push(TitlePart::Tag("</em>")),
                Event::Start(Tag::Strong) => parts.push(TitlePart::Tag("<strong>")),
                Event::End(TagEnd::Strong) => parts.push(TitlePart::Tag("</strong>")),
                Event::Start(Tag::Strikethrough) => parts.push(TitlePart::Tag("<del>")),
                Event::End(TagEnd::Strikethrough) => parts.push(TitlePart::Tag("</del>")),
                _ => {}
            }
        }
        Self::of_parts(&parts)
    }

    fn of_parts(parts: &[TitlePart]) -> Self {
        let mut title = Self::default();
        for part in parts {
            match part {
                TitlePart::Text(text) => {
                    title.full_text.push_str(text);
                    title.html.push_str(&escape(text));
                }
                TitlePart::Code(code) => {
                    title.full_text.push_str(code);
                    title.html.push_str(&format!("<code>{}</code>", escape(code)));
                }
                TitlePart::Formula { source, mathml } => {
                    title.full_text.push_str(source);
                    title.html.push_str(mathml);
                }
                TitlePart::Tag(tag) => title.html.push_str(tag),
            }
        }
        title.full_text.truncate(title.full_text.trim_end().len());
        title.text = without_colon(&title.full_text).to_owned();
        title.html = without_colon(&title.html).to_owned();
        title
    }

    /// The same title without the number that it begins with.
    pub(super) fn without_number(self, number: &SectionNumber) -> Self {
        let readings = numbering::readings(&self.full_text);
        let numbered = readings.iter().find(|reading| reading.number == *number).or(readings.first());
        let Some(numbered) = numbered else { return self };
        let solid = |range: Range<usize>| self.full_text[range].chars().filter(|c| !c.is_whitespace()).count();
        let (mut kept, mut prefix) = (solid(0..numbered.start), solid(numbered.start..numbered.prefix));
        // The number may stand inside emphasis: its characters are taken out of the HTML, the tags around them stay.
        let mut html = String::with_capacity(self.html.len());
        let mut rest = self.html.as_str();
        while prefix > 0 {
            if let Some(end) = rest.strip_prefix('<').and_then(|tag| tag.find('>')) {
                html.push_str(&rest[..end + 2]);
                rest = &rest[end + 2..];
                continue;
            }
            let Some(character) = rest.chars().next() else { break };
            rest = &rest[character.len_utf8()..];
            match (character.is_whitespace(), kept) {
                (true, _) => html.push(character),
                (false, 0) => prefix -= 1,
                (false, _) => {
                    html.push(character);
                    kept -= 1;
                }
            }
        }
        let html = format!("{}{}", html.trim_start(), rest.trim_start());
        let text = format!("{}{}", &self.full_text[..numbered.start], &self.full_text[numbered.prefix..]);
        let text = without_colon(&text).to_owned();
        // `1. Soru` has no title, as `Soru 1` has none.
        if heading_words::is_question(&text) {
            return self.without_words();
        }
        let html = html.replace("<strong></strong>", "").replace("<em></em>", "").replace("<strong> ", "<strong>");
        let says_number = numbered.prefix == numbered.start;
        Self { text, html: html.trim().to_owned(), full_text: self.full_text, says_number }
    }

    /// The title of a heading that says nothing: `Question`.
    pub(super) fn without_words(self) -> Self {
        Self { text: String::new(), html: String::new(), full_text: self.full_text, says_number: false }
    }

    /// A heading such as `Question 3` has no words of its own: the first ones below it name the section. Where there are none,
    /// it names itself.
    pub(super) fn or_first_words(mut self, body: &Body) -> Self {
        if !self.text.is_empty() {
            return self;
        }
        let line = body.prose.text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let own = without_colon(&self.full_text);
        if !line.is_empty() {
            self.text = shortened(without_answer(line));
        } else if own.contains(char::is_alphabetic) {
            self.text = own.to_owned();
            self.says_number = !numbering::readings(own).is_empty();
        }
        self.html = escape(&self.text);
        self
    }
}

/// Whether a tag of a title is shown as text: an unknown element, or one that does more than format.
fn is_shown(tag: &str) -> bool {
    let is_formatting = sanitize::element_of(tag).is_some_and(|element| element == "font");
    let is_element = |removed: &Removed| matches!(removed, Removed::Element(_));
    !is_formatting && sanitize::inspect(tag).removed.iter().any(is_element)
}

/// The words that a title taken from the text has at most, in characters.
const LONGEST_TITLE: usize = 80;

/// A line up to the label behind its question: `What is it? **Answer:** A queue.` must not give the answer away.
fn without_answer(line: &str) -> &str {
    let is_label = |text: &str| {
        let words = text.split_whitespace().take(2);
        text.starts_with(char::is_whitespace) && words.into_iter().any(|word| word.ends_with([':', '：']))
    };
    let ends = line.match_indices(['?', '？', '؟']).map(|(at, mark)| at + mark.len());
    ends.into_iter().find(|&end| is_label(&line[end..])).map_or(line, |end| &line[..end])
}

/// The first words of a line.
fn shortened(line: &str) -> String {
    let Some((cut, _)) = line.char_indices().nth(LONGEST_TITLE) else { return line.to_owned() };
    let end = line[..cut].rfind(char::is_whitespace).filter(|&end| end > cut / 2).unwrap_or(cut);
    format!("{} …", line[..end].trim_end_matches([',', ';', ':', ' ']))
}

/// A stretch of a heading.
enum TitlePart {
    Text(String),
    Code(String),
    Formula { source: String, mathml: String },
    Tag(&'static str),
}

impl TitlePart {
    /// A code span, or what a token stands for. Links of a title are only their words.
    fn of_code(code: &str) -> Self {
        match Token::read(code) {
            Some(Token::Formula { source, written, .. }) => match mathml(&source, Form::Inline) {
                Ok(mathml) => Self::Formula { source, mathml },
                Err(_) => Self::Code(written),
            },
            Some(Token::MarkStart | Token::Caret { opens: true }) => Self::Tag("<mark>"),
            Some(Token::MarkEnd | Token::Caret { opens: false }) => Self::Tag("</mark>"),
            Some(token) => Self::Text(token.words().to_owned()),
            None => Self::Code(code.to_owned()),
        }
    }
}

/// A text without blanks around it and a colon at its end.
fn without_colon(text: &str) -> &str {
    text.trim().trim_end_matches([':', '：']).trim_end()
}
