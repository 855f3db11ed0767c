//! Updates the site when files have changed.
//!
//! It takes the files on disk, keeps the [`SiteState`], and sends a [`Change`] for every update. It answers no requests
//! itself.

use super::check_result::CheckResult;
use super::dirty_pages::DirtyPages;
use super::site_state::{Answer, Change, PageState, SiteState};
use crate::build::{self, Prepared};
use crate::disk::{self, DiskError, Options, Snapshot};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

/// Quiet time after which a changed file counts as completely written.
const QUIET_TIME: Duration = Duration::from_millis(8);

/// Longest wait for an empty file to be filled: some editors empty a file before they write it.
const LONGEST_EMPTY: Duration = Duration::from_millis(60);

/// Longest wait for a burst of changes to settle.
const LONGEST_BURST: Duration = Duration::from_millis(250);

/// Scan time that is always acceptable. Each request scans the files itself, so that it never shows an old state.
const CHEAP_SCAN: Duration = Duration::from_millis(5);

/// If a scan takes longer than [`CHEAP_SCAN`], requests scan for at most 1 part in this many of the time. The watcher
/// does the rest.
const SCAN_SHARE: u32 = 10;

/// The site and the last known state of its files.
///
/// Lock order: `seen`, then `current`, then `changes`. A thread that holds a later lock never waits for an earlier one. The
/// lock inside [`super::fallback::Fallback`] is the last of all: no other lock is taken while it is held.
pub(super) struct Preview {
    options: Options,
    current: RwLock<SiteState>,
    seen: Mutex<Seen>,
    changes: Mutex<Sender<Change>>,
}

/// The last scan of the files.
struct Seen {
    snapshot: Snapshot,
    began: Instant,
    at: Instant,
    scan_time: Duration,
}

impl Preview {
    pub(super) fn new(options: Options, prepared: Prepared, changes: Sender<Change>) -> Self {
        let begin = Instant::now();
        let snapshot = prepared.watched.snapshot();
        let seen = Seen { snapshot, began: begin, at: Instant::now(), scan_time: begin.elapsed() };
        let current = RwLock::new(SiteState::new(prepared));
        Self { options, current, seen: Mutex::new(seen), changes: Mutex::new(changes) }
    }

    /// Updates the site, unless the last scan is recent.
    pub(super) fn refresh_when_due(&self) {
        let asked = Instant::now();
        let seen = self.seen();
        // Of many requests at once, one scans for all that came before its scan.
        if seen.began < asked && seen.at.elapsed() >= seen.scan_time.saturating_sub(CHEAP_SCAN) * SCAN_SHARE {
            self.update(seen);
        }
    }

    /// Updates the site.
    pub(super) fn refresh(&self) {
        self.update(self.seen());
    }

    /// Returns the average time of a scan.
    pub(super) fn scan_time(&self) -> Duration {
        self.seen().scan_time
    }

    /// Returns the files and folders that the site is made from.
    pub(super) fn watched(&self) -> disk::Watched {
        self.current().prepared.watched.clone()
    }

    fn update(&self, mut seen: MutexGuard<'_, Seen>) {
        let begin = Instant::now();
        let watched = self.watched();
        let mut now = watched.snapshot();
        // A moving average: one slow scan on a busy machine means little.
        seen.scan_time = (seen.scan_time * 3 + begin.elapsed()) / 4;
        if now != seen.snapshot {
            let began = Instant::now();
            loop {
                std::thread::sleep(QUIET_TIME);
                let next = watched.snapshot();
                let is_emptied = next.has_emptied(&seen.snapshot) && began.elapsed() < LONGEST_EMPTY;
                let is_still = next == now && !is_emptied;
                now = next;
                if is_still || began.elapsed() > LONGEST_BURST {
                    break;
                }
            }
            let changed: Vec<PathBuf> = now.differences(&seen.snapshot).into_iter().map(Path::to_owned).collect();
            let change = if changed.is_empty() { None } else { self.apply(&changed) };
            // A new site.toml may name other folders.
            let current = self.watched();
            seen.snapshot = if current == watched { now } else { current.snapshot() };
            if let Some(change) = change {
                self.send(Change { took: began.elapsed(), ..change });
            }
        } else if self.current().unreadable.is_some() {
            // A missing file may be in a folder that is not watched yet, for example one that a broken site.toml names.
            let began = Instant::now();
            if let Some(change) = self.apply(&[]) {
                seen.snapshot = self.watched().snapshot();
                self.send(Change { took: began.elapsed(), ..change });
            }
        }
        seen.began = begin;
        seen.at = Instant::now();
    }

