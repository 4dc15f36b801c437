//! The leaf that leaves its waker with a reactor.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

mod support;

use ch08::{Executor, First, Future, Http, PollState, Reactor, Waker, join_all, race, spawn};
use std::cell::Cell;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use support::{Counter, PollFn};

#[test]
fn nothing_happens_before_the_first_poll() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let reactor = Reactor::start().unwrap();
    let _get = Http::get(&reactor, listener.local_addr().unwrap(), "/");
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[test]
fn the_executor_sleeps_until_the_answer_is_there() {
    let server = delayserver::start().unwrap();
    let (reactor, executor) = (Reactor::start().unwrap(), Executor::new());
    let log = testing::Log::start();
    let answer = executor.block_on(Http::get(&reactor, server.addr(), "/50/hello"));
    assert_eq!(answer.unwrap(), "hello");
    // The first poll, and one for the answer.
    assert_eq!((log.counted("poll"), log.counted("park")), (2, 2));
}

#[test]
fn a_refused_connection_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let refuses = listener.local_addr().unwrap();
    drop(listener);
    let reactor = Reactor::start().unwrap();
    let answer = Executor::new().block_on(Http::get(&reactor, refuses, "/"));
    assert_eq!(answer.unwrap_err().kind(), ErrorKind::ConnectionRefused);
}

/// A server that accepts connections, and never answers.
fn silent() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    (listener, addr)
}

/// The trap: a cancelled request that leaves its waker and its socket behind.
#[test]
fn a_request_that_is_dropped_half_way_leaves_nothing_behind() {
    let ((listener, addr), reactor) = (silent(), Reactor::start().unwrap());
    let (counter, waker) = Counter::waker();
    let mut get = Http::get(&reactor, addr, "/");
    assert!(matches!(get.poll(&waker), PollState::NotReady));
    let (mut client, _) = listener.accept().unwrap();
    drop(waker);
    assert!(std::sync::Arc::strong_count(&counter) > 1);
    drop(get);
    assert_eq!(std::sync::Arc::strong_count(&counter), 1);
    // The request, and then the end of the connection: it's closed.
    std::io::Read::read_to_end(&mut client, &mut Vec::new()).unwrap();
}

/// The trap: a task that moves to another executor, and an event that wakes the one before.
#[test]
fn a_request_that_moved_to_another_executor_wakes_that_one() {
    let server = delayserver::start().unwrap();
    let reactor = Reactor::start().unwrap();
    let mut get = Http::get(&reactor, server.addr(), "/50/moved");
    let (first, waker) = Counter::waker();
    assert!(matches!(get.poll(&waker), PollState::NotReady));
    assert_eq!(Executor::new().block_on(get).unwrap(), "moved");
    assert_eq!(first.calls(), 0);
}

#[test]
fn a_request_that_loses_a_race_is_closed_with_it() {
    let ((listener, addr), reactor) = (silent(), Reactor::start().unwrap());
    let server = delayserver::start().unwrap();
    let slow = Http::get(&reactor, addr, "/");
    let quick = Http::get(&reactor, server.addr(), "/1/quick");
    let First::B(answer) = Executor::new().block_on(race(slow, quick)) else {
        panic!("the silent server answered");
    };
    assert_eq!(answer.unwrap(), "quick");
    let (mut client, _) = listener.accept().unwrap();
    std::io::Read::read_to_end(&mut client, &mut Vec::new()).unwrap();
}

#[test]
fn many_requests_on_one_thread_all_end() {
    const COUNT: usize = 300;
    let server = delayserver::start().unwrap();
    let (reactor, executor) = (Reactor::start().unwrap(), Executor::new());
    let answered = Rc::new(Cell::new(0));
    for n in 0..COUNT {
        let mut get = Http::get(&reactor, server.addr(), &format!("/{}/{n}", n % 20));
        let answered = Rc::clone(&answered);
        executor.spawn(PollFn(move |waker: &Waker| match get.poll(waker) {
            PollState::Ready(answer) => {
                assert_eq!(answer.unwrap(), n.to_string());
                answered.set(answered.get() + 1);
                PollState::Ready(())
            }
            PollState::NotReady => PollState::NotReady,
        }));
    }
    executor.run();
    assert_eq!(answered.get(), COUNT);
}

#[test]
fn a_join_inside_a_spawned_task_ends_with_its_last_request() {
    let server = delayserver::start().unwrap();
    let (reactor, executor) = (Reactor::start().unwrap(), Executor::new());
    let gets = [30, 10, 20].map(|ms| Http::get(&reactor, server.addr(), &format!("/{ms}/{ms}")));
    let mut join = join_all(gets);
    executor.block_on(PollFn(|_: &Waker| {
        spawn(PollFn(|_: &Waker| PollState::Ready(())));
        PollState::Ready(())
    }));
    let answers = executor.block_on(PollFn(|waker: &Waker| join.poll(waker)));
    let answers: Vec<String> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers, ["30", "10", "20"]);
}
