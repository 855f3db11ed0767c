//! The lock: which number means which section, so that an address keeps its meaning when notes change.
//!
//! A sketch of a section is 16 min-hashes of its runs of three words (Broder, "On the resemblance and containment of
//! documents", 1997): two sections with the same text share all of them, and the share that is equal estimates how much of
//! the text is the same.

use super::words::words;
use crate::day::Day;
use crate::diagnostic::Diagnostic;
use crate::parse::Notebook;
use crate::site::SectionId;
use crate::site::routes::{Redirect, Route, section_page};
use crate::source::Span;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Hashes of a sketch.
const HASHES: usize = 16;

/// Words of a run.
const RUN: usize = 3;

/// Least likeness of two sections that may be the same one.
const LEAST: f64 = 0.3;

/// What is known of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locked {
    /// The number, or the slug where there is none.
    pub address: String,
    /// The title.
    pub title: String,
    /// The sketch of the text, as hexadecimal numbers of eight digits.
    pub sketch: String,
    /// The day of the lock that first had this title and text. None if the first lock had them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<String>,
}

/// `notewright.lock.json`: sections of each notebook in file order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// The version of the format.
    pub version: u32,
    /// By the id of the notebook.
    pub notebooks: BTreeMap<String, Vec<Locked>>,
    /// Former addresses that lead on: notebook, former address, address now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirects: Vec<(String, String, String)>,
}

/// What became of a locked address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The section has another address now.
    Moved {
        /// The address in the lock.
        from: String,
        /// The address now.
        to: String,
    },
    /// No section is like it.
    Gone {
        /// The address in the lock.
        address: String,
    },
    /// The section has another title, and perhaps other words.
    Retitled {
        /// The address.
        address: String,
        /// The title in the lock.
        was: String,
        /// The title now.
        is: String,
    },
}

/// Reads a lock.
///
/// # Errors
/// What is wrong with the JSON.
pub fn parse(text: &str) -> serde_json::Result<Lock> {
    serde_json::from_str(text)
}

/// Tells the author which addresses have changed since the lock was written.
#[must_use]
pub fn diagnostics(lock: &Lock, notebooks: &[Notebook]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for notebook in notebooks {
        let Some(locked) = lock.notebooks.get(&notebook.id) else { continue };
        let at = |address: &str| {
            let section = notebook.sections.iter().find(|section| section.stem == address);
            let start = section.map_or(0, |section| section.range.start);
            let file = section.map_or(notebook.file, |section| notebook.file_of(section));
            Span::new(file, start..start + usize::from(section.is_some()))
        };
        for change in changes(locked, &describe(notebook)) {
            diagnostics.push(match change {
                Change::Moved { from, to } => {
                    Diagnostic::warning("number-moved", format!("{from} is now {to}: its address changes"))
                        .at(at(&to))
                        .help(format!(
                            "keep {from}, or run `notewright lock`; with `--redirect` the former address leads here"
                        ))
                }
                Change::Gone { address } => {
                    Diagnostic::warning("number-gone", format!("{address} is gone: its address leads nowhere"))
                        .at(at(""))
                        .help("bring it back, or run `notewright lock`")
                }
                Change::Retitled { address, was, is } => Diagnostic::note(
                    "number-retitled",
                    format!("{address} has another title: it was `{was}`, and is `{is}`"),
                )
                .at(at(&address))
                .help("run `notewright lock` if it still is the same section"),
            });
        }
    }
    diagnostics
}

/// Former addresses that lead to sections: the path of the former page and the section.
#[must_use]
pub fn redirects(lock: &Lock, notebooks: &[Notebook]) -> Vec<Redirect> {
    let redirect = |(id, from, to): &(String, String, String)| {
        let (notebook, content) = notebooks.iter().enumerate().find(|(_, notebook)| notebook.id == *id)?;
        let is_free = content.sections.iter().all(|section| !section.stem.eq_ignore_ascii_case(from));
        let section = content.sections.iter().position(|section| section.stem == *to).filter(|_| is_free)?;
        Some(Redirect {
            path: section_page(&content.folder, from)?,
            to: Route::Section(SectionId { notebook, section }),
        })
    };
    lock.redirects.iter().filter_map(redirect).collect()
}

