//! A future around another one: one field is pinned with it, and the other isn't.

use ch09::{Executor, Future, PollState, Waker};
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::ptr;
use trace::trace;

// ANCHOR: fields
/// Counts the polls of a future.
struct Counted<F> {
    /// Pinned with the whole.
    future: F,
    /// Not pinned: it may be moved, or replaced.
    polls: u32,
}
// ANCHOR_END: fields

impl<F> Counted<F> {
    // ANCHOR: pinned
    /// The future, pinned as the whole is.
    fn future(self: Pin<&mut Self>) -> Pin<&mut F> {
        // SAFETY: the future is where the whole is, and stays there: no method moves it,
        // there's no `Drop`, and `Counted` is `Unpin` only if the future is.
        unsafe { self.map_unchecked_mut(|whole| &mut whole.future) }
    }
    // ANCHOR_END: pinned

    // ANCHOR: unpinned
    /// The counter, which was never pinned.
    fn polls(self: Pin<&mut Self>) -> &mut u32 {
        // SAFETY: the future isn't moved, and no method makes a pin of the counter.
        unsafe { &mut self.get_unchecked_mut().polls }
    }
    // ANCHOR_END: unpinned
}

impl<F: Future> Future for Counted<F> {
    type Output = (F::Output, u32);

    // ANCHOR: poll
    fn poll(mut self: Pin<&mut Self>, waker: &Waker) -> PollState<(F::Output, u32)> {
        *self.as_mut().polls() += 1;
        match self.as_mut().future().poll(waker) {
            PollState::Ready(output) => PollState::Ready((output, *self.polls())),
            PollState::NotReady => PollState::NotReady,
        }
    }
    // ANCHOR_END: poll
}

// ANCHOR: twice
/// A future that mustn't be moved once it's polled. It remembers where that was.
#[derive(Default)]
struct Twice {
    polled: Option<*const Self>,
    _pinned: PhantomPinned,
}

impl Future for Twice {
    type Output = bool;

    /// Ready at the second poll. The output is whether it found the future in the same place.
    fn poll(self: Pin<&mut Self>, waker: &Waker) -> PollState<bool> {
        let here = &raw const *self;
        if let Some(before) = self.polled {
            return PollState::Ready(here == before);
        }
        // SAFETY: nothing is moved out of the future.
        unsafe { self.get_unchecked_mut() }.polled = Some(here);
        waker.wake();
        PollState::NotReady
    }
}

impl Drop for Twice {
    fn drop(&mut self) {
        let here = ptr::from_ref(self);
        if let Some(before) = self.polled {
            trace!("future", "is dropped in {}", place(here == before));
        }
    }
}
// ANCHOR_END: twice

fn place(same: bool) -> &'static str {
    if same {
        "the same place"
    } else {
        "another place"
    }
}

// ANCHOR: run
/// Polls a future that's two levels down.
pub fn run() {
    let counted = Counted {
        future: Twice::default(),
        polls: 0,
    };
    let (same, polls) = Executor::new().block_on(counted);
    let place = place(same);
    trace!("projection", "polled the future {polls} times, in {place}");
}
// ANCHOR_END: run
