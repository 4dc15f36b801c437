//! not-yet: both futures are `Unpin`, what they return isn't, and so the join isn't
//!
//! What the compiler does by itself: it asks all that's in the join.

impl<A: Future + Unpin, B: Future + Unpin> Unpin for Join<A, B>
where
    A::Output: Unpin,
    B::Output: Unpin,
{
}
