//! Descriptors: whether a call on one waits, and one that is not there for a while.

use super::platform::{F_GETFD, F_GETFL, F_SETFD, F_SETFL, O_NONBLOCK};
use crate::c::{self, check};
use std::ffi::c_int;
use std::io::{self, ErrorKind};
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd, RawFd};

mod ffi {
    use super::c_int;

    // As their manual pages in section 2 declare them.
    unsafe extern "C" {
        // Variadic: on Apple's 64-bit Arm that is another way of passing arguments.
        pub fn fcntl(fd: c_int, command: c_int, ...) -> c_int;
        pub fn dup2(old: c_int, new: c_int) -> c_int;
    }
}

// ANCHOR: set-nonblocking
/// Says whether a call that would have to wait fails instead, with `EAGAIN`.
///
/// The flag belongs to what is open, not to the descriptor: whoever has a duplicate shares it.
pub fn set_nonblocking(fd: BorrowedFd<'_>, nonblocking: bool) -> io::Result<()> {
    let before = get(fd.as_raw_fd(), F_GETFL)?;
    let after = match nonblocking {
        true => before | O_NONBLOCK,
        false => before & !O_NONBLOCK,
    };
    set(fd.as_raw_fd(), F_SETFL, after)
}
// ANCHOR_END: set-nonblocking

fn get(fd: RawFd, command: c_int) -> io::Result<c_int> {
    // SAFETY: the two commands used here take no argument and give the flags of a descriptor.
    let returned = unsafe { ffi::fcntl(fd, command) };
    check("fcntl", returned as isize).map(|flags| flags as c_int)
}

fn set(fd: RawFd, command: c_int, flags: c_int) -> io::Result<()> {
    // SAFETY: the two commands used here take an int, which holds flags and points nowhere.
    let returned = unsafe { ffi::fcntl(fd, command, flags) };
    check("fcntl", returned as isize).map(drop)
}

// ANCHOR: while-closed
/// Closes a descriptor behind its owner's back for the time of a call, and then puts it back.
///
/// # Safety
///
/// Until this returns, nobody else uses the descriptor, and nobody opens another one, which would
/// get the number that has become free: neither the call nor any thread.
pub unsafe fn while_closed<T>(fd: BorrowedFd<'_>, call: impl FnOnce() -> T) -> io::Result<T> {
    let number = fd.as_raw_fd();
    let absent = Absent {
        number,
        flags: get(number, F_GETFD)?,
        kept: fd.try_clone_to_owned()?,
    };
    // SAFETY: what is open stays open, as `kept`, and nobody else uses the number meanwhile.
    unsafe { c::close(number)? };
    let returned = call();
    // Here, and also if the call panics: or else the owner would close what is closed.
    drop(absent);
    Ok(returned)
}

struct Absent {
    number: RawFd,
    flags: c_int,
    kept: OwnedFd,
}

impl Drop for Absent {
    fn drop(&mut self) {
        let put_back = || {
            // SAFETY: the number is free, as `while_closed` was promised, so nothing is closed.
            let returned = unsafe { ffi::dup2(self.kept.as_raw_fd(), self.number) };
            check("dup2", returned as isize)
        };
        while let Err(error) = put_back() {
            let why = "a copy may be put where the descriptor was before";
            assert_eq!(error.kind(), ErrorKind::Interrupted, "{why}");
        }
        // The duplicate is inherited by programs that are started, whatever the original was.
        set(self.number, F_SETFD, self.flags).expect("it is open, and these were its flags");
    }
}
// ANCHOR_END: while-closed

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constants_are_those_of_the_c_library() {
        assert_eq!((F_GETFD, F_SETFD), (libc::F_GETFD, libc::F_SETFD));
        assert_eq!((F_GETFL, F_SETFL), (libc::F_GETFL, libc::F_SETFL));
        assert_eq!(O_NONBLOCK, libc::O_NONBLOCK);
    }
}
