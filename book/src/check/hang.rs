//! What is to be said about a check that did not end.

use super::Outcome;
use super::harness::Ran;
use super::judge::{Judgement, last_lines};
use crate::run::Status;
use std::collections::HashSet;

const WHAT_A_HANG_MEANS: &str = "\
A hang usually means one of these:
- an event was taken from the queue, but its source was not read until WouldBlock: where only
  changes are reported, there is no second report
- a thread blocks in a wait, and nobody is left to wake it: the waker, the timer or the interest
  that should was not registered, or is used up
- a loop waits for something that cannot come true any more";

pub(super) fn judgement(ran: &Ran, who: &str) -> Judgement {
    let Status::TimedOut(limit) = ran.end.status else {
        unreachable!()
    };
    let limit = limit.as_secs_f64();
    let summary = format!("It hangs: after {limit} s {who} was still running, and was stopped.");
    let mut seen = HashSet::new();
    let actor = |line: &&String| line.split_once("] ").map(|(actor, _)| actor.to_owned());
    let own = ran
        .heard
        .trace
        .iter()
        .rev()
        .filter(|line| line.starts_with('['));
    let mut last: Vec<_> = own
        .filter(|line| seen.insert(actor(line)))
        .cloned()
        .collect();
    last.reverse();
    let who = match last.as_slice() {
        [] => "It had said nothing when it was stopped.".to_owned(),
        last => format!(
            "When it was stopped, this was the last of each:\n  {}",
            last.join("\n  ")
        ),
    };
    Judgement {
        failure: Some(format!("{who}\n\n{WHAT_A_HANG_MEANS}")),
        trace: last_lines(&ran.heard),
        ..Judgement::new(Outcome::Hangs, summary)
    }
}
