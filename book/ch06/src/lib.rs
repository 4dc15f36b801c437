//! Chapter 6: futures in Rust.
//!
//! The chapter's programs are on its pages. This crate holds what its exercises are made with: a [`Door`], which is the
//! smallest reactor there is, and a [`Task`], which is the smallest executor.

#![forbid(unsafe_code)]

mod door;
mod task;

pub use door::Door;
pub use task::Task;
