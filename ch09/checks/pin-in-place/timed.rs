//! The futures of a [`World`], which take some ticks of its clock.

use super::{Plan, World};
use ch09::{Future, PollState, Waker};
use std::cell::Cell;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::ptr::NonNull;
use std::thread;
use trace::trace;

/// What every future here has. It stays where it's first polled.
pub struct Timed<'a> {
    world: &'a World,
    /// Which of the two it is.
    index: usize,
    place: Cell<Option<*const Self>>,
    /// Once it has a place, it's the world's.
    stamp: Cell<u32>,
    due: Cell<u32>,
    _pinned: PhantomPinned,
}

impl<'a> Timed<'a> {
    pub fn new(world: &'a World, index: usize) -> Self {
        world.futures.set(world.futures.get() + 1);
        Self {
            world,
            index,
            place: Cell::new(None),
            stamp: Cell::new(0),
            due: Cell::new(0),
            _pinned: PhantomPinned,
        }
    }

    /// Whether it isn't where it was polled, or was somewhere else meanwhile.
    fn was_moved(&self) -> bool {
        let is_elsewhere = |place| place != &raw const *self || self.stamp != self.world.stamp;
        self.world.is_watched && self.place.get().is_some_and(is_elsewhere)
    }

    /// Whether it's time. `ticks` count from the first poll.
    fn is_due(&self, ticks: u32) -> bool {
        let world = self.world;
        if self.place.replace(Some(self)).is_none() {
            self.stamp.set(world.stamp.get());
            world.pinned[self.index].set(Some(NonNull::from(&self.stamp)));
            self.due.set(world.now.get() + ticks);
        }
        world.now.get() >= self.due.get()
    }
}

impl Drop for Timed<'_> {
    fn drop(&mut self) {
        self.world.futures.set(self.world.futures.get() - 1);
        self.world.pinned[self.index].set(None);
    }
}

pub struct Attempt<'a> {
    pub timed: Timed<'a>,
    pub number: u32,
    pub plan: Plan,
}

impl Future for Attempt<'_> {
    type Output = Option<u32>;

    fn poll(self: Pin<&mut Self>, _: &Waker) -> PollState<Option<u32>> {
        let (world, number, (ticks, succeeds)) = (self.timed.world, self.number, self.plan);
        if world.is_watched {
            let has_failed = world.has_failed.get();
            assert!(
                !has_failed,
                "attempt {number} has failed, and is polled again"
            );
            let was_moved = self.timed.was_moved();
            assert!(!was_moved, "attempt {number} was moved between two polls");
        }
        let is_due = self.timed.is_due(ticks);
        world.is_polled.set(true);
        world.has_failed.set(is_due && !succeeds);
        if world.is_watched {
            match (is_due, succeeds) {
                (false, _) => trace!("attempt {number}", "is polled, and isn't ready"),
                (true, false) => trace!("attempt {number}", "is polled, and fails"),
                (true, true) => trace!("attempt {number}", "is polled, and succeeds"),
            }
        }
        match is_due {
            true => PollState::Ready(succeeds.then_some(number)),
            false => PollState::NotReady,
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let (world, number) = (self.timed.world, self.number);
        if world.current.get() == Some(number) {
            world.current.set(None);
        }
        if world.is_watched && !thread::panicking() {
            let was_moved = self.timed.was_moved();
            assert!(
                !was_moved,
                "attempt {number} was polled, and moved before it was dropped"
            );
            trace!("attempt {number}", "is dropped");
        }
    }
}

pub struct Deadline<'a> {
    pub timed: Timed<'a>,
}

impl Future for Deadline<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &Waker) -> PollState<()> {
        let world = self.timed.world;
        let was_moved = self.timed.was_moved();
        assert!(!was_moved, "the deadline was moved between two polls");
        world.made_since.set(0);
        if !self.timed.is_due(world.deadline) {
            return PollState::NotReady;
        }
        world.is_up.set(true);
        if world.is_watched {
            trace!("deadline", "is polled, and the time is up");
        }
        PollState::Ready(())
    }
}
