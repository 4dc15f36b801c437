//! Something to wait for: guests who knock.

use std::cell::{Cell, RefCell};
use std::task::Waker;
use trace::{trace, wakes};

/// A door that counts the guests who knock, and wakes the task that waits for the next one.
#[derive(Debug, Default)]
pub struct Door {
    waiting: Cell<u32>,
    admitted: Cell<u32>,
    /// How often it was opened in vain since the last knock.
    in_vain: Cell<u32>,
    waker: RefCell<Option<Waker>>,
}

impl Door {
    /// A guest knocks. If a waker was left, the door wakes it, once, and forgets it.
    pub fn knock(&self) {
        self.waiting.set(self.waiting.get() + 1);
        self.in_vain.set(0);
        let guest = self.admitted.get() + self.waiting.get();
        trace!("door", "guest {guest} knocks");
        let waker = self.waker.take();
        if let Some(waker) = waker {
            wakes!("door", "task");
            waker.wake();
        }
    }

    /// Lets in one of the guests who wait outside. Returns whether there was one.
    ///
    /// # Panics
    ///
    /// If it's opened a thousand times in vain.
    pub fn admit_one(&self) -> bool {
        let is_any = self.guest_waits();
        let in_vain = self.in_vain.get() + 1;
        assert!(
            is_any || in_vain < 1000,
            "a loop opens the door, and no guest is there, a thousand times and more\n\
             No guest can knock while a poll waits for one on the same thread. `poll` doesn't wait."
        );
        if is_any {
            self.waiting.set(self.waiting.get() - 1);
            self.admitted.set(self.admitted.get() + 1);
            trace!("door", "guest {} comes in", self.admitted.get());
        } else {
            self.in_vain.set(in_vain);
        }
        is_any
    }

    /// Whether a guest who has knocked is still outside.
    pub fn guest_waits(&self) -> bool {
        self.waiting.get() > 0
    }

    /// Leaves a waker for the next knock. It takes the place of the one that was left before.
    pub fn wake_at_next_knock(&self, waker: &Waker) {
        *self.waker.borrow_mut() = Some(waker.clone());
    }

    /// How many guests have come in.
    pub fn admitted(&self) -> u32 {
        self.admitted.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    #[derive(Default)]
    struct Counts(AtomicUsize);

    impl Wake for Counts {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn a_waker_is_woken_by_the_next_knock_and_by_none_after_it() {
        let (door, [old, new]) = (Door::default(), [(); 2].map(|()| Arc::<Counts>::default()));
        door.knock();
        door.wake_at_next_knock(&Arc::clone(&old).into());
        door.wake_at_next_knock(&Arc::clone(&new).into());
        door.knock();
        door.knock();
        let woken = [&old, &new].map(|counts| counts.0.load(Ordering::Relaxed));
        assert_eq!(woken, [0, 1]);
    }

    #[test]
    fn guests_come_in_one_at_a_time() {
        let door = Door::default();
        assert!(!door.admit_one());
        door.knock();
        door.knock();
        assert!(door.admit_one() && door.guest_waits() && door.admitted() == 1);
        assert!(door.admit_one() && !door.guest_waits() && !door.admit_one());
        assert_eq!(door.admitted(), 2);
    }
}
