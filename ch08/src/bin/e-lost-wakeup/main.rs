//! A thread has one token for `thread::park`, and a library takes the executor's. A parker of its own isn't shared.

mod errand;
mod executors;
mod library;

use errand::Errand;
use executors::{Naive, Own};
use std::io;
use std::process::ExitCode;
use trace::trace;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> io::Result<()> {
    trace!(
        "main",
        "runs a future on an executor that sleeps in thread::park"
    );
    tell(Naive.block_on(Errand::new()))?;
    trace!("main", "runs it on an executor that has a parker");
    tell(Own::new().block_on(Errand::new()))
}
// ANCHOR_END: run

fn tell(output: Option<io::Result<u32>>) -> io::Result<()> {
    match output.transpose()? {
        Some(answer) => trace!("main", "has the answer: {answer}"),
        None => trace!(
            "main",
            "gives up: the executor has slept for a second, and nothing wakes it"
        ),
    }
    Ok(())
}
