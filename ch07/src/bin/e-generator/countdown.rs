// ANCHOR: source
//! A generator of numbers. If Rust had `generator fn`, it would be this function:
//!
//! ```text
//! generator fn countdown(from: u32) -> &'static str {
//!     let mut n = from;
//!     while n > 0 {
//!         yield n;
//!         n -= 1;
//!     }
//!     "lift-off"
//! }
//! ```
// ANCHOR_END: source

use crate::generator::{Generator, GeneratorState};
use trace::{ends, waits};

/// A generator that hasn't started.
pub fn countdown(from: u32) -> Countdown {
    Countdown::Start { from }
}

// ANCHOR: states
/// The states of `countdown`.
pub enum Countdown {
    Start {
        from: u32,
    },
    /// It has handed out `n`.
    Yield1 {
        n: u32,
    },
    Done,
}
// ANCHOR_END: states

// ANCHOR: resume
impl Generator for Countdown {
    type Yield = u32;
    type Return = &'static str;

    fn resume(&mut self) -> GeneratorState<u32, &'static str> {
        let n = match *self {
            Self::Start { from } => from,
            Self::Yield1 { n } => n - 1,
            Self::Done => panic!("a generator was resumed again after it returned"),
        };
        if n > 0 {
            waits!("generator", "its next turn");
            *self = Self::Yield1 { n };
            return GeneratorState::Yielded(n);
        }
        ends!("generator");
        *self = Self::Done;
        GeneratorState::Complete("lift-off")
    }
}
// ANCHOR_END: resume
