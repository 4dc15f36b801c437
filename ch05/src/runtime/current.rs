//! The fiber that runs on this thread, for the functions that it calls without naming it.

use super::Shared;
use super::fiber::Fiber;
use super::fibers::FiberId;
use crate::coroutine::Suspender;
use std::cell::Cell;
use std::fmt;
use std::ptr;
use std::rc::Rc;
use trace::{ready, runs, waits};

thread_local! {
    // ANCHOR: current
    /// The running fiber's own record, which lies on its stack; null while no fiber runs.
    static CURRENT: Cell<*const Current<'static>> = const { Cell::new(ptr::null()) };
    // ANCHOR_END: current
}

/// What a fiber knows of itself.
#[derive(Debug)]
pub(crate) struct Current<'a> {
    pub shared: &'a Rc<Shared>,
    pub id: FiberId,
    suspender: &'a Suspender<()>,
}

/// Why a fiber cannot wait: its stack is being unwound.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unwinding;

impl<'a> Current<'a> {
    pub fn new(shared: &'a Rc<Shared>, id: FiberId, suspender: &'a Suspender<()>) -> Self {
        Self {
            shared,
            id,
            suspender,
        }
    }

    /// Runs the fiber's body.
    #[inline]
    pub fn enter<T>(&self, body: impl FnOnce() -> T) -> T {
        let _outside = Outside::begin();
        self.is_back();
        body()
    }

    // ANCHOR: wait
    /// Gives up control until somebody wakes this fiber.
    #[inline(always)]
    pub fn wait(&self) -> Result<(), Unwinding> {
        /// Unwinding, too, comes back to this fiber: its destructors run on its stack.
        struct Back<'a>(&'a Current<'a>);
        impl Drop for Back<'_> {
            #[inline]
            fn drop(&mut self) {
                self.0.is_back();
            }
        }

        if self.suspender.is_unwinding() {
            runs!("{self}"); // whatever it was about to wait for
            return Err(Unwinding);
        }
        let _back = Back(self);
        CURRENT.set(ptr::null());
        self.suspender.suspend(());
        Ok(())
    }
    // ANCHOR_END: wait

    #[inline]
    fn is_back(&self) {
        CURRENT.set(ptr::from_ref(self).cast());
    }
}

impl fmt::Display for Current<'_> {
    /// Its name in the timeline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shared.actor(self.id).fmt(f)
    }
}

// ANCHOR: running
/// The running fiber; `None` outside of one.
///
/// # Safety
///
/// The reference is used only before the calling function returns.
#[inline(always)]
unsafe fn running<'a>() -> Option<&'a Current<'a>> {
    // SAFETY: the pointer is set by `enter` and `wait`, for as long as the fiber runs and has its record
    // on its stack. Whoever calls is called by that fiber, and if it lets the fiber wait, the record
    // waits with it.
    unsafe { CURRENT.get().as_ref() }
}
// ANCHOR_END: running

/// Hands the running fiber to `f`.
pub(crate) fn with_current<T>(f: impl FnOnce(Option<&Current<'_>>) -> T) -> T {
    // SAFETY: `f` cannot keep what it gets.
    f(unsafe { running() })
}

/// Who calls, as the timeline names it: the running fiber, or the program's own `main` outside of one.
pub(super) struct Caller;

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        with_current(|current| match current {
            Some(fiber) => fiber.fmt(f),
            None => f.write_str("main"),
        })
    }
}

/// No fiber runs while this lives; what ran before runs again afterwards.
#[derive(Debug)]
pub(super) struct Outside {
    before: *const Current<'static>,
}

impl Outside {
    #[inline]
    pub fn begin() -> Self {
        Self {
            before: CURRENT.replace(ptr::null()),
        }
    }
}

impl Drop for Outside {
    #[inline]
    fn drop(&mut self) {
        CURRENT.set(self.before);
    }
}

// ANCHOR: yield_now
/// Lets the other fibers that are ready run first.
///
/// Returns at once while the fiber's stack is being unwound.
///
/// # Panics
///
/// Outside of a fiber.
#[inline(always)]
pub fn yield_now() {
    // SAFETY: it is not used after this function.
    let current = unsafe { running() }.unwrap_or_else(|| no_fiber("yield_now"));
    if !current.suspender.is_unwinding() {
        ready!("{current}");
        current.shared.wake(current.id);
        let _ = current.wait();
    }
}
// ANCHOR_END: yield_now

// ANCHOR: park
/// Waits until somebody calls this fiber's [`unpark`](Fiber::unpark). If that has happened since the
/// last call of `park`, it returns at once, and so it does while the fiber's stack is being unwound.
///
/// # Panics
///
/// Outside of a fiber.
pub fn park() {
    with_current(|current| {
        let current = current.unwrap_or_else(|| no_fiber("park"));
        let unparked = || current.shared.fibers.borrow_mut().take_unparked(current.id);
        while !unparked() {
            waits!("{current}", "an unpark");
            if current.wait().is_err() {
                break;
            }
        }
    });
}
// ANCHOR_END: park

/// The fiber that calls.
///
/// # Panics
///
/// Outside of a fiber.
pub fn current() -> Fiber {
    with_current(|current| {
        let current = current.unwrap_or_else(|| no_fiber("current"));
        Fiber::new(current.shared, current.id)
    })
}

/// The panic of a function that was called outside of a fiber.
#[cold]
pub(crate) fn no_fiber(function: &str) -> ! {
    panic!("`{function}` was called outside of a fiber: only what a `Runtime` runs can call it")
}
