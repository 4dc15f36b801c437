//! not-yet: attempt 1 has failed, and is still there when attempt 2 is made
//!
//! `set` drops the old value before it moves the new one in. The new one is made before that.

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
    let mut attempt = pin!(make());
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
            attempt.set(make());
        } else {
            sleep();
        }
    }
}
