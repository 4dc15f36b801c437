//! not-yet: a `Waiter` is `Unpin`, and the list has pointers to it
//!
//! `add` asks for a pin, and a pin of this type promises nothing.

#[derive(Default)]
struct Waiter {
    bell: Cell<Option<NonNull<Bell>>>,
    previous: Cell<Option<NonNull<Waiter>>>,
    next: Cell<Option<NonNull<Waiter>>>,
    waker: Cell<Option<Waker>>,
    outcome: Cell<Option<bool>>,
}
