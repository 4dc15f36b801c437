//! A task that's woken a hundred times before its poll is in this executor's queue a hundred times, and is polled as often.
//! **Give each task a flag,** which is up while the task is in the queue, and use it in `wake` and in `poll_next`.
//!
//! However many threads wake a task, it's in the queue at most once. And no wake-up is lost: each of them is followed by a
//! poll that begins after it, also if it comes while the task is being polled.
//!
//! The parts are there: `Flag` with `raise` and `lower`, `push` and `pop`, and `poll`. Before and after each of them there's
//! a gap, in which the check lets another thread run.

use ch08::{Future, PollState, TaskId, Wake, Waker};
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use testing::gaps_around;
use trace::trace;

/// The part of a task that its wakers reach, on any thread.
struct Handle {
    task: TaskId,
    // EXERCISE: solution
    flag: Flag,
    // EXERCISE: end
    ready: Arc<ReadyQueue>,
}

impl Wake for Handle {
    /// Sees to it that the task is polled.
    fn wake(&self) {
        // EXERCISE: solution
        if self.flag.raise() {
            self.ready.push(self.task);
        }
        // EXERCISE: skeleton
        // self.ready.push(self.task);
        // EXERCISE: end
    }
}

/// Polls tasks, on one thread at a time.
#[derive(Default)]
struct Executor {
    tasks: BTreeMap<TaskId, Task>,
    last: TaskId,
    ready: Arc<ReadyQueue>,
}

struct Task {
    future: Box<dyn Future<Output = ()> + Send>,
    // EXERCISE: solution
    handle: Arc<Handle>,
    // EXERCISE: end
    waker: Waker,
}

impl Executor {
    /// Polls the next task in the queue. False if the queue is empty.
    fn poll_next(&mut self) -> bool {
        let Some(id) = self.ready.pop() else {
            return false;
        };
        // EXERCISE: solution
        // A task that's over may be woken, too.
        if let Some(task) = self.tasks.get(&id) {
            // Before the poll: a wake-up that finds the flag up is followed by a poll that hasn't begun yet.
            task.handle.flag.lower();
            self.poll(id);
        }
        // EXERCISE: skeleton
        // // A task that's over may be woken, too.
        // if self.tasks.contains_key(&id) {
        //     self.poll(id);
        // }
        // EXERCISE: end
        true
    }

    /// Polls a task, and drops it if it's over.
    fn poll(&mut self, id: TaskId) {
        let _gaps = gaps_around();
        let task = self.tasks.get_mut(&id).expect("the task isn't over");
        trace!("executor", "polls task {id}");
        if let PollState::Ready(()) = task.future.poll(&task.waker) {
            self.tasks.remove(&id);
        }
    }

    /// Makes a task of a future, and wakes it for its first poll. Returns its waker.
    fn spawn(&mut self, future: impl Future<Output = ()> + Send + 'static) -> Waker {
        self.last += 1;
        let handle = Arc::new(Handle {
            task: self.last,
            // EXERCISE: solution
            flag: Flag::default(),
            // EXERCISE: end
            ready: Arc::clone(&self.ready),
        });
        // EXERCISE: solution
        let waker = Waker::from(Arc::clone(&handle));
        // EXERCISE: skeleton
        // let waker = Waker::from(handle);
        // EXERCISE: end
        let task = Task {
            future: Box::new(future),
            // EXERCISE: solution
            handle,
            // EXERCISE: end
            waker: waker.clone(),
        };
        self.tasks.insert(self.last, task);
        waker.wake();
        waker
    }
}

/// A flag, which is down at first. What a thread did before `raise`, another thread sees after `lower`.
#[derive(Default)]
struct Flag(AtomicBool);

impl Flag {
    /// Puts the flag up. True if it was down.
    fn raise(&self) -> bool {
        let _gaps = gaps_around();
        !self.0.swap(true, Ordering::AcqRel)
    }

    /// Takes the flag down. True if it was up.
    fn lower(&self) -> bool {
        let _gaps = gaps_around();
        self.0.swap(false, Ordering::AcqRel)
    }
}

/// The tasks that are to be polled. It doesn't look whether a task is in it already.
#[derive(Default)]
struct ReadyQueue(Mutex<VecDeque<TaskId>>);

impl ReadyQueue {
    /// Puts a task at the end.
    fn push(&self, task: TaskId) {
        let _gaps = gaps_around();
        trace!("waker", "puts task {task} into the queue");
        self.0.lock().expect(NO_PANIC).push_back(task);
    }

    /// Takes the first task.
    fn pop(&self) -> Option<TaskId> {
        let _gaps = gaps_around();
        self.0.lock().expect(NO_PANIC).pop_front()
    }
}

/// Why a lock can't be poisoned.
const NO_PANIC: &str = "nothing that may panic runs under the ready queue's lock";

#[cfg(test)]
#[path = "../checks/wake-once.rs"]
mod check;
