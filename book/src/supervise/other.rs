//! Where there are no process groups: the program itself is killed, and a pipe is the leash.

use super::Ending;
use std::ffi::{OsStr, OsString};
use std::io::{Read, stdin};
use std::path::PathBuf;
use std::process::{Command as StdCommand, ExitCode, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::process::{Child, ChildStdin, Command};

/// How often the program is looked at: waiting for it would keep the leash's thread from killing it.
const LOOK: Duration = Duration::from_millis(5);

/// The supervisor: its standard input is the other end of a [`Leash`].
pub fn supervise(program: &OsStr, arguments: &[OsString], _channel: bool) -> ExitCode {
    let mut command = StdCommand::new(program);
    let child = match command.args(arguments).stdin(Stdio::null()).spawn() {
        Ok(child) => Arc::new(Mutex::new(child)),
        Err(error) => {
            eprintln!("{} cannot be started: {error}", program.display());
            return ExitCode::FAILURE;
        }
    };
    let leashed = Arc::clone(&child);
    std::thread::spawn(move || {
        let mut byte = [0];
        while matches!(stdin().read(&mut byte), Ok(1)) {}
        let _ = leashed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .kill();
    });
    loop {
        let status = child
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .try_wait();
        match status {
            Ok(Some(status)) => {
                let code = status.code().unwrap_or(1);
                return ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX));
            }
            Ok(None) => std::thread::sleep(LOOK),
            Err(_) => return ExitCode::FAILURE,
        }
    }
}

/// The tool's end of a supervisor's standard input.
#[derive(Debug)]
pub struct Leash {
    pipe: Option<ChildStdin>,
}

/// What a program uses; nothing tells it here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// CPU time so far.
    pub cpu: Duration,
    /// Whether one of its threads runs.
    pub is_running: bool,
}

/// What the program under a supervisor has used.
pub fn usage(_: u32) -> Option<Usage> {
    None
}

/// There is none: descriptors are not inherited by number here.
pub type Channel = tokio::io::Empty;

/// The clock of the channel, which is not there.
pub fn now() -> u64 {
    0
}

/// Starts a supervisor.
pub fn spawn(
    command: &mut Command,
    _channel: bool,
) -> std::io::Result<(Child, Leash, Option<Channel>)> {
    let mut child = command.stdin(Stdio::piped()).spawn()?;
    let pipe = child.stdin.take();
    Ok((child, Leash { pipe }, None))
}

impl Leash {
    /// The supervisor does not tell.
    pub async fn started(&mut self) -> u64 {
        now()
    }

    /// Makes the supervisor read an end of file.
    pub async fn let_go(&mut self) {
        self.pipe = None;
    }

    /// The supervisor's exit status is its only word.
    pub async fn ended(&mut self) -> Option<Ending> {
        None
    }

    /// How the program ended, from the supervisor's exit status.
    pub fn ending_of(&self, status: ExitStatus) -> Ending {
        Ending::Exited(status.code().unwrap_or(1))
    }
}

/// The tool's own program.
pub fn still_there(own: PathBuf) -> PathBuf {
    own
}
