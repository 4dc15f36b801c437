//! Sockets for fibers, in the shape of `std::net`.
//!
//! What blocks a thread there blocks a fiber here: while it waits, the others of its runtime go on. The
//! methods have the names and the meaning that they have in `std::net`, with these differences:
//!
//! - A socket belongs to the runtime in whose fiber it was opened. Any fiber of that runtime may use it,
//!   several at once too. To open one elsewhere, outside of a fiber, is an error.
//! - Where nobody can wait, whatever would have to is an error of the kind
//!   [`WouldBlock`](std::io::ErrorKind::WouldBlock): outside of a fiber, in a fiber of another
//!   runtime, and in a fiber whose stack is being unwound. What need not wait works there. (Functions
//!   like [`park`](crate::park) panic outside of a fiber, since they return nothing that could say so.)
//! - Dropping the runtime unwinds who waits, and closes what only that fiber owned.
//! - Each call is a place where other fibers may run, whether it has to wait or not: now and then it
//!   yields after a call that did not, so that a fiber whose peer is fast does not keep the thread.

mod connect;
mod listener;
mod socket;
mod stream;

pub use listener::{Incoming, TcpListener};
pub use stream::TcpStream;
