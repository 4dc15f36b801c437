//! Where no raw call can be made, or none is written down here.

use std::io;

/// What a call is called by. There are no numbers to be had.
pub mod number {
    /// read(fd, address, length)
    pub const READ: usize = usize::MAX;
    /// write(fd, address, length)
    pub const WRITE: usize = usize::MAX;
    /// close(fd)
    pub const CLOSE: usize = usize::MAX;
}

// ANCHOR: available
/// Says whether raw calls can be made here.
pub fn available() -> io::Result<()> {
    let why = if cfg!(windows) {
        "Windows numbers its system calls anew with every build, so no program can make them \
         itself: run `cargo run -p ch03 --bin b-libc-syscall` instead"
    } else {
        "raw system calls are written here for Linux and macOS on x86-64 and aarch64: run \
         `cargo run -p ch03 --bin b-libc-syscall` instead"
    };
    Err(io::Error::new(io::ErrorKind::Unsupported, why))
}
// ANCHOR_END: available

/// Makes no system call, and answers as a kernel does that has none of this number.
///
/// # Safety
///
/// As where there is one.
pub unsafe fn syscall3(_number: usize, _a: usize, _b: usize, _c: usize) -> isize {
    const ENOSYS: isize = 38;
    -ENOSYS
}
