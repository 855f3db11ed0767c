//! Ends a build early and cleanly when a signal arrives. It takes signals, and the next write returns an error.

use super::{DiskError, platform};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The signal that asks this process to end; shared by all threads of a build.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicUsize>);

impl Interrupt {
    /// Catches SIGINT, SIGTERM and SIGHUP from now on, except those that the process was started to ignore, as `nohup`
    /// does. A second signal ends the process at once. Without effect on other systems than Unix.
    #[must_use]
    pub fn on_signals() -> Self {
        let interrupt = Self::default();
        platform::catch_signals(&interrupt.0);
        interrupt
    }

    /// Fails if a signal has arrived.
    ///
    /// # Errors
    /// When a signal has arrived. The caller cleans up and calls [`Interrupt::end`].
    pub(super) fn check(&self) -> Result<(), DiskError> {
        if self.0.load(Ordering::Relaxed) == 0 {
            return Ok(());
        }
        let doing = "stopped by a signal: nothing was written".to_owned();
        Err(DiskError { doing, cause: None, help: None })
    }

    /// Ends the process as its signal would have, so that a shell sees the reason. Returns if there was no signal.
    pub fn end(&self) {
        let signal = self.0.load(Ordering::Relaxed);
        if signal != 0 {
            platform::end_by_signal(signal);
        }
    }
}
