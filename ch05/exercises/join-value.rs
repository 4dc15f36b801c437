//! A fiber ends with a value, and its handle is the right to it. Here nobody leaves the value where the
//! handle looks, and `join` does not wait. **Write the hand-over.**
//!
//! It is right when
//!
//! - a fiber leaves its value, whether it is joined before its end, later, or never,
//! - `join` costs the fiber that calls it **one** turn, however long it waits, and none if the value
//!   is there already,
//! - a fiber that somebody else wakes, too early, goes on waiting.
//!
//! `Fiber::wait` gives up control until somebody calls `Scheduler::wake` with this fiber's id. The
//! scheduler is complete. The output shows every turn, and the check counts them.

use ch05::stack::{DEFAULT_SIZE, Stacks};
use ch05::{Coroutine, State, Suspender};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use trace::{count, trace};

/// Which fiber.
type Id = usize;

/// What a fiber and its handle share; whoever goes last drops it.
struct Packet<T> {
    value: Cell<Option<T>>,
}

/// The right to what a fiber returns.
struct JoinHandle<T> {
    packet: Rc<Packet<T>>,
}

impl<T> JoinHandle<T> {
    /// Waits until the fiber has ended, and returns what it returned. `fiber` is the one that waits.
    fn join(self, fiber: &Fiber<'_>) -> T {
        match self.packet.value.take() {
            Some(value) => value,
            None => panic!("fiber {} joins another one, and finds no value", fiber.id),
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
            value: Cell::new(None),
        });
        self.begin(move |fiber| drop(body(fiber)));
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
#[path = "../checks/join-value.rs"]
mod check;
