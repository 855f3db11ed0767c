//! What could be a section without being a heading: numbered paragraphs, list items, `<details>`, `Q:` paragraphs, cards.

use super::super::dialect::MARKDOWN;
use super::Outline;
use super::html_headings::without_tags;
use crate::config::SectionRule;
use crate::parse::heading_words::{self, LANGUAGES};
use crate::parse::numbering::{self, Kind, Numbered, SectionNumber};
use crate::parse::patch::Edit;
use crate::source::{line_end, line_start};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::ops::Range;

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// The setting that makes a section of it.
    pub rule: SectionRule,
    /// First byte, at the start of a line.
    pub start: usize,
    /// Its number, if it has one.
    pub number: Option<SectionNumber>,
    /// Its title, for telling apart.
    pub title: String,
    /// The list item to be freed from its indentation.
    pub item: Option<Range<usize>>,
    /// What makes a heading of its title.
    pub edits: Vec<Edit>,
}

/// A block at the top level with what it begins with.
#[derive(Default)]
struct Paragraph {
    range: Range<usize>,
    /// The words of the first line.
    line: String,
    /// Where the first line ends, and where the next one begins.
    line_end: Option<(usize, usize)>,
    /// The bold words that it begins with.
    bold: Option<(String, Range<usize>)>,
    is_in_bold: bool,
}

/// Finds every question of a file that is no heading, in file order.
pub(super) fn find(text: &str, outline: &Outline) -> Vec<Question> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut is_bullets = false;
    let mut item: Option<Range<usize>> = None;
    let mut paragraph: Option<Paragraph> = None;
    let mut rules: Vec<Range<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(text, MARKDOWN).into_offset_iter() {
        match event {
            Event::Start(Tag::List(start)) => {
                found.extend(item.take().zip(paragraph.take()).and_then(|(item, words)| bullet(text, item, &words)));
                is_bullets = depth == 0 && start.is_none();
                depth += 1;
            }
            Event::Start(Tag::Item) => {
                item = (depth == 1 && is_bullets).then_some(range.clone());
                paragraph = item.is_some().then(|| Paragraph { range, ..Paragraph::default() });
                depth += 1;
            }
            Event::End(TagEnd::Item) => {
                found.extend(item.take().zip(paragraph.take()).and_then(|(item, words)| bullet(text, item, &words)));
                depth -= 1;
            }
            Event::Start(Tag::BlockQuote(_) | Tag::FootnoteDefinition(_)) => depth += 1,
            Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) => depth -= 1,
            Event::Start(Tag::Paragraph) if depth == 0 => {
                paragraph = Some(Paragraph { range, ..Paragraph::default() });
            }
            Event::End(TagEnd::Paragraph) if depth == 0 => {
                found.extend(paragraph.take().and_then(|words| of_paragraph(text, &words)));
            }
            Event::End(TagEnd::Paragraph) => {
                found.extend(item.take().zip(paragraph.take()).and_then(|(item, words)| bullet(text, item, &words)));
            }
            Event::Rule if depth == 0 => rules.push(range),
            Event::Start(Tag::HtmlBlock) if depth == 0 => {
                if super::html_headings::read(text, &range).is_none() {
                    found.extend(details(text, &range).or_else(|| html_line(text, &range)));
                }
            }
            event => {
                if let Some(paragraph) = &mut paragraph {
                    paragraph.read(&event, range);
                }
            }
        }
    }
    found.extend(items(text, outline));
    found.extend(cards(text, &rules));
    found.sort_by_key(|question| question.start);
    found
}

impl Paragraph {
    fn read(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Strong) if self.line.trim().is_empty() && self.line_end.is_none() => {
                self.bold = Some((String::new(), range));
                self.is_in_bold = true;
            }
            Event::End(TagEnd::Strong) => self.is_in_bold = false,
            Event::SoftBreak | Event::HardBreak => {
                if self.is_in_bold
                    && let Some((bold, _)) = &mut self.bold
                {
                    bold.push(' ');
                }
                self.line_end.get_or_insert((range.start, range.end));
            }
            Event::Text(words) | Event::Code(words) => {
                if self.is_in_bold
                    && let Some((bold, _)) = &mut self.bold
                {
                    bold.push_str(words);
                }
                if self.line_end.is_none() {
                    self.line.push_str(words);
                }
            }
            _ => {}
        }
    }
}

