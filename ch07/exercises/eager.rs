//! A request that's sent at its first poll is *lazy*. Make `get` *eager*: it sends the request at once, doesn't wait, and returns
//! a future of the answer. The rest stays as it is. If the server refuses the request, the error is the future's output: no
//! panic, and no second try.
//!
//! Then predict. Each of four programs makes two requests: `/a`, whose answer takes 3 ticks, and `/b`, which takes 2. `main`
//! polls once a tick. Fill in how many ticks each program takes, with lazy requests and with eager ones.

use ch07::{Future, PollState};
use programs::{Answer, Program};
use server::{Pending, Server};
use std::mem;
use std::rc::Rc;

#[path = "../checks/eager/programs.rs"]
mod programs;
#[path = "../checks/eager/server.rs"]
mod server;

/// How many ticks a program takes, with lazy requests and with eager ones.
fn predicted(program: Program) -> [u32; 2] {
    match program {
        // let a = get("/a", 3).wait;
        // let b = get("/b", 2).wait;
        Program::InTurn => todo!("predict the ticks of the requests in turn"),
        // join_all([get("/a", 3), get("/b", 2)]).wait;
        Program::Joined => todo!("predict the ticks of the joined requests"),
        // let (a, b) = (get("/a", 3), get("/b", 2));
        // let a = a.wait;
        // let b = b.wait;
        Program::MadeFirst => todo!("predict the ticks of requests that are made first"),
        // let both = join_all([get("/a", 3), get("/b", 2)]);
        // // Other work, for 4 ticks.
        // both.wait;
        Program::JoinedLater => todo!("predict the ticks of requests that are joined later"),
    }
}

/// A request, as a future of its answer.
enum Request {
    Start {
        server: Rc<Server>,
        path: &'static str,
        ticks: u32,
    },
    Sent(Pending),
    Over,
}

/// Asks the server for a path. `server.send(path, ticks)` is what sends the request.
fn get(server: &Rc<Server>, path: &'static str, ticks: u32) -> Request {
    let server = Rc::clone(server);
    Request::Start {
        server,
        path,
        ticks,
    }
}

impl Future for Request {
    type Output = Answer;

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
}

#[cfg(test)]
#[path = "../checks/eager.rs"]
mod check;
