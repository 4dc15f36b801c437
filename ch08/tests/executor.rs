//! The executor polls what was woken, once for each wake-up, in order, and nothing else.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod support;

use ch08::PollState::{NotReady, Ready};
use ch08::{Executor, Future, Waker, spawn};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::mpsc::channel;
use std::thread;
use support::{Diary, Gate, PollFn, Told};

#[test]
fn block_on_returns_the_output_of_its_future() {
    assert_eq!(Executor::new().block_on(PollFn(|_: &Waker| Ready(7))), 7);
}

/// The trap: `block_on` that waits for all tasks, so that one endless task keeps it forever.
#[test]
fn block_on_returns_when_its_own_future_is_ready_and_not_later() {
    let executor = Executor::new();
    executor.spawn(Gate::default());
    executor.spawn(PollFn(|waker: &Waker| {
        waker.wake();
        NotReady
    }));
    executor.block_on(PollFn(|_: &Waker| Ready(())));
}

#[test]
fn tasks_that_are_left_go_on_in_the_next_block_on_and_in_run() {
    let (executor, gate, polls) = (Executor::new(), Gate::default(), Rc::new(Cell::new(0)));
    let (counted, mut inner) = (Rc::clone(&polls), gate.clone());
    executor.spawn(PollFn(move |waker: &Waker| {
        counted.set(counted.get() + 1);
        inner.poll(waker)
    }));
    // The future is ready at its second poll, so that the task has a turn in between.
    let mut left = 2;
    executor.block_on(PollFn(|waker: &Waker| {
        waker.wake();
        left -= 1;
        if left == 0 { Ready(()) } else { NotReady }
    }));
    assert_eq!(polls.get(), 1);
    gate.open();
    executor.run();
    assert_eq!(polls.get(), 2);
}

#[test]
fn run_without_tasks_returns_at_once() {
    Executor::new().run();
}

/// A task that writes its name into a diary and wakes itself, for so many polls.
fn busy(name: &'static str, polls: usize, diary: &Diary) -> impl Future<Output = ()> + 'static {
    let (mut left, diary) = (polls, diary.clone());
    PollFn(move |waker: &Waker| {
        diary.note(name);
        left -= 1;
        if left == 0 {
            return Ready(());
        }
        waker.wake();
        NotReady
    })
}

/// The trap: a ready queue that is popped from the end that was pushed.
#[test]
fn a_task_that_wakes_itself_does_not_starve_the_others() {
    let (executor, diary) = (Executor::new(), Diary::default());
    for name in ["a", "b", "c"] {
        executor.spawn(busy(name, 3, &diary));
    }
    executor.run();
    assert_eq!(diary.lines().concat(), "abcabcabc");
}

/// The trap: a task queued once for each wake.
#[test]
fn a_task_that_was_woken_often_is_polled_once() {
    let (executor, gate) = (Executor::new(), Gate::default());
    let log = testing::Log::start();
    executor.spawn(gate.clone());
    let mut turn = 0;
    executor.block_on(PollFn(|waker: &Waker| {
        turn += 1;
        match turn {
            2 => (0..5).for_each(|_| gate.wake()),
            4 => return Ready(()),
            _ => {}
        }
        waker.wake();
        NotReady
    }));
    // Four polls of the main future, and two of the task: the first one, and one for five wake-ups.
    assert_eq!(log.counted("poll"), 4 + 2);
}

#[test]
fn a_wake_up_during_a_poll_is_not_lost() {
    let mut polls = 0;
    Executor::new().block_on(PollFn(|waker: &Waker| {
        polls += 1;
        waker.wake();
        if polls == 3 { Ready(()) } else { NotReady }
    }));
    assert_eq!(polls, 3);
}

#[test]
fn a_wake_up_from_another_thread_during_a_poll_is_not_lost() {
    let mut is_second = false;
    Executor::new().block_on(PollFn(|waker: &Waker| {
        let waker = waker.clone();
        // Over before the poll returns.
        thread::spawn(move || waker.wake()).join().unwrap();
        if std::mem::replace(&mut is_second, true) {
            Ready(())
        } else {
            NotReady
        }
    }));
}

#[test]
fn a_wake_up_after_the_end_does_nothing() {
    let (executor, gate) = (Executor::new(), Gate::default());
    executor.spawn(gate.clone());
    gate.open();
    executor.run();
    let waker = gate.waker().unwrap();
    let log = testing::Log::start();
    waker.wake();
    executor.block_on(PollFn(|_: &Waker| Ready(())));
    assert_eq!(log.counted("poll"), 1);
    drop(executor);
    waker.wake();
}

#[test]
fn a_waker_is_cloned_sent_called_and_dropped_anywhere() {
    let executor = Executor::new();
    let (wakers, received) = channel::<Waker>();
    let strangers = thread::spawn(move || {
        for waker in received {
            let clone = waker.clone();
            drop(waker);
            thread::spawn(move || clone.wake()).join().unwrap();
        }
    });
    let mut polls = 0;
    executor.block_on(PollFn(|waker: &Waker| {
        polls += 1;
        if polls == 100 {
            return Ready(());
        }
        wakers.send(waker.clone()).unwrap();
        NotReady
    }));
    drop(wakers);
    strangers.join().unwrap();
}

#[test]
fn a_task_spawns_tasks_while_it_is_polled() {
    let (executor, diary) = (Executor::new(), Diary::default());
    let outer = diary.clone();
    executor.spawn(PollFn(move |_: &Waker| {
        for name in ["x", "y"] {
            spawn(busy(name, 2, &outer));
        }
        outer.note("spawned");
        Ready(())
    }));
    executor.run();
    assert_eq!(diary.lines(), ["spawned", "x", "y", "x", "y"]);
}

/// The trap: a task that's put away where the executor of another thread never looks.
#[test]
fn spawn_on_a_thread_without_an_executor_panics_with_a_sentence() {
    let sentence = testing::panic_of(|| spawn(Gate::default())).unwrap_err();
    assert_eq!(
        sentence,
        "`spawn` was called on a thread that runs no executor"
    );
}

#[test]
fn an_executor_inside_a_task_panics_with_a_sentence() {
    let executor = Executor::new();
    let nested = PollFn(|_: &Waker| {
        let ready = PollFn(|_: &Waker| Ready(()));
        Ready(testing::panic_of(|| Executor::new().block_on(ready)).unwrap_err())
    });
    let sentence = executor.block_on(nested);
    let expected =
        "an executor was run inside a task of another: a task waits by returning `NotReady`";
    assert_eq!(sentence, expected);
    // The outer one still runs.
    executor.block_on(PollFn(|_: &Waker| Ready(())));
}

/// A value whose destructor panics.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("a destructor's");
    }
}

