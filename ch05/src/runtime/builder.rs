//! How a fiber is begun.

use super::Shared;
use super::current::{Current, no_fiber, with_current};
use super::join::{JoinHandle, Packet, Share};
use crate::coroutine::{Coroutine, Suspender, fits};
use crate::stack::{DEFAULT_SIZE, Stack};
use std::io;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use trace::spawns;

// ANCHOR: spawn
/// Begins a fiber that runs `body` when its turn comes.
///
/// # Panics
///
/// Outside of a fiber. If there is no memory for its stack; [`Builder::spawn`] returns that as an error.
pub fn spawn<T, F>(body: F) -> JoinHandle<T>
where
    T: 'static,
    F: FnOnce() -> T + 'static,
{
    Builder::new()
        .spawn(body)
        .unwrap_or_else(|error| panic!("a fiber cannot be spawned: {error}"))
}
// ANCHOR_END: spawn

/// A fiber's name and the size of its stack, as `std::thread::Builder` has them for a thread.
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until it spawns"]
pub struct Builder {
    name: Option<Rc<str>>,
    stack_size: Option<usize>,
}

impl Builder {
    /// Without a name, and with a stack of [`DEFAULT_SIZE`] bytes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the fiber, for messages and for the timeline.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the bytes that its stack has, which are rounded up to whole pages. Only those that it touches
    /// take up memory.
    pub fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_size = Some(bytes);
        self
    }

    /// Begins a fiber that runs `body` when its turn comes.
    ///
    /// # Errors
    ///
    /// If there is no memory for its stack, or if what `body` captures takes more than a sixteenth of it.
    ///
    /// # Panics
    ///
    /// Outside of a fiber.
    pub fn spawn<T, F>(self, body: F) -> io::Result<JoinHandle<T>>
    where
        T: 'static,
        F: FnOnce() -> T + 'static,
    {
        with_current(|current| {
            let current = current.unwrap_or_else(|| no_fiber("spawn"));
            let handle = self.spawn_on(current.shared, body)?;
            let fiber = handle.actor();
            spawns!("{current}", "{fiber}");
            Ok(handle)
        })
    }

    // ANCHOR: spawn_on
    pub(super) fn spawn_on<T, F>(self, shared: &Rc<Shared>, body: F) -> io::Result<JoinHandle<T>>
    where
        T: 'static,
        F: FnOnce() -> T + 'static,
    {
        let mut stack = shared
            .stacks
            .take(self.stack_size.unwrap_or(DEFAULT_SIZE))?;
        // The closure that runs the body captures it, and the packet.
        if !fits::<(Rc<Packet<T>>, F)>(&stack) {
            return Err(too_much_captured(&body, &stack));
        }
        if let Some(name) = &self.name {
            stack.set_name(name);
        }
        let id = shared.fibers.borrow_mut().insert(self.name);
        let packet = Packet::new(shared, id);
        let coroutine = Coroutine::new(stack, root(Share(Rc::clone(&packet)), body));
        shared.fibers.borrow_mut().put(id, coroutine);
        shared.ready.borrow_mut().push_back(id);
        Ok(JoinHandle::new(packet))
    }
    // ANCHOR_END: spawn_on
}

// ANCHOR: root
/// What a fiber's coroutine runs: the body, and then it hands over what that has returned, or its panic.
fn root<T, F>(share: Share<T>, body: F) -> impl FnOnce(&Suspender<()>) + 'static
where
    T: 'static,
    F: FnOnce() -> T + 'static,
{
    move |suspender| {
        let shared = Rc::clone(&share.0.shared);
        Current::new(&shared, share.0.id, suspender).enter(|| {
            share.fill(|| {
                let value = body();
                suspender.check_float();
                value
            });
            // ANCHOR: unwanted
            // If nobody holds the handle, what the body has returned is dropped here, and may panic.
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(share))) {
                mem::forget(panic);
            }
            // ANCHOR_END: unwanted
        });
    }
}
// ANCHOR_END: root

#[cold]
fn too_much_captured<F>(body: &F, stack: &Stack) -> io::Error {
    let message = format!(
        "what the fiber captures takes {} bytes, more than a sixteenth of its stack of {}",
        size_of_val(body),
        stack.size()
    );
    io::Error::new(io::ErrorKind::InvalidInput, message)
}
