//! Chapter 4: an event queue of your own.
//!
//! The layer: [`Poll`] waits, [`Registry`] says for what, [`Events`] holds what came, [`Waker`]
//! interrupts from another thread. They are shaped like mio's; epoll is underneath, through the
//! declarations in [`ffi`].
//!
//! Steps: `a-epoll`, `b-epoll-mio`, `c-level-vs-edge`, `d-oneshot`, `e-io-uring`.
//!
//! Exercises: `deregister`, `oneshot-rearm`, `writable`, `waker`, `timer`.
#![deny(unsafe_code)]

mod events;
mod interest;
mod poll;
mod sys;
#[cfg(target_os = "linux")]
pub mod timerfd;
mod token;
mod waker;

pub use events::Events;
pub use interest::{Interest, Trigger};
pub use poll::{Poll, Registry};
pub use sys::{Event, ffi};
pub use token::Token;
pub use waker::Waker;
