//! macOS: a kqueue, by one call for everything.
#![expect(unsafe_code, reason = "calling the kernel is what this file is for")]

use crate::c::check;
use std::ffi::c_int;
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::ptr;

/// `struct kevent`: what to report, or what is reported, and a number that the kernel hands back
/// with it. The header packs it to four bytes; `udata` is a pointer there, of which only the bits
/// matter.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, packed(4))]
struct Event {
    ident: usize,
    filter: i16,
    flags: u16,
    fflags: u32,
    data: isize,
    udata: usize,
}

mod ffi {
    use super::{Event, c_int};
    use std::ffi::c_void;

    // Each as its manual page in section 2 declares it. Those marked safe can do no harm to memory
    // whatever they are given.
    unsafe extern "C" {
        pub safe fn kqueue() -> c_int;
        pub fn kevent(
            queue: c_int,
            changes: *const Event,
            change_count: c_int,
            events: *mut Event,
            room: c_int,
            timeout: *const c_void,
        ) -> c_int;
        // Variadic: on Apple's 64-bit Arm that is another way of passing arguments.
        pub fn fcntl(fd: c_int, command: c_int, ...) -> c_int;
    }
}

const F_SETFD: c_int = 2;
const FD_CLOEXEC: c_int = 1;
const EVFILT_READ: i16 = -1;
const EV_ADD: u16 = 0x1;

/// How many events one call may bring. What does not fit is reported by the next one.
const ROOM: usize = 8;

/// An event queue: it waits for many descriptors at once, and says which of them can be read from.
///
/// It says so for as long as it is true (level-triggered), and is closed when this is dropped.
#[derive(Debug)]
pub struct Queue {
    queue: OwnedFd,
}

impl Queue {
    /// The system calls that it makes, by name.
    pub const CALLS: [&str; 3] = ["kqueue", "fcntl", "kevent"];

    /// Creates a queue, which no program that is started later will inherit.
    pub fn new() -> io::Result<Self> {
        let fd = check("kqueue", ffi::kqueue() as isize)? as c_int;
        // SAFETY: the kernel has just opened this descriptor, so nobody else knows it.
        let queue = unsafe { OwnedFd::from_raw_fd(fd) };
        // SAFETY: this command takes an int, which holds flags and points nowhere.
        let returned = unsafe { ffi::fcntl(fd, F_SETFD, FD_CLOEXEC) };
        check("fcntl", returned as isize)?;
        Ok(Self { queue })
    }

    // ANCHOR: queue-add
    /// Asks to be told, under this token, when the source can be read from. It leaves the queue
    /// when it is closed.
    pub fn add(&self, source: &impl AsFd, token: usize) -> io::Result<()> {
        let change = Event {
            ident: source.as_fd().as_raw_fd() as usize,
            filter: EVFILT_READ,
            flags: EV_ADD,
            udata: token,
            ..Event::default()
        };
        let (queue, none) = (self.queue.as_raw_fd(), ptr::null_mut());
        // SAFETY: the change lives on this stack until the call returns; there is no room for
        // events, so none are written.
        let returned = unsafe { ffi::kevent(queue, &raw const change, 1, none, 0, ptr::null()) };
        check("kevent", returned as isize).map(drop)
    }
    // ANCHOR_END: queue-add

    /// Waits until something can be read from, and gives the tokens, one at least.
    pub fn wait(&self) -> io::Result<Vec<usize>> {
        loop {
            match self.wait_once() {
                // A signal says nothing about the sources.
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    // ANCHOR: queue-wait-once
    fn wait_once(&self) -> io::Result<Vec<usize>> {
        let mut events = [Event::default(); ROOM];
        let (queue, room) = (self.queue.as_raw_fd(), ROOM as c_int);
        let start = events.as_mut_ptr();
        // SAFETY: the array has room for as many events as the kernel is told, and nobody else
        // writes to it; a timeout that is null is none.
        let returned = unsafe { ffi::kevent(queue, ptr::null(), 0, start, room, ptr::null()) };
        let filled = check("kevent", returned as isize)?;
        Ok(events[..filled].iter().map(|event| event.udata).collect())
    }
    // ANCHOR_END: queue-wait-once
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[test]
    fn the_declarations_are_those_of_the_c_library() {
        assert_eq!(size_of::<Event>(), size_of::<libc::kevent>());
        assert_eq!(offset_of!(Event, filter), offset_of!(libc::kevent, filter));
        assert_eq!(offset_of!(Event, flags), offset_of!(libc::kevent, flags));
        assert_eq!(offset_of!(Event, fflags), offset_of!(libc::kevent, fflags));
        assert_eq!(offset_of!(Event, data), offset_of!(libc::kevent, data));
        assert_eq!(offset_of!(Event, udata), offset_of!(libc::kevent, udata));
        assert_eq!((F_SETFD, FD_CLOEXEC), (libc::F_SETFD, libc::FD_CLOEXEC));
        assert_eq!((EVFILT_READ, EV_ADD), (libc::EVFILT_READ, libc::EV_ADD));
    }
}
