//! The same in a terminal: a step, verdicts in words, hints.

mod experiment;
mod render;
mod step;
mod traced;

pub use experiment::try_out;
pub(crate) use render::{Colours, hints, verdict};
pub use step::run;
pub use traced::run_traced;

use crate::check::{self, Outcome, Verdict};
use crate::exercise;
use crate::model::{Exercise, Workspace};
use crate::progress::{Progress, State};
use crate::run::{Event, Stop};
use anyhow::{Context, Result};
use std::io::{self, IsTerminal, Write, stderr};
use std::process::ExitCode;
use tokio::sync::mpsc;

/// `cargo book check`: the verdict on an exercise, on the current one, or on all.
///
/// # Errors
///
/// When there is no such exercise, or there can be no verdict.
pub fn check(ws: &Workspace, id: Option<&str>, all: bool) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    if all {
        return runtime.block_on(check_all(ws));
    }
    of(ws, id, |exercise| {
        let found = runtime.block_on(check_one(ws, exercise, Stop::new()))?;
        say(&verdict(&found, exercise, Colours::of_stdout()))?;
        Ok(status(found.outcome == Outcome::Solved))
    })
}

/// Does something with the exercise that is named, or else with the current one, if there is one.
fn of(
    ws: &Workspace,
    id: Option<&str>,
    act: impl FnOnce(&Exercise) -> Result<ExitCode>,
) -> Result<ExitCode> {
    let exercise = match id {
        Some(id) => Some(ws.find_exercise(id)?),
        None => current(ws)?,
    };
    match exercise {
        Some(exercise) => act(exercise),
        None => {
            say("Every exercise is solved.\n")?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The first exercise that is not solved.
///
/// # Errors
///
/// When the progress cannot be read.
pub fn current(ws: &Workspace) -> Result<Option<&Exercise>> {
    let progress = Progress::load(&ws.root)?;
    Ok(ws
        .exercises()
        .find(|exercise| !progress.is_solved(&exercise.id())))
}

/// `cargo book hint`: one more hint.
///
/// # Errors
///
/// When there is no such exercise, or the progress cannot be written.
pub fn hint(ws: &Workspace, id: Option<&str>) -> Result<ExitCode> {
    of(ws, id, |exercise| {
        say(&hints(&exercise::hint(&ws.root, exercise)?))?;
        Ok(ExitCode::SUCCESS)
    })
}

/// `cargo book reset`: the skeleton again.
///
/// # Errors
///
/// When there is no such exercise, or a file cannot be written.
pub fn reset(ws: &Workspace, id: Option<&str>) -> Result<ExitCode> {
    of(ws, id, |exercise| {
        say(&reset_text(ws, exercise)?)?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Resets an exercise and says what became of the reader's text.
pub(crate) fn reset_text(ws: &Workspace, exercise: &Exercise) -> Result<String> {
    let file = ws.relative(&exercise.file);
    Ok(match exercise::reset(exercise)? {
        Some(backup) => {
            format!(
                "{file} is the skeleton again; your text is {}.\n",
                ws.relative(&backup)
            )
        }
        None => format!("{file} is the skeleton, as before.\n"),
    })
}

/// `cargo book solution`: the reference, once solved or with `--force`.
///
/// # Errors
///
/// When there is no such exercise, or a file cannot be read.
pub fn solution(ws: &Workspace, id: Option<&str>, force: bool) -> Result<ExitCode> {
    of(ws, id, |exercise| {
        if let Some(reference) = exercise::solution(&ws.root, exercise, force)? {
            say(&reference)?;
            return Ok(ExitCode::SUCCESS);
        }
        let id = exercise.id();
        eprintln!(
            "{id} is not solved yet. The next hint: cargo book hint {id}. To see the reference \
             all the same, add --force."
        );
        Ok(ExitCode::FAILURE)
    })
}

/// A line for each exercise as soon as there is one.
async fn check_all(ws: &Workspace) -> Result<ExitCode> {
    let colours = Colours::of_stdout();
    let width = ws
        .exercises()
        .map(|exercise| exercise.id().len())
        .max()
        .unwrap_or(0);
    let (mut solved, mut total) = (0, 0);
    for exercise in ws.exercises() {
        let found = check_one(ws, exercise, Stop::new()).await?;
        if let Some(warning) = &found.warning {
            eprintln!("{warning}");
        }
        solved += usize::from(found.outcome == Outcome::Solved);
        total += 1;
        let state = match found.outcome {
            Outcome::Solved => State::Solved,
            _ => State::Tried,
        };
        let mark = colours.outcome(found.outcome, state.mark());
        say(&format!(
            "{mark} {:width$}  {}\n",
            found.exercise, found.summary
        ))?;
    }
    say(&format!("{solved} of {total} solved.\n"))?;
    Ok(status(solved == total))
}

/// The verdict on an exercise; the compiler's progress is shown meanwhile.
pub(crate) async fn check_one(ws: &Workspace, exercise: &Exercise, stop: Stop) -> Result<Verdict> {
    let (events, mut coming) = mpsc::channel(64);
    let show = async {
        let mut progress = ProgressLine::default();
        while let Some(event) = coming.recv().await {
            progress.show(&event);
        }
    };
    let checking = check::check(ws, exercise, stop, events);
    let (found, ()) = tokio::join!(checking, show);
    found.with_context(|| format!("{} cannot be checked", exercise.id()))
}

/// What the compiler does, on one line of a terminal that is overwritten and at last wiped.
#[derive(Debug, Default)]
struct ProgressLine {
    shown: bool,
}

impl ProgressLine {
    /// Shows progress; wipes it when something else happens.
    pub fn show(&mut self, event: &Event) {
        let Event::Progress { text, done, total } = event else {
            return self.wipe();
        };
        if stderr().is_terminal() {
            let count = if *total > 0 {
                format!("{done}/{total} ")
            } else {
                String::new()
            };
            eprint!("\r\u{1b}[K{count}{text}");
            self.shown = true;
        }
    }

    fn wipe(&mut self) {
        if std::mem::take(&mut self.shown) {
            eprint!("\r\u{1b}[K");
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// Writes to standard output, whose reader may have gone.
fn say(text: &str) -> Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn status(solved: bool) -> ExitCode {
    if solved {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
