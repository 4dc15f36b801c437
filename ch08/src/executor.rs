//! Polls the tasks that can go on, and sleeps while none can.

use crate::actor::{self, Actor};
use crate::current;
use crate::tasks::Tasks;
use crate::{Future, PollState, TaskId};
use std::fmt;
use std::rc::Rc;
use trace::{count, runs, waits};

// ANCHOR: executor
/// Polls tasks, on the thread that calls it.
///
/// An executor knows nothing of sockets, timers or other threads' work. All it knows is which of its tasks were woken.
/// Tasks stay on the executor's thread, so they needn't be [`Send`]; their wakers go anywhere.
///
/// Dropping an executor drops its tasks, in the order in which they were spawned.
pub struct Executor {
    tasks: Rc<Tasks>,
}
// ANCHOR_END: executor

impl Executor {
    /// An executor without tasks.
    pub fn new() -> Self {
        Self::numbered(0)
    }

    /// One of several executors in a program. Only the timeline shows the number.
    pub fn numbered(number: u32) -> Self {
        let tasks = Rc::new(Tasks::new(number));
        Self { tasks }
    }

    /// Makes a task of a future. It's polled when the executor runs, after the tasks that are ready now.
    ///
    /// If the task panics it's over, and its future is dropped. Other tasks go on.
    pub fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        self.tasks.spawn(future);
    }

    // ANCHOR: block-on
    /// Runs until this future is ready, and returns its output. Meanwhile it polls the spawned tasks too.
    ///
    /// Tasks that aren't over by then are polled again by the next `block_on` or [`run`](Self::run).
    ///
    /// # Panics
    ///
    /// If this thread runs an executor already. If the future panics, its panic goes on to the caller.
    pub fn block_on<F: Future>(&self, mut future: F) -> F::Output {
        let (main, waker) = self.tasks.number_and_waker();
        let _entered = current::enter(&self.tasks);
        actor::during(Actor::Executor(self.tasks.shared.number), || waker.wake());
        loop {
            for task in self.next_turn() {
                if task != main {
                    self.tasks.poll_task(task);
                } else if let PollState::Ready(output) = self.tasks.poll(main, &mut future, &waker)
                {
                    self.tasks.state_end(main);
                    return output;
                }
            }
        }
    }
    // ANCHOR_END: block-on

    // ANCHOR: run
    /// Runs until no task is left.
    ///
    /// # Panics
    ///
    /// If this thread runs an executor already.
    pub fn run(&self) {
        let _entered = current::enter(&self.tasks);
        // What is ready may have been so before, and its token taken.
        self.tasks.shared.parker.unpark();
        while !self.tasks.is_empty() {
            for task in self.next_turn() {
                self.tasks.poll_task(task);
            }
        }
    }
    // ANCHOR_END: run

    // ANCHOR: turn
    /// Sleeps until a task was woken. Returns the tasks that are ready then, for one poll
    /// each.
    ///
    /// A task that's woken from now on has its poll in the next turn, even if it wakes
    /// itself.
    fn next_turn(&self) -> impl Iterator<Item = TaskId> {
        let shared = &self.tasks.shared;
        let executor = Actor::Executor(shared.number);
        waits!("{executor}", "a wake-up");
        shared.parker.park();
        count!("park");
        runs!("{executor}");
        let ready = &shared.ready;
        (0..ready.len()).map_while(|_| ready.pop())
    }
    // ANCHOR_END: turn
}

impl Default for Executor {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executor").finish_non_exhaustive()
    }
}
