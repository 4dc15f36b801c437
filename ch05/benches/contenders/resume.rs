//! Resuming a coroutine that suspends at once: there and back.
//!
//! Both coroutines say a number each time, and are told nothing.

use super::{Row, Task};
use ch05::stack::{DEFAULT_SIZE, Stacks};
use ch05::{Coroutine, State};
use corosensei::CoroutineResult;
use std::hint::black_box;

pub fn row() -> Row {
    Row {
        task: "resume and suspend",
        at_once: 1,
        contenders: vec![("corosensei", peer()), ("ch05", ours())],
    }
}

fn ours() -> Task {
    let stack = Stacks::new().take(DEFAULT_SIZE).unwrap();
    let mut coroutine = Coroutine::<usize, ()>::new(stack, |suspender| {
        for n in 0.. {
            suspender.suspend(black_box(n));
        }
    });
    Box::new(move |times| {
        for _ in 0..times {
            let State::Suspended(n) = coroutine.resume() else {
                unreachable!("it counts for ever")
            };
            black_box(n);
        }
    })
}

fn peer() -> Task {
    let mut coroutine = corosensei::Coroutine::<(), usize, ()>::new(|yielder, ()| {
        for n in 0.. {
            yielder.suspend(black_box(n));
        }
    });
    Box::new(move |times| {
        for _ in 0..times {
            let CoroutineResult::Yield(n) = coroutine.resume(()) else {
                unreachable!("it counts for ever")
            };
            black_box(n);
        }
    })
}