/// Describes the sections of a notebook.
#[must_use]
pub fn describe(notebook: &Notebook) -> Vec<Locked> {
    notebook
        .sections
        .iter()
        .map(|section| Locked {
            address: section.stem.clone(),
            title: section.title.text.clone(),
            sketch: sketch(&section.body.prose.text),
            changed: None,
        })
        .collect()
}

fn sketch(text: &str) -> String {
    let spoken: Vec<String> = words(text).map(|word| word.as_str().to_owned()).collect();
    let mut least = [u32::MAX; HASHES];
    let runs: Vec<&[String]> = if spoken.len() < RUN { vec![&spoken] } else { spoken.windows(RUN).collect() };
    for run in runs.iter().filter(|run| !run.is_empty()) {
        let digest = blake3::Hasher::new().update(run.join(" ").as_bytes()).finalize_xof();
        let mut bytes = [0; HASHES * 4];
        let mut digest = digest;
        digest.fill(&mut bytes);
        for (slot, four) in least.iter_mut().zip(bytes.chunks_exact(4)) {
            *slot = (*slot).min(u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        }
    }
    least.iter().map(|hash| format!("{hash:08x}")).collect()
}

/// How much of the text of two sketches is the same, 0 to 1.
fn likeness(a: &str, b: &str) -> f64 {
    let hashes =
        |sketch: &str| (0..HASHES).map(|at| sketch.get(at * 8..at * 8 + 8).map(str::to_owned)).collect::<Vec<_>>();
    let same = hashes(a).iter().zip(hashes(b)).filter(|(a, b)| a.is_some() && **a == *b).count();
    f64::from(u32::try_from(same).unwrap_or(0)) / 16.0
}

/// How surely a section is the locked one: title and text.
fn score(locked: &Locked, now: &Locked) -> f64 {
    let (a, b): (BTreeSet<_>, BTreeSet<_>) = (words(&locked.title).collect(), words(&now.title).collect());
    let shared = a.intersection(&b).count();
    let all = a.union(&b).count().max(1);
    let titles = f64::from(u32::try_from(shared).unwrap_or(0)) / f64::from(u32::try_from(all).unwrap_or(1));
    let text = likeness(&locked.sketch, &now.sketch);
    // A title alone can be chosen anew, and so can a text; both together are the section.
    0.45 * titles + 0.55 * text
}

/// Finds which section of now each locked one is, by index. Sections that are the same in title and text first, each with the
/// one of its own address or nearest in order; then the best that are left.
fn matches(locked: &[Locked], now: &[Locked]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; locked.len()];
    let mut taken = vec![false; now.len()];
    let mut take = |found: &mut Vec<Option<usize>>, at: usize, to: usize| {
        found[at] = Some(to);
        taken[to] = true;
    };
    let identical = in_order(locked, now);
    for (at, to) in identical {
        take(&mut found, at, to);
    }
    // A title that only one section has, then and now, names it at the same address, whatever became of its text.
    let is_only =
        |sections: &[Locked], title: &str| sections.iter().filter(|section| section.title == title).count() == 1;
    for (at, section) in locked.iter().enumerate() {
        let to = now.iter().position(|other| other.address == section.address && other.title == section.title);
        if let Some(to) =
            to.filter(|_| found[at].is_none() && is_only(locked, &section.title) && is_only(now, &section.title))
        {
            take(&mut found, at, to);
        }
    }
    let mut scored: Vec<(f64, bool, usize, usize)> = Vec::new();
    for (at, section) in locked.iter().enumerate().filter(|&(at, _)| found[at].is_none()) {
        for (to, other) in now.iter().enumerate() {
            let score = score(section, other);
            if score >= LEAST {
                scored.push((score, section.address == other.address, at, to));
            }
        }
    }
    // Near-duplicates have nearly the same score: then the one whose neighbours match, and the one of the same address.
    let order = |at: usize, found: &[Option<usize>]| {
        let before = found[..at].iter().rev().flatten().next().map(|&to| to + 1);
        before.unwrap_or(0)
    };
    let known = found.clone();
    scored.sort_by(|a, b| {
        let near = |(_, _, at, to): &(f64, bool, usize, usize)| order(*at, &known).abs_diff(*to);
        let (first, second) = ((a.0 * 20.0).round(), (b.0 * 20.0).round());
        second.total_cmp(&first).then(near(a).cmp(&near(b))).then(b.1.cmp(&a.1)).then((a.2, a.3).cmp(&(b.2, b.3)))
    });
    for (_, _, at, to) in scored {
        if found[at].is_none() && !taken[to] {
            found[at] = Some(to);
            taken[to] = true;
        }
    }
    found
}

