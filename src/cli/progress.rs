//! The progress of a build on a terminal.

use crate::build::Prepared;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

/// Shorter builds show no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the bar is drawn.
const TICK: Duration = Duration::from_millis(100);

/// Whether the author wants to read more than errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Output {
    Quiet,
    Full,
}

/// A bar of the pages that are made, on standard error.
pub(super) struct Progress {
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to count. Draws nothing if standard error is not a terminal.
    pub(super) fn begin(prepared: &Prepared, output: Output) -> Self {
        if output == Output::Quiet || !std::io::stderr().is_terminal() {
            return Self { thread: None };
        }
        let (pages, total) = (prepared.pages_made.clone(), prepared.site.routes().len() as u64);
        let (sender, ended) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            if ended.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} pages") {
                bar.set_style(style);
            }
            while ended.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                bar.set_position(pages.load(Ordering::Relaxed) as u64);
            }
            bar.finish_and_clear();
        });
        Self { thread: Some((sender, thread)) }
    }

    /// Takes the bar away.
    pub(super) fn end(self) {
        if let Some((sender, thread)) = self.thread {
            drop(sender);
            // The command goes on if the progress bar failed.
            let _ = thread.join();
        }
    }
}
