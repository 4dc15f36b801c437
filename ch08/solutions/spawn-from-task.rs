//! This executor's tasks can't spawn tasks: it keeps all of them borrowed while it polls one. And it grows with each task that
//! it ever had. **Repair `spawn`, `add` and `poll`:**
//!
//! 1. While a task's code runs, in a poll or in a destructor, it may spawn.
//! 2. The place of a task that's over is given to the next one. A task that's being polled still has its place.
//! 3. A task may be woken while it ends, or later. That polls nothing, and no later task in the same place.
//! 4. On a thread that runs no executor, `spawn` panics, and its words say why.
//!
//! The output shows who spawns whom, and in which place.

use ch08::{Future, PollState, Wake, Waker};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use trace::trace;

thread_local! {
    /// The tasks of the executor that runs on this thread.
    static CURRENT: RefCell<Option<Rc<Tasks>>> = const { RefCell::new(None) };
}

/// Makes a task of a future, for the executor that runs on this thread.
fn spawn(future: impl Future<Output = ()> + 'static) {
    let current = CURRENT.with_borrow(Option::clone);
    // EXERCISE: solution
    let current = current.expect("`spawn` was called on a thread that runs no executor");
    current.add(Box::new(future));
    // EXERCISE: skeleton
    // if let Some(current) = current {
    //     current.add(Box::new(future));
    // }
    // EXERCISE: end
}

/// Where a task is, and its number. A place has another task later, with another number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    place: usize,
    number: u64,
}

/// A future in its place.
struct Task {
    key: Key,
    future: Box<dyn Future<Output = ()>>,
    waker: Waker,
}

/// The tasks of one executor.
#[derive(Default)]
struct Tasks {
    places: RefCell<Vec<Option<Task>>>,
    // EXERCISE: solution
    /// The places of tasks that are over.
    free: RefCell<Vec<usize>>,
    // EXERCISE: end
    last: Cell<u64>,
    ready: Arc<ReadyQueue>,
}

impl Tasks {
    /// Gives a new task a place, and wakes it for its first poll.
    fn add(&self, future: Box<dyn Future<Output = ()>>) {
        let number = self.last.get() + 1;
        self.last.set(number);
        // EXERCISE: solution
        let free = self.free.borrow_mut().pop();
        let place = free.unwrap_or_else(|| {
            self.places.borrow_mut().push(None);
            self.places() - 1
        });
        let key = Key { place, number };
        let waker = self.ready.waker(key);
        let task = Task {
            key,
            future,
            waker: waker.clone(),
        };
        self.places.borrow_mut()[place] = Some(task);
        // EXERCISE: skeleton
        // let place = self.places();
        // let key = Key { place, number };
        // let waker = self.ready.waker(key);
        // let task = Task {
        //     key,
        //     future,
        //     waker: waker.clone(),
        // };
        // self.places.borrow_mut().push(Some(task));
        // EXERCISE: end
        trace!("executor", "gives task {number} place {place}");
        waker.wake();
    }

    /// Polls the task that was woken, and drops it if it's over.
    fn poll(&self, key: Key) {
        // EXERCISE: solution
        let task = self.places.borrow_mut()[key.place].take_if(|task| task.key == key);
        let Some(mut task) = task else {
            return;
        };
        // Nothing is borrowed while the task's code runs, here and where it's dropped.
        match task.future.poll(&task.waker) {
            PollState::NotReady => self.places.borrow_mut()[key.place] = Some(task),
            PollState::Ready(()) => self.free.borrow_mut().push(key.place),
        }
        // EXERCISE: skeleton
        // let mut places = self.places.borrow_mut();
        // let task = places[key.place].as_mut();
        // let task = task.expect("a task that's woken is there");
        // let place = task.key.place;
        // if let PollState::Ready(()) = task.future.poll(&task.waker) {
        //     places[place] = None;
        // }
        // EXERCISE: end
    }

    /// How many places there are, with those that are free.
    fn places(&self) -> usize {
        self.places.borrow().len()
    }
}

/// Polls tasks.
#[derive(Default)]
struct Executor {
    tasks: Rc<Tasks>,
}

impl Executor {
    /// Polls tasks until none is ready.
    fn run(&self) {
        struct Leaves;
        impl Drop for Leaves {
            fn drop(&mut self) {
                CURRENT.set(None);
            }
        }

        let _leaves = Leaves;
        CURRENT.set(Some(Rc::clone(&self.tasks)));
        while let Some(key) = self.tasks.ready.pop() {
            self.tasks.poll(key);
        }
    }
}

/// The tasks that were woken, each of them once, and the first one first.
#[derive(Default)]
struct ReadyQueue(Mutex<VecDeque<Key>>);

impl ReadyQueue {
    fn waker(self: &Arc<Self>, key: Key) -> Waker {
        let ready = Arc::clone(self);
        Waker::from(Arc::new(TaskWaker { key, ready }))
    }

    fn push(&self, key: Key) {
        let mut keys = self.0.lock().expect(NO_PANIC);
        if !keys.contains(&key) {
            keys.push_back(key);
        }
    }

    fn pop(&self) -> Option<Key> {
        self.0.lock().expect(NO_PANIC).pop_front()
    }
}

/// Wakes one task.
struct TaskWaker {
    key: Key,
    ready: Arc<ReadyQueue>,
}

impl Wake for TaskWaker {
    fn wake(&self) {
        self.ready.push(self.key);
    }
}

/// Why a lock can't be poisoned.
const NO_PANIC: &str = "nothing that may panic runs under the ready queue's lock";

#[cfg(test)]
#[path = "../checks/spawn-from-task.rs"]
mod check;
