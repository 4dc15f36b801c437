//! A run leaves nothing behind: `book supervise -- PROGRAM` runs a program for the tool, and ends
//! whatever it started, however the tool itself ends.
//!
//! The tool holds the supervisor's standard input as a leash. The program's end, an end of file on
//! the leash (the tool has let go, or was killed) and a call to `Supervised::kill` all make the
//! supervisor kill the program's process group and, where the system can tell, every process that
//! descends from it. Only then does the supervisor say how the program ended, and ends itself.
//!
//! A program that states what its actors do does so on a channel, a pipe of its own next to its
//! output. Its number is a high one, so that the low numbers are what they are in a terminal.

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

pub(crate) use platform::{Channel, Usage, now};

/// The variable that tells a program the number of its channel.
const CHANNEL: &str = "BOOK_CHANNEL";

/// The hidden subcommand: runs a program and leaves nothing of it behind.
pub fn main(program: &[OsString], channel: bool) -> ExitCode {
    match program.split_first() {
        Some((program, arguments)) => platform::supervise(program, arguments, channel),
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

/// The tool's ends of the pipes that a program writes to.
#[derive(Debug)]
pub(crate) struct Pipes {
    pub stdout: ChildStdout,
    pub stderr: ChildStderr,
    /// Only if it was asked for, and where there is one.
    pub channel: Option<Channel>,
}

impl Supervised {
    /// Starts a program under a supervisor; its standard output and error are pipes.
    pub fn start(program: &Program, channel: bool) -> Result<(Self, Pipes)> {
        let mut command = Command::new(supervisor()?);
        command.arg("supervise");
        command.args(channel.then_some("--channel"));
        command.arg("--").arg(&program.path);
        command.args(&program.arguments).current_dir(&program.dir);
        // This tool's own may be one that it has as a program of a page.
        command.env_remove(CHANNEL);
        for name in &program.unset {
            command.env_remove(name);
        }
        command.envs(program.set.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let (mut supervisor, leash, channel) = platform::spawn(&mut command, channel)
            .with_context(|| format!("cannot start a supervisor for {}", program.path.display()))?;
        let stdout = supervisor
            .stdout
            .take()
            .context("standard output is piped")?;
        let stderr = supervisor
            .stderr
            .take()
            .context("standard error is piped")?;
        let pipes = Pipes {
            stdout,
            stderr,
            channel,
        };
        Ok((Self { supervisor, leash }, pipes))
    }

    /// Waits until the program runs, or cannot be started; gives when that was, by the clock of
    /// [`now`].
    pub async fn started(&mut self) -> u64 {
        self.leash.started().await
    }

    /// What the program has used, for as long as it runs; a function of its own, for a task next to the one that waits
    /// for its end.
    pub fn usage(&self) -> impl Fn() -> Option<Usage> + use<> {
        let supervisor = self.supervisor.id();
        move || supervisor.and_then(platform::usage)
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
