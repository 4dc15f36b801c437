//! Unix: the C library's functions, which everything here is linked with already.

use std::ffi::{c_int, c_void};
use std::io;

// ANCHOR: declarations
mod ffi {
    use super::{c_int, c_void};

    // As their manual pages declare them, in Rust's words: `int` is `c_int`, `size_t` is `usize`
    // and `ssize_t` is `isize`. The compiler cannot check any of it.
    unsafe extern "C" {
        pub fn write(fd: c_int, buf: *const c_void, count: usize) -> isize;
        pub fn read(fd: c_int, buf: *mut c_void, count: usize) -> isize;
        pub fn close(fd: c_int) -> c_int;

        // Where `errno` lies: each thread has one of its own, so C's `errno` is a macro for a call.
        #[cfg_attr(any(target_os = "macos", target_os = "ios"), link_name = "__error")]
        #[cfg_attr(target_os = "freebsd", link_name = "__error")]
        #[cfg_attr(
            any(target_os = "android", target_os = "netbsd"),
            link_name = "__errno"
        )]
        #[cfg_attr(target_os = "openbsd", link_name = "__errno")]
        pub safe fn __errno_location() -> *mut c_int;
    }
}
// ANCHOR_END: declarations

// ANCHOR: check
/// The fence around every foreign call: a returned -1 becomes the error that `errno` tells.
///
/// Each call is counted under its name, for whoever listens.
pub fn check(name: &'static str, returned: isize) -> io::Result<usize> {
    let result = match returned {
        // First of all, since whatever else is called may set `errno` anew.
        -1 => Err(io::Error::from_raw_os_error(errno())),
        value => Ok(value as usize),
    };
    trace::count!(name);
    result
}

/// Why this thread's last failed call failed; what it holds after a success means nothing.
pub fn errno() -> i32 {
    // SAFETY: the C library says that this is the address of an int, this thread's own, for as long
    // as the thread lives.
    unsafe { *ffi::__errno_location() }
}
// ANCHOR_END: check

// ANCHOR: write
/// Writes some of the bytes, and says how many.
pub fn write(fd: i32, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the function only reads, and only the bytes that the slice lends us until it returns.
    // A number that is no open descriptor is refused, not undefined.
    let returned = unsafe { ffi::write(fd, bytes.as_ptr().cast(), bytes.len()) };
    check("write", returned)
}
// ANCHOR_END: write

// ANCHOR: read
/// Reads some bytes, and says how many; 0 is the end of the file.
pub fn read(fd: i32, bytes: &mut [u8]) -> io::Result<usize> {
    // SAFETY: the function writes at most as many bytes as the slice has, which is ours alone until
    // it returns; and whatever it writes is a valid u8.
    let returned = unsafe { ffi::read(fd, bytes.as_mut_ptr().cast(), bytes.len()) };
    check("read", returned)
}
// ANCHOR_END: read

/// Closes a descriptor. Never to be repeated, as [`crate::raw::close`] says.
///
/// # Safety
///
/// The descriptor is the caller's own, and nobody uses it any more.
pub unsafe fn close(fd: i32) -> io::Result<()> {
    // SAFETY: no memory is handed over; that the descriptor may be closed, the caller promises.
    let returned = unsafe { ffi::close(fd) };
    check("close", returned as isize).map(drop)
}

// ANCHOR: output
/// A descriptor to write to. Each `write` is one call and may be short: `write_all`, which
/// [`io::Write`] adds, goes on until everything is written.
#[derive(Clone, Copy, Debug)]
pub struct Output(pub i32);

impl Output {
    /// The descriptor that every program is started with as its standard output.
    pub fn stdout() -> Self {
        Self(1)
    }

    /// A number that is never an open descriptor.
    pub fn nowhere() -> Self {
        Self(-1)
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
    use std::io::ErrorKind;

    /// The trap: a `write` declared to return an `int` has a count cut to 32 bits. The types are
    /// compared by the compiler: no call could show it, since Linux never writes that much at once.
    #[test]
    fn the_declarations_are_those_of_the_c_library() {
        let _: [unsafe extern "C" fn(c_int, *const c_void, usize) -> isize; 2] =
            [libc::write, ffi::write];
        let _: [unsafe extern "C" fn(c_int, *mut c_void, usize) -> isize; 2] =
            [libc::read, ffi::read];
        let _: [unsafe extern "C" fn(c_int) -> c_int; 2] = [libc::close, ffi::close];
    }

    #[test]
    fn errno_is_what_std_takes_an_error_from() {
        assert_eq!(write(-1, b"x").unwrap_err().raw_os_error(), Some(9));
        assert_eq!(errno(), 9);
        assert_eq!(io::Error::last_os_error().raw_os_error(), Some(9));
    }

    #[test]
    fn errno_belongs_to_a_thread() {
        write(-1, b"x").unwrap_err();
        // A directory is no file to be opened for writing: another error, in another thread.
        std::thread::spawn(|| {
            let elsewhere = std::fs::File::create("/").unwrap_err();
            assert_ne!(elsewhere.raw_os_error(), Some(9));
        })
        .join()
        .unwrap();
        assert_eq!(errno(), 9);
    }

    #[test]
    fn an_error_has_the_kind_that_std_gives_it() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let fd = std::os::fd::AsRawFd::as_raw_fd(&writer);
        assert_eq!(write(fd, b"x").unwrap_err().kind(), ErrorKind::BrokenPipe);
    }
}
