//! Chapter 5: fibers.
//!
//! The layer, from the bottom: `switch` exchanges one stack for another, [`stack`] has the memory,
//! `overflow` says who ran out of it, [`Coroutine`] is the safe type around them, and [`Runtime`] lets
//! many of them take turns, in the shape of `std::thread`: [`spawn`], [`yield_now`], [`park`],
//! [`JoinHandle`].
//!
//! Steps: `a-stack-swap`, `b-show-stack`, `c-fibers`, `d-fibers-closure`, `e-fibers-windows`,
//! `f-fibers-io`, `g-guard-page`, `h-many`.
//!
//! Exercises: `join-value`, `panic-reaches-join`, `priorities`, `fiber-sleep`, `generator`.
//!
//! # What no library can keep safe
//!
//! `thread_local!` assumes that whoever uses a variable is done with it before the thread runs anything
//! else, and a coroutine that suspends meanwhile breaks this, without `unsafe`. If an initialiser
//! suspends and another coroutine initialises the variable meanwhile, std replaces a value that is
//! borrowed. If one suspends inside of `with` and is dropped when the thread's variables are, it still has the
//! borrow. A reference in a scoped thread-local leads a [`Suspender`] out of its body. So: no suspension in an
//! initialiser or in `with`, and no [`Runtime`] in a thread-local. (`tests/runtime_thread_local.rs`
//! shows what happens.)

mod coroutine;
#[cfg(unix)]
pub mod net;
mod overflow;
mod runtime;
pub mod stack;
mod switch;

pub use coroutine::{Coroutine, State, Suspender};
pub use runtime::{Builder, Fiber, JoinHandle, Runtime, current, park, spawn, yield_now};
