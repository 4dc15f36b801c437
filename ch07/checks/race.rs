//! Two futures with a script, and what the race does with each of them.

use super::*;
use scripted::{Scripted, ready_at_poll};
use testing::{Log, panic_of};
use trace::trace;

#[path = "scripted.rs"]
mod scripted;

const NEVER: u32 = 1000;

type Runner = Scripted<&'static str>;

/// A race of two futures that are ready at these polls of theirs, and whose outputs are their names.
fn runners(hare: u32, tortoise: u32) -> Race<Runner, Runner> {
    race(
        ready_at_poll(hare, "hare", "hare"),
        ready_at_poll(tortoise, "tortoise", "tortoise"),
    )
}

fn is_dropped(log: &Log, name: &str) -> bool {
    log.of(name).iter().any(|it| it == "is dropped")
}

/// How often each of the two was polled.
fn polls(log: &Log) -> (usize, usize) {
    (log.counted("hare"), log.counted("tortoise"))
}

#[test]
fn if_both_could_be_ready_only_the_first_is_polled() {
    let log = Log::start();
    let mut race = runners(1, 1);
    assert_eq!(polls(&log), (0, 0), "a future is polled before the race is");
    let output = race.poll();
    assert!(
        output != PollState::Ready("tortoise"),
        "both could be ready, and the second one wins"
    );
    assert!(
        polls(&log).1 == 0,
        "the first future has won, and the second one is polled all the same\n\
         If it's ready too, its output is thrown away. If it's a request that hadn't begun, it's sent now."
    );
    assert_eq!(output, PollState::Ready("hare"));
}

#[test]
fn while_none_is_ready_each_poll_polls_both() {
    let log = Log::start();
    let mut race = runners(NEVER, 4);
    for poll in 1..=4 {
        let output = race.poll();
        let (hare, tortoise) = polls(&log);
        assert!(
            hare <= poll && tortoise <= poll,
            "one poll of the race polls a future twice\nThe polls so far: {hare} and {tortoise}, in {poll} polls of the race."
        );
        assert!(
            (hare, tortoise) == (poll, poll),
            "none of the two is ready, and a poll asks only one of them\n\
             The polls so far: {hare} and {tortoise}, in {poll} polls of the race."
        );
        let expected = if poll < 4 {
            PollState::NotReady
        } else {
            PollState::Ready("tortoise")
        };
        assert_eq!(output, expected, "poll {poll} of the race");
        assert!(
            poll == 4 || !is_dropped(&log, "hare") && !is_dropped(&log, "tortoise"),
            "none of the two is ready, and one is dropped"
        );
    }
    let order = log.events();
    let first = order.iter().map(|event| event.actor.as_str()).take(2);
    assert!(
        first.eq(["hare", "tortoise"]),
        "the second future is polled before the first one"
    );
}

#[test]
fn the_loser_is_dropped_at_once() {
    for (hare, tortoise, winner, loser) in [
        (1, NEVER, "hare", "tortoise"),
        (NEVER, 1, "tortoise", "hare"),
    ] {
        let log = Log::start();
        let mut race = runners(hare, tortoise);
        let output = race.poll();
        assert!(
            output == PollState::Ready(winner),
            "the {winner} is ready at its first poll, and the race returns {output:?}"
        );
        trace!("main", "has the race's output: the {winner}");
        assert!(
            is_dropped(&log, loser),
            "the {winner} has won, and the {loser} is still there\n\
             It's dropped with the race, and the caller may keep that as long as it likes."
        );
        assert!(
            is_dropped(&log, winner),
            "the {winner} has won, and is still there"
        );
        drop(race);
    }
}

#[test]
fn polled_again_it_panics_and_does_nothing() {
    for (hare, tortoise) in [(1, 2), (2, 1)] {
        let log = Log::start();
        let mut race = runners(hare, tortoise);
        let _ = race.poll();
        let before = log.text();
        let again = panic_of(|| race.poll());
        let after = log.text();
        assert!(
            before == after,
            "polled again after it was won, the race goes on:\n{}",
            &after[before.len()..]
        );
        if let Ok(output) = again {
            panic!(
                "polled again after it was won, the race returns {output:?}\nA race is won once."
            );
        }
    }
}

#[test]
fn a_race_that_is_given_up_drops_both() {
    let log = Log::start();
    let mut race = runners(NEVER, NEVER);
    let _ = race.poll();
    drop(race);
    assert!(
        is_dropped(&log, "hare") && is_dropped(&log, "tortoise"),
        "the race was dropped before it was won, and a future is left"
    );
}

/// The transcript, with those that are dropped together in the order of their names: nothing is said about it.
struct Told(String);

impl Told {
    fn by(log: &Log) -> Self {
        let text = log.text();
        let lines: Vec<_> = text.lines().collect();
        let is_drop = |line: &str| line.ends_with("is dropped");
        let together = lines.chunk_by(|one, next| is_drop(one) && is_drop(next));
        let sorted = together.flat_map(|lines| {
            let mut lines = lines.to_vec();
            lines.sort_unstable();
            lines
        });
        Self(sorted.flat_map(|line| [line, "\n"]).collect())
    }

    fn text(&self) -> &str {
        &self.0
    }
}

#[test]
fn two_servers_and_a_deadline() {
    let log = Log::start();
    let server =
        |name: &'static str, poll| ready_at_poll(poll, name, format!("an answer of {name}"));
    for (near, far, patience) in [(2, 3, 4), (4, 4, 2)] {
        let servers = race(server("near", near), server("far", far));
        let patience = ready_at_poll(patience, "deadline", "no answer in time".to_owned());
        let mut answer = race(servers, patience);
        trace!("main", "asks two servers");
        let output = loop {
            match answer.poll() {
                PollState::Ready(output) => break output,
                PollState::NotReady => trace!("main", "does other work"),
            }
        };
        trace!("main", "has {output}");
    }
    let told = Told::by(&log);
    testing::pin_exercise!("race", told);
}
