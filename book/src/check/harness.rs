//! Running the tests of an exercise, and what the test harness says of each.
//!
//! Each check runs in a process of its own, and has passed when two things say so: the harness's log
//! holds this check's name behind `ok` and nothing else, and the process ended with exit status 0.
//! The log is a file that the harness itself writes after the test has returned; a new one for each
//! process, in a folder that nothing else knows of. Nothing that a program prints is read for that, and
//! neither is its channel: they give a verdict its words, never its outcome.
//!
//! A check that compares what the exercise says tells the text over the channel. A text that isn't the one that is
//! pinned is a difference, whatever the harness says: the program's environment could make insta accept it.
//!
//! So a program that prints results, or ends itself with status 0 in the middle of a check, has not
//! passed. What can't be prevented is a program that finds the log's name among its arguments, writes the
//! harness's line to it and then ends itself: the reader's code runs in the harness's own process, and
//! may do all that the harness may. That takes intent, and more work than most of the exercises.

use super::heard::Heard;
use crate::cargo;
use crate::model::{Exercise, Workspace};
use crate::run::{End, Event, Limits, Output, Status, Stop, execute};
use crate::supervise::Program;
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;
use tempfile::TempDir;
use tokio::sync::mpsc;

/// Runs the tests of one built exercise.
#[derive(Debug)]
pub(super) struct Harness<'a> {
    program: Program,
    limits: Limits,
    /// The log lies in here.
    dir: TempDir,
    /// When the first test began.
    began: Instant,
    stop: &'a Stop,
    events: &'a mpsc::Sender<Event>,
}

/// What came of a process that ran tests.
#[derive(Debug)]
pub(super) struct Ran {
    /// The test's name; empty if they were several.
    pub test: String,
    /// What the harness has written.
    pub log: String,
    /// What the program stated and printed.
    pub heard: Heard,
    /// How it ended.
    pub end: End,
}

impl Ran {
    /// Whether the harness says that this test has passed, and says nothing else.
    pub fn has_passed(&self) -> bool {
        self.log == format!("ok {}\n", self.test)
    }

    /// Whether the harness has written nothing over the blanks that made room for its log.
    pub fn has_no_result(&self) -> bool {
        self.log.trim().is_empty()
    }

    /// The names of the tests that have failed, as the harness says. `failed: WHY NAME` is a line of its.
    pub fn failed(&self) -> Vec<&str> {
        let lines = self.log.lines().filter(|line| line.starts_with("failed"));
        lines
            .filter_map(|line| Some(line.rsplit_once(' ')?.1))
            .collect()
    }
}

impl<'a> Harness<'a> {
    /// For an exercise's built tests.
    pub fn new(
        executable: PathBuf,
        ws: &Workspace,
        exercise: &Exercise,
        limits: Limits,
        stop: &'a Stop,
        events: &'a mpsc::Sender<Event>,
    ) -> Result<Self> {
        let dir = tempfile::tempdir().context("there is no room for the test harness's log")?;
        Ok(Self {
            program: program(executable, ws, exercise),
            limits,
            dir,
            began: Instant::now(),
            stop,
            events,
        })
    }

    /// Runs one test.
    pub async fn one(&self, test: &str) -> Result<Ran> {
        self.run(test, vec!["--exact".into(), test.into()]).await
    }

    /// Runs the tests that are not among these, as `cargo test` does.
    pub async fn all_but(&self, tests: &[String]) -> Result<Ran> {
        let skipped = tests.iter().flat_map(|test| ["--skip", test.as_str()]);
        let arguments = ["--exact"].into_iter().chain(skipped).map(Into::into);
        self.run("", arguments.collect()).await
    }

    async fn run(&self, test: &str, tests: Vec<OsString>) -> Result<Ran> {
        let log = self.dir.path().join("log");
        // On a full disk the harness would fail, and the exercise with it.
        fs::write(&log, [b' '; 4096]).context("there is no room for the test harness's log")?;
        let mut program = self.program.clone();
        program.arguments = tests;
        let further = ["--nocapture", "--test-threads=1", "--logfile"];
        program.arguments.extend(further.map(Into::into));
        program.arguments.push(log.clone().into());
        let offset_ms = self.began.elapsed().as_secs_f64() * 1000.0;
        let (end, heard) = self.listen(&program, Heard::new(test, offset_ms)).await;
        Ok(Ran {
            test: test.to_owned(),
            log: fs::read_to_string(&log).context("the test harness's log cannot be read")?,
            heard,
            end,
        })
    }

    async fn listen(&self, program: &Program, mut heard: Heard) -> (End, Heard) {
        let (said, mut hear) = mpsc::channel(64);
        // The program is ended when it has stated more than is kept: a log of its own grows with it.
        let stop = self.stop.child_token();
        let listen = async {
            'all: while let Some(event) = hear.recv().await {
                let shown = heard.event(event);
                if heard.is_flooded {
                    stop.cancel();
                }
                for event in shown {
                    if self.events.send(event).await.is_err() {
                        break 'all;
                    }
                }
            }
            hear.close();
        };
        let work = async {
            let end = execute(program, Output::Text, self.limits, &stop, &said).await;
            drop(said);
            end
        };
        let (mut end, ()) = tokio::join!(work, listen);
        if heard.is_flooded && end.status == Status::Stopped && !self.stop.is_cancelled() {
            end.status = Status::TooMuchOutput(self.limits.statements);
        }
        (end, heard)
    }
}

fn program(path: PathBuf, ws: &Workspace, exercise: &Exercise) -> Program {
    Program {
        path,
        arguments: Vec::new(),
        // Where cargo runs a package's tests.
        dir: exercise.dir().to_owned(),
        set: vec![
            ("DELAYSERVER_SPEEDUP", "20".into()),
            ("INSTA_UPDATE", "no".into()),
            // The difference is shown in our words.
            ("INSTA_OUTPUT", "none".into()),
            // Or insta would ask cargo, which takes longer than most checks.
            ("INSTA_WORKSPACE_ROOT", ws.root.clone().into()),
            ("NO_COLOR", "1".into()),
            ("RUST_BACKTRACE", "0".into()),
        ],
        unset: cargo::own_variables(),
    }
}
