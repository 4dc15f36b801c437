//! A step's standard output: each event of the process is a line.

use crate::{Event, LISTENERS, channel};
use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

static PRINTING: AtomicBool = AtomicBool::new(false);

/// Runs a step: prints every event of the process as it happens, and a failure as one sentence on
/// standard error with exit status 1.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// fn main() -> ExitCode {
///     trace::step(run)
/// }
///
/// fn run() -> std::io::Result<()> {
///     trace::trace!("main", "says hello");
///     Ok(())
/// }
/// ```
pub fn step<E: Display>(run: impl FnOnce() -> Result<(), E>) -> ExitCode {
    if !PRINTING.swap(true, Ordering::Relaxed) {
        LISTENERS.fetch_add(1, Ordering::Relaxed);
    }
    channel::open_for_all();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

pub(crate) fn print(event: &Event) {
    if PRINTING.load(Ordering::Relaxed) {
        // One write for each line, so that lines of two threads never mix. Whoever closed the
        // other end of a pipe does not want the rest: that is no failure of the step.
        let _ = std::io::stdout()
            .lock()
            .write_all(event.to_string().as_bytes());
    }
}
