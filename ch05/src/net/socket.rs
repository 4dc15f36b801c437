//! What a stream and a listener have in common: calls that wait.

use crate::runtime::Shared;
use crate::runtime::driver::{Direction, SocketId};
use std::fmt;
use std::io::{self, ErrorKind};
use std::os::fd::AsRawFd;
use std::rc::Rc;

// ANCHOR: socket
/// A non-blocking socket, and its registration with the runtime that waits for it.
pub(super) struct Socket<S> {
    inner: S,
    id: SocketId,
    home: Rc<Shared>,
}
// ANCHOR_END: socket

impl<S: AsRawFd> Socket<S> {
    /// Takes in a socket that is non-blocking. A stream must have begun to connect: before that the
    /// queue would report it as closed.
    pub fn new(home: Rc<Shared>, mut inner: S) -> io::Result<Self> {
        let id = home.driver.register(&mut inner)?;
        Ok(Self { inner, id, home })
    }
}

impl<S> Socket<S> {
    pub fn get(&self) -> &S {
        &self.inner
    }

    // ANCHOR: call
    /// Makes a call that may have to wait: tries, and as long as it would block, waits and tries again.
    ///
    /// The call comes first, and only `WouldBlock` leads to waiting. So no event can be missed: what comes
    /// after the refusal is one, and nobody but this thread takes it off the queue.
    #[inline]
    pub fn call<T>(
        &self,
        direction: Direction,
        mut call: impl FnMut(&S) -> io::Result<T>,
    ) -> io::Result<T> {
        loop {
            match call(&self.inner) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.wait(direction)?,
                result => {
                    self.home.driver.call_is_done();
                    return result;
                }
            }
        }
    }
    // ANCHOR_END: call

    /// Waits until the socket may be ready.
    pub fn wait(&self, direction: Direction) -> io::Result<()> {
        self.home.driver.wait(self.id, direction)
    }
}

impl<S> Drop for Socket<S> {
    fn drop(&mut self) {
        // `inner` is closed right after.
        self.home.driver.forget(self.id);
    }
}

impl<S: fmt::Debug> fmt::Debug for Socket<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
