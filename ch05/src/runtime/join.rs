//! What a fiber leaves behind, and the handle by which it is had.

use super::actor::Actor;
use super::current::with_current;
use super::fiber::Fiber;
use super::fibers::FiberId;
use super::{Shared, current};
use crate::coroutine::never_begun;
use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::thread;
use trace::{waits, wakes};

// ANCHOR: packet
/// Shared by a fiber and its handle; whoever goes last drops it.
pub(super) struct Packet<T> {
    pub shared: Rc<Shared>,
    pub id: FiberId,
    result: Cell<Option<thread::Result<T>>>,
    finished: Cell<bool>,
    /// Who waits for the end, and in which runtime.
    joiner: Cell<Option<(Rc<Shared>, FiberId)>>,
}
// ANCHOR_END: packet

impl<T> Packet<T> {
    #[inline]
    pub fn new(shared: &Rc<Shared>, id: FiberId) -> Rc<Self> {
        Rc::new(Self {
            shared: Rc::clone(shared),
            id,
            result: Cell::new(None),
            finished: Cell::new(false),
            joiner: Cell::new(None),
        })
    }

    // ANCHOR: finish
    /// Says that a result is there, to whoever waits for it too.
    fn finish(&self) {
        self.finished.set(true);
        if let Some((shared, joiner)) = self.joiner.take() {
            let (fiber, waits) = (self.shared.actor(self.id), shared.actor(joiner));
            wakes!("{fiber}", "{waits}");
            shared.wake(joiner);
        }
    }
    // ANCHOR_END: finish
}

// ANCHOR: share
/// The fiber's share of the packet. A result is in it before this is gone, whatever becomes of the fiber.
pub(super) struct Share<T>(pub Rc<Packet<T>>);

impl<T> Share<T> {
    /// Runs the body, and keeps what it returns or its panic.
    pub fn fill(&self, body: impl FnOnce() -> T) {
        let result = &self.0.result;
        let caught = catch_unwind(AssertUnwindSafe(|| result.set(Some(Ok(body())))));
        if let Err(panic) = caught {
            result.set(Some(Err(panic)));
        }
        self.0.finish();
    }
}

impl<T> Drop for Share<T> {
    /// A fiber whose runtime is dropped before its first turn has run nothing, and may be waited for.
    fn drop(&mut self) {
        if !self.0.finished.get() {
            self.0.result.set(Some(Err(never_begun())));
            self.0.finish();
        }
    }
}
// ANCHOR_END: share

// ANCHOR: handle
/// The right to what a fiber returns. Dropping it lets the fiber go on by itself, and what it returns
/// is dropped.
pub struct JoinHandle<T>(Rc<Packet<T>>);
// ANCHOR_END: handle

impl<T> JoinHandle<T> {
    pub(super) fn new(packet: Rc<Packet<T>>) -> Self {
        Self(packet)
    }

    // ANCHOR: join
    /// Waits until the fiber ends, and returns what it returned.
    ///
    /// # Errors
    ///
    /// The payload with which the fiber panicked. If its runtime was dropped before it had ended, a
    /// payload without a message. If the caller's own stack is being unwound, so that it
    /// cannot wait, one that says so.
    ///
    /// # Panics
    ///
    /// Outside of a fiber, unless the joined one has ended.
    pub fn join(self) -> thread::Result<T> {
        while !self.is_finished() {
            let waited = with_current(|current| {
                let current = current.unwrap_or_else(|| current::no_fiber("join"));
                let joiner = (Rc::clone(current.shared), current.id);
                self.0.joiner.set(Some(joiner));
                let fiber = self.actor();
                waits!("{current}", "{fiber}");
                current.wait()
            });
            if waited.is_err() {
                return Err(Box::new("a fiber that unwinds cannot wait for another"));
            }
        }
        let result = self.0.result.take();
        result.expect("a fiber leaves one result, and a handle joins once")
    }
    // ANCHOR_END: join

    /// The fiber's name in the timeline.
    pub(super) fn actor(&self) -> Actor<'_> {
        self.0.shared.actor(self.0.id)
    }

    /// Whether the fiber has ended, so that [`join`](Self::join) will not wait.
    pub fn is_finished(&self) -> bool {
        self.0.finished.get()
    }

    /// The fiber.
    pub fn fiber(&self) -> Fiber {
        Fiber::new(&self.0.shared, self.0.id)
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("fiber", &self.0.id.number)
            .field("finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}
