//! Decides when to scan the files. It takes file events and timeouts, and calls the preview.
//!
//! File events are hints only, since every system loses some. Each scan compares the files themselves.

use super::preview::Preview;
use super::{Changes, Event};
use crate::disk::{Watched, platform};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Fallback scan interval while file events work.
const FALLBACK_INTERVAL: Duration = Duration::from_secs(2);

/// Polling interval when the system sends no file events.
const POLL_INTERVAL: Duration = Duration::from_millis(150);

/// Scanning takes at most 1 part in this many of the time.
const SCAN_SHARE: u32 = 20;

/// Quiet time before site-wide data is recomputed and all pages are checked.
pub(super) const IDLE: Duration = Duration::from_millis(400);

/// Starts the watcher in its own thread. It ends with the preview.
pub(super) fn begin(preview: &Arc<Preview>, changes: Changes, report: &impl Fn(Event<'_>)) {
    let watched = preview.watched();
    let watching = if changes == Changes::Polling {
        None
    } else if let Some(kind) = silent_file_system(&watched) {
        report(Event::Notice(&format!("the notes are on {kind}, which sends no file events: polling instead")));
        None
    } else {
        match Watching::new(watched) {
            Ok(watching) => Some(watching),
            Err(error) => {
                report(Event::Notice(&format!("the system cannot watch the notes ({error}): polling instead")));
                None
            }
        }
    };
    let preview = Arc::downgrade(preview);
    std::thread::spawn(move || run(&preview, watching));
}

fn run(preview: &Weak<Preview>, mut watching: Option<Watching>) {
    let mut interval = POLL_INTERVAL;
    loop {
        match &watching {
            None => std::thread::sleep(interval),
            Some(watching) => watching.wait(interval),
        }
        let Some(preview) = preview.upgrade() else { return };
        preview.refresh();
        preview.refresh_related(IDLE);
        if let Some(watching) = &mut watching {
            watching.follow(preview.watched());
        }
        let usual = if watching.is_some() { FALLBACK_INTERVAL } else { POLL_INTERVAL };
        interval = usual.max(preview.scan_time() * SCAN_SHARE);
    }
}

/// The system's file watcher, and the paths that it watches.
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
            // Reading a file is an event too. A scan that reacts to it would never end.
            let is_hint = event.map_or(true, |event| {
                !matches!(event.kind, EventKind::Access(_))
                    && (event.paths.is_empty() || event.paths.iter().any(|path| concerned.includes(path)))
            });
            if is_hint {
                // The receiver is gone once the server ends.
                let _ = sender.send(());
            }
        })?;
        let mut watching = Self { watcher, hints, watched };
        watching.watch_all()?;
        Ok(watching)
    }

    /// Watches folders recursively. For a single file it watches the parent folder, since a replaced file sends no more
    /// events.
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

    /// Watches the current files and folders. A folder may have been removed and created again.
    fn follow(&mut self, watched: Watched) {
        self.watched = watched;
        // Paths that cannot be watched are still found by the fallback scan.
        let _ = self.watch_all();
    }

    fn wait(&self, longest: Duration) {
        // Wakes up after [`IDLE`], because an edit may need its related sections recomputed.
        match self.hints.recv_timeout(longest.min(IDLE)) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(longest),
        }
        while self.hints.try_recv().is_ok() {}
    }
}

/// Names the first file system that sends no events for changes by other machines.
fn silent_file_system(watched: &Watched) -> Option<&'static str> {
    watched.folders.iter().chain(&watched.files).find_map(|path| platform::silent_file_system(path))
}
