//! What the queue's types are as values: sets, text for a person, and something to send.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod support;

use ch04::{Events, Interest, Poll, Registry, Token};
use support::{BOTH, NOW, pair};

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
