//! An executor polls in turns. Each task that was ready when the turn began has one poll in it, and the task that has
//! waited longest goes first. A task that's woken during the turn, by itself or by another task, has its poll in the next
//! one. Between two turns the executor's thread can do something else: look at its sockets, or return.
//!
//! This executor has two faults: with a task that always has something to do, other tasks starve, and so does everything
//! between two turns. **Find both, and let no task starve.**
//!
//! The output shows who is polled in each turn.

use ch08::{Future, PollState, TaskId, Wake, Waker};
// EXERCISE: solution
use std::collections::{BTreeMap, VecDeque};
// EXERCISE: skeleton
// use std::collections::BTreeMap;
// EXERCISE: end
use std::sync::{Arc, Mutex};

/// The tasks that were woken and haven't been polled since. A task is in it at most once.
#[derive(Default)]
struct ReadyQueue {
    // EXERCISE: solution
    tasks: Mutex<VecDeque<TaskId>>,
    // EXERCISE: skeleton
    // tasks: Mutex<Vec<TaskId>>,
    // EXERCISE: end
}

impl ReadyQueue {
    /// Puts a task into the queue, unless it's there already.
    fn push(&self, task: TaskId) {
        let mut tasks = self.tasks.lock().expect(NO_PANIC);
        if !tasks.contains(&task) {
            // EXERCISE: solution
            tasks.push_back(task);
            // EXERCISE: skeleton
            // tasks.push(task);
            // EXERCISE: end
        }
    }

    /// Takes the next task out of the queue.
    fn pop(&self) -> Option<TaskId> {
        // EXERCISE: solution
        self.tasks.lock().expect(NO_PANIC).pop_front()
        // EXERCISE: skeleton
        // self.tasks.lock().expect(NO_PANIC).pop()
        // EXERCISE: end
    }
    // EXERCISE: solution

    /// How many tasks are in the queue.
    fn len(&self) -> usize {
        self.tasks.lock().expect(NO_PANIC).len()
    }
    // EXERCISE: end
}

/// Polls tasks.
#[derive(Default)]
struct Executor {
    tasks: BTreeMap<TaskId, Task>,
    last: TaskId,
    ready: Arc<ReadyQueue>,
}

struct Task {
    future: Box<dyn Future<Output = ()>>,
    waker: Waker,
}

/// Wakes one task.
struct TaskWaker {
    task: TaskId,
    ready: Arc<ReadyQueue>,
}

impl Wake for TaskWaker {
    fn wake(&self) {
        self.ready.push(self.task);
    }
}

impl Executor {
    /// Makes a task of a future. It's ready at once.
    fn spawn(&mut self, future: impl Future<Output = ()> + 'static) {
        self.last += 1;
        let (task, ready) = (self.last, Arc::clone(&self.ready));
        let waker = Waker::from(Arc::new(TaskWaker { task, ready }));
        waker.wake();
        let future = Box::new(future);
        self.tasks.insert(task, Task { future, waker });
    }

    /// One turn.
    fn turn(&mut self) {
        // EXERCISE: solution
        // What is pushed from now on is for the next turn.
        for _ in 0..self.ready.len() {
            if let Some(task) = self.ready.pop() {
                self.poll(task);
            }
        }
        // EXERCISE: skeleton
        // while let Some(task) = self.ready.pop() {
        //     self.poll(task);
        // }
        // EXERCISE: end
    }

    /// Polls a task, unless it's over.
    fn poll(&mut self, id: TaskId) {
        let Some(task) = self.tasks.get_mut(&id) else {
            return;
        };
        if let PollState::Ready(()) = task.future.poll(&task.waker) {
            self.tasks.remove(&id);
        }
    }
}

/// Why a lock can't be poisoned.
const NO_PANIC: &str = "nothing that may panic runs under the ready queue's lock";

#[cfg(test)]
#[path = "../checks/fifo.rs"]
mod check;
