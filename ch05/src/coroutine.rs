//! A function that can stop in the middle: the one safe type around the switch.
//!
//! # What does not compile
//!
//! A coroutine stays on its thread, since what lies on its stack may have to:
//!
//! ```compile_fail,E0277
//! # use ch05::{Coroutine, Suspender, stack::Stacks};
//! let stack = Stacks::new().take(64 * 1024).unwrap();
//! let mut coroutine = Coroutine::new(stack, |_: &Suspender<()>| ());
//! std::thread::spawn(move || coroutine.resume());
//! ```
//!
//! Its body may not borrow from whoever makes it, who may forget it:
//!
//! ```compile_fail,E0597
//! # use ch05::{Coroutine, Suspender, stack::Stacks};
//! let stack = Stacks::new().take(64 * 1024).unwrap();
//! let local = String::new();
//! let borrowed = &local;
//! Coroutine::new(stack, move |_: &Suspender<()>| borrowed.len());
//! ```
//!
//! And the suspender stays in the body, whether it would go to another coroutine or to a thread:
//!
//! ```compile_fail,E0521
//! # use ch05::{Coroutine, Suspender, stack::Stacks};
//! # let stacks = Stacks::new();
//! # let (one, two) = (stacks.take(64 * 1024).unwrap(), stacks.take(64 * 1024).unwrap());
//! Coroutine::new(one, move |outer: &Suspender<()>| {
//!     Coroutine::new(two, move |_: &Suspender<()>| outer.suspend(())).resume();
//! });
//! ```
//!
//! ```compile_fail,E0277
//! # use ch05::{Coroutine, Suspender, stack::Stacks};
//! # let stack = Stacks::new().take(64 * 1024).unwrap();
//! Coroutine::new(stack, |suspender: &Suspender<()>| {
//!     std::thread::scope(|scope| scope.spawn(|| suspender.suspend(())).join().unwrap());
//! });
//! ```
//!
//! ```compile_fail
//! # use ch05::{Coroutine, Suspender, stack::Stacks};
//! # let stack = Stacks::new().take(64 * 1024).unwrap();
//! let mut kept = None;
//! Coroutine::new(stack, |suspender: &Suspender<()>| kept = Some(suspender));
//! ```

mod float;
mod unwind;

use crate::stack::Stack;
use crate::switch::{self, Bounds, Context};
use float::FloatControl;
use std::cell::{Cell, OnceCell};
use std::fmt;
use std::marker::PhantomData;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::NonNull;
use std::thread;
use unwind::Unwinding;
pub(crate) use unwind::never_begun;

/// The messages with which a coroutine is resumed.
const GO_ON: usize = 0;
const UNWIND: usize = 1;

// ANCHOR: coroutine
/// A function with a stack of its own, which stops where it wants to and goes on when it is resumed.
///
/// It suspends with values of type `Y`, as often as it likes, and ends with one of type `T`. A panic
/// unwinds its stack and goes on in whoever resumes it. One that is dropped while it is suspended
/// is unwound from there, so that what it owns is dropped; see [`Suspender::suspend`].
pub struct Coroutine<Y, T> {
    header: NonNull<Header>,
    /// Not `Send`: what lies on the stack may not be.
    says: PhantomData<*mut (Y, T)>,
}

/// What is known of a coroutine. It lies at the top of its stack, so that a coroutine is one pointer.
struct Header {
    /// Where it goes on; `None` once it has ended. While it runs, this is where it went on.
    context: Cell<Option<Context>>,
    /// Whether whoever has resumed it is panicking: then [`thread::panicking`] says nothing about it.
    resumer_panics: Cell<bool>,
    stack: Stack,
}
// ANCHOR_END: coroutine

// ANCHOR: state
/// What a coroutine has said when it gives control back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State<Y, T> {
    /// It has suspended, and can be resumed.
    Suspended(Y),
    /// It has ended.
    Finished(T),
}
// ANCHOR_END: state

impl<Y, T> Coroutine<Y, T> {
    // ANCHOR: new
    /// Makes a coroutine that runs `body` when it is first resumed.
    ///
    /// # Panics
    ///
    /// If what `body` captures takes more than a sixteenth of the stack: in a debug build each move of the
    /// closure leaves a copy of it in some frame.
    pub fn new<F>(stack: Stack, body: F) -> Self
    where
        F: FnOnce(&Suspender<Y>) -> T + 'static,
    {
        assert!(
            fits::<F>(&stack),
            "a closure of {} bytes is too large for a stack of {}",
            size_of::<F>(),
            stack.size()
        );
        // ANCHOR: layout
        let header = below::<Header>(stack.top());
        let place = below::<F>(header.cast());
        let bounds = Bounds {
            top: place.cast(),
            bottom: stack.bottom(),
        };
        // SAFETY: the stack is ours and unused, and header and closure leave most of it.
        let header = unsafe {
            place.write(body);
            let context = switch::prepare(bounds, entry::<Y, T, F>, header.cast());
            header.write(Header {
                context: Cell::new(Some(context)),
                resumer_panics: Cell::new(false),
                stack,
            });
            NonNull::new_unchecked(header)
        };
        // ANCHOR_END: layout
        Self {
            header,
            says: PhantomData,
        }
    }
    // ANCHOR_END: new

