//! solved
//!
//! The end is a state, as in a machine, and the first future is the link of a function that was called already.

enum State {
    Waits(Link),
    Runs,
    Over,
}

struct Chain {
    state: State,
    then: std::vec::IntoIter<Then>,
}

fn new(future: impl Future<Output = Answer> + 'static) -> Self {
    Self {
        state: State::Waits(Box::new(future)),
        then: Vec::new().into_iter(),
    }
}

fn and_then<F>(self, then: impl FnOnce(u32) -> F + 'static) -> Self
where
    F: Future<Output = Answer> + 'static,
{
    let mut all: Vec<Then> = self.then.collect();
    all.push(Box::new(|value| Box::new(then(value))));
    Self {
        state: self.state,
        then: all.into_iter(),
    }
}

fn poll(&mut self) -> PollState<Answer> {
    loop {
        let answer = match &mut self.state {
            State::Waits(link) => match link.poll() {
                PollState::Ready(answer) => answer,
                PollState::NotReady => return PollState::NotReady,
            },
            State::Runs => panic!("a chain was polled again after a panic"),
            State::Over => panic!("a chain was polled again after its end"),
        };
        self.state = State::Runs;
        if let (Ok(value), Some(then)) = (answer, self.then.next()) {
            self.state = State::Waits(then(value));
            continue;
        }
        self.state = State::Over;
        self.then = Vec::new().into_iter();
        return PollState::Ready(answer);
    }
}
