//! The runtime as its users see it.

use crate::context::{self, EnterGuard};
use crate::scheduler::{self, Core, Shared};
use crate::task::JoinHandle;
use std::fmt;
use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Polls futures, on the thread that calls [`block_on`](Self::block_on).
///
/// Dropping a runtime drops the futures of all its tasks. Their handles get an error.
pub struct Runtime {
    core: Mutex<Core>,
    handle: Handle,
}

impl Runtime {
    /// A runtime with everything that [`Builder`] can enable.
    ///
    /// # Errors
    ///
    /// If the system has no event queue for it: the process has too many descriptors open.
    pub fn new() -> io::Result<Self> {
        Builder::new_current_thread().enable_all().build()
    }

    /// Runs until this future is ready, and returns its output. Meanwhile it polls the spawned tasks too.
    ///
    /// Tasks that aren't done by then go on in the next `block_on`. A second thread that calls it waits until the first
    /// thread's call returns.
    ///
    /// # Panics
    ///
    /// If this thread runs a runtime already, as it does inside a task. If the future panics, its panic goes on to the
    /// caller.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        let shared = &self.handle.shared;
        let running = context::run(shared).expect(
            "`block_on` was called by code that a runtime polls: it would stop that runtime, so await the future instead",
        );
        let _entered = self.enter();
        let mut core = self.core.lock().unwrap_or_else(PoisonError::into_inner);
        let output = core.block_on(shared, future);
        drop(running);
        output
    }

    /// Makes a task of a future. It's polled while a thread runs the runtime.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.handle.spawn(future)
    }

    /// Makes this the current runtime of the thread, for [`spawn`] and whatever registers with a runtime.
    pub fn enter(&self) -> EnterGuard<'_> {
        self.handle.enter()
    }

    /// A handle to this runtime.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        // What the futures' destructors spawn is theirs, and aborted at once.
        let _entered = self.handle.enter();
        self.handle.shared.shut_down();
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("handle", &self.handle)
            .finish()
    }
}

/// Reaches a runtime from any thread. It doesn't keep the runtime from ending.
#[derive(Clone, Debug)]
pub struct Handle {
    pub(crate) shared: Arc<Shared>,
}

impl Handle {
    /// The runtime that this thread runs, or has entered.
    ///
    /// # Panics
    ///
    /// If there's none.
    pub fn current() -> Self {
        Self::try_current().expect(NONE)
    }

    /// The runtime that this thread runs, or has entered.
    ///
    /// # Errors
    ///
    /// If there's none.
    pub fn try_current() -> Result<Self, TryCurrentError> {
        context::current().ok_or(TryCurrentError(()))
    }

    /// As [`Runtime::spawn`]. If the runtime has ended, the handle says that the task was cancelled.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.shared.spawn(future)
    }

    /// As [`Runtime::enter`].
    pub fn enter(&self) -> EnterGuard<'_> {
        context::enter(self)
    }
}

/// What a thread without a runtime is told.
const NONE: &str = "this thread is in no runtime: call this in a task, or after `Runtime::enter`";

/// This thread is in no runtime.
#[derive(Debug)]
pub struct TryCurrentError(());

impl fmt::Display for TryCurrentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NONE)
    }
}

impl std::error::Error for TryCurrentError {}

/// Makes a runtime.
#[derive(Debug)]
pub struct Builder(());

impl Builder {
    /// A runtime that runs on the thread that calls [`Runtime::block_on`].
    pub fn new_current_thread() -> Self {
        Self(())
    }

    /// Sockets and timers. This runtime always has both.
    pub fn enable_all(&mut self) -> &mut Self {
        self
    }

    /// The runtime.
    ///
    /// # Errors
    ///
    /// As [`Runtime::new`].
    pub fn build(&mut self) -> io::Result<Runtime> {
        let (core, shared) = scheduler::new()?;
        Ok(Runtime {
            core: Mutex::new(core),
            handle: Handle { shared },
        })
    }
}

/// Makes a task of a future, in the current runtime.
///
/// # Panics
///
/// If this thread is in no runtime.
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    Handle::current().spawn(future)
}
