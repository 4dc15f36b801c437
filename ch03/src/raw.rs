//! The lowest level: a system call by one instruction, with nobody in between.
//!
//! What differs between kernels and processors stands in one file for each: the numbers of the
//! calls, the registers that carry the arguments, and how an error is told from a value. Above
//! that, an answer is what Linux gives: a value, or an error's number below zero.
#![expect(unsafe_code, reason = "the instruction is what this file is for")]

use std::io;

// ANCHOR: platforms
#[cfg(all(
    any(target_os = "linux", target_os = "android"),
    target_arch = "x86_64"
))]
#[path = "raw/linux_x86_64.rs"]
mod platform;
#[cfg(all(
    any(target_os = "linux", target_os = "android"),
    target_arch = "aarch64"
))]
#[path = "raw/linux_aarch64.rs"]
mod platform;
#[cfg(all(target_os = "macos", target_arch = "x86_64"))]
#[path = "raw/macos_x86_64.rs"]
mod platform;
#[cfg(all(target_os = "macos", target_arch = "aarch64"))]
#[path = "raw/macos_aarch64.rs"]
mod platform;
#[cfg(not(all(
    any(target_os = "linux", target_os = "android", target_os = "macos"),
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
#[path = "raw/none.rs"]
mod platform;
// ANCHOR_END: platforms

pub use platform::{available, number, syscall3};

// ANCHOR: write
/// Asks the kernel to write; its answer is how many bytes it took, or an error's number below zero.
pub fn write(fd: i32, bytes: &[u8]) -> isize {
    // SAFETY: the kernel only reads, and only the bytes that the slice lends us until it answers. A
    // number that is no open descriptor is refused, not undefined.
    unsafe { syscall3(number::WRITE, word(fd), bytes.as_ptr().addr(), bytes.len()) }
}
// ANCHOR_END: write

// ANCHOR: read
/// Asks the kernel to read; its answer is how many bytes it gave, 0 at the end of the file, or an
/// error's number below zero.
pub fn read(fd: i32, bytes: &mut [u8]) -> isize {
    let len = bytes.len();
    // SAFETY: the kernel writes at most `len` bytes, all of them into the slice, which is ours alone
    // until it answers; and whatever it writes is a valid u8.
    unsafe {
        syscall3(
            number::READ,
            word(fd),
            bytes.as_mut_ptr().expose_provenance(),
            len,
        )
    }
}
// ANCHOR_END: read

// ANCHOR: close
/// Asks the kernel to close a descriptor; its answer is 0, or an error's number below zero.
///
/// Never to be repeated: the number is free again even if the answer is an error, and may be
/// somebody else's by now.
///
/// # Safety
///
/// The descriptor is the caller's own, and nobody uses it any more.
pub unsafe fn close(fd: i32) -> isize {
    // SAFETY: no memory is handed over; that the descriptor may be closed, the caller promises.
    unsafe { syscall3(number::CLOSE, word(fd), 0, 0) }
}
// ANCHOR_END: close

/// A descriptor as a register holds it. The kernel looks at the lower 32 bits only.
fn word(fd: i32) -> usize {
    fd as usize
}

// ANCHOR: decode
/// The largest number that an error may have is 4095; the kernel keeps this range free of values.
const LARGEST_ERROR: isize = -4095;

/// Tells a value from an error in the kernel's answer.
///
/// Only -4095 to -1 are errors. What lies below is a value, though it looks negative: an address
/// in the upper half of memory, say.
pub fn decode(answer: isize) -> io::Result<usize> {
    match answer {
        LARGEST_ERROR..=-1 => Err(io::Error::from_raw_os_error(-answer as i32)),
        value => Ok(value as usize),
    }
}
// ANCHOR_END: decode

// ANCHOR: output
/// A descriptor to write to. Each `write` is one system call and may be short: `write_all`, which
/// [`io::Write`] adds, goes on until everything is written.
#[derive(Clone, Copy, Debug)]
pub struct Output(pub i32);

impl Output {
    /// The descriptor that every program is started with as its standard output.
    pub fn stdout() -> Self {
        Self(1)
    }
}

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        decode(write(self.0, bytes))
    }

    /// Nothing is held back, so nothing is left to be sent.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
// ANCHOR_END: output

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(unix)]
    use std::io::ErrorKind;

    #[test]
    fn only_the_4095_numbers_below_zero_are_errors() {
        let table = [
            (0, Ok(0)),
            (61, Ok(61)),
            (isize::MAX, Ok(isize::MAX as usize)),
            (-1, Err(1)),
            (-9, Err(9)),
            (-4095, Err(4095)),
            (-4096, Ok(usize::MAX - 4095)),
            (isize::MIN, Ok(1 << (usize::BITS - 1))),
        ];
        for (answer, expected) in table {
            let decoded = decode(answer).map_err(|error| error.raw_os_error().unwrap());
            assert_eq!(decoded, expected, "{answer}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn an_error_has_the_kind_that_std_gives_it() {
        assert_eq!(decode(-4).unwrap_err().kind(), ErrorKind::Interrupted);
        assert_eq!(decode(-32).unwrap_err().kind(), ErrorKind::BrokenPipe);
    }

    #[test]
    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn the_numbers_are_those_of_the_c_library() {
        assert_eq!(number::READ, libc::SYS_read as usize);
        assert_eq!(number::WRITE, libc::SYS_write as usize);
        assert_eq!(number::CLOSE, libc::SYS_close as usize);
        assert_eq!(number::PIPE2, libc::SYS_pipe2 as usize);
    }
}
