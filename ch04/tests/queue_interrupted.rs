//! Signals and waits. The trap: EINTR passed up with `?`, and Ctrl-Z with `fg` ends the program.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod support;

use ch04::{Events, Poll, Token, Waker};
use std::io;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use support::WAIT;
use testing::Log;

/// Waits in a thread that the log hears.
fn wait(mut poll: Poll, timeout: Option<Duration>, log: &Log) -> JoinHandle<io::Result<Events>> {
    let scope = log.scope();
    thread::spawn(move || {
        let _entered = scope.enter();
        let mut events = Events::with_capacity(4);
        poll.poll(&mut events, timeout).map(|()| events)
    })
}

#[test]
fn a_wait_without_end_goes_on_after_a_signal() {
    support::let_signals_interrupt();
    let log = Log::start();
    let poll = Poll::new().unwrap();
    let waker = Waker::new(poll.registry(), Token(1)).unwrap();
    let before = log.counted(WAIT);
    let waiter = wait(poll, None, &log);
    // Nothing but a signal can end a call yet, so three calls that ended are three interruptions.
    while log.counted(WAIT) - before < 3 && !waiter.is_finished() {
        support::interrupt(&waiter);
        thread::yield_now();
    }
    waker.wake().unwrap();
    let events = waiter.join().unwrap().unwrap();
    assert_eq!(events.iter().next().unwrap().token(), Token(1));
}

/// That it is not longer either is the matter of a test beside the code, with waits made up for it.
#[test]
fn a_wait_with_an_end_is_not_cut_short_by_signals() {
    support::let_signals_interrupt();
    let timeout = Duration::from_millis(20);
    // On a busy machine the wait may be over before the first signal: then once more.
    loop {
        let log = Log::start();
        let poll = Poll::new().unwrap();
        let before = log.counted(WAIT);
        let start = Instant::now();
        let waiter = wait(poll, Some(timeout), &log);
        while !waiter.is_finished() {
            support::interrupt(&waiter);
            thread::yield_now();
        }
        let events = waiter.join().unwrap().unwrap();
        assert!(events.is_empty());
        assert!(start.elapsed() >= timeout);
        if log.counted(WAIT) - before > 1 {
            break;
        }
    }
}
