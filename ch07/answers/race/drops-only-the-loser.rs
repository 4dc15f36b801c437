//! not-yet: the hare has won, and is still there
//!
//! The one that isn't needed is gone, and so the other is.

struct Race<A, B> {
    first: Option<A>,
    second: Option<B>,
}

fn race<A, B>(first: A, second: B) -> Race<A, B>
where
    A: Future,
    B: Future<Output = A::Output>,
{
    Race {
        first: Some(first),
        second: Some(second),
    }
}

fn poll(&mut self) -> PollState<A::Output> {
    if let Some(first) = &mut self.first
        && let PollState::Ready(output) = first.poll()
    {
        self.second = None;
        return PollState::Ready(output);
    }
    if let Some(second) = &mut self.second
        && let PollState::Ready(output) = second.poll()
    {
        self.first = None;
        return PollState::Ready(output);
    }
    PollState::NotReady
}
