//! not-yet: a join with 2 futures is given up, and 0 are dropped
//!
//! What's never dropped is never moved.

struct Join<A: Future, B: Future> {
    first: mem::ManuallyDrop<Part<A>>,
    second: mem::ManuallyDrop<Part<B>>,
}

fn join<A: Future, B: Future>(first: A, second: B) -> Join<A, B> {
    Join {
        first: mem::ManuallyDrop::new(Part::Runs(first)),
        second: mem::ManuallyDrop::new(Part::Runs(second)),
    }
}

fn first(self: Pin<&mut Self>) -> Pin<&mut Part<A>> {
    // SAFETY: the part is where the join is.
    unsafe { self.map_unchecked_mut(|join| &mut *join.first) }
}

fn second(self: Pin<&mut Self>) -> Pin<&mut Part<B>> {
    // SAFETY: as above.
    unsafe { self.map_unchecked_mut(|join| &mut *join.second) }
}

fn drop(&mut self) {}
