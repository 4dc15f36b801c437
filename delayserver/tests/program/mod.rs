//! The program as a child process, which does not outlive the test.

#![allow(dead_code, reason = "each test program uses some of it")]
#![allow(
    clippy::unwrap_used,
    reason = "what a test needs is there, or it fails"
)]

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

/// A delay server in a process of its own.
pub struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    pub addr: SocketAddr,
}

impl Program {
    /// Starts it on a free port, with further arguments.
    pub fn start(args: &[&str]) -> Self {
        let mut command = command();
        command.args(["--port", "0"]).args(args);
        Self::spawn(command)
    }

    /// Starts whatever command ends up as the program.
    pub fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        stdout.read_line(&mut first).unwrap();
        let addr = first.trim().strip_prefix("http://").map(str::parse);
        let addr = addr.unwrap_or_else(|| panic!("first line: {first:?}"));
        Self {
            child,
            stdout,
            addr: addr.unwrap(),
        }
    }

    /// The next line of its standard output.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line
    }

    /// Sends a signal, by the name that `kill` knows it by.
    #[cfg(unix)]
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        let status = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(status.success());
    }

    /// The rest of its standard output, and how it ended.
    pub fn end(mut self) -> (String, ExitStatus) {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (rest, self.child.wait().unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program, in an environment that does not set it up.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_delayserver"));
    command.env_remove("DELAYSERVER_SPEEDUP");
    command
}

/// Runs the program to its end.
pub fn output(args: &[&str]) -> Output {
    command().args(args).output().unwrap()
}
