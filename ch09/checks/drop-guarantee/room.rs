//! A bell and its waiters, with numbers from 1 on. After each step the list is read, and told if it's wrong.

use super::place::Place;
use super::{Bell, Waiter};
use ch08::Wake;
use ch09::{Future, PollState, Waker};
use std::cell::{Cell, RefCell};
use std::ptr::NonNull;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use trace::trace;

pub struct Room {
    pub bell: Place<Bell>,
    waiters: Vec<(Place<Waiter>, Arc<Alarm>)>,
}

thread_local! {
    /// What the next waker does that's called.
    static NEXT: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Counts its wake-ups.
#[derive(Default)]
struct Alarm(AtomicUsize);

impl Wake for Alarm {
    fn wake(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
        if let Some(run) = NEXT.take() {
            run();
        }
    }
}

impl Room {
    /// A bell, and waiters that are in its list and have been polled.
    pub fn new(waiters: usize) -> Rc<Self> {
        let waiter = || (Place::new(Waiter::default()), Arc::default());
        let room = Self {
            bell: Place::new(Bell::default()),
            waiters: (0..waiters).map(|_| waiter()).collect(),
        };
        for number in 1..=waiters {
            room.add(number);
            room.poll(number);
        }
        Rc::new(room)
    }

    /// Lets the next waker that's called do this.
    pub fn next_waker(self: &Rc<Self>, run: impl FnOnce(&Self) + 'static) {
        let room = Rc::clone(self);
        NEXT.set(Some(Box::new(move || run(&room))));
    }

    pub fn waiter(&self, number: usize) -> &Place<Waiter> {
        &self.waiters[number - 1].0
    }

    pub fn add(&self, number: usize) {
        trace!("main", "adds waiter {number}");
        self.waiter(number).with(|it| self.bell.pinned().add(it));
    }

    pub fn ring(&self) -> bool {
        trace!("main", "rings");
        self.bell.pinned().ring()
    }

    /// Drops a waiter.
    pub fn end(&self, number: usize) {
        trace!("main", "drops waiter {number}");
        // An outcome of zeros would be `false`, and what a late `false` changes has to show.
        // SAFETY: the memory is still there, and no waiter is in it.
        let mark = |gone: NonNull<Waiter>| unsafe {
            (&raw mut (*gone.as_ptr()).outcome).write(Cell::new(None));
        };
        self.waiter(number).end(mark);
    }

    pub fn end_bell(&self) {
        trace!("main", "drops the bell");
        self.bell.end(|_| {});
    }

    /// The output of a waiter, if it's ready.
    pub fn poll(&self, number: usize) -> Option<bool> {
        let (waiter, alarm) = &self.waiters[number - 1];
        let waker = Waker::from(Arc::clone(alarm));
        match waiter.with(|waiter| waiter.poll(&waker)) {
            PollState::Ready(output) => Some(output),
            PollState::NotReady => None,
        }
    }

    /// How often a waiter has been woken since this was last asked.
    pub fn woken(&self, number: usize) -> usize {
        self.waiters[number - 1].1.0.swap(0, Ordering::Relaxed)
    }

    /// The numbers of the waiters in the list.
    pub fn list(&self) -> Vec<usize> {
        self.nothing_was_written_to();
        let mut list = Vec::new();
        if self.bell.is_there() {
            let bell = self.bell.pinned();
            let mut at = &bell.get_ref().first;
            while let Some(number) = self.number(at, "the list") {
                assert!(
                    !list.contains(&number),
                    "waiter {number} is in the list twice, which goes round in a circle"
                );
                self.number(&self.waiter(number).pinned().previous, "`previous`");
                list.push(number);
                at = &self.waiter(number).pinned().get_ref().next;
            }
            self.number(&bell.last, "`last`");
        }
        let words: Vec<_> = list.iter().map(usize::to_string).collect();
        trace!("list", "[{}]", words.join(" "));
        list
    }

    /// Whether these waiters are in the list, in this order.
    pub fn list_is(&self, expected: &[usize], when: &str) {
        let list = self.list();
        assert!(
            list == expected,
            "{when}, and the list is {list:?} and not {expected:?}"
        );
    }

    /// Rings, and the first waiter is woken.
    pub fn rings_for(&self, number: usize) {
        assert!(
            self.ring(),
            "the bell rings while waiter {number} waits, and `ring` returns false"
        );
        let woken = self.woken(number);
        assert!(
            woken > 0,
            "the bell rings, and waiter {number}, which came first, isn't woken"
        );
        assert!(woken == 1, "a waiter is woken {woken} times for one ring");
        let output = self.poll(number);
        assert!(
            output == Some(true),
            "the bell has rung for waiter {number}, whose poll gives {output:?}"
        );
    }

    /// The number of the waiter to which something points.
    fn number(&self, pointer: &Cell<Option<NonNull<Waiter>>>, what: &str) -> Option<usize> {
        let pointer = pointer.get()?;
        let mut places = self.waiters.iter();
        let found = places.position(|(place, _)| place.pointer() == pointer);
        let number = found.expect("a pointer in the list leads to no waiter") + 1;
        assert!(
            self.waiter(number).is_there(),
            "waiter {number} was dropped, and {what} still has a pointer to it"
        );
        Some(number)
    }

    fn nothing_was_written_to(&self) {
        assert!(
            !self.bell.was_written_to(),
            "the bell was dropped, and after that something has written to its memory"
        );
        for number in 1..=self.waiters.len() {
            assert!(
                !self.waiter(number).was_written_to(),
                "waiter {number} was dropped, and after that something has written to its memory"
            );
        }
    }
}

impl Drop for Room {
    /// All of them are dropped before any memory is freed.
    fn drop(&mut self) {
        if !thread::panicking() {
            (1..=self.waiters.len()).for_each(|number| self.end(number));
            self.end_bell();
            self.nothing_was_written_to();
        }
    }
}
