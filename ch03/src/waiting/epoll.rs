//! Linux: epoll, by three calls.
#![expect(unsafe_code, reason = "calling the kernel is what this file is for")]

use crate::c::check;
use std::ffi::c_int;
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};

/// `struct epoll_event`: what to report, and a number that the kernel hands back with it. On x86-64
/// it has no padding.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(target_arch = "x86_64", repr(C, packed))]
#[cfg_attr(not(target_arch = "x86_64"), repr(C))]
struct Event {
    events: u32,
    token: u64,
}

// ANCHOR: declarations
mod ffi {
    use super::{Event, c_int};

    // Each as its manual page in section 2 declares it. The one marked safe can do no harm to
    // memory whatever it is given.
    unsafe extern "C" {
        pub safe fn epoll_create1(flags: c_int) -> c_int;
        pub fn epoll_ctl(queue: c_int, what: c_int, fd: c_int, event: *mut Event) -> c_int;
        pub fn epoll_wait(queue: c_int, events: *mut Event, room: c_int, ms: c_int) -> c_int;
    }
}
// ANCHOR_END: declarations

const EPOLL_CLOEXEC: c_int = 0o2_000_000;
const EPOLL_CTL_ADD: c_int = 1;
const EPOLLIN: u32 = 0x1;
const FOR_EVER: c_int = -1;

/// How many events one call may bring. What does not fit is reported by the next one.
const ROOM: usize = 8;

// ANCHOR: queue
/// An event queue: it waits for many descriptors at once, and says which of them can be read from.
///
/// It says so for as long as it is true (level-triggered), and is closed when this is dropped.
#[derive(Debug)]
pub struct Queue {
    queue: OwnedFd,
}

impl Queue {
    /// The system calls that it makes, by name.
    pub const CALLS: [&str; 3] = ["epoll_create1", "epoll_ctl", "epoll_wait"];

    // ANCHOR: queue-new
    /// Creates a queue, which no program that is started later will inherit.
    pub fn new() -> io::Result<Self> {
        let returned = ffi::epoll_create1(EPOLL_CLOEXEC);
        let fd = check("epoll_create1", returned as isize)? as c_int;
        // SAFETY: the kernel has just opened this descriptor, so nobody else knows it.
        let queue = unsafe { OwnedFd::from_raw_fd(fd) };
        Ok(Self { queue })
    }
    // ANCHOR_END: queue-new

    // ANCHOR: queue-add
    /// Asks to be told, under this token, when the source can be read from. It leaves the queue
    /// when it is closed.
    pub fn add(&self, source: &impl AsFd, token: usize) -> io::Result<()> {
        let mut event = Event {
            events: EPOLLIN,
            token: token as u64,
        };
        let (queue, fd) = (self.queue.as_raw_fd(), source.as_fd().as_raw_fd());
        // SAFETY: the event lives on this stack until the call returns; the kernel copies it.
        let returned = unsafe { ffi::epoll_ctl(queue, EPOLL_CTL_ADD, fd, &raw mut event) };
        check("epoll_ctl", returned as isize).map(drop)
    }
    // ANCHOR_END: queue-add

    // ANCHOR: queue-wait
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
    // ANCHOR_END: queue-wait

    // ANCHOR: queue-wait-once
    fn wait_once(&self) -> io::Result<Vec<usize>> {
        let empty = Event {
            events: 0,
            token: 0,
        };
        let mut events = [empty; ROOM];
        let start = events.as_mut_ptr();
        // SAFETY: the array has room for as many events as the kernel is told, and nobody else
        // writes to it.
        let returned =
            unsafe { ffi::epoll_wait(self.queue.as_raw_fd(), start, ROOM as c_int, FOR_EVER) };
        let filled = check("epoll_wait", returned as isize)?;
        let tokens = events[..filled].iter();
        Ok(tokens.map(|event| event.token as usize).collect())
    }
    // ANCHOR_END: queue-wait-once
}
// ANCHOR_END: queue

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[test]
    fn the_declarations_are_those_of_the_c_library() {
        assert_eq!(size_of::<Event>(), size_of::<libc::epoll_event>());
        assert_eq!(offset_of!(Event, token), offset_of!(libc::epoll_event, u64));
        assert_eq!(EPOLL_CLOEXEC, libc::EPOLL_CLOEXEC);
        assert_eq!(EPOLL_CTL_ADD, libc::EPOLL_CTL_ADD);
        assert_eq!(EPOLLIN, libc::EPOLLIN as u32);
    }

    #[test]
    fn what_the_kernel_refuses_is_an_error() {
        let queue = Queue::new().unwrap();
        let (reader, _writer) = io::pipe().unwrap();
        queue.add(&reader, 1).unwrap();
        let twice = queue.add(&reader, 2).unwrap_err();
        assert_eq!(twice.kind(), ErrorKind::AlreadyExists);
        // A file can always be read from, so that there is nothing to wait for.
        let file = std::fs::File::open("/proc/self/exe").unwrap();
        let file = queue.add(&file, 3).unwrap_err();
        assert_eq!(file.kind(), ErrorKind::PermissionDenied);
        let itself = queue.add(&queue.queue, 4).unwrap_err();
        assert_eq!(itself.kind(), ErrorKind::InvalidInput);
    }
}
