//! Chapter 7: coroutines and async/await.
//!
//! The layer: [`Future`] is a value that can be asked whether it's done, [`Http::get`] makes the future that asks a
//! server by an [`Exchange`], and [`join_all`] makes one future of several. All of them are polled: nothing wakes their caller yet, which
//! has [`other_work`] meanwhile.
//!
//! Steps: `a-coroutine`, `a-coroutine-std`, `b-async-await`, `c-async-await`, `d-combinators`, `e-generator`.
//! `requests.rs` of b and c is what the program `corofy` writes, from the coroutines in `requests.coroutine.rs`.
//!
//! Exercises: `three-waits`, `join-values`, `race`, `eager`, `and-then`.

mod future;
mod http;
mod join_all;
mod kept;
mod other_work;

pub use future::{Future, PollState};
pub use http::{Exchange, Http, HttpGet};
pub use join_all::{JoinAll, join_all};
pub use kept::Kept;
pub use other_work::{goes_on, other_work};
