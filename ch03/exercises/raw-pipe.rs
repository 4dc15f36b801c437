//! A pipe from system calls alone: `pipe2` makes it, `read` empties it, `close` ends it.
//!
//! `write` is done, and shows the form. Write the rest with `call`, which makes a system call and
//! says in the output what the kernel answered:
//!
//! - `pipe`: both ends close-on-exec, besides the flags that are asked for;
//! - `read`: as many bytes as there are, 0 at the end;
//! - `drop`: gives the descriptor back.
//!
//! Errors become an [`io::Error`]. It is right when each descriptor is closed exactly once, none
//! stays open, and a pipe that was refused closes nothing.

use ch03::raw::{self, number};
use std::io;
use trace::trace;

#[cfg(not(target_os = "linux"))]
compile_error!("this exercise needs Linux, which alone promises the numbers of its system calls");

/// Close the descriptor when the process becomes another program.
pub const O_CLOEXEC: i32 = 0o2_000_000;
/// Fail instead of waiting.
pub const O_NONBLOCK: i32 = 0o4000;

/// An open descriptor, which is this value's own.
#[derive(Debug)]
pub struct Descriptor(i32);

/// Makes a pipe: the first descriptor reads what is written to the second.
pub fn pipe(flags: i32) -> io::Result<(Descriptor, Descriptor)> {
    todo!(
        "make a pipe: pipe2 takes the address of two descriptors and flags, here {:#o}",
        flags | O_CLOEXEC
    )
}

impl Descriptor {
    /// Writes some of the bytes, and says how many.
    pub fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        let arguments = [self.0 as usize, bytes.as_ptr().addr(), bytes.len()];
        // SAFETY: the kernel only reads, and only the bytes that the slice lends us until it answers.
        let answer = unsafe { call("write", number::WRITE, arguments) };
        raw::decode(answer)
    }

    /// Reads some bytes, and says how many; 0 is the end.
    pub fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
        todo!("read up to {} bytes from {self:?}", bytes.len())
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // The value is gone. Does the kernel know?
    }
}

/// Makes a system call and says what the kernel answers.
///
/// # Safety
///
/// As for [`raw::syscall3`]: memory behind an address may be used as the call will use it.
unsafe fn call(name: &str, number: usize, [a, b, c]: [usize; 3]) -> isize {
    // SAFETY: the caller promises what is asked for.
    let answer = unsafe { raw::syscall3(number, a, b, c) };
    trace!("kernel", "answers {name} with {answer}");
    answer
}

#[cfg(test)]
#[path = "../checks/raw-pipe.rs"]
mod check;
