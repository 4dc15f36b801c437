//! solved
//!
//! An assignment drops the old value where it is, and moves the new one there. Neither is moved after its first poll.

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
        // SAFETY: `attempt` is only assigned to, which drops what's there.
        let current = attempt.as_mut().map(|it| unsafe { Pin::new_unchecked(it) });
        let has_failed = match current.unwrap().poll(waker) {
            PollState::Ready(Some(output)) => return Some(output),
            PollState::Ready(None) => true,
            PollState::NotReady => false,
        };
        if let PollState::Ready(()) = deadline.as_mut().poll(waker) {
            return None;
        }
        if has_failed {
            attempt = None;
            attempt = Some(make());
        } else {
            sleep();
        }
    }
}
