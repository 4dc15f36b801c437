//! What the coroutines of the tests work with. It's the same in each world, so that traces can be compared.

use std::cell::{Cell, RefCell};
use std::fmt;

thread_local! {
    static HEARD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static FUTURES: Cell<u32> = const { Cell::new(0) };
    static CHANCES: Cell<u32> = const { Cell::new(0) };
    static PANIC_AT: Cell<u32> = const { Cell::new(u32::MAX) };
    static PANICKED: Cell<Option<Where>> = const { Cell::new(None) };
}

/// Adds a line to the trace.
pub fn say(line: impl Into<String>) {
    let length = HEARD.with_borrow_mut(|heard| {
        heard.push(line.into());
        heard.len()
    });
    // A machine that turns in circles would fill the memory.
    assert!(length < 20_000 || std::thread::panicking(), "this coroutine doesn't end");
}

/// Takes the trace, and numbers futures from 1 again.
pub fn heard() -> Vec<String> {
    FUTURES.set(0);
    HEARD.take()
}

/// Says that a value was computed now.
pub fn tick<T>(line: &str, value: T) -> T {
    say(line);
    may_panic(Where::Code);
    value
}

/// What panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// A future, when it was polled.
    Future,
    /// A function that a coroutine called.
    Code,
}

/// Panics if it was decided that this is the time.
pub fn may_panic(at: Where) {
    CHANCES.set(CHANCES.get() + 1);
    if CHANCES.get() == PANIC_AT.get() {
        PANICKED.set(Some(at));
        panic!("this was told to panic");
    }
}

/// Decides that one of the next chances to panic is taken. `u32::MAX` is never.
pub fn panic_at(chance: u32) {
    PANIC_AT.set(chance);
    CHANCES.set(0);
    PANICKED.set(None);
}

/// What panicked since then.
pub fn panicked() -> Option<Where> {
    PANICKED.get()
}

/// A value whose drop is a line of the trace.
pub struct Noisy {
    pub name: &'static str,
    pub number: u32,
}

impl Noisy {
    pub fn new(name: &'static str, number: u32) -> Noisy {
        Noisy { name, number }
    }
}

impl Drop for Noisy {
    fn drop(&mut self) {
        say(format!("drop {self:?}"));
    }
}

impl fmt::Debug for Noisy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, self.number)
    }
}

/// A future that isn't ready the first few times it's polled.
pub struct After<T> {
    id: u32,
    left: u32,
    value: Option<T>,
}

impl<T> After<T> {
    pub fn new(polls: u32, value: T) -> After<T> {
        FUTURES.set(FUTURES.get() + 1);
        let id = FUTURES.get();
        say(format!("future {id} made"));
        After { id, left: polls, value: Some(value) }
    }

    /// One poll: the value, if it's time.
    pub fn step(&mut self) -> Option<T> {
        say(format!("future {}: {} left", self.id, self.left));
        may_panic(Where::Future);
        let Some(left) = self.left.checked_sub(1) else {
            return Some(self.value.take().expect("polled after it was ready"));
        };
        self.left = left;
        None
    }
}

impl<T> Drop for After<T> {
    fn drop(&mut self) {
        say(format!("drop future {}", self.id));
    }
}

/// A future that writes into text it borrows: a letter at each poll.
pub struct Fill<'a> {
    inner: After<()>,
    text: &'a mut String,
}

impl Fill<'_> {
    pub fn new(text: &mut String, polls: u32) -> Fill<'_> {
        Fill { inner: After::new(polls, ()), text }
    }

    pub fn step(&mut self) -> Option<u32> {
        self.text.push('x');
        self.inner.step().map(|()| self.text.len() as u32)
    }
}
