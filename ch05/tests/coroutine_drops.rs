//! However a coroutine ends, what it had is dropped once.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::stack::Stacks;
use ch05::{Coroutine, State, Suspender};
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use support::{Counted, OnDrop, Tally, stack, text};

#[derive(Clone, Copy)]
enum Ending {
    Returns,
    Panics,
    /// Catches the unwinding that a drop begins, and returns.
    Swallows,
}

/// Owns one value in its closure and one on its stack, yields one, and ends with one.
fn coroutine(tally: &Tally, ending: Ending) -> Coroutine<Counted, Counted> {
    let captured = tally.value("captured");
    let tally = tally.clone();
    Coroutine::new(stack(), move |suspender: &Suspender<Counted>| {
        let _captured = captured;
        let _on_the_stack = tally.value("on the stack");
        let suspended = catch_unwind(AssertUnwindSafe(|| {
            suspender.suspend(tally.value("yielded"))
        }));
        match (ending, suspended) {
            (Ending::Returns, Ok(())) | (Ending::Swallows, _) => tally.value("returned"),
            (Ending::Panics, Ok(())) => resume_unwind(Box::new(tally.value("payload"))),
            (_, Err(panic)) => resume_unwind(panic),
        }
    })
}

fn is_suspended(state: State<Counted, Counted>) {
    assert!(matches!(state, State::Suspended(_)));
}

type Scene = (&'static str, fn(&Tally), &'static [&'static str]);

const SCENES: [Scene; 8] = [
    (
        "dropped before it has started",
        |tally| drop(coroutine(tally, Ending::Returns)),
        &["captured"],
    ),
    (
        "dropped while it is suspended",
        |tally| {
            let mut coroutine = coroutine(tally, Ending::Returns);
            is_suspended(coroutine.resume());
            drop(coroutine);
        },
        &["captured", "on the stack", "yielded"],
    ),
    (
        "the value that it yielded outlives it",
        |tally| {
            let mut coroutine = coroutine(tally, Ending::Returns);
            let yielded = coroutine.resume();
            drop(coroutine);
            is_suspended(yielded);
        },
        &["captured", "on the stack", "yielded"],
    ),
    (
        "runs to its end",
        |tally| {
            let mut coroutine = coroutine(tally, Ending::Returns);
            is_suspended(coroutine.resume());
            let returned = coroutine.resume();
            drop(coroutine);
            assert!(matches!(returned, State::Finished(_)));
        },
        &["captured", "on the stack", "yielded", "returned"],
    ),
    (
        "panics",
        |tally| {
            let mut coroutine = coroutine(tally, Ending::Panics);
            is_suspended(coroutine.resume());
            let panic = catch_unwind(AssertUnwindSafe(|| coroutine.resume())).err();
            assert!(coroutine.is_finished());
            drop(coroutine);
            assert!(panic.expect("it panics").is::<Counted>());
        },
        &["captured", "on the stack", "yielded", "payload"],
    ),
    (
        "catches the unwinding and returns",
        |tally| {
            let mut coroutine = coroutine(tally, Ending::Swallows);
            is_suspended(coroutine.resume());
            drop(coroutine);
        },
        &["captured", "on the stack", "yielded", "returned"],
    ),
    (
        "dropped while a panic unwinds who resumed it",
        |tally| {
            let mut coroutine = coroutine(tally, Ending::Returns);
            is_suspended(coroutine.resume());
            let caught = catch_unwind(AssertUnwindSafe(move || {
                let _dropped = coroutine;
                resume_unwind(Box::new("another"));
            }));
            assert_eq!(text(&*caught.unwrap_err()), "another");
        },
        &["captured", "on the stack", "yielded"],
    ),
    (
        "swapped with another, and the other dropped first",
        |tally| {
            let mut one = coroutine(tally, Ending::Returns);
            let mut other = Coroutine::new(stack(), |_: &Suspender<Counted>| unreachable!());
            is_suspended(one.resume());
            mem::swap(&mut one, &mut other);
            drop(one);
            let State::Finished(_) = other.resume() else {
                panic!()
            };
        },
        &["captured", "on the stack", "yielded", "returned"],
    ),
];

#[test]
fn every_value_is_dropped_once() {
    for (scene, play, expected) in SCENES {
        let tally = Tally::default();
        play(&tally);
        tally.assert_each_dropped_once(scene, expected);
        assert!(!std::thread::panicking(), "{scene}");
    }
}

#[test]
fn values_on_the_stack_are_dropped_from_the_last_to_the_first() {
    let said = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let says = |name: &'static str| {
        let said = said.clone();
        OnDrop(move || said.borrow_mut().push(name))
    };
    let (captured, first, second) = (says("captured"), says("first"), says("second"));
    let mut coroutine = Coroutine::new(stack(), move |suspender: &Suspender<()>| {
        let _captured = captured;
        let _first = first;
        let _second = second;
        suspender.suspend(());
    });
    coroutine.resume();
    drop(coroutine);
    assert_eq!(*said.borrow(), ["second", "first", "captured"]);
}

#[test]
fn what_a_forgotten_one_owns_is_never_dropped() {
    let tally = Tally::default();
    let mut coroutine = coroutine(&tally, Ending::Returns);
    let yielded = coroutine.resume();
    mem::forget(coroutine);
    mem::forget(yielded);
    tally.assert_none_dropped();
}

#[test]
fn a_stack_goes_back_to_its_pool_after_every_ending_but_a_leak() {
    let pool = Stacks::new();
    for ending in [Ending::Returns, Ending::Panics, Ending::Swallows] {
        for resumed in 0..=2 {
            let mut coroutine = Coroutine::new(pool.take(64 * 1024).unwrap(), move |suspender| {
                let suspended = catch_unwind(AssertUnwindSafe(|| suspender.suspend(())));
                match (ending, suspended) {
                    (Ending::Panics, Ok(())) => resume_unwind(Box::new(())),
                    (Ending::Returns, Err(panic)) => resume_unwind(panic),
                    _ => {}
                }
            });
            for _ in 0..resumed {
                let _ = catch_unwind(AssertUnwindSafe(|| coroutine.resume()));
            }
        }
    }
    assert_eq!(pool.count(), 1);
}

/// One that catches the unwinding and suspends again.
fn leaks(tally: &Tally, pool: &Stacks) {
    let on_the_stack = tally.value("on the stack");
    let tally = tally.clone();
    let mut coroutine = Coroutine::new(pool.take(64 * 1024).unwrap(), move |suspender| {
        let on_the_stack = on_the_stack;
        let unwound = catch_unwind(AssertUnwindSafe(|| {
            suspender.suspend(tally.value("yielded"))
        }));
        assert!(unwound.is_err());
        suspender.suspend(tally.value("yielded again"));
        unreachable!("nobody resumes it: {:p}", &raw const on_the_stack);
    });
    assert!(matches!(coroutine.resume(), State::Suspended(_)));
    drop(coroutine);
}

#[test]
fn one_that_suspends_instead_of_unwinding_is_leaked_and_its_stack_not_used_again() {
    let (tally, pool) = (Tally::default(), Stacks::new());
    leaks(&tally, &pool);
    let drops = [("on the stack", 0), ("yielded", 1), ("yielded again", 1)];
    assert_eq!(tally.drops(), drops);
    let next = pool.take(64 * 1024).unwrap();
    assert_eq!(pool.count(), 2, "the leaked stack is never handed out");
    drop((next, pool));
    // It is still there although its pool is gone: what lies on it may be referred to.
    assert_eq!(tally.drops(), drops);
}

#[test]
fn a_result_whose_destructor_panics_does_so_where_it_is_dropped() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            resume_unwind(Box::new("the result's destructor"));
        }
    }
    let pool = Stacks::new();
    let mut coroutine =
        Coroutine::new(pool.take(64 * 1024).unwrap(), |suspender: &Suspender<()>| {
            let _ = catch_unwind(AssertUnwindSafe(|| suspender.suspend(())));
            Bomb
        });
    coroutine.resume();
    // It returns the bomb when it is told to unwind; the drop is where the bomb ends.
    let caught = catch_unwind(AssertUnwindSafe(|| drop(coroutine)));
    assert_eq!(text(&*caught.unwrap_err()), "the result's destructor");
    pool.take(64 * 1024).unwrap();
    assert_eq!(pool.count(), 1, "the stack had gone back before");
}

