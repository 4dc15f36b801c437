//! Fibers that sleep: each suspends with the time for which it wants to be left alone. Meanwhile the
//! scheduler puts it back into the queue, and looks again.
//!
//! It works, but while all sleep, it asks for the time millions of times a second. **Let it wait.**
//! Write `run` anew, with a list of who sleeps until when:
//!
//! - When nobody is ready, one call of `wait_until`, for the earliest deadline; otherwise none.
//! - Whoever is due goes on, even if others are always ready: the earliest deadline first, equal ones
//!   in the order in which they fell asleep, nobody before the time.
//!
//! The output shows each wait, on a clock that moves only when somebody works or waits.

use ch05::stack::Stacks;
use ch05::{Coroutine, State, Suspender};
use std::collections::VecDeque;
use std::time::Duration;

const STACK_SIZE: usize = 64 * 1024;

/// Tells the time since some beginning, and waits for a later one.
pub trait Clock {
    /// What time it is.
    fn now(&self) -> Duration;
    /// Waits until that time, or shorter: like every wait, it may end early.
    fn wait_until(&self, deadline: Duration);
}

/// Lets the fiber sleep so long, or longer if others keep the thread busy. With no time at all, the
/// others that are ready go first.
pub fn sleep(fiber: &Suspender<Duration>, duration: Duration) {
    fiber.suspend(duration);
}

/// Fibers that take turns, and sleep in between.
#[derive(Debug, Default)]
pub struct Scheduler {
    stacks: Stacks,
    spawned: VecDeque<Coroutine<Duration, ()>>,
}

impl Scheduler {
    /// Adds a fiber, which is ready at once.
    pub fn spawn(&mut self, body: impl FnOnce(&Suspender<Duration>) + 'static) {
        let stack = self.stacks.take(STACK_SIZE);
        let stack = stack.expect("there is memory for one more stack");
        self.spawned.push_back(Coroutine::new(stack, body));
    }

    /// Runs the fibers until all have ended.
    pub fn run(self, clock: &impl Clock) {
        let ready = self.spawned.into_iter();
        let mut fibers: VecDeque<_> = ready.map(|fiber| (Duration::ZERO, fiber)).collect();
        while let Some((deadline, mut fiber)) = fibers.pop_front() {
            if clock.now() < deadline {
                fibers.push_back((deadline, fiber));
            } else if let State::Suspended(duration) = fiber.resume() {
                let deadline = clock.now().saturating_add(duration);
                fibers.push_back((deadline, fiber));
            }
        }
    }
}

#[cfg(test)]
#[path = "../checks/fiber-sleep.rs"]
mod check;
