//! Where a runtime's thread sleeps.

use crate::io::Sources;
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
    pub(crate) fn new() -> io::Result<(Self, Unpark, Sources)> {
        let poll = Poll::new()?;
        let sources = Sources::new(poll.registry().try_clone()?);
        let waker = mio::Waker::new(poll.registry(), UNPARK)?;
        let events = Events::with_capacity(1024);
        let unpark = Unpark {
            is_asleep: AtomicBool::new(false),
            waker,
        };
        Ok((Self { poll, events }, unpark, sources))
    }

    /// Sleeps until there's an event, another thread calls [`Unpark::unpark`], or the time is over, unless `has_work`
    /// says that there's no need to. Wakes those who wait for what happened.
    ///
    /// The sleep is announced first, and only then the thread looks for work a last time. So a thread that brings work
    /// finds the announcement, or its work is found.
    pub(crate) fn park(
        &mut self,
        unpark: &Unpark,
        sources: &Sources,
        has_work: impl Fn() -> bool,
        limit: Option<Duration>,
    ) -> io::Result<()> {
        unpark.is_asleep.store(true, SeqCst);
        let limit = match has_work() {
            true => Some(Duration::ZERO),
            false => limit,
        };
        let waited = self.wait(limit);
        unpark.is_asleep.store(false, SeqCst);
        self.tell(sources);
        waited
    }

    /// Looks for events without sleeping.
    pub(crate) fn look(&mut self, sources: &Sources) -> io::Result<()> {
        let waited = self.wait(Some(Duration::ZERO));
        self.tell(sources);
        waited
    }

    fn wait(&mut self, limit: Option<Duration>) -> io::Result<()> {
        match self.poll.poll(&mut self.events, limit) {
            // A signal came. The caller looks for work, and comes back.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            polled => polled,
        }
    }

    fn tell(&mut self, sources: &Sources) {
        for event in &self.events {
            sources.event(event);
        }
        self.events.clear();
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
