//! Linux on aarch64. The numbers are fixed for ever: `include/uapi/asm-generic/unistd.h`.

use std::arch::asm;
use std::io;

// ANCHOR: numbers
/// What a call is called by.
pub mod number {
    /// read(fd, address, length)
    pub const READ: usize = 63;
    /// write(fd, address, length)
    pub const WRITE: usize = 64;
    /// close(fd)
    pub const CLOSE: usize = 57;
    /// pipe2(address of two descriptors, flags)
    pub const PIPE2: usize = 59;
}
// ANCHOR_END: numbers

/// Says whether raw calls can be made here.
pub fn available() -> io::Result<()> {
    Ok(())
}

// ANCHOR: syscall3
/// Makes a system call with up to three arguments; the kernel ignores those that a call has not.
///
/// # Safety
///
/// The arguments are what this call expects. Where one is an address, the memory behind it may be
/// used as the call will use it, for as long as it will.
pub unsafe fn syscall3(number: usize, a: usize, b: usize, c: usize) -> isize {
    let answer: isize;
    // SAFETY: the kernel keeps every register but x0, which has the answer; the return address and
    // the flags are in system registers. It leaves our stack alone. What the call does to memory is
    // the caller's promise.
    unsafe {
        asm!(
            "svc #0",
            in("x8") number,
            inlateout("x0") a => answer,
            in("x1") b,
            in("x2") c,
            options(nostack),
        );
    }
    answer
}
// ANCHOR_END: syscall3
