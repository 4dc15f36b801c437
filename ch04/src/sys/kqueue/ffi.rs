//! The foreign functions of this chapter on macOS, declared by hand, each behind a safe one.
#![expect(unsafe_code, reason = "calling the kernel is what this file is for")]

use crate::sys::check;
use std::ffi::c_int;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::ptr;

mod c {
    use super::{Kevent, Timespec, c_int};

    // Each as its manual page in section 2 declares it. Those marked safe can do no harm to memory
    // whatever they are given.
    unsafe extern "C" {
        pub safe fn kqueue() -> c_int;
        pub fn kevent(
            kq: c_int,
            changelist: *const Kevent,
            nchanges: c_int,
            eventlist: *mut Kevent,
            nevents: c_int,
            timeout: *const Timespec,
        ) -> c_int;
        // Variadic: on Apple's 64-bit Arm that is another way of passing arguments.
        pub safe fn fcntl(fd: c_int, command: c_int, ...) -> c_int;
    }
}

const F_SETFD: c_int = 2;
const FD_CLOEXEC: c_int = 1;

/// Reading will not block, or the end is there.
pub const EVFILT_READ: i16 = -1;
/// Writing will not block.
pub const EVFILT_WRITE: i16 = -2;
/// Somebody triggered it.
pub const EVFILT_USER: i16 = -10;

/// Add a filter, or change it.
pub const EV_ADD: u16 = 0x1;
/// Remove a filter.
pub const EV_DELETE: u16 = 0x2;
/// Report the filter again.
pub const EV_ENABLE: u16 = 0x4;
/// Report what arrives, not what is there.
pub const EV_CLEAR: u16 = 0x20;
/// Answer a change with an event that says how it went.
pub const EV_RECEIPT: u16 = 0x40;
/// Report once, then stay silent until [`EV_ENABLE`].
pub const EV_DISPATCH: u16 = 0x80;
/// In an answer: the data is an error number.
pub const EV_ERROR: u16 = 0x4000;
/// The other side will send, or take, no more.
pub const EV_EOF: u16 = 0x8000;

/// Trigger a filter of the kind [`EVFILT_USER`].
pub const NOTE_TRIGGER: u32 = 0x0100_0000;

/// `struct kevent`: a change to make, or what is reported, and a number that the kernel hands back.
///
/// The header packs it to four bytes; `udata` is a pointer there, of which only the bits matter.
#[derive(Clone, Copy)]
#[repr(C, packed(4))]
pub struct Kevent {
    pub(super) ident: usize,
    pub(super) filter: i16,
    pub(super) flags: u16,
    pub(super) fflags: u32,
    pub(super) data: isize,
    pub(super) udata: usize,
}

/// `struct timespec`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Timespec {
    pub(super) tv_sec: i64,
    pub(super) tv_nsec: i64,
}

/// Makes an event queue.
pub fn kqueue() -> io::Result<OwnedFd> {
    let fd = check("kqueue", c::kqueue())?;
    // SAFETY: the kernel has just opened this descriptor, so nobody else knows it, let alone owns it.
    let queue = unsafe { OwnedFd::from_raw_fd(fd) };
    // There is no way to ask for it at once: a program started in between would inherit the queue,
    // were it not that a kqueue is never inherited by a fork.
    check("fcntl", c::fcntl(fd, F_SETFD, FD_CLOEXEC))?;
    Ok(queue)
}

/// Makes one change to the queue. It must carry [`EV_RECEIPT`], so that its answer is an event.
pub fn change(queue: BorrowedFd<'_>, change: Kevent) -> io::Result<()> {
    let mut answer = change;
    // SAFETY: both pointers are to one event each, which live until the call returns.
    let returned = unsafe { c::kevent(queue.as_raw_fd(), &change, 1, &mut answer, 1, ptr::null()) };
    check("kevent", returned)?;
    match (answer.flags & EV_ERROR, answer.data) {
        (0, _) | (_, 0) => Ok(()),
        (_, error) => Err(io::Error::from_raw_os_error(error as c_int)),
    }
}

/// Replaces `events` by what is ready: as many as it has capacity for, none after the timeout.
/// An error leaves them as they are.
pub fn wait(
    queue: BorrowedFd<'_>,
    events: &mut Vec<Kevent>,
    timeout: Option<Timespec>,
) -> io::Result<()> {
    let room = c_int::try_from(events.capacity()).unwrap_or(c_int::MAX);
    let timeout = timeout.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the vector owns memory for at least `room` events, and nobody else writes to it; the
    // timeout is null or lives until the call returns.
    let returned = unsafe {
        let list = events.as_mut_ptr();
        c::kevent(queue.as_raw_fd(), ptr::null(), 0, list, room, timeout)
    };
    let filled = check("kevent", returned)?;
    // SAFETY: the kernel has written the first `filled` events, which is at most `room`.
    unsafe { events.set_len(filled as usize) };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[test]
    fn an_event_is_laid_out_as_the_kernel_has_it() {
        assert_eq!(size_of::<Kevent>(), size_of::<libc::kevent>());
        assert_eq!(offset_of!(Kevent, ident), offset_of!(libc::kevent, ident));
        assert_eq!(offset_of!(Kevent, filter), offset_of!(libc::kevent, filter));
        assert_eq!(offset_of!(Kevent, flags), offset_of!(libc::kevent, flags));
        assert_eq!(offset_of!(Kevent, fflags), offset_of!(libc::kevent, fflags));
        assert_eq!(offset_of!(Kevent, data), offset_of!(libc::kevent, data));
        assert_eq!(offset_of!(Kevent, udata), offset_of!(libc::kevent, udata));
    }

    #[test]
    fn the_constants_are_those_of_the_c_library() {
        assert_eq!((F_SETFD, FD_CLOEXEC), (libc::F_SETFD, libc::FD_CLOEXEC));
        assert_eq!(EVFILT_READ, libc::EVFILT_READ);
        assert_eq!(EVFILT_WRITE, libc::EVFILT_WRITE);
        assert_eq!(EVFILT_USER, libc::EVFILT_USER);
        assert_eq!(EV_ADD, libc::EV_ADD);
        assert_eq!(EV_DELETE, libc::EV_DELETE);
        assert_eq!(EV_ENABLE, libc::EV_ENABLE);
        assert_eq!(EV_CLEAR, libc::EV_CLEAR);
        assert_eq!(EV_RECEIPT, libc::EV_RECEIPT);
        assert_eq!(EV_DISPATCH, libc::EV_DISPATCH);
        assert_eq!(EV_ERROR, libc::EV_ERROR);
        assert_eq!(EV_EOF, libc::EV_EOF);
        assert_eq!(NOTE_TRIGGER, libc::NOTE_TRIGGER);
    }
}
