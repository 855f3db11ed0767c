//! Where a notebook's sections begin: one pass over the whole file's Markdown, and the rules that choose among its headings.

use super::numbering::{self, Numbered, SectionNumber};
use super::syntax::Token;
use crate::config::{NumberStyle, SectionRule};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

/// The Markdown that notes are written in: CommonMark with GitHub's tables, footnotes, strikethrough, task lists and
/// alerts. Smart punctuation stays off because it makes one dash of `--dry-run`; heading attributes stay off because
/// they eat `{a: 1}` at the end of a heading (`{#id}` is read by us).
pub(super) const MARKDOWN: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// What one pass over a file finds.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// Headings that are not inside a quotation or a nested list, in file order.
    pub headings: Vec<Heading>,
    /// Items of ordered lists at the top level.
    pub items: Vec<ListItem>,
    /// Fenced and indented code, as ranges with their fences.
    pub code_blocks: Vec<Range<usize>>,
    /// Blocks of raw HTML.
    pub html_blocks: Vec<Range<usize>>,
    /// Footnotes by label.
    pub footnotes: BTreeMap<String, Range<usize>>,
    /// Link definitions by label in lower case: address and title.
    pub definitions: HashMap<String, (String, String)>,
}

/// A heading at the top level of the file, or at the start of an item of a top-level ordered list.
#[derive(Debug)]
pub(super) struct Heading {
    /// The heading itself.
    pub range: Range<usize>,
    /// 1 to 6.
    pub level: u8,
    /// Its words, without images and HTML.
    pub text: String,
    /// The list item that it opens, if any.
    pub item: Option<ListItem>,
}

/// One item of a top-level ordered list.
#[derive(Clone, Debug)]
pub(super) struct ListItem {
    /// From the marker to the end of the item.
    pub range: Range<usize>,
    /// The number before the `.` or `)` as written.
    pub written: u64,
    /// Whether a list begins here.
    pub opens_list: bool,
}

/// Where something begins in the file, and what.
#[derive(Debug)]
pub(super) struct Boundary {
    /// First byte, at the start of a line.
    pub start: usize,
    /// What begins here.
    pub kind: BoundaryKind,
}

/// What a boundary opens.
#[derive(Debug)]
pub(super) enum BoundaryKind {
    /// A section addressed by its number.
    Numbered {
        /// The number.
        number: SectionNumber,
        /// The list item to be freed from its indentation.
        item: Option<Range<usize>>,
    },
    /// A section addressed by the words of its title.
    Titled,
    /// A heading above sections.
    Part,
}

/// Reads the outline of a file.
pub(super) fn read(text: &str) -> Outline {
    let mut outline = Outline::default();
    let parser = Parser::new_ext(text, MARKDOWN);
    outline.definitions = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| {
            let title = definition.title.as_deref().unwrap_or_default().to_owned();
            (label.to_lowercase(), (definition.dest.to_string(), title))
        })
        .collect();
    // The containers around the current event. Only the first few decide; the rest of a deep pile is just counted.
    let mut depth = 0_usize;
    let mut ordered_list_at_top = false;
    let mut opens_list = false;
    let mut item: Option<ListItem> = None;
    let mut item_is_fresh = false;
    let mut heading: Option<Heading> = None;
    let mut images = 0_usize;
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::List(start)) => {
                if depth == 0 {
                    ordered_list_at_top = start.is_some();
                    opens_list = true;
                }
                depth += 1;
                item_is_fresh = false;
            }
            Event::Start(Tag::Item) => {
                if depth == 1 && ordered_list_at_top {
                    let digits = text[range.clone()].chars().take_while(char::is_ascii_digit).collect::<String>();
                    item = digits.parse().ok().map(|written| ListItem { range, written, opens_list });
                    outline.items.extend(item.clone());
                    opens_list = false;
                    item_is_fresh = true;
                }
                depth += 1;
            }
            Event::End(TagEnd::List(_) | TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) => {
                depth -= 1;
                item_is_fresh = false;
            }
            Event::Start(Tag::BlockQuote(_)) => {
                depth += 1;
                item_is_fresh = false;
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                depth += 1;
                outline.footnotes.entry(label.to_string()).or_insert(range);
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let opened_item = item.clone().filter(|_| item_is_fresh && depth == 2);
                if depth == 0 || opened_item.is_some() {
                    heading = Some(Heading { range, level: level as u8, text: String::new(), item: opened_item });
                }
                item_is_fresh = false;
            }
            Event::End(TagEnd::Heading(_)) => outline.headings.extend(heading.take()),
            Event::Start(Tag::CodeBlock(_)) => {
                outline.code_blocks.push(range);
                item_is_fresh = false;
            }
            Event::Start(Tag::HtmlBlock) => {
                outline.html_blocks.push(range);
                item_is_fresh = false;
            }
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            Event::Start(Tag::Paragraph | Tag::Table(_)) => item_is_fresh = false,
            Event::Text(words) | Event::Code(words) if images == 0 => {
                if let Some(heading) = &mut heading {
                    match Token::read(&words) {
                        Some(token) => heading.text.push_str(token.words()),
                        None => heading.text.push_str(&words),
                    }
                }
                item_is_fresh = false;
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut heading {
                    heading.text.push(' ');
                }
            }
            _ => {}
        }
    }
    outline
}

