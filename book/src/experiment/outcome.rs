//! What came of an experiment, and whether that is what its file says.

use crate::model::{Expected, Experiment, Is, Runs};
use crate::recording::Statement;
use crate::run::{Event, Status, Stream};
use crate::states::{States, doing};
use regex::Regex;
use std::sync::LazyLock;

/// Rust programs end with this exit status when their main thread panics.
const PANICKED: i32 = 101;

/// What a run, with the change or without it, said and how it ended.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The lines on standard output.
    pub out: Vec<String>,
    /// The lines on standard error.
    pub err: Vec<String>,
    /// The compiler's errors or warnings, without colours.
    pub compiler: String,
    /// How it ended, once it has.
    pub status: Option<Status>,
    /// What its actors are doing, as far as they have stated it.
    pub states: States,
}

impl Found {
    /// Takes in an event of the run.
    pub fn event(&mut self, event: &Event) {
        match event {
            Event::Line {
                stream: Stream::Out,
                text,
                ..
            } => self.out.push(text.clone()),
            Event::Line {
                stream: Stream::Err,
                text,
                ..
            } => self.err.push(text.clone()),
            Event::Compiler(text) => self.compiler.push_str(text),
            Event::Channel { at_ms, line } => {
                if let Some(statement) = Statement::from_channel(*at_ms, line) {
                    self.states.take(&statement);
                }
            }
            Event::Ended(end) => self.status = Some(end.status.clone()),
            _ => {}
        }
    }

    /// The kind of the outcome; none if there is none, because the run was stopped or could not be made.
    pub fn is(&self, experiment: &Experiment) -> Option<Is> {
        is(self.status.as_ref()?, &experiment.runs)
    }

    /// How it ended, in a sentence.
    pub fn sentence(&self, experiment: &Experiment) -> String {
        match &self.status {
            Some(status) => sentence(status, experiment),
            None => "It did not run.".into(),
        }
    }

    /// Why this is not what the experiment's file says, in a sentence.
    pub fn problem(&self, experiment: &Experiment) -> Option<String> {
        let Expected {
            is, signal, shows, ..
        } = &experiment.outcome;
        let sentence = self.sentence(experiment);
        if self.is(experiment) != Some(*is) {
            return Some(format!("the outcome should be {:?}: {sentence}", is.word()));
        }
        let got = self.status.as_ref().and_then(Status::signal);
        if let Some(signal) = signal
            && got != Some(signal)
        {
            return Some(format!("the signal should be {signal}: {sentence}"));
        }
        let said = self.said() + &self.when_stopped(experiment);
        let missing = shows.iter().find(|shown| !said.contains(shown.as_str()))?;
        Some(format!("the outcome does not contain {missing:?}"))
    }

    /// Everything that it said: the compiler's errors, or what the program printed.
    fn said(&self) -> String {
        if self.status == Some(Status::DidNotCompile) {
            return self.compiler.clone();
        }
        let lines = self.out.iter().chain(&self.err);
        lines.flat_map(|line| [line, "\n"]).collect()
    }

    /// The text that is pinned: how it ended, then what it said, without what differs from run to run.
    pub fn text(&self, experiment: &Experiment, folders: &[&str]) -> String {
        let sentence = self.sentence(experiment);
        let said = self.said() + &self.when_stopped(experiment);
        let said = redacted(&said, folders, &experiment.outcome.redact);
        format!("{sentence}\n\n{said}")
    }

    /// What the actors of a program that came to no end were doing, over several lines.
    pub fn when_stopped(&self, experiment: &Experiment) -> String {
        let doing = doing(&self.states, |_| None);
        // One that prints without end is stopped at any moment.
        let is_any = matches!(self.status, Some(Status::TooMuchOutput(_)));
        if self.is(experiment) != Some(Is::Hang) || is_any || doing.is_empty() {
            return String::new();
        }
        format!("\nWhen it was stopped:\n  {}\n", doing.join("\n  "))
    }

    /// The text that is pinned of a run without the change.
    pub fn plain_text(&self, experiment: &Experiment, folders: &[&str]) -> String {
        redacted(&self.said(), folders, &experiment.outcome.redact)
    }
}

fn is(status: &Status, runs: &Runs) -> Option<Is> {
    let is_test = matches!(runs, Runs::Test { .. });
    match status {
        Status::Exited(0) => Some(Is::Output),
        Status::Exited(_) if is_test => Some(Is::TestFailure),
        Status::Exited(PANICKED) => Some(Is::Panic),
        Status::Exited(_) => Some(Is::Failure),
        Status::Signalled(..) => Some(Is::Signal),
        Status::TimedOut(_)
        | Status::Computed(_)
        | Status::Asleep(_)
        | Status::TooMuchOutput(_) => Some(Is::Hang),
        Status::DidNotCompile => Some(Is::CompileError),
        Status::Stopped | Status::Failed(_) => None,
    }
}

