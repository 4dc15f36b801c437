//! Coroutines within fibers, and runtimes where nobody would put them.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::{Coroutine, Runtime, State, Suspender, current, park, spawn, yield_now};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::thread;
use support::{OnDrop, Tally, stack, text};

fn run<T: 'static>(main: impl FnOnce() -> T + 'static) -> T {
    Runtime::new().unwrap().run(main)
}

/// Yields numbers, and the turn before each.
fn generator() -> Coroutine<u32, ()> {
    Coroutine::new(stack(), |suspender: &Suspender<u32>| {
        for n in 0..10 {
            yield_now();
            suspender.suspend(n);
        }
    })
}

#[test]
fn a_generators_body_gives_up_the_turn_of_the_fiber_that_resumes_it() {
    run(|| {
        let others_turns = Rc::new(Cell::new(0));
        let counts = Rc::clone(&others_turns);
        spawn(move || {
            loop {
                counts.set(counts.get() + 1);
                yield_now();
            }
        });
        let mut generator = generator();
        for n in 0..10 {
            assert_eq!(generator.resume(), State::Suspended(n));
            assert_eq!(others_turns.get(), n + 1);
        }
        assert_eq!(generator.resume(), State::Finished(()));
    });
}

#[test]
fn a_generator_goes_from_fiber_to_fiber() {
    run(|| {
        let generator = Rc::new(RefCell::new(Some(generator())));
        let fibers: Vec<_> = (0..3)
            .map(|_| {
                let generator = Rc::clone(&generator);
                spawn(move || {
                    let mut sum = 0;
                    loop {
                        // While another has it, it is not there.
                        let Some(mut mine) = generator.take() else {
                            yield_now();
                            continue;
                        };
                        let id = current().id();
                        let state = (!mine.is_finished()).then(|| mine.resume());
                        assert_eq!(current().id(), id);
                        *generator.borrow_mut() = Some(mine);
                        match state {
                            Some(State::Suspended(n)) => sum += n,
                            _ => return sum,
                        }
                        yield_now();
                    }
                })
            })
            .collect();
        let sums: Vec<u32> = fibers
            .into_iter()
            .map(|fiber| fiber.join().unwrap())
            .collect();
        assert_eq!(sums.iter().sum::<u32>(), 45);
        assert!(sums.iter().all(|sum| *sum > 0), "each had it: {sums:?}");
    });
}

#[test]
fn a_fiber_that_waits_within_a_generator_is_unwound_through_it() {
    let (runtime, tally) = (Runtime::new().unwrap(), Tally::default());
    let counted = tally.clone();
    runtime.run(move || {
        spawn(move || {
            let _fiber = counted.value("the fiber's");
            let mut generator = Coroutine::new(stack(), move |_: &Suspender<()>| {
                let _generator = counted.value("the generator's");
                park();
            });
            generator.resume();
        });
        yield_now();
    });
    drop(runtime);
    tally.assert_each_dropped_once("unwound", &["the fiber's", "the generator's"]);
}

#[test]
fn a_generator_that_panics_panics_in_its_fiber() {
    run(|| {
        let fiber = spawn(|| {
            let mut generator = Coroutine::new(stack(), |_: &Suspender<()>| {
                let _yields = OnDrop(yield_now);
                yield_now();
                resume_unwind(Box::new("the generator's"));
            });
            generator.resume();
        });
        assert_eq!(text(&*fiber.join().unwrap_err()), "the generator's");
        yield_now();
    });
}

#[test]
fn a_generator_dropped_by_a_fiber_is_unwound_there_and_the_fiber_goes_on() {
    run(|| {
        spawn(|| {
            let mut generator = Coroutine::new(stack(), |suspender: &Suspender<()>| {
                let _yields = OnDrop(|| {
                    yield_now();
                    assert_eq!(current().id(), 1);
                });
                suspender.suspend(());
            });
            generator.resume();
            drop(generator);
            yield_now();
            assert_eq!(current().id(), 1);
        })
        .join()
        .unwrap();
    });
}

