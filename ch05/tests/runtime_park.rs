//! Which fiber an unpark wakes, and what a runtime says when no fiber is left to wake.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::{Builder, Fiber, Runtime, current, park, spawn, yield_now};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use support::{panic_of, run};

#[test]
fn unparking_before_parking_lets_the_next_park_return() {
    run(|| {
        current().unpark();
        current().unpark();
        park();
        let fiber = spawn(park);
        fiber.fiber().unpark();
        fiber.join().unwrap();
        // One unpark lets one park return, however often it was called.
        let parked = spawn(|| {
            park();
            park();
        });
        parked.fiber().unpark();
        parked.fiber().unpark();
        (0..5).for_each(|_| yield_now());
        assert!(!parked.is_finished());
        parked.fiber().unpark();
        parked.join().unwrap();
        // Its own unpark gives it a turn, too, which is not to end the second wait.
        let parked = spawn(|| {
            current().unpark();
            park();
            park();
        });
        (0..5).for_each(|_| yield_now());
        assert!(!parked.is_finished());
        parked.fiber().unpark();
        parked.join().unwrap();
    });
}

#[test]
fn unparking_one_that_yields_or_joins_disturbs_neither() {
    run(|| {
        let turns = Rc::new(Cell::new(0));
        let counted = Rc::clone(&turns);
        let yields = spawn(move || {
            for _ in 0..10 {
                yield_now();
                counted.set(counted.get() + 1);
            }
        });
        let fiber = yields.fiber();
        let joins = spawn(move || yields.join().unwrap());
        for turn in 0..5 {
            (0..3).for_each(|_| fiber.unpark());
            (0..3).for_each(|_| joins.fiber().unpark());
            assert!(
                turns.get() <= turn,
                "an unparked fiber has one turn, not three"
            );
            yield_now();
        }
        joins.join().unwrap();
        assert_eq!(turns.get(), 10);
    });
}

#[test]
fn unparking_one_that_has_ended_wakes_nobody_else() {
    let outlives: Fiber = run(|| {
        let ended = spawn(|| ());
        let fiber = ended.fiber();
        ended.join().unwrap();
        fiber.unpark();
        // Its slot is used again by one that must not hear of it.
        let parked = spawn(park);
        yield_now();
        (0..3).for_each(|_| {
            fiber.unpark();
            yield_now();
        });
        assert!(!parked.is_finished());
        assert_ne!(fiber.id(), parked.fiber().id());
        parked.fiber().unpark();
        parked.join().unwrap();
        current()
    });
    outlives.unpark();
    assert_eq!(outlives.name(), Some("main"));
}

#[test]
fn a_fiber_of_another_runtime_is_unparked_for_its_next_run() {
    let runtime = Runtime::new().unwrap();
    let parked = runtime.run(|| {
        let parked = spawn(park);
        yield_now();
        parked
    });
    let fiber = parked.fiber();
    run(move || fiber.unpark());
    runtime.run(yield_now);
    assert!(parked.is_finished());
}

#[test]
fn a_deadlock_says_who_waits() {
    let runtime = Runtime::new().unwrap();
    let text = panic_of(|| {
        runtime.run(|| {
            Builder::new().name("left").spawn(park).unwrap();
            spawn(park);
            let never = spawn(park);
            never.join()
        })
    });
    let expected = "deadlock: nobody is ready, and nobody waits for a socket: \
                    \"main\", \"left\", fiber 2, fiber 3 can never go on";
    assert_eq!(text, expected);
    // Those who wait still do, and another may wake them.
    assert_eq!(runtime.run(|| spawn(|| 1).join().unwrap()), 1);
}

#[test]
fn of_many_who_wait_a_deadlock_names_a_few() {
    let text = panic_of(|| {
        run(|| {
            (0..20).for_each(|_| drop(spawn(park)));
            park();
        })
    });
    assert!(
        text.ends_with("fiber 6, fiber 7 and 13 more can never go on"),
        "{text}"
    );
}

#[test]
fn fibers_that_join_each_other_are_a_deadlock() {
    let text = panic_of(|| {
        run(|| {
            let handles: Rc<RefCell<Vec<ch05::JoinHandle<()>>>> = Rc::default();
            for _ in 0..2 {
                let other = Rc::clone(&handles);
                let waits = spawn(move || {
                    yield_now();
                    let other = other.borrow_mut().remove(0);
                    other.join().unwrap();
                });
                handles.borrow_mut().insert(0, waits);
            }
            park();
        })
    });
    assert!(text.starts_with("deadlock: "), "{text}");
}
