//! Chapter 10: a runtime for Rust's own futures.

mod context;
mod driver;
mod io;
pub mod net;
pub mod runtime;
mod scheduler;
mod sync;
pub mod task;

pub use context::EnterGuard;
pub use runtime::spawn;
