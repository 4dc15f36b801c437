//! What a reactor and its sockets leave behind: nothing.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod support;

use ch08::{Direction, PollEvented, Reactor, Wake, Waker};
use mio::net::UnixStream;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, Weak};
use std::thread;
use support::Counter;
use testing::descriptors::{alone, open};

/// A socket that a reactor watches, and its other end.
fn watched(reactor: &Reactor) -> (PollEvented<UnixStream>, UnixStream) {
    let (near, far) = UnixStream::pair().unwrap();
    (PollEvented::new(reactor, near).unwrap(), far)
}

/// Tells that it was called.
struct Tells(Mutex<Sender<()>>);

impl Wake for Tells {
    fn wake(&self) {
        let _ = self.0.lock().unwrap().send(());
    }
}

/// A waker that is alive as long as the reactor has it.
fn counted() -> (Waker, Weak<Counter>) {
    let counter = Arc::new(Counter::default());
    let weak = Arc::downgrade(&counter);
    (Waker::from(counter), weak)
}

/// The trap: no `Drop` on leaf futures.
#[test]
fn a_source_that_is_dropped_leaves_no_waker_and_no_descriptor() {
    alone(source_dropped);
}

fn source_dropped() {
    let reactor = Reactor::start().unwrap();
    let before = open().len();
    let (near, far) = watched(&reactor);
    let ((read, read_alive), (write, write_alive)) = (counted(), counted());
    let _ = near.wake_on(Direction::Read, &read);
    let _ = near.wake_on(Direction::Write, &write);
    drop((read, write));
    assert!(read_alive.upgrade().is_some());
    drop((near, far));
    assert!(read_alive.upgrade().is_none() && write_alive.upgrade().is_none());
    assert_eq!(open().len(), before);
}

/// The trap: a thread that's never joined.
#[test]
fn the_thread_ends_with_the_last_handle() {
    alone(handles_dropped);
}

fn handles_dropped() {
    let before = open().len();
    let reactor = Reactor::start().unwrap();
    let (near, far) = watched(&reactor.clone());
    thread::spawn(move || drop(reactor)).join().unwrap();
    // The socket still has a handle.
    let (calls, called) = channel();
    let _ = near.wake_on(
        Direction::Read,
        &Waker::from(Arc::new(Tells(Mutex::new(calls)))),
    );
    drop(far);
    called.recv().unwrap();
    drop(near);
    // Joined: the thread's queue is closed by now.
    assert_eq!(open().len(), before);
}
