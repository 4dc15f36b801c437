//! The trap: a short write that nobody notices. Each step prints to a file that may not grow beyond
//! the middle of the line it is about, and has to say so.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Lets the command's files grow to this many bytes. A write across the limit is short; one at the
/// limit fails, and would end the process by a signal if that were not ignored.
fn limit_files(command: &mut Command, bytes: u64) {
    let limit = move || {
        let limit = libc::rlimit {
            rlim_cur: bytes,
            rlim_max: bytes,
        };
        // SAFETY: both calls may be made between fork and exec; the limit lives until they return.
        let returned = unsafe {
            libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
            libc::setrlimit(libc::RLIMIT_FSIZE, &limit)
        };
        match returned {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    };
    // SAFETY: the closure makes two system calls, and neither allocates nor locks.
    unsafe { command.pre_exec(limit) };
}

fn a_short_write_is_no_success(step: &str, program: &str) {
    let whole = testing::stdout_of(program);
    let line = whole.find("[kernel] writes").unwrap();
    let cut = line + 20;
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(step);
    let mut command = Command::new(program);
    limit_files(&mut command, cut as u64);
    let output = command
        .stdout(File::create(&path).unwrap())
        .output()
        .unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), whole[..cut]);
    assert!(
        !output.status.success(),
        "half of the line is lost, and the step has not noticed"
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, "error: File too large (os error 27)\n");
}

#[test]
fn a_short_write_by_one_instruction_is_no_success() {
    a_short_write_is_no_success("a-raw-syscall", env!("CARGO_BIN_EXE_a-raw-syscall"));
}

#[test]
fn a_short_write_by_the_library_is_no_success() {
    a_short_write_is_no_success("b-libc-syscall", env!("CARGO_BIN_EXE_b-libc-syscall"));
}

#[test]
fn a_short_write_by_std_is_no_success() {
    a_short_write_is_no_success("c-std", env!("CARGO_BIN_EXE_c-std"));
}
