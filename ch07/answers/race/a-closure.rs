//! solved
//!
//! The race is a closure that owns both, and is dropped with them.

struct Race<A: Future, B> {
    ask: Option<Box<dyn FnMut() -> PollState<A::Output>>>,
    of: std::marker::PhantomData<B>,
}

fn race<A, B>(mut first: A, mut second: B) -> Race<A, B>
where
    A: Future + 'static,
    B: Future<Output = A::Output> + 'static,
{
    let ask = move || match first.poll() {
        PollState::NotReady => second.poll(),
        ready => ready,
    };
    Race {
        ask: Some(Box::new(ask)),
        of: std::marker::PhantomData,
    }
}

fn poll(&mut self) -> PollState<A::Output> {
    let mut ask = self
        .ask
        .take()
        .expect("a race was polled again after it was won");
    let output = ask();
    if let PollState::NotReady = output {
        self.ask = Some(ask);
    }
    output
}