#[test]
fn a_runtime_within_a_coroutine_keeps_its_fibers_to_itself() {
    let mut coroutine = Coroutine::new(stack(), |suspender: &Suspender<u64>| {
        let runtime = Runtime::new().unwrap();
        for _ in 0..3 {
            suspender.suspend(runtime.run(|| {
                yield_now();
                current().id()
            }));
            assert!(catch_unwind(current).is_err(), "no fiber runs");
        }
    });
    for id in 0..3 {
        assert_eq!(coroutine.resume(), State::Suspended(id));
        assert!(catch_unwind(current).is_err(), "no fiber runs");
    }
}

#[test]
fn a_runtime_run_by_a_destructor_of_a_panicking_thread_runs() {
    let ran = Rc::new(Cell::new(0));
    let runs = Rc::clone(&ran);
    let caught = catch_unwind(AssertUnwindSafe(move || {
        let _runs = OnDrop(|| {
            let sum = run(|| {
                let fibers = [1, 2, 3].map(|n| {
                    spawn(move || {
                        yield_now();
                        n
                    })
                });
                fibers.map(|fiber| fiber.join().unwrap()).iter().sum()
            });
            runs.set(sum);
        });
        resume_unwind(Box::new("the thread's"));
    }));
    assert_eq!(text(&*caught.unwrap_err()), "the thread's");
    assert_eq!(ran.get(), 6);
}

#[test]
fn a_runtime_that_a_fiber_of_another_owns_is_dropped_with_it() {
    let (outer, tally) = (Runtime::new().unwrap(), Tally::default());
    let counted = tally.clone();
    outer.run(move || {
        spawn(move || {
            let inner = Runtime::new().unwrap();
            inner.run(move || {
                spawn(move || {
                    let _local = counted.value("of the inner one's fiber");
                    park();
                });
                yield_now();
            });
            park();
            drop(inner);
        });
        yield_now();
    });
    drop(outer);
    tally.assert_each_dropped_once("owned", &["of the inner one's fiber"]);
}

#[test]
fn a_runtime_in_a_thread_local_ends_with_its_thread() {
    thread_local! {
        static RUNTIME: RefCell<Option<Runtime>> = const { RefCell::new(None) };
    }
    let tally = Tally::default();
    let counted = tally.clone();
    let thread = thread::spawn(move || {
        let runtime = Runtime::new().unwrap();
        runtime.run(move || {
            for _ in 0..3 {
                let counted = counted.clone();
                spawn(move || {
                    let _local = counted.value("waits");
                    let _yields = OnDrop(yield_now);
                    park();
                });
            }
            yield_now();
            let never = counted.value("never starts");
            spawn(move || drop(never));
        });
        RUNTIME.set(Some(runtime));
    });
    thread.join().unwrap();
    let expected = ["waits", "waits", "waits", "never starts"];
    tally.assert_each_dropped_once("at the thread's end", &expected);
}

#[test]
fn a_runtime_begun_while_its_thread_ends_runs() {
    struct AtTheEnd(Option<std::sync::mpsc::Sender<u32>>);
    impl Drop for AtTheEnd {
        fn drop(&mut self) {
            if let Some(result) = self.0.take() {
                let sum = run(|| {
                    let fiber = spawn(|| {
                        yield_now();
                        1
                    });
                    fiber.join().unwrap() + 1
                });
                result.send(sum).unwrap();
            }
        }
    }
    thread_local! {
        static AT_THE_END: RefCell<AtTheEnd> = const { RefCell::new(AtTheEnd(None)) };
    }
    let (send, receive) = std::sync::mpsc::channel();
    let thread = thread::spawn(move || AT_THE_END.with_borrow_mut(|end| end.0 = Some(send)));
    assert_eq!(receive.recv(), Ok(2));
    thread.join().unwrap();
}
