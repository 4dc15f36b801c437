//! not-yet: the deadline was moved between two polls
//!
//! Each attempt takes the deadline, and gives it back when it has failed.

use std::pin::Pin;

fn one_attempt<F, T, D>(
    attempt: F,
    mut deadline: D,
    waker: &Waker,
    sleep: &mut impl FnMut(),
) -> Result<Option<T>, D>
where
    F: Future<Output = Option<T>>,
    D: Future<Output = ()>,
{
    let mut attempt = pin!(attempt);
    loop {
        // SAFETY: it isn't moved before this function is over.
        let pinned = unsafe { Pin::new_unchecked(&mut deadline) };
        let polled = attempt.as_mut().poll(waker);
        if let PollState::Ready(Some(output)) = polled {
            return Ok(Some(output));
        }
        if let PollState::Ready(()) = pinned.poll(waker) {
            return Ok(None);
        }
        if let PollState::Ready(None) = polled {
            return Err(deadline);
        }
        sleep();
    }
}

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
    let mut deadline = deadline;
    loop {
        match one_attempt(make(), deadline, waker, &mut sleep) {
            Ok(output) => return output,
            Err(back) => deadline = back,
        }
    }
}
