//! This chapter's runtime beside others that run tasks on one thread: `cargo bench -p ch08 --bench ratios`.
//!
//! The others are the futures crate's `LocalPool` and Tokio's current-thread runtime. Tokio's tasks come with a join
//! handle, ours and the pool's don't.
#![allow(clippy::unwrap_used, reason = "a bench that can't go on has failed")]

mod contenders;

use contenders::{another_thread, same_thread, spawn};

fn main() {
    testing::ratios::measure(&[spawn::row, same_thread::row, another_thread::row]);
}
