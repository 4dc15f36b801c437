//! Rewrites functions that can wait into state machines.

mod answer;

pub use answer::{Link, Reason, Refused, Rewritten, Target};
