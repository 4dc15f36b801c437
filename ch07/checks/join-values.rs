//! Futures with a script, and the order in which they're polled.

use super::*;
use scripted::{Scripted, ready_at_poll};
use testing::{Log, panic_of};
use trace::trace;

#[path = "scripted.rs"]
mod scripted;

const NEVER: u32 = 1000;

/// Futures that are ready at these polls of theirs, and whose outputs are their names.
fn join(futures: &[(&'static str, u32)]) -> JoinValues<Scripted<&'static str>> {
    let futures = futures
        .iter()
        .map(|(name, poll)| ready_at_poll(*poll, name, *name));
    join_values(futures.collect())
}

/// Polls once: whose turn it was, and what came of it.
fn poll(
    join: &mut JoinValues<Scripted<&'static str>>,
    log: &Log,
) -> (Vec<String>, PollState<Vec<&'static str>>) {
    let before = log.events().len();
    let output = join.poll();
    let events = log.events().into_iter().skip(before);
    let polled = events.filter(|event| event.what.starts_with("is polled"));
    (polled.map(|event| event.actor).collect(), output)
}

fn is_dropped(log: &Log, name: &str) -> bool {
    log.of(name).iter().any(|it| it == "is dropped")
}

#[test]
fn a_poll_polls_two_of_them() {
    let log = Log::start();
    let mut join = join(&["a", "b", "c", "d", "e"].map(|name| (name, NEVER)));
    let (polled, output) = poll(&mut join, &log);
    assert!(
        polled.len() <= PER_POLL,
        "one poll polls {} futures, and {PER_POLL} is what a poll may poll",
        polled.len()
    );
    assert!(
        polled.len() == PER_POLL,
        "one poll polls {} of five futures, and {PER_POLL} have their turn",
        polled.len()
    );
    assert_eq!(output, PollState::NotReady, "no future is ready");
}

#[test]
fn all_have_their_turns_in_a_round() {
    let log = Log::start();
    let names = ["a", "b", "c", "d", "e"];
    let mut join = join(&names.map(|name| (name, NEVER)));
    let polled: Vec<_> = (0..5).flat_map(|_| poll(&mut join, &log).0).collect();
    let starves = names.iter().find(|name| log.counted(name) == 0);
    assert!(
        starves.is_none(),
        "after five polls, {} of five futures hasn't been polled once\n\
         The turns so far: {}. Each poll begins where the last one began.",
        starves.unwrap_or(&""),
        polled.join(" ")
    );
    let turns = polled.join(" ");
    assert!(
        turns == "a b c d e a b c d e",
        "the five futures don't have their turns in a round\nThe turns: {turns}"
    );
}

#[test]
fn the_outputs_come_in_the_order_of_the_futures() {
    let log = Log::start();
    let mut join = join(&[("a", 3), ("b", 1), ("c", 2), ("d", 1)]);
    let mut polls = 0;
    let outputs = loop {
        polls += 1;
        match poll(&mut join, &log).1 {
            PollState::Ready(outputs) => break outputs,
            PollState::NotReady => {
                assert!(
                    polls < 20,
                    "all futures are ready, and the join is not, after 20 polls"
                );
            }
        }
    };
    assert!(
        outputs.len() == 4,
        "four futures have {} outputs: {outputs:?}",
        outputs.len()
    );
    assert!(
        outputs == ["a", "b", "c", "d"],
        "the outputs are in another order than the futures\nThey are {outputs:?}. Whose output is the first one?"
    );
}

#[test]
fn those_that_are_ready_are_out_of_the_round() {
    // Who is ready, and the turns of six polls.
    for (ready, expected) in [
        ("a", "a b c d b c d b c d b c"),
        ("b", "a b c d a c d a c d a c"),
        ("c", "a b c d a b d a b d a b"),
        ("d", "a b c d a b c a b c a b"),
    ] {
        let log = Log::start();
        let script = ["a", "b", "c", "d"].map(|it| (it, if it == ready { 1 } else { NEVER }));
        let mut join = join(&script);
        let mut turns = Vec::new();
        for _ in 0..6 {
            let (polled, _) = poll(&mut join, &log);
            assert!(
                polled.len() == PER_POLL,
                "three futures of four aren't ready, and a poll polls {} of them\n\
                 {ready} was ready before. Who has its turns now?",
                polled.len()
            );
            turns.extend(polled);
        }
        let turns = turns.join(" ");
        assert!(
            turns == expected,
            "after {ready} was ready, the others don't have their turns in a round\n\
             The turns: {turns}\nExpected:  {expected}"
        );
    }
}

#[test]
fn a_future_that_is_ready_is_dropped_at_once() {
    let log = Log::start();
    let mut join = join(&[("a", 1), ("b", 2)]);
    let _ = poll(&mut join, &log);
    trace!("main", "goes on");
    assert!(
        is_dropped(&log, "a"),
        "a is ready, and is kept until the others are\nIf it were a request, its connection would stay open."
    );
    assert!(!is_dropped(&log, "b"), "b isn't ready, and is dropped");
    let text = log.text();
    assert!(
        text.find("[a] is dropped") < text.find("[b] is polled"),
        "a is ready, and is still there when b is polled"
    );
    let _ = poll(&mut join, &log);
    trace!("main", "has the outputs");
    assert!(
        is_dropped(&log, "b"),
        "the join is ready, and still holds a future"
    );
    drop(join);
}

#[test]
fn the_last_one_has_one_turn_at_each_poll() {
    let log = Log::start();
    let mut join = join(&[("a", 1), ("b", 5)]);
    for polls in 1..=4 {
        let (_, output) = poll(&mut join, &log);
        assert!(
            log.counted("b") <= polls,
            "one future isn't ready, and a poll polls it twice\nIt can't have changed in between."
        );
        assert_eq!(output, PollState::NotReady, "b isn't ready");
    }
}

#[test]
fn it_is_ready_when_the_last_one_is() {
    for (script, polls) in [
        (vec![("a", 1)], 1),
        (vec![("a", 1), ("b", 1)], 1),
        (vec![("a", 1), ("b", 1), ("c", 1)], 2),
        (vec![("a", 2), ("b", 1), ("c", 1)], 2),
    ] {
        let log = Log::start();
        let mut join = join(&script);
        let outputs: Vec<_> = (0..polls).map(|_| poll(&mut join, &log).1).collect();
        let early = outputs[..polls - 1]
            .iter()
            .any(|it| *it != PollState::NotReady);
        assert!(
            !early,
            "the join is ready before its futures are: {outputs:?}"
        );
        assert!(
            outputs.last() != Some(&PollState::NotReady),
            "the last future is ready, and the join says so at the next poll only"
        );
    }
}

#[test]
fn of_no_futures_it_is_ready_at_once() {
    let empty = panic_of(|| join(&[]).poll());
    assert!(
        empty == Ok(PollState::Ready(Vec::new())),
        "a join of no futures isn't ready at its first poll, with no outputs\nIt returns or panics with: {empty:?}"
    );
}

#[test]
fn polled_again_it_panics() {
    let mut join = join(&[("a", 1)]);
    let _ = join.poll();
    if let Ok(again) = panic_of(|| join.poll()) {
        panic!(
            "polled again after it was ready, the join returns {again:?}\nThe outputs were returned once."
        );
    }
}

#[test]
fn five_in_a_round() {
    let log = Log::start();
    let mut join = join(&[("a", 3), ("b", 1), ("c", 2), ("d", 1), ("e", 2)]);
    trace!("main", "has a join of five");
    let outputs = loop {
        match join.poll() {
            PollState::Ready(outputs) => break outputs,
            PollState::NotReady => trace!("main", "does other work"),
        }
    };
    trace!("main", "has {}", outputs.join(", "));
    testing::pin_exercise!("join-values", log);
}
