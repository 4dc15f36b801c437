//! A mutex and a condvar with the methods of std's, at which a thread stops until it's chosen.

use crate::baton::{Address, Next};
use crate::me;
use std::ops::{Deref, DerefMut};
use std::sync::{LockResult, PoisonError};
use std::{fmt, ptr};

/// Like std's. A thread stops before it takes the lock; letting go of it is no step of its own.
pub(crate) struct Mutex<T> {
    value: std::sync::Mutex<T>,
}

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Self {
            value: std::sync::Mutex::new(value),
        }
    }

    // ANCHOR: lock
    #[track_caller]
    pub(crate) fn lock(&self) -> LockResult<Guard<'_, T>> {
        me::stop_before(Next::Lock(self.address()));
        Ok(self.guard())
    }
    // ANCHOR_END: lock

    /// Access for the thread that has the lock.
    fn guard(&self) -> Guard<'_, T> {
        let value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        Guard {
            mutex: self,
            value: Some(value),
        }
    }

    fn address(&self) -> Address {
        ptr::from_ref(self).addr()
    }
}

impl<T: fmt::Debug> fmt::Debug for Mutex<T> {
    /// What's under the lock, and nothing else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value.try_lock() {
            Ok(value) => value.fmt(f),
            Err(_) => f.write_str("in use"),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Guard<'a, T> {
    mutex: &'a Mutex<T>,
    /// None only while it's dropped or given to a condvar.
    value: Option<std::sync::MutexGuard<'a, T>>,
}

/// Why the value is there.
const HELD: &str = "a guard has its value until it's dropped or given to a condvar";

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().expect(HELD)
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().expect(HELD)
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        self.value = None;
        me::released(self.mutex.address());
    }
}

/// Like std's, except that no thread ever wakes up without a notification.
#[derive(Debug)]
pub(crate) struct Condvar {
    /// So that no two have the same address.
    _place: u8,
}

impl Condvar {
    pub(crate) fn new() -> Self {
        Self { _place: 0 }
    }

    /// A thread stops twice: before it lets go of the lock, and while it sleeps.
    #[track_caller]
    pub(crate) fn wait<'a, T>(&self, mut guard: Guard<'a, T>) -> LockResult<Guard<'a, T>> {
        let mutex = guard.mutex;
        // The thread still has the lock when it stops, but what's under it can be shown.
        guard.value = None;
        me::stop_before(Next::Go);
        drop(guard);
        me::stop_before(Next::Sleep {
            condvar: self.address(),
            lock: mutex.address(),
        });
        Ok(mutex.guard())
    }

    #[track_caller]
    pub(crate) fn notify_one(&self) {
        me::stop_before(Next::Go);
        me::notify_one(self.address());
    }

    fn address(&self) -> Address {
        ptr::from_ref(self).addr()
    }
}