/// The choice of what makes a section in one notebook.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// Headings or list items.
    pub sections: SectionRule,
    /// The level, if the author fixed it.
    pub level: Option<u8>,
    /// The numbering that counts.
    pub numbers: NumberStyle,
}

/// Cuts a file into parts and sections. Everything before the first boundary is the notebook's introduction.
pub(super) fn boundaries(outline: &Outline, text: &str, rule: Rule) -> Vec<Boundary> {
    let mut boundaries = match rule.sections {
        SectionRule::List => list_boundaries(outline, text),
        SectionRule::Headings => {
            let numbered = numbered_headings(outline, rule.numbers, rule.level);
            match section_level(outline, &numbered, rule.level) {
                Some(level) => numbered_boundaries(outline, &numbered, level, text),
                None => titled_boundaries(outline, rule.level, text),
            }
        }
    };
    boundaries.sort_by_key(|boundary| boundary.start);
    boundaries.dedup_by_key(|boundary| boundary.start);
    boundaries
}

/// The number of each heading that has one in the style that counts.
fn numbered_headings(outline: &Outline, style: NumberStyle, fixed: Option<u8>) -> Vec<Option<SectionNumber>> {
    let mut found: Vec<Option<Numbered>> = outline
        .headings
        .iter()
        .map(|heading| match (&heading.item, style) {
            (_, NumberStyle::None) => None,
            (Some(item), _) => SectionNumber::named(&item.written.to_string()).map(|number| Numbered {
                number,
                style: NumberStyle::Dot,
                prefix: 0,
            }),
            (None, NumberStyle::Auto) => numbering::parse(&heading.text),
            (None, style) => numbering::parse(&heading.text).filter(|numbered| numbered.style == style),
        })
        .collect();
    // One heading such as `3.5 million users` is a sentence; two outline numbers are an outline.
    let is_outline = |numbered: &Numbered| numbered.style == NumberStyle::Outline;
    if style == NumberStyle::Auto && found.iter().flatten().filter(|numbered| is_outline(numbered)).count() == 1 {
        for numbered in &mut found {
            numbered.take_if(|numbered| is_outline(numbered));
        }
    }
    let mut numbered: Vec<_> = found.into_iter().map(|numbered| numbered.map(|numbered| numbered.number)).collect();
    for (index, number) in named_numbers(outline, &numbered, style, fixed) {
        numbered[index] = Some(number);
    }
    numbered
}

/// Headings such as `Chapter 12: Title` and `(12) Title` that count. Among headings numbered otherwise, those at the level
/// of the sections whose number nobody has; without any, those of one level, if they are the most at it.
fn named_numbers(
    outline: &Outline,
    numbered: &[Option<SectionNumber>],
    style: NumberStyle,
    fixed: Option<u8>,
) -> Vec<(usize, SectionNumber)> {
    let is_wanted = |found: &Numbered| style == NumberStyle::Auto || style == found.style;
    let named: Vec<Option<SectionNumber>> = outline
        .headings
        .iter()
        .zip(numbered)
        .map(|(heading, number)| match (number, &heading.item) {
            (None, None) => numbering::parse_named(&heading.text).filter(is_wanted).map(|found| found.number),
            _ => None,
        })
        .collect();
    let (level, taken) = match section_level(outline, numbered, fixed) {
        Some(level) => (level, numbered.iter().flatten().collect::<HashSet<_>>()),
        None => {
            let Some(level) = section_level(outline, &named, fixed) else { return Vec::new() };
            let at_level = || outline.headings.iter().zip(&named).filter(|(heading, _)| heading.level == level);
            let count = at_level().filter(|(_, number)| number.is_some()).count();
            if count < 2 || count * 2 < at_level().count() {
                return Vec::new();
            }
            (level, HashSet::new())
        }
    };
    let counts =
        |index: usize, number: &SectionNumber| outline.headings[index].level == level && !taken.contains(number);
    named
        .iter()
        .enumerate()
        .filter_map(|(index, number)| Some((index, number.clone().filter(|number| counts(index, number))?)))
        .collect()
}

