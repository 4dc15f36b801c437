//! does-not-compile: `F` cannot be unpinned
//!
//! `Pin::new` is for what may be moved.

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
    let mut attempt = make();
    loop {
        let has_failed = match Pin::new(&mut attempt).poll(waker) {
            PollState::Ready(Some(output)) => return Some(output),
            PollState::Ready(None) => true,
            PollState::NotReady => false,
        };
        if let PollState::Ready(()) = deadline.as_mut().poll(waker) {
            return None;
        }
        if has_failed {
            attempt = make();
        } else {
            sleep();
        }
    }
}
