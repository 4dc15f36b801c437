//! The sockets that a runtime watches.

use super::{Direction, Readiness};
use mio::event::{Event, Source};
use mio::{Interest, Registry, Token};
use std::collections::HashMap;
use std::io;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Who watches sockets, and which.
#[derive(Debug)]
pub(crate) struct Sources {
    registry: Registry,
    watched: Mutex<Watched>,
}

#[derive(Debug, Default)]
struct Watched {
    by_token: HashMap<usize, Arc<Readiness>>,
    /// The token of the last one. No token is given out twice: an event may be on its way when its socket goes.
    last: usize,
    is_over: bool,
}

impl Sources {
    pub(crate) fn new(registry: Registry) -> Self {
        Self {
            registry,
            watched: Mutex::default(),
        }
    }

    pub(crate) fn register(&self, source: &mut impl Source) -> io::Result<(usize, Arc<Readiness>)> {
        let readiness = Arc::new(Readiness::default());
        let token = {
            let mut watched = self.locked();
            if watched.is_over {
                return Err(io::Error::other("the runtime has ended"));
            }
            watched.last += 1;
            let token = watched.last;
            watched.by_token.insert(token, Arc::clone(&readiness));
            token
        };
        let both = Interest::READABLE | Interest::WRITABLE;
        if let Err(error) = self.registry.register(source, Token(token), both) {
            self.locked().by_token.remove(&token);
            return Err(error);
        }
        Ok((token, readiness))
    }

    pub(crate) fn deregister(&self, source: &mut impl Source, token: usize) {
        // It fails only if the queue doesn't watch the source, and then all is well.
        let _ = self.registry.deregister(source);
        let removed = self.locked().by_token.remove(&token);
        drop(removed);
    }

    /// Tells a socket's waiters what the queue has reported.
    pub(crate) fn event(&self, event: &Event) {
        let readiness = self.locked().by_token.get(&event.token().0).cloned();
        if let Some(readiness) = readiness {
            readiness.event(|direction: Direction| direction.is_in(event));
        }
    }

    /// The runtime ends. All who wait for a socket get an error.
    pub(crate) fn end(&self) {
        let mut watched = self.locked();
        watched.is_over = true;
        let all = mem::take(&mut watched.by_token);
        drop(watched);
        all.values().for_each(|readiness| readiness.end());
    }

    fn locked(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
