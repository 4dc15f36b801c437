//! The fibers of a runtime, each in its slot.

use crate::coroutine::Coroutine;
use std::rc::Rc;

// ANCHOR: id
/// Which fiber: its slot, and a number that no other fiber of the runtime has ever had. The number
/// tells it from later ones in the same slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FiberId {
    slot: usize,
    pub number: u64,
}
// ANCHOR_END: id

// ANCHOR: slot
/// A fiber is *running* while its coroutine is out of its slot, *ready* while it has a place in the
/// queue, and otherwise it *waits*. One that runs may be ready too: it has asked for another turn.
#[derive(Debug, Default)]
struct Slot {
    /// Of the fiber that has this slot, or `None` while nobody has.
    number: Option<u64>,
    name: Option<Rc<str>>,
    coroutine: Option<Coroutine<(), ()>>,
    ready: bool,
    /// It was unparked, and has not parked since.
    unparked: bool,
}
// ANCHOR_END: slot

/// A fiber keeps its slot until it ends, so that finding it takes an index.
#[derive(Debug, Default)]
pub(crate) struct Fibers {
    slots: Vec<Slot>,
    vacant: Vec<usize>,
    next_number: u64,
}

impl Fibers {
    /// Gives a new fiber its slot. It is ready, and its coroutine is still to be put there.
    #[inline]
    pub fn insert(&mut self, name: Option<Rc<str>>) -> FiberId {
        let number = self.next_number;
        self.next_number += 1;
        let slot = self.vacant.pop().unwrap_or_else(|| {
            self.slots.push(Slot::default());
            self.slots.len() - 1
        });
        let filled = &mut self.slots[slot];
        filled.number = Some(number);
        filled.name = name;
        filled.ready = true;
        filled.unparked = false;
        FiberId { slot, number }
    }

    /// Takes out the coroutine of a fiber that is to run.
    #[inline]
    pub fn take(&mut self, id: FiberId) -> Option<Coroutine<(), ()>> {
        let slot = self.get(id)?;
        slot.ready = false;
        slot.coroutine.take()
    }

    /// Puts a coroutine into the fiber's slot.
    #[inline]
    pub fn put(&mut self, id: FiberId, coroutine: Coroutine<(), ()>) {
        let slot = self.get(id).expect("a fiber has its slot until it ends");
        slot.coroutine = Some(coroutine);
    }

    /// Whether the fiber was not ready and is so from now on. One that has ended never is.
    #[inline]
    pub fn becomes_ready(&mut self, id: FiberId) -> bool {
        self.get(id)
            .is_some_and(|slot| !std::mem::replace(&mut slot.ready, true))
    }

    /// Notes that the fiber was unparked.
    pub fn unpark(&mut self, id: FiberId) {
        if let Some(slot) = self.get(id) {
            slot.unparked = true;
        }
    }

    /// Whether the fiber was unparked since it last asked.
    pub fn take_unparked(&mut self, id: FiberId) -> bool {
        self.get(id)
            .is_some_and(|slot| std::mem::take(&mut slot.unparked))
    }

    pub fn name(&self, id: FiberId) -> Option<Rc<str>> {
        let slot = self.slots.get(id.slot)?;
        let name = slot
            .name
            .as_ref()
            .filter(|_| slot.number == Some(id.number));
        name.map(Rc::clone)
    }

    /// Forgets a fiber that has ended.
    #[inline]
    pub fn remove(&mut self, id: FiberId) {
        if let Some(slot) = self.get(id) {
            slot.number = None;
            slot.name = None;
            self.vacant.push(id.slot);
        }
    }

    /// The fibers that have not ended, in the order in which they were spawned.
    pub fn all(&self) -> Vec<FiberId> {
        let slots = self.slots.iter().enumerate();
        let taken = slots.filter_map(|(slot, filled)| {
            let number = filled.number?;
            Some(FiberId { slot, number })
        });
        let mut all: Vec<_> = taken.collect();
        all.sort_by_key(|id| id.number);
        all
    }

    /// A list of the fibers that have not ended, for a message.
    pub fn who_wait(&self) -> String {
        const SHOWN: usize = 8;
        let slots = self.slots.iter();
        let mut waiting: Vec<_> = slots
            .filter_map(|slot| Some((slot.number?, &slot.name)))
            .collect();
        waiting.sort();
        let shown = waiting.iter().take(SHOWN);
        let names = shown.map(|(number, name)| match name {
            Some(name) => format!("{name:?}"),
            None => format!("fiber {number}"),
        });
        let more = match waiting.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!(
            "nobody is ready, and nobody waits for a socket: {}{more} can never go on",
            names.collect::<Vec<_>>().join(", ")
        )
    }

    #[inline]
    fn get(&mut self, id: FiberId) -> Option<&mut Slot> {
        let slot = self.slots.get_mut(id.slot)?;
        (slot.number == Some(id.number)).then_some(slot)
    }
}
