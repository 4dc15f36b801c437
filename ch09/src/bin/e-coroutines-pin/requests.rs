//! Step b's coroutine, as the function that it was by hand.

use ch09::{Future, Http, HttpGet, PollState, Reactor};
use std::io;
use std::net::SocketAddr;
use trace::{ends, trace, waits};

// ANCHOR: requests
/// Keeps a reference to its own buffer across two waits.
pub fn requests(reactor: Reactor, server: SocketAddr) -> Requests {
    Requests {
        state: RequestsState::Start {
            reactor,
            server,
        },
        buffer: ch09::Slot::new(),
    }
}

/// The machine of [`requests`].
pub struct Requests {
    state: RequestsState,
    buffer: ch09::Slot<String>,
}

/// Where [`requests`] is.
enum RequestsState {
    Start { reactor: Reactor, server: SocketAddr },
    /// Line 15: `let hello = Http::get(&reactor, server, "/500/hello").wait?;`
    Wait1 {
        future: Option<HttpGet>,
        writer: &'static mut String,
        buffer: ch09::Kept<String>,
        server: SocketAddr,
        reactor: Reactor,
    },
    /// Line 20: `let goodbye = Http::get(&reactor, server, "/400/goodbye").wait?;`
    Wait2 {
        future: Option<HttpGet>,
        writer: &'static mut String,
        buffer: ch09::Kept<String>,
        reactor: Reactor,
    },
    /// While the code between two waits runs, and forever after a panic.
    Running,
    /// The output has been returned.
    Done,
}

impl Future for Requests {
    type Output = io::Result<String>;

    fn poll(
        self: std::pin::Pin<&mut Self>,
        waker: &ch09::Waker,
    ) -> PollState<Self::Output> {
        // SAFETY: the machine's futures and slots stay where they are until they're dropped.
        let machine = unsafe { self.get_unchecked_mut() };
        let guard = RequestsGuard(machine);
        let polled = guard.0.resume(waker);
        std::mem::forget(guard);
        polled
    }
}

impl Requests {
    /// Runs up to the next future that isn't ready.
    fn resume(&mut self, waker: &ch09::Waker) -> PollState<io::Result<String>> {
        loop {
            match &mut self.state {
                RequestsState::Start { .. } => {
                    let RequestsState::Start { reactor, server } = self.take() else {
                        unreachable!()
                    };
                    // SAFETY: the machine is pinned, and this is the slot's only handle.
                    let mut buffer = unsafe { self.buffer.keep(String::new()) };
                    // SAFETY: `buffer` stays where it is until its borrower is gone.
                    let writer: &mut String = unsafe { buffer.lend_mut() };
                    trace!("coroutine", "asks for /500/hello");
                    waits!("coroutine", "the answer");
                    self.state = RequestsState::Wait1 {
                        future: Some(Http::get(&reactor, server, "/500/hello")),
                        writer,
                        buffer,
                        server,
                        reactor,
                    };
                }
                RequestsState::Wait1 { future, .. } => {
                    // SAFETY: the machine is pinned, and this future stays where it is until it's dropped in place.
                    let mut future = unsafe { std::pin::Pin::new_unchecked(future) };
                    let Some(waiting) = future.as_mut().as_pin_mut() else {
                        unreachable!()
                    };
                    let PollState::Ready(ready) = waiting.poll(waker) else {
                        return PollState::NotReady;
                    };
                    future.set(None);
                    let RequestsState::Wait1 { reactor, server, buffer, writer, .. } = self
                        .take() else { unreachable!() };
                    let output = ready;
                    let hello = match output {
                        Ok(value) => value,
                        Err(error) => return self.finish(Err(error)),
                    };
                    trace!("coroutine", "writes {hello}");
                    writer.push_str(&hello);
                    trace!("coroutine", "asks for /400/goodbye");
                    waits!("coroutine", "the answer");
                    self.state = RequestsState::Wait2 {
                        future: Some(Http::get(&reactor, server, "/400/goodbye")),
                        writer,
                        buffer,
                        reactor,
                    };
                }
                RequestsState::Wait2 { future, .. } => {
                    // SAFETY: the machine is pinned, and this future stays where it is until it's dropped in place.
                    let mut future = unsafe { std::pin::Pin::new_unchecked(future) };
                    let Some(waiting) = future.as_mut().as_pin_mut() else {
                        unreachable!()
                    };
                    let PollState::Ready(ready) = waiting.poll(waker) else {
                        return PollState::NotReady;
                    };
                    future.set(None);
                    let RequestsState::Wait2 { reactor: _reactor, buffer, writer, .. } = self
                        .take() else { unreachable!() };
                    let output = ready;
                    let goodbye = match output {
                        Ok(value) => value,
                        Err(error) => return self.finish(Err(error)),
                    };
                    trace!("coroutine", "writes {goodbye}");
                    writer.push_str(&goodbye);
                    ends!("coroutine");
                    return self.finish(Ok(ch09::Kept::into_inner(buffer)));
                }
                RequestsState::Running => {
                    panic!("`requests` was polled again after it panicked")
                }
                RequestsState::Done => {
                    panic!("`requests` was polled again after it was ready")
                }
            }
        }
    }

    /// Takes the variables out of the state, to run the code after it.
    fn take(&mut self) -> RequestsState {
        std::mem::replace(&mut self.state, RequestsState::Running)
    }

    /// Ends with an output.
    fn finish(&mut self, output: io::Result<String>) -> PollState<io::Result<String>> {
        self.state = RequestsState::Done;
        PollState::Ready(output)
    }
}

/// Drops what the machine keeps if a panic leaves `resume`.
struct RequestsGuard<'machine>(&'machine mut Requests);

impl<'machine> Drop for RequestsGuard<'machine> {
    fn drop(&mut self) {
        self.0.state = RequestsState::Running;
    }
}

/// Never called. The machine of [`requests`] hides from rustc how long its variables are borrowed, so rustc
/// checks the borrows here, in the source's own words.
#[allow(dead_code, unused, clippy::all)]
const _: () = {
    fn wait_for<F: Future>(_: F) -> F::Output {
        unreachable!()
    }

    fn requests(reactor: Reactor, server: SocketAddr) -> io::Result<String> {
        let mut buffer: String = String::new();
        let writer: &mut String = &mut buffer;
        trace!("coroutine", "asks for /500/hello");
        waits!("coroutine", "the answer");
        let hello = wait_for(Http::get(&reactor, server, "/500/hello"))?;
        trace!("coroutine", "writes {hello}");
        writer.push_str(&hello);
        trace!("coroutine", "asks for /400/goodbye");
        waits!("coroutine", "the answer");
        let goodbye = wait_for(Http::get(&reactor, server, "/400/goodbye"))?;
        trace!("coroutine", "writes {goodbye}");
        writer.push_str(&goodbye);
        ends!("coroutine");
        Ok(buffer)
    }
};
// ANCHOR_END: requests
