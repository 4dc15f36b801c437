//! Futures and wakers that tests steer by hand.
#![allow(dead_code, reason = "each test uses its part")]
#![allow(clippy::unwrap_used, reason = "what helps a test may fail like a test")]

use ch08::{Future, PollState, Wake, Waker};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Counts how often it's called.
#[derive(Debug, Default)]
pub struct Counter(AtomicUsize);

impl Counter {
    pub fn waker() -> (Arc<Self>, Waker) {
        let counter = Arc::new(Self::default());
        (Arc::clone(&counter), Waker::from(counter))
    }

    pub fn calls(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Counter {
    fn wake(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// What a future is asked by, from any thread: whether it's open, and who waits.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    state: Arc<Mutex<(bool, Option<Waker>)>>,
}

impl Gate {
    /// Lets the future be ready, and wakes it.
    pub fn open(&self) {
        self.state.lock().unwrap().0 = true;
        self.wake();
    }

    /// Wakes the future in vain.
    pub fn wake(&self) {
        let waker = self.state.lock().unwrap().1.clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// The waker of the last poll.
    pub fn waker(&self) -> Option<Waker> {
        self.state.lock().unwrap().1.clone()
    }
}

impl Future for Gate {
    type Output = ();

    fn poll(&mut self, waker: &Waker) -> PollState<()> {
        let mut state = self.state.lock().unwrap();
        state.1 = Some(waker.clone());
        match state.0 {
            true => PollState::Ready(()),
            false => PollState::NotReady,
        }
    }
}

/// What happened, in order.
#[derive(Clone, Debug, Default)]
pub struct Diary(Rc<RefCell<Vec<String>>>);

impl Diary {
    pub fn note(&self, what: impl Into<String>) {
        self.0.borrow_mut().push(what.into());
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.borrow().clone()
    }
}

/// A future that is ready when a closure says so.
pub struct PollFn<F>(pub F);

impl<T, F: FnMut(&Waker) -> PollState<T>> Future for PollFn<F> {
    type Output = T;

    fn poll(&mut self, waker: &Waker) -> PollState<T> {
        (self.0)(waker)
    }
}

/// Tells a diary when it's dropped.
pub struct Told {
    pub name: &'static str,
    pub diary: Diary,
}

impl Drop for Told {
    fn drop(&mut self) {
        self.diary.note(format!("{} is dropped", self.name));
    }
}
