//! What the chapters' tests share: running a step, and pinning what it or an exercise says.
//!
//! Snapshots lie in the chapter's `tests/snapshots/`, one for each step and each exercise. A page
//! shows them, so they hold the text alone. `INSTA_UPDATE=always cargo test` writes them anew.

#[cfg(unix)]
pub mod descriptors;

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Duration;

pub use insta;
pub use trace::Log;

/// How much faster than real seconds the delay server is in tests.
pub const SPEEDUP: &str = "20";

/// Runs a step of this chapter and pins its standard output as `tests/snapshots/NAME.snap`.
///
/// ```ignore
/// #[test]
/// fn a_epoll() {
///     testing::pin_step!("a-epoll");
/// }
/// ```
#[macro_export]
macro_rules! pin_step {
    ($step:literal) => {{
        let program = std::env!(std::concat!("CARGO_BIN_EXE_", $step));
        $crate::pin!($step, $crate::stdout_of(program));
    }};
}

/// Pins what an exercise's run said as `tests/snapshots/exercise-SLUG.snap`.
///
/// When `BOOK_CHECK` is set, `cargo book check` is asking: the text goes to standard error too, each
/// line behind the word `actual` and a tab, for it to show the difference.
#[macro_export]
macro_rules! pin_exercise {
    ($slug:literal, $log:expr) => {{
        let text = $log.text();
        $crate::report(&text);
        $crate::pin!(std::concat!("exercise-", $slug), text);
    }};
}

/// Pins a text under a name in the chapter's `tests/snapshots/`.
#[macro_export]
macro_rules! pin {
    ($name:expr, $text:expr) => {{
        let mut settings = $crate::insta::Settings::clone_current();
        settings.set_snapshot_path(std::concat!(
            std::env!("CARGO_MANIFEST_DIR"),
            "/tests/snapshots"
        ));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| $crate::insta::assert_snapshot!($name, $text));
    }};
}

/// What a program prints on standard output, with the delay server sped up and in its ordered mode.
///
/// # Panics
///
/// When the program does not end with status 0, or not within a minute: it is stopped then, and the
/// message holds what it had said so far.
pub fn stdout_of(program: &str) -> String {
    let output = run(Command::new(program).env("DELAYSERVER_SPEEDUP", SPEEDUP));
    assert!(
        output.ended,
        "{program} was still running after a minute; so far:\n{output}"
    );
    assert!(output.success, "{program} failed:\n{output}");
    output.stdout
}

/// What came of a program that was run to its end, or stopped.
#[derive(Debug)]
pub struct Output {
    /// Everything on standard output.
    pub stdout: String,
    /// Everything on standard error.
    pub stderr: String,
    /// Whether it ended by itself.
    pub ended: bool,
    /// Whether its exit status was 0.
    pub success: bool,
}

impl std::fmt::Display for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.stdout, self.stderr)
    }
}

/// Runs a command to its end, or stops it after a minute.
///
/// # Panics
///
/// When the command cannot be started.
pub fn run(command: &mut Command) -> Output {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let stdout = read_in_background(child.stdout.take().expect("stdout is piped"));
    let stderr = read_in_background(child.stderr.take().expect("stderr is piped"));
    let (done, ended) = std::sync::mpsc::channel();
    let stdout = std::thread::spawn(move || {
        let text = stdout.join().expect("the reader does not panic");
        // Nobody may be waiting any more.
        let _ = done.send(());
        text
    });
    let ended = ended.recv_timeout(Duration::from_secs(60)).is_ok();
    if !ended {
        child
            .kill()
            .expect("the child is ours and not yet waited for");
    }
    let status = child
        .wait()
        .expect("the child is ours and not yet waited for");
    Output {
        stdout: stdout.join().expect("the reader does not panic"),
        stderr: stderr.join().expect("the reader does not panic"),
        ended,
        success: status.success(),
    }
}

fn read_in_background(mut pipe: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("a pipe can be read");
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Tells `cargo book check`, if it is asking, what an exercise's run said.
pub fn report(text: &str) {
    if std::env::var_os("BOOK_CHECK").is_some() {
        text.lines().for_each(|line| eprintln!("actual\t{line}"));
    }
}
