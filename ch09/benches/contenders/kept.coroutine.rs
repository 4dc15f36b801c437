//! The coroutine, as corofy writes it for chapter 8: its variable is on the heap.

use super::leaf::Turn;
use ch08::{Future, PollState};

fn turn() -> Turn {
    Turn::new()
}

/// Waits so often, and counts by a reference that it keeps meanwhile.
pub coroutine fn sum(waits: u64) -> u64 {
    let mut sum: u64 = 0;
    let counter: &mut u64 = &mut sum;
    let mut wait: u64 = 0;
    while wait < waits {
        let one: u64 = turn().wait;
        *counter += one;
        wait += 1;
    }
    sum
}
