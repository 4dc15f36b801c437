//! A server to talk to, and what to say to it.

#![allow(
    dead_code,
    unused_imports,
    reason = "each test program takes what it needs"
)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod fixture;
mod http;
mod in_place;
mod programs;
mod server;

pub use fixture::{Workbook, skeleton};
pub use http::{Event, Events, Response, exchange, receive, send};
pub use programs::{LONGEST, SAYS, STAYS, edited, lines, run_program};
pub use server::{Server, command, status, stderr};

/// How an exercise's path is written in a call.
pub const EXERCISE: &str = "/api/exercise/ch04/answer";
