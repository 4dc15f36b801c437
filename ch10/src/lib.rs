//! Chapter 10: a runtime for Rust's own futures.

mod context;
mod driver;
pub mod runtime;
mod scheduler;
mod sync;
pub mod task;

pub use context::EnterGuard;
pub use runtime::spawn;
