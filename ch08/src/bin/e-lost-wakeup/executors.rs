//! Two executors for one future, which differ in where they sleep.

use ch08::{Future, Parker, PollState, Wake, Waker};
use std::sync::Arc;
use std::thread::{self, Thread};
use std::time::{Duration, Instant};
use trace::{polls, runs, trace, unparks, waits, wakes};

/// How long the naive executor sleeps before it's given up. Nothing will wake it; a wake-up would come within microseconds.
const LIMIT: Duration = Duration::from_secs(1);

// ANCHOR: naive
/// Sleeps in `thread::park`.
pub struct Naive;

impl Naive {
    // ANCHOR: naive-block-on
    /// Runs until the future is ready. None if nothing wakes the thread in time.
    pub fn block_on<F: Future>(&self, mut future: F) -> Option<F::Output> {
        let waker = Waker::from(Arc::new(ThreadWaker(thread::current())));
        loop {
            polls!("executor", "future");
            if let PollState::Ready(output) = future.poll(&waker) {
                return Some(output);
            }
            waits!("executor", "its thread's token");
            let begin = Instant::now();
            thread::park_timeout(LIMIT);
            if begin.elapsed() >= LIMIT {
                runs!("executor");
                return None;
            }
            trace!("executor", "is woken, and polls again");
        }
    }
    // ANCHOR_END: naive-block-on
}

// ANCHOR: thread-waker
struct ThreadWaker(Thread);

impl Wake for ThreadWaker {
    fn wake(&self) {
        wakes!("reactor", "future");
        unparks!("reactor", "thread's token");
        self.0.unpark();
    }
}
// ANCHOR_END: thread-waker
// ANCHOR_END: naive

// ANCHOR: own
/// Sleeps in a parker that nothing else on its thread has.
pub struct Own {
    parker: Arc<Parker>,
}

impl Own {
    pub fn new() -> Self {
        let parker = Arc::new(Parker::new());
        Self { parker }
    }

    /// Runs until the future is ready.
    pub fn block_on<F: Future>(&self, mut future: F) -> Option<F::Output> {
        let parker = Arc::clone(&self.parker);
        let waker = Waker::from(Arc::new(ParkerWaker(parker)));
        loop {
            polls!("executor", "future");
            if let PollState::Ready(output) = future.poll(&waker) {
                return Some(output);
            }
            waits!("executor", "its parker's token");
            self.parker.park();
            waits!("parker's token", "an unpark");
            trace!("executor", "is woken, and polls again");
        }
    }
}

struct ParkerWaker(Arc<Parker>);

impl Wake for ParkerWaker {
    fn wake(&self) {
        wakes!("reactor", "future");
        unparks!("reactor", "parker's token");
        unparks!("reactor", "executor");
        self.0.unpark();
    }
}
// ANCHOR_END: own
