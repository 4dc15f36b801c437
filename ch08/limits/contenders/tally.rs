//! What has been begun and answered so far.

use crate::options::One;
use crate::record::{BROKE, Outcome, Record};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex};
use std::{io, mem, process};

/// Held by the thread that reports, for good: there's one report, and after it the process ends.
static REPORTING: Mutex<()> = Mutex::new(());

/// Counts requests, from any thread.
#[derive(Debug)]
pub(crate) struct Tally {
    one: One,
    begun: AtomicUsize,
    answered: AtomicUsize,
    /// Holds the contender back until the memory before it has been read.
    start: Barrier,
}

impl Tally {
    pub(crate) fn new(one: One) -> Self {
        Self {
            one,
            begun: AtomicUsize::new(0),
            answered: AtomicUsize::new(0),
            start: Barrier::new(2),
        }
    }

    pub(crate) fn start(&self) {
        self.start.wait();
    }

    pub(crate) fn wait_for_start(&self) {
        self.start.wait();
    }

    /// A request begins.
    pub(crate) fn begins(&self) {
        self.begun.fetch_add(1, Ordering::Relaxed);
    }

    fn begun(&self) -> usize {
        self.begun.load(Ordering::Relaxed)
    }

    pub(crate) fn answered(&self) -> usize {
        self.answered.load(Ordering::Relaxed)
    }

    /// A request is over: it has its answer, or something broke.
    pub(crate) fn ends(&self, answer: io::Result<String>) {
        match answer {
            Ok(answer) if answer.ends_with("ok") => {
                self.answered.fetch_add(1, Ordering::Relaxed);
            }
            Ok(answer) => {
                let wrong = format!("the server's answer was {answer:?}");
                self.breaks("a request", &io::Error::other(wrong))
            }
            Err(error) => self.breaks("a request", &error),
        }
    }

    /// Reports what broke first, and ends the process: nothing could open the gate any more.
    #[allow(
        clippy::disallowed_methods,
        reason = "thousands of threads may wait for answers that won't come: none could return to `main`"
    )]
    pub(crate) fn breaks(&self, what: &'static str, error: &io::Error) -> ! {
        self.report(&Outcome::Broke {
            at: Some(self.begun()),
            what,
            error: error.to_string(),
        });
        process::exit(i32::from(BROKE))
    }

    /// Tells what came of the measurement.
    pub(crate) fn report(&self, outcome: &Outcome) {
        mem::forget(REPORTING.lock());
        Record {
            contender: self.one.contender.name(),
            requests: self.one.requests,
            outcome,
        }
        .tell(self.one.how.json);
    }
}
