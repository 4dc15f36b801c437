//! not-yet: attempt after attempt fails at once, and the deadline isn't polled
//!
//! `continue` skips the deadline, too.

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
        match attempt.as_mut().as_pin_mut().unwrap().poll(waker) {
            PollState::Ready(Some(output)) => return Some(output),
            PollState::Ready(None) => {
                attempt.set(None);
                attempt.set(Some(make()));
                continue;
            }
            PollState::NotReady => {}
        }
        if let PollState::Ready(()) = deadline.as_mut().poll(waker) {
            return None;
        }
        sleep();
    }
}
