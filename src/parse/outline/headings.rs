//! Which headings are sections, decided on the tree of all headings of a file.
//!
//! Numbered headings without numbered headings below them are sections, at whatever level. Where they are few among
//! headings of their kind, or a file has none, one level of the tree makes the sections, and the headings above it that
//! have nothing below them.

mod frames;

use super::numbers::Numbers;
use super::{Boundary, BoundaryKind, Heading, NotTaken, Outline, Plan};
use crate::parse::heading_words::{self, Role};
use crate::parse::numbering::{Kind, SectionNumber};
use std::collections::{HashMap, HashSet};

/// What a heading is in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HeadingKind {
    /// It begins a section.
    Section,
    /// It is above sections, or ends them.
    Part,
    /// It belongs to the section or part that contains it.
    Inside,
}

/// The role of each heading.
#[derive(Debug)]
pub(super) struct Choice {
    kinds: Vec<HeadingKind>,
    /// Whether numbers have decided.
    pub is_numbered: bool,
    /// Whether the choice does not depend on the text between the headings.
    pub is_settled: bool,
    /// The level of the sections.
    level: u8,
}

/// Text outside sections of at least this many bytes gets pages of its own, if it is a fifth of the file.
const WORTH_A_PAGE: usize = 1000;

/// Fewest bytes of a part's own text that make it a section.
const WORTH_A_SECTION: usize = 40;

/// Most numbered headings below a numbered heading with text of its own, on average, that are its steps.
const MOST_STEPS: usize = 4;

/// Chooses the sections among the headings. `fixed` is the level that the author has set.
pub(super) fn choose(outline: &Outline, numbers: &Numbers, fixed: Option<u8>, text: &str) -> Choice {
    let tree = Tree::new(outline, numbers, text);
    if let Some(level) = tree.level_above_steps().filter(|_| fixed.is_none()) {
        return tree.titled(Some(level));
    }
    match tree.section_level(fixed) {
        Some((level, is_settled)) => {
            let mut choice = tree.numbered(level, fixed.is_some());
            choice.is_settled &= is_settled;
            let frames = tree.frames(&choice);
            if fixed.is_none() && tree.are_few(&choice, &frames) {
                return tree.titled(None);
            }
            if fixed.is_none() {
                tree.open_parts(&mut choice);
            }
            let last = if fixed.is_none() { tree.last_without_number(&choice) } else { Vec::new() };
            let between = if fixed.is_none() { tree.between_numbers(&choice) } else { Vec::new() };
            choice.is_settled &= frames.is_empty() && last.is_empty() && between.is_empty();
            for index in frames.into_iter().chain(last).chain(between) {
                choice.kinds[index] = HeadingKind::Section;
            }
            choice
        }
        None => tree.titled(fixed),
    }
}

impl Choice {
    /// How many sections there are.
    pub(super) fn sections(&self) -> usize {
        self.kinds.iter().filter(|&&heading_kind| heading_kind == HeadingKind::Section).count()
    }

    /// The boundaries of this choice.
    pub(super) fn plan(&self, outline: &Outline, numbers: &Numbers, text: &str) -> Plan {
        let mut boundaries: Vec<Boundary> = Vec::new();
        for ((heading, number), heading_kind) in outline.headings.iter().zip(numbers).zip(&self.kinds) {
            let kind = match (heading_kind, number) {
                (HeadingKind::Inside, _) => continue,
                (HeadingKind::Part, _) => BoundaryKind::Part,
                (HeadingKind::Section, Some(number)) => {
                    BoundaryKind::Numbered { number: number.number.clone(), is_in_title: heading.item.is_none() }
                }
                (HeadingKind::Section, None) => BoundaryKind::Titled,
            };
            boundaries.push(heading.boundary(kind, text));
        }
        let not_taken = if self.is_numbered { self.not_taken(outline, numbers) } else { Vec::new() };
        Plan { boundaries, not_taken, ..Plan::default() }
    }

