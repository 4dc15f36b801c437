// ANCHOR: source
//! A coroutine that keeps a reference to its own buffer across two waits, by hand:
//!
//! ```text
//! coroutine fn requests(reactor: Reactor, server: SocketAddr) -> io::Result<String> {
//!     let mut buffer = String::new();
//!     let writer = &mut buffer;
//!     let hello = Http::get(&reactor, server, "/500/hello").wait?;
//!     writer.push_str(&hello);
//!     let goodbye = Http::get(&reactor, server, "/400/goodbye").wait?;
//!     writer.push_str(&goodbye);
//!     Ok(buffer)
//! }
//! ```
// ANCHOR_END: source

use ch08::{Future, Http, HttpGet, PollState, Reactor, Waker};
use std::io;
use std::marker::PhantomPinned;
use std::mem;
use std::net::SocketAddr;
use std::ptr::NonNull;
use trace::{ends, trace, waits};

/// A call runs none of the body: it fills in the parameters.
///
/// This is unsound. Safe code can move the machine between two polls, and the next poll would
/// write to where the buffer was.
pub fn requests(reactor: Reactor, server: SocketAddr) -> Requests {
    Requests {
        variables: Variables {
            buffer: String::new(),
            writer: None,
            reactor,
            server,
            _pinned: PhantomPinned,
        },
        state: State::Start,
    }
}

/// The machine: what the coroutine keeps meanwhile, and where it is.
// In this order in memory, so that all machines have the buffer at the same place in them.
#[repr(C)]
pub struct Requests {
    pub variables: Variables,
    state: State,
}

// ANCHOR: variables
// ANCHOR: fields
#[repr(C)]
pub struct Variables {
    pub buffer: String,
    /// Points to `buffer`, once the coroutine has come that far.
    pub writer: Option<NonNull<String>>,
    reactor: Reactor,
    server: SocketAddr,
    /// The machine holds a pointer to itself. This tells the compiler so.
    _pinned: PhantomPinned,
}
// ANCHOR_END: fields

// ANCHOR: writer
impl Variables {
    /// `let writer = &mut buffer;`
    fn borrow_buffer(&mut self) {
        self.writer = Some(NonNull::from(&mut self.buffer));
    }

    fn writer(&mut self) -> &mut String {
        let mut writer = self.writer.expect("the first poll sets it");
        // SAFETY: it points to `buffer`: `main` moves the machine only before the first poll. The
        // result borrows all the variables, so nothing else uses `buffer` meanwhile.
        unsafe { writer.as_mut() }
    }
    // ANCHOR_END: writer
    // ANCHOR_END: variables

    fn get(&self, path: &str) -> HttpGet {
        trace!("coroutine", "asks for {path}");
        waits!("coroutine", "the answer");
        Http::get(&self.reactor, self.server, path)
    }
}

enum State {
    Start,
    /// `let hello = Http::get(&reactor, server, "/500/hello").wait?;`
    Wait1(HttpGet),
    /// `let goodbye = Http::get(&reactor, server, "/400/goodbye").wait?;`
    Wait2(HttpGet),
    Done,
}

impl Future for Requests {
    type Output = io::Result<String>;

    /// # Panics
    ///
    /// If it's polled again after it was ready.
    // ANCHOR: poll
    fn poll(&mut self, waker: &Waker) -> PollState<io::Result<String>> {
        let variables = &mut self.variables;
        loop {
            match &mut self.state {
                // ANCHOR: start
                State::Start => {
                    variables.borrow_buffer();
                    self.state = State::Wait1(variables.get("/500/hello"));
                }
                // ANCHOR_END: start
                // ANCHOR: wait1
                State::Wait1(future) => {
                    let hello = match future.poll(waker) {
                        PollState::Ready(Ok(hello)) => hello,
                        PollState::Ready(Err(error)) => return self.returns(Err(error)),
                        PollState::NotReady => return PollState::NotReady,
                    };
                    trace!("coroutine", "writes {hello}");
                    variables.writer().push_str(&hello);
                    self.state = State::Wait2(variables.get("/400/goodbye"));
                }
                // ANCHOR_END: wait1
                State::Wait2(future) => {
                    let goodbye = match future.poll(waker) {
                        PollState::Ready(Ok(goodbye)) => goodbye,
                        PollState::Ready(Err(error)) => return self.returns(Err(error)),
                        PollState::NotReady => return PollState::NotReady,
                    };
                    trace!("coroutine", "writes {goodbye}");
                    variables.writer().push_str(&goodbye);
                    let buffer = mem::take(&mut variables.buffer);
                    return self.returns(Ok(buffer));
                }
                State::Done => panic!("a coroutine was polled again after it was ready"),
            }
        }
    }
    // ANCHOR_END: poll
}

impl Requests {
    fn returns(&mut self, output: io::Result<String>) -> PollState<io::Result<String>> {
        ends!("coroutine");
        self.state = State::Done;
        PollState::Ready(output)
    }
}
