//! A run leaves nothing behind: `book supervise -- PROGRAM` runs a program for the tool, and ends
//! whatever it started, however the tool itself ends.
//!
//! The tool holds the supervisor's standard input as a leash. The program's end, an end of file on
//! the leash (the tool has let go, or was killed) and a call to `Supervised::kill` all make the
//! supervisor kill the program's process group and, where the system can tell, every process that
//! descends from it. Only then does the supervisor say how the program ended, and ends itself.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
use other as platform;
#[cfg(unix)]
use unix as platform;

use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};

/// The hidden subcommand: runs a program and leaves nothing of it behind.
pub fn main(program: &[OsString]) -> ExitCode {
    match program.split_first() {
        Some((program, arguments)) => platform::supervise(program, arguments),
        None => {
            eprintln!("error: supervise needs a program: book supervise -- PROGRAM");
            ExitCode::from(2)
        }
    }
}

/// What to run, and how.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// The executable.
    pub path: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// The folder that it runs in.
    pub dir: PathBuf,
    /// Variables that are set for it.
    pub set: Vec<(&'static str, OsString)>,
    /// Variables that are taken away from it.
    pub unset: Vec<OsString>,
}

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// By itself, with this exit status.
    Exited(i32),
    /// By this signal.
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "nothing ends by a signal there")
    )]
    Signalled(i32),
    /// It could not be started, or nobody can tell any more.
    Failed(String),
}

/// A program under supervision. Dropping it kills the program and all that descends from it.
#[derive(Debug)]
pub(crate) struct Supervised {
    supervisor: Child,
    leash: platform::Leash,
}

impl Supervised {
    /// Starts a program under a supervisor; its standard output and error are pipes.
    pub fn start(program: &Program) -> Result<(Self, ChildStdout, ChildStderr)> {
        let mut command = Command::new(supervisor()?);
        command.arg("supervise").arg("--").arg(&program.path);
        command.args(&program.arguments).current_dir(&program.dir);
        for name in &program.unset {
            command.env_remove(name);
        }
        command.envs(program.set.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let (mut supervisor, leash) = platform::spawn(&mut command)
            .with_context(|| format!("cannot start a supervisor for {}", program.path.display()))?;
        let stdout = supervisor
            .stdout
            .take()
            .context("standard output is piped")?;
        let stderr = supervisor
            .stderr
            .take()
            .context("standard error is piped")?;
        Ok((Self { supervisor, leash }, stdout, stderr))
    }

    /// Waits until the program runs, or cannot be started.
    pub async fn started(&mut self) {
        self.leash.started().await;
    }

    /// Tells the supervisor to end the program and all that descends from it.
    pub async fn kill(&mut self) {
        self.leash.let_go().await;
    }

    /// Waits until the program has ended and nothing of it is left.
    pub async fn ended(&mut self) -> Ending {
        let said = self.leash.ended().await;
        let status = self.supervisor.wait().await;
        match (said, status) {
            (Some(ending), _) => ending,
            (None, Ok(status)) => self.leash.ending_of(status),
            (None, Err(error)) => Ending::Failed(format!("its supervisor is lost: {error}")),
        }
    }
}

/// This very program, or the tool's program beside a test of it.
fn supervisor() -> Result<PathBuf> {
    let own = std::env::current_exe().context("cannot tell which program this is")?;
    let name = format!("book{}", std::env::consts::EXE_SUFFIX);
    let folder = own.parent().unwrap_or(Path::new("."));
    if folder.ends_with("deps")
        && let Some(beside) = folder.parent().map(|folder| folder.join(&name))
        && beside.is_file()
    {
        return Ok(beside);
    }
    Ok(platform::still_there(own))
}
