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
use std::collections::HashMap;
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
    /// Whether nothing but blanks is between its number and its title.
    pub is_bare: bool,
    /// Whether its number is among words that stay in its title: `First question. Why?`.
    pub keeps_number: bool,
    /// Whether its text follows the title on the same line.
    pub is_one_line: bool,
    /// The list item to be freed from its indentation.
    pub item: Option<Range<usize>>,
    /// What makes a heading of its title.
    pub edits: Vec<Edit>,
}

impl Question {
    /// A question at an offset, without number and title.
    fn at(rule: SectionRule, start: usize) -> Self {
        Self {
            rule,
            start,
            number: None,
            title: String::new(),
            is_bare: false,
            keeps_number: false,
            is_one_line: false,
            item: None,
            edits: Vec::new(),
        }
    }
}

/// The block that may be a title, with what it begins with.
#[derive(Default)]
struct Paragraph {
    range: Range<usize>,
    /// The words of the first line.
    line: String,
    /// Offsets of the stretches of `line`, in it and in the file. Code has no offset in the file.
    offsets: Vec<(usize, Option<usize>)>,
    /// Where the first line ends, and where the next one begins.
    line_end: Option<(usize, usize)>,
    /// The emphasis that the line begins with, and the bold words if it is bold.
    emphasis: Option<(Range<usize>, Option<String>)>,
    is_in_bold: bool,
    /// Whether it is the first item of an ordered list in a bullet: `- 1. Title`.
    is_in_list: bool,
}

/// Finds every question of a file that is no heading, in file order.
pub(super) fn find(text: &str, outline: &Outline) -> Vec<Question> {
    let mut finder = Finder {
        text,
        found: Vec::new(),
        depth: 0,
        list: ListKind::None,
        item: None,
        paragraph: None,
        lone_mark: None,
    };
    let mut rules: Vec<Range<usize>> = Vec::new();
    let mut ordered: HashMap<usize, Paragraph> = HashMap::new();
    for (event, range) in Parser::new_ext(text, MARKDOWN).into_offset_iter() {
        if finder.depth == 0 && is_other_block(&event) {
            finder.lone_mark = None;
        }
        match event {
            Event::Start(Tag::List(start)) => finder.list(start.is_some()),
            Event::Start(Tag::Item) => finder.item(range),
            Event::End(TagEnd::Item) => {
                ordered.extend(finder.end_item());
                finder.depth -= 1;
            }
            Event::Start(Tag::BlockQuote(_)) => {
                if finder.depth == 0 {
                    finder.found.extend(quoted(text, &range));
                }
                finder.depth += 1;
            }
            Event::Start(Tag::FootnoteDefinition(_)) => finder.depth += 1,
            Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) => finder.depth -= 1,
            Event::Start(Tag::Paragraph) if finder.depth == 0 => {
                finder.paragraph = Some(Paragraph { range, ..Paragraph::default() });
            }
            Event::End(TagEnd::Paragraph) if finder.depth == 0 => finder.end_paragraph(),
            Event::End(TagEnd::Paragraph) => ordered.extend(finder.end_item()),
            Event::Rule if finder.depth == 0 && parts_cards(&text[range.clone()]) => rules.push(range),
            Event::Start(Tag::HtmlBlock) if finder.depth == 0 => {
                if super::html_headings::read(text, &range).is_empty() {
                    finder.found.extend(details(text, &range).or_else(|| html_line(text, &range)));
                }
            }
            event => {
                if let Some(paragraph) = &mut finder.paragraph {
                    paragraph.read(&event, range);
                }
            }
        }
    }
    let mut found = finder.found;
    found.extend(items(text, outline, &ordered));
    found.extend(cards(text, &rules));
    found.sort_by_key(|question| question.start);
    found
}

/// The list at the top level.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ListKind {
    None,
    Bullets,
    Ordered,
}

