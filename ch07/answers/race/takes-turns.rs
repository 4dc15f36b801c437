//! not-yet: none of the two is ready, and a poll asks only one of them
//!
//! Fair, and half as fast.

struct Race<A, B> {
    runners: Option<(A, B)>,
    polls: u32,
}

fn race<A, B>(first: A, second: B) -> Race<A, B>
where
    A: Future,
    B: Future<Output = A::Output>,
{
    let runners = Some((first, second));
    Race { runners, polls: 0 }
}

fn poll(&mut self) -> PollState<A::Output> {
    let runners = self.runners.as_mut();
    let (first, second) = runners.expect("a race was polled again after it was won");
    self.polls += 1;
    let output = match self.polls % 2 {
        1 => first.poll(),
        _ => second.poll(),
    };
    if matches!(output, PollState::Ready(_)) {
        self.runners = None;
    }
    output
}
