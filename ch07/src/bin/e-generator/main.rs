//! A function that stops to hand out values, and the same means used to wait: a generator as a future.

mod ask;
mod countdown;
mod generator;
#[cfg(test)]
mod tests;

use ask::ask;
use ch07::{Future, PollState, other_work};
use countdown::countdown;
use generator::{Generator, GeneratorFuture, GeneratorState};
use std::io;
use std::process::ExitCode;
use trace::{resumes, trace};

fn main() -> ExitCode {
    trace::step(run)
}

fn run() -> io::Result<()> {
    count();
    wait()
}

// ANCHOR: count
/// Resumes a generator for its values.
fn count() {
    let mut generator = countdown(3);
    trace!("main", "has a generator that hasn't started");
    loop {
        resumes!("main", "generator");
        match generator.resume() {
            GeneratorState::Yielded(n) => trace!("main", "gets {n}"),
            GeneratorState::Complete(end) => {
                trace!("main", "gets {end}, and there's nothing more to come");
                return;
            }
        }
    }
}
// ANCHOR_END: count

// ANCHOR: wait
/// Polls a generator for what it returns.
fn wait() -> io::Result<()> {
    let server = delayserver::start()?;
    let mut coroutine = GeneratorFuture(ask(server.addr()));
    trace!("main", "has a coroutine that hasn't started");
    let output = loop {
        match coroutine.poll() {
            PollState::Ready(output) => break output,
            PollState::NotReady => other_work(),
        }
    };
    trace!("main", "has what the coroutine returned: {}", output?);
    Ok(())
}
// ANCHOR_END: wait
