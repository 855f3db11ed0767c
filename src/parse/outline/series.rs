//! Whether a file consists of questions that are not headings, and their kind.

use super::headings::Choice;
use super::numbers::begins;
use super::questions::{self, Question};
use super::{BELOW_HEADINGS, Boundary, BoundaryKind, Outline, Plan};
use crate::config::SectionRule;
use crate::parse::heading_words;
use crate::parse::numbering::SectionNumber;
use std::collections::{HashMap, HashSet};

/// Every kind, the surest first: of two that fit as well the first counts.
const KINDS: [SectionRule; 7] = [
    SectionRule::Bold,
    SectionRule::Lines,
    SectionRule::Bullets,
    SectionRule::List,
    SectionRule::Details,
    SectionRule::Questions,
    SectionRule::Cards,
];

/// Fewer questions than this are no series.
const FEWEST: usize = 3;

/// Items of one line that are shorter than this on average, in bytes, are a list.
const SHORT: usize = 60;

/// What a file would be cut into.
struct Series {
    rule: SectionRule,
    questions: Vec<Question>,
    /// The part of the file that is in them, in bytes.
    covered: usize,
}

/// Cuts the file at the questions that it is made of. Otherwise what was seen: each kind with how many.
pub(super) fn choose(outline: &Outline, text: &str, headings: &Choice) -> Result<Plan, Vec<(SectionRule, usize)>> {
    let found = questions::find(text, outline);
    let groups = group_starts(outline);
    let mut best: Option<Series> = None;
    let mut seen = Vec::new();
    for rule in KINDS {
        let of_kind: Vec<Question> = found.iter().filter(|question| question.rule == rule).cloned().collect();
        if of_kind.len() < FEWEST {
            continue;
        }
        seen.push((rule, of_kind.len()));
        let Some(series) = Series::of(rule, of_kind, &groups, text) else { continue };
        let is_better = best.as_ref().is_none_or(|best| series.covered > best.covered + best.covered / 10);
        if is_better && series.outweighs(outline, headings, text) {
            best = Some(series);
        }
    }
    match best.map(|series| series.completed(&found)) {
        Some(series) => Ok(Plan { boundaries: boundaries(outline, text, series.questions), ..Plan::default() }),
        None => Err(seen),
    }
}

/// Cuts the file at every question of one kind.
pub(super) fn all(outline: &Outline, text: &str, rule: SectionRule) -> Vec<Boundary> {
    let mut questions = questions::find(text, outline);
    questions.retain(|question| question.rule == rule);
    boundaries(outline, text, questions)
}

/// Where the headings of a file begin.
fn group_starts(outline: &Outline) -> Vec<usize> {
    outline.headings.iter().filter(|heading| heading.item.is_none()).map(|heading| heading.range.start).collect()
}

fn boundaries(outline: &Outline, text: &str, questions: Vec<Question>) -> Vec<Boundary> {
    let starts: HashSet<usize> = questions.iter().map(|question| question.start).collect();
    let parts = outline
        .headings
        .iter()
        .filter(|heading| heading.item.is_none())
        .map(|heading| heading.boundary(BoundaryKind::Part, text));
    let parts = parts.filter(|part| {
        !questions.iter().any(|question| {
            question.start <= part.start && question.edits.iter().any(|edit| edit.range.contains(&part.start))
        })
    });
    let parts: Vec<Boundary> = parts.filter(|part| !starts.contains(&part.start)).collect();
    let sections = questions.into_iter().map(|question| Boundary {
        start: question.start,
        kind: match question.number {
            Some(number) => BoundaryKind::Numbered {
                number,
                is_in_title: question.rule != SectionRule::List && !question.keeps_number,
            },
            None => BoundaryKind::Titled,
        },
        level: BELOW_HEADINGS,
        item: question.item,
        edits: question.edits,
    });
    parts.into_iter().chain(sections).collect()
}