    /// Headings at the level of the sections that begin with some word and the number that is missing there.
    fn not_taken(&self, outline: &Outline, numbers: &Numbers) -> Vec<NotTaken> {
        let mut previous: Option<&SectionNumber> = None;
        let mut found = Vec::new();
        let has_word = |heading: &Heading| heading.text.starts_with(char::is_alphabetic);
        let with_words =
            numbers.iter().zip(&outline.headings).any(|(number, heading)| number.is_some() && has_word(heading));
        for (index, heading) in outline.headings.iter().enumerate() {
            if let (Some(number), HeadingKind::Section) = (&numbers[index], self.kinds[index]) {
                previous = Some(&number.number);
            } else if let Some((words, number)) =
                word_and_number(&heading.text).filter(|_| heading.level == self.level && with_words)
                && previous.is_some_and(|previous| previous.is_followed_by(&SectionNumber::counted(number)))
                && !numbers.iter().flatten().any(|other| other.number.integer() == Some(number))
            {
                found.push(NotTaken { start: heading.range.start, words: words.to_owned(), number });
            }
        }
        found
    }
}

/// `Excercise 3` of `Excercise 3 - Cool`.
fn word_and_number(heading: &str) -> Option<(&str, u64)> {
    let word = heading.find(|c: char| !c.is_alphabetic()).filter(|&word| word > 2)?;
    let number = heading[word..].trim_start_matches([' ', '#', '.']);
    let length = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    let value = number[..length].parse().ok()?;
    (number.len() + word < heading.len()).then_some((&heading[..heading.len() - number.len() + length], value))
}

/// The headings of a file with what is known of each.
struct Tree<'a> {
    headings: &'a [Heading],
    numbers: &'a Numbers,
    /// The length of the text between each heading and the next one, in bytes.
    own: Vec<usize>,
    /// Index of the first heading behind each heading and its subheadings.
    ends: Vec<usize>,
}

impl<'a> Tree<'a> {
    fn new(outline: &'a Outline, numbers: &'a Numbers, text: &str) -> Self {
        let headings = &outline.headings;
        let own = headings.iter().enumerate().map(|(index, heading)| {
            let end = headings.get(index + 1).map_or(text.len(), |next| next.range.start);
            text.get(heading.range.end..end).unwrap_or_default().trim().len()
        });
        let mut ends = vec![headings.len(); headings.len()];
        let mut open: Vec<usize> = Vec::new();
        for (index, heading) in headings.iter().enumerate() {
            while let Some(&above) = open.last().filter(|&&above| headings[above].level >= heading.level) {
                ends[above] = index;
                open.pop();
            }
            open.push(index);
        }
        Self { headings, numbers, own: own.collect(), ends }
    }

    fn number(&self, index: usize) -> Option<&SectionNumber> {
        self.numbers[index].as_ref().map(|numbered| &numbered.number)
    }

    fn is_numbered_at(&self, index: usize, level: u8) -> bool {
        self.headings[index].level == level && self.numbers[index].is_some()
    }

    /// Everything below a heading, itself left out.
    fn below(&self, index: usize) -> std::ops::Range<usize> {
        index + 1..self.ends[index]
    }

    /// The length of all text below a heading, its own included.
    fn length(&self, index: usize) -> usize {
        self.own[index..self.ends[index]].iter().sum()
    }

    /// Whether no other heading has the level of this one.
    fn is_alone(&self, index: usize) -> bool {
        self.headings.iter().filter(|other| other.level == self.headings[index].level).count() == 1
    }

