//! The verdict on an exercise.

mod chatter;
mod difference;
mod harness;
mod heard;
mod judge;
mod pinned;
mod stuck;
mod tampering;
mod words;

use crate::cargo::{self, Built, Target};
use crate::exercise;
use crate::model::{Exercise, Workspace};
use crate::progress::{Progress, State};
use crate::run::{Event, Limits, STATEMENTS, Stop};
use anyhow::{Result, bail};
use harness::Harness;
use judge::Judgement;
use pinned::Pinned;
use serde::Serialize;
use std::fmt;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use words::Subject;

pub use difference::{DiffLine, Kind};

/// What each check of an exercise may use up; compiling does not count. The time is a last resort where CPU time and
/// sleep can be told, and else the only one.
pub const LIMITS: Limits = Limits {
    building: Duration::MAX,
    time: Duration::from_secs(if cfg!(target_os = "linux") { 120 } else { 20 }),
    cpu: Duration::from_secs(10),
    asleep: Duration::from_secs(10),
    bytes: 1 << 20,
    statements: STATEMENTS,
};

/// What is to be said about a reader's solution.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Verdict {
    /// The exercise's id.
    pub exercise: String,
    /// The verdict in a word.
    pub outcome: Outcome,
    /// The verdict in a sentence.
    pub summary: String,
    /// What the compiler says, errors or warnings, coloured for a terminal: [`cargo::plain`] takes
    /// the colours out, and serializing does.
    #[serde(serialize_with = "without_colours")]
    pub compiler: Option<String>,
    /// What there is to say about what went wrong first, beside the summary.
    pub failure: Option<String>,
    /// What it said beside what it should have said; empty if that is the same or not known.
    pub diff: Vec<DiffLine>,
    /// The last lines of what it said, where they help.
    pub trace: Vec<String>,
    /// The exercise to go on with, by its id; only if this one is solved.
    pub next: Option<String>,
    /// What there is to say afterwards, in Markdown; only if it is solved.
    pub after: Option<String>,
    /// Why the verdict is not remembered, if it is not.
    pub warning: Option<String>,
    /// How long the verdict took, with compiling.
    pub seconds: f64,
}

/// The verdict in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// All checks pass.
    Solved,
    /// It runs, and a check fails.
    NotYet,
    /// The compiler refuses it.
    DoesNotCompile,
    /// It sleeps, and nothing wakes it.
    Hangs,
    /// Its checks were not run, or not all of them.
    Tampered,
}

/// The check was stopped before there was a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the check was stopped")
    }
}

impl std::error::Error for Stopped {}

/// Checks an exercise and records the progress. Meanwhile [`Event::Progress`] tells how far the
/// compiler is, and [`Event::Line`] what the reader's program says: its trace as standard output,
/// whatever else it prints as standard error.
///
/// # Errors
///
/// [`Stopped`], or why there can be no verdict.
pub async fn check(
    ws: &Workspace,
    exercise: &Exercise,
    stop: Stop,
    events: mpsc::Sender<Event>,
) -> Result<Verdict> {
    check_within(LIMITS, ws, exercise, stop, events).await
}

/// [`check`] with other limits.
///
/// # Errors
///
/// [`Stopped`], or why there can be no verdict.
pub async fn check_within(
    limits: Limits,
    ws: &Workspace,
    exercise: &Exercise,
    stop: Stop,
    events: mpsc::Sender<Event>,
) -> Result<Verdict> {
    let start = Instant::now();
    let (judgement, compiler) = judged(limits, ws, exercise, &stop, &events).await?;
    let solved = judgement.outcome == Outcome::Solved;
    let (progress, warning) = record(ws, exercise, solved);
    Ok(Verdict {
        exercise: exercise.id(),
        outcome: judgement.outcome,
        summary: judgement.summary,
        compiler,
        failure: judgement.failure,
        diff: judgement.diff,
        trace: judgement.trace,
        next: if solved {
            next(ws, exercise, &progress)
        } else {
            None
        },
        after: solved
            .then(|| exercise.after.trim().to_owned())
            .filter(|after| !after.is_empty()),
        warning,
        seconds: start.elapsed().as_secs_f64(),
    })
}