impl Series {
    /// The questions of one kind that belong together, if they look like questions.
    fn of(rule: SectionRule, mut questions: Vec<Question>, groups: &[usize], text: &str) -> Option<Self> {
        if rule == SectionRule::Lines {
            keep_articles(&mut questions);
        }
        let numbered = questions.iter().filter(|question| question.number.is_some()).count();
        if numbered * 2 >= questions.len() {
            questions.retain(|question| question.number.is_some());
            if rule == SectionRule::List {
                count_on(&mut questions, groups);
            }
            let extents = extents(&questions, groups, text);
            let weights: Vec<usize> = extents.iter().map(|extent| if asks(extent) { ASKING } else { 1 }).collect();
            questions = chain(questions, &weights, groups);
        } else {
            for question in &mut questions {
                question.number = None;
            }
            let titles: HashSet<&str> = questions.iter().map(|question| question.title.as_str()).collect();
            // `Answer` over and over is no question.
            if titles.len() * 5 < questions.len() * 4 {
                return None;
            }
        }
        if questions.len() < FEWEST || fall(&questions) {
            return None;
        }
        let extents = extents(&questions, groups, text);
        let bare = questions.iter().filter(|question| question.is_bare).count();
        let one_line = questions.iter().filter(|question| question.is_one_line).count();
        let is_from_start = questions.first().and_then(|first| first.number.as_ref()).is_some_and(begins);
        // `1 Tide` and `- 1. Tide: text` may be a list; a run that begins at 1, of more than a few words each, is a series.
        if bare * 2 > questions.len() && !is_from_start {
            return None;
        }
        let length: usize = extents.iter().map(|extent| extent.len()).sum();
        let are_one_line = one_line * 2 > questions.len() && is_from_start && length >= questions.len() * SHORT;
        let is_content = |extent: &&&str| extent.trim().lines().nth(1).is_some();
        let with_content = if are_one_line { extents.len() } else { extents.iter().filter(is_content).count() };
        let ask = extents.iter().filter(|extent| asks(extent)).count();
        let is_question = match rule {
            SectionRule::List => ask * 2 > extents.len() && with_content * 2 > extents.len(),
            SectionRule::Bullets | SectionRule::Bold => with_content * 2 > extents.len(),
            SectionRule::Cards => are_cards(&extents),
            _ => true,
        };
        let covered = extents.iter().map(|extent| extent.len()).sum();
        is_question.then_some(Self { rule, questions, covered })
    }

    /// The same with questions of other kinds that have a number which is missing here: `17.Title` among list items.
    fn completed(mut self, found: &[Question]) -> Self {
        let value = |question: &Question| question.number.as_ref().and_then(SectionNumber::integer);
        let mut added = Vec::new();
        for pair in self.questions.windows(2) {
            let (Some(before), Some(after)) = (value(&pair[0]), value(&pair[1])) else { continue };
            let mut last = before;
            let from = found.partition_point(|question| question.start <= pair[0].start);
            for question in found[from..].iter().take_while(|question| question.start < pair[1].start) {
                if value(question).is_some_and(|number| number == last + 1 && number < after) {
                    last += 1;
                    added.push(question.clone());
                }
            }
        }
        self.questions.extend(added);
        self.questions.sort_by_key(|question| question.start);
        self
    }

    /// Whether these questions, and not the headings, are what the file is made of.
    fn outweighs(&self, outline: &Outline, headings: &Choice, text: &str) -> bool {
        let count = self.questions.len();
        // The heading that begins the file is its title.
        let own = &outline.headings;
        let is_title = own.first().is_some_and(|first| own.iter().skip(1).all(|other| other.level > first.level));
        let others = own.iter().filter(|heading| heading.item.is_none()).count() - usize::from(is_title);
        let is_enough = self.covered * 2 >= text.trim().len();
        match self.rule {
            SectionRule::Cards => others == 0 && is_enough,
            _ if headings.is_numbered => count >= headings.sections() * 3 && is_enough && others * 2 <= count,
            _ => is_enough && others * 2 <= count,
        }
    }
}

/// The articles of a law have numbered paragraphs, and another law may be quoted: only what has the word or sign of most articles
/// is left.
fn keep_articles(questions: &mut Vec<Question>) {
    let form = |question: &Question| {
        let sign = question.title.split(|c: char| c.is_numeric()).next().unwrap_or_default();
        sign.trim().to_lowercase()
    };
    let mut counts: HashMap<String, usize> = HashMap::new();
    for question in questions.iter().filter(|question| heading_words::is_article(&question.title)) {
        *counts.entry(form(question)).or_default() += 1;
    }
    let most = counts.into_iter().max_by(|one, other| (one.1, &other.0).cmp(&(other.1, &one.0)));
    let without_word = questions.iter().filter(|question| form(question).is_empty()).count();
    if let Some((most, _)) = most.filter(|&(_, count)| count >= FEWEST.max(without_word)) {
        questions.retain(|question| form(question) == most);
    }
}

/// Whether most numbers are less than the one before: a list of releases has the newest first.
fn fall(questions: &[Question]) -> bool {
    let falls = |pair: &&[Question]| pair[1].number.is_some() && pair[1].number < pair[0].number;
    questions.windows(2).filter(falls).count() * 2 > questions.len() - 1
}

/// The text of each question, up to the next one or the next heading.
fn extents<'a>(questions: &[Question], groups: &[usize], text: &'a str) -> Vec<&'a str> {
    let mut extents = Vec::with_capacity(questions.len());
    for (index, question) in questions.iter().enumerate() {
        let next = questions.get(index + 1).map_or(text.len(), |next| next.start);
        let after_edits =
            question.edits.iter().map(|edit| edit.range.end).min().unwrap_or(question.start).max(question.start + 1);
        let heading =
            groups[groups.partition_point(|&group| group < after_edits)..].first().copied().unwrap_or(text.len());
        extents.push(text.get(question.start..next.min(heading).max(question.start)).unwrap_or_default());
    }
    extents
}

