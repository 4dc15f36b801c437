//! not-yet: one request was made, and the server got ["/a", "/a"]
//!
//! It's sent when it's made, and the poll is as it was.

enum Request {
    Start {
        server: Rc<Server>,
        path: &'static str,
        ticks: u32,
    },
    Sent(Pending),
    Over,
}

fn get(server: &Rc<Server>, path: &'static str, ticks: u32) -> Request {
    let _ = server.send(path, ticks);
    let server = Rc::clone(server);
    Request::Start {
        server,
        path,
        ticks,
    }
}

fn poll(&mut self) -> PollState<Answer> {
    loop {
        match mem::replace(self, Self::Over) {
            Self::Start {
                server,
                path,
                ticks,
            } => match server.send(path, ticks) {
                Ok(pending) => *self = Self::Sent(pending),
                Err(refused) => return PollState::Ready(Err(refused)),
            },
            Self::Sent(mut pending) => {
                if let Some(answer) = pending.answer() {
                    return PollState::Ready(Ok(answer));
                }
                *self = Self::Sent(pending);
                return PollState::NotReady;
            }
            Self::Over => panic!("a request was polled again after it was ready"),
        }
    }
}
