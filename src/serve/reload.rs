//! Sends changes to open pages by server-sent events (HTML Living Standard, "Server-sent events").
//!
//! It takes the open connections and each [`Change`], and gives reloads, new style sheets and problems. It does not
//! decide when the site is updated.

use super::preview::Preview;
use super::site_state::{Change, PageState};
use std::collections::HashMap;
use std::io::Write;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender, TrySendError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Interval of empty messages, so that both sides notice a closed connection.
const PING_INTERVAL: Duration = Duration::from_secs(10);

/// Most messages that wait for one page. A page with more has stopped reading; it is dropped and connects again.
const MOST_WAITING: usize = 8;

/// Stack size of a writer thread, in bytes. It needs little.
const STACK_SIZE: usize = 64 * 1024;

/// The open pages.
#[derive(Default)]
pub(super) struct Hub {
    pages: Mutex<Vec<OpenPage>>,
}

struct OpenPage {
    path: String,
    /// Entity tag of the version that the browser shows.
    etag: String,
    sender: SyncSender<String>,
}

impl Hub {
    /// Adds a page that shows the version `etag`, sends it its state, and starts a thread that writes to it.
    pub(super) fn add(&self, preview: &Preview, path: String, etag: String, mut writer: Box<dyn Write + Send>) {
        let (sender, messages) = mpsc::sync_channel::<String>(MOST_WAITING);
        let mut page = OpenPage { path, etag, sender };
        // The lock is held until the page is added, so that no change is missed.
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let state = preview.page_state(&page.path, &[]);
        let is_sent = page.send(&state, &[]);
        if is_sent.is_some() {
            pages.push(page);
        }
        drop(pages);
        let write = move || {
            loop {
                let message = match messages.recv_timeout(PING_INTERVAL) {
                    Ok(message) => message,
                    Err(RecvTimeoutError::Timeout) => "event: ping\ndata:\n\n".to_owned(),
                    Err(RecvTimeoutError::Disconnected) => return,
                };
                if writer.write_all(message.as_bytes()).and_then(|()| writer.flush()).is_err() {
                    return;
                }
            }
        };
        // If no thread can be started, the page is dropped and connects again.
        let _ = std::thread::Builder::new().stack_size(STACK_SIZE).spawn(write);
    }

    /// Sends every page its changes. Returns the paths of the pages that reload.
    pub(super) fn send_changes(&self, preview: &Preview, change: &Change) -> Vec<String> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let mut states: HashMap<String, PageState> = HashMap::new();
        let mut reloaded = Vec::new();
        pages.retain_mut(|page| {
            let state =
                states.entry(page.path.clone()).or_insert_with(|| preview.page_state(&page.path, &change.styles));
            let sent = page.send(state, &change.styles);
            if sent == Some(Sent::Reload) && !reloaded.contains(&page.path) {
                reloaded.push(page.path.clone());
            }
            sent.is_some()
        });
        reloaded.sort_unstable();
        reloaded
    }
}

/// The message that was sent to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    Problems,
    Reload,
}

impl OpenPage {
    /// Sends the changes. Returns `None` if the page is closed.
    fn send(&mut self, state: &PageState, styles: &[(String, String)]) -> Option<Sent> {
        let mut sent = Sent::Problems;
        let mut message = event("state", state);
        if let Some(etag) = state.etag.as_ref().filter(|etag| **etag != self.etag) {
            if state.etag_before_styles.as_ref() == Some(&self.etag) {
                message.push_str(&event("styles", &(etag, styles)));
            } else {
                // The reloaded page asks for its problems itself.
                message = event("reload", &());
                sent = Sent::Reload;
            }
            self.etag.clone_from(etag);
        }
        match self.sender.try_send(message) {
            Ok(()) => Some(sent),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => None,
        }
    }
}

fn event(name: &str, data: &impl serde::Serialize) -> String {
    let data = serde_json::to_string(data).expect("strings and numbers can always be written as JSON");
    format!("event: {name}\ndata: {data}\n\n")
}
