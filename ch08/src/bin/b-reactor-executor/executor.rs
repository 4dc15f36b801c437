//! An executor for one future. It has no queue of events, only a parker.

use ch08::{Future, Parker, PollState, Wake, Waker};
use std::sync::Arc;
use trace::{polls, trace, unparks, waits, wakes};

// ANCHOR: executor
/// Runs one future at a time.
pub struct Executor {
    parker: Arc<Parker>,
}

impl Executor {
    pub fn new() -> Self {
        let parker = Arc::new(Parker::new());
        Self { parker }
    }

    // ANCHOR: block-on
    /// Runs until the future is ready, and returns its output. Between two polls, the
    /// thread sleeps.
    pub fn block_on<F: Future>(&self, mut future: F) -> F::Output {
        let parker = Arc::clone(&self.parker);
        let waker = Waker::from(Arc::new(Notify { parker }));
        loop {
            polls!("executor", "coroutine");
            if let PollState::Ready(output) = future.poll(&waker) {
                return output;
            }
            waits!("executor", "a wake-up");
            self.parker.park();
            trace!("executor", "slept until it was notified, and polls again");
        }
    }
    // ANCHOR_END: block-on
}
// ANCHOR_END: executor

// ANCHOR: notify
/// What the executor's waker does.
struct Notify {
    parker: Arc<Parker>,
}

impl Wake for Notify {
    /// In this step, only the reactor's thread calls it.
    fn wake(&self) {
        trace!("reactor", "has an event, and notifies the executor");
        wakes!("reactor", "coroutine");
        unparks!("reactor", "executor");
        self.parker.unpark();
    }
}
// ANCHOR_END: notify
