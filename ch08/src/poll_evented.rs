//! A socket together with its place in a reactor.

use crate::{Direction, Reactor, Waker};
use mio::Token;
use mio::event::Source;
use std::io;
use std::ops::{Deref, DerefMut};

// ANCHOR: poll-evented
/// A source that a reactor watches for as long as this lives. Dropped half-way, it leaves nothing behind.
#[derive(Debug)]
pub struct PollEvented<S: Source> {
    source: S,
    token: Token,
    reactor: Reactor,
}

impl<S: Source> PollEvented<S> {
    /// Has a source watched.
    ///
    /// # Errors
    ///
    /// What the system says if it can't watch this source.
    pub fn new(reactor: &Reactor, mut source: S) -> io::Result<Self> {
        let reactor = reactor.clone();
        let token = reactor.register(&mut source)?;
        Ok(Self {
            source,
            token,
            reactor,
        })
    }

    // ANCHOR: wake-on
    /// Sees to it that `waker` is called when the source can go on in this direction, and
    /// no other waker.
    ///
    /// If it returns true, the caller tries once more what would have had to wait: an event
    /// that came before the waker was stored has called another waker, or none. If it
    /// returns false, the waker was there all the time.
    #[must_use = "an event may have come before the waker was stored"]
    pub fn wake_on(&self, direction: Direction, waker: &Waker) -> bool {
        self.reactor.store(self.token, direction, waker)
    }
    // ANCHOR_END: wake-on
}

// ANCHOR: drop
impl<S: Source> Drop for PollEvented<S> {
    fn drop(&mut self) {
        self.reactor.deregister(&mut self.source, self.token);
    }
}
// ANCHOR_END: drop
// ANCHOR_END: poll-evented

impl<S: Source> Deref for PollEvented<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.source
    }
}

impl<S: Source> DerefMut for PollEvented<S> {
    fn deref_mut(&mut self) -> &mut S {
        &mut self.source
    }
}
