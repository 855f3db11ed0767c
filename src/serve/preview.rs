//! Brings the site up to date when files have changed, before anybody is told what it gives.

use super::check_result::CheckResult;
use super::dirty_pages::DirtyPages;
use super::site_state::{Answer, Change, PageState, SiteState};
use crate::build::{self, Prepared};
use crate::disk::{self, DiskError, Options, Snapshot};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

/// A file that keeps still for so long is no longer being written.
const QUIET: Duration = Duration::from_millis(8);

/// A file that has become empty may be about to be filled: this long it is waited for.
const EMPTIED: Duration = Duration::from_millis(60);

/// Longer than this no storm of changes is waited for.
const STORM: Duration = Duration::from_millis(250);

/// Each request looks at the files itself, so that it never shows what was; where there are so many that it takes longer
/// than this …
const QUICK: Duration = Duration::from_millis(5);

/// … looking takes at most this share of the time, 1 in so many, and the watcher does the rest.
const REST: u32 = 10;

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

/// What was last seen of the files.
struct Seen {
    snapshot: Snapshot,
    at: Instant,
    cost: Duration,
}

impl Preview {
    pub(super) fn new(options: Options, prepared: Prepared, changes: Sender<Change>) -> Self {
        let begin = Instant::now();
        let snapshot = prepared.watched.look();
        let seen = Seen { snapshot, at: Instant::now(), cost: begin.elapsed() };
        let current = RwLock::new(SiteState::new(prepared));
        Self { options, current, seen: Mutex::new(seen), changes: Mutex::new(changes) }
    }

    /// Brings the site up to date unless files were looked at a moment ago.
    pub(super) fn refresh_when_due(&self) {
        let seen = self.seen();
        if seen.at.elapsed() >= seen.cost.saturating_sub(QUICK) * REST {
            self.take_in(seen);
        }
    }

    /// Brings the site up to date.
    pub(super) fn refresh(&self) {
        self.take_in(self.seen());
    }

    /// How long it takes to look at all files.
    pub(super) fn cost(&self) -> Duration {
        self.seen().cost
    }

    /// What the site is made from.
    pub(super) fn watched(&self) -> disk::Watched {
        self.current().prepared.watched.clone()
    }

    fn take_in(&self, mut seen: MutexGuard<'_, Seen>) {
        let begin = Instant::now();
        let watched = self.watched();
        let mut now = watched.look();
        // One slow look on a busy machine says little.
        seen.cost = (seen.cost * 3 + begin.elapsed()) / 4;
        if now != seen.snapshot {
            let began = Instant::now();
            loop {
                std::thread::sleep(QUIET);
                let next = watched.look();
                let is_emptied = next.has_emptied(&seen.snapshot) && began.elapsed() < EMPTIED;
                let is_still = next == now && !is_emptied;
                now = next;
                if is_still || began.elapsed() > STORM {
                    break;
                }
            }
            let changed: Vec<PathBuf> = now.differences(&seen.snapshot).into_iter().map(Path::to_owned).collect();
            let change = if changed.is_empty() { None } else { self.apply(&changed) };
            // A new site.toml may name other folders.
            let current = self.watched();
            seen.snapshot = if current == watched { now } else { current.look() };
            if let Some(change) = change {
                self.tell(Change { took: began.elapsed(), ..change });
            }
        } else if self.current().unreadable.is_some() {
            // What was missing may lie where nothing is watched yet, such as in a folder that site.toml names first.
            let began = Instant::now();
            if let Some(change) = self.apply(&[]) {
                seen.snapshot = self.watched().look();
                self.tell(Change { took: began.elapsed(), ..change });
            }
        }
        seen.at = Instant::now();
    }

    fn tell(&self, change: Change) {
        // The receiver lives as long as the server.
        let _ = self.changes.lock().unwrap_or_else(PoisonError::into_inner).send(change);
    }

    /// None when nothing has changed but times.
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

    /// Looks for related sections again once the author has paused for `pause`.
    pub(super) fn settle(&self, pause: Duration) {
        let is_due = |current: &SiteState| current.edited.is_some_and(|edited| edited.elapsed() >= pause);
        if !is_due(&self.current()) {
            return;
        }
        let before = self.seen().snapshot.clone();
        let next = self.prepare_again();
        let seen = self.seen();
        let is_current = seen.snapshot == before && self.watched().look() == before;
        if is_current && let Ok(prepared) = next {
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            current.replace(Ok(prepared));
            drop(current);
            self.tell(Change::default());
        }
    }

    fn prepare_again(&self) -> Result<Prepared, DiskError> {
        let usable = self.current().prepared.usable.clone();
        build::prepare_again(&self.options, usable)
    }

    /// In how long pages are to be checked; none when there are none to check, or a change comes before.
    pub(super) fn check_due(&self, pause: Duration) -> Option<Duration> {
        let current = self.current();
        // Related sections, which are on all pages, come before all pages.
        let DirtyPages { sections, everything } = &current.unchecked;
        let is_due = !sections.is_empty() || (*everything && current.edited.is_none());
        is_due.then(|| pause.saturating_sub(current.changed.elapsed()))
    }

    /// What was found on pages has been told. If the site has changed since, they are checked again.
    pub(super) fn was_checked(&self, checked: &CheckResult) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.state == checked.state {
            current.was_checked(checked);
        }
    }

    pub(super) fn current(&self) -> RwLockReadGuard<'_, SiteState> {
        self.current.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a path gives, the slash before it left out, decoded.
    pub(super) fn answer(&self, path: &str) -> Answer {
        self.refresh_when_due();
        self.current().answer(path)
    }

    /// What a page is told about itself.
    pub(super) fn page_state(&self, path: &str, styles: &[(String, String)]) -> PageState {
        self.current().page_state(path, styles)
    }

    /// The path of the site below its host.
    pub(super) fn base_path(&self) -> String {
        self.current().prepared.site.base_path()
    }

    /// The author's editor command and the file on disk, when there is a command and the file is one of the site's.
    pub(super) fn editor(&self, shown: &str) -> Option<(String, PathBuf)> {
        let current = self.current();
        let command = current.prepared.site.config.serve.editor.clone()?;
        let (id, file) = current.prepared.sources.iter().find(|(_, file)| file.path == shown)?;
        let notebook = current.prepared.notebooks.iter().find(|(other, _)| *other == id).map(|(_, path)| path.clone());
        let path = notebook.unwrap_or_else(|| self.options.root.join(&file.path));
        path.is_file().then_some((command, path))
    }
}

/// The first of them, and how many more there are.
fn listed(names: &[String]) -> String {
    let first = names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > 3 { format!("{first} and {} more", names.len() - 3) } else { first }
}

fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
