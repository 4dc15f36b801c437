//! not-yet: attempt 1 was polled, and moved before it was dropped
//!
//! `take` moves the attempt out of its place. Its destructor runs where it has been moved to.

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
    let mut attempt = pin!(Some(make()));
    loop {
        let current = attempt.as_mut().as_pin_mut().unwrap();
        let has_failed = match current.poll(waker) {
            PollState::Ready(Some(output)) => return Some(output),
            PollState::Ready(None) => true,
            PollState::NotReady => false,
        };
        if let PollState::Ready(()) = deadline.as_mut().poll(waker) {
            return None;
        }
        if has_failed {
            // SAFETY: the attempt is over.
            let place = unsafe { attempt.as_mut().get_unchecked_mut() };
            drop(place.take());
            *place = Some(make());
        } else {
            sleep();
        }
    }
}
