//! The foreign functions of this chapter, declared by hand, each behind a safe one.
#![expect(unsafe_code, reason = "calling the kernel is what this file is for")]

use crate::sys::check;
use std::ffi::{c_int, c_uint};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::ptr;

// ANCHOR: declarations
mod c {
    use super::{EpollEvent, c_int, c_uint};

    // Each as its manual page in section 2 declares it. Those marked safe can do no harm to memory
    // whatever they are given.
    unsafe extern "C" {
        pub safe fn epoll_create1(flags: c_int) -> c_int;
        pub fn epoll_ctl(epfd: c_int, op: c_int, fd: c_int, event: *mut EpollEvent) -> c_int;
        pub fn epoll_wait(
            epfd: c_int,
            events: *mut EpollEvent,
            maxevents: c_int,
            timeout: c_int,
        ) -> c_int;
        pub safe fn eventfd(initval: c_uint, flags: c_int) -> c_int;
    }
}
// ANCHOR_END: declarations

// ANCHOR: constants
/// Close the descriptor when the process becomes another program.
pub const EPOLL_CLOEXEC: c_int = 0o2_000_000;

/// Add a descriptor to the queue.
pub const EPOLL_CTL_ADD: c_int = 1;
/// Take a descriptor out of the queue.
pub const EPOLL_CTL_DEL: c_int = 2;
/// Replace what a descriptor in the queue is registered with.
pub const EPOLL_CTL_MOD: c_int = 3;

// ANCHOR: masks
/// Reading will not block.
pub const EPOLLIN: u32 = 0x1;
/// There is urgent data.
pub const EPOLLPRI: u32 = 0x2;
/// Writing will not block.
pub const EPOLLOUT: u32 = 0x4;
/// Something failed; always reported.
pub const EPOLLERR: u32 = 0x8;
/// Hung up: nobody is at the other end any more; always reported.
pub const EPOLLHUP: u32 = 0x10;
/// The other side will send no more.
pub const EPOLLRDHUP: u32 = 0x2000;
/// Wake one or more of the queues that wait for this source, and not all of them.
pub const EPOLLEXCLUSIVE: u32 = 1 << 28;
/// Report once, then stay silent until `EPOLL_CTL_MOD`.
pub const EPOLLONESHOT: u32 = 1 << 30;
/// Report what arrives, not what is there.
pub const EPOLLET: u32 = 1 << 31;
// ANCHOR_END: masks

/// As [`EPOLL_CLOEXEC`], for an eventfd.
pub const EFD_CLOEXEC: c_int = EPOLL_CLOEXEC;
/// Reading zero, and writing over the maximum, fail instead of blocking. (MIPS and SPARC number
/// this flag in their own way, and are not supported.)
pub const EFD_NONBLOCK: c_int = 0o4000;
// ANCHOR_END: constants

// ANCHOR: epoll-event
/// `struct epoll_event`: what to report about a descriptor, or what is reported, and a number that
/// the kernel hands back.
///
/// On x86-64 it has no padding, so that 32-bit programs lay it out in the same way; everywhere else
/// the compiler aligns it as usual.
#[derive(Clone, Copy)]
#[cfg_attr(target_arch = "x86_64", repr(C, packed))]
#[cfg_attr(not(target_arch = "x86_64"), repr(C))]
pub struct EpollEvent {
    pub(super) events: u32,
    pub(super) data: u64,
}
// ANCHOR_END: epoll-event

