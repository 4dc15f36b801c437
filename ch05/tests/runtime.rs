//! Fibers that take turns, and the runtimes in which they do.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::{Runtime, current, park, spawn, yield_now};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::thread;
use support::{panic_of, run};

#[test]
fn fibers_take_turns() {
    let said = Rc::new(RefCell::new(Vec::new()));
    let heard = Rc::clone(&said);
    let sum = Runtime::new().unwrap().run(move || {
        let fibers: Vec<_> = (0..3)
            .map(|n| {
                let said = Rc::clone(&said);
                spawn(move || {
                    for turn in 0..3 {
                        said.borrow_mut().push((turn, n));
                        yield_now();
                    }
                    n
                })
            })
            .collect();
        fibers
            .into_iter()
            .map(|fiber| fiber.join().unwrap())
            .sum::<usize>()
    });
    assert_eq!(sum, 3);
    assert!(heard.borrow().is_sorted());
}

#[test]
fn outside_of_a_fiber_every_function_says_so() {
    let calls: [(&str, fn()); 4] = [
        ("spawn", || drop(spawn(|| ()))),
        ("yield_now", yield_now),
        ("park", park),
        ("current", || drop(current())),
    ];
    let outside = |name: &str, f: &dyn Fn()| {
        let text = panic_of(f);
        assert!(
            text.starts_with(&format!("`{name}` was called outside of a fiber")),
            "{text}"
        );
    };
    for (name, call) in calls {
        outside(name, &call);
        // After a run, and on another thread while one runs.
        run(|| ());
        outside(name, &call);
        run(move || {
            thread::scope(|scope| {
                let text = scope.spawn(move || panic_of(call)).join().unwrap();
                assert!(text.contains("outside of a fiber"));
            });
        });
    }
    let runtime = Runtime::new().unwrap();
    let handle = Cell::new(Some(runtime.run(|| spawn(|| ()))));
    outside("join", &|| drop(handle.take().unwrap().join()));
}

#[test]
fn a_runtime_that_runs_cannot_be_run_by_its_own_fibers() {
    let runtime = Rc::new(Runtime::new().unwrap());
    let own = Rc::clone(&runtime);
    let text = runtime.run(move || {
        let text = panic_of(|| own.run(|| ()));
        yield_now();
        text
    });
    assert_eq!(text, "this runtime runs already");
    assert_eq!(runtime.run(|| 1), 1, "and later it can");
}

#[test]
fn a_runtime_within_a_fiber_of_another_is_one_of_its_own() {
    let sum = run(|| {
        let neighbour = spawn(|| {
            yield_now();
            current().id()
        });
        let nested = spawn(|| {
            let before = current().id();
            let sum = run(|| {
                assert_eq!(current().name(), Some("main"));
                let inner = spawn(|| {
                    yield_now();
                    20
                });
                inner.join().unwrap()
            });
            assert_eq!(current().id(), before);
            assert_eq!(panic_of(|| run(|| panic!("inner main"))), "inner main");
            assert_eq!(current().id(), before);
            yield_now();
            sum
        });
        nested.join().unwrap() + neighbour.join().unwrap()
    });
    assert_eq!(sum, 21);
}

#[test]
fn a_runtime_may_move_and_two_may_take_turns() {
    let one = Runtime::new().unwrap();
    let ids = one.run(|| {
        let ids = Rc::new(RefCell::new(Vec::new()));
        let noted = Rc::clone(&ids);
        spawn(move || {
            loop {
                noted.borrow_mut().push(current().id());
                yield_now();
            }
        });
        yield_now();
        ids
    });
    let mut many = vec![one];
    for _ in 0..100 {
        many.push(Runtime::new().unwrap());
    }
    for runtime in &many {
        runtime.run(yield_now);
    }
    let moved = Box::new(many.swap_remove(0));
    drop(many);
    moved.run(yield_now);
    assert_eq!(
        *ids.borrow(),
        [1; 5],
        "a turn in the first run, and two in each other"
    );
}

#[test]
fn many_threads_have_one_each() {
    let sums = thread::scope(|scope| {
        let threads: Vec<_> = (0..8_u64)
            .map(|seed| {
                scope.spawn(move || {
                    run(move || {
                        let fibers: Vec<_> = (0..100)
                            .map(|n| {
                                spawn(move || {
                                    (0..n % 7).for_each(|_| yield_now());
                                    seed * n
                                })
                            })
                            .collect();
                        fibers.into_iter().map(|f| f.join().unwrap()).sum::<u64>()
                    })
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|t| t.join().unwrap())
            .collect::<Vec<_>>()
    });
    assert_eq!(sums, (0..8).map(|seed| seed * 4950).collect::<Vec<_>>());
}

#[test]
fn handles_stay_valid_while_slots_are_added_and_used_again() {
    run(|| {
        let early: Vec<_> = (0..10)
            .map(|n| {
                spawn(move || {
                    park();
                    n
                })
            })
            .collect();
        yield_now();
        // The slots grow many times over, and are used again.
        for _ in 0..3 {
            let many: Vec<_> = (0..1000).map(|n| spawn(move || n)).collect();
            let sum: i32 = many.into_iter().map(|fiber| fiber.join().unwrap()).sum();
            assert_eq!(sum, 499_500);
        }
        for (n, fiber) in early.into_iter().enumerate() {
            assert!(!fiber.is_finished());
            fiber.fiber().unpark();
            assert_eq!(fiber.join().unwrap(), n);
        }
    });
}

#[test]
fn those_who_have_not_ended_go_on_at_the_next_run() {
    let runtime = Runtime::new().unwrap();
    let handle = runtime.run(|| {
        spawn(|| {
            for _ in 0..3 {
                yield_now();
            }
            7
        })
    });
    assert!(!handle.is_finished());
    let value = runtime.run(move || handle.join().unwrap());
    assert_eq!(value, 7);
}

#[test]
fn threads_scoped_to_a_fiber_may_borrow_its_locals_while_it_yields() {
    let sum = run(|| {
        let neighbour = spawn(|| (0..100).for_each(|_| yield_now()));
        let scoped = spawn(|| {
            let numbers = [1, 2, 3];
            let sum = thread::scope(|scope| {
                let thread = scope.spawn(|| numbers.iter().sum::<i32>());
                (0..10).for_each(|_| yield_now());
                thread.join().unwrap()
            });
            sum + numbers[0]
        });
        let sum = scoped.join().unwrap();
        neighbour.join().unwrap();
        sum
    });
    assert_eq!(sum, 7);
}
