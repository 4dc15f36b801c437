//! Which descriptors the queue opens, and that it closes them.
//!
//! Descriptors are the whole process's, so these tests take turns.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod support;

use ch04::{Events, Interest, Poll, Token, Waker};
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;
use testing::descriptors::{alone, open};

/// The trap: a queue without close-on-exec is open in every program that this one starts.
#[test]
fn every_descriptor_is_closed_in_a_program_that_is_started() {
    alone(|| {
        let before = open();
        let poll = Poll::new().unwrap();
        let clone = poll.try_clone().unwrap();
        let registry = poll.registry().try_clone().unwrap();
        let _waker = Waker::new(&registry, Token(0)).unwrap();
        let ours: Vec<_> = open().difference(&before).copied().collect();
        assert_eq!(ours.len(), 4);
        for fd in [poll.as_raw_fd(), clone.as_raw_fd(), registry.as_raw_fd()] {
            assert!(ours.contains(&fd));
        }
        assert!(ours.into_iter().all(support::is_close_on_exec));
    });
}

#[test]
fn what_is_dropped_leaves_no_descriptor_behind() {
    alone(|| {
        let before = open();
        let poll = Poll::new().unwrap();
        let clone = poll.try_clone().unwrap();
        let waker = Waker::new(poll.registry(), Token(0)).unwrap();
        assert_ne!(open(), before);
        drop((poll, clone, waker));
        assert_eq!(open(), before);
    });
}

#[test]
fn a_queue_lives_for_as_long_as_a_clone_of_it() {
    alone(|| {
        let (mut near, mut far) = UnixStream::pair().unwrap();
        let poll = Poll::new().unwrap();
        poll.registry()
            .register(&mut near, Token(3), Interest::READABLE)
            .unwrap();
        let mut clone = poll.try_clone().unwrap();
        drop(poll);
        far.write_all(b"x").unwrap();
        let mut events = Events::with_capacity(1);
        clone.poll(&mut events, Some(Duration::ZERO)).unwrap();
        assert_eq!(events.iter().next().unwrap().token(), Token(3));
    });
}

#[test]
fn a_descriptor_that_is_closed_is_refused() {
    alone(|| {
        let poll = Poll::new().unwrap();
        let registry = poll.registry();
        let (near, _far) = UnixStream::pair().unwrap();
        let mut closed = near.as_raw_fd();
        drop(near);
        let refusals = [
            registry.register(&mut closed, Token(0), Interest::READABLE),
            registry.reregister(&mut closed, Token(0), Interest::READABLE),
            registry.deregister(&mut closed),
        ];
        for refusal in refusals {
            assert_eq!(refusal.unwrap_err().raw_os_error(), Some(libc::EBADF));
        }
    });
}
