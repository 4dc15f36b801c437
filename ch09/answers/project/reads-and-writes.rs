//! not-yet: a future is ready, and is moved before it's dropped
//!
//! Raw pointers instead of `mem`: a read is a move, too.

fn advance(mut self: Pin<&mut Self>, waker: &Waker) -> bool {
    // SAFETY: the future is pinned again below.
    let part = unsafe { self.as_mut().get_unchecked_mut() };
    let future: *mut F = match part {
        Part::Runs(future) => future,
        Part::Has(_) => return true,
        Part::Empty => panic!("a join was polled again after it was ready"),
    };
    // SAFETY: the future is where its part is.
    match unsafe { Pin::new_unchecked(&mut *future) }.poll(waker) {
        PollState::NotReady => false,
        PollState::Ready(output) => {
            // SAFETY: the part is overwritten before anything reads it again.
            let future = unsafe { future.read() };
            // SAFETY: as above.
            unsafe { std::ptr::write(part, Part::Has(output)) };
            drop(future);
            true
        }
    }
}
