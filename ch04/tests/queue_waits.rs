//! A single wait: the room it has for events, and how long it lasts.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod support;

use ch04::{Events, Interest, Poll, Token};
use std::io::{ErrorKind, Write};
use std::time::{Duration, Instant};
use support::{NOW, WAIT, pair};

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
