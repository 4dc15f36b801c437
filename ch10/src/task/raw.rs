//! A task: one allocation that holds its state, its scheduler, and its future, then its output.

use super::error::{JoinError, Panic};
use super::state::{Begin, Pause, State};
use super::{Id, Schedule, waker};
use std::cell::UnsafeCell;
use std::future::Future;
use std::mem::{self, ManuallyDrop};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::ptr::NonNull;
use std::task::{Context, Poll, Waker};

/// The part of a task that's known without the future's type.
pub(crate) struct Header {
    pub(crate) state: State,
    pub(crate) id: Id,
    /// The next task in the queue that this one is in. The queue's.
    pub(crate) next: UnsafeCell<Option<TaskRef>>,
    /// The neighbours in the runtime's list. The list's.
    pub(crate) neighbours: UnsafeCell<Neighbours>,
    /// The waker of the task that awaits the handle. Whose it is, the state says.
    pub(crate) waiter: UnsafeCell<Option<Waker>>,
    functions: &'static Functions,
}

/// The tasks before and after one in the runtime's list.
#[derive(Default)]
pub(crate) struct Neighbours {
    pub(crate) before: Option<NonNull<Header>>,
    pub(crate) after: Option<NonNull<Header>>,
}

/// What depends on the future's type.
struct Functions {
    poll: unsafe fn(NonNull<Header>),
    push: unsafe fn(TaskRef),
    shut_down: unsafe fn(NonNull<Header>),
    take_output: unsafe fn(NonNull<Header>, *mut ()),
    drop_output: unsafe fn(NonNull<Header>),
    free: unsafe fn(NonNull<Header>),
}

/// The whole allocation. The header comes first, so a pointer to it is a pointer to the whole.
#[repr(C)]
struct Cell<F: Future, S> {
    header: Header,
    scheduler: S,
    /// The thread's that has the future, and after that the output's owner's.
    stage: UnsafeCell<Stage<F>>,
}

/// What a task holds.
enum Stage<F: Future> {
    Future(F),
    Output(Result<F::Output, JoinError>),
    Empty,
}

/// A counted reference to a task.
pub(crate) struct TaskRef(NonNull<Header>);

// SAFETY: a reference leads to the header, whose state any thread may change; the rest of the header is used only by
// the part of the runtime that it belongs to, under that part's lock or by the state's rules. The future is polled and
// dropped only by the scheduler's threads: if it isn't `Send`, its scheduler has one thread.
unsafe impl Send for TaskRef {}
// SAFETY: as above.
unsafe impl Sync for TaskRef {}

impl TaskRef {
    /// Makes a task. It has three references: the handle's, the list's, and the queue's.
    pub(crate) fn new<F, S>(id: Id, future: F, scheduler: S) -> [Self; 3]
    where
        F: Future + 'static,
        S: Schedule,
    {
        let cell = Box::new(Cell {
            header: Header {
                state: State::new(),
                id,
                next: UnsafeCell::new(None),
                neighbours: UnsafeCell::default(),
                waiter: UnsafeCell::new(None),
                functions: Cell::<F, S>::FUNCTIONS,
            },
            scheduler,
            stage: UnsafeCell::new(Stage::Future(future)),
        });
        let cell = NonNull::from(Box::leak(cell)).cast();
        [Self(cell), Self(cell), Self(cell)]
    }

    pub(crate) fn header(&self) -> &Header {
        // SAFETY: the task lives as long as one of its references.
        unsafe { self.0.as_ref() }
    }

    pub(crate) fn pointer(&self) -> NonNull<Header> {
        self.0
    }

    /// Gives the reference up without dropping it.
    pub(crate) fn into_raw(self) -> NonNull<Header> {
        ManuallyDrop::new(self).0
    }

    /// # Safety
    ///
    /// The pointer came from [`into_raw`](Self::into_raw), whose reference nothing else has taken.
    pub(crate) unsafe fn from_raw(pointer: NonNull<Header>) -> Self {
        Self(pointer)
    }

