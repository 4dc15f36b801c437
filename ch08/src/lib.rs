//! Chapter 8: a runtime with a reactor and an executor.
//!
//! The layer: an [`Executor`] polls tasks on its thread and sleeps while none of them is ready. A [`Reactor`] waits on
//! another thread for sockets. Neither knows the other: between them is the [`Waker`], which a [`Future`] gets
//! when it's polled and leaves where the event will come. [`Http::get`] leaves it with the reactor, and [`join_all`]
//! gives each of its futures a waker of its own;
//! [`race`] is ready with the first of two.
//!
//! Steps: `a-runtime`, `b-reactor-executor`, `c-join-all`, `c-spawn`, `d-multiple-threads`, `e-lost-wakeup`,
//! `f-two-reactors`.
//! Each `requests.rs` is what chapter 7's program `corofy` writes, from the coroutines in `requests.coroutine.rs`.
//!
//! Exercises: `fifo`, `wake-once`, `shutdown`, `spawn-from-task`, `timer-reactor`.

pub mod actor;
mod current;
mod executor;
mod future;
mod http;
mod join_all;
mod parker;
mod poll_evented;
mod race;
mod reactor;
mod ready_queue;
mod sync;
mod task;
mod tasks;
mod waker;

pub use ch07::{Kept, PollState};
pub use current::spawn;
pub use executor::Executor;
pub use future::Future;
pub use http::{Http, HttpGet};
pub use join_all::{JoinAll, join_all};
pub use parker::Parker;
pub use poll_evented::PollEvented;
pub use race::{First, Race, race};
pub use reactor::{Direction, Reactor};
pub use ready_queue::{ReadyQueue, TaskId};
pub use waker::{Wake, Waker};
