//! Who is compared, at what.
//!
//! A [`Row`] is one task and everything that does it. Each contender does its task so many times at one call, which
//! lasts long enough to be timed.

mod complete;
mod deep;
pub mod machines;
mod poll;

use ch07::{Future, PollState};
use std::hint::black_box;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use testing::ratios::{Row, Task};

/// Each row, made when its turn comes.
pub const ROWS: &[fn() -> Row] = &[poll::row, complete::three, complete::rounds, deep::row];

/// Polls a machine of this chapter's trait again and again. It's never ready.
///
/// A call of a function pointer is what an executor makes for a poll, and it keeps the compiler from merging polls.
fn poll_ours<F: Future + 'static>(machine: F) -> Task {
    let mut machine = Box::new(machine);
    Box::new(move |times| {
        let poll: fn(&mut F) -> PollState<F::Output> = black_box(F::poll);
        for _ in 0..times {
            assert!(matches!(poll(&mut machine), PollState::NotReady));
        }
    })
}

/// As [`poll_ours`], for one of the compiler's machines.
fn poll_std<F: std::future::Future + 'static>(machine: F) -> Task {
    let mut machine = Box::pin(machine);
    Box::new(move |times| {
        let poll: fn(Pin<&mut F>, &mut Context<'_>) -> Poll<F::Output> = black_box(F::poll);
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..times {
            assert!(poll(machine.as_mut(), &mut context).is_pending());
        }
    })
}

/// Makes a machine of this chapter's trait and polls it until it's ready, again and again.
fn finish_ours<F: Future>(make: impl Fn() -> F + 'static) -> Task {
    Box::new(move |times| {
        for _ in 0..times {
            let mut machine = make();
            let output = loop {
                if let PollState::Ready(output) = black_box(&mut machine).poll() {
                    break output;
                }
            };
            black_box(output);
        }
    })
}

/// As [`finish_ours`], for one of the compiler's machines.
fn finish_std<F: std::future::Future>(make: impl Fn() -> F + 'static) -> Task {
    Box::new(move |times| {
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..times {
            let mut machine = std::pin::pin!(make());
            let output = loop {
                if let Poll::Ready(output) = black_box(machine.as_mut()).poll(&mut context) {
                    break output;
                }
            };
            black_box(output);
        }
    })
}