    /// Polls the future, or drops it if it was aborted. The queue's reference is used up, or goes back to a queue.
    pub(crate) fn run(self) {
        let task = self.into_raw();
        // SAFETY: the functions are those of the task's own types, and the queue's reference keeps the task.
        unsafe { (task.as_ref().functions.poll)(task) };
    }

    /// A wake-up.
    pub(crate) fn wake_by_ref(&self) {
        if self.header().state.notify() {
            self.push_counted();
        }
    }

    /// Has the future dropped by its scheduler.
    pub(crate) fn abort(&self) {
        if self.header().state.abort() {
            self.push_counted();
        }
    }

    /// Pushes the reference that the state has counted for a queue.
    fn push_counted(&self) {
        // SAFETY: the functions are those of the task's own types.
        unsafe { (self.header().functions.push)(Self(self.0)) };
    }

    /// The runtime ends: drops the future, unless a thread is polling it. That thread will then.
    pub(crate) fn shut_down(&self) {
        if self.header().state.shut_down() {
            // SAFETY: the functions are those of the task's own types, and the state has given us the future.
            unsafe { (self.header().functions.shut_down)(self.0) };
        }
    }

    /// Takes the output.
    ///
    /// # Safety
    ///
    /// The task is done, the caller is its handle, and `T` is its future's output. It wasn't taken before.
    pub(crate) unsafe fn take_output<T>(&self) -> Result<T, JoinError> {
        let mut output: Option<Result<T, JoinError>> = None;
        let into = (&raw mut output).cast();
        // SAFETY: the caller says that `T` is the right type, and that the output is the handle's.
        unsafe { (self.header().functions.take_output)(self.0, into) };
        output.expect("an output is taken once")
    }

    /// Drops the output.
    ///
    /// # Safety
    ///
    /// The task is done, and the caller is its handle.
    pub(crate) unsafe fn drop_output(&self) {
        // SAFETY: the caller says that the output is the handle's.
        unsafe { (self.header().functions.drop_output)(self.0) };
    }
}

impl Clone for TaskRef {
    fn clone(&self) -> Self {
        self.header().state.add_reference();
        Self(self.0)
    }
}

impl Drop for TaskRef {
    fn drop(&mut self) {
        if self.header().state.drop_reference() {
            // SAFETY: that was the last reference.
            unsafe { (self.header().functions.free)(self.0) };
        }
    }
}

