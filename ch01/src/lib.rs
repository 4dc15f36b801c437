//! Chapter 1: concurrency, the CPU and the operating system.
//!
//! There is no layer yet, only what the steps stand on: [`mod@deref`] reads memory by one instruction,
//! [`fault`] tells how a child process died that read where nothing is, [`bar`] simulates a bar for
//! an evening, [`affinity`] keeps threads on one core.
//!
//! Steps: `a-dereference`, `b-bad-pointer`, `c-bar`, `d-two-spinners`.
//!
//! Exercises: `bar-with-a-manager`, `swap`, `who-faulted`.
#![deny(unsafe_code)]

pub mod affinity;
pub mod bar;
#[cfg(unix)]
mod check;
pub mod deref;
pub mod fault;
