//! not-yet: a future is polled outside of the join
//!
//! Chapter 7's habit: take the state out, look at it, put back what's next.

fn advance(self: Pin<&mut Self>, waker: &Waker) -> bool {
    // SAFETY: the future is put back.
    let part = unsafe { self.get_unchecked_mut() };
    match mem::replace(part, Part::Empty) {
        Part::Runs(future) => {
            let mut future = std::pin::pin!(Some(future));
            let polled = future.as_mut().as_pin_mut().unwrap().poll(waker);
            *part = match polled {
                // SAFETY: it goes back to its part.
                PollState::NotReady => {
                    Part::Runs(unsafe { future.get_unchecked_mut() }.take().unwrap())
                }
                PollState::Ready(output) => Part::Has(output),
            };
        }
        Part::Empty => panic!("a join was polled again after it was ready"),
        has => *part = has,
    }
    matches!(part, Part::Has(_))
}
