//! Where a runtime's thread sleeps.

use mio::{Events, Poll, Token};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

/// The token of the wake-up from another thread.
const UNPARK: Token = Token(usize::MAX);

/// The runtime's thread's side: it waits for events here.
pub(crate) struct Driver {
    poll: Poll,
    events: Events,
}

/// The side of the other threads.
#[derive(Debug)]
pub(crate) struct Unpark {
    /// The thread sleeps, or it's about to look once more and then sleep.
    is_asleep: AtomicBool,
    waker: mio::Waker,
}

impl Driver {
    pub(crate) fn new() -> io::Result<(Self, Unpark)> {
        let poll = Poll::new()?;
        let waker = mio::Waker::new(poll.registry(), UNPARK)?;
        let events = Events::with_capacity(1024);
        let unpark = Unpark {
            is_asleep: AtomicBool::new(false),
            waker,
        };
        Ok((Self { poll, events }, unpark))
    }

    /// Sleeps until there's an event, another thread calls [`Unpark::unpark`], or the time is over, unless `has_work`
    /// says that there's no need to.
    ///
    /// The sleep is announced first, and only then the thread looks for work a last time. So a thread that brings work
    /// finds the announcement, or its work is found.
    pub(crate) fn park(
        &mut self,
        unpark: &Unpark,
        has_work: impl Fn() -> bool,
        limit: Option<Duration>,
    ) -> io::Result<()> {
        unpark.is_asleep.store(true, SeqCst);
        let limit = if has_work() {
            Some(Duration::ZERO)
        } else {
            limit
        };
        let waited = self.wait(limit);
        unpark.is_asleep.store(false, SeqCst);
        waited
    }

    /// Looks for events without sleeping.
    pub(crate) fn look(&mut self) -> io::Result<()> {
        self.wait(Some(Duration::ZERO))
    }

    fn wait(&mut self, limit: Option<Duration>) -> io::Result<()> {
        match self.poll.poll(&mut self.events, limit) {
            // A signal came. The caller looks for work, and comes back.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            polled => polled,
        }
    }
}

impl Unpark {
    /// Ends the thread's sleep, if it sleeps. Its work was pushed before.
    pub(crate) fn unpark(&self) {
        if self.is_asleep.swap(false, SeqCst) {
            self.waker.wake().expect("an event queue takes a wake-up");
        }
    }
}
