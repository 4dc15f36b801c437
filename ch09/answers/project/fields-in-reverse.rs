//! solved
//!
//! The compiler drops the fields in the order of their declaration, and where they are. So `drop` has nothing to do.

struct Join<A: Future, B: Future> {
    // The first to be dropped.
    second: Part<B>,
    first: Part<A>,
}

fn drop(&mut self) {}
