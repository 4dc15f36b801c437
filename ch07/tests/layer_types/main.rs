//! A machine writes out where the types of the layer's futures are, if its file doesn't import them.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

#[rustfmt::skip]
mod coroutines;

use ch07::{Future, PollState};
use std::net::TcpListener;
use std::thread;

#[test]
fn a_file_need_not_import_the_types_of_the_futures_that_it_waits_for() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut answers = coroutines::answers(listener.local_addr().unwrap());
    // Both connections end without an answer, which is an output too.
    let server = thread::spawn(move || drop([listener.accept(), listener.accept()]));
    let count = loop {
        match answers.poll() {
            PollState::Ready(count) => break count,
            PollState::NotReady => thread::yield_now(),
        }
    };
    server.join().unwrap();
    assert_eq!(count, 2);
}
