//! What goes wrong with a socket is an error of the call, and of nobody else.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod net_support;

use ch05::net::{TcpListener, TcpStream};
use ch05::{Runtime, spawn, yield_now};
use net_support::{deaf, listener, pair, reset, run};
use std::cell::RefCell;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr};
use std::rc::Rc;

#[test]
fn a_connection_that_is_refused_is_an_error() {
    let (_taken, addr) = deaf();
    let error = run(move || TcpStream::connect(addr).unwrap_err());
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

#[test]
fn the_next_address_is_tried_and_the_last_one_says_what_is_wrong() {
    let (_taken, refuses) = deaf();
    run(move || {
        let (_listener, listens) = listener();
        let stream = TcpStream::connect(&[refuses, listens][..]).unwrap();
        assert_eq!(stream.peer_addr().unwrap(), listens);
        let error = TcpStream::connect(&[refuses, refuses][..]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        let nowhere: &[SocketAddr] = &[];
        let error = TcpStream::connect(nowhere).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    });
}

#[test]
fn an_address_that_is_taken_cannot_be_listened_at() {
    run(|| {
        let (_listener, addr) = listener();
        let error = TcpListener::bind(addr).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AddrInUse);
    });
}

#[test]
fn a_peer_that_closes_is_the_end_of_what_is_read() {
    run(|| {
        let [mut near, mut far] = pair();
        let reader = spawn(move || {
            let mut two = [0; 2];
            let lengths = [0; 3].map(|_| near.read(&mut two).unwrap());
            (lengths, two)
        });
        yield_now();
        far.write_all(b"ab").unwrap();
        drop(far);
        assert_eq!(reader.join().unwrap(), ([2, 0, 0], *b"ab"));
    });
}

#[test]
fn a_shutdown_ends_the_read_in_which_another_fiber_waits() {
    run(|| {
        let [near, _far] = pair();
        let near = Rc::new(near);
        let shared = Rc::clone(&near);
        let reader = spawn(move || (&*shared).read(&mut [0]).unwrap());
        yield_now();
        near.shutdown(Shutdown::Both).unwrap();
        assert_eq!(reader.join().unwrap(), 0);
    });
}

/// The trap: a reset as a panic in whoever reads.
#[test]
fn a_reset_is_an_error_for_who_waits_to_read() {
    run(|| {
        let [mut near, far] = pair();
        let reader = spawn(move || near.read(&mut [0]).unwrap_err().kind());
        yield_now();
        reset(far);
        assert_eq!(reader.join().unwrap(), ErrorKind::ConnectionReset);
    });
}

#[test]
fn a_reset_is_an_error_for_who_waits_to_write() {
    run(|| {
        let [mut near, far] = pair();
        let writer = spawn(move || {
            loop {
                if let Err(error) = near.write(&[0; 4096]) {
                    return error.kind();
                }
            }
        });
        // It yields after some calls. When the buffers are full it waits.
        (0..10_000).for_each(|_| yield_now());
        assert!(!writer.is_finished());
        reset(far);
        assert_eq!(writer.join().unwrap(), ErrorKind::ConnectionReset);
    });
}

#[test]
fn outside_of_a_fiber_no_socket_is_opened() {
    let sentence = "a socket is opened outside of a fiber: only what a `Runtime` runs can";
    let connected = TcpStream::connect("127.0.0.1:1").unwrap_err();
    assert_eq!(connected.to_string(), sentence);
    let bound = TcpListener::bind("127.0.0.1:0").unwrap_err();
    assert_eq!(bound.to_string(), sentence);
    let (listener, addr) = run(listener);
    let _pending = std::net::TcpStream::connect(addr).unwrap();
    assert_eq!(listener.accept().unwrap_err().to_string(), sentence);
}

#[test]
fn outside_of_a_fiber_a_socket_works_until_it_would_have_to_wait() {
    let [mut near, mut far] = run(pair);
    let error = near.read(&mut [0]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    assert_eq!(
        error.to_string(),
        "the socket is not ready, and only a fiber can wait for it"
    );
    far.write_all(b"x").unwrap();
    // It may take a moment to arrive, and nobody waits.
    let byte = std::iter::repeat_with(|| {
        let mut byte = [0];
        near.read_exact(&mut byte).map(|()| byte)
    });
    assert_eq!(byte.flatten().next().unwrap(), *b"x");
}

#[test]
fn a_fiber_of_another_runtime_cannot_wait() {
    let home = Runtime::new().unwrap();
    let [mut near, mut far] = home.run(pair);
    let (error, mut near) = run(move || (near.read(&mut [0]).unwrap_err(), near));
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    assert_eq!(
        error.to_string(),
        "the socket is not ready, and only fibers of the runtime that opened it can wait for it"
    );
    // Nothing is left of that try.
    let byte = home.run(move || {
        let reader = spawn(move || {
            let mut byte = [0];
            near.read_exact(&mut byte).unwrap();
            byte
        });
        yield_now();
        far.write_all(b"x").unwrap();
        reader.join().unwrap()
    });
    assert_eq!(byte, *b"x");
}

/// Reads when it is dropped.
struct ReadsAtLast {
    stream: TcpStream,
    said: Rc<RefCell<Vec<String>>>,
}

impl Drop for ReadsAtLast {
    fn drop(&mut self) {
        let said = match self.stream.read(&mut [0]) {
            Ok(read) => format!("{read} read"),
            Err(error) => error.to_string(),
        };
        self.said.borrow_mut().push(said);
    }
}

const UNWINDS: &str = "the socket is not ready, and a fiber that unwinds cannot wait for it";

#[test]
fn a_fiber_that_unwinds_cannot_wait() {
    let said = Rc::new(RefCell::new(Vec::new()));
    let heard = Rc::clone(&said);
    run(move || {
        let [stream, far] = pair();
        let last = ReadsAtLast { stream, said };
        let panics = spawn(move || {
            let _last = last;
            panic!("with a socket in its hands");
        });
        assert!(panics.join().is_err());
        drop(far);
    });
    assert_eq!(*heard.borrow(), [UNWINDS]);
}

#[test]
fn a_fiber_that_is_dropped_while_it_waits_is_unwound() {
    let said = Rc::new(RefCell::new(Vec::new()));
    let heard = Rc::clone(&said);
    let runtime = Runtime::new().unwrap();
    let far = runtime.run(move || {
        let [stream, far] = pair();
        let mut last = ReadsAtLast { stream, said };
        spawn(move || last.stream.read(&mut [0]));
        yield_now();
        far
    });
    assert!(heard.borrow().is_empty());
    drop(runtime);
    assert_eq!(*heard.borrow(), [UNWINDS]);
    drop(far);
}
