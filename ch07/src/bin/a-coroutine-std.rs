//! The same two requests in Rust's own words: an `async fn`, and a loop that polls it.

use ch07::{Http, HttpGet, PollState, goes_on, other_work};
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};
use trace::{ends, trace, waits};

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    let server = delayserver::start()?;
    let mut coroutine = pin!(two_requests(server.addr()));
    // Nothing wakes main: it polls until the coroutine is ready. So the waker does nothing.
    let mut context = Context::from_waker(Waker::noop());
    trace!("main", "has a coroutine that hasn't started");
    let output = loop {
        match coroutine.as_mut().poll(&mut context) {
            Poll::Ready(output) => break output,
            Poll::Pending => other_work(),
        }
    };
    trace!("main", "has what the coroutine returned: {}", output?);
    Ok(())
}
// ANCHOR_END: run

// ANCHOR: two-requests
async fn two_requests(server: SocketAddr) -> io::Result<String> {
    goes_on();
    trace!("coroutine", "starts, and asks for /2000/hello");
    waits!("coroutine", "GET /2000/hello");
    let first = Get(Http::get(server, "/2000/hello")).await?;
    goes_on();
    trace!("coroutine", "has {first}, and asks for /1000/goodbye");
    waits!("coroutine", "GET /1000/goodbye");
    let second = Get(Http::get(server, "/1000/goodbye")).await?;
    goes_on();
    trace!("coroutine", "has {second}, and returns");
    ends!("coroutine");
    Ok(format!("{first} and {second}"))
}
// ANCHOR_END: two-requests

// ANCHOR: adapter
/// The chapter's request as a future of std's trait, which `.await` asks for.
struct Get(HttpGet);

impl Future for Get {
    type Output = io::Result<String>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<String>> {
        match ch07::Future::poll(&mut self.0) {
            PollState::Ready(answer) => Poll::Ready(answer),
            PollState::NotReady => Poll::Pending,
        }
    }
}
// ANCHOR_END: adapter

#[cfg(all(test, target_arch = "x86_64"))]
#[path = "a-coroutine/two_requests.rs"]
mod by_hand;

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;

    /// The page says what the bytes are for. Another version may lay the compiler's machine out differently.
    #[test]
    fn the_compilers_machine_keeps_the_parameter_twice_and_the_first_answer_apart() {
        let server = SocketAddr::from(([127, 0, 0, 1], 0));
        let request = size_of::<HttpGet>();
        let by_hand = size_of_val(&by_hand::two_requests(server));
        let compilers = size_of_val(&two_requests(server));
        if testing::is_rust("1.95") {
            assert_eq!((request, by_hand, compilers), (72, 104, 168));
            let (server, first) = (size_of::<SocketAddr>(), size_of::<String>());
            assert_eq!((server, first), (32, 24));
            assert_eq!(compilers - by_hand, server + first + 8);
        }
        assert!(by_hand < compilers);
    }
}
