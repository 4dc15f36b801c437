//! A future that mustn't be moved after its first poll, and that notices if it is.

use ch08::Wake;
use ch09::{Future, PollState, Waker};
use std::cell::{Cell, RefCell};
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use trace::trace;

/// What was done to some futures.
#[derive(Debug, Default)]
pub struct Diary {
    /// Who was polled and who was dropped, in order: `a polled`.
    events: RefCell<Vec<String>>,
    /// Where a future was polled.
    places: RefCell<Vec<usize>>,
    /// A future that was polled is dropped elsewhere.
    moved_to_drop: Cell<bool>,
}

impl Diary {
    /// What was done since this was asked the last time.
    pub fn events(&self) -> Vec<String> {
        self.events.take()
    }

    pub fn places(&self) -> Vec<usize> {
        self.places.borrow().clone()
    }

    pub fn has_moved_to_drop(&self) -> bool {
        self.moved_to_drop.get()
    }

    /// A future that's ready at this poll, 1 for the first one, and has its name as its output.
    pub fn future(self: &Rc<Self>, name: &'static str, poll: u32) -> Still<&'static str> {
        self.with(name, poll, Some(name))
    }

    /// A future with this output. None: it panics when it's ready.
    pub fn with<T>(self: &Rc<Self>, name: &'static str, poll: u32, output: Option<T>) -> Still<T> {
        Still {
            name,
            polls_left: poll,
            output,
            polled_at: None,
            diary: Rc::clone(self),
            _pinned: PhantomPinned,
        }
    }

    fn note(&self, name: &str, what: &str) {
        trace!("{name}", "is {what}");
        self.events.borrow_mut().push(format!("{name} {what}"));
    }
}

/// The future.
#[derive(Debug)]
pub struct Still<T> {
    name: &'static str,
    polls_left: u32,
    output: Option<T>,
    polled_at: Option<usize>,
    diary: Rc<Diary>,
    _pinned: PhantomPinned,
}

impl<T> Still<T> {
    fn here(&self) -> usize {
        (&raw const *self).addr()
    }
}

impl<T> Future for Still<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, _: &Waker) -> PollState<T> {
        let here = self.here();
        self.diary.note(self.name, "polled");
        self.diary.places.borrow_mut().push(here);
        assert!(
            self.polled_at.is_none_or(|before| before == here),
            "a future was polled at one place, and is polled at another one now\n\
             Between two polls it was moved."
        );
        assert!(
            self.polls_left > 0,
            "a future was polled again after it was ready"
        );
        // SAFETY: the future isn't moved.
        let still = unsafe { self.get_unchecked_mut() };
        still.polled_at = Some(here);
        still.polls_left -= 1;
        match still.polls_left {
            0 => PollState::Ready(still.output.take().expect("a future that panics")),
            _ => PollState::NotReady,
        }
    }
}

impl<T> Drop for Still<T> {
    fn drop(&mut self) {
        self.diary.note(self.name, "dropped");
        if self.polled_at.is_some_and(|before| before != self.here()) {
            self.diary.moved_to_drop.set(true);
        }
    }
}

/// A future that may be moved, and its output.
#[derive(Debug)]
pub struct Free<T>(Option<T>);

impl<T> Unpin for Free<T> {}

impl<T> Future for Free<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, _: &Waker) -> PollState<T> {
        let output = self.0.take();
        PollState::Ready(output.expect("a future was polled again after it was ready"))
    }
}

/// A waker for futures that are polled anyway.
pub fn waker() -> Waker {
    struct Nothing;
    impl Wake for Nothing {
        fn wake(&self) {}
    }
    Waker::from(Arc::new(Nothing))
}
