//! The tasks that can go on.

use crate::sync::Mutex;
use std::collections::{HashSet, VecDeque};

/// The number of a task. An executor never gives the same number to two tasks.
pub type TaskId = u64;

// ANCHOR: ready-queue
/// The tasks that were woken and haven't been polled since, the first one first.
///
/// Any thread pushes, and the executor pops. A task is in the queue at most once, however often it's woken.
#[derive(Debug)]
pub struct ReadyQueue {
    queue: Mutex<Queue>,
}

#[derive(Debug, Default)]
struct Queue {
    order: VecDeque<TaskId>,
    /// The same tasks, to be found without a search.
    queued: HashSet<TaskId>,
}

impl ReadyQueue {
    /// An empty queue.
    pub fn new() -> Self {
        Self {
            queue: Mutex::new(Queue::default()),
        }
    }

    // ANCHOR: push-and-pop
    /// Puts a task at the end, unless it's in the queue already.
    pub fn push(&self, task: TaskId) {
        let mut queue = self.queue.lock().expect(NO_PANIC);
        if queue.queued.insert(task) {
            queue.order.push_back(task);
        }
    }

    /// Takes the task that has been in the queue longest. From now on, a wake puts it in
    /// again.
    pub fn pop(&self) -> Option<TaskId> {
        let mut queue = self.queue.lock().expect(NO_PANIC);
        let task = queue.order.pop_front()?;
        queue.queued.remove(&task);
        Some(task)
    }
    // ANCHOR_END: push-and-pop

    /// How many tasks are in the queue.
    pub fn len(&self) -> usize {
        self.queue.lock().expect(NO_PANIC).order.len()
    }

    /// Whether no task is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
// ANCHOR_END: ready-queue

impl Default for ReadyQueue {
    fn default() -> Self {
        Self::new()
    }
}

/// Why a lock can't be poisoned. A queue that can't get memory aborts the process.
const NO_PANIC: &str = "nothing that may panic runs under the ready queue's lock";
