//! macOS on aarch64. Apple promises nothing about these numbers, only about its C library; they
//! are those of xnu's `bsd/kern/syscalls.master`.

use std::arch::asm;
use std::io;

// ANCHOR: numbers
/// What a call is called by.
pub mod number {
    /// read(fd, address, length)
    pub const READ: usize = 3;
    /// write(fd, address, length)
    pub const WRITE: usize = 4;
    /// close(fd)
    pub const CLOSE: usize = 6;
}
// ANCHOR_END: numbers

/// Says whether raw calls can be made here.
pub fn available() -> io::Result<()> {
    Ok(())
}

// ANCHOR: syscall3
/// Makes a system call with up to three arguments; the kernel ignores those that a call has not.
///
/// The kernel tells an error by the carry flag, and its number is positive; here it is made
/// negative, as on Linux.
///
/// # Safety
///
/// The arguments are what this call expects. Where one is an address, the memory behind it may be
/// used as the call will use it, for as long as it will.
pub unsafe fn syscall3(number: usize, a: usize, b: usize, c: usize) -> isize {
    let answer: isize;
    // SAFETY: which registers the kernel keeps is written nowhere, but the C library's functions are
    // little more than this instruction: so it changes none that a C function may not change. It
    // leaves our stack alone. What the call does to memory is the caller's promise.
    unsafe {
        asm!(
            "svc #0x80",
            "b.cc 2f",
            "neg x0, x0",
            "2:",
            in("x16") number,
            inlateout("x0") a => answer,
            in("x1") b,
            in("x2") c,
            clobber_abi("C"), // x1, a second answer, and x16 and x17 are among them
            options(nostack),
        );
    }
    answer
}
// ANCHOR_END: syscall3
