//! A future that an executor polls, and what wakes it.

use crate::actor::{self, Actor};
use crate::{Future, Parker, ReadyQueue, TaskId, Wake, Waker};
use std::sync::Arc;
use trace::{count, unparks, wakes};

/// A future whose caller is the executor.
pub(crate) struct Task {
    pub(crate) future: Box<dyn Future<Output = ()>>,
    /// The same for every poll.
    pub(crate) waker: Waker,
}

// ANCHOR: shared
// ANCHOR: reached
/// The part of an executor that other threads reach, through its tasks' wakers.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) ready: ReadyQueue,
    pub(crate) parker: Parker,
    /// The executor's number, for the timeline.
    pub(crate) number: u32,
}
// ANCHOR_END: reached

// ANCHOR: task-waker
/// Wakes one task of an executor.
struct TaskWaker {
    task: TaskId,
    shared: Arc<Shared>,
}

impl Wake for TaskWaker {
    fn wake(&self) {
        self.state();
        // In this order: the executor takes the token first, and the number then.
        self.shared.ready.push(self.task);
        self.shared.parker.unpark();
    }
}
// ANCHOR_END: task-waker
// ANCHOR_END: shared

impl Shared {
    pub(crate) fn new(number: u32) -> Arc<Self> {
        Arc::new(Self {
            ready: ReadyQueue::new(),
            parker: Parker::new(),
            number,
        })
    }

    /// A waker for a task.
    pub(crate) fn waker(self: &Arc<Self>, task: TaskId) -> Waker {
        let shared = Arc::clone(self);
        Waker::from(Arc::new(TaskWaker { task, shared }))
    }
}

impl TaskWaker {
    /// States for the timeline which actor wakes which.
    fn state(&self) {
        let number = self.shared.number;
        let (by, task) = (actor::current(), Actor::Task(number, self.task));
        count!("wake");
        wakes!("{by}", "{task}");
        if !actor::is_on(number) {
            let executor = Actor::Executor(number);
            unparks!("{by}", "{executor}");
        }
    }
}
