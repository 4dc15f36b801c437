//! What fibers and their runtime state for the timeline: who waits for what, and who wakes whom.
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use ch05::{Builder, Runtime, park, spawn, yield_now};
use trace::Log;

/// Runs a main fiber, and returns every statement as a sentence.
fn states_of(main: impl FnOnce() + 'static) -> Vec<String> {
    let log = Log::start();
    Runtime::new().unwrap().run(main);
    sentences(&log)
}

fn sentences(log: &Log) -> Vec<String> {
    log.statements().iter().map(ToString::to_string).collect()
}

#[test]
fn who_yields_is_ready_until_the_runtime_resumes_it() {
    let states = states_of(yield_now);
    assert_eq!(
        states,
        [
            "runtime spawns main",
            "runtime resumes main",
            "main ready",
            "runtime resumes main",
            "main ends",
            "runtime ends",
        ]
    );
}

#[test]
fn who_joins_waits_for_that_fiber_whose_end_wakes_it() {
    let states = states_of(|| spawn(|| ()).join().unwrap());
    assert_eq!(
        states[1..],
        [
            "runtime resumes main",
            "main spawns fiber 1",
            "main waits fiber 1",
            "runtime resumes fiber 1",
            "fiber 1 wakes main",
            "fiber 1 ends",
            "runtime resumes main",
            "main ends",
            "runtime ends",
        ]
    );
}

#[test]
fn who_parks_waits_for_an_unpark_and_it_is_stated_who_that_comes_from() {
    let states = states_of(|| {
        let fiber = Builder::new().name("sleeper").spawn(park).unwrap();
        yield_now();
        fiber.fiber().unpark();
        yield_now();
    });
    assert_eq!(
        states[2..],
        [
            "main spawns fiber sleeper",
            "main ready",
            "runtime resumes fiber sleeper",
            "fiber sleeper waits an unpark",
            "runtime resumes main",
            "main unparks fiber sleeper",
            "main ready",
            "runtime resumes fiber sleeper",
            "fiber sleeper ends",
            "runtime resumes main",
            "main ends",
            "runtime ends",
        ]
    );
}

#[test]
fn who_was_unparked_before_does_not_wait() {
    let states = states_of(|| {
        ch05::current().unpark();
        park();
    });
    let waits = states.iter().find(|state| state.contains(" waits "));
    assert_eq!(waits, None);
}

#[test]
fn a_fiber_that_has_ended_keeps_its_name() {
    let log = Log::start();
    let runtime = Runtime::new().unwrap();
    let fiber = runtime.run(|| {
        let fiber = Builder::new().name("brief").spawn(|| ()).unwrap();
        let handle = fiber.fiber();
        fiber.join().unwrap();
        handle
    });
    fiber.unpark();
    assert_eq!(sentences(&log).last().unwrap(), "main unparks fiber brief");
}

/// A destructor that parks, on a stack that is being unwound.
struct ParksAtTheEnd;

impl Drop for ParksAtTheEnd {
    fn drop(&mut self) {
        park();
    }
}

#[test]
fn a_fiber_that_unwinds_runs_and_waits_for_nothing() {
    let log = Log::start();
    let runtime = Runtime::new().unwrap();
    runtime.run(|| {
        spawn(|| {
            let _parks = ParksAtTheEnd;
            park();
        });
        yield_now();
    });
    let before = log.statements().len();
    drop(runtime);
    assert_eq!(
        sentences(&log)[before..],
        ["fiber 1 waits an unpark", "fiber 1 runs", "fiber 1 ends"]
    );
}

#[cfg(unix)]
mod io {
    use super::*;
    use ch05::net::{TcpListener, TcpStream};
    use std::io::{Read, Write};

    /// The sentences in which a fiber occurs.
    fn about(states: &[String], fiber: &str) -> Vec<String> {
        let own = states.iter().filter(|state| state.contains(fiber));
        own.cloned().collect()
    }

    #[test]
    fn who_reads_waits_for_its_socket_and_the_queue_wakes_it() {
        let states = states_of(|| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let addr = listener.local_addr().unwrap();
            // std's connect waits for the handshake with the whole thread: it's over when the fiber goes on.
            let far = std::net::TcpStream::connect(addr).unwrap();
            let (near, _) = listener.accept().unwrap();
            let reader = Builder::new().name("reader");
            let reader = reader.spawn(move || (&near).read_exact(&mut [0]).unwrap());
            yield_now();
            (&far).write_all(b"x").unwrap();
            reader.unwrap().join().unwrap();
        });
        assert_eq!(
            about(&states, "fiber reader"),
            [
                "main spawns fiber reader",
                "runtime resumes fiber reader",
                "fiber reader waits socket 1 readable",
                "main waits fiber reader",
                "queue wakes fiber reader",
                "runtime resumes fiber reader",
                "fiber reader wakes main",
                "fiber reader ends",
            ]
        );
        let polls = states
            .iter()
            .position(|state| state == "runtime polls queue");
        let wakes = states
            .iter()
            .position(|state| state == "queue wakes fiber reader");
        assert!(polls.unwrap() < wakes.unwrap(), "{states:?}");
        assert_eq!(states[wakes.unwrap() + 1], "queue waits a ready socket");
    }

    #[test]
    fn who_writes_waits_until_its_socket_is_writable() {
        let states = states_of(|| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let addr = listener.local_addr().unwrap();
            let far = TcpStream::connect(addr).unwrap();
            let (near, _) = listener.accept().unwrap();
            let megabytes = vec![0; 16 << 20];
            let writer = Builder::new().name("writer");
            let writer = writer.spawn(move || (&near).write_all(&megabytes).unwrap());
            let _ = (&far).read_to_end(&mut Vec::new());
            writer.unwrap().join().unwrap();
        });
        let waits = states
            .iter()
            .find(|state| state.starts_with("fiber writer waits"));
        assert_eq!(waits.unwrap(), "fiber writer waits socket 2 writable");
    }
}
