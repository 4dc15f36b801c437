//! A task's waker: a pointer to the task, and what the four methods of a waker do with it.

use super::raw::{Header, TaskRef};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::task::{RawWaker, RawWakerVTable, Waker};

static METHODS: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, forget);

/// A waker that counts no reference: a poll's caller has one. What the future keeps is a clone, which counts.
pub(crate) fn borrowed(task: NonNull<Header>) -> ManuallyDrop<Waker> {
    // SAFETY: the methods keep a waker's contract: they may be called from any thread, and each clone has a reference
    // of its own.
    ManuallyDrop::new(unsafe { Waker::from_raw(raw(task)) })
}

fn raw(task: NonNull<Header>) -> RawWaker {
    RawWaker::new(task.as_ptr().cast_const().cast(), &METHODS)
}

/// The reference behind a waker's pointer.
///
/// # Safety
///
/// The pointer is a waker's, and its reference lives for as long as the result does.
unsafe fn reference(pointer: *const ()) -> ManuallyDrop<TaskRef> {
    let task = NonNull::new(pointer.cast_mut().cast()).expect("a waker's task isn't at zero");
    // SAFETY: the caller's. The reference isn't dropped.
    ManuallyDrop::new(unsafe { TaskRef::from_raw(task) })
}

unsafe fn clone(pointer: *const ()) -> RawWaker {
    // SAFETY: the waker that's cloned has a reference.
    let task = unsafe { reference(pointer) };
    raw(TaskRef::clone(&task).into_raw())
}

unsafe fn wake(pointer: *const ()) {
    // SAFETY: the waker's reference is ours now.
    let task = unsafe { reference(pointer) };
    ManuallyDrop::into_inner(task).wake_by_ref();
}

unsafe fn wake_by_ref(pointer: *const ()) {
    // SAFETY: the waker keeps its reference.
    unsafe { reference(pointer) }.wake_by_ref();
}

unsafe fn forget(pointer: *const ()) {
    // SAFETY: the waker's reference is ours now.
    drop(ManuallyDrop::into_inner(unsafe { reference(pointer) }));
}
