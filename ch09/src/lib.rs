//! Chapter 9: self-references and Pin.
//!
//! The layer: a [`Future`] that's polled where it stays, by a [`Pin`](std::pin::Pin). A [`Slot`] is a machine's place
//! for a variable that another variable borrows across a wait. [`Movable`] carries a pinned future to chapter 8's
//! runtime, which moves its futures: the [`Executor`] and [`join_all`] are chapter 8's, inside such a wrapper.
//!
//! Steps: `a-coroutines-variables`, `b-coroutines-references`, `c-coroutines-problem`, `d-pin`, `e-coroutines-pin`, `e-drop`.
//! `requests.rs` of e is what chapter 7's program `corofy` writes, from the coroutine in `requests.coroutine.rs`.

mod executor;
mod future;
mod join_all;
mod kept;
mod movable;

pub use ch08::{Http, HttpGet, PollState, Reactor, Wake, Waker};
pub use executor::Executor;
pub use future::Future;
pub use join_all::{JoinAll, join_all};
pub use kept::{Kept, Slot};
pub use movable::Movable;
