//! macOS: a kqueue, which wakes itself.

mod event;
pub mod ffi;
mod waker;

pub use ffi::Kevent as Event;
pub use waker::Waker;

use crate::{Interest, Token, Trigger};
use ffi::{
    EV_ADD, EV_CLEAR, EV_DELETE, EV_DISPATCH, EV_ENABLE, EV_RECEIPT, EVFILT_READ, EVFILT_WRITE,
    Timespec,
};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd, RawFd};
use std::time::Duration;

// ANCHOR: selector
/// A kqueue, closed when this and its clones are dropped.
#[derive(Debug)]
pub struct Selector {
    queue: OwnedFd,
}

impl Selector {
    pub fn new() -> io::Result<Self> {
        let queue = ffi::kqueue()?;
        Ok(Self { queue })
    }

    /// A second descriptor for the same queue, close-on-exec as the first.
    pub fn try_clone(&self) -> io::Result<Self> {
        let queue = self.queue.try_clone()?;
        Ok(Self { queue })
    }

    pub fn wait(&self, events: &mut Vec<Event>, timeout: Option<Duration>) -> io::Result<()> {
        ffi::wait(self.as_fd(), events, timeout.map(timespec))
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
        let flags = EV_ADD | EV_ENABLE | flags(trigger)?;
        // Reading and writing are two filters here, each with a registration of its own.
        let wanted = [
            interest.is_readable().then_some(EVFILT_READ),
            interest.is_writable().then_some(EVFILT_WRITE),
        ];
        for filter in wanted.into_iter().flatten() {
            self.change(fd, filter, flags, token)?;
        }
        Ok(())
    }
    // ANCHOR_END: register

    pub fn reregister(
        &self,
        fd: RawFd,
        token: Token,
        interest: Interest,
        trigger: Trigger,
    ) -> io::Result<()> {
        self.register(fd, token, interest, trigger)?;
        let unwanted = [
            (!interest.is_readable()).then_some(EVFILT_READ),
            (!interest.is_writable()).then_some(EVFILT_WRITE),
        ];
        for filter in unwanted.into_iter().flatten() {
            self.delete(fd, filter)?;
        }
        Ok(())
    }

    pub fn deregister(&self, fd: RawFd) -> io::Result<()> {
        let read = self.delete(fd, EVFILT_READ)?;
        let write = self.delete(fd, EVFILT_WRITE)?;
        match read || write {
            true => Ok(()),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Deletes a filter, and says whether it was there.
    fn delete(&self, fd: RawFd, filter: i16) -> io::Result<bool> {
        match self.change(fd, filter, EV_DELETE, Token(0)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn change(&self, fd: RawFd, filter: i16, flags: u16, token: Token) -> io::Result<()> {
        let change = Event::new(fd as usize, filter, flags | EV_RECEIPT, token);
        match ffi::change(self.as_fd(), change) {
            // A pipe whose reader is gone already is registered all the same, and reported.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }
}

impl AsFd for Selector {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.queue.as_fd()
    }
}

fn flags(trigger: Trigger) -> io::Result<u16> {
    match trigger {
        Trigger::Edge => Ok(EV_CLEAR),
        Trigger::Level => Ok(0),
        // Disabled after its event, not deleted, so that it can still be deregistered. Reading and
        // writing are disabled each for itself.
        Trigger::Oneshot => Ok(EV_DISPATCH),
        Trigger::Exclusive => Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "kqueue cannot wake only one of several queues; let threads share one queue, oneshot",
        )),
    }
}

/// The timeout as kqueue takes it: exact, but refused if it is much longer than three years.
fn timespec(timeout: Duration) -> Timespec {
    const LONGEST: Duration = Duration::from_secs(100_000_000);
    let timeout = timeout.min(LONGEST);
    Timespec {
        tv_sec: timeout.as_secs() as i64,
        tv_nsec: i64::from(timeout.subsec_nanos()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_exact_and_saturates() {
        let short = timespec(Duration::from_micros(100));
        assert_eq!((short.tv_sec, short.tv_nsec), (0, 100_000));
        let long = timespec(Duration::MAX);
        assert_eq!((long.tv_sec, long.tv_nsec), (100_000_000, 0));
    }
}
