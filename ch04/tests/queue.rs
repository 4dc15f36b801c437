//! What the queue reports of a source, and how often.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod support;

use ch04::{Events, Interest, Poll, Token, Trigger};
use std::io::{ErrorKind, Read, Write};
use support::{BOTH, pair, reported, tokens};

#[test]
fn a_source_is_reported_with_its_token_once_there_is_something_to_read() {
    let (mut near, mut far) = pair();
    let mut poll = Poll::new().unwrap();
    let token = Token(usize::MAX);
    poll.registry()
        .register(&mut near, token, Interest::READABLE)
        .unwrap();
    assert!(reported(&mut poll).is_empty());

    far.write_all(b"x").unwrap();
    let events = reported(&mut poll);
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].token(), token);
    assert!(events[0].is_readable());
    assert!(!events[0].is_writable());
    assert!(!events[0].is_error());
    assert!(!events[0].is_priority());
    assert!(!events[0].is_read_closed());
    assert!(!events[0].is_write_closed());
}

#[test]
fn a_source_is_writable_again_when_the_other_side_has_made_room() {
    let (mut near, mut far) = pair();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register(&mut near, Token(0), Interest::WRITABLE)
        .unwrap();
    assert!(reported(&mut poll)[0].is_writable());

    while near.write(&[0; 4096]).is_ok() {}
    assert!(reported(&mut poll).is_empty());

    let mut everything = Vec::new();
    let error = far.read_to_end(&mut everything).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    assert!(reported(&mut poll)[0].is_writable());
}

#[test]
fn the_interests_not_asked_for_are_not_reported() {
    let (mut near, mut far) = pair();
    far.write_all(b"x").unwrap();
    let mut poll = Poll::new().unwrap();
    let registry = poll.registry();
    registry
        .register(&mut near, Token(0), Interest::WRITABLE)
        .unwrap();
    let events = reported(&mut poll);
    assert!(events.iter().all(|e| e.is_writable() && !e.is_readable()));

    poll.registry()
        .reregister(&mut near, Token(0), BOTH)
        .unwrap();
    let events = reported(&mut poll);
    assert!(events.iter().any(|e| e.is_readable()));
    assert!(events.iter().any(|e| e.is_writable()));
}

/// Also the ground for a trap: whoever leaves the drain loop before `WouldBlock`, be it on EINTR,
/// is told of the rest only when more arrives.
#[test]
fn an_edge_is_reported_once_even_if_something_is_left_unread() {
    let (mut near, mut far) = pair();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register(&mut near, Token(0), Interest::READABLE)
        .unwrap();
    far.write_all(b"two").unwrap();
    assert_eq!(tokens(&mut poll), [0]);
    near.read_exact(&mut [0]).unwrap();
    assert_eq!(tokens(&mut poll), []);

    far.write_all(b"more").unwrap();
    assert_eq!(tokens(&mut poll), [0]);
}

#[test]
fn a_level_is_reported_for_as_long_as_something_is_unread() {
    let (mut near, mut far) = pair();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register_with(&mut near, Token(0), Interest::READABLE, Trigger::Level)
        .unwrap();
    far.write_all(b"two").unwrap();
    assert_eq!(tokens(&mut poll), [0]);
    near.read_exact(&mut [0]).unwrap();
    assert_eq!(tokens(&mut poll), [0]);
    near.read_exact(&mut [0; 2]).unwrap();
    assert_eq!(tokens(&mut poll), []);
}

#[test]
fn a_oneshot_source_is_silent_until_it_is_registered_anew() {
    let (mut near, mut far) = pair();
    let mut poll = Poll::new().unwrap();
    let registry = poll.registry().try_clone().unwrap();
    let oneshot = Trigger::Oneshot;
    registry
        .register_with(&mut near, Token(0), Interest::READABLE, oneshot)
        .unwrap();
    far.write_all(b"x").unwrap();
    assert_eq!(tokens(&mut poll), [0]);
    far.write_all(b"y").unwrap();
    assert_eq!(tokens(&mut poll), []);

    registry
        .reregister_with(&mut near, Token(0), Interest::READABLE, oneshot)
        .unwrap();
    assert_eq!(tokens(&mut poll), [0]);
    assert_eq!(tokens(&mut poll), []);
}

#[test]
fn of_two_handles_to_a_queue_one_gets_what_comes_once() {
    for (trigger, second) in [
        (Trigger::Edge, vec![]),
        (Trigger::Oneshot, vec![]),
        (Trigger::Level, vec![0]),
    ] {
        let (mut near, mut far) = pair();
        let mut poll = Poll::new().unwrap();
        let mut other = poll.try_clone().unwrap();
        poll.registry()
            .register_with(&mut near, Token(0), Interest::READABLE, trigger)
            .unwrap();
        far.write_all(b"x").unwrap();
        assert_eq!(tokens(&mut other), [0]);
        assert_eq!(tokens(&mut poll), second, "{trigger:?}");
    }
}

#[test]
#[cfg(not(target_os = "macos"))]
fn an_exclusive_registration_reports_and_can_only_be_ended() {
    let (mut near, mut far) = pair();
    let mut poll = Poll::new().unwrap();
    let registry = poll.registry().try_clone().unwrap();
    let exclusive = Trigger::Exclusive;
    registry
        .register_with(&mut near, Token(0), BOTH, exclusive)
        .unwrap();
    far.write_all(b"x").unwrap();
    let events = reported(&mut poll);
    assert!(events[0].is_readable() && events[0].is_writable());

    let error = registry
        .reregister_with(&mut near, Token(0), BOTH, exclusive)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    registry.deregister(&mut near).unwrap();
    assert_eq!(tokens(&mut poll), []);
}

#[test]
#[cfg(not(target_os = "macos"))]
fn urgent_data_is_told_from_other_data() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let sender = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (mut receiver, _) = listener.accept().unwrap();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register(&mut receiver, Token(0), Interest::PRIORITY)
        .unwrap();
    (&sender).write_all(b"not urgent").unwrap();
    assert!(reported(&mut poll).is_empty());

    support::send_urgent(&sender, b'!');
    let mut events = Events::with_capacity(1);
    poll.poll(&mut events, None).unwrap();
    let event = events.iter().next().unwrap();
    assert!(event.is_priority() && event.is_readable());
}

#[test]
fn the_end_of_what_the_other_side_sends_is_reported() {
    let (mut near, far) = pair();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register(&mut near, Token(0), Interest::READABLE)
        .unwrap();
    far.shutdown(std::net::Shutdown::Write).unwrap();
    let events = reported(&mut poll);
    assert!(events[0].is_readable() && events[0].is_read_closed());
    assert!(!events[0].is_write_closed());

    drop(far);
    let events = reported(&mut poll);
    assert!(events[0].is_read_closed());
}

#[test]
fn a_pipe_that_nobody_reads_any_more_is_reported_to_its_writer() {
    let (reader, mut writer) = std::io::pipe().unwrap();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register(&mut writer, Token(0), Interest::WRITABLE)
        .unwrap();
    assert!(!reported(&mut poll)[0].is_write_closed());
    drop(reader);
    assert!(reported(&mut poll)[0].is_write_closed());
}
