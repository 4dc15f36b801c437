//! Which descriptors the queue opens, and that it closes them.
//!
//! Descriptors are the whole process's, so these tests take turns.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod support;

use ch04::{Events, Interest, Poll, Token, Waker};
use std::collections::BTreeSet;
use std::io::Write;
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

static TURN: Mutex<()> = Mutex::new(());

/// Runs a test while no other one opens or closes anything.
fn alone(test: impl FnOnce()) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    test();
}

/// The descriptors that are open, without the one that looks.
fn open() -> BTreeSet<RawFd> {
    let entries = std::fs::read_dir("/dev/fd").unwrap();
    let numbers: Vec<RawFd> = entries
        .map(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_str()
                .unwrap()
                .parse()
                .unwrap()
        })
        .collect();
    // Whoever looked is closed by now.
    let is_open = |fd: &RawFd| std::fs::symlink_metadata(format!("/dev/fd/{fd}")).is_ok();
    numbers.into_iter().filter(is_open).collect()
}

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
