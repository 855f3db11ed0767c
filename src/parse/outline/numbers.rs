//! Which numbers of headings count: the sure ones, and those that the other headings of their level speak for.

use super::Outline;
use crate::config::NumberStyle;
use crate::parse::heading_words::months::{self, Day};
use crate::parse::heading_words::{self, Role};
use crate::parse::numbering::{self, Kind, Numbered, SectionNumber};
use std::collections::{BTreeMap, HashSet};

/// The number that counts of each heading, in the order of the outline.
pub(super) type Numbers = Vec<Option<Numbered>>;

/// Decides for each heading whether it has a number in the style that counts.
pub(super) fn accepted(outline: &Outline, style: NumberStyle) -> Numbers {
    let mut readings: Vec<Vec<Numbered>> = outline
        .headings
        .iter()
        .map(|heading| match (&heading.item, style) {
            (_, NumberStyle::None) => Vec::new(),
            (Some(item), _) => vec![of_item(item.written)],
            (None, NumberStyle::Auto) => numbering::readings(&heading.text),
            (None, style) => {
                let mut found = numbering::readings(&heading.text);
                found.retain(|reading| reading.style == style);
                found
            }
        })
        .collect();
    // One heading such as `3.5 million users` is a sentence; two outline numbers are an outline.
    let is_outline = |numbered: &Numbered| numbered.kind == Kind::Plain && numbered.style == NumberStyle::Outline;
    if style == NumberStyle::Auto && readings.iter().flatten().filter(|numbered| is_outline(numbered)).count() == 1 {
        for readings in &mut readings {
            readings.retain(|numbered| !is_outline(numbered));
        }
    }
    if style == NumberStyle::Auto {
        leave_out_releases(outline, &mut readings);
        leave_out_days(outline, &mut readings);
    }
    let mut numbers: Numbers = vec![None; readings.len()];
    let depth = numbered_level(outline, &readings);
    let above = headings_above(outline);
    // Numbered headings by level.
    let mut counts = [0; 7];
    for level in 1..=6 {
        let at_level: Vec<usize> =
            (0..readings.len()).filter(|&index| outline.headings[index].level == level).collect();
        let is_in_run = |at: usize| {
            let is_sure = |found: &Numbered| found.kind == Kind::Plain;
            numbers[at]
                .as_ref()
                .is_some_and(|found| is_sure(found) || counts[usize::from(outline.headings[at].level)] >= 2)
        };
        let inner: Vec<usize> =
            at_level.iter().copied().filter(|&index| is_inside_another(outline, &above, is_in_run, index)).collect();
        for index in inner {
            readings[index].clear();
        }
        for (index, numbered) in of_level(outline, &at_level, &readings, depth == Some(level)) {
            numbers[index] = Some(numbered);
            counts[usize::from(level)] += 1;
        }
    }
    numbers
}

/// The numbers of a list of releases, `## 1.4.0 - 2026-01-31`, are names. Without dates, few of them come right after
/// another.
fn leave_out_releases(outline: &Outline, readings: &mut [Vec<Numbered>]) {
    let behind = |index: usize, found: &Numbered| {
        outline.headings[index].text[found.prefix..].trim_matches([' ', '-', '–', '—', '(', ')', '[', ']']).to_owned()
    };
    let is_release = |index: usize, found: &Numbered| {
        let dots = found.number.as_str().matches('.').count();
        let title = behind(index, found);
        (dots >= 1 && !title.is_empty() || dots >= 2) && numbering::is_date(&title)
    };
    let releases: Vec<usize> = (0..readings.len())
        .filter(|&index| readings[index].first().is_some_and(|found| is_release(index, found)))
        .collect();
    if releases.is_empty() {
        return;
    }
    let with_date = releases.iter().filter(|&&index| !behind(index, &readings[index][0]).is_empty()).count();
    // Sections of an outline come one after the other.
    let follows = |pair: &&[usize]| readings[pair[0]][0].number.is_followed_by(&readings[pair[1]][0].number);
    let follow = releases.windows(2).filter(follows).count();
    if with_date * 2 >= releases.len() || follow * 2 < releases.len() - 1 {
        for index in releases {
            readings[index].clear();
        }
    }
}

