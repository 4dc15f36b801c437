//! The four programs, and a request that's as lazy as the one that the exercise begins with.

use super::server::{Pending, Refused, Server};
use ch07::{Future, PollState, join_all};
use std::rc::Rc;
use trace::trace;

/// What a request's future has in the end.
pub type Answer = Result<&'static str, Refused>;

/// A program that makes two requests: `/a` takes 3 ticks, and `/b` takes 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// ```text
    /// let a = get("/a", 3).wait;
    /// let b = get("/b", 2).wait;
    /// ```
    InTurn,
    /// ```text
    /// join_all([get("/a", 3), get("/b", 2)]).wait;
    /// ```
    Joined,
    /// ```text
    /// let (a, b) = (get("/a", 3), get("/b", 2));
    /// let a = a.wait;
    /// let b = b.wait;
    /// ```
    MadeFirst,
    /// ```text
    /// let both = join_all([get("/a", 3), get("/b", 2)]);
    /// // Other work, for 4 ticks.
    /// both.wait;
    /// ```
    JoinedLater,
}

impl Program {
    pub const ALL: [Self; 4] = [
        Self::InTurn,
        Self::Joined,
        Self::MadeFirst,
        Self::JoinedLater,
    ];

    /// Runs the program with requests of some kind. Returns the ticks that it took.
    pub fn ticks<F, G>(self, server: &Rc<Server>, get: G) -> u32
    where
        F: Future<Output = Answer>,
        G: Fn(&Rc<Server>, &'static str, u32) -> F,
    {
        let begin = server.now();
        let get = |path, ticks| get(server, path, ticks);
        match self {
            Self::InTurn => {
                let _a = wait(server, get("/a", 3));
                let _b = wait(server, get("/b", 2));
            }
            Self::Joined => drop(wait(server, join_all([get("/a", 3), get("/b", 2)]))),
            Self::MadeFirst => {
                let (a, b) = (get("/a", 3), get("/b", 2));
                let _a = wait(server, a);
                let _b = wait(server, b);
            }
            Self::JoinedLater => {
                let both = join_all([get("/a", 3), get("/b", 2)]);
                trace!("main", "does other work for 4 ticks");
                (0..4).for_each(|_| server.tick());
                trace!("main", "waits for both");
                wait(server, both);
            }
        }
        server.now() - begin
    }
}

/// Polls a future at each tick until it's ready.
fn wait<F: Future>(server: &Server, mut future: F) -> F::Output {
    for _ in 0..100 {
        if let PollState::Ready(output) = future.poll() {
            return output;
        }
        server.tick();
    }
    panic!("a request isn't ready after 100 ticks, and its answer was there after 3");
}

/// A request that's sent at its first poll.
#[derive(Debug)]
pub enum Lazy {
    Start(Rc<Server>, &'static str, u32),
    Waits(Pending),
    Over,
}

/// Makes a lazy request.
pub fn lazy(server: &Rc<Server>, path: &'static str, ticks: u32) -> Lazy {
    Lazy::Start(Rc::clone(server), path, ticks)
}

impl Future for Lazy {
    type Output = Answer;

    fn poll(&mut self) -> PollState<Answer> {
        if let Self::Start(server, path, ticks) = self {
            match server.send(path, *ticks) {
                Ok(pending) => *self = Self::Waits(pending),
                Err(refused) => {
                    *self = Self::Over;
                    return PollState::Ready(Err(refused));
                }
            }
        }
        let Self::Waits(pending) = self else {
            panic!("a request was polled again after it was ready");
        };
        let answer = pending.answer();
        answer.map_or(PollState::NotReady, |answer| {
            *self = Self::Over;
            PollState::Ready(Ok(answer))
        })
    }
}
