//! solved
//!
//! The place is empty until the next turn begins. The next attempt is made there, if the time isn't up.

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
    let (mut deadline, mut attempt) = (pin!(deadline), pin!(None));
    loop {
        if attempt.is_none() {
            attempt.set(Some(make()));
        }
        let polled = attempt.as_mut().as_pin_mut().unwrap().poll(waker);
        match polled {
            PollState::Ready(Some(output)) => return Some(output),
            PollState::Ready(None) => attempt.set(None),
            PollState::NotReady => {}
        }
        match deadline.as_mut().poll(waker) {
            PollState::Ready(()) => return None,
            PollState::NotReady if attempt.is_some() => sleep(),
            PollState::NotReady => {}
        }
    }
}
