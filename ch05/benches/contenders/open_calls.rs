//! What it costs a coroutine to suspend below functions that are still open.
//!
//! The processor predicts a return from the calls that it has seen. Between a call and its return lies
//! another stack here, with returns of its own.

use super::{Row, Task};
use ch05::stack::{DEFAULT_SIZE, Stacks};
use ch05::{Coroutine, State, Suspender};
use std::hint::black_box;

/// So many functions.
const CALLS: usize = 8;

pub fn row() -> Row {
    Row {
        task: "resume and suspend, and 8 calls on either stack",
        at_once: 1,
        contenders: vec![
            ("all returned from, then the switch", task(false)),
            ("all open at the switch", task(true)),
        ],
    }
}

/// Both do the same, in another order.
fn task(open: bool) -> Task {
    let stack = Stacks::new().take(DEFAULT_SIZE).unwrap();
    // ANCHOR: bodies
    let mut coroutine = Coroutine::<(), ()>::new(stack, move |suspender| {
        loop {
            if open {
                below(CALLS, &|| suspend(suspender));
            } else {
                below(CALLS, &|| ());
                suspend(suspender);
            }
        }
    });
    // ANCHOR_END: bodies
    let mut resume = move || {
        let State::Suspended(()) = coroutine.resume() else {
            unreachable!("it goes on for ever")
        };
    };
    Box::new(move |times| {
        for _ in 0..times {
            if open {
                below_mut(CALLS, &mut resume);
            } else {
                below_mut(CALLS, &mut || ());
                resume();
            }
        }
    })
}

#[inline(never)]
fn suspend(suspender: &Suspender<()>) {
    suspender.suspend(());
}

// ANCHOR: below
/// Does something when so many calls of this function are open.
#[inline(never)]
fn below(calls: usize, what: &dyn Fn()) {
    match calls {
        0 => what(),
        _ => below(calls - 1, what),
    }
    black_box(());
}

// ANCHOR_END: below

/// As [`below`].
#[inline(never)]
fn below_mut(calls: usize, what: &mut dyn FnMut()) {
    match calls {
        0 => what(),
        _ => below_mut(calls - 1, what),
    }
    black_box(());
}
