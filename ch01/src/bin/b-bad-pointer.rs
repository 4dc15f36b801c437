//! A child process follows a pointer to nowhere; its parent learns who stopped it, where and why.
#![expect(unsafe_code, reason = "following a pointer by hand is the subject")]

use ch01::deref;
use ch01::fault::{self, Access, Death, Fault, SEGV_MAPERR, SIGSEGV};
use std::io::{self, ErrorKind};
use std::process::{Command, ExitCode};
use std::{env, ptr};
use trace::{ends, spawns, trace, waits, wakes};

const ADDRESS: usize = 99_999_999_999_999;
/// What the program is told if it is the one to fault.
const CHILD: &str = "child";

fn main() -> ExitCode {
    let is_child = env::args_os().nth(1).is_some_and(|word| word == CHILD);
    trace::step(if is_child { follow } else { watch })
}

// ANCHOR: follow
/// In the child: reads what is not there.
fn follow() -> io::Result<()> {
    fault::report_on_stderr()?;
    let pointer: *const u8 = ptr::without_provenance(ADDRESS);
    trace!("child", "reads the byte at address {ADDRESS}");
    // SAFETY: this process is prepared for a fault: it reports, and ends. Should something be mapped
    // there after all (the kernel chooses addresses at random, and one process in some millions may
    // be so unlucky), a byte of it is read, which nobody relies on.
    let byte = unsafe { deref::read(pointer) };
    let why =
        format!("this process has memory at address {ADDRESS}, and {byte} in it: run it again");
    Err(io::Error::other(why))
}
// ANCHOR_END: follow

// ANCHOR: watch
/// In the parent: the same program once more, as a child to lose.
fn watch() -> io::Result<()> {
    let mut child = Command::new(env::current_exe()?);
    spawns!("main", "child");
    waits!("main", "the end of the child");
    let Death {
        fault, killed_by, ..
    } = match fault::of(child.arg(CHILD)) {
        Err(error) if error.kind() == ErrorKind::Unsupported => {
            trace!("main", "starts no child: {error}");
            return Ok(());
        }
        death => death?,
    };
    let (signal, code) = (fault.signal_name(), fault.code_name());
    match killed_by {
        Some(number) => trace!("kernel", "ends the child by signal {number}, {signal}"),
        None => trace!("kernel", "lets the child live"),
    }
    ends!("child");
    wakes!("kernel", "main");
    waits!("kernel", "the next fault or call");
    let (number, address) = (fault.code, fault.address);
    trace!(
        "main",
        "has the child's report: code {number}, {code}, at address {address}"
    );
    trace!("main", "explains: {}", explain(&fault));
    trace!(
        "main",
        "is as well as before: it was the child's address, in the child's memory"
    );
    Ok(())
}
// ANCHOR_END: watch

// ANCHOR: explain
fn explain(fault: &Fault) -> String {
    let tried = match fault.access {
        Some(Access::Read) => "to read",
        Some(Access::Write) => "to write",
        None => "to use",
    };
    match (fault.signal, fault.code) {
        (SIGSEGV, SEGV_MAPERR) => format!(
            "a page fault: the CPU was {tried} a page that is not in the child's page table,\n\
             so it asked the kernel, which had nothing to put there either"
        ),
        _ => format!("the CPU was {tried} memory, and the kernel had a reason to refuse"),
    }
}
// ANCHOR_END: explain