    // ANCHOR: resume
    /// Lets the coroutine run until it suspends or ends.
    ///
    /// # Panics
    ///
    /// With the panic of the coroutine, if it ends with one. If it has ended before.
    #[inline]
    pub fn resume(&mut self) -> State<Y, T> {
        let (from, said) = self.go_on(GO_ON);
        match from {
            // SAFETY: `suspend` says where its value lies, on a stack that stands still now, and
            // forgets it.
            Some(_) => State::Suspended(unsafe { (said as *const Y).read() }),
            // SAFETY: `entry` says where its result lies and forgets it, as above.
            None => match unsafe { (said as *const thread::Result<T>).read() } {
                Ok(value) => State::Finished(value),
                Err(panic) => resume_unwind(panic),
            },
        }
    }
    // ANCHOR_END: resume

    // ANCHOR: go_on
    /// Switches to the coroutine, and returns when it switches back: with its context, if it has not ended,
    /// and with the address of what it says.
    #[inline(always)]
    fn go_on(&mut self, message: usize) -> (Option<Context>, usize) {
        if thread::panicking() && !self.header().resumer_panics.replace(true) {
            return self.go_on_for_one_who_panics(message);
        }
        let to = self.header().context.get();
        let to = to.expect("the coroutine has ended");
        // SAFETY: the context is the one with which it has suspended, and since `self` is borrowed,
        // nobody else switches to it. Its stack is in the header.
        let (from, said) = unsafe { switch::switch(to, message) };
        self.header().context.set(from);
        (from, said)
    }
    // ANCHOR_END: go_on

    #[cold]
    fn go_on_for_one_who_panics(&mut self, message: usize) -> (Option<Context>, usize) {
        let heard = self.go_on(message);
        self.header().resumer_panics.set(false);
        heard
    }

    /// Whether it has ended, so that it cannot be resumed.
    pub fn is_finished(&self) -> bool {
        self.header().context.get().is_none()
    }

    fn header(&self) -> &Header {
        // SAFETY: `new` has written it, and `drop` alone takes the stack away.
        unsafe { self.header.as_ref() }
    }
}

/// The next place for a `T` on a stack, below what is there; also aligned as a stack has to be.
fn below<T>(used: *mut u8) -> *mut T {
    let place = used.wrapping_sub(size_of::<T>());
    place
        .wrapping_sub(place.addr() % align_of::<T>().max(16))
        .cast()
}

/// Whether the stack has room for what the closure captures.
pub(crate) fn fits<F>(stack: &Stack) -> bool {
    size_of::<F>() + align_of::<F>() <= stack.size() / 16
}

// ANCHOR: drop
impl<Y, T> Drop for Coroutine<Y, T> {
    fn drop(&mut self) {
        if self.is_finished() {
            return drop(self.take_stack());
        }
        let (from, said) = self.go_on(UNWIND);
        if from.is_some() {
            // It has caught the unwinding and suspends again. Its stack is never given back, since
            // what lies there was not dropped: other values may refer to it.
            // SAFETY: as in `resume`.
            return drop(unsafe { (said as *const Y).read() });
        }
        // SAFETY: as in `resume`; the result is read before the stack can have another owner.
        let result = unsafe { (said as *const thread::Result<T>).read() };
        drop(self.take_stack());
        if let Err(panic) = result
            && !panic.is::<unwind::Payload>()
            && !thread::panicking()
        {
            resume_unwind(panic);
        }
    }
}
// ANCHOR_END: drop

impl<Y, T> Coroutine<Y, T> {
    /// The stack, on which nothing lies any more. For `drop` alone, and once.
    fn take_stack(&mut self) -> Stack {
        // SAFETY: says the caller; the header is not read after this.
        unsafe { self.header.read() }.stack
    }
}

impl<Y, T> fmt::Debug for Coroutine<Y, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Coroutine")
            .field("finished", &self.is_finished())
            .field("stack", &self.header().stack)
            .finish()
    }
}

