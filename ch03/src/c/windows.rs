//! Windows: handles in place of descriptors, and an error's number that has to be asked for.

use std::ffi::c_void;
use std::{io, ptr};

// ANCHOR: declarations
/// What Windows gives for an open file. It is as wide as a pointer, though it points to nothing of
/// ours.
pub type Handle = *mut c_void;

mod ffi {
    use super::{Handle, c_void};

    // As Microsoft documents them, in Rust's words: `DWORD` is `u32` and `BOOL` is `i32`.
    #[link(name = "kernel32")]
    unsafe extern "system" {
        pub safe fn GetStdHandle(which: u32) -> Handle;
        pub fn WriteFile(
            file: Handle,
            buffer: *const c_void,
            length: u32,
            written: *mut u32,
            overlapped: *mut c_void,
        ) -> i32;
    }
}

/// `STD_OUTPUT_HANDLE`, which is written as -11 in a type that has no negative numbers.
const STD_OUTPUT_HANDLE: u32 = (-11_i32).cast_unsigned();
// ANCHOR_END: declarations

// ANCHOR: write
/// Writes some of the bytes, and says how many. One call takes less than 4 GiB.
pub fn write(file: Handle, bytes: &[u8]) -> io::Result<usize> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut written = 0;
    // SAFETY: the function reads at most `length` bytes, which the slice lends us until it returns,
    // and writes the one count. A handle that is not open is refused, not undefined.
    let succeeded = unsafe {
        let buffer = bytes.as_ptr().cast();
        ffi::WriteFile(file, buffer, length, &mut written, ptr::null_mut())
    };
    // Here it is 0 that means failure, and `GetLastError` that knows why: this asks it.
    let result = match succeeded {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(written as usize),
    };
    trace::count!("write");
    result
}
// ANCHOR_END: write

// ANCHOR: output
/// A handle to write to. Each `write` is one call and may be short: `write_all`, which
/// [`io::Write`] adds, goes on until everything is written.
#[derive(Clone, Copy, Debug)]
pub struct Output(pub Handle);

impl Output {
    /// The handle that this program was started with as its standard output.
    pub fn stdout() -> Self {
        Self(ffi::GetStdHandle(STD_OUTPUT_HANDLE))
    }

    /// A handle that is never open.
    pub fn nowhere() -> Self {
        Self(ptr::null_mut())
    }
}

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        write(self.0, bytes)
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
    use std::os::windows::io::RawHandle;

    /// The trap: a handle declared with 32 bits. The types are compared by the compiler.
    #[test]
    fn a_handle_is_what_std_has_for_one() {
        let _: RawHandle = Output::stdout().0;
    }

    #[test]
    fn a_handle_that_is_not_open_is_refused() {
        const ERROR_INVALID_HANDLE: i32 = 6;
        let error = write(Output::nowhere().0, b"x").unwrap_err();
        assert_eq!(error.raw_os_error(), Some(ERROR_INVALID_HANDLE));
    }
}
