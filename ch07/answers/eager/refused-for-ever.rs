//! not-yet: polled again after it was ready, the request returns Ready(Err(Refused))

fn poll(&mut self) -> PollState<Answer> {
    if let Self::Sent(Err(refused)) = self {
        return PollState::Ready(Err(*refused));
    }
    match mem::replace(self, Self::Over) {
        Self::Sent(Ok(mut pending)) => match pending.answer() {
            Some(answer) => PollState::Ready(Ok(answer)),
            None => {
                *self = Self::Sent(Ok(pending));
                PollState::NotReady
            }
        },
        Self::Sent(Err(refused)) => PollState::Ready(Err(refused)),
        Self::Over => panic!("a request was polled again after it was ready"),
    }
}
