//! What a spawn and a wake cost, in things that can be counted: allocations, locks, and calls that wake a thread.
//!
//! The executor's files are the layer's own. Here, their locks count.
#![allow(dead_code, reason = "the counts need a part of the layer")]

mod counted;
mod sync;

#[path = "../../src/actor.rs"]
mod actor;
#[path = "../../src/current.rs"]
mod current;
#[path = "../../src/executor.rs"]
mod executor;
#[path = "../../src/future.rs"]
mod future;
#[path = "../../src/parker.rs"]
mod parker;
#[path = "../../src/ready_queue.rs"]
mod ready_queue;
#[path = "../../src/task.rs"]
mod task;
#[path = "../../src/tasks.rs"]
mod tasks;
#[path = "../../src/waker.rs"]
mod waker;

use ch07::PollState;
use counted::{Counted, counted};
use executor::Executor;
use future::Future;
use parker::Parker;
use ready_queue::{ReadyQueue, TaskId};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use waker::{Wake, Waker};

// ANCHOR: again
/// A task that wakes itself for so many polls. It has a field, so its box is an allocation.
struct Again(usize);

impl Future for Again {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        if self.0 == 0 {
            return PollState::Ready(());
        }
        self.0 -= 1;
        waker.wake();
        PollState::NotReady
    }
}
// ANCHOR_END: again

/// An executor that has run a task, so that its map and its queue have room for one.
fn used() -> Executor {
    let executor = Executor::new();
    executor.spawn(Again(1));
    executor.run();
    executor
}

// ANCHOR: spawn
#[test]
fn a_spawn_allocates_the_box_and_the_waker_and_wakes() {
    let executor = used();
    let cost = counted(|| executor.spawn(Again(0)));
    let expected = Counted {
        allocations: 2,
        locks: 2,
        notifies: 1,
    };
    assert_eq!(cost, expected);
}
// ANCHOR_END: spawn

// ANCHOR: wake
#[test]
fn a_thousand_wakes_and_polls_of_one_task() {
    let run = |wakes| {
        let executor = used();
        executor.spawn(Again(wakes));
        counted(|| executor.run())
    };
    let expected = Counted {
        allocations: 0,
        locks: 5_000,
        notifies: 1_000,
    };
    assert_eq!(run(1_000) - run(0), expected);
}
// ANCHOR_END: wake

// ANCHOR: crowd
/// Each of the tasks is woken once per turn. The parker's lock and the queue's length are shared by a turn.
#[test]
fn a_hundred_wakes_of_each_of_ten_tasks() {
    let run = |wakes| {
        let executor = used();
        (0..10).for_each(|_| executor.spawn(Again(wakes)));
        counted(|| executor.run())
    };
    let expected = Counted {
        allocations: 0,
        locks: 3_200,
        notifies: 1_000,
    };
    assert_eq!(run(200) - run(100), expected);
}
// ANCHOR_END: crowd

#[test]
fn a_thousand_spawns_allocate_two_for_each_and_the_maps_nodes_and_the_queues_growth() {
    let executor = used();
    let cost = counted(|| (0..1_000).for_each(|_| executor.spawn(Again(0))));
    assert!((2_000..2_400).contains(&cost.allocations), "{cost:?}");
    assert_eq!((cost.locks, cost.notifies), (2_000, 1_000));
}

/// What two tasks know of each other: the waker of the second one, and how often it was polled.
#[derive(Default)]
struct Shared {
    waker: RefCell<Option<Waker>>,
    polls: Cell<usize>,
}

/// Wakes the second task in its second poll.
struct First(Rc<Shared>, Again);

/// Is ready a second time because it wakes itself, and never after that.
struct Second(Rc<Shared>);

impl Future for First {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        if let Some(second) = &*self.0.waker.borrow() {
            second.wake();
        }
        self.1.poll(waker)
    }
}

impl Future for Second {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        self.0.polls.set(self.0.polls.get() + 1);
        if self.0.waker.replace(Some(waker.clone())).is_none() {
            waker.wake();
        }
        PollState::NotReady
    }
}

// ANCHOR: ready
/// In the second turn both tasks are ready, and the first one's poll wakes the second.
#[test]
fn a_task_that_is_woken_while_it_is_ready_has_one_poll() {
    let (executor, shared) = (Executor::new(), Rc::new(Shared::default()));
    executor.spawn(First(Rc::clone(&shared), Again(1)));
    executor.spawn(Second(Rc::clone(&shared)));
    executor.block_on(Again(5));
    assert_eq!(shared.polls.get(), 2);
}
// ANCHOR_END: ready
