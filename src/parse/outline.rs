//! Where a notebook's sections begin: one pass over the whole file's Markdown, and the rules that choose among its headings.

mod headings;
mod html_headings;
mod numbers;
mod questions;
mod reader;
mod series;

use super::numbering::{self, SectionNumber};
use super::patch::Edit;
use crate::config::{NumberStyle, SectionRule};
use crate::source::line_start;
pub(super) use reader::read;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

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
    /// All raw HTML, inline and in lines of blocks.
    pub html: Vec<Range<usize>>,
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
    /// What makes a Markdown heading of one that is written as HTML.
    pub edit: Option<Edit>,
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
    /// The level of the heading; 7 for what is a section without being a heading.
    pub level: u8,
    /// The list item to be freed from its indentation.
    pub item: Option<Range<usize>>,
    /// What makes a heading of it, in offsets of the whole text.
    pub edits: Vec<Edit>,
}

/// The level of a section whose title is no heading: below all of them.
pub(super) const BELOW_HEADINGS: u8 = 7;

/// What a boundary opens.
#[derive(Debug)]
pub(super) enum BoundaryKind {
    /// A section addressed by its number.
    Numbered {
        /// The number.
        number: SectionNumber,
        /// Whether the title begins with the number; that of an ordered list's item is its marker.
        is_in_title: bool,
    },
    /// A section addressed by the words of its title.
    Titled,
    /// A heading above sections.
    Part,
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

/// How a notebook is cut, and what the author may want to know about the choice.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Parts and sections in file order. All before the first is the notebook's introduction.
    pub boundaries: Vec<Boundary>,
    /// Whether headings and their numbers alone have decided. The text of the sections does not matter.
    pub is_settled: bool,
    /// Headings that look numbered and were not taken.
    pub not_taken: Vec<NotTaken>,
    /// What could be sections if the author asked for it: the setting, and how many.
    pub seen: Vec<(SectionRule, usize)>,
}

/// A heading that looks like a section, but does not begin one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotTaken {
    /// Its first byte.
    pub start: usize,
    /// Its word and number, such as `Excercise 3`.
    pub words: String,
    /// The number.
    pub number: u64,
}

/// Sections longer than this on average, in bytes, may hide sections that are no headings.
const LONG: usize = 8 * 1024;

/// Whether this number of numbered headings is enough, in a file of this length, to take them as its sections.
pub(super) fn are_plenty(sections: usize, length: usize) -> bool {
    sections >= 3 && length / sections <= LONG
}

/// Cuts a file into parts and sections.
pub(super) fn plan(outline: &Outline, text: &str, rule: Rule) -> Plan {
    let mut plan = match rule.sections {
        SectionRule::List => Plan { boundaries: list_boundaries(outline, text), ..Plan::default() },
        SectionRule::Auto | SectionRule::Headings => {
            let numbers = numbers::accepted(outline, rule.numbers);
            let choice = headings::choose(outline, &numbers, rule.level, text);
            let is_plenty = choice.is_numbered && are_plenty(choice.sections(), text.len());
            if is_plenty || rule.sections == SectionRule::Headings || rule.level.is_some() {
                let is_settled = is_plenty && choice.is_settled;
                Plan { is_settled, ..choice.plan(outline, &numbers, text) }
            } else {
                series::choose(outline, text, &choice).unwrap_or_else(|seen| {
                    let plan = choice.plan(outline, &numbers, text);
                    Plan { seen, ..plan }
                })
            }
        }
        kind => Plan { boundaries: series::all(outline, text, kind), ..Plan::default() },
    };
    plan.boundaries.sort_by_key(|boundary| boundary.start);
    plan.boundaries.dedup_by_key(|boundary| boundary.start);
    plan
}

/// The plan of a file that is one section: a heading at its start, above all others, is the title. Without one, nothing is
/// cut.
pub(super) fn whole(outline: &Outline, text: &str, number: Option<&SectionNumber>) -> Plan {
    let (first, others) = outline.headings.split_first().map_or((None, &[][..]), |(first, rest)| (Some(first), rest));
    let is_opening = |heading: &&Heading| {
        let is_above = others.iter().all(|other| other.level > heading.level);
        heading.item.is_none() && is_above && without_comments(&text[..heading.range.start]).is_empty()
    };
    let opening = first.filter(is_opening).map(|heading| {
        let kind = match number {
            Some(number) => BoundaryKind::Numbered {
                number: number.clone(),
                is_in_title: numbering::readings(&heading.text).iter().any(|reading| reading.number == *number),
            },
            None => BoundaryKind::Titled,
        };
        heading.boundary(kind, text)
    });
    Plan { boundaries: opening.into_iter().collect(), ..Plan::default() }
}

/// A text from its first word on that is not in an HTML comment.
fn without_comments(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some(end) = rest.strip_prefix("<!--").and_then(|comment| comment.find("-->")) {
        rest = rest["<!--".len() + end + "-->".len()..].trim_start();
    }
    rest
}

impl Heading {
    /// The boundary that this heading is.
    fn boundary(&self, kind: BoundaryKind, text: &str) -> Boundary {
        let start = self.item.as_ref().map_or(self.range.start, |item| item.range.start);
        Boundary {
            start: line_start(text, start),
            kind,
            level: self.level,
            item: self.item.as_ref().map(|item| item.range.clone()),
            edits: self.edit.iter().cloned().collect(),
        }
    }
}

fn list_boundaries(outline: &Outline, text: &str) -> Vec<Boundary> {
    let mut boundaries: Vec<Boundary> = outline
        .headings
        .iter()
        .filter(|heading| heading.item.is_none())
        .map(|heading| heading.boundary(BoundaryKind::Part, text))
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
            kind: BoundaryKind::Numbered { number: SectionNumber::counted(number), is_in_title: false },
            level: BELOW_HEADINGS,
            item: Some(item.range.clone()),
            edits: Vec::new(),
        });
    }
    boundaries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, rule: Rule) -> Vec<String> {
        plan(&read(text), text, rule)
            .boundaries
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

    const AUTO: Rule = Rule { sections: SectionRule::Auto, level: None, numbers: NumberStyle::Auto };

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
    fn what_follows_the_last_section_at_its_level_is_outside_of_it() {
        let text = "## 1. A\n\n## Aside\n\n## 2. B\n\n## 3. C\n\n### c\n\n## License\n\n### l\n\n## Thanks\n";
        assert_eq!(cut(text, AUTO), ["1 = ## 1. A", "2 = ## 2. B", "3 = ## 3. C", "part ## License", "part ## Thanks"]);
        let answers = "## 1. A\n\n## Answer\n\n## 2. B\n\n## Answer\n\n## 3. C\n\n## Answer\n\n## Why\n";
        assert_eq!(cut(answers, AUTO), ["1 = ## 1. A", "2 = ## 2. B", "3 = ## 3. C"]);
        let elsewhere = "## I\n\n### 1. A\n\n### 2. B\n\n## II\n\n### b\n";
        assert_eq!(cut(elsewhere, AUTO), ["part ## I", "1 = ### 1. A", "2 = ### 2. B", "part ## II"]);
    }

    #[test]
    fn examples_below_sections_are_inside_them() {
        let text = "## 1. A\n\n### Example 1\n\n### Example 2\n\n## 2. B\n\n### Example 3\n\n### Example 4\n";
        assert_eq!(cut(text, AUTO), ["1 = ## 1. A", "2 = ## 2. B"]);
        assert_eq!(cut("## Example 1\n\n## Example 2\n", AUTO), ["1 = ## Example 1", "2 = ## Example 2"]);
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
