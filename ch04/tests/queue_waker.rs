//! Ending another thread's wait.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use ch04::{Events, Poll, Token, Waker};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

const NOW: Option<Duration> = Some(Duration::ZERO);
const WAKE: Token = Token(9);

fn tokens(poll: &mut Poll, timeout: Option<Duration>) -> Vec<Token> {
    let mut events = Events::with_capacity(16);
    poll.poll(&mut events, timeout).unwrap();
    events.iter().map(|event| event.token()).collect()
}

#[test]
fn a_wait_without_end_is_ended_from_another_thread() {
    let mut poll = Poll::new().unwrap();
    let waker = Waker::new(poll.registry(), WAKE).unwrap();
    let waiter = thread::spawn(move || tokens(&mut poll, None));
    waker.wake().unwrap();
    assert_eq!(waiter.join().unwrap(), [WAKE]);
}

#[test]
fn a_waker_that_is_not_used_is_not_reported() {
    let mut poll = Poll::new().unwrap();
    let _waker = Waker::new(poll.registry(), WAKE).unwrap();
    assert_eq!(tokens(&mut poll, NOW), []);
}

#[test]
fn a_million_wakes_are_one_event() {
    let mut poll = Poll::new().unwrap();
    let waker = Waker::new(poll.registry(), WAKE).unwrap();
    for _ in 0..1_000_000 {
        waker.wake().unwrap();
    }
    assert_eq!(tokens(&mut poll, NOW), [WAKE]);
    assert_eq!(tokens(&mut poll, NOW), []);
}

#[test]
fn every_wake_between_two_waits_is_an_event_of_the_second() {
    let mut poll = Poll::new().unwrap();
    let waker = Waker::new(poll.registry(), WAKE).unwrap();
    for _ in 0..3 {
        waker.wake().unwrap();
        assert_eq!(tokens(&mut poll, None), [WAKE]);
        assert_eq!(tokens(&mut poll, NOW), []);
    }
}

#[test]
fn many_threads_may_share_a_waker() {
    let mut poll = Poll::new().unwrap();
    let waker = Arc::new(Waker::new(poll.registry(), WAKE).unwrap());
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let waker = Arc::clone(&waker);
            thread::spawn(move || (0..100).for_each(|_| waker.wake().unwrap()))
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    assert_eq!(tokens(&mut poll, None), [WAKE]);
    assert_eq!(tokens(&mut poll, NOW), []);
}

#[test]
fn two_wakers_of_one_queue_are_told_apart() {
    let mut poll = Poll::new().unwrap();
    let first = Waker::new(poll.registry(), Token(1)).unwrap();
    let second = Waker::new(poll.registry(), Token(2)).unwrap();
    second.wake().unwrap();
    assert_eq!(tokens(&mut poll, None), [Token(2)]);
    first.wake().unwrap();
    assert_eq!(tokens(&mut poll, None), [Token(1)]);
}

#[test]
fn a_waker_may_outlive_its_queue() {
    let poll = Poll::new().unwrap();
    let waker = Waker::new(poll.registry(), WAKE).unwrap();
    drop(poll);
    waker.wake().unwrap();
}

#[test]
fn a_waker_that_is_dropped_leaves_the_queue() {
    let mut poll = Poll::new().unwrap();
    let waker = Waker::new(poll.registry(), WAKE).unwrap();
    drop(waker);
    assert_eq!(tokens(&mut poll, NOW), []);
}

#[test]
fn a_waker_may_go_to_another_thread_and_be_shared() {
    fn check<T: Send + Sync>() {}
    check::<Waker>();
}
