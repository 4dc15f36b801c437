//! not-yet: a join is polled, and not each of its futures is: ["first polled"]
//!
//! The second one isn't asked before the first one is ready, so nothing in it goes on.

fn poll(mut self: Pin<&mut Self>, waker: &Waker) -> PollState<Self::Output> {
    if !self.as_mut().first().advance(waker) || !self.as_mut().second().advance(waker) {
        return PollState::NotReady;
    }
    let first = self.as_mut().first().take();
    PollState::Ready((first, self.second().take()))
}
