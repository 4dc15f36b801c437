//! A step that is run for its test.

use crate::process::{Output, run, run_with_channel};
use crate::recording::{Pin, Recording, Update};
use std::path::PathBuf;
use std::process::Command;

/// How much faster than real seconds the delay server is in tests.
const SPEEDUP: &str = "20";

/// What a program prints on standard output, with the delay server sped up and in its ordered mode.
///
/// # Panics
///
/// When the program does not end with status 0, or not within a minute: it is stopped then, and the
/// message holds what it had said so far.
pub fn stdout_of(program: &str) -> String {
    let output = run(Command::new(program).env("DELAYSERVER_SPEEDUP", SPEEDUP));
    checked(program, output).stdout
}

fn checked(program: &str, output: Output) -> Output {
    assert!(
        output.ended,
        "{program} was still running after a minute; so far:\n{output}"
    );
    assert!(output.success, "{program} failed:\n{output}");
    output
}

/// A run of a step: what it printed, and what its actors stated.
#[derive(Debug)]
pub struct Run {
    /// Its standard output.
    pub stdout: String,
    program: PathBuf,
    /// None where a program can't be given a channel.
    recording: Option<Recording>,
}

impl Run {
    /// Runs a step with the delay server sped up and in its ordered mode, and records it.
    ///
    /// # Panics
    ///
    /// As [`stdout_of`] does.
    pub fn of(program: &str) -> Self {
        Self::by(
            program,
            Command::new(program).env("DELAYSERVER_SPEEDUP", SPEEDUP),
        )
    }

    fn by(program: &str, command: &mut Command) -> Self {
        let output = checked(program, run_with_channel(command));
        let stream = output.stream.as_deref();
        Self {
            stdout: output.stdout,
            program: program.into(),
            recording: stream.map(Recording::of_stream),
        }
    }

    /// Pins what the actors stated, each in its own order, where programs are recorded: on Linux. Other systems have
    /// other queues, and so other statements.
    ///
    /// # Panics
    ///
    /// When it isn't what was recorded, or isn't told in the order in which it was printed.
    pub fn pin_recording(&self, pin: &Pin<'_>, update: Update) {
        let Some(recording) = self
            .recording
            .as_ref()
            .filter(|_| cfg!(target_os = "linux"))
        else {
            return;
        };
        if let Err(line) = recording.is_told_as_printed(&self.stdout) {
            panic!(
                "{}: the channel tells this line where it isn't printed: {line}",
                pin.name
            );
        }
        let pinned = pin.pin(recording, update, || self.in_real_time());
        pinned.unwrap_or_else(|problem| panic!("{problem}"));
    }

    /// The same run at the delay server's real speed, whose times a page can show; none if its lines come in
    /// another order.
    fn in_real_time(&self) -> Option<Recording> {
        let program = self.program.to_str()?;
        let run = Self::by(
            program,
            Command::new(program).env_remove("DELAYSERVER_SPEEDUP"),
        );
        run.recording.filter(|_| run.stdout == self.stdout)
    }
}
