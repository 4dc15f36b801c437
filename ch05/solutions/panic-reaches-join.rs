//! A fiber that panics unwinds its own stack, and then the panic goes on in whoever has resumed it.
//! Here that is the scheduler, which falls, and with it every other fiber. **Let the panic reach the
//! handle of its fiber, and nobody else.**
//!
//! It is right when
//!
//! - `join` returns the value in `Ok`, or the payload of the panic, unchanged, in `Err`,
//! - the other fibers, and the scheduler, notice nothing,
//! - a panic that nobody joins harms nobody, nor does a value or a payload that nobody takes and
//!   whose destructor panics.
//!
//! `Fiber` and `run` may stay as they are. The output shows who hears of the panic, and when the
//! fiber gives back what it owned.

use ch05::stack::{DEFAULT_SIZE, Stacks};
use ch05::{Coroutine, State, Suspender};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
// EXERCISE: solution
use std::panic::{AssertUnwindSafe, catch_unwind};
// EXERCISE: end
use std::rc::Rc;
use std::thread;
use trace::{count, trace};

/// Which fiber.
type Id = usize;

/// What a fiber and its handle share; whoever goes last drops it.
struct Packet<T> {
    // EXERCISE: solution
    /// What the fiber has returned, or the payload of its panic.
    result: Cell<Option<thread::Result<T>>>,
    // EXERCISE: skeleton
    // value: Cell<Option<T>>,
    // EXERCISE: end
    /// Who waits for the end.
    joiner: Cell<Option<Id>>,
}

/// The right to what becomes of a fiber.
struct JoinHandle<T> {
    packet: Rc<Packet<T>>,
}

impl<T> JoinHandle<T> {
    /// Waits until the fiber has ended. Returns what it returned, or the payload of its panic.
    fn join(self, fiber: &Fiber<'_>) -> thread::Result<T> {
        loop {
            // EXERCISE: solution
            if let Some(result) = self.packet.result.take() {
                return result;
            }
            // EXERCISE: skeleton
            // if let Some(value) = self.packet.value.take() {
            //     return Ok(value);
            // }
            // EXERCISE: end
            self.packet.joiner.set(Some(fiber.id));
            fiber.wait();
        }
    }
}

impl Scheduler {
    /// Begins a fiber that runs `body` when its turn comes.
    fn spawn<T, F>(self: &Rc<Self>, body: F) -> JoinHandle<T>
    where
        T: 'static,
        F: FnOnce(&Fiber<'_>) -> T + 'static,
    {
        let packet = Rc::new(Packet {
            // EXERCISE: solution
            result: Cell::new(None),
            // EXERCISE: skeleton
            // value: Cell::new(None),
            // EXERCISE: end
            joiner: Cell::new(None),
        });
        let own = Rc::clone(&packet);
        self.begin(move |fiber| {
            // EXERCISE: solution
            let result = catch_unwind(AssertUnwindSafe(|| body(fiber)));
            own.result.set(Some(result));
            // EXERCISE: skeleton
            // own.value.set(Some(body(fiber)));
            // EXERCISE: end
            if let Some(joiner) = own.joiner.take() {
                fiber.scheduler.wake(joiner);
            }
            // EXERCISE: solution
            // What nobody holds a handle to is dropped here, and its destructor may panic.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(own)));
            // EXERCISE: end
        });
        JoinHandle { packet }
    }
}

/// Fibers that take turns, first in, first out.
#[derive(Debug, Default)]
struct Scheduler {
    stacks: Stacks,
    /// Each at the index that is its id, while it is suspended.
    fibers: RefCell<Vec<Option<Coroutine<(), ()>>>>,
    ready: RefCell<VecDeque<Id>>,
}

impl Scheduler {
    fn begin(self: &Rc<Self>, body: impl FnOnce(&Fiber<'_>) + 'static) {
        let stack = self.stacks.take(DEFAULT_SIZE);
        let stack = stack.expect("there is memory for a stack");
        let scheduler = Rc::clone(self);
        let mut fibers = self.fibers.borrow_mut();
        let id = fibers.len();
        fibers.push(Some(Coroutine::new(stack, move |suspender| {
            body(&Fiber {
                id,
                scheduler: &scheduler,
                suspender,
            });
        })));
        self.wake(id);
    }

    /// Gives a fiber a turn, behind those who are ready already.
    fn wake(&self, id: Id) {
        self.ready.borrow_mut().push_back(id);
    }

    /// Lets the fibers take turns until nobody is ready. Returns how many wait even then; these are
    /// dropped.
    fn run(&self) -> usize {
        while let Some(id) = self.next() {
            // A fiber that was woken after its end is not there any more.
            let Some(mut fiber) = self.fibers.borrow_mut()[id].take() else {
                continue;
            };
            count!("turn");
            trace!("scheduler", "resumes fiber {id}");
            if fiber.resume() == State::Suspended(()) {
                self.fibers.borrow_mut()[id] = Some(fiber);
            }
        }
        self.fibers.take().iter().flatten().count()
    }

    fn next(&self) -> Option<Id> {
        self.ready.borrow_mut().pop_front()
    }
}

/// The fiber that runs; its body gets it.
#[derive(Debug)]
struct Fiber<'a> {
    /// Who it is, for [`Scheduler::wake`].
    id: Id,
    /// With whom it takes turns.
    scheduler: &'a Rc<Scheduler>,
    suspender: &'a Suspender<()>,
}

impl Fiber<'_> {
    /// Lets those who are ready run first.
    fn yield_now(&self) {
        self.scheduler.wake(self.id);
        self.suspender.suspend(());
    }

    /// Gives up control until somebody wakes this fiber.
    fn wait(&self) {
        let id = self.id;
        trace!("fiber {id}", "waits");
        self.suspender.suspend(());
    }
}

#[cfg(test)]
#[path = "../checks/panic-reaches-join.rs"]
mod check;
