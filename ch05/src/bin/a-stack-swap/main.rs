//! A function runs on a stack made by hand: once with no way back, once with one.
#![expect(unsafe_code, reason = "the compiler knows nothing of a second stack")]

#[cfg(all(unix, target_arch = "aarch64"))]
#[path = "aarch64.rs"]
mod processor;
#[cfg(not(all(unix, any(target_arch = "aarch64", target_arch = "x86_64"))))]
#[path = "elsewhere.rs"]
mod processor;
#[cfg(all(unix, target_arch = "x86_64"))]
#[path = "x86_64.rs"]
mod processor;
mod stack;

use processor::{back, enter};
use stack::Stack;
use std::process::{Command, ExitCode};
use std::{env, io};
use trace::{ends, resumes, trace, waits, wakes};

// ANCHOR: size
/// What runs on the stack prints, and printing takes a few kibibytes. Nothing guards this stack: who
/// needs more writes over whatever the heap has below it.
const SIZE: usize = 64 * 1024;
// ANCHOR_END: size

/// The argument with which the program starts itself a second time.
const ONE_WAY: &str = "one-way";

fn main() -> ExitCode {
    trace::step(run)
}

fn run() -> io::Result<()> {
    processor::check()?;
    if env::args().nth(1).as_deref() == Some(ONE_WAY) {
        one_way();
        return Ok(());
    }
    in_a_child()?;
    there_and_back();
    Ok(())
}

// ANCHOR: hello
/// Entered by a jump, not by a call. `extern "C"` fixes what Rust leaves open for its own functions:
/// which registers hold the arguments, and which ones the function hands back as they were.
extern "C" fn hello(stack: &Stack) {
    let local = 0u8;
    trace!(
        "hello",
        "says hello; its variable lies in the stack made by hand: {}",
        stack.contains(&raw const local)
    );
}
// ANCHOR_END: hello

// ANCHOR: one-way
/// `hello` begins. But nobody called it, so there is nobody to return to.
fn one_way() {
    let mut stack = Stack::new(SIZE);
    let sp = stack.plant([hello as *const () as usize, 0]);
    // SAFETY: at `sp` lies the address of a function that takes the argument as C passes it. There
    // is room for it below. It must not return, and it does: to address 0, where nothing can be
    // executed. The kernel ends the program there, as it is meant to.
    unsafe { enter(&stack, sp) };
    trace!("main", "is back from the function, without a way back");
}
// ANCHOR_END: one-way

// ANCHOR: child
/// The program that does not survive is not this one.
fn in_a_child() -> io::Result<()> {
    trace!(
        "main",
        "starts a second program, which plants the address of hello, and above it 0"
    );
    waits!("main", "the second program");
    let status = Command::new(env::current_exe()?).arg(ONE_WAY).status()?;
    // Whether there is a core file depends on the machine.
    let status = status.to_string().replace(" (core dumped)", "");
    trace!(
        "kernel",
        "ends that program, where hello returns to address 0: {status}"
    );
    ends!("hello");
    wakes!("kernel", "main");
    ends!("kernel");
    Ok(())
}
// ANCHOR_END: child

// ANCHOR: there-and-back
/// The second word that we plant is where `hello` returns to.
fn there_and_back() {
    let mut stack = Stack::new(SIZE);
    trace!(
        "main",
        "plants the address of hello, and above it the address of back"
    );
    let sp = stack.plant([hello as *const () as usize, back as *const () as usize]);
    resumes!("main", "hello");
    // SAFETY: at `sp` lies the address of a function that takes the argument as C passes it, and
    // above it the address of `back`. There is room for the function below, and nobody else uses it.
    unsafe { enter(&stack, sp) };
    ends!("hello");
    trace!("main", "is back on its own stack, and ends");
}
// ANCHOR_END: there-and-back
