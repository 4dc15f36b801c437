//! solved
//!
//! What `Pin::set` does, by hand: the destructor runs in place, and the output is written over what's left. A guard
//! writes in any case, so that a destructor that panics doesn't run twice.

fn advance(self: Pin<&mut Self>, waker: &Waker) -> bool {
    struct Writes<F: Future>(*mut Part<F>, Option<Part<F>>);
    impl<F: Future> Drop for Writes<F> {
        fn drop(&mut self) {
            if let Some(part) = self.1.take() {
                // SAFETY: what was there has been dropped.
                unsafe { self.0.write(part) };
            }
        }
    }

    // SAFETY: the future isn't moved.
    let part = unsafe { self.get_unchecked_mut() };
    let future = match part {
        Part::Runs(future) => future,
        Part::Has(_) => return true,
        Part::Empty => panic!("a join was polled again after it was ready"),
    };
    // SAFETY: the future is where its part is.
    let polled = unsafe { Pin::new_unchecked(future) }.poll(waker);
    let PollState::Ready(output) = polled else {
        return false;
    };
    let part: *mut Part<F> = part;
    let _writes = Writes(part, Some(Part::Has(output)));
    // SAFETY: `_writes` puts something new there.
    unsafe { part.drop_in_place() };
    true
}
