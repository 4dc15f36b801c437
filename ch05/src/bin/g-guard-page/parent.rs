//! Starts this program again, as a child to lose, and tells what became of it.

use crate::{guarded, side_by_side};
use std::env;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use trace::{ends, trace, waits};

// ANCHOR: run
pub fn run() -> io::Result<()> {
    match env::args().nth(1).as_deref() {
        Some("side-by-side") => side_by_side::run(),
        Some("guarded") => guarded::run(),
        _ => {
            trace!("parent", "starts a child: two stacks side by side");
            watch("side-by-side")?;
            trace!("parent", "starts a child: three stacks of the layer's");
            watch("guarded")
        }
    }
}

/// What the child does appears as it happens, and what it writes to standard error when it is over.
fn watch(part: &str) -> io::Result<()> {
    let mut child = Command::new(env::current_exe()?);
    child.arg(part).stdin(Stdio::null()).stderr(Stdio::piped());
    waits!("parent", "the child's end");
    let output = child.spawn()?.wait_with_output()?;
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        trace!("child", "writes: {}", without_address(line));
        ends!("child");
    }
    trace!("parent", "sees the child's end: {}", end(output.status));
    Ok(())
}
// ANCHOR_END: run

fn end(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(0), _) => "status 0, all is well".to_owned(),
        (_, Some(number @ libc::SIGABRT)) => format!("signal {number}, SIGABRT"),
        (_, Some(number @ libc::SIGSEGV)) => format!("signal {number}, SIGSEGV"),
        _ => status.to_string(),
    }
}

/// The kernel chooses addresses at random.
fn without_address(line: &str) -> String {
    match line.split_once(" 0x") {
        Some((text, address)) => {
            let rest = address.trim_start_matches(|c: char| c.is_ascii_hexdigit());
            format!("{text} 0x…{rest}")
        }
        None => line.to_owned(),
    }
}
