//! Ten thousand fibers that do everything at random, and of which every result is known.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[path = "coroutine_support/mod.rs"]
mod support;

use ch05::{Builder, JoinHandle, Runtime, current, park, spawn, yield_now};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::hint::black_box;
use std::panic::{catch_unwind, resume_unwind};
use std::rc::Rc;
use std::thread;

/// A small generator of numbers that look random (xorshift, by Marsaglia).
#[derive(Clone, Copy)]
struct Random(u64);

impl Random {
    fn seeded(seed: u64) -> Self {
        // Its state must not be 0, and the first numbers of neighbours should differ.
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// What a fiber does between its turns, and what it returns: the same with and without switches.
fn work(seed: u64, between: &dyn Fn()) -> (f64, u64) {
    let mut random = Random::seeded(seed);
    let mut sum = seed as f64;
    let mut product = 1.0_f32;
    let mut hash = seed;
    for _ in 0..random.below(6) {
        sum = sum.mul_add(1.000_01, 1.0 / (1.0 + random.below(100) as f64));
        product *= 1.5;
        hash = (hash ^ random.below(u64::MAX)).wrapping_mul(0x100_0000_01B3);
        between();
    }
    (sum + f64::from(product), hash)
}

/// The same with many pages of locals, which are looked at after each turn.
#[inline(never)]
fn work_with_large_locals(seed: u64, between: &dyn Fn()) -> (f64, u64) {
    let pattern = black_box([seed as u8; 6000]);
    let checked = || {
        between();
        assert!(
            pattern.iter().all(|byte| *byte == seed as u8),
            "nobody else has written here"
        );
    };
    work(seed, &checked)
}

/// Waits, one way or another.
fn between(random: &RefCell<Random>, parked: &RefCell<VecDeque<ch05::Fiber>>) {
    match random.borrow_mut().below(8) {
        0 => {}
        1 => {
            parked.borrow_mut().push_back(current());
            park();
            return;
        }
        2 => {
            let caught = catch_unwind(|| {
                yield_now();
                resume_unwind(Box::new("to be caught"));
            });
            let panic = caught.unwrap_err();
            if !panic.is::<&str>() {
                // It is the end of the runtime.
                resume_unwind(panic);
            }
        }
        _ => yield_now(),
    }
    let wakes = parked.borrow_mut().pop_front();
    if let Some(fiber) = wakes {
        fiber.unpark();
    }
}

type Told = Result<(f64, u64), u64>;

/// What a fiber of this number says: what it has computed, or its number, by way of a panic.
fn expected(seed: u64) -> Told {
    match seed % 17 {
        3 => Err(seed),
        5 => Ok(work_with_large_locals(seed, &|| ())),
        _ => Ok(work(seed, &|| ())),
    }
}

fn fiber(seed: u64, parked: Rc<RefCell<VecDeque<ch05::Fiber>>>) -> (f64, u64) {
    let random = RefCell::new(Random::seeded(!seed));
    let between = || {
        between(&random, &parked);
        assert!(!thread::panicking());
    };
    match seed % 17 {
        3 => {
            work(seed, &between);
            resume_unwind(Box::new(seed));
        }
        5 => work_with_large_locals(seed, &between),
        7 => {
            // By way of another fiber, which has the rest of the work.
            let parked = Rc::clone(&parked);
            let nested = spawn(move || {
                let random = RefCell::new(Random::seeded(seed));
                work(seed, &|| self::between(&random, &parked))
            });
            between();
            nested.join().unwrap()
        }
        _ => work(seed, &between),
    }
}

fn told(handle: JoinHandle<(f64, u64)>) -> Told {
    handle
        .join()
        .map_err(|panic| *panic.downcast::<u64>().expect("its number"))
}

/// So many at once, from this number on.
fn storm(fibers: u64, first: u64) {
    let parked = Rc::new(RefCell::new(VecDeque::new()));
    // Whoever parks is woken at last by this one.
    let wakes = Rc::clone(&parked);
    spawn(move || {
        loop {
            let next = wakes.borrow_mut().pop_front();
            next.inspect(ch05::Fiber::unpark);
            yield_now();
        }
    });
    let numbers = first..first + fibers;
    let spawned: Vec<_> = numbers
        .map(|seed| {
            let parked = Rc::clone(&parked);
            let builder = Builder::new().stack_size(64 * 1024);
            (seed, builder.spawn(move || fiber(seed, parked)).unwrap())
        })
        .collect();
    // Compared with what the same computes without fibers, to the last bit.
    for (seed, handle) in spawned {
        assert_eq!(told(handle), expected(seed), "of fiber {seed}");
    }
}

/// Fewer where each of them costs more: under valgrind.
fn fibers() -> u64 {
    let asked = std::env::var("STRESS_FIBERS").ok();
    asked.map_or(10_000, |fibers| fibers.parse().expect("a number"))
}

#[test]
fn ten_thousand_fibers_give_the_results_of_none() {
    let runtime = Runtime::new().unwrap();
    runtime.run(|| storm(fibers(), 0));
    // Their slots and stacks again.
    runtime.run(|| storm(fibers() / 10, 1_000_000));
}

#[test]
fn so_do_runtimes_on_threads_at_once() {
    thread::scope(|scope| {
        for first in [10, 20, 30, 40] {
            let storm = move || storm(fibers() / 20, first * 1000);
            scope.spawn(move || Runtime::new().unwrap().run(storm));
        }
    });
}

#[test]
fn a_storm_ends_clean_when_its_runtime_is_dropped_in_the_middle() {
    let (runtime, tally) = (Runtime::new().unwrap(), support::Tally::default());
    let counted = tally.clone();
    let count = (fibers() / 10) as usize;
    runtime.run(move || {
        for seed in 0..count as u64 {
            let value = counted.value("captured");
            spawn(move || {
                let _value = value;
                let mut random = Random::seeded(seed);
                while random.below(10) != 0 {
                    yield_now();
                }
                match random.below(3) {
                    0 => park(),
                    1 => resume_unwind(Box::new(())),
                    _ => {}
                }
            });
        }
        (0..4).for_each(|_| yield_now());
    });
    drop(runtime);
    tally.assert_each_dropped_once("dropped", &vec!["captured"; count]);
}
