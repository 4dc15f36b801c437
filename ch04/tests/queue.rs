//! What the queue reports, when, and what it refuses.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod support;

use ch04::{Event, Events, Interest, Poll, Registry, Token, Trigger};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};
use support::WAIT;

const BOTH: Interest = Interest::READABLE.add(Interest::WRITABLE);
const NOW: Option<Duration> = Some(Duration::ZERO);

/// Two sockets joined to each other, both non-blocking.
fn pair() -> (UnixStream, UnixStream) {
    let (near, far) = UnixStream::pair().unwrap();
    near.set_nonblocking(true).unwrap();
    far.set_nonblocking(true).unwrap();
    (near, far)
}

/// The events that are there now.
fn reported(poll: &mut Poll) -> Vec<Event> {
    let mut events = Events::with_capacity(16);
    poll.poll(&mut events, NOW).unwrap();
    events.iter().copied().collect()
}

/// The tokens of the events that are there now.
fn tokens(poll: &mut Poll) -> Vec<usize> {
    let mut tokens: Vec<usize> = reported(poll).iter().map(|e| e.token().into()).collect();
    tokens.sort();
    tokens
}

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

/// The trap: passed on, a capacity of zero is an EINVAL that says nothing.
#[test]
fn a_wait_without_room_for_events_is_refused_in_words() {
    let log = testing::Log::start();
    let mut poll = Poll::new().unwrap();
    let before = log.counted(WAIT);
    let error = poll.poll(&mut Events::with_capacity(0), None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.to_string(),
        "a wait needs room for at least one event, and Events has none"
    );
    assert_eq!(log.counted(WAIT), before);
}

#[test]
fn what_finds_no_room_is_reported_by_the_next_waits() {
    let mut poll = Poll::new().unwrap();
    let mut pairs: Vec<_> = (0..3).map(|_| pair()).collect();
    for (index, (near, far)) in pairs.iter_mut().enumerate() {
        poll.registry()
            .register(near, Token(index), Interest::READABLE)
            .unwrap();
        far.write_all(b"x").unwrap();
    }
    let mut events = Events::with_capacity(1);
    assert_eq!(events.capacity(), 1);
    let mut seen = Vec::new();
    for _ in 0..3 {
        poll.poll(&mut events, NOW).unwrap();
        seen.extend(events.iter().map(|event| event.token().0));
    }
    seen.sort();
    assert_eq!(seen, [0, 1, 2]);
    poll.poll(&mut events, NOW).unwrap();
    assert!(events.is_empty());
}

#[test]
fn a_wait_forgets_the_events_of_the_one_before() {
    let (mut near, mut far) = pair();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register(&mut near, Token(0), Interest::READABLE)
        .unwrap();
    far.write_all(b"x").unwrap();
    let mut events = Events::with_capacity(4);
    assert!(events.is_empty());
    poll.poll(&mut events, NOW).unwrap();
    assert!(!events.is_empty());
    assert_eq!((&events).into_iter().count(), 1);
    poll.poll(&mut events, NOW).unwrap();
    assert!(events.is_empty());

    far.write_all(b"x").unwrap();
    poll.poll(&mut events, NOW).unwrap();
    events.clear();
    assert!(events.is_empty());
    assert_eq!(events.capacity(), 4);
}

/// The trap: 100 µs cut off to 0 ms, and a loop that waits for them spins.
#[test]
fn a_timeout_under_a_millisecond_is_one_wait_and_not_a_short_one() {
    let log = testing::Log::start();
    let mut poll = Poll::new().unwrap();
    let before = log.counted(WAIT);
    let timeout = Duration::from_micros(100);
    let start = Instant::now();
    let mut events = Events::with_capacity(1);
    poll.poll(&mut events, Some(timeout)).unwrap();
    assert!(start.elapsed() >= timeout);
    assert!(events.is_empty());
    assert_eq!(log.counted(WAIT) - before, 1);
}

#[test]
fn a_timeout_longer_than_any_clock_waits_for_the_event() {
    let (mut near, mut far) = pair();
    far.write_all(b"x").unwrap();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register(&mut near, Token(0), Interest::READABLE)
        .unwrap();
    let mut events = Events::with_capacity(1);
    poll.poll(&mut events, Some(Duration::MAX)).unwrap();
    assert!(!events.is_empty());
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

#[test]
fn interests_are_a_set() {
    assert_eq!(Interest::READABLE | Interest::WRITABLE, BOTH);
    assert_eq!(BOTH.remove(Interest::WRITABLE), Some(Interest::READABLE));
    assert_eq!(BOTH.remove(BOTH), None);
    assert_eq!(Interest::READABLE.remove(Interest::READABLE), None);
    let mut interest = Interest::READABLE;
    interest |= Interest::WRITABLE;
    assert!(interest.is_readable() && interest.is_writable() && !interest.is_priority());
}

#[test]
fn a_person_can_read_what_is_printed_for_debugging() {
    let (mut near, _far) = pair();
    let mut poll = Poll::new().unwrap();
    poll.registry()
        .register(&mut near, Token(4), Interest::WRITABLE)
        .unwrap();
    let mut events = Events::with_capacity(1);
    poll.poll(&mut events, NOW).unwrap();
    let printed = format!("{BOTH:?} {events:?}");
    assert_eq!(
        printed,
        "READABLE | WRITABLE [Event { token: Token(4), readable: false, writable: true, \
         error: false, read_closed: false, write_closed: false, priority: false }]"
            .replace("[Event", "Events { list: [Event")
            .replace("}]", "}] }")
    );
}

#[test]
fn queue_registry_and_events_may_go_to_another_thread() {
    fn check<T: Send + Sync>() {}
    check::<Poll>();
    check::<Registry>();
    check::<Events>();
}
