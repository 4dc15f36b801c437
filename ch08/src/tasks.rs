//! The tasks of one executor: how they come, are polled, and go.

use crate::actor::{self, Actor};
use crate::task::{Shared, Task};
use crate::{Future, PollState, TaskId, Waker};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use trace::{count, ends, polls, spawns};

// ANCHOR: tasks
/// What the executor's thread alone has, and what other threads reach.
pub(crate) struct Tasks {
    pub(crate) shared: Arc<Shared>,
    /// Those that aren't over, without the one that's being polled.
    tasks: RefCell<BTreeMap<TaskId, Task>>,
    last: Cell<TaskId>,
}
// ANCHOR_END: tasks

impl Tasks {
    pub(crate) fn new(number: u32) -> Self {
        Self {
            shared: Shared::new(number),
            tasks: RefCell::default(),
            last: Cell::new(0),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tasks.borrow().is_empty()
    }

    /// A number that no task has had, and the waker for it.
    pub(crate) fn number_and_waker(&self) -> (TaskId, Waker) {
        let id = self.last.get() + 1;
        self.last.set(id);
        (id, self.shared.waker(id))
    }

    // ANCHOR: spawn
    pub(crate) fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        let (id, waker) = self.number_and_waker();
        self.state_spawn(id);
        let task = Task {
            future: Box::new(future),
            waker: waker.clone(),
        };
        self.tasks.borrow_mut().insert(id, task);
        waker.wake();
    }
    // ANCHOR_END: spawn

    // ANCHOR: poll-task
    /// Polls a task that was woken.
    pub(crate) fn poll_task(&self, id: TaskId) {
        // Not in the map while it runs: it may spawn tasks. A task that's over may be woken
        // too, and isn't there.
        let Some(mut task) = self.tasks.borrow_mut().remove(&id) else {
            return;
        };
        let polled = contained(|| self.poll(id, &mut task.future, &task.waker));
        if polled == Some(PollState::NotReady) {
            self.tasks.borrow_mut().insert(id, task);
            return;
        }
        self.state_end(id);
        contained(|| drop(task));
    }
    // ANCHOR_END: poll-task

    /// Polls a future as the task with this number.
    pub(crate) fn poll<F: Future>(
        &self,
        id: TaskId,
        future: &mut F,
        waker: &Waker,
    ) -> PollState<F::Output> {
        let executor = Actor::Executor(self.shared.number);
        let task = self.actor(id);
        count!("poll");
        polls!("{executor}", "{task}");
        actor::during(task, || future.poll(waker))
    }

    fn actor(&self, id: TaskId) -> Actor {
        Actor::Task(self.shared.number, id)
    }

    fn state_spawn(&self, id: TaskId) {
        let (by, task) = (actor::current(), self.actor(id));
        spawns!("{by}", "{task}");
    }

    pub(crate) fn state_end(&self, id: TaskId) {
        let task = self.actor(id);
        ends!("{task}");
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        // One by one, and not in the map while it's dropped: a destructor may do anything, panic too.
        while let Some((_, task)) = { self.tasks.get_mut().pop_first() } {
            contained(|| drop(task));
        }
    }
}

// ANCHOR: contained
/// Runs a task's code. A panic ends it, and goes no further. (Its message has been
/// printed by then.)
fn contained<T>(code: impl FnOnce() -> T) -> Option<T> {
    let result = catch_unwind(AssertUnwindSafe(code));
    // What a panic carries may panic when it's dropped, so it's leaked.
    result.map_err(mem::forget).ok()
}
// ANCHOR_END: contained