    /// The level of numbered sections, and whether it does not depend on the texts.
    fn section_level(&self, fixed: Option<u8>) -> Option<(u8, bool)> {
        let count = |level: u8| (0..self.headings.len()).filter(|&index| self.is_numbered_at(index, level)).count();
        if let Some(level) = fixed {
            return (count(level) > 0).then_some((level, true));
        }
        let most = (1..=6).rev().max_by_key(|&level| count(level)).filter(|&level| count(level) > 0)?;
        let mut is_settled = true;
        for above in 1..most {
            if count(above) < 2 || !self.restarts_below(above, most) {
                continue;
            }
            match self.is_made_of_steps(above, most) {
                Some(true) => return Some((above, is_settled)),
                Some(false) => {}
                None => {
                    is_settled = false;
                    let numbered: Vec<usize> =
                        (0..self.headings.len()).filter(|&index| self.is_numbered_at(index, above)).collect();
                    let own: usize = numbered.iter().map(|&index| self.own[index]).sum();
                    let all: usize = numbered.iter().map(|&index| self.length(index)).sum();
                    let count_below = count(most);
                    let has_text = |index: &&usize| self.own[**index] >= WORTH_A_SECTION;
                    let are_steps = numbered.iter().filter(has_text).count() * 10 >= numbered.len() * 9
                        && count_below <= numbered.len() * MOST_STEPS;
                    if own * 3 >= all || are_steps {
                        return Some((above, false));
                    }
                }
            }
        }
        Some((most, is_settled))
    }

    /// The level of headings without a number whose subheadings are steps that begin again: `Step 1`, `Step 2`.
    fn level_above_steps(&self) -> Option<u8> {
        let is_step = |index: usize| {
            self.numbers[index].is_some() && heading_words::is_step(self.headings[index].text.trim_start())
        };
        let steps: Vec<usize> = (0..self.headings.len()).filter(|&index| is_step(index)).collect();
        let level = self.headings[*steps.first()?].level;
        let numbered = self.numbers.iter().flatten().count();
        let above = (1..level).rev().find(|&above| self.headings.iter().any(|heading| heading.level == above))?;
        let parents = (0..self.headings.len()).filter(|&index| self.headings[index].level == above);
        let firsts = parents.clone().filter_map(|index| self.below(index).find(|&below| is_step(below)));
        let begin_again =
            firsts.filter(|&first| self.number(first).is_some_and(|number| number.as_str() == "1")).count();
        let is_plain = parents.clone().all(|index| self.numbers[index].is_none());
        (steps.len() * 10 >= numbered * 9 && is_plain && begin_again >= 2 && begin_again * 2 > parents.count())
            .then_some(above)
    }

    /// Whether the numbers of `level` begin again below the numbered headings of the level `above`.
    fn restarts_below(&self, above: u8, level: u8) -> bool {
        let first_below = |index: usize| {
            let first = self.below(index).find(|&below| self.is_numbered_at(below, level))?;
            self.number(first)
        };
        let firsts: Vec<&SectionNumber> = (0..self.headings.len())
            .filter(|&index| self.is_numbered_at(index, above))
            .filter_map(first_below)
            .collect();
        firsts.len() >= 2
            && firsts.iter().filter(|first| matches!(first.as_str(), "0" | "1")).count() * 2 > firsts.len()
    }

    /// Whether words say that the numbers of `level` are steps inside the numbered headings of the level `above`. None if
    /// words do not tell.
    fn is_made_of_steps(&self, above: u8, level: u8) -> Option<bool> {
        let most = |level: u8, is: &dyn Fn(usize) -> bool| {
            let numbered: Vec<usize> =
                (0..self.headings.len()).filter(|&index| self.is_numbered_at(index, level)).collect();
            numbered.iter().filter(|&&index| is(index)).count() * 2 > numbered.len()
        };
        let role = |index: usize| heading_words::at_start(self.headings[index].text.trim_start()).map(|(role, _)| role);
        let has_role = |wanted: Role| move |index: usize| role(index) == Some(wanted);
        let asks = |index: usize| role(index).is_some_and(Role::asks);
        let is_plain = |index: usize| self.numbers[index].as_ref().is_some_and(|number| number.kind == Kind::Plain);
        if most(above, &asks) {
            return Some(true);
        }
        if most(level, &has_role(Role::Question)) {
            return Some(false);
        }
        // Exercises are sections of a collection of exercises, and parts of a lesson that explains.
        if most(level, &has_role(Role::Exercise)) {
            return None;
        }
        if most(above, &has_role(Role::Section)) {
            return Some(false);
        }
        (most(above, &is_plain) && most(level, &has_role(Role::Section))).then_some(true)
    }

