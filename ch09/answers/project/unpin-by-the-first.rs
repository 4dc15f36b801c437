//! not-yet: a join is `Unpin`, and one of its futures isn't
//!
//! The second one is pinned, too.

impl<A: Future + Unpin, B: Future> Unpin for Join<A, B> {}
