//! A way to end another thread's wait.

use crate::{Registry, Token, sys};
use std::io;

// ANCHOR: waker
/// Ends the wait of a [`Poll`](crate::Poll) from any thread, with an event for its token.
///
/// However often it wakes before the queue is asked, that is one event; and a wake that comes while
/// nobody waits is kept for the next wait.
#[derive(Debug)]
pub struct Waker {
    inner: sys::Waker,
}

impl Waker {
    /// Makes a waker for the queue of this registry. It works for as long as it is alive.
    pub fn new(registry: &Registry, token: Token) -> io::Result<Self> {
        let inner = sys::Waker::new(registry.selector(), token)?;
        Ok(Self { inner })
    }

    /// Wakes the thread that waits, or the next one to do so.
    pub fn wake(&self) -> io::Result<()> {
        self.inner.wake()
    }
}
// ANCHOR_END: waker