#[test]
fn a_panic_that_replaces_the_unwinding_reaches_whoever_drops_it() {
    let mut coroutine = Coroutine::new(stack(), |suspender: &Suspender<()>| {
        let _ = catch_unwind(AssertUnwindSafe(|| suspender.suspend(())));
        resume_unwind(Box::new("instead"));
    });
    coroutine.resume();
    let caught = catch_unwind(AssertUnwindSafe(|| drop(coroutine)));
    assert_eq!(text(&*caught.unwrap_err()), "instead");
}

#[test]
fn a_captured_value_whose_destructor_panics_does_so_where_the_unstarted_one_is_dropped() {
    let (tally, pool) = (Tally::default(), Stacks::new());
    let bomb = OnDrop(|| resume_unwind(Box::new("captured")));
    let beside = tally.value("captured beside it");
    let coroutine = Coroutine::new(pool.take(64 * 1024).unwrap(), move |_: &Suspender<()>| {
        let _captured = (&bomb, &beside);
    });
    let caught = catch_unwind(AssertUnwindSafe(|| drop(coroutine)));
    assert_eq!(text(&*caught.unwrap_err()), "captured");
    tally.assert_each_dropped_once("unstarted", &["captured beside it"]);
    pool.take(64 * 1024).unwrap();
    assert_eq!(pool.count(), 1);
}

#[test]
fn a_payload_whose_destructor_panics_is_whoever_caught_its() {
    struct Payload;
    impl Drop for Payload {
        fn drop(&mut self) {
            resume_unwind(Box::new("the payload's destructor"));
        }
    }
    let mut coroutine = Coroutine::new(stack(), |_: &Suspender<()>| {
        resume_unwind(Box::new(Payload));
    });
    let caught = catch_unwind(AssertUnwindSafe(|| coroutine.resume()));
    assert!(coroutine.is_finished());
    drop(coroutine);
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(caught)));
    assert_eq!(text(&*dropped.unwrap_err()), "the payload's destructor");
}
