//! Running a step, or a program from a page: its lines as they come, each with its time, and how it
//! ended.

mod execute;
mod idle;
mod lines;
mod signal;
mod statements;

pub(crate) use execute::{Output, execute};
pub(crate) use statements::Statement;
pub use statements::for_page as statement_for_page;
pub use tokio_util::sync::CancellationToken as Stop;

use crate::cargo::{self, Built, Place, Target};
use crate::model::{Measurement, Snippet, Step};
use crate::scratch::Scratch;
use crate::supervise::Program;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc;

/// What happens during a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The compiler is at work.
    Progress {
        /// What it is doing.
        text: String,
        /// How many of the crates are done.
        done: u32,
        /// How many there are; 0 while nobody knows.
        total: u32,
    },
    /// What the compiler says about the program: errors or warnings, without colours.
    Compiler(String),
    /// The program runs.
    Started,
    /// The program said a line.
    Line {
        /// When it was read, in milliseconds since the program started.
        at_ms: f64,
        /// Where it came from.
        stream: Stream,
        /// The line, without its end.
        text: String,
    },
    /// The program stated on its channel what one of its actors does.
    Channel {
        /// When it stated that, in milliseconds since the program started.
        at_ms: f64,
        /// The statement: [a line of JSON](../../trace/enum.Verb.html#the-channel), without its end.
        line: String,
    },
    /// It is over. This is the last event.
    Ended(End),
}

/// Where a line came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// How and when a run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// In milliseconds since the program started; 0 if it never did.
    pub at_ms: f64,
    /// How.
    pub status: Status,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// By itself, with this exit status.
    Exited(i32),
    /// By a signal: its number and name.
    Signalled(i32, String),
    /// The reader stopped it, or went away.
    Stopped,
    /// It ran longer than it may.
    TimedOut(Duration),
    /// It used more CPU time than it may.
    Computed(Duration),
    /// None of its threads ran for so long.
    Asleep(Duration),
    /// It said more than it may; the number of bytes.
    TooMuchOutput(usize),
    /// There was nothing to run.
    DidNotCompile,
    /// Something else went wrong.
    Failed(String),
}

/// About twenty thousand statements: more than a page draws.
pub(crate) const STATEMENTS: usize = 4 << 20;

/// What a run may use up before it is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time to build it.
    pub building: Duration,
    /// Time, from the program's start.
    pub time: Duration,
    /// CPU time, where it can be told.
    pub cpu: Duration,
    /// Time in which no thread of the program has run or could have, and the program said nothing, where that can be
    /// told: a busy machine does not put a program to sleep.
    pub asleep: Duration,
    /// Bytes on both streams together.
    pub bytes: usize,
    /// Bytes on the channel. The statements after that are left out; the program goes on.
    pub statements: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // The crates of the chapters before may have to be built first.
            building: Duration::MAX,
            time: Duration::from_secs(60),
            cpu: Duration::MAX,
            asleep: Duration::MAX,
            bytes: 1 << 20,
            statements: STATEMENTS,
        }
    }
}

impl Limits {
    /// Those of a program from a page, which is built with nothing but itself: a compiler that is at
    /// work for so long has been given something that does not end.
    pub fn of_snippet() -> Self {
        Self {
            building: Duration::from_secs(120),
            ..Self::default()
        }
    }
}

impl Status {
    /// The status in a word, as pages know it: `exited`, `timed-out`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Exited(_) => "exited",
            Self::Signalled(..) => "signalled",
            Self::Stopped => "stopped",
            Self::TimedOut(_) | Self::Computed(_) | Self::Asleep(_) => "timed-out",
            Self::TooMuchOutput(_) => "too-much-output",
            Self::DidNotCompile => "did-not-compile",
            Self::Failed(_) => "failed",
        }
    }

    /// The exit status, if there is one.
    pub fn code(&self) -> Option<i32> {
        match self {
            Self::Exited(code) => Some(*code),
            _ => None,
        }
    }

    /// The name of the signal, if one ended it.
    pub fn signal(&self) -> Option<&str> {
        match self {
            Self::Signalled(_, name) => Some(name),
            _ => None,
        }
    }

    /// The status in a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Exited(0) => "It ended with exit status 0.".into(),
            Self::Exited(code) => format!("It failed, with exit status {code}."),
            Self::Signalled(number, name) => format!("It was ended by signal {number}, {name}."),
            Self::Stopped => "It was stopped.".into(),
            Self::TimedOut(limit) => {
                format!(
                    "It was still running after {} s and was stopped.",
                    limit.as_secs_f64()
                )
            }
            Self::Computed(limit) => format!(
                "It was still computing after {} s of CPU time and was stopped.",
                limit.as_secs_f64()
            ),
            Self::Asleep(limit) => format!(
                "It was asleep for {} s, with nothing to wake it, and was stopped.",
                limit.as_secs_f64()
            ),
            Self::TooMuchOutput(limit) => {
                format!("It printed more than {} and was stopped.", size(*limit))
            }
            Self::DidNotCompile => "It does not compile.".into(),
            Self::Failed(why) => format!("It could not be run: {why}."),
        }
    }
}

