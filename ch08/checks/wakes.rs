//! A waker that counts.

use ch08::{Wake, Waker};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How often a waker was called.
#[derive(Debug, Default)]
pub struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

impl Wakes {
    /// A count, and a waker for it.
    pub fn counted() -> (Arc<Self>, Waker) {
        let wakes = Arc::<Self>::default();
        let waker = Waker::from(Arc::clone(&wakes));
        (wakes, waker)
    }

    /// How often.
    pub fn count(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    /// How many of its wakers there are.
    pub fn wakers(self: &Arc<Self>) -> usize {
        Arc::strong_count(self) - 1
    }
}
