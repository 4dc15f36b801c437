//! What a switch has to exchange on Windows x64, beside System V; and on Windows, c-fibers' two fibers.
#![cfg_attr(
    all(windows, target_arch = "x86_64"),
    expect(unsafe_code, reason = "the compiler knows nothing of a second stack")
)]

mod context;
#[cfg(all(windows, target_arch = "x86_64"))]
mod counting;
#[cfg(not(all(windows, target_arch = "x86_64")))]
#[path = "elsewhere.rs"]
mod counting;
mod lists;
#[cfg(all(windows, target_arch = "x86_64"))]
mod plant;
#[cfg(all(windows, target_arch = "x86_64"))]
mod switch;

#[cfg(all(windows, target_arch = "x86_64"))]
use counting::{fiber, runtime, stack};
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
        "puts side by side what a switch exchanges; all else is saved by who calls it"
    );
    trace!("abi", "{}", lists::side_by_side());
    trace!(
        "abi",
        "rdi and rsi carry arguments on System V: they are the caller's to save"
    );
    trace!(
        "abi",
        "so are all the xmm registers there; on Windows only xmm0 to xmm5 are"
    );
    trace!(
        "abi",
        "both also name floating point's control words, which Rust code never changes: left out"
    );
    trace!(
        "abi",
        "behind gs lies the thread information block: it says where the thread's stack is,\n\
         code with many local variables compares the stack pointer with it, and so does\n\
         whoever looks for an exception's handler"
    );
    counting::run()
}
// ANCHOR_END: run
