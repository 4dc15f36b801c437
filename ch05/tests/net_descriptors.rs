//! Which descriptors sockets open, and that they are closed.
//!
//! Descriptors are the whole process's, so these tests take turns.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod net_support;

use ch05::net::TcpStream;
use ch05::{Runtime, spawn, yield_now};
use net_support::{deaf, listener, pair, run};
use std::cell::Cell;
use std::io::{Read, Write};
use std::rc::Rc;
use testing::descriptors::{alone, open};

#[test]
fn a_socket_that_is_dropped_is_closed_at_once() {
    alone(|| {
        run(|| {
            let before = open();
            let ends = pair();
            assert_eq!(open().len(), before.len() + 2);
            drop(ends);
            assert_eq!(open(), before);
        });
    });
}

#[test]
fn a_connection_that_fails_leaves_nothing_open() {
    alone(|| {
        let (_taken, addr) = deaf();
        run(move || {
            let before = open();
            assert!(TcpStream::connect(addr).is_err());
            assert_eq!(open(), before);
        });
    });
}

#[test]
fn a_runtime_that_is_dropped_closes_what_its_fibers_wait_for() {
    alone(|| {
        let before = open();
        let runtime = Runtime::new().unwrap();
        let [full, far] = runtime.run(|| {
            let [mut reads, far] = pair();
            let [mut writes, full] = pair();
            let (accepts, _) = listener();
            spawn(move || reads.read(&mut [0]));
            spawn(move || while writes.write(&[0; 4096]).is_ok() {});
            spawn(move || accepts.accept());
            (0..10_000).for_each(|_| yield_now());
            [full, far]
        });
        // The queue, and two connections and a listener.
        assert_eq!(open().len(), before.len() + 6);
        drop((full, far));
        drop(runtime);
        assert_eq!(open(), before);
    });
}

/// Linux puts a handshake off for as long as the listener's own queue is full.
#[test]
#[cfg(target_os = "linux")]
fn a_runtime_that_is_dropped_gives_up_the_handshakes_under_way() {
    const CLIENTS: usize = 4;
    alone(|| {
        let before = open();
        let runtime = Runtime::new().unwrap();
        let (began, ended) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
        let counts = (Rc::clone(&began), Rc::clone(&ended));
        let held = runtime.run(move || {
            let (crowded, addr) = listener();
            socket2::SockRef::from(&crowded).listen(0).unwrap();
            let clients = [0; CLIENTS].map(|_| {
                let (began, ended) = counts.clone();
                spawn(move || {
                    began.set(began.get() + 1);
                    let stream = TcpStream::connect(addr).unwrap();
                    ended.set(ended.get() + 1);
                    stream
                })
            });
            (0..1000).for_each(|_| yield_now());
            // To be woken is not to be connected.
            clients.iter().for_each(|client| client.fiber().unpark());
            yield_now();
            (crowded, clients)
        });
        assert_eq!(began.get(), CLIENTS);
        assert!(ended.get() < CLIENTS);
        drop(runtime);
        drop(held);
        assert_eq!(open(), before);
    });
}

#[test]
fn a_socket_that_outlives_its_runtime_is_closed_when_it_is_dropped() {
    alone(|| {
        let before = open();
        let ends = run(pair);
        assert!(open().len() > before.len());
        drop(ends);
        assert_eq!(open(), before);
    });
}
