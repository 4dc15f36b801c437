//! A handle to a fiber, as `std::thread::Thread` is one to a thread.

use super::current::Caller;
use super::fibers::FiberId;
use super::{Shared, actor};
use std::fmt;
use std::rc::Rc;
use trace::unparks;

/// A fiber, whether it still runs or not: who it is, and the way to wake it.
#[derive(Clone)]
pub struct Fiber {
    shared: Rc<Shared>,
    id: FiberId,
    name: Option<Rc<str>>,
}

impl Fiber {
    pub(super) fn new(shared: &Rc<Shared>, id: FiberId) -> Self {
        Self {
            shared: Rc::clone(shared),
            id,
            name: shared.fibers.borrow().name(id),
        }
    }

    /// Its number: no other fiber of its runtime has or had the same. The first `run` gives its main fiber 0.
    pub fn id(&self) -> u64 {
        self.id.number
    }

    /// The name that its [`Builder`](super::Builder) gave it.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    // ANCHOR: unpark
    /// Lets the fiber go on if it is in [`park`](super::park), and otherwise lets its next `park` return at once.
    pub fn unpark(&self) {
        let (caller, fiber) = (Caller, self.actor());
        unparks!("{caller}", "{fiber}");
        self.shared.fibers.borrow_mut().unpark(self.id);
        self.shared.wake(self.id);
    }
    // ANCHOR_END: unpark

    /// Its name in the timeline. The fiber may have ended, and then the runtime no longer knows its name.
    fn actor(&self) -> impl fmt::Display {
        fmt::from_fn(|f| actor::write(f, self.name(), self.id()))
    }
}

impl fmt::Display for Fiber {
    /// Its name, or else `fiber` and its number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "fiber {}", self.id()),
        }
    }
}

impl fmt::Debug for Fiber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fiber")
            .field("id", &self.id())
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}
