//! not-yet: attempt 1 was moved between two polls
//!
//! Each poll pins the attempt to the stack, and the pin is over before the future is.

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
    let mut attempt = Some(make());
    loop {
        let mut current = attempt.take().unwrap();
        // SAFETY: nothing moves it while it's polled.
        let polled = unsafe { Pin::new_unchecked(&mut current) }.poll(waker);
        let has_failed = match polled {
            PollState::Ready(Some(output)) => return Some(output),
            PollState::Ready(None) => true,
            PollState::NotReady => false,
        };
        if !has_failed {
            attempt = Some(current);
        } else {
            drop(current);
        }
        if let PollState::Ready(()) = deadline.as_mut().poll(waker) {
            return None;
        }
        if has_failed {
            attempt = Some(make());
        } else {
            sleep();
        }
    }
}
