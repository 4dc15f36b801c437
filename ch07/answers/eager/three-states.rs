//! solved
//!
//! The refusal is a state of its own.

enum Request {
    Sent(Pending),
    Refused,
    Over,
}

fn get(server: &Rc<Server>, path: &'static str, ticks: u32) -> Request {
    server
        .send(path, ticks)
        .map_or(Request::Refused, Request::Sent)
}

fn poll(&mut self) -> PollState<Answer> {
    let output = match self {
        Self::Sent(pending) => match pending.answer() {
            Some(answer) => Ok(answer),
            None => return PollState::NotReady,
        },
        Self::Refused => Err(server::Refused),
        Self::Over => panic!("a request was polled again after it was ready"),
    };
    drop(mem::replace(self, Self::Over));
    PollState::Ready(output)
}
