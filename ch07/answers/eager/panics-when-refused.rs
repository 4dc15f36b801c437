//! not-yet: the server refuses the request, and `get` panics

enum Request {
    Sent(Pending),
    Over,
}

fn get(server: &Rc<Server>, path: &'static str, ticks: u32) -> Request {
    Request::Sent(server.send(path, ticks).expect("the server is there"))
}

fn poll(&mut self) -> PollState<Answer> {
    match mem::replace(self, Self::Over) {
        Self::Sent(mut pending) => match pending.answer() {
            Some(answer) => PollState::Ready(Ok(answer)),
            None => {
                *self = Self::Sent(pending);
                PollState::NotReady
            }
        },
        Self::Over => panic!("a request was polled again after it was ready"),
    }
}
