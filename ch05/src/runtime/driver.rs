//! Lets fibers wait for sockets, with the queue of chapter 4.

mod sockets;

pub(crate) use sockets::{Direction, SocketId};

use super::Shared;
use super::current::{with_current, yield_now};
use super::fibers::FiberId;
use ch04::{Events, Interest, Poll};
use sockets::Sockets;
use std::cell::{Cell, RefCell};
use std::io::{self, ErrorKind};
use std::os::fd::AsRawFd;
use std::ptr;
use std::rc::Rc;
use std::time::Duration;
use trace::waits;

/// So many sockets are reported by one call. Of more, the next call reports the rest.
const EVENTS: usize = 1024;

/// A fiber whose sockets are always ready need never wait. After so many calls it yields all the same,
/// so that the others have their turns.
const CALLS_BETWEEN_YIELDS: u32 = 64;

// ANCHOR: driver
/// A runtime's event queue, and who waits for what.
#[derive(Debug)]
pub(crate) struct Driver {
    queue: RefCell<Queue>,
    sockets: RefCell<Sockets>,
    /// Calls since one of them last yielded.
    calls: Cell<u32>,
}

#[derive(Debug)]
struct Queue {
    poll: Poll,
    events: Events,
}
// ANCHOR_END: driver

impl Driver {
    pub fn new() -> io::Result<Self> {
        let queue = Queue {
            poll: Poll::new()?,
            events: Events::with_capacity(EVENTS),
        };
        Ok(Self {
            queue: RefCell::new(queue),
            sockets: RefCell::default(),
            calls: Cell::new(0),
        })
    }

    // ANCHOR: register
    /// Takes a socket in, once for all the time that it is open: edge-triggered, in both directions. An
    /// event for which nobody waits costs little, and is not needed: whoever comes later tries first.
    pub fn register(&self, socket: &mut impl AsRawFd) -> io::Result<SocketId> {
        let id = self.sockets.borrow_mut().insert();
        let both = Interest::READABLE | Interest::WRITABLE;
        let queue = self.queue.borrow();
        if let Err(error) = queue.poll.registry().register(socket, id.token(), both) {
            self.forget(id);
            return Err(error);
        }
        Ok(id)
    }

    /// Gives up a socket that is about to be closed. Closing ends its registration, without a call for
    /// that; if a duplicate keeps it alive, its events name a generation that is over.
    pub fn forget(&self, socket: SocketId) {
        self.sockets.borrow_mut().remove(socket);
    }
    // ANCHOR_END: register

    /// Whether any fiber waits for a socket.
    #[inline]
    pub fn has_waiters(&self) -> bool {
        self.sockets.borrow().has_waiters()
    }

    // ANCHOR: poll
    /// Asks which sockets are ready, waiting for the first one if `wait` says so. Returns the fibers that
    /// have waited for them: the caller wakes them, when nothing is borrowed any more.
    pub fn poll(&self, wait: bool) -> io::Result<Vec<FiberId>> {
        let mut queue = self.queue.borrow_mut();
        let Queue { poll, events } = &mut *queue;
        if wait {
            waits!("queue", "a ready socket");
        }
        poll.poll(events, (!wait).then_some(Duration::ZERO))?;
        let mut woken = Vec::new();
        let mut sockets = self.sockets.borrow_mut();
        for event in &*events {
            sockets.take_waiters(event, &mut woken);
        }
        Ok(woken)
    }
    // ANCHOR_END: poll

    // ANCHOR: wait
    /// Lets the fiber that calls wait until the socket may be ready. It may be woken without that, so it
    /// has to try in a loop.
    pub fn wait(&self, socket: SocketId, direction: Direction) -> io::Result<()> {
        with_current(|current| {
            let current = current.ok_or_else(|| cannot_wait("only a fiber can wait for it"))?;
            if !ptr::eq(&current.shared.driver, self) {
                let whose = "only fibers of the runtime that opened it can wait for it";
                return Err(cannot_wait(whose));
            }
            let _listed = Listed::begin(self, socket, direction, current.id);
            waits!("{current}", "{socket} {direction}");
            let waited = current.wait();
            waited.map_err(|_| cannot_wait("a fiber that unwinds cannot wait for it"))
        })
    }
    // ANCHOR_END: wait

    // ANCHOR: yields
    /// Notes that a call is done. Now and then its fiber yields for that.
    #[inline]
    pub fn call_is_done(&self) {
        self.calls.set(self.calls.get() + 1);
        if self.calls.get() >= CALLS_BETWEEN_YIELDS {
            self.calls.set(0);
            if with_current(|current| current.is_some()) {
                yield_now();
            }
        }
    }
    // ANCHOR_END: yields
}

/// The runtime of the fiber that calls: whoever opens a socket needs one to register it with.
pub(crate) fn home() -> io::Result<Rc<Shared>> {
    with_current(|current| {
        let home = current.map(|current| Rc::clone(current.shared));
        home.ok_or_else(|| {
            io::Error::other(
                "a socket is opened outside of a fiber: only what a `Runtime` runs can",
            )
        })
    })
}

#[cold]
fn cannot_wait(why: &str) -> io::Error {
    io::Error::new(
        ErrorKind::WouldBlock,
        format!("the socket is not ready, and {why}"),
    )
}

// ANCHOR: listed
/// A fiber is listed with its socket while this lives: also one that is woken by somebody else, or
/// unwound, does not stay there.
struct Listed<'a> {
    driver: &'a Driver,
    socket: SocketId,
    direction: Direction,
    fiber: FiberId,
}

impl<'a> Listed<'a> {
    fn begin(driver: &'a Driver, socket: SocketId, direction: Direction, fiber: FiberId) -> Self {
        let mut sockets = driver.sockets.borrow_mut();
        sockets.list(socket, direction, fiber);
        Self {
            driver,
            socket,
            direction,
            fiber,
        }
    }
}

impl Drop for Listed<'_> {
    fn drop(&mut self) {
        let mut sockets = self.driver.sockets.borrow_mut();
        sockets.unlist(self.socket, self.direction, self.fiber);
    }
}
// ANCHOR_END: listed

#[cfg(test)]
mod tests;
