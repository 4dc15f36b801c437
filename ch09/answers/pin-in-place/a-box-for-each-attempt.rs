//! not-yet: `retry` makes 3 attempts, and the number of its allocations is 3
//!
//! The deadline is pinned to the stack, and the attempts aren't.

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
    loop {
        let mut attempt = Box::pin(make());
        loop {
            let has_failed = match attempt.as_mut().poll(waker) {
                PollState::Ready(Some(output)) => return Some(output),
                PollState::Ready(None) => true,
                PollState::NotReady => false,
            };
            if let PollState::Ready(()) = deadline.as_mut().poll(waker) {
                return None;
            }
            if has_failed {
                break;
            }
            sleep();
        }
    }
}
