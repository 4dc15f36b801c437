//! What comes by way of `join`: a result, or a panic that harms no other fiber.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::{Runtime, spawn, yield_now};
use std::panic::{catch_unwind, panic_any, resume_unwind};
use std::thread;
use support::{panic_of, run};

#[test]
fn a_result_comes_by_way_of_join_whatever_it_is() {
    run(|| {
        assert_eq!(spawn(|| "text".to_owned()).join().unwrap(), "text");
        assert_eq!(spawn(|| [7_u64; 1000]).join().unwrap(), [7; 1000]);
        spawn(|| ()).join().unwrap();
        let nested = spawn(|| spawn(|| spawn(|| 1)));
        assert_eq!(nested.join().unwrap().join().unwrap().join().unwrap(), 1);
    });
}

#[test]
fn a_panic_comes_by_way_of_join_with_its_type() {
    run(|| {
        let literal = spawn(|| panic!("a literal")).join().unwrap_err();
        assert_eq!(literal.downcast_ref::<&str>(), Some(&"a literal"));
        let n = 7;
        let formatted = spawn(move || panic!("formatted {n}")).join().unwrap_err();
        assert_eq!(formatted.downcast_ref::<String>().unwrap(), "formatted 7");
        let any = spawn(|| panic_any(7_u64)).join().unwrap_err();
        assert_eq!(any.downcast_ref::<u64>(), Some(&7));
    });
}

#[test]
fn a_panic_of_main_is_raised_by_run() {
    let runtime = Runtime::new().unwrap();
    assert_eq!(panic_of(|| runtime.run(|| panic!("main's"))), "main's");
    assert_eq!(runtime.run(|| 1), 1);
}

#[test]
fn neighbours_of_a_fiber_that_panics_do_not_panic() {
    run(|| {
        let neighbour = spawn(|| {
            for _ in 0..10 {
                assert!(!thread::panicking());
                yield_now();
            }
        });
        let panics: Vec<_> = (0..5)
            .map(|n| {
                spawn(move || {
                    (0..n).for_each(|_| yield_now());
                    resume_unwind(Box::new(n));
                })
            })
            .collect();
        for (n, fiber) in panics.into_iter().enumerate() {
            assert_eq!(
                fiber.join().unwrap_err().downcast_ref::<i32>(),
                Some(&(n as i32))
            );
        }
        neighbour.join().unwrap();
    });
}

#[test]
fn a_panic_caught_in_a_fiber_that_yields_stays_there() {
    run(|| {
        let fibers = [1, 2, 3].map(|n| {
            spawn(move || {
                for turn in 0..10 {
                    let caught = catch_unwind(|| {
                        yield_now();
                        let inner = catch_unwind(|| {
                            yield_now();
                            resume_unwind(Box::new(turn));
                        });
                        yield_now();
                        resume_unwind(inner.unwrap_err());
                    });
                    assert_eq!(caught.unwrap_err().downcast_ref(), Some(&(turn)));
                    assert!(!thread::panicking());
                }
                n
            })
        });
        let sum: i32 = fibers.map(|fiber| fiber.join().unwrap()).iter().sum();
        assert_eq!(sum, 6);
    });
}