/// `**1. Title**`, `**Q1.** Title`, `Question #31`, `1\) Title`, `Q: Title`.
fn of_paragraph(text: &str, paragraph: &Paragraph) -> Option<Question> {
    let start = paragraph.range.start;
    let end = start + text[paragraph.range.clone()].trim_end().len();
    let (line_end, next_line) = paragraph.line_end.unwrap_or((end, end));
    let (rule, title, title_end) = match &paragraph.bold {
        Some((bold, range)) => {
            let is_number_alone = number_of(bold).is_some_and(|number| bold[number.prefix..].trim().is_empty());
            let is_whole_line = range.end >= line_end || is_number_alone || is_mark_alone(bold);
            let (title, end) = if range.end >= line_end {
                (bold.as_str(), range.end)
            } else if is_whole_line {
                (paragraph.line.as_str(), line_end)
            } else {
                (bold.as_str(), range.end)
            };
            (SectionRule::Bold, title, end)
        }
        None => (SectionRule::Lines, paragraph.line.as_str(), line_end),
    };
    let mut edits = vec![Edit { range: start..start, text: "# ".into() }];
    let (rule, number) = match number_of(title) {
        Some(number) => (rule, Some(number.number)),
        None => {
            let mark = question_mark(title)?;
            let written = text[start..end].find(&title[..mark])?;
            edits.push(Edit { range: start + written..start + written + mark, text: String::new() });
            (SectionRule::Questions, None)
        }
    };
    edits.extend(
        text[start..title_end]
            .match_indices('\n')
            .map(|(at, _)| Edit { range: start + at..start + at + 1, text: " ".into() }),
    );
    if title_end < end {
        let next = if title_end >= line_end && title_end < next_line { next_line } else { title_end };
        edits.push(Edit { range: title_end..next, text: "\n\n".into() });
    }
    let title = title.to_owned();
    Some(Question { rule, start: line_start(text, start), number, title, item: None, edits })
}

/// The number that a paragraph begins with, in a form that prose does not begin with.
fn number_of(words: &str) -> Option<Numbered> {
    numbering::readings(words)
        .into_iter()
        .find(|reading| matches!(reading.kind, Kind::Plain | Kind::Named | Kind::Worded | Kind::Letter(_)))
        .filter(|reading| reading.kind == Kind::Plain || words[reading.prefix..].chars().count() <= LONGEST_LINE)
}

/// A line longer than this, in characters, is a sentence.
const LONGEST_LINE: usize = 200;

/// The length of `Q:` or `Question:` with the blanks behind it.
fn question_mark(words: &str) -> Option<usize> {
    let of_letter = || {
        let first = words.chars().next()?;
        LANGUAGES.iter().any(|language| language.letter == Some(first)).then_some(first.len_utf8())
    };
    let of_word = || match heading_words::at_start(words)? {
        (heading_words::Role::Question, length) => Some(length),
        (heading_words::Role::Section, _) => None,
    };
    let is_followed = |length: &usize| words[*length..].trim_start().starts_with([':', '：']);
    let length = of_word().filter(is_followed).or_else(|| of_letter().filter(is_followed))?;
    let colon = length + words[length..].find([':', '：'])?;
    let rest = words[colon..].trim_start_matches([':', '：']).trim_start();
    (!rest.is_empty()).then(|| words.len() - rest.len())
}

/// `**Q:**` before a question.
fn is_mark_alone(bold: &str) -> bool {
    question_mark(&format!("{bold} x")).is_some_and(|mark| mark > bold.trim_end().len())
}

/// A bullet that begins with a number: `- [1.1](#types) Types`.
fn bullet(text: &str, item: Range<usize>, words: &Paragraph) -> Option<Question> {
    let reading = numbering::readings(&words.line)
        .into_iter()
        .find(|reading| matches!(reading.kind, Kind::Plain | Kind::Named | Kind::Letter(_)))?;
    let line = line_start(text, item.start);
    let start = anchors_above(text, line);
    let mut edits = Vec::new();
    if start < line {
        // The anchors move into the title, so that links to them find this section.
        let anchors = text[start..line].trim().replace('\n', " ");
        edits.push(Edit { range: start..line, text: String::new() });
        let words = text[item.clone()]
            .find(|c: char| !matches!(c, '-' | '*' | '+' | ' '))
            .map_or(item.end, |at| item.start + at);
        edits.push(Edit { range: words..words, text: format!("{anchors} ") });
    }
    let (rule, number) = (SectionRule::Bullets, Some(reading.number));
    Some(Question { rule, start, number, title: words.line.clone(), item: Some(item), edits })
}

/// The start of the lines above `line` that hold nothing but `<a name="…"></a>`.
fn anchors_above(text: &str, line: usize) -> usize {
    let mut start = line;
    while let Some(above) = text[..start].strip_suffix('\n') {
        let above_start = line_start(text, above.len());
        let words = above[above_start..].trim();
        if !words.starts_with("<a ") || !words.ends_with("</a>") || !without_tags(words).is_empty() {
            break;
        }
        start = above_start;
    }
    start
}

/// Items of ordered lists, numbered as they are shown: `1.` before every item counts on.
fn items(text: &str, outline: &Outline) -> Vec<Question> {
    let mut shown = 0;
    outline
        .items
        .iter()
        .filter(|item| {
            text[item.range.clone()].split_once(['.', ')']).is_some_and(|(_, words)| !words.trim().is_empty())
        })
        .map(|item| {
            shown = if item.opens_list { item.written } else { shown + 1 };
            Question {
                rule: SectionRule::List,
                start: line_start(text, item.range.start),
                number: Some(SectionNumber::counted(shown)),
                title: text[item.range.clone()].lines().next().unwrap_or_default().to_owned(),
                item: Some(item.range.clone()),
                edits: Vec::new(),
            }
        })
        .collect()
}

