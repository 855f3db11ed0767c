//! When to look at the files: the system's events are hints only, since every system loses some; looking decides.

use super::Event;
use super::preview::Preview;
use crate::disk::{Watched, platform};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Where events come, files are looked at so often all the same.
const SAFETY: Duration = Duration::from_secs(2);

/// Where none come, so often.
const POLL: Duration = Duration::from_millis(150);

/// Looking takes at most this share of the time: 1 in so many.
const SHARE: u32 = 20;

/// After the last edit so long nothing is looked up again that hangs on all sections, and no page is checked.
pub(super) const PAUSE: Duration = Duration::from_millis(400);

/// Begins to watch, in a thread of its own, for as long as the preview lives.
pub(super) fn begin(preview: &Arc<Preview>, polls: bool, say: &impl Fn(Event<'_>)) {
    let watched = preview.watched();
    let watching = if polls {
        None
    } else if let Some(kind) = silent_file_system(&watched) {
        say(Event::Notice(&format!(
            "the notes are on {kind}, where changes are not announced: looking every moment instead"
        )));
        None
    } else {
        match Watching::new(watched) {
            Ok(watching) => Some(watching),
            Err(error) => {
                say(Event::Notice(&format!(
                    "the system cannot watch the notes ({error}): looking every moment instead"
                )));
                None
            }
        }
    };
    let preview = Arc::downgrade(preview);
    std::thread::spawn(move || run(&preview, watching));
}

fn run(preview: &Weak<Preview>, mut watching: Option<Watching>) {
    let mut rest = POLL;
    loop {
        match &watching {
            None => std::thread::sleep(rest),
            Some(watching) => watching.wait(rest),
        }
        let Some(preview) = preview.upgrade() else { return };
        preview.refresh();
        preview.settle(PAUSE);
        if let Some(watching) = &mut watching {
            watching.follow(preview.watched());
        }
        let usual = if watching.is_some() { SAFETY } else { POLL };
        rest = usual.max(preview.cost() * SHARE);
    }
}

/// The system's watcher and what it watches.
struct Watching {
    watcher: RecommendedWatcher,
    hints: Receiver<()>,
    watched: Watched,
}

impl Watching {
    fn new(watched: Watched) -> notify::Result<Self> {
        let (sender, hints) = mpsc::channel();
        let concerned = watched.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Reading a file is an event too: whoever reads on every event never ends.
            let is_hint = event.map_or(true, |event| {
                !matches!(event.kind, EventKind::Access(_))
                    && (event.paths.is_empty() || event.paths.iter().any(|path| concerned.concerns(path)))
            });
            if is_hint {
                // Nobody listens once the server ends.
                let _ = sender.send(());
            }
        })?;
        let mut watching = Self { watcher, hints, watched };
        watching.watch_all()?;
        Ok(watching)
    }

    /// Folders with all below them; of single files the folder, since a file that is replaced by another is lost to view.
    fn watch_all(&mut self) -> notify::Result<()> {
        for folder in self.watched.folders.iter().filter(|folder| folder.is_dir()) {
            self.watcher.watch(folder, RecursiveMode::Recursive)?;
        }
        let parents = self.watched.files.iter().chain(&self.watched.folders).filter_map(|path| path.parent());
        for parent in parents {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            if parent.is_dir() && !self.watched.folders.iter().any(|folder| parent.starts_with(folder)) {
                self.watcher.watch(parent, RecursiveMode::NonRecursive)?;
            }
        }
        Ok(())
    }

    /// Watches what the site is made from now, also a folder that was away and is back.
    fn follow(&mut self, watched: Watched) {
        self.watched = watched;
        // What cannot be watched is still looked at, if less often.
        let _ = self.watch_all();
    }

    fn wait(&self, longest: Duration) {
        // While the author writes there is something to settle soon.
        match self.hints.recv_timeout(longest.min(PAUSE)) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(longest),
        }
        while self.hints.try_recv().is_ok() {}
    }
}

/// The first file system that announces no changes of other machines.
fn silent_file_system(watched: &Watched) -> Option<&'static str> {
    watched.folders.iter().chain(&watched.files).find_map(|path| platform::silent_file_system(path))
}
