//! Who is compared, and by what.
//!
//! Every contender waits for the same kind of source, an eventfd, edge-triggered for reading, and
//! reports at most 64 events at once. A poll is measured as what a program sees: one of N sources
//! becomes ready, by a write to it, and the poll without a timeout reports it. The write is the same
//! for all.
//!
//! What polling does beyond mio's shape is included, since it cannot be left out: it arms a timer
//! and its own notifier at each wait, which costs four more system calls.

use std::fs::File;
use std::io::Write;
use std::os::fd::{BorrowedFd, RawFd};

const ROOM: usize = 64;

/// What a contender has to be able to do.
pub trait Queue {
    const NAME: &str;

    fn new() -> Self;
    fn register(&self, fd: RawFd, token: usize);
    fn deregister(&self, fd: RawFd);
    /// Waits for ever, and says how many events came and the first one's token.
    fn poll(&mut self) -> (usize, usize);
}

/// This chapter's queue.
pub struct Ours {
    poll: ch04::Poll,
    events: ch04::Events,
}

impl Queue for Ours {
    const NAME: &str = "ch04";

    fn new() -> Self {
        Self {
            poll: ch04::Poll::new().unwrap(),
            events: ch04::Events::with_capacity(ROOM),
        }
    }

    fn register(&self, mut fd: RawFd, token: usize) {
        let registry = self.poll.registry();
        registry
            .register(&mut fd, ch04::Token(token), ch04::Interest::READABLE)
            .unwrap();
    }

    fn deregister(&self, mut fd: RawFd) {
        self.poll.registry().deregister(&mut fd).unwrap();
    }

    fn poll(&mut self) -> (usize, usize) {
        self.poll.poll(&mut self.events, None).unwrap();
        let first = self.events.iter().next().unwrap().token();
        (self.events.iter().count(), first.0)
    }
}

/// mio's.
pub struct Mio {
    poll: mio::Poll,
    events: mio::Events,
}

impl Queue for Mio {
    const NAME: &str = "mio";

    fn new() -> Self {
        Self {
            poll: mio::Poll::new().unwrap(),
            events: mio::Events::with_capacity(ROOM),
        }
    }

    fn register(&self, fd: RawFd, token: usize) {
        let registry = self.poll.registry();
        let mut source = mio::unix::SourceFd(&fd);
        registry
            .register(&mut source, mio::Token(token), mio::Interest::READABLE)
            .unwrap();
    }

    fn deregister(&self, fd: RawFd) {
        let mut source = mio::unix::SourceFd(&fd);
        self.poll.registry().deregister(&mut source).unwrap();
    }

    fn poll(&mut self) -> (usize, usize) {
        self.poll.poll(&mut self.events, None).unwrap();
        let first = self.events.iter().next().unwrap().token();
        (self.events.iter().count(), first.0)
    }
}

/// polling's.
pub struct Polling {
    poller: polling::Poller,
    events: polling::Events,
}

impl Queue for Polling {
    const NAME: &str = "polling";

    fn new() -> Self {
        Self {
            poller: polling::Poller::new().unwrap(),
            events: polling::Events::with_capacity(ROOM.try_into().unwrap()),
        }
    }

    fn register(&self, fd: RawFd, token: usize) {
        let event = polling::Event::readable(token);
        let mode = polling::PollMode::Edge;
        // SAFETY: the sources are dropped after the queue, or deregistered before.
        unsafe { self.poller.add_with_mode(fd, event, mode) }.unwrap();
    }

    fn deregister(&self, fd: RawFd) {
        // SAFETY: the descriptor is open: its source outlives this call.
        let source = unsafe { BorrowedFd::borrow_raw(fd) };
        self.poller.delete(source).unwrap();
    }

    fn poll(&mut self) -> (usize, usize) {
        self.events.clear();
        self.poller.wait(&mut self.events, None).unwrap();
        let first = self.events.iter().next().unwrap().key;
        (self.events.iter().count(), first)
    }
}

/// The system calls alone.
pub struct Raw {
    queue: RawFd,
    events: Vec<libc::epoll_event>,
}

impl Queue for Raw {
    const NAME: &str = "raw epoll";

    fn new() -> Self {
        // SAFETY: creating a queue touches no memory of ours.
        let queue = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        assert!(queue >= 0);
        Self {
            queue,
            events: Vec::with_capacity(ROOM),
        }
    }

    fn register(&self, fd: RawFd, token: usize) {
        let mut event = libc::epoll_event {
            events: (libc::EPOLLIN | libc::EPOLLRDHUP | libc::EPOLLET) as u32,
            u64: token as u64,
        };
        // SAFETY: the event lives until the call returns.
        let returned = unsafe { libc::epoll_ctl(self.queue, libc::EPOLL_CTL_ADD, fd, &mut event) };
        assert_eq!(returned, 0);
    }

    fn deregister(&self, fd: RawFd) {
        let nothing = std::ptr::null_mut();
        // SAFETY: deleting needs no event.
        let returned = unsafe { libc::epoll_ctl(self.queue, libc::EPOLL_CTL_DEL, fd, nothing) };
        assert_eq!(returned, 0);
    }

    fn poll(&mut self) -> (usize, usize) {
        let room = self.events.capacity() as i32;
        // SAFETY: there is memory for `room` events, and the kernel fills as many as it returns.
        unsafe {
            let filled = libc::epoll_wait(self.queue, self.events.as_mut_ptr(), room, -1);
            assert!(filled > 0);
            self.events.set_len(filled as usize);
        }
        (self.events.len(), self.events[0].u64 as usize)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // SAFETY: the descriptor is this queue's own and is not used again.
        unsafe { libc::close(self.queue) };
    }
}

/// A counter that is readable after each write.
pub fn source() -> File {
    File::from(ch04::ffi::eventfd().unwrap())
}

/// Adds one, which is an edge.
pub fn make_ready(mut source: &File) {
    assert_eq!(source.write(&1u64.to_ne_bytes()).unwrap(), 8);
}

/// Ten thousand sources are more than the 1,024 descriptors that a shell grants at first. Where the
/// hard limit is lower still, making the sources fails and says so.
pub fn raise_descriptor_limit() {
    let _ = rlimit::increase_nofile_limit(u64::MAX);
}