/// The days of a diary, `## 3. Mai`, are names. `1. Januar`, `2. Februar`, `3. März` are chapters about months, and `2. August`
/// is one among other numbers.
fn leave_out_days(outline: &Outline, readings: &mut [Vec<Numbered>]) {
    let numbered = readings.iter().filter(|found| !found.is_empty()).count();
    let with_number = |index: &usize| !readings[*index].is_empty();
    let days: Vec<(usize, Day)> = (0..readings.len())
        .filter(with_number)
        .filter_map(|index| Some((index, months::day_at_start(&outline.headings[index].text)?)))
        .collect();
    let are_months = days.len() >= FEWEST_MONTHS && days.iter().all(|(_, day)| day.day == day.month);
    if !are_months && days.len() * 2 >= numbered {
        for (index, _) in days {
            readings[index].clear();
        }
    }
}

/// Fewer headings whose day is the number of their month are days by chance.
const FEWEST_MONTHS: usize = 3;

/// The heading directly above each heading in the tree of headings.
fn headings_above(outline: &Outline) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let above = outline.headings.iter().enumerate().map(|(index, heading)| {
        while open.last().is_some_and(|&above| outline.headings[above].level >= heading.level) {
            open.pop();
        }
        let above = open.last().copied();
        open.push(index);
        above
    });
    above.collect()
}

/// Whether a heading is an example, a step or a figure below a numbered heading, or one of a run, that has another word:
/// `#### Example 1` below `## 2. Waves`.
fn is_inside_another(
    outline: &Outline,
    above: &[Option<usize>],
    is_in_run: impl Fn(usize) -> bool,
    index: usize,
) -> bool {
    let word = |index: usize| {
        let text = outline.headings[index].text.trim_start();
        heading_words::at_start(text).map(|(role, length)| (role, text[..length].to_lowercase()))
    };
    let Some((Role::Inside, own)) = word(index) else { return false };
    let differs = |at: usize| word(at).is_none_or(|(_, other)| other != own);
    std::iter::successors(above[index], |&at| above[at]).any(|at| is_in_run(at) && differs(at))
}

fn of_item(written: u64) -> Numbered {
    let number = SectionNumber::counted(written);
    Numbered { number, style: NumberStyle::Dot, kind: Kind::Plain, start: 0, prefix: 0 }
}

/// The level with the most sure numbers.
fn numbered_level(outline: &Outline, readings: &[Vec<Numbered>]) -> Option<u8> {
    let count = |level: u8| {
        let is_sure = |readings: &[Numbered]| readings.first().is_some_and(|first| first.kind == Kind::Plain);
        outline
            .headings
            .iter()
            .zip(readings)
            .filter(|(heading, found)| heading.level == level && is_sure(found))
            .count()
    };
    (1..=6).rev().max_by_key(|&level| count(level)).filter(|&level| count(level) > 0)
}

/// The numbers that count among the headings of one level.
fn of_level(
    outline: &Outline,
    indices: &[usize],
    readings: &[Vec<Numbered>],
    is_numbered_level: bool,
) -> Vec<(usize, Numbered)> {
    let mut chosen = one_each(indices, readings);
    // `Trade-offs` below every pattern counts once, and `Prologue` before chapters not at all.
    let numbered: HashSet<usize> = chosen.iter().map(|(index, _)| *index).collect();
    let others = indices.iter().filter(|index| !numbered.contains(index));
    let others: HashSet<&str> = others
        .map(|&index| outline.headings[index].text.as_str())
        .filter(|text| !heading_words::is_frame(text))
        .collect();
    let is_sure = |numbered: &Numbered| numbered.kind == Kind::Plain;
    let taken: HashSet<SectionNumber> =
        chosen.iter().filter(|(_, found)| is_sure(found)).map(|(_, found)| found.number.clone()).collect();
    if is_run(&chosen, chosen.len() + others.len()) {
        // Among sure numbers another form with a number that is taken is a heading inside a section.
        if taken.len() * 2 >= chosen.len() {
            chosen.retain(|(_, found)| is_sure(found) || !taken.contains(&found.number));
        }
        return chosen;
    }
    let mut counted = Vec::new();
    let mut previous: Option<SectionNumber> = None;
    for (at, (index, numbered)) in chosen.iter().enumerate() {
        let next = || chosen[at + 1..].iter().find(|(_, next)| is_sure(next)).map(|(_, next)| &next.number);
        // Among sure numbers another form counts where its number is the one that is missing.
        let fills_gap = || {
            let next = if is_numbered_level { next() } else { None };
            is_numbered_level
                && !taken.contains(&numbered.number)
                && previous.as_ref().is_none_or(|previous| previous < &numbered.number)
                && next.is_none_or(|next| &numbered.number < next)
                && (next.is_some()
                    || previous.as_ref().is_some_and(|previous| previous.is_followed_by(&numbered.number)))
        };
        if is_sure(numbered) || fills_gap() {
            previous = Some(numbered.number.clone());
            counted.push((*index, numbered.clone()));
        }
    }
    counted
}

