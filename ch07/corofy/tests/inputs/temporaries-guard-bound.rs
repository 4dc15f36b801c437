//! A guard that's bound is held across the wait; one that isn't is dropped at the end of its statement.

use crate::drive::{all, run};
use crate::stage::{After, say};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

struct Lock(Rc<Cell<bool>>);

struct Guard(Rc<Cell<bool>>);

impl Lock {
    fn lock(&self) -> Guard {
        assert!(!self.0.replace(true), "locked twice");
        say("locked");
        Guard(self.0.clone())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.set(false);
        say("unlocked");
    }
}

fn number(polls: u32, value: u32) -> After<u32> {
    After::new(polls, value)
}

coroutine fn locks() -> u32 {
    let lock: Lock = Lock(Rc::new(Cell::new(false)));
    lock.lock();
    let seen: Rc<RefCell<u32>> = Rc::new(RefCell::new(1));
    *seen.borrow_mut() += 1;
    number(1, 0).wait;
    {
        let _guard: Guard = lock.lock();
        number(1, 1).wait;
    }
    lock.lock();
    let now: u32 = *seen.borrow();
    let n = number(1, now).wait;
    drop(lock.lock());
    n
}

pub fn check() {
    assert_eq!(run(locks()), 2);
    all("locks", locks);
}
