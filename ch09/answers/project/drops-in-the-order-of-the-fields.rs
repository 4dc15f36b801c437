//! not-yet: a join is given up, and the first future is dropped before the second one
//!
//! The compiler drops the fields in the order in which they're declared.

fn drop(&mut self) {}