    /// Sections at `level`, and numbered headings at other levels that have none below them.
    fn numbered(&self, level: u8, is_fixed: bool) -> Choice {
        let slips = self.slips(level);
        let mut kinds = vec![HeadingKind::Inside; self.headings.len()];
        let mut is_settled = true;
        // The section that is open, by its level and heading.
        let mut open: Option<(u8, usize)> = None;
        for (index, heading) in self.headings.iter().enumerate() {
            let is_slip = slips.contains(&index);
            let is_nested = open.is_some_and(|(above, _)| heading.level > above);
            let continues_open = || open.is_some_and(|(_, above)| self.extends(above, index));
            let is_section = self.numbers[index].is_some()
                && (heading.level == level || is_slip || (!is_fixed && (!is_nested || continues_open())));
            if is_section {
                let holds = !is_slip && !is_fixed && self.holds_sections(index, level);
                is_settled &= !holds;
                let is_alone = holds && heading.level == 1 && self.is_alone(index);
                let is_outline = self.below(index).any(|below| self.extends(index, below));
                if holds && (is_alone || !is_outline || self.own[index] < WORTH_A_SECTION) {
                    kinds[index] = HeadingKind::Part;
                    open = None;
                } else {
                    kinds[index] = HeadingKind::Section;
                    open = Some((if is_slip { level } else { heading.level }, index));
                }
            } else if is_nested {
                // It is in the section that is open.
            } else if open.is_some_and(|(above, _)| heading.level == above) {
                // A heading of the sections' level without a number belongs to the section before it.
            } else if heading.level < level || self.below(index).any(|below| self.numbers[below].is_some()) {
                kinds[index] = HeadingKind::Part;
                open = None;
            }
        }
        self.keep_inner_headings(&mut kinds, level);
        if !is_fixed {
            self.end_last_section(&mut kinds);
        }
        Choice { kinds, is_numbered: true, is_settled, level }
    }

    /// `#### Answer` below `###### 12. Question` is in the section although its level is higher. Such headings come
    /// after the first section, and most sections have one.
    fn keep_inner_headings(&self, kinds: &mut [HeadingKind], level: u8) {
        let first = kinds.iter().position(|&heading_kind| heading_kind == HeadingKind::Section).unwrap_or(0);
        let sections = kinds.iter().filter(|&&heading_kind| heading_kind == HeadingKind::Section).count();
        for above in 1..level {
            let is_part = |index: usize| {
                self.headings[index].level == above
                    && self.numbers[index].is_none()
                    && kinds[index] == HeadingKind::Part
            };
            let parts: Vec<usize> = (0..kinds.len()).filter(|&index| is_part(index)).collect();
            if parts.first().is_some_and(|&part| part > first) && parts.len() * 2 > sections {
                for part in parts {
                    kinds[part] = HeadingKind::Inside;
                }
            }
        }
    }

    /// `## License` behind the last of several numbered sections of its level is outside of it. `## Answer` is inside if
    /// other sections have such headings as well.
    fn end_last_section(&self, kinds: &mut [HeadingKind]) {
        let sections: Vec<usize> = (0..kinds.len()).filter(|&index| kinds[index] == HeadingKind::Section).collect();
        let [first, .., last] = sections[..] else { return };
        let level = self.headings[last].level;
        let is_peer = |index: &usize| {
            self.headings[*index].level == level
                && self.headings[*index].item.is_none()
                && self.numbers[*index].is_none()
                && kinds[*index] == HeadingKind::Inside
        };
        let inner: HashSet<&str> =
            (first..last).filter(is_peer).map(|index| self.headings[index].text.as_str()).collect();
        let with_inner = sections.windows(2).filter(|pair| (pair[0]..pair[1]).any(|index| is_peer(&index))).count();
        let below = |index: &usize| self.headings[*index].level >= level;
        let after_last: Vec<usize> = (last..kinds.len()).take_while(below).filter(is_peer).collect();
        let is_habit = with_inner * 2 > sections.len() - 1;
        // `## Conclusion` closes the file also where sections have `## Trade-offs`.
        let closing = after_last.iter().position(|&index| {
            let text = self.headings[index].text.as_str();
            !inner.contains(text) && heading_words::is_closing(text)
        });
        let before_closing = &after_last[..closing.unwrap_or(after_last.len())];
        let is_inside =
            is_habit || before_closing.iter().any(|&index| inner.contains(self.headings[index].text.as_str()));
        let from = if is_inside { before_closing.len() } else { 0 };
        for &index in &after_last[from..] {
            kinds[index] = HeadingKind::Part;
        }
    }

