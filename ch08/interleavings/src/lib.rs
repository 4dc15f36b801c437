//! Every order in which the threads of chapter 8's small programs can take their steps, for the page on which a reader
//! chooses the order.
//!
//! The programs use the chapter's own parker and ready queue: their files are compiled here with a `Mutex` and a
//! `Condvar` at which a thread stops and waits to be chosen. [`explore`] runs a program again and again, until each
//! choice was made in each state, and [`record`] writes the states into a file, which the page carries.

mod baton;
mod explore;
mod me;
mod naive_parker;
#[path = "../../src/parker.rs"]
mod parker;
mod program;
mod programs;
#[path = "../../src/ready_queue.rs"]
mod ready_queue;
mod record;
mod run;
mod state;
mod sync;
mod watched;

pub use explore::{Graph, Ways, explore};
pub use program::{PROGRAMS, Program};
pub use record::record;
pub use state::{State, Status, Thread};
