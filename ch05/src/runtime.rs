//! Fibers that take turns on one thread.
//!
//! [`Runtime`] has them all; a fiber is a [`Coroutine`] that this scheduler resumes. What a fiber asks of
//! it goes through [`current`], a pointer in a thread-local that is valid while the fiber runs.
//!
//! For the timeline, the actors `runtime` and `queue` and each fiber state what they do: whom the runtime resumes, what
//! a fiber waits for, and who wakes it. A fiber is `main`, or `fiber` and its name or number.

mod actor;
mod builder;
mod current;
#[cfg(unix)]
pub(crate) mod driver;
#[cfg(not(unix))]
#[path = "runtime/driver_elsewhere.rs"]
pub(crate) mod driver;
mod fiber;
mod fibers;
mod join;

pub use builder::{Builder, spawn};
pub use current::{current, park, yield_now};
pub use fiber::Fiber;
pub use join::JoinHandle;

use crate::coroutine::State;
use crate::stack::Stacks;
use actor::Actor;
use driver::Driver;
use fibers::{FiberId, Fibers};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::thread;
use trace::{ends, polls, resumes, spawns, waits, wakes};

/// So many fibers run before sources are asked whether they are ready, although others still wait for
/// their turn: often enough that none starves, rarely enough that the system call costs little.
const TURNS_BETWEEN_POLLS: u32 = 64;

// ANCHOR: runtime
/// A scheduler and its fibers, on the thread that has made it.
///
/// [`run`](Self::run) lets the fibers take turns: whoever is ready waits in a queue, first in, first
/// out. Dropping the runtime unwinds the fibers that have not ended.
#[derive(Debug)]
pub struct Runtime {
    shared: Rc<Shared>,
}

/// What the runtime and its fibers' handles refer to.
#[derive(Debug)]
pub(crate) struct Shared {
    fibers: RefCell<Fibers>,
    ready: RefCell<VecDeque<FiberId>>,
    stacks: Stacks,
    pub(crate) driver: Driver,
    runs: Cell<bool>,
}
// ANCHOR_END: runtime

impl Runtime {
    /// # Errors
    ///
    /// Those of making an event queue.
    pub fn new() -> io::Result<Self> {
        let shared = Rc::new(Shared {
            fibers: RefCell::default(),
            ready: RefCell::default(),
            stacks: Stacks::new(),
            driver: Driver::new()?,
            runs: Cell::new(false),
        });
        Ok(Self { shared })
    }

    // ANCHOR: run
    /// Runs `main` as a fiber, and the others beside it, until `main` returns. What it returns is
    /// returned. Fibers that have not ended by then stay where they are until the next `run`.
    ///
    /// # Panics
    ///
    /// With the panic of `main`. If no fiber can ever go on, since all wait for each other. If this
    /// runtime runs already. If the event queue fails, or there is no memory for a stack.
    pub fn run<T: 'static>(&self, main: impl FnOnce() -> T + 'static) -> T {
        let _running = Running::begin(&self.shared);
        let main = Builder::new()
            .name("main")
            .spawn_on(&self.shared, main)
            .unwrap_or_else(|error| panic!("the main fiber cannot be started: {error}"));
        spawns!("runtime", "main");
        while !self.shared.take_turns(&main) {
            self.shared.poll();
        }
        ends!("runtime");
        main.join().unwrap_or_else(|panic| resume_unwind(panic))
    }
    // ANCHOR_END: run
}

impl Shared {
    // ANCHOR: turns
    /// Lets those who are ready run, one after the other. Says whether `main` has ended; otherwise nobody
    /// is ready any more, or it is time to look for others.
    #[inline]
    fn take_turns<T>(&self, main: &JoinHandle<T>) -> bool {
        for _ in 0..TURNS_BETWEEN_POLLS {
            let next = self.ready.borrow_mut().pop_front();
            let Some(id) = next else { break };
            self.resume(id);
            if main.is_finished() {
                return true;
            }
        }
        false
    }
    // ANCHOR_END: turns

    // ANCHOR: poll
    /// Wakes those whose sockets are ready. If there is nothing else to do, it waits until one is.
    fn poll(&self) {
        let idle = self.ready.borrow().is_empty();
        if self.driver.has_waiters() {
            polls!("runtime", "queue");
            let woken = self.driver.poll(idle);
            for id in woken.unwrap_or_else(|error| panic!("the event queue has failed: {error}")) {
                let fiber = self.actor(id);
                wakes!("queue", "{fiber}");
                self.wake(id);
            }
            waits!("queue", "a ready socket");
        } else if idle {
            panic!("deadlock: {}", self.fibers.borrow().who_wait());
        }
    }
    // ANCHOR_END: poll

    // ANCHOR: resume
    #[inline]
    fn resume(&self, id: FiberId) {
        let Some(mut coroutine) = self.fibers.borrow_mut().take(id) else {
            return; // it was dropped with its turn still to come
        };
        let fiber = self.actor(id);
        resumes!("runtime", "{fiber}");
        let state = coroutine.resume();
        match state {
            State::Suspended(()) => self.fibers.borrow_mut().put(id, coroutine),
            State::Finished(()) => {
                ends!("{fiber}");
                self.fibers.borrow_mut().remove(id);
            }
        }
    }
    // ANCHOR_END: resume

    /// Gives the fiber a turn, if it waits for one.
    #[inline]
    fn wake(&self, id: FiberId) {
        if self.fibers.borrow_mut().becomes_ready(id) {
            self.ready.borrow_mut().push_back(id);
        }
    }

    /// The fiber's name in the timeline.
    #[inline]
    fn actor(&self, id: FiberId) -> Actor<'_> {
        let fibers = &self.fibers;
        Actor { fibers, id }
    }
}

/// Holds while a runtime runs.
struct Running<'a> {
    shared: &'a Shared,
    _outside: current::Outside,
}

impl<'a> Running<'a> {
    fn begin(shared: &'a Shared) -> Self {
        assert!(!shared.runs.replace(true), "this runtime runs already");
        Self {
            shared,
            _outside: current::Outside::begin(),
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.shared.runs.set(false);
    }
}

// ANCHOR: drop
impl Drop for Runtime {
    /// Unwinds every fiber that has not ended, in the order in which they were spawned. Fibers that are
    /// spawned meanwhile never run. A panic of a destructor goes on when all are unwound.
    fn drop(&mut self) {
        let _outside = current::Outside::begin();
        let mut panicked = None;
        loop {
            let all = self.shared.fibers.borrow().all();
            if all.is_empty() {
                break;
            }
            for id in all {
                // The borrow must have ended when the destructors on the fiber's stack run.
                let coroutine = self.shared.fibers.borrow_mut().take(id);
                let caught = catch_unwind(AssertUnwindSafe(|| drop(coroutine)));
                let fiber = self.shared.actor(id);
                ends!("{fiber}");
                self.shared.fibers.borrow_mut().remove(id);
                panicked = panicked.or(caught.err());
            }
        }
        if let Some(panic) = panicked.filter(|_| !thread::panicking()) {
            resume_unwind(panic);
        }
    }
}
// ANCHOR_END: drop