/// Follows the events of a file, and holds the first words of the block that is open.
struct Finder<'a> {
    text: &'a str,
    found: Vec<Question>,
    /// The containers around the current event.
    depth: usize,
    list: ListKind,
    /// The item of the list at the top level whose first words are read.
    item: Option<Range<usize>>,
    /// The block whose first line is read.
    paragraph: Option<Paragraph>,
    /// Where a paragraph begins that is nothing but `**Question:**`, if it is the last block.
    lone_mark: Option<usize>,
}

/// Whether a block begins that is no paragraph.
fn is_other_block(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => !matches!(
            tag,
            Tag::Paragraph | Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::Rule => true,
        _ => false,
    }
}

impl Finder<'_> {
    fn list(&mut self, is_ordered: bool) {
        let is_first_in_item =
            self.item.is_some() && self.paragraph.as_ref().is_some_and(|words| words.line.is_empty());
        // `- 1. Title` is an ordered list in a bullet.
        if !(is_first_in_item && is_ordered && self.depth == 2 && self.list == ListKind::Bullets) {
            self.end_item();
        }
        if self.depth == 0 {
            self.list = if is_ordered { ListKind::Ordered } else { ListKind::Bullets };
        }
        self.depth += 1;
    }

    fn item(&mut self, range: Range<usize>) {
        if self.depth == 1 && self.list != ListKind::None {
            self.item = Some(range.clone());
            self.paragraph = Some(Paragraph { range, ..Paragraph::default() });
        } else if let (3, Some(paragraph)) = (self.depth, &mut self.paragraph) {
            let marker = self.text[range.clone()].find(char::is_whitespace).unwrap_or(0);
            paragraph.push(&self.text[range.start..range.start + marker], Some(range.start));
            paragraph.push(" ", None);
            paragraph.is_in_list = true;
        }
        self.depth += 1;
    }

    /// Ends a paragraph at the top level. One that is nothing but `**Question:**` belongs to the next one.
    fn end_paragraph(&mut self) {
        let Some(words) = self.paragraph.take() else { return };
        let mark = self.lone_mark.take();
        if words.line_end.is_none() && (is_mark_alone(&words.line) || words.is_label()) {
            self.lone_mark = Some(words.range.start);
        } else if let Some(mark) = mark {
            self.found.push(below_mark(self.text, mark, &words));
        } else {
            self.found.extend(of_paragraph(self.text, &words));
        }
    }

    /// Ends the first words of an item. Those of an ordered list are returned with its offset.
    fn end_item(&mut self) -> Option<(usize, Paragraph)> {
        let (item, words) = self.item.take().zip(self.paragraph.take())?;
        if self.list == ListKind::Ordered {
            return Some((item.start, words));
        }
        self.found.extend(bullet(self.text, item, &words));
        None
    }
}

