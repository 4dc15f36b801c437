//! From what the test harness says to a verdict.

use super::difference::{self, DiffLine};
use super::harness::Ran;
use super::heard::Heard;
use super::words::{self, Subject, Words};
use super::{Outcome, Stopped, stuck};
use crate::cargo;
use crate::run::{Status, size};
use anyhow::{Result, bail};

/// How much of a trace is shown.
const LAST_LINES: usize = 12;

/// The part of a verdict that the checks decide.
#[derive(Debug, PartialEq)]
pub(super) struct Judgement {
    pub outcome: Outcome,
    pub summary: String,
    pub failure: Option<String>,
    pub diff: Vec<DiffLine>,
    pub trace: Vec<String>,
}

impl Judgement {
    pub(super) fn new(outcome: Outcome, summary: impl Into<String>) -> Self {
        let summary = summary.into();
        Self {
            outcome,
            summary,
            failure: None,
            diff: Vec::new(),
            trace: Vec::new(),
        }
    }

    pub fn solved() -> Self {
        Self::new(Outcome::Solved, "Solved.")
    }

    pub fn tampered(summary: &str, why: String) -> Self {
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

    fn not_yet(subject: Subject<'_>, words: &str) -> Self {
        let given = "the file is as it was given";
        let summary = match subject.is_untouched && !words.starts_with(given) {
            true => format!("Not yet: {given}: {words}."),
            false => format!("Not yet: {words}."),
        };
        Self::new(Outcome::NotYet, summary)
    }

    /// Shows an earlier check's difference too, if this one has none.
    pub fn take_difference(&mut self, earlier: Self) {
        if self.diff.is_empty() {
            self.diff = earlier.diff;
            self.trace.clear();
        }
    }

    /// Whether nothing but a difference says what is wrong: another check may have words for it.
    pub fn is_difference_alone(&self) -> bool {
        self.outcome == Outcome::NotYet && self.failure.is_none() && !self.diff.is_empty()
    }
}

/// What is to be said about one check; `None` if it has passed.
pub(super) fn check(ran: &Ran, subject: Subject<'_>) -> Result<Option<Judgement>> {
    let who = format!("the {}", words::check(&ran.test));
    let verdict = match &ran.end.status {
        Status::Exited(0) if ran.has_passed() => match difference(ran, subject)?.is_empty() {
            true => return Ok(None),
            false => failed(ran, subject)?,
        },
        Status::Stopped => bail!(Stopped),
        Status::DidNotCompile | Status::Failed(_) => bail!("{}", ran.end.status.sentence()),
        Status::TimedOut(_) | Status::Computed(_) | Status::Asleep(_) => stuck(ran, subject, &who),
        Status::TooMuchOutput(limit) => too_much(ran, subject, &who, *limit),
        Status::Signalled(..) => died(ran, subject),
        Status::Exited(0) if ran.has_no_result() => unfinished(&ran.test),
        Status::Exited(_) if ran.failed().is_empty() => died(ran, subject),
        Status::Exited(_) => failed(ran, subject)?,
    };
    Ok(Some(verdict))
}

/// What is to be said about the reader's own tests, which count as `cargo test` counts them.
pub(super) fn own_tests(ran: &Ran, subject: Subject<'_>) -> Result<Option<Judgement>> {
    let who = match ran.failed().first() {
        Some(test) => format!("your own test “{}”", words::name(test)),
        None => "a test of your own".to_owned(),
    };
    let words = match &ran.end.status {
        Status::Exited(0) => return Ok(None),
        Status::Stopped => bail!(Stopped),
        Status::DidNotCompile | Status::Failed(_) => bail!("{}", ran.end.status.sentence()),
        Status::TimedOut(_) | Status::Computed(_) | Status::Asleep(_) => {
            return Ok(Some(stuck(ran, subject, &who)));
        }
        Status::Exited(_) => format!("{who} fails"),
        Status::TooMuchOutput(limit) => return Ok(Some(too_much(ran, subject, &who, *limit))),
        Status::Signalled(..) => return Ok(Some(died(ran, subject))),
    };
    let failed = ran.failed();
    let panics = ran.heard.panics.iter();
    let mut of_it = panics.filter(|panic| Some(&panic.thread.as_str()) == failed.first());
    let message = of_it.next_back().map(|panic| panic.message.clone());
    Ok(Some(Judgement {
        failure: message.or_else(|| last_errors(&ran.heard)),
        ..Judgement::not_yet(subject, &words)
    }))
}

/// The program was still there when its limit was reached.
fn stuck(ran: &Ran, subject: Subject<'_>, who: &str) -> Judgement {
    let summary = stuck::summary(&ran.end.status, who);
    let judgement = match ran.end.status {
        Status::Asleep(_) => Judgement::new(Outcome::Hangs, format!("It hangs: {summary}.")),
        _ => Judgement::not_yet(subject, &summary),
    };
    Judgement {
        failure: Some(stuck::explanation(&ran.heard, subject.exercise)),
        trace: last_lines(&ran.heard),
        ..judgement
    }
}

/// Much is not endless: that is all that is known.
fn too_much(ran: &Ran, subject: Subject<'_>, who: &str, limit: usize) -> Judgement {
    let words = format!("{who} wrote more than {} and was stopped", size(limit));
    Judgement {
        failure: stuck::causes(subject.exercise),
        trace: last_lines(&ran.heard),
        ..Judgement::not_yet(subject, &words)
    }
}

/// The harness has nothing to say about a check, although the program ended well.
fn unfinished(test: &str) -> Judgement {
    let why = "The program ended itself in the middle of this check, or the check is left out.";
    Judgement {
        failure: Some(why.into()),
        ..Judgement::new(
            Outcome::Tampered,
            format!("The {} was not run to its end.", words::check(test)),
        )
    }
}

/// The program ended before the harness had a result.
fn died(ran: &Ran, subject: Subject<'_>) -> Judgement {
    let sentence = ran.end.status.sentence();
    let mut judgement = match words::of(ran, subject) {
        Some(words) => in_words(subject, words),
        None => Judgement {
            failure: last_errors(&ran.heard),
            ..Judgement::new(Outcome::NotYet, "Not yet.")
        },
    };
    judgement.summary.push(' ');
    judgement.summary.push_str(&sentence);
    judgement.trace = last_lines(&ran.heard);
    judgement
}

/// Between what is pinned and what the check says that it heard, if it says so.
fn difference(ran: &Ran, subject: Subject<'_>) -> Result<Vec<DiffLine>> {
    match &ran.heard.transcript {
        None => Ok(Vec::new()),
        Some(transcript) => {
            let pinned = subject.exercise.pinned()?;
            Ok(difference::between(&pinned, transcript))
        }
    }
}

fn failed(ran: &Ran, subject: Subject<'_>) -> Result<Judgement> {
    let diff = difference(ran, subject)?;
    let mut judgement = match words::of(ran, subject) {
        Some(words) => in_words(subject, words),
        None if !diff.is_empty() => Judgement::not_yet(subject, &difference::summary(&diff)),
        None => Judgement {
            failure: last_errors(&ran.heard),
            ..Judgement::not_yet(subject, &format!("the {} fails", words::check(&ran.test)))
        },
    };
    if diff.is_empty() {
        judgement.trace = last_lines(&ran.heard);
    }
    judgement.diff = diff;
    Ok(judgement)
}

fn in_words(subject: Subject<'_>, words: Words) -> Judgement {
    Judgement {
        failure: Some(words.text.join("\n")),
        ..Judgement::not_yet(subject, &words.headline)
    }
}

/// What a program printed last, where nothing better says what is wrong.
fn last_errors(heard: &Heard) -> Option<String> {
    let last = last_of(&heard.errors);
    (!last.is_empty()).then(|| last.join("\n"))
}

pub(super) fn last_lines(heard: &Heard) -> Vec<String> {
    last_of(&heard.trace).to_vec()
}

fn last_of(lines: &[String]) -> &[String] {
    &lines[lines.len().saturating_sub(LAST_LINES)..]
}