// ANCHOR: entry
/// The first function on a coroutine's stack, and the last: no panic may pass it.
unsafe extern "C" fn entry<Y, T, F>(message: usize, from: Context, data: *mut u8) -> !
where
    F: FnOnce(&Suspender<Y>) -> T,
{
    let mut result = MaybeUninit::<thread::Result<T>>::uninit();
    let resumer;
    {
        // SAFETY: `data` is the header, which `new` has written above the closure.
        let suspender = Suspender::<Y>::new(from, unsafe { &*data.cast::<Header>() });
        let caught = catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: `new` has put the closure there, and this function runs once.
            let body = unsafe { below::<F>(data).read() };
            if message == UNWIND {
                return Err(never_begun()); // and the body is dropped
            }
            let value = body(&suspender);
            suspender.check_float();
            result.write(Ok(value));
            Ok(())
        }));
        if let Err(panic) = caught.unwrap_or_else(Err) {
            result.write(Err(panic));
        }
        suspender.float.restore();
        resumer = suspender.resumer.get();
    }
    // SAFETY: the resumer waits in `resume` or in `drop`, and takes the result. Nothing else that lies
    // here is to be dropped.
    unsafe { switch::leave(resumer, (&raw const result).expose_provenance()) }
}
// ANCHOR_END: entry

// ANCHOR: suspender
/// With this a coroutine suspends itself: its body gets it as argument.
pub struct Suspender<Y> {
    /// Who has resumed the coroutine last, and waits.
    resumer: Cell<Context>,
    header: *const Header,
    /// Set once the coroutine is told to unwind.
    told: OnceCell<Unwinding>,
    float: FloatControl,
    takes: PhantomData<*mut Y>,
}
// ANCHOR_END: suspender

impl<Y> Suspender<Y> {
    fn new(resumer: Context, header: &Header) -> Self {
        Self {
            resumer: Cell::new(resumer),
            header,
            told: OnceCell::new(),
            float: FloatControl::here(),
            takes: PhantomData,
        }
    }

    // ANCHOR: suspend
    /// Gives `value` and control to whoever resumes the coroutine, and returns when it is resumed.
    ///
    /// Returns at once, and drops the value, while the coroutine's stack unwinds: a destructor that
    /// suspends would leave a panic half-way, of which the thread believes that it goes on.
    ///
    /// (If whoever resumes is panicking too, nobody can tell the two apart, and it does suspend. Dropping
    /// such a coroutine before it has gone on aborts the process.)
    ///
    /// When the coroutine is dropped while it waits here, this panics with a payload of its own,
    /// without a message, which unwinds the stack. Whoever catches that must let the coroutine end. If it
    /// suspends again, it is left as it is: what it owns is leaked, and its stack is not used again.
    // ANCHOR: hand-over
    #[inline(always)]
    pub fn suspend(&self, value: Y) {
        if self.is_unwinding() {
            return;
        }
        self.float.check();
        let value = ManuallyDrop::new(value);
        // SAFETY: the resumer waits in `resume` or `drop` until it hears from us; its context was used
        // by nobody, since each resumption brings another. It takes the value out of our stack.
        let (resumer, message) =
            unsafe { switch::switch(self.resumer.get(), (&raw const value).expose_provenance()) };
        self.resumer
            .set(resumer.expect("who resumes waits for an answer"));
        if message == UNWIND {
            self.unwind();
        }
    }
    // ANCHOR_END: hand-over
    // ANCHOR_END: suspend

    // ANCHOR: is-unwinding
    /// Whether the coroutine's own stack is being unwound, so that it cannot suspend.
    #[inline]
    pub fn is_unwinding(&self) -> bool {
        thread::panicking() && self.panic_is_its_own()
    }
    // ANCHOR_END: is-unwinding

    /// Panics if floating point rounds as it should not; see [`FloatControl`].
    pub(crate) fn check_float(&self) {
        self.float.check();
    }

    // ANCHOR: panic-is-its-own
    #[cold]
    fn panic_is_its_own(&self) -> bool {
        // SAFETY: the header lies at the top of the stack on which the suspender lies.
        let resumer_panics = unsafe { &*self.header }.resumer_panics.get();
        !resumer_panics || self.told.get().is_some_and(Unwinding::goes_on)
    }
    // ANCHOR_END: panic-is-its-own

    // ANCHOR: unwind
    /// Unwinds the stack from here.
    #[cold]
    fn unwind(&self) -> ! {
        let (unwinding, payload) = unwind::begin();
        // A second time cannot be: whoever is told to unwind is resumed never again.
        let _ = self.told.set(unwinding);
        resume_unwind(Box::new(payload))
    }
    // ANCHOR_END: unwind
}

impl<Y> fmt::Debug for Suspender<Y> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Suspender").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
