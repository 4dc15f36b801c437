//! Every order in which two threads can change a task's state, tried by loom.
//!
//! The file is the layer's own. Here, its word is loom's.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]
#![allow(dead_code, reason = "each model needs a part of the state's methods")]

use loom::cell::UnsafeCell;
use loom::{model, thread};
use state::{Begin, Pause, State};
use std::sync::Arc;

mod sync {
    pub(crate) use loom::sync::atomic::AtomicUsize;
}

#[path = "../src/task/state.rs"]
mod state;

/// A place that one thread at a time may use, as the state says.
#[derive(Default)]
struct Place(UnsafeCell<u32>);

// SAFETY: loom panics when two threads use a place at the same time, which is what these models look for.
unsafe impl Sync for Place {}

impl Place {
    fn change<T>(&self, change: impl FnOnce(&mut u32) -> T) -> T {
        // SAFETY: loom panics if another thread uses the place now.
        self.0.with_mut(|number| change(unsafe { &mut *number }))
    }

    fn read(&self) -> u32 {
        // SAFETY: loom panics if another thread changes the place now.
        self.0.with(|number| unsafe { *number })
    }
}

/// A task's state, and what it guards.
struct Task {
    state: State,
    waiter: Place,
    output: Place,
}

impl Task {
    /// One that the scheduler is about to poll.
    fn queued() -> Arc<Self> {
        Arc::new(Self {
            state: State::new(),
            waiter: Place::default(),
            output: Place::default(),
        })
    }

    /// One that's being polled.
    fn running() -> Arc<Self> {
        let task = Self::queued();
        assert_eq!(task.state.begin(), Begin::Poll);
        task
    }

    /// One that waits for a wake-up.
    fn waiting() -> Arc<Self> {
        let task = Self::running();
        assert_eq!(task.state.pause(), Pause::Wait);
        task
    }

    /// What the thread with the future does at the end: it returns whether it woke the waiter.
    fn finish(&self) -> bool {
        self.output.change(|output| *output += 1);
        let done = self.state.finish();
        if !done.has_handle {
            self.drop_output();
        } else if done.has_waiter {
            return self.waiter.read() > 0;
        }
        false
    }

    fn drop_output(&self) {
        self.output.change(|output| {
            assert_eq!(*output, 1, "there is one output, and it's dropped once");
            *output = 0;
        });
    }

    /// What a handle does at a poll. Returns false if the task is done.
    fn wait(&self) -> bool {
        if self.state.has_waiter() && !self.state.unset_waiter() {
            return false;
        }
        self.waiter.change(|waiter| *waiter += 1);
        self.state.set_waiter()
    }

    fn drop_handle(&self) {
        let left = self.state.drop_handle();
        if left.output {
            self.drop_output();
        }
        if left.waiter {
            self.waiter.change(|waiter| *waiter = 0);
        }
    }
}

/// Runs two functions at the same time.
fn both<A: Send + 'static, B>(
    task: &Arc<Task>,
    other: impl FnOnce(&Task) -> A + Send + 'static,
    own: impl FnOnce(&Task) -> B,
) -> (A, B) {
    let theirs = Arc::clone(task);
    let other = thread::spawn(move || other(&theirs));
    let own = own(task);
    (other.join().unwrap(), own)
}

#[test]
fn a_wake_up_at_the_end_of_a_poll_is_pushed_by_one_of_the_two() {
    model(|| {
        let task = Task::running();
        let (pushed, paused) = both(&task, |it| it.state.notify(), |it| it.state.pause());
        assert_ne!(pushed, paused == Pause::Push);
    });
}

#[test]
fn of_two_wake_ups_one_pushes() {
    model(|| {
        let task = Task::waiting();
        let (other, own) = both(&task, |it| it.state.notify(), |it| it.state.notify());
        assert_ne!(other, own);
        assert_eq!(task.state.begin(), Begin::Poll);
    });
}

#[test]
fn a_wake_up_as_a_poll_begins_leads_to_a_poll_that_comes_after_it() {
    model(|| {
        let task = Task::queued();
        let (pushed, begun) = both(&task, |it| it.state.notify(), |it| it.state.begin());
        assert_eq!((pushed, begun), (false, Begin::Poll));
        // It came before the poll, or it's kept for the end.
        assert!(matches!(task.state.pause(), Pause::Push | Pause::Wait));
    });
}

#[test]
fn an_abort_at_the_end_of_a_poll_is_done_by_one_of_the_two() {
    model(|| {
        let task = Task::running();
        let (pushed, paused) = both(&task, |it| it.state.abort(), |it| it.state.pause());
        assert_ne!(pushed, paused == Pause::Abort);
        if pushed {
            assert_eq!(task.state.begin(), Begin::Abort);
        }
    });
}

#[test]
fn an_abort_and_a_wake_up_push_once_and_the_future_is_dropped() {
    model(|| {
        let task = Task::waiting();
        let (woke, aborted) = both(&task, |it| it.state.notify(), |it| it.state.abort());
        assert_ne!(woke, aborted);
        assert_eq!(task.state.begin(), Begin::Abort);
    });
}

#[test]
fn a_shutdown_during_a_poll_leaves_the_future_to_the_thread_that_has_it() {
    model(|| {
        let task = Task::running();
        let (is_ours, paused) = both(&task, |it| it.state.shut_down(), |it| it.state.pause());
        assert_ne!(is_ours, paused == Pause::Abort);
    });
}

#[test]
fn a_shutdown_as_a_poll_begins_gives_the_future_to_one_thread() {
    model(|| {
        let task = Task::queued();
        let (is_ours, begun) = both(&task, |it| it.state.shut_down(), |it| it.state.begin());
        assert_eq!(is_ours, begun == Begin::Leave);
    });
}

#[test]
fn a_handle_is_woken_or_sees_that_the_task_is_done() {
    model(|| {
        let task = Task::running();
        let (woken, waits) = both(&task, Task::finish, Task::wait);
        assert_eq!(woken, waits);
    });
}

#[test]
fn a_handle_changes_its_waker_while_the_task_ends() {
    model(|| {
        let task = Task::running();
        assert!(task.wait());
        let (woken, waits) = both(&task, Task::finish, Task::wait);
        // A waker was there all the time until the second one took its place.
        assert!(woken || !waits, "it waits, and nothing wakes it");
    });
}

#[test]
fn a_handle_goes_while_the_task_ends() {
    for waits in [false, true] {
        model(move || {
            let task = Task::running();
            assert!(!waits || task.wait());
            both(&task, Task::finish, Task::drop_handle);
            assert_eq!(task.output.read(), 0, "the output is dropped");
        });
    }
}

#[test]
fn one_of_several_references_is_the_last() {
    model(|| {
        let task = Task::queued();
        let (other, own) = both(
            &task,
            |it| [it.state.drop_reference(), it.state.drop_reference()],
            |it| it.state.drop_reference(),
        );
        let last = other.into_iter().chain([own]).filter(|last| *last);
        assert_eq!(last.count(), 1);
    });
}
