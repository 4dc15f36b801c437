//! A register that knows its guests by their addresses, and guests that sign out when they're dropped.

use std::cell::RefCell;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::ptr::{self, NonNull};
use std::rc::Rc;

// ANCHOR: register
/// Knows where its guests are. It doesn't own them.
#[derive(Default)]
pub struct Register {
    guests: RefCell<Vec<NonNull<Guest>>>,
}

impl Register {
    /// The guests' names, read where the guests are.
    pub fn names(&self) -> String {
        let guests = self.guests.borrow();
        // SAFETY: each guest was pinned when it signed in. So it's still in its place,
        // or else its `drop` has run, and took it off the list.
        let names = guests.iter().map(|guest| unsafe { guest.as_ref() }.name);
        match names.collect::<Vec<_>>().as_slice() {
            [] => String::from("no guests"),
            names => names.join(" and "),
        }
    }
}
// ANCHOR_END: register

// ANCHOR: guest
/// Is on the list of its register from its `sign_in` until it's dropped.
pub struct Guest {
    name: &'static str,
    register: Rc<Register>,
    _pinned: PhantomPinned,
}

impl Guest {
    pub fn new(name: &'static str, register: &Rc<Register>) -> Self {
        Self {
            name,
            register: Rc::clone(register),
            _pinned: PhantomPinned,
        }
    }

    /// Leaves the guest's address with the register.
    pub fn sign_in(self: Pin<&Self>) {
        let guest = NonNull::from(self.get_ref());
        self.register.guests.borrow_mut().push(guest);
    }
}
// ANCHOR_END: guest

// ANCHOR: drop
impl Drop for Guest {
    /// Takes the guest's address off the list.
    ///
    /// The guest may be pinned, so `drop` doesn't move it either.
    fn drop(&mut self) {
        let mut guests = self.register.guests.borrow_mut();
        guests.retain(|guest| !ptr::eq(guest.as_ptr(), self));
    }
}
// ANCHOR_END: drop
