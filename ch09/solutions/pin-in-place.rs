//! `retry` makes one attempt after another, until one succeeds or the time is up. A future mustn't move once it's polled,
//! so each has a box here. **Get rid of the boxes,** and repair what else breaks a rule:
//!
//! 1. A call allocates nothing. Each future stays where it is from its first poll until it's dropped.
//! 2. A failed attempt is dropped before the next one is made: both need the same connection.
//! 3. Each turn polls the attempt, then the deadline. An attempt that succeeds at the last moment wins.
//! 4. `sleep` ends with a wake-up, so it's called only when both futures wait.
//!
//! The output shows what happens to each attempt.

use ch09::{Future, PollState, Waker};
// EXERCISE: solution
use std::pin::pin;
// EXERCISE: end

/// Makes attempts until one succeeds. `None` if the deadline comes first.
fn retry<F, T, D>(
    mut make: impl FnMut() -> F,
    deadline: D,
    waker: &Waker,
    mut sleep: impl FnMut(),
) -> Option<T>
where
    // An attempt that fails has no output.
    F: Future<Output = Option<T>>,
    D: Future<Output = ()>,
{
    // EXERCISE: solution
    let mut deadline = pin!(deadline);
    let mut attempt = pin!(Some(make()));
    loop {
        let current = attempt.as_mut().as_pin_mut();
        let current = current.expect("it's empty only between two attempts");
        let has_failed = match current.poll(waker) {
            PollState::Ready(Some(output)) => return Some(output),
            PollState::Ready(None) => true,
            PollState::NotReady => false,
        };
        if let PollState::Ready(()) = deadline.as_mut().poll(waker) {
            return None;
        }
        if has_failed {
            // `set` drops what was there, but its argument is evaluated before that.
            attempt.set(None);
            attempt.set(Some(make()));
        } else {
            sleep();
        }
    }
    // EXERCISE: skeleton
    // let mut deadline = Box::pin(deadline);
    // let mut attempt = Box::pin(make());
    // loop {
    //     match attempt.as_mut().poll(waker) {
    //         PollState::Ready(Some(output)) => return Some(output),
    //         PollState::Ready(None) => attempt = Box::pin(make()),
    //         PollState::NotReady => {}
    //     }
    //     if let PollState::Ready(()) = deadline.as_mut().poll(waker) {
    //         return None;
    //     }
    //     sleep();
    // }
    // EXERCISE: end
}

#[cfg(test)]
#[path = "../checks/pin-in-place.rs"]
mod check;
