//! Fibers that take turns.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::{Builder, Fiber, Runtime, current, park, spawn, yield_now};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};
use std::rc::Rc;
use std::thread;
use support::text;

fn run<T: 'static>(main: impl FnOnce() -> T + 'static) -> T {
    Runtime::new().unwrap().run(main)
}

fn panic_of<T>(f: impl FnOnce() -> T) -> String {
    let caught = catch_unwind(AssertUnwindSafe(|| {
        f();
    }));
    text(&*caught.expect_err("it panics"))
}

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
fn a_name_is_what_its_builder_gave_it() {
    run(|| {
        assert_eq!((current().id(), current().name()), (0, Some("main")));
        let long = "n".repeat(1000);
        for name in ["", "short", "two\nlines", "ünï", &long] {
            let fiber = Builder::new()
                .name(name)
                .spawn(|| current().to_string())
                .unwrap();
            assert_eq!(fiber.fiber().name(), Some(name));
            assert_eq!(fiber.join().unwrap(), name);
        }
        assert_eq!(spawn(|| current().to_string()).join().unwrap(), "fiber 6");
    });
}

#[test]
fn what_does_not_fit_a_stack_is_refused_with_its_size() {
    const STACK: usize = 64 * 1024;
    /// Captures so many bytes. What is allowed has to run, in a debug build too, where each of the functions
    /// that hand the closure on has a copy on that stack.
    fn spawn_with<const N: usize>() -> Result<(), String> {
        let captured = [1_u8; N];
        let body = move || {
            captured
                .iter()
                .map(|byte| usize::from(*byte))
                .sum::<usize>()
        };
        let spawned = Builder::new().stack_size(STACK).spawn(body);
        let ran = spawned.map(|fiber| assert_eq!(fiber.join().unwrap(), N));
        ran.map_err(|error| error.to_string())
    }
    fn attempts() {
        spawn_with::<{ STACK / 32 }>().unwrap();
        // Around the limit it is an error or it works, and never a panic.
        let around = [
            spawn_with::<{ STACK / 16 - 128 }>(),
            spawn_with::<{ STACK / 16 - 64 }>(),
            spawn_with::<{ STACK / 16 - 32 }>(),
            spawn_with::<{ STACK / 16 - 1 }>(),
            spawn_with::<{ STACK / 2 }>(),
            spawn_with::<{ STACK / 2 + 1 }>(),
        ];
        for text in around.into_iter().filter_map(Result::err) {
            assert!(text.starts_with("what the fiber captures"), "{text}");
        }
        let text = spawn_with::<{ STACK }>().unwrap_err();
        assert!(text.contains("captures takes 65536 bytes"), "{text}");
    }
    Runtime::new().unwrap().run(|| {
        // Who hands over so much needs room for it, too.
        let attempts = Builder::new().stack_size(16 << 20).spawn(attempts);
        attempts.unwrap().join().unwrap();
    });
}

#[test]
fn a_stack_of_an_absurd_size_is_an_error() {
    run(|| {
        for size in [usize::MAX, usize::MAX / 2, 1 << 50] {
            let refused = Builder::new().stack_size(size).spawn(|| ()).unwrap_err();
            assert!(!refused.to_string().is_empty());
        }
        assert_eq!(spawn(|| 1).join().unwrap(), 1);
    });
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
