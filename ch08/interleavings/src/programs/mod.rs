//! Small programs of three threads: an executor, and two threads that each wake one of its tasks.
//!
//! They differ in where the executor sleeps, and in what a waker does first.

pub mod look_then_sleep;
pub mod no_token;
pub mod ours;
pub mod unpark_first;
