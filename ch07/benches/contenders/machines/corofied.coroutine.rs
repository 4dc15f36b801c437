//! The functions as coroutines. What corofy writes is in `corofied.rs`.

use super::leaf::{self, Turns};
use ch07::{Future, PollState};

fn turns(left: u64) -> Turns {
    leaf::turns(left)
}

/// Waits three times, the last time for so many polls.
pub coroutine fn three(start: u64, last: u64) -> u64 {
    let first: u64 = turns(1).wait;
    let second: u64 = turns(1).wait;
    let third: u64 = turns(last).wait;
    start + first + second + third
}

/// Waits in a loop.
pub coroutine fn rounds(count: u64) -> u64 {
    let mut sum: u64 = 0;
    let mut round: u64 = 0;
    while round < count {
        let one: u64 = turns(1).wait;
        sum += one;
        round += 1;
    }
    sum
}

/// The first of ten functions, each of which waits for the next.
pub coroutine fn ten_deep(polls: u64) -> u64 {
    let below: u64 = deep_9(polls).wait;
    below + 1
}

coroutine fn deep_9(polls: u64) -> u64 {
    let below: u64 = deep_8(polls).wait;
    below + 1
}

coroutine fn deep_8(polls: u64) -> u64 {
    let below: u64 = deep_7(polls).wait;
    below + 1
}

coroutine fn deep_7(polls: u64) -> u64 {
    let below: u64 = deep_6(polls).wait;
    below + 1
}

coroutine fn deep_6(polls: u64) -> u64 {
    let below: u64 = deep_5(polls).wait;
    below + 1
}

coroutine fn deep_5(polls: u64) -> u64 {
    let below: u64 = deep_4(polls).wait;
    below + 1
}

coroutine fn deep_4(polls: u64) -> u64 {
    let below: u64 = deep_3(polls).wait;
    below + 1
}

coroutine fn deep_3(polls: u64) -> u64 {
    let below: u64 = deep_2(polls).wait;
    below + 1
}

coroutine fn deep_2(polls: u64) -> u64 {
    let below: u64 = deep_1(polls).wait;
    below + 1
}

coroutine fn deep_1(polls: u64) -> u64 {
    let below: u64 = turns(polls).wait;
    below + 1
}
