//! Chains of futures with a script, polled once at a time.

use super::*;
use scripted::ready_at_poll;
use std::rc::Rc;
use testing::{Log, panic_of};
use trace::trace;

#[path = "scripted.rs"]
mod scripted;

const NAMES: [&str; 3] = ["one", "two", "three"];

/// A chain of three futures, which are ready at these polls. Each answer is ten times the last one, plus one.
fn three(polls: [u32; 3]) -> Chain {
    let [one, two, three] = polls;
    let next = |name: &'static str, poll: u32| {
        move |value: u32| {
            trace!("main", "makes {name} of {value}");
            ready_at_poll(poll, name, Ok(value * 10 + 1))
        }
    };
    Chain::new(ready_at_poll(one, "one", Ok(1)))
        .and_then(next("two", two))
        .and_then(next("three", three))
}

fn polls(log: &Log) -> [usize; 3] {
    NAMES.map(|name| log.counted(name))
}

#[test]
fn a_poll_goes_on_with_the_next_link() {
    let log = Log::start();
    let mut chain = three([1, 2, 1]);
    assert_eq!(
        polls(&log),
        [0; 3],
        "a future is polled before the chain is"
    );
    let first = chain.poll();
    assert!(
        polls(&log)[1] > 0,
        "the first future is ready, and the poll ends before the second one was polled\n\
         `NotReady` says that the chain waits. The second future hasn't even begun: what would it wait for?"
    );
    assert!(
        polls(&log) == [1, 1, 0] && first == PollState::NotReady,
        "the second future isn't ready, and the poll goes on all the same\nPolls of the three: {:?}",
        polls(&log)
    );
    let second = chain.poll();
    assert!(
        second == PollState::Ready(Ok(111)) && polls(&log) == [1, 2, 1],
        "at its second poll the chain of three returns {second:?}, after {:?} polls of its futures\n\
         It should return Ready(Ok(111)), after [1, 2, 1].",
        polls(&log)
    );
}

#[test]
fn a_future_is_gone_before_the_next_one_is_made() {
    let log = Log::start();
    let _ = three([1, 1, 1]).poll();
    let text = log.text();
    for (name, next) in [("one", "two"), ("two", "three")] {
        let place = |line: String| text.find(&line).unwrap_or(usize::MAX);
        assert!(
            place(format!("[{name}] is dropped")) < place(format!("[main] makes {next}")),
            "{name} is still there when {next} is made\n\
             In `a = f()`, what was in `a` is dropped after `f` has returned. Two connections are open meanwhile."
        );
    }
}

#[test]
fn an_error_ends_the_chain() {
    let log = Log::start();
    let owned = Rc::new(());
    let mut chain = Chain::new(ready_at_poll(1, "one", Ok(1)));
    for error in [Err("no"), Ok(3), Ok(4)] {
        let owned = Rc::clone(&owned);
        chain = chain.and_then(move |_| {
            trace!("main", "makes two");
            drop(owned);
            ready_at_poll(1, "two", error)
        });
    }
    let output = (0..4).find_map(|_| match chain.poll() {
        PollState::Ready(output) => Some(output),
        PollState::NotReady => None,
    });
    let calls = log.of("main").len();
    assert!(
        calls == 1,
        "the first function's future ends with an error, and {calls} functions were called"
    );
    assert!(
        output == Some(Err("no")),
        "the chain's error is lost: its output is {output:?}"
    );
    let kept = Rc::strong_count(&owned) - 1;
    assert!(
        kept == 0,
        "the chain has ended with an error, and still holds functions that it won't call\n\
         A connection that one of them owns would stay open until the chain is dropped. Functions: {kept}."
    );
    assert_eq!(log.of("two").last().map(String::as_str), Some("is dropped"));
    drop(chain);
}

#[test]
fn at_its_end_the_chain_holds_nothing() {
    let log = Log::start();
    let mut chain = three([1, 1, 1]);
    let _ = (0..5).find(|_| chain.poll() != PollState::NotReady);
    trace!("main", "has the chain's output");
    assert!(
        log.of("three").contains(&"is dropped".to_owned()),
        "the chain is ready, and still holds its last future"
    );
    drop(chain);
}

#[test]
fn polled_again_it_panics_and_does_nothing() {
    for last in [Ok(2), Err("no")] {
        let log = Log::start();
        let mut chain = Chain::new(ready_at_poll(1, "one", last));
        for _ in 0..2 {
            chain = chain.and_then(move |_| ready_at_poll(1, "two", Ok(5)));
        }
        let _ = (0..5).find(|_| chain.poll() != PollState::NotReady);
        let before = log.text();
        let again = panic_of(|| chain.poll());
        let after = log.text();
        assert!(
            before == after,
            "polled again after its end, the chain goes on:\n{}",
            &after[before.len()..]
        );
        if let Ok(output) = again {
            panic!(
                "polled again after its end, the chain returns {output:?}\nAn output is returned once."
            );
        }
    }
}

/// How far down the stack its caller is.
fn depth() -> usize {
    let here = 0_u8;
    (&raw const here).addr()
}

#[test]
fn ready_links_need_no_stack_frame_each() {
    let begin = depth();
    let [few, many] = [2_u32, 1000].map(|links| {
        let used = Rc::new(std::cell::Cell::new(0));
        let mut chain = Chain::new(ready_at_poll(1, "one", Ok(0)));
        for _ in 0..links {
            let used = Rc::clone(&used);
            chain = chain.and_then(move |value| {
                used.set(begin.abs_diff(depth()));
                ready_at_poll(1, "two", Ok(value + 1))
            });
        }
        let output = chain.poll();
        assert_eq!(
            output,
            PollState::Ready(Ok(links)),
            "a chain of {links} links"
        );
        used.get()
    });
    assert!(
        many < few + 16_000,
        "a chain of 1000 links needs {many} bytes of stack, and a chain of 2 needs {few}\n\
         Each link calls `poll` again. A hundred thousand links would overflow the stack."
    );
}

#[test]
fn a_chain_that_grew_in_a_loop() {
    let log = Log::start();
    let mut chain = Chain::new(ready_at_poll(2, "page 1", Ok(1)));
    for (name, poll) in [("page 2", 1), ("page 3", 3), ("page 4", 1)] {
        chain = chain.and_then(move |pages| {
            trace!("main", "has {pages} pages, and asks for {name}");
            let answer = if name == "page 4" {
                Err("no such page")
            } else {
                Ok(pages + 1)
            };
            ready_at_poll(poll, name, answer)
        });
    }
    chain = chain.and_then(|_| -> Chain { unreachable!("there is no page 5") });
    trace!("main", "has a chain that hasn't begun");
    let answer = loop {
        match chain.poll() {
            PollState::Ready(answer) => break answer,
            PollState::NotReady => trace!("main", "does other work"),
        }
    };
    trace!("main", "has {answer:?}");
    drop(chain);
    testing::pin_exercise!("and-then", log);
}
