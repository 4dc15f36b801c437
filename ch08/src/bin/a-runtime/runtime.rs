//! A loop that polls one future, and waits on an event queue in between.

use ch07::{Future, PollState};
use mio::{Events, Poll, Registry};
use std::io::{self, ErrorKind};
use std::rc::Rc;
use trace::{polls, trace, waits};

// ANCHOR: runtime
/// Runs futures that wait for sockets.
pub struct Runtime {
    poll: Poll,
    registry: Rc<Registry>,
    events: Events,
    wake_ups: usize,
}

impl Runtime {
    pub fn new() -> io::Result<Self> {
        let poll = Poll::new()?;
        let registry = Rc::new(poll.registry().try_clone()?);
        Ok(Self {
            poll,
            registry,
            events: Events::with_capacity(64),
            wake_ups: 0,
        })
    }

    /// Where a future says what it waits for.
    pub fn registry(&self) -> &Rc<Registry> {
        &self.registry
    }
    // ANCHOR_END: runtime

    // ANCHOR: block-on
    /// Runs until the future is ready, and returns its output. Between two polls, the
    /// thread waits on the queue.
    pub fn block_on<F: Future>(&mut self, mut future: F) -> io::Result<F::Output> {
        loop {
            polls!("runtime", "coroutine");
            if let PollState::Ready(output) = future.poll() {
                return Ok(output);
            }
            trace!("runtime", "waits on the queue");
            waits!("runtime", "events");
            self.wait()?;
            self.wake_ups += 1;
            trace!("runtime", "is woken, and polls again");
        }
    }
    // ANCHOR_END: block-on

    /// Waits until the queue has something. A signal doesn't end the wait.
    fn wait(&mut self) -> io::Result<()> {
        loop {
            match self.poll.poll(&mut self.events, None) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    /// How often the queue had something.
    pub fn wake_ups(&self) -> usize {
        self.wake_ups
    }
}