/// Pairs of sections that are the same, in file order: equal ones are paired first to first.
fn in_order(locked: &[Locked], now: &[Locked]) -> Vec<(usize, usize)> {
    let mut by_sketch: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (to, section) in now.iter().enumerate() {
        by_sketch.entry((&section.title, &section.sketch)).or_default().push(to);
    }
    let mut pairs = Vec::new();
    for (at, section) in locked.iter().enumerate() {
        let Some(candidates) = by_sketch.get_mut(&(section.title.as_str(), section.sketch.as_str())) else { continue };
        let own = candidates.iter().position(|&to| now[to].address == section.address).unwrap_or(0);
        if !candidates.is_empty() {
            pairs.push((at, candidates.remove(own)));
        }
    }
    pairs
}

/// What changed since the lock was written.
#[must_use]
pub fn changes(locked: &[Locked], now: &[Locked]) -> Vec<Change> {
    let found = matches(locked, now);
    let mut changes = Vec::new();
    for (section, to) in locked.iter().zip(found) {
        match to.map(|to| &now[to]) {
            None => changes.push(Change::Gone { address: section.address.clone() }),
            Some(other) if other.address != section.address => {
                changes.push(Change::Moved { from: section.address.clone(), to: other.address.clone() });
            }
            Some(other) if other.title != section.title => changes.push(Change::Retitled {
                address: section.address.clone(),
                was: section.title.clone(),
                is: other.title.clone(),
            }),
            Some(_) => {}
        }
    }
    changes
}

/// Dates what is new or different since the lock before. The first lock knows no changes.
pub fn date_changes(lock: &mut Lock, before: &Lock, today: Day) {
    if before.notebooks.is_empty() {
        return;
    }
    for (notebook, now) in &mut lock.notebooks {
        let locked = before.notebooks.get(notebook).map_or(&[][..], Vec::as_slice);
        let mut known = vec![None; now.len()];
        for (at, to) in matches(locked, now).into_iter().enumerate() {
            if let Some(to) = to {
                known[to] = Some(&locked[at]);
            }
        }
        for (section, known) in now.iter_mut().zip(known) {
            let same = known.filter(|known| known.title == section.title && known.sketch == section.sketch);
            section.changed = match same {
                Some(same) => same.changed.clone(),
                None => Some(today.to_string()),
            };
        }
    }
}

/// Sections with the day of their last change, the latest first.
#[must_use]
pub fn changed(lock: &Lock, notebooks: &[Notebook]) -> Vec<(SectionId, Day)> {
    let mut found = Vec::new();
    for (notebook, content) in notebooks.iter().enumerate() {
        let locked = lock.notebooks.get(&content.id).into_iter().flatten();
        let days: BTreeMap<&str, Day> = locked
            .filter_map(|section| Some((section.address.as_str(), Day::parse(section.changed.as_deref()?)?)))
            .collect();
        let dated = content.sections.iter().enumerate();
        found.extend(dated.filter_map(|(section, content)| {
            Some((SectionId { notebook, section }, *days.get(content.stem.as_str())?))
        }));
    }
    found.sort_by_key(|&(id, day)| (Reverse(day), id));
    found
}

/// A lock of the notebooks as they are. Redirects of `before` stay, and `moved` are added to them: a redirect of an address
/// that a section has again is dropped.
#[must_use]
pub fn lock(notebooks: &[Notebook], before: &Lock, moved: &[(String, String, String)]) -> Lock {
    let described: BTreeMap<String, Vec<Locked>> =
        notebooks.iter().map(|notebook| (notebook.id.clone(), describe(notebook))).collect();
    let lives = |notebook: &str, address: &str| {
        described.get(notebook).is_some_and(|sections| sections.iter().any(|section| section.address == address))
    };
    let mut redirects: BTreeSet<(String, String, String)> = moved.iter().cloned().collect();
    for (notebook, from, to) in &before.redirects {
        let on =
            moved.iter().find(|(other, former, _)| other == notebook && former == to).map_or(to, |(_, _, now)| now);
        redirects.insert((notebook.clone(), from.clone(), on.clone()));
    }
    redirects.retain(|(notebook, from, to)| !lives(notebook, from) && lives(notebook, to));
    Lock { version: 1, notebooks: described, redirects: redirects.into_iter().collect() }
}