    /// `#### 48.` between `### 47.` and `### 49.` is a section by a slip of the pen: its number fills the gap. A number
    /// that fills none belongs to a list of steps inside a section, or to a chapter.
    fn slips(&self, level: u8) -> HashSet<usize> {
        let indices: Vec<usize> = (0..self.headings.len()).filter(|&index| self.is_numbered_at(index, level)).collect();
        let mut slips = HashSet::new();
        let mut around = indices.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>();
        around.extend(indices.last().map(|&last| (last, self.headings.len())));
        for (before, after) in around {
            let mut previous = before;
            for between in before + 1..after {
                let Some(number) = self.number(between) else { continue };
                let comes_next = self.number(previous).is_some_and(|previous| previous.is_followed_by(number));
                let is_before = after == self.headings.len() || self.number(after).is_some_and(|next| next > number);
                let may_be_step = after == self.headings.len() && self.headings[between].level > level;
                if comes_next && is_before && !may_be_step {
                    slips.insert(between);
                    previous = between;
                }
            }
        }
        slips
    }

    /// Whether the number of `below` is one level deeper in the outline than that of `above`: 2.1 and 2.1.3.
    fn extends(&self, above: usize, below: usize) -> bool {
        self.number(above).zip(self.number(below)).is_some_and(|(above, below)| {
            below.as_str().strip_prefix(above.as_str()).is_some_and(|rest| rest.starts_with('.'))
        })
    }

    /// Whether numbered headings below this one are sections themselves.
    fn holds_sections(&self, index: usize, level: u8) -> bool {
        let is_above = self.headings[index].level < level;
        self.below(index).any(|below| {
            (is_above && self.numbers[below].is_some() && self.headings[below].level <= level)
                || self.extends(index, below)
        })
    }

    /// Parts with words of their own and no section below them, each text once: `Answer` over and over is no part.
    fn leaf_parts(&self, choice: &Choice) -> Vec<usize> {
        let mut seen = HashSet::new();
        (0..self.headings.len())
            .filter(|&index| {
                choice.kinds[index] == HeadingKind::Part
                    && self.own[index] > 0
                    && !self.below(index).any(|below| choice.kinds[below] != HeadingKind::Inside)
                    && seen.insert(self.headings[index].text.as_str())
            })
            .collect()
    }

    /// Whether the numbered sections are fewer than the headings without a number that could be sections as well.
    fn are_few(&self, choice: &Choice, frames: &[usize]) -> bool {
        let sections = choice.sections();
        let is_frame = |index: &usize| frames.binary_search(index).is_ok();
        let begins_file = |index: usize| index == 0 && self.is_alone(0);
        let parts =
            self.leaf_parts(choice).into_iter().filter(|index| !begins_file(*index) && !is_frame(index)).count();
        let mut seen = HashSet::new();
        let peers = (0..self.headings.len())
            .filter(|&index| {
                let heading = &self.headings[index];
                heading.level == choice.level
                    && choice.kinds[index] != HeadingKind::Section
                    && !is_frame(&index)
                    && seen.insert(heading.text.as_str())
            })
            .count();
        parts.max(peers) > sections
    }

    /// Headings with text behind the last numbered section and at its level: `## Troubleshooting`. What closes a text, as
    /// `## License` does with all behind it, has no pages.
    fn last_without_number(&self, choice: &Choice) -> Vec<usize> {
        let is_section = |index: &usize| choice.kinds[*index] == HeadingKind::Section && self.numbers[*index].is_some();
        let Some(last) = (0..self.headings.len()).rev().find(is_section) else { return Vec::new() };
        let level = self.headings[last].level;
        let peers = (last + 1..self.headings.len())
            .take_while(|&index| self.headings[index].level >= level)
            .filter(|&index| self.headings[index].level == level && choice.kinds[index] == HeadingKind::Part);
        let before_closing = peers.take_while(|&index| !heading_words::is_closing(&self.headings[index].text));
        before_closing.filter(|&index| self.length(index) > 0 && self.headings[index].item.is_none()).collect()
    }

