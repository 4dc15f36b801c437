//! not-yet: a loop asks for an answer that isn't there, a thousand times and more

fn poll(&mut self) -> PollState<Answer> {
    match mem::replace(self, Self::Over) {
        Self::Sent(Ok(mut pending)) => loop {
            if let Some(answer) = pending.answer() {
                break PollState::Ready(Ok(answer));
            }
        },
        Self::Sent(Err(refused)) => PollState::Ready(Err(refused)),
        Self::Over => panic!("a request was polled again after it was ready"),
    }
}
