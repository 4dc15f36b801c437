//! Running an experiment: the program as it is, and the program with the change, which is built in a
//! copy. The reader's own files are only read.

mod outcome;
mod overlay;

pub use outcome::Found;

use crate::cargo::{self, Place, Target};
use crate::model::{Changed, Experiment, Is, Runs, Workspace};
use crate::run::{self, End, Event, Launch, Limits, Status, Stop};
use anyhow::{Context, Result};
use overlay::Overlay;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;
use tokio::sync::mpsc;

/// Makes the delay server that many times quicker.
const SPEEDUP: &str = "DELAYSERVER_SPEEDUP";

/// Which of the two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Without the change.
    Before,
    /// With it.
    After,
}

/// Runs one side of an experiment, under the supervision of a step. The last event is the end, which is
/// returned too. `set` are variables for the program.
pub async fn run(
    ws: &Workspace,
    experiment: &Experiment,
    side: Side,
    set: &[(&'static str, &str)],
    stop: Stop,
    events: mpsc::Sender<Event>,
) -> End {
    let attempt = Attempt {
        ws,
        experiment,
        set,
        limits: limits(experiment, side, set),
        stop,
        events: events.clone(),
    };
    match attempt.run(side).await {
        Ok(end) => end,
        Err(error) => {
            let status = Status::Failed(format!("{error:#}"));
            let end = End { at_ms: 0.0, status };
            let _ = events.send(Event::Ended(end.clone())).await;
            end
        }
    }
}

/// What may be used up: as much as a step may; but where a hang is expected, it is told early, by the program's sleep
/// or the CPU time that it used.
fn limits(experiment: &Experiment, side: Side, set: &[(&'static str, &str)]) -> Limits {
    let limits = match experiment.runs {
        Runs::Program(_) => Limits::of_snippet(),
        _ => Limits::default(),
    };
    if side == Side::Before || experiment.outcome.is != Is::Hang {
        return limits;
    }
    let is_test = matches!(experiment.runs, Runs::Test { .. });
    let is_quick = is_test || set.iter().any(|(name, _)| *name == SPEEDUP);
    // Longer than the delay server takes for one answer. Where it answers in order, it gives a client that doesn't read
    // more than a second before it answers the next one, which the program then says.
    let (asleep, cpu) = if is_quick { (6, 2) } else { (10, 5) };
    Limits {
        asleep: Duration::from_secs(asleep),
        cpu: Duration::from_secs(cpu),
        // A loaded machine may take minutes to give a program that much of a processor.
        time: limits.time * 3,
        ..limits
    }
}

struct Attempt<'a> {
    ws: &'a Workspace,
    experiment: &'a Experiment,
    set: &'a [(&'static str, &'a str)],
    limits: Limits,
    stop: Stop,
    events: mpsc::Sender<Event>,
}

impl Attempt<'_> {
    async fn run(self, side: Side) -> Result<End> {
        let changed = match side {
            Side::Before => None,
            Side::After => Some(self.experiment.texts(self.ws)?),
        };
        if let Runs::Program(name) = &self.experiment.runs {
            return self.program(name, changed).await;
        }
        let chapter = &self.experiment.chapter;
        let release = self.experiment.release;
        let Some(texts) = changed else {
            let mut place = Place::new(&self.ws.root, chapter);
            place.release = release;
            return Ok(self.build_and_run(&place, &self.ws.root).await);
        };
        // Held until the program has ended: the copy stays as it is meanwhile.
        let without_programs = (!self.needs_programs()).then(|| self.crate_folder());
        let overlay = Overlay::new(self.ws, &texts, without_programs)?;
        let place = overlay.place(chapter, release);
        Ok(self.build_and_run(&place, &overlay.root).await)
    }

    async fn program(self, name: &str, changed: Option<Vec<Changed>>) -> Result<End> {
        let snippet = self.ws.find_snippet(name)?;
        let text = changed.and_then(|texts| texts.into_iter().next());
        let text = text.map(|text| text.after);
        let Self {
            ws,
            limits,
            stop,
            events,
            ..
        } = self;
        Ok(run::run_snippet(snippet, text, &ws.root, limits, stop, events).await)
    }

    async fn build_and_run(&self, place: &Place, root: &Path) -> End {
        let target = match &self.experiment.runs {
            Runs::Test { target, .. } => Target::Tests(target.clone()),
            Runs::Step(name) | Runs::Program(name) => Target::Step(name.clone()),
        };
        let building = self.limits.building;
        let built = cargo::build_at(place, &target, building, &self.stop, &self.events).await;
        let launch = self.launch(root);
        run::run_built(built, launch, self.limits, &self.stop, &self.events).await
    }

    fn launch(&self, root: &Path) -> Launch {
        let mut launch = Launch::new(root);
        let Runs::Test { path, .. } = &self.experiment.runs else {
            launch.arguments = self.experiment.args.iter().map(Into::into).collect();
            launch.set.push(("RUST_BACKTRACE", "0".into()));
            self.set_variables(&mut launch);
            return launch;
        };
        launch.arguments = [path, "--exact", "--test-threads=1"]
            .map(Into::into)
            .to_vec();
        // What the harness keeps back of a test that comes to no end is never shown.
        if matches!(self.experiment.outcome.is, Is::Hang | Is::Signal) {
            launch.arguments.push("--nocapture".into());
        }
        // Where cargo runs a package's tests.
        launch.dir = root.join(self.crate_folder());
        let quiet: [(_, OsString); 4] = [
            (SPEEDUP, "20".into()),
            ("INSTA_UPDATE", "no".into()),
            ("INSTA_WORKSPACE_ROOT", root.into()),
            ("RUST_BACKTRACE", "0".into()),
        ];
        launch.set.extend(quiet);
        self.set_variables(&mut launch);
        launch
    }

    /// Whether the crate's programs are run: a file of tests may ask cargo where they are.
    fn needs_programs(&self) -> bool {
        let Runs::Test { target, .. } = &self.experiment.runs else {
            return true;
        };
        let file = format!("{}/tests/{target}.rs", self.crate_folder());
        let text = std::fs::read_to_string(self.ws.root.join(file));
        text.map_or(true, |text| {
            ["CARGO_BIN_EXE_", "pin_step!"]
                .iter()
                .any(|it| text.contains(it))
        })
    }

    /// The folder of the experiment's crate below the workbook's or the copy's.
    fn crate_folder(&self) -> String {
        let name = &self.experiment.chapter;
        let found = self.ws.chapters.iter().find(|it| it.name == *name);
        found.map_or_else(|| name.clone(), |chapter| self.ws.relative(&chapter.dir))
    }

    fn set_variables(&self, launch: &mut Launch) {
        let set = self.set.iter().map(|(name, value)| (*name, value.into()));
        launch.set.extend(set);
    }
}

/// Both texts of an experiment's outcome as they are pinned: see [`Found::text`]. The folders' names
/// are no part of them.
pub fn text(ws: &Workspace, experiment: &Experiment, side: Side, found: &Found) -> Result<String> {
    let root = ws
        .root
        .to_str()
        .context("the workbook's folder has a strange name")?;
    // A copy is in a folder below the original.
    let copies: Vec<String> = (1..=9)
        .map(|number| match number {
            1 => format!("{root}/target/book/try"),
            number => format!("{root}/target/book/try.{number}"),
        })
        .collect();
    let folders: Vec<&str> = copies.iter().map(String::as_str).chain([root]).collect();
    Ok(match side {
        Side::Before => found.plain_text(experiment, &folders),
        Side::After => found.text(experiment, &folders),
    })
}