impl<F: Future + 'static, S: Schedule> Cell<F, S> {
    const FUNCTIONS: &'static Functions = &Functions {
        poll: Self::poll,
        push: Self::push,
        shut_down: Self::abort,
        take_output: Self::take_output,
        drop_output: Self::drop_output,
        free: Self::free,
    };

    /// # Safety
    ///
    /// The caller gives a counted reference, the queue's.
    unsafe fn poll(task: NonNull<Header>) {
        // SAFETY: the caller gives it.
        let queued = unsafe { TaskRef::from_raw(task) };
        let state = &queued.header().state;
        match state.begin() {
            Begin::Leave => return,
            // SAFETY: `begin` has given us the future.
            Begin::Abort => return unsafe { Self::abort(task) },
            Begin::Poll => {}
        }
        let waker = waker::borrowed(task);
        let mut context = Context::from_waker(&waker);
        // SAFETY: `begin` has given us the future.
        let stage = unsafe { Self::stage(task) };
        let Stage::Future(future) = stage else {
            unreachable!("a task that isn't done has its future");
        };
        // SAFETY: the future is in the allocation, and isn't moved before it's dropped there.
        let future = unsafe { Pin::new_unchecked(future) };
        match catch_unwind(AssertUnwindSafe(|| future.poll(&mut context))) {
            Ok(Poll::Pending) => match state.pause() {
                Pause::Wait => {}
                // SAFETY: these are the task's own types.
                Pause::Push => unsafe { Self::push(queued) },
                // SAFETY: `pause` has left us the future.
                Pause::Abort => unsafe { Self::abort(task) },
            },
            // SAFETY: we have the future.
            Ok(Poll::Ready(output)) => unsafe { Self::finish(task, Ok(output)) },
            Err(panic) => {
                let error = JoinError::panicked(queued.header().id, panic);
                // SAFETY: as above.
                unsafe { Self::finish(task, Err(error)) };
            }
        }
    }

    /// Drops the future.
    ///
    /// # Safety
    ///
    /// The caller has the future.
    unsafe fn abort(task: NonNull<Header>) {
        // SAFETY: the caller has a reference.
        let id = unsafe { task.as_ref() }.id;
        // SAFETY: the caller has the future.
        unsafe { Self::finish(task, Err(JoinError::cancelled(id))) };
    }

    /// Puts the output where the future was, and tells the handle. A panic of the future's destructor is the output then.
    ///
    /// # Safety
    ///
    /// The caller has the future.
    unsafe fn finish(task: NonNull<Header>, output: Result<F::Output, JoinError>) {
        // SAFETY: the caller has a reference.
        let header = unsafe { task.as_ref() };
        // SAFETY: the caller has the future.
        let stage = unsafe { Self::stage(task) };
        let dropped = contained(|| *stage = Stage::Empty);
        let output = match dropped {
            Ok(()) => output,
            Err(panic) => {
                // The output may panic too when it's dropped. The first panic counts.
                let _ = contained(|| drop(output));
                Err(JoinError::panicked(header.id, panic))
            }
        };
        *stage = Stage::Output(output);
        let done = header.state.finish();
        if !done.has_handle {
            // SAFETY: there's no handle, so the output is ours.
            unsafe { Self::drop_output(task) };
        } else if done.has_waiter {
            // SAFETY: from `finish` on, the waiter is read here alone, until the task is freed.
            let waiter = unsafe { &*header.waiter.get() };
            // A waker is other people's code.
            let _ = contained(|| waiter.as_ref().map(Waker::wake_by_ref));
        }
        // SAFETY: a cell begins with its header.
        let scheduler = unsafe { &(*task.cast::<Self>().as_ptr()).scheduler };
        drop(scheduler.release(header));
    }

    /// # Safety
    ///
    /// The reference is one to a task with these types.
    unsafe fn push(task: TaskRef) {
        // SAFETY: a cell begins with its header.
        let scheduler = unsafe { &(*task.0.cast::<Self>().as_ptr()).scheduler };
        scheduler.push(task);
    }

    /// # Safety
    ///
    /// The output is the caller's, and `into` is an `Option` of it.
    unsafe fn take_output(task: NonNull<Header>, into: *mut ()) {
        // SAFETY: the caller has the output.
        let stage = unsafe { Self::stage(task) };
        if let Stage::Output(output) = mem::replace(stage, Stage::Empty) {
            // SAFETY: the caller says what `into` is.
            unsafe { *into.cast() = Some(output) };
        }
    }

    /// # Safety
    ///
    /// The output is the caller's.
    unsafe fn drop_output(task: NonNull<Header>) {
        // SAFETY: the caller has the output.
        let stage = unsafe { Self::stage(task) };
        let output = mem::replace(stage, Stage::Empty);
        let _ = contained(|| drop(output));
    }

    /// # Safety
    ///
    /// There's no reference left.
    unsafe fn free(task: NonNull<Header>) {
        // SAFETY: the task was a box, and nothing leads to it any more.
        drop(unsafe { Box::from_raw(task.cast::<Self>().as_ptr()) });
    }

    /// The future or the output.
    ///
    /// # Safety
    ///
    /// The caller is the one to whom the state has given it.
    unsafe fn stage<'a>(task: NonNull<Header>) -> &'a mut Stage<F> {
        // SAFETY: a cell begins with its header, and the caller says that nothing else uses the stage.
        unsafe { &mut *(*task.cast::<Self>().as_ptr()).stage.get() }
    }
}

/// Runs a future's code. A panic goes no further.
fn contained<T>(code: impl FnOnce() -> T) -> Result<T, Panic> {
    catch_unwind(AssertUnwindSafe(code))
}
