//! Who is compared, at what, and on which terms.
//!
//! A [`Row`] is one task and everybody who does it. Each contender does its task so many times at one
//! call, and both benches use it like that: one call lasts long enough to be timed.

mod connect;
mod create;
mod echo;
#[cfg(all(target_arch = "x86_64", unix))]
mod float;
mod hand_over;
mod open_calls;
mod resume;
mod server;
mod threads;

/// Does the task so many times.
pub type Task = Box<dyn FnMut(usize)>;

/// A task, and who does it. The first contender is the one whom the others are compared with.
pub struct Row {
    pub task: &'static str,
    /// How many of what is counted are done at a time, such as a message on each of 100 connections.
    pub at_once: usize,
    pub contenders: Vec<(&'static str, Task)>,
}

/// Each row, made when its turn comes: no threads or connections of another row are there meanwhile.
pub const ROWS: &[fn() -> Row] = &[
    resume::row,
    open_calls::row,
    #[cfg(all(target_arch = "x86_64", unix))]
    float::row,
    hand_over::row,
    create::row,
    echo::one,
    echo::hundred,
    server::row,
    connect::row,
];
