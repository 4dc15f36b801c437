//! Linux on x86-64. The numbers are fixed for ever: `arch/x86/entry/syscalls/syscall_64.tbl`.

use std::arch::asm;
use std::io;

// ANCHOR: numbers
/// What a call is called by.
pub mod number {
    /// read(fd, address, length)
    pub const READ: usize = 0;
    /// write(fd, address, length)
    pub const WRITE: usize = 1;
    /// close(fd)
    pub const CLOSE: usize = 3;
    /// pipe2(address of two descriptors, flags)
    pub const PIPE2: usize = 293;
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
    // SAFETY: the kernel keeps every register but three: rax has the answer, and the instruction
    // itself puts the return address in rcx and the flags in r11. It leaves our stack alone. What
    // the call does to memory is the caller's promise.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number => answer,
            in("rdi") a,
            in("rsi") b,
            in("rdx") c,
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack),
        );
    }
    answer
}
// ANCHOR_END: syscall3
