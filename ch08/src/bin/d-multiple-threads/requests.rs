//! Five requests of one thread, and its clock.

use ch08::{First, Future, Http, HttpGet, JoinAll, PollState, Race, Reactor, Waker, join_all, race};
use std::io;
use std::net::SocketAddr;

/// How long the server waits before it answers each request of a thread.
const DELAYS: [u32; 5] = [5000, 4000, 3000, 2000, 1000];

// ANCHOR: five
/// Returns how many of five requests are answered before a sixth one, the clock.
pub fn five(reactor: Reactor, server: SocketAddr) -> Five {
    Five {
        state: FiveState::Start {
            reactor,
            server,
        },
    }
}

/// The machine of [`five`].
pub struct Five {
    state: FiveState,
}

/// Where [`five`] is.
enum FiveState {
    Start { reactor: Reactor, server: SocketAddr },
    /// Line 17: `let first: First<Vec<io::Result<String>>, io::Result<String>> = race.wait;`
    Wait1 { future: Race<JoinAll<HttpGet>, HttpGet>, reactor: Reactor },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Five {
    type Output = io::Result<usize>;

    fn poll(&mut self, waker: &Waker) -> PollState<Self::Output> {
        let guard = FiveGuard(self);
        let polled = guard.0.resume(waker);
        std::mem::forget(guard);
        polled
    }
}

impl Five {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self, waker: &Waker) -> PollState<io::Result<usize>> {
        loop {
            match &mut self.state {
                FiveState::Start { .. } => {
                    let FiveState::Start { reactor, server } = self.take() else {
                        unreachable!()
                    };
                    let paths: [String; 5] = DELAYS
                        .map(|delay| format!("/{delay}/answer"));
                    let requests: Vec<HttpGet> = paths
                        .iter()
                        .map(|path| Http::get(&reactor, server, path))
                        .collect();
                    let clock: HttpGet = Http::get(&reactor, server, "/5500/late");
                    let race: Race<JoinAll<HttpGet>, HttpGet> = race(
                        join_all(requests),
                        clock,
                    );
                    self.state = FiveState::Wait1 {
                        future: race,
                        reactor,
                    };
                }
                FiveState::Wait1 { future, .. } => {
                    let PollState::Ready(output) = future.poll(waker) else {
                        return PollState::NotReady;
                    };
                    let FiveState::Wait1 { reactor: _reactor, .. } = self.take() else {
                        unreachable!()
                    };
                    let first: First<Vec<io::Result<String>>, io::Result<String>> = output;
                    return self
                        .finish(
                            match first {
                                First::A(answers) => {
                                    let answers = match answers
                                        .into_iter()
                                        .collect::<io::Result<Vec<_>>>()
                                    {
                                        Ok(value) => value,
                                        Err(error) => return self.finish(Err(From::from(error))),
                                    };
                                    Ok(answers.len())
                                }
                                First::B(_) => Ok(0),
                            },
                        );
                }
                FiveState::Running => {
                    panic!("`five` was polled again after it panicked")
                }
                FiveState::Done => {
                    panic!("`five` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> FiveState {
        std::mem::replace(&mut self.state, FiveState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: io::Result<usize>) -> PollState<io::Result<usize>> {
        self.state = FiveState::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct FiveGuard<'machine>(&'machine mut Five);

impl<'machine> Drop for FiveGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = FiveState::Running;
    }
}
// ANCHOR_END: five
