//! A machine's place for a variable that another variable borrows across a wait.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::{PhantomData, PhantomPinned};
use std::mem::{self, MaybeUninit};
use std::ops::{Deref, DerefMut};
use std::ptr::{self, NonNull};

// ANCHOR: slot
// ANCHOR: room
/// Room in a machine for a variable that another variable borrows across a wait.
///
/// A machine moves its other variables from state to state. This one has to stay where
/// it is, and so has the machine: a `Slot` isn't [`Unpin`], so neither is a machine with
/// one.
pub struct Slot<T> {
    value: UnsafeCell<MaybeUninit<T>>,
    _pinned: PhantomPinned,
}
// ANCHOR_END: room

impl<T> Slot<T> {
    /// Room without a value.
    pub const fn new() -> Self {
        Self {
            value: UnsafeCell::new(MaybeUninit::uninit()),
            _pinned: PhantomPinned,
        }
    }

    // ANCHOR: keep
    /// Moves a value into the slot. The handle owns it.
    ///
    /// # Safety
    ///
    /// The slot is pinned, and no value that it was given before has a handle any more.
    /// The handle goes before the slot does.
    pub unsafe fn keep(&self, value: T) -> Kept<T> {
        // SAFETY: the pointer comes from a cell, so it's aligned, and there's room behind
        // it. No other value is there: each had a handle, and the caller says that all of
        // those are gone.
        let value = unsafe { &mut *self.value.get() }.write(value);
        Kept {
            value: NonNull::from(value),
            owns: PhantomData,
        }
    }
    // ANCHOR_END: keep
}
// ANCHOR_END: slot

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").finish_non_exhaustive()
    }
}

// ANCHOR: kept
/// The value in a [`Slot`], and the right to drop it.
///
/// Moving a `Kept` moves a pointer. The value stays in the slot, where its borrower expects it.
pub struct Kept<T> {
    value: NonNull<T>,
    owns: PhantomData<T>,
}

impl<T> Kept<T> {
    /// Moves the value out of its slot.
    pub fn into_inner(kept: Kept<T>) -> T {
        // SAFETY: the value is in its slot, and `forget` keeps `drop` from dropping it there.
        let value = unsafe { kept.value.read() };
        mem::forget(kept);
        value
    }

    /// Lends the value for as long as the caller likes.
    ///
    /// # Safety
    ///
    /// The caller sees to it that the reference isn't used after the value is dropped or taken back, nor after the
    /// value is changed by another way.
    pub unsafe fn lend<'a>(&self) -> &'a T {
        // SAFETY: the slot is pinned and holds a value, and the caller keeps that value alive and unchanged.
        unsafe { self.value.as_ref() }
    }

    /// Lends the value, to be changed, for as long as the caller likes.
    ///
    /// # Safety
    ///
    /// The caller sees to it that the reference isn't used after the value is dropped or taken back, nor after the
    /// value is used in another way.
    pub unsafe fn lend_mut<'a>(&mut self) -> &'a mut T {
        // SAFETY: the slot is pinned and holds a value, and the caller keeps that value alive and uses it only
        // through this reference.
        unsafe { self.value.as_mut() }
    }
}

impl<T> Drop for Kept<T> {
    fn drop(&mut self) {
        // SAFETY: the value is in its slot, and this is its only handle: `into_inner` forgets the `Kept`.
        unsafe { ptr::drop_in_place(self.value.as_ptr()) };
    }
}
// ANCHOR_END: kept

// SAFETY: a `Kept` owns its value and gives it to one thread at a time. The machine it's part of is pinned, so a thread
// that gets the handle has got the slot's machine by a pointer, too.
unsafe impl<T: Send> Send for Kept<T> {}
// SAFETY: a shared `Kept` gives shared references only.
unsafe impl<T: Sync> Sync for Kept<T> {}

// SAFETY: a shared `Slot` gives nothing but room, and `keep` is unsafe: its caller has the slot for itself.
unsafe impl<T: Sync> Sync for Slot<T> {}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the value is in its slot for as long as `self` lives, and the caller of `lend_mut` promised not to
        // use that reference any more.
        unsafe { self.value.as_ref() }
    }
}

impl<T> DerefMut for Kept<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as for `deref`, and `self` is borrowed alone.
        unsafe { self.value.as_mut() }
    }
}

impl<T: fmt::Debug> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::rc::Rc;

    #[test]
    fn a_reference_stays_true_when_the_handle_moves() {
        let slot = pin!(Slot::new());
        // SAFETY: the slot is pinned, and this is its only handle, which goes first.
        let mut kept = unsafe { slot.as_ref().get_ref().keep(String::from("a")) };
        // SAFETY: `writer` isn't used after `kept` is used again.
        let writer = unsafe { kept.lend_mut() };
        let mut moved = [None, Some(kept)];
        writer.push('b');
        moved.swap(0, 1);
        writer.push('c');
        let kept = moved[0].take().expect("it was swapped to the front");
        assert_eq!(*kept, "abc");
        assert_eq!(Kept::into_inner(kept), "abc");
    }

    #[test]
    fn the_value_is_inside_the_slot() {
        let slot = pin!(Slot::new());
        let slot = slot.as_ref().get_ref();
        // SAFETY: as above.
        let kept = unsafe { slot.keep(7u64) };
        assert_eq!(ptr::from_ref(&*kept).addr(), ptr::from_ref(slot).addr());
    }

    #[test]
    fn a_value_is_dropped_once() {
        let counted = Rc::new(());
        let slot = pin!(Slot::new());
        let slot = slot.as_ref().get_ref();
        // SAFETY: as above, for each of the two handles: the second one is made when the first one is gone.
        drop(unsafe { slot.keep(Rc::clone(&counted)) });
        assert_eq!(Rc::strong_count(&counted), 1);
        // SAFETY: as above.
        let back = Kept::into_inner(unsafe { slot.keep(Rc::clone(&counted)) });
        assert_eq!(Rc::strong_count(&counted), 2);
        drop(back);
        assert_eq!(Rc::strong_count(&counted), 1);
    }
}