impl Paragraph {
    fn read(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Strong | Tag::Emphasis) if self.line.trim().is_empty() && self.line_end.is_none() => {
                let (_, bold) = self.emphasis.get_or_insert((range, None));
                if matches!(event, Event::Start(Tag::Strong)) {
                    *bold = Some(String::new());
                    self.is_in_bold = true;
                }
            }
            Event::End(TagEnd::Strong) => self.is_in_bold = false,
            // `**Question:**` with the question in the next line.
            Event::SoftBreak | Event::HardBreak if self.line_end.is_none() && is_mark_alone(&self.line) => {
                self.push(" ", None);
            }
            Event::SoftBreak | Event::HardBreak if self.line_end.is_none() && self.is_label() => {
                self.push(": ", None);
            }
            Event::SoftBreak | Event::HardBreak => {
                self.bold_words(" ");
                self.line_end.get_or_insert((range.start, range.end));
            }
            Event::Text(words) => {
                self.bold_words(words);
                self.push(words, Some(range.start));
            }
            Event::Code(words) => {
                self.bold_words(words);
                self.push(words, None);
            }
            _ => {}
        }
    }

    fn push(&mut self, words: &str, offset: Option<usize>) {
        if self.line_end.is_none() {
            self.offsets.push((self.line.len(), offset));
            self.line.push_str(words);
        }
    }

    fn bold_words(&mut self, words: &str) {
        if let (true, Some((_, Some(bold)))) = (self.is_in_bold, &mut self.emphasis) {
            bold.push_str(words);
        }
    }

    /// The bold words that the line begins with, and where they are.
    fn bold(&self) -> Option<(&str, &Range<usize>)> {
        let (range, bold) = self.emphasis.as_ref()?;
        Some((bold.as_deref()?, range))
    }

    /// Whether the line so far is `**Question**` or `**Q**`.
    fn is_label(&self) -> bool {
        let line = self.line.trim();
        let is_letter =
            || LANGUAGES.iter().filter_map(|language| language.letter).any(|letter| line == letter.to_string());
        self.bold().is_some_and(|(bold, _)| bold.trim() == line) && (heading_words::is_question(line) || is_letter())
    }

    /// The offset in the file of a byte of the first line. None inside code.
    fn offset(&self, at: usize) -> Option<usize> {
        let (start, offset) = self.offsets[..self.offsets.partition_point(|(start, _)| *start <= at)].last()?;
        Some((*offset)? + at - start)
    }

    /// The edit that takes away the mark of a question, with the emphasis around it.
    fn without_mark(&self, length: usize) -> Option<Edit> {
        let (first, end) = (self.offset(0)?, self.offset(length)?);
        let is_around_title = self.emphasis.as_ref().is_none_or(|(emphasis, _)| emphasis.end > end);
        let start = if is_around_title { first } else { self.emphasis.as_ref()?.0.start };
        Some(Edit { range: start..end, text: String::new() })
    }

    /// Where the title of a list item ends, and where its text goes on in the next line: behind bold words or a question.
    fn title_end(&self) -> Option<(usize, usize)> {
        let (end, next) = self.line_end?;
        let is_bold = self.bold().is_some_and(|(_, range)| range.end >= end);
        (is_bold || self.line.trim_end().ends_with(QUESTION_MARKS)).then_some((end, next))
    }

    /// The same where the text goes on in the line, behind bold words or a colon. The number of the title ends at `number`.
    fn text_behind_title(&self, number: usize) -> Option<(usize, usize)> {
        let bold = self.bold().filter(|(bold, _)| !is_number_alone(bold) && bold.len() < self.line.trim_end().len());
        let end = match bold {
            Some((bold, _)) => bold.len() + usize::from(self.line[bold.len()..].starts_with([':', '.'])),
            None => number + self.line.get(number..)?.find(": ")? + 1,
        };
        let rest = self.line.get(end..)?;
        let text = end + rest.len() - rest.trim_start().len();
        let end = bold.map_or(self.offset(end), |(_, range)| Some(range.end + end - bold?.0.len()))?;
        Some((end, self.offset(text)?))
    }
}

/// The ends of questions.
const QUESTION_MARKS: [char; 3] = ['?', '？', '؟'];

