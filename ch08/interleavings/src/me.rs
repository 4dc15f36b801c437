//! What one of a run's threads does at an operation.

use crate::baton::{Address, Baton, Next, Place, Stopped};
use std::cell::RefCell;
use std::panic::{self, Location};
use std::sync::Arc;
use std::thread;

/// One of a run's threads.
#[derive(Clone, Debug)]
pub(crate) struct Me {
    pub(crate) baton: Arc<Baton>,
    pub(crate) number: usize,
}

thread_local! {
    static ME: RefCell<Option<Me>> = const { RefCell::new(None) };
}

/// With what a thread unwinds whose run is given up.
struct GivenUp;

impl Me {
    /// Runs the thread's code.
    pub(crate) fn run(self, code: impl FnOnce()) {
        ME.set(Some(self.clone()));
        let _ends = Ends(self);
        code();
    }

    /// Gives the baton back, and returns when this thread was chosen to go on.
    fn stop(&self, next: Next, at: Place) {
        let mut stage = self.baton.stage();
        let stopped = &mut stage.threads[self.number];
        stopped.next = next;
        stopped.at = Some(at);
        stage.has_baton = None;
        drop(stage);
        self.baton.passed.notify_all();
        let me = Some(self.number);
        let stage = self
            .baton
            .wait_while(|stage| stage.has_baton != me && !stage.is_over);
        if stage.is_over {
            drop(stage);
            panic::resume_unwind(Box::new(GivenUp));
        }
    }
}

/// However a thread ends, the baton comes back.
struct Ends(Me);

impl Drop for Ends {
    fn drop(&mut self) {
        let Self(Me { baton, number }) = self;
        let mut stage = baton.stage();
        if !stage.is_over {
            stage.has_panicked |= thread::panicking();
            stage.threads[*number] = Stopped {
                next: Next::End,
                at: None,
                call: None,
            };
            stage.has_baton = None;
            baton.passed.notify_all();
        }
    }
}

fn me<T>(use_it: impl FnOnce(&Me) -> T) -> T {
    ME.with_borrow(|me| use_it(me.as_ref().expect("locks are used on the threads of a run")))
}

/// This thread is about to do something. Returns when it was chosen to.
#[track_caller]
pub(crate) fn stop_before(next: Next) {
    let at = Location::caller();
    me(|me| me.stop(next, at));
}

/// This thread has let go of a lock.
pub(crate) fn released(lock: Address) {
    me(|me| me.baton.stage().held.remove(&lock));
}

/// Ends the sleep of the first thread that sleeps at this condvar.
pub(crate) fn notify_one(notified: Address) {
    me(|me| {
        let mut stage = me.baton.stage();
        let sleeping = stage
            .threads
            .iter_mut()
            .find_map(|thread| match thread.next {
                Next::Sleep { condvar, lock } if condvar == notified => Some((thread, lock)),
                _ => None,
            });
        if let Some((thread, lock)) = sleeping {
            thread.next = Next::Wake(lock);
        }
    });
}

/// This thread makes a call at this line of the program.
pub(crate) fn calls(at: Place) {
    me(|me| me.baton.stage().threads[me.number].call = Some(at));
}

/// The executor has so many tasks to take in this turn.
pub(crate) fn set_turn(change: impl FnOnce(usize) -> usize) {
    me(|me| {
        let mut stage = me.baton.stage();
        stage.turn = change(stage.turn);
    });
}
