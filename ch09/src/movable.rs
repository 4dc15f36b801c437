//! How a pinned future goes where futures are moved.

use crate::{Future, PollState, Waker};
use std::ops::DerefMut;
use std::pin::Pin;

// ANCHOR: movable
/// A pinned future, as chapter 8's runtime takes it.
///
/// What moves is the pointer. The future stays where the pointer points.
#[derive(Debug)]
pub struct Movable<P>(pub Pin<P>);

impl<P> ch08::Future for Movable<P>
where
    P: DerefMut<Target: Future>,
{
    type Output = <P::Target as Future>::Output;

    fn poll(&mut self, waker: &Waker) -> PollState<Self::Output> {
        self.0.as_mut().poll(waker)
    }
}
// ANCHOR_END: movable
