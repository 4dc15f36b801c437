//! Linux: epoll for the queue, eventfd for the waker.

mod event;
pub mod ffi;
mod waker;

pub use ffi::EpollEvent as Event;
pub use waker::Waker;

use crate::{Interest, Token, Trigger};
use ffi::{
    EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD, EPOLLET, EPOLLEXCLUSIVE, EPOLLIN, EPOLLONESHOT,
    EPOLLOUT, EPOLLPRI, EPOLLRDHUP,
};
use std::ffi::c_int;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd, RawFd};
use std::time::Duration;

impl Interest {
    /// There is urgent data: TCP's out-of-band byte. Linux only.
    pub const PRIORITY: Self = Self::priority();
}

// ANCHOR: selector
/// An epoll instance, closed when this and its clones are dropped.
#[derive(Debug)]
pub struct Selector {
    queue: OwnedFd,
}

impl Selector {
    pub fn new() -> io::Result<Self> {
        let queue = ffi::epoll_create()?;
        Ok(Self { queue })
    }

    /// A second descriptor for the same instance, close-on-exec as the first.
    pub fn try_clone(&self) -> io::Result<Self> {
        let queue = self.queue.try_clone()?;
        Ok(Self { queue })
    }

    pub fn wait(&self, events: &mut Vec<Event>, timeout: Option<Duration>) -> io::Result<()> {
        ffi::epoll_wait(self.as_fd(), events, milliseconds(timeout))
    }
    // ANCHOR_END: selector

    // ANCHOR: register
    pub fn register(
        &self,
        fd: RawFd,
        token: Token,
        interest: Interest,
        trigger: Trigger,
    ) -> io::Result<()> {
        let event = Event::new(bits(interest, trigger), token);
        ffi::epoll_ctl(self.as_fd(), EPOLL_CTL_ADD, fd, Some(event))
    }
    // ANCHOR_END: register

    pub fn reregister(
        &self,
        fd: RawFd,
        token: Token,
        interest: Interest,
        trigger: Trigger,
    ) -> io::Result<()> {
        let event = Event::new(bits(interest, trigger), token);
        ffi::epoll_ctl(self.as_fd(), EPOLL_CTL_MOD, fd, Some(event))
    }

    pub fn deregister(&self, fd: RawFd) -> io::Result<()> {
        ffi::epoll_ctl(self.as_fd(), EPOLL_CTL_DEL, fd, None)
    }
}

impl AsFd for Selector {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.queue.as_fd()
    }
}

// ANCHOR: bits
/// The mask that epoll is asked with. Errors and hang-ups are reported unasked.
fn bits(interest: Interest, trigger: Trigger) -> u32 {
    let mut bits = match trigger {
        Trigger::Edge => EPOLLET,
        Trigger::Level => 0,
        Trigger::Oneshot => EPOLLONESHOT,
        Trigger::Exclusive => EPOLLEXCLUSIVE,
    };
    if interest.is_readable() {
        bits |= EPOLLIN;
        // That the other side will send no more is worth an event of its own, which the kernel
        // refuses to combine with exclusive waiting.
        if trigger != Trigger::Exclusive {
            bits |= EPOLLRDHUP;
        }
    }
    if interest.is_writable() {
        bits |= EPOLLOUT;
    }
    if interest.is_priority() {
        bits |= EPOLLPRI;
    }
    bits
}
// ANCHOR_END: bits

// ANCHOR: milliseconds
/// The timeout as `epoll_wait` takes it: -1 is for ever, and its longest is 24 days.
///
/// Rounded up: 100 µs as 0 ms would make a loop that waits for a timer spin until it is due.
fn milliseconds(timeout: Option<Duration>) -> c_int {
    let Some(timeout) = timeout else { return -1 };
    let started = u128::from(timeout.subsec_nanos() % 1_000_000 > 0);
    c_int::try_from(timeout.as_millis() + started).unwrap_or(c_int::MAX)
}
// ANCHOR_END: milliseconds

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_rounded_up_to_whole_milliseconds_and_saturates() {
        let table = [
            (Duration::ZERO, 0),
            (Duration::from_nanos(1), 1),
            (Duration::from_micros(100), 1),
            (Duration::from_millis(1), 1),
            (Duration::from_nanos(1_000_001), 2),
            (Duration::from_nanos(999_999_999), 1000),
            (Duration::from_secs(2), 2000),
            (Duration::from_millis(c_int::MAX as u64), c_int::MAX),
            (Duration::from_secs(u64::MAX), c_int::MAX),
            (Duration::MAX, c_int::MAX),
        ];
        for (timeout, expected) in table {
            assert_eq!(milliseconds(Some(timeout)), expected, "{timeout:?}");
        }
        assert_eq!(milliseconds(None), -1);
    }

    #[test]
    fn interests_and_triggers_are_the_bits_that_epoll_knows() {
        let both = Interest::READABLE | Interest::WRITABLE;
        let table = [
            (
                Interest::READABLE,
                Trigger::Edge,
                libc::EPOLLIN | libc::EPOLLRDHUP | libc::EPOLLET,
            ),
            (
                Interest::WRITABLE,
                Trigger::Edge,
                libc::EPOLLOUT | libc::EPOLLET,
            ),
            (Interest::PRIORITY, Trigger::Level, libc::EPOLLPRI),
            (
                both,
                Trigger::Level,
                libc::EPOLLIN | libc::EPOLLRDHUP | libc::EPOLLOUT,
            ),
            (
                Interest::WRITABLE,
                Trigger::Oneshot,
                libc::EPOLLOUT | libc::EPOLLONESHOT,
            ),
            (
                Interest::READABLE,
                Trigger::Exclusive,
                libc::EPOLLIN | libc::EPOLLEXCLUSIVE,
            ),
        ];
        for (interest, trigger, expected) in table {
            assert_eq!(
                bits(interest, trigger),
                expected as u32,
                "{interest:?} {trigger:?}"
            );
        }
    }
}
