//! A gate that opens when so many requests wait at it.

use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

/// Lets no request pass before the last one has arrived.
#[derive(Debug)]
pub(crate) struct Gate {
    /// How many have come. A client that has left stays counted.
    arrived: AtomicUsize,
    wanted: usize,
    /// Never gives a permit: what waits for one goes on when it's closed.
    shut: Semaphore,
}

impl Gate {
    pub(crate) fn new(wanted: usize) -> Self {
        Self {
            arrived: AtomicUsize::new(0),
            wanted,
            shut: Semaphore::new(0),
        }
    }

    pub(crate) async fn pass(&self) {
        if self.arrived.fetch_add(1, Ordering::Relaxed) + 1 == self.wanted {
            self.shut.close();
        }
        let open = self.shut.acquire().await;
        debug_assert!(open.is_err(), "there are no permits");
    }
}
