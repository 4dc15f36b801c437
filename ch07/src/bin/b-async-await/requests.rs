//! The requests, one after another.

use ch07::{Future, Http, HttpGet, PollState};
use std::io;
use std::net::SocketAddr;
use trace::{ends, trace, waits};

/// How long the server waits before it answers each request: together, 15 seconds.
const DELAYS: [u32; 5] = [5000, 4000, 3000, 2000, 1000];

// ANCHOR: request
/// One request.
fn request(server: SocketAddr, n: usize) -> Request {
    Request {
        state: RequestState::Start { server, n },
    }
}

/// The machine of [`request`].
struct Request {
    state: RequestState,
}

/// Where [`request`] is.
enum RequestState {
    Start { server: SocketAddr, n: usize },
    /// Line 17: `let answer = Http::get(server, &path).wait?;`
    Wait1 { future: HttpGet, n: usize },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Request {
    type Output = io::Result<()>;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = RequestGuard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl Request {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<io::Result<()>> {
        loop {
            match &mut self.state {
                RequestState::Start { .. } => {
                    let RequestState::Start { server, n } = self.take() else {
                        unreachable!()
                    };
                    let path = format!("/{}/answer-{n}", DELAYS[n]);
                    trace!("request {n}", "asks for {path}");
                    waits!("request {n}", "the answer");
                    self.state = RequestState::Wait1 {
                        future: Http::get(server, &path),
                        n,
                    };
                }
                RequestState::Wait1 { future, .. } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    let RequestState::Wait1 { n, .. } = self.take() else {
                        unreachable!()
                    };
                    let answer = match output {
                        Ok(value) => value,
                        Err(error) => return self.finish(Err(error)),
                    };
                    trace!("request {n}", "has {answer}");
                    ends!("request {n}");
                    return self.finish(Ok(()));
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
    fn finish(&mut self, output: io::Result<()>) -> PollState<io::Result<()>> {
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
/// All requests, each waited for in a loop. Returns how many there were.
pub fn all(server: SocketAddr) -> All {
    All {
        state: AllState::Start { server },
    }
}

/// The machine of [`all`].
pub struct All {
    state: AllState,
}

/// Where [`all`] is.
enum AllState {
    Start { server: SocketAddr },
    /// Line 28: `request(server, n).wait?;`
    Wait1 { future: Request, items: std::ops::Range<usize>, server: SocketAddr },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

/// What [`all`] does next.
enum AllNext {
    /// It goes on from its state.
    Poll,
    /// Lines 27–29: `for n in 0..DELAYS.len() { …`
    Loop1 { items: std::ops::Range<usize>, server: SocketAddr },
}

impl Future for All {
    type Output = io::Result<usize>;

    fn poll(&mut self) -> PollState<Self::Output> {
        let guard = AllGuard(self);
        let polled = guard.0.resume();
        std::mem::forget(guard);
        polled
    }
}

impl All {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self) -> PollState<io::Result<usize>> {
        let mut next = AllNext::Poll;
        loop {
            match next {
                AllNext::Poll => {}
                AllNext::Loop1 { server, mut items } => {
                    if let Some(n) = items.next() {
                        self.state = AllState::Wait1 {
                            future: request(server, n),
                            items,
                            server,
                        };
                        next = AllNext::Poll;
                        continue;
                    }
                    return self.finish(Ok(DELAYS.len()));
                }
            }
            match &mut self.state {
                AllState::Start { .. } => {
                    let AllState::Start { server } = self.take() else {
                        unreachable!()
                    };
                    let items = 0..DELAYS.len();
                    next = AllNext::Loop1 { items, server };
                }
                AllState::Wait1 { future, .. } => {
                    let PollState::Ready(output) = future.poll() else {
                        return PollState::NotReady;
                    };
                    let AllState::Wait1 { server, items, .. } = self.take() else {
                        unreachable!()
                    };
                    match output {
                        Ok(value) => value,
                        Err(error) => return self.finish(Err(error)),
                    };
                    next = AllNext::Loop1 { items, server };
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

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> AllState {
        std::mem::replace(&mut self.state, AllState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: io::Result<usize>) -> PollState<io::Result<usize>> {
        self.state = AllState::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct AllGuard<'machine>(&'machine mut All);

impl<'machine> Drop for AllGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = AllState::Running;
    }
}
// ANCHOR_END: all
