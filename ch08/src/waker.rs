//! What a future leaves where its event will come.

use std::fmt;
use std::sync::Arc;

// ANCHOR: wake
/// What happens when a [`Waker`] is called.
///
/// The thread that calls it is any thread: a reactor's, the executor's own, a stranger's.
/// `wake` must not wait, and it doesn't poll anything: it only notes that a poll would be
/// worth it.
pub trait Wake: Send + Sync {
    /// Notes that the task can go on.
    fn wake(&self);
}
// ANCHOR_END: wake

// ANCHOR: waker
/// A handle by which any thread tells an executor that a task can go on.
///
/// A waker may be cloned, sent, called as often as you like, also when the task is over,
/// and dropped without being called.
#[derive(Clone)]
pub struct Waker {
    wake: Arc<dyn Wake>,
}

impl Waker {
    /// Makes the task ready: its executor will poll it.
    pub fn wake(&self) {
        self.wake.wake();
    }

    /// Whether both wakers wake the same. A no may be wrong, a yes isn't.
    pub fn will_wake(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.wake, &other.wake)
    }
}

impl<W: Wake + 'static> From<Arc<W>> for Waker {
    fn from(wake: Arc<W>) -> Self {
        Self { wake }
    }
}
// ANCHOR_END: waker

impl fmt::Debug for Waker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waker").finish_non_exhaustive()
    }
}