    /// Makes sections of parts without sections where too much of the file would have no page.
    fn open_parts(&self, choice: &mut Choice) {
        let parts = self.leaf_parts(choice);
        let outside: usize = parts.iter().map(|&part| self.length(part)).sum();
        if outside < WORTH_A_PAGE {
            return;
        }
        choice.is_settled = false;
        if outside * 5 > self.own.iter().sum() {
            for part in parts {
                choice.kinds[part] = HeadingKind::Section;
            }
        }
    }

    /// Without numbers one level makes the sections. Headings above it that have nothing below them are sections too.
    fn titled(&self, fixed: Option<u8>) -> Choice {
        let usable = |index: usize| self.headings[index].item.is_none();
        let level = fixed.or_else(|| self.titled_level()).unwrap_or(1);
        let kinds = (0..self.headings.len()).map(|index| match self.headings[index].level {
            _ if !usable(index) => HeadingKind::Inside,
            own if own == level => HeadingKind::Section,
            own if own < level => {
                let is_leaf = self.below(index).next().is_none() && self.own[index] > 0 && self.headings.len() > 1;
                if is_leaf && fixed.is_none() { HeadingKind::Section } else { HeadingKind::Part }
            }
            _ => HeadingKind::Inside,
        });
        let mut kinds: Vec<HeadingKind> = kinds.collect();
        self.keep_answers_with_questions(&mut kinds);
        Choice { kinds, is_numbered: false, is_settled: false, level }
    }

    /// Where heading after heading is `Question`, the headings between them that repeat, such as `Answer`, are inside.
    fn keep_answers_with_questions(&self, kinds: &mut [HeadingKind]) {
        let asks = |index: usize| heading_words::is_question(self.headings[index].text.trim());
        let sections: Vec<usize> = (0..kinds.len()).filter(|&index| kinds[index] == HeadingKind::Section).collect();
        let asking = sections.iter().filter(|&&index| asks(index)).count();
        if asking < 3 || asking * 5 < sections.len() * 2 {
            return;
        }
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for &index in &sections {
            *counts.entry(self.headings[index].text.as_str()).or_default() += 1;
        }
        for index in sections {
            if !asks(index) && counts[self.headings[index].text.as_str()] > 1 {
                kinds[index] = HeadingKind::Inside;
            }
        }
    }

    /// The shallowest level with at least two headings, or a deeper one that nearly all text is below.
    fn titled_level(&self) -> Option<u8> {
        let usable: Vec<usize> =
            (0..self.headings.len()).filter(|&index| self.headings[index].item.is_none()).collect();
        let count = |level: u8| usable.iter().filter(|&&index| self.headings[index].level == level).count();
        let mut level = (1..=6)
            .find(|&level| count(level) >= 2)
            .or_else(|| usable.get(1).map(|&index| self.headings[index].level))
            .or_else(|| usable.first().map(|&index| self.headings[index].level))?;
        let total: usize = self.own.iter().sum();
        while let Some(deeper) = (level + 1..=6).find(|&deeper| count(deeper) > 0) {
            let at_level = usable.iter().copied().filter(|&index| self.headings[index].level == level);
            let uncovered: usize =
                at_level.clone().filter(|&index| !self.below(index).is_empty()).map(|index| self.own[index]).sum();
            let is_grouping = count(deeper) >= count(level) * 2 && count(deeper) >= 3 && uncovered * 10 <= total;
            let is_pile = |index: usize| {
                let below = self.below(index).filter(|&below| self.headings[below].level == deeper).count();
                below >= 8 && self.length(index) * 2 >= total && self.own[index] * 5 <= self.length(index)
            };
            if !is_grouping && !at_level.clone().any(is_pile) {
                break;
            }
            level = deeper;
        }
        Some(level)
    }
}
