//! A socket together with its place in the runtime's event queue.

use super::readiness::{Readiness, Waiter};
use super::{Direction, coop};
use crate::runtime::Handle;
use mio::event::Source;
use std::fmt;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// A socket that the current runtime watches for as long as this lives.
pub(crate) struct Registered<S: Source> {
    source: S,
    readiness: Arc<Readiness>,
    token: usize,
    runtime: Handle,
}

impl<S: Source> Registered<S> {
    /// Has a socket watched by the current runtime.
    ///
    /// # Errors
    ///
    /// What the system says if it can't watch it.
    ///
    /// # Panics
    ///
    /// If this thread is in no runtime.
    pub(crate) fn new(mut source: S) -> io::Result<Self> {
        let runtime = Handle::current();
        let (token, readiness) = runtime.shared.sources().register(&mut source)?;
        Ok(Self {
            source,
            readiness,
            token,
            runtime,
        })
    }

    pub(crate) fn source(&self) -> &S {
        &self.source
    }

    /// Makes a call that doesn't wait, as soon as the socket is ready for it and until it isn't told to wait.
    ///
    /// Nothing is lost when the future is dropped: the call that would be made last is the one whose result is returned.
    pub(crate) async fn call<T>(
        &self,
        direction: Direction,
        mut call: impl FnMut(&S) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut waits = Waits {
            registered: self,
            direction,
            waiter: Waiter::default(),
        };
        std::future::poll_fn(|context| {
            self.poll_call(direction, &mut waits.waiter, context, &mut call)
        })
        .await
    }

    /// As [`call`](Self::call), for a waiter that's kept between polls.
    pub(crate) fn poll_call<T>(
        &self,
        direction: Direction,
        waiter: &mut Waiter,
        context: &mut Context<'_>,
        mut call: impl FnMut(&S) -> io::Result<T>,
    ) -> Poll<io::Result<T>> {
        ready!(coop::poll_proceed(context));
        loop {
            let seen = ready!(self.readiness.poll(direction, waiter, context))?;
            match call(&self.source) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.readiness.clear(direction, seen);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => return Poll::Ready(done),
            }
        }
    }

    pub(crate) fn leave(&self, direction: Direction, waiter: &mut Waiter) {
        self.readiness.leave(direction, waiter);
    }
}

/// A waiter that leaves when its future is dropped.
struct Waits<'a, S: Source> {
    registered: &'a Registered<S>,
    direction: Direction,
    waiter: Waiter,
}

impl<S: Source> Drop for Waits<'_, S> {
    fn drop(&mut self) {
        self.registered.leave(self.direction, &mut self.waiter);
    }
}

impl<S: Source> Drop for Registered<S> {
    fn drop(&mut self) {
        let sources = self.runtime.shared.sources();
        sources.deregister(&mut self.source, self.token);
    }
}

impl<S: Source + fmt::Debug> fmt::Debug for Registered<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}
