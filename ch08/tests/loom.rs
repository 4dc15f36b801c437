//! Every order in which the threads of small programs can run, tried by loom.
//!
//! The files are the layer's own. Here, their locks are loom's.

use loom::sync::atomic::AtomicUsize;
use loom::{model, thread};
// Std's: loom's would check in its destructor who has it, which aborts the process while a deadlock is being told.
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use watched::{NaiveParker, Parker, TaskId};

mod sync {
    pub(crate) use loom::sync::{Condvar, Mutex};
}

#[path = "../src/parker.rs"]
mod parker;

#[path = "../src/ready_queue.rs"]
mod ready_queue;

#[path = "../interleavings/src/naive_parker.rs"]
mod naive_parker;

#[path = "../interleavings/src/programs/mod.rs"]
mod programs;

/// What the programs use.
mod watched {
    pub(crate) use crate::naive_parker::NaiveParker;
    pub(crate) use crate::parker::Parker;
    pub(crate) use crate::ready_queue::{ReadyQueue, TaskId};
}

/// A thread that parks once, and another one that unparks it.
macro_rules! one_unparker {
    ($parker:ident) => {
        model(|| {
            let parker = Arc::new($parker::new());
            let other = Arc::clone(&parker);
            let unparker = thread::spawn(move || other.unpark());
            parker.park();
            unparker.join().unwrap();
        })
    };
}

/// The same with two that unpark it, and once more without any other thread.
macro_rules! two_unparkers {
    ($parker:ident) => {
        model(|| {
            let parker = Arc::new($parker::new());
            let unparkers = [(); 2].map(|()| {
                let other = Arc::clone(&parker);
                thread::spawn(move || other.unpark())
            });
            parker.park();
            for unparker in unparkers {
                unparker.join().unwrap();
            }
            // Whether or not a token is left: the next `park` has its own `unpark`.
            parker.unpark();
            parker.park();
        })
    };
}

#[test]
fn an_unpark_ends_the_sleep_before_which_during_which_or_after_which_it_comes() {
    one_unparker!(Parker);
}

#[test]
fn two_unparkers_leave_a_token_each_or_one_together_and_never_none() {
    two_unparkers!(Parker);
}

/// What tasks wait for: how often the event of each has come.
#[derive(Debug, Default)]
struct Events([AtomicUsize; 2]);

impl Events {
    fn of(&self, task: TaskId) -> &AtomicUsize {
        &self.0[usize::try_from(task).expect("there are two tasks")]
    }
}

// ANCHOR: two-wakers
/// An executor and two threads that wake a task each, once it has what it waits for.
macro_rules! two_wakers {
    ($program:ident) => {
        model(|| {
            let shared = Arc::<(programs::$program::Shared, Events)>::default();
            for task in [0, 1] {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    let (program, events) = &*shared;
                    events.of(task).store(1, Relaxed);
                    programs::$program::wake(program, task);
                });
            }
            let (program, events) = &*shared;
            programs::$program::executor(program, 2, &mut |task| {
                events.of(task).load(Relaxed) == 1
            });
        })
    };
}

#[test]
fn each_task_that_is_woken_is_polled_after_its_event() {
    two_wakers!(ours);
}
// ANCHOR_END: two-wakers

/// A task that's woken after each of two events, and is over if its poll finds the second.
macro_rules! woken_twice {
    ($program:ident) => {
        model(|| {
            let shared = Arc::<(programs::$program::Shared, Events)>::default();
            let waker = {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    let (program, events) = &*shared;
                    for event in [1, 2] {
                        events.of(0).store(event, Relaxed);
                        programs::$program::wake(program, 0);
                    }
                })
            };
            let (program, events) = &*shared;
            programs::$program::executor(program, 1, &mut |task| {
                events.of(task).load(Relaxed) == 2
            });
            waker.join().unwrap();
        })
    };
}

#[test]
fn a_task_that_is_woken_twice_is_polled_after_its_last_event() {
    woken_twice!(ours);
}

/// A task that's ready from the start, as `spawn` makes it, and whose event comes before its first poll, during it, or
/// after it. Counts the polls of each order, and has the most.
macro_rules! woken_while_polled {
    ($program:ident) => {{
        let most_polls = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counts = Arc::clone(&most_polls);
        model(move || {
            let shared = Arc::<(programs::$program::Shared, Events)>::default();
            let (program, events) = &*shared;
            programs::$program::wake(program, 0);
            let waker = {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    shared.1.of(0).store(1, Relaxed);
                    programs::$program::wake(&shared.0, 0);
                })
            };
            let mut polls = 0;
            programs::$program::executor(program, 1, &mut |task| {
                polls += 1;
                events.of(task).load(Relaxed) == 1
            });
            counts.fetch_max(polls, Relaxed);
            waker.join().unwrap();
        });
        most_polls.load(Relaxed)
    }};
}

#[test]
fn a_wake_during_a_poll_leads_to_another_poll() {
    assert_eq!(woken_while_polled!(ours), 2);
}

// Loom calls it a deadlock if all threads wait. Each of the models above finds one, where there is one.

// ANCHOR: fails
#[test]
#[should_panic(expected = "deadlock")]
fn without_a_token_a_wake_up_is_lost() {
    two_wakers!(no_token);
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_look_before_the_sleep_loses_the_wake_up_in_between() {
    two_wakers!(look_then_sleep);
}

#[test]
#[should_panic(expected = "deadlock")]
fn an_unpark_before_the_push_wakes_the_executor_too_early() {
    two_wakers!(unpark_first);
}
// ANCHOR_END: fails

#[test]
#[should_panic(expected = "deadlock")]
fn without_a_token_an_unpark_before_the_sleep_is_lost() {
    one_unparker!(NaiveParker);
}

#[test]
#[should_panic(expected = "deadlock")]
fn without_a_token_two_unparks_before_the_sleep_are_lost() {
    two_unparkers!(NaiveParker);
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_second_wake_up_is_lost_too_if_the_unpark_comes_first() {
    woken_twice!(unpark_first);
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_wake_during_a_poll_is_lost_if_the_unpark_comes_first() {
    woken_while_polled!(unpark_first);
}
