//! solved
//!
//! Each future is taken away by its own name.

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
    let (Some(first), Some(second)) = (&mut self.first, &mut self.second) else {
        panic!("a race was polled again after it was won");
    };
    let output = match first.poll() {
        PollState::Ready(output) => output,
        PollState::NotReady => match second.poll() {
            PollState::Ready(output) => output,
            PollState::NotReady => return PollState::NotReady,
        },
    };
    self.second = None;
    self.first = None;
    PollState::Ready(output)
}
