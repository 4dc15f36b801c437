//! The panic that unwinds a coroutine which is dropped before its end.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Says whether a coroutine that was told to unwind still does.
pub(super) struct Unwinding(Arc<AtomicBool>);

/// What the panic carries. It lives until somebody has caught it and dropped it, on whatever thread.
pub(super) struct Payload(Arc<AtomicBool>);

/// One that is about to begin.
pub(super) fn begin() -> (Unwinding, Payload) {
    let goes_on = Arc::new(AtomicBool::new(true));
    (Unwinding(Arc::clone(&goes_on)), Payload(goes_on))
}

/// In place of a panic, for a coroutine that is dropped before it has begun: nothing is there to unwind.
pub(crate) fn never_begun() -> Box<dyn Any + Send> {
    Box::new(Payload(Arc::default()))
}

impl Unwinding {
    pub(super) fn goes_on(&self) -> bool {
        // Nothing else is read that depends on it.
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