// ANCHOR: epoll-create
/// Makes an event queue.
pub fn epoll_create() -> io::Result<OwnedFd> {
    let fd = check("epoll_create1", c::epoll_create1(EPOLL_CLOEXEC))?;
    // SAFETY: the kernel has just opened this descriptor, so nobody else knows it, let alone owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}
// ANCHOR_END: epoll-create

// ANCHOR: epoll-ctl
/// Adds a descriptor to the queue, changes or removes it.
pub fn epoll_ctl(
    queue: BorrowedFd<'_>,
    operation: c_int,
    fd: RawFd,
    mut event: Option<EpollEvent>,
) -> io::Result<()> {
    let event = event.as_mut().map_or(ptr::null_mut(), ptr::from_mut);
    // SAFETY: the event is null or lives on this stack until the call returns; the kernel copies it.
    // Descriptors that are closed or of the wrong kind are refused, not undefined.
    let returned = unsafe { c::epoll_ctl(queue.as_raw_fd(), operation, fd, event) };
    check("epoll_ctl", returned)?;
    Ok(())
}
// ANCHOR_END: epoll-ctl

// ANCHOR: epoll-wait
// ANCHOR: epoll-wait-call
/// Replaces `events` by what is ready: as many as it has capacity for, none after `timeout`
/// milliseconds. A timeout of -1 never ends, one of 0 does not wait. An error leaves them as they
/// are.
pub fn epoll_wait(
    queue: BorrowedFd<'_>,
    events: &mut Vec<EpollEvent>,
    timeout: c_int,
) -> io::Result<()> {
    let room = room(events.capacity());
    // SAFETY: the vector owns memory for at least `room` events, and nobody else writes to it.
    let returned = unsafe { c::epoll_wait(queue.as_raw_fd(), events.as_mut_ptr(), room, timeout) };
    let filled = check("epoll_wait", returned)?;
    // SAFETY: the kernel has written the first `filled` events, which is at most `room`.
    unsafe { events.set_len(filled as usize) };
    Ok(())
}
// ANCHOR_END: epoll-wait-call

/// How many events to ask for: the kernel refuses a count whose bytes would not fit an `int`.
fn room(capacity: usize) -> c_int {
    const MOST: usize = c_int::MAX as usize / size_of::<EpollEvent>();
    capacity.min(MOST) as c_int
}
// ANCHOR_END: epoll-wait

// ANCHOR: eventfd
/// Makes a counter that starts at zero: readable once it is not, and then a read takes it all.
pub fn eventfd() -> io::Result<OwnedFd> {
    let fd = check("eventfd", c::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))?;
    // SAFETY: as above, a descriptor that nobody else knows yet.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}
// ANCHOR_END: eventfd

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[test]
    fn an_event_is_laid_out_as_the_kernel_has_it() {
        assert_eq!(size_of::<EpollEvent>(), size_of::<libc::epoll_event>());
        assert_eq!(align_of::<EpollEvent>(), align_of::<libc::epoll_event>());
        assert_eq!(
            offset_of!(EpollEvent, events),
            offset_of!(libc::epoll_event, events)
        );
        assert_eq!(
            offset_of!(EpollEvent, data),
            offset_of!(libc::epoll_event, u64)
        );
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn on_x86_64_an_event_has_twelve_bytes_and_its_number_starts_at_the_fourth() {
        assert_eq!(size_of::<EpollEvent>(), 12);
        assert_eq!(offset_of!(EpollEvent, data), 4);
    }

    #[test]
    fn the_constants_are_those_of_the_c_library() {
        assert_eq!(EPOLL_CLOEXEC, libc::EPOLL_CLOEXEC);
        assert_eq!(EPOLL_CTL_ADD, libc::EPOLL_CTL_ADD);
        assert_eq!(EPOLL_CTL_DEL, libc::EPOLL_CTL_DEL);
        assert_eq!(EPOLL_CTL_MOD, libc::EPOLL_CTL_MOD);
        assert_eq!(EPOLLIN, libc::EPOLLIN as u32);
        assert_eq!(EPOLLPRI, libc::EPOLLPRI as u32);
        assert_eq!(EPOLLOUT, libc::EPOLLOUT as u32);
        assert_eq!(EPOLLERR, libc::EPOLLERR as u32);
        assert_eq!(EPOLLHUP, libc::EPOLLHUP as u32);
        assert_eq!(EPOLLRDHUP, libc::EPOLLRDHUP as u32);
        assert_eq!(EPOLLEXCLUSIVE, libc::EPOLLEXCLUSIVE as u32);
        assert_eq!(EPOLLONESHOT, libc::EPOLLONESHOT as u32);
        assert_eq!(EPOLLET, libc::EPOLLET as u32);
        assert_eq!(EFD_CLOEXEC, libc::EFD_CLOEXEC);
        assert_eq!(EFD_NONBLOCK, libc::EFD_NONBLOCK);
    }

    #[test]
    fn more_room_than_the_kernel_accepts_is_asked_for_in_part() {
        let most = c_int::MAX / size_of::<EpollEvent>() as c_int;
        assert_eq!(room(1), 1);
        assert_eq!(room(most as usize), most);
        assert_eq!(room(most as usize + 1), most);
        assert_eq!(room(usize::MAX), most);
    }
}