async fn judged(
    limits: Limits,
    ws: &Workspace,
    exercise: &Exercise,
    stop: &Stop,
    events: &mpsc::Sender<Event>,
) -> Result<(Judgement, Option<String>)> {
    let (text, _) = exercise::read(exercise)?;
    if let Some(tampered) = tampering::found(&text, &exercise.slug) {
        return Ok((tampered, None));
    }
    let target = Target::Exercise(exercise.slug.clone());
    match cargo::build(
        &ws.root,
        &exercise.chapter,
        &target,
        limits.building,
        stop,
        events,
    )
    .await?
    {
        Built::Ready {
            executable,
            warnings,
        } => {
            let subject = Subject {
                exercise,
                is_untouched: exercise.skeleton().is_ok_and(|skeleton| skeleton == text),
            };
            let harness = Harness::new(executable, ws, exercise, limits, stop, events)?;
            let judgement = examined(&harness, subject, &text).await?;
            Ok((
                judgement,
                Some(warnings).filter(|warnings| !warnings.is_empty()),
            ))
        }
        Built::Broken(errors) => Ok((Judgement::does_not_compile(&errors), Some(errors))),
        Built::Stopped => bail!(Stopped),
    }
}

/// Runs the checks in the order of their file, up to the first that has words for what is wrong, and then
/// the reader's own tests. A transcript that differs is a difference, not words: a later check may name it.
async fn examined(harness: &Harness<'_>, subject: Subject<'_>, text: &str) -> Result<Judgement> {
    let tests = subject.exercise.tests()?;
    let pinned = Pinned::of(subject.exercise);
    let mut difference: Option<Judgement> = None;
    for test in &tests {
        let ran = harness.one(test).await?;
        if let Some(pinned) = &pinned {
            pinned.restore()?;
        }
        let Some(mut found) = judge::check(&ran, subject)? else {
            continue;
        };
        if let Some(earlier) = difference.take() {
            if found.outcome != Outcome::NotYet {
                return Ok(earlier);
            }
            found.take_difference(earlier);
        }
        if !found.is_difference_alone() {
            return Ok(found);
        }
        difference = Some(found);
    }
    if difference.is_none() && tampering::may_have_own_tests(text) {
        let ran = harness.all_but(&tests).await?;
        if let Some(pinned) = &pinned {
            pinned.restore()?;
        }
        difference = judge::own_tests(&ran, subject)?;
    }
    Ok(difference.unwrap_or_else(Judgement::solved))
}

/// A verdict that cannot be written down is a verdict still, with a warning.
fn record(ws: &Workspace, exercise: &Exercise, solved: bool) -> (Progress, Option<String>) {
    let recorded = Progress::record(&ws.root, &exercise.id(), |done| {
        done.state = match (solved, done.state) {
            (true, _) | (_, State::Solved) => State::Solved,
            (false, _) => State::Tried,
        };
    });
    match recorded {
        Ok(progress) => (progress, None),
        Err(error) => (
            Progress::load(&ws.root).unwrap_or_default(),
            Some(format!("This verdict is not remembered: {error:#}.")),
        ),
    }
}

/// The next exercise that is not solved: after this one, or else from the first on.
pub fn next(ws: &Workspace, exercise: &Exercise, progress: &Progress) -> Option<String> {
    let ids: Vec<_> = ws.exercises().map(Exercise::id).collect();
    let own = ids.iter().position(|id| *id == exercise.id()).unwrap_or(0);
    let (before, after) = ids.split_at(own);
    let mut others = after.iter().skip(1).chain(before);
    others.find(|id| !progress.is_solved(id)).cloned()
}

fn without_colours<S: serde::Serializer>(
    text: &Option<String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    text.as_deref().map(cargo::plain).serialize(serializer)
}
