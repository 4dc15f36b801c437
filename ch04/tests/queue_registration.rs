//! Who may be registered, when, with which queues, and for how long.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod support;

use ch04::{Events, Interest, Poll, Token};
use std::io::{ErrorKind, Write};
use support::{pair, reported, tokens};

#[test]
fn a_source_that_is_ready_before_it_is_registered_is_reported() {
    let (mut near, mut far) = pair();
    far.write_all(b"x").unwrap();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register(&mut near, Token(3), Interest::READABLE)
        .unwrap();
    assert_eq!(tokens(&mut poll), [3]);
}

#[test]
fn registering_anew_replaces_token_and_interests_and_reports_again() {
    let (mut near, mut far) = pair();
    far.write_all(b"x").unwrap();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register(&mut near, Token(1), Interest::READABLE)
        .unwrap();
    assert_eq!(tokens(&mut poll), [1]);
    poll.registry()
        .reregister(&mut near, Token(2), Interest::READABLE)
        .unwrap();
    assert_eq!(tokens(&mut poll), [2]);
    poll.registry()
        .reregister(&mut near, Token(2), Interest::WRITABLE)
        .unwrap();
    assert!(reported(&mut poll).iter().all(|e| !e.is_readable()));
}

#[test]
fn a_source_that_left_is_silent_and_may_come_back() {
    let (mut near, mut far) = pair();
    let mut poll = Poll::new().unwrap();
    let registry = poll.registry().try_clone().unwrap();
    registry
        .register(&mut near, Token(0), Interest::READABLE)
        .unwrap();
    far.write_all(b"x").unwrap();
    registry.deregister(&mut near).unwrap();
    assert_eq!(tokens(&mut poll), []);
    registry
        .register(&mut near, Token(1), Interest::READABLE)
        .unwrap();
    assert_eq!(tokens(&mut poll), [1]);
}

#[test]
fn a_source_that_is_closed_leaves_by_itself() {
    let (mut near, mut far) = pair();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register(&mut near, Token(0), Interest::READABLE)
        .unwrap();
    far.write_all(b"x").unwrap();
    drop(near);
    assert_eq!(tokens(&mut poll), []);
}

#[test]
#[cfg(not(target_os = "macos"))]
fn a_source_that_is_closed_stays_while_a_duplicate_is_open() {
    let (mut near, mut far) = pair();
    let duplicate = near.try_clone().unwrap();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register(&mut near, Token(0), Interest::READABLE)
        .unwrap();
    drop(near);
    far.write_all(b"x").unwrap();
    assert_eq!(tokens(&mut poll), [0]);
    drop(duplicate);
}

#[test]
#[cfg(not(target_os = "macos"))]
fn registering_twice_is_refused() {
    let (mut near, _far) = pair();
    let poll = Poll::new().unwrap();
    let registry = poll.registry();
    registry
        .register(&mut near, Token(0), Interest::READABLE)
        .unwrap();
    let error = registry
        .register(&mut near, Token(1), Interest::WRITABLE)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    assert_eq!(error.raw_os_error(), Some(libc::EEXIST));
}

#[test]
fn a_source_that_is_not_there_cannot_leave() {
    let (mut near, _far) = pair();
    let poll = Poll::new().unwrap();
    let error = poll.registry().deregister(&mut near).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[test]
#[cfg(not(target_os = "macos"))]
fn a_source_that_is_not_there_cannot_be_registered_anew() {
    let (mut near, _far) = pair();
    let poll = Poll::new().unwrap();
    let error = poll
        .registry()
        .reregister(&mut near, Token(0), Interest::READABLE)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.raw_os_error(), Some(libc::ENOENT));
}

#[test]
#[cfg(not(target_os = "macos"))]
fn a_file_on_disk_is_refused() {
    let mut file = std::fs::File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let poll = Poll::new().unwrap();
    let error = poll
        .registry()
        .register(&mut file, Token(0), Interest::READABLE)
        .unwrap_err();
    assert_eq!(error.raw_os_error(), Some(libc::EPERM));
}

#[test]
#[cfg(not(target_os = "macos"))]
fn a_queue_cannot_wait_for_itself_but_for_another_one() {
    let (mut near, mut far) = pair();
    let mut inner = Poll::new().unwrap();
    let mut outer = Poll::new().unwrap();
    inner
        .registry()
        .register(&mut near, Token(0), Interest::READABLE)
        .unwrap();
    let itself = inner.registry().try_clone().unwrap();
    itself
        .register(&mut inner, Token(0), Interest::READABLE)
        .unwrap_err();

    outer
        .registry()
        .register(&mut inner, Token(7), Interest::READABLE)
        .unwrap();
    far.write_all(b"x").unwrap();
    assert_eq!(tokens(&mut outer), [7]);
    assert_eq!(tokens(&mut inner), [0]);
}

#[test]
fn two_queues_live_side_by_side() {
    let (mut near, mut far) = pair();
    far.write_all(b"x").unwrap();
    let first = Poll::new().unwrap();
    let mut second = Poll::new().unwrap();
    first
        .registry()
        .register(&mut near, Token(1), Interest::READABLE)
        .unwrap();
    assert_eq!(tokens(&mut second), []);
    second
        .registry()
        .register(&mut near, Token(2), Interest::READABLE)
        .unwrap();
    drop(first);
    assert_eq!(tokens(&mut second), [2]);
}

#[test]
fn a_source_may_be_registered_while_another_thread_waits() {
    let (mut near, mut far) = pair();
    far.write_all(b"x").unwrap();
    let mut poll = Poll::new().unwrap();
    let registry = poll.registry().try_clone().unwrap();
    let waiter = std::thread::spawn(move || {
        let mut events = Events::with_capacity(1);
        poll.poll(&mut events, None).map(|()| events)
    });
    registry
        .register(&mut near, Token(5), Interest::READABLE)
        .unwrap();
    let events = waiter.join().unwrap().unwrap();
    assert_eq!(events.iter().next().unwrap().token(), Token(5));
}
