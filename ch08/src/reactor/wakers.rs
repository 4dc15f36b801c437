//! Who waits for which socket.

use crate::Waker;
use mio::event::Event;
use mio::{Events, Token};
use std::collections::HashMap;

// ANCHOR: wakers
/// What a future waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Something to read, or the end.
    Read,
    /// Room for something to write, or the end of a handshake.
    Write,
}

// ANCHOR: slots
/// The wakers of one socket: one for each direction, since a task may read while
/// another writes.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    read: Option<Waker>,
    write: Option<Waker>,
}

/// The wakers of all sockets.
#[derive(Debug)]
pub(crate) struct Wakers {
    sockets: HashMap<Token, Slots>,
    /// The last token that was given out. None is given out twice, so an event for a
    /// socket that has gone is for none.
    last: Token,
}
// ANCHOR_END: slots
// ANCHOR_END: wakers

impl Wakers {
    /// None yet. Tokens begin after this one.
    pub(crate) fn new(last: Token) -> Self {
        let sockets = HashMap::new();
        Self { sockets, last }
    }

    /// Makes room for a socket's wakers.
    pub(crate) fn add(&mut self) -> Token {
        self.last.0 += 1;
        self.sockets.insert(self.last, Slots::default());
        self.last
    }

    // ANCHOR: store
    /// Stores the waker of the last poll: only that one will be called. Returns the one
    /// before, if no event took it.
    pub(crate) fn store(
        &mut self,
        token: Token,
        direction: Direction,
        waker: Waker,
    ) -> Option<Waker> {
        let slots = self.sockets.get_mut(&token).expect("its socket is watched");
        match direction {
            Direction::Read => slots.read.replace(waker),
            Direction::Write => slots.write.replace(waker),
        }
    }
    // ANCHOR_END: store

    // ANCHOR: take
    /// Takes the wakers that these events are for. A waker is called once; the next poll stores it again.
    pub(crate) fn take(&mut self, events: &Events) -> Vec<Waker> {
        let mut taken = Vec::new();
        for event in events {
            if let Some(slots) = self.sockets.get_mut(&event.token()) {
                taken.extend(slots.read.take_if(|_| may_read(event)));
                taken.extend(slots.write.take_if(|_| may_write(event)));
            }
        }
        taken
    }
    // ANCHOR_END: take

    /// Forgets a socket.
    pub(crate) fn remove(&mut self, token: Token) -> Option<Slots> {
        self.sockets.remove(&token)
    }
}

/// Whether a read wouldn't wait: an end and an error are something to read, too.
fn may_read(event: &Event) -> bool {
    event.is_readable() || event.is_read_closed() || event.is_error()
}

fn may_write(event: &Event) -> bool {
    event.is_writable() || event.is_write_closed() || event.is_error()
}
