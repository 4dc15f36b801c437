//! The sockets that are open, and who waits for each.

use crate::runtime::fibers::FiberId;
use ch04::{Event, Token};
use std::fmt;

// ANCHOR: id
/// Which socket: its slot, and how often the slot has changed hands before. What the queue still has to
/// say about an earlier socket of the slot is told apart by that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SocketId {
    slot: u32,
    generation: u32,
}

const _: () = assert!(usize::BITS == 64, "a token has room for both halves");

impl SocketId {
    pub fn token(self) -> Token {
        Token((self.generation as usize) << 32 | self.slot as usize)
    }

    fn of(Token(both): Token) -> Self {
        Self {
            slot: both as u32,
            generation: (both >> 32) as u32,
        }
    }
}
// ANCHOR_END: id

impl fmt::Display for SocketId {
    /// Its name in the timeline: by its slot, since a descriptor's number depends on what else the process opens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "socket {}", self.slot)
    }
}

/// What a fiber waits for: to read, or to write. To accept is to read, and to connect is to write.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Direction {
    Read,
    Write,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "readable",
            Self::Write => "writable",
        })
    }
}

// ANCHOR: sockets
#[derive(Debug, Default)]
struct Slot {
    generation: u32,
    readers: Vec<FiberId>,
    writers: Vec<FiberId>,
}

/// A table with a slot for each socket.
#[derive(Debug, Default)]
pub(super) struct Sockets {
    slots: Vec<Slot>,
    vacant: Vec<u32>,
    /// How many fibers are listed in all slots.
    listed: usize,
}
// ANCHOR_END: sockets

impl Sockets {
    /// Gives a new socket its slot.
    pub fn insert(&mut self) -> SocketId {
        let slot = self.vacant.pop().unwrap_or_else(|| {
            self.slots.push(Slot::default());
            u32::try_from(self.slots.len() - 1).expect("descriptors are fewer than 2³²")
        });
        let generation = self.slots[slot as usize].generation;
        SocketId { slot, generation }
    }

    /// Empties the slot of a socket. Nobody is listed there: who waits for a socket has it borrowed.
    pub fn remove(&mut self, id: SocketId) {
        let Some(slot) = self.get(id) else { return };
        slot.generation = slot.generation.wrapping_add(1);
        self.vacant.push(id.slot);
    }

    /// Whether anybody is listed.
    pub fn has_waiters(&self) -> bool {
        self.listed > 0
    }

    pub fn list(&mut self, id: SocketId, direction: Direction, fiber: FiberId) {
        if let Some(slot) = self.get(id) {
            slot.waiters(direction).push(fiber);
            self.listed += 1;
        }
    }

    /// Takes a fiber off the list, unless an event has done so.
    pub fn unlist(&mut self, id: SocketId, direction: Direction, fiber: FiberId) {
        let Some(slot) = self.get(id) else { return };
        let waiters = slot.waiters(direction);
        if let Some(place) = waiters.iter().position(|waiter| *waiter == fiber) {
            waiters.remove(place);
            self.listed -= 1;
        }
    }

    // ANCHOR: take_waiters
    /// Takes those off the list who have waited for this event: all of them, since one may not take all
    /// that has come, and no second event would tell the next. Errors concern both directions.
    pub fn take_waiters(&mut self, event: &Event, woken: &mut Vec<FiberId>) {
        let Some(slot) = self.get(SocketId::of(event.token())) else {
            return;
        };
        let before = woken.len();
        if event.is_readable() || event.is_read_closed() || event.is_error() {
            woken.append(&mut slot.readers);
        }
        if event.is_writable() || event.is_write_closed() || event.is_error() {
            woken.append(&mut slot.writers);
        }
        self.listed -= woken.len() - before;
    }
    // ANCHOR_END: take_waiters

    fn get(&mut self, id: SocketId) -> Option<&mut Slot> {
        let slot = self.slots.get_mut(id.slot as usize)?;
        (slot.generation == id.generation).then_some(slot)
    }
}

impl Slot {
    fn waiters(&mut self, direction: Direction) -> &mut Vec<FiberId> {
        match direction {
            Direction::Read => &mut self.readers,
            Direction::Write => &mut self.writers,
        }
    }
}
