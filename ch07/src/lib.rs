//! Chapter 7: coroutines and async/await.
//!
//! The layer begins with [`Future`]: a value that can be asked whether it's done.

mod future;

pub use future::{Future, PollState};
