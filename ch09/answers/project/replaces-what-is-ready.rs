//! not-yet: a future is ready, and is moved before it's dropped
//!
//! `mem::replace` returns the future, which is dropped where it was returned to.

fn advance(mut self: Pin<&mut Self>, waker: &Waker) -> bool {
    // SAFETY: the future is pinned again below.
    let part = unsafe { self.as_mut().get_unchecked_mut() };
    let polled = match part {
        // SAFETY: the future is where its part is.
        Part::Runs(future) => unsafe { Pin::new_unchecked(future) }.poll(waker),
        Part::Has(_) => return true,
        Part::Empty => panic!("a join was polled again after it was ready"),
    };
    match polled {
        PollState::NotReady => false,
        PollState::Ready(output) => {
            // It's over, so it needs its pin no more.
            drop(mem::replace(part, Part::Has(output)));
            true
        }
    }
}
