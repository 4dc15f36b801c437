//! What's known of a socket, kept between polls: in which directions it's ready, and who waits for that.

use super::Direction;
use std::collections::VecDeque;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// The readiness of a socket.
///
/// The queue tells each change once. So a socket counts as ready until a call finds that it isn't, and the calls until
/// then need no event.
#[derive(Debug, Default)]
pub(crate) struct Readiness {
    sides: Mutex<Sides>,
}

#[derive(Debug, Default)]
struct Sides {
    read: Side,
    write: Side,
    /// The runtime has ended: there will be no more events.
    is_over: bool,
    /// The number of the last waiter.
    last: u64,
}

#[derive(Debug, Default)]
struct Side {
    is_ready: bool,
    /// How many events there were.
    tick: u64,
    waiters: VecDeque<(u64, Waker)>,
}

/// When a socket was seen to be ready.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tick(u64);

/// One who waits for a socket, in one direction. Each has a waker of its own.
#[derive(Debug, Default)]
pub(crate) struct Waiter {
    number: Option<u64>,
}

impl Readiness {
    /// Is ready when the socket is. Until then, an event wakes the waker of this waiter's last poll.
    ///
    /// # Errors
    ///
    /// If the runtime has ended.
    pub(crate) fn poll(
        &self,
        direction: Direction,
        waiter: &mut Waiter,
        context: &Context<'_>,
    ) -> Poll<io::Result<Tick>> {
        let mut sides = self.locked();
        if sides.is_over {
            return Poll::Ready(Err(io::Error::other(
                "the runtime of this socket has ended",
            )));
        }
        let number = waiter.number.unwrap_or(sides.last + 1);
        sides.last = sides.last.max(number);
        let side = sides.side(direction);
        if side.is_ready {
            return Poll::Ready(Ok(Tick(side.tick)));
        }
        waiter.number = Some(number);
        let replaced = side.store(number, context.waker());
        // A waker's destructor is other people's code.
        drop(sides);
        drop(replaced);
        Poll::Pending
    }

    /// A call has found that the socket isn't ready. If there was an event since it was seen to be, it may be again.
    pub(crate) fn clear(&self, direction: Direction, seen: Tick) {
        let mut sides = self.locked();
        let side = sides.side(direction);
        if side.tick == seen.0 {
            side.is_ready = false;
        }
    }

    /// The waiter doesn't wait any more.
    pub(crate) fn leave(&self, direction: Direction, waiter: &mut Waiter) {
        let Some(number) = waiter.number.take() else {
            return;
        };
        let mut sides = self.locked();
        let waiters = &mut sides.side(direction).waiters;
        let place = waiters.iter().position(|(other, _)| *other == number);
        let waker = place.and_then(|place| waiters.remove(place));
        drop(sides);
        drop(waker);
    }

    /// There was an event. Wakes all who wait in its directions.
    pub(crate) fn event(&self, is_in: impl Fn(Direction) -> bool) {
        for direction in Direction::BOTH.into_iter().filter(|it| is_in(*it)) {
            let mut sides = self.locked();
            let side = sides.side(direction);
            side.is_ready = true;
            side.tick += 1;
            drop(sides);
            self.wake(direction);
        }
    }

    /// The runtime ends. All waiters get an error.
    pub(crate) fn end(&self) {
        self.locked().is_over = true;
        Direction::BOTH
            .into_iter()
            .for_each(|direction| self.wake(direction));
    }

    /// Wakes the waiters one by one, each of them after the lock was let go. Meanwhile no others come: the socket is ready.
    fn wake(&self, direction: Direction) {
        loop {
            let waiter = self.locked().side(direction).waiters.pop_front();
            let Some((_, waker)) = waiter else { break };
            waker.wake();
        }
    }

    fn locked(&self) -> MutexGuard<'_, Sides> {
        self.sides.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sides {
    fn side(&mut self, direction: Direction) -> &mut Side {
        match direction {
            Direction::Read => &mut self.read,
            Direction::Write => &mut self.write,
        }
    }
}

impl Side {
    /// Stores a waiter's waker, and returns the one that it replaces.
    fn store(&mut self, number: u64, waker: &Waker) -> Option<Waker> {
        let stored = self.waiters.iter_mut().find(|(other, _)| *other == number);
        match stored {
            Some((_, stored)) if stored.will_wake(waker) => None,
            Some((_, stored)) => Some(std::mem::replace(stored, waker.clone())),
            None => {
                self.waiters.push_back((number, waker.clone()));
                None
            }
        }
    }
}