fn sentence(status: &Status, experiment: &Experiment) -> String {
    match (is(status, &experiment.runs), status) {
        (Some(Is::Output), _) if matches!(experiment.runs, Runs::Test { .. }) => {
            "The test passes.".into()
        }
        (Some(Is::TestFailure), _) => "The test fails.".into(),
        (Some(Is::Panic), _) => "It panics.".into(),
        (_, Status::Asleep(_)) => "It hangs: it is asleep, and nothing is left to wake it.".into(),
        (_, Status::Computed(_)) => "It comes to no end: it was still computing.".into(),
        _ => status.sentence(),
    }
}

/// What no two runs, machines or clones have in common.
static ALWAYS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let patterns = [
        (r"(?m)^(\s*thread '[^']*') \(\d+\) panicked", "$1 panicked"),
        // Of a backtrace, only the frames of the program itself.
        (r"(?m)^ +\d+: +(0x[0-9a-f]+ - )?\S.*\n +at /rustc/.*\n", ""),
        (r"(?m)^ +\d+: +(0x[0-9a-f]+ - )", "   …: $1"),
        (r"(?m)^( +at \S+\.rs):\d+:\d+$", "$1"),
        (r"0x[0-9a-f]{5,}", "0x…"),
        // Other lines of the file come and go.
        (r"(panicked at \S+\.rs):\d+:\d+:", "$1:"),
        (r"/rustc/[0-9a-f]+/", "/rustc/…/"),
        (r"\b\d+\.\d+ ?(ns|µs|ms|s)\b", "… $1"),
        (r"(?m)^\s*note: run with `RUST_BACKTRACE=.*\n", ""),
        // The frame of a test harness, which counts the other tests as well.
        (r"(?m)^running \d+ tests?\n", ""),
        (r"(?m)^test result: .*\n", ""),
        (r"(?m)^(successes|failures):\n\n?(    \S+\n)*", ""),
        (r"\n{3,}", "\n\n"),
    ];
    let patterns = patterns.into_iter();
    let compiled = patterns
        .map(|(pattern, instead)| (Regex::new(pattern).expect("a test compiles them"), instead));
    compiled.collect()
});

fn redacted(text: &str, folders: &[&str], own: &[(String, String)]) -> String {
    let mut text = text.to_owned();
    for folder in folders {
        text = text.replace(&format!("{folder}/"), "");
    }
    for (pattern, instead) in ALWAYS.iter() {
        text = pattern.replace_all(&text, *instead).into_owned();
    }
    for (pattern, instead) in own {
        if let Ok(pattern) = Regex::new(pattern) {
            text = pattern.replace_all(&text, instead).into_owned();
        }
    }
    text.trim_matches('\n').to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_run_to_run_is_not_pinned() {
        let text = "thread 'main' (4711) panicked at /a/b/ch05/src/x.rs:3:5:\nat 0x7ffd1234, 0x10\n\
                    note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n\
                    took 1.5 ms, not 25 ms\n";
        assert_eq!(
            redacted(text, &["/a/b"], &[]),
            "thread 'main' panicked at ch05/src/x.rs:\nat 0x…, 0x10\ntook … ms, not 25 ms\n"
        );
    }

    #[test]
    fn of_a_backtrace_the_programs_own_frames_are_pinned() {
        let text = "   0:     0x55bcc52c2f0b - std[e2]::trace\n             at /rustc/59807616/library/x.rs:1:9\n   \
                    4:     0x55bcc5257862 - look_up\n             at /a/b/src/tests.rs:1:7\n   5:     0x55bcc524febc - <unknown>\n";
        assert_eq!(
            redacted(text, &["/a/b"], &[]),
            "   …: 0x… - look_up\n             at src/tests.rs\n   …: 0x… - <unknown>\n"
        );
    }

    #[test]
    fn of_a_test_harness_only_the_test_is_pinned() {
        let text = "\nrunning 1 test\ntest runtime::x ... FAILED\n\nfailures:\n\n---- runtime::x stdout ----\n\
                    no\n\n\nfailures:\n    runtime::x\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; \
                    0 measured; 7 filtered out; finished in 0.00s\n\n";
        assert_eq!(
            redacted(text, &[], &[]),
            "test runtime::x ... FAILED\n\n---- runtime::x stdout ----\nno\n"
        );
    }

    #[test]
    fn an_experiment_can_redact_more() {
        let own = [("fd [0-9]+".to_owned(), "fd …".to_owned())];
        assert_eq!(redacted("fd 12\n", &[], &own), "fd …\n");
    }
}
