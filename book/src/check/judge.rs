//! From what was heard to a verdict.

use super::difference::{self, DiffLine};
use super::heard::{Heard, Panic};
use super::{Outcome, Stopped};
use crate::cargo;
use crate::model::Exercise;
use crate::run::{End, Status};
use anyhow::{Result, bail};
use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

/// How much of a trace is shown.
const LAST_LINES: usize = 12;

const WHAT_A_HANG_MEANS: &str = "\
A hang usually means one of these:
- an event was taken from the queue, but its source was not read until WouldBlock: where only
  changes are reported, there is no second report
- a thread blocks in a wait, and nobody is left to wake it: the waker, the timer or the interest
  that should was not registered, or is used up
- a loop waits for something that cannot come true any more";

/// The part of a verdict that what was heard decides.
#[derive(Debug, PartialEq)]
pub(super) struct Judgement {
    pub outcome: Outcome,
    pub summary: String,
    pub failure: Option<String>,
    pub diff: Vec<DiffLine>,
    pub trace: Vec<String>,
}

impl Judgement {
    fn new(outcome: Outcome, summary: impl Into<String>) -> Self {
        let summary = summary.into();
        Self {
            outcome,
            summary,
            failure: None,
            diff: Vec::new(),
            trace: Vec::new(),
        }
    }

    pub fn tampered(why: String) -> Self {
        let summary = "Its checks are cut off: there is nothing to judge by.";
        Self {
            failure: Some(why),
            ..Self::new(Outcome::Tampered, summary)
        }
    }

    /// From the compiler's errors.
    pub fn does_not_compile(errors: &str) -> Self {
        let errors = cargo::plain(errors);
        let first = errors.lines().find(|line| line.starts_with("error"));
        let message = first
            .and_then(|line| line.split_once(": "))
            .map(|(_, message)| message);
        let summary = match message {
            Some(message) => format!("It does not compile: {message}."),
            None => "It does not compile.".to_owned(),
        };
        Self::new(Outcome::DoesNotCompile, summary)
    }
}

/// What is to be said about a run of the checks.
pub(super) fn judge(heard: &Heard, end: &End, exercise: &Exercise) -> Result<Judgement> {
    match &end.status {
        Status::Stopped => bail!(Stopped),
        Status::TimedOut(limit) => {
            let who = running(heard).map_or("it".into(), |check| format!("the {check}"));
            let limit = limit.as_secs_f64();
            let summary =
                format!("It hangs: after {limit} s {who} was still running, and was stopped.");
            Ok(hangs(heard, summary))
        }
        Status::TooMuchOutput(_) => {
            let who = running(heard).map_or("It".into(), |check| format!("The {check}"));
            let summary = format!("{who} goes on for ever. {}", end.status.sentence());
            Ok(hangs(heard, summary))
        }
        Status::Signalled(..) => Ok(died(heard, end.status.sentence())),
        Status::Exited(code) => ran(heard, *code, exercise),
        Status::DidNotCompile | Status::Failed(_) => bail!("{}", end.status.sentence()),
    }
}

fn running(heard: &Heard) -> Option<String> {
    heard.running.as_deref().map(in_words)
}

/// A test's name as a reader reads it: `check “a batch fires together”`.
fn in_words(test: &str) -> String {
    let name = test.rsplit("::").next().unwrap_or(test).replace('_', " ");
    format!("check “{name}”")
}

fn hangs(heard: &Heard, summary: String) -> Judgement {
    let mut seen = HashSet::new();
    let actor = |line: &&String| line.split_once("] ").map(|(actor, _)| actor.to_owned());
    let own = heard
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
        trace: last_lines(heard),
        ..Judgement::new(Outcome::Hangs, summary)
    }
}

fn died(heard: &Heard, sentence: String) -> Judgement {
    let panic = heard.panics.first().map(|panic| panic.message.clone());
    let others = last_of(&heard.other).iter().cloned();
    let failure: Vec<_> = panic.into_iter().chain(others).collect();
    Judgement {
        failure: (!failure.is_empty()).then(|| failure.join("\n")),
        trace: last_lines(heard),
        ..Judgement::new(Outcome::NotYet, format!("Not yet. {sentence}"))
    }
}

