//! What it costs to come back to a wait below ten open functions.
//!
//! A fiber keeps them open on its stack: the switch finds the innermost one at once. A future has returned from all of
//! them, and each poll calls them again, from the outermost to the one that waits.

use super::machines::{compilers, corofied};
use super::{Row, Task, poll_ours, poll_std};
use ch05::stack::{DEFAULT_SIZE, Stacks};
use ch05::{Coroutine, State, Suspender};
use std::hint::black_box;

/// So many functions.
const DEPTH: usize = 10;

pub fn row() -> Row {
    Row {
        task: "ten functions deep, one that waits",
        contenders: vec![
            ("a fiber is resumed and suspends", fiber()),
            (
                "an async fn is polled",
                poll_std(compilers::ten_deep(u64::MAX)),
            ),
            (
                "a corofied machine is polled",
                poll_ours(corofied::ten_deep(u64::MAX)),
            ),
        ],
    }
}

fn fiber() -> Task {
    let stack = Stacks::new().take(DEFAULT_SIZE).unwrap();
    let mut fiber = Coroutine::<(), ()>::new(stack, |suspender| deep(DEPTH, suspender));
    Box::new(move |times| {
        for _ in 0..times {
            assert!(matches!(fiber.resume(), State::Suspended(())));
        }
    })
}

/// Suspends again and again, below so many open calls of this function.
#[inline(never)]
fn deep(functions: usize, suspender: &Suspender<()>) {
    match functions {
        0 => loop {
            suspender.suspend(());
        },
        _ => deep(functions - 1, suspender),
    }
    black_box(());
}
