//! The queue: who waits, and for what.

use crate::sys::Selector;
use crate::{Events, Interest, Token, Trigger};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::time::{Duration, Instant};

// ANCHOR: poll
/// An event queue of the operating system: waits for many sources at once.
///
/// ```
/// use ch04::{Events, Interest, Poll, Token};
/// use std::io::Write;
/// use std::os::unix::net::UnixStream;
///
/// let (mut near, mut far) = UnixStream::pair()?;
/// far.set_nonblocking(true)?;
///
/// let mut poll = Poll::new()?;
/// poll.registry()
///     .register(&mut far, Token(7), Interest::READABLE)?;
/// near.write_all(b"hello")?;
///
/// let mut events = Events::with_capacity(16);
/// poll.poll(&mut events, None)?;
/// let event = events.iter().next().expect("an endless wait ends with an event");
/// assert_eq!(event.token(), Token(7));
/// assert!(event.is_readable());
/// # Ok::<(), std::io::Error>(())
/// ```
// ANCHOR: poll-struct
#[derive(Debug)]
pub struct Poll {
    registry: Registry,
}
// ANCHOR_END: poll-struct

impl Poll {
    /// Makes a queue. It ends, with all its registrations, when it and its clones are dropped.
    pub fn new() -> io::Result<Self> {
        let selector = Selector::new()?;
        Ok(Self {
            registry: Registry { selector },
        })
    }

    /// Where sources are registered: while another thread waits, too.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }
    // ANCHOR_END: poll

    // ANCHOR: wait
    /// Waits until a source is ready or the time is up; no timeout means for ever.
    ///
    /// A wait never ends early: the system's timer may be coarser than a [`Duration`], so the time
    /// is rounded up, and a signal does not end it (mio's returns
    /// [`Interrupted`](io::ErrorKind::Interrupted) then, for the caller to decide). Only a
    /// timeout beyond the system's longest, 24 days for epoll, ends after that.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) if `events` has no capacity: no wait could end
    /// with anything.
    pub fn poll(&mut self, events: &mut Events, timeout: Option<Duration>) -> io::Result<()> {
        events.clear();
        if events.capacity() == 0 {
            let why = "a wait needs room for at least one event, and Events has none";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let selector = &self.registry.selector;
        uninterrupted(timeout, |remaining| selector.wait(events.list(), remaining))
    }
    // ANCHOR_END: wait

    // ANCHOR: poll-try-clone
    /// A second handle to the same queue, for a second thread that waits on it.
    ///
    /// Which of the two gets an event is the system's choice. mio has no such thing: there, one
    /// thread owns the queue and hands out the work.
    pub fn try_clone(&self) -> io::Result<Self> {
        let registry = self.registry.try_clone()?;
        Ok(Self { registry })
    }
    // ANCHOR_END: poll-try-clone
}

// ANCHOR: registry
// ANCHOR: registry-struct
/// Says which sources a [`Poll`] waits for.
///
/// A source is anything that has a file descriptor. It should be non-blocking, since being ready is
/// no promise that a read finds something.
#[derive(Debug)]
pub struct Registry {
    selector: Selector,
}
// ANCHOR_END: registry-struct

impl Registry {
    // ANCHOR: register
    /// Starts to report a source, edge-triggered: once for each time that something arrives.
    ///
    /// A source that is ready already is reported at the next wait.
    ///
    /// # Errors
    ///
    /// The system's own: [`AlreadyExists`](io::ErrorKind::AlreadyExists) for a source that is
    /// registered (kqueue replaces the registration instead), EBADF for one that is closed, and
    /// EPERM, on Linux, for one that cannot be waited for, such as a file on disk.
    pub fn register<S>(&self, source: &mut S, token: Token, interests: Interest) -> io::Result<()>
    where
        S: AsRawFd + ?Sized,
    {
        self.register_with(source, token, interests, Trigger::Edge)
    }
    // ANCHOR_END: register

    /// Replaces a source's token and interests. If it is ready it is reported again.
    ///
    /// # Errors
    ///
    /// [`NotFound`](io::ErrorKind::NotFound) for a source that is not registered (kqueue registers
    /// it instead).
    pub fn reregister<S>(&self, source: &mut S, token: Token, interests: Interest) -> io::Result<()>
    where
        S: AsRawFd + ?Sized,
    {
        self.reregister_with(source, token, interests, Trigger::Edge)
    }

