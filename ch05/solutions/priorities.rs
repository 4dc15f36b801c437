//! Two kinds of fibers: urgent ones go first, ordinary ones when no urgent one is ready. As it stands,
//! one urgent fiber that always has something to do keeps all ordinary ones waiting for ever.
//!
//! **Let nobody starve.** Repair `choose`, and let the scheduler remember what that takes:
//!
//! - An urgent fiber still goes before an ordinary one, unless [`PATIENCE`] urgent turns in a row have
//!   gone past an ordinary fiber that was ready. Then *one* ordinary fiber has its turn, and the count
//!   begins anew.
//! - Urgent turns while nobody ordinary was ready went past nobody.
//! - Of one kind, whoever has waited longest goes first.
//!
//! The output shows a line for each turn.

use ch05::stack::Stacks;
use ch05::{Coroutine, State, Suspender};
use std::collections::VecDeque;

/// So many urgent turns an ordinary fiber lets pass.
pub const PATIENCE: u32 = 4;

const STACK_SIZE: usize = 64 * 1024;

/// How soon a fiber gets its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Before the ordinary ones.
    Urgent,
    /// When no urgent one is ready, or they have had enough.
    Ordinary,
}

#[derive(Debug)]
struct Fiber {
    name: String,
    priority: Priority,
    coroutine: Coroutine<(), ()>,
}

/// Fibers that wait for their turns in two queues.
#[derive(Debug, Default)]
pub struct Scheduler {
    stacks: Stacks,
    urgent: VecDeque<Fiber>,
    ordinary: VecDeque<Fiber>,
    // EXERCISE: solution
    /// The urgent turns that have gone past the ordinary fibers since the last turn of one of them.
    passed: u32,
    // EXERCISE: end
}

impl Scheduler {
    /// Adds a fiber, which is ready at once. Whenever it suspends, it lets others go first.
    pub fn spawn<F>(&mut self, priority: Priority, name: &str, body: F)
    where
        F: FnOnce(&Suspender<()>) + 'static,
    {
        let stack = self.stacks.take(STACK_SIZE);
        let stack = stack.expect("there is memory for one more stack");
        self.put(Fiber {
            name: name.to_owned(),
            priority,
            coroutine: Coroutine::new(stack, body),
        });
    }

    /// Gives one fiber a turn, and says which; `None` if nobody is left.
    pub fn turn(&mut self) -> Option<String> {
        let mut fiber = self.choose()?;
        let name = fiber.name.clone();
        if let State::Suspended(()) = fiber.coroutine.resume() {
            self.put(fiber);
        }
        Some(name)
    }

    /// Puts a fiber that is ready behind the others of its kind.
    fn put(&mut self, fiber: Fiber) {
        match fiber.priority {
            Priority::Urgent => self.urgent.push_back(fiber),
            Priority::Ordinary => self.ordinary.push_back(fiber),
        }
    }

    /// Takes out the fiber that has the next turn.
    fn choose(&mut self) -> Option<Fiber> {
        // EXERCISE: solution
        let somebody_waits = !self.ordinary.is_empty();
        if self.urgent.is_empty() || (somebody_waits && self.passed == PATIENCE) {
            self.passed = 0;
            return self.ordinary.pop_front();
        }
        if somebody_waits {
            self.passed += 1;
        }
        self.urgent.pop_front()
        // EXERCISE: skeleton
        // self.urgent
        //     .pop_front()
        //     .or_else(|| self.ordinary.pop_front())
        // EXERCISE: end
    }
}

#[cfg(test)]
#[path = "../checks/priorities.rs"]
mod check;
