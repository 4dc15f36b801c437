//! not-yet: a join is `Unpin`, and one of its futures isn't
//!
//! As the layer writes it for `JoinAll`, whose futures are in boxes.

impl<A: Future, B: Future> Unpin for Join<A, B> {}
