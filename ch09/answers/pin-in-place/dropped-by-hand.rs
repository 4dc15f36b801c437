//! not-yet: `retry` has returned, and the number of futures that it hasn't dropped is 1
//!
//! What fails is dropped, and what succeeds, or is there when the time is up, isn't.

use std::mem::ManuallyDrop;
use std::pin::Pin;

fn retry<F, T, D>(
    mut make: impl FnMut() -> F,
    deadline: D,
    waker: &Waker,
    mut sleep: impl FnMut(),
) -> Option<T>
where
    F: Future<Output = Option<T>>,
    D: Future<Output = ()>,
{
    let mut deadline = pin!(deadline);
    let mut attempt = ManuallyDrop::new(make());
    loop {
        // SAFETY: it's dropped where it is.
        let pinned = unsafe { Pin::new_unchecked(&mut *attempt) };
        let has_failed = match pinned.poll(waker) {
            PollState::Ready(Some(output)) => return Some(output),
            PollState::Ready(None) => true,
            PollState::NotReady => false,
        };
        if let PollState::Ready(()) = deadline.as_mut().poll(waker) {
            return None;
        }
        if has_failed {
            // SAFETY: the next attempt takes its place.
            unsafe { ManuallyDrop::drop(&mut attempt) };
            attempt = ManuallyDrop::new(make());
        } else {
            sleep();
        }
    }
}
