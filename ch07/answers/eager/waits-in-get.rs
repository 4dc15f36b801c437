//! not-yet: `get` waits for the answer: it returns 2 ticks later
//!
//! Eager is taken for "at once": the answer is there when the future is.

enum Request {
    Sent(Answer),
    Over,
}

fn get(server: &Rc<Server>, path: &'static str, ticks: u32) -> Request {
    let answer = server.send(path, ticks).map(|mut pending| {
        loop {
            if let Some(answer) = pending.answer() {
                break answer;
            }
            server.tick();
        }
    });
    Request::Sent(answer)
}

fn poll(&mut self) -> PollState<Answer> {
    match mem::replace(self, Self::Over) {
        Self::Sent(answer) => PollState::Ready(answer),
        Self::Over => panic!("a request was polled again after it was ready"),
    }
}