/// Runs what panics on purpose, and prints nothing of that.
fn quiet(f: impl FnOnce()) {
    testing::panic_of(f).unwrap();
}

#[test]
fn a_task_that_panics_is_dropped_and_hurts_no_other() {
    let (executor, diary) = (Executor::new(), Diary::default());
    let told = Told {
        name: "the future",
        diary: diary.clone(),
    };
    executor.spawn(PollFn(move |_: &Waker| {
        let _kept = &told;
        panic!("a task's")
    }));
    executor.spawn(busy("next", 2, &diary));
    quiet(|| executor.run());
    assert_eq!(diary.lines(), ["the future is dropped", "next", "next"]);
}

#[test]
fn a_payload_and_a_future_that_panic_when_they_are_dropped_hurt_no_other_task() {
    let (executor, diary) = (Executor::new(), Diary::default());
    let bomb = Bomb;
    executor.spawn(PollFn(move |_: &Waker| {
        let _kept = &bomb;
        std::panic::panic_any(Bomb)
    }));
    let bomb = Bomb;
    executor.spawn(PollFn(move |_: &Waker| {
        let _kept = &bomb;
        Ready(())
    }));
    executor.spawn(busy("next", 1, &diary));
    quiet(|| executor.run());
    assert_eq!(diary.lines(), ["next"]);
}

#[test]
fn the_panic_of_block_ons_own_future_reaches_its_caller_and_the_tasks_stay() {
    let (executor, diary) = (Executor::new(), Diary::default());
    executor.spawn(busy("task", 2, &diary));
    let panics = PollFn(|_: &Waker| -> ch08::PollState<()> { panic!("the main future's") });
    let sentence = testing::panic_of(|| executor.block_on(panics)).unwrap_err();
    assert_eq!(sentence, "the main future's");
    executor.run();
    assert_eq!(diary.lines(), ["task", "task"]);
}

#[test]
fn an_executor_that_is_dropped_drops_its_tasks_in_order_and_all_of_them() {
    let (executor, diary) = (Executor::new(), Diary::default());
    let endless = |name| {
        let told = Told {
            name,
            diary: diary.clone(),
        };
        PollFn(move |_: &Waker| {
            let _kept = &told;
            NotReady
        })
    };
    executor.spawn(endless("a"));
    let bomb = Bomb;
    executor.spawn(PollFn(move |_: &Waker| {
        let _kept = &bomb;
        NotReady
    }));
    executor.spawn(endless("b"));
    quiet(|| drop(executor));
    assert_eq!(diary.lines(), ["a is dropped", "b is dropped"]);
}

/// The trap: one runtime for each process.
#[test]
fn two_executors_in_turn_and_in_two_threads_do_not_know_each_other() {
    let gates = [Gate::default(), Gate::default()];
    let threads = gates
        .clone()
        .map(|gate| thread::spawn(|| Executor::new().block_on(gate)));
    let first = Executor::new();
    first.block_on(PollFn(|_: &Waker| Ready(())));
    Executor::new().block_on(PollFn(|_: &Waker| Ready(())));
    gates.iter().for_each(Gate::open);
    for thread in threads {
        thread.join().unwrap();
    }
}
