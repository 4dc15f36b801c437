//! When a fiber's destructors run, and what they may do: yield, park, spawn, join and panic.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::{Builder, current, park, spawn, yield_now};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::thread;
use support::{OnDrop, runtime, text};

#[test]
fn fibers_are_unwound_in_the_order_in_which_they_were_spawned() {
    let said = Rc::new(RefCell::new(Vec::new()));
    let heard = Rc::clone(&said);
    let runtime = runtime();
    runtime.run(move || {
        drop(spawn(|| ()));
        for n in 0..3 {
            let said = Rc::clone(&said);
            spawn(move || {
                let _says = OnDrop(|| said.borrow_mut().push(n));
                park();
            });
        }
        yield_now();
        // The last is spawned into the slot of the first, which has ended.
        spawn(move || {
            let _says = OnDrop(|| said.borrow_mut().push(3));
            park();
        });
        yield_now();
    });
    drop(runtime);
    assert_eq!(*heard.borrow(), [0, 1, 2, 3]);
}

#[test]
fn destructors_of_unwound_fibers_may_use_the_runtime() {
    let said = Rc::new(RefCell::new(Vec::new()));
    let heard = Rc::clone(&said);
    let runtime = runtime();
    runtime.run(move || {
        let other = spawn(park);
        let never = Rc::clone(&said);
        spawn(move || {
            let mut other = Some(other);
            let _destructor = OnDrop(|| {
                yield_now();
                park();
                current().unpark();
                park();
                // The other was unwound before: it was spawned first.
                assert!(other.take().unwrap().join().is_err());
                let never = Rc::clone(&never);
                let spawned = spawn(move || never.borrow_mut().push("spawned".to_owned()));
                let waited = spawned.join().unwrap_err();
                said.borrow_mut().push(text(&*waited));
            });
            park();
        });
        yield_now();
    });
    drop(runtime);
    let heard = heard.borrow();
    assert_eq!(*heard, ["a fiber that unwinds cannot wait for another"]);
}

#[test]
fn a_fiber_that_is_unwound_still_has_its_name() {
    let said = Rc::new(RefCell::new(String::new()));
    let heard = Rc::clone(&said);
    let runtime = runtime();
    runtime.run(move || {
        let says = move || {
            let _says = OnDrop(|| *said.borrow_mut() = current().to_string());
            park();
        };
        Builder::new().name("named").spawn(says).unwrap();
        yield_now();
    });
    drop(runtime);
    assert_eq!(*heard.borrow(), "named");
}

#[test]
fn so_they_may_while_the_thread_panics() {
    let reached = Rc::new(Cell::new(0));
    let reaches = Rc::clone(&reached);
    let runtime = runtime();
    runtime.run(move || {
        for _ in 0..3 {
            let reaches = Rc::clone(&reaches);
            spawn(move || {
                let _destructor = OnDrop(|| {
                    yield_now();
                    park();
                    drop(spawn(|| ()));
                    reaches.set(reaches.get() + 1);
                });
                park();
            });
        }
        yield_now();
    });
    let caught = catch_unwind(AssertUnwindSafe(move || {
        let _dropped = runtime;
        resume_unwind(Box::new("the owner's"));
    }));
    assert_eq!(text(&*caught.unwrap_err()), "the owner's");
    assert_eq!(reached.get(), 3);
    assert!(!thread::panicking());
}

#[test]
fn destructors_of_a_panicking_fiber_may_use_the_runtime() {
    let turns = runtime().run(|| {
        let turns = Rc::new(Cell::new(0));
        let counts = Rc::clone(&turns);
        let panics = spawn(move || {
            let _destructor = OnDrop(|| {
                yield_now();
                park();
                let joined = spawn(|| 1).join();
                assert!(joined.is_err(), "a fiber that unwinds doesn't wait");
                counts.set(counts.get() + 1);
            });
            yield_now();
            resume_unwind(Box::new("its own"));
        });
        assert_eq!(text(&*panics.join().unwrap_err()), "its own");
        turns.get()
    });
    assert_eq!(turns, 1);
}

#[test]
fn a_result_that_yields_in_its_destructor_is_dropped_by_its_fiber() {
    runtime().run(|| {
        let dropped = Rc::new(Cell::new(false));
        let drops = Rc::clone(&dropped);
        drop(spawn(move || {
            OnDrop(move || {
                yield_now();
                park();
                drops.set(true);
            })
        }));
        let parked = Rc::new(RefCell::new(None));
        let itself = Rc::clone(&parked);
        drop(spawn(move || {
            *itself.borrow_mut() = Some(current());
            OnDrop(|| {
                park();
            })
        }));
        for _ in 0..4 {
            yield_now();
        }
        assert!(!dropped.get(), "it is parked");
        parked.take().unwrap().unpark();
    });
}

#[test]
fn a_result_whose_destructor_panics_harms_nobody_else() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            resume_unwind(Box::new("the result's destructor"));
        }
    }
    let runtime = runtime();
    let sum = runtime.run(|| {
        drop(spawn(|| Bomb));
        drop(spawn(|| resume_unwind(Box::new(Bomb))));
        let neighbour = spawn(|| {
            yield_now();
            assert!(!thread::panicking());
            3
        });
        let joined = spawn(|| Bomb).join();
        let here = catch_unwind(AssertUnwindSafe(|| drop(joined)));
        assert_eq!(text(&*here.unwrap_err()), "the result's destructor");
        neighbour.join().unwrap()
    });
    assert_eq!(sum, 3);
}

#[test]
fn a_destructor_of_an_unstarted_fiber_may_look_for_the_current_one() {
    let runtime = runtime();
    let found = Rc::new(RefCell::new(String::new()));
    let finds = Rc::clone(&found);
    runtime.run(move || {
        let looks = OnDrop(move || {
            let caught = catch_unwind(current).map(|fiber| fiber.to_string());
            *finds.borrow_mut() = caught.unwrap_or_else(|panic| text(&*panic));
        });
        Builder::new()
            .name("unstarted")
            .spawn(move || drop(looks))
            .unwrap();
    });
    drop(runtime);
    let found = found.borrow();
    assert!(
        *found == "unstarted" || found.contains("outside of a fiber"),
        "{found}"
    );
}
