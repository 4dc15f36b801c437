//! not-yet: attempt 1 has failed, and the thread sleeps before the next one is made
//!
//! A wait between two attempts needs a timer of its own.

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
        let mut attempt = pin!(make());
        let mut has_failed = false;
        while !has_failed {
            match attempt.as_mut().poll(waker) {
                PollState::Ready(Some(output)) => return Some(output),
                PollState::Ready(None) => has_failed = true,
                PollState::NotReady => {}
            }
            if let PollState::Ready(()) = deadline.as_mut().poll(waker) {
                return None;
            }
            sleep();
        }
    }
}
