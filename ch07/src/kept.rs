//! The place for a variable that another variable borrows across a wait.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

/// A value on the heap, so that references to it stay true when its owner moves.
///
/// A machine may move between two polls, and its variables with it. A variable that's borrowed across
/// a wait would then be somewhere else than its borrower thinks. A machine keeps such a variable in a
/// `Kept`: what moves is a pointer. A `Box` wouldn't do: moving one asserts that no other
/// reference to its content is alive, and the borrower's reference is.
pub struct Kept<T> {
    value: NonNull<T>,
    owns: PhantomData<T>,
}

impl<T> Kept<T> {
    /// Moves a value to the heap.
    pub fn new(value: T) -> Kept<T> {
        let value = NonNull::from(Box::leak(Box::new(value)));
        Kept {
            value,
            owns: PhantomData,
        }
    }

    /// Takes the value back.
    pub fn into_inner(kept: Kept<T>) -> T {
        let value = kept.value;
        std::mem::forget(kept);
        // SAFETY: the pointer came from a `Box` in `new`, and `forget` keeps `drop` from freeing it again.
        *unsafe { Box::from_raw(value.as_ptr()) }
    }

    /// Lends the value for as long as the caller likes.
    ///
    /// # Safety
    ///
    /// The caller sees to it that the reference isn't used after the value is dropped or taken back, nor after the
    /// value is changed by another way.
    pub unsafe fn lend<'a>(&self) -> &'a T {
        // SAFETY: the pointer came from a `Box`, so it's aligned and points to a value, and the caller keeps that
        // value alive and unchanged.
        unsafe { self.value.as_ref() }
    }

    /// Lends the value, to be changed, for as long as the caller likes.
    ///
    /// # Safety
    ///
    /// The caller sees to it that the reference isn't used after the value is dropped or taken back, nor after the
    /// value is used in another way.
    pub unsafe fn lend_mut<'a>(&mut self) -> &'a mut T {
        // SAFETY: the pointer came from a `Box`, so it's aligned and points to a value, and the caller keeps that
        // value alive and uses it only through this reference.
        unsafe { self.value.as_mut() }
    }
}

// SAFETY: a `Kept` owns its value and gives it to one thread at a time, as a `Box` does.
unsafe impl<T: Send> Send for Kept<T> {}
// SAFETY: a shared `Kept` gives shared references only, as a `Box` does.
unsafe impl<T: Sync> Sync for Kept<T> {}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the value is there as long as `self` is, and the caller of `lend_mut` promised not to use that
        // reference any more.
        unsafe { self.value.as_ref() }
    }
}

impl<T> DerefMut for Kept<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as for `deref`, and `self` is borrowed alone.
        unsafe { self.value.as_mut() }
    }
}

impl<T> Drop for Kept<T> {
    fn drop(&mut self) {
        // SAFETY: the pointer came from a `Box` in `new`, and nothing else frees it: `into_inner` forgets the `Kept`.
        drop(unsafe { Box::from_raw(self.value.as_ptr()) });
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
    use std::rc::Rc;

    #[test]
    fn a_reference_stays_true_when_its_owner_moves() {
        let mut kept = Kept::new(String::from("a"));
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
    fn a_value_is_dropped_once() {
        let counted = Rc::new(());
        drop(Kept::new(Rc::clone(&counted)));
        assert_eq!(Rc::strong_count(&counted), 1);
        let back = Kept::into_inner(Kept::new(Rc::clone(&counted)));
        assert_eq!(Rc::strong_count(&counted), 2);
        drop(back);
        assert_eq!(Rc::strong_count(&counted), 1);
    }
}
