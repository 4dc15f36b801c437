//! not-yet: `retry` makes 3 attempts, and the number of its allocations is 1
//!
//! One box for all attempts is better than one for each.

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
    let mut attempt = Box::pin(Some(make()));
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
            attempt.set(None);
            attempt.set(Some(make()));
        } else {
            sleep();
        }
    }
}
