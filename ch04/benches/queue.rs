//! The queue beside mio, polling and raw epoll, in one run: `cargo bench -p ch04 --bench queue`.
//!
//! Every contender waits for the same kind of source, an eventfd, edge-triggered for reading, and
//! reports at most 64 events at once. A poll is measured as what a program sees: one of N sources
//! becomes ready, by a write to it, and the poll without a timeout reports it. The write is the same
//! for all, and the group `write` shows what it costs alone.
//!
//! What polling does beyond mio's shape is included, since it cannot be left out: it arms a timer
//! and its own notifier at each wait, which costs four more system calls.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::fs::File;
use std::hint::black_box;
use std::io::Write;
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};

const ROOM: usize = 64;

/// What a contender has to be able to do.
trait Queue {
    const NAME: &str;

    fn new() -> Self;
    fn register(&self, fd: RawFd, token: usize);
    fn deregister(&self, fd: RawFd);
    /// Waits for ever, and says how many events came and the first one's token.
    fn poll(&mut self) -> (usize, usize);
}

struct Ours {
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

struct Mio {
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

struct Polling {
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

struct Raw {
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

fn source() -> File {
    File::from(ch04::ffi::eventfd().unwrap())
}

fn make_ready(mut source: &File) {
    assert_eq!(source.write(&1u64.to_ne_bytes()).unwrap(), 8);
}

fn register<Q: Queue>(criterion: &mut Criterion) {
    let source = source();
    let queue = Q::new();
    let mut group = criterion.benchmark_group("register and deregister");
    group.bench_function(Q::NAME, |bencher| {
        bencher.iter(|| {
            queue.register(black_box(source.as_raw_fd()), 0);
            queue.deregister(black_box(source.as_raw_fd()));
        });
    });
}

fn poll<Q: Queue>(criterion: &mut Criterion, count: usize) {
    // One contender's sources at a time: four times ten thousand are more than a process may have.
    let sources: Vec<File> = (0..count).map(|_| source()).collect();
    let mut queue = Q::new();
    for (token, source) in sources.iter().enumerate() {
        queue.register(source.as_raw_fd(), token);
    }
    let chosen = count / 2;
    let mut group = criterion.benchmark_group("poll, one ready");
    group.bench_function(BenchmarkId::new(Q::NAME, count), |bencher| {
        bencher.iter(|| {
            make_ready(&sources[chosen]);
            assert_eq!(queue.poll(), (1, chosen));
        });
    });
    drop(queue);
}

fn benches(criterion: &mut Criterion) {
    let ready = source();
    criterion.bench_function("write", |bencher| bencher.iter(|| make_ready(&ready)));

    register::<Ours>(criterion);
    register::<Mio>(criterion);
    register::<Polling>(criterion);
    register::<Raw>(criterion);

    for count in [1, 1_000, 10_000] {
        poll::<Ours>(criterion, count);
        poll::<Mio>(criterion, count);
        poll::<Polling>(criterion, count);
        poll::<Raw>(criterion, count);
    }
}

criterion_group!(queue, benches);
criterion_main!(queue);
