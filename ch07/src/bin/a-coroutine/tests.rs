//! What the machine does that the step doesn't show.

use super::two_requests::{TwoRequests, two_requests};
use ch07::{Future, PollState};
use std::io::ErrorKind;
use std::net::SocketAddr;

/// A coroutine that was polled until it returned an error: its server refuses.
fn refused() -> TwoRequests {
    // A port that is taken, and where no listener is.
    let taken = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    taken.bind(&any_port.into()).unwrap();
    let server = taken.local_addr().unwrap().as_socket().unwrap();
    let mut coroutine = two_requests(server);
    let error = loop {
        if let PollState::Ready(output) = coroutine.poll() {
            break output.unwrap_err();
        }
    };
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    coroutine
}

/// The trap: a machine that starts anew when it's polled again after it was done.
#[test]
fn polled_after_it_returned_an_error_it_panics_with_a_sentence() {
    let mut coroutine = refused();
    let sentence = testing::panic_of(|| drop(coroutine.poll())).unwrap_err();
    assert_eq!(sentence, "a coroutine was polled again after it was ready");
}
