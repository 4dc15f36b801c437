//! A task for each request, on one executor.

use super::Tally;
use ch08::{Executor, Future, Http, HttpGet, PollState, Reactor, Waker};
use std::net::SocketAddr;
use std::sync::Arc;

// ANCHOR: run
pub(super) fn run(requests: usize, server: SocketAddr, tally: &Arc<Tally>) {
    let reactor = Reactor::start();
    let reactor = reactor.unwrap_or_else(|error| tally.breaks("the reactor's start", &error));
    let executor = Executor::new();
    for _ in 0..requests {
        executor.spawn(Request {
            get: Http::get(&reactor, server, "/0/ok"),
            is_new: true,
            tally: Arc::clone(tally),
        });
    }
    executor.run();
}
// ANCHOR_END: run

/// A request that is counted.
struct Request {
    get: HttpGet,
    is_new: bool,
    tally: Arc<Tally>,
}

impl Future for Request {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        if std::mem::take(&mut self.is_new) {
            self.tally.begins();
        }
        match self.get.poll(waker) {
            PollState::Ready(answer) => {
                self.tally.ends(answer);
                PollState::Ready(())
            }
            PollState::NotReady => PollState::NotReady,
        }
    }
}
