//! not-yet: attempt 1 hasn't failed, and attempt 2 is made
//!
//! The macro is in the loop of the turns, so each turn has an attempt of its own.

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
        let attempt = pin!(make());
        match attempt.poll(waker) {
            PollState::Ready(Some(output)) => return Some(output),
            PollState::Ready(None) => continue,
            PollState::NotReady => {}
        }
        if let PollState::Ready(()) = deadline.as_mut().poll(waker) {
            return None;
        }
        sleep();
    }
}
