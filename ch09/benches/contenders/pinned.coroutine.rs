//! The coroutine, as corofy writes it for this chapter: its variable stays in the machine.

use super::leaf::Turn;
use ch09::{Future, PollState};

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