/// The reading of each heading that agrees with the others of its level.
fn one_each(indices: &[usize], readings: &[Vec<Numbered>]) -> Vec<(usize, Numbered)> {
    let of_kind = |kind: Kind| {
        indices.iter().filter_map(move |&index| readings[index].iter().find(|reading| reading.kind == kind))
    };
    let is_first = |kind: Kind, number: &str| of_kind(kind).next().is_some_and(|first| first.number.as_str() == number);
    let is_roman = is_first(Kind::Roman, "1") && of_kind(Kind::Roman).count() >= 2;
    let is_lettered = of_kind(Kind::Lettered).next().is_some_and(|first| first.number.as_str().starts_with('A'));
    let is_alphabet = !is_roman && is_first(Kind::Alphabet, "A") && of_kind(Kind::Alphabet).count() >= 2;
    let joined = of_kind(Kind::Joined).count();
    let is_joined = is_first(Kind::Joined, "1") && joined >= 3 && joined * 2 >= indices.len();
    let mut letters: BTreeMap<char, usize> = BTreeMap::new();
    for reading in indices.iter().flat_map(|&index| &readings[index]) {
        if let Kind::Letter(letter) = reading.kind {
            *letters.entry(letter).or_default() += 1;
        }
    }
    let letter = letters.iter().max_by_key(|&(_, count)| count).map(|(letter, _)| *letter);
    let agrees = |reading: &&Numbered| match reading.kind {
        Kind::Plain | Kind::Named | Kind::Worded | Kind::Bare => true,
        Kind::Letter(own) => Some(own) == letter,
        Kind::Joined => is_joined,
        Kind::Roman => is_roman,
        Kind::Alphabet => is_alphabet,
        Kind::Lettered => is_lettered,
    };
    indices.iter().filter_map(|&index| Some((index, readings[index].iter().find(agrees)?.clone()))).collect()
}

/// Whether the numbers of a level are a run: of at least half of its headings, mostly one after the other.
fn is_run(chosen: &[(usize, Numbered)], headings: usize) -> bool {
    let [(_, first), ..] = chosen else { return false };
    // Appendices alone, and `Class A` and `Class B` among other titles, are no run.
    let is_letter = |numbered: &Numbered| {
        let is_of_word = numbered.kind == Kind::Named || numbered.prefix == numbered.start;
        is_of_word && numbered.number.as_str().starts_with(|c: char| c.is_ascii_alphabetic())
    };
    let least = if chosen.iter().all(|(_, numbered)| is_letter(numbered)) { 9 } else { 5 };
    if chosen.len() < 2 || chosen.len() * 10 < headings * least {
        return false;
    }
    let is_bare = |numbered: &Numbered| numbered.kind == Kind::Bare;
    let bare = chosen.iter().filter(|(_, numbered)| is_bare(numbered)).count();
    // `10 Tips`, `5 Ways` and `2 Examples` are titles.
    if bare * 2 > chosen.len() && (chosen.len() < 3 || first.number.integer().is_none_or(|first| first > 1)) {
        return false;
    }
    let follows = chosen.windows(2).filter(|pair| continues(&pair[0].1.number, &pair[1].1.number)).count();
    let skips = chosen.windows(2).filter(|pair| skips_few(&pair[0].1.number, &pair[1].1.number)).count();
    let counted = if bare * 2 > chosen.len() { follows } else { follows + skips };
    counted * 5 >= (chosen.len() - 1) * 3
}

/// Most numbers that may be missing between two neighbours of a run.
const MOST_SKIPPED: u64 = 4;

/// Whether only a few numbers are missing between two.
fn skips_few(before: &SectionNumber, number: &SectionNumber) -> bool {
    let skipped = || number.integer()?.checked_sub(before.integer()?);
    skipped().is_some_and(|skipped| (2..=MOST_SKIPPED + 1).contains(&skipped)) && !begins(number)
}

/// Whether a number continues a run: it comes next, or the run begins again.
pub(super) fn continues(before: &SectionNumber, number: &SectionNumber) -> bool {
    before.is_followed_by(number) || begins(number)
}

/// Whether a run may begin with this number: 0, 1, A, 2.1.
pub(super) fn begins(number: &SectionNumber) -> bool {
    matches!(number.as_str().rsplit('.').next(), Some("0" | "1" | "A" | "00" | "01" | "001"))
}
