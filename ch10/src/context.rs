//! Which runtime this thread is in, and the tasks that are ready on this thread.

use crate::runtime::Handle;
use crate::scheduler::Shared;
use crate::task::{Queue, TaskRef};
use std::cell::RefCell;
use std::marker::PhantomData;
use std::sync::Arc;

thread_local! {
    /// The runtimes that were entered, the last one being the current one.
    static ENTERED: RefCell<Vec<Handle>> = const { RefCell::new(Vec::new()) };
    /// The tasks that are ready, while this thread runs a runtime.
    static LOCAL: RefCell<Option<Local>> = const { RefCell::new(None) };
}

struct Local {
    shared: Arc<Shared>,
    ready: Queue,
}

/// While it lives, `spawn` and the like use the runtime that was entered.
#[derive(Debug)]
pub struct EnterGuard<'a> {
    handle: PhantomData<&'a Handle>,
    /// A guard ends on the thread on which it began.
    on_this_thread: PhantomData<*const ()>,
}

pub(crate) fn enter(handle: &Handle) -> EnterGuard<'_> {
    ENTERED.with_borrow_mut(|entered| entered.push(handle.clone()));
    EnterGuard {
        handle: PhantomData,
        on_this_thread: PhantomData,
    }
}

impl Drop for EnterGuard<'_> {
    fn drop(&mut self) {
        // Dropped outside of the borrow: it may be the last handle.
        let left = ENTERED.with_borrow_mut(Vec::pop);
        drop(left);
    }
}

/// The current runtime.
pub(crate) fn current() -> Option<Handle> {
    ENTERED.with_borrow(|entered| entered.last().cloned())
}

/// While it lives, this thread runs a runtime.
pub(crate) struct Running {
    on_this_thread: PhantomData<*const ()>,
}

/// Returns none if the thread runs a runtime already.
pub(crate) fn run(shared: &Arc<Shared>) -> Option<Running> {
    LOCAL.with_borrow_mut(|local| {
        if local.is_some() {
            return None;
        }
        *local = Some(Local {
            shared: Arc::clone(shared),
            ready: Queue::default(),
        });
        Some(Running {
            on_this_thread: PhantomData,
        })
    })
}

impl Drop for Running {
    fn drop(&mut self) {
        let local = LOCAL.with_borrow_mut(Option::take);
        // What is ready stays so, for the next thread that runs the runtime.
        if let Some(Local { shared, mut ready }) = local {
            shared.keep(&mut ready);
        }
    }
}

/// Puts a task into this thread's queue, or gives it back if the thread doesn't run its runtime.
pub(crate) fn push_local(shared: &Arc<Shared>, task: TaskRef) -> Option<TaskRef> {
    LOCAL.with_borrow_mut(|local| match local {
        Some(local) if Arc::ptr_eq(&local.shared, shared) => {
            local.ready.push(task);
            None
        }
        _ => Some(task),
    })
}

/// Takes the next task out of this thread's queue.
pub(crate) fn pop_local() -> Option<TaskRef> {
    LOCAL.with_borrow_mut(|local| local.as_mut()?.ready.pop())
}

/// Moves tasks to the end of this thread's queue.
pub(crate) fn append_local(tasks: &mut Queue) {
    LOCAL.with_borrow_mut(|local| {
        let local = local.as_mut().expect("the thread runs a runtime");
        local.ready.append(tasks);
    });
}

pub(crate) fn has_local() -> bool {
    LOCAL.with_borrow(|local| local.as_ref().is_some_and(|local| !local.ready.is_empty()))
}