/// Bytes as a reader reads them: `48 KiB`.
pub(crate) fn size(bytes: usize) -> String {
    match (bytes >> 20, bytes >> 10) {
        (0, 0) => format!("{bytes} bytes"),
        (0, kib) => format!("{kib} KiB"),
        (mib, _) => format!("{mib} MiB"),
    }
}

/// Builds a step and runs it, and says what happens meanwhile; the last event is the end, which is
/// returned too.
///
/// It ends early when `stop` is cancelled, when nobody receives the events any more, and when a
/// limit is reached. When it returns, nothing of the program is left; when it is dropped, that is so
/// shortly after.
pub async fn run(
    step: &Step,
    root: &Path,
    limits: Limits,
    stop: Stop,
    events: mpsc::Sender<Event>,
) -> End {
    let target = Target::Step(step.name.clone());
    let built = cargo::build(
        root,
        &step.chapter,
        &target,
        limits.building,
        &stop,
        &events,
    )
    .await;
    run_built(built, Launch::new(root), limits, &stop, &events).await
}

/// The same for a program from a page, or for what a reader made of its text. Nothing keeps such a text
/// from what a step or an exercise may do: it runs as the reader.
pub async fn run_snippet(
    snippet: &Snippet,
    text: Option<String>,
    root: &Path,
    limits: Limits,
    stop: Stop,
    events: mpsc::Sender<Event>,
) -> End {
    let text = text.unwrap_or_else(|| snippet.program.clone());
    let scratch = match Scratch::new(root, snippet, &text) {
        Ok(scratch) => scratch,
        Err(error) => {
            return run_built(Err(error), Launch::new(root), limits, &stop, &events).await;
        }
    };
    let target = Target::Snippet(scratch.bin.clone());
    let built = cargo::build(
        &scratch.dir,
        Scratch::PACKAGE,
        &target,
        limits.building,
        &stop,
        &events,
    )
    .await;
    // The crate is held until the program has ended: nobody replaces it meanwhile.
    run_built(built, Launch::new(root), limits, &stop, &events).await
}

/// The same for a program that measures, which is compiled with optimisation and may take a quarter of an hour.
pub async fn run_measurement(
    measurement: &Measurement,
    root: &Path,
    stop: Stop,
    events: mpsc::Sender<Event>,
) -> End {
    let limits = Limits {
        time: Duration::from_secs(15 * 60),
        ..Limits::default()
    };
    let place = Place {
        release: true,
        ..Place::new(root, &measurement.chapter)
    };
    let target = Target::Step(measurement.name.clone());
    let built = cargo::build_at(&place, &target, limits.building, &stop, &events).await;
    run_built(built, Launch::new(root), limits, &stop, &events).await
}

/// How a program is started, once it is built.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// The folder that it runs in.
    pub dir: PathBuf,
    /// Variables that are set for it.
    pub set: Vec<(&'static str, OsString)>,
}

impl Launch {
    /// As a step is started in the workbook's folder.
    pub fn new(root: &Path) -> Self {
        Self {
            arguments: Vec::new(),
            dir: root.to_owned(),
            set: vec![("NO_COLOR", "1".into())],
        }
    }

    fn program(self, path: PathBuf) -> Program {
        Program {
            path,
            arguments: self.arguments,
            dir: self.dir,
            set: self.set,
            unset: cargo::own_variables(),
        }
    }
}

/// Runs what was built, if it was; the last event is the end.
pub(crate) async fn run_built(
    built: anyhow::Result<Built>,
    launch: Launch,
    limits: Limits,
    stop: &Stop,
    events: &mpsc::Sender<Event>,
) -> End {
    let executable = match built {
        Ok(Built::Ready {
            executable,
            warnings,
        }) => {
            if !warnings.is_empty() {
                let _ = events.send(Event::Compiler(cargo::plain(&warnings))).await;
            }
            Ok(executable)
        }
        Ok(Built::Broken(errors)) => {
            let _ = events.send(Event::Compiler(cargo::plain(&errors))).await;
            Err(Status::DidNotCompile)
        }
        Ok(Built::Stopped) => Err(Status::Stopped),
        Err(error) => Err(Status::Failed(format!("{error:#}"))),
    };
    let end = match executable {
        Ok(path) => execute(&launch.program(path), Output::Text, limits, stop, events).await,
        Err(status) => End { at_ms: 0.0, status },
    };
    let _ = events.send(Event::Ended(end.clone())).await;
    end
}