/// `<details>` with its `<summary>`. What is inside becomes the text of the section.
fn details(text: &str, block: &Range<usize>) -> Option<Question> {
    let html = &text[block.clone()];
    let lower = html.to_ascii_lowercase();
    let open = lower.find("<details").filter(|&open| html[..open].trim().is_empty())?;
    let summary = open + lower[open..].find("<summary")?;
    let inside = summary + lower[summary..].find('>')? + 1;
    let close = inside + lower[inside..].find("</summary>")?;
    let words = html[inside..close].split_whitespace().collect::<Vec<_>>().join(" ");
    let title = without_tags(&words);
    if !title.contains(char::is_alphanumeric) {
        return None;
    }
    let after = block.start + close + "</summary>".len();
    let end = closing_details(text, after)?;
    let edits = vec![
        Edit { range: block.start + open..after, text: format!("# {words}\n\n") },
        Edit { range: end..end + "</details>".len(), text: "\n".into() },
    ];
    let number = number_of(&title).map(|number| number.number);
    Some(Question {
        rule: SectionRule::Details,
        start: line_start(text, block.start + open),
        number,
        title,
        item: None,
        edits,
    })
}

/// A numbered line in an element of its own: `<div dir="rtl">`, the line, `</div>`.
fn html_line(text: &str, block: &Range<usize>) -> Option<Question> {
    let html = text[block.clone()].trim();
    let is_wrapped =
        html.starts_with('<') && html.ends_with('>') && !html.starts_with("<!") && !html.starts_with("<summary");
    let title = without_tags(html);
    let number = number_of(&title).filter(|_| is_wrapped && !title.contains('\n'))?.number;
    let start = block.start + text[block.clone()].find(html)?;
    let edits = vec![Edit { range: start..start + html.len(), text: format!("# {title}\n") }];
    Some(Question {
        rule: SectionRule::Lines,
        start: line_start(text, start),
        number: Some(number),
        title,
        item: None,
        edits,
    })
}

/// The `</details>` that closes what is open at `from`.
fn closing_details(text: &str, from: usize) -> Option<usize> {
    let mut depth = 1;
    for (at, _) in text[from..].match_indices('<') {
        let tag = text.get(from + at..)?;
        let starts = |name: &str| tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        if starts("<details") {
            depth += 1;
        } else if starts("</details>") {
            depth -= 1;
            if depth == 0 {
                return Some(from + at);
            }
        }
    }
    None
}

/// The cards between rules: the first line of each is its title.
fn cards(text: &str, rules: &[Range<usize>]) -> Vec<Question> {
    let Some(first) = rules.first() else { return Vec::new() };
    let starts = rules.iter().map(|rule| rule.end);
    let ends = rules.iter().skip(1).map(|rule| rule.start).chain([text.len()]);
    let mut cards: Vec<Question> = starts.zip(ends).filter_map(|(start, end)| card(text, start, end)).collect();
    let asking = cards.iter().filter(|card| card.title.contains('?')).count();
    // A title and an introduction may be above the first card. The first text is a card if it asks, where the others do.
    let title = text.trim_start().strip_prefix('#').map_or(0, |_| {
        let title = text.len() - text.trim_start().len();
        line_end(text, title)
    });
    if title == 0 || asking * 2 > cards.len() {
        let is_card = |card: &Question| title == 0 || card.title.contains('?');
        if let Some(card) = card(text, title, first.start.max(title)).filter(is_card) {
            cards.insert(0, card);
        }
    }
    // Each card takes the rule above it along, which is no part of its text.
    for card in &mut cards {
        if let Some(rule) = rules.iter().rev().find(|rule| rule.start < card.start) {
            card.edits.insert(0, Edit { range: rule.start..card.start, text: String::new() });
            card.start = rule.start;
        }
    }
    cards
}

fn card(text: &str, start: usize, end: usize) -> Option<Question> {
    let words = text[start..end].trim();
    let at = start + text[start..end].find(words)?;
    let line = words.lines().next().filter(|line| line.contains(char::is_alphanumeric))?;
    let is_heading = line.starts_with('#');
    let marker = line.len() - line.trim_start_matches('#').trim_start().len();
    let mark = question_mark(&line[marker..]).unwrap_or(0);
    let mut edits = vec![Edit { range: at..at + marker + mark, text: "# ".into() }];
    if words.len() > line.len() && !is_heading {
        edits.push(Edit { range: at + line.len()..at + line.len() + 1, text: "\n\n".into() });
    }
    let title = line[marker..].to_owned();
    Some(Question { rule: SectionRule::Cards, start: line_start(text, at), number: None, title, item: None, edits })
}