/// Whether a list item asks: a question mark in its first line, options to choose from, or an answer to unfold.
fn asks(extent: &str) -> bool {
    let first = extent.lines().next().unwrap_or_default();
    let is_link = first.trim_end().ends_with(')') && first.contains("](#");
    let option = |line: &&str| {
        let line = line.trim_start_matches([' ', '-', '*', '+', '\t', '(', '[']);
        let mut characters = line.chars();
        let is_letter = characters.next().is_some_and(|c| c.is_ascii_alphabetic());
        is_letter && characters.next().is_some_and(|c| matches!(c, '.' | ')' | ':'))
    };
    let is_task =
        |line: &&str| line.trim_start_matches([' ', '-', '*', '+', '\t']).starts_with(['[']) && line.contains("] ");
    let options = extent.lines().skip(1).take(30).filter(|line| option(line) || is_task(line)).count();
    !is_link && (first.contains(['?', '？', '؟']) || options >= 2 || extent.contains("<details"))
}

/// Whether texts between rules are cards: short, and each with a front and a back.
fn are_cards(extents: &[&str]) -> bool {
    const LONGEST_CARD: usize = 1500;
    let is_short = extents.iter().filter(|extent| extent.len() <= LONGEST_CARD).count() * 10 >= extents.len() * 9;
    let has_back = |extent: &&&str| extent.trim_matches(['-', '*', '_', '\n', ' ']).lines().nth(1).is_some();
    is_short && extents.iter().filter(has_back).count() * 10 >= extents.len() * 9
}

/// Authors write `1.` before every item, with text between that ends the list: such items are counted on.
fn count_on(questions: &mut [Question], groups: &[usize]) {
    let ones = questions
        .iter()
        .filter(|question| question.number.as_ref().and_then(SectionNumber::integer) == Some(1))
        .count();
    if ones * 5 < questions.len() * 4 {
        return;
    }
    let mut previous: Option<(usize, u64)> = None;
    for question in questions {
        let group = |at: usize| groups.partition_point(|&start| start <= at);
        let is_new_group = previous.is_some_and(|(at, _)| group(at) != group(question.start));
        let number = match previous {
            Some((_, number)) if !is_new_group => number + 1,
            _ => 1,
        };
        question.number = Some(SectionNumber::counted(number));
        previous = Some((question.start, number));
    }
}

/// How much more a list item that asks weighs than one that may be a step of an answer.
const ASKING: usize = 8;

/// The longest run of consecutive numbers among the questions, each with its weight. It may begin again behind a heading.
fn chain(questions: Vec<Question>, weights: &[usize], groups: &[usize]) -> Vec<Question> {
    // For each question the weight of the longest run that ends with it, and the question before it in that run.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(questions.len());
    let mut last_with: HashMap<&str, usize> = HashMap::new();
    let mut best_before_group: Option<usize> = None;
    let mut best: Option<usize> = None;
    let mut group = 0;
    for (index, question) in questions.iter().enumerate() {
        let own_group = groups.partition_point(|&start| start <= question.start);
        if own_group != group {
            best_before_group = best;
            group = own_group;
        }
        let Some(number) = &question.number else { continue };
        let longest = |at: Option<usize>| at.map_or(0, |at: usize| runs[at].0);
        let before = predecessors(number)
            .filter_map(|before| last_with.get(before.as_str()).copied())
            .max_by_key(|&before| (longest(Some(before)), before));
        let is_chapter = begins(number) && number.as_str().contains('.');
        let restarted = if is_chapter { best } else { best_before_group };
        let previous = if longest(before) >= longest(restarted) { before } else { restarted };
        let length = weights[index] + longest(previous);
        runs.push((length, previous));
        if last_with.get(number.as_str()).is_none_or(|&other| runs[other].0 <= runs[index].0) {
            last_with.insert(number.as_str(), index);
        }
        if best.is_none_or(|best| runs[best].0 < runs[index].0) {
            best = Some(index);
        }
    }
    let mut is_chosen = vec![false; questions.len()];
    let mut at = best;
    while let Some(index) = at {
        is_chosen[index] = true;
        at = runs[index].1;
    }
    questions.into_iter().zip(is_chosen).filter_map(|(question, is_chosen)| is_chosen.then_some(question)).collect()
}

/// Most numbers that may be left out between two of a run.
const MOST_LEFT_OUT: u64 = 3;

/// The numbers that may come before this one: 6, 5, 4 before 7, and 2.1 before 2.2.
fn predecessors(number: &SectionNumber) -> impl Iterator<Item = String> {
    let (stem, last) = number
        .as_str()
        .rsplit_once('.')
        .map_or(("", number.as_str()), |(_, last)| (&number.as_str()[..number.as_str().len() - last.len()], last));
    let last: Option<u64> = last.parse().ok();
    (1..=MOST_LEFT_OUT + 1).filter_map(move |gap| Some(format!("{stem}{}", last?.checked_sub(gap)?)))
}
