//! not-yet: the request was refused, and is sent again at a poll
//!
//! If it can't be sent now, it's lazy.

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
    match server.send(path, ticks) {
        Ok(pending) => Request::Sent(pending),
        Err(_) => Request::Start {
            server: Rc::clone(server),
            path,
            ticks,
        },
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
