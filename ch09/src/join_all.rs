//! Several futures as one.

use crate::{Future, Movable, PollState, Waker};
use std::pin::Pin;

// ANCHOR: join-all
/// A future that's ready when all of these are, with their outputs in order.
///
/// It's [`ch08::join_all`], which moves its futures into a vector. So they're pinned to the heap first, one by one.
pub fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> JoinAll<F> {
    let pinned = futures.into_iter().map(|future| Movable(Box::pin(future)));
    JoinAll(ch08::join_all(pinned))
}
// ANCHOR_END: join-all

/// What [`join_all`] returns.
#[derive(Debug)]
pub struct JoinAll<F: Future>(ch08::JoinAll<Movable<Box<F>>>);

// ANCHOR: unpin
/// It may be moved, whatever the futures and their outputs are: the futures are in boxes of their own, and no pin is
/// made of anything else in it.
impl<F: Future> Unpin for JoinAll<F> {}
// ANCHOR_END: unpin

impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    /// # Panics
    ///
    /// If it's polled again after it was ready.
    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<Vec<F::Output>> {
        ch08::Future::poll(&mut self.get_mut().0, waker)
    }
}