    // ANCHOR: deregister
    /// Stops to report a source: from the next wait on, though not in [`Events`] already filled.
    ///
    /// Closing a source does this too, unless a duplicate of its descriptor is still open: then the
    /// queue goes on reporting a source that can no longer be named.
    ///
    /// # Errors
    ///
    /// [`NotFound`](io::ErrorKind::NotFound) for a source that is not registered.
    pub fn deregister<S>(&self, source: &mut S) -> io::Result<()>
    where
        S: AsRawFd + ?Sized,
    {
        self.selector.deregister(source.as_raw_fd())
    }
    // ANCHOR_END: deregister
    // ANCHOR_END: registry

    // ANCHOR: register-with
    // ANCHOR: register-with-one
    /// As [`register`](Self::register), with a choice of [`Trigger`] that mio does not have.
    pub fn register_with<S>(
        &self,
        source: &mut S,
        token: Token,
        interests: Interest,
        trigger: Trigger,
    ) -> io::Result<()>
    where
        S: AsRawFd + ?Sized,
    {
        self.selector
            .register(source.as_raw_fd(), token, interests, trigger)
    }
    // ANCHOR_END: register-with-one

    /// As [`reregister`](Self::reregister), with a choice of [`Trigger`]: this is also how a source
    /// that was reported as [`Trigger::Oneshot`] is armed again.
    pub fn reregister_with<S>(
        &self,
        source: &mut S,
        token: Token,
        interests: Interest,
        trigger: Trigger,
    ) -> io::Result<()>
    where
        S: AsRawFd + ?Sized,
    {
        self.selector
            .reregister(source.as_raw_fd(), token, interests, trigger)
    }
    // ANCHOR_END: register-with

    // ANCHOR: registry-try-clone
    /// A second handle to the same queue, for a thread that registers while another one waits.
    pub fn try_clone(&self) -> io::Result<Self> {
        let selector = self.selector.try_clone()?;
        Ok(Self { selector })
    }
    // ANCHOR_END: registry-try-clone

    pub(crate) fn selector(&self) -> &Selector {
        &self.selector
    }
}

// ANCHOR: wait-loop
/// Waits again when a signal ends a wait, for the time that remains: Ctrl-Z and `fg`, or a profiler,
/// are no events, and no reason to wait longer.
fn uninterrupted(
    timeout: Option<Duration>,
    mut wait: impl FnMut(Option<Duration>) -> io::Result<()>,
) -> io::Result<()> {
    // Only a wait with an end needs the clock, and only if it is not over at once.
    let deadline = timeout
        .filter(|timeout| !timeout.is_zero())
        .and_then(|timeout| Instant::now().checked_add(timeout));
    let mut result = wait(timeout);
    while is_interrupted(&result) {
        let remaining = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        result = wait(remaining.or(timeout));
    }
    result
}

fn is_interrupted(result: &io::Result<()>) -> bool {
    matches!(result, Err(error) if error.kind() == io::ErrorKind::Interrupted)
}
// ANCHOR_END: wait-loop

impl AsRawFd for Poll {
    fn as_raw_fd(&self) -> RawFd {
        self.registry.as_raw_fd()
    }
}

impl AsFd for Registry {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.selector.as_fd()
    }
}

impl AsRawFd for Registry {
    fn as_raw_fd(&self) -> RawFd {
        self.as_fd().as_raw_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The timeouts of three waits: two that a signal ends, each at least a microsecond long, and
    /// one that ends by itself.
    fn waits(timeout: Option<Duration>) -> Vec<Option<Duration>> {
        let mut waits = Vec::new();
        uninterrupted(timeout, |remaining| {
            waits.push(remaining);
            let start = Instant::now();
            while start.elapsed() < Duration::from_micros(1) {}
            match waits.len() {
                3 => Ok(()),
                _ => Err(io::ErrorKind::Interrupted.into()),
            }
        })
        .unwrap();
        waits
    }

    #[test]
    fn an_interrupted_wait_goes_on_for_the_time_that_remains() {
        let hour = Duration::from_secs(3600);
        let waits = waits(Some(hour));
        assert_eq!(waits[0], Some(hour));
        assert!(waits[1] < waits[0]);
        assert!(waits[2] < waits[1]);
    }

    #[test]
    fn an_interrupted_wait_whose_time_is_up_looks_once_more_and_does_not_wait() {
        let timeout = Some(Duration::from_nanos(1));
        assert_eq!(waits(timeout)[1..], [Some(Duration::ZERO); 2]);
    }

    #[test]
    fn an_interrupted_wait_without_an_end_stays_one() {
        assert_eq!(waits(None), [None; 3]);
        assert_eq!(waits(Some(Duration::MAX)), [Some(Duration::MAX); 3]);
    }

    #[test]
    fn an_error_that_is_no_interruption_ends_the_wait() {
        let error = uninterrupted(None, |_| Err(io::ErrorKind::NotFound.into())).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
