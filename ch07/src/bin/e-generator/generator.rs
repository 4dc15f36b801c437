//! The trait of functions that stop with a value, and the adapter to the trait of those that wait.

use ch07::{Future, PollState};

// ANCHOR: trait
/// What [`Generator::resume`] returns.
#[derive(Debug, PartialEq, Eq)]
pub enum GeneratorState<Y, R> {
    /// The generator stopped, and hands this out.
    Yielded(Y),
    /// The generator has returned this.
    Complete(R),
}

/// A function that can stop at `yield`, and goes on from there when it's resumed.
pub trait Generator {
    /// What it hands out each time it stops.
    type Yield;
    /// What it returns in the end.
    type Return;

    /// Goes on to the next `yield`, or to the end.
    fn resume(&mut self) -> GeneratorState<Self::Yield, Self::Return>;
}
// ANCHOR_END: trait

// ANCHOR: adapter
/// A generator as a future, if it yields only because it has to wait.
pub struct GeneratorFuture<G>(pub G);

impl<G: Generator<Yield = ()>> Future for GeneratorFuture<G> {
    type Output = G::Return;

    fn poll(&mut self) -> PollState<G::Return> {
        match self.0.resume() {
            GeneratorState::Yielded(()) => PollState::NotReady,
            GeneratorState::Complete(output) => PollState::Ready(output),
        }
    }
}
// ANCHOR_END: adapter
