//! Three ways to pin a value, a promise that's broken, and the two kinds of projection.

mod counted;
mod label;
mod ways;

use std::process::ExitCode;

fn main() -> ExitCode {
    trace::step(run)
}

// ANCHOR: run
fn run() -> Result<(), String> {
    ways::on_the_heap();
    ways::on_the_stack();
    ways::with_the_macro();
    ways::swapped();
    counted::run();
    Ok(())
}
// ANCHOR_END: run
