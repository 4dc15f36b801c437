//! What the chapters' tests share: running a step, and pinning what it or an exercise says.
//!
//! Snapshots lie in the chapter's `tests/snapshots/`, one for each step and each exercise. A page
//! shows them, so they hold the text alone. Next to a step's snapshot lies its [`Recording`], from which the
//! page draws a timeline. `INSTA_UPDATE=always cargo test` writes both anew.

#[cfg(not(unix))]
#[path = "channel/other.rs"]
mod channel;
#[cfg(unix)]
#[path = "channel/unix.rs"]
mod channel;
mod compiler;
#[cfg(unix)]
pub mod descriptors;
mod gaps;
mod process;
mod quiet;
pub mod ratios;
mod recording;
#[cfg(unix)]
mod start;
mod step;

pub use compiler::is_rust;
pub use gaps::{Gap, GapAfter, at_each_gap, gap, gaps_around};
pub use insta;
pub use process::{Output, run};
pub use quiet::panic_of;
pub use recording::{Pin, Recording, Update};
pub use step::{Run, stdout_of};
pub use trace::Log;

/// Runs a step of this chapter, and pins its standard output as `tests/snapshots/NAME.snap` and what its actors
/// state as `tests/snapshots/NAME.trace`.
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
        $crate::pin_run!($step, $crate::Run::of(program));
    }};
}

/// Pins a [`Run`] of a step, as [`pin_step!`] does, for a test that looks at it first.
#[macro_export]
macro_rules! pin_run {
    ($step:literal, $run:expr) => {{
        let run = $run;
        $crate::pin!($step, &run.stdout);
        let pin = $crate::Pin {
            folder: std::path::Path::new(std::concat!(
                std::env!("CARGO_MANIFEST_DIR"),
                "/tests/snapshots"
            )),
            name: $step,
            command: std::concat!(
                "cargo test -p ",
                std::env!("CARGO_PKG_NAME"),
                " --test steps"
            ),
        };
        run.pin_recording(&pin, $crate::Update::wanted());
    }};
}

/// Pins what an exercise's run said as `tests/snapshots/exercise-SLUG.snap`.
///
/// When `cargo book check` is asking, the text goes to it too, over its channel: it shows the difference.
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

/// Tells `cargo book check`, if it is asking, what an exercise's run said.
pub fn report(text: &str) {
    trace::report("reports", "", text);
}
