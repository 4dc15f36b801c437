//! A task for each request.

use ch08::{Future, Http, HttpGet, PollState, Reactor, Waker, spawn};
use std::io;
use std::net::SocketAddr;
use trace::{trace, waits};

/// How long the server waits before it answers each request: together, 15 seconds.
const DELAYS: [u32; 5] = [5000, 4000, 3000, 2000, 1000];

// ANCHOR: request
/// One request, on a task with this number.
fn request(reactor: Reactor, server: SocketAddr, task: usize, delay: u32) -> Request {
    Request {
        state: RequestState::Start {
            reactor,
            server,
            task,
            delay,
        },
    }
}

/// The machine of [`request`].
struct Request {
    state: RequestState,
}

/// Where [`request`] is.
enum RequestState {
    Start { reactor: Reactor, server: SocketAddr, task: usize, delay: u32 },
    /// Line 17: `let answer: io::Result<String> = Http::get(&reactor, server, &path).wait;`
    Wait1 { future: HttpGet, task: usize, reactor: Reactor },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Request {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<Self::Output> {
        let guard = RequestGuard(self);
        let polled = guard.0.resume(waker);
        std::mem::forget(guard);
        polled
    }
}

impl Request {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self, waker: &Waker) -> PollState<()> {
        loop {
            match &mut self.state {
                RequestState::Start { .. } => {
                    let RequestState::Start { reactor, server, task, delay } = self
                        .take() else { unreachable!() };
                    let path = format!("/{delay}/answer-{task}");
                    trace!("task {task}", "asks for {path}");
                    waits!("task {task}", "the answer");
                    self.state = RequestState::Wait1 {
                        future: Http::get(&reactor, server, &path),
                        task,
                        reactor,
                    };
                }
                RequestState::Wait1 { future, .. } => {
                    let PollState::Ready(output) = future.poll(waker) else {
                        return PollState::NotReady;
                    };
                    let RequestState::Wait1 { reactor: _reactor, task, .. } = self.take()
                    else { unreachable!() };
                    let answer: io::Result<String> = output;
                    match answer {
                        Ok(answer) => trace!("task {task}", "has {answer}"),
                        Err(error) => {
                            trace!("task {task}", "has no answer: {error}")
                        }
                    };
                    return self.finish(());
                }
                RequestState::Running => {
                    panic!("`request` was polled again after it panicked")
                }
                RequestState::Done => {
                    panic!("`request` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> RequestState {
        std::mem::replace(&mut self.state, RequestState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: ()) -> PollState<()> {
        self.state = RequestState::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct RequestGuard<'machine>(&'machine mut Request);

impl<'machine> Drop for RequestGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = RequestState::Running;
    }
}
// ANCHOR_END: request

// ANCHOR: all
/// Spawns a task for each request, and doesn't wait for them.
pub fn all(reactor: Reactor, server: SocketAddr) -> All {
    All {
        state: AllState::Start { reactor, server },
    }
}

/// The machine of [`all`].
pub struct All {
    state: AllState,
}

/// Where [`all`] is.
enum AllState {
    Start { reactor: Reactor, server: SocketAddr },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for All {
    type Output = ();

    fn poll(&mut self, _waker: &Waker) -> PollState<Self::Output> {
        match &mut self.state {
            AllState::Start { .. } => {
                let AllState::Start { reactor, server } = self.take() else {
                    unreachable!()
                };
                // This coroutine is task 1.
                for (task, delay) in (2..).zip(DELAYS) {
                    spawn(request(reactor.clone(), server, task, delay));
                }
                trace!(
                    "task 1",
                    "has spawned {} tasks, and returns",
                    DELAYS.len(),
                );
                return self.finish(());
            }
            AllState::Running => {
                panic!("`all` was polled again after it panicked")
            }
            AllState::Done => {
                panic!("`all` was polled again after it was ready")
            }
        }
    }
}

impl All {
    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> AllState {
        std::mem::replace(&mut self.state, AllState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: ()) -> PollState<()> {
        self.state = AllState::Done;
        PollState::Ready(output)
    }
}
// ANCHOR_END: all