fn ran(heard: &Heard, code: i32, exercise: &Exercise) -> Result<Judgement> {
    let diff = match heard.actual.as_slice() {
        [] => Vec::new(),
        actual => difference::between(&exercise.pinned()?, &actual.join("\n")),
    };
    let failure = first_failure(heard);
    if code == 0 && failure.is_none() && diff.is_empty() {
        return Ok(complete(heard, &exercise.tests()?));
    }
    if failure.is_none() && diff.is_empty() {
        return Ok(match heard.panics.first() {
            // A mismatch that the difference by lines does not show.
            Some(panic) => not_yet(heard, failure_text(panic, heard), Vec::new()),
            None => died(heard, Status::Exited(code).sentence()),
        });
    }
    Ok(match failure {
        Some(panic) => not_yet(heard, failure_text(panic, heard), diff),
        None => Judgement {
            summary: difference::summary(&diff),
            diff,
            ..Judgement::new(Outcome::NotYet, "")
        },
    })
}

/// Every check has to have said so itself, and the harness at its end: a program that ends early
/// with status 0 has solved nothing, whatever it printed about results. The reader's code runs in
/// the harness's own process, so whoever writes all of its lines cannot be told from it; that is
/// more work than most of the exercises.
fn complete(heard: &Heard, expected: &[String]) -> Judgement {
    let of_these = |test: &&String| heard.passed.contains(*test);
    let passed = expected.iter().filter(of_these).count();
    let summary = match expected.len() {
        all if passed < all => format!("Only {passed} of {all} checks were run."),
        _ if !heard.all_well => "It ended before its checks did.".to_owned(),
        _ => return Judgement::new(Outcome::Solved, "Solved."),
    };
    let why = "The program ended, or left checks out, before all of them were run.";
    Judgement {
        failure: Some(why.into()),
        ..Judgement::new(Outcome::Tampered, summary)
    }
}

fn not_yet(heard: &Heard, failure: Failure, diff: Vec<DiffLine>) -> Judgement {
    Judgement {
        failure: Some(failure.text),
        trace: if diff.is_empty() {
            last_lines(heard)
        } else {
            Vec::new()
        },
        diff,
        ..Judgement::new(Outcome::NotYet, format!("Not yet: {}.", failure.headline))
    }
}

/// The first panic that says more than that the transcripts differ: the difference shows that.
fn first_failure(heard: &Heard) -> Option<&Panic> {
    heard
        .panics
        .iter()
        .find(|panic| !panic.message.starts_with("snapshot assertion"))
}

struct Failure {
    headline: String,
    /// What there is to say beside the headline.
    text: String,
}

fn failure_text(panic: &Panic, heard: &Heard) -> Failure {
    let message = panic.message.as_str();
    let todo = message.strip_prefix("not yet implemented: ");
    let assertion = message
        .strip_prefix("assertion `left == right` failed: ")
        .or_else(|| message.strip_prefix("assertion failed: "));
    let words = todo.or(assertion).unwrap_or(message);
    let mut lines = words.lines();
    let headline = lines.next().unwrap_or("").trim_end_matches('.').to_owned();
    let mut text: Vec<_> = lines.map(str::to_owned).collect();
    text.extend(place(&panic.place).map(|place| format!("at {place}")));
    if let Some(test) = heard.test_of(panic).filter(|_| todo.is_none()) {
        text.push(format!("in the {}", in_words(test)));
    }
    let text = text.join("\n");
    Failure { headline, text }
}

/// A place in the workbook, without what only a compiler needs: `ch04/exercises/timer.rs, line 12`.
fn place(place: &str) -> Option<String> {
    let mut parts = place.rsplitn(3, ':');
    let (_column, line, path) = (parts.next()?, parts.next()?, parts.next()?);
    let path = Path::new(path);
    if path.is_absolute() {
        return None;
    }
    let mut short = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(short.pop()),
            part => short.push(part),
        }
    }
    Some(format!("{}, line {line}", short.display()))
}

fn last_lines(heard: &Heard) -> Vec<String> {
    last_of(&heard.trace).to_vec()
}

fn last_of(lines: &[String]) -> &[String] {
    &lines[lines.len().saturating_sub(LAST_LINES)..]
}
