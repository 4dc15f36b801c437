//! The reactor calls the waker of the last poll, once for each event, and forgets what is dropped.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod support;

use ch08::PollState::{NotReady, Ready};
use ch08::{Direction, Executor, Future, PollEvented, PollState, Reactor, Wake, Waker};
use mio::net::UnixStream;
use std::io::{ErrorKind, Read, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use support::{Counter, PollFn};

/// A waker that tells on which thread it was called.
struct Tells(Mutex<Sender<ThreadId>>);

impl Wake for Tells {
    fn wake(&self) {
        let _ = self.0.lock().unwrap().send(thread::current().id());
    }
}

/// A waker, and what waits until it's called.
fn told() -> (Waker, Receiver<ThreadId>) {
    let (calls, called) = channel();
    (Waker::from(Arc::new(Tells(Mutex::new(calls)))), called)
}

/// A socket that a reactor watches, and its other end.
fn watched(reactor: &Reactor) -> (PollEvented<UnixStream>, UnixStream) {
    let (near, far) = UnixStream::pair().unwrap();
    (PollEvented::new(reactor, near).unwrap(), far)
}

fn would_block(stream: &mut UnixStream) -> bool {
    stream
        .read(&mut [0])
        .is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

#[test]
fn a_waker_is_called_on_the_reactors_thread_when_its_event_comes() {
    let reactor = Reactor::start().unwrap();
    let (near, mut far) = watched(&reactor);
    let (waker, called) = told();
    assert!(near.wake_on(Direction::Read, &waker));
    far.write_all(b"x").unwrap();
    assert_ne!(called.recv().unwrap(), thread::current().id());
}

#[test]
fn only_the_most_recent_waker_is_called() {
    let reactor = Reactor::start().unwrap();
    let (near, mut far) = watched(&reactor);
    let (old, (waker, called)) = (Counter::waker(), told());
    assert!(near.wake_on(Direction::Read, &old.1));
    assert!(near.wake_on(Direction::Read, &waker));
    far.write_all(b"x").unwrap();
    called.recv().unwrap();
    assert_eq!(old.0.calls(), 0);
}

/// The trap: one waker slot for each socket.
#[test]
fn a_reader_and_a_writer_of_one_socket_are_both_woken() {
    let reactor = Reactor::start().unwrap();
    let (mut near, mut far) = watched(&reactor);
    while near.write(&[0; 4096]).is_ok() {}
    let ((reader, read), (writer, written)) = (told(), told());
    while near.wake_on(Direction::Write, &writer) {
        // Room that came before the waker was stored.
        while near.write(&[0; 4096]).is_ok() {}
    }
    assert!(near.wake_on(Direction::Read, &reader));
    far.write_all(b"x").unwrap();
    read.recv().unwrap();
    while far.read(&mut [0; 4096]).is_ok() {}
    written.recv().unwrap();
}

/// The trap: read, find `WouldBlock`, then store the waker, and miss what came in between.
#[test]
fn a_waker_that_is_news_has_to_be_followed_by_another_try() {
    let reactor = Reactor::start().unwrap();
    let (mut near, mut far) = watched(&reactor);
    let (waker, called) = told();
    assert!(would_block(&mut near));
    assert!(
        near.wake_on(Direction::Read, &waker),
        "the first waker is news"
    );
    assert!(
        !near.wake_on(Direction::Read, &waker),
        "the same waker isn't"
    );
    far.write_all(b"x").unwrap();
    called.recv().unwrap();
    assert!(
        near.wake_on(Direction::Read, &waker),
        "an event took the one before"
    );
    assert!(
        !would_block(&mut near),
        "and the other try finds what it came for"
    );
}

// ANCHOR: returns
/// Does what a waker of a stranger may do: comes back to the reactor.
struct Returns {
    source: Mutex<Option<PollEvented<UnixStream>>>,
    done: Mutex<Sender<()>>,
}

impl Wake for Returns {
    fn wake(&self) {
        let source = self.source.lock().unwrap().take().unwrap();
        let (_, waker) = Counter::waker();
        let _ = source.wake_on(Direction::Read, &waker);
        drop(source);
        let _ = self.done.lock().unwrap().send(());
    }
}
// ANCHOR_END: returns

// ANCHOR: may-use
/// The trap: wakers called while the reactor's lock is held.
#[test]
fn a_waker_may_use_the_reactor() {
    let reactor = Reactor::start().unwrap();
    let (near, mut far) = watched(&reactor);
    let (done, is_done) = channel();
    let returns = Arc::new(Returns {
        source: Mutex::new(None),
        done: Mutex::new(done),
    });
    assert!(near.wake_on(Direction::Read, &Waker::from(Arc::clone(&returns))));
    *returns.source.lock().unwrap() = Some(near);
    far.write_all(b"x").unwrap();
    is_done.recv().unwrap();
}
// ANCHOR_END: may-use

struct Panics;

impl Wake for Panics {
    fn wake(&self) {
        // Without a message on the test's output.
        std::panic::resume_unwind(Box::new("a waker's"));
    }
}

#[test]
fn a_waker_that_panics_does_not_end_the_reactor() {
    let reactor = Reactor::start().unwrap();
    let ((near, mut far), (other, mut other_far)) = (watched(&reactor), watched(&reactor));
    let (waker, called) = told();
    assert!(near.wake_on(Direction::Read, &Waker::from(Arc::new(Panics))));
    assert!(other.wake_on(Direction::Read, &waker));
    far.write_all(b"x").unwrap();
    other_far.write_all(b"x").unwrap();
    called.recv().unwrap();
}

/// The trap: a descriptor's number is used again, and an event for the old socket wakes the new one's task.
#[test]
fn a_socket_with_a_number_that_was_used_before_gets_a_token_that_was_not() {
    let reactor = Reactor::start().unwrap();
    let mut wakers = Vec::new();
    for _ in 0..100 {
        let (near, mut far) = watched(&reactor);
        let (counter, waker) = Counter::waker();
        let _ = near.wake_on(Direction::Read, &waker);
        drop(near);
        // Too late: whatever the system still reports is for a token that nothing has.
        let _ = far.write_all(b"x");
        wakers.push(counter);
    }
    let (near, mut far) = watched(&reactor);
    let (waker, called) = told();
    assert!(near.wake_on(Direction::Read, &waker));
    far.write_all(b"x").unwrap();
    called.recv().unwrap();
    assert!(wakers.iter().all(|counter| counter.calls() == 0));
}

/// Has the last handle, and loses it on the reactor's own thread.
struct Holds(Mutex<Option<Reactor>>, Mutex<Sender<()>>);

impl Wake for Holds {
    fn wake(&self) {
        drop(self.0.lock().unwrap().take());
        let _ = self.1.lock().unwrap().send(());
    }
}

#[test]
fn the_last_handle_may_go_on_the_reactors_own_thread() {
    let reactor = Reactor::start().unwrap();
    let (near, mut far) = watched(&reactor);
    let (done, is_done) = channel();
    // The socket's handle is dropped by its own waker, after this thread's.
    let holds = Arc::new(Holds(Mutex::new(None), Mutex::new(done)));
    assert!(near.wake_on(Direction::Read, &Waker::from(Arc::clone(&holds))));
    *holds.0.lock().unwrap() = Some(reactor);
    // Not dropped: it would be the last handle.
    let near = std::mem::ManuallyDrop::new(near);
    far.write_all(b"x").unwrap();
    is_done.recv().unwrap();
    let _ = &near;
}

/// A future that reads one byte from a socket.
fn byte(mut near: PollEvented<UnixStream>) -> impl Future<Output = u8> {
    PollFn(move |waker: &Waker| -> PollState<u8> {
        let mut byte = [0];
        loop {
            match near.read(&mut byte) {
                Ok(_) => return Ready(byte[0]),
                Err(_) if near.wake_on(Direction::Read, waker) => {}
                Err(_) => return NotReady,
            }
        }
    })
}

#[test]
fn two_reactors_and_one_executor_do_not_know_each_other() {
    let reactors = [Reactor::start().unwrap(), Reactor::start().unwrap()];
    let sockets = reactors.each_ref().map(watched);
    let executor = Executor::new();
    for (number, (near, mut far)) in (b'a'..).zip(sockets) {
        let writer = thread::spawn(move || far.write_all(&[number]).unwrap());
        assert_eq!(executor.block_on(byte(near)), number);
        writer.join().unwrap();
    }
}