/// The level with the most numbered headings, the shallower one of two that tie.
fn section_level(outline: &Outline, numbered: &[Option<SectionNumber>], fixed: Option<u8>) -> Option<u8> {
    let count = |level: u8| {
        outline
            .headings
            .iter()
            .zip(numbered)
            .filter(|(heading, number)| heading.level == level && number.is_some())
            .count()
    };
    match fixed {
        Some(level) => (count(level) > 0).then_some(level),
        None => (1..=6).rev().max_by_key(|&level| count(level)).filter(|&level| count(level) > 0),
    }
}

fn numbered_boundaries(outline: &Outline, numbered: &[Option<SectionNumber>], level: u8, text: &str) -> Vec<Boundary> {
    let at_level = |index: usize| outline.headings[index].level == level && numbered[index].is_some();
    let indices: Vec<usize> = (0..outline.headings.len()).filter(|&index| at_level(index)).collect();
    let mut is_section = vec![false; outline.headings.len()];
    for &index in &indices {
        is_section[index] = true;
    }
    // `#### 48.` between `### 47.` and `### 49.` is a section by a slip of the pen: its number fills the gap. A number
    // that fills none belongs to a list of steps inside a section, or to a chapter.
    let mut around = indices.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>();
    around.extend(indices.last().map(|&last| (last, outline.headings.len())));
    for (before, after) in around {
        let mut previous = before;
        for between in before + 1..after {
            let fills = |number: &SectionNumber| {
                let comes_next = numbered[previous].as_ref().is_some_and(|previous| previous.is_followed_by(number));
                comes_next && numbered.get(after).is_none_or(|next| next.as_ref() > Some(number))
            };
            let may_be_steps = after == outline.headings.len() && outline.headings[between].level > level;
            if !may_be_steps && numbered[between].as_ref().is_some_and(fills) {
                is_section[between] = true;
                previous = between;
            }
        }
    }
    let sections = is_section.iter().filter(|&&is| is).count();
    let first = is_section.iter().position(|&is| is).unwrap_or(0);
    let is_above = |index: usize| !is_section[index] && outline.headings[index].level < level;
    // Headings above the section level stand over groups of sections, unless nearly every section has one of its own
    // (`###### 12. Question`, `#### Answer`): then they are inside it.
    let among = (first..outline.headings.len()).filter(|&index| is_above(index)).count();
    let is_part = |index: usize| is_above(index) && (index < first || among * 2 <= sections);
    let mut boundaries = Vec::new();
    for (index, heading) in outline.headings.iter().enumerate() {
        let kind = match &numbered[index] {
            Some(number) if is_section[index] => BoundaryKind::Numbered {
                number: number.clone(),
                item: heading.item.as_ref().map(|item| item.range.clone()),
            },
            _ if is_part(index) => BoundaryKind::Part,
            _ => continue,
        };
        let start = heading.item.as_ref().map_or(heading.range.start, |item| item.range.start);
        boundaries.push(Boundary { start: line_start(text, start), kind });
    }
    boundaries
}

/// No heading is numbered: the shallowest level with at least two headings makes the sections, else the only heading.
fn titled_boundaries(outline: &Outline, fixed: Option<u8>, text: &str) -> Vec<Boundary> {
    let headings: Vec<&Heading> = outline.headings.iter().filter(|heading| heading.item.is_none()).collect();
    let count = |level: u8| headings.iter().filter(|heading| heading.level == level).count();
    let level = fixed
        .or_else(|| (1..=6).find(|&level| count(level) >= 2))
        .or_else(|| headings.iter().skip(1).map(|heading| heading.level).next())
        .or_else(|| headings.first().map(|heading| heading.level));
    headings
        .iter()
        .filter(|heading| level.is_some_and(|level| heading.level <= level))
        .map(|heading| Boundary {
            start: line_start(text, heading.range.start),
            kind: if Some(heading.level) == level { BoundaryKind::Titled } else { BoundaryKind::Part },
        })
        .collect()
}

fn list_boundaries(outline: &Outline, text: &str) -> Vec<Boundary> {
    let mut boundaries: Vec<Boundary> = outline
        .headings
        .iter()
        .filter(|heading| heading.item.is_none())
        .map(|heading| Boundary { start: line_start(text, heading.range.start), kind: BoundaryKind::Part })
        .collect();
    let parts: Vec<usize> = boundaries.iter().map(|boundary| boundary.start).collect();
    let mut previous: Option<(usize, u64)> = None;
    for item in &outline.items {
        // Authors write `1.` before every item and let the list count; a new heading starts counting anew.
        let number = match previous {
            Some((at, number)) if item.written <= number => {
                let heading_between = parts.iter().any(|&part| at < part && part < item.range.start);
                if item.opens_list && heading_between { item.written } else { number + 1 }
            }
            _ => item.written,
        };
        previous = Some((item.range.start, number));
        boundaries.push(Boundary {
            start: line_start(text, item.range.start),
            kind: BoundaryKind::Numbered { number: SectionNumber::counted(number), item: Some(item.range.clone()) },
        });
    }
    boundaries
}

fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |newline| newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, rule: Rule) -> Vec<String> {
        boundaries(&read(text), text, rule)
            .iter()
            .map(|boundary| {
                let line = text[boundary.start..].lines().next().unwrap_or_default();
                match &boundary.kind {
                    BoundaryKind::Numbered { number, .. } => format!("{} = {line}", number.as_str()),
                    BoundaryKind::Titled => format!("titled {line}"),
                    BoundaryKind::Part => format!("part {line}"),
                }
            })
            .collect()
    }

    const AUTO: Rule = Rule { sections: SectionRule::Headings, level: None, numbers: NumberStyle::Auto };

    #[test]
    fn the_level_with_most_numbers_makes_the_sections() {
        let text = "# Notes\n\n### 1. A\n\n#### 1. step\n\n#### 2. step\n\n### 2. B\n\n### 3. C\n";
        assert_eq!(cut(text, AUTO), ["part # Notes", "1 = ### 1. A", "2 = ### 2. B", "3 = ### 3. C"]);
    }

    #[test]
    fn a_slip_of_the_level_is_still_a_section() {
        let text = "### 1. A\n\n#### 2. B\n\n### 3. C\n\n## 4. D\n\n### 5. E\n";
        assert_eq!(cut(text, AUTO).len(), 5);
    }

    #[test]
    fn headings_above_sections_are_parts_unless_every_section_has_one() {
        let text = "## I\n\n### 1. A\n\n### 2. B\n\n## II\n\n### 3. C\n\n### 4. D\n";
        assert_eq!(cut(text, AUTO).iter().filter(|line| line.starts_with("part")).count(), 2);
        let answers = "###### 1. A\n\n#### Answer\n\n###### 2. B\n\n#### Answer\n";
        assert_eq!(cut(answers, AUTO), ["1 = ###### 1. A", "2 = ###### 2. B"]);
    }

    #[test]
    fn setext_lists_and_code() {
        let text = "1: First\n========\n\n```\n# 2: not\n```\n\nQ2. Second\n=========\n";
        assert_eq!(cut(text, AUTO), ["1 = 1: First", "2 = Q2. Second"]);
        let listed = "12. ### A\n\n    Text\n\n13. ### B\n";
        assert_eq!(cut(listed, AUTO), ["12 = 12. ### A", "13 = 13. ### B"]);
    }

    #[test]
    fn list_items_count_on_when_all_are_one() {
        let rule = Rule { sections: SectionRule::List, ..AUTO };
        assert_eq!(
            cut("1. A\n1. B\n\n## Part\n\n1. C\n2. D\n", rule),
            ["1 = 1. A", "2 = 1. B", "part ## Part", "1 = 1. C", "2 = 2. D"]
        );
        assert_eq!(cut("1. A\n\ntext\n\n1. B\n", rule), ["1 = 1. A", "2 = 1. B"]);
    }

    #[test]
    fn words_before_numbers_count_where_the_file_speaks_for_it() {
        assert_eq!(
            cut("# Course\n\n## Chapter 1: A\n\n### Day 1: x\n\n## Chapter 2: B\n", AUTO),
            ["part # Course", "1 = ## Chapter 1: A", "2 = ## Chapter 2: B"]
        );
        assert_eq!(
            cut("### 17. A\n\n### Section 18: B\n\n### Day 17: x\n\n### 19. C\n", AUTO),
            ["17 = ### 17. A", "18 = ### Section 18: B", "19 = ### 19. C"]
        );
        assert_eq!(
            cut("## Chapter 1: I\n\n### 1. A\n\n### 2. B\n\n## Chapter 2: II\n\n### 3. C\n\n### 4. D\n", AUTO)
                .iter()
                .filter(|line| line.starts_with("part"))
                .count(),
            2
        );
        let trip = "## Plan\n\n## Day 1: Rome\n\n## Hotels\n\n## Day 2: Pisa\n\n## Food\n";
        assert!(cut(trip, AUTO).iter().all(|line| line.starts_with("titled")));
        assert_eq!(cut("## (1) A\n\n## (2) B\n", AUTO), ["1 = ## (1) A", "2 = ## (2) B"]);
    }

    #[test]
    fn without_numbers_one_level_makes_the_sections() {
        assert_eq!(cut("# T\n\n## A\n\n### a\n\n## B\n", AUTO), ["part # T", "titled ## A", "titled ## B"]);
        assert_eq!(cut("# Only\n\ntext\n", AUTO), ["titled # Only"]);
    }
}