    fn send(&self, change: Change) {
        // The receiver lives as long as the server.
        let _ = self.changes.lock().unwrap_or_else(PoisonError::into_inner).send(change);
    }

    /// Reads changed files. Returns `None` if only their times changed.
    fn apply(&self, changed: &[PathBuf]) -> Option<Change> {
        if let [path] = changed {
            let known = {
                let current = self.current();
                let notebook = current.prepared.notebooks.iter().find(|(_, other)| other == path);
                let is_whole = current.unreadable.is_none() && current.prepared.renderer.is_some();
                notebook.filter(|_| is_whole).map(|(id, _)| (*id, current.prepared.sources.get(*id).path.clone()))
            };
            if let Some((id, shown)) = known
                && let Ok((file, problems)) = disk::read_again(path, &shown)
                && problems.is_empty()
            {
                let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
                if current.prepared.sources.get(id).text == file.text {
                    return None;
                }
                if let Some(change) = current.edit(id, file) {
                    return Some(change);
                }
            }
        }
        let next = self.prepare_again();
        let is_as_before = match &next {
            Ok(next) => self.current().is_same(next),
            Err(_) => changed.is_empty(),
        };
        if is_as_before {
            return None;
        }
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let mut change = current.replace(next);
        current.changed = Instant::now();
        drop(current);
        let files: Vec<String> = changed.iter().map(|path| shown(path, &self.options.root)).collect();
        change.what = match (listed(&files), listed(&change.sections)) {
            (files, sections) if files.is_empty() => sections,
            (files, sections) if sections.is_empty() => files,
            (files, sections) => format!("{files} ({sections})"),
        };
        Some(change)
    }

    /// Recomputes the related sections once the author has been idle for `idle`.
    pub(super) fn refresh_related(&self, idle: Duration) {
        let is_due = |current: &SiteState| current.edited.is_some_and(|edited| edited.elapsed() >= idle);
        if !is_due(&self.current()) {
            return;
        }
        let before = self.seen().snapshot.clone();
        let next = self.prepare_again();
        let seen = self.seen();
        let is_current = seen.snapshot == before && self.watched().snapshot() == before;
        if is_current && let Ok(prepared) = next {
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            current.replace(Ok(prepared));
            drop(current);
            self.send(Change::default());
        }
    }

    fn prepare_again(&self) -> Result<Prepared, DiskError> {
        let usable = self.current().prepared.usable.clone();
        build::prepare_again(&self.options, usable)
    }

    /// Returns the time until dirty pages are due. `None` if there are none, or if an update comes first.
    pub(super) fn check_due(&self, idle: Duration) -> Option<Duration> {
        let current = self.current();
        // Related sections are on all pages, so they are recomputed before all pages are checked.
        let DirtyPages { sections, everything } = &current.unchecked;
        let is_due = !sections.is_empty() || (*everything && current.edited.is_none());
        is_due.then(|| idle.saturating_sub(current.changed.elapsed()))
    }

    /// Records a finished check. If the site has changed since, the pages stay dirty.
    pub(super) fn record_check(&self, checked: &CheckResult) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.state == checked.state {
            current.record_check(checked);
        }
    }

    pub(super) fn current(&self) -> RwLockReadGuard<'_, SiteState> {
        self.current.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a decoded path without its leading slash.
    pub(super) fn answer(&self, path: &str) -> Answer {
        self.refresh_when_due();
        self.current().answer(path)
    }

    /// Returns the state of an open page.
    pub(super) fn page_state(&self, path: &str, styles: &[(String, String)]) -> PageState {
        self.current().page_state(path, styles)
    }

    /// Returns the path of the site on its host.
    pub(super) fn base_path(&self) -> String {
        self.current().prepared.site.base_path()
    }

    /// Returns the author's editor command and the path of a file. `None` without a command, or if the file is not part
    /// of the site.
    pub(super) fn editor(&self, shown: &str) -> Option<(String, PathBuf)> {
        let current = self.current();
        let command = current.prepared.site.config.serve.editor.clone()?;
        let (id, file) = current.prepared.sources.iter().find(|(_, file)| file.path == shown)?;
        let notebook = current.prepared.notebooks.iter().find(|(other, _)| *other == id).map(|(_, path)| path.clone());
        let path = notebook.unwrap_or_else(|| self.options.root.join(&file.path));
        path.is_file().then_some((command, path))
    }
}

/// Lists the first three names and counts the others.
fn listed(names: &[String]) -> String {
    let first = names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > 3 { format!("{first} and {} more", names.len() - 3) } else { first }
}

fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
