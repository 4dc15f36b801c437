//! A budget for each poll of a task, so that a task whose sockets are always ready lets the others have a turn.

use std::cell::Cell;
use std::task::{Context, Poll};

/// How many calls a task may make in a poll.
const BUDGET: u32 = 128;

thread_local! {
    static LEFT: Cell<u32> = const { Cell::new(BUDGET) };
}

/// A poll begins.
pub(crate) fn begin() {
    LEFT.set(BUDGET);
}

/// Is ready while there's budget left. After that, the task waits for its next turn, and is woken for it at once.
pub(crate) fn poll_proceed(context: &Context<'_>) -> Poll<()> {
    match LEFT.get() {
        0 => {
            context.waker().wake_by_ref();
            Poll::Pending
        }
        left => {
            LEFT.set(left - 1);
            Poll::Ready(())
        }
    }
}