/// `**1. Title**`, `**Q1.** Title`, `Question #31`, `1\) Title`, `Q: Title`.
fn of_paragraph(text: &str, paragraph: &Paragraph) -> Option<Question> {
    let start = paragraph.range.start;
    let end = start + text[paragraph.range.clone()].trim_end().len();
    let (line_end, next_line) = paragraph.line_end.unwrap_or((end, end));
    let line = paragraph.line.as_str();
    let bold = paragraph.bold();
    let is_bold = bold.is_some();
    let (title, title_end) = match bold {
        Some((bold, range)) if range.end >= line_end => (bold, range.end),
        Some((bold, _)) if is_number_alone(bold) || is_mark_alone(bold) => (line, line_end),
        Some((bold, range)) if number_of(bold, is_bold).is_some() || question_mark(bold).is_some() => (bold, range.end),
        _ => (line, line_end),
    };
    let mut edits = vec![Edit { range: start..start, text: "# ".into() }];
    let number = number_of(title, is_bold)
        .or_else(|| bold.filter(|(bold, _)| is_number_alone(bold)).and_then(|(bold, _)| number_of(bold, true)));
    if !is_bold && number.as_ref().is_some_and(|number| is_sentence(title, number)) {
        return None;
    }
    let keeps_number = !is_bold && number.as_ref().is_some_and(|number| has_words_before(title, number));
    let rule = match number {
        Some(_) if is_bold => SectionRule::Bold,
        Some(_) => SectionRule::Lines,
        None => {
            edits.push(paragraph.without_mark(question_mark(title)?)?);
            SectionRule::Questions
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
    Some(Question {
        is_bare: number.as_ref().is_some_and(|number| matches!(number.kind, Kind::Bare | Kind::Joined)),
        number: number.map(|number| number.number),
        keeps_number,
        title: title.to_owned(),
        edits,
        ..Question::at(rule, line_start(text, start))
    })
}

/// The paragraph below `**Question:**`, which is at `mark`. Its first line is the title.
fn below_mark(text: &str, mark: usize, paragraph: &Paragraph) -> Question {
    let start = line_start(text, mark);
    let mut edits = vec![Edit { range: start..paragraph.range.start, text: "# ".into() }];
    edits.extend(paragraph.line_end.map(|(end, next)| Edit { range: end..next, text: "\n\n".into() }));
    Question { title: paragraph.line.clone(), edits, ..Question::at(SectionRule::Questions, start) }
}

/// A quotation that begins with a numbered line: `> **1. Title**`. Only the line becomes the title.
fn quoted(text: &str, quote: &Range<usize>) -> Option<Question> {
    let first = &text[quote.start..line_end(text, quote.start).min(quote.end)];
    let line = first.strip_prefix('>')?.trim_start().trim_start_matches('#').trim_start();
    let mut words = Paragraph { range: 0..line.len(), ..Paragraph::default() };
    for (event, range) in Parser::new_ext(line, MARKDOWN).into_offset_iter() {
        words.read(&event, range);
    }
    // A list that begins with the line has its number as its marker.
    let marker = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let is_list = marker > 0 && !words.line.starts_with(|c: char| c.is_ascii_digit());
    let title = if is_list { line.trim_end() } else { words.line.as_str() };
    let bold = words.bold().is_some();
    let number = number_of(title, bold)?;
    let content = quote.start + first.len() - line.len();
    Some(Question {
        is_bare: matches!(number.kind, Kind::Bare | Kind::Joined),
        number: Some(number.number),
        title: title.to_owned(),
        edits: vec![Edit { range: quote.start..content, text: "# ".into() }],
        ..Question::at(if bold { SectionRule::Bold } else { SectionRule::Lines }, line_start(text, quote.start))
    })
}

/// The number that a paragraph begins with, in a form that prose does not begin with. Bold words need less.
fn number_of(words: &str, is_bold: bool) -> Option<Numbered> {
    numbering::readings(words)
        .into_iter()
        .find(|reading| match reading.kind {
            Kind::Plain | Kind::Named | Kind::Worded | Kind::Letter(_) => true,
            Kind::Roman | Kind::Bare | Kind::Joined => is_bold,
            Kind::Alphabet | Kind::Lettered => false,
        })
        .filter(|reading| reading.kind == Kind::Plain || words[reading.prefix..].chars().count() <= LONGEST_LINE)
}

/// Whether a number is a word of a running sentence: `Day 1 was long`, `The first law of motion says`.
fn is_sentence(line: &str, number: &Numbered) -> bool {
    if number.kind != Kind::Worded {
        return false;
    }
    let behind = match line.split_once(|c: char| c.is_numeric()) {
        Some((_, rest)) => rest.trim_start_matches(|c: char| c.is_numeric() || c == '.'),
        None if number.prefix > number.start => &line[number.prefix..],
        None => return true,
    };
    behind.trim_start().starts_with(char::is_lowercase)
}

/// Whether words come with a number, and are not those before every question: `Scene 1. A room`, `Article 2. None`.
fn has_words_before(line: &str, number: &Numbered) -> bool {
    let words = &line[number.start..number.prefix];
    let asks = heading_words::at_start(words).is_some_and(|(role, _)| role.asks());
    !asks && (words.starts_with('§') || words.chars().filter(|c| c.is_alphabetic()).nth(1).is_some())
}

/// `**1.**` or `**1**` before a title.
fn is_number_alone(bold: &str) -> bool {
    number_of(bold, true).is_some_and(|number| bold[number.prefix..].trim().is_empty())
}

/// A line longer than this, in characters, is a sentence.
const LONGEST_LINE: usize = 200;

/// The length of `Q:`, `Q.` or `Question:` with the blanks behind it.
fn question_mark(words: &str) -> Option<usize> {
    let colon = |after: &str| {
        let blanks = after.len() - after.trim_start().len();
        after[blanks..].starts_with([':', '：']).then(|| {
            let rest = after[blanks..].trim_start_matches([':', '：']);
            after.len() - rest.len()
        })
    };
    // `D.` and `D)` are options to choose from, `Q.` is not one.
    let of_q = |after: &str| {
        let rest = after.strip_prefix(['.', ')']).or_else(|| after.trim_start().strip_prefix(['-', '–', '—']))?;
        rest.starts_with(char::is_whitespace).then_some(after.len() - rest.len())
    };
    let of_letter = || {
        let first = words.chars().next()?;
        let length = first.len_utf8();
        let is_letter = LANGUAGES.iter().any(|language| language.letter == Some(first));
        let mark = colon(&words[length..]).or_else(|| of_q(&words[length..]).filter(|_| first == 'Q'))?;
        is_letter.then_some(length + mark)
    };
    let of_word = || match heading_words::at_start(words)? {
        (role, length) if role.asks() => Some(length + colon(&words[length..])?),
        _ => None,
    };
    let mark = of_word().or_else(of_letter)?;
    let rest = words[mark..].trim_start();
    (!rest.is_empty()).then(|| words.len() - rest.len())
}

/// `**Q:**` before a question.
fn is_mark_alone(bold: &str) -> bool {
    question_mark(&format!("{bold} x")).is_some_and(|mark| mark > bold.trim_end().len())
}

/// A bullet that begins with a number, `- [1.1](#types) Types`, `- **1. Title**`, or with `Q:`.
fn bullet(text: &str, item: Range<usize>, words: &Paragraph) -> Option<Question> {
    let number = numbering::readings(&words.line).into_iter().find(|reading| match reading.kind {
        Kind::Plain | Kind::Named | Kind::Letter(_) => true,
        Kind::Worded | Kind::Roman | Kind::Bare | Kind::Joined => words.bold().is_some(),
        Kind::Alphabet | Kind::Lettered => false,
    });
    let mark = if number.is_none() { Some(question_mark(&words.line)?) } else { None };
    let line = line_start(text, item.start);
    let start = anchors_above(text, line);
    let mut edits = Vec::new();
    let mut opening = String::new();
    if start < line {
        // The anchors move into the title, so that links to them find this section.
        opening = format!("{} ", text[start..line].trim().replace('\n', " "));
        edits.push(Edit { range: start..line, text: String::new() });
    }
    let is_one_line = text[item.clone()].trim_end().lines().nth(1).is_none();
    let behind_title = |number: &Numbered| words.text_behind_title(number.prefix);
    let split = words.title_end().or_else(|| number.as_ref().filter(|_| is_one_line).and_then(behind_title));
    if mark.is_some() || words.is_in_list || split.is_some() {
        opening.insert_str(0, "# ");
    }
    if !opening.is_empty() {
        let content = item_content(text, &item);
        edits.push(Edit { range: content..content, text: opening });
    }
    if let Some(mark) = mark {
        edits.push(words.without_mark(mark)?);
    }
    edits.extend(split.map(|(end, next)| Edit { range: end..next, text: "\n\n".into() }));
    let rule = if mark.is_some() { SectionRule::Questions } else { SectionRule::Bullets };
    Some(Question {
        is_bare: number.as_ref().is_some_and(|number| matches!(number.kind, Kind::Bare | Kind::Joined)),
        is_one_line: is_one_line && split.is_some(),
        number: number.map(|number| number.number),
        title: words.line.clone(),
        item: Some(item),
        edits,
        ..Question::at(rule, start)
    })
}

/// Where the content of a list item begins.
fn item_content(text: &str, item: &Range<usize>) -> usize {
    let words = text[item.clone()].trim_start_matches(' ');
    let marker = words.find(char::is_whitespace).unwrap_or(0);
    item.end - words[marker..].trim_start_matches(' ').len()
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
fn items(text: &str, outline: &Outline, words: &HashMap<usize, Paragraph>) -> Vec<Question> {
    let mut shown = 0;
    outline
        .items
        .iter()
        .filter(|item| {
            text[item.range.clone()].split_once(['.', ')']).is_some_and(|(_, words)| !words.trim().is_empty())
        })
        .map(|item| {
            shown = if item.opens_list { item.written } else { shown + 1 };
            let mut edits = Vec::new();
            if let Some((end, next)) = words.get(&item.range.start).and_then(Paragraph::title_end) {
                let content = item_content(text, &item.range);
                edits.push(Edit { range: content..content, text: "# ".into() });
                edits.push(Edit { range: end..next, text: "\n\n".into() });
            }
            Question {
                number: Some(SectionNumber::counted(shown)),
                title: text[item.range.clone()].lines().next().unwrap_or_default().to_owned(),
                item: Some(item.range.clone()),
                edits,
                ..Question::at(SectionRule::List, line_start(text, item.range.start))
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
    let number = number_of(&title, false).map(|number| number.number);
    let start = line_start(text, block.start + open);
    Some(Question { number, title, edits, ..Question::at(SectionRule::Details, start) })
}

/// A numbered line in an element of its own: `<div dir="rtl">`, the line, `</div>`.
fn html_line(text: &str, block: &Range<usize>) -> Option<Question> {
    let html = text[block.clone()].trim();
    let is_wrapped =
        html.starts_with('<') && html.ends_with('>') && !html.starts_with("<!") && !html.starts_with("<summary");
    let title = without_tags(html);
    let number = number_of(&title, false).filter(|_| is_wrapped && !title.contains('\n'))?.number;
    let start = block.start + text[block.clone()].find(html)?;
    let edits = vec![Edit { range: start..start + html.len(), text: format!("# {title}\n") }];
    Some(Question { number: Some(number), title, edits, ..Question::at(SectionRule::Lines, line_start(text, start)) })
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

/// Whether a rule parts cards. One of several lengths, `------  --`, is below the columns of a table.
fn parts_cards(rule: &str) -> bool {
    let mut parts = rule.split_whitespace();
    let first = parts.next().unwrap_or_default();
    parts.all(|part| part.len() == 1 && first.len() == 1)
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
    with_answers(&mut cards, rules);
    // Each card takes the rule above it along, which is no part of its text.
    for card in &mut cards {
        if let Some(rule) = rules[..rules.partition_point(|rule| rule.start < card.start)].last() {
            card.edits.insert(0, Edit { range: rule.start..card.start, text: String::new() });
            card.start = rule.start;
        }
    }
    cards
}

/// Joins each question with the card below it where every other card is an answer: the rule between the two goes.
fn with_answers(cards: &mut Vec<Question>, rules: &[Range<usize>]) {
    let asks = |card: &Question| card.title.trim_end_matches(['*', '_', ' ']).ends_with(QUESTION_MARKS);
    let pairs = cards.chunks_exact(2).filter(|pair| asks(&pair[0]) && !asks(&pair[1])).count();
    if cards.len() < 6 || !cards.len().is_multiple_of(2) || pairs * 10 < cards.len() / 2 * 9 {
        return;
    }
    let both = std::mem::take(cards);
    for pair in both.chunks_exact(2) {
        let from = rules.partition_point(|rule| rule.start < pair[0].start);
        let between = rules[from..].iter().take_while(|rule| rule.start < pair[1].start);
        let mut question = pair[0].clone();
        question.edits.extend(between.map(|rule| Edit { range: rule.clone(), text: "\n".into() }));
        cards.push(question);
    }
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
    Some(Question { title, edits, ..Question::at(SectionRule::Cards, line_start(text, at)) })
}
