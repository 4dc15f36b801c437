//! The functions as `async fn`.

use super::leaf::turns;

/// Waits three times, the last time for so many polls.
pub async fn three(start: u64, last: u64) -> u64 {
    let first: u64 = turns(1).await;
    let second: u64 = turns(1).await;
    let third: u64 = turns(last).await;
    start + first + second + third
}

/// Waits in a loop.
pub async fn rounds(count: u64) -> u64 {
    let mut sum: u64 = 0;
    let mut round: u64 = 0;
    while round < count {
        let one: u64 = turns(1).await;
        sum += one;
        round += 1;
    }
    sum
}

/// The first of ten functions, each of which waits for the next.
pub async fn ten_deep(polls: u64) -> u64 {
    let below: u64 = deep_9(polls).await;
    below + 1
}

async fn deep_9(polls: u64) -> u64 {
    let below: u64 = deep_8(polls).await;
    below + 1
}

async fn deep_8(polls: u64) -> u64 {
    let below: u64 = deep_7(polls).await;
    below + 1
}

async fn deep_7(polls: u64) -> u64 {
    let below: u64 = deep_6(polls).await;
    below + 1
}

async fn deep_6(polls: u64) -> u64 {
    let below: u64 = deep_5(polls).await;
    below + 1
}

async fn deep_5(polls: u64) -> u64 {
    let below: u64 = deep_4(polls).await;
    below + 1
}

async fn deep_4(polls: u64) -> u64 {
    let below: u64 = deep_3(polls).await;
    below + 1
}

async fn deep_3(polls: u64) -> u64 {
    let below: u64 = deep_2(polls).await;
    below + 1
}

async fn deep_2(polls: u64) -> u64 {
    let below: u64 = deep_1(polls).await;
    below + 1
}

async fn deep_1(polls: u64) -> u64 {
    let below: u64 = turns(polls).await;
    below + 1
}
