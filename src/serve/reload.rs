//! Tells open pages what changed, by server-sent events (HTML Living Standard, "Server-sent events").

use super::preview::Preview;
use super::site_state::{Change, PageState};
use std::collections::HashMap;
use std::io::Write;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender, TrySendError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A line that says nothing, so that both sides notice when the other is gone.
const PING: Duration = Duration::from_secs(10);

/// Messages that wait for a page; one that takes none has fallen asleep and will connect again.
const WAITING: usize = 8;

/// A writer of one page needs next to nothing.
const STACK: usize = 64 * 1024;

/// The open pages.
#[derive(Default)]
pub(super) struct Hub {
    pages: Mutex<Vec<OpenPage>>,
}

struct OpenPage {
    path: String,
    /// The entity tag of what it shows.
    etag: String,
    sender: SyncSender<String>,
}

impl Hub {
    /// Adds a page that shows `etag`, tells it at once what is new, and keeps writing to it in a thread of its own.
    pub(super) fn add(&self, preview: &Preview, path: String, etag: String, mut writer: Box<dyn Write + Send>) {
        let (sender, messages) = mpsc::sync_channel::<String>(WAITING);
        let mut page = OpenPage { path, etag, sender };
        // Its state is taken while no change can be told to others and not to it.
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let state = preview.page_state(&page.path, &[]);
        let is_told = page.tell(&state, &[]);
        if is_told.is_some() {
            pages.push(page);
        }
        drop(pages);
        let write = move || {
            loop {
                let message = match messages.recv_timeout(PING) {
                    Ok(message) => message,
                    Err(RecvTimeoutError::Timeout) => "event: ping\ndata:\n\n".to_owned(),
                    Err(RecvTimeoutError::Disconnected) => return,
                };
                if writer.write_all(message.as_bytes()).and_then(|()| writer.flush()).is_err() {
                    return;
                }
            }
        };
        // Without a thread the page is dropped, and connects again.
        let _ = std::thread::Builder::new().stack_size(STACK).spawn(write);
    }

    /// Tells every page what changed for it; gives the paths of those that reload.
    pub(super) fn tell_all(&self, preview: &Preview, change: &Change) -> Vec<String> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let mut states: HashMap<String, PageState> = HashMap::new();
        let mut reloaded = Vec::new();
        pages.retain_mut(|page| {
            let state =
                states.entry(page.path.clone()).or_insert_with(|| preview.page_state(&page.path, &change.styles));
            let told = page.tell(state, &change.styles);
            if told == Some(DiagnosticDiff::Reload) && !reloaded.contains(&page.path) {
                reloaded.push(page.path.clone());
            }
            told.is_some()
        });
        reloaded.sort_unstable();
        reloaded
    }
}

/// What a page was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DiagnosticDiff {
    Problems,
    Reload,
}

impl OpenPage {
    /// None when the page is gone.
    fn tell(&mut self, state: &PageState, styles: &[(String, String)]) -> Option<DiagnosticDiff> {
        let mut told = DiagnosticDiff::Problems;
        let mut message = event("state", state);
        if let Some(etag) = state.etag.as_ref().filter(|etag| **etag != self.etag) {
            if state.etag_before_styles.as_ref() == Some(&self.etag) {
                message.push_str(&event("styles", &(etag, styles)));
            } else {
                // The page that loads next asks for its problems itself.
                message = event("reload", &());
                told = DiagnosticDiff::Reload;
            }
            self.etag.clone_from(etag);
        }
        match self.sender.try_send(message) {
            Ok(()) => Some(told),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => None,
        }
    }
}

fn event(name: &str, data: &impl serde::Serialize) -> String {
    let data = serde_json::to_string(data).expect("strings and numbers can always be written as JSON");
    format!("event: {name}\ndata: {data}\n\n")
}
