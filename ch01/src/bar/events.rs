//! What will happen, the earliest first.

use super::params::Seconds;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What becomes of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The glass is full of foam, and settles from now on.
    Poured,
    /// The drink is ready for its top-up.
    Settled,
    /// The guest has it.
    Served,
}

/// One thing that happens, to one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    pub what: What,
    pub order: usize,
    /// Who poured it, or, at the end, who topped it up.
    pub bartender: usize,
}

// ANCHOR: events
/// The events to come. Those of the same second come out in the order in which they were put in.
#[derive(Debug, Default)]
pub struct Events {
    heap: BinaryHeap<Reverse<(Seconds, u64, Event)>>,
    put_in: u64,
}

impl Events {
    pub fn put(&mut self, at: Seconds, event: Event) {
        self.heap.push(Reverse((at, self.put_in, event)));
        self.put_in += 1;
    }

    /// When the next thing happens: the clock may jump there, since nothing happens before.
    pub fn next_time(&self) -> Option<Seconds> {
        self.heap.peek().map(|Reverse((at, ..))| *at)
    }

    pub fn take_at(&mut self, now: Seconds) -> Option<Event> {
        let due = self.next_time()? == now;
        due.then(|| self.heap.pop())
            .flatten()
            .map(|Reverse((.., event))| event)
    }
}
// ANCHOR_END: events
