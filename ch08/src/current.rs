//! The executor that runs on this thread.

use crate::tasks::Tasks;
use crate::{Future, actor};
use std::cell::RefCell;
use std::rc::Rc;
use trace::{runs, waits};

// ANCHOR: current
thread_local! {
    static CURRENT: RefCell<Option<Rc<Tasks>>> = const { RefCell::new(None) };
}

/// Makes a task of a future, for the executor that runs on this thread. Its caller is a
/// task of that executor.
///
/// The new task is polled after those that are ready now. See
/// [`Executor::spawn`](crate::Executor::spawn).
///
/// # Panics
///
/// If no executor runs on this thread. The future would never be polled.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let current = CURRENT.with_borrow(Option::clone);
    let current = current.expect("`spawn` was called on a thread that runs no executor");
    current.spawn(future);
}
// ANCHOR_END: current

/// While it lives, this thread runs an executor.
#[must_use]
pub(crate) struct Entered;

/// Makes this thread run an executor.
///
/// # Panics
///
/// If it runs one already: the outer executor's tasks would stand still while the inner one sleeps.
pub(crate) fn enter(tasks: &Rc<Tasks>) -> Entered {
    CURRENT.with_borrow_mut(|current| {
        assert!(
            current.is_none(),
            "an executor was run inside a task of another: a task waits by returning `NotReady`"
        );
        *current = Some(Rc::clone(tasks));
    });
    let caller = actor::current();
    waits!("{caller}", "the executor");
    Entered
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(None);
        let caller = actor::current();
        runs!("{caller}");
    }
}
