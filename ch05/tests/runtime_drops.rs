//! However a fiber ends, what it had is dropped once.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::{JoinHandle, Runtime, park, spawn, yield_now};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::{mem, thread};
use support::{Counted, OnDrop, Tally, runtime, text};

#[derive(Clone, Copy)]
enum Ending {
    Returns,
    Panics,
    Parks,
    /// Catches the unwinding that the end of its runtime begins, and returns.
    Swallows,
}

/// A fiber that owns one value in its closure and one on its stack, and ends with one.
fn fiber(tally: &Tally, ending: Ending) -> JoinHandle<Counted> {
    let captured = tally.value("captured");
    let tally = tally.clone();
    spawn(move || {
        let _captured = captured;
        let _on_the_stack = tally.value("on the stack");
        match ending {
            Ending::Returns => tally.value("returned"),
            Ending::Panics => resume_unwind(Box::new(tally.value("payload"))),
            Ending::Parks => {
                park();
                unreachable!("nobody unparks it");
            }
            Ending::Swallows => {
                let _ = catch_unwind(park);
                tally.value("returned")
            }
        }
    })
}

type Scene = (&'static str, fn(Runtime, Tally), &'static [&'static str]);

const SCENES: [Scene; 12] = [
    (
        "joined",
        |runtime, tally| {
            let returned = runtime.run(move || fiber(&tally, Ending::Returns).join());
            assert!(returned.is_ok());
        },
        &["captured", "on the stack", "returned"],
    ),
    (
        "joined after its end",
        |runtime, tally| {
            runtime.run(move || {
                let fiber = fiber(&tally, Ending::Returns);
                yield_now();
                assert!(fiber.is_finished());
                assert!(fiber.join().is_ok());
            });
        },
        &["captured", "on the stack", "returned"],
    ),
    (
        "finished, and its handle dropped before",
        |runtime, tally| {
            runtime.run(move || {
                drop(fiber(&tally, Ending::Returns));
                yield_now();
                assert_eq!(tally.drops().len(), 3);
            });
        },
        &["captured", "on the stack", "returned"],
    ),
    (
        "finished, and its handle dropped afterwards",
        |runtime, tally| {
            runtime.run(move || {
                let fiber = fiber(&tally, Ending::Returns);
                yield_now();
                drop(fiber);
            });
        },
        &["captured", "on the stack", "returned"],
    ),
    (
        "its handle outlives the runtime",
        |runtime, tally| {
            let handle = runtime.run(move || {
                let fiber = fiber(&tally, Ending::Returns);
                yield_now();
                fiber
            });
            drop(runtime);
            // It has ended, so even outside of a fiber it can be joined.
            assert!(handle.join().is_ok());
        },
        &["captured", "on the stack", "returned"],
    ),
    (
        "panicked, and joined",
        |runtime, tally| {
            let panic = runtime.run(move || fiber(&tally, Ending::Panics).join().err());
            assert!(panic.expect("it panics").is::<Counted>());
        },
        &["captured", "on the stack", "payload"],
    ),
    (
        "panicked, and nobody asks",
        |runtime, tally| {
            runtime.run(move || {
                drop(fiber(&tally, Ending::Panics));
                yield_now();
            });
        },
        &["captured", "on the stack", "payload"],
    ),
    (
        "never started when the runtime is dropped",
        |runtime, tally| {
            let handle = runtime.run(move || fiber(&tally, Ending::Returns));
            drop(runtime);
            drop(handle);
        },
        &["captured"],
    ),
    (
        "waiting when the runtime is dropped, its handle dropped first",
        |runtime, tally| {
            runtime.run(move || {
                drop(fiber(&tally, Ending::Parks));
                yield_now();
            });
            drop(runtime);
        },
        &["captured", "on the stack"],
    ),
    (
        "waiting when the runtime is dropped, its handle dropped last",
        |runtime, tally| {
            let handle = runtime.run(move || {
                let fiber = fiber(&tally, Ending::Parks);
                yield_now();
                fiber
            });
            drop(runtime);
            let panic = handle.join().err().expect("it has not returned");
            assert_eq!(text(&*panic), "something without a text");
        },
        &["captured", "on the stack"],
    ),
    (
        "returns although the runtime is dropped",
        |runtime, tally| {
            let handle = runtime.run(move || {
                let fiber = fiber(&tally, Ending::Swallows);
                yield_now();
                fiber
            });
            drop(runtime);
            assert!(handle.join().is_ok());
        },
        &["captured", "on the stack", "returned"],
    ),
    (
        "dropped by a panic that unwinds the runtime's owner",
        |runtime, tally| {
            runtime.run(move || {
                drop(fiber(&tally, Ending::Parks));
                yield_now();
                drop(fiber(&tally, Ending::Parks));
            });
            let caught = catch_unwind(AssertUnwindSafe(move || {
                let _dropped = runtime;
                resume_unwind(Box::new("the owner's"));
            }));
            assert_eq!(text(&*caught.unwrap_err()), "the owner's");
        },
        &["captured", "on the stack", "captured"],
    ),
];

#[test]
fn every_value_is_dropped_once() {
    for (scene, play, expected) in SCENES {
        let tally = Tally::default();
        play(runtime(), tally.clone());
        tally.assert_each_dropped_once(scene, expected);
        assert!(!thread::panicking(), "{scene}");
    }
}

#[test]
fn the_values_of_a_panicking_main_are_dropped_and_the_others_stay() {
    let (runtime, tally) = (runtime(), Tally::default());
    let counted = tally.clone();
    let caught = catch_unwind(AssertUnwindSafe(|| {
        runtime.run(move || {
            let _local = counted.value("main's");
            drop(fiber(&counted, Ending::Parks));
            yield_now();
            resume_unwind(Box::new("main panics"));
        });
    }));
    assert_eq!(text(&*caught.unwrap_err()), "main panics");
    assert_eq!(
        tally.drops(),
        [("main's", 1), ("captured", 0), ("on the stack", 0)]
    );
    drop(runtime);
    tally.assert_each_dropped_once("later", &["main's", "captured", "on the stack"]);
}

#[test]
fn what_a_forgotten_runtime_owns_is_never_dropped() {
    let (runtime, tally) = (runtime(), Tally::default());
    let counted = tally.clone();
    let handle = runtime.run(move || {
        drop(fiber(&counted, Ending::Parks));
        let handle = fiber(&counted, Ending::Parks);
        yield_now();
        fiber(&counted, Ending::Returns);
        handle
    });
    mem::forget(runtime);
    drop(handle);
    tally.assert_none_dropped();
}

#[test]
fn a_forgotten_handle_keeps_only_what_its_fiber_returned() {
    let (runtime, tally) = (runtime(), Tally::default());
    let counted = tally.clone();
    runtime.run(move || {
        mem::forget(fiber(&counted, Ending::Returns));
        yield_now();
    });
    drop(runtime);
    assert_eq!(
        tally.drops(),
        [("captured", 1), ("on the stack", 1), ("returned", 0)]
    );
}

#[test]
fn a_captured_value_whose_destructor_panics_keeps_no_other_fiber_from_its_end() {
    let (runtime, tally) = (runtime(), Tally::default());
    let counted = tally.clone();
    runtime.run(move || {
        let bomb = OnDrop(|| resume_unwind(Box::new("captured")));
        drop(fiber(&counted, Ending::Parks));
        yield_now();
        drop(spawn(move || drop(bomb)));
        drop(fiber(&counted, Ending::Returns));
    });
    let caught = catch_unwind(AssertUnwindSafe(|| drop(runtime)));
    tally.assert_each_dropped_once("later", &["captured", "on the stack", "captured"]);
    assert_eq!(text(&*caught.unwrap_err()), "captured");
}

#[test]
fn a_handle_of_a_fiber_that_never_started_says_so_after_the_runtime() {
    let runtime1 = runtime();
    let handle = runtime1.run(|| spawn(|| 1));
    drop(runtime1);
    let handle = Rc::new(Cell::new(Some(handle)));
    // In a fiber, where one that waits would wait for ever.
    let joined = runtime().run(move || handle.take().unwrap().join());
    assert!(joined.is_err());
}

#[test]
fn one_that_waits_again_while_it_is_unwound_is_leaked() {
    let (runtime, tally) = (runtime(), Tally::default());
    let counted = tally.clone();
    let handle = runtime.run(move || {
        let handle = spawn(move || {
            let _on_the_stack = counted.value("on the stack");
            assert!(catch_unwind(park).is_err());
            park();
            unreachable!("its runtime is gone");
        });
        yield_now();
        handle
    });
    drop(runtime);
    assert!(!handle.is_finished());
    tally.assert_none_dropped();
}

#[test]
fn a_thousand_waiting_fibers_are_unwound() {
    let (runtime, tally) = (runtime(), Tally::default());
    let counted = tally.clone();
    runtime.run(move || {
        for _ in 0..1000 {
            let counted = counted.clone();
            spawn(move || {
                let _on_the_stack = counted.value("on the stack");
                park();
            });
        }
        yield_now();
    });
    drop(runtime);
    tally.assert_each_dropped_once("all", &["on the stack"; 1000]);
}
