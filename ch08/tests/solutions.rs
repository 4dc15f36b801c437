//! The reference solutions pass the checks that the reader's files have to pass.
#![allow(
    clippy::duplicate_mod,
    reason = "what two checks share is part of each exercise's own program"
)]

#[path = "../solutions/fifo.rs"]
mod fifo;
#[path = "../solutions/shutdown.rs"]
mod shutdown;
#[path = "../solutions/spawn-from-task.rs"]
mod spawn_from_task;
#[path = "../solutions/timer-reactor.rs"]
mod timer_reactor;
#[path = "../solutions/wake-once.rs"]
mod wake_once;
